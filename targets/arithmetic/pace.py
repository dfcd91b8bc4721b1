"""序时进度: the share of the year, what is expected by now, the pace index and the gap to pace."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from targets.arithmetic.promise import EVEN_SHARES, MONTHS, Basis, Promise
from targets.choices import Kind

ONE = Fraction(1)
PER_POINT = Fraction(1, 5)  # one percentage point of growth moves the index by 0.2
PER_LEVEL = 4  # a level 5 % short of its goal has the index 0.80
IN_POINTS = frozenset({Kind.GROWTH, Kind.RATIO})


def cumulative_share(month: int, schedule: tuple[Decimal, ...] | None) -> Fraction:
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
    if promise.kind == Kind.FLOW:
        return promise.exact_goal * promise.shares[month]
    if basis is Basis.INCREMENT:
        return promise.start + promise.span * promise.shares[month]
    return promise.threshold


@dataclass(frozen=True)
class Reached:
    """What one figure amounts to against its month: all that light, notes and pages derive from."""

    value: Fraction
    month: int  # the month of the figure
    is_met: bool  # the value, taken by itself, meets the goal
    is_settled: bool  # and may already say so of the whole year
    progress: Fraction | None = None  # v / g, or (v - b) / (g - b); may be negative
    index: Fraction | None = None  # 序时比, 1 is exactly on pace
    gap: Fraction | None = None  # 偏差, minus is always worse
    gap_is_level: bool = False  # in the target's own unit (points) instead of a share
    is_without_demand: bool = False  # 本月无序时要求: e = 0, or e = b, nothing to divide by


def reached(promise: Promise, value: Fraction, month: int) -> Reached:
    """Hold a figure of a month (1-12) against the pace: index and gap, for every kind.

    Units: `value` in the target's own; index a plain number; gap a share of the goal or of the
    increment (x 100 = 百分点), in points of the measure itself for growth and a ratio's level. A
    stock judged as a level has no points of its own: its gap is v / g - 1, the same in 亿元 and
    in 万元. None where there is nothing to divide by. Errors: none raised.
    Source: domain.md, "What is computed", pace index and gap to pace.
    """
    basis = promise.basis
    is_met, is_settled = promise.is_met_by(value), promise.is_settled_by(month)
    if basis is Basis.SHARE or basis is Basis.INCREMENT:
        share = promise.shares[month]
        progress = (value - promise.start) / promise.span
        index = progress / share if share else None
        gap = progress - share
        return Reached(value, month, is_met, is_settled, progress, index, gap, False, not share)
    if basis is Basis.NONE:
        return Reached(value, month, is_met, is_settled)
    return Reached(
        value,
        month,
        is_met,
        is_settled,
        index=_index_against_the_goal(promise, value, month),
        gap=_gap_to_the_goal(promise, value, month),
        gap_is_level=promise.kind in IN_POINTS,
    )


def _index_against_the_goal(promise: Promise, value: Fraction, month: int) -> Fraction | None:
    """Growth and levels, which expect the goal itself every month, and allowances."""
    if promise.basis is Basis.ZERO:
        return ONE if promise.is_met_by(value) else None
    if promise.basis is Basis.POINTS:
        return 1 + PER_POINT * _better(promise, value, promise.threshold)
    if promise.basis is Basis.ALLOWANCE:
        allowed = promise.exact_goal * promise.shares[month]
        return 1 + _better(promise, value, allowed) / abs(promise.exact_goal)
    return 1 + PER_LEVEL * _better(promise, value, promise.threshold) / abs(promise.threshold)


def _gap_to_the_goal(promise: Promise, value: Fraction, month: int) -> Fraction | None:
    if promise.kind in IN_POINTS:
        return _better(promise, value, promise.threshold)
    if promise.basis is Basis.ZERO:
        return None
    if promise.basis is Basis.ALLOWANCE:
        allowed = promise.exact_goal * promise.shares[month]
        return _better(promise, value, allowed) / abs(promise.exact_goal)
    return _better(promise, value, promise.threshold) / abs(promise.threshold)


def _better(promise: Promise, value: Fraction, mark: Fraction) -> Fraction:
    """By how much the value is on the good side of a mark."""
    return mark - value if promise.is_ceiling else value - mark
