"""How the units reported for the month: due, on time, late, missing. Pure.

Back-filled months and figures whose own release day is still to come are no one's duty yet.
Source: domain.md, "reporting discipline"; the day of the first submission counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.report.named import UnitRef
from dashboard.report.rows import Reporting
from targets.choices import State
from targets.standing import Filing, TargetStanding
from tasks.progress import Remark, TaskProgress


@dataclass(frozen=True)
class Duty:
    """One figure or note that a unit owes this month, and what has become of it."""

    unit: str  # its code
    what: str
    due_on: date
    filed: Filing | Remark | None

    @property
    def is_handed_in(self) -> bool:
        """Handed in and not returned or withdrawn since."""
        return self.filed is not None and self.filed.is_handed_in

    @property
    def is_sent_back(self) -> bool:
        """With the unit, to be mended."""
        return self.filed is not None and self.filed.state == State.RETURNED

    @property
    def faults(self) -> int:
        """How often the office returned it for the unit's own mistake."""
        return self.filed.faults if self.filed else 0

    @property
    def is_on_time(self) -> bool:
        """First submitted by the due day, that day included."""
        first = self.filed.first_submitted_on if self.filed else None
        return self.is_handed_in and (first is None or first <= self.due_on)


def duties(
    targets: Iterable[TargetStanding], tasks: Iterable[TaskProgress], on: date
) -> Iterator[Duty]:
    """What is owed for the month: figures, the leads' notes, and those asked of joining units."""
    for row in targets:
        month, lead = row.now.month, row.facts.lead
        due_on = row.calendar.due.get(month, row.due_on)
        if lead is not None and row.owes and due_on <= max(on, row.due_on):
            yield Duty(lead.code, row.facts.short_name, due_on, row.filings.get(month))
    for task in tasks:
        if task.lead is not None and not task.is_backfill:
            yield Duty(task.lead.code, f"任务{task.number}进展", task.due_on, task.filed)
        for unit in task.asked if not task.is_backfill else ():
            what = f"任务{task.number}进展（配合）"
            yield Duty(unit.code, what, task.due_on, task.filed_by(unit.code))


def reporting(owed: Sequence[Duty], units: Iterable[UnitRef], on: date) -> tuple[Reporting, ...]:
    """Per unit that owes something, in the units' order."""
    found = []
    for unit in units:
        own = [duty for duty in owed if duty.unit == unit.code]
        if not own:
            continue
        on_time = sum(duty.is_on_time for duty in own)
        found.append(
            Reporting(
                unit=unit,
                due=len(own),
                on_time=on_time,
                late=sum(duty.is_handed_in for duty in own) - on_time,
                returned=sum(duty.faults for duty in own),
                missing=tuple(
                    duty.what for duty in own if not duty.is_handed_in and on > duty.due_on
                ),
            )
        )
    return tuple(found)
