"""The office's desk in one month: what waits for review, what was done, what is still missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from plans.models import Plan, ReportingPeriod
from targets.choices import State
from targets.rounds import HANDED_IN, waiting_states
from targets.standing import Lead, TargetStanding, standings
from tasks.owed import FigureDuty, NoteDuty, Owed, figure_duty
from tasks.progress import TaskProgress, progress
from tasks.returned import as_returned, for_office

MOST_MONTHS = 2  # named one by one where a line has little room


@dataclass(frozen=True)
class UnitRows:
    """What one unit has in one state, and who handed in the latest of it."""

    unit: Lead
    figures: tuple[FigureDuty, ...]
    notes: tuple[NoteDuty, ...]

    @property
    def all(self) -> tuple[Owed, ...]:
        """Figures first, then notes."""
        owed: tuple[Owed, ...] = (*self.figures, *self.notes)
        return owed

    @property
    def submitted_at(self) -> datetime | None:
        """When the latest of them was handed in."""
        times = (each.filed.submitted_at for each in self.all if each.filed)
        return max((time for time in times if time), default=None)

    @property
    def submitted_by(self) -> str:
        """Who handed in the latest of them, by name."""
        at = self.submitted_at
        filings = (each.filed for each in self.all if each.filed)
        return next((filed.submitted_by for filed in filings if filed.submitted_at == at), "")


@dataclass(frozen=True)
class Missing:
    """One thing a unit has not handed in; the office does not see what is drafted of it."""

    unit: Lead
    what: str
    due_on: date
    is_draft: bool
    is_overdue: bool
    code: str = ""  # the target's; empty for a note


@dataclass(frozen=True)
class UnitProgress:
    """How far one unit is with the month (报送进度)."""

    unit: Lead
    figures: int  # due
    figures_in: int  # of them handed in
    notes: int
    notes_in: int
    drafts: int  # begun and not handed in, figures and notes
    returned: int
    missed: tuple[int, ...]  # earlier months of which a figure is still missing
    unsigned: int = 0  # handed in, not yet released by the unit's head

    @property
    def due(self) -> int:
        """Figures and notes that are due."""
        return self.figures + self.notes

    @property
    def handed_in(self) -> int:
        """Figures and notes that were handed in."""
        return self.figures_in + self.notes_in

    @property
    def says(self) -> str:
        """已交齐, 退回1项, 8月仍未报, 待单位审核2项, 草稿13/14, 未报 or 已交4/6."""
        if self.returned:
            return f"退回{self.returned}项"
        if len(self.missed) > MOST_MONTHS:
            return f"{self.missed[0]}月等{len(self.missed)}个月未报"
        if self.missed:
            return f"{'、'.join(str(month) for month in self.missed)}月仍未报"
        if self.unsigned:
            return f"待单位审核{self.unsigned}项"
        if self.handed_in == self.due:
            return "已交齐"
        if self.drafts:
            return f"草稿{self.drafts}/{self.due}"
        return f"已交{self.handed_in}/{self.due}" if self.handed_in else "未报"


@dataclass(frozen=True)
class Desk:
    """Everything the office sees of one month's reporting; `targets` and `tasks` for its checks."""

    period: ReportingPeriod
    waiting: tuple[UnitRows, ...]
    unsigned: tuple[UnitRows, ...]  # submitted; the unit's head has not released them yet
    approved: tuple[UnitRows, ...]
    returned: tuple[UnitRows, ...]
    missing: tuple[Missing, ...]
    progress: tuple[UnitProgress, ...]
    targets: tuple[TargetStanding, ...]
    tasks: tuple[TaskProgress, ...]

    @property
    def sent_back(self) -> list[Owed]:
        """What is with the units to be mended."""
        return [duty for unit in self.returned for duty in unit.all]

    @cached_property
    def flagged(self) -> int:
        """How many of the figures that wait raise a doubt."""
        return sum(bool(duty.doubts) for unit in self.waiting for duty in unit.figures)

    @property
    def due(self) -> int:
        """Figures and notes that are due in the month."""
        return sum(unit.due for unit in self.progress)

    @property
    def handed_in(self) -> int:
        """Figures and notes that were handed in."""
        return sum(unit.handed_in for unit in self.progress)


def waiting(period: ReportingPeriod, *, on: date) -> Desk:
    """What was submitted for a month, by unit in the units' order; and what else came of it.

    Six queries, however many targets, tasks and units there are. What a unit drafts, mends, or
    has not released yet is its own: of these there is the state, and nothing that was written.
    """
    plan, month = period.plan, period.month
    targets = standings(plan, month, on=on)
    tasks = progress(plan, month, on=on, states={*waiting_states(plan), State.APPROVED})
    figures = [figure_duty(row, period, on) for row in targets if row.facts.lead]
    notes = [note_duty(task, period, on) for task in tasks if task.lead]
    notes += [joint_duty(task, each, period, on) for task in tasks for each in task.asked]
    owed = for_office([*figures, *notes], plan)
    units = _by_unit(each for each in owed if each.is_due)
    missed = _missed_before(month, targets, on)
    return Desk(
        period=period,
        waiting=_grouped(units, waiting_states(plan)),
        unsigned=_grouped(units, HANDED_IN - waiting_states(plan) - {State.APPROVED}),
        approved=_grouped(units, {State.APPROVED}),
        returned=_grouped(units, {State.RETURNED}),
        missing=tuple(_missing(units)),
        progress=tuple(_progress(unit, own, missed[unit], plan) for unit, own in units.items()),
        targets=tuple(targets),
        tasks=tuple(tasks),
    )


