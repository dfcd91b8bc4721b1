"""一页纸: every target, every task, whose, why and what next, on one sheet."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from dashboard import one_page
from dashboard.meeting.gist import gist
from tests.dashboard.reports import SCIENCE, ZUZHI, report, target, task

BEHIND = "5 10 15 20 25 30 35 36"  # of 59: on pace until July, 36 of 39.3 due in August
ON_PACE = "5 10 15 20 25 30 35 40"
FAR = "1 1 1 1 1 1 1 9"


def whole():
    """A month with something of everything."""
    return report(
        target("T01", BEHIND, heading=SCIENCE, words=("", "设备\n延期", "9月底前到货")),
        target("T02", ON_PACE, heading=SCIENCE),
        target("T03", FAR, lead=ZUZHI, place="task"),
        target("T04", "5 10 15 20 25", lead=ZUZHI, place="task"),
        tasks=(task(1), task(2, "behind"), task(3, "far_behind")),
    )


def words(html):
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", html))


def body(made):
    context = {**one_page.context(made, QueryDict()), "report": made, "light_words": {}}
    return render_to_string("dashboard/onepage.html", context)


def test_sheet_is_headed_by_plan_month_issuer_and_day():
    said = gist(whole())
    assert (said.title, said.number, said.issued) == (
        "定海区创新深化2024年工作计划月度进展",
        "2024年8月 · 第8期",
        "领导小组办公室　2024年9月10日",
    )
    assert said.verdict == "4项指标，1项在轨，2项滞后，1项未报。"


def test_every_target_stands_under_its_heading_with_the_figures_of_the_pages():
    said = gist(whole())
    assert [
        (section.title, [line.name for line in section.lines]) for section in said.sections
    ] == [
        ("科技创新能力", ["指标1", "指标2"]),
        ("任务内指标", ["指标3", "指标4"]),
    ]
    first = said.sections[0].lines[0]
    assert (first.word, first.value, first.goal, first.gap, first.lead) == (
        "滞后",
        "36",
        "59家",
        "−5.6",  # 61.017 − 66.667
        "区经信局",
    )
    assert [line.is_late for section in said.sections for line in section.lines] == [
        True,
        False,
        True,
        True,
    ]


def test_late_targets_are_grouped_by_unit_most_first_and_worst_first():
    said = gist(whole())
    assert [(unit, [(each.word, each.name) for each in lamps]) for unit, lamps in said.units] == [
        ("区委组织部", [("严重滞后", "指标3"), ("逾期未报", "指标4")]),
        ("区经信局", [("滞后", "指标1")]),
    ]


def test_causes_are_the_units_words_and_silence_is_said():
    assert [(each.name, each.problem, each.next_step) for each in gist(whole()).causes] == [
        ("指标3", "单位未填原因", "单位未填措施"),
        ("指标1", "设备 延期", "9月底前到货"),
        ("指标4", "8月数据未报", "补报后评判"),
    ]


@pytest.mark.parametrize(
    ("tasks", "said"),
    [
        ((), ""),
        ((task(1), task(2)), ""),
        ((task(1, "behind"),), "滞后：1。"),
        ((task(1, ""), task(2, "behind"), task(4, "far_behind"), task(5, "behind")),
         "严重滞后：4；滞后：2、5；未报：1。"),
    ],
)  # fmt: skip
def test_late_tasks_are_named_by_number(tasks, said):
    assert gist(report(target("T01", ON_PACE), tasks=tasks)).late_tasks == said


def test_page_names_each_light_beside_its_sign():
    html = body(whole())
    assert 'aria-label="严重滞后"' in html
    assert "指标3严重滞后9" in words(html)


def test_a_month_not_published_says_so_and_claims_no_hash():
    said = gist(report(target("T01", ON_PACE), is_published=False))
    assert (said.number, said.issued) == ("2024年8月 · 未发布", "领导小组办公室　尚未发布")
    assert "SHA-256" not in said.foot


def test_a_corrected_edition_says_which_it_is():
    made = whole()
    again = replace(made, edition=replace(made.edition, number=2))
    assert gist(again).number == "2024年8月 · 第8期 · 第2版（更正后）"


@pytest.mark.parametrize(("is_demo", "said"), [(True, 1), (False, 0)])
def test_the_demonstration_says_that_it_is_one(is_demo, said):
    made = whole()
    html = body(replace(made, plan=replace(made.plan, is_demo=is_demo)))
    assert html.count("演示数据，不作依据") == said


def test_a_month_in_which_all_is_on_course_has_no_causes():
    html = words(body(report(target("T01", ON_PACE))))
    assert "列入评判的指标都在轨，没有未报。" in html
    assert "滞后原因与下步措施" not in html


def test_what_units_wrote_is_text_and_never_markup():
    made = report(target("T01", BEHIND, words=("", "<b>停工</b>", "<script>")))
    assert "&lt;b&gt;停工&lt;/b&gt;" in body(made)
    assert "<script>" not in body(made)


def test_a_plan_without_tasks_has_no_empty_table_of_them():
    assert "重点任务" not in words(body(report(target("T01", ON_PACE))))
