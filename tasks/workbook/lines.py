"""The lines of a sheet become figures and notes, each with what is wrong in its cells. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from accounts.texts import tidy
from targets.choices import Nature
from tasks.choices import Word
from tasks.workbook.cells import Cell, Cells, Merge, Unreadable
from tasks.workbook.heads import Table
from tasks.workbook.layout import Addresses, CellError, ReadLine, ReadNote, ReadRow, Stamp
from tasks.workbook.stamping import settled

FIGURES_TYPED = ("typed", "expectation")
WORDS = ("explanation", "problem", "next_step", "source")
FOR_ROWS = (*FIGURES_TYPED, "nature", *WORDS)
FOR_NOTES = ("word", "text")
_KEYS = ("code", "name", "number", "title")
NATURES = {str(each.label): str(each.value) for each in Nature}
SAID = {str(each.label): str(each.value) for each in Word}
Line = TypeVar("Line", bound=ReadLine)


@dataclass(slots=True)
class _Draft:
    """One line as it stands in the sheet: text by field, and what could not be read."""

    row: int
    said: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)

    def holds(self, fields: tuple[str, ...]) -> bool:
        """Whether anything was filled in."""
        return any(self.said.get(each) or each in self.wrong for each in fields)


def row_lines(table: Table, stamp: Stamp, remarks: list[str]) -> tuple[ReadRow, ...]:
    """The figures of a sheet, in its order."""
    by_name, columns = _only_once(stamp.names), table.head.letters
    found = []
    for draft in _drafts(table, FOR_ROWS, FIGURES_TYPED, remarks):
        code = _one_line(draft.said.get("code", ""))
        name = _one_line(draft.said.get("name", ""))
        code = code or by_name.get(settled(name), "")
        line = ReadRow(
            sheet=table.cells.name,
            line=draft.row,
            cells=Addresses(columns, draft.row),
            unit_code=stamp.unit_code or "",
            errors=(),
            code=code,
            name=name,
            nature=_choose(draft, "nature", NATURES),
            **{each: _one_line(draft.said.get(each, "")) for each in (*FIGURES_TYPED, *WORDS)},
        )
        known = () if code in stamp.versions else (_unknown_row(line),)
        found.append(replace(line, errors=(*known, *_wrong(line, draft))))
    return _without_doubles(found, "code", lambda each: each.code)


def note_lines(table: Table, stamp: Stamp, remarks: list[str]) -> tuple[ReadNote, ...]:
    """The notes of a sheet, in its order."""
    by_title = _only_once({str(number): title for number, title in stamp.titles.items()})
    columns = table.head.letters
    found = []
    for draft in _drafts(table, FOR_NOTES, ("word",), remarks):
        title = _one_line(draft.said.get("title", ""))
        typed = _one_line(draft.said.get("number", "")) or by_title.get(settled(title), "")
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0
        line = ReadNote(
            sheet=table.cells.name,
            line=draft.row,
            cells=Addresses(columns, draft.row),
            unit_code=stamp.unit_code or "",
            errors=(),
            number=number,
            title=title,
            word=_choose(draft, "word", SAID),
            text=tidy(draft.said.get("text", "")),
        )
        known = () if number in stamp.note_versions else (_unknown_note(line, typed),)
        found.append(replace(line, errors=(*known, *_wrong(line, draft))))
    return _without_doubles(found, "number", lambda each: str(each.number or ""))


# From cells to drafts


def _drafts(
    table: Table, inputs: tuple[str, ...], single: tuple[str, ...], remarks: list[str]
) -> Iterator[_Draft]:
    """The lines below the head; empty ones are none, and notes below the table are passed over."""
    cells, head = table.cells, table.head
    places = {each: at for each, at in head.columns.items() if each in inputs or each in _KEYS}
    drafts: dict[int, _Draft] = {}
    passed: list[str] = []
    for row in cells.rows():
        if row.number > head.row:
            drafts[row.number] = _draft(cells, places, row.number, row.cells)
    _spread(drafts, {head.columns[each]: each for each in inputs}, cells.merges, single)
    for number in sorted(drafts):
        draft = drafts.pop(number)
        if draft.holds(inputs) or draft.holds(("code", "number")):
            yield draft
        elif draft.holds(_KEYS):
            passed.append(str(number))
    if passed:
        lines = "、".join(passed[:5]) + ("等" if len(passed) > 5 else "")
        remarks.append(f"“{cells.name}”表第{lines}行没有编码也没有填数，没有读取。")


def _draft(cells: Cells, places: Mapping[str, int], number: int, row: Mapping[int, Cell]) -> _Draft:
    draft = _Draft(number)
    for each, column in places.items():
        cell = row.get(column)
        if cell is not None:
            try:
                draft.said[each] = cells.said(cell).strip()
            except Unreadable as error:
                draft.wrong[each] = str(error)
    return draft


def _spread(
    drafts: dict[int, _Draft],
    columns: Mapping[int, str],
    merges: Iterable[Merge],
    single: tuple[str, ...],
) -> None:
    """A merged text is every line's; one number for several lines is nobody's."""
    rows = sorted(drafts)
    ends: dict[int, int] = {}  # by column: where its last area ended; areas never overlap
    for merge in sorted(merges):
        name = columns.get(merge.left)
        first = drafts.get(merge.top)
        if name is None or first is None or merge.top <= ends.get(merge.left, 0):
            continue
        ends[merge.left] = merge.bottom
        said = first.said.get(name)
        below = rows[bisect_right(rows, merge.top) : bisect_right(rows, merge.bottom)]
        for row in below if said else ():
            if name in single:
                drafts[row].wrong[name] = (
                    f"与第{merge.top}行合并成了一格，分不清是谁的。请取消合并，逐行填写。"
                )
            else:
                drafts[row].said.setdefault(name, said or "")


# What is wrong


def _wrong(line: ReadLine, draft: _Draft) -> list[CellError]:
    return [line.wrong(each, text) for each, text in draft.wrong.items() if each in _ASKED]


_ASKED = frozenset({*FOR_ROWS, *FOR_NOTES, "code", "number"})


def _choose(draft: _Draft, name: str, offered: Mapping[str, str]) -> str:
    """A word of a list as it is stored; the stored value itself is understood too.

    Another word stays as it was typed, so that it is told and given back.
    """
    said = _one_line(draft.said.get(name, ""))
    if not said or said in offered.values():
        return said
    if said not in offered:
        words = "、".join(offered)
        draft.wrong[name] = f"“{_short(said)}”不在可选的范围里。请从下拉列表里选：{words}。"
    return offered.get(said, said)


def _unknown_row(line: ReadRow) -> CellError:
    if line.code:
        text = f"编码“{_short(line.code)}”不是本表的指标。请恢复原来的编码，或删去这一行。"
        return line.wrong("code", text)
    if line.name:
        text = f"没有编码，名称“{_short(line.name)}”也对不上本表的指标。请恢复编码，或删去这一行。"
        return line.wrong("name", text)
    return line.wrong("code", "这一行有数，却没有编码和指标名称。请恢复编码，或删去这一行。")


def _unknown_note(line: ReadNote, typed: str) -> CellError:
    shown = _short(typed or line.title) or "（空）"
    text = f"序号“{shown}”不是本表的任务。请恢复原来的序号，或删去这一行。"
    return line.wrong("number", text)


def _without_doubles(found: list[Line], name: str, key: Callable[[Line], str]) -> tuple[Line, ...]:
    """A figure or note that stands twice is wrong in both places."""
    places: dict[str, list[int]] = {}
    for line in found:
        places.setdefault(key(line), []).append(line.line)
    told: list[Line] = []
    for line in found:
        rows = places[key(line)] if key(line) else []
        if len(rows) > 1:
            double = line.wrong(name, _twice(key(line), rows))
            told.append(replace(line, errors=(*line.errors, double)))
        else:
            told.append(line)
    return tuple(told)


def _twice(key: str, rows: list[int]) -> str:
    where = "、".join(f"第{row}行" for row in rows[:5])
    return f"“{_short(key)}”在{where}重复出现。请只留一行。"


def _only_once(names: Mapping[str, str]) -> dict[str, str]:
    """Name to code, for names that only one row has."""
    times = Counter(names.values())
    return {name: code for code, name in names.items() if name and times[name] == 1}


def _one_line(text: str) -> str:
    return " ".join(tidy(text).split())


def _short(text: str) -> str:
    return text if len(text) <= 20 else text[:20] + "…"
