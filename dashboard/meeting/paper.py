"""A sheet as a printed table: placing rows of cells, column widths, print set-up, safe text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from openpyxl.cell.cell import TYPE_STRING
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | Decimal | None
A4 = 9
RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Cell:
    """A value and the name of its style; None with a style is an empty box."""

    value: Value
    style: str = "文字"


def put(sheet: Worksheet, row: int, cells: Sequence[Cell], column: int = 1) -> None:
    """Write cells side by side; text that looks like a formula stays text."""
    for offset, each in enumerate(cells):
        cell = sheet.cell(row=row, column=column + offset)
        cell.value = each.value
        cell.style = each.style
        if isinstance(each.value, str) and each.value.startswith(RISKY):
            cell.data_type = TYPE_STRING
            cell.quotePrefix = True


def heads(sheet: Worksheet, row: int, names: Sequence[str]) -> None:
    """The head row of a table."""
    put(sheet, row, [Cell(name, "表头") for name in names])


def line(sheet: Worksheet, row: int, text: str, columns: int, style: str = "说明") -> None:
    """One line of text across the sheet."""
    put(sheet, row, [Cell(text, style)])
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)


def lay_out(
    sheet: Worksheet, *, title: str, widths: Sequence[int], head_row: int, footer: str
) -> None:
    """A4 landscape, one page wide, head repeated and frozen, title and page numbers."""
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = sheet.page_margins.bottom = 0.7
    sheet.oddHeader.right.text = title
    sheet.oddHeader.right.size = 9
    sheet.oddFooter.left.text = footer
    sheet.oddFooter.left.size = 9
    sheet.oddFooter.right.text = "第 &P 页，共 &N 页"
    sheet.oddFooter.right.size = 9
    if head_row:
        sheet.freeze_panes = sheet.cell(row=head_row + 1, column=1)
        sheet.print_title_rows = f"{head_row}:{head_row}"
