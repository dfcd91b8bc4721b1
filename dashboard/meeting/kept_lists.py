"""问题销号清单 and 督办单 of the meeting's workbook: the report's rows, and how many stand where."""

from __future__ import annotations

from dashboard import matter_lines
from dashboard.league import NOT_KEPT
from dashboard.matter_lines import orders_told, problems_told
from dashboard.meeting import wording
from dashboard.meeting.cells import finish, head_of, row_of
from dashboard.meeting.paper import Cell, Paper
from dashboard.report import MonthlyReport, OrderRow, ProblemRow

PROBLEMS = (
    ("编号", 8),
    ("问题", 44),
    ("责任单位", 18),
    ("提出日期", 12),
    ("整改时限", 12),
    ("整改进展", 44),
    ("销号情况", 12),
)
ORDERS = (
    ("文号", 20),
    ("事项", 40),
    ("类别", 10),
    ("办理单位", 18),
    ("提出单位", 14),
    ("签发日期", 12),
    ("回复时限", 12),
    ("督办层级", 9),
    ("办理情况", 12),
    ("首次回复", 12),
)
NO_PROBLEMS = f"{NOT_KEPT}：问题尚未在系统中登记，本月没有问题清单，晾晒榜也不计销号得分。"
KINDS = {"order": "督办单", "help": "协调事项"}


def problem_list(paper: Paper, report: MonthlyReport) -> None:
    """问题销号清单: every problem of the year with how far it is; one sentence while none are kept."""
    head = head_of(paper, report, "问题销号清单", PROBLEMS)
    if not report.keeps_loop:
        paper.put(head + 1, [Cell(None)] * len(PROBLEMS))
        paper.line(head + 2, NO_PROBLEMS)
        finish(paper, report, PROBLEMS, head, head)
        return
    for number, row in enumerate(report.problems, 1):
        row_of(paper, head + number, _problem(row), PROBLEMS)
    last = head + len(report.problems)
    paper.line(last + 2, problems_told(report))
    paper.line(last + 3, wording.signers(report))
    finish(paper, report, PROBLEMS, head, last)


def order_list(paper: Paper, report: MonthlyReport) -> None:
    """督办单: orders, then requests for help, each with its day and how far it is."""
    head = head_of(paper, report, "督办单", ORDERS)
    for number, row in enumerate(report.orders, 1):
        row_of(paper, head + number, _order(row), ORDERS)
    last = head + len(report.orders)
    paper.line(last + 2, orders_told(report))
    paper.line(last + 3, wording.signers(report))
    finish(paper, report, ORDERS, head, last)


def _problem(row: ProblemRow) -> list[Cell]:
    if row.struck_off_on:
        closed = f"{matter_lines.day(row.struck_off_on)}销号"
    else:
        closed = matter_lines.over(row.days_over) or row.state_label
    return [
        Cell(row.label, "居中"),
        Cell(row.title, "重点"),
        Cell(row.unit.short_name),
        Cell(row.raised_on.isoformat(), "居中"),
        Cell(row.due_on.isoformat(), "居中"),
        Cell(row.latest or "—"),
        Cell(closed, "居中"),
    ]


def _order(row: OrderRow) -> list[Cell]:
    state = f"{row.state_label}，{matter_lines.over(row.days_over)}".removesuffix("，")
    return [
        Cell(row.label, "居中"),
        Cell(row.title, "重点"),
        Cell(KINDS[row.kind], "居中"),
        Cell(row.unit.short_name),
        Cell(row.asking_unit.short_name if row.asking_unit else "—"),
        Cell(row.issued_on.isoformat(), "居中"),
        Cell(row.due_on.isoformat(), "居中"),
        Cell(row.urgency_label, "居中"),
        Cell(state, "居中"),
        Cell(row.answered_on.isoformat() if row.answered_on else "—", "居中"),
    ]
