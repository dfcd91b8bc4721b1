"""What a target commits to, and by which of the formulas it is therefore judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import NamedTuple, Protocol, TypeVar

from targets.choices import Comparator, Kind

MONTHS = 12
ZERO = Fraction(0)
Share = Decimal | Fraction
EVEN_SHARES = tuple(Fraction(month, MONTHS) for month in range(MONTHS + 1))


class Step(Protocol):
    """A goal adjusted within the year (目标调整), as it holds from a month on."""

    @property
    def from_month(self) -> int: ...
    @property
    def goal(self) -> Decimal: ...
    @property
    def stretch(self) -> Decimal | None: ...
    @property
    def before(self) -> Decimal: ...  # the goal until then
    @property
    def before_stretch(self) -> Decimal | None: ...


class Basis(Enum):
    """The formula family of a target; every kind and comparator falls into exactly one."""

    SHARE = "share"  # a flow that grows towards its goal: v / e
    ALLOWANCE = "allowance"  # a flow that must stay within its goal: 1 + (e - v) / g
    INCREMENT = "increment"  # stock or ratio on its way from a baseline: (v - b) / (e - b)
    LEVEL = "level"  # stock or ratio against the goal itself: 1 + 4 x (v - g) / |g|
    POINTS = "points"  # growth, in percentage points: 1 + 0.2 x (v - g)
    ZERO = "zero"  # nothing to divide by: met is index 1, not met is 严重滞后
    NONE = "none"  # a stock without a baseline (缺基期)


AnyStep = TypeVar("AnyStep", bound=Step)


class Marks(NamedTuple):
    """The marks of a promise as whole numbers over one denominator, so that judging needs no more.

    A goal of 17.5 with a threshold of 15.75 are 70 and 63 over 4.
    """

    over: int
    goal: int
    start: int
    threshold: int
    stretch: int | None

    def beside(self, value: Decimal) -> tuple[int, Marks]:
        """A figure as a whole number, with the same marks over the denominator that makes it so."""
        figure, parts = value.as_integer_ratio()
        over, goal, start, threshold, stretch = self
        return figure * over, Marks(
            over * parts,
            goal * parts,
            start * parts,
            threshold * parts,
            None if stretch is None else stretch * parts,
        )


@dataclass(frozen=True)
class Promise:
    """What a target commits to: everything `judge` needs that does not change from month to month.

    Units: goal, stretch and baseline in the target's own unit of measure (% as 2.3 for 2.3 %);
    `schedule` is twelve cumulative shares of the year (1 is the whole), None for m/12; a share that
    does not end as a decimal (5 of 59) is a fraction.
    The cached properties below are the same values as `Fraction`, converted once.
    """

    kind: Kind
    comparator: Comparator
    goal: Decimal
    stretch: Decimal | None = None
    baseline: Decimal | None = None
    tolerance: Decimal = Decimal("0.10")
    schedule: tuple[Share, ...] | None = None
    reporting_months: frozenset[int] = frozenset(range(1, 13))
    as_level: bool = False  # the office judges a stock without baseline as a level

    @cached_property
    def is_ceiling(self) -> bool:
        """Less is better (控制在……以内、不超过)."""
        return self.comparator == Comparator.AT_MOST

    @cached_property
    def is_allowance(self) -> bool:
        """A ceiling on a flow (全年不超过5起): met only when the year is over."""
        return self.is_ceiling and self.kind == Kind.FLOW

    @cached_property
    def exact_goal(self) -> Fraction:
        """The goal g."""
        return Fraction(self.goal)

    @cached_property
    def exact_baseline(self) -> Fraction | None:
        """The baseline b of a stock or ratio; a flow's or a growth's last year is never one."""
        if self.baseline is None or self.kind in {Kind.FLOW, Kind.GROWTH}:
            return None
        return Fraction(self.baseline)

    @cached_property
    def exact_stretch(self) -> Fraction | None:
        """The stretch (力争值), if the plan states one."""
        return None if self.stretch is None else Fraction(self.stretch)

    @cached_property
    def start(self) -> Fraction:
        """From where progress counts: the baseline on the way from one, else 0."""
        baseline = self.exact_baseline
        return baseline if baseline is not None and self.basis is Basis.INCREMENT else ZERO

    @cached_property
    def span(self) -> Fraction:
        """The whole way from the start to the goal, g or g - b."""
        return self.exact_goal - self.start

    @cached_property
    def threshold(self) -> Fraction:
        """From where the goal counts as met: g, or for 左右 g - tolerance x |g|."""
        if self.comparator != Comparator.ABOUT:
            return self.exact_goal
        return self.exact_goal - max(Fraction(self.tolerance), ZERO) * abs(self.exact_goal)

    @cached_property
    def shares(self) -> tuple[Fraction, ...]:
        """s(0) to s(12), the cumulative share of the year expected by each month."""
        if self.schedule is None:
            return EVEN_SHARES
        if len(self.schedule) != MONTHS:
            raise ValueError(f"schedule must have 12 shares, not {len(self.schedule)}")
        return (ZERO, *(Fraction(share) for share in self.schedule))

    @cached_property
    def marks(self) -> Marks:
        """Goal, start, threshold and stretch over their common denominator."""
        exact = (self.exact_goal, self.start, self.threshold, self.exact_stretch or ZERO)
        over = lcm(*(each.denominator for each in exact))
        goal, start, threshold, stretch = (
            each.numerator * (over // each.denominator) for each in exact
        )
        return Marks(over, goal, start, threshold, None if self.stretch is None else stretch)

    @cached_property
    def reports(self) -> tuple[int | None, ...]:
        """By month, 0 to 12: the last reporting month up to it, whose figure decides there."""
        found: list[int | None] = [None]
        for month in range(1, MONTHS + 1):
            found.append(month if month in self.reporting_months else found[-1])
        return tuple(found)

    @cached_property
    def last_reporting_month(self) -> int:
        """The month whose report settles the year."""
        return max(self.reporting_months, default=MONTHS)

    @cached_property
    def basis(self) -> Basis:
        """By which formula this target is judged."""
        if self.kind == Kind.FLOW:
            return self._basis_of_flow()
        if self.kind == Kind.GROWTH:
            return Basis.POINTS if self.threshold else Basis.ZERO
        baseline = self.exact_baseline
        if baseline is not None and not self.is_met_by(baseline):
            return Basis.INCREMENT
        if baseline is None and self.kind == Kind.STOCK and not self.as_level:
            return Basis.NONE
        return Basis.LEVEL if self.threshold else Basis.ZERO

    def _basis_of_flow(self) -> Basis:
        if not self.goal:
            return Basis.ZERO
        # A flow whose goal is negative cannot be told by v / e, where both signs turn.
        return Basis.ALLOWANCE if self.is_ceiling or self.goal < 0 else Basis.SHARE

    def is_met_by(self, value: Fraction) -> bool:
        """Whether the value, taken by itself, meets the goal."""
        return value <= self.exact_goal if self.is_ceiling else value >= self.threshold

    def is_settled_by(self, month: int) -> bool:
        """Whether a figure of this month can say that the year's goal is achieved.

        For growth, ratio and a ceiling on a flow that is a statement about the whole year.
        """
        return self.is_settled_early or month >= self.last_reporting_month

    @cached_property
    def is_settled_early(self) -> bool:
        """A stock, or a flow that grows, may reach the year's goal in any month."""
        return self.kind == Kind.STOCK or (self.kind == Kind.FLOW and not self.is_ceiling)


def step_in_force(steps: Sequence[AnyStep], month: int) -> AnyStep | None:
    """The last goal change that has begun by a month; None while the plan's own goal holds.

    `steps` stand in the order of their months. Source: domain.md, "The month's round", 6.
    """
    return next((step for step in reversed(steps) if step.from_month <= month), None)


def promise_in(promise: Promise, steps: Sequence[Step], month: int) -> Promise:
    """What is promised in a month: any month's promise, with the goal in force in this one."""
    if not steps:
        return promise
    step = step_in_force(steps, month)
    if step is None:
        goal, stretch = steps[0].before, steps[0].before_stretch
    else:
        goal, stretch = step.goal, step.stretch
    if (goal, stretch) == (promise.goal, promise.stretch):
        return promise
    return replace(promise, goal=goal, stretch=stretch)
