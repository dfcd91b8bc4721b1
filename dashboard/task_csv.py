"""The list of tasks for a spreadsheet: one line a task, every unit and word in full."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from dashboard.list_files import Cell, Sheet
from dashboard.report import MonthlyReport, TaskRow

HEADS = (
    "序号",
    "任务",
    "分组",
    "状态",
    "牵头单位",
    "配合单位",
    "关联指标",
    "单位自评",
    "本月进展",
)
LEAVES_OUT = {"light": "状态", "lead": "牵头单位", "joint": "配合单位", "targets": "关联指标"}
SAYS = {"单位自评", "本月进展"}


def sheet(
    report: MonthlyReport, tasks: Iterable[TaskRow], hidden: Collection[str] = (), note: str = ""
) -> Sheet:
    """These tasks as a list to take away, without the columns that the page leaves out."""
    gone = {LEAVES_OUT[name] for name in hidden if name in LEAVES_OUT}
    gone |= SAYS if "says" in hidden else set()
    kept = [place for place, head in enumerate(HEADS) if head not in gone]
    groups = {group.number: group.short_title for group in report.groups}
    names = {row.code: row.short_name for row in report.targets}
    lines = []
    for task in tasks:
        line = _line(report, task, groups.get(task.group, ""), names)
        lines.append([line[place] for place in kept])
    return Sheet("重点任务", note, tuple(HEADS[place] for place in kept), lines)


def _line(report: MonthlyReport, task: TaskRow, group: str, names: dict[str, str]) -> list[Cell]:
    note = task.note
    return [
        task.number,
        task.title,
        group,
        report.plan.word(task.light),
        task.lead.short_name,
        "、".join(unit.short_name for unit in task.joint),
        "、".join(names[code] for code in task.targets if code in names),
        note.word_label if note else "",
        note.text if note else task.remark,
    ]
