"""The data tables about targets: this month, what was promised, each month, formulas, changes."""

from __future__ import annotations

from dashboard import amended
from dashboard.meeting.tabular import CODE, Rows, Table, Value, exact, listed
from dashboard.report import Figure, MonthlyReport, TargetRow, shown
from targets import cadence
from targets.choices import Comparator, Kind, Place

INFERRED = {
    "lead_unit": "牵头单位",
    "kind": "类型",
    "reporting_months": "报送月份",
    "decimals": "小数位数",
}


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
            listed(row.evidence),
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
            exact(promise.goal),
            exact(promise.stretch),
            exact(promise.baseline),
            row.measure,
            row.decimals,
            cadence.name_of(promise.reporting_months),
            listed(sorted(promise.reporting_months)),
            listed(promise.schedule or ()),
            row.leader.name,
            row.lead_basis,
            listed(unit.name for unit in row.joint),
            listed(row.tasks),
            listed(INFERRED.get(each, each) for each in row.inferred),
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
            yield row.code, row.short_name, month, exact(value), row.measure


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
                exact(step.before),
                exact(step.goal),
                step.reason,
                step.document,
            )


def _corrections(report: MonthlyReport) -> Rows:
    for row in report.targets:
        for each in row.corrections:
            yield (
                each.code,
                each.short_name,
                exact(each.old),
                exact(each.new),
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


TARGET_TABLES = (
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
)
