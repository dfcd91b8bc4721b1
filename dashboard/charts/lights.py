"""Charts b and d: how many stand under each light, by month and by the unit that leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from dashboard.charts.figure import (
    APART,
    CLASSES,
    COURSE_CLASSES,
    Chart,
    Class,
    Size,
    Trace,
    marker,
    note,
)
from dashboard.pivots import Pivot

PLOT_HEIGHT = 258
GAP = 15  # px kept between the words at the right of the last month
INSIDE = {
    "textposition": "inside",
    "insidetextanchor": "middle",
    "constraintext": "none",
    "textangle": 0,
}
COUNTED = {"已完成": "--c-paper", "超序时": "--c-paper", "达序时": "--c-ink"}


def by_month(pivot: Pivot, urls: Sequence[str]) -> Chart:
    """Stacked columns, one a month; a click leads to the month's list of targets."""
    names = [f"{month}月" for month in pivot.keys]
    columns = {each: _sums(pivot, each) for each in CLASSES}
    total = max((sum(column) for column in zip(*columns.values(), strict=True)), default=0)
    top = max(total, 1)
    traces = [_column(each, names, numbers, urls) for each, numbers in columns.items()]
    last = {each: numbers[-1] for each, numbers in columns.items() if numbers}
    return Chart(
        id="months",
        label=f"各月亮灯项数：{names[-1] if names else ''}{_told(last)}",
        traces=traces,
        layout={
            "barmode": "stack",
            "hovermode": "closest",
            "margin": {"l": 30, "r": 84, "t": 12, "b": 26},
            "xaxis": {
                "type": "category",
                "categoryarray": names,
                "range": ["-0.5", str(Decimal(len(names)) - Decimal("0.5"))],
            },
            "yaxis": {
                "type": "linear",
                "range": [0, str(Decimal(top) * Decimal("1.04"))],
                "tickvals": _steps(top),
                "showline": False,
            },
            "annotations": _ends(last, top, columns, len(names)),
        },
        wide=Size(640, 296),
        narrow=Size(358, 296),
    )


def _sums(pivot: Pivot, of: Class) -> list[int]:
    counted = [pivot.counts[light] for light in of.lights]
    return [sum(column) for column in zip(*counted, strict=True)]


def _steps(top: int) -> list[int]:
    step = next(each for each in (1, 2, 5, 10, 20, 50, 100, 500) if top <= each * 6)
    return list(range(0, top + 1, step))


def _column(of: Class, names: Sequence[str], numbers: Sequence[int], urls: Sequence[str]) -> Trace:
    """One class; a count of none is left out, or its outline would show."""
    return {
        "type": "bar",
        "name": of.word,
        "x": list(names),
        "y": [number or None for number in numbers],
        "width": "0.66",
        "marker": marker(of),
        "text": [str(n) if of.word in COUNTED and n > 1 else "" for n in numbers],
        **INSIDE,
        "textfont": {"color": COUNTED.get(of.word, "--c-ink"), "size": 12},
        "customdata": list(urls),
        "hovertext": [f"{name}{of.word}{n}项" for name, n in zip(names, numbers, strict=True)],
        "hoverinfo": "text",
    }


def _ends(
    last: Mapping[Class, int], top: int, columns: Mapping[Class, Sequence[int]], months: int
) -> list[dict[str, object]]:
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
            f"{each.word} {number}",
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


def _told(counts: Mapping[Class, int]) -> str:
    told = [f"{each.word}{number}" for each, number in counts.items() if number]
    return "、".join(told) or "没有指标"


def by_unit(pivot: Pivot, names: Mapping[str, str], urls: Mapping[str, str]) -> Chart:
    """Flat stacked bars, one a unit, most first; what is late is said behind the bar."""
    codes = [str(key) for key in pivot.keys]
    shown = [names[code] for code in reversed(codes)]
    links = [urls[code] for code in reversed(codes)]
    columns = {each: list(reversed(_sums(pivot, each))) for each in COURSE_CLASSES}
    totals = [sum(column) for column in zip(*columns.values(), strict=True)]
    top = max(totals, default=1)
    height = 23 * len(codes) + 40
    return Chart(
        id="units",
        label=f"按牵头单位：{_units_told(shown, columns, totals)}",
        traces=[
            _flat(each, shown, numbers, links) for each, numbers in columns.items() if any(numbers)
        ],
        layout={
            "barmode": "stack",
            "hovermode": "closest",
            "margin": {"l": 100, "r": 150, "t": 6, "b": 24},
            "xaxis": {
                "type": "linear",
                "range": [0, str(Decimal(top) * Decimal("1.04"))],
                "tickvals": _steps(top),
                "showgrid": False,
                "showline": False,
            },
            "yaxis": {
                "type": "category",
                "categoryarray": shown,
                "range": ["-0.6", str(Decimal(len(shown)) - Decimal("0.4"))],
                "showgrid": False,
                "showline": False,
                "tickmode": "linear",
                "dtick": 1,
                **APART,
                "tickfont": {"color": "--c-ink", "size": 13},
            },
            "annotations": [
                note(words, total, name, xanchor="left", xshift=6)
                for name, total, words in zip(shown, totals, _late_words(columns), strict=True)
            ],
        },
        wide=Size(640, height),
        narrow=Size(358, height),
        narrow_layout={"margin": {"l": 92, "r": 118, "t": 6, "b": 24}},
    )


def _flat(of: Class, names: Sequence[str], numbers: Sequence[int], links: Sequence[str]) -> Trace:
    inside = of.word == "在轨"
    return {
        "type": "bar",
        "name": of.word,
        "orientation": "h",
        "x": [number or None for number in numbers],
        "y": list(names),
        "width": "0.6",
        "marker": marker(of),
        "text": [str(n) if inside and n > 1 else "" for n in numbers],
        **INSIDE,
        "textfont": {"color": "--c-paper", "size": 12},
        "customdata": list(links),
        "hovertext": [f"{name}：{of.word}{n}项" for name, n in zip(names, numbers, strict=True)],
        "hoverinfo": "text",
    }


def _late_words(columns: Mapping[Class, Sequence[int]]) -> list[str]:
    short = {"滞后": "滞后", "严重滞后": "严重", "逾期未报": "未报", "不评判": "不评判"}
    late = [(short[each.word], counts) for each, counts in columns.items() if each.word in short]
    size = len(next(iter(columns.values())))
    words = [
        " ".join(f"{word}{counts[place]}" for word, counts in late if counts[place])
        for place in range(size)
    ]
    return [word or "全部在轨" for word in words]


def _units_told(
    names: Sequence[str], columns: Mapping[Class, Sequence[int]], totals: Sequence[int]
) -> str:
    course = next(counts for each, counts in columns.items() if each.word == "在轨")
    told = [
        f"{name}{total}项中{number}项在轨"
        for name, number, total in zip(names, course, totals, strict=True)
    ]
    return "；".join(reversed(told)) or "没有牵头单位"
