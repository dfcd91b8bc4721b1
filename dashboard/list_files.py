"""A list as it is shown, for a spreadsheet: CSV and Excel."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import IO, Protocol

from django.http import FileResponse, HttpResponse

from accounts.texts import FORMULA_STARTS, clean
from dashboard.report import shown

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes the file for GBK
WIDEST, NARROWEST = 46, 6  # of a column, in characters
Cell = str | Decimal | int | None


class Writable(Protocol):
    """Whatever takes text."""

    def write(self, text: str, /) -> object: ...


@dataclass(frozen=True)
class Sheet:
    """A list to be taken away: numbers are numbers with the decimals shown, text is text."""

    title: str
    note: str  # as of when, of which plan, under which filter
    heads: tuple[str, ...]
    lines: Sequence[Sequence[Cell]]


def write_csv(sheet: Sheet, out: Writable) -> None:
    """UTF-8 with its mark; text that would run as a formula is led by an apostrophe."""
    out.write(BYTE_ORDER_MARK)
    lines = csv.writer(out)
    lines.writerow(sheet.heads)
    lines.writerows([_as_text(cell) for cell in line] for line in sheet.lines)


def write_xlsx(sheet: Sheet, out: IO[bytes]) -> None:
    """One sheet: title, note, heads with a filter, then the lines; no cell is a formula."""
    from openpyxl import Workbook  # noqa: PLC0415 -- slow to start
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 -- likewise

    from dashboard.meeting import styles  # noqa: PLC0415 -- likewise
    from dashboard.meeting.paper import Cell as Box  # noqa: PLC0415 -- likewise
    from dashboard.meeting.paper import Paper  # noqa: PLC0415 -- likewise

    book = Workbook()
    styles.register(book)
    page = book.worksheets[0]
    page.title = clean(sheet.title)[:31]
    paper = Paper(page, {})
    paper.title(sheet.title, len(sheet.heads))
    paper.line(2, sheet.note)
    paper.heads(3, sheet.heads)
    for number, line in enumerate(sheet.lines, 4):
        paper.put(number, [Box(_boxed(cell), _style(cell)) for cell in line])
    paper.lay_out(title=sheet.title, widths=_widths(sheet), head_row=3, footer=sheet.note)
    last = get_column_letter(len(sheet.heads))
    page.auto_filter.ref = f"A3:{last}{3 + len(sheet.lines)}"
    book.save(out)


def csv_of(sheet: Sheet, name: str) -> HttpResponse:
    """The list as a CSV to be taken away, kept by no proxy."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    write_csv(sheet, response)
    return response


def xlsx_of(sheet: Sheet, name: str) -> FileResponse:
    """The same as Excel."""
    book = BytesIO()
    write_xlsx(sheet, book)
    book.seek(0)
    response = FileResponse(book, as_attachment=True, filename=name)
    response["Content-Type"] = XLSX
    response["Cache-Control"] = "private, no-store"
    return response


def as_text(text: str) -> str:
    """Text that a spreadsheet would take for a formula, led by an apostrophe."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _as_text(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return shown.plain(cell)
    if isinstance(cell, int):
        return str(cell)  # −2 is a number, not text that runs
    return "" if cell is None else as_text(cell)


def _boxed(cell: Cell) -> Cell:
    return "—" if cell in {None, ""} else cell


def _style(cell: Cell) -> str:
    """The named style of the meeting's workbook with as many decimals as the figure has."""
    if isinstance(cell, int):
        return "数0"
    if isinstance(cell, Decimal):
        exponent = cell.as_tuple().exponent
        return f"数{max(0, -exponent)}" if isinstance(exponent, int) else "文字"
    return "文字"


def _widths(sheet: Sheet) -> list[int]:
    """Each column as wide as its longest text, within bounds; a Chinese character takes two."""
    told = ([_as_text(cell) for cell in line] for line in sheet.lines)
    columns = zip(sheet.heads, *told, strict=True)
    return [
        min(max(*(_width(text) for text in column), NARROWEST) + 2, WIDEST) for column in columns
    ]


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0xFF else 1 for letter in text)
