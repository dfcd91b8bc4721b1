"""里程碑 of one task as its page shows them: the list, the one chosen, and what may be done with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Unit, User
from dashboard.loop import matter_forms
from dashboard.loop.matter_forms import ActForm, Sent
from plans.models import Plan
from plans.reader.marking import narrow
from plans.reader.milestones import milestones as deadlines
from tasks import extending, milestones
from tasks.choices import LoopAct, MilestoneState
from tasks.models import Milestone, Step, Task
from tasks.transitions import MILESTONE

ASK = "ask"  # a joining unit for its note of a month
FROM_TEXT = "from_text"  # the act of the form that takes what the task's own sentences say
BUTTONS = {
    LoopAct.CHANGE: ("修改", "line"),
    LoopAct.ACCEPT: ("同意", "primary"),
    LoopAct.WITHDRAW: ("撤回", "line"),
    LoopAct.CLAIM: ("报完成", "primary"),
    LoopAct.CONFIRM: ("核实完成", "primary"),
    LoopAct.SEND_BACK: ("退回", "warn"),
    LoopAct.GRANT: ("同意延期", "primary"),
    LoopAct.REFUSE: ("不同意延期", "warn"),
    LoopAct.ASK_LONGER: ("申请延期", "line"),
    LoopAct.DROP: ("取消里程碑", "warn"),
}
LONGEST = 100  # characters of a title


@dataclass(frozen=True)
class Row:
    """One milestone of the list, as it is said."""

    milestone: Milestone
    word: str  # 已完成, 逾期72天, 未到期, 待确认 …
    light: str  # the light whose sign it bears
    is_chosen: bool = False


@dataclass(frozen=True)
class Found:
    """What a sentence of the task promises by a day."""

    key: str  # its place in the task's text
    title: str
    due_on: date
    start: int
    end: int


def row_of(milestone: Milestone, on: date, *, is_chosen: bool = False) -> Row:
    """How the milestone stands on a day."""
    word, light = standing(milestone.state, milestone.due_on, on)
    return Row(milestone, word, light, is_chosen)


def standing(state: str, due_on: date, on: date) -> tuple[str, str]:
    """Its word and the light whose sign it bears: 逾期72天, far_behind."""
    if state == MilestoneState.DONE:
        return "已完成", "achieved"
    if state in {MilestoneState.OPEN, MilestoneState.CLAIMED}:
        over = (on - due_on).days
        if state == MilestoneState.CLAIMED:
            return "已报完成", "not_due"
        return (f"逾期{over}天", "far_behind") if over > 0 else ("未到期", "not_due")
    return MilestoneState(state).label, "not_due"


def found_in(task: Task, known: Sequence[Milestone]) -> list[Found]:
    """The deadlines that the task's own sentences name, without those put forward already."""
    taken = {row.start for row in known if row.state != MilestoneState.DROPPED}
    text, year = task.text, task.plan.year
    drafts = deadlines(text, narrow(text), 0, len(text), task=task.number, year=year)
    rows = []
    for draft in drafts:
        start = task.start + draft.offset
        due_on = date.fromisoformat(draft.due)
        title = " ".join(draft.sentence.split())[:LONGEST]
        if start not in taken and due_on.year == year and title:
            end = start + len(draft.sentence)
            rows.append(Found(str(draft.offset), title, due_on, start, end))
    return rows


def forms_for(
    milestone: Milestone,
    units: Sequence[Unit],
    lead: Unit | None,
    steps: Iterable[Step],
    person: User,
    on: date,
    sent: Sent | None,
) -> list[ActForm]:
    """What this person may do with the milestone now; its steps were read already."""
    took_part = [step.by_id for step in steps if step.act in milestones.TOOK_PART]
    district = milestone.task.plan.district_id
    by_own, others = (
        milestones.stands(person, district, lead, milestone, act, took_part=took_part)
        for act in (LoopAct.CLAIM, LoopAct.CHANGE)
    )
    forms = []
    for act, (button, tone) in BUTTONS.items():
        parties = by_own if act in milestones.BY_OWN_UNIT else others
        if not MILESTONE.may(act, parties) or MILESTONE.after(act, milestone.state) is None:
            continue
        if not extending.fits(act, milestone, on):
            continue
        forms.append(
            matter_forms.offer(
                act,
                button,
                dict(_fields(act, milestone, units)),
                seen=milestone.version,
                posted=sent,
                initial=_initial(milestone, act, on),
                tone=tone,
                is_open=tone == "primary",
            )
        )
    return forms


def raising_form(units: Sequence[Unit], sent: Sent | None) -> ActForm:
    """The form that puts a new one forward."""
    return matter_forms.offer(
        LoopAct.RAISE,
        "提出里程碑",
        dict(_wanted(units)),
        seen=0,
        posted=sent,
        initial={"unit": units[0].code if units else ""},
        tone="primary",
        note="专班同意后计入任务亮灯。",
    )


def _initial(milestone: Milestone, act: LoopAct, on: date) -> dict[str, Any]:
    if act == LoopAct.CHANGE:
        kept = {"title": milestone.title, "deliverable": milestone.deliverable}
        due_on = milestone.due_on.isoformat()
        return {**kept, "unit": milestone.unit.code, "due_on": due_on}
    return {"done_on": on.isoformat()} if act == LoopAct.CLAIM else {}


def _fields(act: LoopAct, milestone: Milestone, units: Sequence[Unit]) -> Iterator[tuple[str, Any]]:
    if act == LoopAct.CHANGE:
        yield from _wanted(units)
    if act == LoopAct.CLAIM:
        yield "done_on", matter_forms.day("完成日")
        yield "text", matter_forms.words("完成情况", rows=2)
        yield "file", matter_forms.files()
    if act == LoopAct.ASK_LONGER:
        yield "until", matter_forms.day("延期至")
        yield "text", matter_forms.words("理由", rows=2, most=300)
    if act in {LoopAct.SEND_BACK, LoopAct.REFUSE, LoopAct.DROP}:
        yield "text", matter_forms.words("理由", rows=2, most=300)
    if act in {LoopAct.CONFIRM, LoopAct.GRANT}:
        yield "text", matter_forms.words("意见（选填）", rows=2, most=300)


def _wanted(units: Sequence[Unit]) -> Iterator[tuple[str, Any]]:
    yield "title", matter_forms.line("里程碑", most=LONGEST, hint="做到什么，一句话。")
    yield (
        "deliverable",
        matter_forms.line("完成标志（可不填）", most=LONGEST, hint="如：榜单文件、验收意见。"),
    )
    yield "unit", matter_forms.choice("责任单位", [(each.code, each.short_name) for each in units])
    yield "due_on", matter_forms.day("时限")


def waiting(plan: Plan) -> list[Milestone]:
    """What waits for the office: put forward, claimed, or asking for more time; one query."""
    rows = Milestone.objects.filter(task__plan=plan).select_related("task", "unit")
    open_ones = [MilestoneState.PROPOSED, MilestoneState.OPEN, MilestoneState.CLAIMED]
    found = rows.filter(state__in=open_ones).order_by("task__number", "due_on", "number")
    return [each for each in found if each.state != MilestoneState.OPEN or each.asks_longer]
