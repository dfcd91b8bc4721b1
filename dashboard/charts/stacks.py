"""What stacked bars have in common: counts by class, ticks, and figures inside the bars."""

from __future__ import annotations

from dashboard.charts.figure import Class, Layout
from dashboard.pivots import Pivot

INSIDE: Layout = {
    "textposition": "inside",
    "insidetextanchor": "middle",
    "constraintext": "none",
    "textangle": 0,
}


def sums(pivot: Pivot, of: Class) -> list[int]:
    """How many stand in this class, key by key."""
    counted = [pivot.counts[light] for light in of.lights]
    return [sum(column) for column in zip(*counted, strict=True)]


def steps(top: int) -> list[int]:
    """At most seven round ticks from 0 to the highest bar."""
    step = next((each for each in (1, 2, 5, 10, 20, 50, 100) if top <= each * 6), top)
    return list(range(0, top + 1, step))
