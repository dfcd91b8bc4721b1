"""The charts of one target: twelve months against pace, goal and stretch; and the increments."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise

from dashboard.charts.figure import DOTS, LATE_WORDS, SYMBOLS, Chart, Figure, Size, Trace, note
from dashboard.charts.trends import pace_points, reported, scale
from dashboard.report import TargetRow
from targets.arithmetic import MONTHS
from targets.choices import Kind
from targets.numbers import show, show_exactly

NAMES = [f"{month}月" for month in range(1, MONTHS + 1)]
GAP = 15  # px between the words at the ends of the lines


def year(row: TargetRow) -> Chart:
    """The figures of the year, what was due, goal, stretch, last year and the extrapolation."""
    ends = _ends(row)
    lines = _references(row) + _forecast(row) + _actual(row)
    known: list[Figure] = [value for trace in lines for value in trace["y"] if value is not None]
    low, high = scale(row, known)
    return Chart(
        id="year",
        label=_label(row),
        traces=lines,
        layout={
            "hovermode": "x unified",
            "margin": {"l": 48, "r": 96, "t": 14, "b": 28},
            "xaxis": {
                "type": "category",
                "categoryarray": NAMES,
                "range": ["-0.5", "11.5"],
                "showgrid": False,
            },
            "yaxis": {
                "type": "linear",
                "range": [str(low), str(high)],
                "tickvals": _ticks(low, high),
                "ticktext": [show_exactly(Decimal(tick)) for tick in _ticks(low, high)],
                "showline": False,
            },
            "annotations": _end_words(ends, low, high) + _last_word(row),
        },
        wide=Size(760, 280),
        narrow=Size(358, 256),
        narrow_layout={
            "margin": {"l": 40, "r": 84, "t": 14, "b": 28},
            "xaxis": {"tickvals": [NAMES[0], NAMES[2], NAMES[5], NAMES[8], NAMES[11]]},
        },
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
        "hovertext": ["" if y is None else f"{name} {show(Decimal(y), places)}" for y in ys],
        "hoverinfo": "text",
    }


def _references(row: TargetRow) -> list[Trace]:
    promise, places = row.promise, max(row.decimals, 1)
    traces = [_line([promise.goal] * MONTHS, "--c-mark", 2, "solid", "目标", places)]
    if promise.stretch is not None:
        traces.append(_line([promise.stretch] * MONTHS, "--c-mark", "1.4", "dot", "力争", places))
    due = pace_points(promise)
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
    light = row.now.light
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
            "x": xs[-1:],
            "y": ys[-1:],
            "marker": {
                "symbol": SYMBOLS[light],
                "size": 11,
                "color": DOTS[light],
                "line": {"width": "1.6", "color": DOTS[light]},
            },
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
    scale_ = (high - low) / 238
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


def _last_word(row: TargetRow) -> list[dict[str, object]]:
    points = reported(row)
    if not points:
        return []
    month, value = points[-1]
    colour = LATE_WORDS.get(row.now.light, "--c-ink")
    text = show(value, row.decimals)
    return [note(text, NAMES[month - 1], value, yshift=-18, size=16, weight=700, color=colour)]


def _ticks(low: Decimal, high: Decimal) -> list[str]:
    """At most six round ticks inside the range."""
    span = high - low
    step = Decimal(1).scaleb(span.adjusted())
    for factor in ("0.1", "0.2", "0.5", "1", "2", "5"):
        if span / (step * Decimal(factor)) <= 6:
            step *= Decimal(factor)
            break
    first = (low / step).to_integral_value(ROUND_CEILING) * step  # `//` of decimals truncates
    ticks = []
    tick = first
    while tick <= high:
        ticks.append(str(tick.normalize()) if tick else "0")
        tick += step
    return [format(Decimal(tick), "f") for tick in ticks]


def increments(row: TargetRow) -> Chart | None:
    """What each month added, and what each month left must add; flows alone."""
    if row.promise.kind != Kind.FLOW:
        return None
    added: list[Figure] = [figure.monthly for figure in row.figures]
    added += [None] * (MONTHS - len(added))
    if all(value is None for value in added):
        return None
    left = [month > row.figures[-1].month for month in range(1, MONTHS + 1)]
    needed: list[Figure] = [row.now.needed if is_left else None for is_left in left]
    known = [Decimal(value) for value in (*added, *needed) if value is not None]
    low, high = min([Decimal(0), *known]), max([Decimal(1).scaleb(-2), *known])
    texts = ["" if value is None else show(Decimal(value), row.decimals) for value in added]
    first = next((place for place, value in enumerate(needed) if value is not None), None)
    if first is not None and row.now.needed is not None:
        texts[first] = show(row.now.needed, max(row.decimals, 1))
    return Chart(
        id="increments",
        label=_increments_label(row),
        traces=[
            _columns(added, "当月", {"color": "--c-bar", "line": {"width": 0}}),
            _columns(
                needed,
                "需完成",
                {"color": "--c-paper", "line": {"color": "--c-mark", "width": "1.4"}},
            ),
        ],
        layout={
            "barmode": "overlay",
            "hovermode": "x unified",
            "margin": {"l": 48, "r": 96, "t": 18, "b": 26},
            "xaxis": {
                "type": "category",
                "categoryarray": NAMES,
                "range": ["-0.5", "11.5"],
                "showgrid": False,
            },
            "yaxis": {
                "type": "linear",
                "range": [str(low), str(high * Decimal("1.15"))],
                "tickvals": _ticks(low, high),
                "ticktext": [show_exactly(Decimal(tick)) for tick in _ticks(low, high)],
                "showline": False,
            },
            "annotations": [
                note(
                    text, NAMES[place], str(value if value is not None else needed[place]), yshift=9
                )
                for place, (text, value) in enumerate(zip(texts, added, strict=True))
                if text
            ],
        },
        wide=Size(760, 150),
        narrow=Size(358, 140),
        narrow_layout={
            "margin": {"l": 40, "r": 12, "t": 18, "b": 26},
            "xaxis": {"tickvals": [NAMES[0], NAMES[2], NAMES[5], NAMES[8], NAMES[11]]},
            "annotations": [],
        },
    )


def _columns(values: Sequence[Figure], name: str, look: dict[str, object]) -> Trace:
    return {
        "type": "bar",
        "name": name,
        "x": NAMES,
        "y": list(values),
        "width": "0.58",
        "marker": look,
        "hovertext": ["" if y is None else f"{name} {y}" for y in values],
        "hoverinfo": "text",
    }


def _label(row: TargetRow) -> str:
    now = row.now
    value = "未报" if now.value is None else f"{show(now.value, row.decimals)}{row.measure}"
    due = "" if now.expected is None else f"，序时应完成{show(now.expected, max(row.decimals, 1))}"
    return f"{row.short_name}{now.month}月{value}{due}，{now.light.label}，全年目标{row.goal_text}"


def _increments_label(row: TargetRow) -> str:
    now = row.now
    if now.needed is None:
        return f"{row.short_name}各月当月完成"
    needed = show(now.needed, max(row.decimals, 1))
    return f"{row.short_name}各月当月完成，后续每月需完成{needed}{row.measure}"
