"""Reading an uploaded entry workbook: sheets by their heads, columns by theirs, rows by their code.

Pure. Read with Python's own expat, one pass over each sheet, since openpyxl cannot tell a formula
without a result from an empty cell in one reading, inflates without a bound, and fails in many ways
on what other programs write (docs/adr/0007-workbooks-by-expat.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tasks.workbook import stamping
from tasks.workbook.archive import BROKEN, FAULTS, Archive
from tasks.workbook.cells import Cells, Unreadable
from tasks.workbook.heads import FIGURE_SHEET, Head, Table, find_head, is_stamp
from tasks.workbook.layout import (
    FIGURES,
    NOTES,
    UNIT_BOUNDS,
    Bounds,
    Reading,
    RefusedWorkbook,
    Stamp,
)
from tasks.workbook.lines import note_lines, row_lines
from tasks.workbook.parts import Frame, Sheet, frame

__all__ = ["read"]

LOOKED_AT = 40  # rows from the top among which a sheet's head is sought
AGAIN = "请重新下载填报表填写。"


def read(data: bytes, *, name: str, key: bytes, bounds: Bounds = UNIT_BOUNDS) -> Reading:
    """Read an uploaded workbook; raises RefusedWorkbook with one sentence, and nothing else.

    `name` is the file's, for telling what it is; `key` signed its stamp when it was written.
    What is wrong in single cells is told by the lines themselves.
    """
    try:
        return _read(Archive(data, name=name, bounds=bounds), key)
    except RefusedWorkbook:
        raise
    except FAULTS as fault:
        raise RefusedWorkbook(BROKEN) from fault


@dataclass(frozen=True)
class _Known:
    """The sheets of a workbook by what they are."""

    stamp: Sheet | None
    figures: list[tuple[Sheet, Head]]
    notes: list[tuple[Sheet, Head]]


def _read(archive: Archive, key: bytes) -> Reading:
    book = frame(archive)
    known = _recognised(archive, book)
    stamp = _stamp(archive, book, known, key)
    remarks: list[str] = []
    if book.has_links:
        remarks.append("文件里有指向其他文件或数据源的链接，没有打开，只读了表中已有的数。")
    figures = _one(known.figures, FIGURES, remarks)
    notes = _one(known.notes, NOTES, remarks)
    if figures is None and stamp.versions:
        raise RefusedWorkbook(f"没有找到“{FIGURES}”表，表或表头已被删改。{AGAIN}")
    if notes is None and stamp.note_versions:
        remarks.append(f"没有找到“{NOTES}”表，任务进展没有读取。")
    rows = () if figures is None else row_lines(_table(archive, book, figures), stamp, remarks)
    told = () if notes is None else note_lines(_table(archive, book, notes), stamp, remarks)
    if stamp.unit_code is None and not rows and not told:
        remarks.append("表里没有读到任何一行。")
    return Reading(stamp, rows, told, tuple(remarks))


def _recognised(archive: Archive, book: Frame) -> _Known:
    """Look at each sheet's first rows, hidden sheets too; names do not count."""
    known = _Known(None, [], [])
    stamps: list[Sheet] = []
    for sheet in book.sheets:
        for row, texts in _first_texts(Cells(archive, sheet, book)):
            if is_stamp(texts):
                stamps.append(sheet)
                break
            head = find_head(sheet.name, row, texts)
            if head is not None:
                of = known.figures if head.kind == FIGURE_SHEET else known.notes
                of.append((sheet, head))
                break
    return _Known(stamps[0] if stamps else None, known.figures, known.notes)


def _first_texts(cells: Cells) -> Iterator[tuple[int, dict[int, str]]]:
    """The first rows as texts; what is no text is nothing here."""
    for row in cells.rows():
        if row.number > LOOKED_AT:
            return
        texts = {}
        for column, cell in row.cells.items():
            try:
                texts[column] = cells.said(cell)
            except Unreadable:
                continue
        yield row.number, texts


def _stamp(archive: Archive, book: Frame, known: _Known, key: bytes) -> Stamp:
    if known.stamp is None:
        ours = known.figures and archive.mentions("docProps/custom.xml", stamping.PROPERTY)
        raise RefusedWorkbook(stamping.LOST if ours else stamping.NO_STAMP)
    cells = Cells(archive, known.stamp, book)
    rows = []
    for row in cells.rows():
        try:
            texts = {column: cells.said(cell) for column, cell in row.cells.items()}
        except Unreadable as error:
            raise RefusedWorkbook(stamping.FORGED) from error
        rows.append([texts.get(column, "") for column in range(1, 5)])
    return stamping.read(rows, key)


def _one(
    found: list[tuple[Sheet, Head]], name: str, remarks: list[str]
) -> tuple[Sheet, Head] | None:
    """The one sheet of its kind; of several, the one that kept its name."""
    if len(found) > 1:
        named = [each for each in found if each[0].name == name]
        if len(named) != 1:
            sheets = "、".join(f"“{sheet.name}”" for sheet, _ in found)
            raise RefusedWorkbook(
                f"有{len(found)}张{name}表（{sheets}），不知读哪一张。请只留一张，再上传。"
            )
        others = "、".join(f"“{sheet.name}”" for sheet, _ in found if sheet.name != name)
        remarks.append(f"只读了“{name}”表，没有读{others}。")
        found = named
    if not found:
        return None
    sheet, head = found[0]
    if sheet.name != name:
        remarks.append(f"“{sheet.name}”按表头认作“{name}”表。")
    if sheet.is_hidden:
        remarks.append(f"“{sheet.name}”表是隐藏的，也读了。")
    if head.missing:
        lost = "、".join(f"“{each}”" for each in head.missing)
        raise RefusedWorkbook(f"“{sheet.name}”表少了{lost}列，或表头被改了。{AGAIN}")
    return sheet, head


def _table(archive: Archive, book: Frame, found: tuple[Sheet, Head]) -> Table:
    sheet, head = found
    return Table(Cells(archive, sheet, book), head)
