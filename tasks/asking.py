"""A joining unit is asked for its own note of a month; from then on it owes one, like the lead."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import rules
from accounts.models import Unit, User
from accounts.texts import tidy
from plans.models import ReportingPeriod
from plans.today import now
from targets import rounds
from targets.rounds import RefusedError
from tasks.choices import Part
from tasks.models import NoteRequest, Task

MOST_QUESTION = 300


@transaction.atomic
def ask(
    task: Task,
    period: ReportingPeriod,
    unit: Unit | None,
    *,
    question: str = "",
    by: User,
    at: datetime | None = None,
) -> NoteRequest:
    """Ask a unit that joins in for its note of an unpublished month; asked already: that stands.

    Raises PermissionDenied for anybody but the lead unit and the office, RefusedError.
    """
    lead = task.responsibilities.filter(part=Part.LEAD).select_related("unit").first()
    may = rules.may_review(by, task.plan.district_id)
    if not (may or (lead is not None and rules.may_report(by, lead.unit))):
        raise PermissionDenied
    joins = unit is not None and task.responsibilities.filter(unit=unit, part=Part.JOIN).exists()
    if unit is None or not joins:
        raise RefusedError("请从本任务的配合单位中选择。", "unit")
    if period.plan_id != task.plan_id:
        raise ValueError(f"task {task.pk} and period {period.pk} belong to different plans")
    question = tidy(question)
    rounds.require_length(question, MOST_QUESTION, "请说明的内容", "question")
    period = rounds.lock(period)
    rounds.require_unpublished(period)
    at = at or now()
    known = NoteRequest.objects.filter(task=task, period=period, unit=unit).first()
    if known is not None:
        if question not in {"", known.question}:
            told = f"已请过{unit.short_name}填报{period.month}月配合进展，原来的说明不能再改。"
            raise RefusedError(told, "question")
        return known
    if timezone.localdate(at) > period.due_on and not period.is_backfill:
        raise RefusedError(f"{period.month}月已过截止日，再请配合单位填报就是逾期，请改为下个月。")
    given = {"question": question, "asked_by": by, "asked_at": at}
    return NoteRequest.objects.create(task=task, period=period, unit=unit, **given)
