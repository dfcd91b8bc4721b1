"""The plan's months as the office's desk counts them: what waits in each, and who was chased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Aggregate, Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from plans.models import Plan, ReportingPeriod
from targets.models import Measurement
from targets.rounds import waiting_states
from tasks.choices import Delivery
from tasks.models import ProgressNote, Reminder


@dataclass(frozen=True)
class DeskMonth:
    """One month of the plan, and how much in it waits for the office."""

    period: ReportingPeriod
    waiting: int
    chased_at: datetime | None = None  # when a unit was last chased about it
    undelivered: int = 0  # reminders given up after every attempt


def desk_months(plan: Plan) -> list[DeskMonth]:
    """The plan's months in their order. One query."""
    states = waiting_states(plan)
    found = ReportingPeriod.objects.filter(plan=plan).order_by("month")
    found = found.annotate(
        figures=_number(Measurement.objects.filter(state__in=states)),
        texts=_number(ProgressNote.objects.filter(state__in=states)),
        undelivered=_number(Reminder.objects.filter(stage=Delivery.FAILED)),
        chased_at=Subquery(_of_period(Reminder.objects.all(), Max("created_at"))),
    )
    months = []
    for period in found:
        period.plan = plan
        waits = period.figures + period.texts
        months.append(DeskMonth(period, waits, period.chased_at, period.undelivered))
    return months


def _of_period(rows: QuerySet[Any], value: Aggregate) -> QuerySet[Any]:
    mine = rows.filter(period=OuterRef("pk")).order_by()
    found: QuerySet[Any] = mine.values("period").annotate(found=value).values("found")
    return found


def _number(rows: QuerySet[Any]) -> Coalesce:
    """How many of these rows there are in the period that is asked for."""
    return Coalesce(Subquery(_of_period(rows, Count("pk"))), 0)
