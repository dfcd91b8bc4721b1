"""三张清单 of the meeting's workbook: 主要指标清单 and 重点任务清单; 问题销号清单 is in `kept_lists`.

Their headings are those of counties' own lists; figures are the same cells as in the sheet 指标.
"""

from __future__ import annotations

from dashboard.meeting import wording
from dashboard.meeting.cells import finish, head_of, light_cell, number_or, row_of, signed_or
from dashboard.meeting.paper import Cell, Paper
from dashboard.report import MonthlyReport, TargetRow, TaskRow, shown
from targets.choices import Light, Place

INDICATORS = (
    ("序号", 5),
    ("类别", 13),
    ("指标（单位）", 25),
    ("责任单位", 17),
    ("目标任务", 15),
    ("完成情况", 9),
    ("占年度目标%", 9),
    ("超/慢序时(百分点)", 10),
    ("亮灯", 9),
    ("存在问题", 30),
    ("下步措施", 34),
)
TASKS = (
    ("序号", 5),
    ("任务类型", 14),
    ("任务内容", 84),
    ("牵头单位", 16),
    ("配合单位", 24),
    ("完成情况", 36),
    ("亮灯", 9),
)


def indicator_list(paper: Paper, report: MonthlyReport) -> None:
    """主要指标清单: what was promised, how far it is, what is in the way and what comes next."""
    head = head_of(paper, report, "主要指标清单", INDICATORS)
    themes = {group.number: group.short_title for group in report.themes}
    for number, row in enumerate(report.targets, 1):
        kind = "任务内指标" if row.place == Place.TASK else themes.get(row.group, "")
        row_of(paper, head + number, _indicator(report, number, row, kind), INDICATORS)
    _foot(paper, report, INDICATORS, head, head + len(report.targets))


def _indicator(report: MonthlyReport, number: int, row: TargetRow, kind: str) -> list[Cell]:
    now = row.now
    return [
        Cell(number, "居中"),
        Cell(kind),
        Cell(f"{row.short_name}（{row.measure}）", "重点"),
        Cell(wording.lead(row)),
        Cell(shown.goal(row)),
        number_or(now.value, f"数{row.decimals}", shown.value(now)),
        number_or(wording.share_of_goal(row), "百分比", now.completion_note or "—"),
        _gap(row),
        light_cell(report, now.light),
        Cell(row.problem or "—"),
        Cell(row.next_step or "—"),
    ]


def _gap(row: TargetRow) -> Cell:
    """Points as a number; a gap in another measure as text, since the column's head says points."""
    now = row.now
    if shown.gap_unit(row, now) != shown.POINTS:
        return Cell(shown.gap(row, now), "居中")
    return signed_or(now.gap)


def task_list(paper: Paper, report: MonthlyReport) -> None:
    """重点任务清单: the plan's own text, whose it is, and what its lead reports."""
    head = head_of(paper, report, "重点任务清单", TASKS)
    groups = {group.number: group.short_title for group in report.groups}
    for number, task in enumerate(report.tasks, 1):
        row_of(paper, head + number, _task(report, task, groups.get(task.group, "")), TASKS)
    _foot(paper, report, TASKS, head, head + len(report.tasks))


def _task(report: MonthlyReport, task: TaskRow, group: str) -> list[Cell]:
    missing = shown.MISSING if task.light == Light.OVERDUE else "—"
    return [
        Cell(task.number, "居中"),
        Cell(group),
        Cell(task.text or task.title),
        Cell(task.lead.short_name),
        Cell("、".join(unit.short_name for unit in task.joint) or "—"),
        Cell(task.note.text if task.note else missing),
        light_cell(report, task.light),
    ]


def _foot(
    paper: Paper,
    report: MonthlyReport,
    columns: tuple[tuple[str, int], ...],
    head: int,
    last: int,
) -> None:
    paper.line(last + 2, wording.signers(report))
    finish(paper, report, columns, head, last)
