"""What of the units' rows is the office's to see: a draft, or what is being mended, is their own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import DecimalField, F, Value

from plans.models import Plan
from targets.choices import Act, State
from targets.models import MeasurementVersion
from targets.rounds import waiting_states
from targets.standing import Filing
from tasks.crossing import crossed
from tasks.models import ProgressNoteVersion
from tasks.owed import FigureDuty, NoteDuty, Owed
from tasks.progress import Remark

Versions = dict[int, dict[str, Any]]
NO_FIGURE: dict[str, Any] = {
    "value": None,
    "explanation": "",
    "problem": "",
    "next_step": "",
    "nature": "",
    "expectation": None,
    "source": "",
    "is_nil": False,
    "on_behalf": False,
}
NO_NOTE: dict[str, Any] = {
    "word": "",
    "text": "",
    "problem": "",
    "measures": "",
    "next_step": "",
    "is_nil": False,
    "on_behalf": False,
}


def for_office(owed: Sequence[Owed], plan: Plan) -> list[Owed]:
    """The duties without anything that was written and not handed to the office, of every month.

    What the unit's own head gave back never came to the office: it is a draft to it.
    """
    seen = {*waiting_states(plan), State.APPROVED}
    hidden = [
        _figure_for_office(each, plan, seen)
        if isinstance(each, FigureDuty)
        else replace(each, notes=tuple(_blank(note, plan, seen, NO_NOTE) for note in each.notes))
        for each in owed
    ]
    return crossed(hidden, plan)  # anew: by what is shown alone


def filled_for(owed: Sequence[Owed], plan: Plan) -> list[Owed]:
    """The same, for who fills in for a unit (代填): what the office put in itself is its own."""
    hidden = for_office(owed, plan)
    mixed = [
        own if own.filed and own.filed.on_behalf else each
        for own, each in zip(owed, hidden, strict=True)
    ]
    return crossed(mixed, plan)


def _figure_for_office(duty: FigureDuty, plan: Plan, seen: Collection[str]) -> FigureDuty:
    filings = duty.row.filings.items()
    shown = {
        month: _blank(filing, plan, seen, {**NO_FIGURE, "typed": ""}) for month, filing in filings
    }
    return replace(duty, row=replace(duty.row, filings=shown))


def _blank(row: Any, plan: Plan, seen: Collection[str], nothing: dict[str, Any]) -> Any:
    if row.state in seen:
        return row
    is_heads = plan.countersign and row.countersigned_at is None and row.state == State.RETURNED
    own = {"state": State.DRAFT, "reason": ""} if is_heads else {}
    return row._replace(**nothing, **own)


def as_returned(owed: Sequence[Owed]) -> list[Owed]:
    """The duties with each returned one as it stood when it was returned, never as now drafted.

    One query where something was returned, none otherwise.
    """
    returned = [each for each in owed if each.state is State.RETURNED]
    if not returned:
        return list(owed)
    figures, notes = _versions(returned)
    return [
        each
        if each.state is not State.RETURNED
        else _figure(each, figures)
        if isinstance(each, FigureDuty)
        else _note(each, notes)
        for each in owed
    ]


def _versions(returned: Sequence[Owed]) -> tuple[Versions, Versions]:
    """What each figure and each note was when it was last returned, by its row."""
    nothing = Value(None, output_field=DecimalField())
    figures = MeasurementVersion.objects.filter(
        measurement__in=[each.pk for each in returned if isinstance(each, FigureDuty)]
    ).annotate(
        kind=Value("f"),
        row=F("measurement_id"),
        **dict.fromkeys(("word", "text", "measures"), Value("")),
    )
    notes = ProgressNoteVersion.objects.filter(
        progress_note__in=[each.pk for each in returned if isinstance(each, NoteDuty)]
    ).annotate(
        kind=Value("n"),
        row=F("progress_note_id"),
        value=nothing,
        expectation=nothing,
        **dict.fromkeys(("explanation", "nature", "source"), Value("")),
    )
    columns = ("kind", "row", "number", *NO_FIGURE, "word", "text", "measures")
    both = [rows.filter(act=Act.RETURN).order_by().values(*columns) for rows in (figures, notes)]
    found: tuple[Versions, Versions] = {}, {}
    for row in sorted(both[0].union(both[1], all=True), key=lambda each: each["number"]):
        is_note = row["kind"] == "n"
        wanted = NO_NOTE if is_note else NO_FIGURE
        found[is_note][row["row"]] = {name: row[name] for name in wanted}  # the last comes last
    return found


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
