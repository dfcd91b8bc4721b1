"""Bad workbooks, each built when asked for, and a piece of the sentence it must get.

`bad(book, key)` makes them of any entry workbook with at least four figures, of which the first is
in 亿元, the second counts, and the third is a percentage; `BAD` and `SAYS` are of the sample's.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from openpyxl import Workbook

from targets.numbers import NotAFigure, parse
from tasks.workbook.layout import (
    FIGURES,
    HINTS,
    NOTES,
    OFFICE_BOUNDS,
    UNIT_BOUNDS,
    Bounds,
    EntryBook,
    Reading,
    RefusedWorkbook,
)
from tasks.workbook.reading import read
from tasks.workbook.writing import entry_workbook
from tests.tasks.workbook import packages as pack
from tests.tasks.workbook.samples import KEY, unit_book

Make = Callable[[], tuple[str, bytes]]  # the file's name and its bytes
XLSX = "填报表.xlsx"
OFFICE = frozenset({"office-elements", "office-rows"})  # read within the office's wider bounds


def bad(book: EntryBook, key: bytes) -> dict[str, Make]:
    """Every bad workbook by what is wrong with it."""
    good = entry_workbook(book, key=key)
    made = _other_files(good) | _broken(good) | _bombs(good) | _strange(good, book, key)
    for name, change in _cells().items():
        made[name] = lambda change=change: (XLSX, change(good))  # type: ignore[misc]  # bound now
    return made


def told(data: bytes, name: str, book: EntryBook, key: bytes, bounds: Bounds) -> list[str]:
    """Every sentence that a workbook gets: its refusal, or what is wrong in its cells."""
    try:
        reading = read(data, name=name, key=key, bounds=bounds)
    except RefusedWorkbook as refusal:
        return [str(refusal)]
    return [*(error.text for error in reading.errors), *figures_told(reading, book)]


def figures_told(reading: Reading, book: EntryBook) -> list[str]:
    """What the importer then says of figures that are none."""
    rows = {row.code: row for row in book.rows}
    sentences = []
    for line in reading.rows:
        row = rows.get(line.code)
        for field in ("typed", "expectation"):
            typed = getattr(line, field)
            if row is not None and typed:
                try:
                    parse(typed, row.measure, row.decimals)
                except NotAFigure as error:
                    sentences.append(line.not_a_figure(field, error).text)
    return sentences


def bounds_of(name: str) -> Bounds:
    """Within which bounds a bad workbook of this name is read."""
    return OFFICE_BOUNDS if name in OFFICE else UNIT_BOUNDS


def _file(name: str, data: bytes) -> Make:
    return lambda: (name, data)


def _other_files(good: bytes) -> dict[str, Make]:
    """Files of another kind, by content, whatever their name says."""
    text = "编码,指标,本月数\nT01,技术交易额,17.5\n"
    ods = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}
    macro = pack.changed(
        pack.added(good, **{"xl/vbaProject.bin": b"\0" * 64}),
        pack.TYPES,
        lambda xml: xml.replace("sheet.main+xml", "sheet.macroEnabled.main+xml"),
    )
    return {
        "empty-file": _file(XLSX, b""),
        "xls": _file("填报表.xls", pack.compound("Workbook")),
        "et": _file("填报表.et", pack.compound("Workbook", "ETExtData")),
        "xls-named-xlsx": _file(XLSX, pack.compound("Workbook")),
        "wps-text": _file("填报表.wps", pack.compound("WordDocument")),
        "encrypted": _file(XLSX, pack.compound("EncryptionInfo", "EncryptedPackage")),
        "csv-utf8": _file("填报表.csv", text.encode("utf-8-sig")),
        "csv-gbk-named-xlsx": _file(XLSX, text.encode("gbk")),
        "csv-utf16": _file("填报表.csv", text.encode("utf-16")),
        "html-table": _file("填报表.xls", b"<html><table><tr><td>1</td></tr></table></html>"),
        "xml-2003": _file("填报表.xml", b'<?xml version="1.0"?><Workbook/>'),
        "pdf": _file(XLSX, b"%PDF-1.7\n"),
        "picture": _file(XLSX, b"\x89PNG\r\n\x1a\n"),
        "rar": _file(XLSX, b"Rar!\x1a\x07\x00"),
        "noise": _file(XLSX, bytes(range(128, 256)) * 8 + b"\0"),
        "xlsm": _file("填报表.xlsm", macro),
        "macro-named-xlsx": lambda: (XLSX, pack.added(good, **{"xl/vbaProject.bin": b"\0"})),
        "macro-sheet": lambda: (XLSX, pack.added(good, **{"xl/macrosheets/sheet1.xml": b"<a/>"})),
        "xlsb": lambda: (
            "填报表.xlsb",
            pack.packed({"xl/workbook.bin": b"\0", pack.TYPES: b"<a/>"}),
        ),
        "ods": lambda: ("填报表.ods", pack.packed(ods)),
        "docx": lambda: (XLSX, pack.packed({"word/document.xml": b"<a/>", pack.TYPES: b"<a/>"})),
        "zip": lambda: ("填报表.zip", pack.packed({XLSX: good})),
    }


def _broken(good: bytes) -> dict[str, Make]:
    """Packages that are damaged, or made to deceive."""

    def entity(declared: str) -> Make:
        return lambda: (
            XLSX,
            pack.changed(good, pack.FIGURE_SHEET, lambda xml: f"<!DOCTYPE a [{declared}]>" + xml),
        )

    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return {
        "cut-in-two": lambda: (XLSX, good[: len(good) // 2]),
        "flipped-bytes": lambda: (XLSX, _flipped(good)),
        "no-workbook": lambda: (XLSX, _without(good, pack.BOOK)),
        "no-sheet": lambda: (XLSX, _without(good, pack.FIGURE_SHEET)),
        "not-well-formed": lambda: (
            XLSX,
            pack.changed(good, pack.FIGURE_SHEET, lambda xml: xml.replace("</row>", "", 1)),
        ),
        "raw-control-character": lambda: (XLSX, pack.words(good, "L4", "a\x01b")),
        "billion-laughs": entity('<!ENTITY a0 "ha">' + laughs),
        "outside-entity": entity('<!ENTITY a SYSTEM "file:///etc/passwd">'),
        "utf16-entity": lambda: (XLSX, _utf16_entity(good)),
        "path-outside": lambda: (XLSX, pack.added(good, **{"../../etc/cron.d/x": b"x"})),
        "doubled-part": lambda: (XLSX, _doubled(good)),
        "encrypted-member": lambda: (XLSX, _flagged(good)),
        "impossible-row": lambda: (
            XLSX,
            pack.changed(
                good, pack.FIGURE_SHEET, lambda xml: xml.replace('row r="4"', 'row r="x"')
            ),
        ),
        "impossible-column": lambda: (
            XLSX,
            pack.changed(good, pack.FIGURE_SHEET, lambda xml: xml.replace('"F4"', '"ZZZZ4"')),
        ),
        "text-out-of-reach": lambda: (XLSX, pack.number(good, "L4", "999999", t="s")),
    }


def _bombs(good: bytes) -> dict[str, Make]:
    """Files that are small, and huge when they are read."""

    def part(name: str, data: Callable[[], bytes], method: int = zipfile.ZIP_DEFLATED) -> Make:
        return lambda: (XLSX, pack.packed(pack.parts_of(good) | {name: data()}, method))

    def sheet(rows: Callable[[], str]) -> Make:
        return lambda: (XLSX, pack.rows_after(good, rows()))

    def flat(rows: Callable[[], str]) -> Make:
        """Stored without compression, so that no ratio gives it away."""
        return lambda: (
            XLSX,
            pack.packed(pack.parts_of(pack.rows_after(good, rows())), zipfile.ZIP_STORED),
        )

    return {
        "zip-bomb": part("xl/media/image1.png", lambda: b"\0" * 100_000_000),
        "sheet-bomb": sheet(lambda: "<row/>" * 5_000_000),
        "ten-million-rows": sheet(
            lambda: "".join(f'<row r="{n}"/>' for n in range(9, 500_009)) + "<row/>" * 9_500_000
        ),
        "million-rows": sheet(
            lambda: "".join(f'<row r="{n}" ht="15"/>' for n in range(9, 1_000_009))
        ),
        "rows-beyond-excel": sheet(lambda: '<row r="10000000"><c r="F10000000"><v>1</v></c></row>'),
        "office-rows": sheet(lambda: "".join(f'<row r="{n}" ht="15"/>' for n in range(9, 90_009))),
        "office-elements": flat(lambda: "<row>" + "<c><v>1</v></c>" * 1_300_000 + "</row>"),
        "wide-row": flat(lambda: f'<row r="9">{"<c/>" * 1_200_000}</row>'),
        "deep-nesting": flat(lambda: "<a>" * 700_000 + "</a>" * 700_000),
        "endless-comment": flat(lambda: f"<!--{'a' * 5_000_000}-->"),
        "endless-text": sheet(lambda: _long_cells(1, 9_000_000)),
        "one-text-everywhere": lambda: (XLSX, _everywhere(good)),
        "many-sheets": lambda: (XLSX, _many_sheets(good)),
        "row-twice": sheet(lambda: '<row r="4"><c r="F4"><v>2</v></c></row>'),
        "merges-everywhere": sheet(
            lambda: (
                "</sheetData><mergeCells>"
                + '<mergeCell ref="F4:F9000"/>' * 390_000
                + "</mergeCells><sheetData>"
            )
        ),
        "text-bomb": part(
            "xl/sharedStrings.xml", lambda: b"<sst>" + b"<si><t>a</t></si>" * 900_000 + b"</sst>"
        ),
        "lying-size": lambda: (XLSX, _lying(good)),
        "many-members": lambda: (
            XLSX,
            pack.added(good, **{f"xl/media/{n}.png": b"x" for n in range(3000)}),
        ),
        "too-big": lambda: (XLSX, good + b"\0" * 6_000_000),
    }


def _strange(good: bytes, book: EntryBook, key: bytes) -> dict[str, Make]:
    """Sound workbooks that are not ours, or no longer."""

    def own() -> tuple[str, bytes]:
        plain = Workbook()
        plain["Sheet"].append(["编码", "指标", "本月数"])
        plain["Sheet"].append(["T01", "技术交易额", 17.5])
        kept = io.BytesIO()
        plain.save(kept)
        return XLSX, kept.getvalue()

    def change(part: str, before: str, after: str) -> Make:
        return lambda: (XLSX, pack.changed(good, part, lambda xml: xml.replace(before, after)))

    figures = pack.parts_of(good)[pack.FIGURE_SHEET].decode()
    second = {pack.NOTE_SHEET: figures.encode()}
    return {
        "not-ours": own,
        "stamp-deleted": lambda: (XLSX, _unlisted(good, "_版本")),
        "stamp-of-another-key": lambda: (XLSX, entry_workbook(book, key=key + b"!")),
        "stamp-month-changed": change(
            pack.STAMP_SHEET, f'"month": {book.month}', f'"month": {book.month % 12 + 1}'
        ),
        "stamp-version-changed": lambda: (XLSX, pack.words(good, "C4", "9", part=pack.STAMP_SHEET)),
        "no-figures-sheet": lambda: (XLSX, _unlisted(good, FIGURES)),
        "no-head": change(pack.FIGURE_SHEET, "<t>本月数</t>", "<t>9月份数字</t>"),
        "input-column-lost": change(pack.FIGURE_SHEET, "<t>存在问题</t>", "<t></t>"),
        "column-twice": change(pack.FIGURE_SHEET, "<t>去年同期</t>", "<t>本月数</t>"),
        "two-figure-sheets": lambda: (XLSX, _renamed(pack.packed(pack.parts_of(good) | second))),
    }


def _cells() -> dict[str, Callable[[bytes], bytes]]:
    """One cell or line of a sound workbook is wrong; row 4 is in 亿元, 5 counts, 6 is in %."""

    def shaped(place: str, raw: str, code: str) -> Callable[[bytes], bytes]:
        def change(good: bytes) -> bytes:
            data, style = pack.with_format(good, code)
            return pack.number(data, place, raw, s=style)

        return change

    line = '<row r="9"><c r="A9" t="inlineStr"><is><t>{}</t></is></c><c r="F9"><v>1</v></c></row>'
    merge = '</sheetData><mergeCells count="1"><mergeCell ref="F4:F5"/></mergeCells>'
    number, words, formula, cell = pack.number, pack.words, pack.formula, pack.with_cell
    return {
        "not-a-number": lambda good: words(good, "F4", "17.5.2"),
        "chinese-number": lambda good: words(good, "F4", "十七亿"),
        "part-of-a-firm": lambda good: number(good, "F5", "38.5"),
        "unit-of-another": lambda good: words(good, "F5", "39亿元"),
        "wrong-commas": lambda good: words(good, "F4", "1,75"),
        "emoji": lambda good: words(good, "F4", "17.5😀"),
        "1e400": lambda good: number(good, "F4", "1e400"),
        "1e300": lambda good: number(good, "F4", "1e300"),
        "nan": lambda good: number(good, "F4", "NaN"),
        "infinity": lambda good: number(good, "F4", "INF"),
        "hexadecimal": lambda good: number(good, "F4", "0x11"),
        "too-many-places": lambda good: number(good, "F4", "17.123456"),
        "date-cell": shaped("F4", "45573", 'yyyy"年"m"月"d"日"'),
        "date-of-excel": lambda good: number(good, "F4", "2024-10-08T00:00:00", t="d"),
        "percent-of-firms": shaped("F5", "0.38", "0.00%"),
        "reference-error": lambda good: cell(good, "F4", "<f>Sheet9!A1</f><v>#REF!</v>", t="e"),
        "division-error": lambda good: cell(good, "F4", "<v>#DIV/0!</v>", t="e"),
        "truth": lambda good: number(good, "F4", "1", t="b"),
        "formula-not-computed": lambda good: formula(good, "F4", "SUM(D4:D5)"),
        "dde-formula": lambda good: formula(good, "F4", "cmd|'/c calc'!A0", "<v>0</v>"),
        "dde-text": lambda good: words(good, "F4", "=cmd|'/c calc'!A0"),
        "formula-as-text": lambda good: words(good, "F4", "=SUM(A1:A9)"),
        "control-character": lambda good: words(good, "F4", "17_x0007_.5_x0000_x"),
        "unknown-code": lambda good: pack.rows_after(good, line.format("T99")),
        "no-code-no-name": lambda good: pack.rows_after(good, line.format("")),
        "code-twice": lambda good: words(good, "A5", pack_code(good)),
        "merged-figures": lambda good: pack.changed(
            number(good, "F4", "17.5"),
            pack.FIGURE_SHEET,
            lambda xml: xml.replace("</sheetData>", merge),
        ),
        "nature-unknown": lambda good: words(good, "J4", "大概"),
        "word-unknown": lambda good: words(good, "C4", "还行", part=pack.NOTE_SHEET),
        "task-unknown": lambda good: number(good, "A4", "99", part=pack.NOTE_SHEET),
    }


def pack_code(good: bytes) -> str:
    """The code of the first figure."""
    xml = pack.parts_of(good)[pack.FIGURE_SHEET].decode()
    return xml.partition('<c r="A4"')[2].partition("<t>")[2].partition("</t>")[0]


# Damage


def _without(good: bytes, name: str) -> bytes:
    return pack.packed({each: data for each, data in pack.parts_of(good).items() if each != name})


def _unlisted(good: bytes, sheet: str) -> bytes:
    """As when a sheet is deleted in Excel."""

    def change(xml: str) -> str:
        before, _, after = xml.partition(f'<sheet name="{sheet}"')
        return before + after.partition("/>")[2]

    return pack.changed(good, pack.BOOK, change)


def _renamed(good: bytes) -> bytes:
    """As when the sheets are called anything."""
    names = {FIGURES: "表一", NOTES: "表二", HINTS: "表三"}

    def change(xml: str) -> str:
        for before, after in names.items():
            xml = xml.replace(f'name="{before}"', f'name="{after}"')
        return xml

    return pack.changed(good, pack.BOOK, change)


def _flipped(good: bytes) -> bytes:
    """Bits of the figures' compressed sheet are wrong, the directory is not."""
    start = good.index(pack.FIGURE_SHEET.encode()) + 200
    return (
        good[:start] + bytes(each ^ 0x55 for each in good[start : start + 60]) + good[start + 60 :]
    )


