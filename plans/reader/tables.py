"""What tables say: tasks with their units and deadlines (任务分解表), indicators with their goals. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from plans.reader.commitments import Found, commitments
from plans.reader.draft import Group, MilestoneDraft, TaskDraft
from plans.reader.milestones import due_in_cell
from plans.reader.outline import Block
from plans.reader.pieces import View
from plans.reader.responsible import names_in
from plans.reader.rows import Row, rows_of, said
from plans.reader.stacked import stacks
from plans.reader.structure import Span

_PART = re.compile("[,，;；。(（\u3000]")
_UNIT_COLUMNS = ("lead", "unit", "join")


@dataclass(slots=True)
class Read:
    """The tables of a text: their spans, rows of tasks and of indicators."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    tasks: list[Row] = field(default_factory=list)
    indicators: list[Row] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)  # a row's start → its task's number
    text: str = ""
    year: int = 0


def read(text: str, blocks: tuple[Block, ...], year: int) -> Read:
    """The rows of the text's tables, told apart by their heads; other lines are left alone."""
    found = Read(text=text, year=year)
    for row in rows_of(text, blocks):
        found.spans.append((row.start, row.end))
        if row.is_indicator:
            if said(text, row, "indicator"):
                found.indicators.append(row)
        elif said(text, row, "task") or said(text, row, "goal"):
            found.tasks.append(row)
    for stack in stacks(text, blocks):
        found.spans.append((stack.start, stack.end))
        found.tasks.append(Row(stack.start, stack.end, stack.cells, number=stack.number))
    return found


def tasks(found: Read, text: str, known: list[Span]) -> list[TaskDraft]:
    """The tasks that rows name; none for rows that say a task of the prose again."""
    titles = {each.title for each in known}
    begun = max((each.number for each in known), default=0)
    rows = [row for row in found.tasks if row.continues or _title(text, row) not in titles]
    own_rows = [row for row in rows if not row.continues]
    written = [_number(text, row) for row in own_rows]
    is_own = not known and len(set(written)) == len(written) and 0 not in written
    numbers = written if is_own else [begun + place for place in range(1, len(own_rows) + 1)]
    following = iter(numbers)
    drafts: list[TaskDraft] = []
    for row in rows:
        if row.continues and drafts:
            found.numbers[row.start] = drafts[-1].number
            drafts[-1] = _continued(drafts[-1], text, row)
        elif not row.continues:
            drafts.append(_task(text, row, next(following)))
            found.numbers[row.start] = drafts[-1].number
    return drafts


def _task(text: str, row: Row, number: int) -> TaskDraft:
    units, lead = _units(text, row)
    return TaskDraft(
        number,
        _title(text, row),
        text[row.start : row.end],
        units,
        lead,
        row.start,
        row.end,
        "table-row" + ("；units-column" if units else ""),
        Decimal("0.9"),
        _lists(row),
    )


def _continued(task: TaskDraft, text: str, row: Row) -> TaskDraft:
    """A task with a further row of its own: its cells of number and name are merged with those above."""
    units, lead = _units(text, row)
    return replace(
        task,
        text=text[task.start : row.end],
        end=row.end,
        units=tuple(dict.fromkeys([*task.units, *units])),
        lead=task.lead or lead,
        lists=tuple(dict.fromkeys([*task.lists, *_lists(row)])),
    )


def _lists(row: Row) -> tuple[tuple[int, int], ...]:
    cells = [row.cells[each] for each in _UNIT_COLUMNS if each in row.cells]
    return tuple((start, end) for start, end in cells if start < end)


def groups(found: Read) -> tuple[Group, ...]:
    """The grouping column's headings with the numbers of their tasks."""
    own: dict[str, list[Row]] = {}
    for row in found.tasks:
        if row.group and row.start in found.numbers:
            own.setdefault(row.group, []).append(row)
    return tuple(
        Group(
            place,
            title,
            tuple(dict.fromkeys(found.numbers[row.start] for row in rows)),
            rows[0].start,
            rows[0].end,
        )
        for place, (title, rows) in enumerate(own.items(), start=1)
    )


