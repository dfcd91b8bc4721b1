"""What has run past its day is raised a step by rule, by the timer.

After 1, 7 and 15 working days a problem goes one level up; after 1 and 7 an order presses harder,
and a request for help like it. A step only ever goes up, so that running twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction

from plans.models import Plan
from plans.periods import moves_of
from plans.workdays import NO_MOVES, working_days_between
from tasks import orders, problems
from tasks.choices import Level, ProblemState, Urgency
from tasks.loops import is_below
from tasks.models import Problem, SupervisionOrder

Step = TypeVar("Step", Level, Urgency)
PROBLEM_STEPS = ((1, Level.OFFICE), (7, Level.LEADER), (15, Level.ABOVE))
ORDER_STEPS = ((1, Urgency.LIMIT), (7, Urgency.RED))


@dataclass(frozen=True)
class Told:
    """How many the run raised."""

    problems: int = 0
    orders: int = 0


def step_of(
    steps: Sequence[tuple[int, Step]],
    due_on: date,
    on: date,
    moves: Mapping[date, bool] = NO_MOVES,
) -> tuple[int, Step] | None:
    """The furthest step that so many working days past the day lead to, with those days; None before."""
    over = working_days_between(due_on, on, moves=moves)
    reached = [step for days, step in steps if over >= days]
    return (over, reached[-1]) if reached else None


@transaction.atomic
def run(plan: Plan, *, on: date, at: datetime | None = None) -> Told:
    """Raise whatever of the plan ran past its day; runs at the same time meet at the plan's lock."""
    Plan.objects.select_for_update(no_key=True).only("pk").get(pk=plan.pk)
    moves = moves_of(plan)
    return Told(
        problems=sum(_raise_problem(row, on, moves, at) for row in _problems(plan, on)),
        orders=sum(_raise_order(row, on, moves, at) for row in _orders(plan, on)),
    )


def planned(plan: Plan, *, on: date) -> list[str]:
    """What a run would raise, a line each; changes nothing."""
    moves, told = moves_of(plan), []
    for problem in _problems(plan, on):
        level = step_of(PROBLEM_STEPS, problem.due_on, on, moves)
        if level and is_below(Level(problem.level), level[1]):
            told.append(f"问题{problem.label}：{level[1].label}")
    for order in _orders(plan, on):
        urgency = step_of(ORDER_STEPS, order.due_on, on, moves)
        if urgency and is_below(Urgency(order.urgency), urgency[1]):
            told.append(f"{order.label}：{urgency[1].label}")
    return told


def _problems(plan: Plan, on: date) -> list[Problem]:
    rows = Problem.objects.filter(plan=plan, state=ProblemState.SOLVING, due_on__lt=on)
    found = list(rows.order_by("pk"))
    for row in found:
        row.plan = plan
    return found


def _orders(plan: Plan, on: date) -> list[SupervisionOrder]:
    rows = SupervisionOrder.objects.filter(plan=plan, state__in=orders.WITH_UNIT, due_on__lt=on)
    found = list(rows.order_by("pk"))
    for row in found:
        row.plan = plan
    return found


def _raise_problem(
    problem: Problem, on: date, moves: Mapping[date, bool], at: datetime | None
) -> bool:
    step = step_of(PROBLEM_STEPS, problem.due_on, on, moves)
    if step is None or not is_below(Level(problem.level), step[1]):
        return False
    days, level = step
    text = f"{level.label}：超过时限{days}个工作日未报解决"
    row = problems.escalate_by_rule(problem, level, text=text, at=at)
    return row.version > problem.version


def _raise_order(
    order: SupervisionOrder, on: date, moves: Mapping[date, bool], at: datetime | None
) -> bool:
    step = step_of(ORDER_STEPS, order.due_on, on, moves)
    if step is None or not is_below(Urgency(order.urgency), step[1]):
        return False
    days, urgency = step
    text = f"{urgency.label}：超过时限{days}个工作日未回复"
    row = orders.escalate_by_rule(order, urgency, text=text, at=at)
    return row.version > order.version
