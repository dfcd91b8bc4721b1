"""A progress note changes state: saved, submitted, withdrawn, countersigned, returned, approved.

As `targets.reporting` does it for figures: each act is one transaction, asks the right itself,
leaves a version row as its trace, and answers success when it was done already.
"""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import rules
from accounts.models import Unit, User
from plans.models import ReportingPeriod
from plans.today import now
from targets import rounds
from targets.choices import Act, State, Way
from targets.rounds import EditConflictError, RefusedError
from tasks import note_keeping
from tasks.models import ProgressNote, Task
from tasks.note_keeping import Parts

__all__ = [
    "EditConflictError",
    "RefusedError",
    "approve_note",
    "begin_note",
    "return_note",
    "save_note",
    "submit_note",
    "withdraw_note",
]


# The unit's acts; the office may write for it (代填)


@transaction.atomic
def save_note(
    task: Task,
    period: ReportingPeriod,
    unit: Unit,
    *,
    seen_version: int,
    by: User,
    on: date,
    word: str = "",
    text: str = "",
    is_nil: bool = False,
    parts: Parts | None = None,
    way: Way = Way.FORM,
    at: datetime | None = None,
) -> ProgressNote:
    """Keep a task's note of one month as a draft, whatever is filled in yet.

    `seen_version` 0 says: I saw no row. Where nothing is filled in and no row stands, none is
    made: the row that comes back is unsaved, at version 0. `parts` None leaves them. Raises PermissionDenied for anybody
    but the lead unit, one asked and the office, EditConflictError, RefusedError.
    """
    period, row = note_keeping.enter(task, period, unit, by, on)
    (word, text), parts = note_keeping.read(word, text), note_keeping.read_parts(parts)
    if row is None and not (word or text or any(parts or ())):
        return ProgressNote(task=task, period=period, unit=unit, version=0, entered_by=by)
    if row is not None:
        is_theirs = row.entered_by_id == by.pk or row.version == seen_version
        if (
            row.state in rounds.EDITABLE
            and is_theirs
            and note_keeping.holds(row, word, text, is_nil=is_nil, parts=parts)
        ):
            return row
        rounds.require(Act.SAVE, row, seen_version)
    columns = {"word": word, "text": text, "is_nil": is_nil, **note_keeping.put_in_by(by, unit)}
    columns |= parts._asdict() if parts is not None else {}
    row = note_keeping.put(row, task, period, unit, seen_version, **columns)
    return note_keeping.trace(row, Act.SAVE, by=by, way=way, at=at)


@transaction.atomic
def begin_note(
    task: Task, period: ReportingPeriod, unit: Unit, *, by: User, on: date
) -> ProgressNote:
    """The row a file is put to, as `reporting.begin` does it: an empty draft is at version 0.

    Raises PermissionDenied for anybody else's note, RefusedError where it is handed in.
    """
    period, row = note_keeping.enter(task, period, unit, by, on)
    if row is not None:
        rounds.require(Act.SAVE, row, row.version)
        return row
    columns = {"entered_by": by, "on_behalf": not rules.may_write_note(by, unit)}
    return ProgressNote.objects.create(task=task, period=period, unit=unit, version=0, **columns)


@transaction.atomic
def submit_note(
    task: Task,
    period: ReportingPeriod,
    unit: Unit,
    *,
    seen_version: int,
    by: User,
    on: date,
    word: str = "",
    text: str = "",
    is_nil: bool = False,
    parts: Parts | None = None,
    way: Way = Way.FORM,
    at: datetime | None = None,
) -> ProgressNote:
    """Hand a task's note in (提交); it needs a word and a text, `is_nil` says: nothing new (零报告).

    `parts` None leaves what is kept of them (the workbook has no columns for them); a task behind
    says all three.

    `on` is the day it counts as handed in, `at` the moment (now). Raises PermissionDenied for
    anybody but the lead unit, one asked and the office, EditConflictError, RefusedError; nothing is kept then.
    """
    period, row = note_keeping.enter(task, period, unit, by, on)
    (word, text), parts = note_keeping.read(word, text), note_keeping.read_parts(parts)
    if row is not None:
        is_same = row.submitted_by_id == by.pk and note_keeping.holds(
            row, word, text, is_nil=is_nil, parts=parts
        )
        if row.state == State.SUBMITTED and is_same:
            return row
        rounds.require(Act.SUBMIT, row, seen_version)
    if not word:
        raise RefusedError(f"任务{task.number}：请选择进展状态。", "word")
    if not text:
        raise RefusedError(f"任务{task.number}：请写进展，一两句话即可。", "text")
    if note_keeping.leads(unit, task):
        note_keeping.require_parts(task, period, word, parts)
    at = at or now()
    columns = {"word": word, "text": text, "is_nil": is_nil, **note_keeping.put_in_by(by, unit)}
    columns |= parts._asdict() if parts is not None else {}
    columns |= rounds.submission(row, by=by, on=on, at=at)
    row = note_keeping.put(row, task, period, unit, seen_version, **columns)
    return note_keeping.trace(row, Act.SUBMIT, by=by, way=way, at=at)


