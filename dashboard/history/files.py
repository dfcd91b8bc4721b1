"""The audit as a file, exactly as it was found: CSV as it is read, a workbook up to a bound."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import BytesIO

from django.utils import timezone

from dashboard.history.wording import Line
from dashboard.list_files import BYTE_ORDER_MARK, as_text

HEADS = ("时间", "谁", "做了什么", "对象", "改动", "理由", "方式")
WIDTHS = (17, 20, 12, 34, 60, 40, 10)
MOST_LINES = 200_000  # of a CSV
MOST_ROWS = 20_000  # of a workbook, which is made whole before it is sent


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def cells(line: Line) -> list[str]:
    """One line as cells; text that would run as a formula is made plain text."""
    told = (line.who, line.act_label, line.what, line.changed, line.why, line.way)
    return [f"{timezone.localtime(line.at):%Y-%m-%d %H:%M:%S}", *map(as_text, told)]


def csv_of(lines: Iterable[Line]) -> Iterator[str]:
    """The CSV piece by piece, in the order of the page."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(HEADS)
    for line in lines:
        yield writer.writerow(cells(line))


def workbook_of(lines: Iterable[Line], title: str) -> bytes:
    """The same as an .xlsx; every cell is text."""
    from openpyxl import Workbook  # noqa: PLC0415 -- slow to start
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 -- likewise
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 -- likewise

    book = Workbook(write_only=True)
    sheet = book.create_sheet("审计记录")
    for letter, width in zip("ABCDEFG", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A3"
    sheet.append([title])
    heads = [WriteOnlyCell(sheet, head) for head in HEADS]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    wrapped = Alignment(wrap_text=True, vertical="top")
    for line in lines:
        row = [WriteOnlyCell(sheet, text) for text in cells(line)]
        for cell in row:
            cell.data_type, cell.alignment = "s", wrapped
        sheet.append(row)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()
