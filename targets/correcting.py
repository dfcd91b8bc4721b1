"""A published figure is to change: proposed, withdrawn, refused, approved (更正, 修订, 补报).

One person proposes with a reason, another at the office decides. What is approved takes effect
through `dashboard.publication.correct`, which makes the month's next edition in one transaction
with `approve` here. Source: domain.md, "The month's round", 4.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import rules
from accounts.models import User
from accounts.texts import tidy
from accounts.tracing import trace
from plans.models import ReportingPeriod
from plans.today import now
from targets import keeping, numbers, rounds
from targets.cadence import why_not_asked
from targets.choices import Act, Cause, Stage, State, Way
from targets.contents import given
from targets.models import Correction, Measurement, Target
from targets.published import pending_of, published_value
from targets.rounds import RefusedError

OWN_PROPOSAL = "由本人提出，须由专班另一人办理。"
MOST = 300  # as the model's columns are


# Proposing


@transaction.atomic
def propose(
    target: Target,
    period: ReportingPeriod,
    *,
    by: User,
    reason: str,
    cause: str = "",
    typed: str = "",
    value: Decimal | None = None,
    at: datetime | None = None,
) -> Correction:
    """Ask for another value in a published month, with a reason; sent twice it is asked once.

    A figure comes as `typed`, or read already as `value`; `cause` may be empty for a month that has
    none (补报). Raises PermissionDenied for another unit's figure, RefusedError.
    """
    _require_proposer(target, by)
    if period.plan_id != target.plan_id:
        raise ValueError(f"target {target.pk} and period {period.pk} belong to different plans")
    period = rounds.lock(period)
    _require_correctable(target, period)
    figure = _read(target, typed, value)
    reason = given(reason, MOST, "请写明理由，专班据此办理。", "理由", "reason")
    pending = pending_of(target, period)
    if pending is not None:
        _require_same(pending, figure, reason, by)
        return pending
    old = published_value(target, period)
    row = Correction(
        target=target,
        period=period,
        cause=_cause(target, period, cause, old, figure),
        old_value=old,
        new_value=figure,
        reason=reason,
        proposed_by=by,
        proposed_at=at or now(),
    )
    return _kept(row, by=by, why="提出更正")


@transaction.atomic
def withdraw(correction: Correction, *, by: User, at: datetime | None = None) -> Correction:
    """Take one's own proposal back before it is decided (撤回).

    Raises PermissionDenied for anybody but who proposed it, RefusedError where it is decided.
    """
    row = _reread(correction)
    if row.proposed_by_id != by.pk:
        raise PermissionDenied
    _require_proposer(row.target, by)
    if row.stage == Stage.WITHDRAWN:
        return row
    _require_pending(row)
    return _decided(row, Stage.WITHDRAWN, by=by, at=at, why="撤回更正")


# Deciding


@transaction.atomic
def refuse(
    correction: Correction, *, answer: str, by: User, at: datetime | None = None
) -> Correction:
    """Leave the published figure as it is (不批准), and say why.

    Raises PermissionDenied for anybody but the office, RefusedError.
    """
    row = _reread(correction)
    _require_office(row, by)
    answer = given(answer, MOST, "请写明不批准的理由，提出人据此答复。", "办理意见", "answer")
    if row.stage == Stage.REFUSED and row.decided_by_id == by.pk and row.answer == answer:
        return row
    _require_pending(row)
    _require_another(row, by)
    return _decided(row, Stage.REFUSED, by=by, at=at, answer=answer, why="不批准更正")


@transaction.atomic
def approve(
    correction: Correction,
    *,
    edition: int,
    by: User,
    answer: str = "",
    at: datetime | None = None,
) -> Correction:
    """Let the new value count from `edition` of the month on; its row is corrected with a trace.

    Called by `dashboard.publication.correct` alone. Raises PermissionDenied for anybody but the
    office, RefusedError.
    """
    row = require_decidable(correction, by=by)
    rounds.require_length(tidy(answer), MOST, "办理意见", "answer")
    at = at or now()
    _correct_row(row, by=by, at=at)
    row.edition = edition
    return _decided(row, Stage.APPROVED, by=by, at=at, answer=tidy(answer), why="批准更正")


def require_decidable(correction: Correction, *, by: User) -> Correction:
    """The row as it stands, its period held, for someone who may approve it now.

    Raises PermissionDenied for anybody but the office, RefusedError.
    """
    row = _reread(correction)
    _require_office(row, by)
    _require_pending(row)
    _require_another(row, by)
    return row


# What the acts share


def _require_proposer(target: Target, by: User) -> None:
    if not rules.may_propose_correction(by, target.lead_unit, target.plan.district_id):
        raise PermissionDenied


def _require_office(row: Correction, by: User) -> None:
    if not rules.may_review(by, row.period.plan.district_id):
        raise PermissionDenied


def _require_another(row: Correction, by: User) -> None:
    if row.proposed_by_id == by.pk:
        raise RefusedError(f"{row}{OWN_PROPOSAL}")


def _require_pending(row: Correction) -> None:
    if row.stage == Stage.PENDING:
        return
    who = f"由{row.decided_by}" if row.decided_by else ""
    raise RefusedError(f"{row}已{who}办理（{row.get_stage_display()}），不能再办。")


def _require_correctable(target: Target, period: ReportingPeriod) -> None:
    month = period.month
    if period.published_at is None:
        raise RefusedError(f"{month}月还没有发布，不用更正：请单位直接在填报表里改。")
    why_not = why_not_asked(target.reporting_months, month)
    if why_not:
        raise RefusedError(f"{target}{month}月不用报（{why_not}），没有可更正的数据。")


def _read(target: Target, typed: str, value: Decimal | None) -> Decimal:
    text = tidy(typed) if value is None else f"{value:f}"
    rounds.require_length(text, numbers.MOST_CHARACTERS, "更正后的数值", "typed")
    if not text:
        raise RefusedError("请填写更正后的数值。", "typed")
    try:
        return numbers.parse(text, target.measure, target.decimals).value
    except numbers.NotAFigure as error:
        raise RefusedError(f"{target}：{error}", "typed") from error


def _cause(
    target: Target, period: ReportingPeriod, cause: str, old: Decimal | None, new: Decimal
) -> Cause:
    """Whose doing it was: a month without a figure can only be 补报, one with a figure never."""
    if old is None:
        if cause not in {"", Cause.LATE}:
            raise RefusedError(f"{target}{period.month}月没有报过，只能办理补报。", "cause")
        return Cause.LATE
    if cause not in {Cause.UNIT_ERROR, Cause.SOURCE_REVISION}:
        raise RefusedError("请选择更正原因：单位差错，还是来源修订。", "cause")
    if old == new:
        told = f"{numbers.show_exactly(old)}{target.measure}"
        raise RefusedError(f"与已发布的数值相同（{told}），没有可更正的。", "typed")
    return Cause(cause)


def _require_same(pending: Correction, value: Decimal, reason: str, by: User) -> None:
    """A form sent twice is one proposal; any other one waits until this is decided."""
    asked = (pending.proposed_by_id, pending.new_value, pending.reason)
    if asked == (by.pk, value, reason):
        return
    old, new = (numbers.show_exactly(each) for each in (pending.old_value, pending.new_value))
    who = pending.proposed_by
    raise RefusedError(f"这一项已有待批准的更正（{who}提出，{old}改为{new}），办完后再提。")


def _reread(correction: Correction) -> Correction:
    """The row as it stands now, with its period held."""
    period = rounds.lock(correction.period)
    rows = Correction.objects.select_related(
        "target__lead_unit", "target__plan", "proposed_by", "decided_by"
    )
    row = rows.get(pk=correction.pk)
    row.period = period
    return row


def _decided(
    row: Correction, stage: Stage, *, by: User, at: datetime | None, why: str, answer: str = ""
) -> Correction:
    row.stage, row.decided_by, row.decided_at = stage, by, at or now()
    row.answer = answer
    return _kept(row, by=by, why=why)


def _kept(row: Correction, *, by: User, why: str) -> Correction:
    trace(row, by=by, why=why).save()
    return row


def _correct_row(correction: Correction, *, by: User, at: datetime) -> None:
    """The month's measurement with the new value, approved; made where none stood."""
    target, period = correction.target, correction.period
    proposer, proposed_at = correction.proposed_by, correction.proposed_at
    row = Measurement.objects.filter(target=target, period=period).first()
    if row is None:
        row = Measurement(target=target, period=period, version=0, entered_by=proposer)
        row.on_behalf = not rules.may_report(proposer, target.lead_unit)
    row.value, row.typed = correction.new_value, ""
    row.is_nil, row.state, row.reason = False, State.APPROVED, ""
    row.version += 1
    if row.submitted_by_id is None:
        row.submitted_by, row.submitted_at = proposer, proposed_at
    row.first_submitted_on = row.first_submitted_on or timezone.localdate(proposed_at)
    row.reviewed_by, row.reviewed_at = by, at
    row.save()
    keeping.trace(row, Act.CORRECT, by=by, way=Way.FORM, at=at, reason=correction.reason)
