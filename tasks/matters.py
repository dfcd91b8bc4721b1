"""What a plan keeps of the loop as it stood on a day: problems, orders and highlights, in one query.

A matter's state on an earlier day is that of its newest step until then, so that a month looked at
again later still says what was known when it was judged.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import BigIntegerField, DateTimeField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone

from plans.models import Plan
from targets.facts import Lead
from tasks.choices import HighlightState, LoopAct, OrderKind, OrderState, ProblemState
from tasks.models import Highlight, Problem, SupervisionOrder
from tasks.transitions import PROBLEM

LISTED = (ProblemState.RAISED, ProblemState.SOLVING, ProblemState.CLAIMED, ProblemState.STRUCK_OFF)
UNIT = ("unit__order", "unit__code", "unit__name", "unit__short_name")
ASKING = tuple(f"asking_{name}" for name in UNIT)
ABOUT = ("target__code", "task__number")
PROBLEMS, ORDERS, HIGHLIGHTS, TEXT = "problem", "order", "highlight", "text"
OF_PROBLEM = ("number", "title", "kind", "level", "person", "raised_on", "due_on")
OF_ORDER = ("kind", "number", "title", "issued_on", "due_on", "urgency")
DAYS = ("raised_on", "issued_on", "due_on", "first_answered_on", "closed_on", "struck_off_on")
STEP = ("act", "state", "text")
NEVER = datetime.min.replace(tzinfo=UTC)  # of what has no step
Row = dict[str, Any]
IN_ORDER: dict[str, Callable[[Row], Any]] = {
    PROBLEMS: lambda row: (row["number"], row["at"] or NEVER, row["step"]),
    ORDERS: lambda row: (
        row["kind"] != OrderKind.ORDER,
        row["number"],
        row["at"] or NEVER,
        row["step"],
    ),
    HIGHLIGHTS: lambda row: (row["unit__order"], row["pk"]),
}


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

    Merged, declined and withdrawn ones are left out. One query, however many there are; it brings
    the plan's text along where the plan was read without it, as every report quotes it.
    """
    found = _read(plan, month, on)
    for row in found[TEXT]:
        plan.text = row["text"]
    return Matters(
        problems=tuple(_problems(plan, found[PROBLEMS], on)),
        orders=tuple(_orders(plan, found[ORDERS], on)),
        highlights=tuple(_highlights(found[HIGHLIGHTS])),
    )


def _read(plan: Plan, month: int, on: date) -> dict[str, list[Row]]:
    """The rows of each kind, a problem and an order once for every step of theirs, in order."""
    problems = Problem.objects.filter(plan=plan, raised_on__lte=on)
    orders = SupervisionOrder.objects.filter(plan=plan, issued_on__lte=on)
    chosen = Q(plan=plan, month=month, state=HighlightState.ADOPTED, decided_on__lte=on)
    about = (*UNIT, *ABOUT)
    answers = ("mark", "state", "first_answered_on", "closed_on", *ASKING)
    parts = [
        _part(PROBLEMS, problems, (*OF_PROBLEM, "state", "struck_off_on", *about), "number"),
        _part(ORDERS, orders, (*OF_ORDER, *answers, *about), "number"),
        _part(HIGHLIGHTS, Highlight.objects.filter(chosen), ("title", "text", *about), ""),
    ]
    if "text" in plan.get_deferred_fields():
        parts.append(_part(TEXT, Plan.objects.filter(pk=plan.pk), ("text",), ""))
    found: dict[str, list[Row]] = {PROBLEMS: [], ORDERS: [], HIGHLIGHTS: [], TEXT: []}
    for kind, pk, at, step, data in parts[0].union(*parts[1:], all=True):
        row = json.loads(data) if isinstance(data, str) else data  # SQLite hands over its text
        days = {name: row[name] and date.fromisoformat(row[name]) for name in DAYS if name in row}
        found[kind].append({**row, **days, "pk": pk, "at": at, "step": step or 0})
    for kind, order in IN_ORDER.items():
        found[kind].sort(key=order)
    return found


def _part(
    kind: str, rows: QuerySet[Any], columns: tuple[str, ...], steps: str
) -> QuerySet[Any, Any]:
    """One kind's rows in the shape that all share: with `steps` once a step, else once."""
    at: Any = F("steps__at") if steps else Cast(Value(None), DateTimeField())
    number: Any = F("steps__pk") if steps else Cast(Value(None), BigIntegerField())
    told = {f"steps__{name}": F(f"steps__{name}") for name in STEP} if steps else {}
    data = JSONObject(**{name: F(name) for name in columns}, **told)
    made: QuerySet[Any, Any] = rows.order_by()
    made = made.annotate(sort=Value(kind), at=at, step=number, data=data)
    return made.values_list("sort", "pk", "at", "step", "data")


def _problems(plan: Plan, rows: list[Row], on: date) -> Iterator[KeptProblem]:
    for row, state, newest in _as_of(rows, on):
        if state in LISTED:
            yield KeptProblem(
                label=Problem(plan=plan, number=row["number"]).label,
                **{name: row[name] for name in OF_PROBLEM},
                state=state,
                unit=_unit(row, UNIT),
                **_about(row),
                struck_off_on=row["struck_off_on"] if state == ProblemState.STRUCK_OFF else None,
                newest=newest,
            )


def _orders(plan: Plan, rows: list[Row], on: date) -> Iterator[KeptOrder]:
    days = ("first_answered_on", "closed_on")
    for row, state, _ in _as_of(rows, on):
        answered, closed = (row[day] if row[day] and row[day] <= on else None for day in days)
        if state != OrderState.WITHDRAWN:
            named = SupervisionOrder(plan=plan, mark=row["mark"], number=row["number"])
            yield KeptOrder(
                label=named.label,
                **{name: row[name] for name in OF_ORDER},
                state=state,
                unit=_unit(row, UNIT),
                asking_unit=_unit(row, ASKING) if row["kind"] == OrderKind.HELP else None,
                **_about(row),
                answered_on=answered,
                closed_on=closed if state == OrderState.CLOSED else None,
            )


def _highlights(rows: list[Row]) -> Iterator[KeptHighlight]:
    for row in rows:
        yield KeptHighlight(_unit(row, UNIT), row["title"], row["text"], **_about(row))


def _as_of(rows: Iterable[Row], on: date) -> Iterator[tuple[Row, str, Newest | None]]:
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


def _step(row: Row) -> Newest | None:
    at = row["at"]
    if at is None:
        return None
    return Newest(
        row["steps__act"], row["steps__state"], row["steps__text"], timezone.localdate(at)
    )


def _unit(row: Row, columns: tuple[str, ...]) -> Lead:
    return Lead._make(row[name] for name in columns)


def _about(row: Row) -> dict[str, Any]:
    return {"target": row["target__code"] or "", "task": row["task__number"]}


def told(newest: Newest) -> str:
    """A problem's newest step in words: what was written, else what was done on which day."""
    if newest.text and newest.act in {LoopAct.PROGRESS, LoopAct.CLAIM, LoopAct.SEND_BACK}:
        said = " ".join(newest.text.split())
        prefix = "核验退回：" if newest.act == LoopAct.SEND_BACK else ""
        return prefix + said
    return f"{newest.on.month}月{newest.on.day}日{PROBLEM.word(newest.act)}"
