"""The twelve periods of a plan: their days, the back-filled ones, and the one being filed."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from plans import periods
from plans.models import Plan, ReportingPeriod
from tests.factories import PlanFactory, moment

BACKFILL, REGULAR = True, False


@pytest.fixture
def issued_in_may(db: None) -> Plan:
    """Dinghai's plan of 2024 was issued on 18 May."""
    return PlanFactory.create(slug="dinghai-2024", issue_date=date(2024, 5, 18))


def publish(plan: Plan, *months: int) -> None:
    ReportingPeriod.objects.filter(plan=plan, month__in=months).update(
        published_at=moment(2024, 10, 1)
    )


def test_periods_of_the_plan_of_2024_fall_due_on_working_days(issued_in_may):
    days = [
        (period.month, period.opens_on.isoformat(), period.due_on.isoformat(), period.is_backfill)
        for period in periods.ensure(issued_in_may)
    ]
    assert days == [
        (1, "2024-05-18", "2024-06-05", BACKFILL),
        (2, "2024-05-18", "2024-06-05", BACKFILL),
        (3, "2024-05-18", "2024-06-05", BACKFILL),
        (4, "2024-05-18", "2024-06-05", BACKFILL),
        (5, "2024-06-01", "2024-06-05", REGULAR),
        (6, "2024-07-01", "2024-07-05", REGULAR),
        (7, "2024-08-01", "2024-08-05", REGULAR),
        (8, "2024-09-01", "2024-09-05", REGULAR),
        (9, "2024-10-01", "2024-10-08", REGULAR),
        (10, "2024-11-01", "2024-11-05", REGULAR),
        (11, "2024-12-01", "2024-12-05", REGULAR),
        (12, "2025-01-01", "2025-01-06", REGULAR),
    ]


def test_ensuring_again_changes_nothing_and_keeps_what_the_office_set(issued_in_may):
    periods.ensure(issued_in_may)
    ReportingPeriod.objects.filter(month=9).update(opens_on=date(2024, 9, 25))
    before = list(ReportingPeriod.objects.values())
    periods.ensure(issued_in_may)
    assert list(ReportingPeriod.objects.values()) == before


def test_ensuring_makes_only_what_lacks(issued_in_may):
    periods.ensure(issued_in_may)
    ReportingPeriod.objects.filter(month__gt=3).delete()
    assert [period.month for period in periods.ensure(issued_in_may)] == list(range(1, 13))


def test_a_plan_of_january_back_fills_nothing(db):
    plan = PlanFactory.create(issue_date=date(2024, 1, 31))
    assert not any(period.is_backfill for period in periods.ensure(plan))


def test_a_month_that_ended_the_day_before_the_issue_is_back_filled(db):
    plan = PlanFactory.create(issue_date=date(2024, 2, 1))
    backfilled = [period.month for period in periods.ensure(plan) if period.is_backfill]
    assert backfilled == [1]


def test_the_plan_s_own_calendar_exception_moves_the_due_day(db):
    plan = PlanFactory.create(calendar_exceptions={"2024-09-05": False})
    september = periods.ensure(plan)[7]
    assert september.due_on == date(2024, 9, 6)
    assert periods.why_moved(september) == "因调休由9月5日顺延"


def test_a_moved_due_day_says_why(issued_in_may):
    by_month = {period.month: period for period in periods.ensure(issued_in_may)}
    assert periods.why_moved(by_month[9]) == "因国庆节由10月5日顺延"
    assert periods.why_moved(by_month[8]) == ""
    assert periods.why_moved(by_month[1]) == ""
    by_month[9].due_on = date(2024, 10, 9)  # set by the office, no longer by the calendar
    assert periods.why_moved(by_month[9]) == ""


def test_current_is_the_earliest_open_month_that_is_not_back_filled(issued_in_may):
    periods.ensure(issued_in_may)
    assert month_on(issued_in_may, date(2024, 5, 17)) is None
    assert month_on(issued_in_may, date(2024, 5, 20)) == 1
    assert month_on(issued_in_may, date(2024, 6, 3)) == 5
    assert month_on(issued_in_may, date(2024, 7, 3)) == 5
    publish(issued_in_may, 5)
    assert month_on(issued_in_may, date(2024, 7, 3)) == 6


def test_after_august_is_published_september_is_filed(issued_in_may):
    periods.ensure(issued_in_may)
    publish(issued_in_may, *range(1, 9))
    assert month_on(issued_in_may, date(2024, 9, 30)) is None
    assert month_on(issued_in_may, date(2024, 10, 8)) == 9
    assert [p.month for p in periods.open_on(issued_in_may, date(2024, 10, 8))] == [9]


def month_on(plan: Plan, day: date) -> int | None:
    period = periods.current(plan, day)
    return period.month if period else None


@pytest.mark.parametrize("times", [1, 2])
def test_open_periods_may_be_run_again(issued_in_may, settings, time_machine, times):
    settings.DEMO = False
    time_machine.move_to(moment(2024, 6, 3))
    for _ in range(times):
        out = StringIO()
        call_command("open_periods", stdout=out)
    assert out.getvalue() == "定海区2024年工作计划：1月、2月、3月、4月、5月开放填报\n"
    assert ReportingPeriod.objects.count() == 12
    assert ReportingPeriod.history.count() == 12
