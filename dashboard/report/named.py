"""A unit as a month knew it: what every row of a report points to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class UnitRef:
    """A unit as the month knew it."""

    code: str
    name: str
    short_name: str
    is_group: bool = False  # a mere mention (各有关镇街), which nobody works in


NOBODY = UnitRef("none", "待确认", "待确认")  # leads a task for which no unit is named yet
