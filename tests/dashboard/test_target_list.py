"""指标: filtered and sorted by the address, grouped as the plan is, and safe in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from dashboard import target_csv, target_list
from targets.choices import Comparator, Kind, Place
from tests.dashboard.reports import SCIENCE, ZUZHI, report, target

BEHIND = "5 10 15 20 25 30 35 36"
ON_PACE = "5 10 15 20 25 30 35 40"


@pytest.fixture
def made():
    return report(
        target("T01", BEHIND, name="海纳计划人才(团队)"),
        target("T02", ON_PACE, heading=SCIENCE, lead=ZUZHI, inferred=("lead_unit",)),
        target(
            "T03",
            "- - 2.19 - - 2.24 - -",
            goal="2.3",
            stretch="2.5",
            measure="%",
            decimals=2,
            kind=Kind.RATIO,
            months=[3, 6, 9, 12],
        ),
        target("T04", "5 10", place=Place.TASK, lead=None),
    )


def context(made, query=""):
    return target_list.context(made, QueryDict(query))


def shown(made, query=""):
    """Heading and codes of each group, as the address asks."""
    return [
        (group.title, [re.findall("T[0-9]+", row.record.url)[0] for row in group.rows])
        for group in context(made, query)["groups"]
    ]


def test_default_is_the_plans_order_under_the_plans_headings(made):
    assert shown(made) == [
        ("总体目标", ["T01", "T03"]),
        ("科技创新能力", ["T02"]),
        ("任务内指标", ["T04"]),
    ]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("light=behind", ["T01", "T03"]),
        ("light=overdue", ["T04"]),
        ("theme=1", ["T02"]),
        ("theme=0", ["T01", "T03"]),
        ("theme=task", ["T04"]),
        ("unit=zuzhi", ["T02"]),
        ("unit=none", ["T04"]),
        ("kind=ratio", ["T03"]),
        ("often=季报", ["T03"]),
        ("q=（团队）", ["T01"]),
        ("q=区委人才办", ["T02"]),
        ("q=t03", ["T03"]),
        ("light=behind&kind=ratio", ["T03"]),
        ("light=no_such&unit=no_such&theme=9", ["T01", "T03", "T02", "T04"]),
        ("light=far_behind", []),
    ],
)
def test_address_chooses_the_rows_and_unknown_values_choose_nothing(made, query, codes):
    groups = shown(made, query)
    assert [code for _, listed in groups for code in listed] == codes


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("sort=gap", ["T01", "T03", "T02", "T04"]),
        ("sort=-gap", ["T02", "T03", "T01", "T04"]),
        ("sort=completion", ["T01", "T02", "T03", "T04"]),
        ("sort=-completion", ["T03", "T02", "T01", "T04"]),
        ("sort=light", ["T04", "T01", "T03", "T02"]),
    ],
)
def test_sorted_rows_lose_their_headings_and_missing_figures_stand_last(made, query, codes):
    assert shown(made, query) == [("", codes)]


@pytest.mark.parametrize("query", ["sort=no_such", "sort=name", "sort="])
def test_what_cannot_be_sorted_by_leaves_the_plans_order(made, query):
    assert shown(made, query) == shown(made)


def test_heads_lead_to_the_order_and_keep_the_filter(made):
    heads = {head.label: head for head in context(made, "light=behind&sort=gap")["heads"]}
    assert heads["差距"].url == "?light=behind&sort=-gap"
    assert heads["差距"].state == "ascending"
    assert heads["完成率"].url == "?light=behind&sort=completion"
    assert heads["完成率"].state == "none"
    assert heads["8月实绩"].url == ""


def test_lights_count_what_the_other_filters_leave(made):
    lights = context(made, "theme=0&light=behind")["lights"]
    assert lights == [
        ("", "全部", 2, "?theme=0", False),
        ("behind", "滞后", 2, "?theme=0&light=behind", True),
    ]


def test_a_row_says_what_is_known_and_a_dash_for_what_is_not(made):
    rows = {row.name: row for group in context(made)["groups"] for row in records(group)}
    ratio = next(row for name, row in rows.items() if "指标3" in name)
    assert (ratio.kind, ratio.goal) == ("比重·季", "2.3%（力争2.5%）")
    assert ratio.value == '<span class="tag">沿用6月</span> <b>2.24</b>'
    assert ratio.gap == '<span class="down b">−0.06</span>'
    assert (ratio.completion, ratio.change, ratio.needed, ratio.forecast) == (
        "97.4%",
        "—",
        "—",
        "—",
    )
    missing = next(row for name, row in rows.items() if "指标4" in name)
    assert missing.value == '<span class="mut">未报</span>'
    assert (missing.completion, missing.gap, missing.lead) == ("—", "—", "待确认")
    inferred = next(row for name, row in rows.items() if "指标2" in name)
    assert inferred.lead == '区委组织部 <span class="tag">推定</span>'
    assert (inferred.change, inferred.needed) == ("+5", "4.8")


def records(group):
    return [row.record for row in group.rows]


def test_a_ceiling_without_a_baseline_is_met_or_not_and_has_no_percentage():
    row = target(
        "T01", "3", goal="5", measure="起", kind=Kind.STOCK, comparator=Comparator.AT_MOST, month=1
    )
    assert records(context(report(row, month=1))["groups"][0])[0].completion == "达标"


def test_page_without_any_row_says_which_filter_found_nothing(made):
    query = QueryDict("light=far_behind&unit=zuzhi")
    html = render_to_string(
        "dashboard/target_list.html", {**target_list.context(made, query), "report": made}
    )
    assert "没有符合“严重滞后 + 区委组织部”的指标。" in html
    assert 'href="/dinghai-2024/2024-08/targets/">清除筛选' in html


def test_form_keeps_light_and_order_when_a_choice_is_sent(made):
    query = QueryDict("light=behind&sort=gap&q=计划")
    html = render_to_string(
        "dashboard/target_list.html", {**target_list.context(made, query), "report": made}
    )
    assert '<input type="hidden" name="light" value="behind">' in html
    assert '<input type="hidden" name="sort" value="gap">' in html
    assert 'name="q" value="计划"' in html


def test_search_words_are_escaped_and_cut(made):
    query = QueryDict(mutable=True)
    query["q"] = '"><script>' + "长" * 100
    chosen = target_list.chosen_from(made, query)
    html = render_to_string(
        "dashboard/target_list.html", {**target_list.context(made, query), "report": made}
    )
    assert len(chosen.q) == 40
    assert "<script>" not in html


# As a file


def csv_of(made, query=""):
    out = io.StringIO()
    chosen = target_list.chosen_from(made, QueryDict(query))
    target_csv.write(made, target_list.rows_of(made, chosen), out)
    text = out.getvalue()
    assert text[0] == "\ufeff"
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_file_holds_the_numbers_of_the_page_as_numbers(made):
    lines = csv_of(made, "light=behind")
    assert [line["代码"] for line in lines] == ["T01", "T03"]
    first = lines[0]
    assert (first["实绩"], first["较上月"], first["完成率（%）"], first["差距"]) == (
        "36",
        "1",
        "61.0",
        "-5.6",
    )
    assert (lines[1]["数据月份"], lines[1]["实绩"], lines[1]["力争值"]) == ("6月", "2.24", "2.5")
    assert (lines[1]["说明"], lines[1]["牵头单位是否推定"]) == ("沿用6月", "")


@pytest.mark.parametrize("name", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1"])
def test_text_that_would_run_as_a_formula_stays_text(name):
    (line,) = csv_of(report(target("T01", BEHIND, name=name)))
    assert line["指标"] == "'" + name
