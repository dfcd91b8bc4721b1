"""One person's calendar: its secret address, and what is due in it for the role they work in.

The address is the only key, so that a calendar program needs no password: only its digest is kept,
and it opens titles and days alone, never a figure. Whoever loses account or role has an empty one.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef
from django.db.models.functions import Coalesce

from accounts.choices import Role
from accounts.models import Membership, User
from accounts.rules import UNIT_ROLES
from plans.models import Plan, ReportingPeriod
from targets.models import Measurement, Target, release_day
from targets.rounds import HANDED_IN
from tasks.choices import (
    HighlightState,
    MeetingState,
    MilestoneState,
    OrderState,
    Part,
    ProblemState,
    ResolutionState,
)
from tasks.counting import count_of
from tasks.models import (
    CalendarKey,
    Highlight,
    Meeting,
    Milestone,
    Problem,
    ProgressNote,
    Resolution,
    Responsibility,
    SupervisionOrder,
)

BYTES = 32  # of chance in an address
BEFORE, AHEAD = timedelta(days=90), timedelta(days=370)
HANDED = tuple(state.value for state in HANDED_IN)


@dataclass(frozen=True)
class Due:
    """One thing in a calendar: a name that stays the same, its day, and a title."""

    uid: str
    day: date
    title: str


# The address


@transaction.atomic
def make(user: User, *, by: User) -> str:
    """A new secret address for one's own calendar (生成); the one before stops working.

    Gives the secret itself, which is not kept. Raises PermissionDenied for another's.
    """
    _require_own(user, by)
    secret = secrets.token_urlsafe(BYTES)
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)  # two presses at once
    CalendarKey.objects.filter(user=user).delete()
    CalendarKey.objects.create(user=user, digest=_digest(secret))
    return secret


@transaction.atomic
def drop(user: User, *, by: User) -> None:
    """No address any more (停用); done already where there is none."""
    _require_own(user, by)
    CalendarKey.objects.filter(user=user).delete()


def key_of(user: User) -> CalendarKey | None:
    """The person's address as far as it is kept; None where there is none."""
    return CalendarKey.objects.filter(user=user).first()


def owner_of(secret: str) -> User | None:
    """Whose address this is; None for any other. Found by its digest, in constant time."""
    digest = _digest(secret)
    found = CalendarKey.objects.select_related("user").filter(digest=digest).first()
    if found is None or not hmac.compare_digest(found.digest, digest):
        return None
    return found.user


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def _require_own(user: User, by: User) -> None:
    if user.pk != by.pk:
        raise PermissionDenied


# What is due


def due_for(user: User, *, on: date) -> list[Due]:
    """What is due for the role the person works in, over their district's plans, by its day.

    At most ten queries, however many plans there are.
    """
    member = user.member
    if member is None or not user.is_active:
        return []
    found = list(_meetings(member, on))
    if member.role == Role.OFFICE:
        found += [*_office_periods(member, on), *_waits(member, on)]
    if member.role == Role.OFFICE or member.role in UNIT_ROLES:
        found += [*_filings(member, on), *_matters(member)]
    return sorted(found, key=lambda due: (due.day, due.uid))


def _periods(member: Membership, on: date) -> list[ReportingPeriod]:
    """The months of the district's plans that are not published, near the day; one query."""
    rows = ReportingPeriod.objects.filter(
        plan__district_id=member.district_id,
        published_at=None,
        due_on__gte=on - BEFORE,
        due_on__lte=on + AHEAD,
    )
    return list(rows.select_related("plan").defer("plan__text").order_by("due_on", "month"))


def _filings(member: Membership, on: date) -> Iterator[Due]:
    """The unit's figures and notes that are not handed in yet, by month and day; five queries."""
    if member.unit_id is None:
        return
    periods = _periods(member, on)
    plans = {period.plan_id for period in periods}
    targets = list(Target.objects.filter(lead_unit_id=member.unit_id, plan_id__in=plans))
    led = Responsibility.objects.filter(
        unit_id=member.unit_id, part=Part.LEAD, task__plan_id__in=plans
    )
    tasks = list(led.values_list("task__plan_id", "task_id"))
    figures, notes = _handed_in(Measurement, "target_id", periods), set[tuple[int, int]]()
    if tasks:
        notes = _handed_in(ProgressNote, "task_id", periods, unit_id=member.unit_id)
    for period in periods:
        missing: dict[date, list[int]] = {}
        for target in targets:
            is_asked = target.plan_id == period.plan_id and period.month in target.reporting_months
            if is_asked and (period.pk, target.pk) not in figures:
                day = release_day(target, period.month, period.due_on)
                missing.setdefault(day, [0, 0])[0] += 1
        for plan, task in tasks:
            if plan == period.plan_id and (period.pk, task) not in notes:
                missing.setdefault(period.due_on, [0, 0])[1] += 1
        for day, (number, texts) in missing.items():
            parts = (f"指标{number}项" if number else "", f"进展{texts}项" if texts else "")
            told = "、".join(part for part in parts if part)
            title = f"{period.month}月数据报送截止：还有{told}没报"
            yield _event(period.plan, f"report-{period.month}-{day:%m%d}", day, title)


