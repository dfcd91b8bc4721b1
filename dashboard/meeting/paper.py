"""A sheet as a printed table: placing rows of cells, column widths, print set-up, safe text."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from openpyxl.cell.cell import TYPE_STRING
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from accounts.texts import FORMULA_STARTS, clean

if TYPE_CHECKING:
    from openpyxl.styles.cell_style import StyleArray
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | Decimal | None
A4 = 9
LINE_HEIGHT = 14.5  # points, for 10 pt text


@dataclass(frozen=True)
class Cell:
    """A value and the name of its style; None with a style is an empty box."""

    value: Value
    style: str = "文字"


@dataclass(frozen=True)
class Paper:
    """One sheet being written. `looks` keeps each style as the workbook numbered it.

    Naming a style for every cell costs four times what copying its number costs.
    """

    sheet: Worksheet
    looks: dict[str, StyleArray]

    def put(self, row: int, cells: Sequence[Cell], column: int = 1) -> None:
        """Write cells side by side; text that looks like a formula stays text."""
        for offset, each in enumerate(cells):
            value = clean(each.value) if isinstance(each.value, str) else each.value
            cell = self.sheet.cell(row=row, column=column + offset, value=value)
            look = self.looks.get(each.style)
            if look is None:
                cell.style = each.style
                self.looks[each.style] = copy(cell._style)  # type: ignore[attr-defined]  # stubs lack it
            else:
                cell._style = copy(look)  # type: ignore[attr-defined]  # likewise
            if isinstance(value, str) and value.startswith(FORMULA_STARTS):
                cell.data_type = TYPE_STRING
                cell.quotePrefix = True

    def heads(self, row: int, names: Sequence[str], lines: int = 2) -> None:
        """The head row of a table, so many lines high."""
        self.put(row, [Cell(name, "表头") for name in names])
        self.sheet.row_dimensions[row].height = lines * LINE_HEIGHT + 3

    def fit(self, row: int, cells: Sequence[Cell], widths: Sequence[int]) -> None:
        """Make the row as high as its longest wrapped text needs."""
        lines = max(
            -(-_units(cell.value) // max(width, 1))
            for cell, width in zip(cells, widths, strict=True)
        )
        self.sheet.row_dimensions[row].height = max(lines, 1) * LINE_HEIGHT + 3

    def title(self, text: str, columns: int) -> None:
        """The sheet's title, centred over its columns without merging them."""
        self.put(1, [Cell(text, "标题"), *[Cell(None, "标题")] * (columns - 1)])
        self.sheet.row_dimensions[1].height = 30

    def line(self, row: int, text: str, style: str = "说明") -> None:
        """One line of text that runs on over the empty cells at its right."""
        self.put(row, [Cell(text, style)])

    def lay_out(
        self, *, title: str, widths: Sequence[int], head_row: int, footer: str, seal: str = ""
    ) -> None:
        """A4 landscape, one page wide, head repeated and frozen, title and page numbers."""
        sheet = self.sheet
        for number, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = A4
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.print_options.horizontalCentered = True
        sheet.page_margins = PageMargins(
            left=0.4, right=0.4, top=0.7, bottom=0.7, header=0.35, footer=0.35
        )
        above, below = HeaderFooterItem(), HeaderFooterItem()
        words = (
            (above.right, _literal(title)),
            (below.left, _literal(footer)),
            (below.center, _literal(seal)),
            (below.right, "第 &P 页，共 &N 页"),
        )
        for place, text in words:
            place.text = text
            place.size = 9
        sheet.oddHeader, sheet.oddFooter = above, below
        if head_row:
            sheet.freeze_panes = f"A{head_row + 1}"
            sheet.print_title_rows = f"{head_row}:{head_row}"


def _literal(text: str) -> str:
    """Text for a header or footer, where & begins a code."""
    return clean(text).replace("&", "&&")


def _units(value: Value) -> int:
    """The width of a text in column units: a Chinese character takes two."""
    if not isinstance(value, str):
        return 1
    return sum(2 if ord(letter) > 0xFF else 1 for letter in value)
