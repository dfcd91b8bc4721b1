"""An uploaded workbook waits for its person's word (核对): kept as it was read, never a figure yet.

It belongs to whoever uploaded it, one for each month and unit, and goes after a day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import rules
from accounts.models import Unit, User
from plans.models import ReportingPeriod
from targets.choices import Act
from tasks.choices import UploadStage
from tasks.imported.rows import Staged, as_json, from_json
from tasks.models import Upload

KEPT_FOR = timedelta(hours=24)
MOST_NAME = 120


@dataclass(frozen=True)
class Kept:
    """What an upload holds: its rows, and what is to be done with them."""

    rows: tuple[Staged, ...]
    act: Act = Act.SAVE
    remarks: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As the column keeps it."""
        rows = [as_json(row) for row in self.rows]
        return {"act": self.act.value, "remarks": list(self.remarks), "rows": rows}


def kept_in(upload: Upload) -> Kept:
    """What the upload holds."""
    held: Mapping[str, Any] = upload.rows or {"act": Act.SAVE, "remarks": [], "rows": []}
    rows = tuple(from_json(each) for each in held["rows"])
    return Kept(rows, Act(held["act"]), tuple(held["remarks"]))


# Whose


def require(by: User, period: ReportingPeriod, unit: Unit | None) -> None:
    """Only who fills in for the unit brings its workbook, the office all units'. PermissionDenied."""
    is_allowed = (
        rules.may_report(by, unit)
        if unit is not None
        else rules.may_review(by, period.plan.district_id)
    )
    if not is_allowed:
        raise PermissionDenied


def own(by: User, period: ReportingPeriod, unit: Unit | None) -> QuerySet[Upload]:
    """The person's own uploads of a month for a unit (None: all units), as long as they are kept."""
    newest = timezone.now() - KEPT_FOR
    rows = Upload.objects.filter(by=by, period=period, unit=unit, at__gt=newest)
    return rows.exclude(stage=UploadStage.DROPPED)


# Kept and dropped


@transaction.atomic
def stage(
    period: ReportingPeriod,
    unit: Unit | None,
    rows: Sequence[Staged],
    *,
    name: str,
    data: bytes,
    by: User,
    remarks: Sequence[str] = (),
) -> Upload:
    """Keep a workbook as it was read; the same person's earlier one of this month gives way.

    Raises PermissionDenied for another unit's. What is older than a day goes on the way.
    """
    require(by, period, unit)
    old = Upload.objects.filter(at__lte=timezone.now() - KEPT_FOR).exclude(rows=[])
    old.update(rows=[], stage=UploadStage.DROPPED)
    earlier = Upload.objects.filter(by=by, period=period, unit=unit, stage=UploadStage.READY)
    earlier.update(rows=[], stage=UploadStage.DROPPED)
    return Upload.objects.create(
        period=period,
        unit=unit,
        name=name[-MOST_NAME:],
        sha256=sha256(data).hexdigest(),
        size=len(data),
        rows=Kept(tuple(rows), remarks=tuple(remarks)).as_json(),
        total=sum(row.is_taken for row in rows),
        by=by,
    )


@transaction.atomic
def drop(upload: Upload, *, by: User) -> None:
    """Throw away what waits; what was taken already stays. Safe to repeat."""
    row = held(upload, by)
    if row.stage in {UploadStage.READY, UploadStage.TAKING}:
        Upload.objects.filter(pk=row.pk).update(rows=[], stage=UploadStage.DROPPED)


def held(upload: Upload, by: User) -> Upload:
    """The upload as it stands now, held until the transaction ends, for its own person."""
    rows = Upload.objects.select_for_update(of=("self",))
    row = rows.select_related("period__plan__district", "unit").get(pk=upload.pk)
    if row.by_id != by.pk:
        raise PermissionDenied
    require(by, row.period, row.unit)
    return row
