"""Figures and notes in the audit: their versions, and which of them the office may see."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from accounts.choices import Role
from dashboard.history.source import Source, columns_of, earlier, name_paths
from plans.models import Plan
from targets.choices import Act, State
from targets.models import MeasurementVersion
from targets.rounds import waiting_states
from tasks.models import ProgressNoteVersion

STILL = frozenset({Act.WITHDRAW, Act.RETURN, Act.UNSIGN})  # these leave what was filled in alone


def handed_in(plan: Plan, owners: str, versions: type[Model]) -> QuerySet[Model]:
    """Versions that the office may see, of the rows a file stands with."""
    owner = "measurement" if owners == "measurements" else "progress_note"
    seen = [*waiting_states(plan), State.APPROVED]
    return versions._default_manager.filter(
        **{f"{owner}__evidence": OuterRef("pk"), "state__in": seen}
    )


def _shown_to_the_office(model: type[Model], owner: str) -> Callable[[Plan], Q]:
    """A unit's drafts are its own until it hands them in; 代填 is the office's own."""

    def condition(plan: Plan) -> Q:
        seen = [*waiting_states(plan), State.APPROVED]
        # What the office gave back it had read, whatever the plan demands since.
        read = Q(state__in=seen) | Q(act=Act.RETURN, by__memberships__role=Role.OFFICE)
        handed = model._default_manager.filter(read, **{owner: OuterRef(owner)})
        since = Exists(handed.filter(number__gte=OuterRef("number")))
        just_before = Exists(handed.filter(number=OuterRef("number") - 1))
        # Only rows that are open now can hold one: asked of few rows, as a list of keys.
        still_open = model._default_manager.filter(
            **{f"{owner}__period__plan": plan}, on_behalf=False
        ).exclude(**{f"{owner}__state__in": seen})
        hidden = still_open.filter(~since, ~(Q(act__in=STILL) & Q(just_before)))
        return ~Q(pk__in=hidden.order_by().values("pk"))

    return condition


def _begun_by_this_unit() -> Q:
    """Nothing up to where a target changed hands: there the former unit's draft was emptied.

    No other save has a reason: see `targets.assigning`.
    """
    same = MeasurementVersion.objects.filter(measurement=OuterRef("measurement"), act=Act.SAVE)
    return ~Q(Exists(same.filter(number__gte=OuterRef("number")).exclude(reason="")))


FILED = ("state", "act", "is_nil", "on_behalf", "evidence", "number")
FIGURE = columns_of(
    MeasurementVersion,
    (*FILED, "value", "explanation", "problem", "next_step", "nature", "expectation", "source"),
    target="measurement__target__short_name",
    code="measurement__target__code",
    measure="measurement__target__measure",
    month="measurement__period__month",
)
NOTE = columns_of(
    ProgressNoteVersion,
    (*FILED, "word", "text", "problem", "measures", "next_step"),
    task="progress_note__task__number",
    unit="progress_note__unit__short_name",
    month="progress_note__period__month",
)
FIGURES = Source(
    "figure",
    MeasurementVersion,
    lambda plan: Q(measurement__period__plan=plan),
    FIGURE,
    act="@act",
    at="at",
    by="by",
    why="reason",
    words=(
        "measurement__target__name",
        "measurement__target__short_name",
        "measurement__target__lead_unit__short_name",
        "reason",
        "explanation",
        "problem",
        "next_step",
        *name_paths("by"),
    ),
    numbers=("value", "expectation"),
    before=earlier(MeasurementVersion, "measurement", "number", FIGURE),
    target="measurement__target",
    month="measurement__period__month",
    drafts=_shown_to_the_office(MeasurementVersion, "measurement"),
    own=_begun_by_this_unit(),
)
NOTES = Source(
    "note",
    ProgressNoteVersion,
    lambda plan: Q(progress_note__period__plan=plan),
    NOTE,
    act="@act",
    at="at",
    by="by",
    why="reason",
    words=(
        "progress_note__task__title",
        "progress_note__unit__short_name",
        "reason",
        "text",
        "problem",
        "measures",
        "next_step",
        *name_paths("by"),
    ),
    before=earlier(ProgressNoteVersion, "progress_note", "number", NOTE),
    month="progress_note__period__month",
    drafts=_shown_to_the_office(ProgressNoteVersion, "progress_note"),
)
