"""Everything a report holds as plain tables, for other systems: what each is called and counts.

A figure stands in a cell with every digit the report holds it with, without commas; a missing one
is an empty cell, never 0. What the tables are written to is `archive`'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dashboard import amended
from dashboard.league import Item, Score
from dashboard.report import MonthlyReport, TargetRow, shown
from dashboard.report.rows import Figure
from targets import cadence
from targets.choices import Comparator, Kind, Place
from targets.numbers import show_exactly

Value = str | int | Decimal | date | bool | None
Rows = Iterator[tuple[Value, ...]]
YES, NO = "是", "否"
INFERRED = {
    "lead_unit": "牵头单位",
    "kind": "类型",
    "reporting_months": "报送月份",
    "decimals": "小数位数",
}
BOARDS = (("leading", "牵头单位"), ("joining", "配合单位"))


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


def _exact(value: Decimal | None) -> str:
    """What was promised, with every digit it has: 17.5."""
    return "" if value is None else show_exactly(value).replace(",", "").replace("−", "-")


def _listed(parts: Iterable[object]) -> str:
    return "、".join(map(str, parts))


def _targets(report: MonthlyReport) -> Rows:
    themes = {theme.number: theme.short_title for theme in report.themes}
    for row in report.targets:
        now, lead = row.now, row.leader
        yield (
            row.code,
            row.name,
            row.short_name,
            "任务内指标" if row.place == Place.TASK else themes[row.group],
            report.plan.word(now.light),
            now.value,
            row.measure,
            now.figure_month,
            shown.change(row),
            row.goal_text,
            now.completion,
            now.share,
            now.expected,
            now.index,
            now.gap,
            "" if now.gap is None else shown.gap_unit(row, now),
            now.needed,
            now.needed_note,
            row.forecast,
            row.forecast_low,
            row.forecast_high,
            lead.short_name,
            "lead_unit" in row.inferred,
            now.remark,
            row.explanation,
            row.problem,
            row.next_step,
            row.nature_label,
            row.is_nil,
            row.expectation,
            row.source,
            row.on_behalf,
            row.reported_by,
            row.reviewed_by,
            _listed(row.evidence),
            amended.told(row),
        )


def _promises(report: MonthlyReport) -> Rows:
    for row in report.targets:
        promise = row.promise
        yield (
            row.code,
            row.short_name,
            Kind(promise.kind).label,
            Comparator(promise.comparator).label,
            _exact(promise.goal),
            _exact(promise.stretch),
            _exact(promise.baseline),
            row.measure,
            row.decimals,
            cadence.name_of(promise.reporting_months),
            _listed(sorted(promise.reporting_months)),
            _listed(promise.schedule or ()),
            row.leader.name,
            row.lead_basis,
            _listed(unit.name for unit in row.joint),
            _listed(row.tasks),
            _listed(INFERRED.get(each, each) for each in row.inferred),
            row.definition,
            row.note,
        )


def _months(report: MonthlyReport) -> Rows:
    for row in report.targets:
        for figure in row.figures:
            yield (row.code, row.short_name, *_month(report, row, figure))


def _month(report: MonthlyReport, row: TargetRow, now: Figure) -> tuple[Value, ...]:
    return (
        now.month,
        report.plan.word(now.light),
        now.value,
        row.measure,
        now.figure_month,
        now.monthly,
        now.completion,
        now.completion_note,
        now.increment,
        now.share,
        now.expected,
        now.index,
        now.gap,
        "" if now.gap is None else shown.gap_unit(row, now),
        now.needed,
        now.needed_note,
        now.past,
        now.year_on_year,
        now.is_backfill,
        now.remark,
    )


def _past(report: MonthlyReport) -> Rows:
    for row in report.targets:
        for month, value in row.past:
            yield row.code, row.short_name, month, _exact(value), row.measure


def _formulas(report: MonthlyReport) -> Rows:
    for row in report.targets:
        for each in row.formulas:
            yield (
                row.code,
                row.short_name,
                each.title,
                each.words,
                each.numbers,
                each.result,
                each.note,
            )


def _quotes(report: MonthlyReport) -> Rows:
    for row in report.targets:
        for each in row.quotes:
            yield (
                row.code,
                row.short_name,
                each.text,
                each.start,
                each.end,
                _where(report, each.where),
                each.sentence,
            )


def _where(report: MonthlyReport, where: str) -> str:
    """Where the plan says it: 主要目标, a 聚焦, 任务6."""
    kind, _, number = where.partition(":")
    if kind == "task" and number:
        return f"任务{number}"
    theme = next((each for each in report.themes if str(each.number) == number), None)
    return theme.title if theme else str(Place.HEADLINE.label)


def _goal_steps(report: MonthlyReport) -> Rows:
    for row in report.targets:
        for step in row.goal_steps:
            yield (
                row.code,
                row.short_name,
                step.from_month,
                step.before_text,
                step.goal_text,
                _exact(step.before),
                _exact(step.goal),
                step.reason,
                step.document,
            )


def _corrections(report: MonthlyReport) -> Rows:
    for row in report.targets:
        for each in row.corrections:
            yield (
                each.code,
                each.short_name,
                _exact(each.old),
                _exact(each.new),
                row.measure,
                report.plan.word(each.old_light),
                report.plan.word(each.new_light),
                each.cause_label,
                each.reason,
                each.proposed_by,
                each.approved_by,
                each.day,
                each.in_edition,
            )


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
            _listed(unit.name for unit in task.joint),
            task.note_on_units,
            _listed(task.targets),
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
        yield unit.code, unit.name, unit.short_name, _listed(aliases), unit.is_group


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
            _listed(each.missing),
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


def scores(report: MonthlyReport) -> Iterator[tuple[str, Score]]:
    """Both boards in the order they are shown; nothing for a month without a league."""
    if report.league is not None:
        for name, board in BOARDS:
            for score in getattr(report.league, name):
                yield board, score


def _league(report: MonthlyReport) -> Rows:
    for board, score in scores(report):
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
    for board, score in scores(report):
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


CODE = ("代码", "指标")
BOARD = ("榜", "单位代码", "单位")
TABLES = (
    Table(
        "指标",
        "一行一项指标，本月情况",
        (
            *("代码", "全称", "指标", "聚焦", "亮灯", "累计完成", "计量单位", "数据月份", "较上月"),
            *(
                "年度目标",
                "完成率（%）",
                "序时进度（%）",
                "序时应完成",
                "序时比",
                "差距",
                "差距单位",
            ),
            *("后续月均需完成", "后续说明", "年终外推", "外推下限", "外推上限"),
            *("牵头单位", "牵头单位是否推定", "说明", "填报说明", "存在问题", "下步措施"),
            *("数据性质", "零报告", "预计", "来源", "专班代填", "填报人", "审核人", "佐证", "更正"),
        ),
        _targets,
    ),
    Table(
        "指标口径",
        "一行一项指标，承诺了什么、怎么算；分月计划为各月累计份额，1是全年",
        (
            *(*CODE, "类型", "比较方式", "目标值", "力争值", "基期值", "计量单位", "小数位数"),
            *("报送周期", "报送月份", "分月计划", "牵头单位", "牵头依据", "配合单位", "承担任务"),
            *("推定的内容", "口径", "备注"),
        ),
        _promises,
    ),
    Table(
        "各月数据",
        "一行一项指标的一个月，1月至本月；目标有调整的，各月按当月有效目标计算",
        (
            *(*CODE, "月份", "亮灯", "累计完成", "计量单位", "数据月份", "当月", "完成率（%）"),
            *("完成率说明", "增量完成率（%）", "序时进度（%）", "序时应完成", "序时比", "差距"),
            *(
                "差距单位",
                "后续月均需完成",
                "后续说明",
                "去年同期",
                "同比（%或百分点）",
                "补录",
                "说明",
            ),
        ),
        _months,
    ),
    Table("去年数据", "一行一项指标去年的一个月", (*CODE, "月份", "数值", "计量单位"), _past),
    Table(
        "计算公式",
        "一行一个数的算法，代入本月数字",
        (*CODE, "数据", "公式", "代入", "结果", "说明"),
        _formulas,
    ),
    Table(
        "原文引用",
        "一行一处计划原文；起止是全文的字符位置，从0数起",
        (*CODE, "原文", "起", "止", "位置", "所在句"),
        _quotes,
    ),
    Table(
        "目标调整",
        "一行一次年内目标调整",
        (*CODE, "起始月份", "原目标", "新目标", "原目标值", "新目标值", "理由", "文件"),
        _goal_steps,
    ),
    Table(
        "更正",
        "一行一次发布后的更正、修订或补报",
        (
            *(*CODE, "原数值", "新数值", "计量单位", "原亮灯", "新亮灯", "原因", "理由"),
            *("提出人", "批准人", "日期", "进入版次"),
        ),
        _corrections,
    ),
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
