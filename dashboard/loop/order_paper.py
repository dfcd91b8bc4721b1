"""督办单 as a Word document after GB/T 9704: red head, number, facts, demands, what was published, reply form."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import IO

from django.utils import timezone

from dashboard.heading import DEMO
from dashboard.loop.order_page import demands_of
from dashboard.matter_lines import day
from dashboard.meeting import phrases, wording
from dashboard.meeting.docx_parts import Described
from dashboard.meeting.letter import Letter, Table
from dashboard.report import MonthlyReport, TargetRow, shown
from tasks.models import SupervisionOrder

HEADS = ("指标", "目标", "实绩", "完成率", "与序时相比", "亮灯")
WIDTHS = (42, 26, 24, 18, 28, 18)
REPLY_WIDTHS = (32, 124)


def write(
    order: SupervisionOrder, report: MonthlyReport | None, file: IO[bytes], *, until: date
) -> None:
    """Write the order as issued, to be answered `until`; `report` is what was published then."""
    plan, issued = order.plan, order.issued_on
    letter = Letter(_described(order), mark=DEMO if plan.is_demo else "")
    letter.red_head(plan.issuer, "", order.label, f"签发：{order.issued_by}")
    letter.title("督　办　单")
    letter.flush(f"{order.unit.name}：")
    for line in order.facts.splitlines():
        letter.paragraph(line.strip())
    letter.paragraph(f"请就以下事项于{_date(until)}前书面回复：")
    for line in demands_of(order.demands):
        letter.paragraph(line)
    row = report.target(order.target.code) if report and order.target_id else None
    if report is not None and row is not None:
        letter.table(_standing(report, row))
        letter.gap()
    letter.indented("附件：督办回复单", 2)
    letter.signature(plan.issuer, _date(issued))
    letter.appendix(0, "督办回复单")
    letter.table(_reply(order))
    letter.save(file)


def _described(order: SupervisionOrder) -> Described:
    moment = timezone.make_aware(datetime.combine(order.issued_on, time()))
    return Described(
        title=f"督办单 {order.label}",
        moment=moment,
        subject=order.title,
        author=order.plan.issuer,
        keywords=f"{order.plan.slug} {order.label}",
    )


def _date(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def _standing(report: MonthlyReport, row: TargetRow) -> Table:
    cells = [
        row.short_name,
        shown.goal(row),
        phrases.measured(row, row.now),
        phrases.completion(row.now),
        phrases.against_pace(row) or "—",
        report.plan.word(row.now.light),
    ]
    as_of = wording.as_of(report).split(" · ")[0].removeprefix("截至")
    title = f"附表　督办事项进展（截至{as_of}）"
    return Table(HEADS, [cells], WIDTHS, title=title, middle={1, 2, 3, 4, 5}, about=title)


def _reply(order: SupervisionOrder) -> Table:
    """The form of the answer: empty to be filled in by hand, or as it was answered."""
    rows = [
        ["督办单", f"{order.label}　{order.title}"],
        ["办理单位", order.unit.name],
        ["回复时限", day(order.due_on)],
        ["落实过程", order.process or "\n\n\n\n"],
        ["基本情况", order.situation or "\n\n\n\n"],
        ["意见和建议", order.advice or "\n\n\n"],
        ["联系人", order.contact],
        ["回复日期", day(order.answered_on) if order.answered_on else ""],
    ]
    return Table(("项目", "内容"), rows, REPLY_WIDTHS, middle={0}, about="督办回复单")
