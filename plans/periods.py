"""The twelve reporting periods of a plan (填报期): made once, and which one is being filed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from plans import workdays
from plans.models import Plan, ReportingPeriod

MONTHS = range(1, 13)


@transaction.atomic
def ensure(plan: Plan) -> list[ReportingPeriod]:
    """The plan's twelve periods, made where they lack; those that stand are left as they are.

    A month that had ended when the plan was issued is back-filled (补录): it opens with the plan
    and is wanted by the next due day, though it is never overdue.
    """
    standing = set(plan.periods.values_list("month", flat=True))
    for month in MONTHS:
        if month not in standing:
            ReportingPeriod.objects.get_or_create(
                plan=plan, month=month, defaults=_days_of(plan, month)
            )
    return list(plan.periods.order_by("month"))


def _days_of(plan: Plan, month: int) -> dict[str, date | bool]:
    opens_on = workdays.opens_on(plan.year, month)
    if opens_on <= plan.issue_date:
        issued = plan.issue_date
        due_on = workdays.due_on(issued.year, issued.month, plan.due_day, moves=moves_of(plan))
        return {"opens_on": issued, "due_on": due_on, "is_backfill": True}
    due_on = workdays.due_on(plan.year, month, plan.due_day, moves=moves_of(plan))
    return {"opens_on": opens_on, "due_on": due_on, "is_backfill": False}


def moves_of(plan: Plan) -> Mapping[date, bool]:
    """The plan's own exceptions to the working calendar, by day; True is a working day."""
    return {date.fromisoformat(day): works for day, works in plan.calendar_exceptions.items()}


def why_moved(period: ReportingPeriod) -> str:
    """因国庆节由10月5日顺延, or nothing where the due day is the plan's own or was set by hand."""
    plan = period.plan
    day, moves = plan.due_day, moves_of(plan)
    if period.is_backfill or period.due_on != workdays.due_on(
        plan.year, period.month, day, moves=moves
    ):
        return ""
    return workdays.why_moved(plan.year, period.month, day, moves=moves)


def open_on(plan: Plan, day: date) -> list[ReportingPeriod]:
    """The periods that take figures that day: opened and not yet published, in their order."""
    return [
        period
        for period in plan.periods.select_related("plan").order_by("month")
        if period.is_open(day)
    ]


def current(plan: Plan, on: date) -> ReportingPeriod | None:
    """The period being filed: the earliest open one, a back-filled one only when no other is."""
    periods = open_on(plan, on)
    return min(periods, key=lambda period: (period.is_backfill, period.month), default=None)
