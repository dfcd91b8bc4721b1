"""Who acted: names with units, and whom one may choose from."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F

from accounts.models import Membership, User
from plans.models import Plan


def names_of(people: Iterable[int]) -> dict[int, str]:
    """Who they are, with the unit they work in before the name: 区经信局 张某. One query."""
    works_here = F("memberships__is_current").desc(nulls_last=True)
    columns = ("pk", "full_name", "username", "memberships__unit__short_name")
    rows = User.objects.filter(pk__in=people).order_by(works_here).values_list(*columns)
    found: dict[int, str] = {}
    for pk, name, account, unit in rows:
        found.setdefault(pk, f"{unit or ''} {name or account}".strip())
    return found


def parties(plan: Plan) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Units and people to choose from, each with its key. One query."""
    rows = Membership.objects.filter(district=plan.district_id).select_related("user", "unit")
    units: dict[str, str] = {}
    people: dict[str, str] = {}
    for role in rows.order_by("unit__order", "unit__code", "user__full_name"):
        if role.unit:
            units[f"u{role.unit.pk}"] = role.unit.short_name
        unit = f"{role.unit.short_name} " if role.unit else ""
        people.setdefault(f"p{role.user_id}", f"{unit}{role.user}")
    return list(units.items()), list(people.items())
