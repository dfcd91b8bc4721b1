"""A target's row as the plain values that arithmetic takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from plans.models import Plan
from targets.arithmetic import Promise, Scale, Share
from targets.choices import Comparator, Kind, Light


class Promised(Protocol):
    """What a promise is made of: a Target, or a row read with the same names."""

    @property
    def kind(self) -> str: ...
    @property
    def comparator(self) -> str: ...
    @property
    def goal(self) -> Decimal: ...
    @property
    def stretch(self) -> Decimal | None: ...
    @property
    def baseline(self) -> Decimal | None: ...
    @property
    def tolerance(self) -> Decimal: ...
    @property
    def reporting_months(self) -> Sequence[int]: ...
    @property
    def judged_as_level(self) -> bool: ...


class Released(Protocol):
    """Whatever knows its own release days: a Target, or a row read with the same name."""

    @property
    def release_days(self) -> Mapping[str, str]: ...


def promise_of(target: Promised, shares: list[str] | None = None) -> Promise:
    """The plain values of a target that arithmetic needs; `shares` is its filed schedule."""
    return Promise(
        kind=Kind(target.kind),
        comparator=Comparator(target.comparator),
        goal=target.goal,
        stretch=target.stretch,
        baseline=target.baseline,
        tolerance=target.tolerance,
        schedule=tuple(map(share_of, shares)) if shares else None,
        reporting_months=frozenset(target.reporting_months),
        as_level=target.judged_as_level,
    )


def share_of(text: str) -> Share:
    """A stored share of a schedule: a decimal, or a fraction (5/59) where that would not end."""
    return Fraction(text) if "/" in text else Decimal(text)


def scale_of(plan: Plan) -> Scale:
    """The plan's cut points as exact numbers."""
    lights = plan.lights
    return Scale(
        ahead=Decimal(lights["ahead"]),
        on_pace=Decimal(lights["on_pace"]),
        behind=Decimal(lights["behind"]),
        in_points=lights["in_points"],
    )


def light_names_of(plan: Plan) -> tuple[tuple[Light, str], ...]:
    """The plan's own names of the lights, in their order; none where the usual words stand."""
    names = plan.lights.get("names", {})
    return tuple((light, names[light.value]) for light in Light if names.get(light.value))


def release_day(target: Released, month: int, due_on: date) -> date:
    """The day a month's figure falls due: the target's own release day, else the period's."""
    own = target.release_days.get(str(month))
    return date.fromisoformat(own) if own else due_on
