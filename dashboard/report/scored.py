"""What the month's league is made of: which unit leads or joins what, and how it reported. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from dashboard.league import RANKS, Entrant, Item, Reported, Rules, Supported, credit
from dashboard.report.keeping import Kept
from dashboard.report.named import UnitRef
from dashboard.report.rows import Reporting, TargetRow, TaskRow
from plans.models import Plan
from targets.choices import Light
from targets.standing import TargetStanding
from tasks.progress import TaskProgress

WEIGHTS = [field.name for field in fields(Rules) if field.name != "show"]


def rules_of(plan: Plan) -> Rules:
    """The plan's weights and its way of ranking, as the league takes them."""
    held = {name: plan.league[name] for name in WEIGHTS if name in plan.league}
    weights: dict[str, Any] = {name: Decimal(each) for name, each in held.items()}
    return replace(Rules(show=plan.league.get("show", RANKS)), **weights)


def entrants(
    targets: Sequence[TargetStanding],
    tasks: Sequence[TaskProgress],
    rows: Sequence[TargetRow],
    task_rows: Sequence[TaskRow],
    units: Iterable[UnitRef],
    filed: Iterable[Reporting],
    loop: Kept | None = None,
) -> Iterator[Entrant]:
    """Every unit that leads or joins anything, in the units' order; a mere mention is none.

    Indexes are taken exactly, from `targets` and `tasks`; `rows` are the same as the report tells.
    """
    items: dict[str, list[Item]] = defaultdict(list)
    for standing, row in zip(targets, rows, strict=True):
        now = standing.now
        add = (row.code, False, row.short_name, now.light, now.index)
        _share_out(items, row.lead, row.joint, add)
    for progress, task in zip(tasks, task_rows, strict=True):
        index = progress.now.index
        exact = None if index is None else Fraction(index)
        add = (str(task.number), True, task.title, task.light, exact)
        _share_out(items, task.lead, task.joint, add)
    reported = {each.unit.code: each for each in filed}
    for unit in units:
        if not unit.is_group:
            found = reported.get(unit.code)
            own = tuple(items[unit.code])
            leads = any(item.leads for item in own)  # who only joins is not scored on the loop
            yield Entrant(
                unit.code,
                own,
                Reported(found.due, found.on_time, found.returned) if found else None,
                loop.closed.get(unit.code) if loop and leads else None,
                loop.supported.get(unit.code, Supported(0, 0)) if loop and leads else None,
            )


def _share_out(
    items: dict[str, list[Item]],
    lead: UnitRef | None,
    joint: Iterable[UnitRef],
    told: tuple[str, bool, str, Light, Fraction | None],
) -> None:
    """The same item for whoever leads it and for each that joins."""
    code, is_task, name, light, index = told
    parts = [(unit, True) for unit in (lead,) if unit] + [(unit, False) for unit in joint]
    for unit, leads in parts:
        counted = credit(light, index)
        items[unit.code].append(Item(code, is_task, name, leads, light, index, counted))
