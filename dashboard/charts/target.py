"""A target's first chart: its twelve months against pace, goal, stretch and last year."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from dashboard.charts.axes import FEW, NAMES, NARROW_WIDTH, WIDTH, months_axis, value_axis
from dashboard.charts.figure import LATE_WORDS, Chart, Figure, Size, Trace, dot, note
from dashboard.charts.trends import goal_points, last_light, pace_points, reported, scale
from dashboard.report import TargetRow, shown
from dashboard.report.words import Words, usual
from targets.arithmetic import MONTHS
from targets.choices import Kind
from targets.numbers import show, show_exactly

GAP = 15  # px between the words at the ends of the lines
WIDE = Size(WIDTH, 270)
MARGIN = {"l": 48, "r": 96, "t": 14, "b": 28}
PLOT = WIDE.height - MARGIN["t"] - MARGIN["b"]
LOW = Decimal("0.15")  # the part of the scale in which a word under a point meets the axis
PACE_MONTH = 5  # where the pace line bears its name


def year(row: TargetRow, words: Words = usual) -> Chart:
    """The figures of the year, what was due, goal, stretch, last year and the extrapolation."""
    ends = _ends(row)
    lines = _references(row) + _forecast(row) + _actual(row)
    known: list[Figure] = [value for trace in lines for value in trace["y"] if value is not None]
    low, high = scale(row, known)
    return Chart(
        id="year",
        label=_label(row, words),
        traces=lines,
        layout={
            "hovermode": "x unified",
            "margin": MARGIN,
            "xaxis": months_axis(),
            "yaxis": value_axis(low, high, row.decimals),
            "annotations": _end_words(ends, low, high)
            + _pace_word(row)
            + _last_word(row, low, high),
        },
        wide=WIDE,
        narrow=Size(NARROW_WIDTH, 256),
        narrow_layout={"margin": {"l": 40, "r": 84, "t": 14, "b": 28}, "xaxis": FEW},
    )


def _line(
    ys: Sequence[Figure], colour: str, width: object, dash: str, name: str, places: int
) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": NAMES[: len(ys)],
        "y": list(ys),
        "line": {"color": colour, "width": width, "dash": dash},
        "connectgaps": True,
        "hovertext": ["" if y is None else f"{name} {show(Decimal(y), places)}" for y in ys],
        "hoverinfo": "text",
    }


def _step(row: TargetRow, part: str, width: object, dash: str, name: str, places: int) -> Trace:
    """Goal or stretch: a straight line, or a step at the month from which it was adjusted."""
    months, values = goal_points(row, part)
    line = _line(values, "--c-mark", width, dash, name, places)
    return line | {"x": [NAMES[month - 1] for month in months]}


def _references(row: TargetRow) -> list[Trace]:
    promise, places = row.promise, max(row.decimals, 1)
    traces = [_step(row, "goal", 2, "solid", "目标", places)]
    if promise.stretch is not None:
        traces.append(_step(row, "stretch", "1.4", "dot", "力争", places))
    due = pace_points(row)
    if any(value not in (None, promise.goal) for value in due):
        traces.append(_line(due, "--c-mark", "1.4", "dash", "序时", places))
    past = dict(row.past)
    if past:
        values: list[Figure] = [past.get(month) for month in range(1, MONTHS + 1)]
        traces.append(_line(values, "--c-ref", "1.2", "dot", "去年", row.decimals))
    return traces


def _forecast(row: TargetRow) -> list[Trace]:
    """From the last figure to the year's end, with its band; always called 外推."""
    points = reported(row)
    if row.forecast is None or not points or points[-1][0] >= MONTHS:
        return []
    month, value = points[-1]
    traces: list[Trace] = []
    if row.forecast_low is not None and row.forecast_high is not None:
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": [NAMES[month - 1], NAMES[-1], NAMES[-1]],
                "y": [value, row.forecast_high, row.forecast_low],
                "fill": "toself",
                "fillcolor": "--c-band",
                "line": {"color": "--c-band", "width": 0, "dash": "solid"},
                "hoverinfo": "skip",
            }
        )
    line = _line([value, row.forecast], "--c-bar", 2, "dot", "外推", row.decimals)
    line["x"] = [NAMES[month - 1], NAMES[-1]]
    line["hovertext"] = ["", f"外推 {show(row.forecast, max(row.decimals, 1))}"]
    return [*traces, line]


