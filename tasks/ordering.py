"""An order is issued by the office, or help asked for by a unit: what it says, and its number.

The number is the next of the plan's year and kind, given under the plan's lock within the same
transaction: none is given twice and none is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from accounts import rules
from accounts.choices import UnitKind
from accounts.models import Unit, User
from accounts.tracing import trace
from plans.models import Plan
from plans.today import now
from targets.models import Target
from targets.rounds import RefusedError
from tasks import loops
from tasks.choices import InstructionState, LoopAct, OrderKind, OrderState
from tasks.loops import Files
from tasks.models import Instruction, Problem, SupervisionOrder, Task
from tasks.transitions import HELP, ORDER

MOST_TITLE = 60
HELP_MARK = "协调"  # 协调〔2024〕1号


@dataclass(frozen=True)
class Wanted:
    """One matter: what, why, what is asked, of whom, by when; for help the unit is the office's."""

    title: str
    facts: str
    demands: str
    due_on: date | None
    unit: Unit | None = None
    target: Target | None = None
    task: Task | None = None
    problem: Problem | None = None
    instruction: Instruction | None = None


@transaction.atomic
def issue(
    plan: Plan, wanted: Wanted, *, by: User, on: date, at: datetime | None = None
) -> SupervisionOrder:
    """Issue an order (签发): one matter, one unit, one day; the same one twice on a day is one.

    An order made of a remark (批示) marks that remark. Raises PermissionDenied, RefusedError.
    """
    columns = _read(plan, wanted, on)
    who = loops.parties(by, plan.district_id, owner=columns["unit"])
    after = loops.require(ORDER, LoopAct.RAISE, None, who)
    again = _held(plan, OrderKind.ORDER, by, on, columns)
    if again is not None:
        return again
    if wanted.instruction is not None:
        _mark(wanted.instruction, by)
    row = _new(plan, OrderKind.ORDER, by, on, columns)
    return loops.advance(row, LoopAct.RAISE, after, by=by, at=at, until=row.due_on)


@transaction.atomic
def ask(
    plan: Plan,
    wanted: Wanted,
    *,
    by: User,
    on: date,
    files: Files = (),
    at: datetime | None = None,
) -> SupervisionOrder:
    """Ask the office for help (提请协调): a unit, for itself. Raises PermissionDenied, RefusedError."""
    unit, office = asking_unit(by, plan), office_of(plan)
    if unit is None:
        raise PermissionDenied
    if office is None:
        raise RefusedError("本区还没有专班，请联系管理员。")
    columns = _read(plan, wanted, on, unit=office) | {"asking_unit": unit}
    who = loops.parties(by, plan.district_id, owner=office, raiser=unit)
    after = loops.require(HELP, LoopAct.RAISE, None, who)
    again = _held(plan, OrderKind.HELP, by, on, columns)
    if again is not None:
        return again
    row = _new(plan, OrderKind.HELP, by, on, columns)
    return loops.advance(row, LoopAct.RAISE, after, by=by, at=at, until=row.due_on, files=files)


def asking_unit(by: User, plan: Plan) -> Unit | None:
    """For which unit this person asks for help; None for who asks for none."""
    unit = by.member.unit if by.member else None
    is_own = (
        unit is not None and unit.district_id == plan.district_id and unit.kind != UnitKind.OFFICE
    )
    return unit if is_own and rules.may_report(by, unit) else None


def office_of(plan: Plan) -> Unit | None:
    """The district's office (专班) as a unit."""
    rows = Unit.objects.filter(district=plan.district_id, kind=UnitKind.OFFICE)
    return rows.order_by("order", "pk").first()


def _held(
    plan: Plan, kind: OrderKind, by: User, on: date, columns: dict[str, Any]
) -> SupervisionOrder | None:
    """The plan held; the very same one that this person issued today, where there is one."""
    Plan.objects.select_for_update(no_key=True).only("pk").get(pk=plan.pk)
    rows = SupervisionOrder.objects.filter(plan=plan, kind=kind, issued_by=by, issued_on=on)
    same = rows.exclude(state=OrderState.WITHDRAWN).filter(**columns).last()
    if same is not None:
        same.plan = plan
    return same


def _new(
    plan: Plan, kind: OrderKind, by: User, on: date, columns: dict[str, Any]
) -> SupervisionOrder:
    rows = SupervisionOrder.objects.filter(plan=plan, kind=kind)
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    mark = plan.order_mark if kind == OrderKind.ORDER else HELP_MARK
    given = {"kind": kind, "mark": mark, "number": number, "issued_by": by, "issued_on": on}
    return SupervisionOrder(plan=plan, **given, **columns)


def _read(plan: Plan, wanted: Wanted, on: date, *, unit: Unit | None = None) -> dict[str, Any]:
    """What was typed, as it is kept. Raises RefusedError, PermissionDenied for another plan's."""
    about = (wanted.target, wanted.task, wanted.problem, wanted.instruction)
    if any(row is not None and row.plan_id != plan.pk for row in about):
        raise PermissionDenied
    unit = unit or wanted.unit
    if unit is None or unit.district_id != plan.district_id:
        raise RefusedError("请选办理单位。", "unit")
    return {
        "title": loops.said(wanted.title, "事项", "title", most=MOST_TITLE),
        "facts": loops.said(wanted.facts, "事由", "facts"),
        "demands": loops.said(wanted.demands, "办理要求", "demands"),
        "unit": unit,
        "due_on": loops.due(wanted.due_on, on=on, what="回复时限"),
        "target": wanted.target,
        "task": wanted.task,
        "problem": wanted.problem,
        "instruction": wanted.instruction,
    }


def _mark(instruction: Instruction, by: User) -> None:
    """The remark is made an order of (已转督办), once."""
    row = Instruction.objects.select_for_update(no_key=True).get(pk=instruction.pk)
    if row.state != InstructionState.WAITING:
        raise RefusedError(f"这条批示现在是“{row.get_state_display()}”，不能再转督办单。")
    row.state, row.version = InstructionState.ORDERED, row.version + 1
    row.handled_by, row.handled_at = by, now()
    trace(row, by=by, why="转督办单").save()
