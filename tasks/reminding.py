"""Units are chased (催报): once an occasion, not within the plan's gap, never after handing in.

A row is made under the plan's lock and claimed before it is sent, so that any number of timers may
run at once (see `delivering`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts import rules
from accounts.models import User
from plans.models import Plan, ReportingPeriod
from targets.rounds import RefusedError
from tasks import channels
from tasks.chasing import (
    BY_HAND,
    Chase,
    chosen_by_hand,
    due_chases,
    open_items,
    timing_of,
)
from tasks.choices import Channel, Delivery
from tasks.contacts import Contact, contacts
from tasks.delivering import Told, deliver, is_time, text_of, to_of
from tasks.models import Reminder

NOT_REPORTED = "有未报的才催；这个单位本月应报的都已交。"


# By the timer


def planned(plan: Plan, *, at: datetime) -> list[Chase]:
    """Whom the plan has chased at this moment and who is not chased yet; changes nothing."""
    on = timezone.localdate(at)
    if not is_time(plan, at):
        return []
    chases = due_chases(plan, open_items(plan, on=on), on)
    kept = Reminder.objects.filter(plan=plan, created_at__gte=at - timedelta(days=60))
    done = set(kept.values_list("period_id", "unit_id", "occasion"))
    recent = set(_recent(plan, at).values_list("unit_id", flat=True))
    return [
        chase
        for chase in chases
        if (chase.period.pk, chase.unit, chase.occasion) not in done and chase.unit not in recent
    ]


def run(plan: Plan, *, at: datetime, site: str) -> Told:
    """Make what is planned at this moment, and send what waits."""
    made: list[Reminder] = []
    chases = planned(plan, at=at)
    known = contacts(plan.district_id) if chases else {}
    for chase in chases:
        if chase.unit in known:
            made += _make(plan, chase, known[chase.unit], at=at, site=site, by=None)
    return deliver(plan, at=at, site=site, made=made)


def _recent(plan: Plan, at: datetime) -> QuerySet[Reminder]:
    """What was made or sent within the plan's gap."""
    since = at - timedelta(hours=timing_of(plan).gap_hours)
    rows = Reminder.objects.filter(plan=plan).exclude(stage=Delivery.DROPPED)
    return rows.filter(Q(created_at__gt=since) | Q(sent_at__gt=since))


@transaction.atomic
def _make(
    plan: Plan, chase: Chase, contact: Contact, *, at: datetime, site: str, by: User | None
) -> list[Reminder]:
    """A row for each way; none where another run or press was quicker."""
    _lock(plan)
    if _recent(plan, at).filter(unit=chase.unit).exists():
        return []
    text = text_of(plan, contact.name, chase.items, at=at, site=site)
    ways = [way for way in timing_of(plan).ways if channels.is_set_up(way)]
    rows = [
        Reminder(
            plan=plan,
            period=chase.period,
            unit_id=chase.unit,
            occasion=chase.occasion,
            way=way,
            text=text,
            to=to_of(way, contact, chase.items),
            by=by,
            created_at=at,
            **_stage(way, at),
        )
        for way in ways
    ]
    return Reminder.objects.bulk_create(rows, ignore_conflicts=True)


def _lock(plan: Plan) -> None:
    """Runs and presses meet here, one after the other."""
    Plan.objects.select_for_update(no_key=True).only("pk").get(pk=plan.pk)


def _stage(way: str, at: datetime) -> dict[str, object]:
    """A notice is there as soon as it is made; the rest goes out afterwards."""
    if way == Channel.NOTICE:
        return {"stage": Delivery.SENT, "sent_at": at}
    return {"stage": Delivery.WAITING, "next_try_at": at}


# By hand


def by_hand(
    period: ReportingPeriod, units: Iterable[int] | None, *, by: User, at: datetime, site: str
) -> Told:
    """The office chases these units (None: all) about one month now; who was just chased is left.

    Raises PermissionDenied for anybody else; RefusedError where nobody is left to chase.
    """
    plan, on = period.plan, timezone.localdate(at)
    if not rules.may_review(by, plan.district_id):
        raise PermissionDenied
    _require_open(period, at)
    items, known = open_items(plan, on=on), contacts(plan.district_id)
    wanted = set(known if units is None else units)
    made, skipped = [], []
    for pk, contact in known.items():
        own = chosen_by_hand((item for item in items if item.unit == pk), period, on)
        if pk not in wanted or not own:
            continue
        chase = Chase(pk, period, _next_by_hand(period, pk), own)
        rows = _make(plan, chase, contact, at=at, site=site, by=by)
        if rows:
            made += rows
        else:
            skipped.append(contact.name)
    if not made:
        raise RefusedError(_why_none(plan, skipped))
    pks = Reminder.objects.filter(period=period, by=by, created_at=at).values_list("pk", flat=True)
    told = deliver(plan, at=at, site=site, made=made, only=list(pks), seconds=8)
    return Told(made, skipped, told.sent, told.waiting, told.failed, told.dropped)


def _require_open(period: ReportingPeriod, at: datetime) -> None:
    if period.published_at is not None:
        raise RefusedError(f"{period.month}月已发布，不再催报。")
    if not period.is_open(timezone.localdate(at)):
        raise RefusedError(f"{period.month}月还没有开放填报，不用催报。")


def _next_by_hand(period: ReportingPeriod, unit: int) -> str:
    kept = Reminder.objects.filter(period=period, unit=unit, occasion__startswith=BY_HAND)
    return f"{BY_HAND}:{kept.values('occasion').distinct().count() + 1}"


def _why_none(plan: Plan, skipped: Sequence[str]) -> str:
    if not skipped:
        return NOT_REPORTED
    hours = timing_of(plan).gap_hours
    return f"{'、'.join(skipped)}刚催过，{hours}小时内不再催。急的可复制催报文字，另行联系。"


def retry(reminder: Reminder, *, by: User, at: datetime, site: str) -> Told:
    """Try again what failed, from the first attempt on. Pressed twice, it is tried once."""
    plan = reminder.plan
    if not rules.may_review(by, plan.district_id):
        raise PermissionDenied
    failed = Reminder.objects.filter(pk=reminder.pk, stage=Delivery.FAILED)
    if not failed.update(stage=Delivery.WAITING, attempts=0, next_try_at=at):
        raise RefusedError("这一条已在重发或已经发出，不用再按。")
    return deliver(plan, at=at, site=site, only=[reminder.pk], seconds=8)


# What units see of it


def notices(plan: Plan, unit: int) -> list[Reminder]:
    """The unit's latest notice of each month not yet published, oldest first; one query."""
    rows = Reminder.objects.filter(
        plan=plan, unit=unit, way=Channel.NOTICE, period__published_at=None
    )
    latest: dict[int, Reminder] = {}
    for row in rows.select_related("period").order_by("created_at", "pk"):
        latest[row.period_id] = row
    return list(latest.values())
