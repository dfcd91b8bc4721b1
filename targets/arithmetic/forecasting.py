"""年终预测: the year's end by extrapolation (外推，不是承诺)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from math import lcm

from targets.arithmetic.promise import MONTHS, Promise
from targets.choices import Kind

FEWEST_REPORTS = 3
MOST_INCREMENTS = 6
BAND = Fraction(128, 100)  # 80 % of a normal distribution lies within 1.28 standard deviations
EXACTLY = Context(prec=40)

Weights = tuple[Fraction, ...] | tuple[int, ...]
EVEN_WEIGHTS: Weights = (1,) * MONTHS


@dataclass(frozen=True)
class Forecast:
    """The year's end by extrapolation (外推，不是承诺), with an 80 % band where there is one."""

    value: Fraction
    monthly: Fraction  # the mean monthly increment carried forward
    months_left: int
    increments: tuple[Fraction, ...]
    low: Decimal | None = None
    high: Decimal | None = None
    booked: Decimal = Decimal(0)  # the last reported value, from which it is carried forward
    figure_month: int = 0  # the month of that value
    weight_left: Fraction = Fraction(0)  # months left, or their seasonal weights added up
    variance: Fraction | None = None  # sample variance of the increments
    is_seasonal: bool = False
    is_floored: bool = False  # extrapolated below what is booked, so what is booked stands


def forecast(
    promise: Promise,
    figures: Mapping[int, Decimal],
    month: int,
    profile: tuple[Decimal, ...] | None = None,
) -> Forecast | None:
    """Carry the mean of the last (up to six) monthly increments forward to December.

    Units: the target's own. `profile` is what each of the twelve months brought in earlier years
    (not cumulative, any unit); increments are then divided by their months' weights in place of
    their number. None for ratios and growth, and before the third report. Carried months are no
    reports. A flow is never foreseen below what is booked. Source: domain.md, forecast.
    """
    if promise.kind not in {Kind.FLOW, Kind.STOCK}:
        return None
    reports = sorted(m for m in promise.reporting_months if m <= month and m in figures)
    if len(reports) < FEWEST_REPORTS:
        return None
    weights = _weights(profile)
    increments = _increments(promise, figures, reports, weights)[-MOST_INCREMENTS:]
    if not increments:
        return None
    last = reports[-1]
    return _carried_forward(promise, figures[last], last, increments, weights)


def _weights(profile: tuple[Decimal, ...] | None) -> Weights:
    """How much of a mean month each month brings; all 1 without a usable profile."""
    if profile is None or len(profile) != MONTHS or sum(profile) <= 0:
        return EVEN_WEIGHTS
    mean = sum(map(Fraction, profile), Fraction(0)) / MONTHS
    return tuple(Fraction(part) / mean for part in profile)


def _increments(
    promise: Promise,
    figures: Mapping[int, Decimal],
    reports: list[int],
    weights: Weights,
) -> tuple[Fraction, ...]:
    """Each increment between reports, divided by its months; a flow's first counts from 0."""
    earlier, value = 0, Fraction(0)
    if promise.kind == Kind.STOCK:
        earlier, value = reports[0], Fraction(figures[reports[0]])
        reports = reports[1:]
    increments = []
    for report in reports:
        weight = sum(weights[earlier:report])
        reached = Fraction(figures[report])
        if weight > 0:  # months that brought nothing in earlier years scale nothing
            increments.append((reached - value) / weight)
        earlier, value = report, reached
    return tuple(increments)


def _carried_forward(
    promise: Promise,
    booked: Decimal,
    last: int,
    increments: tuple[Fraction, ...],
    weights: Weights,
) -> Forecast:
    months_left = MONTHS - last
    mean = sum(increments, Fraction(0)) / len(increments)
    weight_left = Fraction(sum(weights[last:]))
    value = Fraction(booked) + mean * weight_left
    is_floored = promise.kind == Kind.FLOW and value < booked
    value = max(value, Fraction(booked)) if is_floored else value
    variance = _variance(increments, mean)
    low = high = None
    if variance is not None and months_left:
        width = _square_root(BAND * BAND * variance * months_left)
        low = EXACTLY.subtract(_decimal(value), width)
        high = EXACTLY.add(_decimal(value), width)
        low = max(low, booked) if promise.kind == Kind.FLOW else low
    return Forecast(
        value=value,
        monthly=mean,
        months_left=months_left,
        increments=increments,
        low=low,
        high=high,
        booked=booked,
        figure_month=last,
        weight_left=weight_left,
        variance=variance,
        is_seasonal=weights is not EVEN_WEIGHTS,
        is_floored=is_floored,
    )


def _variance(increments: tuple[Fraction, ...], mean: Fraction) -> Fraction | None:
    if len(increments) < 2:
        return None
    over = lcm(mean.denominator, *(each.denominator for each in increments))
    squares = sum(int((each - mean) * over) ** 2 for each in increments)
    return Fraction(squares, over * over * (len(increments) - 1))


def _decimal(value: Fraction) -> Decimal:
    return EXACTLY.divide(Decimal(value.numerator), Decimal(value.denominator))


def _square_root(value: Fraction) -> Decimal:
    return EXACTLY.sqrt(_decimal(value))
