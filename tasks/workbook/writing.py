"""Writing the entry workbook: 指标, 任务进展, 填写说明, and the stamp that says whose it is."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook import Workbook

from accounts.texts import clean
from targets.choices import Nature
from targets.numbers import PERCENT
from tasks.choices import Word
from tasks.workbook import hints, looks, stamping
from tasks.workbook.layout import (
    ERROR_COLUMN,
    FIGURE_COLUMNS,
    FIGURES,
    HEAD_ROW,
    HINTS,
    NOTE_COLUMNS,
    NOTES,
    STAMP,
    Column,
    EntryBook,
    EntryNote,
    EntryRow,
)
from tasks.workbook.offers import figure_offers, note_offers
from tasks.workbook.page import Page, Put, Value, height_of

if TYPE_CHECKING:
    from openpyxl.styles.cell_style import StyleArray

__all__ = ["entry_workbook", "write"]

Marks = Mapping[tuple[str, str], str]  # (code or number, field) to what is wrong there


def entry_workbook(book: EntryBook, *, key: bytes) -> bytes:
    """The workbook to fill in; `key` signs which plan, month, unit and versions it is of."""
    return write(book, {}, (), key=key)


def write(book: EntryBook, marks: Marks, astray: Sequence[str], *, key: bytes) -> bytes:
    """The workbook, with errors marked in their cells and told in a column of their own.

    `astray` are the sentences about what stands in no row of it.
    """
    file = Workbook(write_only=True)
    looks.register(file)
    known: dict[str, StyleArray] = {}
    _figures(Page(file, FIGURES, known), book, marks)
    if book.notes:
        _notes(Page(file, NOTES, known), book, marks)
    hints.write(Page(file, HINTS, known), book, astray)
    _stamp(file, book, known, key)
    file.properties.title = clean(book.title)
    file.properties.creator = clean(book.plan_title)
    kept = io.BytesIO()
    file.save(kept)
    return kept.getvalue()


def _figures(page: Page, book: EntryBook, marks: Marks) -> None:
    columns = _begin(page, book, FIGURE_COLUMNS, marks, hints.figures_lead(book))
    first = page.row + 1
    figure_offers(page.sheet, columns, book.rows, first)
    for row in book.rows:
        cells = [_figure_cell(row, column, marks) for column in columns]
        page.write(cells, height=_height(columns, cells))


def _notes(page: Page, book: EntryBook, marks: Marks) -> None:
    columns = _begin(page, book, NOTE_COLUMNS, marks, hints.notes_lead(book))
    note_offers(page.sheet, columns, page.row + 1, len(book.notes))
    for note in book.notes:
        cells = [_note_cell(note, column, marks) for column in columns]
        page.write(cells, height=_height(columns, cells))


def _begin(
    page: Page, book: EntryBook, of: tuple[Column, ...], marks: Marks, lead: str
) -> tuple[Column, ...]:
    """Title, one line of hints and the head of a sheet."""
    columns = book.columns(of) + ((ERROR_COLUMN,) if marks else ())
    page.lay_out(
        [column.width for column in columns],
        head_row=HEAD_ROW,
        frozen=3 if book.is_office else 2,
        footer=book.title,
    )
    page.protect()
    page.write([Put(book.title, looks.TITLE)], height=30)
    page.write([Put(lead, looks.LEAD)], height=20)
    heads = [Put(each.head, looks.ASKS if each.is_input else looks.NAMES) for each in columns]
    page.write(heads, height=34)
    return columns


def _figure_cell(row: EntryRow, column: Column, marks: Marks) -> Put:
    field, places = column.field, min(max(row.decimals, 0), 4)
    figure = looks.number_style(places, is_percent=row.measure == PERCENT)
    if column.is_input:
        value, kind = _input(row, field, figure)
        return _marked(value, kind, row.code, field, row.is_editable, marks)
    match field:
        case "last":
            return _beside(row.last, figure)
        case "last_year":
            return _beside(row.last_year, figure)
        case "error":
            return Put(_told(row.code, marks), looks.ERROR)
    shown = {
        "code": Put(row.code, looks.QUIET_TEXT),
        "unit": Put(row.unit_name, looks.TEXT),
        "name": Put(row.name, looks.STRONG),
        "goal": Put(row.goal_text, looks.MIDDLE),
        "measure": Put(row.measure, looks.MIDDLE),
        "asked": Put(row.asked, looks.MIDDLE),
        "last_month": Put(f"{row.last_month}月" if row.last_month else "—", looks.QUIET_TEXT),
        "state": Put(row.state_label, looks.QUIET_TEXT),
    }
    return shown[field]


def _input(row: EntryRow, field: str, figure: str) -> tuple[Value, str]:
    match field:
        case "typed":
            return row.value, figure
        case "expectation":
            return row.expectation, figure
        case "nature":
            return label_of(Nature, row.nature), "居中"
    return str(getattr(row, field)), "文字"


def _beside(value: Decimal | None, figure: str) -> Put:
    """A figure to hold the new one against; a dash where there is none."""
    return Put("—", looks.MIDDLE) if value is None else Put(value, figure)


def _note_cell(note: EntryNote, column: Column, marks: Marks) -> Put:
    key = str(note.number)
    match column.field:
        case "word":
            word = label_of(Word, note.word)
            return _marked(word, "居中", key, "word", note.is_editable, marks)
        case "text":
            return _marked(note.text, "文字", key, "text", note.is_editable, marks)
        case "error":
            return Put(_told(key, marks), looks.ERROR)
    shown = {
        "number": Put(note.number, looks.QUIET_TEXT),
        "unit": Put(note.unit_name, looks.TEXT),
        "title": Put(note.title, looks.STRONG),
        "state": Put(note.state_label, looks.QUIET_TEXT),
    }
    return shown[column.field]


def _marked(value: Value, kind: str, key: str, field: str, is_open: bool, marks: Marks) -> Put:
    wrong = marks.get((key, field), "")
    style = looks.input_style(kind, is_open=is_open, is_wrong=bool(wrong))
    return Put(value, style, wrong)


def _told(key: str, marks: Marks) -> str:
    return "\n".join(text for (whose, _), text in marks.items() if whose == key)


def label_of(choices: type[Nature] | type[Word], stored: str) -> str:
    """The label of a stored value; what is none of them, as it stands."""
    return next((str(each.label) for each in choices if each.value == stored), stored)


def _height(columns: tuple[Column, ...], cells: list[Put]) -> float:
    """Enough for the longest text; of columns equally wide, the longer text counts."""
    texts: dict[int, str] = {}
    for column, cell in zip(columns, cells, strict=True):
        if isinstance(cell.value, str) and len(cell.value) > len(texts.get(column.width, "")):
            texts[column.width] = cell.value
    return max(height_of(texts), 24)


def _stamp(file: Workbook, book: EntryBook, known: dict[str, StyleArray], key: bytes) -> None:
    """The very hidden sheet, and the same head among the document's properties."""
    listed = list(stamping.lines(book))
    text, signature = stamping.head(book, listed, key)
    page = Page(file, STAMP, known)
    page.sheet.sheet_state = "veryHidden"
    for value in (stamping.MARK, text, signature):
        page.write([Put(value, looks.HINT)])
    for line in listed:
        page.write([Put(each, looks.HINT) for each in line])
    properties = file.custom_doc_props  # type: ignore[attr-defined]  # stubs lack it
    properties.append(StringProperty(name=stamping.PROPERTY, value=signature))
