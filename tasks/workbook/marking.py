"""Giving back the rows of a workbook that were not taken, with what is wrong marked in the cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from tasks.workbook.cells import exact
from tasks.workbook.layout import CellError, EntryBook, EntryNote, EntryRow, Reading
from tasks.workbook.writing import write

__all__ = ["marked"]

INPUTS = frozenset(
    {"typed", "nature", "expectation", "explanation", "problem", "next_step", "source"}
)


def marked(reading: Reading, book: EntryBook, errors: Sequence[CellError], *, key: bytes) -> bytes:
    """A workbook of the rows with errors only, as they were typed; it can be uploaded again.

    `book` is the workbook as it would be made now: its versions are those that then count. What
    stands in no row of it, such as an unknown code, is told on the hint sheet.
    """
    told: dict[tuple[str, int], list[CellError]] = {}
    for error in errors:
        told.setdefault((error.sheet, error.line), []).append(error)
    marks: dict[tuple[str, str], str] = {}
    rows, notes = _rows(reading, book, told, marks), _notes(reading, book, told, marks)
    astray = [each.text for group in told.values() for each in group]
    return write(replace(book, rows=rows, notes=notes), marks, astray, key=key)


def _rows(
    reading: Reading,
    book: EntryBook,
    told: dict[tuple[str, int], list[CellError]],
    marks: dict[tuple[str, str], str],
) -> tuple[EntryRow, ...]:
    """The figures that were not taken; what is told of them goes from `told` into `marks`."""
    now = {row.code: row for row in book.rows}
    found: dict[str, EntryRow] = {}
    for read in reading.rows:
        if (read.sheet, read.line) not in told or read.code not in now:
            continue
        _mark(told.pop((read.sheet, read.line)), read.code, marks)
        row = now[read.code]
        typed, expectation = _figure(read.typed), _figure(read.expectation)
        found.setdefault(
            read.code,
            replace(
                row,
                value=typed,
                expectation=expectation,
                nature=read.nature,
                explanation=read.explanation,
                problem=read.problem,
                next_step=read.next_step,
                source=read.source,
            ),
        )
    return tuple(found.values())


def _notes(
    reading: Reading,
    book: EntryBook,
    told: dict[tuple[str, int], list[CellError]],
    marks: dict[tuple[str, str], str],
) -> tuple[EntryNote, ...]:
    """The notes that were not taken."""
    now = {note.number: note for note in book.notes}
    found: dict[int, EntryNote] = {}
    for read in reading.notes:
        if (read.sheet, read.line) in told and read.number in now:
            _mark(told.pop((read.sheet, read.line)), str(read.number), marks)
            note = replace(now[read.number], word=read.word, text=read.text)
            found.setdefault(read.number, note)
    return tuple(found.values())


def _mark(errors: Sequence[CellError], key: str, marks: dict[tuple[str, str], str]) -> None:
    for error in errors:
        text = error.text.removeprefix(f"{error.sheet}!{error.cell}：")
        before = marks.get((key, error.field))
        marks[key, error.field] = text if before is None else f"{before}\n{text}"


def _figure(typed: str) -> Decimal | str | None:
    """A plain number as a number; anything else as it was typed."""
    if not typed:
        return None
    plain = typed.isascii() and not typed.endswith("%")
    return (exact(typed) if plain else None) or typed
