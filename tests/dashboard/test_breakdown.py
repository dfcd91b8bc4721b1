"""任务分解表 and the Word 一页纸: reopened, they hold what the pages show, and are sound packages."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest

from dashboard.meeting import breakdown, sheet
from dashboard.report.rows import Note
from tests.dashboard import ooxml
from tests.dashboard.reports import SCIENCE, SEPTEMBER_10, ZUZHI, report, target, task

BEHIND = "5 10 15 20 25 30 35 36"  # of 59: on pace until July, 36 of 39.3 due in August
ON_PACE = "5 10 15 20 25 30 35 40"


def whole():
    """Two tasks, one of which bears a target and has a note; one target more, not reported."""
    made = report(
        target("T01", BEHIND, heading=SCIENCE, words=("", "设备延期", "9月底前到货")),
        target("T02", "5 10 15", lead=ZUZHI, place="task"),
        tasks=(task(1, joint=(ZUZHI,), targets=("T01",)), task(2, "")),
    )
    first, second = made.tasks
    note = Note(8, first.lead, "on_course", "在轨", "二期\n封顶。", SEPTEMBER_10, "张某")
    return replace(made, tasks=(replace(first, notes=(note,)), second))


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def opened(data):
    """The file as Word's format has it."""
    from docx import Document  # slow to start

    return Document(BytesIO(data))


def written(writer, made):
    file = BytesIO()
    writer.write(made, file)
    return file.getvalue()


def rows(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_every_task_stands_with_its_text_units_targets_progress_and_light():
    [table] = opened(written(breakdown, whole())).tables
    assert rows(table) == [
        ["序号", "重点任务", "主要内容", "牵头单位", "配合单位", "承担指标及目标", "本月进展", "亮灯"],
        ["以科技创新体系为主抓手"] * 8,
        ["1", "任务标题1", "任务1全文。", "区经信局", "区委组织部", "指标1：59家（36家，滞后）", "二期 封顶。", "达序时"],
        ["2", "任务标题2", "任务2全文。", "区经信局", "—", "—", "8月进展未报", "逾期未报"],
    ]  # fmt: skip


def test_the_sheet_lies_and_repeats_its_head():
    document = opened(written(breakdown, whole()))
    [section] = document.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    head, *others = document.tables[0].rows
    assert head._tr.trPr.find(f"{W}tblHeader") is not None
    assert all(row._tr.trPr.find(f"{W}cantSplit") is not None for row in others)


def test_a_plan_without_tasks_says_so():
    document = opened(written(breakdown, report(target("T01", ON_PACE))))
    assert "本计划没有编号的重点任务。" in [each.text for each in document.paragraphs]


def test_the_one_page_holds_every_target_task_unit_and_cause():
    targets, tasks, units, causes = opened(written(sheet, whole())).tables
    assert rows(targets)[1:] == [
        ["科技创新能力", "指标1", "滞后", "36", "59家", "61.0%", "−5.6", "区经信局"],
        ["任务内指标", "指标2", "逾期未报", "未报", "59家", "—", "—", "区委组织部"],
    ]
    assert rows(tasks)[1:] == [["科创体系", "在轨：1；逾期未报：2"]]
    assert rows(units)[1:] == [["区经信局", "滞后：指标1"], ["区委组织部", "逾期未报：指标2"]]
    assert rows(causes)[1:] == [
        ["指标1", "设备延期", "9月底前到货"],
        ["指标2", "8月数据未报", "补报后评判"],
    ]


def test_a_heading_stands_beside_all_its_targets():
    made = report(target("T01", ON_PACE, heading=SCIENCE), target("T02", ON_PACE, heading=SCIENCE))
    table = opened(written(sheet, made)).tables[0]
    assert table.cell(1, 0)._tc is table.cell(2, 0)._tc
    assert table.cell(1, 0).text == "科技创新能力"


@pytest.mark.parametrize("writer", [breakdown, sheet])
@pytest.mark.parametrize("is_published", [True, False])
def test_the_package_is_sound_and_the_same_each_time(writer, is_published):
    made = whole() if is_published else report(target("T01", ON_PACE), is_published=False)
    data = written(writer, made)
    assert ooxml.faults(data) == []
    assert data == written(writer, made)


@pytest.mark.parametrize("writer", [breakdown, sheet])
@pytest.mark.parametrize(("is_demo", "said"), [(True, "演示数据，不作依据"), (False, "")])
def test_every_page_of_the_demonstration_says_that_it_is_one(writer, is_demo, said):
    made = whole()
    made = replace(made, plan=replace(made.plan, is_demo=is_demo))
    [section] = opened(written(writer, made)).sections
    assert section.header.paragraphs[0].text == said


@pytest.mark.parametrize("writer", [breakdown, sheet])
def test_what_people_wrote_is_text_and_what_no_file_can_hold_is_left_out(writer):
    made = report(
        target("T01", BEHIND, words=("", "<w:p/>&\0\x0b延期\ud800", "x")), tasks=(task(1),)
    )
    hostile = replace(made.tasks[0], text="<b>全文</b>&\0")
    data = written(writer, replace(made, tasks=(hostile,)))
    assert ooxml.faults(data) == []
    told = "\n".join(
        cell.text for table in opened(data).tables for row in table.rows for cell in row.cells
    )
    assert ("<b>全文</b>&" if writer is breakdown else "<w:p/>&") in told
