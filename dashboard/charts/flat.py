"""Charts d: how many are on course or late, by the unit that leads and by 聚焦."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from dashboard.charts.figure import APART, COURSE_CLASSES, Chart, Class, Size, Trace, marker, note
from dashboard.charts.stacks import INSIDE, steps, sums
from dashboard.pivots import Pivot
from dashboard.report.words import Words, usual

ROW = 23  # px a bar
LEAST = 92  # px for the names, more for longer ones
NARROW = 358  # px a phone's drawing is wide
TRACK = 40  # px a phone's bars keep beside long names of lights
LETTER = 12  # px a letter of such a name


def flat(
    name: str,
    word: str,
    pivot: Pivot,
    names: Mapping[object, str],
    urls: Mapping[object, str],
    words: Words = usual,
) -> Chart:
    """One bar a key of the pivot, from the top; what is late is said behind the bar.

    `word` says what the keys are (牵头单位, 聚焦); names and addresses are by key.
    """
    shown = [names[key] for key in reversed(pivot.keys)]
    links = [urls[key] for key in reversed(pivot.keys)]
    columns = {each: list(reversed(sums(pivot, each))) for each in COURSE_CLASSES}
    totals = [sum(column) for column in zip(*columns.values(), strict=True)]
    top = max(totals, default=1)
    height = ROW * len(shown) + 40
    left = max([LEAST, *(13 * len(each) + 10 for each in shown)])
    late = _late_words(columns, words)
    more = LETTER * max(0, _longest(late) - _longest(_late_words(columns, usual)))
    least = NARROW - left - TRACK  # what a phone's bars keep
    return Chart(
        id=name,
        label=f"按{word}：{_told(shown, columns, totals)}",
        traces=[
            _bars(each, each.said(words), shown, numbers, links)
            for each, numbers in columns.items()
            if any(numbers)
        ],
        layout={
            "barmode": "stack",
            "hovermode": "closest",
            "margin": {"l": left, "r": 150 + more, "t": 6, "b": 24},
            "xaxis": {
                "type": "linear",
                "range": [0, str(Decimal(top) * Decimal("1.04"))],
                "tickvals": steps(top),
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
                note(told, total, name, xanchor="left", xshift=6)
                for name, total, told in zip(shown, totals, late, strict=True)
            ],
        },
        wide=Size(640, height),
        narrow=Size(NARROW, height),
        narrow_layout={
            "margin": {"l": left, "r": max(118, min(118 + more, least)), "t": 6, "b": 24}
        },
    )


def _bars(
    of: Class, word: str, names: Sequence[str], numbers: Sequence[int], links: Sequence[str]
) -> Trace:
    inside = of.word == "在轨"
    return {
        "type": "bar",
        "name": word,
        "orientation": "h",
        "x": [number or None for number in numbers],
        "y": list(names),
        "width": "0.6",
        "marker": marker(of),
        "text": [str(n) if inside and n > 1 else "" for n in numbers],
        **INSIDE,
        "textfont": {"color": "--c-paper", "size": 12},
        "customdata": list(links),
        "hovertext": [f"{name}：{word}{n}项" for name, n in zip(names, numbers, strict=True)],
        "hoverinfo": "text",
    }


def _late_words(columns: Mapping[Class, Sequence[int]], words: Words) -> list[str]:
    late = [
        (_short(each, words), counts) for each, counts in columns.items() if each.word != "在轨"
    ]
    size = len(next(iter(columns.values())))
    told = [
        " ".join(f"{word}{counts[place]}" for word, counts in late if counts[place])
        for place in range(size)
    ]
    return [each or "全部在轨" for each in told]


def _longest(told: Sequence[str]) -> int:
    return max(map(len, told), default=0)


def _short(of: Class, words: Words) -> str:
    """The usual words are shortened behind a bar; a plan's own name stands in full."""
    said = of.said(words)
    return {"严重滞后": "严重", "逾期未报": "未报"}.get(said, said)


def _told(
    names: Sequence[str], columns: Mapping[Class, Sequence[int]], totals: Sequence[int]
) -> str:
    course = next(counts for each, counts in columns.items() if each.word == "在轨")
    told = [
        f"{name}{total}项中{number}项在轨"
        for name, number, total in zip(names, course, totals, strict=True)
    ]
    return "；".join(reversed(told))
