"""任务年视图: every task's milestones over the twelve months, drawn and in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.safestring import SafeString

from dashboard import addresses
from dashboard.milestone_lines import MilestoneLine, line_of, summary
from dashboard.report import MonthlyReport, TaskRow
from dashboard.task_list import light_of, ordinal
from targets.arithmetic import MONTHS


@dataclass(frozen=True)
class Bar:
    """One task over the year: its milestones by the month they are due in."""

    task: TaskRow
    url: str
    light: SafeString
    months: tuple[tuple[MilestoneLine, ...], ...]
    told: str  # 完成2项，逾期2项
    last: int  # the month of its last milestone; 0 without any


@dataclass(frozen=True)
class GroupOfBars:
    """The tasks under one heading of the plan."""

    title: str
    bars: tuple[Bar, ...]


def context(report: MonthlyReport, query: QueryDict) -> dict[str, Any]:
    """What the page needs."""
    groups = list(_groups(report))
    bars = [bar for group in groups for bar in group.bars]
    lines = sorted(
        ((bar, line) for bar in bars for month in bar.months for line in month),
        key=lambda pair: (pair[1].row.due_on, pair[0].task.number),
    )
    return {
        "remark": summary(line for _, line in lines) or "还没有里程碑",
        "crumbs": (("重点任务", addresses.page(report, "task_list")),),
        "groups": groups,
        "lines": lines,
        "months": [(month, month == month_of(report)) for month in range(1, MONTHS + 1)],
        "today": report.on,
        "actions": (),
    }


def month_of(report: MonthlyReport) -> int:
    """The month of the year in which the report was judged; 12 once the year is over."""
    last = date(report.plan.year, MONTHS, 31)
    return min(report.on, last).month


def _groups(report: MonthlyReport) -> Iterator[GroupOfBars]:
    for group in report.groups:
        bars = tuple(_bar(report, task) for task in report.tasks if task.group == group.number)
        if bars:
            yield GroupOfBars(f"{ordinal(group.number)}{group.title}", bars)


def _bar(report: MonthlyReport, task: TaskRow) -> Bar:
    lines = [line_of(row, report.on) for row in task.milestones]
    months = tuple(
        tuple(line for line in lines if line.row.due_on.month == month)
        for month in range(1, MONTHS + 1)
    )
    return Bar(
        task=task,
        url=addresses.task(report, task.number),
        light=light_of(task, report.plan.word),
        months=months,
        told=summary(lines),
        last=max((line.row.due_on.month for line in lines), default=0),
    )
