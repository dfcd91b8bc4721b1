"""A report that keeps the loop, made by hand: two problems, an order, a request for help, a highlight."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dashboard.report import (
    HighlightRow,
    MilestoneRow,
    MonthlyReport,
    OrderRow,
    ProblemRow,
    UnitRef,
)

JINGXIN = UnitRef("jingxin", "区经信局", "区经信局")
ZUZHI = UnitRef("zuzhi", "区委组织部〔区委人才办〕", "区委组织部")
OPEN = ProblemRow(
    label="2024-04",
    number=4,
    title="21家企业研发费用未清零",
    kind_label="其他",
    level_label="本单位",
    unit=JINGXIN,
    person="张某",
    raised_on=date(2024, 5, 30),
    due_on=date(2024, 8, 31),
    state="solving",
    state_label="解决中",
    target="T01",
    latest="已清零46家，余21家",
    latest_on=date(2024, 9, 2),
    days_over=10,
)
STRUCK_OFF = ProblemRow(
    label="2024-06",
    number=6,
    title="工作站人员未到位",
    kind_label="人才",
    level_label="专班协调",
    unit=ZUZHI,
    person="",
    raised_on=date(2024, 6, 20),
    due_on=date(2024, 8, 31),
    state="struck_off",
    state_label="已销号",
    task=1,
    latest="8月26日核验销号",
    latest_on=date(2024, 8, 26),
    struck_off_on=date(2024, 8, 26),
)
ORDER = OrderRow(
    label="定创督〔2024〕6号",
    number=6,
    kind="order",
    title="2项技术验收逾期",
    unit=JINGXIN,
    issued_on=date(2024, 9, 1),
    due_on=date(2024, 9, 8),
    urgency_label="提醒",
    state="signed",
    state_label="待回复",
    task=1,
    days_over=2,
)
HELP = OrderRow(
    label="协调〔2024〕1号",
    number=1,
    kind="help",
    title="海试泊位",
    unit=ZUZHI,
    issued_on=date(2024, 7, 15),
    due_on=date(2024, 8, 15),
    urgency_label="提醒",
    state="closed",
    state_label="已办结",
    asking_unit=JINGXIN,
    task=1,
    answered_on=date(2024, 8, 2),
    closed_on=date(2024, 8, 5),
)
HIGHLIGHT = HighlightRow(JINGXIN, "提前4个月完成", "技术交易总额8月末达到12.86亿元。", "T01")
MILESTONE = MilestoneRow(
    number=1,
    title="发布攻关榜单",
    deliverable="榜单文件",
    unit=JINGXIN,
    due_on=date(2024, 3, 31),
    state="done",
    state_label="已完成",
    done_on=date(2024, 3, 28),
)


def with_loop(report: MonthlyReport) -> MonthlyReport:
    """The same month of a plan that keeps the loop."""
    return replace(
        report,
        keeps_loop=True,
        problems=(OPEN, STRUCK_OFF),
        orders=(ORDER, HELP),
        highlights=(HIGHLIGHT,),
    )


def with_milestones(report: MonthlyReport) -> MonthlyReport:
    """The same month with a milestone of its first task."""
    first, *others = report.tasks
    return replace(report, tasks=(replace(first, milestones=(MILESTONE,)), *others))
