"""What a unit owes, and what waits for the office: readers of the to-do, entry and review pages.

Each asks a fixed number of queries, however many targets and tasks there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, FilteredRelation, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import Unit
from plans.models import Plan, ReportingPeriod
from targets.choices import State
from targets.rounds import HANDED_IN
from targets.standing import Lead, TargetStanding, standings
from tasks.choices import COUNTING, MilestoneState, Part
from tasks.crossing import crossed
from tasks.models import Milestone, ProgressNote, Responsibility
from tasks.owed import Duty, FigureDuty, Joined, NoteDuty, Owed, figure_duty
from tasks.pacing import Pace, end_of
from tasks.progress import Remark
from tasks.reviewing import Desk, Missing, UnitProgress, UnitRows, waiting

__all__ = [
    "Desk",
    "Duty",
    "FigureDuty",
    "Missed",
    "Missing",
    "MonthOwed",
    "NoteDuty",
    "Owed",
    "Todo",
    "UnitProgress",
    "UnitRows",
    "figures_due",
    "notes_due",
    "todo",
    "waiting",
]
NOTE = (
    "unit_id",
    "word",
    "text",
    "state",
    "first_submitted_on",
    "submitted_by__full_name",
    "submitted_by__username",
    "reviewed_by__full_name",
    "reviewed_by__username",
    "pk",
    "version",
    "reason",
    "submitted_at",
    "is_nil",
    "on_behalf",
    "countersigned_at",
    "countersigned_by__full_name",
    "countersigned_by__username",
    "faults",
    "problem",
    "measures",
    "next_step",
)


@dataclass(frozen=True)
class MonthOwed:
    """Everything a unit owes for one open month."""

    period: ReportingPeriod
    figures: tuple[FigureDuty, ...]  # in the plan's order, those not asked for too
    notes: tuple[NoteDuty, ...]

    @property
    def all(self) -> tuple[Owed, ...]:
        """Figures and notes that the month asks for."""
        owed: tuple[Owed, ...] = (*self.figures, *self.notes)
        return tuple(each for each in owed if each.is_due)

    @property
    def returned(self) -> tuple[Owed, ...]:
        """What came back and wants mending first."""
        return tuple(each for each in self.all if each.state == State.RETURNED)

    @property
    def to_fill(self) -> tuple[Owed, ...]:
        """What is not begun, or still a draft."""
        return tuple(each for each in self.all if each.state in {None, State.DRAFT})

    @property
    def waiting(self) -> tuple[Owed, ...]:
        """What was handed in and waits for the unit's head or the office."""
        return tuple(each for each in self.all if each.is_handed_in and not each.is_approved)

    @property
    def approved(self) -> tuple[Owed, ...]:
        """What counts."""
        return tuple(each for each in self.all if each.state == State.APPROVED)

    @property
    def not_asked(self) -> tuple[FigureDuty, ...]:
        """The targets this month asks nothing of; each knows why."""
        return tuple(each for each in self.figures if not each.is_due)

    @property
    def left(self) -> int:
        """How much is still to be handed in."""
        return sum(not each.is_handed_in for each in self.all)


@dataclass(frozen=True)
class Missed:
    """A figure or note of a published month that never came (逾期未报)."""

    period: ReportingPeriod
    what: str
    due_on: date
    code: str = ""  # of the target, whose figure may still come late (补报); empty for a note

    @property
    def text(self) -> str:
        """Why it cannot be filled in here, and who can help."""
        month = self.period.month
        missed = f"{month}月逾期未报。{month}月已发布，"
        if self.code:
            return f"{missed}补报由专班批准后生效。"
        return f"{missed}补报须由专班以更正办理，请联系专班。"


@dataclass(frozen=True)
class Todo:
    """A unit's to-do list: the open months, the one being filed first, and what was missed.

    And what is not asked of it: the month that opens next, the tasks that another unit tells of.
    """

    months: tuple[MonthOwed, ...]
    missed: tuple[Missed, ...]
    coming: ReportingPeriod | None = None
    joined: tuple[Joined, ...] = ()

    @property
    def left(self) -> int:
        """How much is still to be handed in, over all open months."""
        return sum(month.left for month in self.months)


# One month


def figures_due(unit: Unit, period: ReportingPeriod, *, on: date) -> list[FigureDuty]:
    """The unit's targets in one month, in the plan's order; those not asked for know why.

    Three queries (a fourth reads the period's plan where it is not read yet).
    """
    rows = standings(period.plan, period.month, on=on, led_by=unit)
    return crossed((figure_duty(row, period, on) for row in rows), period.plan)


def notes_due(unit: Unit, period: ReportingPeriod, *, on: date) -> list[NoteDuty]:
    """The notes of the tasks that the unit leads in one month, in the plan's order; one query."""
    notes = _led_notes(unit, period, on)
    return [_at(duty, period, on) for duty in notes if _is_of(duty, period)]


def with_joint(notes: Iterable[NoteDuty], period: ReportingPeriod) -> list[NoteDuty]:
    """The lead's notes with what joining units have handed in for the month; one query."""
    listed = list(notes)
    rows = ProgressNote.objects.filter(
        period=period, state__in=HANDED_IN, task__in=[duty.task for duty in listed]
    ).order_by("unit__order")
    said: dict[int, list[tuple[str, str, str]]] = {}
    for task, code, name, text in rows.values_list(
        "task_id", "unit__code", "unit__short_name", "text"
    ):
        said.setdefault(task, []).append((code, name, text))
    return [
        replace(
            duty,
            joint=tuple(
                (name, text)
                for code, name, text in said.get(duty.task, ())
                if code != duty.lead.code and not duty.is_joint
            ),
        )
        for duty in listed
    ]


