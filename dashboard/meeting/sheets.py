"""The four sheets of the meeting's workbook: 汇总, 指标, 重点任务, 单位."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dashboard import pivots
from dashboard.meeting import wording
from dashboard.meeting.cells import (
    finish,
    goal_cell,
    head_of,
    light_cell,
    number_or,
    places_of,
    row_of,
    signed_or,
)
from dashboard.meeting.paper import Cell, Paper
from dashboard.report import Counts, MonthlyReport, TargetRow, TaskRow, UnitRef
from dashboard.report.words import Words, counts_sentence, verdict
from targets.choices import BEST_FIRST, LATE, NOT_JUDGED, ON_COURSE, Light

TARGET_COLUMNS = (
    ("序号", 5),
    ("聚焦", 13),
    ("指标", 22),
    ("计量单位", 6),
    ("年度目标", 8),
    ("目标表述", 12),
    ("累计完成", 8),
    ("数据月份", 6),
    ("占年度目标%", 9),
    ("进度", 11),
    ("序时进度%", 8),
    ("超/慢序时(百分点)", 9),
    ("序时比", 7),
    ("亮灯", 9),
    ("后续月均需完成", 9),
    ("责任单位", 17),
    ("说明", 40),
)
TASK_COLUMNS = (
    ("序号", 5),
    ("分组", 12),
    ("重点任务", 28),
    ("亮灯", 10),
    ("牵头单位", 16),
    ("配合单位", 30),
    ("关联指标", 24),
    ("单位自评", 9),
    ("本月进展", 44),
)
UNIT_COLUMNS = (
    ("单位", 27),
    ("牵头指标", 9),
    ("其中在轨", 9),
    ("滞后", 9),
    ("逾期未报", 9),
    ("不评判", 9),
    ("牵头任务", 9),
    ("配合任务", 9),
    ("应报", 8),
    ("按时", 8),
    ("迟报", 8),
    ("未报事项", 36),
)
SUMMARY_WIDTHS = (22, *[11] * 6, 20, *[11] * (len(BEST_FIRST) - 6))
NAME_WIDTH, COUNT_WIDTH = 22, 11  # of 汇总, whose tables share their columns
LATE_COLUMNS = (
    ("滞后与未报", NAME_WIDTH),
    ("亮灯", COUNT_WIDTH),
    ("累计完成", COUNT_WIDTH),
    ("计量单位", COUNT_WIDTH),
    ("年度目标", COUNT_WIDTH),
    ("占年度目标%", COUNT_WIDTH),
    ("超/慢序时(百分点)", COUNT_WIDTH),
    ("责任单位", COUNT_WIDTH),
)
LONGEST_WORD = 5  # characters of a light that fit one line of a column of counts
NOUGHT = Decimal(0)
BAR_END = "1.25"  # the bar's track ends at 125 %, as on the page


def target_sheet(paper: Paper, report: MonthlyReport) -> int:
    """One row per target in the order that notices tell it; returns the number of its head row."""
    head = head_of(paper, report, "指标", TARGET_COLUMNS)
    themes = {group.number: group.short_title for group in report.themes}
    for number, row in enumerate(report.targets, 1):
        row_of(paper, head + number, _target_cells(report, number, row, themes), TARGET_COLUMNS)
    last = head + len(report.targets)
    foot = [*wording.pace_rule(report), wording.signers(report)]
    for offset, text in enumerate(foot, 2):
        paper.line(last + offset, text)
    finish(paper, report, TARGET_COLUMNS, head, last)
    return head


def _target_cells(
    report: MonthlyReport, number: int, row: TargetRow, themes: dict[int, str]
) -> list[Cell]:
    now, places = row.now, row.decimals
    share, pace = wording.share_of_goal(row), wording.share_of_year(row)
    task = "、".join(f"任务{each}" for each in row.tasks)
    heading = themes.get(row.group, "") if row.place == "headline" else task
    return [
        Cell(number, "居中"),
        Cell(heading),
        Cell(row.short_name, "重点"),
        Cell(row.measure, "居中"),
        goal_cell(row.promise.goal),
        Cell(row.goal_text),
        number_or(now.value, f"数{places}", "未报" if now.light == Light.OVERDUE else "—"),
        Cell(f"{now.figure_month}月" if now.figure_month else "—", "居中"),
        number_or(share, "百分比"),
        Cell(share, "百分比"),
        number_or(pace, "百分比"),
        signed_or(now.gap),
        number_or(now.index, "序时比"),
        light_cell(report, now.light),
        number_or(now.needed, f"数{places_of(now.needed or NOUGHT)}", now.needed_note),
        Cell(wording.lead(row)),
        Cell(wording.remark(row)),
    ]


def task_sheet(paper: Paper, report: MonthlyReport) -> int:
    """One row per task; returns the number of its head row."""
    head = head_of(paper, report, "重点任务", TASK_COLUMNS)
    groups = {group.number: group.short_title for group in report.groups}
    targets = {row.code: row.short_name for row in report.targets}
    for number, task in enumerate(report.tasks, 1):
        row_of(paper, head + number, _task_cells(report, task, groups, targets), TASK_COLUMNS)
    last = head + len(report.tasks)
    paper.line(last + 2, wording.signers(report))
    finish(paper, report, TASK_COLUMNS, head, last)
    return head


def _task_cells(
    report: MonthlyReport, task: TaskRow, groups: dict[int, str], targets: dict[str, str]
) -> list[Cell]:
    note = task.note if task.note and task.note.month == report.month else None
    return [
        Cell(task.number, "居中"),
        Cell(groups.get(task.group, "")),
        Cell(task.title, "重点"),
        light_cell(report, task.light),
        Cell(task.lead.short_name),
        Cell("、".join(unit.short_name for unit in task.joint) or "—"),
        Cell("、".join(targets[code] for code in task.targets) or "—"),
        Cell(note.word_label if note else "—", "居中"),
        Cell(note.text if note else (task.remark or "—")),
    ]


def unit_sheet(paper: Paper, report: MonthlyReport) -> int:
    """One row per unit that leads or joins anything; returns the number of its head row."""
    head = head_of(paper, report, "单位", UNIT_COLUMNS)
    rows = [_unit_cells(unit, report) for unit in report.units]
    for number, cells in enumerate(rows, 1):
        row_of(paper, head + number, cells, UNIT_COLUMNS)
    last = head + len(rows)
    paper.line(last + 2, wording.signers(report))
    finish(paper, report, UNIT_COLUMNS, head, last)
    return head


def _unit_cells(unit: UnitRef, report: MonthlyReport) -> list[Cell]:
    led = [row.now.light for row in report.targets if row.lead and row.lead.code == unit.code]
    leads = sum(task.lead.code == unit.code for task in report.tasks)
    joins = sum(unit.code in {each.code for each in task.joint} for task in report.tasks)
    round_ = next((each for each in report.reporting if each.unit.code == unit.code), None)
    sums = [
        len(led),
        sum(light in ON_COURSE for light in led),
        sum(light in LATE for light in led),
        led.count(Light.OVERDUE),
        sum(light in NOT_JUDGED for light in led),
        leads,
        joins,
    ]
    told = [round_.due, round_.on_time, round_.late] if round_ else [0, 0, 0]
    missing = "、".join(round_.missing) if round_ else ""
    return [
        Cell(unit.name, "重点"),
        *(Cell(number, "数0") for number in sums + told),
        Cell(missing or "—"),
    ]


def summary_sheet(paper: Paper, report: MonthlyReport) -> dict[str, int]:
    """The sentence first, then what is late, then counts by heading and by month.

    Returns the rows that the charts draw: `months` (head row of the monthly lights) and `end`.
    """
    width, words = len(BEST_FIRST) + 2, report.plan.word
    paper.title(wording.title(report), width)
    paper.line(2, wording.as_of(report))
    paper.line(3, verdict(report.counts), "要句")
    paper.line(4, counts_sentence(report.counts, report.plan.word))
    paper.line(5, wording.signers(report))
    row = _lights_table(
        paper,
        7,
        "类别",
        words,
        [
            ("指标", _by_order(report.counts)),
            ("重点任务", _by_order(report.task_counts)),
        ],
    )
    row = _late_table(paper, row + 1, report)
    by_heading = pivots.lights_by_heading(report.targets, report.themes)
    names = {group.number: group.short_title for group in report.themes} | {-1: "任务内指标"}
    months = _lights_table(paper, row + 2, "聚焦", words, _pivot_rows(by_heading, names)) + 1
    by_month = pivots.lights_by_month(report.targets, range(1, report.month + 1))
    labels = {month: f"{month}月" for month in range(1, 13)}
    row = _lights_table(paper, months, "月份", words, _pivot_rows(by_month, labels))
    finish(paper, report, [("", each) for each in SUMMARY_WIDTHS], 0, 0)
    return {"months": months, "end": row}


def _by_order(counts: Counts) -> list[int]:
    return [counts.of(light) for light in BEST_FIRST]


def _pivot_rows(pivot: pivots.Pivot, names: dict[int, str]) -> list[tuple[str, list[int]]]:
    rows = []
    for place, key in enumerate(pivot.keys):
        name = names[key] if isinstance(key, int) else str(key)
        rows.append((name, [pivot.counts[light][place] for light in BEST_FIRST]))
    return rows


def _lights_table(
    paper: Paper, row: int, corner: str, words: Words, rows: Sequence[tuple[str, list[int]]]
) -> int:
    """A table of counts by light; returns the first free row under it."""
    names = [words(light) for light in BEST_FIRST]
    lines = 2 if max(map(len, names)) > LONGEST_WORD else 1
    paper.heads(row, [corner, *names, "合计"], lines=lines)
    for offset, (name, numbers) in enumerate(rows, 1):
        figures = [Cell(number, "数0") for number in [*numbers, sum(numbers)]]
        paper.put(row + offset, [Cell(name, "重点"), *figures])
    return row + len(rows) + 1


def _late_table(paper: Paper, row: int, report: MonthlyReport) -> int:
    """Behind and overdue, the plan's order; returns the last row used."""
    late = list(report.late_targets())
    paper.heads(row, [name for name, _ in LATE_COLUMNS])
    for offset, target in enumerate(late, 1):
        now = target.now
        share = wording.share_of_goal(target)
        cells = [
            Cell(target.short_name, "重点"),
            light_cell(report, now.light),
            number_or(now.value, f"数{target.decimals}", "未报"),
            Cell(target.measure, "居中"),
            goal_cell(target.promise.goal),
            number_or(share, "百分比"),
            signed_or(now.gap),
            Cell(wording.lead(target)),
        ]
        paper.put(row + offset, cells)
        paper.fit(row + offset, cells, SUMMARY_WIDTHS[: len(cells)])
    if not late:
        paper.put(row + 1, [Cell("没有滞后和未报的指标。")])
    return row + max(len(late), 1)
