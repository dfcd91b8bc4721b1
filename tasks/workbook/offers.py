"""What Excel lets one type into the inputs: whole numbers, numbers, words of a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from targets.choices import Nature
from targets.numbers import MOST_WHOLE_DIGITS, is_count
from tasks.choices import Word
from tasks.workbook.layout import Column, EntryRow

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MOST = "9" * MOST_WHOLE_DIGITS
NATURES = tuple(each.label for each in Nature)
WORDS = tuple(each.label for each in Word)


def figure_offers(
    sheet: Worksheet, columns: Sequence[Column], rows: Sequence[EntryRow], first: int
) -> None:
    """Whole numbers for counts, any number for the rest, the natures to choose from."""
    counts = [number for number, row in enumerate(rows, first) if _is_whole(row)]
    others = [number for number, row in enumerate(rows, first) if not _is_whole(row)]
    for field in ("typed", "expectation"):
        column = _letter(columns, field)
        _offer(sheet, _areas(column, counts), _whole())
        _offer(sheet, _areas(column, others), _decimal())
    every = range(first, first + len(rows))
    _offer(sheet, _areas(_letter(columns, "nature"), every), _list("数据性质", NATURES))


def note_offers(sheet: Worksheet, columns: Sequence[Column], first: int, count: int) -> None:
    """The words a task's lead can say."""
    every = range(first, first + count)
    _offer(sheet, _areas(_letter(columns, "word"), every), _list("自评", WORDS))


def _is_whole(row: EntryRow) -> bool:
    return is_count(row.measure, row.decimals)


def _letter(columns: Sequence[Column], field: str) -> str:
    return next(get_column_letter(n) for n, each in enumerate(columns, 1) if each.field == field)


def _areas(column: str, numbers: Sequence[int]) -> str:
    """F4:F9 F11: the cells of a column, those side by side as one area."""
    return " ".join(f"{column}{first}:{column}{last}" for first, last in _runs(numbers))


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    begun = before = None
    for number in numbers:
        if begun is None or before is None or number != before + 1:
            if begun is not None and before is not None:
                yield begun, before
            begun = number
        before = number
    if begun is not None and before is not None:
        yield begun, before


def _offer(sheet: Worksheet, areas: str, validation: DataValidation) -> None:
    if areas:
        validation.sqref = areas
        sheet.data_validations.append(validation)


def _whole() -> DataValidation:
    return DataValidation(
        type="whole",
        operator="between",
        formula1="0",
        formula2=MOST,
        allow_blank=True,
        errorTitle="请填整数",
        error="这里只填0或正整数，不写单位。没有新进展的照填上月数。",
        promptTitle="本指标填整数",
        prompt="只填数字，不写单位。没有新进展的照填上月数，一个也没有的填0。",
        showErrorMessage=True,
        showInputMessage=True,
    )


def _decimal() -> DataValidation:
    return DataValidation(
        type="decimal",
        operator="between",
        formula1=f"-{MOST}",
        formula2=MOST,
        allow_blank=True,
        errorTitle="请填数字",
        error="这里只填数字，单位见“计量单位”一列。没有新进展的照填上月数。",
        promptTitle="只填数字",
        prompt="单位见“计量单位”一列；小数最多4位。没有新进展的照填上月数。",
        showErrorMessage=True,
        showInputMessage=True,
    )


def _list(what: str, words: Sequence[str]) -> DataValidation:
    return DataValidation(
        type="list",
        formula1='"' + ",".join(words) + '"',
        allow_blank=True,
        errorTitle=f"请选择{what}",
        error=f"{what}请从下拉列表里选：{'、'.join(words)}。",
        showErrorMessage=True,
    )
