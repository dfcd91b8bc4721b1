"""What the targets of a plan are, apart from their figures: read as plain rows in one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet

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
    "inferred",
    "definition",
    "note",
    "quotations__text",
    "quotations__start",
    "quotations__end",
    "quotations__where",
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


def rows_of(wanted: QuerySet[Target]) -> Iterator[tuple[Any, tuple[Quoted, ...]]]:
    """Each of these targets' rows with its quotations, in the plan's order; one query."""
    rows = wanted.order_by("order", "quotations__start")
    quotes: dict[int, list[Quoted]] = defaultdict(list)
    targets: dict[int, Any] = {}
    for row in rows.values_list(*ROW, named=True):
        targets.setdefault(row.pk, row)
        if row.quotations__text is not None:
            quotes[row.pk].append(
                Quoted(
                    row.quotations__text,
                    row.quotations__start,
                    row.quotations__end,
                    row.quotations__where,
                )
            )
    for pk, row in targets.items():
        yield row, tuple(quotes[pk])


def facts_of(row: Any, quotes: tuple[Quoted, ...]) -> TargetFacts:
    """The facts of one row of `rows_of`."""
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
        goal_text=row.goal_text,
        lead=lead,
        lead_basis=row.lead_basis,
        inferred=tuple(row.inferred),
        definition=row.definition,
        note=row.note,
        quotes=quotes,
    )
