"""口径与公式: the rules of every figure, the plan's own cut points, what each target counts."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from django.http import QueryDict
from django.template.loader import render_to_string

from dashboard import formula_list
from targets.choices import Kind
from targets.formulas import formulas
from tests.dashboard.reports import report, target


def context(made):
    return formula_list.context(made, QueryDict())


def given(made):
    return [
        re.sub("<[^>]+>", "", each.light) + "：" + each.given for each in context(made)["classes"]
    ]


def test_lights_are_told_in_the_order_they_are_decided_with_the_plans_cut_points():
    made = report(target("T01", "5"))
    assert given(made) == [
        "逾期未报：过了截止日仍未报送",
        "未到报送期：还没到报送月份或截止日；补录月份不算逾期",
        "已达力争：达到力争值",
        "已完成：达到目标值；增速、比重和“不超过”的累计量到最后一个报送月才认定",
        "缺基期：存量没有基期值，不评判",
        "超序时：序时比不低于1.10",
        "达序时：序时比不低于1.00",
        "滞后：序时比不低于0.80",
        "严重滞后：序时比低于0.80",
    ]


def test_cut_points_in_points_are_told_as_gaps():
    made = report(target("T01", "5"))
    cut = replace(
        made.plan, in_points=True, ahead=Decimal(5), on_pace=Decimal(0), behind=Decimal(-10)
    )
    assert given(replace(made, plan=cut))[5:] == [
        "超序时：与序时相差不低于5个百分点",
        "达序时：与序时相差不低于0个百分点",
        "滞后：与序时相差不低于−10个百分点",
        "严重滞后：与序时相差低于−10个百分点",
    ]


def test_each_target_says_what_it_counts_and_what_of_it_is_inferred():
    made = report(
        target("T01", "5", inferred=("kind",), note="两处写明。"),
        target("T02", "", kind=Kind.STOCK, months=[3, 6, 9, 12]),
        target("T03", "", kind=Kind.RATIO, baseline="50", months=range(2, 13)),
    )
    scopes = context(made)["scopes"]
    assert [(each.kind, each.is_kind_inferred, each.reported, each.pace) for each in scopes] == [
        ("累计量", True, "每月", "按月均分"),
        ("存量", False, "3、6、9、12月", "缺基期，暂不按序时评判"),
        ("比重", False, "2—12月", "从基期值起，按月均分"),
    ]
    html = render_to_string("dashboard/formula_list.html", {**context(made), "report": made})
    assert "8 ÷ 12 = 66.7%" in html
    assert html.count('<span class="tag">推定</span>') == 1
    assert "两处写明。" in html


def test_every_figure_with_a_formula_is_explained():
    explained = {rule.figure for rule in formula_list.RULES}
    row = target("T01", "5 10 16 20 25 30 36 40")
    titles = {
        each.title for each in formulas(row.promise, row.now, measure="家", decimals=0).values()
    }
    assert titles - explained == set()
