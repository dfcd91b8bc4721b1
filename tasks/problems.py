"""A problem changes state: raised, taken up, claimed solved, struck off or sent back.

Each act is one transaction, asks the right itself, and is the same act when it is sent twice. What
follows what, and whose it is, stands in `transitions.PROBLEM`; how one is raised in `raising`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import Unit, User
from targets.rounds import RefusedError
from tasks import extending, loops
from tasks.choices import Level, LoopAct, ProblemState
from tasks.extending import NOTHING_ASKED
from tasks.loops import Files
from tasks.models import Problem, Step
from tasks.raising import (
    MOST_MEASURES,
    MOST_PERSON,
    OPEN,
    Wanted,
    alike,
    level_of,
    raise_,
    raising_unit,
    solver_of,
)
from tasks.transitions import PROBLEM, Party

__all__ = ["OPEN", "Wanted", "alike", "raise_", "raising_unit"]
TOOK_PART = (LoopAct.RAISE, LoopAct.PROGRESS, LoopAct.CLAIM, LoopAct.ASK_LONGER)
Columns = dict[str, Any]
WAITS_FOR_OFFICE = Q(state__in=(ProblemState.RAISED, ProblemState.CLAIMED)) | Q(
    state=ProblemState.SOLVING, asked_until__isnull=False
)


def who_is(
    by: User, problem: Problem, district_id: int, steps: Iterable[Step] | None = None
) -> frozenset[Party]:
    """In which parts this person stands to a problem; `steps` are its own where they are read."""
    told = problem.steps.filter(act__in=TOOK_PART) if steps is None else steps
    took_part = [step.by_id for step in told if step.act in TOOK_PART]
    return loops.parties(
        by,
        district_id,
        owner=problem.unit,
        raiser=problem.raised_unit,
        took_part=(problem.raised_by_id, problem.claimed_by_id, *took_part),
    )


def days_over(problem: Problem, on: date) -> int:
    """How many days it is past its date and not struck off; 0 where it is not."""
    return max(0, (on - problem.due_on).days) if problem.state in OPEN else 0


@transaction.atomic
def withdraw(
    problem: Problem, *, seen_version: int, by: User, at: datetime | None = None
) -> Problem:
    """Take back what the office has not taken up yet (撤回)."""
    row, state = _begin(problem, LoopAct.WITHDRAW, by, seen_version)
    return row if state is None else loops.advance(row, LoopAct.WITHDRAW, state, by=by, at=at)


# Taken up, or not


@transaction.atomic
def accept(
    problem: Problem,
    *,
    unit: Unit | None,
    due_on: date | None,
    level: str,
    person: str = "",
    on: date,
    seen_version: int,
    by: User,
    at: datetime | None = None,
) -> Problem:
    """Take it up (受理): whose it is, by when and at which level is settled here."""
    typed = {"unit": unit, "due_on": due_on, "level": level, "person": person}
    row, state = _begin(problem, LoopAct.ACCEPT, by, seen_version, **typed)
    if state is None:
        return row
    solver, until = solver_of(problem.plan, unit), loops.due(due_on, on=on)
    columns: Columns = {"unit": solver, "due_on": until, "level": level_of(level)}
    columns["person"] = loops.short(person, "责任人", "person", most=MOST_PERSON)
    text = f"{solver.short_name}，{Level(level).label}"
    return loops.advance(
        row, LoopAct.ACCEPT, state, by=by, at=at, words=text, until=until, **columns
    )


@transaction.atomic
def decline(
    problem: Problem, *, text: str, seen_version: int, by: User, at: datetime | None = None
) -> Problem:
    """Not take it up (不予受理), with the reason."""
    return _told(problem, LoopAct.DECLINE, "不予受理的理由", text, by, seen_version, at)


@transaction.atomic
def merge(
    problem: Problem,
    *,
    into: Problem | None,
    seen_version: int,
    by: User,
    at: datetime | None = None,
) -> Problem:
    """Follow it under another open problem from now on (合并); this one is no longer counted."""
    if into is not None and into.plan_id == problem.plan_id and into.pk < problem.pk:
        into = loops.hold(into)  # two presses the other way round meet at the same row first
    row, state = _begin(problem, LoopAct.MERGE, by, seen_version, merged_into=into)
    if state is None:
        return row
    if into is None or into.plan_id != row.plan_id or into.pk == row.pk:
        raise RefusedError("请选合并到的问题。", "into")
    into = loops.hold(into)
    if into.state not in OPEN:
        raise RefusedError(
            f"{into.label}现在是“{into.get_state_display()}”，不能合并进去，请选未销号的问题。",
            "into",
        )
    text = f"合并到{into.label} {into.title}"
    return loops.advance(
        row, LoopAct.MERGE, state, by=by, at=at, words=text, merged_into=into, **NOTHING_ASKED
    )


# Solved


@transaction.atomic
def progress(
    problem: Problem,
    *,
    text: str,
    measures: str | None = None,
    person: str | None = None,
    files: Files = (),
    seen_version: int,
    by: User,
    at: datetime | None = None,
) -> Problem:
    """Say how the solving goes (填写进展); measures and who answers for it may be put anew."""
    given = {"measures": measures, "person": person}
    typed = {name: value for name, value in given.items() if value is not None}
    row, state = _begin(problem, LoopAct.PROGRESS, by, seen_version, text=text, **typed)
    if state is None:
        return row
    text = loops.said(text, "进展")
    columns: Columns = {}
    if measures is not None:
        columns["measures"] = loops.short(measures, "解决措施", "measures", most=MOST_MEASURES)
    if person is not None:
        columns["person"] = loops.short(person, "责任人", "person", most=MOST_PERSON)
    return loops.advance(
        row, LoopAct.PROGRESS, state, by=by, at=at, words=text, files=files, **columns
    )


@transaction.atomic
def claim(
    problem: Problem,
    *,
    text: str,
    files: Files = (),
    seen_version: int,
    by: User,
    at: datetime | None = None,
) -> Problem:
    """Say that it is solved (报解决), with at least one file that shows it: no evidence, no completion."""
    row, state = _begin(problem, LoopAct.CLAIM, by, seen_version, text=text)
    if state is None:
        return row
    text = loops.said(text, "怎样解决的")
    given = list(files)
    if not given:
        raise RefusedError("请至少上传1个依据，如批文、凭证、照片；没有依据不能报解决。", "file")
    return loops.advance(
        row,
        LoopAct.CLAIM,
        state,
        by=by,
        at=at,
        words=text,
        files=given,
        claimed_by=by,
        **NOTHING_ASKED,
    )


@transaction.atomic
def strike_off(
    problem: Problem,
    *,
    text: str = "",
    on: date,
    seen_version: int,
    by: User,
    at: datetime | None = None,
) -> Problem:
    """Verify it and strike it off (核验销号); nobody their own, nor what theirs was merged into."""
    row, state = _begin(problem, LoopAct.CONFIRM, by, seen_version, text=text)
    if state is None:
        return row
    own = Problem.objects.filter(steps__act__in=TOOK_PART, steps__by=by)
    if merged := own.filter(pk__in=_merged(row)).select_related("plan").first():
        raise RefusedError(f"合并进来的{merged.label}是你经手的，请专班另一人核验销号。")
    text = loops.short(text, "核验意见")
    struck: Columns = {"struck_off_by": by, "struck_off_on": on}
    return loops.advance(row, LoopAct.CONFIRM, state, by=by, at=at, words=text, **struck)


@transaction.atomic
def send_back(
    problem: Problem, *, text: str, seen_version: int, by: User, at: datetime | None = None
) -> Problem:
    """Not yet solved (退回): with the reason, to be solved on."""
    return _told(problem, LoopAct.SEND_BACK, "退回理由", text, by, seen_version, at)


def _merged(problem: Problem) -> set[int]:
    """Whatever was merged into it, and into that, and so on; a question for each step down."""
    found, last = set[int](), {problem.pk}
    while last:
        rows = Problem.objects.filter(merged_into__in=last).values_list("pk", flat=True)
        last = set(rows) - found
        found |= last
    return found


# More time


@transaction.atomic
def ask_longer(
    problem: Problem,
    *,
    until: date | None,
    text: str,
    on: date,
    seen_version: int,
    by: User,
    at: datetime | None = None,
) -> Problem:
    """Ask for more time (申请延期), while there is still some: a later day, and why."""
    row, state = _begin(problem, LoopAct.ASK_LONGER, by, seen_version, text=text, until=until)
    if state is None:
        return row
    return extending.ask_longer(row, state, until=until, text=text, on=on, by=by, at=at)


@transaction.atomic
def grant(problem: Problem, *, seen_version: int, by: User, at: datetime | None = None) -> Problem:
    """Give the time asked for (同意延期)."""
    row, state = _begin(problem, LoopAct.GRANT, by, seen_version)
    return row if state is None else extending.grant(row, state, by=by, at=at)


@transaction.atomic
def refuse(
    problem: Problem, *, text: str, seen_version: int, by: User, at: datetime | None = None
) -> Problem:
    """Not give it (不同意延期): the day stays, with the reason."""
    row, state = _begin(problem, LoopAct.REFUSE, by, seen_version, text=text)
    return row if state is None else extending.refuse(row, state, text=text, by=by, at=at)


# Up one level


@transaction.atomic
def escalate(
    problem: Problem, *, text: str, seen_version: int, by: User, at: datetime | None = None
) -> Problem:
    """Bring it before who stands above (提高层级), one level, with the reason."""
    row, state = _begin(problem, LoopAct.ESCALATE, by, seen_version, text=text)
    if state is None:
        return row
    level = loops.above(Level(row.level))
    if level is None:
        raise RefusedError("已是最高层级“报上级”，不能再提高。")
    text = loops.reason(text, "提高层级的理由")
    told = f"{level.label}：{text}"
    return loops.advance(row, LoopAct.ESCALATE, state, by=by, at=at, words=told, level=level)


@transaction.atomic
def escalate_by_rule(
    problem: Problem, level: Level, *, text: str, at: datetime | None = None
) -> Problem:
    """The timer's own: up to this level, if it stands below; otherwise nothing is done."""
    row = loops.hold(problem)
    state = PROBLEM.after(LoopAct.ESCALATE, row.state)
    if state is None or not loops.is_below(Level(row.level), level):
        return row
    return loops.advance(row, LoopAct.ESCALATE, state, by=None, at=at, words=text, level=level)


# What the acts share


def _begin(
    problem: Problem, act: LoopAct, by: User, seen_version: int, **typed: Any
) -> tuple[Problem, str | None]:
    """The row held, and the state the act leads to; None where it is the same press once more."""
    row = loops.hold(problem)
    who = who_is(by, row, row.plan.district_id)
    return row, loops.begin(PROBLEM, act, row, who, by=by, seen_version=seen_version, typed=typed)


def _told(
    problem: Problem,
    act: LoopAct,
    what: str,
    text: str,
    by: User,
    seen_version: int,
    at: datetime | None,
) -> Problem:
    """An act that needs nothing but its reason."""
    row, state = _begin(problem, act, by, seen_version, text=text)
    if state is None:
        return row
    return loops.advance(row, act, state, by=by, at=at, words=loops.reason(text, what))
