"""What a proposal holds: a baseline, a schedule or a goal as typed, read and refused in a sentence.

Figures stand in it as decimal strings, so that it can be kept, compared and shown as it was meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from accounts.texts import tidy
from targets import numbers, rounds
from targets.arithmetic import MONTHS
from targets.choices import Comparator, Kind, Stage, Subject
from targets.models import GoalChange, Proposal, Schedule, Target, share_of
from targets.rounds import RefusedError
from targets.schedules import Entered, NotAScheduleError, read, stored

Content = dict[str, Any]
LEVELS = frozenset({Kind.STOCK, Kind.RATIO})  # the kinds whose progress counts from a baseline
MOST_REASON, MOST_DOCUMENT, MOST_TEXT = 300, 200, 40  # as the models' columns are


@dataclass(frozen=True)
class Goal:
    """A goal as typed: the value, its words, what is striven for."""

    value: str
    text: str
    stretch: str = ""


# Read as typed


def baseline(target: Target, typed: str) -> Content:
    """The content of a baseline. Raises RefusedError at `value`."""
    if target.kind not in LEVELS:
        raise RefusedError(f"{target}是{target.get_kind_display()}，不用基期值。", "value")
    return {"baseline": plain(_figure(target, typed, "基期值", "value"))}


def schedule(target: Target, typed: Sequence[str], entered: Entered) -> Content:
    """The content of a schedule: twelve cumulative shares, none where every field is empty (均分).

    Raises RefusedError at `month-1` … `month-12`.
    """
    if target.kind != Kind.FLOW:
        raise RefusedError(f"{target}是{target.get_kind_display()}，不设分月计划。", "month-1")
    if len(typed) != MONTHS:
        raise ValueError(f"a schedule has 12 fields, not {len(typed)}")
    if not any(text.strip() for text in typed):
        return {"shares": []}
    held = shares_of(target)
    try:
        shares = read(typed, entered, year_goal(target), target.measure, held)
    except NotAScheduleError as error:
        raise RefusedError(f"{target}：{error.message}", f"month-{error.month}") from error
    return {"shares": stored(shares)}


def goal(target: Target, typed: Goal) -> Content:
    """The content of a goal. Raises RefusedError at `value`, `stretch` or `text`."""
    value = _figure(target, typed.value, "新的目标值", "value")
    stretch = None
    if typed.stretch.strip():
        stretch = _figure(target, typed.stretch, "力争值", "stretch")
        further = stretch < value if target.comparator == Comparator.AT_MOST else stretch > value
        if not further:
            raise RefusedError(f"{target}：力争值须比目标值更进一步。", "stretch")
    text = given(typed.text, MOST_TEXT, f"{target}：请写目标表述，如65家以上。", "目标表述", "text")
    return {
        "goal": plain(value),
        "goal_text": text,
        "stretch": None if stretch is None else plain(stretch),
    }


def given(text: str, most: int, wish: str, name: str, field: str) -> str:
    """A text that must be there. Raises RefusedError with the wish, or with how much is too much."""
    text = tidy(text)
    if not text:
        raise RefusedError(wish, field)
    rounds.require_length(text, most, name, field)
    return text


def _figure(target: Target, typed: str, name: str, field: str) -> Decimal:
    if not typed.strip():
        raise RefusedError(f"{target}：请填{name}。", field)
    try:
        return numbers.parse(typed, target.measure, target.decimals).value
    except numbers.NotAFigure as error:
        raise RefusedError(f"{target}{name}：{error}", field) from error


# As it stands now


def current(target: Target, subject: str, from_month: int | None = None) -> Content:
    """What the target holds of this subject now; a goal as it is in force in a month."""
    if subject == Subject.BASELINE:
        return {"baseline": None if target.baseline is None else plain(target.baseline)}
    if subject == Subject.SCHEDULE:
        return {"shares": stored(shares_of(target))}
    changes = GoalChange.objects.filter(target=target, from_month__lte=from_month or 0)
    held = changes.order_by("-from_month").first() or target
    return {
        "goal": plain(held.goal),
        "goal_text": held.goal_text,
        "stretch": None if held.stretch is None else plain(held.stretch),
    }


def year_goal(target: Target) -> Decimal:
    """The goal that the year's end is measured against: the last one approved (目标调整)."""
    last = max(target.goal_changes.all(), key=lambda change: change.from_month, default=None)
    return last.goal if last else target.goal


def shares_of(target: Target) -> tuple[Fraction, ...]:
    """The schedule the target has filed, exactly; empty where it goes by twelfths."""
    filed = Schedule.objects.filter(target=target).first()
    return exact_shares(filed.shares if filed else [])


def exact_shares(texts: Sequence[str]) -> tuple[Fraction, ...]:
    """Stored shares as fractions."""
    return tuple(Fraction(share_of(text)) for text in texts)


def pending_of(target: Target, subject: str) -> Proposal | None:
    """What waits to be decided of this target and subject; there is one at most."""
    rows = Proposal.objects.filter(target=target, subject=subject, stage=Stage.PENDING)
    return rows.select_related("proposed_by").first()


def plain(value: Decimal) -> str:
    """A figure as it is kept: 17.5, never 17.5000 or 2E+1."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
