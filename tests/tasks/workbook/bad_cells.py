"""Sound workbooks of which one cell or line is wrong; row 4 is in 亿元, 5 counts, 6 is in %."""

from __future__ import annotations

from collections.abc import Callable

from tests.tasks.workbook import packages as pack


def cells() -> dict[str, Callable[[bytes], bytes]]:
    """What is done to a good workbook, by what is then wrong."""

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
        "code-twice": lambda good: words(good, "A5", _first_code(good)),
        "merged-figures": lambda good: pack.changed(
            number(good, "F4", "17.5"),
            pack.FIGURE_SHEET,
            lambda xml: xml.replace("</sheetData>", merge),
        ),
        "nature-unknown": lambda good: words(good, "J4", "大概"),
        "word-unknown": lambda good: words(good, "C4", "还行", part=pack.NOTE_SHEET),
        "task-unknown": lambda good: number(good, "A4", "99", part=pack.NOTE_SHEET),
    }


def _first_code(good: bytes) -> str:
    """The code of the first figure."""
    xml = pack.xml_of(good, pack.FIGURE_SHEET)
    return xml.partition('<c r="A4"')[2].partition("<t>")[2].partition("</t>")[0]
