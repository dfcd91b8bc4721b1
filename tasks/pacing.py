"""A task's light by its milestones: done over due by the end of the month, exactly. Pure.

Source: domain.md, "a task's light": at most 1.2; none due yet is 达序时; all done is 已完成.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from targets.arithmetic.light import Scale
from targets.choices import Light

MOST = Fraction(12, 10)
AS_INDEX = Scale()  # where a plan's cut points are points of gap, tasks keep to these


@dataclass(frozen=True)
class Mark:
    """A milestone the office agreed to: when it is due, and when it was reached and confirmed."""

    due_on: date
    done_on: date | None = None

    def is_done_by(self, day: date) -> bool:
        """Reached by the end of that day, however early."""
        return self.done_on is not None and self.done_on <= day


@dataclass(frozen=True)
class Pace:
    """How a task's milestones stand at the end of a month."""

    done: int
    due: int
    total: int

    @property
    def is_complete(self) -> bool:
        """All are reached and confirmed."""
        return self.done == self.total

    @property
    def index(self) -> Fraction | None:
        """Done over due, at most 1.2; 1 while none is due yet, None once all are done."""
        if self.is_complete:
            return None
        return min(Fraction(self.done, self.due), MOST) if self.due else Fraction(1)

    @property
    def is_behind(self) -> bool:
        """Fewer are done than were due."""
        return self.done < self.due

    @property
    def told(self) -> str:
        """里程碑：完成2项，应完成4项，共6项."""
        return f"里程碑：完成{self.done}项，应完成{self.due}项，共{self.total}项"


def pace_of(marks: Iterable[Mark], year: int, month: int) -> Pace | None:
    """How many are done and due by the month's last day; None without milestones."""
    listed, last = list(marks), end_of(year, month)
    if not listed:
        return None
    done = sum(mark.is_done_by(last) for mark in listed)
    return Pace(done, sum(mark.due_on <= last for mark in listed), len(listed))


def light_of(found: Pace, scale: Scale) -> Light:
    """The light of a task by its milestones, by the plan's cut points as index, inclusive."""
    index = found.index
    if index is None:
        return Light.ACHIEVED
    if not found.due:
        return Light.ON_PACE
    for cut, over, light in (AS_INDEX if scale.in_points else scale).cuts:
        if index.numerator * over >= cut * index.denominator:
            return light
    return Light.FAR_BEHIND


def end_of(year: int, month: int) -> date:
    """The month's last day."""
    return date(year, month, calendar.monthrange(year, month)[1])
