"""What one press on an entry page does: everything on it in one transaction, or nothing.

A row that somebody else changed meanwhile stops the press; one that cannot be handed in yet keeps
all of them drafts. The rules themselves are the services'.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Unit, User
from plans.models import ReportingPeriod
from targets import reporting
from targets.choices import Act, Way
from targets.models import Target
from targets.rounds import EditConflictError, Filed, RefusedError
from tasks import following
from tasks.forms import THEIRS, TypedFigure, TypedNote
from tasks.models import Task
from tasks.note_keeping import Parts
from tasks.owed import Duty, FigureDuty, NoteDuty
from tasks.quick import kept_in
from tasks.trial import trial

Row = TypeVar("Row", TypedFigure, TypedNote)


@dataclass
class Done:
    """What became of a press, by the key of the row: a target's code, a task's number."""

    versions: dict[str, int] = field(default_factory=dict)  # of each row that was kept
    submitted: int = 0
    clashes: tuple[str, ...] = ()
    refused: dict[str, RefusedError] = field(default_factory=dict)
    is_held_back: bool = False  # something must be mended first: all were kept as drafts

    @property
    def is_done(self) -> bool:
        """Everything that was asked for went through."""
        return not (self.clashes or self.refused or self.is_held_back)


@dataclass(frozen=True)
class Pressed:
    """Who pressed, on which month's page, on what day, by which way."""

    period: ReportingPeriod
    by: User
    on: date
    way: Way = Way.FORM
    for_unit: bool = False  # the office fills in for it (代填)

    @property
    def act(self) -> dict[str, Any]:
        """What every service is told of the press."""
        return {"by": self.by, "on": self.on, "way": self.way}


def figures(
    act: Act, posted: Mapping[str, TypedFigure], duties: Mapping[str, FigureDuty], pressed: Pressed
) -> Done:
    """Save or submit the figures that were posted. Raises PermissionDenied for another unit's."""
    if not posted.keys() <= duties.keys():
        raise PermissionDenied
    wanted = {code: row for code, row in posted.items() if row.choice != THEIRS}
    changed = {code for code, row in wanted.items() if not _is_kept(row, duties[code])}
    wanted = _own(wanted, changed, duties) if pressed.for_unit else wanted
    clashes = _moved_on(changed, wanted, duties)
    if clashes:
        return Done(clashes=clashes)
    keys = [duties[code].facts.pk for code in wanted]
    rows = Target.objects.filter(pk__in=keys).select_related("lead_unit")
    targets = {target.code: target for target in rows}
    unfit = any(figure_lacks(row, duties[code]) for code, row in wanted.items())
    acts: dict[str, Callable[[], Filed]] = {}
    for code, row in wanted.items():
        is_submitted = act is Act.SUBMIT and not unfit and bool(row.typed)
        if is_submitted or code in changed:
            put: Callable[..., Filed] = reporting.submit if is_submitted else reporting.save
            version = _version(row, duties[code], is_changed=code in changed)
            arguments = {**_figure(row), "seen_version": version}
            acts[code] = partial(put, targets[code], pressed.period, **pressed.act, **arguments)
    return _at_once(acts, act, is_held_back=act is Act.SUBMIT and unfit)


def notes(
    act: Act,
    posted: Mapping[str, TypedNote],
    duties: Mapping[str, NoteDuty],
    pressed: Pressed,
    unit: Unit,
) -> Done:
    """Save or submit the notes that were posted. Raises PermissionDenied for another unit's."""
    if not posted.keys() <= duties.keys():
        raise PermissionDenied
    wanted = {number: row for number, row in posted.items() if row.choice != THEIRS}
    changed = {n for n, row in wanted.items() if not _says(row, duties[n])}
    wanted = _own(wanted, changed, duties) if pressed.for_unit else wanted
    clashes = _moved_on(changed, wanted, duties)
    if clashes:
        return Done(clashes=clashes)
    rows = Task.objects.filter(pk__in=[duties[number].task for number in wanted])
    tasks = {str(task.number): task for task in rows}
    unfit = any(note_lacks(row, duties[number]) for number, row in wanted.items())
    acts: dict[str, Callable[[], Filed]] = {}
    for number, row in wanted.items():
        is_submitted = act is Act.SUBMIT and not unfit and not row.is_empty
        if is_submitted or number in changed:
            put: Callable[..., Filed] = (
                following.submit_note if is_submitted else following.save_note
            )
            version = _version(row, duties[number], is_changed=number in changed)
            parts = None if row.parts is None else Parts(*row.parts)
            said = {"word": row.word, "text": row.text, "is_nil": row.is_nil, "parts": parts}
            arguments = {**said, "seen_version": version}
            place = (tasks[number], pressed.period, unit)
            acts[number] = partial(put, *place, **pressed.act, **arguments)
    return _at_once(acts, act, is_held_back=act is Act.SUBMIT and unfit)


