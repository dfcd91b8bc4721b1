"""How a figure's row is found and held, written, and traced: what the acts of `reporting` share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import FilteredRelation, Q

from accounts import rules
from accounts.models import User
from plans.models import ReportingPeriod
from plans.today import now
from targets import rounds
from targets.cadence import why_not_asked
from targets.choices import Act, State, Way
from targets.filling import Filled
from targets.models import Measurement, MeasurementVersion, Target
from targets.rounds import RefusedError

KEPT = (  # of a figure, in each of its versions
    "value",
    "explanation",
    "problem",
    "next_step",
    "nature",
    "expectation",
    "source",
    "is_nil",
    "on_behalf",
    "faults",
)


def enter(
    target: Target, period: ReportingPeriod, by: User, on: date
) -> tuple[ReportingPeriod, Measurement | None]:
    """The period, held, and the row as it stands, for someone who may fill it in that day.

    Whose the target is is asked again once the period is held: `assigning` holds it as well, so
    nothing of the former unit comes after it was emptied.
    """
    unit = target.lead_unit
    if not (rules.may_report(by, unit) or rules.may_report_for(by, unit)):
        raise PermissionDenied
    if period.plan_id != target.plan_id:
        raise ValueError(f"target {target.pk} and period {period.pk} belong to different plans")
    period = rounds.lock(period)
    filed = FilteredRelation("measurements", condition=Q(measurements__period=period))
    own = Target.objects.filter(pk=target.pk, lead_unit=unit).annotate(filed=filed)
    found = own.values_list("filed__pk").first()
    if found is None:
        raise PermissionDenied
    rounds.require_open(period, on)
    why_not = why_not_asked(target.reporting_months, period.month)
    if why_not:
        raise RefusedError(f"{target}{period.month}月不用报（{why_not}）。")
    rows = Measurement.objects.select_related("entered_by")
    row = rows.get(pk=found[0]) if found[0] else None
    if row is not None:
        row.target, row.period = target, period
    return period, row


def put_in_by(by: User, target: Target) -> dict[str, Any]:
    """Who put the row's values in, and whether for the unit (代填)."""
    return {"entered_by": by, "on_behalf": not rules.may_report(by, target.lead_unit)}


def reread(measurement: Measurement) -> Measurement:
    """The row as it stands now, with its period held."""
    period = rounds.lock(measurement.period)
    rows = Measurement.objects.select_related("target__lead_unit", "entered_by")
    row = rows.get(pk=measurement.pk)
    row.period = period
    return row


def is_saved(row: Measurement, filled: Filled, seen_version: int, by: User) -> bool:
    """The row holds just this already, and it is this person's or the one they saw."""
    is_theirs = row.entered_by_id == by.pk or row.version == seen_version
    return row.state in rounds.EDITABLE and is_theirs and filled.is_in(row)


def is_submitted(row: Measurement, filled: Filled, by: User) -> bool:
    """A form sent twice is one submission: same values, state and person."""
    return row.state == State.SUBMITTED and row.submitted_by_id == by.pk and filled.is_in(row)


def put(
    row: Measurement | None,
    target: Target,
    period: ReportingPeriod,
    seen_version: int,
    **columns: Any,
) -> Measurement:
    """Write the columns: into the row where one stands, else into a new one."""
    if row is not None:
        return rounds.move(row, seen_version, **columns)
    return Measurement.objects.create(target=target, period=period, version=1, **columns)


def proofs(row: Measurement) -> list[dict[str, str]]:
    """The evidence that stands with a figure now."""
    files = row.evidence.filter(removed_at__isnull=True).order_by("uploaded_at", "pk")
    return [{"name": file.name, "sha256": file.sha256} for file in files]


def trace(
    row: Measurement, act: Act, *, by: User, way: Way, at: datetime | None, reason: str = ""
) -> Measurement:
    """The version row of one act; a draft saved again by the same person takes its draft's place.

    Neither an emptying, which gives its reason, nor what it emptied is replaced.
    """
    if act == Act.SAVE and not reason:
        row.versions.filter(number=row.version - 1, act=act, by=by, reason="").delete()
    MeasurementVersion.objects.create(
        measurement=row,
        number=row.version,
        act=act,
        way=way,
        state=row.state,
        reason=reason,
        evidence=proofs(row),
        **{column: getattr(row, column) for column in KEPT},
        by=by,
        at=at or now(),
    )
    return row
