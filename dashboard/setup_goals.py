"""目标调整: what was changed so far, and the form that proposes another goal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from plans.models import Plan, ReportingPeriod
from targets.models import GoalChange, Target
from targets.numbers import show_exactly


@dataclass(frozen=True)
class ChangeLine:
    """One goal change, old → new."""

    name: str
    url: str
    from_month: int
    old: str
    new: str
    change: GoalChange


@dataclass(frozen=True)
class Choice:
    """A target to choose, with the goal it has now."""

    code: str
    label: str


def changes(plan: Plan, targets: Sequence[Target]) -> list[ChangeLine]:
    """Every goal change approved, in the plan's order; asks the database for nothing."""
    found = []
    for target in targets:
        held = _words(target, target)
        for change in sorted(target.goal_changes.all(), key=lambda each: each.from_month):
            new = _words(target, change)
            url = reverse("target_detail", kwargs={"plan": plan.slug, "code": target.code})
            found.append(ChangeLine(target.short_name, url, change.from_month, held, new, change))
            held = new
    return found


def _words(target: Target, goal: Target | GoalChange) -> str:
    if goal.stretch is None:
        return goal.goal_text
    return f"{goal.goal_text}（力争{show_exactly(goal.stretch)}{target.measure}）"


def choices(targets: Sequence[Target]) -> list[Choice]:
    """The targets to choose from: 新培育高企和省科小（现59家以上）."""
    made = []
    for target in targets:
        last = max(target.goal_changes.all(), key=lambda each: each.from_month, default=None)
        now = last.goal_text if last else target.goal_text
        made.append(Choice(target.code, f"{target.short_name}（现{now}）"))
    return made


def months(periods: Sequence[ReportingPeriod]) -> list[int]:
    """The months a goal may change from: those not published."""
    published = {each.month for each in periods if each.published_at is not None}
    return [month for month in range(1, 13) if month not in published]