def figure_lacks(row: TypedFigure, duty: FigureDuty) -> bool:
    """A typed figure cannot be handed in: none, odd or behind without a word, or not proven."""
    if not row.typed or duty.is_handed_in:
        return False
    tried = trial(duty, row.typed, is_sure=True)
    is_untold = tried.is_late and not (row.problem and row.next_step)
    is_odd = bool(tried.doubts) and not row.explanation
    return bool(tried.error) or is_odd or is_untold or duty.lacks_evidence


def note_lacks(row: TypedNote, duty: NoteDuty) -> str:
    """What a begun note lacks to be handed in: word, text, one of its parts, or nothing."""
    if row.is_empty or duty.is_handed_in:
        return ""
    if not row.word:
        return "word"
    if row.text and row.parts is not None and duty.asks_more(row.word):
        named = zip(Parts._fields, row.parts, strict=True)
        return next((name for name, text in named if not text), "")
    return "" if row.text else "text"


def _at_once(acts: Mapping[str, Callable[[], Filed]], act: Act, *, is_held_back: bool) -> Done:
    """All of the acts or none; the first that is refused tells why."""
    done, key = Done(is_held_back=is_held_back), ""
    try:
        with transaction.atomic():
            for key, each in acts.items():
                done.versions[key] = each().version
    except RefusedError as refused:
        return Done(refused={key: refused})
    except EditConflictError:
        return Done(clashes=(key,))
    if act is Act.SUBMIT and not is_held_back:
        done.submitted = len(acts)
    return done


def _own(rows: Mapping[str, Row], changed: set[str], duties: Mapping[str, Duty]) -> dict[str, Row]:
    """Who fills in for a unit hands in what they put in, never what the unit has of its own."""
    own = {key for key, duty in duties.items() if duty.filed and duty.filed.on_behalf}
    return {key: row for key, row in rows.items() if key in changed | own}


def _moved_on(
    changed: set[str], rows: Mapping[str, Any], duties: Mapping[str, Any]
) -> tuple[str, ...]:
    """Rows that hold something else by now than what their page was opened with."""
    return tuple(
        key for key in rows if key in changed and rows[key].seen_version != duties[key].version
    )


def _version(row: TypedFigure | TypedNote, duty: FigureDuty | NoteDuty, *, is_changed: bool) -> int:
    """Handing in just what a row holds overwrites nothing, whoever put it there."""
    return row.seen_version if is_changed or duty.is_handed_in else duty.version


def _is_kept(row: TypedFigure, duty: FigureDuty) -> bool:
    """The figure's row holds just what was posted, whoever put it there."""
    kept = kept_in(duty)
    value = trial(duty, row.typed, is_sure=True).value
    same = row.typed == kept.typed if value is None else value == duty.value
    return same and _words(row) == _words(kept)


def _words(row: TypedFigure) -> tuple[object, ...]:
    said = (row.explanation, row.problem, row.next_step, row.nature, row.source, row.is_nil)
    return (*said, row.expectation)


def _figure(row: TypedFigure) -> dict[str, Any]:
    columns = ("typed", "explanation", "problem", "next_step", "nature", "source", "is_nil")
    return {name: getattr(row, name) for name in (*columns, "expectation")}


def _says(row: TypedNote, duty: NoteDuty) -> bool:
    """The note that is kept says just what was posted."""
    kept = (duty.word, duty.text, bool(duty.filed and duty.filed.is_nil))
    return (row.word, row.text, row.is_nil) == kept and row.parts in {None, duty.parts}