def _utf16_entity(good: bytes) -> bytes:
    parts = pack.parts_of(good)
    xml = '<!DOCTYPE a [<!ENTITY b "c">]>' + parts[pack.FIGURE_SHEET].decode()
    return pack.packed(parts | {pack.FIGURE_SHEET: xml.encode("utf-16")})


def _doubled(good: bytes) -> bytes:
    """Two parts of one name, where programs differ on which counts."""
    return pack.added(good, **{pack.FIGURE_SHEET.upper(): b"<worksheet/>"})


def _flagged(good: bytes) -> bytes:
    """Every member says it is encrypted."""
    changed = bytearray(good)
    place = changed.find(b"PK\x01\x02")
    while place >= 0:
        changed[place + 8] |= 1
        place = changed.find(b"PK\x01\x02", place + 4)
    return bytes(changed)


def _lying(good: bytes) -> bytes:
    """A part says it is small, and is not."""
    huge = b"<worksheet>" + b" " * 60_000_000
    data = bytearray(pack.packed(pack.parts_of(good) | {pack.FIGURE_SHEET: huge}))
    size = len(huge).to_bytes(4, "little")
    place = data.find(size)
    while place >= 0:
        data[place : place + 4] = (4096).to_bytes(4, "little")
        place = data.find(size, place + 4)
    return bytes(data)


