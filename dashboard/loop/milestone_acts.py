"""What is pressed on the pages of milestones: each act handed to its service with what was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from django.db import transaction

from accounts.models import Unit, User
from dashboard.loop.matter_forms import Sent
from dashboard.loop.milestone_page import Found
from plans.models import ReportingPeriod
from targets.rounds import RefusedError
from tasks import asking, milestones
from tasks.choices import LoopAct
from tasks.milestones import Wanted
from tasks.models import Milestone, Task

DONE = {
    LoopAct.CHANGE: "已修改",
    LoopAct.ACCEPT: "已同意，计入任务亮灯",
    LoopAct.WITHDRAW: "已撤回",
    LoopAct.DROP: "已取消",
    LoopAct.CLAIM: "已报完成，待专班核实",
    LoopAct.CONFIRM: "已核实完成",
    LoopAct.SEND_BACK: "已退回",
    LoopAct.ASK_LONGER: "已申请延期，待专班答复",
    LoopAct.GRANT: "已同意延期",
    LoopAct.REFUSE: "已答复，不延期",
}


def raise_one(task: Task, units: Iterable[Unit], sent: Sent, *, by: User, on: date) -> str:
    """Put forward what was typed; gives the sentence of what was done."""
    made = milestones.raise_(task, _wanted(units, sent), by=by, on=on)
    return f"已提出里程碑“{made.title}”，专班同意后计入任务亮灯。"


@transaction.atomic
def raise_found(
    task: Task,
    found: Sequence[Found],
    picked: Iterable[str],
    unit: Unit | None,
    *,
    by: User,
    on: date,
) -> str:
    """Put forward what was picked among the task's own sentences, all or none."""
    keys = set(picked)
    chosen = [each for each in found if each.key in keys]
    for each in chosen:
        wanted = Wanted(each.title, "", unit, each.due_on, each.start, each.end)
        milestones.raise_(task, wanted, by=by, on=on)
    return f"已从原文提出{len(chosen)}个里程碑，可补写完成标志、调整时限。" if chosen else ""


def ask(
    task: Task,
    periods: Sequence[ReportingPeriod],
    units: Iterable[Unit],
    sent: Sent,
    *,
    by: User,
) -> str:
    """Ask a joining unit for its note of an open month; gives the sentence of what was done."""
    period = next((each for each in periods if str(each.month) == sent.text("month")), None)
    if period is None:
        raise RefusedError("请选择正在填报的月份。")
    unit = next((each for each in units if each.code == sent.text("unit")), None)
    made = asking.ask(task, period, unit, question=sent.text("question"), by=by)
    return f"已请{made.unit.short_name}填报{period.month}月配合进展。"


def do(milestone: Milestone, units: Iterable[Unit], sent: Sent, *, by: User, on: date) -> str:
    """Do what was pressed, and tell what was done; LookupError for an act there is none of.

    Raises what the services raise.
    """
    act = LoopAct(sent.act) if sent.act in LoopAct else None
    if act == LoopAct.CHANGE:
        wanted = _wanted(units, sent)
        milestones.change(milestone, wanted, seen_version=sent.seen_version, by=by)
    elif act == LoopAct.CLAIM:
        milestones.claim(
            milestone,
            done_on=sent.day("done_on"),
            text=sent.text(),
            files=sent.proofs(),
            seen_version=sent.seen_version,
            by=by,
            on=on,
        )
    elif act == LoopAct.ASK_LONGER:
        milestones.ask_longer(
            milestone,
            until=sent.day("until"),
            text=sent.text(),
            seen_version=sent.seen_version,
            by=by,
            on=on,
        )
    elif act == LoopAct.CONFIRM:
        milestones.confirm(
            milestone, text=sent.text(), seen_version=sent.seen_version, by=by, on=on
        )
    elif act in _SAID:
        _SAID[act](milestone, text=sent.text(), seen_version=sent.seen_version, by=by)
    elif act in _PLAIN:
        _PLAIN[act](milestone, seen_version=sent.seen_version, by=by)
    else:
        raise LookupError(sent.act)
    return f"“{milestone.title}”{DONE[act]}。"


def _wanted(units: Iterable[Unit], sent: Sent) -> Wanted:
    code = sent.text("unit")
    unit = next((each for each in units if each.code == code), None)
    return Wanted(sent.text("title"), sent.text("deliverable"), unit, sent.day("due_on"))


_PLAIN: dict[LoopAct, Callable[..., Milestone]] = {
    LoopAct.ACCEPT: milestones.accept,
    LoopAct.WITHDRAW: milestones.withdraw,
}
_SAID: dict[LoopAct, Callable[..., Milestone]] = {
    LoopAct.DROP: milestones.drop,
    LoopAct.SEND_BACK: milestones.send_back,
    LoopAct.GRANT: milestones.grant,
    LoopAct.REFUSE: milestones.refuse,
}
