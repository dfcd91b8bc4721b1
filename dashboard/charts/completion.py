"""Chart a: how far every target has come against its pace, worst first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from dashboard.charts.figure import (
    APART,
    COURSE_CLASSES,
    LATE_WORDS,
    RAW,
    Chart,
    Layout,
    Size,
    Trace,
    headings_beside,
    marker,
    note,
)
from dashboard.report import TargetRow, shown
from dashboard.report.words import Words, usual
from targets.choices import LATE, Kind, Light
from targets.numbers import show

TRACK_END = 125
CLASSES = (*COURSE_CLASSES[:-1], RAW)
LABEL_ROOM = 70  # per cent from where the words of pace and goal would run into each other
ROW = 26  # px a target
LAST = (Light.OVERDUE, Light.NO_PACE, Light.NOT_DUE)  # after all that have a bar, in this order


def reached(row: TargetRow) -> Decimal | None:
    """How far the bar goes, in percent: the increment's where there is a baseline, else v / g."""
    now = row.now
    return now.completion if now.increment is None else max(now.increment, Decimal(0))


def pace(row: TargetRow) -> Decimal | None:
    """Where the pace mark stands, in percent; the goal itself for growth and level ratios."""
    now = row.now
    if now.light in (Light.NOT_DUE, Light.NO_PACE):
        return None
    is_level = row.promise.kind in (Kind.GROWTH, Kind.RATIO) and now.increment is None
    return Decimal(100) if is_level else now.share


def in_order(rows: Sequence[TargetRow]) -> list[TargetRow]:
    """By bar end minus pace mark, worst first; 未报, 缺基期 and 未到报送期 last."""

    def place(row: TargetRow) -> tuple[int, Decimal]:
        if row.now.light in LAST:
            return LAST.index(row.now.light) + 1, Decimal(0)
        return 0, (reached(row) or Decimal(0)) - (pace(row) or Decimal(0))

    return sorted(rows, key=place)


def said(row: TargetRow, words: Words = usual) -> str:
    """What stands at the right of a row: the percentage, or why there is none."""
    percent = reached(row)
    if row.now.light == Light.OVERDUE or percent is None:
        return words(row.now.light)
    return f"{show(percent, 1)}%"


def completion(
    rows: Sequence[TargetRow],
    share: Decimal,
    headings: Mapping[int, str],
    urls: Mapping[str, str],
    words: Words = usual,
) -> Chart:
    """The chart, its rows from the top.

    Units: `share` is the year's pace in percent. `headings` gives the 聚焦 by number, `urls` each
    target's page by its code.
    """
    ordered = in_order(rows)
    names = [row.short_name for row in reversed(ordered)]
    links = [urls[row.code] for row in reversed(ordered)]
    backwards = list(reversed(ordered))
    height = ROW * len(rows) + 58
    return Chart(
        id="completion",
        label=_label(ordered, words),
        traces=[*_tracks(names), *_values(backwards, links, words), _paces(backwards)],
        layout=_layout(ordered, names, share, headings, words),
        wide=Size(640, height),
        narrow=Size(358, height),
        narrow_layout={
            "margin": {"l": 170, "r": 76, "t": 26, "b": 30},
            "xaxis": {"tickvals": [0, 100], "ticktext": ["0", "100%"]},
            "annotations": _percents(ordered, words) + _marks(Decimal(0)),
        },
    )


def _tracks(names: Sequence[str]) -> list[Trace]:
    grounds = ((TRACK_END, "--c-track-over"), (100, "--c-track"))
    return [
        {
            "type": "bar",
            "orientation": "h",
            "x": [end] * len(names),
            "y": list(names),
            "width": "0.62",
            "marker": {"color": colour, "line": {"width": 0, "color": colour}},
            "hoverinfo": "skip",
        }
        for end, colour in grounds
    ]