def _handed_in(
    model: Any, column: str, periods: Iterable[ReportingPeriod], **more: Any
) -> set[tuple[int, int]]:
    """Which rows of these months were handed in, by month and what they are of; one query."""
    rows = model.objects.filter(period__in=[each.pk for each in periods], state__in=HANDED, **more)
    return set(rows.values_list("period_id", column))


def _office_periods(member: Membership, on: date) -> Iterator[Due]:
    """When units are due, and when a month may be published; one query."""
    for period in _periods(member, on):
        month, plan = period.month, period.plan
        yield _event(plan, f"due-{month}", period.due_on, f"{month}月各单位数据报送截止")
        day = max(period.due_on + timedelta(days=1), on)  # moves on until it is published
        yield _event(plan, f"publish-{month}", day, f"{month}月数据审核、发布")


def _waits(member: Membership, on: date) -> Iterator[Due]:
    """How much waits for the office today, a line for each plan; one query."""
    counted = {
        "待受理或核验的问题": _of_plan(
            Problem, "plan", state__in=(ProblemState.RAISED, ProblemState.CLAIMED)
        ),
        "待核验的督办回复": _of_plan(SupervisionOrder, "plan", state=OrderState.ANSWERED),
        "待确认的里程碑": _of_plan(
            Milestone, "task__plan", state__in=(MilestoneState.PROPOSED, MilestoneState.CLAIMED)
        ),
        "待核实的议定事项": _of_plan(Resolution, "meeting__plan", state=ResolutionState.CLAIMED),
        "待选用的亮点": _of_plan(Highlight, "plan", state=HighlightState.SUBMITTED),
    }
    plans = Plan.objects.defer("text").filter(district_id=member.district_id)
    names = [f"waits_{place}" for place in range(len(counted))]
    for plan in plans.annotate(**dict(zip(names, counted.values(), strict=True))):
        numbers = [getattr(plan, name) for name in names]
        told = [
            f"{what}{number}项" for what, number in zip(counted, numbers, strict=True) if number
        ]
        if told:
            yield _event(plan, "waits", on, f"待办：{'、'.join(told)}")


def _of_plan(model: Any, plan: str, **states: Any) -> Coalesce:
    """How many such rows a plan has."""
    return count_of(model.objects.filter(**{plan: OuterRef("pk")}, **states))


def _matters(member: Membership) -> Iterator[Due]:
    """What the unit has to do by a day: milestones, problems, orders, resolutions; four queries."""
    unit, district = member.unit_id, member.district_id
    steps = Milestone.objects.filter(unit=unit, state=MilestoneState.OPEN)
    steps = steps.filter(task__plan__district=district).select_related("task__plan")
    for step in steps.defer("task__text", "task__plan__text"):
        uid = f"milestone-{step.task.number}-{step.number}"
        title = f"里程碑到期：{step.title}（任务{step.task.number}）"
        yield _event(step.task.plan, uid, step.due_on, title)
    problems = Problem.objects.filter(unit=unit, state=ProblemState.SOLVING)
    for each in problems.filter(plan__district=district).select_related("plan").defer("plan__text"):
        title = f"问题到期：{each.title}（{each.label}）"
        yield _event(each.plan, f"problem-{each.number}", each.due_on, title)
    orders = SupervisionOrder.objects.filter(
        unit=unit, state__in=(OrderState.ISSUED, OrderState.SIGNED), plan__district=district
    )
    for order in orders.select_related("plan").defer("plan__text"):
        title = f"{order.get_kind_display()}回复到期：{order.title}（{order.label}）"
        yield _event(order.plan, f"{order.kind}-{order.number}", order.due_on, title)
    resolved = Resolution.objects.filter(unit=unit, state=ResolutionState.OPEN)
    resolved = resolved.filter(meeting__plan__district=district).select_related("meeting__plan")
    for row in resolved.defer("meeting__plan__text"):
        uid = f"resolution-{row.meeting.number}-{row.number}"
        yield _event(row.meeting.plan, uid, row.due_on, f"议定事项到期：{row.text}")


def _meetings(member: Membership, on: date) -> Iterator[Due]:
    """The meetings to come: the office's and leaders', and a unit's that stands on the agenda."""
    if member.role not in {Role.OFFICE, Role.LEADER} and member.role not in UNIT_ROLES:
        return
    rows = Meeting.objects.filter(
        held_on__gte=on - BEFORE,
        plan__district_id=member.district_id,
        state=MeetingState.PLANNED,
    )
    code = member.unit.code if member.unit and member.role in UNIT_ROLES else ""
    for row in rows.select_related("plan").defer("plan__text"):
        if code and code not in {item.get("unit") for item in row.agenda}:
            continue
        begins = f" {row.begins_at:%H:%M}" if row.begins_at else ""
        place = f"（{row.place}）" if row.place else ""
        title = f"{row.title}{begins}{place}"
        yield _event(row.plan, f"meeting-{row.number}", row.held_on, title)


def _event(plan: Plan, name: str, day: date, title: str) -> Due:
    demo = "演示数据，不作依据：" if plan.is_demo else ""
    return Due(f"{name}-{plan.slug}@xushi", day, f"{demo}{title}")
