"""The panel 年终预测 of a target's page: what will come of it, by which formula, at what pace. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import outlook
from dashboard.outlook import Pace, Verdict
from dashboard.report import TargetRow, shown
from targets.formulas import Formula

FORMULAS = ("年终预测", "80%区间", "后续月均需完成")


@dataclass(frozen=True)
class Panel:
    """Everything the panel says, ready to be written."""

    verdict: str  # 能, 临界, 不能, 不预测
    is_late: bool
    sentence: str
    forecast: str = ""
    band: str = ""
    beside: str = ""  # how far from the goal
    needed: str = ""
    pace: str = ""  # beside the best month
    is_above: bool = False
    formulas: tuple[Formula, ...] = ()


def panel(row: TargetRow) -> Panel:
    """What the report's figures say of this target's year's end, or why they say nothing."""
    each = outlook.outlook(row)
    return Panel(
        verdict=each.verdict.word,
        is_late=each.verdict is Verdict.UNABLE,
        sentence=outlook.sentence(each),
        forecast="" if row.forecast is None else shown.number(row.forecast),
        band=each.band,
        beside=_beside(each),
        needed=_needed(row),
        pace=outlook.pace_sentence(each),
        is_above=each.pace is Pace.ABOVE,
        formulas=tuple(found for title in FORMULAS if (found := row.formula(title))),
    )


def _needed(row: TargetRow) -> str:
    if row.now.needed is None:
        return row.now.needed_note
    return f"{shown.number(row.now.needed)}{row.measure}"


def _beside(each: outlook.Outlook) -> str:
    """Against the goal: 比目标值少0.61亿元; of a ceiling, how far below or above it."""
    beside, row = each.beside_goal, each.row
    if beside is None:
        return ""
    if not beside:
        return "与目标值相同"
    more = beside > 0 if not row.promise.is_ceiling else beside < 0
    return f"比目标值{'多' if more else '少'}{shown.number(abs(beside))}{row.measure}"
