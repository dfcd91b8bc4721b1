"""The axes of a target's charts: the twelve months, and a scale with round ticks."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from dashboard.charts.figure import Layout
from targets.arithmetic import MONTHS
from targets.numbers import show_exactly

NAMES = [f"{month}月" for month in range(1, MONTHS + 1)]
FEW = {"tickvals": [NAMES[0], NAMES[2], NAMES[5], NAMES[8], NAMES[11]]}  # on a phone
WIDTH, NARROW_WIDTH = 860, 358  # px of the drawings for a desk and for a phone


def months_axis() -> Layout:
    """The whole year, whatever part of it is known."""
    return {
        "type": "category",
        "categoryarray": NAMES,
        "range": ["-0.5", "11.5"],
        "showgrid": False,
    }


def value_axis(low: Decimal, high: Decimal, places: int, *, air: Decimal = Decimal(0)) -> Layout:
    """From `low` to `high` and some air above, with at most six round ticks."""
    ticks = round_ticks(low, high, places)
    return {
        "type": "linear",
        "range": [str(low), str(high + air)],
        "tickvals": ticks,
        "ticktext": [show_exactly(Decimal(tick)) for tick in ticks],
        "showline": False,
    }


def round_ticks(low: Decimal, high: Decimal, places: int) -> list[str]:
    """At most six round ticks inside the range; whole numbers where figures are whole."""
    span = high - low
    step = Decimal(1).scaleb(span.adjusted())
    for factor in ("0.1", "0.2", "0.5", "1", "2", "5"):
        if span / (step * Decimal(factor)) <= 6:
            step *= Decimal(factor)
            break
    step = step if places else max(step, Decimal(1))
    first = (low / step).to_integral_value(ROUND_CEILING) * step  # `//` of decimals truncates
    ticks = []
    tick = first
    while tick <= high:
        ticks.append(str(tick.normalize()) if tick else "0")
        tick += step
    return [format(Decimal(tick), "f") for tick in ticks]
