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


@dataclass(frozen=True)
class Increment:
    """What was added between two reports, in how many months."""

    added: Fraction
    months: int
    before: Fraction | None = None  # what the same months brought last year, with a profile of it

    def of_a_month(self, typical: Fraction) -> Fraction:
        """Over its months; with a profile, scaled to last year's mean month (`typical`)."""
        if self.before is None:
            return self.added / self.months
        return self.added * typical / self.before


@dataclass(frozen=True)
class Forecast:
    """The year's end by extrapolation (外推，不是承诺), with an 80 % band where there is one."""

    value: Fraction
    monthly: Fraction  # the mean monthly increment carried forward
    months_left: int
    increments: tuple[Fraction, ...]  # each of a month, the season taken out
    parts: tuple[Increment, ...] = ()  # the same as they were
    low: Decimal | None = None
    high: Decimal | None = None
    booked: Decimal = Decimal(0)  # the last reported value, from which it is carried forward
    figure_month: int = 0  # the month of that value
    left_before: Fraction | None = None  # what the months left brought last year, with a profile
    variance: Fraction | None = None  # sample variance of the increments
    is_floored: bool = False  # extrapolated below what is booked, so what is booked stands

    @property
    def is_seasonal(self) -> bool:
        """Whether last year's months scale the increments."""
        return self.left_before is not None

    @property
    def recent(self) -> Fraction:
        """近期月均: the mean of the increments as they were, each over its months."""
        each = (part.added / part.months for part in self.parts)
        return sum(each, Fraction(0)) / len(self.parts)


def forecast(
    promise: Promise,
    figures: Mapping[int, Decimal],
    month: int,
    profile: tuple[Decimal, ...] | None = None,
) -> Forecast | None:
    """Carry the mean of the last (up to six) monthly increments forward to December.

    Units: the target's own. `profile` is what each of the twelve months brought last year (not
    cumulative, any unit); increments are then divided by what their months brought in place of
    their number. None for ratios and growth, and before the third report. Carried months are no
    reports. A flow is never foreseen below what is booked. Source: domain.md, forecast.
    """
    if promise.kind not in {Kind.FLOW, Kind.STOCK}:
        return None
    reports = sorted(m for m in promise.reporting_months if m <= month and m in figures)
    if len(reports) < FEWEST_REPORTS:
        return None
    season = _season(profile)
    parts = _parts(promise, figures, reports, season)[-MOST_INCREMENTS:]
    if not parts:
        return None
    last = reports[-1]
    return _carried_forward(promise, figures[last], last, parts, season)


def _season(profile: tuple[Decimal, ...] | None) -> tuple[Fraction, ...]:
    """What each month brought last year; empty without a usable profile."""
    if profile is None or len(profile) != MONTHS or sum(profile) <= 0:
        return ()
    return tuple(map(Fraction, profile))


def _parts(
    promise: Promise,
    figures: Mapping[int, Decimal],
    reports: list[int],
    season: tuple[Fraction, ...],
) -> tuple[Increment, ...]:
    """Each increment between reports; a flow's first counts from 0."""
    earlier, value = 0, Fraction(0)
    if promise.kind == Kind.STOCK:
        earlier, value = reports[0], Fraction(figures[reports[0]])
        reports = reports[1:]
    parts = []
    for report in reports:
        before = sum(season[earlier:report], Fraction(0)) if season else None
        reached = Fraction(figures[report])
        if before is None or before > 0:  # months that brought nothing last year scale nothing
            parts.append(Increment(reached - value, report - earlier, before))
        earlier, value = report, reached
    return tuple(parts)


def _carried_forward(
    promise: Promise,
    booked: Decimal,
    last: int,
    parts: tuple[Increment, ...],
    season: tuple[Fraction, ...],
) -> Forecast:
    months_left = MONTHS - last
    typical = sum(season, Fraction(0)) / MONTHS
    increments = tuple(part.of_a_month(typical) for part in parts)
    mean = sum(increments, Fraction(0)) / len(increments)
    left_before = sum(season[last:], Fraction(0)) if season else None
    value = Fraction(booked)
    value += mean * (months_left if left_before is None else left_before / typical)
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
        parts=parts,
        low=low,
        high=high,
        booked=booked,
        figure_month=last,
        left_before=left_before,
        variance=variance,
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
