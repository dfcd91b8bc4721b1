"""Units beside each other: what they lead and how it stands, how they report, their score. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import addresses
from dashboard.comparing import table
from dashboard.comparing.table import Cell, Line, Table
from dashboard.league import BANDS, RANKS, Score
from dashboard.listing import Column
from dashboard.report import MonthlyReport, Reporting, TargetRow, UnitRef
from dashboard.report.counted import Counts
from dashboard.report.reckoning import counts_of
from targets.choices import Light
from targets.numbers import NOTHING

ACHIEVED = (Light.ACHIEVED, Light.ACHIEVED_STRETCH)
FOOT = (
    "指标和任务按牵头单位计，一项只计一次；各指标口径不同，完成率不作平均，只数完成和在轨的项数。"
    "报送按应报和按时的项数，补录不计。"
)
PLACES = {RANKS: "名次", BANDS: "档次"}  # scores sort where the plan ranks, and nowhere else
NO_LEAGUE = "这一期发布时还没有晾晒榜，不列得分。"


@dataclass(frozen=True)
class Stand:
    """What one unit leads, and how it reported."""

    unit: UnitRef
    targets: Counts
    tasks: Counts
    filed: Reporting | None
    score: Score | None


def stands(report: MonthlyReport) -> list[Stand]:
    """Every unit that somebody works in, in the district's order."""
    filed = {each.unit.code: each for each in report.reporting}
    return [
        Stand(
            unit=unit,
            targets=counts_of(row.now.light for row in _led(report.targets, unit)),
            tasks=counts_of(task.light for task in report.tasks if task.lead.code == unit.code),
            filed=filed.get(unit.code),
            score=report.league.score(unit.code) if report.league else None,
        )
        for unit in report.units
        if not unit.is_group
    ]


def said(report: MonthlyReport) -> str:
    """All units in a sentence: 22个单位，7个有牵头的指标或任务，4个牵头事项有滞后或未报."""
    found = stands(report)
    leading = sum(bool(each.targets.total or each.tasks.total) for each in found)
    late = sum(any(led.late or led.overdue for led in (each.targets, each.tasks)) for each in found)
    told = f"其中{late}个有滞后或未报" if late else "都没有滞后或未报"
    return f"{len(found)}个单位，{leading}个有牵头的指标或任务，{told}"


def _led(rows: Sequence[TargetRow], unit: UnitRef) -> list[TargetRow]:
    return [row for row in rows if row.lead and row.lead.code == unit.code]


def units(report: MonthlyReport) -> Table:
    """Every unit in one line."""
    place = _place(report)
    columns = (
        Column("name", "单位", "nm"),
        Column("targets", "牵头指标", "num", sorts=True),
        Column("done", "已完成", "num", sorts=True),
        Column("course", "在轨", "num", sorts=True),
        Column("late", "滞后", "num", sorts=True),
        Column("overdue", "未报", "num", sorts=True),
        Column("idle", "不评判", "num"),
        Column("tasks", "牵头任务", "num", sorts=True),
        Column("task_course", "任务在轨", "num", sorts=True),
        Column("due", "应报", "num", sorts=True),
        Column("on_time", "按时", "num", sorts=True),
        Column("tardy", "迟报", "num", sorts=True),
        Column("missing", "欠报", "num", sorts=True),
        Column("returned", "退回", "num", sorts=True),
        *((Column("score", "得分", "num", sorts=place == PLACES[RANKS]),) if report.league else ()),
        *((Column("place", place, "num", sorts=True),) if place else ()),
    )
    lines = tuple(_line(report, each) for each in stands(report))
    return Table("单位比较", columns, lines, FOOT if report.league else FOOT + NO_LEAGUE)


def _place(report: MonthlyReport) -> str:
    """What the plan shows of ranks: 名次, 档次, or nothing."""
    if report.league is None:
        return ""
    return PLACES.get(report.league.rules.show, "")


def _line(report: MonthlyReport, each: Stand) -> Line:
    url = addresses.unit(report, each.unit.code)
    targets, tasks, filed = each.targets, each.tasks, each.filed
    numbers = (
        targets.total,
        targets.of(*ACHIEVED),
        targets.on_course,
        targets.late,
        targets.overdue,
        targets.not_judged,
        tasks.total,
        tasks.on_course,
        filed.due if filed else 0,
        filed.on_time if filed else 0,
        filed.late if filed else 0,
        len(filed.missing) if filed else 0,
        filed.returned if filed else 0,
    )
    cells = [table.name(url, each.unit.short_name), *map(table.count, numbers)]
    cells += [table.number(each.score.total if each.score else None)] if report.league else []
    cells += [_rank(report, each.score)] if _place(report) else []
    return Line(url, tuple(cells), each.unit.code)


def _rank(report: MonthlyReport, score: Score | None) -> Cell:
    """The rank on its board, or the band; the two boards rank apart, so the second is said."""
    if score is None:
        return Cell(NOTHING, "")
    if score.band:
        return Cell(score.band, score.band, score.band)
    if score.rank is None:
        return Cell(NOTHING, "")
    joins = report.league is not None and score in report.league.joining
    word = f"配合榜{score.rank}" if joins else str(score.rank)
    return Cell(
        word, word if joins else score.rank, score.rank + (len(report.units) if joins else 0)
    )
