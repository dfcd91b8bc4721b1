"""What the targets of a plan are, apart from their figures: read as plain rows in one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet

from targets.arithmetic import step_in_force
from targets.models import Target

ROW = (
    "pk",
    "code",
    "order",
    "name",
    "short_name",
    "place",
    "theme__number",
    "theme__title",
    "theme__short_title",
    "kind",
    "comparator",
    "measure",
    "decimals",
    "goal",
    "goal_text",
    "stretch",
    "baseline",
    "tolerance",
    "reporting_months",
    "release_days",
    "judged_as_level",
    "schedule__shares",
    "lead_unit__order",
    "lead_unit__code",
    "lead_unit__name",
    "lead_unit__short_name",
    "lead_basis",
    "needs_evidence",
    "reporter_id",
    "inferred",
    "definition",
    "note",
    "quotations__text",
    "quotations__start",
    "quotations__end",
    "quotations__where",
    "goal_changes__from_month",
    "goal_changes__goal",
    "goal_changes__goal_text",
    "goal_changes__stretch",
    "goal_changes__reason",
    "goal_changes__document",
)


class Heading(NamedTuple):
    """The heading a target stands under (聚焦)."""

    number: int
    title: str
    short_title: str


class Lead(NamedTuple):
    """The unit that answers for a target (牵头单位)."""

    order: int
    code: str
    name: str
    short_name: str


class Quoted(NamedTuple):
    """A phrase of the plan that states a target."""

    text: str
    start: int
    end: int
    where: str


class GoalStep(NamedTuple):
    """A goal adjusted within the year (目标调整), with what held until then."""

    from_month: int
    goal: Decimal
    goal_text: str
    stretch: Decimal | None
    reason: str
    document: str
    before: Decimal
    before_text: str
    before_stretch: Decimal | None


@dataclass(frozen=True)
class TargetFacts:
    """What a target is, apart from its figures."""

    pk: int
    code: str
    order: int
    name: str
    short_name: str
    place: str
    heading: Heading | None
    measure: str
    decimals: int
    goal_text: str
    lead: Lead | None
    lead_basis: str
    inferred: tuple[str, ...]
    definition: str
    note: str
    quotes: tuple[Quoted, ...]
    goal_steps: tuple[GoalStep, ...] = ()  # every change approved, in the order of their months
    needs_evidence: bool = False  # no figure of it is handed in without a file
    reporter: int | None = None  # the account that answers for it, where one is named


class Read(NamedTuple):
    """One target as it was read: its columns, its quotations and its goal changes."""

    row: Any
    quotes: tuple[Quoted, ...]
    steps: tuple[GoalStep, ...]


def rows_of(wanted: QuerySet[Target]) -> Iterator[Read]:
    """Each of these targets with quotations and goal changes, in the plan's order; one query.

    Both are joined, so each quotation comes once for every goal change: kept by their places.
    """
    rows = wanted.order_by("order", "quotations__start", "goal_changes__from_month")
    quotes: dict[int, dict[int, Quoted]] = defaultdict(dict)
    changes: dict[int, dict[int, Any]] = defaultdict(dict)
    targets: dict[int, Any] = {}
    for row in rows.values_list(*ROW, named=True):
        targets.setdefault(row.pk, row)
        if row.quotations__text is not None:
            quotes[row.pk][row.quotations__start] = Quoted(
                row.quotations__text,
                row.quotations__start,
                row.quotations__end,
                row.quotations__where,
            )
        if row.goal_changes__from_month is not None:
            changes[row.pk][row.goal_changes__from_month] = row
    for pk, row in targets.items():
        yield Read(row, tuple(quotes[pk].values()), _steps(row, changes[pk]))


def _steps(row: Any, changes: dict[int, Any]) -> tuple[GoalStep, ...]:
    """The goal changes in the order of their months, each with the goal it took the place of."""
    held, steps = (row.goal, row.goal_text, row.stretch), []
    for month in sorted(changes):
        change = changes[month]
        goal, text, stretch = (
            change.goal_changes__goal,
            change.goal_changes__goal_text,
            change.goal_changes__stretch,
        )
        why = (change.goal_changes__reason, change.goal_changes__document)
        steps.append(GoalStep(month, goal, text, stretch, *why, *held))
        held = (goal, text, stretch)
    return tuple(steps)


def facts_of(read: Read, month: int) -> TargetFacts:
    """The facts of one row of `rows_of`, the goal worded as it is in force in a month."""
    row, quotes, steps = read
    step = step_in_force(steps, month)
    heading = lead = None
    if row.theme__number is not None:
        heading = Heading(row.theme__number, row.theme__title, row.theme__short_title)
    if row.lead_unit__code is not None:
        lead = Lead(
            row.lead_unit__order,
            row.lead_unit__code,
            row.lead_unit__name,
            row.lead_unit__short_name,
        )
    return TargetFacts(
        pk=row.pk,
        code=row.code,
        order=row.order,
        name=row.name,
        short_name=row.short_name,
        place=row.place,
        heading=heading,
        measure=row.measure,
        decimals=row.decimals,
        goal_text=step.goal_text if step else row.goal_text,
        lead=lead,
        lead_basis=row.lead_basis,
        inferred=tuple(row.inferred),
        definition=row.definition,
        note=row.note,
        quotes=quotes,
        goal_steps=steps,
        needs_evidence=row.needs_evidence,
        reporter=row.reporter_id,
    )
