"""A leader's remark (批示) is given on a published figure or task, and the office handles it.

An order made of it is issued by `orders.issue`, which marks it 已转督办 in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import rules
from accounts.models import User
from accounts.tracing import trace
from plans.models import Plan, ReportingPeriod
from plans.today import now
from targets import rounds
from targets.models import Target
from targets.rounds import RefusedError
from tasks import loops
from tasks.choices import InstructionState
from tasks.models import Instruction, Task

MOST_TEXT = 500
DONE: Mapping[str, str] = {
    InstructionState.ORDERED: "这条批示已转督办单。",
    InstructionState.NOTED: "这条批示已阅办。",
}


@transaction.atomic
def give(
    plan: Plan,
    *,
    month: int,
    text: str,
    by: User,
    target: Target | None = None,
    task: Task | None = None,
) -> Instruction:
    """Write a remark on a target or task of a published month (1-12); the same words twice are one.

    Raises PermissionDenied for who is no leader of the district, RefusedError for what is missing.
    """
    if not rules.may_instruct(by, plan.district_id):
        raise PermissionDenied
    if any(about is not None and about.plan_id != plan.pk for about in (target, task)):
        raise PermissionDenied
    if target is None and task is None:
        raise RefusedError("请选批示的指标或任务。", "about")
    told = loops.said(text, "批示", most=MOST_TEXT)
    months = ReportingPeriod.objects.filter(plan=plan, published_at__isnull=False)
    if not months.filter(month=month).exists():
        raise RefusedError(f"{month}月还没有发布，请在已发布的月份上批示。")
    Plan.objects.select_for_update(no_key=True).only("pk").get(pk=plan.pk)
    columns = {"target": target, "task": task, "month": month, "text": told, "given_by": by}
    waiting = Instruction.objects.filter(plan=plan, state=InstructionState.WAITING)
    if again := waiting.filter(**columns).last():
        return again
    row = Instruction(plan=plan, given_at=now(), **columns)
    trace(row, by=by, why=told[: rounds.MOST_REASON]).save()
    return row


@transaction.atomic
def note(instruction: Instruction, *, text: str, seen_version: int, by: User) -> Instruction:
    """Say how it was handled without an order (阅办), with the reason; the office.

    Raises PermissionDenied, EditConflictError where it moved on since it was seen, RefusedError.
    """
    row = Instruction.objects.select_for_update(no_key=True).get(pk=instruction.pk)
    if not rules.may_review(by, instruction.plan.district_id):
        raise PermissionDenied
    is_next = row.version == seen_version + 1
    if is_next and row.state == InstructionState.NOTED and row.handled_by_id == by.pk:
        return row
    if row.version != seen_version:
        raise rounds.EditConflictError(row)
    if row.state != InstructionState.WAITING:
        raise RefusedError(DONE[row.state])
    told = loops.said(text, "办理情况", most=rounds.MOST_REASON)
    row.state, row.version = InstructionState.NOTED, row.version + 1
    row.handled_by, row.handled_at, row.answer = by, now(), told
    trace(row, by=by, why=told).save()
    return row
