"""Which sheet is which, and which column holds which field: told by the head's words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tasks.workbook.cells import Cells, letters
from tasks.workbook.layout import (
    FIGURE_COLUMNS,
    NOTE_COLUMNS,
    UNIT_COLUMN,
    Column,
    RefusedWorkbook,
)
from tasks.workbook.stamping import MARK

FIGURE_SHEET, NOTE_SHEET = "figures", "notes"
MOST_HEAD = 20  # letters of a heading, with what Excel may break its line by
_KINDS = {  # a row is the head of a sheet when it holds these fields
    FIGURE_SHEET: ((*FIGURE_COLUMNS, UNIT_COLUMN), ("name", "typed")),
    NOTE_SHEET: ((*NOTE_COLUMNS, UNIT_COLUMN), ("title", "text")),
}


@dataclass(frozen=True)
class Head:
    """The head of a sheet: its row, and where each field's column is."""

    kind: str
    row: int
    columns: Mapping[str, int]
    missing: tuple[str, ...]  # headings of inputs that are not there

    @property
    def letters(self) -> dict[str, str]:
        """Field to column as Excel names it."""
        return {field: letters(column) for field, column in self.columns.items()}


@dataclass(frozen=True)
class Table:
    """A sheet's cells and its head."""

    cells: Cells
    head: Head


def is_stamp(texts: Mapping[int, str]) -> bool:
    """Whether a row is the first of the hidden sheet that says whose the workbook is."""
    return texts.get(1, "").startswith(MARK.rpartition("-")[0])


def find_head(sheet: str, row: int, texts: Mapping[int, str]) -> Head | None:
    """The head, if this row is one; refuses a head that names an input twice."""
    words: dict[str, list[int]] = {}
    for column, text in texts.items():
        if len(text) > MOST_HEAD:
            continue
        words.setdefault("".join(text.split()), []).append(column)
    for kind, (columns, needed) in _KINDS.items():
        places = {each.field: words.get(each.head, []) for each in columns}
        if all(places[field] for field in needed):
            _require_single(sheet, columns, places)
            return Head(
                kind,
                row,
                {field: found[0] for field, found in places.items() if found},
                tuple(each.head for each in columns if each.is_input and not places[each.field]),
            )
    return None


def _require_single(
    sheet: str, columns: tuple[Column, ...], places: Mapping[str, list[int]]
) -> None:
    for each in columns:
        found = places[each.field]
        if len(found) > 1:
            where = "、".join(f"{letters(column)}列" for column in found)
            raise RefusedWorkbook(
                f"“{sheet}”表的{where}都叫“{each.head}”，不知读哪一列。请只留一列，再上传。"
            )
