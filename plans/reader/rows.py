"""The rows of tables: a line a row, its cells apart by tabs or bars, read by the head above them. Pure.

A row whose cells name known columns is a head. An empty cell of a grouping column says what the
cell above says, and so does 同上 or the mark of a merged cell in any column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plans.reader.docx import MERGED
from plans.reader.outline import Block

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
NEEDED = 3  # columns of a head that are known
_DITTO = frozenset({MERGED, "同上", "同前", "″", "”"})
_SECTION = re.compile(r"^[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.]?\s*")
_UNDER = frozenset({"lead", "unit", "join", "person", "due", "measure", "goal", "past"})


@dataclass(slots=True)
class Row:
    """One row under a head: its cells as (column, start, end), with what grouping cells it inherits."""

    start: int
    end: int
    cells: dict[str, tuple[int, int]]
    group: str = ""
    number: int = 0  # where it is not in a cell
    continues: bool = False  # its number and its name are those of the row above
    is_indicator: bool = False


def rows_of(text: str, blocks: tuple[Block, ...]) -> Iterator[Row]:
    """The rows of the text's tables in order, heads among them without cells."""
    columns: dict[int, str] = {}
    group, last, above = "", None, False
    for start, end in _rows(text, blocks):
        cells = _cells(text, start, end)
        spoken = [text[a:b].strip() for a, b in cells]
        head = _head(spoken) or (above and _lower_head(columns, spoken)) or {}
        above = bool(head)
        if head:
            columns, group, last = head, "", None
            yield Row(start, end, {})
            continue
        if not columns:
            continue
        section = _section(columns, spoken)
        if section:
            group, last = section, None
            yield Row(start, end, {})
            continue
        row = _row(text, start, end, columns, cells, last)
        group = row.group = said(text, row, "group") or group
        last = row
        yield row


def _row(
    text: str,
    start: int,
    end: int,
    columns: dict[int, str],
    cells: list[tuple[int, int]],
    last: Row | None,
) -> Row:
    """One row read by its head; cells that say what stands above are those above."""
    own = {columns[place]: cell for place, cell in enumerate(cells) if place in columns}
    same = {name for name, (one, two) in own.items() if text[one:two].strip() in _DITTO}
    for name in same:
        above = last.cells.get(name) if last else None
        if above and name not in {"detail", "goal"}:
            own[name] = above
        else:
            del own[name]
    names = set(columns.values())
    keys = names & {"number", "task"}
    return Row(
        start,
        end,
        own,
        continues=last is not None and "task" in same and keys <= same,
        is_indicator={"indicator", "goal"} <= names,
    )


def _lower_head(columns: dict[int, str], spoken: list[str]) -> dict[int, str]:
    """The second line of a head: under 责任单位 stand 牵头单位 and 配合单位."""
    found: dict[int, str] = {}
    for place, cell in enumerate(spoken):
        if not cell or cell in _DITTO:
            continue
        name = _named(cell)
        if name not in _UNDER:
            return {}
        found[place] = name
    if not found:
        return {}
    kept = {p: name for p, name in columns.items() if p not in found and name not in found.values()}
    return kept | found


def _section(columns: dict[int, str], spoken: list[str]) -> str:
    """What a row says that only heads the rows below it: 一 | 文化事业, or one cell over the whole width."""
    filled = [place for place, cell in enumerate(spoken) if cell and cell not in _DITTO]
    if len(columns) < NEEDED or not filled or len(filled) > 2:
        return ""
    cell = spoken[filled[-1]]
    if len(filled) == 1:
        is_title = len(cell) <= 30 and cell[-1] not in "。；;" and filled[0] <= 1
        alone = filled[0] in columns and columns[filled[0]] in {"task", "goal", "indicator"}
        return _SECTION.sub("", cell) if is_title and (not alone or _SECTION.match(cell)) else ""
    numeral = spoken[filled[0]]
    is_numeral = bool(_SECTION.fullmatch(numeral)) and columns.get(filled[0], "number") == "number"
    return cell if is_numeral and len(cell) <= 30 else ""


def said(text: str, row: Row, column: str) -> str:
    """What a row's cell says, "" where it has none."""
    start, end = row.cells.get(column, (0, 0))
    return text[start:end].strip()


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
        name = _named(cell)
        if name == "task" and name in columns.values():
            name = "detail"  # 项目名称 | 工作任务
        if name and name not in columns.values():
            columns[place] = name
    names = set(columns.values())
    is_head = len(names) >= min(NEEDED, len(cells)) and names & {"task", "indicator", "goal"}
    return columns if is_head else {}


def _named(cell: str) -> str:
    """Which known column a cell of a head names, "" for none."""
    bare = re.sub(r"\s|\d{4}年(?:度)?", "", cell)
    return next((name for name, form in _COLUMNS if form.search(bare)), "")
