"""The sentences that head and foot the meeting's papers, made from the report."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from decimal import Decimal

from dashboard import amended
from dashboard.heading import DEMO, numbered, published_day
from dashboard.report import MonthlyReport, PlanFacts, TargetRow, shown
from targets.arithmetic import Basis
from targets.choices import Comparator, Light
from targets.numbers import show

MOST_NAMES = 8
UNPUBLISHED = "尚未发布，不作依据"


def title(report: MonthlyReport) -> str:
    """定海区创新深化2024年工作计划8月进展."""
    plan = report.plan
    return f"{brand(plan)}{plan.year}年工作计划{report.month}月进展"


def brand(plan: PlanFacts) -> str:
    """The plan's short title with its district in front, once."""
    return (
        plan.short_title if plan.district in plan.short_title else plan.district + plan.short_title
    )


def as_of(report: MonthlyReport) -> str:
    """截至2024年8月31日 · 第8期 · 2024年9月10日发布 · 序时进度66.7%."""
    year, month = report.plan.year, report.month
    last = calendar.monthrange(year, month)[1]
    parts = [f"截至{year}年{month}月{last}日"]
    if report.edition:
        parts += [numbered(report), f"{published_day(report)}发布"]
        if report.edition.number > 1:
            parts.append(f"第{report.edition.number}版")
    else:
        parts.append("尚未发布")
    parts.append(f"序时进度{show(report.share, 1)}%")
    if report.plan.is_demo:
        parts.append(DEMO)
    return " · ".join(parts)


def mark(report: MonthlyReport) -> str:
    """What stands above every page of a paper; empty for a published month of real figures."""
    told = [DEMO] if report.plan.is_demo else []
    told += [UNPUBLISHED] if report.edition is None else []
    return "　".join(told)


def pace_rule(report: MonthlyReport) -> list[str]:
    """How pace and lights are computed, with this month's numbers and this plan's cut points."""
    plan, month = report.plan, report.month
    classes = (Light.AHEAD, Light.ON_PACE, Light.BEHIND, Light.FAR_BEHIND)
    ahead, on_pace, behind, far = map(plan.word, classes)
    unit = "个百分点（差距）" if plan.in_points else "（序时比）"
    return [
        f"序时进度＝月份÷12，{month}月为{month}÷12＝{show(report.share, 1)}%；报有分月计划的，按其累计份额。",
        "超/慢序时：累计量为占年度目标%减序时进度，有基期的存量和比重按增量计算；增速和无基期的比重为实绩减目标值，均为百分点。",
        f"亮灯：{ahead}≥{plan.ahead}，{on_pace}≥{plan.on_pace}，{behind}≥{plan.behind}，以下为{far}{unit}；“沿用”的数据按其所属月份评判。",
    ]


def signers(report: MonthlyReport) -> str:
    """Who filled in, who reviewed, who published."""
    published = report.edition.published_by if report.edition else "—"
    return f"填报：{_people(report.reported_by)}    审核：{_people(report.reviewed_by)}    发布：{published}"


def _people(names: Sequence[str]) -> str:
    """The first few by name, the rest by number: a line holds no more."""
    if len(names) > MOST_NAMES:
        return f"{'、'.join(names[:MOST_NAMES])}等{len(names)}人"
    return "、".join(names) or "—"


def remark(row: TargetRow) -> str:
    """What the reader must know of a row: carried, corrected, why not judged, cause and next step."""
    now = row.now
    parts = [now.remark, amended.told(row), shown.goal_changes(row)]
    if row.promise.comparator == Comparator.AT_MOST and row.promise.baseline is None:
        parts.append("达标" if now.met else "未达标")
    unit = shown.gap_unit(row, now)
    parts += [f"超/慢序时以{unit}计" if now.gap is not None and unit != shown.POINTS else ""]
    parts += [f"原因：{row.problem}" if row.problem else ""]
    parts += [f"下步：{row.next_step}" if row.next_step else ""]
    return "；".join(part for part in parts if part)


def lead(row: TargetRow) -> str:
    """The unit that answers for it; said to be inferred until the office confirms it."""
    if row.lead is None:
        return "待确认"
    return row.lead.short_name + ("（推定）" if "lead_unit" in row.inferred else "")


def share_of_goal(row: TargetRow) -> Decimal | None:
    """占年度目标% as a share for a percent cell: 0.475 is shown as 47.5%."""
    completion = row.now.completion
    return None if completion is None else completion / 100


def share_of_year(row: TargetRow) -> Decimal | None:
    """序时进度% as a share, where completion is held against it; levels are held against the goal."""
    share, basis = row.now.share, row.promise.basis
    on_the_way = basis in {Basis.SHARE, Basis.ALLOWANCE, Basis.INCREMENT}
    return share / 100 if share is not None and on_the_way else None
