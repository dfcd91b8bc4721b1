"""This year beside the last, where last year's figures stand: the month, 同比, and the year's end. Pure."""

from __future__ import annotations

from dashboard import addresses
from dashboard.comparing import table
from dashboard.comparing.table import Cell, Line, Table
from dashboard.listing import Column
from dashboard.report import MonthlyReport, TargetRow, shown
from targets.arithmetic import MONTHS
from targets.numbers import PERCENT

KNOWN, UNKNOWN = "known", "unknown"
KINDS = {KNOWN: "有去年同期", UNKNOWN: "没有去年同期"}
FOOT = (
    "同比：累计量和存量为百分比，比重和增速为百分点；去年同期未录入，或为0及以下的，不算同比。"
    "去年的数由专班录入或由上一年计划转入。"
)


def past(report: MonthlyReport) -> Table:
    """Every target beside last year's same month, in the plan's order."""
    year = report.plan.year
    columns = (
        Column("name", "指标", "nm"),
        Column("lead", "牵头单位", "sm w", sorts=True),
        Column("light", "亮灯", "nb", sorts=True),
        Column("value", f"{report.month}月实绩", "num"),
        Column("past", f"{year - 1}年同月", "num"),
        Column("yoy", "同比", "num", sorts=True),
        Column("why", "说明", "sm"),
        Column("year", f"{year - 1}年全年", "num"),
        Column("forecast", f"{year}年预计年末", "num"),
    )
    lines = tuple(_line(report, row) for row in report.targets)
    return Table(f"与{year - 1}年同比", columns, lines, FOOT)


def _line(report: MonthlyReport, row: TargetRow) -> Line:
    now, url = row.now, addresses.target(report, row.code)
    cells = (
        table.name(url, row.short_name),
        table.lead(row),
        table.light(report, now.light),
        table.figure(row),
        table.number(now.past),
        Cell(year_on_year(row), now.year_on_year, now.year_on_year),
        table.text(why_none(row)),
        table.number(dict(row.past).get(MONTHS)),
        table.number(row.forecast),
    )
    kind = UNKNOWN if now.year_on_year is None else KNOWN
    return Line(url, cells, table.lead_code(row), frozenset({kind}))


def year_on_year(row: TargetRow) -> str:
    """+6.3%, −0.4个百分点; — for nothing."""
    words = shown.signed(row.now.year_on_year)
    if row.now.year_on_year is None:
        return words
    return f"{words}个{shown.POINTS}" if shown.is_rate(row) else words + PERCENT


def why_none(row: TargetRow) -> str:
    """Why there is no 同比; empty where there is one."""
    now = row.now
    if now.year_on_year is not None:
        return ""
    if now.value is None:
        return now.remark or str(now.light.label)
    return "去年同期未录入" if now.past is None else "去年同期不能作基数"
