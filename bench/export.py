"""The meeting's workbook beside bare openpyxl writing the same cells; time and memory."""

from __future__ import annotations

import io
import time
import tracemalloc
from collections.abc import Callable
from statistics import median
from typing import TYPE_CHECKING

from openpyxl import Workbook, load_workbook

if TYPE_CHECKING:
    from dashboard.report import MonthlyReport

ROUNDS = 7


def measure(report: MonthlyReport) -> list[str]:
    """Two rows of the table and their ratio."""
    from dashboard.meeting import workbook

    kept = io.BytesIO()
    workbook.write(report, kept)
    cells = _cells(kept)

    def ours() -> None:
        workbook.write(report, io.BytesIO())

    def bare() -> None:
        book = Workbook()
        for name, rows in cells.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        book.save(io.BytesIO())

    pairs = [(_seconds(bare), _seconds(ours)) for _ in range(ROUNDS)]
    base, full = (median(column) for column in zip(*pairs, strict=True))
    return [
        f"导出Excel {full * 1000:.0f} ms，峰值内存 {_peak(ours) / 1e6:.1f} MB，{kept.tell()} B",
        (
            f"同样单元格由openpyxl直接写 {base * 1000:.0f} ms，{_peak(bare) / 1e6:.1f} MB；"
            f"比值 {full / base:.2f}×（不超过3×）"
        ),
    ]


def _cells(file: io.BytesIO) -> dict[str, list[list[object]]]:
    book = load_workbook(io.BytesIO(file.getvalue()))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def _seconds(act: Callable[[], None]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _peak(act: Callable[[], None]) -> int:
    tracemalloc.start()
    act()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak
