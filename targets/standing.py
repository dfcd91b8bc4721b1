"""How every target of a plan stands in a month, and how it got there, in three queries.

Rows are read as plain values and judged in plain loops on exact numbers: model objects would cost
several times that, and the result is frozen anyway.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, FilteredRelation, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Unit
from plans import workdays
from plans.models import Plan, ReportingPeriod
from plans.periods import moves_of
from targets.arithmetic import MONTHS, Calendar, Promise, Scale, Standing, judge, promise_in
from targets.choices import State
from targets.facts import GoalStep, Heading, Lead, Quoted, TargetFacts, facts_of, rows_of
from targets.models import Measurement, PastFigure, Target, promise_of, release_day, scale_of
from targets.rounds import HANDED_IN

__all__ = [
    "Filing",
    "GoalStep",
    "Heading",
    "Lead",
    "Quoted",
    "TargetFacts",
    "TargetStanding",
    "backfilled_months",
    "due_days",
    "standings",
]


FILED = (  # the target, then the columns of a Filing in their order
    "target_id",
    "value",
    "state",
    "first_submitted_on",
    "explanation",
    "problem",
    "next_step",
    "submitted_by__full_name",
    "submitted_by__username",
    "reviewed_by__full_name",
    "reviewed_by__username",
    "pk",
    "version",
    "typed",
    "reason",
    "submitted_at",
    "nature",
    "expectation",
    "source",
    "is_nil",
    "on_behalf",
    "countersigned_at",
    "countersigned_by__full_name",
    "countersigned_by__username",
    "faults",
)


class Filing(NamedTuple):
    """A target's row of one month as it stands now, in whatever state."""

    value: Decimal | None
    state: str
    first_submitted_on: date | None
    explanation: str
    problem: str
    next_step: str
    submitter: str
    submitter_account: str
    reviewer: str
    reviewer_account: str
    pk: int
    version: int
    typed: str  # as it was typed, also where it is no number yet
    reason: str  # why the office last returned it
    submitted_at: datetime | None
    nature: str = ""
    expectation: Decimal | None = None
    source: str = ""
    is_nil: bool = False
    on_behalf: bool = False
    countersigned_at: datetime | None = None
    signer: str = ""
    signer_account: str = ""
    faults: int = 0  # returns by the office for the unit's own mistake
    evidence: int = 0  # files that stand with it

    @property
    def countersigner(self) -> str:
        """Who released it to the office (单位审核), by name."""
        return self.signer or self.signer_account or ""

    @property
    def submitted_by(self) -> str:
        """Who filled it in (填报), by name."""
        return self.submitter or self.submitter_account or ""

    @property
    def reviewed_by(self) -> str:
        """Who approved it (审核), by name."""
        return self.reviewer or self.reviewer_account or ""

    @property
    def is_handed_in(self) -> bool:
        """The unit has done its part: waiting for review, or approved."""
        return self.state in HANDED_IN


@dataclass(frozen=True)
class TargetStanding:
    """One target: its facts, its promise, and how it stood in each month up to the one asked for."""

    facts: TargetFacts
    promise: Promise  # with the goal in force in the month asked for
    scale: Scale
    calendar: Calendar
    figures: Mapping[int, Decimal]  # by month, as far as they count
    standings: tuple[Standing, ...]  # months 1 … the month asked for
    past: Mapping[int, Decimal]  # last year's figures by month
    filings: Mapping[int, Filing]  # this year's rows by month, in any state
    due_on: date  # the period's due day; the target's own is in the calendar

    @property
    def now(self) -> Standing:
        """How it stands in the month asked for."""
        return self.standings[-1]

    @property
    def before(self) -> Standing | None:
        """How it stood the month before; None in January."""
        return self.standings[-2] if len(self.standings) > 1 else None

    @property
    def filing(self) -> Filing | None:
        """The row that the figure of this month comes from, carried or not; with its words."""
        month = self.now.figure_month
        return self.filings.get(month) if month else None

    @property
    def owes(self) -> bool:
        """Whether a figure falls due for this month: a reporting month that is not back-filled."""
        month = self.now.month
        return month in self.promise.reporting_months and month not in self.calendar.backfilled


