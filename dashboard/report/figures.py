"""From an exact standing to the figure as it is shown: every result rounded once, here. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from dashboard.report.rows import Figure
from targets.arithmetic import MONTHS, Forecast, Promise, Scale, Standing, forecast
from targets.choices import Kind
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


def figure_of(row: TargetStanding, standing: Standing) -> Figure:
    """One month of a target, as shown; `standing` is one of the row's own months."""
    decimals, month = row.facts.decimals, standing.figure_month or standing.month
    fine = fine_places(decimals)
    past = row.past.get(month)
    index, index_text = _index(standing.index, row.scale)
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
        gap=_gap(standing, row.facts.measure, decimals),
        needed=_rounded(standing.needed, fine),
        needed_note=standing.needed_note,
        remark=standing.remark,
        completion_note=standing.completion_note,
        gap_is_level=standing.gap_is_level,
        met=standing.met,
        monthly=_monthly(row, standing),
        past=as_reported(past, decimals),
        year_on_year=_year_on_year(row.promise, standing.value, past, decimals),
        is_backfill=standing.month in row.calendar.backfilled,
    )


def as_reported(value: Decimal | None, decimals: int) -> Decimal | None:
    """A figure exactly as it stands, with the target's decimals at least: 17.5000 is 17.50."""
    if value is None:
        return None
    numerator, denominator = value.as_integer_ratio()
    places = decimals
    while places < MOST_PLACES and numerator * 10**places % denominator:
        places += 1
    return half_up(value, places)


def forecast_of(row: TargetStanding) -> Forecast | None:
    """The year's end by extrapolation; None where this month has no figure to start from."""
    if row.now.value is None:
        return None
    profile = seasonal_profile(row.promise, row.past)
    return forecast(row.promise, row.figures, row.now.month, profile)


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


def _monthly(row: TargetStanding, standing: Standing) -> Decimal | None:
    """当月: what this one month added to a flow; None where no single month can be told."""
    month, value = standing.month, standing.value
    if row.promise.kind != Kind.FLOW or value is None or standing.is_carried:
        return None
    if month == 1:
        return as_reported(value, row.facts.decimals)
    before = row.figures.get(month - 1)
    if before is None or month - 1 not in row.promise.reporting_months:
        return None
    return as_reported(value - before, row.facts.decimals)


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
