"""What the office gave back, as it gave it back: the unit's row is its own again meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from targets.choices import Act, State
from targets.models import MeasurementVersion
from targets.standing import Filing
from tasks.models import ProgressNoteVersion
from tasks.owed import FigureDuty, NoteDuty, Owed
from tasks.progress import Remark

Versions = dict[int, dict[str, Any]]
NO_FIGURE = {"value": None, "explanation": "", "problem": "", "next_step": ""}
NO_NOTE = {"word": "", "text": ""}


def as_returned(owed: Sequence[Owed]) -> list[Owed]:
    """The duties with each returned one as it stood when it was returned, never as now drafted.

    Two queries where something was returned, none otherwise.
    """
    returned = [each for each in owed if each.state is State.RETURNED]
    if not returned:
        return list(owed)
    figures, notes = _figures(returned), _notes(returned)
    return [
        each
        if each.state is not State.RETURNED
        else _figure(each, figures)
        if isinstance(each, FigureDuty)
        else _note(each, notes)
        for each in owed
    ]


def _figures(returned: Sequence[Owed]) -> Versions:
    keys = [each.pk for each in returned if isinstance(each, FigureDuty)]
    rows = MeasurementVersion.objects.filter(measurement__in=keys, act=Act.RETURN)
    found = rows.order_by("number").values("measurement_id", *NO_FIGURE)
    return {row.pop("measurement_id"): row for row in found}  # the last return comes last


def _notes(returned: Sequence[Owed]) -> Versions:
    keys = [each.pk for each in returned if isinstance(each, NoteDuty)]
    rows = ProgressNoteVersion.objects.filter(progress_note__in=keys, act=Act.RETURN)
    found = rows.order_by("number").values("progress_note_id", *NO_NOTE)
    return {row.pop("progress_note_id"): row for row in found}


def _figure(duty: FigureDuty, versions: Versions) -> FigureDuty:
    filed = duty.row.filings[duty.month]
    was: Filing = filed._replace(typed="", **versions.get(filed.pk, NO_FIGURE))
    return replace(duty, row=replace(duty.row, filings={**duty.row.filings, duty.month: was}))


def _note(duty: NoteDuty, versions: Versions) -> NoteDuty:
    month = duty.period.month
    notes = (_remark(note, versions) if note.month == month else note for note in duty.notes)
    return replace(duty, notes=tuple(notes))


def _remark(note: Remark, versions: Versions) -> Remark:
    was: Remark = note._replace(**versions.get(note.pk, NO_NOTE))
    return was
