"""亮灯: the verdict of a target that has a figure, by the plan's cut points."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
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
    def cuts(self) -> tuple[tuple[Fraction, Light], ...]:
        """The cut points from the best downwards, each with the light that begins there."""
        return (
            (Fraction(self.ahead), Light.AHEAD),
            (Fraction(self.on_pace), Light.ON_PACE),
            (Fraction(self.behind), Light.BEHIND),
        )


def light_of(promise: Promise, figure: Reached, scale: Scale) -> Light:
    """The light of a reported figure, decided in the order of domain.md.

    Nothing here rounds: 1.10 exactly is 超序时, the smallest bit less is 达序时.
    """
    if figure.is_met and figure.is_settled:
        stretched = promise.is_stretched_by(figure.value)
        return Light.ACHIEVED_STRETCH if stretched else Light.ACHIEVED
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


def _by_cuts(figure: Reached, scale: Scale) -> Light:
    measured = figure.index
    if scale.in_points:
        measured = figure.gap
        if measured is not None and not figure.gap_is_level:
            measured *= 100
    if measured is None:
        return Light.FAR_BEHIND
    for cut, light in scale.cuts:
        if measured >= cut:
            return light
    return Light.FAR_BEHIND
