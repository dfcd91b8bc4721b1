"""The forecast by examples worked by hand, those of docs/forecast.md among them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from targets.arithmetic import Promise, forecast
from targets.choices import Comparator, Kind
from targets.numbers import show

QUARTERS = frozenset({3, 6, 9, 12})
RESEARCH = "1.21 2.38 3.74 5.06 6.41 7.95 9.32 10.78"
LAST_YEAR = "1.12 1.09 1.28 1.21 1.32 1.34 1.33 1.45 1.48 1.40 1.42 1.46"
LATE_YEAR = "0 0 0 0 0 0 0 0 0 1 1 1"  # everything in the last quarter


def promise(goal, kind=Kind.FLOW, months=range(1, 13), comparator=Comparator.AT_LEAST):
    return Promise(kind, comparator, Decimal(goal), reporting_months=frozenset(months))


def figures(values):
    return {month: Decimal(value) for month, value in enumerate(values.split(), 1) if value != "-"}


def worked(target, values, month, last_year=""):
    profile = tuple(map(Decimal, last_year.split())) if last_year else None
    found = forecast(target, figures(values), month, profile)
    if found is None:
        return None
    ends = tuple(None if end is None else show(end, 2) for end in (found.low, found.high))
    return show(found.value, 2), *ends, found.months_left


@pytest.mark.parametrize(
    ("target", "values", "month", "last_year", "found"),
    [
        # docs/forecast.md, 算例一 and 算例二.
        (promise("17.5"), RESEARCH, 8, "", ("16.38", "16.17", "16.59", 4)),
        (promise("17.5"), RESEARCH, 8, LAST_YEAR, ("16.89", "16.71", "17.07", 4)),
        # Three reports: increments 2, 4, 3 of mean 3, deviation 1, 9 months left: 9 + 27 ± 1.28 × 3.
        (promise("40"), "2 6 9", 3, "", ("36.00", "32.16", "39.84", 9)),
        # Only the last six of seven increments: 9 is forgotten, 1 a month is left.
        (promise("30"), "9 10 11 12 13 14 15", 7, "", ("20.00", "20.00", "20.00", 5)),
        # A stock's first report only begins: increments 2 and 4, mean 3, deviation √2, 9 left.
        (promise("60", Kind.STOCK), "10 12 16", 3, "", ("43.00", "37.57", "48.43", 9)),
        # Three reports of a stock that falls: below what stands now, as a flow may not be.
        (promise("60", Kind.STOCK), "16 12 10", 3, "", ("−17.00", "−22.43", "−11.57", 9)),
        # Quarters: 6, 9 and 12 in three months each are 2, 3 and 4 a month; October carries September.
        (promise("36", months=QUARTERS), "- - 6 - - 15 - - 27", 10, "", ("36.00", "33.78", "38.22", 3)),
        # Carried months are no reports: two quarters are none too many.
        (promise("36", months=QUARTERS), "- - 6 - - 15", 8, "", None),
        # Where a month was never reported its increment spans two: 4 ÷ 2, beside 2 and 2.
        (promise("24"), "2 - 6 8", 4, "", ("24.00", "24.00", "24.00", 8)),
        # A ceiling is carried forward as any flow.
        (promise("5", comparator=Comparator.AT_MOST), "0 1 1 2", 4, "", ("6.00", "3.91", "8.09", 8)),
        # Never below what is booked: neither the forecast nor the band's lower end.
        (promise("20"), "8 6 4", 3, "", ("16.00", "4.00", "38.17", 9)),
        (promise("20"), "9 8 7 6 5 4 3 2", 8, "", ("2.00", "2.00", "2.00", 4)),
        (promise("20"), "3 2 1 0", 4, "", ("0.00", "0.00", "7.24", 8)),
        (promise("9"), "0 0 3", 3, "", ("12.00", "5.35", "18.65", 9)),
        # December is what it is.
        (promise("12"), "1 2 3 4 5 6 7 8 9 10 11 12", 12, "", ("12.00", None, None, 0)),
        # November has one month left: 11 + 1.
        (promise("12"), "1 2 3 4 5 6 7 8 9 10 11", 11, "", ("12.00", "12.00", "12.00", 1)),
        # Last year's months weigh: 1, 1, 1 of a year that brings 5 in each of its last three months.
        (promise("24"), "1 2 3", 3, "1 1 1 1 1 1 1 1 1 5 5 5", ("24.00", "24.00", "24.00", 9)),
        # Months that brought nothing last year scale nothing; here that is all of them.
        (promise("24"), "0 0 0", 3, LATE_YEAR, None),
        (promise("65", Kind.RATIO), "61 62 63 64", 4, "", None),
        (promise("8", Kind.GROWTH), "7 8 9 8", 4, "", None),
    ],
)  # fmt: skip
def test_the_year_ends_where_a_hand_works_it_out(target, values, month, last_year, found):
    assert worked(target, values, month, last_year) == found


def test_the_mean_of_the_increments_is_exact():
    found = forecast(promise("10"), figures("0 1 1"), 3)
    assert found is not None
    assert list(map(str, found.increments)) == ["0", "1", "0"]
    assert (found.monthly, found.value) == (Fraction(1, 3), Fraction(4))
