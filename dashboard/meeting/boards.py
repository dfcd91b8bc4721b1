"""The sheet 晾晒榜: both boards, part by part, with ranks, bands or neither as the plan chooses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dashboard.league import BANDS, JOINING, NOT_KEPT, PART_NAMES, RANKS, League, Part, Rules, Score
from dashboard.meeting.cells import finish, head_of, number_or
from dashboard.meeting.paper import Cell, Paper
from dashboard.report import MonthlyReport
from targets.numbers import show_exactly

UNIT, COUNT = ("单位", 30), 11
NO_LEAGUE = "本月发布时还没有晾晒榜，事后不补算。"


def board_sheet(paper: Paper, report: MonthlyReport) -> None:
    """The units that lead, under them the units that only join, then how it is counted."""
    league = report.league
    columns = _columns(league)
    head = head_of(paper, report, "晾晒榜", columns)
    if league is None:
        paper.line(head + 1, NO_LEAGUE)
        finish(paper, report, columns, head, head)
        return
    last = _board(paper, report, league, league.leading, head)
    second = last + 2
    paper.line(second, f"{JOINING}（只评成效和报送）", "要句")
    paper.heads(second + 1, [name for name, _ in columns])
    end = _board(paper, report, league, league.joining, second + 1)
    for offset, text in enumerate(_rules(league), 2):
        paper.line(end + offset, text)
    finish(paper, report, columns, head, last)


def _columns(league: League | None) -> tuple[tuple[str, int], ...]:
    rules = league.rules if league else Rules()
    place = {RANKS: (("位次", 7), ("上月位次", 9)), BANDS: (("档次", 7),)}.get(rules.show, ())
    parts = tuple(
        (f"{name}（{show_exactly(getattr(rules, key))}）", 13) for key, name in PART_NAMES.items()
    )
    counts = (("牵头事项", COUNT), ("配合事项", COUNT), ("不计事项", COUNT))
    filed = (("应报", 8), ("按时", 8), ("退回", 8))
    return (*place, UNIT, ("得分", 9), *parts, *counts, *filed)


def _board(
    paper: Paper, report: MonthlyReport, league: League, scores: Sequence[Score], head: int
) -> int:
    """One board under its head row; returns its last row."""
    for number, score in enumerate(scores, 1):
        paper.put(head + number, _cells(report, league, score))
    if not scores:
        paper.put(head + 1, [Cell("没有单位。")])
    return head + max(len(scores), 1)


def _cells(report: MonthlyReport, league: League, score: Score) -> list[Cell]:
    filed = score.reported
    numbers = [
        sum(item.leads for item in score.items),
        sum(not item.leads for item in score.items),
        sum(item.credit is None for item in score.items),
        *((filed.due, filed.on_time, filed.returned) if filed else (0, 0, 0)),
    ]
    parts = [score.part(key) for key in PART_NAMES]
    return [
        *_place(league.rules, score),
        Cell(report.unit(score.unit).name, "重点"),
        number_or(score.total, "数1", "不评"),
        *map(_part, parts),
        *(Cell(number, "数0") for number in numbers),
    ]


def _place(rules: Rules, score: Score) -> Iterator[Cell]:
    """Its rank now and the month before, or its band; nothing where the plan shows neither."""
    if rules.show == RANKS:
        yield number_or(score.rank, "居中", "—")
        yield number_or(score.before, "居中", "—")
    elif rules.show == BANDS:
        yield Cell(score.band or "—", "居中")


def _part(part: Part | None) -> Cell:
    """The part's points; why it is left out; — where the board does not have it."""
    return Cell("—", "居中") if part is None else number_or(part.points, "数1", part.why)


def _rules(league: League) -> Iterator[str]:
    rules = league.rules
    yield f"成效：牵头事项权重1，配合事项{show_exactly(rules.joined)}；未到报送期和缺基期的不计。"
    yield "得分为各部分得分之和除以所评部分的权重之和再乘100；没有可评内容的部分不计，按比例折算。"
    if rules.show == RANKS:
        yield "位次按未四舍五入的得分排列，得分相同的并列。"
    elif rules.show == BANDS:
        a, b = show_exactly(rules.band_a), show_exactly(rules.band_b)
        yield f"只分档次，不排位次：A档{a}分以上，B档{b}分以上，其余C档。"
    else:
        yield "不排位次，按单位顺序列出。"
    left_out = [part.name for part in _leading_parts(league) if part.why == NOT_KEPT]
    if left_out:
        yield f"{'、'.join(left_out)}：{NOT_KEPT}，不计入得分。"


def _leading_parts(league: League) -> tuple[Part, ...]:
    return league.leading[0].parts if league.leading else ()
