"""A milestone changes state: put forward, agreed, claimed with evidence, confirmed, given more time.

Each act is one transaction and asks the right itself. What the lead unit puts forward counts once
the office has agreed to it; what it claims, once somebody else at the office has confirmed it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts import rules
from accounts.models import Unit, User
from plans.models import Evidence
from targets.rounds import RefusedError
from tasks import extending, loops
from tasks.choices import LoopAct, MilestoneState, Part
from tasks.extending import NOTHING_ASKED
from tasks.loops import Files
from tasks.models import Milestone, Task
from tasks.transitions import MILESTONE, Party

MOST_TITLE = 100
MOST_NUMBER = 60  # milestones of one task, those dropped too
TOOK_PART = (LoopAct.RAISE, LoopAct.CHANGE, LoopAct.CLAIM, LoopAct.ASK_LONGER)
BY_OWN_UNIT = frozenset({LoopAct.CLAIM, LoopAct.ASK_LONGER})  # also where it only joins in


@dataclass(frozen=True)
class Wanted:
    """A milestone as it is put forward: what, shown by what, whose, by when, from which words."""

    title: str
    deliverable: str
    unit: Unit | None
    due_on: date | None
    start: int | None = None
    end: int | None = None


def who_is(person: User, task: Task, row: Milestone | None, act: LoopAct) -> frozenset[Party]:
    """In which parts this person stands to a task's milestone for an act; no rows are held."""
    lead = task.responsibilities.filter(part=Part.LEAD).select_related("unit").first()
    took_part = list[int | None]()
    if row is not None:
        took_part += row.steps.filter(act__in=TOOK_PART).values_list("by_id", flat=True)
    district = task.plan.district_id
    return stands(person, district, lead.unit if lead else None, row, act, took_part=took_part)


def stands(
    person: User,
    district_id: int,
    lead: Unit | None,
    row: Milestone | None,
    act: LoopAct,
    *,
    took_part: Iterable[int | None],
) -> frozenset[Party]:
    """The same where the task's lead unit and who took part were read already."""
    owners = [*([lead] if lead else []), *([row.unit] if row is not None else [])]
    took_part = list(took_part)
    found = [loops.parties(person, district_id, owner=unit, took_part=took_part) for unit in owners]
    office = {Party.OFFICE} if rules.may_review(person, district_id) else set[Party]()
    leads = lead is not None and Party.OWNER in found[0]
    owns = row is not None and Party.OWNER in found[-1] and act in BY_OWN_UNIT
    judges = bool(found) and all(Party.JUDGE in each for each in found)
    parts = ((Party.OWNER, leads or owns), (Party.JUDGE, judges))
    return frozenset(office | {party for party, is_so in parts if is_so})


# Put forward, and agreed


@transaction.atomic
def raise_(
    task: Task, wanted: Wanted, *, by: User, on: date, at: datetime | None = None
) -> Milestone:
    """Put a milestone forward for a task (提出); it counts once the office has agreed.

    Raises PermissionDenied for anybody but the lead unit and the office, RefusedError.
    """
    task = (
        Task.objects.select_related("plan")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=task.pk)
    )
    state = loops.require(MILESTONE, LoopAct.RAISE, None, who_is(by, task, None, LoopAct.RAISE))
    columns = _read(task, wanted)
    twin = task.milestones.filter(state=MilestoneState.PROPOSED, version=1, **columns).last()
    if twin is not None and loops.is_repeated(twin, LoopAct.RAISE, {}, by=by, seen_version=0):
        return twin
    number = (task.milestones.aggregate(last=Max("number"))["last"] or 0) + 1
    if number > MOST_NUMBER:
        raise RefusedError(f"一项任务最多{MOST_NUMBER}个里程碑，请先合并相近的。")
    row = Milestone(task=task, number=number)
    return loops.advance(row, LoopAct.RAISE, state, by=by, at=at, **columns)


@transaction.atomic
def change(
    milestone: Milestone, wanted: Wanted, *, seen_version: int, by: User, at: datetime | None = None
) -> Milestone:
    """Word it anew, or another unit or day, before the office has agreed (修改)."""
    words = {"title": wanted.title, "deliverable": wanted.deliverable}
    typed = {**words, "unit": wanted.unit, "due_on": wanted.due_on}
    row, state = _begin(milestone, LoopAct.CHANGE, by, seen_version, **typed)
    if state is None:
        return row
    columns = _read(row.task, wanted)
    kept = {name: getattr(row, name) for name in columns}
    if wanted.start is None:
        columns |= {"start": row.start, "end": row.end}
    if columns == kept:
        return row
    return loops.advance(row, LoopAct.CHANGE, state, by=by, at=at, **columns)


@transaction.atomic
def accept(
    milestone: Milestone, *, seen_version: int, by: User, at: datetime | None = None
) -> Milestone:
    """Agree to it (同意): it counts from now on. Nobody agrees to what they put forward."""
    row, state = _begin(milestone, LoopAct.ACCEPT, by, seen_version)
    return row if state is None else loops.advance(row, LoopAct.ACCEPT, state, by=by, at=at)


@transaction.atomic
def withdraw(
    milestone: Milestone, *, seen_version: int, by: User, at: datetime | None = None
) -> Milestone:
    """The lead unit takes back what the office has not agreed to yet (撤回)."""
    row, state = _begin(milestone, LoopAct.WITHDRAW, by, seen_version)
    return row if state is None else loops.advance(row, LoopAct.WITHDRAW, state, by=by, at=at)


