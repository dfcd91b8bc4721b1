"""口径与公式: how every figure is computed, and what each target counts. Pure: report → context."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.safestring import SafeString

from dashboard import addresses
from dashboard.report import MonthlyReport, TargetRow, shown
from dashboard.report.words import counts_sentence
from dashboard.target_detail import pace_words
from dashboard.templatetags import look
from targets.choices import Kind, Light
from targets.numbers import half_up, show, show_exactly

INDEX_PLACES = 2


@dataclass(frozen=True)
class Rule:
    """How one figure is computed, for the targets it applies to."""

    figure: str
    applies_to: str
    formula: str


@dataclass(frozen=True)
class Class:
    """A light, its word, and when it is given."""

    light: SafeString
    given: str


@dataclass(frozen=True)
class Scope:
    """What one target counts, and how it is judged."""

    url: str
    name: str
    kind: str
    is_kind_inferred: bool
    reported: str
    is_reported_inferred: bool
    pace: str
    definition: str
    note: str


RULES = (
    Rule("完成率", "累计量、比重、增速、存量", "实绩 ÷ 全年目标，始终以全年目标为准"),
    Rule("完成率", "“不超过”的存量和比重，有基期", "(基期值 − 实绩) ÷ (基期值 − 目标值)"),
    Rule("增量完成率", "有基期的存量和比重", "(实绩 − 基期值) ÷ (目标值 − 基期值)"),
    Rule("序时应完成", "累计量", "全年目标 × 序时进度"),
    Rule("序时应达到", "有基期的存量和比重", "基期值 + (目标值 − 基期值) × 序时进度"),
    Rule("序时应达到", "增速、无基期的比重", "目标值，各月相同"),
    Rule("序时比", "累计量", "累计完成 ÷ 序时应完成"),
    Rule("序时比", "“不超过”的累计量", "1 + (序时应完成 − 累计完成) ÷ 全年限额"),
    Rule("序时比", "有基期的存量和比重", "(实绩 − 基期值) ÷ (序时应达到 − 基期值)"),
    Rule("序时比", "增速", "1 + 0.2 × (实绩 − 目标值)，以百分点计"),
    Rule("序时比", "无基期的比重、保持水平的指标", "1 + 4 × (实绩 − 目标值) ÷ 目标值"),
    Rule("与序时相差", "累计量", "完成率 − 序时进度"),
    Rule("与序时相差", "有基期的存量和比重", "增量完成率 − 序时进度"),
    Rule("与序时相差", "增速、无基期的比重", "实绩 − 目标值，以百分点计"),
    Rule("与序时相差", "保持水平的存量", "(实绩 − 目标值) ÷ 目标值"),
    Rule("后续月均需完成", "累计量、存量", "(全年目标 − 实绩) ÷ 剩余月数"),
    Rule(
        "年终预测",
        "累计量、存量，自第3次报送起",
        "已完成 + 近6次月均增量 × 剩余月数，是外推，不是承诺",
    ),
    Rule(
        "年终预测",
        "去年每次报送都有增量的累计量",
        "已完成 + 近6次（增量 ÷ 去年同期增量）的平均 × 去年剩余月份增量",
    ),
    Rule("近期月均", "累计量、存量", "近6次增量 ÷ 各自月数的平均"),
    Rule("80%区间", "累计量、存量", "年终预测 ± 1.28 × 月增量标准差 × √剩余月数"),
    Rule("当月", "累计量", "本月累计 − 上月累计"),
    Rule("较上月", "各类指标，两个月都有自己的数据时", "本月数 − 上月数"),
    Rule("同比", "累计量、存量", "实绩 ÷ 去年同期 − 1"),
    Rule("同比", "比重、增速", "实绩 − 去年同期，以百分点计"),
)


def context(report: MonthlyReport, query: QueryDict) -> dict[str, Any]:
    """What the page of formulas needs."""
    plan = report.plan
    return {
        "share": shown.percent(report.share),
        "rules": RULES,
        "classes": list(_classes(report)),
        "counts": counts_sentence(report.counts, plan.word),
        "scopes": [_scope(report, row) for row in report.targets],
    }


def _classes(report: MonthlyReport) -> Iterator[Class]:
    """The lights in the order they are decided, with the plan's own cut points."""
    plan = report.plan
    what, unit = ("与序时相差", "个百分点") if plan.in_points else ("序时比", "")
    ahead, on_pace, behind = (
        show_exactly(cut) if plan.in_points else _as_index(cut)
        for cut in (plan.ahead, plan.on_pace, plan.behind)
    )
    cut = {
        Light.AHEAD: f"{what}不低于{ahead}{unit}",
        Light.ON_PACE: f"{what}不低于{on_pace}{unit}",
        Light.BEHIND: f"{what}不低于{behind}{unit}",
        Light.FAR_BEHIND: f"{what}低于{behind}{unit}",
        Light.OVERDUE: "过了截止日仍未报送",
        Light.NOT_DUE: "还没到报送月份或截止日；补录月份不算逾期",
        Light.ACHIEVED_STRETCH: "达到力争值",
        Light.ACHIEVED: "达到目标值；增速、比重和“不超过”的累计量到最后一个报送月才认定",
        Light.NO_PACE: "存量没有基期值，不评判",
    }
    for light in Light:
        yield Class(look.light(light, word=plan.word(light)), cut[light])


def _as_index(cut: Decimal) -> str:
    """A cut point written as the index beside it is: 1.10; one with more digits in full."""
    return show(cut, INDEX_PLACES) if half_up(cut, INDEX_PLACES) == cut else show_exactly(cut)


def _scope(report: MonthlyReport, row: TargetRow) -> Scope:
    return Scope(
        url=addresses.target(report, row.code),
        name=row.name,
        kind=Kind(row.promise.kind).label,
        is_kind_inferred="kind" in row.inferred,
        reported=shown.months_reported(row.promise),
        is_reported_inferred="reporting_months" in row.inferred,
        pace=pace_words(row),
        definition=row.definition,
        note=row.note,
    )
