"""The sample workbook, and what a file made of it says."""

from __future__ import annotations

from tasks.workbook.layout import Reading
from tasks.workbook.reading import read
from tasks.workbook.writing import entry_workbook
from tests.tasks.workbook.samples import KEY, unit_book

GOOD = entry_workbook(unit_book(), key=KEY)


def taken(data: bytes) -> Reading:
    """As uploaded by its unit."""
    return read(data, name="填报表.xlsx", key=KEY)


def typed(data: bytes) -> dict[str, str]:
    """What was typed for each figure; nothing may be wrong."""
    reading = taken(data)
    assert reading.errors == ()
    return {line.code: line.typed for line in reading.rows if line.typed}
