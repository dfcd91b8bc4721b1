"""What a plan keeps of the loop as it stood on a day: problems, orders and highlights, three queries.

A matter's state on an earlier day is that of its newest step until then, so that a month looked at
again later still says what was known when it was judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.utils.timezone import localdate

from plans.models import Plan
from targets.facts import Lead
from tasks.choices import HighlightState, LoopAct, OrderKind, OrderState, ProblemState
from tasks.models import Highlight, Problem, SupervisionOrder
from tasks.transitions import PROBLEM

LISTED = (ProblemState.RAISED, ProblemState.SOLVING, ProblemState.CLAIMED, ProblemState.STRUCK_OFF)
UNIT = ("unit__order", "unit__code", "unit__name", "unit__short_name")
ASKING = tuple(f"asking_{name}" for name in UNIT)
ABOUT = ("target__code", "task__number")
STEP = ("steps__act", "steps__state", "steps__text", "steps__at")


@dataclass(frozen=True)
class Newest:
    """The newest step until the day: what was done, and in which words."""

    act: str
    state: str
    text: str
    on: date


@dataclass(frozen=True)
class KeptProblem:
    """A problem as it stood on the day."""

    label: str
    number: int
    title: str
    kind: str
    level: str
    unit: Lead
    person: str
    raised_on: date
    due_on: date
    state: str
    target: str
    task: int | None
    struck_off_on: date | None
    newest: Newest | None


@dataclass(frozen=True)
class KeptOrder:
    """An order or a request for help as it stood on the day."""

    label: str
    kind: str
    number: int
    title: str
    unit: Lead
    asking_unit: Lead | None
    issued_on: date
    due_on: date
    urgency: str
    state: str
    target: str
    task: int | None
    answered_on: date | None  # first answered
    closed_on: date | None

    @property
    def is_answered(self) -> bool:
        """The unit has done its part, whatever the office says to it."""
        return self.state in {OrderState.ANSWERED, OrderState.CLOSED}


@dataclass(frozen=True)
class KeptHighlight:
    """A highlight adopted for the month."""

    unit: Lead
    title: str
    text: str
    target: str
    task: int | None


@dataclass(frozen=True)
class Matters:
    """Everything the plan keeps of the loop on a day, for one month's report."""

    problems: tuple[KeptProblem, ...] = ()
    orders: tuple[KeptOrder, ...] = ()
    highlights: tuple[KeptHighlight, ...] = ()


def matters(plan: Plan, month: int, *, on: date) -> Matters:
    """The plan's problems and orders, and the highlights of one month (1-12), as of a day.

    Merged, declined and withdrawn ones are left out. Three queries, however many there are.
    """
    return Matters(
        problems=tuple(_problems(plan, on)),
        orders=tuple(_orders(plan, on)),
        highlights=tuple(_highlights(plan, month, on)),
    )


def _problems(plan: Plan, on: date) -> Iterator[KeptProblem]:
    columns = ("number", "title", "kind", "level", "person", "raised_on", "due_on", "state")
    rows = Problem.objects.filter(plan=plan, raised_on__lte=on)
    rows = rows.order_by("number", "steps__at", "steps__pk")
    listed = rows.values("pk", *columns, "struck_off_on", *UNIT, *ABOUT, *STEP)
    for row, state, newest in _as_of(listed, on):
        if state in LISTED:
            yield KeptProblem(
                label=Problem(plan=plan, number=row["number"]).label,
                **{name: row[name] for name in columns if name != "state"},
                state=state,
                unit=_unit(row, UNIT),
                **_about(row),
                struck_off_on=row["struck_off_on"] if state == ProblemState.STRUCK_OFF else None,
                newest=newest,
            )


def _orders(plan: Plan, on: date) -> Iterator[KeptOrder]:
    columns = ("kind", "number", "title", "issued_on", "due_on", "urgency")
    days = ("first_answered_on", "closed_on")
    rows = SupervisionOrder.objects.filter(plan=plan, issued_on__lte=on)
    rows = rows.order_by("-kind", "number", "steps__at", "steps__pk")  # orders before help
    listed = rows.values("pk", "mark", *columns, "state", *days, *UNIT, *ASKING, *ABOUT, *STEP)
    for row, state, _ in _as_of(listed, on):
        answered, closed = (row[day] if row[day] and row[day] <= on else None for day in days)
        if state != OrderState.WITHDRAWN:
            named = SupervisionOrder(plan=plan, mark=row["mark"], number=row["number"])
            yield KeptOrder(
                label=named.label,
                **{name: row[name] for name in columns},
                state=state,
                unit=_unit(row, UNIT),
                asking_unit=_unit(row, ASKING) if row["kind"] == OrderKind.HELP else None,
                **_about(row),
                answered_on=answered,
                closed_on=closed if state == OrderState.CLOSED else None,
            )


def _highlights(plan: Plan, month: int, on: date) -> Iterator[KeptHighlight]:
    rows = Highlight.objects.filter(
        plan=plan, month=month, state=HighlightState.ADOPTED, decided_on__lte=on
    )
    for row in rows.order_by("unit__order", "pk").values("title", "text", *UNIT, *ABOUT):
        yield KeptHighlight(_unit(row, UNIT), row["title"], row["text"], **_about(row))


def _as_of(
    rows: Iterable[dict[str, Any]], on: date
) -> Iterator[tuple[dict[str, Any], str, Newest | None]]:
    """Each matter once, with its state and the newest that was done; `rows` are one a step."""
    for _, steps in groupby(rows, key=itemgetter("pk")):
        listed = list(steps)
        known = [each for each in map(_step, listed) if each is not None]
        until = [each for each in known if each.on <= on]
        last = until[-1] if until else None
        has_moved_on = last is not None and len(until) < len(known)
        state = last.state if last and has_moved_on else listed[0]["state"]
        done = [
            each for each in until if each.act != LoopAct.ESCALATE
        ]  # raised by rule: no progress
        yield listed[0], state, done[-1] if done else None


def _step(row: dict[str, Any]) -> Newest | None:
    at = row["steps__at"]
    if at is None:
        return None
    return Newest(row["steps__act"], row["steps__state"], row["steps__text"], localdate(at))


def _unit(row: dict[str, Any], columns: tuple[str, ...]) -> Lead:
    return Lead._make(row[name] for name in columns)


def _about(row: dict[str, Any]) -> dict[str, Any]:
    return {"target": row["target__code"] or "", "task": row["task__number"]}


def told(newest: Newest) -> str:
    """A problem's newest step in words: what was written, else what was done on which day."""
    if newest.text and newest.act in {LoopAct.PROGRESS, LoopAct.CLAIM, LoopAct.SEND_BACK}:
        said = " ".join(newest.text.split())
        prefix = "核验退回：" if newest.act == LoopAct.SEND_BACK else ""
        return prefix + said
    return f"{newest.on.month}月{newest.on.day}日{PROBLEM.word(newest.act)}"