@transaction.atomic
def withdraw_note(
    note: ProgressNote,
    *,
    seen_version: int,
    by: User,
    way: Way = Way.FORM,
    at: datetime | None = None,
) -> ProgressNote:
    """Take a note back (撤回) before it was reviewed; it is a draft again.

    The office takes back only what it wrote itself. Raises PermissionDenied for another unit's note, EditConflictError, RefusedError.
    """
    row = note_keeping.reread(note)
    is_office = row.on_behalf and rules.may_report_for(by, row.unit)
    if not (is_office or rules.may_write_note(by, row.unit)):
        raise PermissionDenied
    if rounds.withdraw(row, seen_version):
        note_keeping.trace(row, Act.WITHDRAW, by=by, way=way, at=at)
    return row


# The head's acts


@transaction.atomic
def countersign_note(
    note: ProgressNote,
    *,
    seen_version: int,
    by: User,
    way: Way = Way.FORM,
    at: datetime | None = None,
) -> ProgressNote:
    """Release a note to the office (单位审核), where the plan demands it; never one's own.

    Raises PermissionDenied for anybody but the unit's head, EditConflictError, RefusedError.
    """
    row = _for_head(note, by)
    at = at or now()
    if rounds.countersign(row, row.unit, seen_version, by=by, at=at):
        note_keeping.trace(row, Act.COUNTERSIGN, by=by, way=way, at=at)
    return row


@transaction.atomic
def unsign_note(
    note: ProgressNote,
    *,
    seen_version: int,
    by: User,
    way: Way = Way.FORM,
    at: datetime | None = None,
) -> ProgressNote:
    """Take the release back (撤回单位审核) before the office has reviewed it.

    Raises PermissionDenied for anybody but the unit's head, EditConflictError, RefusedError.
    """
    row = _for_head(note, by)
    if rounds.unsign(row, seen_version):
        note_keeping.trace(row, Act.UNSIGN, by=by, way=way, at=at)
    return row


# The reviewers' acts


@transaction.atomic
def return_note(
    note: ProgressNote,
    *,
    reason: str,
    at_fault: bool = True,
    seen_version: int,
    by: User,
    way: Way = Way.FORM,
    at: datetime | None = None,
) -> ProgressNote:
    """Give a note back to its unit (退回) with a reason; the office also one that was approved.

    `at_fault` is False where the unit made no mistake (a changed 口径): then nothing is deducted.
    With the countersign on, the unit's head gives back what is submitted. Raises PermissionDenied
    for anybody else, EditConflictError, RefusedError.
    """
    row = note_keeping.reread(note)
    if not rounds.may_return(by, row.unit, row.period.plan):
        raise PermissionDenied
    at = at or now()
    if rounds.return_(row, row.unit, seen_version, reason=reason, at_fault=at_fault, by=by, at=at):
        note_keeping.trace(row, Act.RETURN, by=by, way=way, at=at, reason=row.reason)
    return row


@transaction.atomic
def approve_note(
    note: ProgressNote,
    *,
    seen_version: int,
    by: User,
    way: Way = Way.FORM,
    at: datetime | None = None,
) -> ProgressNote:
    """Let a note count (审核通过), its word with it. Nobody approves what they wrote themselves.

    Raises PermissionDenied for anybody but the office, EditConflictError, RefusedError.
    """
    row = note_keeping.reread(note)
    if not rules.may_review(by, row.period.plan.district_id):
        raise PermissionDenied
    at = at or now()
    if rounds.approve(row, seen_version, by=by, at=at):
        note_keeping.trace(row, Act.APPROVE, by=by, way=way, at=at)
    return row


def _for_head(note: ProgressNote, by: User) -> ProgressNote:
    row = note_keeping.reread(note)
    if not rules.may_countersign(by, row.unit, filled_by=()):
        raise PermissionDenied
    return row