def standings(
    plan: Plan,
    month: int,
    *,
    on: date,
    states: Collection[str] = (State.APPROVED,),
    led_by: Unit | None = None,
) -> list[TargetStanding]:
    """Every target of the plan in one month (1-12), in the plan's order, judged on a day.

    Only figures in `states` count; with `led_by`, only the targets that unit leads are read.
    Three queries, however many targets there are.
    """
    if not 1 <= month <= MONTHS:
        raise ValueError(f"month must be 1 to 12, not {month}")
    wanted = Target.objects.filter(plan=plan, **({"lead_unit": led_by} if led_by else {}))
    rows = list(rows_of(wanted))
    some = [read.row.pk for read in rows] or [0] if led_by else None  # 0: nobody, yet every period
    due, backfilled, filings = _periods(plan, some)
    past = _past_figures(wanted)
    scale = scale_of(plan)
    found = []
    for read in rows:
        row = read.row
        own = filings.get(row.pk, {})
        figures = {m: f.value for m, f in own.items() if f.state in states and f.value is not None}
        promise = promise_of(row, row.schedule__shares)
        promises = _promises(promise, read.steps, month)
        calendar = _calendar(row, promise, due, backfilled, on)
        found.append(
            TargetStanding(
                facts=facts_of(read, month),
                promise=promises[-1],
                scale=scale,
                calendar=calendar,
                figures=figures,
                standings=tuple(
                    judge(each, figures, number, calendar, scale)
                    for number, each in enumerate(promises, 1)
                ),
                past=past.get(row.pk, {}),
                filings=own,
                due_on=due[month],
            )
        )
    return found


def due_days(plan: Plan) -> dict[int, date]:
    """The day each month falls due by the plan's own rule, for periods that do not stand yet."""
    moves = moves_of(plan)
    return {
        month: workdays.due_on(plan.year, month, plan.due_day, moves=moves)
        for month in range(1, MONTHS + 1)
    }


def backfilled_months(plan: Plan) -> frozenset[int]:
    """The months that had ended when the plan was issued (补录)."""
    return frozenset(
        month
        for month in range(1, MONTHS + 1)
        if workdays.opens_on(plan.year, month) <= plan.issue_date
    )


def _promises(promise: Promise, steps: tuple[GoalStep, ...], month: int) -> list[Promise]:
    """What is promised in each month up to one; months under the same goal share one promise."""
    if not steps:
        return [promise] * month
    made: list[Promise] = []
    for each in range(1, month + 1):
        held = promise_in(promise, steps, each)
        made.append(made[-1] if made and held == made[-1] else held)
    return made


def _calendar(
    row: Any, promise: Promise, due: Mapping[int, date], backfilled: frozenset[int], on: date
) -> Calendar:
    own = frozenset(int(month) for month in row.release_days)
    return Calendar(
        on=on,
        due={m: release_day(row, m, due[m]) for m in promise.reporting_months} if own else due,
        backfilled=backfilled,
        released=own,
    )


def _periods(
    plan: Plan, some: Collection[int] | None
) -> tuple[dict[int, date], frozenset[int], dict[int, dict[int, Filing]]]:
    """Due days, back-filled months, and every row filed in them by target and month: one query.

    With `some`, only the rows of these targets.
    """
    periods = ReportingPeriod.objects.filter(plan=plan)
    if some is not None:
        condition = Q(measurements__target__in=some)
        theirs = FilteredRelation("measurements", condition=condition)
        periods = periods.annotate(theirs=theirs)
    of = "measurements" if some is None else "theirs"
    columns = (f"{of}__{column}" for column in FILED)
    files = _files_of(OuterRef(f"{of}__pk"))
    rows = periods.values_list("month", "due_on", "is_backfill", *columns, files)
    due, backfilled = {}, set()
    filings: dict[int, dict[int, Filing]] = defaultdict(dict)
    for month, due_on, is_backfill, target, *filing in rows.order_by():
        due[month] = due_on
        if is_backfill:
            backfilled.add(month)
        if target is not None:
            filings[target][month] = Filing._make(filing)
    if len(due) < MONTHS:  # a plan just loaded has no periods yet
        backfilled |= backfilled_months(plan) - due.keys()
        due = due_days(plan) | due
    return due, frozenset(backfilled), filings


def _files_of(measurement: OuterRef) -> Coalesce:
    """How many files of evidence stand with a figure."""
    link: type[Model] = Measurement.evidence.through
    links = link._default_manager.filter(measurement=measurement, evidence__removed_at__isnull=True)
    counted = links.order_by().values("measurement").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _past_figures(wanted: QuerySet[Target]) -> dict[int, dict[int, Decimal]]:
    past: dict[int, dict[int, Decimal]] = defaultdict(dict)
    rows = PastFigure.objects.filter(target__in=wanted).order_by("target", "month")
    for target, month, value in rows.values_list("target_id", "month", "value"):
        past[target][month] = value
    return past
