"""计划建好了: what was built, and what is still to do with the consequence of leaving it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from accounts import rules
from accounts.choices import Role, UnitKind
from accounts.models import Membership
from dashboard import newplan
from dashboard.planning.confirm_views import draft_for
from plans import periods
from plans.access import SignedInRequest
from plans.choices import DraftStage
from plans.models import Plan
from plans.today import today
from targets.choices import Kind
from targets.models import Target
from tasks.choices import MilestoneState, Part
from tasks.models import Milestone, Responsibility

FILLERS = (Role.REPORTER, Role.HEAD)


@dataclass(frozen=True)
class Todo:
    """One thing to do before figures come: what, what follows from leaving it, and where."""

    what: str
    count: str
    consequence: str
    url: str
    word: str
    is_open: bool = True


@require_safe
@login_required
def newplan_done(request: SignedInRequest, draft: int) -> HttpResponse:
    """What the draft has become."""
    row = draft_for(request, draft)
    if row.stage != DraftStage.MADE or row.plan is None:
        return redirect("newplan_confirm", draft=row.pk)
    plan = row.plan
    request.plan = plan
    targets = list(Target.objects.filter(plan=plan).select_related("lead_unit"))
    parts = list(
        Responsibility.objects.filter(task__plan=plan)
        .exclude(unit__kind=UnitKind.GROUP)
        .values_list("unit", "part", "task")
    )
    todos = _todos(request, plan, targets, {unit for unit, _, _ in parts})
    found: dict[str, Any] = {
        "draft": row,
        "plan": plan,
        "targets": len(targets),
        "in_tasks": sum(each.place == "task" for each in targets),
        "tasks": len(row.content["tasks"])
        - sum(t["state"] == "dropped" for t in row.content["tasks"]),
        "groups": sum(each["kind"] == "group" for each in row.content["themes"]),
        "units": len({unit for unit, _, _ in parts}),
        "leading": len({unit for unit, part, _ in parts if part == Part.LEAD}),
        "dropped": newplan.dropped(row.content),
        "quotes": sum(len(t["quotes"]) for t in row.content["targets"] if t["state"] == "accepted"),
        "characters": f"{len(plan.text):,}",
        "todos": todos,
        "open_todos": sum(each.is_open for each in todos),
        "first": next((each.what for each in todos if each.is_open and each.url), ""),
        "period": periods.current(plan, today()),
        "months": [each.month for each in plan.periods.filter(is_backfill=True)],
        "may_set": rules.may_review(request.user, plan.district_id),
    }
    return render(request, "planning/newplan_done.html", found)


def _todos(
    request: SignedInRequest, plan: Plan, targets: list[Target], units: set[int]
) -> list[Todo]:
    """Most urgent first; what nobody can do here has no link."""
    may_set = rules.may_review(request.user, plan.district_id)
    filled = Membership.objects.filter(unit__in=units, role__in=FILLERS, user__is_active=True)
    without = len(units) - filled.aggregate(n=Count("unit", distinct=True))["n"]
    nobody = sum(each.lead_unit is None for each in targets)
    guessed = sum("lead_unit" in each.inferred for each in targets)
    level = Q(kind__in=[Kind.STOCK])
    bare = Target.objects.filter(level, plan=plan, baseline=None).count()
    proposed = Milestone.objects.filter(task__plan=plan, state=MilestoneState.PROPOSED).count()

    def at(page: str) -> str:
        return _url(page, plan) if may_set else ""

    rows = (
        ("建账号", without, "家单位", "没有账号的单位不能填报", _accounts(request), "去建"),
        ("定牵头单位", nobody, "项", "没有牵头单位的指标没有人填报", at("setup_targets"), "去定"),
        ("填基期值", bare, "项", "存量判不出快慢，显示“缺基期”", at("setup_baselines"), "去填"),
        ("确认牵头单位", guessed, "项", "先按任务推定，页面上标“推定”", at("setup_units"), "去确认"),
        ("核定里程碑", proposed, "个", "没有核定的里程碑不计入任务亮灯", at("milestone_review"), "去核定"),
    )  # fmt: skip
    waiting = [
        Todo(what, f"{number}{unit}", follows, url, word)
        for what, number, unit, follows, url, word in rows
        if number
    ]
    return [*waiting, *_set_already(plan, at)]


def _set_already(plan: Plan, at: Callable[[str], str]) -> list[Todo]:
    """What holds as it is unless the office sets it."""
    cuts = plan.lights
    day = f"每月{plan.due_day}日，遇节假日顺延"
    told = f"{cuts['ahead']}、{cuts['on_pace']}、{cuts['behind']}"
    rows = (
        ("分月计划", "不设就按十二分之一均分", "setup_schedules", "去设"),
        ("报送日", day, "setup_periods", "查看"),
        ("亮灯分档", told, "setup_lights", "查看"),
    )
    return [Todo(what, "", said, at(page), word, is_open=False) for what, said, page, word in rows]


def _accounts(request: SignedInRequest) -> str:
    member = request.user.member
    return reverse("account_list") if member and member.role == Role.ADMINISTRATOR else ""


def _url(page: str, plan: Plan) -> str:
    try:
        return reverse(page, kwargs={"plan": plan.slug})
    except NoReverseMatch:
        return ""
