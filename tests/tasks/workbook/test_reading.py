"""What people do to a workbook in Excel, WPS or elsewhere is understood as they meant it."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from tasks.workbook.layout import OFFICE_BOUNDS, RefusedWorkbook
from tasks.workbook.reading import read
from tasks.workbook.writing import entry_workbook
from tests.tasks.workbook import packages as pack
from tests.tasks.workbook.asking import GOOD, taken, typed
from tests.tasks.workbook.samples import KEY, office_book, row, unit_book


def edited(change: Callable[[Workbook], object]) -> bytes:
    """The good workbook after somebody worked in it with openpyxl."""
    book = load_workbook(io.BytesIO(GOOD))
    change(book)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


# Sheets


def test_rows_in_another_order_go_by_their_code():
    def change(book: Workbook) -> None:
        sheet = book["指标"]
        lines = [[cell.value for cell in line] for line in sheet["A4:P7"]]
        for at, line in enumerate(reversed(lines), 4):
            line[5] = at
            for column, value in enumerate(line, 1):
                sheet.cell(at, column, value)

    assert typed(edited(change)) == {"T04": "4", "T03": "5", "T02": "6", "T01": "7"}


def test_inserted_rows_and_columns_are_passed_over():
    def change(book: Workbook) -> None:
        sheet = book["指标"]
        sheet["F4"], sheet["F5"] = 17.5, 39
        sheet.insert_rows(5)
        sheet.insert_rows(1, 2)
        sheet.insert_cols(3, 2)
        sheet["C5"] = "我们自己的备注"

    reading = taken(edited(change))
    assert [(line.code, line.typed, line.cells["typed"]) for line in reading.rows[:2]] == [
        ("T01", "17.5", "H6"),
        ("T02", "39", "H8"),
    ]
    assert reading.rows[0].cells["measure"] == "G6"


def test_sheets_are_known_by_their_heads_hidden_and_renamed_too():
    def change(book: Workbook) -> None:
        book["指标"]["F4"] = 17.5
        book["指标"].title = "Sheet1 (2)"
        book["Sheet1 (2)"].sheet_state = "hidden"
        book.move_sheet("_版本", -3)

    reading = taken(edited(change))
    assert reading.rows[0].typed == "17.5"
    assert reading.rows[0].sheet == "Sheet1 (2)"
    assert reading.remarks == (
        "“Sheet1 (2)”按表头认作“指标”表。",
        "“Sheet1 (2)”表是隐藏的，也读了。",
    )


def test_of_a_sheet_and_its_copy_the_one_that_kept_its_name_is_read():
    def change(book: Workbook) -> None:
        book["指标"]["F4"] = 17.5
        book.copy_worksheet(book["指标"])["F4"] = 99

    reading = taken(edited(change))
    assert reading.rows[0].typed == "17.5"
    assert reading.remarks == ("只读了“指标”表，没有读“指标 Copy”。",)


def test_a_row_without_its_code_goes_by_its_name():
    data = pack.words(pack.number(GOOD, "F5", "39"), "A5", "")
    assert typed(data) == {"T02": "39"}


def test_a_text_merged_over_lines_is_said_of_each():
    def change(book: Workbook) -> None:
        sheet = book["指标"]
        sheet["M4"] = "企业投入不足"
        sheet.merge_cells("M4:M6")

    assert [line.problem for line in taken(edited(change)).rows] == ["企业投入不足"] * 3 + [""]


def test_a_merge_across_columns_reads_its_first_cell():
    def change(book: Workbook) -> None:
        book["指标"]["F4"] = 17.5
        book["指标"].merge_cells("F4:G4")

    assert typed(edited(change)) == {"T01": "17.5"}


def test_what_is_written_below_the_table_is_told_and_not_read():
    def change(book: Workbook) -> None:
        book["指标"]["B9"] = "填表人：张三"

    reading = taken(edited(change))
    assert (len(reading.rows), reading.errors) == (4, ())
    assert reading.remarks == ("“指标”表第9行没有编码也没有填数，没有读取。",)


def test_a_workbook_without_its_notes_is_read_and_says_so():
    reading = taken(edited(lambda book: book.remove(book["任务进展"])))
    assert reading.notes == ()
    assert reading.remarks == ("没有找到“任务进展”表，任务进展没有读取。",)


def test_links_to_other_files_are_told_and_not_opened():
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    link = f'<Relationship Type="{kind}" Target="file:///c:/a.xlsx" TargetMode="External" Id="r9"/>'
    data = pack.changed(
        pack.number(GOOD, "F4", "17.5"),
        pack.RELATIONS,
        lambda xml: xml.replace("</Relationships>", link + "</Relationships>"),
    )
    reading = taken(data)
    assert reading.rows[0].typed == "17.5"
    assert reading.remarks == (
        "文件里有指向其他文件或数据源的链接，没有打开，只读了表中已有的数。",
    )


def test_a_sheet_that_lies_about_its_size_is_read_by_its_cells():
    data = pack.changed(
        pack.number(GOOD, "F4", "17.5"),
        pack.FIGURE_SHEET,
        lambda xml: xml.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'),
    )
    assert typed(data) == {"T01": "17.5"}


def test_other_programs_xml_is_read_prefixes_and_strict_names_too():
    def prefixed(xml: str) -> str:
        xml = xml.replace("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "urn:strict")
        xml = xml.replace(" xmlns=", " xmlns:x=")
        return xml.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")

    data = pack.number(GOOD, "F4", "17.5")
    assert typed(pack.changed(data, pack.FIGURE_SHEET, prefixed)) == {"T01": "17.5"}


def test_rich_text_is_its_letters_without_the_reading_aid():
    text = "<is><r><t>按新</t></r><r><rPr><b/></rPr><t>口径</t></r><rPh><t>kou</t></rPh></is>"
    data = pack.with_cell(GOOD, "L4", text, t="inlineStr")
    assert taken(data).rows[0].explanation == "按新口径"


def test_notes_keep_their_lines_and_natures_their_stored_values():
    def change(book: Workbook) -> None:
        book["指标"]["J4"] = "快报"
        book["任务进展"]["C4"] = "滞后"
        book["任务进展"]["D4"] = "已开工3项。\n余下2项10月开工。"

    reading = taken(edited(change))
    assert reading.rows[0].nature == "preliminary"
    assert (reading.notes[0].number, reading.notes[0].word) == (3, "behind")
    assert reading.notes[0].text == "已开工3项。\n余下2项10月开工。"


def test_what_was_written_is_what_is_read():
    whole = row(
        "T01",
        value=Decimal("17.5"),
        nature="final",
        expectation=Decimal("23.25"),
        explanation="=1+1",
        problem="@问题",
        next_step="-措施",
        source="统计局",
    )
    (line,) = taken(entry_workbook(unit_book(rows=(whole,)), key=KEY)).rows
    assert (line.typed, line.nature, line.expectation) == ("17.5", "final", "23.25")
    assert (line.explanation, line.problem, line.next_step, line.source) == (
        "=1+1",
        "@问题",
        "-措施",
        "统计局",
    )


def test_ten_units_at_once_are_read_within_the_offices_bounds():
    book = office_book(10, 20)
    reading = read(entry_workbook(book, key=KEY), name="a.xlsx", key=KEY, bounds=OFFICE_BOUNDS)
    assert [line.code for line in reading.rows] == [each.code for each in book.rows]
    assert {line.typed for line in reading.rows} == {
        f"{each.value:.1f}".removesuffix(".0") for each in book.rows
    }


# Whose it is


def test_the_stamp_says_plan_month_unit_and_versions():
    stamp = taken(GOOD).stamp
    assert (stamp.plan_slug, stamp.year, stamp.month) == ("dinghai-2024", 2024, 9)
    assert (stamp.unit_code, stamp.unit_name) == ("jingxin", "经信局")
    assert stamp.versions == {"T01": 0, "T02": 3, "T03": 1, "T04": 0}
    assert stamp.note_versions == {3: 2, 7: 0}


def test_the_stamp_tells_what_changed_since():
    stamp = taken(GOOD).stamp
    assert stamp.moved({"T01": 1, "T02": 3, "T03": 2}) == ("T01", "T03")
    assert stamp.moved_notes({3: 2, 7: 1}) == (7,)


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"plan_slug": "other-2024"}, "这是“定海区创新深化”的填报表，不是当前计划的。"),
        ({"year": 2025}, "这是“定海区创新深化”的填报表，不是当前计划的。"),
        ({"month": 10}, "这是9月的填报表，当前填报10月。请下载10月的填报表，填好后再上传。"),
        (
            {"unit_code": "zuzhi", "unit_name": "组织部"},
            "这是经信局的填报表，这里填报的是组织部。请下载组织部的填报表，填好后再上传。",
        ),
    ],
)
def test_anothers_workbook_is_told_from_ones_own(other, sentence):
    own: dict[str, Any] = {
        "plan_slug": "dinghai-2024",
        "year": 2024,
        "month": 9,
        "unit_code": "jingxin",
        "unit_name": "经信局",
    }
    stamp = taken(GOOD).stamp
    stamp.require(**own)  # its own is taken
    with pytest.raises(RefusedWorkbook, match=sentence):
        stamp.require(**(own | other))


# Whatever comes


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(data):
    part = data.draw(st.sampled_from([None, *pack.parts_of(GOOD)]))
    whole = bytearray(GOOD if part is None else pack.parts_of(GOOD)[part])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    parts = pack.parts_of(GOOD)
    file = bytes(whole) if part is None else pack.packed(parts | {part: bytes(whole)})
    try:
        read(file, name="填报表.xlsx", key=KEY)
    except RefusedWorkbook as refusal:
        assert str(refusal).endswith("。")  # noqa: PT017 -- either way is right
