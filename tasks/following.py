"""A progress note changes state: saved, submitted, withdrawn, returned, approved.

As `targets.reporting` does it for figures: each act is one transaction, asks the right itself,
leaves a version row as its trace, and answers success when it was done already.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import rules
from accounts.models import Unit, User
from accounts.texts import tidy
from plans.models import ReportingPeriod
from plans.today import now
from targets import rounds
from targets.choices import Act, State, Way
from targets.rounds import EditConflictError, RefusedError
from tasks.choices import Part, Word
from tasks.models import ProgressNote, ProgressNoteVersion, Task

__all__ = [
    "EditConflictError",
    "RefusedError",
    "approve_note",
    "return_note",
    "save_note",
    "submit_note",
    "withdraw_note",
]
MOST_TEXT = 1000


# The unit's acts


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
    way: Way = Way.FORM,
    at: datetime | None = None,
) -> ProgressNote:
    """Keep a task's note of one month as a draft, whatever is filled in yet.

    `seen_version` 0 says: I saw no row. Where nothing is filled in and no row stands, none is
    made: the row that comes back is unsaved, at version 0. Raises PermissionDenied for anybody
    but the lead unit, EditConflictError, RefusedError.
    """
    period, row = _enter(task, period, unit, by, on)
    word, text = _read(word, text)
    if row is None and not (word or text):
        return ProgressNote(task=task, period=period, unit=unit, version=0, entered_by=by)
    if row is not None:
        is_theirs = row.entered_by_id == by.pk or row.version == seen_version
        if row.state in rounds.EDITABLE and is_theirs and (row.word, row.text) == (word, text):
            return row
        rounds.require(Act.SAVE, row, seen_version)
    columns = {"word": word, "text": text, "entered_by": by}
    row = _put(row, task, period, unit, seen_version, **columns)
    return _trace(row, Act.SAVE, by=by, way=way, at=at)


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
    way: Way = Way.FORM,
    at: datetime | None = None,
) -> ProgressNote:
    """Hand a task's note to the office (提交); it needs a word and a text.

    `on` is the day it counts as handed in, `at` the moment (now). Raises PermissionDenied for
    anybody but the lead unit, EditConflictError, RefusedError; nothing is kept then.
    """
    period, row = _enter(task, period, unit, by, on)
    word, text = _read(word, text)
    if row is not None:
        is_same = row.submitted_by_id == by.pk and (row.word, row.text) == (word, text)
        if row.state == State.SUBMITTED and is_same:
            return row
        rounds.require(Act.SUBMIT, row, seen_version)
    if not word:
        raise RefusedError(f"任务{task.number}：请选择进展状态。", "word")
    if not text:
        raise RefusedError(f"任务{task.number}：请写进展，一两句话即可。", "text")
    at = at or now()
    columns = {"word": word, "text": text, **rounds.submission(row, by=by, on=on, at=at)}
    row = _put(row, task, period, unit, seen_version, **columns)
    return _trace(row, Act.SUBMIT, by=by, way=way, at=at)


@transaction.atomic
def withdraw_note(
    note: ProgressNote,
    *,
    seen_version: int,
    by: User,
    way: Way = Way.FORM,
    at: datetime | None = None,
) -> ProgressNote:
    """Take a note back (撤回) before the office has reviewed it; it is a draft again.

    Raises PermissionDenied for another unit's note, EditConflictError, RefusedError.
    """
    row = _reread(note)
    if not rules.may_write_note(by, row.unit):
        raise PermissionDenied
    if rounds.withdraw(row, seen_version):
        _trace(row, Act.WITHDRAW, by=by, way=way, at=at)
    return row


# The office's acts


@transaction.atomic
def return_note(
    note: ProgressNote,
    *,
    reason: str,
    seen_version: int,
    by: User,
    way: Way = Way.FORM,
    at: datetime | None = None,
) -> ProgressNote:
    """Give a note back to its unit (退回) with a reason, also one that was approved.

    Raises PermissionDenied for anybody but the office, EditConflictError, RefusedError.
    """
    row = _reread(note)
    if not rules.may_review(by, row.period.plan.district_id):
        raise PermissionDenied
    at = at or now()
    if rounds.return_(row, seen_version, reason=reason, by=by, at=at):
        _trace(row, Act.RETURN, by=by, way=way, at=at, reason=row.reason)
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
    row = _reread(note)
    if not rules.may_review(by, row.period.plan.district_id):
        raise PermissionDenied
    at = at or now()
    if rounds.approve(row, seen_version, by=by, at=at):
        _trace(row, Act.APPROVE, by=by, way=way, at=at)
    return row


# What the acts share


def _enter(
    task: Task, period: ReportingPeriod, unit: Unit, by: User, on: date
) -> tuple[ReportingPeriod, ProgressNote | None]:
    """The period, held, and the row as it stands, for someone of the task's lead unit."""
    if not (rules.may_write_note(by, unit) and _leads(unit, task)):
        raise PermissionDenied
    if period.plan_id != task.plan_id:
        raise ValueError(f"task {task.pk} and period {period.pk} belong to different plans")
    period = rounds.lock(period)
    rounds.require_open(period, on)
    rows = ProgressNote.objects.select_related("entered_by")
    row = rows.filter(task=task, period=period, unit=unit).first()
    if row is not None:
        row.task, row.period, row.unit = task, period, unit
    return period, row


def _leads(unit: Unit, task: Task) -> bool:
    return task.responsibilities.filter(unit=unit, part=Part.LEAD).exists()


def _reread(note: ProgressNote) -> ProgressNote:
    """The row as it stands now, with its period held."""
    period = rounds.lock(note.period)
    rows = ProgressNote.objects.select_related("task", "unit", "entered_by")
    row = rows.get(pk=note.pk)
    row.period = period
    return row


def _read(word: str, text: str) -> tuple[str, str]:
    """Word and text as they are kept."""
    if word and word not in Word.values:
        raise RefusedError("请从列出的进展状态中选择一项。", "word")
    text = tidy(text)
    rounds.require_length(text, MOST_TEXT, "进展", "text")
    return word, text


def _put(
    row: ProgressNote | None,
    task: Task,
    period: ReportingPeriod,
    unit: Unit,
    seen_version: int,
    **columns: Any,
) -> ProgressNote:
    """Write the columns: into the row where one stands, else into a new one."""
    if row is not None:
        return rounds.move(row, seen_version, **columns)
    return ProgressNote.objects.create(task=task, period=period, unit=unit, version=1, **columns)


def _trace(
    row: ProgressNote, act: Act, *, by: User, way: Way, at: datetime | None, reason: str = ""
) -> ProgressNote:
    """The version row of one act; a draft saved again by the same person takes its draft's place."""
    if act == Act.SAVE:
        row.versions.filter(number=row.version - 1, act=act, by=by).delete()
    ProgressNoteVersion.objects.create(
        progress_note=row,
        number=row.version,
        act=act,
        way=way,
        state=row.state,
        word=row.word,
        text=row.text,
        reason=reason,
        by=by,
        at=at or now(),
    )
    return row
