"""The form a problem is raised with: what one may raise it about, and what was typed as a wish."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.http import QueryDict

from accounts import rules
from accounts.models import Unit, User
from dashboard.loop import matter_forms as typed
from dashboard.loop.matter_forms import ActForm, Sent, offer
from dashboard.loop.problem_page import units_of
from plans.models import Plan
from targets.models import Target
from tasks.choices import Level, LoopAct, MilestoneState, ProblemKind
from tasks.models import Milestone, Problem, Task
from tasks.problems import OPEN, Wanted

Group = tuple[str, list[tuple[str, str]]]
CLOSED = (MilestoneState.DONE, MilestoneState.DROPPED)


@dataclass(frozen=True)
class Abouts:
    """What this person may raise a problem about: targets, tasks, milestones, by their key."""

    targets: Mapping[str, Target]
    tasks: Mapping[str, Task]
    milestones: Mapping[str, Milestone]

    @property
    def groups(self) -> list[Any]:
        """As the options of a select."""
        found: list[Any] = [("", "请选")]
        for label, rows in (
            (
                "重点任务",
                [(key, f"任务{row.number} {row.title}") for key, row in self.tasks.items()],
            ),
            ("指标", [(key, row.name) for key, row in self.targets.items()]),
            ("里程碑", [(key, _milestone(row)) for key, row in self.milestones.items()]),
        ):
            found += [(label, rows)] if rows else []
        return found

    def lead_of(self, key: str) -> Unit | None:
        """Whose it most likely is to solve."""
        if key in self.targets:
            return self.targets[key].lead_unit
        return self.milestones[key].unit if key in self.milestones else None


def _milestone(row: Milestone) -> str:
    return f"任务{row.task.number}：{row.title}（{row.due_on.month}月{row.due_on.day}日）"


def abouts(plan: Plan, unit: Unit, *, reader: User) -> Abouts:
    """What the unit leads or takes part in; for the office everything; three queries."""
    targets = Target.objects.filter(plan=plan).select_related("lead_unit").order_by("order")
    tasks = Task.objects.filter(plan=plan).defer("text").order_by("number")
    steps = Milestone.objects.filter(task__plan=plan).exclude(state__in=CLOSED)
    steps = steps.select_related("task", "unit").defer("task__text").order_by("due_on", "pk")
    if not rules.may_review(reader, plan.district_id):
        own = Q(lead_unit=unit) | Q(tasks__responsibilities__unit=unit)
        targets = targets.filter(own).distinct()
        tasks = tasks.filter(responsibilities__unit=unit).distinct()
        steps = steps.filter(Q(unit=unit) | Q(task__responsibilities__unit=unit)).distinct()
    return Abouts(
        targets={each.code: each for each in targets},
        tasks={f"task-{each.number}": each for each in tasks},
        milestones={f"milestone-{each.pk}": each for each in steps},
    )


def asked_about(query: QueryDict, known: Abouts) -> str:
    """What the address is about (?target=T02, ?task=3, ?milestone=12), where one may raise it."""
    keys = (
        query.get("target", ""),
        f"task-{query.get('task', '')}",
        f"milestone-{query.get('milestone', '')}",
    )
    all_of_them = {*known.targets, *known.tasks, *known.milestones}
    return next((key for key in keys if key in all_of_them), "")


def form_of(
    plan: Plan, unit: Unit, known: Abouts, about: str, posted: Sent | None = None
) -> ActForm:
    """The form, with what the address asks for; once posted, with what was typed."""
    units = [(each.code, each.short_name) for each in units_of(plan)]
    whose = known.lead_of(about) or unit
    fields = {
        "about": typed.choice("涉及", known.groups, hint="问题出在哪项指标、任务或里程碑上。"),
        "title": typed.line("问题", hint="一句话，最多60字，如：21家规上企业研发费用未清零。"),
        "text": typed.words(
            "情况说明", hint="什么事、卡在哪里、影响多大。人人看得到，不写个人隐私。"
        ),
        "kind": typed.choice("类别", [("", "请选"), *ProblemKind.choices]),
        "level": typed.choice("解决层级", Level.choices, hint="由谁解决得了；专班受理时核定。"),
        "unit": typed.choice("责任单位", units),
        "person": typed.line("责任人（可不填）", most=30),
        "measures": typed.words("解决措施（可不填）", rows=2, most=500),
        "due_on": typed.day("时限"),
        "file": typed.files("依据（可不传）"),
    }
    return offer(
        LoopAct.RAISE,
        "提出问题",
        fields,
        seen=0,
        posted=replace(posted, act=LoopAct.RAISE.value) if posted else None,
        initial={"about": about, "unit": whose.code, "level": Level.UNIT.value},
        tone="primary",
    )


def wanted(plan: Plan, known: Abouts, sent: Sent) -> Wanted:
    """What was typed as a problem to raise. Raises RefusedError for a day that is none."""
    about = sent.text("about")
    unit = Unit.objects.filter(district=plan.district_id, code=sent.text("unit")).first()
    return Wanted(
        title=sent.text("title"),
        text=sent.text(),
        kind=sent.text("kind"),
        unit=unit,
        due_on=sent.day("due_on"),
        level=sent.text("level"),
        target=known.targets.get(about),
        task=known.tasks.get(about),
        milestone=known.milestones.get(about),
        measures=sent.text("measures"),
        person=sent.text("person"),
    )


def alike(plan: Plan, known: Abouts, about: str) -> Iterable[Problem]:
    """Open problems about the same: maybe it is on the list already."""
    target, task = known.targets.get(about), known.tasks.get(about)
    milestone = known.milestones.get(about)
    wanted = Q(target=target) if target else Q(task=task or (milestone and milestone.task))
    if not about:
        return []
    rows = Problem.objects.filter(wanted, plan=plan, state__in=OPEN)
    found = list(rows.select_related("unit").order_by("number"))
    for each in found:
        each.plan = plan  # its label tells the year
    return found
