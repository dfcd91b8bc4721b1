"""重点任务: the plan's groups, each task's light and this month's words, filtered by the address."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from dashboard import task_list
from dashboard.report import NOBODY, Group, Note
from targets.facts import Lead
from tests.dashboard.reports import JINGXIN, ZUZHI, report, target, task

JIAOYU, CAIZHENG = (
    Lead(3, "jiaoyu", "区教育局", "区教育局"),
    Lead(4, "caizheng", "区财政局", "区财政局"),
)


def said(row, text, word="on_course", label="在轨"):
    """The task with this month's note of its lead."""
    note = Note(8, row.lead, word, label, text, date(2024, 9, 4), "张某")
    return replace(row, notes=(note, *row.notes))


@pytest.fixture
def made():
    made = report(
        target("T01", "5 10 15 20 25 30 35 30", name="突破关键核心技术"),
        target("T02", "5 10 15 20 25 30 35 40", name="产业共性攻关项目"),
        tasks=(
            task(1, "far_behind", joint=(ZUZHI, JIAOYU, CAIZHENG), targets=("T01", "T02")),
            task(2, joint=(ZUZHI,)),
            task(3, "done", lead=ZUZHI),
            task(4, "", lead=ZUZHI, joint=(JINGXIN, JIAOYU)),
        ),
    )
    first, second, third, fourth = made.tasks
    return replace(
        made,
        groups=(
            Group(1, "以科技创新体系为主抓手", "科创体系"),
            Group(2, "以人才为关键", "人才港湾"),
        ),
        tasks=(
            said(first, "2项未按节点验收。计划10月底前完成。", "far_behind", "严重滞后"),
            said(second, "按计划推进。"),
            replace(said(third, "全年事项均已完成", "done", "已完成"), group=2),
            replace(fourth, group=2),
        ),
    )


def context(made, query=""):
    return task_list.context(made, QueryDict(query))


def numbers(made, query=""):
    return [[row.number for row in group.rows] for group in context(made, query)["groups"]]


def row_of(made, number):
    rows = (row for group in context(made)["groups"] for row in group.rows)
    return next(row for row in rows if row.number == number)


def page(made, query=""):
    return render_to_string("dashboard/task_list.html", {**context(made, query), "report": made})


def test_tasks_stand_under_the_plans_groups_counted_as_the_plan_counts_them(made):
    assert [group.title for group in context(made)["groups"]] == [
        "（一）以科技创新体系为主抓手",
        "（二）以人才为关键",
    ]
    assert numbers(made) == [[1, 2], [3, 4]]


def test_the_verdict_tells_far_behind_and_missing_apart(made):
    assert context(made)["remark"] == "4项任务，2项在轨，1项严重滞后，1项未报"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("light=far_behind", [[1]]),
        ("light=overdue", [[4]]),
        ("unit=jingxin", [[1, 2], [4]]),  # leads two, joins one
        ("unit=caizheng", [[1]]),
        ("unit=zuzhi&light=achieved", [[3]]),
        ("unit=caizheng&light=achieved", []),
        ("unit=no_such&light=no_such", [[1, 2], [3, 4]]),
    ],
)
def test_address_chooses_by_light_and_by_the_unit_that_leads_or_joins(made, query, found):
    assert numbers(made, query) == found


def test_lights_count_what_the_chosen_unit_leaves_and_keep_it_in_their_address(made):
    assert context(made, "unit=jiaoyu&light=overdue")["lights"] == [
        ("", "全部", 2, "?unit=jiaoyu", False),
        ("far_behind", "严重滞后", 1, "?unit=jiaoyu&light=far_behind", False),
        ("overdue", "逾期未报", 1, "?unit=jiaoyu&light=overdue", True),
    ]


def test_a_chosen_light_that_nothing_has_still_shows_as_chosen(made):
    lights = context(made, "light=behind")["lights"]
    assert ("behind", "滞后", 0, "?light=behind", True) in lights


def test_units_to_choose_are_those_with_a_part_in_a_task(made):
    codes = [unit.code for unit in context(made)["units"]]
    assert codes == ["jingxin", "zuzhi", "jiaoyu", "caizheng"]


def test_joining_units_are_named_to_two_and_counted_beyond(made):
    assert [row_of(made, number).joint for number in (1, 2, 3, 4)] == [
        "区委组织部、区教育局等3家",
        "区委组织部",
        "—",
        "区经信局、区教育局",
    ]
    assert row_of(made, 1).joint_in_full == "区委组织部〔区委人才办〕、区教育局、区财政局"


def test_linked_targets_are_lamps_that_say_name_and_light(made):
    assert [(lamp.code, lamp.tone, lamp.label) for lamp in row_of(made, 1).lamps] == [
        ("far_behind", "far", "突破关键核心技术：严重滞后"),
        ("on_pace", "good", "产业共性攻关项目：达序时"),
    ]
    assert 'role="img" aria-label="突破关键核心技术：严重滞后"' in page(made)
    assert row_of(made, 2).lamps == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("按计划推进。", "按计划推进"),
        ("按计划推进", "按计划推进"),
        ("按计划推进。\n", "按计划推进"),
        ("2项未验收。计划10月底前完成。", "2项未验收…"),
    ],
)
def test_the_months_words_are_the_first_sentence_of_the_note(made, text, shown):
    assert task_list.month_says(said(replace(made.tasks[3]), text)) == shown


def test_a_missing_note_says_why_instead(made):
    row = row_of(made, 4)
    assert (row.says, row.is_missing) == ("8月进展未报", True)


def test_not_started_is_told_beside_its_light(made):
    started = replace(made.tasks[1], remark="未启动")
    assert "<small>未启动</small>" in task_list.light_of(started)
    assert "<small>" not in task_list.light_of(made.tasks[3])  # its remark stands in its own cell


def test_a_task_that_nobody_leads_can_be_found(made):
    orphan = replace(made, tasks=(replace(made.tasks[1], lead=NOBODY),))
    assert [unit.code for unit in context(orphan)["units"]] == ["zuzhi", "none"]
    assert numbers(orphan, "unit=none") == [[2]]
    assert row_of(orphan, 2).lead == "待确认"


def test_page_keeps_the_light_when_a_unit_is_sent_and_marks_what_is_chosen(made):
    html = page(made, "light=overdue&unit=zuzhi")
    assert '<input type="hidden" name="light" value="overdue">' in html
    assert '<option value="zuzhi" selected>' in html
    assert html.count('aria-current="true"') == 1


def test_page_without_a_row_says_which_filter_found_nothing(made):
    html = page(made, "light=achieved&unit=caizheng")
    assert "没有符合“已完成 + 区财政局”的任务。" in html
    assert 'href="/dinghai-2024/2024-08/tasks/">清除筛选' in html


def test_page_of_a_plan_without_tasks_says_so():
    html = page(report(target("T01", "5")))
    assert "计划里还没有重点任务。" in html
    assert "没有重点任务" in html


def test_what_a_unit_wrote_is_escaped(made):
    evil = replace(made, tasks=(said(made.tasks[1], "<script>alert(1)</script>"),))
    assert "<script>" not in page(evil)
    assert "&lt;script&gt;" in page(evil)