def _long_cells(count: int, length: int) -> str:
    """Rows of long texts that do not compress to nothing."""
    text = _noise(length)
    return "".join(
        f'<row r="{row}"><c r="L{row}" t="inlineStr"><is><t>{text}</t></is></c></row>'
        for row in range(9, 9 + count)
    )


def _everywhere(good: bytes) -> bytes:
    """Thousands of cells that all say one long shared text."""
    cell = '<row r="{0}"><c r="L{0}" t="s"><v>0</v></c><c r="M{0}" t="s"><v>0</v></c></row>'
    data = pack.rows_after(good, "".join(cell.format(row) for row in range(9, 15_000)))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Type="{kind}" Target="sharedStrings.xml" Id="rId90" />'
    data = pack.changed(
        data,
        pack.RELATIONS,
        lambda xml: xml.replace("</Relationships>", relation + "</Relationships>"),
    )
    texts = f"<sst><si><t>{_noise(32_000)}</t></si></sst>"
    return pack.added(data, **{"xl/sharedStrings.xml": texts.encode()})


def _many_sheets(good: bytes) -> bytes:
    """One sheet listed a hundred thousand times."""
    again = '<sheet name="a" sheetId="9" r:id="rId3" />' * 100_000
    data = pack.changed(good, pack.BOOK, lambda xml: xml.replace("</sheets>", again + "</sheets>"))
    return pack.packed(pack.parts_of(data), zipfile.ZIP_STORED)


