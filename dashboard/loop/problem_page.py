"""One problem's page: its facts, what happened, what comes, and the acts of whoever reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from accounts.models import Unit, User
from dashboard import publication
from dashboard.loop import matter_forms as typed
from dashboard.loop import steps
from dashboard.loop.matter_forms import ActForm, Sent, offer
from dashboard.report import MonthlyReport
from plans.models import Plan
from tasks import extending, loops, problems
from tasks.choices import Level, LoopAct, ProblemState
from tasks.models import Problem
from tasks.transitions import PROBLEM, Party

NO_FIELDS: dict[str, Any] = {}
TOOK_PART = "你经手过这个问题（提出、填写进展或报解决），须由专班另一人办理。"


@dataclass
class Scene:
    """One problem and who looks at it, read once for the page."""

    plan: Plan
    problem: Problem
    by: User
    on: date

    def __post_init__(self) -> None:
        self.rows = steps.rows_of(self.problem)
        self.who = problems.who_is(self.by, self.problem, self.plan.district_id, self.rows)
        self.akin = list(_akin(self.problem))

    @property
    def is_judge(self) -> bool:
        """Of the office, and took no part in it."""
        return Party.JUDGE in self.who

    @property
    def is_office(self) -> bool:
        """Of the office."""
        return Party.OFFICE in self.who

    @property
    def alike(self) -> list[Problem]:
        """Open problems about the same."""
        same = [row for row in self.akin if row.state in problems.OPEN]
        return [row for row in same if row.merged_into_id != self.problem.pk]

    @property
    def merged(self) -> list[Problem]:
        """What was merged into this one."""
        return [row for row in self.akin if row.merged_into_id == self.problem.pk]


def _akin(problem: Problem) -> Any:
    """Open problems about the same, and what was merged into this one; one query."""
    about = Q(target=problem.target_id) if problem.target_id else Q(pk=None)
    about |= Q(task=problem.task_id) if problem.task_id else Q(pk=None)
    rows = Problem.objects.filter(plan=problem.plan_id).exclude(pk=problem.pk)
    wanted = Q(merged_into=problem.pk) | (about & Q(state__in=problems.OPEN))
    return rows.filter(wanted).select_related("plan").defer("plan__text").order_by("number")


def as_published(plan: Plan) -> MonthlyReport | None:
    """The month last published, which tells the light of what the problem is about."""
    last = publication.latest(plan)
    return publication.read(last) if last else None


# What comes next


def ahead(problem: Problem, over: int) -> list[steps.Line]:
    """What is waited for now, and what follows."""
    day = f"时限{problem.due_on.month}月{problem.due_on.day}日"
    day += f"，超期{over}天" if over else ""
    unit = problem.unit.short_name
    tail = steps.Line("核验销号", "由专班核验", tone="next")
    if problem.state == ProblemState.RAISED:
        return [
            steps.Line("等待受理", "专班", tone="now"),
            steps.Line("解决", f"{unit}，{day}", tone="next"),
            tail,
        ]
    if problem.state == ProblemState.SOLVING:
        return [steps.Line("解决中", f"{unit}，{day}", tone="now"), tail]
    if problem.state == ProblemState.CLAIMED:
        return [steps.Line("等待核验", "专班，核验通过才销号", tone="now")]
    return []


# The acts


def forms(scene: Scene, posted: Sent | None = None) -> list[ActForm]:
    """What this person may do now, the usual act first and open."""
    found = []
    for act, build in _ACTS.items():
        is_theirs = PROBLEM.may(act, scene.who) and extending.fits(act, scene.problem, scene.on)
        if is_theirs and PROBLEM.after(act, scene.problem.state) is not None:
            form = build(scene, posted)
            found += [form] if form is not None else []
    return found


def _offer(scene: Scene, posted: Sent | None, act: LoopAct, fields: Any, **more: Any) -> ActForm:
    button = more.pop("button", PROBLEM.word(act))
    return offer(act, button, fields, seen=scene.problem.version, posted=posted, **more)


def _accept(scene: Scene, posted: Sent | None) -> ActForm:
    problem = scene.problem
    units = [(each.code, each.short_name) for each in units_of(scene.plan)]
    fields = {
        "unit": typed.choice("责任单位", units),
        "person": typed.line("责任人", most=30, hint="可不填，由责任单位补。"),
        "due_on": typed.day("时限"),
        "level": typed.choice("解决层级", Level.choices),
    }
    initial = {"unit": problem.unit.code, "person": problem.person, "level": problem.level}
    initial["due_on"] = problem.due_on.isoformat()
    return _offer(
        scene, posted, LoopAct.ACCEPT, fields, initial=initial, tone="primary", is_open=True
    )


def _decline(scene: Scene, posted: Sent | None) -> ActForm:
    fields = {"text": typed.words("理由", rows=2, most=300, hint="提出单位看得到。")}
    return _offer(scene, posted, LoopAct.DECLINE, fields, tone="warn")


def _merge(scene: Scene, posted: Sent | None) -> ActForm | None:
    if not scene.alike:
        return None
    options = [(str(row.number), f"{row.label} {row.title}") for row in scene.alike]
    hint = "同一指标或任务上还没销号的问题。合并后只在那个问题上办理，这一个不再计数。"
    fields = {"into": typed.choice("合并到", [("", "请选"), *options], hint=hint)}
    return _offer(scene, posted, LoopAct.MERGE, fields, button="合并重复的")


def _withdraw(scene: Scene, posted: Sent | None) -> ActForm:
    note = "受理以前可以撤回，撤回后不再计数。"
    return _offer(scene, posted, LoopAct.WITHDRAW, NO_FIELDS, note=note, tone="warn")


def _progress(scene: Scene, posted: Sent | None) -> ActForm:
    problem = scene.problem
    fields = {
        "text": typed.words("进展", hint="做到了哪一步，还差什么。"),
        "measures": typed.words("解决措施", rows=2, most=500),
        "person": typed.line("责任人", most=30),
        "file": typed.files("依据（可不传）"),
    }
    initial = {"measures": problem.measures, "person": problem.person}
    return _offer(
        scene, posted, LoopAct.PROGRESS, fields, initial=initial, tone="primary", is_open=True
    )


def _claim(scene: Scene, posted: Sent | None) -> ActForm:
    fields = {
        "text": typed.words("怎样解决的"),
        "file": typed.files("依据（至少1个）"),
    }
    note = "报解决后由专班核验，核验通过才销号。"
    return _offer(scene, posted, LoopAct.CLAIM, fields, note=note, tone="primary")


def _ask_longer(scene: Scene, posted: Sent | None) -> ActForm:
    return _offer(scene, posted, LoopAct.ASK_LONGER, typed.longer(scene.problem.due_on))


def _grant(scene: Scene, posted: Sent | None) -> ActForm:
    note = typed.granting(scene.problem.asked_until, scene.problem.asked_why)
    return _offer(scene, posted, LoopAct.GRANT, NO_FIELDS, note=note, tone="primary", is_open=True)


def _refuse(scene: Scene, posted: Sent | None) -> ActForm:
    fields = {"text": typed.words("理由", rows=2, most=300)}
    return _offer(scene, posted, LoopAct.REFUSE, fields, tone="warn")


def _strike_off(scene: Scene, posted: Sent | None) -> ActForm:
    fields = {"text": typed.words("核验意见（可不填）", rows=2, most=300)}
    note = "先看过依据再销号；销号后不能再改。"
    return _offer(scene, posted, LoopAct.CONFIRM, fields, note=note, tone="primary", is_open=True)


def _send_back(scene: Scene, posted: Sent | None) -> ActForm:
    fields = {"text": typed.words("退回理由", rows=2, most=300, hint="还差什么，单位据此再办。")}
    return _offer(scene, posted, LoopAct.SEND_BACK, fields, tone="warn")


def _escalate(scene: Scene, posted: Sent | None) -> ActForm | None:
    level = loops.above(Level(scene.problem.level))
    if level is None:
        return None
    fields = {"text": typed.words("理由", rows=2, most=300)}
    return _offer(
        scene, posted, LoopAct.ESCALATE, fields, note=f"提高到“{level.label}”，只升不降。"
    )


_ACTS = {
    LoopAct.GRANT: _grant,
    LoopAct.REFUSE: _refuse,
    LoopAct.ACCEPT: _accept,
    LoopAct.CONFIRM: _strike_off,
    LoopAct.SEND_BACK: _send_back,
    LoopAct.PROGRESS: _progress,
    LoopAct.CLAIM: _claim,
    LoopAct.ASK_LONGER: _ask_longer,
    LoopAct.MERGE: _merge,
    LoopAct.DECLINE: _decline,
    LoopAct.ESCALATE: _escalate,
    LoopAct.WITHDRAW: _withdraw,
}


def units_of(plan: Plan) -> Sequence[Unit]:
    """The units of the plan's district, in their order."""
    return list(Unit.objects.filter(district=plan.district_id).order_by("order", "pk"))


def why_not(scene: Scene) -> str:
    """Why a person concerned has nothing to do here, where it is not plain."""
    return "".join(_why_not(scene))


def _why_not(scene: Scene) -> Iterator[str]:
    problem, who = scene.problem, scene.who
    is_judged = problem.state in {ProblemState.RAISED, ProblemState.CLAIMED} or problem.asks_longer
    if Party.OFFICE in who and not scene.is_judge and is_judged and problem.state in problems.OPEN:
        yield TOOK_PART
    if Party.OWNER not in who or Party.OFFICE in who:
        return
    if problem.state == ProblemState.RAISED:
        yield "等专班受理。受理后在这里填写进展、报解决。"
    if problem.state == ProblemState.CLAIMED:
        yield "已报解决，等专班核验。"
    if problem.state != ProblemState.SOLVING:
        return
    if problem.asked_until is not None:
        day = f"{problem.asked_until.month}月{problem.asked_until.day}日"
        yield f"已申请延期至{day}，待专班决定。"
    elif scene.on > problem.due_on:
        yield "时限已过，不能再申请延期；请尽快解决并报解决。"
