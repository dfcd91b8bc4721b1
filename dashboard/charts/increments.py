"""A target's second chart: what each month added, and what each month left must add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from dashboard.charts.axes import FEW, NAMES, NARROW_WIDTH, WIDTH, months_axis, value_axis
from dashboard.charts.figure import Chart, Figure, Size, Trace, note
from dashboard.report import TargetRow
from targets.arithmetic import MONTHS
from targets.choices import Kind
from targets.numbers import show

FILLED = {"color": "--c-bar", "line": {"width": 0, "color": "--c-bar"}}
HOLLOW = {"color": "--c-paper", "line": {"color": "--c-mark", "width": "1.4"}}
AIR = Decimal("0.15")  # above the highest column, for its figure


def increments(row: TargetRow) -> Chart | None:
    """Months' increments as columns, needed ones hollow; None for all but a flow with figures."""
    added: list[Figure] = [figure.monthly for figure in row.figures]
    if row.promise.kind != Kind.FLOW or (not any(added) and row.now.needed is None):
        return None  # nothing was added and nothing can be said to be needed: an empty chart
    left = MONTHS - len(added)
    needed: list[Figure] = [*([None] * len(added)), *([row.now.needed] * left)]
    added += [None] * left
    known = [Decimal(value) for value in (*added, *needed) if value is not None]
    low, high = min([Decimal(0), *known]), max([Decimal(1).scaleb(-row.decimals), *known])
    return Chart(
        id="increments",
        label=_label(row),
        traces=[
            _columns(added, "当月", FILLED, row.decimals),
            _columns(needed, "需完成", HOLLOW, max(row.decimals, 1)),
        ],
        layout={
            "barmode": "overlay",
            "hovermode": "x unified",
            "margin": {"l": 48, "r": 96, "t": 18, "b": 26},
            "xaxis": months_axis(),
            "yaxis": value_axis(low, high, row.decimals, air=high * AIR),
            "annotations": _figures(row, added) + _needed_words(row),
        },
        wide=Size(WIDTH, 150),
        narrow=Size(NARROW_WIDTH, 140),
        narrow_layout={
            "margin": {"l": 40, "r": 12, "t": 18, "b": 26},
            "xaxis": FEW,
            "annotations": [],
        },
    )


def _figures(row: TargetRow, added: Sequence[Figure]) -> list[dict[str, object]]:
    """Each month's figure above its column."""
    return [
        note(show(Decimal(value), row.decimals), NAMES[place], max(value, 0), yshift=9)
        for place, value in enumerate(added)
        if value is not None
    ]


def _needed_words(row: TargetRow) -> list[dict[str, object]]:
    """The figure above the first hollow column, and behind the last what they are."""
    month, needed = len(row.figures), row.now.needed
    if needed is None or month >= MONTHS:
        return []
    text = show(needed, max(row.decimals, 1))
    return [
        note(text, NAMES[month], needed, yshift=9),
        note("需完成", 1, needed, xref="paper", xanchor="left", xshift=6),
    ]


def _columns(values: Sequence[Figure], name: str, look: Mapping[str, object], places: int) -> Trace:
    return {
        "type": "bar",
        "name": name,
        "x": NAMES,
        "y": list(values),
        "width": "0.58",
        "marker": look,
        "hovertext": ["" if y is None else f"{name} {show(Decimal(y), places)}" for y in values],
        "hoverinfo": "text",
    }


def _label(row: TargetRow) -> str:
    now = row.now
    if now.needed is None:
        return f"{row.short_name}各月当月完成"
    needed = show(now.needed, max(row.decimals, 1))
    return f"{row.short_name}各月当月完成，后续每月需完成{needed}{row.measure}"
