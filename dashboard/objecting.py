"""A unit objects to a published figure (异议), within seven days, and the office answers.

Source: domain.md, "The month's round", 4. The day of the first edition counts, and whoever objects
answers nothing: accepted, an objection becomes a proposed correction that another person decides.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import rules
from accounts.models import User
from dashboard.models import Objection
from plans.models import ReportingPeriod
from plans.today import now
from targets import correcting, rounds
from targets.contents import given
from targets.models import Correction, Target
from targets.rounds import RefusedError

DAYS = 7
MOST = 500  # as the model's columns are
ACCEPTED = "异议成立，已转入更正办理。"


def last_day(period: ReportingPeriod) -> date | None:
    """The last day on which a unit may object; None while the month is not published."""
    if period.published_at is None:
        return None
    return timezone.localdate(period.published_at) + timedelta(days=DAYS)


@transaction.atomic
def object_(
    target: Target,
    period: ReportingPeriod,
    *,
    text: str,
    by: User,
    on: date,
    at: datetime | None = None,
) -> Objection:
    """Object to what a month says of a target the unit leads; sent twice it is one objection.

    Raises PermissionDenied for another unit's figure, RefusedError.
    """
    unit = target.lead_unit
    if unit is None or not rules.may_object(by, unit):
        raise PermissionDenied
    if period.plan_id != target.plan_id:
        raise ValueError(f"target {target.pk} and period {period.pk} belong to different plans")
    period = rounds.lock(period)
    _require_in_time(period, on)
    text = given(text, MOST, "请写明异议的内容和依据。", "异议", "text")
    kept = Objection.objects.filter(period=period, target=target, unit=unit, answered_at=None)
    already = kept.select_related("raised_by").first()
    if already is not None:
        if already.raised_by_id == by.pk and already.text == text:
            return already
        raise RefusedError(f"这一项已有未答复的异议（{already.raised_by}提出），答复后再提。")
    return Objection.objects.create(
        period=period, target=target, unit=unit, text=text, raised_by=by, raised_at=at or now()
    )


@transaction.atomic
def answer(objection: Objection, *, text: str, by: User, at: datetime | None = None) -> Objection:
    """Explain why the figure stands (答复). Raises PermissionDenied for anybody but the office."""
    row = _reread(objection)
    _require_office(row, by)
    text = given(text, MOST, "请写明答复，单位据此了解情况。", "答复", "answer")
    if row.answered_by_id == by.pk and row.answer == text:
        return row
    return _answered(row, text, by=by, at=at)


@transaction.atomic
def accept(
    objection: Objection,
    *,
    by: User,
    reason: str,
    cause: str = "",
    typed: str = "",
    at: datetime | None = None,
) -> Correction:
    """Grant the objection: a correction is proposed (`correcting.propose`), and the unit is told.

    Raises PermissionDenied for anybody but the office, RefusedError of either, and where it was
    answered otherwise.
    """
    row = _reread(objection)
    _require_office(row, by)
    correction = correcting.propose(
        row.target, row.period, by=by, reason=reason, cause=cause, typed=typed, at=at
    )
    if row.answer != ACCEPTED:
        _answered(row, ACCEPTED, by=by, at=at)
    return correction


def _answered(row: Objection, text: str, *, by: User, at: datetime | None) -> Objection:
    """Compare-and-set: answered once, by whoever was first."""
    told = {"answer": text, "answered_by": by, "answered_at": at or now()}
    if not Objection.objects.filter(pk=row.pk, answered_at=None).update(**told):
        raise RefusedError(f"{row}已由{row.answered_by}答复：{row.answer}")
    row.refresh_from_db()
    return row


def _reread(objection: Objection) -> Objection:
    """The row as it stands now, with its period held."""
    period = rounds.lock(objection.period)
    rows = Objection.objects.select_related(
        "target__lead_unit", "target__plan", "unit", "answered_by"
    )
    row = rows.get(pk=objection.pk)
    row.period = period
    return row


def _require_office(row: Objection, by: User) -> None:
    if not rules.may_review(by, row.period.plan.district_id):
        raise PermissionDenied


def _require_in_time(period: ReportingPeriod, on: date) -> None:
    last = last_day(period)
    if last is None:
        raise RefusedError(f"{period.month}月还没有发布，发布后7日内可以提出异议。")
    if on > last:
        day = f"{last.month}月{last.day}日"
        raise RefusedError(
            f"{period.month}月的异议已于{day}截止（发布后{DAYS}日内）。数值有误的，请改提更正。"
        )
