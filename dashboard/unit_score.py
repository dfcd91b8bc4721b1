"""得分 on a unit's page: its place, its parts with their sums, and what would raise it most. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dashboard import league_page
from dashboard.league import BANDS, JOINING, LEADING, RANKS, Score
from dashboard.league_gains import Gain, gains
from dashboard.report import MonthlyReport, UnitRef, shown
from targets.numbers import NOTHING

LEAST = Decimal("0.1")  # what adds less is not worth a line
MOST = 6  # lines before 其余


@dataclass(frozen=True)
class Raise:
    """One step that would raise the score, ready to be written."""

    name: str
    how: str
    url: str
    points: str  # +2.0
    is_joined: bool


def context(report: MonthlyReport, unit: UnitRef) -> dict[str, Any]:
    """The panels 得分 and 哪里最能提分; None and empty where the unit has no score."""
    found, score = report.league, _score(report, unit)
    if found is None or score is None:
        return {"score": None, "gains": [], "more_gains": []}
    listed = [_raise(each) for each in gains(report, unit.code) if each.points >= LEAST]
    return {
        "score": league_page.line(report, found, score),
        "league_url": league_page.address(report, unit.code),
        "gains": listed[:MOST],
        "more_gains": listed[MOST:],
    }


def told(report: MonthlyReport, unit: UnitRef) -> tuple[str, str]:
    """The total and the place in words: 87.7, 牵头单位第2位，较7月升2位."""
    found, score = report.league, _score(report, unit)
    if found is None:
        return NOTHING, "发布时还没有晾晒榜"
    if score is None or score.total is None:
        return NOTHING, "没有可评内容"
    board = board_of(report, unit)
    if found.rules.show == BANDS:
        return shown.number(score.total), f"{board}{score.band}档"
    if found.rules.show != RANKS:
        return shown.number(score.total), f"{board}，不排名次"
    place = f"{board}第{score.rank}位"
    if score.moved is None:
        return shown.number(score.total), place
    words = league_page.move_of(score).words
    return shown.number(score.total), f"{place}，较{report.month - 1}月{words}"


def board_of(report: MonthlyReport, unit: UnitRef) -> str:
    """Which of the two boards the unit stands on; empty for none."""
    score = _score(report, unit)
    if report.league is None or score is None:
        return ""
    return LEADING if score in report.league.leading else JOINING


def _score(report: MonthlyReport, unit: UnitRef) -> Score | None:
    return report.league.score(unit.code) if report.league else None


def _raise(gain: Gain) -> Raise:
    step = gain.step
    return Raise(step.what, step.how, step.url, shown.signed(gain.points), step.is_joined)
