"""How many stand under each light, and which light changed: values of a report."""

from __future__ import annotations

from dataclasses import dataclass

from targets.choices import BEST_FIRST, LATE, NOT_JUDGED, ON_COURSE, Light

WORST_FIRST = tuple(light for light in reversed(BEST_FIRST) if light not in NOT_JUDGED)


@dataclass(frozen=True)
class Counts:
    """How many stand under each light; the sentence a leader reads first."""

    by_light: tuple[tuple[Light, int], ...]

    def of(self, *lights: Light) -> int:
        """How many stand under any of these lights."""
        return sum(number for light, number in self.by_light if light in lights)

    @property
    def total(self) -> int:
        return sum(number for _, number in self.by_light)

    @property
    def on_course(self) -> int:
        return self.of(*ON_COURSE)

    @property
    def late(self) -> int:
        return self.of(*LATE)

    @property
    def overdue(self) -> int:
        return self.of(Light.OVERDUE)

    @property
    def judged(self) -> int:
        return self.on_course + self.late + self.overdue

    @property
    def not_judged(self) -> int:
        return self.total - self.judged


@dataclass(frozen=True)
class Change:
    """A target whose light changed against the month before."""

    code: str
    short_name: str
    old: Light
    new: Light

    @property
    def is_better(self) -> bool | None:
        """Better (True) or worse (False); None where one of the two months was not judged."""
        if self.old not in WORST_FIRST or self.new not in WORST_FIRST:
            return None
        return WORST_FIRST.index(self.new) > WORST_FIRST.index(self.old)
