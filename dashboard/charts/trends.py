"""Chart e: the year so far of every headline target, small, each on its own scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from dashboard.charts.figure import LATE_WORDS, Chart, Figure, Size, Trace, dot, note
from dashboard.report import TargetRow, shown
from dashboard.report.words import Words, usual
from targets.arithmetic import MONTHS, expected
from targets.choices import Kind, Light
from targets.numbers import half_up, show, show_exactly

ROW = 132
AIR = Decimal("0.12")


def pace_points(row: TargetRow) -> list[Figure]:
    """The value due by each month, three decimals; None where nothing can be expected."""
    points: list[Figure] = []
    for month in range(1, MONTHS + 1):
        due: Fraction | None = expected(row.promise_in(month), month)
        points.append(None if due is None else half_up(due, 3))
    return points


def goal_points(row: TargetRow, name: str = "goal") -> tuple[list[int], list[Figure]]:
    """The goal (or the stretch) month by month; a goal adjusted in a month rises there at once."""
    months: list[int] = []
    values: list[Figure] = []
    for month in range(1, MONTHS + 1):
        value: Figure = getattr(row.promise_in(month), name)
        if values and values[-1] != value:
            months.append(month)
            values.append(values[-1])
        months.append(month)
        values.append(value)
    return months, values


def reported(row: TargetRow) -> list[tuple[int, Decimal]]:
    """The figures that were reported, without those only carried on."""
    return [
        (figure.month, figure.value)
        for figure in row.figures
        if figure.value is not None and not figure.is_carried
    ]


def last_light(row: TargetRow) -> Light:
    """The light of the last figure reported, in its own month: a month overdue has no figure."""
    month, _ = reported(row)[-1]
    return row.figures[month - 1].light


def scale(row: TargetRow, values: Sequence[Figure]) -> tuple[Decimal, Decimal]:
    """The ends of the y axis: from 0 for a flow, else values and goal with some air."""
    known = [Decimal(value) for value in values if value is not None]
    goals = {row.promise.goal, *(step.goal for step in row.goal_steps)}
    low, high = min([*known, *goals]), max([*known, *goals])
    if row.promise.kind == Kind.FLOW:
        low = min(low, Decimal(0))
    air = (high - low) * AIR or abs(high) * AIR or Decimal(1)
    return (low if low == 0 else low - air), high + air


def trends(rows: Sequence[TargetRow], urls: Mapping[str, str], words: Words = usual) -> Chart:
    """One figure of subplots, three in a row (two on a phone)."""
    traces: list[Trace] = []
    for number, row in enumerate(rows, 1):
        traces += _lines(row, number, urls[row.code])
    height = ROW * -(-len(rows) // 3) + 8
    narrow_height = ROW * -(-len(rows) // 2) + 8
    return Chart(
        id="trends",
        label="主要目标一年的走势，各图刻度不同：" + "，".join(_told(row, words) for row in rows),
        traces=traces,
        layout={
            "hovermode": "closest",
            "margin": {"l": 8, "r": 8, "t": 0, "b": 8},
            **_axes(rows, 3),
            "annotations": _names(rows, 3, words),
        },
        wide=Size(640, height),
        narrow=Size(358, narrow_height),
        narrow_layout={**_axes(rows, 2), "annotations": _names(rows, 2, words, is_narrow=True)},
    )


def _told(row: TargetRow, words: Words) -> str:
    return f"{row.short_name}{words(row.now.light)}{_value(row)}"


def _value(row: TargetRow) -> str:
    """This month's figure; nothing where there is none, for the light says why."""
    return "" if row.now.value is None else shown.value(row.now)


def _axis(number: int) -> str:
    return "" if number == 1 else str(number)


def _lines(row: TargetRow, number: int, url: str) -> list[Trace]:
    axes = {"xaxis": f"x{_axis(number)}", "yaxis": f"y{_axis(number)}"}
    months = list(range(1, MONTHS + 1))
    due = pace_points(row)
    traces: list[Trace] = [
        _line(months, due, "--c-mark", 1, "dash") | axes,
    ]
    if row.promise.kind == Kind.FLOW:
        traces.append(_line(*goal_points(row), "--c-mark", "1.4", "solid") | axes)
    points = reported(row)
    if not points:
        return traces
    xs, ys = [month for month, _ in points], [value for _, value in points]
    traces.append(_line(xs, ys, "--c-bar", 2, "solid") | axes)
    traces.append(
        {
            "type": "scatter",
            "mode": "markers",
            "x": xs[-1:],
            "y": ys[-1:],
            "marker": dot(last_light(row), 9),
            "customdata": [url],
            "hovertext": [f"{row.short_name} {xs[-1]}月：{show(ys[-1], row.decimals)}"],
            "hoverinfo": "text",
        }
        | axes
    )
    return traces


def _line(xs: Sequence[int], ys: Sequence[Figure], colour: str, width: object, dash: str) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(xs),
        "y": list(ys),
        "line": {"color": colour, "width": width, "dash": dash},
        "hoverinfo": "skip",
    }


def _places(count: int, columns: int) -> list[tuple[Decimal, Decimal, Decimal, Decimal]]:
    """Left, right, bottom and top of each subplot, as shares of the page."""
    lines = -(-count // columns)
    step, gap = Decimal(1) / columns, Decimal("0.045")
    places = []
    for number in range(count):
        line, column = divmod(number, columns)
        left = step * column
        top = 1 - Decimal(line) / lines
        height = Decimal(1) / lines
        places.append(
            (
                left,
                left + step - gap,
                top - height * Decimal("0.94"),
                top - height * Decimal("0.32"),
            )
        )
    return places


def _axes(rows: Sequence[TargetRow], columns: int) -> dict[str, object]:
    layout: dict[str, object] = {}
    for number, (row, place) in enumerate(zip(rows, _places(len(rows), columns), strict=True), 1):
        left, right, bottom, top = (str(each.quantize(Decimal("0.0001"))) for each in place)
        values: list[Figure] = [value for _, value in reported(row)]
        low, high = scale(row, [*values, *pace_points(row)])
        suffix = _axis(number)
        plain = {"showticklabels": False, "showgrid": False, "ticks": ""}
        layout[f"xaxis{suffix}"] = {
            **plain,
            "type": "linear",
            "domain": [left, right],
            "range": ["0.5", "12.5"],
            "anchor": f"y{suffix}",
        }
        layout[f"yaxis{suffix}"] = {
            **plain,
            "type": "linear",
            "domain": [bottom, top],
            "range": [str(low), str(high)],
            "anchor": f"x{suffix}",
            "showline": False,
        }
    return layout


def _names(
    rows: Sequence[TargetRow], columns: int, words: Words, *, is_narrow: bool = False
) -> list[dict[str, object]]:
    """Name above each subplot, and under it light, figure and goal (a phone: the bare goal)."""
    notes = []
    for row, (left, _, _, top) in zip(rows, _places(len(rows), columns), strict=True):
        at = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
        x, y = str(left.quantize(Decimal("0.0001"))), str(top.quantize(Decimal("0.0001")))
        goal = f"{show_exactly(row.promise.goal)}{row.measure}" if is_narrow else row.goal_text
        second = " ".join(filter(None, (words(row.now.light), _value(row), f"/ {goal}")))
        colour = LATE_WORDS.get(row.now.light, "--c-ink-3")
        notes.append(note(row.short_name, x, y, yshift=21, weight=700, color="--c-ink", **at))
        notes.append(note(second, x, y, yshift=6, color=colour, **at))
    return notes
