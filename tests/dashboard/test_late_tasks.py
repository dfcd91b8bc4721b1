"""A late task in the meeting: its problems, measures, milestones past their day, and who joins."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dashboard import cockpit
from dashboard.cockpit import closing
from dashboard.report import Note
from dashboard.report.matters import MilestoneRow
from targets.facts import Lead
from tests.dashboard.reports import ZUZHI, report, task


def test_a_late_task_says_its_milestones_past_their_day_and_what_is_done_about_it():
    made = report(tasks=(task(1, "behind", joint=(ZUZHI,)),))
    [first] = made.tasks
    unit, day = first.lead, date(2024, 8, 31)
    rows = (
        MilestoneRow(1, "发布榜单", "", unit, day, "done", "已完成", done_on=day),
        MilestoneRow(2, "技术验收", "", unit, day, "open", "未完成"),
    )
    said = {"problem": "没有泊位", "next_step": "9月20日前完成海试"}
    note = Note(8, unit, "behind", "滞后", "在谈。", day, "张某", **said)
    late = replace(first, milestones=rows, notes=(note,))
    slides = cockpit.deck(replace(made, tasks=(late,)))
    words = next(slide for slide in slides if slide.kind == "words").content["words"]
    assert [(each.head, each.text) for each in words][1:4] == [
        ("存在问题", "没有泊位"),
        ("后期打算", "9月20日前完成海试"),
        ("里程碑：完成1项，逾期1项", "技术验收（逾期10天）"),
    ]


def test_who_joins_takes_no_slide_of_its_own():
    many = tuple(
        Lead(each, f"u{each}", f"第{each}个配合单位", f"第{each}个") for each in range(2, 6)
    )
    made = report(tasks=(task(1, "behind", joint=many),))
    [first] = made.tasks
    text = "进" * (closing.WHOLE.width * (closing.WHOLE.height - 2))
    note = Note(8, first.lead, "behind", "滞后", text, date(2024, 8, 31), "张某")
    slides = cockpit.deck(replace(made, tasks=(replace(first, notes=(note,)),)))
    assert [slide.title for slide in slides if slide.kind == "words"] == ["1. 任务标题1"]
