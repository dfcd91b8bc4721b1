"""The closed loop of the demonstration: each act through the service that people use, at its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from inspect import signature
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Unit, User
from accounts.tracing import by_way
from dashboard.demo import proofs
from dashboard.demo.dataset import Act
from plans.models import Plan
from targets.choices import Way
from targets.models import Target
from tasks import (
    escalating,
    highlights,
    instructions,
    meetings,
    milestones,
    ordering,
    orders,
    problems,
    raising,
    resolutions,
)
from tasks.models import Problem, SupervisionOrder, Task

ROOMS: Mapping[str, Any] = {
    "milestone": milestones,
    "problem": problems,
    "highlight": highlights,
    "order": orders,
    "help": orders,
    "meeting": meetings,
    "resolution": resolutions,
}
MADE = frozenset({"into", "problem", "instruction", "meeting"})  # what another act made
DAYS = frozenset({"due_on", "done_on", "until", "held_on"})


@dataclass
class Stage:
    """The plan's people and things by their names, and the matters made so far."""

    plan: Plan
    people: Mapping[str, User]
    units: Mapping[str, Unit]
    made: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.targets = {row.code: row for row in Target.objects.filter(plan=self.plan)}
        tasks = Task.objects.filter(plan=self.plan).select_related("plan__district")
        self.tasks = {str(row.number): row for row in tasks}


def perform(stage: Stage, act: Act) -> None:
    """Do one act, with all its matters, as of its moment."""
    with by_way(Way.DEMO, at=act.at):
        for name in act.of:
            stage.made[name] = _done(stage, act, stage.made.get(name))


def _done(stage: Stage, act: Act, row: Any) -> Any:
    room, _, verb = act.do.partition(".")
    common = {"by": stage.people[act.by], "on": timezone.localdate(act.at), "at": act.at}
    given = dict(_read(stage, act.given))
    if row is not None:
        service = getattr(ROOMS[room], verb)
        return _call(service, row, **given, **common, seen_version=row.version)
    return BEGINNING[act.do](stage, given, common)


def _call(service: Callable[..., Any], *row: Any, **given: Any) -> Any:
    """The service, told of day and moment only where it asks for them."""
    asked = signature(service).parameters
    return service(*row, **{name: value for name, value in given.items() if name in asked})


def _read(stage: Stage, given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, text in given.items():
        if name in DAYS:
            yield name, date.fromisoformat(text)
        elif name == "files":
            yield name, [_proof(each) for each in text]
        elif name == "month":
            yield name, int(text)
        elif name == "begins_at":
            yield name, time.fromisoformat(text)
        elif name == "agenda":
            yield name, tuple(meetings.Item(**each) for each in text)
        elif name in MADE:
            yield name, stage.made[text]
        else:
            rows = {"unit": stage.units, "task": stage.tasks, "target": stage.targets}
            known: Mapping[str, Any] = rows.get(name, {text: text})
            yield name, known[text]


def _proof(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, proofs.pdf(), "application/pdf")


# How a matter begins


def _milestone(stage: Stage, given: dict[str, Any], common: dict[str, Any]) -> Any:
    wanted = milestones.Wanted(**_of(milestones.Wanted, given))
    return _call(milestones.raise_, given["task"], wanted, **common)


def _problem(stage: Stage, given: dict[str, Any], common: dict[str, Any]) -> Any:
    wanted = raising.Wanted(**_of(raising.Wanted, given))
    return _call(raising.raise_, stage.plan, wanted, **common)


def _highlight(stage: Stage, given: dict[str, Any], common: dict[str, Any]) -> Any:
    return _call(highlights.submit, stage.plan, given.pop("unit"), **given, **common)


def _order(stage: Stage, given: dict[str, Any], common: dict[str, Any]) -> Any:
    wanted = ordering.Wanted(**_of(ordering.Wanted, given))
    return _call(ordering.issue, stage.plan, wanted, **common)


def _help(stage: Stage, given: dict[str, Any], common: dict[str, Any]) -> Any:
    wanted = ordering.Wanted(**_of(ordering.Wanted, given))
    return _call(ordering.ask, stage.plan, wanted, **common)


def _instruction(stage: Stage, given: dict[str, Any], common: dict[str, Any]) -> Any:
    return _call(instructions.give, stage.plan, **given, **common)


def _meeting(stage: Stage, given: dict[str, Any], common: dict[str, Any]) -> Any:
    return _call(meetings.call, stage.plan, meetings.Called(**given), **common)


def _resolution(stage: Stage, given: dict[str, Any], common: dict[str, Any]) -> Any:
    return _call(resolutions.resolve, given.pop("meeting"), **given, **common)


def _of(wanted: type, given: Mapping[str, Any]) -> dict[str, Any]:
    names = {each.name for each in fields(wanted)}
    return {name: value for name, value in given.items() if name in names}


def _timer(stage: Stage, given: dict[str, Any], common: dict[str, Any]) -> Any:
    """What the timer does by itself each day; nobody's act. Those at hand see their next version."""
    told = escalating.run(stage.plan, on=common["on"], at=common["at"])
    for row in stage.made.values():
        if isinstance(row, Problem | SupervisionOrder):
            row.refresh_from_db(fields=["version"])
    return told


BEGINNING: Mapping[str, Callable[[Stage, dict[str, Any], dict[str, Any]], Any]] = {
    "milestone.raise": _milestone,
    "problem.raise": _problem,
    "highlight.submit": _highlight,
    "order.issue": _order,
    "help.ask": _help,
    "instruction.give": _instruction,
    "meeting.call": _meeting,
    "resolution.resolve": _resolution,
    "timer.escalate": _timer,
}


def upto(acts: tuple[Act, ...], moment: datetime) -> tuple[tuple[Act, ...], tuple[Act, ...]]:
    """The acts before a moment, and those that come after it."""
    before = tuple(act for act in acts if act.at < moment)
    return before, acts[len(before) :]
