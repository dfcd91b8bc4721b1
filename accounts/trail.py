"""What was done to one account (变动): roles given and taken, locked, its password set anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from accounts.models import District, Membership, User

ACTS = {"+": "授予", "-": "收回"}  # as django-simple-history marks them
MOST = 50


@dataclass(frozen=True)
class Change:
    """One line: when, by whom, what."""

    at: datetime
    by: str
    what: str


def changes(account: User, district: District) -> list[Change]:
    """The latest first: what this district did to the account. Two queries."""
    found = [*_of_roles(account, district), *_of_account(account)]
    return sorted(found, key=lambda change: change.at, reverse=True)[:MOST]


def _of_roles(account: User, district: District) -> Iterator[Change]:
    """Given and taken; in which of them its owner works at times is their own affair."""
    rows = Membership.history.filter(user_id=account.pk, district_id=district.pk)
    rows = rows.filter(history_type__in=ACTS).select_related("history_user", "unit", "district")
    for row in rows[:MOST]:
        role = Membership(unit=row.unit, district=row.district, role=row.role)
        yield Change(row.history_date, _name(row.history_user), f"{ACTS[row.history_type]}“{role}”")


def _of_account(account: User) -> Iterator[Change]:
    """Acts upon the account give a reason; its owner's sign-ins do not."""
    rows = User.history.filter(id=account.pk).exclude(history_change_reason=None)
    for row in rows.select_related("history_user")[:MOST]:
        by = _name(row.history_user)
        yield Change(row.history_date, by, row.history_change_reason.removeprefix(f"由{by}"))


def _name(user: User | None) -> str:
    return str(user) if user else "系统"
