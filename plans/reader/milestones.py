"""Deadlines within a task (6月底前, 年底前, 三季度末前) as days, each with the words it dates. Pure."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from decimal import Decimal

from plans.reader.draft import MilestoneDraft

_MONTH = r"(?:(?P<year>20\d\d)年)?(?P<month>1[0-2]|[1-9])月"
_WHEN = re.compile(
    rf"{_MONTH}(?P<part>底|末|中旬|上旬|下旬|份|(?P<day>[12]\d|3[01]|[1-9])日)?(?:之|以)?前"
    r"|(?:(?P<year2>20\d\d)年)?(?P<named>年底|年末|上半年|(?:第?[一二三四]|[1-4])季度末?|年中)(?:之|以)?前"
)
_CELL = re.compile(
    rf"(?P<whole>{_MONTH}(?P<part>底|末|中旬|上旬|下旬|份|(?P<day>[12]\d|3[01]|[1-9])日)?)"
)
_CELL_NAMED = re.compile(
    "(?:(?P<year2>20\\d\\d)年)?(?P<named>年底|年末|上半年|(?:第?[一二三四]|[1-4])季度)"
)
_SENTENCE_END = re.compile("[。;；\n\t]")
_QUARTERS = "一二三四"
SURE, LIKELY = Decimal("0.9"), Decimal("0.8")
LONGEST = 200


def milestones(
    text: str, narrowed: str, start: int, end: int, *, task: int, year: int
) -> Iterator[MilestoneDraft]:
    """The deadlines in text[start:end]; a year that is not written is the plan's. None without one."""
    for match in _WHEN.finditer(narrowed, start, end):
        due = _due(match, year)
        if not due:
            continue
        stop = _SENTENCE_END.search(narrowed, match.end(), min(end, match.end() + LONGEST))
        close = stop.start() if stop else min(end, match.end() + LONGEST)
        following = _WHEN.search(narrowed, match.end(), close)
        if following:
            close = following.start()
        begin = match.start()
        if close - match.end() < 2:  # …，6月底前。 dates what stands before it
            begin = max(narrowed.rfind(each, start, begin) for each in "。;\n\t") + 1
            begin = max(begin, start)
        sentence = text[begin:close].rstrip("，,、 ")
        yield MilestoneDraft(task, due, sentence, begin, "deadline", SURE)


def due_in_cell(cell: str, year: int) -> str:
    """The day a table's column of deadlines names, ISO: 12月底, 2024年9月底前; "" for 全年."""
    match = _CELL.search(cell) or _CELL_NAMED.search(cell)
    return _due(match, year) if match else ""


def _due(match: re.Match[str], year: int) -> str:
    """The ISO day; "" where the year is not known or there is no such day."""
    found = match.groupdict()
    of_year = int(found.get("year") or found.get("year2") or year)
    if not of_year:
        return ""
    if found.get("named"):
        month, day = _named(found["named"]), 0
    else:
        month, part = int(found["month"]), found.get("part") or ""
        day = int(found.get("day") or 0) or {"上旬": 10, "中旬": 20}.get(part, 0)
        before = "前" in match[0] and not part  # 6月前: before it begins
        if before:
            of_year, month = (of_year - 1, 12) if month == 1 else (of_year, month - 1)
    last = calendar.monthrange(of_year, month)[1]
    return f"{of_year}-{month:02d}-{min(day or last, last):02d}" if day <= last else ""


def _named(words: str) -> int:
    if "季度" in words:
        quarter = words.strip("第季度末")
        return 3 * (_QUARTERS.index(quarter) + 1 if quarter in _QUARTERS else int(quarter))
    return 6 if words in {"上半年", "年中"} else 12
