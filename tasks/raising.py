"""A problem is raised (提出): by a unit about what it leads or takes part in, by the office about anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Q, QuerySet

from accounts import rules
from accounts.models import Unit, User
from plans.models import Plan
from targets.models import Target
from targets.rounds import RefusedError
from tasks import loops
from tasks.choices import Level, LoopAct, ProblemKind, ProblemState
from tasks.loops import Files
from tasks.models import Milestone, Problem, Responsibility, Task

OPEN = (ProblemState.RAISED, ProblemState.SOLVING, ProblemState.CLAIMED)
MOST_TITLE, MOST_MEASURES, MOST_PERSON = 60, 500, 30


@dataclass(frozen=True)
class Wanted:
    """A problem as it is raised: what, about what, whose to solve, by when, at which level."""

    title: str
    text: str
    kind: str
    unit: Unit | None
    due_on: date | None
    level: str = Level.UNIT
    target: Target | None = None
    task: Task | None = None
    milestone: Milestone | None = None
    measures: str = ""
    person: str = ""


def raising_unit(by: User, plan: Plan) -> Unit | None:
    """For which unit this person raises problems of the plan; None for who raises none."""
    unit = by.member.unit if by.member else None
    if unit is None or unit.district_id != plan.district_id:
        return None
    return unit if rules.may_raise(by, unit, plan.district_id) else None


def alike(problem: Problem) -> QuerySet[Problem]:
    """Open problems about the same target or task: what it may be a second naming of."""
    about = Q(target=problem.target_id) if problem.target_id else Q(pk=None)
    about |= Q(task=problem.task_id) if problem.task_id else Q(pk=None)
    rows = Problem.objects.filter(about, plan=problem.plan_id, state__in=OPEN)
    return rows.exclude(pk=problem.pk).select_related("unit")


@transaction.atomic
def raise_(
    plan: Plan,
    wanted: Wanted,
    *,
    by: User,
    on: date,
    files: Files = (),
    at: datetime | None = None,
) -> Problem:
    """Put a problem on the list (提出): a unit what it leads or takes part in, the office anything.

    Raises PermissionDenied for anybody else, RefusedError for what is missing or wrong.
    """
    raiser = raising_unit(by, plan)
    if raiser is None or not _may_raise_about(by, wanted, raiser, plan):
        raise PermissionDenied
    columns = _read(plan, wanted, on)
    Plan.objects.select_for_update(no_key=True).only("pk").get(pk=plan.pk)
    rows = Problem.objects.filter(plan=plan)
    again = rows.filter(raised_by=by, version=1, state=ProblemState.RAISED, **columns).last()
    if again is not None:
        return again
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    raised = {"raised_by": by, "raised_unit": raiser, "raised_on": on}
    row = Problem(plan=plan, number=number, **columns, **raised)
    text = columns["text"]
    return loops.advance(row, LoopAct.RAISE, row.state, by=by, at=at, words=text, files=files)


def _may_raise_about(by: User, wanted: Wanted, raiser: Unit, plan: Plan) -> bool:
    """The office about everything, a unit about what it leads or takes part in."""
    if rules.may_review(by, plan.district_id):
        return True
    if wanted.target is not None and wanted.target.lead_unit_id == raiser.pk:
        return True
    if wanted.milestone is not None and wanted.milestone.unit_id == raiser.pk:
        return True
    about = Q(task=wanted.task) if wanted.task else Q(pk=None)
    about |= Q(task__targets=wanted.target) if wanted.target else Q(pk=None)
    is_about_nothing = wanted.task is None and wanted.target is None  # said in `_read`
    return is_about_nothing or Responsibility.objects.filter(about, unit=raiser).exists()


def _read(plan: Plan, wanted: Wanted, on: date) -> dict[str, Any]:
    """What was typed, as it is kept. Raises RefusedError."""
    task = wanted.task or (wanted.milestone.task if wanted.milestone else None)
    if task is None and wanted.target is None:
        raise RefusedError("请选问题涉及的指标或任务。", "about")
    for about in (task, wanted.target):
        if about is not None and about.plan_id != plan.pk:
            raise PermissionDenied
    if wanted.kind not in ProblemKind:
        raise RefusedError("请选问题的类别。", "kind")
    return {
        "title": loops.said(wanted.title, "问题", "title", most=MOST_TITLE),
        "text": loops.said(wanted.text, "情况说明"),
        "kind": wanted.kind,
        "unit": solver_of(plan, wanted.unit),
        "due_on": loops.due(wanted.due_on, on=on),
        "level": level_of(wanted.level),
        "target": wanted.target,
        "task": task,
        "milestone": wanted.milestone,
        "measures": loops.short(wanted.measures, "解决措施", "measures", most=MOST_MEASURES),
        "person": loops.short(wanted.person, "责任人", "person", most=MOST_PERSON),
    }


def solver_of(plan: Plan, unit: Unit | None) -> Unit:
    """The unit that must solve it. Raises RefusedError."""
    if unit is None or unit.district_id != plan.district_id:
        raise RefusedError("请选责任单位。", "unit")
    return unit


def level_of(level: str) -> str:
    """The level at which it must be solved. Raises RefusedError."""
    if level not in Level:
        raise RefusedError("请选解决层级。", "level")
    return level