def with_returned(desk: Desk) -> Desk:
    """The desk with each returned row as it was when it was returned; one query."""
    owed = as_returned([duty for unit in desk.returned for duty in unit.all])
    units = _by_unit(owed)
    return replace(desk, returned=_grouped(units, {State.RETURNED}))


def note_duty(task: TaskProgress, period: ReportingPeriod, on: date) -> NoteDuty:
    """The duty of a task's lead unit, its progress read already."""
    lead = task.lead
    if lead is None:
        raise ValueError(f"task {task.pk} has no lead unit to owe a note")
    month = period.month
    earlier = (note for note in task.notes if note.unit == lead.pk and note.month < month)
    return NoteDuty(
        period=period,
        due_on=task.due_on,
        on=on,
        why_not="",
        task=task.pk,
        number=task.number,
        title=task.title,
        lead=Lead(lead.order, lead.code, lead.name, lead.short_name),
        notes=(*earlier, *(note for note in task.filings if note.unit == lead.pk)),
        pace=task.pace,
    )


def joint_duty(task: TaskProgress, unit: Lead, period: ReportingPeriod, on: date) -> NoteDuty:
    """The duty of a joining unit that was asked for its own note of the month."""
    filed = task.filed_by(unit.code)
    return NoteDuty(
        period=period,
        due_on=task.due_on,
        on=on,
        why_not="",
        task=task.pk,
        number=task.number,
        title=task.title,
        lead=unit,
        notes=(filed,) if filed else (),
        asked=frozenset({period.month}),
    )


def _by_unit(duties: Iterable[Owed]) -> dict[Lead, list[Owed]]:
    """The duties of each unit, figures before notes, in the units' order."""
    found: dict[Lead, list[Owed]] = defaultdict(list)
    for duty in duties:
        if duty.lead is not None:
            found[duty.lead].append(duty)
    return {unit: found[unit] for unit in sorted(found)}


def _grouped(units: Mapping[Lead, list[Owed]], states: Collection[State]) -> tuple[UnitRows, ...]:
    groups = []
    for unit, duties in units.items():
        own = [duty for duty in duties if duty.state in states]
        if own:
            figures = tuple(duty for duty in own if isinstance(duty, FigureDuty))
            notes = tuple(duty for duty in own if isinstance(duty, NoteDuty))
            groups.append(UnitRows(unit, figures, notes))
    return tuple(groups)


def _missing(units: Mapping[Lead, list[Owed]]) -> Iterator[Missing]:
    for unit, duties in units.items():
        for duty in duties:
            if duty.state in {None, State.DRAFT}:
                is_draft = duty.state is State.DRAFT
                yield Missing(
                    unit=unit,
                    what=duty.what if isinstance(duty, FigureDuty) else duty.full_name,
                    due_on=duty.due_on,
                    is_draft=is_draft,
                    is_overdue=duty.is_overdue,
                    code=duty.facts.code if isinstance(duty, FigureDuty) else "",
                )


def _progress(
    unit: Lead, duties: Sequence[Owed], missed: Collection[int], plan: Plan
) -> UnitProgress:
    hidden = HANDED_IN - waiting_states(plan) - {State.APPROVED}
    figures = [duty for duty in duties if isinstance(duty, FigureDuty)]
    notes = [duty for duty in duties if isinstance(duty, NoteDuty)]
    return UnitProgress(
        unit=unit,
        figures=len(figures),
        figures_in=sum(duty.is_handed_in for duty in figures),
        notes=len(notes),
        notes_in=sum(duty.is_handed_in for duty in notes),
        drafts=sum(duty.state is State.DRAFT for duty in duties),
        returned=sum(duty.state is State.RETURNED for duty in duties),
        missed=tuple(sorted(missed)),
        unsigned=sum(duty.state in hidden for duty in duties),
    )


def _missed_before(
    month: int, rows: Iterable[TargetStanding], on: date
) -> Mapping[Lead, Collection[int]]:
    """By unit, earlier months with a figure that fell due and is not in; never back-filled ones."""
    found: dict[Lead, set[int]] = defaultdict(set)
    for row in rows:
        for each in row.promise.reporting_months - row.calendar.backfilled:
            due_on, filing = row.calendar.due.get(each), row.filings.get(each)
            is_past = each < month and due_on is not None and on > due_on
            if is_past and row.facts.lead and not (filing and filing.is_handed_in):
                found[row.facts.lead].add(each)
    return found
