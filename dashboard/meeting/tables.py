"""Everything a report holds as plain tables, for other systems: what each is called and counts."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.league import Item, Score
from dashboard.meeting.matter_tables import MATTER_TABLES
from dashboard.meeting.tabular import CODE, Rows, Table, Value, listed
from dashboard.meeting.target_tables import TARGET_TABLES
from dashboard.report import MonthlyReport


def _tasks(report: MonthlyReport) -> Rows:
    groups = {group.number: group.title for group in report.groups}
    for task in report.tasks:
        yield (
            task.number,
            groups.get(task.group, ""),
            task.title,
            task.text,
            report.plan.word(task.light),
            report.plan.word(task.before) if task.before else "",
            task.index,
            task.lead.name,
            listed(unit.name for unit in task.joint),
            task.note_on_units,
            listed(task.targets),
            task.remark,
        )


def _notes(report: MonthlyReport) -> Rows:
    for task in report.tasks:
        for note in task.notes:
            yield (
                task.number,
                note.month,
                note.unit.name,
                note.word_label,
                note.text,
                note.submitted_on,
                note.submitted_by,
            )


def _units(report: MonthlyReport) -> Rows:
    for unit in report.units:
        aliases = (alias for alias, code in report.aliases if code == unit.code)
        yield unit.code, unit.name, unit.short_name, listed(aliases), unit.is_group


def _reporting(report: MonthlyReport) -> Rows:
    for each in report.reporting:
        yield (
            each.unit.code,
            each.unit.name,
            each.due,
            each.on_time,
            each.late,
            each.returned,
            each.mistakes,
            listed(each.missing),
        )


def _changes(report: MonthlyReport) -> Rows:
    for each in report.changes:
        yield (
            each.code,
            each.short_name,
            report.plan.word(each.old),
            report.plan.word(each.new),
            {True: "变好", False: "变差", None: ""}[each.is_better],
        )


def _scores(report: MonthlyReport) -> Iterator[tuple[str, Score]]:
    """Both boards in the order they are shown; nothing for a month without a league."""
    if report.league is not None:
        for board, placed in report.league.boards:
            for score in placed:
                yield board, score


def _league(report: MonthlyReport) -> Rows:
    for board, score in _scores(report):
        for part in score.parts:
            yield (
                board,
                *_unit(report, score),
                score.total,
                score.rank,
                score.band,
                score.before,
                part.name,
                part.weight,
                part.points,
                part.why,
            )


def _items(report: MonthlyReport) -> Rows:
    for board, score in _scores(report):
        for item in score.items:
            yield (board, *_unit(report, score), *_item(report, item))


def _unit(report: MonthlyReport, score: Score) -> tuple[str, str]:
    return score.unit, report.unit(score.unit).name


def _item(report: MonthlyReport, item: Item) -> tuple[Value, ...]:
    fraction = None if item.credit is None else f"{item.credit.numerator}/{item.credit.denominator}"
    return (
        "重点任务" if item.is_task else "指标",
        item.code,
        item.name,
        "牵头" if item.leads else "配合",
        report.plan.word(item.light),
        fraction,
    )


BOARD = ("榜", "单位代码", "单位")
TABLES = (
    *TARGET_TABLES,
    Table(
        "重点任务",
        "一行一项重点任务",
        (
            *("序号", "分组", "任务", "原文", "亮灯", "上月亮灯", "序时比", "牵头单位", "配合单位"),
            *("单位说明", "承担指标", "说明"),
        ),
        _tasks,
    ),
    Table(
        "任务进展",
        "一行一个单位一个月的进展，1月至本月",
        ("任务", "月份", "单位", "自评", "进展", "提交日期", "提交人"),
        _notes,
    ),
    *MATTER_TABLES,
    Table("单位", "一行一个单位", ("代码", "单位", "简称", "别称", "泛指"), _units),
    Table(
        "报送",
        "一行一个单位本月的报送",
        ("代码", "单位", "应报", "按时", "迟报", "退回", "单位差错更正", "未报事项"),
        _reporting,
    ),
    Table(
        "亮灯变化",
        "一行一项与上月相比亮灯有变的指标",
        (*CODE, "上月亮灯", "本月亮灯", "变化"),
        _changes,
    ),
    Table(
        "晾晒榜",
        "一行一个单位的一部分得分；名次和档次按计划的设置，不排名的为空",
        (*BOARD, "总分", "名次", "档次", "上月名次", "部分", "权重", "得分", "不计分原因"),
        _league,
    ),
    Table(
        "晾晒榜事项",
        "一行一项计入成效的指标或任务；计分0至1，为分数，空的不计",
        (*BOARD, "类别", "代码", "事项", "牵头或配合", "亮灯", "计分"),
        _items,
    ),
)
