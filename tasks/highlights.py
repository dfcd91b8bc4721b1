"""A highlight changes state: submitted by a unit, changed, withdrawn, adopted for a month or declined.

Each act is one transaction, asks the right itself, leaves its step and its history row, and answers
success when it was done already. The table of states is `transitions.HIGHLIGHT`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import Unit, User
from plans.models import Plan, ReportingPeriod
from targets import rounds
from targets.models import Target
from targets.rounds import RefusedError
from tasks import loops
from tasks.choices import HighlightState, LoopAct
from tasks.loops import Files
from tasks.models import Highlight, Responsibility, Task
from tasks.transitions import HIGHLIGHT, Party

MOST_TITLE, MOST_TEXT = 40, 500
WORKED = (LoopAct.RAISE, LoopAct.CHANGE)
NOT_THEIRS = "不归本单位牵头或配合，请改选本单位的指标或任务，或者不选。"


@transaction.atomic
def submit(
    plan: Plan,
    unit: Unit,
    *,
    title: str,
    text: str,
    by: User,
    on: date,
    target: Target | None = None,
    task: Task | None = None,
    files: Files = (),
) -> Highlight:
    """Hand a result worth showing to the office (报送); the same words sent twice are one.

    Raises PermissionDenied for another unit's, RefusedError at title, text, target, task or file.
    """
    who = loops.parties(by, plan.district_id, owner=unit)
    after = loops.require(HIGHLIGHT, LoopAct.RAISE, None, who)
    told = _told(plan, unit, title=title, text=text, target=target, task=task)
    Plan.objects.select_for_update(of=("self",), no_key=True).defer("text").get(pk=plan.pk)
    waits = Highlight.objects.filter(plan=plan, unit=unit, state=HighlightState.SUBMITTED)
    same = waits.filter(submitted_by=by, **told).first()
    if same is not None:
        return same
    given = {"month": _month_of(plan, on), "submitted_by": by, "submitted_on": on}
    row = Highlight(plan=plan, unit=unit, **given)
    return loops.advance(row, LoopAct.RAISE, after, by=by, words=told["text"], files=files, **told)


@transaction.atomic
def change(
    highlight: Highlight,
    *,
    title: str,
    text: str,
    by: User,
    seen_version: int,
    target: Target | None = None,
    task: Task | None = None,
    files: Files = (),
) -> Highlight:
    """Word it otherwise before the office has decided (修改); one's own unit's alone."""
    typed = {"title": title, "text": text, "target": target, "task": task}
    row, after = _entered(highlight, LoopAct.CHANGE, by, seen_version, **typed)
    if after is None:
        return row
    told = _told(row.plan, row.unit, title=title, text=text, target=target, task=task)
    return loops.advance(row, LoopAct.CHANGE, after, by=by, words=told["text"], files=files, **told)


@transaction.atomic
def withdraw(highlight: Highlight, *, by: User, seen_version: int) -> Highlight:
    """Take it back before the office has decided (撤回)."""
    row, after = _entered(highlight, LoopAct.WITHDRAW, by, seen_version)
    if after is None:
        return row
    return loops.advance(row, LoopAct.WITHDRAW, after, by=by)


@transaction.atomic
def adopt(
    highlight: Highlight, *, month: int, by: User, on: date, seen_version: int, answer: str = ""
) -> Highlight:
    """Choose it for a month that has begun and is not published, where it is shown and scored (采用).

    Raises PermissionDenied for anybody but the office and for whoever worked on it, RefusedError.
    """
    period = _period(highlight.plan, month, on)
    typed = {"month": month, "answer": answer}
    row, after = _entered(highlight, LoopAct.ADOPT, by, seen_version, **typed)
    if after is None:
        return row
    if period is None:
        raise RefusedError(f"{month}月还没有到或不在计划内，请改选月份。", "month")
    if period.published_at is not None:
        raise RefusedError(f"{month}月已发布，不能再加亮点。请改选还没有发布的月份。", "month")
    answer = loops.short(answer, "办理意见")
    decided: dict[str, Any] = {"month": month, "decided_by": by, "decided_on": on, "answer": answer}
    return loops.advance(row, LoopAct.ADOPT, after, by=by, words=answer, **decided)


@transaction.atomic
def decline(
    highlight: Highlight, *, reason: str, by: User, on: date, seen_version: int
) -> Highlight:
    """Not choose it, and say why (不采用)."""
    row, after = _entered(highlight, LoopAct.DECLINE, by, seen_version, answer=reason)
    if after is None:
        return row
    reason = loops.reason(reason, "不采用的理由")
    decided: dict[str, Any] = {"decided_by": by, "decided_on": on, "answer": reason}
    return loops.advance(row, LoopAct.DECLINE, after, by=by, words=reason, **decided)


# What they share


def parties(row: Highlight, by: User) -> frozenset[Party]:
    """In which parts this person stands to a highlight; whoever worded it never judges it."""
    worked = row.steps.filter(act__in=WORKED).values_list("by_id", flat=True)
    return loops.parties(
        by, row.plan.district_id, owner=row.unit, took_part={row.submitted_by_id, *worked}
    )


def _entered(
    highlight: Highlight, act: LoopAct, by: User, seen_version: int, **typed: Any
) -> tuple[Highlight, str | None]:
    """The row, held, and the state the act leads to; None where it was done already."""
    row = loops.hold(highlight)
    who = parties(row, by)
    return row, loops.begin(HIGHLIGHT, act, row, who, by=by, seen_version=seen_version, typed=typed)


def _told(
    plan: Plan, unit: Unit, *, title: str, text: str, target: Target | None, task: Task | None
) -> dict[str, Any]:
    """What is said and what about, as it is kept. Raises RefusedError."""
    told: dict[str, Any] = {
        "title": loops.said(" ".join(title.split()), "标题", "title", most=MOST_TITLE),
        "text": loops.said(text, "内容", "text", most=MOST_TEXT),
    }
    own = Responsibility.objects.filter(unit=unit, task__plan=plan)
    if target is not None and target.lead_unit_id != unit.pk:
        joined = own.filter(task__targets=target).exists()
        if target.plan_id != plan.pk or not joined:
            raise RefusedError(f"“{target}”{NOT_THEIRS}", "about")
    if task is not None and not own.filter(task=task).exists():
        raise RefusedError(f"“{task}”{NOT_THEIRS}", "about")
    return told | {"target": target, "task": task}


def _month_of(plan: Plan, on: date) -> int:
    """The month it is proposed for: the earliest open and unpublished one, else the day's."""
    found = ReportingPeriod.objects.filter(plan=plan, published_at=None, opens_on__lte=on)
    period = found.order_by("is_backfill", "month").first()
    if period is not None:
        return period.month
    return on.month if on.year == plan.year else 12 if on.year > plan.year else 1


def _period(plan: Plan, month: int, on: date) -> ReportingPeriod | None:
    """The plan's month, held so that it is not published meanwhile; None where it has not begun."""
    if not 1 <= month <= 12 or date(plan.year, month, 1) > on:
        return None
    period = ReportingPeriod.objects.filter(plan=plan, month=month).first()
    return rounds.lock(period) if period is not None else None
