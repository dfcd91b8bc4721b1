"""序时进度: the share of the year, what is expected by now, the pace index and the gap to pace."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from targets.arithmetic.promise import EVEN_SHARES, MONTHS, Basis, Marks, Promise, Share
from targets.choices import Kind

ONE = Fraction(1)
POINTS_TO_ONE = 5  # one percentage point of growth moves the index by 0.2
PER_LEVEL = 4  # a level 5 % short of its goal has the index 0.80
IN_POINTS = frozenset({Kind.GROWTH, Kind.RATIO})


def cumulative_share(month: int, schedule: tuple[Share, ...] | None) -> Fraction:
    """s(m): the cumulative share of the year expected by the end of a month, s(0) = 0.

    Units: 1 is the whole year; exactly m/12 without a schedule. Errors: ValueError for a month
    outside 0-12. Source: domain.md, "Kinds of target".
    """
    if not 0 <= month <= MONTHS:
        raise ValueError(f"month must be 0 to 12, not {month}")
    if schedule is None:
        return EVEN_SHARES[month]
    return Fraction(schedule[month - 1]) if month else Fraction(0)


def expected(promise: Promise, month: int) -> Fraction | None:
    """e: the value expected by the end of a month, in the target's own unit.

    None for a stock without a baseline. Where the goal itself is expected every month (growth, a
    level), 左右 expects its threshold, so that index 1 is always v = e.
    Errors: ValueError for a month outside 0-12. Source: domain.md, "Kinds of target".
    """
    if not 0 <= month <= MONTHS:
        raise ValueError(f"month must be 0 to 12, not {month}")
    basis = promise.basis
    if basis is Basis.NONE:
        return None
    if promise.kind == Kind.FLOW or basis is Basis.INCREMENT:
        marks = promise.marks
        due, year = promise.shares[month].as_integer_ratio()
        on_the_way = marks.start * year + (marks.goal - marks.start) * due
        return Fraction(on_the_way, marks.over * year)
    return promise.threshold


class Reached(NamedTuple):
    """What one figure amounts to against its month: all that light, notes and pages derive from.

    `value` and `marks` are whole numbers over the same denominator, `marks.over`.
    """

    value: int
    marks: Marks
    month: int  # the month of the figure
    is_met: bool  # the value, taken by itself, meets the goal
    is_settled: bool  # and may already say so of the whole year
    progress: Fraction | None = None  # v / g, or (v - b) / (g - b); may be negative
    pace_index: Fraction | None = None  # 序时比, 1 is exactly on pace
    gap: Fraction | None = None  # 偏差, minus is always worse
    gap_is_level: bool = False  # in the target's own unit (points) instead of a share
    is_without_demand: bool = False  # 本月无序时要求: e = 0, or e = b, nothing to divide by


def reached(promise: Promise, value: Decimal, month: int) -> Reached:
    """Hold a figure of a month (1-12) against the pace: index and gap, for every kind.

    Units: `value` in the target's own; index a plain number; gap a share of the goal or of the
    increment (x 100 = 百分点), in points of the measure itself for growth and a ratio's level. A
    stock judged as a level has no points of its own: its gap is v / g - 1, the same in 亿元 and
    in 万元. None where there is nothing to divide by. Errors: none raised.
    Source: domain.md, "What is computed", pace index and gap to pace.
    """
    figure, marks = promise.marks.beside(value)
    is_met = figure <= marks.goal if promise.is_ceiling else figure >= marks.threshold
    held = (figure, marks, month, is_met, promise.is_settled_by(month))
    if promise.basis is Basis.NONE:
        return Reached(*held)
    if promise.basis is Basis.SHARE or promise.basis is Basis.INCREMENT:
        share = promise.shares[month]
        return Reached(*held, *_on_the_way(figure, marks, share), is_without_demand=not share)
    index, gap = _against_the_goal(promise, figure, marks, month)
    return Reached(*held, pace_index=index, gap=gap, gap_is_level=promise.kind in IN_POINTS)


def _on_the_way(
    figure: int, marks: Marks, share: Fraction
) -> tuple[Fraction, Fraction | None, Fraction]:
    """Progress, index and gap of what grows (or falls) from its start to its goal."""
    done, way = figure - marks.start, marks.goal - marks.start
    due, year = share.as_integer_ratio()
    return (
        Fraction(done, way),
        Fraction(done * year, way * due) if due else None,
        Fraction(done * year - way * due, way * year),
    )


def _against_the_goal(
    promise: Promise, figure: int, marks: Marks, month: int
) -> tuple[Fraction | None, Fraction | None]:
    """Index and gap of growth and levels, which expect the goal every month, and of allowances."""
    basis = promise.basis
    if basis is Basis.ALLOWANCE:
        due, year = promise.shares[month].as_integer_ratio()
        limit = abs(marks.goal) * year
        better = _better(promise, figure * year, marks.goal * due)
        return Fraction(limit + better, limit), Fraction(better, limit)
    better, size = _better(promise, figure, marks.threshold), abs(marks.threshold)
    in_points = Fraction(better, marks.over) if promise.kind in IN_POINTS else None
    if basis is Basis.ZERO:
        return None if better < 0 else ONE, in_points
    if basis is Basis.POINTS:
        whole = POINTS_TO_ONE * marks.over
        return Fraction(whole + better, whole), in_points
    index = Fraction(size + PER_LEVEL * better, size)
    return index, Fraction(better, size) if in_points is None else in_points


def _better(promise: Promise, figure: int, mark: int) -> int:
    """By how much the figure is on the good side of a mark."""
    return mark - figure if promise.is_ceiling else figure - mark
