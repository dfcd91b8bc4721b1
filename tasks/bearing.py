"""What each task bears: its targets, its agreed milestones, and who was asked for a note; one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import CharField, DateField, F, Field, IntegerField, Value
from django.db.models.functions import Cast

from plans.models import Plan
from targets.standing import Lead
from tasks.choices import COUNTING, MilestoneState
from tasks.models import Milestone, NoteRequest, Task

TOLD: Mapping[str, Field[Any, Any]] = {  # what is read of a milestone, and as what
    "title": CharField(),
    "deliverable": CharField(),
    "due_on": DateField(),
    "state": CharField(),
    "done_on": DateField(),
    "start": IntegerField(),
    "end": IntegerField(),
    "unit__order": IntegerField(),
    "unit__code": CharField(),
    "unit__name": CharField(),
    "unit__short_name": CharField(),
}


class Agreed(NamedTuple):
    """One milestone the office agreed to, as it stands now."""

    number: int
    title: str
    deliverable: str
    due_on: date
    state: str
    done_on: date | None
    start: int | None
    end: int | None
    unit: Lead


class Borne(NamedTuple):
    """What the tasks of a plan bear, each by task."""

    targets: Mapping[int, list[str]]  # their codes
    milestones: Mapping[int, list[Agreed]]
    asked: Mapping[int, list[tuple[int, Lead]]]  # month and unit


def borne_of(plan: Plan) -> Borne:
    """By task: its targets' codes, the milestones that count, and which units were asked for a note.

    One query for all: a page of the office has none to spare.
    """
    codes: dict[int, list[str]] = defaultdict(list)
    agreed: dict[int, list[Agreed]] = defaultdict(list)
    joint: dict[int, list[tuple[int, Lead]]] = defaultdict(list)
    for task, place, code, *told in _rows(plan):
        if code is not None:
            codes[task].append(code)
            continue
        *facts, order, who, name, short = told
        lead = Lead(order, who, name, short)
        if facts[0] is None:
            joint[task].append((place, lead))
            continue
        row = Agreed._make([place, *facts, lead])
        is_done = row.state == MilestoneState.DONE  # a day that is only claimed does not count
        agreed[task].append(row if is_done else row._replace(done_on=None))
    by_day = {task: sorted(each, key=lambda row: row.due_on) for task, each in agreed.items()}
    return Borne(codes, by_day, joint)


def _rows(plan: Plan) -> list[tuple[Any, ...]]:
    """Targets, milestones and requests as rows of one shape, in their order within a task."""
    targets = Task.targets.through.objects.filter(task__plan=plan).order_by()
    milestones = Milestone.objects.filter(task__plan=plan, state__in=COUNTING).order_by()
    blank = {f"of_{name}": Cast(Value(None), kind) for name, kind in TOLD.items()}
    given = {f"of_{name}": F(name) for name in TOLD}
    unit = {name: each for name, each in blank.items() if "of_unit" not in name}
    asked = {f"of_{name}": F(name) for name in TOLD if name.startswith("unit")}
    requests = NoteRequest.objects.filter(task__plan=plan).order_by()
    columns = ("task_id", "place", "code", *blank)
    rows = targets.annotate(place=F("target__order"), code=F("target__code"), **blank)
    more = milestones.annotate(place=F("number"), code=Cast(Value(None), CharField()), **given)
    last = requests.annotate(
        place=F("period__month"), code=Cast(Value(None), CharField()), **unit, **asked
    )
    all_three = [each.values_list(*columns) for each in (rows, more, last)]
    return sorted(all_three[0].union(*all_three[1:], all=True), key=itemgetter(1))
