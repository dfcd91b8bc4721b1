"""A figure changes state: saved, submitted, withdrawn, countersigned, returned, approved.

Every way in (page, workbook, command) passes here. Each act is one transaction, asks the right
itself, leaves a version row as its trace, and answers success when it was done already.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import rules
from accounts.models import Unit, User
from plans.models import ReportingPeriod
from plans.today import now
from targets import filling, keeping, rounds
from targets.choices import Act, Way
from targets.filling import Put
from targets.models import Measurement, Target
from targets.rounds import EditConflictError, RefusedError

__all__ = [
    "EditConflictError",
    "RefusedError",
    "approve",
    "begin",
    "countersign",
    "return_",
    "save",
    "submit",
    "unsign",
    "withdraw",
]


# The unit's acts; the office may fill in for it (代填)


@transaction.atomic
def save(
    target: Target,
    period: ReportingPeriod,
    *,
    seen_version: int,
    by: User,
    on: date,
    way: Way = Way.FORM,
    at: datetime | None = None,
    **put: Unpack[Put],
) -> Measurement:
    """Keep one figure as a draft (保存草稿); what is no number yet is kept as it was typed.

    A figure comes as `typed`, or read already as `value`. `seen_version` 0 says: I saw no row.
    A returned figure stays returned. Where nothing is filled in and no row stands, none is made:
    the row that comes back is unsaved, at version 0. Raises PermissionDenied for another unit's
    figure, EditConflictError, RefusedError.
    """
    period, row = keeping.enter(target, period, by, on)
    filled = filling.as_nil(target, period.month, filling.read(target, put))
    if row is None and filled.is_blank:
        return Measurement(target=target, period=period, version=0, entered_by=by)
    if row is not None and keeping.is_saved(row, filled, seen_version, by):
        return row
    if row is not None:
        rounds.require(Act.SAVE, row, seen_version)
    columns = filled.as_columns() | keeping.put_in_by(by, target)
    row = keeping.put(row, target, period, seen_version, **columns)
    return keeping.trace(row, Act.SAVE, by=by, way=way, at=at)


@transaction.atomic
def begin(target: Target, period: ReportingPeriod, *, by: User, on: date) -> Measurement:
    """The row a file is put to: the one that stands, or an empty draft.

    That draft is at version 0, as a page that saw no row says, so no open page is made stale.
    Raises PermissionDenied for another unit's figure, RefusedError where it is handed in.
    """
    period, row = keeping.enter(target, period, by, on)
    if row is not None:
        rounds.require(Act.SAVE, row, row.version)
        return row
    columns = {"entered_by": by, "on_behalf": not rules.may_report(by, target.lead_unit)}
    return Measurement.objects.create(target=target, period=period, version=0, **columns)


@transaction.atomic
def submit(
    target: Target,
    period: ReportingPeriod,
    *,
    seen_version: int,
    by: User,
    on: date,
    way: Way = Way.FORM,
    at: datetime | None = None,
    **put: Unpack[Put],
) -> Measurement:
    """Hand one figure in (提交), from a draft or straight from the form.

    A figure that raises doubts needs one line of explanation, one behind its pace the problem and
    the next step. `on` is the day it counts as handed in, `at` the moment (now). Raises
    PermissionDenied for another unit's figure, EditConflictError, RefusedError; nothing is kept then.
    """
    period, row = keeping.enter(target, period, by, on)
    filled = filling.as_nil(target, period.month, filling.read(target, put))
    if row is not None:
        if keeping.is_submitted(row, filled, by):
            return row
        rounds.require(Act.SUBMIT, row, seen_version)
    proofs = len(keeping.proofs(row)) if row is not None and target.needs_evidence else 0
    filling.require_complete(target, period, filled, on=on, evidence=proofs)
    submission = rounds.submission(row, by=by, on=on, at=at or now())
    columns = filled.as_columns() | keeping.put_in_by(by, target) | submission
    row = keeping.put(row, target, period, seen_version, **columns)
    return keeping.trace(row, Act.SUBMIT, by=by, way=way, at=at or row.submitted_at)


@transaction.atomic
def withdraw(
    measurement: Measurement,
    *,
    seen_version: int,
    by: User,
    way: Way = Way.FORM,
    at: datetime | None = None,
) -> Measurement:
    """Take a figure back (撤回) before it was reviewed; it is a draft again.

    The office takes back only what it filled in itself. Raises PermissionDenied for another unit's
    figure, EditConflictError, RefusedError.
    """
    row = keeping.reread(measurement)
    is_office = row.on_behalf and rules.may_report_for(by, row.target.lead_unit)
    if not (is_office or rules.may_report(by, row.target.lead_unit)):
        raise PermissionDenied
    if rounds.withdraw(row, seen_version):
        keeping.trace(row, Act.WITHDRAW, by=by, way=way, at=at)
    return row


# The head's acts


@transaction.atomic
def countersign(
    measurement: Measurement,
    *,
    seen_version: int,
    by: User,
    way: Way = Way.FORM,
    at: datetime | None = None,
) -> Measurement:
    """Release a figure to the office (单位审核), where the plan demands it; never one's own.

    Raises PermissionDenied for anybody but the unit's head, EditConflictError, RefusedError.
    """
    row, unit = _for_head(measurement, by)
    at = at or now()
    if rounds.countersign(row, unit, seen_version, by=by, at=at):
        keeping.trace(row, Act.COUNTERSIGN, by=by, way=way, at=at)
    return row


@transaction.atomic
def unsign(
    measurement: Measurement,
    *,
    seen_version: int,
    by: User,
    way: Way = Way.FORM,
    at: datetime | None = None,
) -> Measurement:
    """Take the release back (撤回单位审核) before the office has reviewed it.

    Raises PermissionDenied for anybody but the unit's head, EditConflictError, RefusedError.
    """
    row, _ = _for_head(measurement, by)
    if rounds.unsign(row, seen_version):
        keeping.trace(row, Act.UNSIGN, by=by, way=way, at=at)
    return row


# The reviewers' acts


@transaction.atomic
def return_(
    measurement: Measurement,
    *,
    reason: str,
    at_fault: bool = True,
    seen_version: int,
    by: User,
    way: Way = Way.FORM,
    at: datetime | None = None,
) -> Measurement:
    """Give a figure back to its unit (退回) with a reason; the office also one that was approved.

    `at_fault` is False where the unit made no mistake (a changed 口径): then nothing is deducted.
    With the countersign on, the unit's head gives back what is submitted. Raises PermissionDenied
    for anybody else, EditConflictError, RefusedError.
    """
    row = keeping.reread(measurement)
    unit = row.target.lead_unit
    if unit is None or not rounds.may_return(by, unit, row.period.plan):
        raise PermissionDenied
    at = at or now()
    if rounds.return_(row, unit, seen_version, reason=reason, at_fault=at_fault, by=by, at=at):
        keeping.trace(row, Act.RETURN, by=by, way=way, at=at, reason=row.reason)
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
    row = keeping.reread(measurement)
    if not rules.may_review(by, row.period.plan.district_id):
        raise PermissionDenied
    at = at or now()
    if rounds.approve(row, seen_version, by=by, at=at):
        keeping.trace(row, Act.APPROVE, by=by, way=way, at=at)
    return row


def _for_head(measurement: Measurement, by: User) -> tuple[Measurement, Unit]:
    """The row as it stands now, and its unit, for that unit's head."""
    row = keeping.reread(measurement)
    unit = row.target.lead_unit
    if unit is None or not rules.may_countersign(by, unit, filled_by=()):
        raise PermissionDenied
    return row, unit
