"""What dates its own acts: publications, objections, evidence, reminders."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.choices import Way
from dashboard.history.filed import handed_in
from dashboard.history.source import Source, columns_of, name_paths
from dashboard.models import Objection, Publication
from plans.models import Evidence, Plan, ReportingPeriod
from targets.models import MeasurementVersion
from tasks.models import ProgressNoteVersion, Reminder


def _dated(of: str, at: str) -> Callable[[Plan], Q]:
    """The plan's rows whose act has happened."""
    return lambda plan: Q((of, plan), (f"{at}__isnull", False))


_closed = ReportingPeriod.history.filter(
    id=OuterRef("period_id"), history_date=OuterRef("published_at")
)
DATED = (
    Source(
        "publication",
        Publication,
        lambda plan: Q(period__plan=plan),
        columns_of(Publication, ("edition", "sha256"), month="period__month"),
        act="publish",
        at="published_at",
        by="published_by",
        why="",
        way=Coalesce(Subquery(_closed.values("way")[:1]), Value(Way.FORM.value)),
        words=("publisher", *name_paths("published_by")),
        month="period__month",
    ),
    *(
        Source(
            f"objection_{act}",
            Objection,
            _dated("period__plan", at),
            columns_of(
                Objection,
                ("text", "answer"),
                target="target__short_name",
                code="target__code",
                unit="unit__short_name",
                month="period__month",
            ),
            act="objection",
            at=at,
            by=by,
            why="",
            way=Way.FORM.value,
            words=("text", "answer", "target__short_name", "unit__short_name", *name_paths(by)),
            target="target",
            month="period__month",
        )
        for act, at, by in (
            ("raised", "raised_at", "raised_by"),
            ("answered", "answered_at", "answered_by"),
        )
    ),
    *(
        Source(
            f"evidence_{act}",
            Evidence,
            _dated("plan", at),
            columns_of(Evidence, ("name", "size", "sha256"), unit="unit__short_name"),
            act="evidence",
            at=at,
            by=by,
            why="",
            way=Way.FORM.value,
            words=("name", "unit__short_name", *name_paths(by)),
            drafts=lambda plan: (
                Q(Exists(handed_in(plan, "measurements", MeasurementVersion)))
                | Q(Exists(handed_in(plan, "notes", ProgressNoteVersion)))
            ),
        )
        for act, at, by in (
            ("added", "uploaded_at", "uploaded_by"),
            ("removed", "removed_at", "removed_by"),
        )
    ),
    Source(
        "reminder",
        Reminder,
        lambda plan: Q(plan=plan),
        columns_of(
            Reminder,
            ("text", "way", "stage", "error", "to"),
            unit="unit__short_name",
            month="period__month",
        ),
        act="reminder",
        at="created_at",
        by="by",
        why="",
        way=Case(When(by__isnull=True, then=Value(Way.TIMER.value)), default=Value(Way.FORM.value)),
        words=("unit__short_name", "text", *name_paths("by")),
        month="period__month",
    ),
)
