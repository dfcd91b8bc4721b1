"""任务分解表: every task of the plan with its text, units, targets and progress, as a Word table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from dashboard.heading import numbered, published_day
from dashboard.meeting import dated, wording
from dashboard.meeting.letter import Cell, Letter, Page, Table
from dashboard.report import MonthlyReport, TaskRow, shown
from targets.choices import Light
from targets.numbers import NOTHING

PAGE = Page(width=297, height=210, top=24, bottom=22, left=20, right=20, edge=13)
HEADS = (
    "序号",
    "重点任务",
    "主要内容",
    "牵头单位",
    "配合单位",
    "承担指标及目标",
    "本月进展",
    "亮灯",
)
WIDTHS = (9, 22, 92, 18, 26, 45, 31, 14)


def write(report: MonthlyReport, file: IO[bytes]) -> None:
    """Write the table of tasks to an open binary file."""
    letter = Letter(dated.described(report, title(report)), mark=wording.mark(report), page=PAGE)
    letter.paragraph(title(report), style="AppendixTitle")
    letter.paragraph(subtitle(report), style="Measure")
    if report.tasks:
        letter.table(task_table(report))
        letter.note("主要内容为计划原文；牵头单位列第一位；亮灯由里程碑或牵头单位自评得出。")
    else:
        letter.paragraph("本计划没有编号的重点任务。")
    letter.save(file)


def title(report: MonthlyReport) -> str:
    """定海区创新深化2024年工作计划重点任务分解表."""
    return f"{wording.brand(report.plan)}{report.plan.year}年工作计划重点任务分解表"


def subtitle(report: MonthlyReport) -> str:
    """Whose it is, and as of when: 领导小组办公室　截至2024年8月　第8期　2024年9月10日."""
    day = published_day(report)
    issued = f"{numbered(report)}　{day}" if day else "尚未发布"
    return f"{report.plan.issuer}　截至{report.plan.year}年{report.month}月　{issued}"


def task_table(report: MonthlyReport) -> Table:
    """Every task in the plan's order, under the heading of its group."""
    return Table(
        HEADS,
        list(_rows(report)),
        WIDTHS,
        middle={0, 3, 7},
        about="重点任务分解",
        size=18,
        is_tight=True,
    )


def _rows(report: MonthlyReport) -> Iterator[list[str | Cell]]:
    titles = {group.number: group.title for group in report.groups}
    last: int | None = None
    for task in report.tasks:
        if task.group != last and titles.get(task.group):
            yield [Cell(titles[task.group], is_bold=True, span=len(HEADS))]
        last = task.group
        yield [
            str(task.number),
            task.title,
            task.text,
            task.lead.short_name,
            "、".join(unit.short_name for unit in task.joint) or NOTHING,
            "\n".join(_targets(report, task)) or NOTHING,
            progress(task),
            report.plan.word(task.light),
        ]


def _targets(report: MonthlyReport, task: TaskRow) -> Iterator[str]:
    """规上工业研发费用：17.5亿元（10.78亿元，滞后）."""
    for code in task.targets:
        row = report.target(code)
        if row is not None:
            now = row.now
            actual = shown.value(now) + (row.measure if now.value is not None else "")
            yield f"{row.short_name}：{shown.goal(row)}（{actual}，{report.plan.word(now.light)}）"


def progress(task: TaskRow) -> str:
    """The lead's note of the month; why there is none where there is none."""
    if task.note is not None:
        return " ".join(task.note.text.split())
    return task.remark or (shown.MISSING if task.light == Light.OVERDUE else NOTHING)
