"""A reminder goes out: claimed, asked again whether it is still wanted, sent, and kept with its end.

A crash between the claim and the answer leads to another attempt, not to silence.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from plans import workdays
from plans.models import Plan
from plans.periods import moves_of
from tasks import channels, messages
from tasks.channels import SendingError
from tasks.chasing import BY_HAND, Item, chosen, chosen_by_hand, open_items, timing_of
from tasks.choices import Channel, Delivery
from tasks.contacts import Contact, asked, contacts
from tasks.models import Reminder

MOST_ATTEMPTS = 5
FIRST_WAIT = timedelta(minutes=5)  # doubled with each attempt
MOST_TO_GROUP = 18  # a run; DingTalk takes twenty a minute
NEWER = "之后已有新的一条"


@dataclass(frozen=True)
class Told:
    """What one run or one press came to."""

    made: Sequence[Reminder] = ()
    skipped: Sequence[str] = ()  # units chased too recently
    sent: int = 0
    waiting: int = 0  # to be tried again
    failed: int = 0
    dropped: int = 0


def is_time(plan: Plan, at: datetime) -> bool:
    """A working day, from the plan's hour on."""
    local = timezone.localtime(at)
    is_workday = workdays.is_workday(local.date(), moves=moves_of(plan))
    return is_workday and local.hour >= timing_of(plan).hour


def text_of(plan: Plan, unit: str, items: Sequence[Item], *, at: datetime, site: str) -> str:
    """What a message to the unit says that day, with where to go."""
    link = site.rstrip("/") + reverse("entry_home", kwargs={"plan": plan.slug}) if site else ""
    on = timezone.localdate(at)
    moves, sender = moves_of(plan), f"{plan.short_title}专班"
    return messages.message(unit, items, on=on, moves=moves, link=link, sender=sender)


def to_of(way: str, contact: Contact, items: Sequence[Item]) -> str:
    """Who it is for, as the log tells it."""
    people = asked(contact, items)
    if way == Channel.ROBOT:
        return "群"
    if way == Channel.EMAIL:
        return "、".join(person.email for person in people if person.email)[:500]
    return "、".join(person.name for person in people)[:500] or "本单位"


def deliver(
    plan: Plan,
    *,
    at: datetime,
    site: str,
    made: Sequence[Reminder] = (),
    only: Sequence[int] | None = None,
    seconds: float | None = None,
) -> Told:
    """Send what waits and is due for an attempt; `only` these, for at most about so long."""
    rows = Reminder.objects.filter(plan=plan, stage=Delivery.WAITING, next_try_at__lte=at)
    if only is not None:
        rows = rows.filter(pk__in=only)
    elif not is_time(plan, at):
        rows = rows.filter(occasion__startswith=BY_HAND)  # the office chose its own hour
    until = None if seconds is None else time.monotonic() + seconds
    count = dict.fromkeys(Delivery, 0)
    to_group = 0
    for row in rows.select_related("unit", "period").order_by("created_at", "pk"):
        is_to_group = row.way == Channel.ROBOT
        if (is_to_group and to_group >= MOST_TO_GROUP) or (until and time.monotonic() > until):
            continue  # the next run goes on
        if _claim(row, at):
            to_group += is_to_group
            count[_send(plan, row, at=at, site=site)] += 1
    return Told(
        made=made,
        sent=count[Delivery.SENT],
        waiting=count[Delivery.WAITING],
        failed=count[Delivery.FAILED],
        dropped=count[Delivery.DROPPED],
    )


def _claim(row: Reminder, at: datetime) -> bool:
    """Compare-and-set: whoever counts the attempt makes it, and nobody else before the next."""
    waiting = Reminder.objects.filter(pk=row.pk, stage=Delivery.WAITING, attempts=row.attempts)
    later = at + FIRST_WAIT * 2**row.attempts
    if not waiting.update(attempts=F("attempts") + 1, next_try_at=later):
        return False
    row.attempts, row.next_try_at = row.attempts + 1, later
    return True


def _send(plan: Plan, row: Reminder, *, at: datetime, site: str) -> Delivery:
    """One attempt, about what is still missing at this moment; nothing missing, nothing sent."""
    on = timezone.localdate(at)
    own = open_items(plan, on=on, unit=row.unit_id)
    is_by_hand = row.occasion.startswith(BY_HAND)
    items = chosen_by_hand(own, row.period, on) if is_by_hand else chosen(plan, own, on)
    contact = contacts(plan.district_id, unit=row.unit_id).get(row.unit_id)
    if not items or contact is None:
        return _end(row, Delivery.DROPPED)
    newer = Reminder.objects.filter(plan=plan, unit=row.unit_id, way=row.way, pk__gt=row.pk)
    if newer.exclude(stage=Delivery.DROPPED).exists():
        return _end(row, Delivery.DROPPED, error=NEWER)
    row.text, row.to = (
        text_of(plan, contact.name, items, at=at, site=site),
        to_of(row.way, contact, items),
    )
    try:
        if row.way == Channel.EMAIL:
            to = [person.email for person in asked(contact, items) if person.email]
            channels.send_mail(to, messages.subject(contact.name, items), row.text)
        else:
            channels.send_to_group(row.text)
    except SendingError as error:
        is_over = error.is_final or row.attempts >= MOST_ATTEMPTS
        return _end(row, Delivery.FAILED if is_over else Delivery.WAITING, error=error.message)
    return _end(row, Delivery.SENT, sent_at=at)


def _end(
    row: Reminder, stage: Delivery, *, error: str = "", sent_at: datetime | None = None
) -> Delivery:
    """Keep what became of the attempt, unless the row has moved on meanwhile."""
    mine = Reminder.objects.filter(pk=row.pk, stage=Delivery.WAITING, attempts=row.attempts)
    mine.update(stage=stage, error=error[:300], sent_at=sent_at, text=row.text, to=row.to)
    return stage
