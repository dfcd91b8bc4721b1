"""The entry workbook as Excel sees it: what is locked, what is offered, what stays text."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tasks.workbook.layout import EntryBook, EntryNote
from tasks.workbook.writing import entry_workbook
from tests.tasks.workbook.samples import KEY, office_book, row, unit_book


def opened(book: EntryBook) -> Workbook:
    return load_workbook(io.BytesIO(entry_workbook(book, key=KEY)))


def heads(sheet: Worksheet) -> list[object]:
    return [cell.value for cell in sheet[3]]


def test_it_has_the_figures_the_notes_the_hints_and_a_very_hidden_stamp():
    book = opened(unit_book())
    states = [(sheet.title, sheet.sheet_state) for sheet in book]
    assert states == [
        ("指标", "visible"),
        ("任务进展", "visible"),
        ("填写说明", "visible"),
        ("_版本", "veryHidden"),
    ]
    properties = book.custom_doc_props  # type: ignore[attr-defined]  # stubs lack it
    assert [each.name for each in properties.props] == ["序时填报表"]


def test_a_row_shows_goal_last_figure_and_last_year_beside_the_input():
    sheet = opened(unit_book())["指标"]
    assert heads(sheet)[:9] == [
        "编码",
        "指标",
        "年度目标",
        "上期数",
        "计量单位",
        "本月数",
        "填报口径",
        "上期月份",
        "去年同期",
    ]
    assert [cell.value for cell in sheet[4]][:9] == [
        "T01",
        "技术交易额",
        "17.5亿元",
        13.2,
        "亿元",
        None,
        "1–9月累计",
        "8月",
        11.85,
    ]


def test_only_the_inputs_of_open_rows_are_unlocked():
    shut = row("T02", is_editable=False, value=Decimal(39), state_label="待审")
    sheet = opened(unit_book(rows=(row("T01"), shut), notes=()))["指标"]
    assert sheet.protection.sheet
    unlocked = {cell.coordinate for line in sheet for cell in line if not cell.protection.locked}
    assert unlocked == {"F4", "J4", "K4", "L4", "M4", "N4", "O4"}
    assert sheet["F5"].value == 39


def test_counts_take_whole_numbers_others_any_number_and_natures_a_list():
    sheet = opened(unit_book())["指标"]
    offered = {(each.type, str(each.sqref)) for each in sheet.data_validations.dataValidation}
    assert offered == {
        ("whole", "F5 F7"),
        ("decimal", "F4 F6"),
        ("whole", "K5 K7"),
        ("decimal", "K4 K6"),
        ("list", "J4:J7"),
    }


def test_notes_offer_the_words_of_a_list():
    (offer,) = opened(unit_book())["任务进展"].data_validations.dataValidation
    assert (str(offer.sqref), offer.formula1) == ("C4:C5", '"未启动,在轨,滞后,严重滞后,已完成"')


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＠", "\t="])
def test_text_that_looks_like_a_formula_stays_text(start):
    text = f"{start}cmd|'/c calc'!A0"
    found = opened(unit_book(rows=(row("T01", explanation=text, value=text, name=text),)))
    for place in ("L4", "F4", "B4"):
        cell = found["指标"][place]
        assert (cell.data_type, cell.value) == ("s", text)


def test_no_character_that_no_file_can_hold_is_written():
    note = EntryNote(3, "jingxin", "经信局", "任务\0三", text="a\x0bb\ud800c")
    sheet = opened(unit_book(notes=(note,)))["任务进展"]
    assert [cell.value for cell in sheet[4]][1:4:2] == ["任务三", "abc"]


def test_a_percentage_is_typed_in_excels_own_format():
    """Under 0.00 Excel keeps a typed 1.55% as 0.0155 and shows 0.02."""
    sheet = opened(unit_book())["指标"]
    assert sheet["F6"].number_format == "General"
    assert sheet["F4"].number_format == "#,##0.0###"
    assert sheet["F5"].number_format == "#,##0"


def test_the_offices_workbook_names_the_unit_of_each_row():
    sheet = opened(office_book(2, 2))["指标"]
    assert heads(sheet)[:3] == ["编码", "责任单位", "指标"]
    assert [sheet.cell(line, 2).value for line in range(4, 8)] == [
        "第1单位",
        "第1单位",
        "第2单位",
        "第2单位",
    ]
    assert sheet.freeze_panes == "D4"


def test_it_is_printed_on_a4_across_one_page_wide_with_its_head_on_each():
    sheet = opened(unit_book())["指标"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "C4"


def test_its_name_says_whose_and_of_which_month_it_is():
    assert unit_book().file_name == "经信局2024年9月填报表.xlsx"
    assert replace(unit_book(), unit_code=None).file_name == "全部单位2024年9月填报表.xlsx"
