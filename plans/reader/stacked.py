"""Tables pasted from a web page, where every cell has become a line of its own. Pure.

Told by a head whose lines name known columns, 序号 first, and by rows that begin with 1, 2, 3 …
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from plans.reader.outline import Block
from plans.reader.responsible import looks_like_unit, names_in

MOST_COLUMNS = 9
MOST_LINES = 40  # of one row
_NUMBERED = re.compile(r"^(?:序\s*号|编\s*号)$")
_DUE = re.compile(
    r"^(?:20\d\d年?)?\s?(?:\d{1,2}月|全年|年底|上半年|.{0,2}季度|长期|持续)|^20\d\d\.\d{1,2}"
)
_LEADS = re.compile("牵头|主办|责任|负责|承办|实施|配合|协办")


@dataclass(frozen=True, slots=True)
class Stack:
    """One row: its lines' span, its number, and which stretch of them is what."""

    start: int
    end: int
    number: int
    cells: dict[str, tuple[int, int]]


def stacks(text: str, blocks: tuple[Block, ...]) -> list[Stack]:
    """The rows of all such tables, in order. Linear: a head is tried at 序号 alone."""
    found: list[Stack] = []
    place = 0
    while place < len(blocks):
        if _NUMBERED.match(_said(text, blocks[place])):
            columns = _head(text, blocks, place)
            if columns:
                place = _rows(text, blocks, place + columns, found)
                continue
        place += 1
    return found


def _said(text: str, block: Block) -> str:
    return text[block.start : block.end]


def _head(text: str, blocks: tuple[Block, ...], place: int) -> int:
    """How many lines the head has, up to the line that is 1; 0 where it is none."""
    said = [_said(text, each) for each in blocks[place : place + MOST_COLUMNS + 1]]
    if "1" not in said:
        return 0
    columns = said.index("1")
    is_head = columns >= 3 and all(len(each) <= 20 for each in said[:columns])
    return columns if is_head and any(_LEADS.search(each) for each in said[1:columns]) else 0


def _rows(text: str, blocks: tuple[Block, ...], place: int, found: list[Stack]) -> int:
    """Read rows from the line that is 1 on; the place behind the last of them."""
    number = 1
    while place < len(blocks) and _said(text, blocks[place]) == str(number):
        lines: list[Block] = []
        stop = place + 1
        while stop < len(blocks) and len(lines) < MOST_LINES:
            if _said(text, blocks[stop]) == str(number + 1):
                break
            lines.append(blocks[stop])
            stop += 1
            if _is_over(text, lines) and not _goes_on(text, blocks, stop, number + 1):
                break
        if lines:
            found.append(Stack(blocks[place].start, lines[-1].end, number, _sorted(text, lines)))
        place, number = stop, number + 1
    return place


def _goes_on(text: str, blocks: tuple[Block, ...], place: int, number: int) -> bool:
    """Whether the next row begins further down: a row may hold several deadlines."""
    return any(_said(text, each) == str(number) for each in blocks[place : place + MOST_COLUMNS])


def _is_over(text: str, lines: list[Block]) -> bool:
    """Whether the last row has ended: a deadline closes it, and no number follows."""
    return (
        len(lines) >= 2
        and bool(_DUE.match(_said(text, lines[-1])))
        and len(_said(text, lines[-1])) <= 12
    )


def _sorted(text: str, lines: list[Block]) -> dict[str, tuple[int, int]]:
    """Which lines are the task, the units, the deadline."""
    cells: dict[str, tuple[int, int]] = {}
    first = next((i for i, each in enumerate(lines) if i and _is_units(_said(text, each))), 0)
    units = (
        list(takewhile(lambda each: _is_units(_said(text, each)), lines[first:])) if first else []
    )
    if units:
        cells["unit"] = (units[0].start, units[-1].end)
    tasks = [each for each in lines if not units or each.start < units[0].start]
    due = next((each for each in lines if _DUE.match(_said(text, each))), None)
    if due is not None:
        cells["due"] = (due.start, due.end)
        tasks = [each for each in tasks if each is not due]
    if tasks:
        cells["task"] = (tasks[0].start, tasks[-1].end)
    return cells


def _is_units(said: str) -> bool:
    names = names_in(said)[0]
    return bool(names) and all(looks_like_unit(name) for name in names)
