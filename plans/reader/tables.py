"""Tables of tasks (任务分解表) and of indicators: a line a row, its cells apart by tabs. Pure.

A row whose cells name known columns is a head; the rows below it are read by it. An empty cell of
a grouping column says what the cell above says.
"""

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
from plans.reader.stacked import stacks
from plans.reader.structure import Span

_COLUMNS = (
    ("number", re.compile("^(?:序号|编号|项目号|任务号|号)$")),
    (
        "lead",
        re.compile(
            "^(?:牵头|主办|主要?责任|第一责任|首要责任|主责)(?:责任|领导)?(?:单位|部门|科室|处室)|^牵头部门"
        ),
    ),
    ("join", re.compile("^(?:配合|协办|协同|参与|协助|参加)(?:责任)?(?:单位|部门|科室|处室)")),
    ("person", re.compile("领导|责任人|负责人|联系人|电话")),
    (
        "unit",
        re.compile(
            "^(?:责任|负责|实施|落实|承办|承担|主管|完成)(?:主体|单位|部门|科室|处室|股室)|^单位名称$|^责任主体$"
        ),
    ),
    ("due", re.compile("时限|时间|期限|进度|节点")),
    (
        "past",
        re.compile(
            "(?:实绩|实际|完成值|完成数|完成情况|基数|基期|上年|去年|现状|备注|说明|类型|性质|属性)"
        ),
    ),
    (
        "indicator",
        re.compile("^(?:主要)?(?:考核)?指标(?:名称|内容|体系)?$|^(?:目标|考核)(?:项目|名称)$"),
    ),
    ("goal", re.compile("目标|计划数|计划值|任务数|指标值|任务量|预期|年度计划|成果")),
    (
        "group",
        re.compile(
            "^(?:类别|领域|重点领域|分类|类型|板块|一级任务|工作领域|任务类别|主要方向|专项|事项类别|大类|目标类别)$"
        ),
    ),
    ("measure", re.compile("^(?:计量)?单位$")),
    ("task", re.compile("任务|事项|内容|举措|措施|项目|工作")),
)
_PART = re.compile("[,，;；。(（\u3000]")
_UNIT_COLUMNS = ("lead", "unit", "join")
NEEDED = 3  # columns of a head that are known


@dataclass(slots=True)
class Row:
    """One row under a head: its cells as (column, start, end), with what grouping cells it inherits."""

    start: int
    end: int
    cells: dict[str, tuple[int, int]]
    group: str = ""
    number: int = 0  # where it is not in a cell


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
    columns: dict[int, str] = {}
    group = ""
    for start, end in _rows(text, blocks):
        cells = _cells(text, start, end)
        head = _head([text[a:b] for a, b in cells])
        if head:
            columns, group = head, ""
            found.spans.append((start, end))
            continue
        if not columns:
            continue
        found.spans.append((start, end))
        row = Row(start, end, {columns[i]: cell for i, cell in enumerate(cells) if i in columns})
        said = _said(text, row, "group")
        group = said or group
        row.group = group
        if "indicator" in columns.values() and "goal" in columns.values():
            if _said(text, row, "indicator"):
                found.indicators.append(row)
        elif _said(text, row, "task") or _said(text, row, "goal"):
            found.tasks.append(row)
    for stack in stacks(text, blocks):
        found.spans.append((stack.start, stack.end))
        found.tasks.append(Row(stack.start, stack.end, stack.cells, number=stack.number))
    return found


def tasks(found: Read, text: str, known: list[Span]) -> list[TaskDraft]:
    """The tasks that rows name; none for rows that say a task of the prose again."""
    titles = {each.title for each in known}
    begun = max((each.number for each in known), default=0)
    rows = [row for row in found.tasks if _title(text, row) not in titles]
    written = [_number(text, row) for row in rows]
    is_own = not known and len(set(written)) == len(written) and 0 not in written
    drafts = []
    for place, row in enumerate(rows):
        number = written[place] if is_own else begun + place + 1
        found.numbers[row.start] = number
        units, lead = _units(text, row)
        drafts.append(
            TaskDraft(
                number,
                _title(text, row),
                text[row.start : row.end],
                units,
                lead,
                row.start,
                row.end,
                "table-row" + ("；units-column" if units else ""),
                Decimal("0.9"),
                tuple(row.cells[each] for each in _UNIT_COLUMNS if each in row.cells),
            )
        )
    return drafts


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
            tuple(found.numbers[row.start] for row in rows),
            rows[0].start,
            rows[0].end,
        )
        for place, (title, rows) in enumerate(own.items(), start=1)
    )


def milestones(found: Read) -> Iterator[MilestoneDraft]:
    """The deadlines of the rows' own column."""
    for row in found.tasks:
        due = due_in_cell(_said(found.text, row, "due"), found.year)
        if due and row.start in found.numbers:
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
    name = _said(view.text, row, "indicator")
    measure = _said(view.text, row, "measure").strip("()（）")
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


def _rows(text: str, blocks: tuple[Block, ...]) -> Iterator[tuple[int, int]]:
    """The lines with cells; a line's leading tabs belong to it, since they are empty cells."""
    for block in blocks:
        start, end = block.start, block.end
        while start and text[start - 1] == "\t":
            start -= 1
        while end < len(text) and text[end] == "\t":
            end += 1
        if text.count("\t", start, end) >= 1 or text.count("|", start, end) >= 2:
            yield start, end


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cells, place = [], start
    mark = "\t" if "\t" in text[start:end] else "|"
    for cell in text[start:end].split(mark):
        lead = len(cell) - len(cell.lstrip(" ")) if mark == "|" else 0
        cells.append((place + lead, place + len(cell)))
        place += len(cell) + 1
    if mark == "|" and text[start] == "|":  # |a|b|: nothing stands before the first bar
        del cells[0]
    return cells


def _head(cells: list[str]) -> dict[int, str]:
    """Which column is where, if a row is a head; {} otherwise."""
    if any(len(cell) > 14 for cell in cells):
        return {}
    columns: dict[int, str] = {}
    for place, cell in enumerate(cells):
        said = re.sub(r"\s|\d{4}年(?:度)?", "", cell)
        name = next((name for name, form in _COLUMNS if form.search(said)), "")
        if name == "task" and name in columns.values():
            name = "detail"  # 项目名称 | 工作任务
        if name and name not in columns.values():
            columns[place] = name
    names = set(columns.values())
    is_head = len(names) >= min(NEEDED, len(cells)) and names & {"task", "indicator", "goal"}
    return columns if is_head else {}


def _said(text: str, row: Row, column: str) -> str:
    start, end = row.cells.get(column, (0, 0))
    return text[start:end].strip()


def _number(text: str, row: Row) -> int:
    said = str(row.number) if row.number else _said(text, row, "number")
    return int(said) if said.isdecimal() and len(said) < 4 else 0


def _title(text: str, row: Row) -> str:
    """A row's task in short: the cell, or its first part where it is a whole sentence."""
    said = _said(text, row, "task") or _said(text, row, "goal")
    said = re.sub(r"^\d{1,3}[.、\uff0e]\s*", "", said)
    return _PART.split(said, maxsplit=1)[0] if len(said) > 12 else said.rstrip("。；;")


def _units(text: str, row: Row) -> tuple[tuple[str, ...], str]:
    found: list[str] = []
    lead = ""
    for column in _UNIT_COLUMNS:
        units, first = names_in(_said(text, row, column)) if column in row.cells else ((), "")
        found += units
        lead = lead or (first if column != "join" else "")
    return tuple(dict.fromkeys(found)), lead or (found or [""])[0]
