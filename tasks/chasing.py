"""What is to be chased (催报): what each unit still has to see to, and on which occasion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from plans import workdays
from plans.models import Plan, ReportingPeriod, default_reminders
from plans.periods import moves_of
from targets.choices import State
from targets.models import Measurement, Target, release_day
from tasks.choices import Part
from tasks.models import ProgressNote, Responsibility

BY_HAND, BEFORE, ON_DAY, OVERDUE = "hand", "before", "due", "overdue"


@dataclass(frozen=True)
class Timing:
    """When the plan has units chased, and by which ways."""

    before: tuple[int, ...]  # working days before the due day
    on_day: bool
    overdue: tuple[int, ...]  # working days after it
    hour: int
    gap_hours: int
    ways: tuple[str, ...]


def timing_of(plan: Plan) -> Timing:
    """The plan's own rules; what they leave out is as every plan begins."""
    kept = {**default_reminders(), **plan.reminders}
    return Timing(
        before=tuple(kept["before"]),
        on_day=kept["on_day"],
        overdue=tuple(kept["overdue"]),
        hour=kept["hour"],
        gap_hours=kept["gap_hours"],
        ways=tuple(kept["ways"]),
    )


@dataclass(frozen=True)
class Item:
    """One figure or note that a unit still has to see to; never its value."""

    unit: int
    period: ReportingPeriod
    is_figure: bool
    what: str
    due_on: date
    is_draft: bool = False
    is_returned: bool = False
    for_head: bool = False  # handed in by the clerk, not yet released by the unit's head
    reporter: int | None = None  # the account that answers for it, where one is named

    def is_late(self, on: date) -> bool:
        """Past its day; a back-filled month never is."""
        return on > self.due_on and not self.period.is_backfill


def open_items(plan: Plan, *, on: date, unit: int | None = None) -> list[Item]:
    """What is not in of the months that take figures that day, figures first; five queries.

    With `unit`, that unit's alone. What was only submitted counts where the unit's head has to
    release it first.
    """
    months = ReportingPeriod.objects.filter(plan=plan, opens_on__lte=on, published_at=None)
    periods = list(months.order_by("month"))
    for period in periods:
        period.plan = plan
    if not periods:
        return []
    figures = [*_figures(plan, periods, unit)]
    return [*figures, *_notes(plan, periods, unit)]


def _figures(plan: Plan, periods: Sequence[ReportingPeriod], unit: int | None) -> Iterator[Item]:
    targets = Target.objects.filter(plan=plan, lead_unit__isnull=False).order_by("order")
    filed = Measurement.objects.filter(period__in=periods)
    if unit is not None:
        targets, filed = targets.filter(lead_unit=unit), filed.filter(target__lead_unit=unit)
    states = _states(filed.values_list("target_id", "period_id", "state"))
    rows = targets.values_list(
        "pk",
        "short_name",
        "lead_unit_id",
        "reporter_id",
        "reporting_months",
        "release_days",
        named=True,
    )
    for row in rows:
        for period in periods:
            state = states.get((row.pk, period.pk))
            if period.month in row.reporting_months and _is_open(state, plan):
                yield Item(
                    unit=row.lead_unit_id,
                    period=period,
                    is_figure=True,
                    what=row.short_name,
                    due_on=release_day(row, period.month, period.due_on),
                    reporter=row.reporter_id,
                    **_told(state),
                )


def _notes(plan: Plan, periods: Sequence[ReportingPeriod], unit: int | None) -> Iterator[Item]:
    leads = Responsibility.objects.filter(task__plan=plan, part=Part.LEAD)
    filed = ProgressNote.objects.filter(period__in=periods)
    if unit is not None:
        leads, filed = leads.filter(unit=unit), filed.filter(unit=unit)
    pairs = filed.values_list("task_id", "unit_id", "period_id", "state")
    states = {(task, of, period): state for task, of, period, state in pairs}
    rows = leads.order_by("task__number").values_list("task_id", "task__number", "unit_id")
    for task, number, of in rows:
        for period in periods:
            state = states.get((task, of, period.pk))
            if _is_open(state, plan):
                yield Item(
                    unit=of,
                    period=period,
                    is_figure=False,
                    what=f"任务{number}进展",
                    due_on=period.due_on,
                    **_told(state),
                )


def _states(rows: Iterable[tuple[int, int, str]]) -> dict[tuple[int, int], str]:
    return {(row, period): state for row, period, state in rows}


def _is_open(state: str | None, plan: Plan) -> bool:
    """The unit still has something to do about it."""
    if state == State.SUBMITTED:
        return plan.countersign
    return state in {None, State.DRAFT, State.RETURNED}


def _told(state: str | None) -> dict[str, Any]:
    return {
        "is_draft": state == State.DRAFT,
        "is_returned": state == State.RETURNED,
        "for_head": state == State.SUBMITTED,
    }


# On which occasion


def occasion_on(due_on: date, on: date, timing: Timing, moves: Mapping[date, bool]) -> str:
    """before:3, due or overdue:1, where the plan has that day for it; never on a day off."""
    if not workdays.is_workday(on, moves=moves):
        return ""
    if timing.on_day and on == due_on:
        return ON_DAY
    if on < due_on:
        for days in timing.before:
            if workdays.shifted(due_on, -days, moves=moves) == on:
                return f"{BEFORE}:{days}"
    elif on > due_on:
        for days in timing.overdue:
            if workdays.shifted(due_on, days, moves=moves) == on:
                return f"{OVERDUE}:{days}"
    return ""


@dataclass(frozen=True)
class Chase:
    """One unit to be chased once: the month and occasion it is kept under, and what about."""

    unit: int
    period: ReportingPeriod
    occasion: str
    items: tuple[Item, ...]


def due_chases(plan: Plan, items: Sequence[Item], on: date) -> list[Chase]:
    """Each unit for which that day is an occasion, once, with everything it is late with beside.

    Back-filled months are asked for by hand alone: they are never overdue.
    """
    timing, moves = timing_of(plan), moves_of(plan)
    days = {item.due_on for item in items}
    occasions = {day: occasion_on(day, on, timing, moves) for day in days}
    found: dict[int, Chase] = {}
    for item in sorted(items, key=lambda each: (each.period.month, each.due_on)):
        occasion = occasions[item.due_on]
        if not occasion or item.period.is_backfill or item.unit in found:
            continue
        if item.due_on != item.period.due_on:  # a figure with a release day of its own
            occasion = f"{occasion}@{item.due_on:%y%m%d}"
        own = [each for each in items if each.unit == item.unit]
        found[item.unit] = Chase(item.unit, item.period, occasion, chosen(plan, own, on))
    return list(found.values())


def chosen(plan: Plan, items: Iterable[Item], on: date) -> tuple[Item, ...]:
    """What a message of the timer speaks of: what that day is an occasion for, and what is late."""
    timing, moves = timing_of(plan), moves_of(plan)
    furthest = on
    for days in timing.before:
        furthest = max(furthest, workdays.shifted(on, days, moves=moves))
    return tuple(
        item
        for item in items
        if not item.period.is_backfill and (item.is_late(on) or item.due_on <= furthest)
    )


def chosen_by_hand(items: Iterable[Item], period: ReportingPeriod, on: date) -> tuple[Item, ...]:
    """What the office asks for by hand: all of the month but what is not published yet anywhere."""
    last = max(period.due_on, on)
    return tuple(item for item in items if item.period == period and item.due_on <= last)
