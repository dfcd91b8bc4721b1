"""The rows of an uploaded template as text, each knowing its cells. Pure; bounded as all uploads are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from dashboard.plan_sheets.layout import BOUNDS, EXAMPLE, SHEETS, Column, Sheet
from tasks.workbook.archive import BROKEN, FAULTS, Archive
from tasks.workbook.cells import Cell, Cells, Unreadable, exact, letters
from tasks.workbook.layout import RefusedWorkbook
from tasks.workbook.parts import DATE, Frame, frame

LOOKED_AT = 40  # rows from the top among which a sheet's head is sought
MOST_ERRORS = 200
FIRST_DAY = date(1899, 12, 30)  # as Excel counts
LAST_DAY = 2_958_465
AGAIN = "请重新下载模板填写。"
UNCOMPUTED = "是公式，文件里没有算好的结果。请在Excel里打开并保存一次，或直接填写数字。"
_SPACE = re.compile(r"\s+")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


class WrongCellsError(ValueError):
    """Something in the cells is wrong; `errors` are sentences, one a cell. Nothing is kept."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__(errors)
        self.errors = errors


@dataclass
class Errors:
    """What is wrong so far, each with its sheet and cell."""

    found: list[str] = field(default_factory=list)

    def add(self, place: str, text: str) -> None:
        """One sentence; a workbook that is wrong throughout is told in two hundred."""
        if len(self.found) < MOST_ERRORS:
            self.found.append(f"{place}：{text}")

    def stop(self) -> None:
        """Raise WrongCellsError where anything stands here."""
        if self.found:
            raise WrongCellsError(self.found)


@dataclass(frozen=True)
class Line:
    """One filled-in row: its texts by field, and where each stands."""

    sheet: Sheet
    row: int
    texts: dict[str, str]
    letters: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.texts.get(name, "")

    def place(self, name: str) -> str:
        """“指标”表C5."""
        return f"“{self.sheet.name}”表{self.letters.get(name, '')}{self.row}"


def read(data: bytes, *, name: str) -> dict[str, list[Line]]:
    """The rows of each sheet by its key. Raises RefusedWorkbook for the file as a whole,

    WrongCellsError for cells that hold neither text nor number.
    """
    try:
        return _read(Archive(data, name=name, bounds=BOUNDS))
    except RefusedWorkbook as refused:
        raise RefusedWorkbook(str(refused).replace("填报表", "计划模板")) from refused
    except WrongCellsError:
        raise
    except FAULTS as fault:
        raise RefusedWorkbook(BROKEN.replace("填报表", "计划模板")) from fault


def _read(archive: Archive) -> dict[str, list[Line]]:
    book = frame(archive)
    by_name = {each.name.strip(): each for each in reversed(book.sheets)}
    missing = [f"“{sheet.name}”" for sheet in SHEETS if sheet.name not in by_name]
    if missing:
        raise RefusedWorkbook(f"文件里没有{'、'.join(missing)}表，不像计划模板。{AGAIN}")
    errors = Errors()
    found = {
        sheet.key: list(_lines(sheet, Cells(archive, by_name[sheet.name], book), book, errors))
        for sheet in SHEETS
    }
    errors.stop()
    return found


def _lines(sheet: Sheet, cells: Cells, book: Frame, errors: Errors) -> Iterator[Line]:
    columns: dict[str, int] = {}
    for row in cells.rows():
        if not columns:
            columns = _columns(sheet, cells, row.cells) if row.number <= LOOKED_AT else {}
            continue
        places = {name: letters(number) for name, number in columns.items()}
        texts = {}
        for name, number in columns.items():
            cell = row.cells.get(number)
            if cell is None:
                continue
            try:
                texts[name] = _tidy(_said(cells, cell, book))
            except Unreadable as wrong:
                errors.add(f"“{sheet.name}”表{places[name]}{row.number}", str(wrong))
        if any(texts.values()) and not texts.get(sheet.first.field, "").startswith(EXAMPLE):
            yield Line(sheet, row.number, texts, places)
    if not columns:
        raise RefusedWorkbook(f"“{sheet.name}”表没有找到表头，表头可能被改了。{AGAIN}")


def _columns(sheet: Sheet, cells: Cells, row: dict[int, Cell]) -> dict[str, int]:
    """Which column holds which field, where this row is the head; refuses a head that lacks one."""
    heads: dict[str, int] = {}
    for number, cell in row.items():
        try:
            heads.setdefault(
                _SPACE.sub("", cells.said(cell)).rstrip("*\N{FULLWIDTH ASTERISK}"), number
            )
        except Unreadable:
            continue
    if not {sheet.first.head} <= heads.keys() or len(heads) < 2:
        return {}
    lost = [f"“{each.head}”" for each in sheet.columns if _is_lost(each, heads)]
    if lost:
        raise RefusedWorkbook(f"“{sheet.name}”表少了{'、'.join(lost)}列，或表头被改了。{AGAIN}")
    return {each.field: heads[each.head] for each in sheet.columns if each.head in heads}


def _is_lost(column: Column, heads: dict[str, int]) -> bool:
    return column.is_needed and column.head not in heads


def _said(cells: Cells, cell: Cell, book: Frame) -> str:
    """A cell as text; a day that Excel keeps as a number is written as a day."""
    if cell.formula is not None and not cell.raw and cell.kind == "n":
        raise Unreadable(UNCOMPUTED)
    if cell.formula is None and cell.kind in {"n", "d"}:
        day = _day(cell, book)
        if day is not None:
            return day.isoformat()
    return cells.said(cell)


def _day(cell: Cell, book: Frame) -> date | None:
    if cell.kind == "d":
        try:
            return date.fromisoformat(cell.raw[:10])
        except ValueError:
            return None
    is_day = 0 <= cell.style < len(book.formats) and book.formats[cell.style] == DATE
    number = exact(cell.raw) if is_day and cell.raw.strip() else None
    if number is None or not Decimal(1) <= number <= LAST_DAY:
        return None
    return FIRST_DAY + timedelta(days=int(number))


def _tidy(text: str) -> str:
    return _SPACE.sub(" ", _UNSEEN.sub("", text)).strip()
