"""A figure changes state: saved, submitted, withdrawn, returned, approved.

Every way in (page, workbook, command) passes here. Each act is one transaction, asks the right
itself, leaves a version row as its trace, and answers success when it was done already.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import rules
from accounts.models import User
from plans.models import ReportingPeriod
from plans.today import now
from targets import filling, rounds
from targets.cadence import why_not_asked
from targets.choices import Act, State, Way
from targets.filling import Filled
from targets.models import Measurement, MeasurementVersion, Target
from targets.rounds import EditConflictError, RefusedError

__all__ = [
    "EditConflictError",
    "RefusedError",
    "approve",
    "return_",
    "save",
    "submit",
    "withdraw",
]


# The unit's acts


@transaction.atomic
def save(
    target: Target,
    period: ReportingPeriod,
    *,
    seen_version: int,
    by: User,
    on: date,
    typed: str = "",
    value: Decimal | None = None,
    explanation: str = "",
    problem: str = "",
    next_step: str = "",
    way: Way = Way.FORM,
    at: datetime | None = None,
) -> Measurement:
    """Keep one figure as a draft (保存草稿); what is no number yet is kept as it was typed.

    A figure comes as `typed`, or read already as `value`. `seen_version` 0 says: I saw no row.
    A returned figure stays returned. Where nothing is filled in and no row stands, none is made:
    the row that comes back is unsaved, at version 0. Raises PermissionDenied for another unit's
    figure, EditConflictError, RefusedError.
    """
    period, row = _enter(target, period, by, on)
    filled = filling.read(
        target,
        typed=typed,
        value=value,
        explanation=explanation,
        problem=problem,
        next_step=next_step,
    )
    if row is None and filled.is_blank:
        return Measurement(target=target, period=period, version=0, entered_by=by)
    if row is not None and _is_saved(row, filled, seen_version, by):
        return row
    if row is not None:
        rounds.require(Act.SAVE, row, seen_version)
    row = _put(row, target, period, seen_version, entered_by=by, **filled.as_columns())
    return _trace(row, Act.SAVE, by=by, way=way, at=at)


@transaction.atomic
def submit(
    target: Target,
    period: ReportingPeriod,
    *,
    seen_version: int,
    by: User,
    on: date,
    typed: str = "",
    value: Decimal | None = None,
    explanation: str = "",
    problem: str = "",
    next_step: str = "",
    way: Way = Way.FORM,
    at: datetime | None = None,
) -> Measurement:
    """Hand one figure to the office (提交), from a draft or straight from the form.

    A figure that raises doubts needs one line of explanation. `on` is the day it counts as handed
    in, `at` the moment (now). Raises PermissionDenied for another unit's figure,
    EditConflictError, RefusedError; nothing is kept then.
    """
    period, row = _enter(target, period, by, on)
    filled = filling.read(
        target,
        typed=typed,
        value=value,
        explanation=explanation,
        problem=problem,
        next_step=next_step,
    )
    if row is not None:
        if _is_submitted(row, filled, by):
            return row
        rounds.require(Act.SUBMIT, row, seen_version)
    filling.require_plausible(target, period.month, filled)
    at = at or now()
    columns = filled.as_columns() | rounds.submission(row, by=by, on=on, at=at)
    row = _put(row, target, period, seen_version, **columns)
    return _trace(row, Act.SUBMIT, by=by, way=way, at=at)


@transaction.atomic
def withdraw(
    measurement: Measurement,
    *,
    seen_version: int,
    by: User,
    way: Way = Way.FORM,
    at: datetime | None = None,
) -> Measurement:
    """Take a figure back (撤回) before the office has reviewed it; it is a draft again.

    Raises PermissionDenied for another unit's figure, EditConflictError, RefusedError.
    """
    row = _reread(measurement)
    if not rules.may_report(by, row.target.lead_unit):
        raise PermissionDenied
    if rounds.withdraw(row, seen_version):
        _trace(row, Act.WITHDRAW, by=by, way=way, at=at)
    return row


# The office's acts


@transaction.atomic
def return_(
    measurement: Measurement,
    *,
    reason: str,
    seen_version: int,
    by: User,
    way: Way = Way.FORM,
    at: datetime | None = None,
) -> Measurement:
    """Give a figure back to its unit (退回) with a reason, also one that was approved.

    Raises PermissionDenied for anybody but the office, EditConflictError, RefusedError.
    """
    row = _reread(measurement)
    if not rules.may_review(by, row.period.plan.district_id):
        raise PermissionDenied
    at = at or now()
    if rounds.return_(row, seen_version, reason=reason, by=by, at=at):
        _trace(row, Act.RETURN, by=by, way=way, at=at, reason=row.reason)
    return row


@transaction.atomic
def approve(
    measurement: Measurement,
    *,
    seen_version: int,
    by: User,
    way: Way = Way.FORM,
    at: datetime | None = None,
) -> Measurement:
    """Let a figure count (审核通过). Nobody approves what they filled in themselves.

    Raises PermissionDenied for anybody but the office, EditConflictError, RefusedError.
    """
    row = _reread(measurement)
    if not rules.may_review(by, row.period.plan.district_id):
        raise PermissionDenied
    at = at or now()
    if rounds.approve(row, seen_version, by=by, at=at):
        _trace(row, Act.APPROVE, by=by, way=way, at=at)
    return row


# What the acts share


def _enter(
    target: Target, period: ReportingPeriod, by: User, on: date
) -> tuple[ReportingPeriod, Measurement | None]:
    """The period, held, and the row as it stands, for someone who may fill it in that day."""
    if not rules.may_report(by, target.lead_unit):
        raise PermissionDenied
    if period.plan_id != target.plan_id:
        raise ValueError(f"target {target.pk} and period {period.pk} belong to different plans")
    period = rounds.lock(period)
    rounds.require_open(period, on)
    why_not = why_not_asked(target.reporting_months, period.month)
    if why_not:
        raise RefusedError(f"{target}{period.month}月不用报（{why_not}）。")
    rows = Measurement.objects.select_related("entered_by")
    row = rows.filter(target=target, period=period).first()
    if row is not None:
        row.target, row.period = target, period
    return period, row


def _reread(measurement: Measurement) -> Measurement:
    """The row as it stands now, with its period held."""
    period = rounds.lock(measurement.period)
    rows = Measurement.objects.select_related("target__lead_unit", "entered_by")
    row = rows.get(pk=measurement.pk)
    row.period = period
    return row


def _is_saved(row: Measurement, filled: Filled, seen_version: int, by: User) -> bool:
    """The row holds just this already, and it is this person's or the one they saw."""
    is_theirs = row.entered_by_id == by.pk or row.version == seen_version
    return row.state in rounds.EDITABLE and is_theirs and filled.is_in(row)


def _is_submitted(row: Measurement, filled: Filled, by: User) -> bool:
    """A form sent twice is one submission: same values, state and person."""
    return row.state == State.SUBMITTED and row.submitted_by_id == by.pk and filled.is_in(row)


def _put(
    row: Measurement | None,
    target: Target,
    period: ReportingPeriod,
    seen_version: int,
    **columns: Any,
) -> Measurement:
    """Write the columns: into the row where one stands, else into a new one."""
    if row is not None:
        return rounds.move(row, seen_version, **columns)
    return Measurement.objects.create(target=target, period=period, version=1, **columns)


def _trace(
    row: Measurement, act: Act, *, by: User, way: Way, at: datetime | None, reason: str = ""
) -> Measurement:
    """The version row of one act; a draft saved again by the same person takes its draft's place."""
    if act == Act.SAVE:
        row.versions.filter(number=row.version - 1, act=act, by=by).delete()
    MeasurementVersion.objects.create(
        measurement=row,
        number=row.version,
        act=act,
        way=way,
        state=row.state,
        value=row.value,
        explanation=row.explanation,
        problem=row.problem,
        next_step=row.next_step,
        reason=reason,
        by=by,
        at=at or now(),
    )
    return row