def milestones(found: Read) -> Iterator[MilestoneDraft]:
    """The deadlines of the rows' own column."""
    seen: set[tuple[int, int]] = set()
    for row in found.tasks:
        due = due_in_cell(said(found.text, row, "due"), found.year)
        key = (found.numbers.get(row.start, 0), row.cells.get("due", (0, 0))[0])
        if due and key[0] and key not in seen:
            seen.add(key)
            start, end = row.cells["due"]
            sentence = found.text[start:end]
            yield MilestoneDraft(
                found.numbers[row.start], due, sentence, start, "deadline-column", Decimal("0.95")
            )


def commitments_of(found: Read, view: View) -> list[tuple[str, Found]]:
    """What rows promise: an indicator's goal, or the quantities of task and goal cells."""
    placed: list[tuple[str, Found]] = []
    for row in found.indicators:
        placed += [("headline", each) for each in _of_indicator(view, row)]
    for row in found.tasks:
        number = found.numbers.get(row.start)
        if number is None:
            continue
        for column in ("task", "detail", "goal"):
            if column in row.cells:
                placed += [
                    (f"task:{number}", each) for each in commitments(view, *row.cells[column])
                ]
    return _once(placed)


def _once(placed: list[tuple[str, Found]]) -> list[tuple[str, Found]]:
    """Task and goal cells of one row often say the same: 改造老旧小区 18 个."""
    seen: set[tuple[str, Decimal, str, str]] = set()
    kept = []
    for where, each in placed:
        key = (where, each.value, each.unit, each.core)
        if key not in seen:
            seen.add(key)
            kept.append((where, each))
    return kept


def _of_indicator(view: View, row: Row) -> Iterator[Found]:
    """One row of an indicator table: name, unit of measure and goal stand in cells of their own."""
    name = said(view.text, row, "indicator")
    measure = said(view.text, row, "measure").strip("()（）")
    start, end = row.cells.get("goal", (row.end, row.end))
    goal = view.masked[start:end]
    line = f"{name}{_with_measure(goal, measure)}"
    units, lead = _units(view.text, row)
    masked = View(line, line, line, view.year)
    for each in commitments(masked, 0, len(line)):
        yield replace(
            each,
            name=name,
            core=name,
            start=start,
            end=end,
            rule="indicator-row",
            confidence=Decimal("0.9"),
            units=units,
            lead=lead,
        )
        return


def _with_measure(goal: str, measure: str) -> str:
    """A goal's number with the unit its row names: 控制在4以内 → 控制在4%以内; :6.5左右 → :6.5%左右."""
    joined = re.sub(
        r"(\d+(?:\.\d+)?)(?![\d.%‰~-])", lambda match: match[1] + measure, goal, count=1
    )
    if re.match(r"\s*\d", joined):
        return f"达到{joined.strip()}"
    return joined


def _number(text: str, row: Row) -> int:
    written = str(row.number) if row.number else said(text, row, "number")
    return int(written) if written.isdecimal() and len(written) < 4 else 0


def _title(text: str, row: Row) -> str:
    """A row's task in short: the cell, or its first part where it is a whole sentence."""
    title = said(text, row, "task") or said(text, row, "goal")
    title = re.sub(r"^\d{1,3}[.、\uff0e]\s*", "", title)
    return _PART.split(title, maxsplit=1)[0] if len(title) > 12 else title.rstrip("。；;")


def _units(text: str, row: Row) -> tuple[tuple[str, ...], str]:
    found: list[str] = []
    lead = ""
    for column in _UNIT_COLUMNS:
        units, first = names_in(said(text, row, column)) if column in row.cells else ((), "")
        found += units
        lead = lead or (first if column != "join" else "")
    return tuple(dict.fromkeys(found)), lead or (found or [""])[0]
