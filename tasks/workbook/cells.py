"""The cells of one sheet, row after row as its XML comes in, and what a cell says. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from accounts.texts import clean
from tasks.workbook.archive import BOMB, BROKEN, Archive, local
from tasks.workbook.layout import RefusedWorkbook
from tasks.workbook.parts import DATE, MOST_LETTERS, PERCENT, Frame, Sheet, unescaped

MOST_COLUMNS = 16_384  # as in Excel
MOST_ROW = 1_048_576
MOST_MERGES = 50_000
MOST_DAYS = 2_958_466  # the end of 9999
MOST_DIGITS = 400  # of a number in the file, its zeros included
MOST_EXPONENT = 40  # beyond it a number is written as it stands, 1e300
_PLACE = re.compile("([A-Za-z]{1,3})([0-9]{1,7})")
_DDE = re.compile(r"""^[=+@\-\s]*['"]?[\w.]+['"]?\s*\|""")


class Cell(NamedTuple):
    """One cell as the file holds it."""

    raw: str
    kind: str  # n number, s shared text, str formula's text, inlineStr, b truth, e error, d date
    style: int
    formula: str | None  # None where there is none; "" where it is shared with another cell
    has_value: bool


class Row(NamedTuple):
    """One row that holds anything: its number, its cells by column number."""

    number: int
    cells: dict[int, Cell]


class Merge(NamedTuple):
    """A merged area."""

    top: int
    left: int
    bottom: int
    right: int


class Unreadable(ValueError):  # noqa: N818 -- a sentence about one cell
    """What a cell holds is neither text nor number; the message says what, and what to do."""


def letters(column: int) -> str:
    """The name of a column: 1 is A, 28 is AB."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


class Cells:
    """One sheet being read; `merges` is complete once all rows were taken."""

    def __init__(self, archive: Archive, sheet: Sheet, frame: Frame) -> None:
        self.name = sheet.name
        self.merges: list[Merge] = []
        self._archive, self._part, self._frame = archive, sheet.part, frame
        self._letters = 0  # said so far; one shared text may stand in every cell

    def rows(self) -> Iterator[Row]:
        """Every row with a cell that is not empty; the sheet's own word on its size is not asked."""
        part = _SheetPart(self.name, self._archive.bounds.rows)
        for _ in self._archive.feed(self._part, part):
            yield from part.done
            part.done.clear()
        self.merges = part.merges

    def said(self, cell: Cell) -> str:
        """A cell as text: a number in plain digits, a percentage with its sign, a text as it is.

        Raises Unreadable for dates, error values, truths, and formulas that nobody has computed.
        """
        if cell.formula is not None:
            _require_computed(cell)
        if cell.kind == "s":
            return self._counted(self._frame.texts[int(cell.raw)] if cell.raw else "")
        if cell.kind in {"str", "inlineStr"}:
            return self._counted(unescaped(cell.raw))
        if cell.kind == "b":
            truth = "TRUE" if cell.raw.strip() == "1" else "FALSE"
            raise Unreadable(f"是逻辑值{truth}，不是数字也不是文字。请重新填写。")
        if cell.kind == "e":
            raise Unreadable(f"是错误值{_short(cell.raw)}，公式没有算出结果。请直接填写数字。")
        if cell.kind == "d":
            raise Unreadable(_as_date(cell.raw))
        return self._number(cell)

    def _counted(self, text: str) -> str:
        self._letters += len(text)
        if self._letters > MOST_LETTERS:
            raise RefusedWorkbook(BOMB)
        return text

    def _number(self, cell: Cell) -> str:
        if not cell.raw.strip():
            return ""
        number = exact(cell.raw)
        if number is None:
            raise Unreadable(f"“{_short(cell.raw)}”超出可填范围，不是可用的数字。请重新填写。")
        formats = self._frame.formats
        shown_as = formats[cell.style] if 0 <= cell.style < len(formats) else ""
        if shown_as == DATE:
            raise Unreadable(_as_date(_day(number)))
        if shown_as == PERCENT:
            return plain(number.scaleb(2)) + "%"
        return plain(number)


