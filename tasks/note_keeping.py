"""How a note's row is found and held, written, and traced: what the acts of `following` share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied

from accounts import rules
from accounts.models import Unit, User
from accounts.texts import tidy
from plans.models import ReportingPeriod
from plans.today import now
from targets import rounds
from targets.choices import Act, Way
from targets.rounds import RefusedError
from tasks.choices import BEHIND, COUNTING, MilestoneState, Part, Word
from tasks.models import Milestone, NoteRequest, ProgressNote, ProgressNoteVersion, Task
from tasks.pacing import Mark, pace_of

MOST_TEXT = 1000
MOST_PART = 500


class Parts(NamedTuple):
    """What a note says beside its text, where the task is behind."""

    problem: str = ""
    measures: str = ""
    next_step: str = ""


PART_NAMES = {"problem": "存在问题", "measures": "应对措施", "next_step": "后期打算"}


def enter(
    task: Task, period: ReportingPeriod, unit: Unit, by: User, on: date
) -> tuple[ReportingPeriod, ProgressNote | None]:
    """The period, held, and the row as it stands, for the task's lead unit, one asked, or the office."""
    may_write = rules.may_write_note(by, unit) or rules.may_report_for(by, unit)
    if not (may_write and (leads(unit, task) or _is_asked(unit, task, period))):
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


def leads(unit: Unit, task: Task) -> bool:
    """The unit leads the task."""
    return task.responsibilities.filter(unit=unit, part=Part.LEAD).exists()


def _is_asked(unit: Unit, task: Task, period: ReportingPeriod) -> bool:
    """It joins in, and was asked for its note of this month."""
    joins = task.responsibilities.filter(unit=unit, part=Part.JOIN).exists()
    return joins and NoteRequest.objects.filter(task=task, unit=unit, period=period).exists()


def reread(note: ProgressNote) -> ProgressNote:
    """The row as it stands now, with its period held."""
    period = rounds.lock(note.period)
    rows = ProgressNote.objects.select_related("task", "unit", "entered_by")
    row = rows.get(pk=note.pk)
    row.period = period
    return row


def holds(row: ProgressNote, word: str, text: str, *, is_nil: bool, parts: Parts | None) -> bool:
    """The note says just this already; None says nothing of its parts."""
    says = (row.word, row.text, row.is_nil) == (word, text, is_nil)
    return says and parts in {None, Parts(row.problem, row.measures, row.next_step)}


def read(word: str, text: str) -> tuple[str, str]:
    """Word and text as they are kept."""
    if word and word not in Word.values:
        raise RefusedError("请从列出的进展状态中选择一项。", "word")
    text = tidy(text)
    rounds.require_length(text, MOST_TEXT, "进展", "text")
    return word, text


def read_parts(parts: Parts | None) -> Parts | None:
    """The three parts as they are kept; None stays None: what is kept is left as it is."""
    if parts is None:
        return None
    told = Parts(*map(tidy, parts))
    for name, text in told._asdict().items():
        rounds.require_length(text, MOST_PART, PART_NAMES[name], name)
    return told


def require_parts(task: Task, period: ReportingPeriod, word: str, parts: Parts | None) -> None:
    """A task behind says what is wrong, what is done about it and what comes next. RefusedError."""
    if parts is None or not (word in BEHIND or lags(task, period)):
        return
    for name, text in parts._asdict().items():
        if not text:
            told = f"任务{task.number}滞后，请写{PART_NAMES[name]}。"
            raise RefusedError(told, name)


def lags(task: Task, period: ReportingPeriod) -> bool:
    """Fewer of the task's milestones are done than were due by the month's end; one query."""
    rows = Milestone.objects.filter(task=task, state__in=COUNTING)
    marks = [
        Mark(due_on, done_on if state == MilestoneState.DONE else None)
        for state, due_on, done_on in rows.values_list("state", "due_on", "done_on")
    ]
    found = pace_of(marks, period.plan.year, period.month)
    return found is not None and found.is_behind


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
        problem=row.problem,
        measures=row.measures,
        next_step=row.next_step,
        is_nil=row.is_nil,
        on_behalf=row.on_behalf,
        faults=row.faults,
        evidence=list(proofs.values("name", "sha256")),
        reason=reason,
        by=by,
        at=at or now(),
    )
    return row
