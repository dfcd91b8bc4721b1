"""Whom to ask: the people of each unit who report or release its figures, and how to reach them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from accounts.choices import Role, UnitKind
from accounts.models import Unit
from accounts.rules import UNIT_ROLES
from plans.models import ReportingPeriod
from tasks.chasing import Item
from tasks.models import Reminder


@dataclass(frozen=True)
class Person:
    """Somebody of a unit, and how to reach them."""

    pk: int
    name: str
    phone: str
    email: str
    is_head: bool


@dataclass(frozen=True)
class Contact:
    """A unit, its telephone and its people."""

    pk: int
    code: str
    name: str
    phone: str
    people: tuple[Person, ...]
    chased_at: datetime | None = None  # about the month that was asked for


def contacts(
    district: int, *, unit: int | None = None, period: ReportingPeriod | None = None
) -> dict[int, Contact]:
    """Each unit of the district with those who report for it or release its figures; one query.

    With `period`, also when the unit was last chased about it.
    """
    units = Unit.objects.filter(district=district).exclude(kind=UnitKind.OFFICE)
    if unit is not None:
        units = units.filter(pk=unit)
    chased = Reminder.objects.filter(unit=OuterRef("pk"), period=period).order_by("-created_at")
    units = units.annotate(chased_at=Subquery(chased.values("created_at")[:1]))
    rows = units.order_by("order", "code", "memberships__pk").values_list(
        "pk",
        "code",
        "short_name",
        "phone",
        "chased_at",
        "memberships__role",
        "memberships__user_id",
        "memberships__user__full_name",
        "memberships__user__username",
        "memberships__user__phone",
        "memberships__user__email",
        "memberships__user__is_active",
    )
    units_told: dict[int, tuple[str, str, str, datetime | None]] = {}
    people: dict[int, list[Person]] = defaultdict(list)
    for pk, code, name, phone, at, role, user, full_name, username, own, email, is_active in rows:
        units_told[pk] = (code, name, phone, at)
        if role in UNIT_ROLES and is_active:
            is_head = role == Role.HEAD
            people[pk].append(Person(user, full_name or username, own, email, is_head))
    return {
        pk: Contact(pk, code, name, phone, tuple(people[pk]), at)
        for pk, (code, name, phone, at) in units_told.items()
    }


def responsible(
    contact: Contact, named: Collection[int | None], *, with_head: bool = False
) -> list[Person]:
    """Who answers for what is missing: those named for it, else the unit's clerks; and the head.

    Somebody named who has left the unit is not asked any more. A unit without clerks has its head.
    """
    clerks = [person for person in contact.people if not person.is_head]
    heads = [person for person in contact.people if person.is_head]
    known = {person.pk for person in contact.people}
    wanted = {pk for pk in named if pk in known}
    asks_all = not named or any(pk not in known for pk in named)
    found = [person for person in contact.people if person.pk in wanted]
    if asks_all:
        found += clerks or heads
    if with_head:
        found += heads
    return list({person.pk: person for person in found}.values())


def asked(contact: Contact, items: Sequence[Item]) -> list[Person]:
    """Whom a message about these goes to."""
    named = {item.reporter for item in items if not item.for_head}
    with_head = any(item.for_head for item in items)
    if not named:  # all of it waits for the head alone
        heads = [person for person in contact.people if person.is_head]
        return heads or responsible(contact, ())
    return responsible(contact, named, with_head=with_head)
