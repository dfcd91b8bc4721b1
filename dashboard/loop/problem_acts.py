"""What is pressed on a problem's page: each act handed to its service with what was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from accounts.models import Unit, User
from dashboard.loop.answering import MOST_NUMBER
from dashboard.loop.matter_forms import Sent
from plans.models import Plan
from tasks import problems
from tasks.choices import LoopAct
from tasks.models import Problem

DONE = {
    LoopAct.ACCEPT: "已受理",
    LoopAct.DECLINE: "不予受理，已告知提出单位",
    LoopAct.MERGE: "已合并",
    LoopAct.WITHDRAW: "已撤回",
    LoopAct.PROGRESS: "已填写进展",
    LoopAct.CLAIM: "已报解决，待专班核验",
    LoopAct.CONFIRM: "已销号",
    LoopAct.SEND_BACK: "已退回",
    LoopAct.ASK_LONGER: "已申请延期，待专班决定",
    LoopAct.GRANT: "已同意延期",
    LoopAct.REFUSE: "已答复，不延期",
    LoopAct.ESCALATE: "已提高解决层级",
}


def do(problem: Problem, sent: Sent, *, by: User, on: date) -> str:
    """Do what was pressed, and tell what was done; LookupError for an act there is none of.

    Raises what the services raise.
    """
    act = LoopAct(sent.act) if sent.act in LoopAct else None
    if act is None or act not in _ACTS:
        raise LookupError(sent.act)
    _ACTS[act](problem, sent, by, on)
    return f"{problem.label}{DONE[act]}。"


def _accept(problem: Problem, sent: Sent, by: User, on: date) -> None:
    unit = Unit.objects.filter(district=problem.plan.district_id, code=sent.text("unit")).first()
    problems.accept(
        problem,
        unit=unit,
        due_on=sent.day("due_on"),
        level=sent.text("level"),
        person=sent.text("person"),
        on=on,
        seen_version=sent.seen_version,
        by=by,
    )


def _merge(problem: Problem, sent: Sent, by: User, on: date) -> None:
    into = _numbered(problem.plan, sent.number("into"))
    problems.merge(problem, into=into, seen_version=sent.seen_version, by=by)


def _numbered(plan: Plan, number: int) -> Problem | None:
    return (
        Problem.objects.filter(plan=plan, number=number).first() if number <= MOST_NUMBER else None
    )


def _withdraw(problem: Problem, sent: Sent, by: User, on: date) -> None:
    problems.withdraw(problem, seen_version=sent.seen_version, by=by)


def _progress(problem: Problem, sent: Sent, by: User, on: date) -> None:
    problems.progress(
        problem,
        text=sent.text(),
        measures=sent.text("measures") if "measures" in sent.words else None,
        person=sent.text("person") if "person" in sent.words else None,
        files=sent.proofs(),
        seen_version=sent.seen_version,
        by=by,
    )


def _claim(problem: Problem, sent: Sent, by: User, on: date) -> None:
    problems.claim(
        problem, text=sent.text(), files=sent.proofs(), seen_version=sent.seen_version, by=by
    )


def _strike_off(problem: Problem, sent: Sent, by: User, on: date) -> None:
    problems.strike_off(problem, text=sent.text(), on=on, seen_version=sent.seen_version, by=by)


def _ask_longer(problem: Problem, sent: Sent, by: User, on: date) -> None:
    problems.ask_longer(
        problem,
        until=sent.day("until"),
        text=sent.text(),
        on=on,
        seen_version=sent.seen_version,
        by=by,
    )


def _grant(problem: Problem, sent: Sent, by: User, on: date) -> None:
    problems.grant(problem, seen_version=sent.seen_version, by=by)


def _told(service: Callable[..., Problem]) -> Callable[[Problem, Sent, User, date], None]:
    """An act that needs nothing but its reason."""

    def act(problem: Problem, sent: Sent, by: User, on: date) -> None:
        service(problem, text=sent.text(), seen_version=sent.seen_version, by=by)

    return act


_ACTS: dict[LoopAct, Callable[[Problem, Sent, User, date], None]] = {
    LoopAct.ACCEPT: _accept,
    LoopAct.DECLINE: _told(problems.decline),
    LoopAct.MERGE: _merge,
    LoopAct.WITHDRAW: _withdraw,
    LoopAct.PROGRESS: _progress,
    LoopAct.CLAIM: _claim,
    LoopAct.CONFIRM: _strike_off,
    LoopAct.SEND_BACK: _told(problems.send_back),
    LoopAct.ASK_LONGER: _ask_longer,
    LoopAct.GRANT: _grant,
    LoopAct.REFUSE: _told(problems.refuse),
    LoopAct.ESCALATE: _told(problems.escalate),
}
