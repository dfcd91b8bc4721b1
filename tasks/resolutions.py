"""What a meeting resolved (议定事项) changes state: one owner, one day, followed until it is done.

Each act is one transaction, asks the right itself, leaves its step and its history row, and answers
success when it was done already. The table of states is `transitions.RESOLUTION`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts import rules
from accounts.models import Unit, User
from targets.rounds import RefusedError
from tasks import extending, loops
from tasks.choices import LoopAct, MeetingState, ResolutionState
from tasks.extending import NOTHING_ASKED
from tasks.loops import Files
from tasks.models import Meeting, Resolution
from tasks.transitions import RESOLUTION, Party

MOST_TEXT = 300
WORKED = (LoopAct.PROGRESS, LoopAct.CLAIM, LoopAct.ASK_LONGER)


# The office's


@transaction.atomic
def resolve(
    meeting: Meeting, *, text: str, unit: Unit | None, due_on: date | None, by: User, on: date
) -> Resolution:
    """Put down what a meeting that was held resolved (议定): one matter, one owner, one day.

    Raises PermissionDenied for anybody but the office, RefusedError at text, unit or due_on.
    """
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True)
    held = rows.select_related("plan").defer("plan__text").get(pk=meeting.pk)
    district = held.plan.district_id
    office = loops.parties(by, district, owner=unit) if unit else _office(by, district)
    after = loops.require(RESOLUTION, LoopAct.RAISE, None, office)
    columns = _columns(held, text=text, unit=unit, due_on=due_on, on=on)
    if held.state != MeetingState.HELD:
        raise RefusedError("会议还没有召开，召开后再记议定事项。")
    same = held.resolutions.filter(state=ResolutionState.OPEN, version=1, **columns).first()
    if same is not None:
        return same
    last = held.resolutions.aggregate(last=Max("number"))["last"] or 0
    row = Resolution(meeting=held, number=last + 1)
    words = columns["text"]
    return loops.advance(row, LoopAct.RAISE, after, by=by, words=words, until=due_on, **columns)


@transaction.atomic
def change(
    resolution: Resolution,
    *,
    text: str,
    unit: Unit | None,
    due_on: date | None,
    by: User,
    on: date,
    seen_version: int,
) -> Resolution:
    """Word it otherwise, or give it to another unit or for another day, while it is open (修改)."""
    typed = {"text": text, "unit": unit, "due_on": due_on}
    row, after = _entered(resolution, LoopAct.CHANGE, by, seen_version, **typed)
    if after is None:
        return row
    was = row.due_on
    columns = _columns(row.meeting, text=text, unit=unit, due_on=due_on, on=on, was=was)
    if columns["due_on"] != was:
        columns |= NOTHING_ASKED  # another day is an answer to whoever asked for one
    step: dict[str, Any] = {"words": columns["text"], "until": columns["due_on"]}
    return loops.advance(row, LoopAct.CHANGE, after, by=by, **step, **columns)


@transaction.atomic
def drop(resolution: Resolution, *, reason: str, by: User, seen_version: int) -> Resolution:
    """No longer wanted, and why (取消)."""
    row, after = _entered(resolution, LoopAct.DROP, by, seen_version, text=reason)
    if after is None:
        return row
    reason = loops.reason(reason, "取消的理由")
    return loops.advance(row, LoopAct.DROP, after, by=by, words=reason, **NOTHING_ASKED)


@transaction.atomic
def confirm(
    resolution: Resolution, *, by: User, on: date, seen_version: int, text: str = ""
) -> Resolution:
    """It is done (核实); never by whoever worked on it."""
    row, after = _entered(resolution, LoopAct.CONFIRM, by, seen_version, text=text)
    if after is None:
        return row
    told = loops.short(text, "核实意见")
    columns: dict[str, Any] = {"confirmed_by": by, "confirmed_on": on}
    return loops.advance(row, LoopAct.CONFIRM, after, by=by, words=told, **columns)


@transaction.atomic
def send_back(resolution: Resolution, *, reason: str, by: User, seen_version: int) -> Resolution:
    """Not done yet, and what is lacking (退回)."""
    row, after = _entered(resolution, LoopAct.SEND_BACK, by, seen_version, text=reason)
    if after is None:
        return row
    reason = loops.reason(reason, "退回的理由")
    return loops.advance(row, LoopAct.SEND_BACK, after, by=by, words=reason, claimed_by=None)


@transaction.atomic
def grant(resolution: Resolution, *, by: User, seen_version: int, text: str = "") -> Resolution:
    """The day that was asked for holds from now on (同意延期)."""
    row, after = _entered(resolution, LoopAct.GRANT, by, seen_version, text=text)
    return row if after is None else extending.grant(row, after, text=text, by=by)


@transaction.atomic
def refuse(resolution: Resolution, *, reason: str, by: User, seen_version: int) -> Resolution:
    """The day stays, and why (不同意延期)."""
    row, after = _entered(resolution, LoopAct.REFUSE, by, seen_version, text=reason)
    return row if after is None else extending.refuse(row, after, text=reason, by=by)


# The unit's


@transaction.atomic
def progress(
    resolution: Resolution, *, text: str, by: User, seen_version: int, files: Files = ()
) -> Resolution:
    """Tell how far it is (填写进展)."""
    row, after = _entered(resolution, LoopAct.PROGRESS, by, seen_version, text=text)
    if after is None:
        return row
    told = loops.said(text, "进展情况")
    return loops.advance(row, LoopAct.PROGRESS, after, by=by, words=told, files=files)


@transaction.atomic
def claim(
    resolution: Resolution, *, text: str, by: User, seen_version: int, files: Files = ()
) -> Resolution:
    """Say that it is done, and how (报完成); it counts once the office has confirmed it."""
    row, after = _entered(resolution, LoopAct.CLAIM, by, seen_version, text=text)
    if after is None:
        return row
    told = loops.said(text, "完成情况")
    return loops.advance(
        row, LoopAct.CLAIM, after, by=by, words=told, files=files, claimed_by=by, **NOTHING_ASKED
    )


@transaction.atomic
def ask_longer(
    resolution: Resolution,
    *,
    until: date | None,
    reason: str,
    by: User,
    on: date,
    seen_version: int,
) -> Resolution:
    """Ask for a later day before the day is over, and say why (申请延期).

    Raises PermissionDenied for another unit's, RefusedError at until or text.
    """
    typed = {"text": reason, "until": until}
    row, after = _entered(resolution, LoopAct.ASK_LONGER, by, seen_version, **typed)
    if after is None:
        return row
    return extending.ask_longer(row, after, until=until, text=reason, on=on, by=by)


# What they share


def parties(row: Resolution, by: User) -> frozenset[Party]:
    """In which parts this person stands to a resolution; whoever worked on it never judges it."""
    worked = row.steps.filter(act__in=WORKED).values_list("by_id", flat=True)
    took_part = {row.claimed_by_id, row.asked_by_id, *worked}
    return loops.parties(by, row.meeting.plan.district_id, owner=row.unit, took_part=took_part)


def _office(by: User, district_id: int) -> frozenset[Party]:
    """The same where no unit is named yet."""
    return frozenset({Party.OFFICE} if rules.may_review(by, district_id) else ())


def _entered(
    resolution: Resolution, act: LoopAct, by: User, seen_version: int, **typed: Any
) -> tuple[Resolution, str | None]:
    """The row, held, and the state the act leads to; None where it was done already."""
    row = loops.hold(resolution)
    who = parties(row, by)
    return row, loops.begin(
        RESOLUTION, act, row, who, by=by, seen_version=seen_version, typed=typed
    )


def _columns(
    meeting: Meeting,
    *,
    text: str,
    unit: Unit | None,
    due_on: date | None,
    on: date,
    was: date | None = None,
) -> dict[str, Any]:
    """What was resolved, as it is kept. A day that stood already may stand. Raises RefusedError."""
    told = " ".join(loops.said(text, "议定事项", most=MOST_TEXT).split())
    if unit is None or unit.district_id != meeting.plan.district_id:
        raise RefusedError("请选责任单位。", "unit")
    is_kept = was is not None and due_on == was
    day = was if is_kept else loops.due(due_on, on=on)
    return {"text": told, "unit": unit, "due_on": day}
