"""How a note's row is found and held, written, and traced: what the acts of `following` share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from accounts import rules
from accounts.models import Unit, User
from accounts.texts import tidy
from plans.models import ReportingPeriod
from plans.today import now
from targets import rounds
from targets.choices import Act, Way
from targets.rounds import RefusedError
from tasks.choices import Part, Word
from tasks.models import ProgressNote, ProgressNoteVersion, Task

MOST_TEXT = 1000


def enter(
    task: Task, period: ReportingPeriod, unit: Unit, by: User, on: date
) -> tuple[ReportingPeriod, ProgressNote | None]:
    """The period, held, and the row as it stands, for someone of the task's lead unit or office."""
    may_write = rules.may_write_note(by, unit) or rules.may_report_for(by, unit)
    if not (may_write and _leads(unit, task)):
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


def put_in_by(by: User, unit: Unit) -> dict[str, Any]:
    """Who wrote it, and whether for the unit (代填)."""
    return {"entered_by": by, "on_behalf": not rules.may_write_note(by, unit)}


def _leads(unit: Unit, task: Task) -> bool:
    return task.responsibilities.filter(unit=unit, part=Part.LEAD).exists()


def reread(note: ProgressNote) -> ProgressNote:
    """The row as it stands now, with its period held."""
    period = rounds.lock(note.period)
    rows = ProgressNote.objects.select_related("task", "unit", "entered_by")
    row = rows.get(pk=note.pk)
    row.period = period
    return row


def holds(row: ProgressNote, word: str, text: str, *, is_nil: bool) -> bool:
    """The note says just this already."""
    return (row.word, row.text, row.is_nil) == (word, text, is_nil)


def read(word: str, text: str) -> tuple[str, str]:
    """Word and text as they are kept."""
    if word and word not in Word.values:
        raise RefusedError("请从列出的进展状态中选择一项。", "word")
    text = tidy(text)
    rounds.require_length(text, MOST_TEXT, "进展", "text")
    return word, text


def put(
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


def trace(
    row: ProgressNote, act: Act, *, by: User, way: Way, at: datetime | None, reason: str = ""
) -> ProgressNote:
    """The version row of one act; a draft saved again by the same person takes its draft's place."""
    if act == Act.SAVE:
        row.versions.filter(number=row.version - 1, act=act, by=by).delete()
    proofs = row.evidence.filter(removed_at__isnull=True).order_by("uploaded_at", "pk")
    ProgressNoteVersion.objects.create(
        progress_note=row,
        number=row.version,
        act=act,
        way=way,
        state=row.state,
        word=row.word,
        text=row.text,
        is_nil=row.is_nil,
        on_behalf=row.on_behalf,
        faults=row.faults,
        evidence=list(proofs.values("name", "sha256")),
        reason=reason,
        by=by,
        at=at or now(),
    )
    return row