def _values(rows: Sequence[TargetRow], links: Sequence[str], words: Words) -> list[Trace]:
    """One trace a class, since a pattern belongs to a whole trace."""
    traces = []
    for each in CLASSES:
        chosen = [
            (row, link, min(percent, Decimal(TRACK_END)))
            for row, link in zip(rows, links, strict=True)
            if row.now.light in each.lights and (percent := reached(row)) is not None
        ]
        if not chosen:
            continue
        traces.append(
            {
                "type": "bar",
                "name": each.said(words),
                "orientation": "h",
                "x": [length for _, _, length in chosen],
                "y": [row.short_name for row, _, _ in chosen],
                "width": "0.4",
                "marker": marker(each),
                "customdata": [link for _, link, _ in chosen],
                "hovertext": [_hover(row, words) for row, _, _ in chosen],
                "hoverinfo": "text",
            }
        )
    return traces


def _hover(row: TargetRow, words: Words) -> str:
    now, reached_ = row.now, said(row, words)
    return f"{row.short_name}：{words(now.light)}，{shown.value(now)} / {row.goal_text}，{reached_}"


def _paces(rows: Sequence[TargetRow]) -> Trace:
    marked = [(at, row.short_name) for row in rows if (at := pace(row)) is not None]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [at for at, _ in marked],
        "y": [name for _, name in marked],
        "marker": {
            "symbol": "line-ns-open",
            "size": 15,
            "color": "--c-mark",
            "line": {"width": "1.6", "color": "--c-mark"},
        },
        "hoverinfo": "skip",
    }


def _layout(
    ordered: Sequence[TargetRow],
    names: Sequence[str],
    share: Decimal,
    headings: Mapping[int, str],
    words: Words,
) -> Layout:
    goal = {
        "type": "line",
        "x0": 100,
        "x1": 100,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": "--c-mark", "width": 2},
    }
    return {
        "barmode": "overlay",
        "hovermode": "closest",
        "margin": {"l": 280, "r": 84, "t": 26, "b": 30},
        "xaxis": {
            "type": "linear",
            "range": [0, TRACK_END],
            "tickvals": [0, 25, 50, 75, 100, 125],
            "ticktext": ["0", "25%", "50%", "75%", "100%", "125%"],
            "showgrid": False,
            "showline": False,
            "tickfont": {"color": "--c-ink-3", "size": 12},
        },
        "yaxis": {
            "type": "category",
            "categoryarray": list(names),
            "range": ["-0.6", str(Decimal(len(names)) - Decimal("0.4"))],
            "showgrid": False,
            "showline": False,
            "tickmode": "linear",
            "dtick": 1,
            **APART,
            "tickfont": {"color": "--c-ink", "size": 13},
        },
        "shapes": [goal],
        "annotations": headings_beside(ordered, headings)
        + _percents(ordered, words)
        + _marks(share),
    }


def _percents(ordered: Sequence[TargetRow], words: Words) -> list[dict[str, object]]:
    """The figure at the right of each row, bold and tinted only when late."""
    return [
        note(
            said(row, words),
            TRACK_END,
            row.short_name,
            xanchor="left",
            xshift=8,
            color=LATE_WORDS.get(row.now.light, "--c-ink-2"),
            weight=700 if row.now.light in LATE_WORDS else 400,
        )
        for row in ordered
    ]


def _marks(share: Decimal) -> list[dict[str, object]]:
    """What the marks mean, above them; the year's pace where there is room beside the goal."""
    above = {"yref": "paper", "yanchor": "bottom", "yshift": 4, "color": "--c-ink"}
    is_close = share > LABEL_ROOM
    marks = [note("目标", 100, 1, weight=700, xanchor="left" if is_close else "center", **above)]
    if 0 < share < 100:
        anchor = "right" if is_close else "center"
        marks.append(note(f"序时{show(share, 1)}%", share, 1, xanchor=anchor, **above))
    return marks


def _label(ordered: Sequence[TargetRow], words: Words) -> str:
    late = [row for row in ordered if row.now.light in LATE]
    missing = sum(row.now.light == Light.OVERDUE for row in ordered)
    parts = [f"{len(ordered)}项指标完成率与序时"]
    parts += [f"{missing}项未报"] if missing else []
    told = "，".join(f"{row.short_name}{said(row, words)}" for row in late)
    parts.append(f"{len(late)}项在序时之后：{told}" if late else "没有落在序时之后的")
    return "，".join(parts)
