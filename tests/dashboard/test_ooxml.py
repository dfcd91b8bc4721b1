"""The check of Office packages finds what is planted, and finds nothing in sound ones."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference

from dashboard.meeting.letter import Described, Letter, Table
from tests.dashboard import ooxml

MOMENT = datetime(2024, 9, 10, 8, 20, tzinfo=UTC)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


def _docx() -> bytes:
    letter = Letter(Described("题目", MOMENT))
    letter.paragraph("一、总体。正文")
    letter.table(Table(("甲", "乙"), [["1", "2"]], (20, 30)))
    letter.picture(PNG, 10, title="图", alt="一张图")
    file = BytesIO()
    letter.save(file)
    return file.getvalue()


def _xlsx() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (("月", "项"), ("1月", 3), ("2月", 4)):
        sheet.append(row)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    sheet.add_chart(chart, "D1")
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _changed(made: bytes, part: str, old: str, new: str) -> bytes:
    """The package with one part's text changed; "" for `old` leaves the part out."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(made)) as package, zipfile.ZipFile(file, "w") as changed:
        for name in package.namelist():
            text = package.read(name)
            if name == part:
                if not old:
                    continue
                assert old in text.decode(), f"{old} is not in {part}"
                text = text.decode().replace(old, new, 1).encode()
            changed.writestr(name, text)
    return file.getvalue()


@pytest.mark.parametrize("made", [_docx(), _xlsx()], ids=["docx", "xlsx"])
def test_a_sound_package_has_no_faults(made):
    assert ooxml.faults(made) == []


DOCUMENT, RELS = "word/document.xml", "word/_rels/document.xml.rels"


@pytest.mark.parametrize(
    ("part", "old", "new", "fault"),
    [
        (DOCUMENT, "<w:body>", "<w:body><", "not well-formed"),
        (DOCUMENT, '<w:jc w:val="center"/></w:pPr>', '<w:jc w:val="center"/><w:ind/></w:pPr>',
         "<ind> after <jc> in <pPr>"),
        (DOCUMENT, "<w:cantSplit/>", "<w:cantSplits/>", "<cantSplits> does not belong into <trPr>"),
        (DOCUMENT, '<w:vAlign w:val="center"/>',
         '<w:vAlign w:val="center"/><w:vAlign w:val="center"/>', "<vAlign> twice in <tcPr>"),
        (DOCUMENT, "<w:tblGrid>", '<w:tblGrid><w:gridCol w:w="9"/>', "row 1 has 2 of 3 columns"),
        (DOCUMENT, 'w:pStyle w:val="Body"', 'w:pStyle w:val="Bodi"', "style Bodi is not defined"),
        (DOCUMENT, 'r:embed="image1"', 'r:embed="image9"', "word/document.xml uses image9"),
        (DOCUMENT, 'descr="一张图"', 'descr=""', "picture 1 has no words"),
        (RELS, 'Id="fonts"', 'Id="styles"', "id styles twice"),
        (RELS, "media/image1.png", "media/image2.png", "media/image2.png is not there"),
        (RELS, "fontTable.xml", "styles.xml", "word/fontTable.xml is reached from nowhere"),
        ("word/header2.xml", "", "", "header2.xml is not there"),
        ("[Content_Types].xml", 'Extension="png"', 'Extension="gif"', "has no content type"),
        ("word/styles.xml", '<w:name w:val="红头"/>', '<w:qFormat/><w:name w:val="红头"/>',
         "<name> after <qFormat> in <style>"),
    ],
)  # fmt: skip
def test_a_fault_in_a_word_package_is_named(part, old, new, fault):
    assert fault in "\n".join(ooxml.faults(_changed(_docx(), part, old, new)))


SHEET, CHART = "xl/worksheets/sheet1.xml", "xl/charts/chart1.xml"


@pytest.mark.parametrize(
    ("part", "old", "new", "fault"),
    [
        (SHEET, "<sheetData>", "<pageMargins/><sheetData>", "<sheetData> after <pageMargins>"),
        (SHEET, 'r="B2"', 'r="A2"', "cell A2 out of place"),
        (SHEET, '<row r="3"', '<row r="1"', "row 1 after row 2"),
        (SHEET, '<c r="B2"', '<c r="B2" s="7"', "cell B2 has a style that is not defined"),
        ("xl/workbook.xml", 'name="Sheet"', 'name="Tabelle"', "no sheet Sheet"),
        (CHART, "<barDir", "<ser/><barDir", "<barDir> after <ser> in <barChart>"),
        (CHART, '<crossAx val="100"', '<crossAx val="9"', "axis 9 is not defined"),
        ("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "worksheets/sheet2.xml",
         "sheet2.xml is not there"),
    ],
)  # fmt: skip
def test_a_fault_in_a_workbook_is_named(part, old, new, fault):
    assert fault in "\n".join(ooxml.faults(_changed(_xlsx(), part, old, new)))
