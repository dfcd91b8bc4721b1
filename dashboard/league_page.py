"""晾晒榜: two boards, each part of a score opening to the figures behind it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from dashboard import addresses
from dashboard.heading import DEMO
from dashboard.league import (
    BANDS,
    NOT_KEPT,
    PART_NAMES,
    RANKS,
    League,
    Rules,
    Score,
)
from dashboard.league_sums import COLOURS, Account, account
from dashboard.list_files import Cell, Sheet
from dashboard.report import MonthlyReport
from targets.numbers import NOTHING, show_exactly

FEW = 3  # joined tasks below which a score swings too much to be more than a hint
MISSING = "本月发布时还没有晾晒榜，事后不补算。"


@dataclass(frozen=True)
class Move:
    """Places won or lost against the month before: a sign for the eye, words for the ear."""

    css: str
    sign: str
    words: str


@dataclass(frozen=True)
class Line:
    """One unit's line of a board."""

    code: str
    name: str
    short_name: str
    url: str
    place: str  # its rank or band; — where it has none
    move: Move
    score: Score
    account: Account
    joined_tasks: int
    is_open: bool


@dataclass(frozen=True)
class Weighed:
    """A part as the boards' heads name it: 成效60."""

    css: str
    name: str
    weight: str


def context(report: MonthlyReport, query: QueryDict) -> dict[str, Any]:
    """What the page needs; without boards where the month was published before there were any."""
    found = report.league
    common: dict[str, Any] = {"league": found, "missing": MISSING, "actions": _actions(report)}
    if found is None:
        return common
    opened = query.get("open", "")
    rules = found.rules
    return {
        **common,
        "leading": [line(report, found, score, opened) for score in found.leading],
        "joining": [line(report, found, score, opened) for score in found.joining],
        "weights": weights(rules),
        "joined_of": show_exactly(rules.results + rules.discipline),
        "joined": show_exactly(rules.joined),
        "place": {RANKS: "位次", BANDS: "档次"}.get(rules.show, ""),
        "has_moves": rules.show == RANKS and report.month > 1,
        "ranking": ranking(rules),
        "not_kept": "、".join(not_kept(found)),
        "before_month": report.month - 1,
        "corrected": sum(bool(row.corrections) for row in report.targets),
        "few": FEW,
    }


def line(report: MonthlyReport, found: League, score: Score, opened: str = "") -> Line:
    """One unit's line, open where the address asks for it."""
    unit = report.unit(score.unit)
    return Line(
        code=score.unit,
        name=unit.name,
        short_name=unit.short_name,
        url=addresses.unit(report, score.unit),
        place=place_of(score),
        move=move_of(score),
        score=score,
        account=account(report, found.rules, score),
        joined_tasks=sum(item.is_task and not item.leads for item in score.items),
        is_open=score.unit == opened,
    )


def place_of(score: Score) -> str:
    """The rank or the band that the plan shows; — where it shows none or nothing is judged."""
    return str(score.rank) if score.rank is not None else score.band or NOTHING


def move_of(score: Score) -> Move:
    """▲ 2 and 升2位; 持平 for both; no sign where one of the two months has no rank."""
    moved = score.moved
    if moved is None:
        return Move("mut", "", "上月没有名次")
    if not moved:
        return Move("mut", "持平", "持平")
    if moved > 0:
        return Move("up", f"▲ {moved}", f"升{moved}位")
    return Move("down", f"▼ {-moved}", f"降{-moved}位")


def weights(rules: Rules) -> tuple[Weighed, ...]:
    """The four parts with what each is worth."""
    return tuple(
        Weighed(COLOURS[key], name, show_exactly(getattr(rules, key)))
        for key, name in PART_NAMES.items()
    )


def ranking(rules: Rules) -> str:
    """How the plan places its units, in one sentence."""
    if rules.show == RANKS:
        return "按未四舍五入的得分排名次，相同的并列"
    if rules.show == BANDS:
        return (
            f"不排名次，只分档：{show_exactly(rules.band_a)}分以上为A，"
            f"{show_exactly(rules.band_b)}分以上为B，其余为C；同档按单位顺序列出"
        )
    return "不排名次，按单位顺序列出"


def not_kept(found: League) -> Iterator[str]:
    """The parts that the plan does not keep yet, by name."""
    parts = found.leading[0].parts if found.leading else ()
    return (part.name for part in parts if part.why == NOT_KEPT)


def address(report: MonthlyReport, code: str) -> str:
    """The boards with this unit's sums open."""
    url = addresses.page(report, "league")
    return f"{url}?open={code}#u-{code}" if url else ""


HEADS = ("榜", "位次", "较上月", "单位", "总分", *PART_NAMES.values(), "牵头事项", "配合事项")


def sheet(report: MonthlyReport) -> Sheet:
    """Both boards for a spreadsheet: numbers as numbers, a word where a part is not judged."""
    found = report.league
    boards = found.boards if found else ()
    demo = f"。{DEMO}" if report.plan.is_demo else ""
    return Sheet(
        title="晾晒榜",
        note=f"{report.plan.title} {report.month}月。{ranking(found.rules) if found else MISSING}{demo}",
        heads=HEADS,
        lines=[cells for name, board in boards for cells in _cells(report, f"{name}榜", board)],
    )


def _cells(report: MonthlyReport, name: str, board: Sequence[Score]) -> Iterator[list[Cell]]:
    for score in board:
        parts = (score.part(key) for key in PART_NAMES)
        points = (
            (part.why if part.points is None else part.points) if part else "" for part in parts
        )
        yield [
            name,
            score.band or score.rank,
            score.moved,
            report.unit(score.unit).name,
            score.total,
            *points,
            sum(item.leads for item in score.items),
            sum(not item.leads for item in score.items),
        ]


def _actions(report: MonthlyReport) -> tuple[tuple[str, str], ...]:
    urls = (
        ("导出CSV", addresses.page(report, "league_csv")),
        ("Excel", addresses.page(report, "export")),
    )
    return tuple((label, url) for label, url in urls if url)
