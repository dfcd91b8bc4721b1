"""What was approved is written: a baseline, a schedule, a goal change, with who and why in the histories."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from django.db import models

from accounts.models import User
from accounts.tracing import trace
from plans.models import ReportingPeriod
from targets import contents, rounds
from targets.arithmetic import MONTHS
from targets.choices import Subject
from targets.contents import MOST_DOCUMENT
from targets.models import GoalChange, Proposal, Schedule, Target
from targets.rounds import RefusedError

Row = TypeVar("Row", bound=models.Model)


def apply(row: Proposal, *, by: User, at: datetime) -> None:
    """Write what was proposed, unless what it was meant to replace has moved since."""
    target, subject = row.target, Subject(row.subject)
    if contents.current(target, subject, row.from_month) != row.before:
        told = "在提出之后有过变动，请不批准，由提出人按现在的情况重新提出。"
        raise RefusedError(f"{row}{told}")
    if subject == Subject.BASELINE:
        target.baseline = Decimal(row.content["baseline"])
        target.baseline_source = row.document
        saved(target, by=by, why=_why(row))
    elif subject == Subject.SCHEDULE:
        _apply_schedule(row, by=by)
    else:
        _apply_goal(row, by=by, at=at)


def _apply_schedule(row: Proposal, *, by: User) -> None:
    filed = Schedule.objects.filter(target=row.target).first() or Schedule(target=row.target)
    filed.shares = row.content["shares"]
    filed.source = row.document or row.reason[:MOST_DOCUMENT]
    if filed.shares:
        saved(filed, by=by, why=_why(row))
    elif filed.pk:
        trace(filed, by=by, why=_why(row)).delete()


def _apply_goal(row: Proposal, *, by: User, at: datetime) -> None:
    month = row.from_month or 0
    require_open(row.target, month)
    change = GoalChange(
        target=row.target,
        from_month=month,
        goal=Decimal(row.content["goal"]),
        goal_text=row.content["goal_text"],
        stretch=None if row.content["stretch"] is None else Decimal(row.content["stretch"]),
        reason=row.reason,
        document=row.document,
        approved_by=by,
        approved_at=at,
    )
    saved(change, by=by, why=_why(row))


def _why(row: Proposal) -> str:
    return f"{row.proposed_by}提出，{row.reason}"


def require_open(target: Target, month: int) -> None:
    """Refuse a month that is none, is published, or begins another change already."""
    if not 1 <= month <= MONTHS:
        raise RefusedError(f"{target}：请选择从几月起调整。", "from_month")
    period = ReportingPeriod.objects.filter(plan=target.plan, month=month).first()
    if period is not None and rounds.lock(period).published_at is not None:
        told = f"{target}：{month}月已发布，保留原目标；请选择还没有发布的月份。"
        raise RefusedError(told, "from_month")
    if GoalChange.objects.filter(target=target, from_month=month).exists():
        told = f"{target}：{month}月起已有一次目标调整，请选择以后的月份。"
        raise RefusedError(told, "from_month")


def saved(row: Row, *, by: User, why: str) -> Row:
    """Save a row whose history says who and why."""
    trace(row, by=by, why=why).save()
    return row