def _is_of(note: NoteDuty, period: ReportingPeriod) -> bool:
    """The month asks for it: the lead's always, a joining unit's where it was asked."""
    return note.asked is None or period.month in note.asked


def todo(unit: Unit, plan: Plan, *, on: date) -> Todo:
    """Everything the unit owes on a day, and what it missed in months published already.

    Six queries.
    """
    periods = list(ReportingPeriod.objects.filter(plan=plan).order_by("month"))
    for period in periods:
        period.plan = plan  # read already: no query for each
    begun = [period for period in periods if period.opens_on <= on]
    coming = next((period for period in periods if period.opens_on > on), None)
    joined = _joined(unit, plan)
    if not begun:
        return Todo((), (), coming, joined)
    rows = standings(plan, begun[-1].month, on=on, led_by=unit)
    notes = _led_notes(unit, begun[-1], on)
    months = [
        MonthOwed(
            period,
            tuple(figure_duty(_in_month(row, period), period, on) for row in rows),
            tuple(_at(note, period, on) for note in notes if _is_of(note, period)),
        )
        for period in begun
    ]
    filing = [month for month in months if month.period.published_at is None]
    filing.sort(key=lambda month: (month.period.is_backfill, month.period.month))
    published = [month for month in months if month.period.published_at is not None]
    return Todo(tuple(filing), tuple(_missed(published)), coming, joined)


def _joined(unit: Unit, plan: Plan) -> tuple[Joined, ...]:
    """The tasks the unit joins in, with who leads them; one query."""
    leads = Responsibility.objects.filter(
        part=Part.LEAD,
        task__plan=plan,
        task__responsibilities__in=unit.responsibilities.filter(part=Part.JOIN),
    )
    rows = leads.order_by("task__number").values_list("task__number", "unit__short_name")
    return tuple(Joined(number, lead) for number, lead in rows)


def _missed(published: Iterable[MonthOwed]) -> Iterator[Missed]:
    """What was due in published months and is not in them; a back-filled month is never overdue."""
    for month in published:
        for duty in month.all:
            if duty.is_overdue:
                code = duty.facts.code if isinstance(duty, FigureDuty) else ""
                yield Missed(month.period, duty.what, duty.due_on, code)


def _in_month(row: TargetStanding, period: ReportingPeriod) -> TargetStanding:
    """The same target as it stood in an earlier month."""
    return replace(row, standings=row.standings[: period.month], due_on=period.due_on)


def _at(note: NoteDuty, period: ReportingPeriod, on: date) -> NoteDuty:
    return replace(note, period=period, due_on=period.due_on, on=on)


def _led_notes(unit: Unit, period: ReportingPeriod, on: date) -> list[NoteDuty]:
    """Each task the unit leads, or was asked about, with its notes of the year; one query."""
    asked = Q(task__note_requests__unit=unit)
    rows = (
        Responsibility.objects.filter(unit=unit, task__plan_id=period.plan_id)
        .annotate(ask=FilteredRelation("task__note_requests", condition=asked))
        .filter(Q(part=Part.LEAD) | Q(ask__isnull=False))
        .annotate(own=FilteredRelation("task__notes", condition=Q(task__notes__unit=unit)))
        .annotate(**_marks(period))
        .order_by("task__number", "own__period__month")
        .values_list(
            "task_id",
            "task__number",
            "task__title",
            "done",
            "due",
            "total",
            "part",
            "ask__period__month",
            "ask__question",
            "own__period__month",
            *(f"own__{column}" for column in NOTE),
        )
    )
    tasks: dict[tuple[int, int, str, Pace, bool], dict[int, Remark]] = {}
    months: dict[int, dict[int, str]] = {}
    for pk, number, title, done, due, total, part, ask, question, *note in rows:
        key = (pk, number, title, Pace(done, due, total), part == Part.LEAD)
        remarks = tasks.setdefault(key, {})
        months.setdefault(pk, {})[ask] = question or ""
        if note[0] is not None:
            remarks[note[0]] = Remark._make(note)
    lead = Lead(unit.order, unit.code, unit.name, unit.short_name)
    return [
        NoteDuty(
            period=period,
            due_on=period.due_on,
            on=on,
            why_not="",
            task=pk,
            number=number,
            title=title,
            lead=lead,
            notes=tuple(remarks.values()),
            pace=pace if pace.total else None,
            asked=None if leads else frozenset(months[pk]),
            questions=() if leads else tuple(months[pk].items()),
        )
        for (pk, number, title, pace, leads), remarks in tasks.items()
    ]


def _marks(period: ReportingPeriod) -> dict[str, Any]:
    """How many of each task's milestones are done and due by the month's end, as columns."""
    last = end_of(period.plan.year, period.month)
    rows = Milestone.objects.filter(task=OuterRef("task"), state__in=COUNTING).order_by()
    wanted = {
        "done": rows.filter(state=MilestoneState.DONE, done_on__lte=last),
        "due": rows.filter(due_on__lte=last),
        "total": rows,
    }
    counts = {name: each.values("task").annotate(n=Count("pk")) for name, each in wanted.items()}
    return {name: Coalesce(Subquery(each.values("n")), Value(0)) for name, each in counts.items()}
