"""Chart b: how many targets stand under each light, month by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from dashboard.charts.figure import (
    CLASSES,
    Chart,
    Class,
    Size,
    Trace,
    marker,
    note,
)
from dashboard.charts.stacks import INSIDE, steps, sums
from dashboard.pivots import Pivot
from dashboard.report.words import Words, usual

PLOT_HEIGHT = 258
LETTERS = 4  # of a light, for which there is room at the right; a longer name has more
GAP = 15  # px kept between the words at the right of the last month
COUNTED = {"已完成": "--c-paper", "超序时": "--c-paper", "达序时": "--c-ink"}


def by_month(pivot: Pivot, urls: Sequence[str], words: Words = usual) -> Chart:
    """Stacked columns, one a month; a click leads to the month's list of targets."""
    names = [f"{month}月" for month in pivot.keys]
    columns = {each: sums(pivot, each) for each in CLASSES}
    total = max((sum(column) for column in zip(*columns.values(), strict=True)), default=0)
    top = max(total, 1)
    traces = [
        _column(each, each.said(words), names, numbers, urls) for each, numbers in columns.items()
    ]
    last = {each: numbers[-1] for each, numbers in columns.items() if numbers}
    longest = max((len(each.said(words)) for each, number in last.items() if number), default=0)
    return Chart(
        id="months",
        label=f"各月亮灯项数：{names[-1] if names else ''}{_told(last, words)}",
        traces=traces,
        layout={
            "barmode": "stack",
            "hovermode": "closest",
            "margin": {"l": 30, "r": 84 + 12 * max(0, longest - LETTERS), "t": 12, "b": 26},
            "xaxis": {
                "type": "category",
                "categoryarray": names,
                "range": ["-0.5", str(Decimal(len(names)) - Decimal("0.5"))],
            },
            "yaxis": {
                "type": "linear",
                "range": [0, str(Decimal(top) * Decimal("1.04"))],
                "tickvals": steps(top),
                "showline": False,
            },
            "annotations": _ends(last, top, words),
        },
        wide=Size(640, 296),
        narrow=Size(358, 296),
    )


def _column(
    of: Class, word: str, names: Sequence[str], numbers: Sequence[int], urls: Sequence[str]
) -> Trace:
    """One class; a count of none is left out, or its outline would show."""
    return {
        "type": "bar",
        "name": word,
        "x": list(names),
        "y": [number or None for number in numbers],
        "width": "0.66",
        "marker": marker(of),
        "text": [str(n) if of.word in COUNTED and n > 1 else "" for n in numbers],
        **INSIDE,
        "textfont": {"color": COUNTED.get(of.word, "--c-ink"), "size": 12},
        "customdata": list(urls),
        "hovertext": [f"{name}{word}{n}项" for name, n in zip(names, numbers, strict=True)],
        "hoverinfo": "text",
    }


def _ends(last: Mapping[Class, int], top: int, words: Words) -> list[dict[str, object]]:
    """The last month's words and counts at the right, pushed apart so that all can be read."""
    scale = Decimal(top) * Decimal("1.04") / PLOT_HEIGHT
    base, middles = 0, []
    for each, number in last.items():
        if number:
            middles.append((each, number, base + Decimal(number) / 2))
        base += number
    places = [middle / scale for _, _, middle in middles]
    for lower, upper in pairwise(range(len(places))):
        places[upper] = max(places[upper], places[lower] + GAP)
    return [
        note(
            f"{each.said(words)} {number}",
            1,
            str((place * scale).quantize(Decimal("0.001"))),
            xref="paper",
            xanchor="left",
            xshift=4,
            color=_word_colour(each),
            weight=700 if each.word in ("严重滞后", "逾期未报") else 400,
        )
        for (each, number, _), place in zip(middles, places, strict=True)
    ]


def _word_colour(of: Class) -> str:
    return {"滞后": "--c-behind-t", "严重滞后": "--c-far-t"}.get(of.word, "--c-ink-2")


def _told(counts: Mapping[Class, int], words: Words) -> str:
    told = [f"{each.said(words)}{number}" for each, number in counts.items() if number]
    return "、".join(told) or "没有指标"
