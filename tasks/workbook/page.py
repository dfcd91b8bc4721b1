"""A sheet written row by row: cells with styles, widths, print set-up, protection, safe text."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from openpyxl.cell.cell import TYPE_STRING, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from accounts.texts import FORMULA_STARTS, clean

if TYPE_CHECKING:
    from openpyxl.styles.cell_style import StyleArray
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | Decimal | None
A4 = 9
LINE_HEIGHT = 15
MOST_LINES = 12  # of a row's height


@dataclass(frozen=True)
class Put:
    """A value, the name of its style, and what is said beside it."""

    value: Value
    style: str
    comment: str = ""


class Page:
    """One sheet of a write-only workbook; layout first, then its rows from the top.

    `looks` keeps each style as the workbook numbered it: naming a style for every cell costs four
    times what copying its number costs.
    """

    def __init__(self, book: Workbook, name: str, looks: dict[str, StyleArray]) -> None:
        # The stubs know little of a write-only sheet, which has these parts of a worksheet too.
        self.sheet = cast("Worksheet", book.create_sheet(name))
        self.row = 0  # the last one written
        self._looks = looks

    def lay_out(self, widths: Sequence[int], *, head_row: int, frozen: int, footer: str) -> None:
        """A4 landscape, one page wide; the head repeated, frozen with its first columns."""
        sheet = self.sheet
        for number, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = A4
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins = PageMargins(
            left=0.4, right=0.4, top=0.6, bottom=0.7, header=0.3, footer=0.35
        )
        below = HeaderFooterItem()
        below.left.text = clean(footer).replace("&", "&&")
        below.right.text = "第 &P 页，共 &N 页"
        sheet.oddFooter = below
        if head_row:
            sheet.freeze_panes = f"{get_column_letter(frozen + 1)}{head_row + 1}"
            sheet.print_title_rows = f"{head_row}:{head_row}"

    def protect(self) -> None:
        """Lock all but the inputs; no password, since it guards against slips, not against people.

        Widths, heights and filters stay the reader's own.
        """
        protection = self.sheet.protection
        protection.sheet = True
        protection.formatColumns = protection.formatRows = False
        protection.autoFilter = protection.sort = False

    def write(self, cells: Sequence[Put], *, height: float | None = None) -> None:
        """The next row; text that looks like a formula stays text."""
        self.row += 1
        if height is not None:
            self.sheet.row_dimensions[self.row].height = height
        self.sheet.append([self._cell(each) for each in cells])

    def _cell(self, put: Put) -> Any:
        value = clean(put.value) or None if isinstance(put.value, str) else put.value
        cell: Any = WriteOnlyCell(cast("WriteOnlyWorksheet", self.sheet))
        cell.value = value
        look = self._looks.get(put.style)
        if look is None:
            cell.style = put.style
            self._looks[put.style] = copy(cell._style)
        else:
            cell._style = copy(look)
        if isinstance(value, str):
            cell.data_type = TYPE_STRING  # also what reads #N/A or begins with =
            cell.quotePrefix = value.startswith(FORMULA_STARTS)
        if put.comment:
            cell.comment = Comment(clean(put.comment), "序时", width=320, height=90)
        return cell


def height_of(texts: Mapping[int, str]) -> float:
    """How high a row must be for its wrapped texts, each given with the width it has."""
    lines = max((_lines(text, width) for width, text in texts.items()), default=1)
    return min(max(lines, 1), MOST_LINES) * LINE_HEIGHT + 6


def _lines(text: str, width: int) -> int:
    return sum(max(math.ceil(_units(line) / max(width - 1, 1)), 1) for line in text.split("\n"))


def _units(text: str) -> float:
    """The width of a text in column units: a Chinese character takes two, and a little."""
    wide = sum(ord(letter) > 0xFF for letter in text)
    return 2.1 * wide + 1.05 * (len(text) - wide)
