"""办理: the steps of one matter as its page tells them, and the tabs that its lists share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.timezone import localtime

from accounts.choices import Role
from accounts.models import User
from accounts.rules import UNIT_ROLES
from plans.models import Plan
from tasks import loop_proofs
from tasks.choices import LoopAct
from tasks.models import Step
from tasks.transitions import Machine

EVERYBODY = frozenset({Role.LEADER, Role.OFFICE, Role.ADMINISTRATOR}) | UNIT_ROLES
CONCERNED = frozenset({Role.LEADER, Role.OFFICE}) | UNIT_ROLES
TABS = (
    ("问题销号清单", "problem_list", EVERYBODY),
    ("督办单", "order_list", CONCERNED),
    ("协调事项", "help_list", CONCERNED),
    ("批示", "instruction_list", frozenset({Role.OFFICE, Role.LEADER})),
    ("亮点", "highlight_list", EVERYBODY),
    ("例会", "gathering_list", CONCERNED),
)


@dataclass(frozen=True)
class Proof:
    """A file of a step; its address is empty for those who may not read it."""

    name: str
    url: str


@dataclass(frozen=True)
class Line:
    """One step as told: 报解决 · 9月11日 09:30 · 区经信局 张某, in which words, with which files."""

    word: str
    who: str
    at: datetime | None = None
    text: str = ""
    day: str = ""  # 至10月15日; 10月8日完成 of what was claimed
    proofs: tuple[Proof, ...] = ()
    tone: str = ""  # now: what is waited for; next: what comes then


@dataclass(frozen=True)
class Tab:
    """One of the loop's lists."""

    label: str
    url: str
    current: bool


def lines(matter: Any, machine: Machine, plan: Plan, *, by: User) -> list[Line]:
    """Every step of a matter, oldest first; two queries."""
    return told(rows_of(matter), matter, machine, plan, by=by)


def rows_of(matter: Any) -> list[Step]:
    """The steps of a matter with who, for which unit and by which files; two queries."""
    return list(matter.steps.select_related("by", "unit").prefetch_related("evidence"))


def told(
    rows: Iterable[Step], matter: Any, machine: Machine, plan: Plan, *, by: User
) -> list[Line]:
    """The same of steps that were read already."""
    return [
        _line(row, machine, plan, loop_proofs.may_read(matter, plan, by=by, step=row))
        for row in rows
    ]


def _line(row: Step, machine: Machine, plan: Plan, may: bool) -> Line:
    unit = row.unit.short_name if row.unit else ""
    proofs = tuple(
        Proof(file.name, reverse("evidence", args=[plan.slug, file.pk]) if may else "")
        for file in row.evidence.all()
    )
    who = f"{unit} {row.by}".strip() if row.by else "系统按规则"
    return Line(machine.word(row.act), who, row.at, row.text, _day(row), proofs)


def _day(row: Step) -> str:
    """The day that the step set, or on which it was done; with its year where that is another."""
    if row.until is None:
        return ""
    year = "" if row.until.year == localtime(row.at).year else f"{row.until.year}年"
    told = f"{year}{row.until.month}月{row.until.day}日"
    return f"{told}完成" if row.act == LoopAct.CLAIM else f"至{told}"


def tabs(plan: Plan, current: str, *, by: User) -> list[Tab]:
    """The loop's lists that exist and that the person's role may open; no query."""
    role = by.member.role if by.member else ""
    open_to = [(label, name) for label, name, roles in TABS if role in roles]
    found = [Tab(label, address(name, plan), name == current) for label, name in open_to]
    return [tab for tab in found if tab.url]


def address(name: str, plan: Plan, **route: object) -> str:
    """The plan's page of this name; empty while there is no such page."""
    try:
        return reverse(name, kwargs={"plan": plan.slug, **route})
    except NoReverseMatch:
        return ""
