"""Bad workbooks, each built when asked for, and a piece of the sentence it must get.

`bad(book, key)` makes them of any entry workbook with at least four figures, of which the first is
in 亿元, the second counts, and the third is a percentage; `BAD` and `SAYS` are of the sample's.
"""

from __future__ import annotations

from targets.numbers import NotAFigure, parse
from tasks.workbook.layout import (
    OFFICE_BOUNDS,
    UNIT_BOUNDS,
    Bounds,
    EntryBook,
    Reading,
    RefusedWorkbook,
)
from tasks.workbook.reading import read
from tasks.workbook.writing import entry_workbook
from tests.tasks.workbook.bad_cells import cells
from tests.tasks.workbook.bombs import bombs
from tests.tasks.workbook.broken import broken, strange
from tests.tasks.workbook.other_files import other_files
from tests.tasks.workbook.packages import XLSX, Make
from tests.tasks.workbook.samples import KEY, unit_book
from tests.tasks.workbook.says import SAYS

__all__ = ["BAD", "SAYS", "bad", "bounds_of", "told"]

OFFICE = frozenset({"office-elements", "office-rows"})  # read within the office's wider bounds


def bad(book: EntryBook, key: bytes) -> dict[str, Make]:
    """Every bad workbook by what is wrong with it."""
    good = entry_workbook(book, key=key)
    made = other_files(good) | broken(good) | bombs(good) | strange(good, book, key)
    for name, change in cells().items():
        made[name] = lambda change=change: (XLSX, change(good))  # type: ignore[misc]  # bound now
    return made


def told(data: bytes, name: str, book: EntryBook, key: bytes, bounds: Bounds) -> list[str]:
    """Every sentence that a workbook gets: its refusal, or what is wrong in its cells."""
    try:
        reading = read(data, name=name, key=key, bounds=bounds)
    except RefusedWorkbook as refusal:
        return [str(refusal)]
    return [*(error.text for error in reading.errors), *figures_told(reading, book)]


def figures_told(reading: Reading, book: EntryBook) -> list[str]:
    """What the importer then says of figures that are none."""
    rows = {row.code: row for row in book.rows}
    sentences = []
    for line in reading.rows:
        row = rows.get(line.code)
        for field in ("typed", "expectation"):
            typed = getattr(line, field)
            if row is not None and typed:
                try:
                    parse(typed, row.measure, row.decimals)
                except NotAFigure as error:
                    sentences.append(line.not_a_figure(field, error).text)
    return sentences


def bounds_of(name: str) -> Bounds:
    """Within which bounds a bad workbook of this name is read."""
    return OFFICE_BOUNDS if name in OFFICE else UNIT_BOUNDS


BAD: dict[str, Make] = bad(unit_book(), KEY)
