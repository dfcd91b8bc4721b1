"""What was corrected of a published month (更正, 修订, 补报), as pages and exports tell it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dashboard import addresses
from dashboard.report import MonthlyReport, TargetRow, shown
from dashboard.report.rows import Corrected
from targets.choices import Light
from targets.numbers import show_exactly

TAG = "已更正"


@dataclass(frozen=True)
class Amendment:
    """One correction, ready to be written: both values, both lights, whose doing, by whom."""

    name: str
    url: str
    old: str
    new: str
    unit: str
    old_light: Light
    new_light: Light
    cause: str
    who: str
    reason: str


def amendments(report: MonthlyReport, rows: Iterable[TargetRow]) -> list[Amendment]:
    """Every correction of these rows, newest edition first."""
    found = [(each, row) for row in rows for each in row.corrections]
    found.sort(key=lambda pair: -pair[0].in_edition)
    return [_amendment(report, each, row) for each, row in found]


def panel(report: MonthlyReport, rows: Iterable[TargetRow]) -> dict[str, object]:
    """What the panel 更正 needs: its lines, and the edition before this one."""
    number = report.edition.number if report.edition else 0
    return {"amendments": amendments(report, rows), "edition_before": max(number - 1, 0)}


def told(row: TargetRow) -> str:
    """For a cell of an export: 已更正：46→48（单位差错，9月12日）; empty where nothing was."""
    return "；".join(_told(each) for each in row.corrections)


def brief(row: TargetRow) -> str:
    """The first value and the last, for a tag's title: 更正前46; empty where nothing was."""
    if not row.corrections:
        return ""
    return f"更正前{_old(row.corrections[0])}"


def _amendment(report: MonthlyReport, each: Corrected, row: TargetRow) -> Amendment:
    return Amendment(
        name=each.short_name,
        url=addresses.target(report, each.code),
        old=_old(each),
        new=shown.number(each.new),
        unit=row.measure,
        old_light=each.old_light,
        new_light=each.new_light,
        cause=each.cause_label,
        who=f"{each.proposed_by}提出，{each.approved_by}批准，{_day(each)}",
        reason=each.reason,
    )


def _told(each: Corrected) -> str:
    old, new = _exactly(each)
    return f"{TAG}：{old}→{new}（{each.cause_label}，{_day(each)}）"


def _exactly(each: Corrected) -> Iterator[str]:
    yield shown.MISSING if each.old is None else show_exactly(each.old)
    yield show_exactly(each.new)


def _old(each: Corrected) -> str:
    return shown.MISSING if each.old is None else shown.number(each.old)


def _day(each: Corrected) -> str:
    return f"{each.day.month}月{each.day.day}日"
