"""How a target stands: completion, pace, gap, still needed, light and forecast. Pure and exact.

Everything here takes and returns plain values: `Decimal` or `Fraction` in, `Fraction` inside,
never binary float. The source of every rule is domain.md, "Kinds of target" and "What is computed".
"""

from targets.arithmetic.forecasting import Forecast, Increment, forecast
from targets.arithmetic.judging import Calendar, Standing, judge
from targets.arithmetic.light import Scale
from targets.arithmetic.pace import cumulative_share, expected
from targets.arithmetic.promise import MONTHS, Basis, Promise, Share, promise_in, step_in_force

__all__ = [
    "MONTHS",
    "Basis",
    "Calendar",
    "Forecast",
    "Increment",
    "Promise",
    "Scale",
    "Share",
    "Standing",
    "cumulative_share",
    "expected",
    "forecast",
    "judge",
    "promise_in",
    "step_in_force",
]
