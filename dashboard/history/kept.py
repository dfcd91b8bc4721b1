"""The history rows of every model that keeps its own: targets, settings, periods, accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import F, ForeignKey, Model, Q

from accounts.models import Membership, Unit, User
from dashboard.history.source import Source, earlier, name_paths, text_of
from dashboard.models import Bulletin
from plans.models import Plan, ReportingPeriod, Theme
from targets.models import Correction, GoalChange, PastFigure, Proposal, Schedule, Target
from tasks.models import (
    Highlight,
    Instruction,
    Meeting,
    Milestone,
    Problem,
    Resolution,
    Responsibility,
    SupervisionOrder,
    Task,
)

PUBLISHING = "发布第"  # how publication.publish begins the reason of the period it closes
# What a row points to is told by this column of the other row.
NAMED_BY: dict[type[Model], str] = {
    Unit: "short_name",
    Theme: "short_title",
    User: "full_name",
    Target: "short_name",
    Task: "title",
    Milestone: "title",
    Problem: "title",
    Meeting: "title",
    Instruction: "text",
    ReportingPeriod: "month",
}


def _of_target(plan: Plan) -> Q:
    return Q(target__plan=plan)


def _of_plan(plan: Plan) -> Q:
    return Q(plan_id=plan.pk)


def _of_account(plan: Plan) -> Q:
    ever = Membership.history.filter(district_id=plan.district_id)
    return Q(id__in=ever.values("user_id"))


def _of_membership(plan: Plan) -> Q:
    """Given and taken; in which role its owner works at times is their own affair."""
    return Q(district_id=plan.district_id) & ~Q(history_type="~")


def _of_period(plan: Plan) -> Q:
    """Its publication stands in the list already."""
    return Q(plan_id=plan.pk) & ~Q(history_change_reason__startswith=PUBLISHING, history_type="~")


def kept_columns(model: Any) -> dict[str, Any]:
    """Every column of a history row, what it points to by name."""
    found: dict[str, Any] = {"type": F("history_type")}
    for each in model.history.model.tracked_fields:
        if isinstance(each, ForeignKey):
            name = NAMED_BY.get(each.related_model)
            if name:
                found[each.name] = F(f"{each.name}__{name}")
        elif each.name != "id":
            found[each.name] = text_of(each, each.name)
    return found


def _kept(
    model: Any,
    group: str,
    rows: Callable[[Plan], Q],
    words: tuple[str, ...],
    *,
    month: str = "",
    **further: str,
) -> Source:
    """A model's history as a source; `further` are columns told beside its own."""
    history, is_of_target = model.history.model, "target_id" in _names(model)
    if is_of_target:
        further = {"code": "target__code", "measure": "target__measure", **further}
        words = (*words, "target__short_name")
    columns = kept_columns(model) | {name: F(path) for name, path in further.items()}
    return Source(
        model._meta.model_name,
        history,
        rows,
        columns,
        act=group,
        words=(*words, "history_change_reason", *name_paths("history_user")),
        before=earlier(history, "id", "history_id", columns),
        target="target" if is_of_target else "id" if model is Target else "",
        month=month,
    )


def _names(model: Any) -> set[str]:
    return {each.attname for each in model.history.model.tracked_fields}


KEPT = (
    _kept(Target, "target", _of_plan, ("name", "short_name", "lead_unit__short_name", "goal_text")),
    _kept(Schedule, "target", _of_target, ("source",)),
    _kept(PastFigure, "target", _of_target, ("source",)),
    _kept(GoalChange, "target", _of_target, ("reason", "document", "goal_text")),
    _kept(Proposal, "proposal", _of_target, ("reason", "document", "answer")),
    _kept(Correction, "correction", _of_target, ("reason", "answer"), month="period__month"),
    _kept(Plan, "plan", lambda plan: Q(id=plan.pk), ("title", "short_title")),
    _kept(ReportingPeriod, "period", _of_period, (), month="month"),
    _kept(Bulletin, "bulletin", lambda plan: Q(period__plan=plan), (), month="period__month"),
    _kept(Task, "task", _of_plan, ("title",)),
    _kept(
        Responsibility,
        "task",
        lambda plan: Q(task__plan=plan),
        ("unit__short_name", "task__title"),
        number="task__number",
    ),
    _kept(
        Milestone,
        "task",
        lambda plan: Q(task__plan=plan),
        ("title", "task__title", "unit__short_name"),
        number="task__number",
    ),
    _kept(Problem, "problem", _of_plan, ("title", "text", "unit__short_name")),
    _kept(SupervisionOrder, "order", _of_plan, ("title", "facts", "unit__short_name")),
    _kept(Instruction, "instruction", _of_plan, ("text", "answer")),
    _kept(Highlight, "highlight", _of_plan, ("title", "text", "unit__short_name")),
    _kept(Meeting, "meeting", _of_plan, ("title",)),
    _kept(Resolution, "meeting", lambda plan: Q(meeting__plan=plan), ("text", "unit__short_name")),
    _kept(Unit, "unit", lambda plan: Q(district_id=plan.district_id), ("name", "short_name")),
    _kept(User, "account", _of_account, ("full_name", "username")),
    _kept(
        Membership,
        "account",
        _of_membership,
        ("user__full_name", "user__username", "unit__short_name"),
        account="user__username",
    ),
)
