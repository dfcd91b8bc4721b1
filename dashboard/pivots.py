"""A month's report counted this way and that: the pivots behind charts and exports.

Pure: a report in, plain dictionaries out. pandas does the counting and is imported where used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboard.report import Group, TargetRow, TaskRow
from targets.choices import BEST_FIRST, Light

WITHIN = -1  # stands for the targets that stand only inside a task, beside the numbers of 聚焦


@dataclass(frozen=True)
class Pivot:
    """How many stand under each light, for each key (a month, a heading, a unit) in order."""

    keys: tuple[object, ...]
    counts: dict[Light, tuple[int, ...]]

    def of(self, key: object, lights: Iterable[Light] = BEST_FIRST) -> int:
        """How many stand under these lights at this key."""
        place = self.keys.index(key)
        return sum(self.counts[light][place] for light in lights)


def _count(records: Iterable[tuple[object, str]], keys: Sequence[object]) -> Pivot:
    """Count (key, light) pairs; grouping costs a tenth of what pandas' crosstab does."""
    import pandas as pd

    frame = pd.DataFrame.from_records(list(records), columns=["key", "light"])
    number = frame.groupby(["key", "light"], sort=False).size().to_dict()
    counts = {
        light: tuple(int(number.get((key, light.value), 0)) for key in keys) for light in BEST_FIRST
    }
    return Pivot(tuple(keys), counts)


def lights_by_month(targets: Sequence[TargetRow], months: Sequence[int]) -> Pivot:
    """Lights of these targets in each month."""
    records = (
        (figure.month, figure.light.value)
        for row in targets
        for figure in row.figures
        if figure.month in months
    )
    return _count(records, months)


def lights_by_heading(targets: Sequence[TargetRow], themes: Sequence[Group]) -> Pivot:
    """This month's lights by 聚焦 (0 is 总体目标); targets that stand in a task alone under -1."""
    records = [
        (row.group if row.place == "headline" else WITHIN, row.now.light.value) for row in targets
    ]
    keys = [group.number for group in themes]
    if any(key == WITHIN for key, _ in records):
        keys.append(WITHIN)
    return _count(records, keys)


def lights_by_unit(targets: Sequence[TargetRow], tasks: Sequence[TaskRow]) -> Pivot:
    """This month's lights of what each unit leads, targets and tasks together, most first."""
    records = [(row.leader.code, row.now.light.value) for row in targets]
    records += [(task.lead.code, task.light.value) for task in tasks]
    number: dict[str, int] = {}
    for code, _ in records:
        number[code] = number.get(code, 0) + 1
    keys = sorted(number, key=lambda code: -number[code])
    return _count(records, keys)
