"""From an exact standing to the figure as it is shown: every result rounded once, here. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from dashboard.report.rows import Figure
from targets.arithmetic import MONTHS, Forecast, Promise, Scale, Standing, forecast
from targets.choices import Kind
from targets.formulas import formulas
from targets.numbers import (
    MOST_PLACES,
    NOTHING,
    PERCENT,
    beside,
    fine_places,
    half_up,
    index_shown,
    percent,
    points,
)
from targets.standing import TargetStanding


@dataclass(frozen=True)
class Ground:
    """What a target's figure of a month is shown from: its promise, its figures, last year's."""

    promise: Promise
    scale: Scale
    figures: Mapping[int, Decimal]
    past: Mapping[int, Decimal]
    measure: str
    decimals: int
    backfilled: frozenset[int] = frozenset()

    @classmethod
    def of(cls, row: TargetStanding) -> Ground:
        """The same of a target as it stands now."""
        return cls(
            promise=row.promise,
            scale=row.scale,
            figures=row.figures,
            past=row.past,
            measure=row.facts.measure,
            decimals=row.facts.decimals,
            backfilled=row.calendar.backfilled,
        )


def figure_of(ground: Ground, standing: Standing) -> Figure:
    """One month of a target, as shown; `standing` is how it stood in that month."""
    decimals, month = ground.decimals, standing.figure_month or standing.month
    fine = fine_places(decimals)
    past = ground.past.get(month)
    index, index_text = _index(standing.index, ground.scale)
    increment = standing.shown_increment
    return Figure(
        month=standing.month,
        light=standing.light,
        value=as_reported(standing.value, decimals),
        figure_month=standing.figure_month,
        expected=_rounded(standing.expected, fine),
        share=None if standing.share is None else _percent_of_the_year(standing.share),
        completion=None if standing.completion is None else percent(standing.completion),
        increment=None if increment is None else percent(increment),
        index=index,
        index_text=index_text,
        gap=_gap(standing, ground.measure, decimals),
        needed=_rounded(standing.needed, fine),
        needed_note=standing.needed_note,
        remark=standing.remark,
        completion_note=standing.completion_note,
        gap_is_level=standing.gap_is_level,
        met=standing.met,
        monthly=_monthly(ground, standing),
        past=as_reported(past, decimals),
        year_on_year=_year_on_year(ground.promise, standing.value, past, decimals),
        is_backfill=standing.month in ground.backfilled,
    )


def computed_of(ground: Ground, now: Standing) -> dict[str, Any]:
    """What a row of the report tells of its month beside the figure: formulas and the year's end."""
    foreseen, fine = _forecast_of(ground, now), fine_places(ground.decimals)
    found = formulas(
        ground.promise,
        now,
        measure=ground.measure,
        decimals=ground.decimals,
        forecast=foreseen,
        scale=ground.scale,
    )
    low, high = (foreseen.low, foreseen.high) if foreseen else (None, None)
    return {
        "formulas": tuple(found.values()),
        "forecast": half_up(foreseen.value, fine) if foreseen else None,
        "forecast_low": None if low is None else half_up(low, fine),
        "forecast_high": None if high is None else half_up(high, fine),
        "forecast_monthly": half_up(foreseen.recent, fine) if foreseen else None,
    }


def as_reported(value: Decimal | None, decimals: int) -> Decimal | None:
    """A figure exactly as it stands, with the target's decimals at least: 17.5000 is 17.50."""
    if value is None:
        return None
    numerator, denominator = value.as_integer_ratio()
    places = decimals
    while places < MOST_PLACES and numerator * 10**places % denominator:
        places += 1
    return half_up(value, places)


def _forecast_of(ground: Ground, now: Standing) -> Forecast | None:
    """The year's end by extrapolation; None where this month has no figure to start from."""
    if now.value is None:
        return None
    profile = seasonal_profile(ground.promise, ground.past)
    return forecast(ground.promise, ground.figures, now.month, profile)


def seasonal_profile(promise: Promise, past: Mapping[int, Decimal]) -> tuple[Decimal, ...] | None:
    """What each month of last year brought a flow, where every report of it brought something.

    Months that are not reported by themselves bring nothing; their report brings theirs too. A
    report that brought nothing says nothing of a season: so small a count has none.
    """
    reports = sorted(promise.reporting_months)
    if promise.kind != Kind.FLOW or not reports or any(month not in past for month in reports):
        return None
    brought, before = [Decimal(0)] * MONTHS, Decimal(0)
    for month in reports:
        brought[month - 1] = past[month] - before
        before = past[month]
    return tuple(brought) if all(brought[month - 1] > 0 for month in reports) else None


def _rounded(value: Fraction | None, places: int) -> Decimal | None:
    return None if value is None else half_up(value, places)


def _percent_of_the_year(share: Fraction) -> Decimal:
    numerator, denominator = share.as_integer_ratio()
    return half_up(Fraction(100 * numerator, denominator), 2)


def _index(index: Fraction | None, scale: Scale) -> tuple[Decimal | None, str]:
    return (None, NOTHING) if index is None else index_shown(index, scale)


def _gap(standing: Standing, measure: str, decimals: int) -> Decimal | None:
    if standing.gap is None:
        return None
    if not standing.gap_is_level:
        return points(standing.gap)
    if measure == PERCENT:
        return points(standing.gap / 100, fine_places(decimals))
    return half_up(standing.gap, decimals)


def _monthly(ground: Ground, standing: Standing) -> Decimal | None:
    """当月: what this one month added to a flow; None where no single month can be told."""
    month, value = standing.month, standing.value
    if ground.promise.kind != Kind.FLOW or value is None or standing.is_carried:
        return None
    if month == 1:
        return as_reported(value, ground.decimals)
    before = ground.figures.get(month - 1)
    if before is None or month - 1 not in ground.promise.reporting_months:
        return None
    return as_reported(value - before, ground.decimals)


def _year_on_year(
    promise: Promise, value: Decimal | None, past: Decimal | None, decimals: int
) -> Decimal | None:
    """同比: in percent, in points for growth and ratios; a base of 0, below 0 or none gives None."""
    if value is None or past is None:
        return None
    if promise.kind in {Kind.GROWTH, Kind.RATIO}:
        return beside(Fraction(value) - Fraction(past), fine_places(decimals), (0,))
    if past <= 0:
        return None
    return beside((Fraction(value) / Fraction(past) - 1) * 100, 1, (0,))
