"""Reading a filled-in workbook of 10 000 rows beside bare openpyxl reading the same file.

`python -m bench.workbook` prints time and peak memory of both, and their ratios.
"""

from __future__ import annotations

import gc
import io
import os
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tasks.workbook.layout import EntryBook

KEY = b"bench"
UNITS, FIGURES, ROUNDS = 250, 40, 5


def office_book(units: int = UNITS, figures: int = FIGURES) -> EntryBook:
    """A province's month: every figure filled in, one in three with a line of explanation."""
    from tasks.workbook.layout import EntryBook, EntryRow

    rows = tuple(
        EntryRow(
            code=f"U{unit:03}-{number:02}",
            unit_code=f"unit-{unit}",
            unit_name=f"第{unit}单位",
            name=f"第{unit}单位第{number}项指标",
            asked="1–9月累计",
            measure="亿元",
            decimals=2,
            goal_text="120亿元",
            last_year=Decimal(unit * 90 + number) / 100,
            last=Decimal(unit * 95 + number) / 100,
            last_month=8,
            value=Decimal(unit * 100 + number) / 100,
            explanation="按新口径统计，较上月增加较多" if number % 3 == 0 else "",
            state_label="未报",
        )
        for unit in range(1, units + 1)
        for number in range(1, figures + 1)
    )
    made_at = datetime(2024, 10, 8, tzinfo=UTC)
    return EntryBook("bench-2024", "年度工作", 2024, 9, None, "全部单位", made_at, rows)


def measure() -> list[str]:
    """Two rows of the table and their ratios; once as written, once as saved by a spreadsheet."""
    from tasks.workbook.writing import entry_workbook

    begun = time.perf_counter()
    written = entry_workbook(office_book(), key=KEY)
    seconds = time.perf_counter() - begun
    lines = [f"写出{UNITS * FIGURES}行填报表 {seconds:.2f} s，{len(written) / 1e6:.2f} MB"]
    return [*lines, *_compared("本系统写出", written), *_compared("表格软件保存", _saved(written))]


def _compared(name: str, data: bytes) -> list[str]:
    from tasks.workbook.layout import OFFICE_BOUNDS
    from tasks.workbook.reading import read

    def ours() -> None:
        reading = read(data, name="a.xlsx", key=KEY, bounds=OFFICE_BOUNDS)
        if len(reading.rows) != UNITS * FIGURES or reading.errors:
            raise SystemExit("bench: not every row was read")

    def bare() -> None:
        from openpyxl import load_workbook

        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in book:
            for row in sheet.iter_rows(values_only=True):
                del row
        book.close()

    bare()  # imports are not timed
    ours()
    pairs = [(_seconds(bare), _seconds(ours)) for _ in range(ROUNDS)]
    base, full = (median(column) for column in zip(*pairs, strict=True))
    held, most = _peak(bare), _peak(ours)
    return [
        f"{name}：读入{UNITS * FIGURES}行 {full:.2f} s，峰值内存 {most:.1f} MB",
        f"{name}：openpyxl只读遍历 {base:.2f} s，{held:.1f} MB",
        f"{name}：时间比值 {full / base:.2f}×，内存比值 {most / held:.2f}×",
    ]


def _saved(written: bytes) -> bytes:
    """The same workbook as a spreadsheet saves it: texts shared."""
    from openpyxl import load_workbook

    kept = io.BytesIO()
    load_workbook(io.BytesIO(written)).save(kept)
    return kept.getvalue()


def _seconds(act: Callable[[], None]) -> float:
    gc.collect()
    begun = time.process_time()
    act()
    return time.process_time() - begun


def _peak(act: Callable[[], None]) -> float:
    gc.collect()
    tracemalloc.start()
    act()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    sys.stdout.write("\n".join(measure()) + "\n")
