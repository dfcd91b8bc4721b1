"""What was not taken comes back with its errors in their cells, and can be uploaded again."""

from __future__ import annotations

import io
from dataclasses import replace

from openpyxl import Workbook, load_workbook

from tasks.workbook.layout import Reading
from tasks.workbook.marking import marked
from tasks.workbook.reading import read
from tasks.workbook.writing import entry_workbook
from tests.tasks.workbook import packages as pack
from tests.tasks.workbook.samples import KEY, unit_book

BOOK = unit_book()
GOOD = entry_workbook(BOOK, key=KEY)


def uploaded(data: bytes) -> Reading:
    return read(data, name="填报表.xlsx", key=KEY)


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def with_two_errors() -> bytes:
    """17.5.2 for the first figure, half a firm for the second, the third as it should be."""
    data = pack.words(pack.number(GOOD, "F5", "38.5"), "F4", "17.5.2")
    return pack.number(pack.words(data, "L4", "按新口径"), "F6", "1.55")


def test_only_the_rows_with_errors_come_back_as_they_were_typed():
    reading = uploaded(with_two_errors())
    errors = [
        reading.rows[0].wrong("typed", "不是数字。"),
        reading.rows[1].wrong("typed", "须为整数。"),
    ]
    sheet = opened(marked(reading, BOOK, errors, key=KEY))["指标"]
    assert [[sheet.cell(line, at).value for at in (1, 6, 12, 17)] for line in (3, 4, 5)] == [
        ["编码", "本月数", "情况说明", "错误"],
        ["T01", "17.5.2", "按新口径", "不是数字。"],
        ["T02", 38.5, None, "须为整数。"],
    ]
    assert sheet.max_row == 5


def test_the_wrong_cell_is_coloured_open_and_says_what_is_wrong():
    reading = uploaded(with_two_errors())
    errors = [
        reading.rows[0].wrong("typed", "不是数字。"),
        reading.rows[0].wrong("nature", "没有选。"),
    ]
    sheet = opened(marked(reading, BOOK, errors, key=KEY))["指标"]
    for place, text in (("F4", "不是数字。"), ("J4", "没有选。")):
        assert sheet[place].comment.text == text
        assert sheet[place].fill.fgColor.rgb == "00FBE7E4"
        assert not sheet[place].protection.locked
    assert sheet["K4"].comment is None
    assert sheet["Q4"].value == "不是数字。\n没有选。"


def test_the_marked_workbook_is_uploaded_again_with_the_versions_of_now():
    reading = uploaded(with_two_errors())
    now = replace(BOOK, rows=(replace(BOOK.rows[0], version=5), *BOOK.rows[1:]))
    back = marked(reading, now, [reading.rows[0].wrong("typed", "不是数字。")], key=KEY)
    again = uploaded(pack.number(back, "F4", "17.5"))
    assert [(line.code, line.typed, line.explanation) for line in again.rows] == [
        ("T01", "17.5", "按新口径")
    ]
    assert again.stamp.versions == {"T01": 5}
    assert again.errors == ()


def test_a_note_comes_back_with_its_text():
    data = pack.words(GOOD, "D5", "已开工", part=pack.NOTE_SHEET)
    reading = uploaded(data)
    back = opened(marked(reading, BOOK, [reading.notes[1].wrong("word", "没有选。")], key=KEY))
    line = [cell.value for cell in back["任务进展"][4]]
    assert line == [7, "实施技术攻关项目", None, "已开工", None, "没有选。"]


def test_what_stands_in_no_row_is_told_on_the_hint_sheet():
    line = '<row r="9"><c r="A9" t="inlineStr"><is><t>T99</t></is></c><c r="F9"><v>1</v></c></row>'
    reading = uploaded(pack.rows_after(GOOD, line))
    back = opened(marked(reading, BOOK, reading.errors, key=KEY))
    texts = [cell.value for cell in back["填写说明"]["B"]]
    assert texts[-1] == "指标!A9：编码“T99”不是本表的指标。请恢复原来的编码，或删去这一行。"
    assert back["指标"].max_row == 3
