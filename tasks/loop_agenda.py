"""What of the closed loop waits for a unit, as lines of its to-do list: one query over all kinds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import NoReverseMatch, reverse

from accounts.models import Unit
from plans.models import Plan
from tasks.agenda import Line
from tasks.choices import MilestoneState, OrderKind, OrderState, ProblemState, ResolutionState
from tasks.models import Milestone, Problem, Resolution, SupervisionOrder

SOON = timedelta(days=14)  # a milestone is named that long before its day
PAGES = {  # which page of which parts; act
    "problem": ("problem_detail", ("number",), "去解决"),
    "order": ("order_detail", ("number",), "去办理"),
    "help": ("help_detail", ("number",), "去办理"),
    "milestone": ("entry_milestones", ("within",), "去报完成"),
    "resolution": ("resolution_detail", ("within", "number"), "去办理"),
}
NAMES = {"problem": "问题", "order": "督办单", "help": "协调事项", "milestone": "里程碑"}


@dataclass(frozen=True)
class Matter:
    """Something of the loop that waits for the unit."""

    kind: str
    number: int
    within: int  # the task of a milestone, the meeting of a resolution; else 0
    title: str
    due_on: date
    state: str


def lines(plan: Plan, unit: Unit, *, on: date) -> list[Line]:
    """Problems to solve, orders to answer, milestones and resolutions to do, the earliest first."""
    return [_line(plan, matter, on) for matter in waiting_for(plan, unit, on=on)]


def waiting_for(plan: Plan, unit: Unit, *, on: date) -> list[Matter]:
    """The same as they stand, by their day; one query."""
    every = [*_rows(plan, unit, on)]
    found = every[0].union(*every[1:], all=True)
    matters = [Matter(*row) for row in found]
    return sorted(matters, key=lambda each: (each.due_on, each.kind, each.number))


def _rows(plan: Plan, unit: Unit, on: date) -> Iterator[QuerySet[Any, Any]]:
    solving = Problem.objects.filter(plan=plan, unit=unit, state=ProblemState.SOLVING)
    yield _columns(solving, Value("problem"), "number", Value(0), "title")
    owed = (OrderState.ISSUED, OrderState.SIGNED)
    orders = SupervisionOrder.objects.filter(plan=plan, unit=unit, state__in=owed)
    yield _columns(orders, F("kind"), "number", Value(0), "title")
    answered = {"kind": OrderKind.HELP, "state": OrderState.ANSWERED}
    asked = SupervisionOrder.objects.filter(plan=plan, asking_unit=unit, **answered)
    yield _columns(asked, F("kind"), "number", Value(0), "title")
    steps = Milestone.objects.filter(task__plan=plan, unit=unit, state=MilestoneState.OPEN)
    steps = steps.filter(due_on__lte=on + SOON)
    yield _columns(steps, Value("milestone"), "number", F("task__number"), "title")
    resolved = Resolution.objects.filter(meeting__plan=plan, unit=unit, state=ResolutionState.OPEN)
    yield _columns(resolved, Value("resolution"), "number", F("meeting__number"), "text")


def _columns(
    rows: QuerySet[Any, Any], kind: Any, number: str, within: Any, title: str
) -> QuerySet[Any, Any]:
    """The columns of a Matter, in its order."""
    text = CharField()
    return rows.order_by().values_list(
        Cast(kind, text), number, within, Cast(F(title), text), "due_on", "state"
    )


def _line(plan: Plan, matter: Matter, on: date) -> Line:
    over = (on - matter.due_on).days
    page, parts, act = PAGES[matter.kind]
    route = {"plan": plan.slug} | {
        "item" if part == "number" and len(parts) > 1 else "number": getattr(matter, part)
        for part in parts
    }
    try:
        url = reverse(page, kwargs=route)
    except NoReverseMatch:  # the product has no such page
        url = ""
    name = NAMES.get(matter.kind, "议定事项")
    return Line(
        state=f"超期{over}天" if over > 0 else _state(matter),
        tone="far" if over > 0 else "behind",
        icon="warn" if over > 0 else "clock",
        what=f"{name}：{matter.title}",
        due=f"{matter.due_on.month}月{matter.due_on.day}日",
        url=url,
        act=act if url else "",
    )


def _state(matter: Matter) -> str:
    if matter.kind == OrderKind.ORDER:
        return OrderState(matter.state).label
    if matter.kind == OrderKind.HELP and matter.state == OrderState.ANSWERED:
        return "待确认办结"
    return {"problem": "待解决", "milestone": "待完成"}.get(matter.kind, "待办理")
