"""A regular meeting (例会) is called, changed, held or cancelled: acts of the office alone.

Each act is one transaction, asks the right itself, leaves its history row, and answers success when
it was done already. What a meeting resolved is followed in `tasks.resolutions`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from accounts import rules
from accounts.models import Unit, User
from accounts.texts import tidy
from accounts.tracing import trace
from plans.models import Plan
from targets import rounds
from targets.rounds import RefusedError
from tasks import loops
from tasks.choices import MeetingState
from tasks.models import Meeting

MOST_TITLE, MOST_PLACE, MOST_MINUTES = 60, 60, 4000
MOST_ITEMS, MOST_ITEM, MOST_NOTE = 60, 100, 200
KINDS = {
    "resolution": "上次议定",
    "order": "督办单",
    "problem": "问题",
    "target": "指标",
    "task": "任务",
    "other": "其他",
}


@dataclass(frozen=True)
class Item:
    """One item of an agenda: what, whose, which row it is about, and why it is on it."""

    title: str
    unit: str = ""  # a unit's code; empty for nobody's in particular
    kind: str = "other"  # of KINDS
    key: str = ""  # the target's code, the task's, problem's or order's number, 2-1 of a resolution
    note: str = ""


@dataclass(frozen=True)
class Called:
    """A meeting as it is called: when, where, and what is on its agenda."""

    title: str
    held_on: date | None
    begins_at: time | None = None
    place: str = ""
    agenda: tuple[Item, ...] = ()


@transaction.atomic
def call(plan: Plan, called: Called, *, by: User, on: date) -> Meeting:
    """Call a meeting for today or a day to come (召集); the same call sent twice is one.

    Raises PermissionDenied for anybody but the office, RefusedError at title, held_on, place or item.
    """
    _require_office(plan, by)
    columns = _columns(plan, called, on)
    rows = Plan.objects.select_for_update(of=("self",), no_key=True).defer("text")
    plan = rows.get(pk=plan.pk)
    planned = Meeting.objects.filter(plan=plan, state=MeetingState.PLANNED, called_by=by, version=1)
    plain = {name: value for name, value in columns.items() if name != "agenda"}
    for same in planned.filter(**plain):
        if same.agenda == columns["agenda"]:
            return same
    last = Meeting.objects.filter(plan=plan).aggregate(last=Max("number"))["last"] or 0
    row = Meeting(plan=plan, number=last + 1, called_by=by, **columns)
    trace(row, by=by).save()
    return row


@transaction.atomic
def change(meeting: Meeting, called: Called, *, by: User, on: date, seen_version: int) -> Meeting:
    """Another day, place or agenda for a meeting that is still to come (修改)."""
    row = _entered(meeting, by)
    columns = _columns(row.plan, called, on, was=row.held_on)
    return _moved(row, seen_version, {MeetingState.PLANNED}, by=by, **columns)


@transaction.atomic
def hold(meeting: Meeting, *, minutes: str, by: User, on: date, seen_version: int) -> Meeting:
    """It took place; its minutes as far as they are written (召开).

    Raises PermissionDenied for anybody but the office, RefusedError before its day.
    """
    row = _entered(meeting, by)
    written = loops.short(minutes, "纪要", "minutes", most=MOST_MINUTES)
    if row.state == MeetingState.PLANNED and row.held_on > on:
        day = row.held_on
        raise RefusedError(f"会议定在{day.month}月{day.day}日，还没有到。提前开的，请先改日期。")
    columns = {"state": MeetingState.HELD, "minutes": written}
    return _moved(row, seen_version, {MeetingState.PLANNED}, by=by, **columns)


@transaction.atomic
def minute(meeting: Meeting, *, minutes: str, by: User, seen_version: int) -> Meeting:
    """Mend the minutes of a meeting that was held (改纪要); the history keeps what they were."""
    row = _entered(meeting, by)
    written = loops.short(minutes, "纪要", "minutes", most=MOST_MINUTES)
    return _moved(row, seen_version, {MeetingState.HELD}, by=by, minutes=written)


@transaction.atomic
def cancel(meeting: Meeting, *, reason: str, by: User, seen_version: int) -> Meeting:
    """It does not take place (取消); its number is not given away again."""
    row = _entered(meeting, by)
    reason = loops.reason(reason, "取消的理由")
    columns = {"state": MeetingState.CANCELLED}
    return _moved(row, seen_version, {MeetingState.PLANNED}, by=by, why=reason, **columns)


# What they share


def _require_office(plan: Plan, by: User) -> None:
    if not rules.may_review(by, plan.district_id):
        raise PermissionDenied


def _entered(meeting: Meeting, by: User) -> Meeting:
    """The row as it stands now, held until the transaction ends, for the office."""
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("plan").defer("plan__text").get(pk=meeting.pk)
    _require_office(row.plan, by)
    return row


def _moved(
    row: Meeting,
    seen_version: int,
    states: set[MeetingState],
    *,
    by: User,
    why: str = "",
    **columns: Any,
) -> Meeting:
    """Write the columns, one version on; nothing where this very person has just done so."""
    now = {name: getattr(row, name) for name in columns}
    if now == columns and row.version == seen_version + 1:
        last = row.history.first()
        if last.history_user_id == by.pk:
            return row
    if row.version != seen_version:
        raise rounds.EditConflictError(row)
    if row.state not in states:
        words = "、".join(f"“{MeetingState(each).label}”" for each in sorted(states))
        told = f"会议现在是“{row.get_state_display()}”，只有{words}的才能这样办。"
        raise RefusedError(told)
    row.version += 1
    for name, value in columns.items():
        setattr(row, name, value)
    trace(row, by=by, why=why).save()
    return row


def _columns(plan: Plan, called: Called, on: date, was: date | None = None) -> dict[str, Any]:
    """What was called, as it is kept. A day that stood already may stand. Raises RefusedError."""
    title = loops.said(" ".join(called.title.split()), "会议名称", "title", most=MOST_TITLE)
    place = loops.short(" ".join(called.place.split()), "地点", "place", most=MOST_PLACE)
    is_kept = was is not None and called.held_on == was
    held_on = was if is_kept else loops.due(called.held_on, on=on, what="日期", field="held_on")
    return {
        "title": title,
        "held_on": held_on,
        "begins_at": called.begins_at,
        "place": place,
        "agenda": _agenda(plan, called.agenda),
    }


def _agenda(plan: Plan, items: Iterable[Item]) -> list[dict[str, str]]:
    """The items as they are kept: words, a unit of the district, a known kind. Raises RefusedError."""
    kept, asked = [], list(items)
    if len(asked) > MOST_ITEMS:
        raise RefusedError(f"议程最多{MOST_ITEMS}项，现有{len(asked)}项，请减少。", "agenda")
    wanted = {item.unit for item in asked if item.unit}
    known = set()
    if wanted:
        units = Unit.objects.filter(district_id=plan.district_id, code__in=wanted)
        known = set(units.values_list("code", flat=True))
    for item in asked:
        title = loops.said(" ".join(item.title.split()), "议题", "agenda", most=MOST_ITEM)
        note = tidy(item.note)[:MOST_NOTE]
        if item.unit and item.unit not in known:
            raise RefusedError(f"“{title}”的单位不在本计划内，请改选。", "agenda")
        kind = item.kind if item.kind in KINDS else "other"
        kept.append(asdict(Item(title, item.unit, kind, tidy(item.key)[:20], note)))
    return kept
