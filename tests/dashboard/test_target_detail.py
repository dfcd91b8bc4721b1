"""指标详情: every figure with its formula, a reason where there is none, the plan's own words."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.http import Http404, QueryDict
from django.template.loader import render_to_string

from dashboard import target_detail
from targets.arithmetic import judge
from targets.choices import Comparator, Kind, Light, Place
from targets.facts import Quoted
from targets.formulas import Formula
from tests.dashboard.reports import TEXT, ZUZHI, report, target, task
from tests.targets.test_formulas import check

VALUES = "1.21 2.38 3.74 5.06 6.41 7.95 9.32 10.78"
PAST = "1.12 2.21 3.49 4.70 6.02 7.36 8.69 10.14"
PHRASE = "规上工业研发费用达到17.5亿元"


def research(**values):
    """规上工业研发费用, as the pictures show it."""
    start = TEXT.index(PHRASE)
    shape = {"goal": "17.5", "measure": "亿元", "decimals": 2, "past": PAST}
    quotes = (Quoted(PHRASE, start, start + len(PHRASE), "headline"),)
    return target("T02", VALUES, **{**shape, "quotes": quotes, **values})


def ratio(values, **extra):
    shape = {"goal": "2.3", "measure": "%", "decimals": 2, "kind": Kind.RATIO}
    return target("T02", values, **{**shape, **extra})


def judged(promise, standing):
    """The eight months of a standing, judged by another promise."""
    return tuple(
        judge(promise, standing.figures, month, standing.calendar) for month in range(1, 9)
    )


def context(made, code="T02"):
    return target_detail.context(made, QueryDict(), code=code)


def facts(made):
    return {fact.label: fact for fact in context(made)["facts"]}


def told(fact):
    return (fact.number, fact.unit, *(note.text for note in fact.notes))


def body(made):
    return render_to_string("dashboard/target_detail.html", {**context(made), "report": made})


def test_strip_tells_figure_goal_completion_gap_need_and_year_end():
    strip = facts(report(research()))
    assert {label: told(fact) for label, fact in strip.items()} == {
        "8月末累计": ("10.78", "亿元", "同比+6.3%"),
        "目标值": ("17.5", "亿元", "力争值：计划未设"),
        "完成率": ("61.6", "%", "序时进度66.7%"),
        "与序时相差": ("−5.1", "个百分点", "序时比0.92"),
        "后续月均需完成": ("1.68", "亿元", "近期月均1.40亿元"),
        "年终预测（外推）": ("16.38", "亿元", "80%区间16.17—16.59"),
    }
    assert strip["与序时相差"].is_late


def test_every_computed_figure_of_the_strip_opens_to_its_formula_with_numbers():
    html = body(report(research()))
    titles = re.findall(r'aria-label="([^"]+)，公式"', html)
    assert titles == [
        "同比",
        "完成率",
        "与序时相差",
        "序时比",
        "后续月均需完成",
        "年终预测",
        "80%区间",
        "序时应完成",
    ]
    assert "10.78 ÷ 17.5 = 61.6%" in html
    assert "17.5 × 8 ÷ 12 = 11.67亿元" in html
    ids = re.findall(r'id="(fx-[0-9a-z]+)"', html)
    assert len(ids) == len(set(ids)) == 8


@pytest.mark.parametrize(
    ("standing", "numbers", "result"),
    [
        (research(), "10.78 ÷ 10.14 − 1 = +6.3%", "+6.3%"),
        (research(past="1 2 3 4 5 6 7 11"), "10.78 ÷ 11 − 1 = −2.0%", "−2.0%"),
        (
            target(
                "T02",
                "- 8 8 8 8 8 8 9.1",
                goal="8",
                measure="%",
                decimals=1,
                kind=Kind.GROWTH,
                past="- 8 8 8 8 8 8 9.7",
            ),
            "9.1% − 9.7% = −0.6个百分点",
            "−0.6个百分点",
        ),
        (
            target(
                "T02",
                "- 8 8 8 8 8 8 -1.5",
                goal="8",
                measure="%",
                decimals=1,
                kind=Kind.GROWTH,
                past="- 8 8 8 8 8 8 -2",
            ),
            "−1.5% − (−2%) = +0.5个百分点",
            "+0.5个百分点",
        ),
    ],
)
def test_last_years_comparison_opens_to_numbers_that_come_to_it(standing, numbers, result):
    note = next(fact for fact in context(report(standing))["facts"]).notes[0]
    assert note.text == f"同比{result}"
    assert note.opening.numbers == numbers
    check(Formula("同比", note.opening.words, numbers, result))


@pytest.mark.parametrize(
    ("standing", "label", "expected"),
    [
        (
            target("T02", "5 10", decimals=0),
            "与序时相差",
            ("—", "", "未报，9月5日截止"),
        ),
        (
            target("T02", "5 10", decimals=0),
            "8月末累计",
            ("未报", "", "未报，9月5日截止"),
        ),
        (
            ratio("2.1 2.1 2.1 2.1 2.1 2.1 2.1 2.24"),
            "后续月均需完成",
            ("—", "", "比重不按月分摊"),
        ),
        (
            ratio("2.1 2.1 2.1 2.1 2.1 2.1 2.1 2.24"),
            "年终预测（外推）",
            ("—", "", "只对累计量和存量外推"),
        ),
        (
            target("T02", "500 500 500 500 500 500 500 531", kind=Kind.STOCK, goal="552"),
            "与序时相差",
            ("—", "", "缺基期，不评判"),
        ),
        (
            target("T02", "- - - - - - - 1", months=[8]),
            "年终预测（外推）",
            ("—", "", "自第3次报送起给出"),
        ),
        (
            target("T02", "5 10 15 20 25 30 35"),
            "年终预测（外推）",
            ("—", "", "未报，9月5日截止"),
        ),
        (
            target("T02", "5 10 15 20 25 30 35"),
            "完成率",
            ("—", "", "未报，9月5日截止", "序时进度66.7%"),
        ),
        (
            target("T02", "", kind=Kind.GROWTH, measure="%", months=[12]),
            "完成率",
            ("—", "", "未到报送期"),
        ),
        (
            target("T02", "", kind=Kind.GROWTH, measure="%", months=[12]),
            "增速",
            ("—", "", "未到报送期"),
        ),
    ],
)
def test_what_cannot_be_told_is_a_dash_with_its_reason(standing, label, expected):
    assert told(facts(report(standing))[label]) == expected


@pytest.mark.parametrize(
    ("values", "goal", "figure", "promised"),
    [
        ("18", "20", ("18", "名", "比目标值差2名", "去年同期未录入"), "左右：满18名即达标"),
        ("23", "20", ("23", "名", "比目标值超3名", "去年同期未录入"), "左右：满18名即达标"),
        ("7", "15", ("7", "名", "去年同期未录入"), "左右：满14名即达标"),  # 13.5, and none is half
    ],
)
def test_about_says_from_where_it_is_met_and_what_is_missing(values, goal, figure, promised):
    about = Comparator.ABOUT
    standing = target("T02", "- " * 7 + values, goal=goal, measure="名", comparator=about)
    strip = facts(report(standing))
    assert told(strip["8月末累计"]) == figure
    assert strip["目标值"].notes[0].text == promised


def test_pace_by_a_schedule_is_told_like_any_other():
    standing = research()
    shares = tuple(Decimal(month) / 16 for month in range(1, 13))
    promise = replace(standing.promise, schedule=(*shares[:11], Decimal(1)))
    made = report(replace(standing, promise=promise, standings=judged(promise, standing)))
    assert facts(made)["完成率"].notes[0].text == "序时进度50.0%"


def test_a_carried_figure_names_its_month():
    strip = facts(report(ratio("- - 2.19 - - 2.24", months=[3, 6, 9, 12], stretch="2.5")))
    figure = strip["6月实绩"]
    assert (figure.number, figure.tag) == ("2.24", "沿用6月")
    assert told(strip["目标值"]) == ("2.3", "%", "力争值2.5%")


def test_a_way_from_a_baseline_is_told_beside_the_completion():
    standing = ratio("60 60 60 60 60 60 63", goal="65", baseline="60", decimals=0, month=7)
    made = report(standing, month=7)
    fact = facts(made)["完成率"]
    assert told(fact) == ("96.9", "%", "增量完成率60.0%")
    assert fact.notes[0].opening.numbers == "(63 − 60) ÷ (65 − 60) = 60.0%"
    assert context(made)["baseline"] == "60%"
    assert [mark.text for mark in context(made)["marks"]] == [
        "基期 60%",
        "125%",
        "序时 62.9%",
        "目标 65%",
    ]


def test_months_stand_newest_first_with_what_became_of_each():
    made = report(
        target("T02", "5 10 - 20 25 30 35 40", backfilled=[1, 2], past="4 8 12 16 20 24 28 32")
    )
    lines = context(made)["months"]
    assert [line.month for line in lines] == [8, 7, 6, 5, 4, 3, 2, 1]
    newest, hole, first = lines[0], lines[5], lines[7]
    assert (newest.value, newest.monthly, newest.past, newest.year_on_year) == (
        "40",
        "5",
        "32",
        "+25.0%",
    )
    assert (newest.expected, newest.index, newest.state) == ("39.3", "1.02", "已发布")
    assert (hole.value, hole.monthly, hole.index, hole.state) == (
        "未报",
        "—",
        "—",
        "未报，4月5日截止",
    )
    assert (first.value, first.state) == ("5", "补录")


def test_a_month_without_a_report_is_not_told_twice():
    [line, *_] = context(report(target("T02", "", kind=Kind.GROWTH, months=[12])))["months"]
    assert "未到报送期" in line.light
    assert (line.value, line.state) == ("—", "—")


def test_the_month_being_filed_is_not_called_published():
    made = report(research(), is_published=False)
    assert [line.state for line in context(made)["months"][:2]] == ["未发布", "已发布"]


def test_plans_sentence_is_printed_full_width_with_the_phrase_marked():
    html = body(report(research()))
    assert "<mark>规上工业研发费用达到17.5亿元</mark>，占营业收入比重达1.55%。</blockquote>" in html
    assert context(report(research()))["quotes"][0].where == "一、主要目标"


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("headline", "一、主要目标"),
        ("theme:0", "一、主要目标，总体目标"),
        ("task:6", "二、重点任务，任务6 任务标题6"),
        ("task:9", "一、主要目标"),
    ],
)
def test_place_of_a_quotation_is_told_in_words(where, words):
    quotes = (Quoted("另一句", TEXT.index("另一句"), TEXT.index("另一句") + 3, where),)
    made = report(research(quotes=quotes), tasks=(task(6),))
    assert context(made)["quotes"][0].where == words


def test_page_names_who_leads_joins_and_which_task_bears_it():
    made = report(
        research(inferred=("lead_unit", "reporting_months")),
        tasks=(task(6, "behind", joint=(ZUZHI,), targets=("T02",)),),
    )
    shown = context(made)
    assert shown["lead"].unit.name == "区经信局"
    assert [each.unit.short_name for each in shown["joint"]] == ["区委组织部"]
    assert [(label, light) for label, _, light in shown["tasks"]] == [("6 任务标题6", Light.BEHIND)]
    html = body(made)
    assert html.count('<span class="tag">推定</span>') == 2
    assert "依据任务6牵头单位，待专班确认" in html


def test_a_late_target_shows_the_units_words_or_that_there_are_none():
    said = context(report(research(words=("", "结算推迟", "四季度回补"))))["words"]
    assert said == [("问题：", "结算推迟"), ("下步：", "四季度回补")]
    silent = context(report(research()))["words"]
    assert silent == [("", "单位没有填写存在问题和下步措施。")]
    assert context(report(target("T02", "50 50 50 50 50 50 50 50")))["words"] == []


def test_crumbs_lead_to_the_list_and_its_heading():
    assert context(report(research()))["crumbs"] == (
        ("指标", "/dinghai-2024/2024-08/targets/"),
        ("总体目标", "/dinghai-2024/2024-08/targets/?theme=0"),
    )
    within = report(research(place=Place.TASK))
    assert context(within)["crumbs"][1] == (
        "任务内指标",
        "/dinghai-2024/2024-08/targets/?theme=task",
    )


@pytest.mark.parametrize(
    ("standing", "marks"),
    [
        (research(), [("0", "start"), ("100", "end"), ("53.33", "middle"), ("80", "middle")]),
        (
            target("T02", "1 2 3 4 5 6 7 8 9 10 11", goal="12", month=11),
            [("0", "start"), ("100", "end"), ("73.33", "end"), ("80", "start")],
        ),
        (ratio(VALUES), [("0", "start"), ("100", "end"), ("80", "middle")]),
        (target("T02", "", months=[12]), []),
    ],
)
def test_words_under_the_bar_do_not_run_into_each_other(standing, marks):
    made = report(standing, month=len(standing.standings))
    assert [(mark.x, mark.anchor) for mark in context(made)["marks"]] == marks


def test_unknown_target_is_not_found():
    with pytest.raises(Http404):
        context(report(research()), code="T99")


def test_units_words_are_escaped():
    html = body(report(research(words=("", "<script>x</script>", ""))))
    assert "<script>x" not in html
    assert "&lt;script&gt;x" in html


def test_charts_stand_with_what_each_month_left_must_add():
    html = body(report(research()))
    assert 'id="chart-year"' in html
    assert 'id="chart-increments"' in html
    assert "当月完成，与9—12月每月需完成的1.68亿元相比" in html
    assert 'href="#data">看数据表' in html


def test_a_level_has_no_increments_and_a_target_without_figures_no_chart():
    level = context(report(ratio("2.1 2.1 2.1 2.1 2.1 2.1 2.1 2.24")))
    assert level["chart"] is not None
    assert level["increments"] is None
    assert context(report(target("T02", "", months=[12])))["chart"] is None


def test_no_tick_of_the_chart_lies_below_its_axis():
    chart = context(report(ratio("- - 2.19 - - 2.24", months=[3, 6, 9, 12], stretch="2.5")))
    axis = chart["chart"].chart.layout["yaxis"]
    assert min(map(Decimal, axis["tickvals"])) >= Decimal(axis["range"][0])
    assert axis["ticktext"] == ["2.2", "2.3", "2.4", "2.5"]


def test_a_figure_says_its_nature_its_source_and_what_is_expected():
    row = replace(
        report(target("T01", "46")).targets[0],
        nature="preliminary",
        nature_label="快报",
        source="区统计局",
        expectation=Decimal(48),
        on_behalf=True,
    )
    found = replace(report(target("T01", "46")), targets=(row,))
    assert target_detail.context(found, QueryDict(), "T01")["said_of_figure"] == [
        ("数据性质", "快报，专班代填"),
        ("数据来源", "区统计局"),
        ("预计", "48家，期末前的估计，不代替实绩"),
    ]