def exact(raw: str) -> Decimal | None:
    """A number as the file holds it, without what binary fractions add; None where it is none.

    Excel computes and shows fifteen digits and stores seventeen: 17.1 is 17.100000000000001 in the
    file, 0.1 + 0.2 is 0.30000000000000004. None for NaN, infinity and 1e400.
    """
    if len(raw) > MOST_DIGITS:
        return None
    try:
        number = Decimal(raw.strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > 308:
        return None
    return number if len(number.as_tuple().digits) <= 15 else Decimal(f"{number:.14e}")


def plain(number: Decimal) -> str:
    """A number in digits, without an exponent and without zeros at its end."""
    if not number:
        return "0"
    if abs(number.adjusted()) > MOST_EXPONENT:
        return f"{number.normalize():e}"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _require_computed(cell: Cell) -> None:
    if cell.formula and _DDE.match(cell.formula[:MOST_DIGITS]):
        raise Unreadable("是调用外部程序的公式，不接收。请清空后直接填写。")
    if not cell.has_value:
        raise Unreadable(
            "是公式，文件里没有算好的结果。请在Excel里打开并保存一次，或直接填写数字。"
        )


def _day(number: Decimal) -> str:
    """The day that a number stands for, counted as Excel does from the end of 1899."""
    if not 0 < number < MOST_DAYS:
        return plain(number)
    day = date(1899, 12, 30) + timedelta(days=int(number))
    return f"{day.year}年{day.month}月{day.day}日"


def _as_date(shown: str) -> str:
    return f"是日期（{_short(shown)}），不是数字。请把单元格格式改为“常规”，再重新填写数字。"


def _short(text: str) -> str:
    shown = clean(text).strip()
    return shown if len(shown) <= 20 else shown[:20] + "…"


class _SheetPart:
    """Takes in a sheet's XML; a finished row lies in `done` until it is fetched."""

    def __init__(self, name: str, most_rows: int) -> None:
        self.elements = 0
        self.done: list[Row] = []
        self.merges: list[Merge] = []
        self._name, self._most_rows = name, most_rows
        self._letters = 0
        self._rows = self._row = self._column = 0
        self._cells: dict[int, Cell] = {}
        self._kind, self._style = "n", 0
        self._value: list[str] = []
        self._formula: list[str] | None = None
        self._has_value = self._is_aid = False
        self._into: list[str] | None = None  # where characters go

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        tag = local(name) if ":" in name else name
        if tag == "v":
            self._into, self._has_value = self._value, True
        elif tag == "c":
            self._begin_cell(attributes)
        elif tag == "row":
            self._begin_row(attributes)
        elif tag == "f":
            self._formula = self._into = []
        elif tag == "t":
            self._into, self._has_value = None if self._is_aid else self._value, True
        elif tag == "rPh":
            self._is_aid = True
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def text(self, data: str) -> None:
        if self._into is not None:
            self._into.append(data)
            self._letters += len(data)
            if self._letters > MOST_LETTERS:
                raise RefusedWorkbook(BOMB)

    def end(self, name: str) -> None:
        tag = local(name) if ":" in name else name
        if tag == "c":
            if self._value or self._formula is not None:
                formula = None if self._formula is None else "".join(self._formula)
                raw = "".join(self._value)
                self._cells[self._column] = Cell(
                    raw, self._kind, self._style, formula, self._has_value
                )
        elif tag in {"v", "f", "t"}:
            self._into = None
        elif tag == "row":
            if self._cells:
                self.done.append(Row(self._row, self._cells))
        elif tag == "rPh":
            self._is_aid = False

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._rows += 1
        number = attributes.get("r")
        before, self._row = self._row, int(number) if number else self._row + 1
        self._cells, self._column = {}, 0
        if self._rows > self._most_rows or self._row > MOST_ROW:
            raise RefusedWorkbook(
                f"工作表“{_short(self._name)}”行数过多（空行也算），超过{self._most_rows}行。"
                "请删除表格下面的空行，或重新下载填报表填写。"
            )
        if self._row <= before:  # which of two rows of one number is meant, nobody knows
            raise RefusedWorkbook(BROKEN)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        self._column = _column(place.rstrip("0123456789")) if place else self._column + 1
        if self._column > MOST_COLUMNS:
            raise RefusedWorkbook(BROKEN)
        self._kind = attributes.get("t", "n")
        self._style = int(attributes.get("s", "0"))
        self._value, self._formula, self._has_value = [], None, False

    def _merge(self, area: str) -> None:
        ends = [_PLACE.fullmatch(each) for each in area.split(":")]
        if len(self.merges) > MOST_MERGES:
            raise RefusedWorkbook(BOMB)
        if len(ends) == 2 and ends[0] and ends[1]:
            first, last = ends[0], ends[1]
            self.merges.append(
                Merge(int(first[2]), _column(first[1]), int(last[2]), _column(last[1]))
            )


_COLUMNS: dict[str, int] = {letters(number): number for number in range(1, 703)}


def _column(name: str) -> int:
    """The number of a column by its letters; ValueError for what is none."""
    known = _COLUMNS.get(name)
    if known is not None:
        return known
    number = 0
    for letter in name.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(name)
        number = number * 26 + ord(letter) - 64
    if not 0 < number <= MOST_COLUMNS:
        raise ValueError(name)
    return number
