"""The list of targets as a table: its columns, and by which of them it can be sorted."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.http import QueryDict
from django.utils.safestring import SafeString

from dashboard.listing import Head, sorted_by
from dashboard.report.shown import POINTS


@dataclass(frozen=True)
class Row:
    """One target's cells, ready to be written, and the numbers it is sorted by."""

    group: str
    code: str
    url: str
    name: SafeString
    kind: str
    light: SafeString
    value: SafeString
    change: str
    goal: str
    bar: SafeString
    completion: str
    gap: SafeString | str
    needed: str
    forecast: str
    lead: SafeString | str
    by_light: Decimal
    by_completion: Decimal
    by_gap: Decimal
    by_lead: int


def _right(css: str) -> dict[str, dict[str, str]]:
    """A column of figures, and how a phone's card takes its cells: x leaves them out."""
    return {"th": {"class": "num"}, "td": {"class": f"num {css}"}}


class TargetTable(tables.Table):
    """Targets of one month's report; the plan's order unless the address asks for another."""

    name = tables.Column("指标", orderable=False, attrs={"td": {"class": "nm"}})
    kind = tables.Column("类型", attrs={"th": {"class": "kd"}, "td": {"class": "mut sm nb x kd"}})
    light = tables.Column("亮灯", order_by="by_light", attrs={"td": {"class": "l"}})
    value = tables.Column("实绩", orderable=False, attrs=_right("v"))
    change = tables.Column("较上月", orderable=False, attrs=_right("mut x"))
    goal = tables.Column("目标", orderable=False, attrs={"td": {"class": "sm nb g"}})
    bar = tables.Column("进度", orderable=False, attrs={"td": {"class": "bl"}})
    completion = tables.Column("完成率", order_by="by_completion", attrs=_right("cp"))
    gap = tables.Column("差距", order_by="by_gap", attrs=_right("gp"))
    needed = tables.Column("月均需完成", orderable=False, attrs=_right("x"))
    forecast = tables.Column("年终外推", orderable=False, attrs=_right("x"))
    lead = tables.Column("牵头单位", order_by="by_lead", attrs={"td": {"class": "sm nb w"}})


SORTED_BY = [
    name for name, column in TargetTable.base_columns.items() if column.orderable is not False
]
MAY_HIDE = [
    (name, str(column.header))
    for name, column in TargetTable.base_columns.items()
    if name not in {"name", "bar"}
]


def heads(table: TargetTable, query: QueryDict, month: int) -> list[Head]:
    """The heads of the columns, with the address that sorts by each and keeps the filter."""
    made = []
    for column in table.columns:
        label = f"{month}月{column.header}" if column.name == "value" else column.header
        css = column.column.attrs.get("th", {}).get("class", "")
        unit = POINTS if column.name == "gap" else ""
        if column.orderable:
            made.append(
                Head(
                    label,
                    css,
                    sorted_by(query, str(column.order_by_alias.next)),
                    _state(table, column),
                    unit,
                )
            )
        else:
            made.append(Head(label, css, unit=unit))
    return made


def _state(table: TargetTable, column: Any) -> str:
    if not table.order_by or column.name not in table.order_by:
        return "none"
    return "descending" if table.order_by[column.name].is_descending else "ascending"
