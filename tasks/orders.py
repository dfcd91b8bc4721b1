"""An order or a request for help changes state: handed on, signed for, answered, closed.

Each act is one transaction, asks the right itself, and is the same act when it is sent twice. What
follows what, and whose it is, stands in `transitions.ORDER` and `HELP`; how one begins in `ordering`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts import rules
from accounts.choices import UnitKind
from accounts.models import Unit, User
from plans.models import Plan
from targets.rounds import RefusedError
from tasks import extending, loops
from tasks.choices import LoopAct, OrderKind, OrderState, Urgency
from tasks.extending import NOTHING_ASKED
from tasks.loops import Files
from tasks.models import Step, SupervisionOrder
from tasks.ordering import Wanted, ask, asking_unit, issue, office_of
from tasks.transitions import HELP, ORDER, Machine, Party

__all__ = ["Wanted", "ask", "asking_unit", "issue", "office_of"]
OPEN = (OrderState.ISSUED, OrderState.SIGNED, OrderState.ANSWERED)
WITH_UNIT = (OrderState.ISSUED, OrderState.SIGNED)
TOOK_PART = (LoopAct.ANSWER, LoopAct.ASK_LONGER)
MOST_CONTACT = 60
WAITS_FOR_OFFICE = Q(kind=OrderKind.ORDER, state=OrderState.ANSWERED) | Q(
    state__in=WITH_UNIT, asked_until__isnull=False
)
WAITS_FOR_OFFICE |= Q(kind=OrderKind.HELP, state__in=WITH_UNIT, unit__kind=UnitKind.OFFICE)


def machine_of(order: SupervisionOrder) -> Machine:
    """The table of states it goes by."""
    return HELP if order.kind == OrderKind.HELP else ORDER


def visible_to(by: User, plan: Plan, kind: OrderKind) -> QuerySet[SupervisionOrder]:
    """The plan's orders or requests this person may read: the office and leaders all, units their own."""
    rows = SupervisionOrder.objects.filter(plan=plan, kind=kind)
    if rules.may_read_evidence(by, plan.district_id):
        return rows
    unit = by.member.unit if by.member else None
    if not rules.may_report(by, unit):
        return rows.none()
    return rows.filter(Q(unit=unit) | Q(asking_unit=unit))


def who_is(
    by: User, order: SupervisionOrder, district_id: int, steps: Iterable[Step] | None = None
) -> frozenset[Party]:
    """In which parts this person stands to it; whoever answered neither closes it nor sends it back.

    That holds for one person in two units too, who asked for help in one and answers in the other.
    """
    told = order.steps.filter(act__in=TOOK_PART) if steps is None else steps
    took_part = {step.by_id for step in told if step.act in TOOK_PART}
    took_part |= {order.answered_by_id, order.asked_by_id}
    raiser = order.asking_unit
    found = loops.parties(
        by, district_id, owner=order.unit, raiser=raiser, took_part=tuple(took_part)
    )
    return found - {Party.RAISER} if by.pk in took_part else found


def days_over(order: SupervisionOrder, on: date) -> int:
    """How many days it is past its day without an answer; 0 where it is not."""
    return max(0, (on - order.due_on).days) if order.state in WITH_UNIT else 0


# Signed for and answered


@transaction.atomic
def sign(
    order: SupervisionOrder, *, on: date, seen_version: int, by: User, at: datetime | None = None
) -> SupervisionOrder:
    """Sign for it (签收); the office takes a request up (受理)."""
    row, state = _begin(order, LoopAct.SIGN, by, seen_version)
    if state is None:
        return row
    return loops.advance(row, LoopAct.SIGN, state, by=by, at=at, signed_by=by, signed_on=on)


@transaction.atomic
def answer(
    order: SupervisionOrder,
    *,
    process: str,
    situation: str,
    advice: str = "",
    contact: str = "",
    files: Files = (),
    on: date,
    seen_version: int,
    by: User,
    at: datetime | None = None,
) -> SupervisionOrder:
    """Answer it (回复): how it was carried out, how it stands, what is advised; signs for it too."""
    typed = {"process": process, "situation": situation, "advice": advice, "contact": contact}
    row, state = _begin(order, LoopAct.ANSWER, by, seen_version, **typed)
    if state is None:
        return row
    columns: dict[str, Any] = {
        "process": loops.said(process, "落实过程", "process"),
        "situation": loops.said(situation, "基本情况", "situation"),
        "advice": loops.short(advice, "意见和建议", "advice", most=loops.MOST_WORDS),
        "contact": loops.short(contact, "联系人", "contact", most=MOST_CONTACT),
    }
    text = _as_told(columns)
    columns |= {"first_answered_on": row.first_answered_on or on, **NOTHING_ASKED}
    columns |= {"answered_by": by, "answered_on": on}
    if row.signed_on is None:
        columns |= {"signed_by": by, "signed_on": on}
    told: dict[str, Any] = {"words": text, "files": files, **columns}
    return loops.advance(row, LoopAct.ANSWER, state, by=by, at=at, **told)


def _as_told(columns: Mapping[str, Any]) -> str:
    """The answer as its step keeps it."""
    parts = (("落实过程", "process"), ("基本情况", "situation"), ("意见和建议", "advice"))
    return "\n".join(f"{word}：{columns[name]}" for word, name in parts if columns[name])


@transaction.atomic
def close(
    order: SupervisionOrder,
    *,
    text: str = "",
    on: date,
    seen_version: int,
    by: User,
    at: datetime | None = None,
) -> SupervisionOrder:
    """Accept the answer (核验办结), nobody their own; who asked for help says that it is settled."""
    row, state = _begin(order, LoopAct.CONFIRM, by, seen_version, text=text)
    if state is None:
        return row
    text = loops.short(text, "办结意见")
    closed: dict[str, Any] = {"closed_by": by, "closed_on": on}
    return loops.advance(row, LoopAct.CONFIRM, state, by=by, at=at, words=text, **closed)