def _noise(length: int) -> str:
    """Letters that do not compress to nothing."""
    state, letters = 1, []
    for _ in range(1000):
        state = state * 1103515245 + 12345 & 0x7FFFFFFF
        letters.append(chr(97 + (state >> 16) % 26))
    return "".join(letters) * (length // 1000)


BAD: dict[str, Make] = bad(unit_book(), KEY)
_SAVE, _AGAIN = "另存为“Excel工作簿(.xlsx)”", "请重新下载填报表"
_BROKEN, _BOMB, _UNSAFE = "文件已经损坏", "文件解压后过大", "文件里有不安全的内容"
SAYS: dict[str, str] = {
    "empty-file": "文件是空的",
    "xls": f"旧格式的表格(.xls/.et)，不能直接读取。请在Excel或WPS里打开，{_SAVE}",
    "et": f"旧格式的表格(.xls/.et)，不能直接读取。请在Excel或WPS里打开，{_SAVE}",
    "xls-named-xlsx": "旧格式的表格(.xls/.et)",
    "wps-text": "旧格式的文字文档(.doc/.wps)",
    "encrypted": "文件加了打开密码",
    "csv-utf8": f"CSV或文本文件，读不出表头和版本。请在Excel或WPS里打开，{_SAVE}",
    "csv-gbk-named-xlsx": "CSV或文本文件",
    "csv-utf16": "CSV或文本文件",
    "html-table": "网页表格",
    "xml-2003": "XML表格",
    "pdf": "PDF文件",
    "picture": "图片",
    "rar": "RAR压缩包",
    "noise": "不是Excel工作簿，或者已经损坏",
    "xlsm": f"带宏的工作簿(.xlsm)，为安全起见不接收。请在Excel或WPS里打开，{_SAVE}",
    "macro-named-xlsx": "带宏的工作簿(.xlsm)",
    "macro-sheet": "带宏的工作簿(.xlsm)",
    "xlsb": "二进制工作簿(.xlsb)",
    "ods": "OpenDocument文件(.ods)",
    "docx": "Word文档(.docx)",
    "zip": "压缩包(.zip)",
    "cut-in-two": _BROKEN,
    "flipped-bytes": _BROKEN,
    "no-workbook": _BROKEN,
    "no-sheet": "没有找到“指标”表",
    "not-well-formed": _BROKEN,
    "raw-control-character": _BROKEN,
    "billion-laughs": f"{_UNSAFE}（XML实体声明）",
    "outside-entity": f"{_UNSAFE}（XML实体声明）",
    "utf16-entity": f"{_UNSAFE}（XML实体声明）",
    "path-outside": f"{_UNSAFE}（指向文件之外的路径）",
    "doubled-part": f"{_UNSAFE}（重名的部件）",
    "encrypted-member": "压缩包加了密码",
    "impossible-row": _BROKEN,
    "impossible-column": _BROKEN,
    "text-out-of-reach": _BROKEN,
    "zip-bomb": _BOMB,
    "sheet-bomb": _BOMB,
    "ten-million-rows": _BOMB,
    "million-rows": "工作表“指标”行数过多（空行也算），超过20000行",
    "endless-text": _BOMB,
    "one-text-everywhere": _BOMB,
    "many-sheets": _BOMB,
    "row-twice": _BROKEN,
    "merges-everywhere": _BOMB,
    "rows-beyond-excel": "行数过多",
    "office-rows": "行数过多（空行也算），超过50000行",
    "office-elements": _BOMB,
    "wide-row": _BOMB,
    "deep-nesting": _BOMB,
    "endless-comment": _BOMB,
    "text-bomb": _BOMB,
    "lying-size": _BROKEN,
    "many-members": _BOMB,
    "too-big": "超过5MB",
    "not-ours": f"不是从本系统下载的填报表，里面没有版本标记。{_AGAIN}",
    "stamp-deleted": f"版本标记已被删除。{_AGAIN}",
    "stamp-of-another-key": f"版本标记已被改动，不能辨认。{_AGAIN}",
    "stamp-month-changed": "版本标记已被改动",
    "stamp-version-changed": "版本标记已被改动",
    "no-figures-sheet": "没有找到“指标”表",
    "no-head": "没有找到“指标”表，表或表头已被删改",
    "input-column-lost": "“指标”表少了“存在问题”列",
    "column-twice": "“指标”表的F列、I列都叫“本月数”",
    "two-figure-sheets": "有2张指标表（“表一”、“表二”）",
    "not-a-number": "指标!F4：“17.5.2”不是数字。请填阿拉伯数字，单位在E列",
    "chinese-number": "指标!F4：“十七亿”不是数字",
    "part-of-a-firm": "指标!F5：家数须为整数，不能有小数：38.5",
    "unit-of-another": "指标!F5：“39亿元”的单位不对",
    "wrong-commas": "指标!F4：“1,75”的逗号位置不对",
    "emoji": "指标!F4：“17.5😀”不是数字",
    "1e400": "指标!F4：“1e400”超出可填范围",
    "1e300": "指标!F4：“1e+300”是科学计数法",
    "nan": "指标!F4：“NaN”超出可填范围",
    "infinity": "指标!F4：“INF”超出可填范围",
    "hexadecimal": "指标!F4：“0x11”超出可填范围",
    "too-many-places": "指标!F4：“17.123456”按亿元计小数超过4位",
    "date-cell": "指标!F4：是日期（45573），不是数字",
    "date-of-excel": "指标!F4：是日期（2024-10-08T00:00:00），不是数字",
    "percent-of-firms": "指标!F5：“38%”是百分数，这里的单位是家",
    "reference-error": "指标!F4：是错误值#REF!",
    "division-error": "指标!F4：是错误值#DIV/0!",
    "truth": "指标!F4：是逻辑值TRUE",
    "formula-not-computed": "指标!F4：是公式，文件里没有算好的结果",
    "dde-formula": "指标!F4：是调用外部程序的公式，不接收",
    "dde-text": "指标!F4：“=cmd|'/c calc'!A0”不是数字",
    "formula-as-text": "指标!F4：“=SUM(A1:A9)”不是数字",
    "control-character": "指标!F4：“17.5x”",
    "unknown-code": "指标!A9：编码“T99”不是本表的指标",
    "no-code-no-name": "指标!A9：这一行有数，却没有编码和指标名称",
    "code-twice": "指标!A4：“T01”在第4行、第5行重复出现",
    "merged-figures": "指标!F5：与第4行合并成了一格",
    "nature-unknown": "指标!J4：“大概”不在可选的范围里。请从下拉列表里选：快报、初步、最终",
    "word-unknown": "任务进展!C4：“还行”不在可选的范围里",
    "task-unknown": "任务进展!A4：序号“99”不是本表的任务",
}
