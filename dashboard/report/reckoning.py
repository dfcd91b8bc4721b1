"""What follows from the rows' lights: how many stand under each, and which changed. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from dashboard.report.counted import Change, Counts
from dashboard.report.rows import TargetRow
from targets.choices import Light


def counts_of(lights: Iterable[Light]) -> Counts:
    """How many stand under each light, in the order that lights are decided."""
    counted = Counter(lights)
    return Counts(tuple((light, counted[light]) for light in Light))


def changes_of(rows: Iterable[TargetRow]) -> tuple[Change, ...]:
    """Targets whose light changed: worse ones first, then better, then the rest; plan's order."""
    changed: dict[bool | None, list[Change]] = defaultdict(list)
    for row in rows:
        if row.before and row.before.light != row.now.light:
            change = Change(row.code, row.short_name, row.before.light, row.now.light)
            changed[change.is_better].append(change)
    return (*changed[False], *changed[True], *changed[None])