@transaction.atomic
def drop(
    milestone: Milestone, *, text: str, seen_version: int, by: User, at: datetime | None = None
) -> Milestone:
    """The office takes a milestone out (取消), with the reason."""
    row, state = _begin(milestone, LoopAct.DROP, by, seen_version, text=text)
    if state is None:
        return row
    text = loops.reason(text, "取消的理由")
    return loops.advance(row, LoopAct.DROP, state, by=by, at=at, words=text)


# Done


@transaction.atomic
def claim(
    milestone: Milestone,
    *,
    done_on: date | None,
    text: str = "",
    files: Files = (),
    seen_version: int,
    by: User,
    on: date,
    at: datetime | None = None,
) -> Milestone:
    """Say that it was reached on a day (报完成); without evidence nothing is claimed."""
    row, state = _begin(milestone, LoopAct.CLAIM, by, seen_version, text=text, done_on=done_on)
    if state is None:
        return row
    files = list(files)
    if done_on is None:
        raise RefusedError(f"“{row.title}”：请填完成日。", "done_on")
    if done_on > on or done_on.year != row.task.plan.year:
        year = row.task.plan.year
        raise RefusedError(f"“{row.title}”：完成日须在{year}年内，且不晚于今天。", "done_on")
    if not files and not _has_evidence(row):
        raise RefusedError(f"“{row.title}”：请上传完成的依据，没有依据不能报完成。", "file")
    text = loops.short(text, "完成情况", most=loops.MOST_WORDS)
    columns = {"claimed_by": by, "done_on": done_on, **NOTHING_ASKED}
    return loops.advance(
        row, LoopAct.CLAIM, state, by=by, at=at, words=text, until=done_on, files=files, **columns
    )


@transaction.atomic
def confirm(
    milestone: Milestone,
    *,
    text: str = "",
    seen_version: int,
    by: User,
    on: date,
    at: datetime | None = None,
) -> Milestone:
    """Find that it was reached (核实): it counts as done from the day that was claimed."""
    row, state = _begin(milestone, LoopAct.CONFIRM, by, seen_version, text=text)
    if state is None:
        return row
    text = loops.short(text, "意见")
    columns: dict[str, Any] = {"confirmed_by": by, "confirmed_on": on}
    return loops.advance(row, LoopAct.CONFIRM, state, by=by, at=at, words=text, **columns)


@transaction.atomic
def send_back(
    milestone: Milestone, *, text: str, seen_version: int, by: User, at: datetime | None = None
) -> Milestone:
    """Find that it was not reached (退回), with the reason: it is open again."""
    row, state = _begin(milestone, LoopAct.SEND_BACK, by, seen_version, text=text)
    if state is None:
        return row
    text = loops.reason(text, "退回的理由")
    columns: dict[str, Any] = {"claimed_by": None, "done_on": None}
    return loops.advance(row, LoopAct.SEND_BACK, state, by=by, at=at, words=text, **columns)


# More time


@transaction.atomic
def ask_longer(
    milestone: Milestone,
    *,
    until: date | None,
    text: str,
    seen_version: int,
    by: User,
    on: date,
    at: datetime | None = None,
) -> Milestone:
    """Ask for a later day (申请延期), on or before the day that holds."""
    row, state = _begin(milestone, LoopAct.ASK_LONGER, by, seen_version, text=text, until=until)
    if state is None:
        return row
    year = row.task.plan.year
    if until is not None and until.year != year:
        raise RefusedError(f"延期至的日子须在{year}年以内。", "until")
    return extending.ask_longer(row, state, until=until, text=text, on=on, by=by, at=at)


@transaction.atomic
def grant(
    milestone: Milestone, *, text: str = "", seen_version: int, by: User, at: datetime | None = None
) -> Milestone:
    """Give the time that was asked for (同意延期)."""
    row, state = _begin(milestone, LoopAct.GRANT, by, seen_version, text=text)
    return row if state is None else extending.grant(row, state, text=text, by=by, at=at)


@transaction.atomic
def refuse(
    milestone: Milestone, *, text: str, seen_version: int, by: User, at: datetime | None = None
) -> Milestone:
    """Leave the day as it is (不同意延期), with the reason."""
    row, state = _begin(milestone, LoopAct.REFUSE, by, seen_version, text=text)
    return row if state is None else extending.refuse(row, state, text=text, by=by, at=at)


def _begin(
    milestone: Milestone, act: LoopAct, by: User, seen_version: int, **typed: Any
) -> tuple[Milestone, str | None]:
    """The row, held, and the state it goes to; None where this very act was done already."""
    row = loops.hold(milestone)
    who = who_is(by, row.task, row, act)
    return row, loops.begin(MILESTONE, act, row, who, by=by, seen_version=seen_version, typed=typed)


def _has_evidence(row: Milestone) -> bool:
    return Evidence.objects.filter(steps__milestone=row, removed_at__isnull=True).exists()


def _read(task: Task, wanted: Wanted) -> dict[str, Any]:
    """The columns as they are kept. Raises RefusedError for what cannot be."""
    title = _line(loops.said(wanted.title, "里程碑", "title", most=MOST_TITLE))
    deliverable = _line(wanted.deliverable)
    deliverable = loops.short(deliverable, "完成标志", "deliverable", most=MOST_TITLE)
    unit, year = wanted.unit, task.plan.year
    if unit is None or not task.responsibilities.filter(unit=unit).exists():
        raise RefusedError(f"“{title}”：请从本任务的牵头、配合单位中选择责任单位。", "unit")
    if wanted.due_on is None or wanted.due_on.year != year:
        raise RefusedError(f"“{title}”：请填{year}年内的时限，如{year}-09-30。", "due_on")
    columns = {"title": title, "deliverable": deliverable, "unit": unit, "due_on": wanted.due_on}
    return {**columns, "start": wanted.start, "end": wanted.end}


def _line(text: str) -> str:
    return " ".join(text.split())
