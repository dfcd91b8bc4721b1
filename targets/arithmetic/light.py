"""亮灯: the verdict of a target that has a figure, by the plan's cut points."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from targets.arithmetic.pace import Reached
from targets.arithmetic.promise import Basis, Promise
from targets.choices import Light


@dataclass(frozen=True)
class Scale:
    """The cut points of a plan's lights (亮灯分档), as pace index or as gap in points.

    All inclusive. `in_points`: ahead, on_pace and behind are percentage points of gap (5, 0, -10).
    """

    ahead: Decimal = Decimal("1.10")
    on_pace: Decimal = Decimal("1.00")
    behind: Decimal = Decimal("0.80")
    in_points: bool = False

    @cached_property
    def cuts(self) -> tuple[tuple[int, int, Light], ...]:
        """The cut points from the best downwards, as ratios, each with the light that begins there."""
        return (
            (*self.ahead.as_integer_ratio(), Light.AHEAD),
            (*self.on_pace.as_integer_ratio(), Light.ON_PACE),
            (*self.behind.as_integer_ratio(), Light.BEHIND),
        )


def light_of(promise: Promise, figure: Reached, scale: Scale) -> Light:
    """The light of a reported figure, decided in the order of domain.md.

    Nothing here rounds: 1.10 exactly is 超序时, the smallest bit less is 达序时.
    """
    if figure.is_met and figure.is_settled:
        return Light.ACHIEVED_STRETCH if _is_stretched(promise, figure) else Light.ACHIEVED
    if promise.basis is Basis.NONE:
        return Light.NO_PACE
    if promise.is_allowance and not figure.is_met:
        return Light.FAR_BEHIND  # the year's allowance is already spent
    if promise.basis is Basis.ZERO:
        return Light.ON_PACE if figure.is_met else Light.FAR_BEHIND
    if figure.is_without_demand:
        beyond = figure.progress is not None and figure.progress > 0
        return Light.AHEAD if beyond else Light.ON_PACE
    return _by_cuts(figure, scale)


def _is_stretched(promise: Promise, figure: Reached) -> bool:
    """Whether the value meets the stretch too (已达力争)."""
    stretch = figure.marks.stretch
    if stretch is None:
        return False
    return figure.value <= stretch if promise.is_ceiling else figure.value >= stretch


def _by_cuts(figure: Reached, scale: Scale) -> Light:
    """The first cut point reached, compared by cross-multiplication."""
    measured = figure.gap if scale.in_points else figure.pace_index
    if measured is None:
        return Light.FAR_BEHIND
    numerator, denominator = measured.as_integer_ratio()
    if scale.in_points and not figure.gap_is_level:
        numerator *= 100
    for cut, over, light in scale.cuts:
        if numerator * over >= cut * denominator:
            return light
    return Light.FAR_BEHIND
