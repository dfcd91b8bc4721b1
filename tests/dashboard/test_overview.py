"""总览: the sentence first, the lights, whose it is, and what changed."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from dashboard import overview
from targets.choices import Light, Place
from tests.dashboard.reports import SCIENCE, ZUZHI, report, target, task

BEHIND = "5 10 15 20 25 30 35 36"  # of 59: on pace until July, 36 of 39.3 due in August
ON_PACE = "5 10 15 20 25 30 35 40"
SEPTEMBER_2 = date(2024, 9, 2)  # before August falls due
FAR = "1 1 1 1 1 1 1 9"


def context(made):
    return overview.context(made, QueryDict())


def body(made):
    return render_to_string("dashboard/overview.html", {**context(made), "report": made})


def words(html):
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", html))


def test_sentence_comes_first_with_the_counts_and_the_change():
    made = report(target("T01", BEHIND), target("T02", ON_PACE), target("T03", "5 10 15 20 25"))
    shown = context(made)
    assert shown["verdict"] == ["3项指标", "1项在轨", "1项滞后", "1项未报"]
    assert shown["compared"] == "较7月：1项变差"


def test_january_has_no_month_to_compare_with_and_tells_the_counts_instead():
    made = report(target("T01", "5", month=1), month=1)
    assert context(made)["compared"] == "1项指标均列入评判：在轨1"
    assert "本月变化" not in body(made)


def test_strip_shows_every_light_in_order_and_leads_to_its_targets():
    made = report(target("T01", BEHIND), target("T02", ON_PACE))
    assert [(light, number) for light, number, _ in context(made)["strip"]] == [
        (Light.ACHIEVED_STRETCH, 0),
        (Light.ACHIEVED, 0),
        (Light.AHEAD, 0),
        (Light.ON_PACE, 1),
        (Light.BEHIND, 1),
        (Light.FAR_BEHIND, 0),
        (Light.OVERDUE, 0),
        (Light.NO_PACE, 0),
        (Light.NOT_DUE, 0),
    ]
    assert context(made)["strip"][4][2] == "/dinghai-2024/2024-08/targets/?light=behind"


def test_targets_stand_under_their_headings_and_those_within_tasks_apart():
    made = report(
        target("T01", ON_PACE),
        target("T02", ON_PACE, heading=SCIENCE),
        target("T03", ON_PACE, heading=SCIENCE),
        target("T04", ON_PACE, place=Place.TASK),
        tasks=(task(3, targets=("T04",)),),
    )
    shown = context(made)
    groups = [[(line.heading, line.span, line.name) for line in lines] for lines in shown["groups"]]
    assert groups == [
        [("总体目标", 1, "指标1")],
        [("科技创新<br>能力", 2, "指标2"), ("科技创新<br>能力", 0, "指标3")],
    ]
    assert [(line.heading, line.name) for line in shown["within"][0]] == [("任务3", "指标4")]
    assert (shown["headline_count"], shown["within_count"]) == (3, 1)


def test_a_line_says_figure_goal_and_whose_it_is():
    made = report(
        target("T02", "1.21 2.38", goal="17.5", measure="亿元", decimals=2, month=2), month=2
    )
    line = context(made)["groups"][0][0]
    assert (line.value, line.goal, line.lead) == ("<b>2.38</b>", "17.5亿元", "区经信局")
    assert line.url == "/dinghai-2024/2024-02/targets/T02/"
    assert 'aria-label="完成13.6%，序时16.7%"' in line.bar


@pytest.mark.parametrize(
    ("values", "extra", "word"),
    [
        ("5 10 15 20 25 30 35", {}, "未报"),
        ("", {"months": [12]}, "—"),
        ("", {"backfilled": range(1, 9)}, "待补录"),
        ("0 0 0 0 0 0 0 0", {}, "0"),
    ],
)
def test_a_missing_figure_is_a_word_and_a_reported_nought_a_figure(values, extra, word):
    line = context(report(target("T01", values, **extra)))["groups"][0][0]
    assert re.sub(r"<[^>]+>", "", line.value) == word


def test_late_targets_are_grouped_by_unit_the_most_first_and_the_worst_first():
    made = report(
        target("T01", BEHIND),
        target("T02", FAR, lead=ZUZHI),
        target("T03", BEHIND, lead=ZUZHI),
        target("T04", "5 10 15", lead=ZUZHI),
        target("T05", ON_PACE, lead=ZUZHI),
        target("T06", FAR, lead=None),
    )
    listed = [
        (each.unit.short_name, [(name, gap) for _, name, _, gap in each.targets])
        for each in context(made)["late"]
    ]
    assert listed == [
        ("区委组织部", [("指标4", "未报"), ("指标2", "−51.4"), ("指标3", "−5.6")]),
        ("区经信局", [("指标1", "−5.6")]),
        ("待确认", [("指标6", "−51.4")]),
    ]


def test_page_says_so_when_nothing_is_late_and_when_nothing_is_judged():
    assert "列入评判的指标都在轨，没有未报。" in body(report(target("T01", ON_PACE)))
    empty = body(report(target("T01", "", months=[12]), is_published=False))
    assert "还没有列入评判的指标。" in empty
    assert "8月还没有通过审核的数据，审核通过后在这里显示。" in empty


def test_changes_leave_out_what_has_yet_to_come():
    made = report(
        target("T01", BEHIND),
        target("T02", "5 10 15 20 25 30 35", on=SEPTEMBER_2),
        on=SEPTEMBER_2,
    )
    listed = [
        (each.movement.name, each.movement.old_light, each.movement.new_light, each.tag, each.url)
        for each in context(made)["changes"]
    ]
    assert listed == [
        ("指标1", Light.ON_PACE, Light.BEHIND, "", "/dinghai-2024/2024-08/targets/T01/")
    ]


def test_changes_stay_a_glance_and_lead_to_all_of_them():
    rows = [target(f"T{number:02}", BEHIND) for number in range(1, 12)]
    few, many = words(body(report(*rows[:10]))), words(body(report(*rows)))
    assert few.count("→") == 10
    assert many.count("→") == 10
    assert "本月变化10条" in few
    assert "本月变化11条" in many
    assert "全部11条，比较7月与8月" in many


def test_a_change_without_a_light_says_what_it_is_and_from_what_to_what():
    made = report(target("T01", "6 12 18 24 30 36 42 60", goal="60"), target("T02", ON_PACE))
    assert "指标1变动大通常6.0→本月+18家" in words(body(made))
    still = body(report(target("T02", ON_PACE)))
    assert "与7月相比没有变化。" in still


def test_tasks_are_tiles_that_say_number_title_and_light():
    made = report(target("T01", ON_PACE), tasks=(task(1), task(2, "far_behind"), task(3, "")))
    ((title, tiles),) = context(made)["task_groups"]
    assert title == "科创体系"
    assert [(tile.number, tile.tone, tile.label) for tile in tiles] == [
        (1, "good", "任务1 任务标题1：达序时"),
        (2, "far", "任务2 任务标题2：严重滞后"),
        (3, "overdue", "任务3 任务标题3：逾期未报"),
    ]


def test_reporting_names_what_is_missing_and_for_how_long():
    made = report(target("T01", ON_PACE), target("T02", "5 10"), tasks=(task(7, ""),))
    shown = context(made)
    assert (shown["due"], shown["on_time"]) == (3, 1)
    assert [(each.unit.short_name, each.aside, each.missing) for each in shown["tardy"]] == [
        ("区经信局", "逾期5天", ("指标2", "任务7进展"))
    ]


@pytest.mark.parametrize(
    ("backfilled", "sentence"),
    [(range(1, 5), "本月为补录，不计报送。"), ((), "本月没有应报事项。")],
)
def test_a_month_in_which_nothing_was_due_says_why(backfilled, sentence):
    standing = target("T01", "", months=[12], month=1, backfilled=backfilled)
    assert sentence in body(report(standing, month=1))


def test_body_holds_nothing_of_the_person_who_asks():
    html = body(report(target("T01", BEHIND), tasks=(task(1),)))
    assert "csrf" not in html
    assert "滞后与未报1项" in words(html)


def test_what_people_wrote_is_escaped():
    html = body(report(target("T01", FAR, name="<b>指标</b>")))
    assert "<b>指标</b>" not in html
    assert "&lt;b&gt;指标&lt;/b&gt;" in html
