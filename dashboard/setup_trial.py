"""How other cut points would tell a month, and other weights rank it (试算): who would move. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dashboard.league import League, Rules, Score, ranked_by
from targets.arithmetic import Scale, Standing, judge
from targets.choices import Light
from targets.numbers import show
from targets.standing import TargetStanding

PLACES = 3  # one more than a page shows: enough to see on which side of a cut point it lies


class Move(NamedTuple):
    """A target that other cut points would judge otherwise."""

    name: str
    old: Light
    new: Light
    by: str  # the index, or the gap in points, that decides


@dataclass(frozen=True)
class Trial:
    """The counts by light as they are and as they would be, and the targets that would move."""

    now: Counter[Light]
    then: Counter[Light]
    moves: tuple[Move, ...]


def trial(rows: Sequence[TargetStanding], scale: Scale) -> Trial:
    """Judge one month's standings again with another scale; nothing else is changed."""
    judged = [
        (row, judge(row.promise, row.figures, row.now.month, row.calendar, scale)) for row in rows
    ]
    return Trial(
        now=Counter(row.now.light for row in rows),
        then=Counter(standing.light for _, standing in judged),
        moves=tuple(_moves(judged, scale)),
    )


def _moves(judged: Sequence[tuple[TargetStanding, Standing]], scale: Scale) -> Iterator[Move]:
    for row, then in judged:
        if then.light != row.now.light:
            yield Move(row.facts.short_name, row.now.light, then.light, _by(then, scale))


def _by(standing: Standing, scale: Scale) -> str:
    if scale.in_points and standing.gap is not None:
        points = standing.gap if standing.gap_is_level else 100 * standing.gap
        return f"{show(points, 2)}个百分点"
    return "" if standing.index is None else show(standing.index, PLACES)


class Placed(NamedTuple):
    """One unit's score as it is and as other rules would have it."""

    now: Score
    then: Score


def placed(found: League, rules: Rules) -> tuple[tuple[Placed, ...], tuple[Placed, ...]]:
    """Both boards of a month, each in the order that the other rules bring about."""
    other = ranked_by(rules, found)
    now = {each.unit: each for each in (*found.leading, *found.joining)}
    leading, joining = (
        tuple(Placed(now[each.unit], each) for each in board)
        for board in (other.leading, other.joining)
    )
    return leading, joining
