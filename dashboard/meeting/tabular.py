"""What a table of the data files is, and how a value stands in one: for other systems, not for the eye.

A figure stands in a cell with every digit the report holds it with, without commas; a missing one
is an empty cell, never 0. What the tables are written to is `archive`'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dashboard.report import MonthlyReport, shown
from targets.numbers import show_exactly

Value = str | int | Decimal | date | bool | None
Rows = Iterator[tuple[Value, ...]]
YES, NO = "是", "否"
CODE = ("代码", "指标")  # how every line about a target begins


@dataclass(frozen=True)
class Table:
    """One table: its name, what a line is, its columns (with their units) and its lines."""

    name: str
    about: str
    heads: tuple[str, ...]
    rows: Callable[[MonthlyReport], Rows]


def text_of(value: Value) -> str:
    """A value as other programs read it: no commas, a hyphen for minus, ISO days."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Decimal):
        return shown.plain(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def exact(value: Decimal | None) -> str:
    """What was promised, with every digit it has: 17.5."""
    return "" if value is None else show_exactly(value).replace(",", "").replace("−", "-")


def listed(parts: Iterable[object]) -> str:
    """Several in one cell: 任务1、任务2."""
    return "、".join(map(str, parts))
