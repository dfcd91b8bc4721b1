"""Two months of a plan, target by target: lights, figures, completion and gap of both. Pure."""

from __future__ import annotations

from decimal import Decimal

from dashboard import addresses
from dashboard.comparing import table
from dashboard.comparing.table import Cell, Line, Table
from dashboard.listing import Column
from dashboard.report import Change, MonthlyReport, TargetRow, shown
from targets.choices import Light

BETTER, WORSE, SAME, OTHER = "better", "worse", "same", "other"
TURNS = {WORSE: "变差", BETTER: "变好", OTHER: "评判变化", SAME: "亮灯未变"}
FOOT = (
    "各月数据取自该月最新一版月报。增减只比较两个月各自报送的数，沿用的不比。"
    "差距同指标表：正数快于序时，负数慢于序时。“变动大”指本月增量达到此前各月中位数的2倍以上。"
)


def months(report: MonthlyReport, then: MonthlyReport) -> Table:
    """Every target of `report` beside what `then` said of it; the plan's order."""
    lines = [_line(report, then, row) for row in report.targets]
    return Table(
        f"{then.month}月与{report.month}月",
        _columns(then.month, report.month),
        tuple(lines),
        FOOT,
    )


def _columns(old: int, new: int) -> tuple[Column, ...]:
    figures = "num"
    return (
        Column("name", "指标", "nm"),
        Column("lead", "牵头单位", "sm w alone", sorts=True),
        Column("old_light", f"{old}月亮灯", "nb", sorts=True),
        Column("light", f"{new}月亮灯", "nb", sorts=True),
        Column("old_value", f"{old}月实绩", figures),
        Column("value", f"{new}月实绩", figures),
        Column("added", "增减", f"{figures} alone"),
        Column("old_completion", f"{old}月完成率（%）", figures, sorts=True),
        Column("completion", f"{new}月完成率（%）", figures, sorts=True),
        Column("old_gap", f"{old}月差距（百分点）", figures, sorts=True),
        Column("gap", f"{new}月差距（百分点）", figures, sorts=True),
    )


def _line(report: MonthlyReport, then: MonthlyReport, row: TargetRow) -> Line:
    url = addresses.target(report, row.code)
    earlier = then.target(row.code)
    if earlier is None:
        old = [table.text(""), table.text("当月没有这项"), *[table.number(None)] * 2]
    else:
        old = [
            table.light(then, earlier.now.light),
            table.figure(earlier),
            table.number(earlier.now.completion),
            _gap(earlier),
        ]
    old_light, old_value, old_completion, old_gap = old
    cells = (
        table.name(url, row.short_name),
        table.lead(row),
        old_light,
        table.light(report, row.now.light),
        old_value,
        table.figure(row),
        table.signed(added(row, earlier)),
        old_completion,
        table.number(row.now.completion),
        old_gap,
        _gap(row),
    )
    turn = turn_of(earlier.now.light, row.now.light) if earlier else OTHER
    return Line(url, cells, table.lead_code(row), frozenset({turn}))


def turn_of(old: Light, new: Light) -> str:
    """Which way a light went: better, worse, same, or into or out of being judged."""
    if old == new:
        return SAME
    is_better = Change("", "", old, new).is_better
    return OTHER if is_better is None else BETTER if is_better else WORSE


def added(row: TargetRow, earlier: TargetRow | None) -> Decimal | None:
    """What lies between two months' own figures; None where one is missing or carried."""
    if earlier is None or earlier.now.value is None or row.now.value is None:
        return None
    if earlier.now.is_carried or row.now.is_carried:
        return None
    return row.now.value - earlier.now.value


def _gap(row: TargetRow) -> Cell:
    """The gap to pace; another measure than points is said, and such are not sorted among points."""
    said = shown.gap(row, row.now)
    is_points = shown.gap_unit(row, row.now) == shown.POINTS
    if row.now.gap is None or is_points:
        return Cell(said, row.now.gap, row.now.gap)
    return Cell(said, said)
