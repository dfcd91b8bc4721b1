"""Problems, orders and highlights of a report as plain tables for other systems."""

from __future__ import annotations

from dashboard.meeting.tabular import Rows, Table
from dashboard.report import MonthlyReport


def _problems(report: MonthlyReport) -> Rows:
    for row in report.problems:
        yield (
            row.label,
            row.title,
            row.kind_label,
            row.level_label,
            row.unit.code,
            row.unit.name,
            row.person,
            row.target,
            row.task,
            row.raised_on,
            row.due_on,
            row.state_label,
            row.struck_off_on,
            row.days_over,
            row.latest,
            row.latest_on,
        )


def _orders(report: MonthlyReport) -> Rows:
    for row in report.orders:
        yield (
            row.label,
            row.title,
            "督办单" if row.kind == "order" else "协调事项",
            row.unit.code,
            row.unit.name,
            row.asking_unit.name if row.asking_unit else "",
            row.target,
            row.task,
            row.issued_on,
            row.due_on,
            row.urgency_label,
            row.state_label,
            row.answered_on,
            row.closed_on,
            row.days_over,
        )


def _highlights(report: MonthlyReport) -> Rows:
    for row in report.highlights:
        yield row.unit.code, row.unit.name, row.title, row.text, row.target, row.task


def _milestones(report: MonthlyReport) -> Rows:
    for task in report.tasks:
        for row in task.milestones:
            yield (
                task.number,
                row.number,
                row.title,
                row.deliverable,
                row.unit.code,
                row.unit.name,
                row.due_on,
                row.state_label,
                row.done_on,
            )


MATTER_TABLES = (
    Table(
        "里程碑",
        "一行一个里程碑，不含待确认和已取消的",
        ("任务", "序号", "里程碑", "完成标志", "单位代码", "责任单位", "时限", "状态", "完成日期"),
        _milestones,
    ),
    Table(
        "问题",
        "一行一项问题，不含已合并、不予受理和已撤回的；超期天数按本期评判日",
        (
            *("编号", "问题", "类别", "解决层级", "单位代码", "责任单位", "责任人", "指标", "任务"),
            *("提出日期", "时限", "状态", "销号日期", "超期天数", "最新进展", "进展日期"),
        ),
        _problems,
    ),
    Table(
        "督办单",
        "一行一件督办单或协调事项，不含已撤回的；超期天数按本期评判日",
        (
            *("文号", "事项", "类别", "单位代码", "办理单位", "提出单位", "指标", "任务"),
            *("签发日期", "回复时限", "督办层级", "状态", "首次回复", "办结日期", "超期天数"),
        ),
        _orders,
    ),
    Table(
        "亮点",
        "一行一件本月采用的亮点",
        ("单位代码", "单位", "标题", "内容", "指标", "任务"),
        _highlights,
    ),
)
