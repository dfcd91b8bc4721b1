"""A month's papers, each alone and all in one: time and peak memory, of a county and of a large plan.

`python -m bench.pack` measures the demonstration's August, then the same plan with a hundred
targets, their twelve months, and four times its tasks.
"""

from __future__ import annotations

import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the report can be imported only once Django is set up
    from dashboard.report import MonthlyReport, TargetRow

ROUNDS, TARGETS, MONTHS, TASK_TIMES = 3, 100, 12, 4
MOST_SECONDS, MOST_BYTES = 10.0, 150_000_000  # of the whole pack of the large plan


def main() -> int:
    """Measure both and print; the exit code says whether the pack keeps its bounds."""
    from bench import server

    with tempfile.TemporaryDirectory() as folder:
        server.prepare(Path(folder))
        import django

        django.setup()
        from dashboard import publication
        from plans.models import Plan

        august = publication.read_month(Plan.objects.get(slug="dinghai-2024"), 8)
        lines, is_kept = measure(august)
    print("\n".join(lines))
    return 0 if is_kept else 1


def measure(august: MonthlyReport) -> tuple[list[str], bool]:
    """Two rows, a county's and the large plan's, and whether the large pack keeps its bounds."""
    big = widened(august)
    small_line, _, _ = _line("县级（25项×8个月）", august)
    big_line, seconds, peak = _line(f"{len(big.targets)}项×{big.month}个月", big)
    bound = f"大计划全部材料不超过{MOST_SECONDS:.0f} s、{MOST_BYTES / 1e6:.0f} MB"
    return [small_line, big_line, bound], seconds <= MOST_SECONDS and peak <= MOST_BYTES


def widened(report: MonthlyReport) -> MonthlyReport:
    """The same plan with so many targets, each with a figure for every month of the year."""
    rows = tuple(_rows(report))
    tasks = [
        replace(task, number=task.number + again * len(report.tasks), targets=())
        for again in range(TASK_TIMES)
        for task in report.tasks
    ]
    return replace(report, month=MONTHS, targets=rows, tasks=tuple(tasks))


def _rows(report: MonthlyReport) -> Iterator[TargetRow]:
    for number in range(TARGETS):
        row = report.targets[number % len(report.targets)]
        figures = [*row.figures, *[row.now] * MONTHS][:MONTHS]
        yield replace(
            row,
            code=f"B{number:03d}",
            order=number,
            short_name=f"{row.short_name}{number}",
            figures=tuple(replace(each, month=month) for month, each in enumerate(figures, 1)),
        )


def _line(name: str, report: MonthlyReport) -> tuple[str, float, int]:
    """One row of the table: each paper's time and size; the whole pack's peak memory beside."""
    from dashboard.meeting import papers

    told, seconds, peak = [], 0.0, 0
    for paper in papers.papers():

        def act(write: Callable[..., None] = paper.write) -> int:
            file = BytesIO()
            write(report, file, papers.NOTHING_KEPT)
            return file.tell()

        size = act()  # what is imported when first used is not timed
        seconds = median(_seconds(act) for _ in range(ROUNDS))
        text = f"{paper.label}{seconds * 1000:.0f} ms {size / 1000:.0f} KB"
        if paper.key == papers.ALL:
            peak = _peak(act)
            text += f" 峰值内存{peak / 1e6:.0f} MB"
        told.append(text)
    return f"会议材料 {name}：{'，'.join(told)}", seconds, peak


def _seconds(act: Callable[[], int]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _peak(act: Callable[[], int]) -> int:
    tracemalloc.start()
    act()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


if __name__ == "__main__":
    sys.exit(main())
