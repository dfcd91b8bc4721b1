"""完成率 and 后续月均需完成: how much of the year's goal is done, and how much is left a month."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from targets.arithmetic.pace import IN_POINTS, Reached
from targets.arithmetic.promise import MONTHS, ZERO, Basis, Promise
from targets.numbers import show_exactly


def completion(promise: Promise, figure: Reached) -> Fraction | None:
    """完成率 as a share of the year's goal, never below 0; None where only met or not met counts.

    v / g with a goal above 0; for `at_most` (b - v) / (b - g) with a baseline above the goal.
    Source: domain.md, "What is computed", completion.
    """
    goal = figure.marks.goal
    if promise.basis is Basis.SHARE or promise.is_ceiling:
        share = figure.progress
    else:
        share = Fraction(figure.value, goal) if goal > 0 else None
    return ZERO if share is not None and share.numerator < 0 else share


def completion_note(promise: Promise, figure: Reached) -> str:
    """The word that stands with, or in place of, the percentage: 低于基期, 达标, 未达标."""
    if promise.basis is Basis.INCREMENT:
        wrong_side = figure.progress is not None and figure.progress.numerator < 0
        return ("高于基期" if promise.is_ceiling else "低于基期") if wrong_side else ""
    if not promise.is_ceiling and figure.marks.goal > 0:
        return ""
    if not figure.is_met:
        return "未达标"
    is_open = promise.is_allowance and not figure.is_settled
    return "" if is_open else "达标"


class Needed(NamedTuple):
    """后续月均需完成: a figure for each month left, or a word where there is none."""

    monthly: Fraction | None = None
    note: str = ""  # 已完成 / 年末未完成，差3 / 还可用2 / 超出1


def still_needed(promise: Promise, figure: Reached) -> Needed:
    """(g - v) / (12 - m) for flow and stock, in the target's own unit a month.

    For a ceiling on a flow the note says what may still be used. Ratios and growth have neither.
    Source: domain.md, "What is computed", still needed.
    """
    if promise.kind in IN_POINTS:
        return Needed()
    left, over = figure.marks.goal - figure.value, figure.marks.over
    if promise.is_allowance:
        word = "还可用" if figure.is_met else "超出"
        return Needed(note=word + show_exactly(Fraction(abs(left), over)))
    if figure.is_met:
        return Needed(note="已完成")
    if figure.month == MONTHS:
        return Needed(note=f"年末未完成，差{show_exactly(Fraction(abs(left), over))}")
    return Needed(Fraction(left, over * (MONTHS - figure.month)))