def _actual(row: TargetRow) -> list[Trace]:
    points = reported(row)
    if not points:
        return []
    xs, ys = [NAMES[month - 1] for month, _ in points], [value for _, value in points]
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": "实绩",
            "x": xs,
            "y": ys,
            "line": {"color": "--c-bar", "width": "2.5", "dash": "solid"},
            "marker": {"symbol": "circle", "size": 7, "color": "--c-bar", "line": {"width": 0}},
            "hovertext": [f"实绩 {show(y, row.decimals)}" for y in ys],
            "hoverinfo": "text",
        },
        {
            "type": "scatter",
            "mode": "markers",
            "cliponaxis": False,
            "x": xs[-1:],
            "y": ys[-1:],
            "marker": dot(last_light(row), 11),
            "hoverinfo": "skip",
        },
    ]


def _ends(row: TargetRow) -> list[tuple[str, Decimal, int, str]]:
    """Words at the right end of the lines: text, height, weight and colour."""
    promise, places = row.promise, row.decimals
    ends = [(f"目标 {show_exactly(promise.goal)}", promise.goal, 700, "--c-ink")]
    if promise.stretch is not None:
        ends.append((f"力争 {show_exactly(promise.stretch)}", promise.stretch, 400, "--c-ink-2"))
    if row.forecast is not None and row.figures[-1].month < MONTHS:
        text = f"外推 {show(row.forecast, 1 if places else 0)}"
        ends.append((text, row.forecast, 700, "--c-bar"))
    past = dict(row.past).get(MONTHS)
    if past is not None:
        ends.append((f"去年 {show(past, places)}", past, 400, "--c-ink-3"))
    return ends


def _end_words(
    ends: Sequence[tuple[str, Decimal, int, str]], low: Decimal, high: Decimal
) -> list[dict[str, object]]:
    """The words at their lines' ends, from the top, pushed down where they would overlap."""
    scale_ = (high - low) / PLOT
    ordered = sorted(ends, key=lambda end: -end[1])
    heights = [(value - low) / scale_ for _, value, _, _ in ordered]
    for upper, lower in pairwise(range(len(heights))):
        heights[lower] = min(heights[lower], heights[upper] - GAP)
    return [
        note(
            text,
            1,
            str((low + height * scale_).quantize(Decimal("0.0001"))),
            xref="paper",
            xanchor="left",
            xshift=6,
            weight=weight,
            color=colour,
        )
        for (text, _, weight, colour), height in zip(ordered, heights, strict=True)
    ]


def _last_word(row: TargetRow, low: Decimal, high: Decimal) -> list[dict[str, object]]:
    """The last figure, large: beside its line, which comes from the left, and away from the goal."""
    points = reported(row)
    if not points:
        return []
    month, value = points[-1]
    colour = LATE_WORDS.get(last_light(row), "--c-ink")
    text = show(value, row.decimals)
    is_early, is_above = month < MONTHS - 1, value >= row.promise.goal
    place: dict[str, object] = {"yshift": 18 if is_above else -18}
    if is_early:  # under a line that goes on rising; of a rate nothing is drawn to its right
        rises = row.promise.kind in {Kind.FLOW, Kind.STOCK}
        place = {"xanchor": "left", "xshift": 8, "yshift": 15 if is_above and not rises else -15}
    elif row.promise.kind == Kind.FLOW:  # at the year's end before its line, which rises
        place = {"xanchor": "right", "xshift": -8, "yshift": 12}
    if value - low < (high - low) * LOW:
        place["yshift"] = 15
    return [note(text, NAMES[month - 1], value, size=16, weight=700, color=colour, **place)]


def _pace_word(row: TargetRow) -> list[dict[str, object]]:
    """The name of the pace line, on the side of it where the figures are not."""
    due = pace_points(row)[PACE_MONTH - 1]
    if due is None or due == row.promise.goal:
        return []
    actual = dict(reported(row)).get(PACE_MONTH)
    is_above = actual is None or actual <= due
    anchor, shift = ("right", 12) if is_above else ("left", -12)
    return [note("序时", NAMES[PACE_MONTH - 1], due, xanchor=anchor, yshift=shift, color="--c-ink")]


def _label(row: TargetRow, words: Words) -> str:
    now = row.now
    value = shown.value(now) + ("" if now.value is None else row.measure)
    due = "" if now.expected is None else f"，序时应完成{show(now.expected, max(row.decimals, 1))}"
    return f"{row.short_name}{now.month}月{value}{due}，{words(now.light)}，全年目标{row.goal_text}"
