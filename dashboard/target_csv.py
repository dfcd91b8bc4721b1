"""The list of targets for a spreadsheet: one line a target, numbers as numbers, text as text."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Protocol

from accounts.texts import FORMULA_STARTS
from dashboard import amended
from dashboard.report import MonthlyReport, TargetRow, shown
from dashboard.report.rows import NOBODY
from targets import cadence
from targets.choices import Kind, Place
from targets.numbers import show_exactly

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes the file for GBK
HEADS = (
    "代码",
    "指标",
    "聚焦",
    "类型",
    "频次",
    "亮灯",
    "数据月份",
    "实绩",
    "计量单位",
    "较上月",
    "年度目标",
    "力争值",
    "完成率（%）",
    "序时应完成",
    "序时比",
    "差距",
    "差距单位",
    "后续月均需完成",
    "年终外推",
    "牵头单位",
    "牵头单位是否推定",
    "说明",
    "更正",
    "数据性质",
    "预计",
    "来源",
    "目标调整",
)


class Writable(Protocol):
    """Whatever takes text."""

    def write(self, text: str, /) -> object: ...


def write(report: MonthlyReport, rows: Iterable[TargetRow], out: Writable) -> None:
    """Write these targets of the report; text that would run as a formula is made plain text."""
    out.write(BYTE_ORDER_MARK)
    lines = csv.writer(out)
    lines.writerow(HEADS)
    themes = {theme.number: theme.short_title for theme in report.themes}
    for row in rows:
        theme = "任务内指标" if row.place == Place.TASK else themes[row.group]
        lines.writerow(_line(row, theme, report.plan.word(row.now.light)))


def as_text(text: str) -> str:
    """Text that a spreadsheet would take for a formula, led by an apostrophe."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _line(row: TargetRow, theme: str, light: str) -> list[str]:
    now = row.now
    stretch = row.promise.stretch
    needed = shown.plain(now.needed) if now.needed is not None else as_text(now.needed_note)
    return [
        as_text(row.code),
        as_text(row.name),
        as_text(theme),
        Kind(row.promise.kind).label,
        cadence.name_of(row.promise.reporting_months),
        as_text(light),
        f"{now.figure_month}月" if now.figure_month else "",
        shown.plain(now.value),
        as_text(row.measure),
        shown.plain(shown.change(row)),
        as_text(row.goal_text),
        "" if stretch is None else show_exactly(stretch).replace(",", ""),
        shown.plain(now.completion),
        shown.plain(now.expected),
        shown.plain(now.index),
        shown.plain(now.gap),
        "" if now.gap is None else as_text(shown.gap_unit(row, now)),
        needed,
        shown.plain(row.forecast),
        as_text((row.lead or NOBODY).short_name),
        "推定" if "lead_unit" in row.inferred else "",
        as_text(now.remark),
        as_text(amended.told(row)),
        row.nature_label or ("零报告" if row.is_nil else ""),
        shown.plain(row.expectation),
        as_text(row.source),
        as_text(shown.goal_changes(row)),
    ]
