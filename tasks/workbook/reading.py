"""Reading an uploaded entry workbook."""

from __future__ import annotations

from tasks.workbook.layout import UNIT_BOUNDS, Bounds, Reading, RefusedWorkbook

__all__ = ["read"]


def read(data: bytes, *, name: str, key: bytes, bounds: Bounds = UNIT_BOUNDS) -> Reading:
    """Read an uploaded workbook; raises RefusedWorkbook with one sentence, and nothing else.

    `name` is the file's, for telling what it is; `key` signed its stamp when it was written.
    """
    raise RefusedWorkbook("暂不能读取。")
