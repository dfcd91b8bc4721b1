"""任务详情: its targets, its notes, and its words in the plan with the phrases that bind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.http import Http404, QueryDict
from django.template.loader import render_to_string

from dashboard import task_detail
from dashboard.report import NOBODY, Note, Quote, UnitRef
from tests.dashboard.reports import ZUZHI, report, target, task

TEXT = "3.健全攻关机制。组织实施项目8项,解决技术5项。(区经信局、区委组织部)"
START = 2000


def quote(text, start=None):
    place = TEXT.index(text) + START if start is None else start
    return Quote(text, place, place + len(text), "task:3", text, 0)


def note(month, unit, text="按计划推进。", day=date(2024, 9, 4), label="在轨"):
    return Note(month, unit, "on_course", label, text, day, "张某")


@pytest.fixture
def made():
    made = report(
        target("T01", "1 1 1 1 2 2 2 2", goal="5", measure="项", name="突破关键核心技术"),
        target("T02", "1 2 3 4 5 6 6 6", goal="8", measure="项", name="产业共性攻关项目"),
        target("T03", "1 2 3 4 5 6 6 6", goal="8", measure="项", name="与任务无关"),
        tasks=(task(2), task(3, "far_behind", joint=(ZUZHI,), targets=("T01", "T02")), task(5)),
    )
    before, middle, after = made.tasks
    first, second, third = made.targets
    return replace(
        made,
        targets=(
            replace(
                first,
                quotes=(quote("别处的话", 1318), quote("解决技术5项")),
                problem="样机海试延期。",
                next_step="9月20日前完成",
            ),
            replace(second, quotes=(quote("项目8项"),)),
            replace(third, quotes=(quote("健全攻关机制"),)),
        ),
        tasks=(
            before,
            replace(middle, text=TEXT, start=START, end=START + len(TEXT)),
            after,
        ),
    )


def with_notes(made, *notes):
    first, middle, last = made.tasks
    return replace(made, tasks=(first, replace(middle, notes=notes), last))


def context(made, number=3):
    return task_detail.context(made, QueryDict(""), number=number)


def page(made, number=3):
    found = {**context(made, number), "report": made}
    return render_to_string("dashboard/task_detail.html", found)


def test_a_task_the_report_does_not_hold_is_not_found(made):
    with pytest.raises(Http404):
        context(made, 4)


def test_the_head_says_whose_it_is_and_where_it_stands_in_the_plan(made):
    found = context(made)
    assert found["title"] == "3. 任务标题3"
    assert found["subtitle"] == "区经信局牵头，1家配合"
    assert found["light"] == "far_behind"
    assert found["crumbs"] == (
        ("重点任务", "/dinghai-2024/2024-08/tasks/"),
        ("（一）科创体系", "/dinghai-2024/2024-08/tasks/#group-1"),
    )


def test_tasks_before_and_after_are_one_step_away_and_the_ends_have_one_way(made):
    assert context(made)["turns"] == [
        ("上一项", "/dinghai-2024/2024-08/tasks/2/", "2. 任务标题2"),
        ("下一项", "/dinghai-2024/2024-08/tasks/5/", "5. 任务标题5"),
    ]
    assert [label for label, _, _ in context(made, 2)["turns"]] == ["下一项"]
    assert [label for label, _, _ in context(made, 5)["turns"]] == ["上一项"]


def test_its_targets_stand_with_bar_and_line_and_no_others(made):
    lines = context(made)["lines"]
    assert [(line.name, line.goal) for line in lines] == [
        ("突破关键核心技术", "5项"),
        ("产业共性攻关项目", "8项"),
    ]
    assert 'aria-label="完成40.0%，序时66.7%"' in lines[0].bar
    assert "<polyline" in lines[0].spark
    assert context(made, 2)["lines"] == []
    assert "计划里没有由本任务承担的量化指标。" in page(made, 2)


# The plan's own words


def test_phrases_of_its_targets_are_underlined_where_they_stand(made):
    assert [(piece.text, piece.is_phrase) for piece in context(made)["pieces"]] == [
        ("3.健全攻关机制。组织实施", False),
        ("项目8项", True),
        ("，", False),
        ("解决技术5项", True),
        ("。（区经信局、区委组织部）", False),
    ]


def test_pieces_make_up_the_whole_text_whatever_is_quoted(made):
    for number in (2, 3):
        text = "".join(piece.text for piece in context(made, number)["pieces"])
        assert text == (
            "任务2全文。" if number == 2 else TEXT.translate({44: "，", 40: "（", 41: "）"})
        )


def test_one_phrase_of_two_targets_and_phrases_that_overlap_are_underlined_once(made):
    first, second, third = made.targets
    quotes = (quote("项目8项"), quote("8项,解决技术"))
    doubled = replace(made, targets=(first, replace(second, quotes=quotes), third))
    phrases = [piece.text for piece in context(doubled)["pieces"] if piece.is_phrase]
    assert phrases == ["项目8项，解决技术5项"]


@pytest.mark.parametrize(
    ("start", "is_inside"),
    [(START - 1, False), (START, True), (START + len(TEXT) - 1, True), (START + len(TEXT), False)],
)
def test_a_quotation_belongs_to_the_task_in_whose_text_it_begins(made, start, is_inside):
    first, second, third = made.targets
    moved = replace(first, quotes=(Quote("字", start, start + 1, "task:3", "字", 0),))
    found = context(replace(made, targets=(moved, replace(second, quotes=()), third)))
    assert any(piece.is_phrase for piece in found["pieces"]) is is_inside


def test_units_lead_to_their_pages_in_the_printed_order(made):
    found = context(made)
    assert found["lead"].url == "/dinghai-2024/2024-08/units/jingxin/"
    assert [(each.unit.name, each.url) for each in found["joint"]] == [
        ("区委组织部〔区委人才办〕", "/dinghai-2024/2024-08/units/zuzhi/")
    ]


def test_a_task_nobody_leads_yet_says_so_without_a_link(made):
    first, middle, last = made.tasks
    orphan = replace(made, tasks=(first, replace(middle, lead=NOBODY, joint=()), last))
    found = context(orphan)
    assert (found["subtitle"], found["lead"].url) == ("牵头单位待确认", "")
    assert found["entries"] == []
    assert "还没有报送进展。" in page(orphan)


# What was reported


def lead_of(made):
    return made.tasks[1].lead


def other():
    return UnitRef(ZUZHI.code, ZUZHI.name, ZUZHI.short_name)


def test_notes_stand_as_reported_with_unit_day_and_word(made):
    told = with_notes(
        made,
        note(8, lead_of(made), label="严重滞后"),
        note(8, other(), "提供泊位。", date(2024, 9, 5)),
        note(7, lead_of(made), day=None),
    )
    entries = context(told)["entries"]
    assert [(each.head, each.aside, each.is_lead) for each in entries] == [
        ("8月 · 区经信局", "9月4日提交 · 严重滞后", True),
        ("8月 · 区委组织部（配合）", "9月5日提交 · 在轨", False),
        ("7月 · 区经信局", "在轨", True),
    ]


def test_the_months_note_carries_what_was_said_of_targets_behind_and_no_other_does(made):
    told = with_notes(made, note(8, lead_of(made)), note(7, lead_of(made)))
    first, second = context(told)["entries"]
    assert first.words == (("突破关键核心技术", "问题：样机海试延期；下步：9月20日前完成"),)
    assert second.words == ()


def test_a_missing_note_of_the_month_leaves_a_gap_on_top(made):
    told = with_notes(made, note(7, lead_of(made)))
    first, middle, last = told.tasks
    overdue = replace(told, tasks=(first, replace(middle, remark="8月进展未报"), last))
    gap, before = context(overdue)["entries"]
    assert (gap.head, gap.text, gap.is_missing) == ("8月 · 区经信局", "8月进展未报", True)
    assert before.head == "7月 · 区经信局"


def test_four_months_stand_open_and_earlier_ones_are_folded(made):
    told = with_notes(made, *(note(month, lead_of(made)) for month in range(8, 0, -1)))
    found = context(told)
    assert [each.head[0] for each in found["entries"]] == ["8", "7", "6", "5"]
    assert [each.head[0] for each in found["earlier"]] == ["4", "3", "2", "1"]
    assert "更早的进展 4条" in page(told)


def test_what_a_unit_wrote_is_escaped(made):
    html = page(with_notes(made, note(8, lead_of(made), "<script>alert(1)</script>")))
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