@transaction.atomic
def send_back(
    order: SupervisionOrder, *, text: str, seen_version: int, by: User, at: datetime | None = None
) -> SupervisionOrder:
    """Not accept the answer (退回), with the reason; it is to be answered again."""
    return _told(order, LoopAct.SEND_BACK, "退回理由", text, by, seen_version, at)


@transaction.atomic
def withdraw(
    order: SupervisionOrder, *, text: str, seen_version: int, by: User, at: datetime | None = None
) -> SupervisionOrder:
    """Take it back before it is answered (撤回), with the reason; its number stays given."""
    return _told(order, LoopAct.WITHDRAW, "撤回理由", text, by, seen_version, at, **NOTHING_ASKED)


@transaction.atomic
def hand_on(
    order: SupervisionOrder,
    *,
    unit: Unit | None,
    text: str = "",
    seen_version: int,
    by: User,
    at: datetime | None = None,
) -> SupervisionOrder:
    """Give a request for help to another unit (转办): the office, to any unit but who asks."""
    row, state = _begin(order, LoopAct.HAND_ON, by, seen_version, unit=unit, text=text)
    if state is None:
        return row
    if unit is None or unit.district_id != row.plan.district_id:
        raise RefusedError("请选转办的单位。", "unit")
    if unit.pk == row.asking_unit_id:
        raise RefusedError(f"{unit.short_name}是提出单位，请选另一个单位。", "unit")
    if unit.pk == row.unit_id:
        raise RefusedError(f"已由{unit.short_name}办理，请选另一个单位。", "unit")
    told = loops.short(text, "转办意见")
    text = f"转{unit.short_name}" + (f"：{told}" if told else "")
    columns: dict[str, Any] = {"unit": unit, "signed_by": None, "signed_on": None}
    return loops.advance(row, LoopAct.HAND_ON, state, by=by, at=at, words=text, **columns)


# More time, and pressed harder


@transaction.atomic
def ask_longer(
    order: SupervisionOrder,
    *,
    until: date | None,
    text: str,
    on: date,
    seen_version: int,
    by: User,
    at: datetime | None = None,
) -> SupervisionOrder:
    """Ask for more time (申请延期), while there is still some: a later day, and why."""
    row, state = _begin(order, LoopAct.ASK_LONGER, by, seen_version, text=text, until=until)
    if state is None:
        return row
    return extending.ask_longer(row, state, until=until, text=text, on=on, by=by, at=at)


@transaction.atomic
def grant(
    order: SupervisionOrder, *, seen_version: int, by: User, at: datetime | None = None
) -> SupervisionOrder:
    """Give the time asked for (同意延期)."""
    row, state = _begin(order, LoopAct.GRANT, by, seen_version)
    return row if state is None else extending.grant(row, state, by=by, at=at)


@transaction.atomic
def refuse(
    order: SupervisionOrder, *, text: str, seen_version: int, by: User, at: datetime | None = None
) -> SupervisionOrder:
    """Not give it (不同意延期): the day stays, with the reason."""
    row, state = _begin(order, LoopAct.REFUSE, by, seen_version, text=text)
    return row if state is None else extending.refuse(row, state, text=text, by=by, at=at)


@transaction.atomic
def escalate(
    order: SupervisionOrder, *, text: str, seen_version: int, by: User, at: datetime | None = None
) -> SupervisionOrder:
    """Press harder by one step (升级): 提醒 → 限期 → 红色, with the reason."""
    row, state = _begin(order, LoopAct.ESCALATE, by, seen_version, text=text)
    if state is None:
        return row
    urgency = loops.above(Urgency(row.urgency))
    if urgency is None:
        raise RefusedError("已是最高层级“红色”，不能再升级。")
    text = f"{urgency.label}：{loops.reason(text, '升级的理由')}"
    return loops.advance(row, LoopAct.ESCALATE, state, by=by, at=at, words=text, urgency=urgency)


@transaction.atomic
def escalate_by_rule(
    order: SupervisionOrder, urgency: Urgency, *, text: str, at: datetime | None = None
) -> SupervisionOrder:
    """The timer's own: up to this step, if it presses less; otherwise nothing is done."""
    row = loops.hold(order)
    state = machine_of(row).after(LoopAct.ESCALATE, row.state)
    if state is None or not loops.is_below(Urgency(row.urgency), urgency):
        return row
    return loops.advance(row, LoopAct.ESCALATE, state, by=None, at=at, words=text, urgency=urgency)


# What the acts share


def _begin(
    order: SupervisionOrder, act: LoopAct, by: User, seen_version: int, **typed: Any
) -> tuple[SupervisionOrder, str | None]:
    """The row held, and the state the act leads to; None where it is the same press once more."""
    row = loops.hold(order)
    machine = machine_of(row)
    if act not in machine.rules:
        raise PermissionDenied
    who = who_is(by, row, row.plan.district_id)
    return row, loops.begin(machine, act, row, who, by=by, seen_version=seen_version, typed=typed)


def _told(
    order: SupervisionOrder,
    act: LoopAct,
    what: str,
    text: str,
    by: User,
    seen_version: int,
    at: datetime | None,
    **columns: Any,
) -> SupervisionOrder:
    """An act that needs nothing but its reason."""
    row, state = _begin(order, act, by, seen_version, text=text)
    if state is None:
        return row
    text = loops.reason(text, what)
    return loops.advance(row, act, state, by=by, at=at, words=text, **columns)
