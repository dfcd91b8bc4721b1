"""The list of targets for a spreadsheet: one line a target, numbers as numbers, text as text."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from dashboard import amended
from dashboard.list_files import Cell, Sheet, Writable, write_csv
from dashboard.report import MonthlyReport, TargetRow, shown
from targets import cadence
from targets.choices import Kind, Place

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


LEAVES_OUT = {  # a column of the page, and what goes with it from the file
    "kind": ("类型", "频次"),
    "light": ("亮灯",),
    "value": ("数据月份", "实绩"),
    "change": ("较上月",),
    "goal": ("年度目标", "力争值", "目标调整"),
    "completion": ("完成率（%）",),
    "gap": ("差距", "差距单位"),
    "needed": ("后续月均需完成",),
    "forecast": ("年终外推",),
    "lead": ("牵头单位", "牵头单位是否推定"),
}


def sheet(
    report: MonthlyReport,
    rows: Iterable[TargetRow],
    hidden: Collection[str] = (),
    note: str = "",
) -> Sheet:
    """These targets as a list to take away, without the columns that the page leaves out."""
    gone = {head for name in hidden for head in LEAVES_OUT.get(name, ())}
    kept = [place for place, head in enumerate(HEADS) if head not in gone]
    themes = {theme.number: theme.short_title for theme in report.themes}
    lines = []
    for row in rows:
        theme = "任务内指标" if row.place == Place.TASK else themes[row.group]
        line = _line(row, theme, report.plan.word(row.now.light))
        lines.append([line[place] for place in kept])
    return Sheet("指标", note, tuple(HEADS[place] for place in kept), lines)


def write(report: MonthlyReport, rows: Iterable[TargetRow], out: Writable) -> None:
    """Write these targets of the report; text that would run as a formula is made plain text."""
    write_csv(sheet(report, rows), out)


def _line(row: TargetRow, theme: str, light: str) -> list[Cell]:
    now = row.now
    stretch = row.promise.stretch
    needed = now.needed if now.needed is not None else now.needed_note
    return [
        row.code,
        row.name,
        theme,
        Kind(row.promise.kind).label,
        cadence.name_of(row.promise.reporting_months),
        light,
        f"{now.figure_month}月" if now.figure_month else "",
        now.value,
        row.measure,
        shown.change(row),
        row.goal_text,
        None if stretch is None else stretch.normalize(),
        now.completion,
        now.expected,
        now.index,
        now.gap,
        "" if now.gap is None else shown.gap_unit(row, now),
        needed,
        row.forecast,
        row.leader.short_name,
        "推定" if "lead_unit" in row.inferred else "",
        now.remark,
        amended.told(row),
        row.nature_label or ("零报告" if row.is_nil else ""),
        row.expectation,
        row.source,
        shown.goal_changes(row),
    ]
