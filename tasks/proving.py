"""Evidence of figures and notes (依据): put to one, taken down, listed, and who may read it.

A file comes and goes only while its figure or note can still be changed; each version of the row
names the files that stood with it. The files themselves are `plans.evidence`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from accounts import rules
from accounts.models import Unit, User
from plans import evidence
from plans.models import Evidence, Plan, ReportingPeriod
from targets import reporting, rounds
from targets.cadence import why_not_asked
from targets.choices import State
from targets.models import Measurement, Target
from targets.rounds import EDITABLE, RefusedError
from tasks import following
from tasks.choices import Part
from tasks.models import ProgressNote, Task

MOST_FILES = 10  # that stand with one figure or note
Row = Measurement | ProgressNote


@dataclass(frozen=True)
class Place:
    """The figure or note that files belong to, whether or not anything is filled in yet."""

    period: ReportingPeriod
    unit: Unit
    what: str
    of: Target | Task
    row: Row | None

    @property
    def files(self) -> QuerySet[Evidence]:
        """What stands with it, in the order it came."""
        if self.row is None:
            return Evidence.objects.none()
        return self.row.evidence.filter(removed_at=None).select_related("uploaded_by")

    def why_closed(self, on: date) -> str:
        """Why no file comes or goes now, as one sentence; empty where it may."""
        month = self.period.month
        if self.period.published_at is not None:
            return f"{month}月已发布，依据只能查看。"
        if not self.period.is_open(on):
            return f"{month}月还没有开放填报，不能传依据。"
        if isinstance(self.of, Target) and why_not_asked(self.of.reporting_months, month):
            return f"这项指标{month}月不用报，不用传依据。"
        if self.row is None or self.row.state in EDITABLE:
            return ""
        if self.row.state == State.APPROVED:
            return "已审核通过，依据只能查看。确需更换的，请联系专班退回。"
        return "已提交待审，依据只能查看。要增减依据，请先撤回。"


def place_of_figure(period: ReportingPeriod, code: str, *, by: User) -> Place | None:
    """The figure of a target, for whoever fills it in: its unit, or the office for it."""
    targets = Target.objects.select_related("lead_unit").filter(plan_id=period.plan_id)
    target = targets.filter(code=code).first()
    if target is None or target.lead_unit is None or not _fills_in(by, target.lead_unit):
        return None
    row = Measurement.objects.filter(target=target, period=period).first()
    return Place(period, target.lead_unit, str(target), target, row)


def place_of_note(period: ReportingPeriod, number: int, *, by: User) -> Place | None:
    """The note of a task, for its lead unit, or the office for it."""
    task = Task.objects.filter(plan_id=period.plan_id, number=number).first()
    if task is None:
        return None
    leads = task.responsibilities.filter(part=Part.LEAD).select_related("unit")
    lead = leads.first()
    if lead is None or not _fills_in(by, lead.unit):
        return None
    unit = lead.unit
    row = ProgressNote.objects.filter(task=task, period=period, unit=unit).first()
    return Place(period, unit, f"任务{task.number}进展", task, row)


def attach(place: Place, file: UploadedFile[Any], *, by: User, on: date) -> Evidence:
    """Put a file to a figure or note (上传依据); the same file again is no second one.

    Raises PermissionDenied for anybody who does not fill it in, RefusedError for a file that may
    not be kept, one too many, or a row that cannot be changed now; nothing stands then.
    """
    if not _fills_in(by, place.unit):
        raise PermissionDenied
    if told := place.why_closed(on):
        raise RefusedError(told, "file")
    try:
        digest = evidence.keep(file)
        return _attach(place, file, digest, by=by, on=on)
    except evidence.RefusedFileError as refused:
        raise RefusedError(refused.message, "file") from refused


@transaction.atomic
def _attach(place: Place, file: UploadedFile[Any], digest: str, *, by: User, on: date) -> Evidence:
    row: Row
    if isinstance(place.of, Target):
        row = reporting.begin(place.of, place.period, by=by, on=on)
    else:
        row = following.begin_note(place.of, place.period, place.unit, by=by, on=on)
    standing = list(row.evidence.filter(removed_at=None))
    for each in standing:
        if each.sha256 == digest:
            return each
    if len(standing) >= MOST_FILES:
        raise RefusedError(f"一项最多{MOST_FILES}个依据，请先撤下不用的。", "file")
    found = evidence.store(file, plan=place.period.plan, unit=place.unit, by=by)
    row.evidence.add(found)
    return found


@transaction.atomic
def take_down(place: Place, pk: int, *, by: User, on: date) -> None:
    """Take a file down (撤下); one taken down already is success.

    The office takes down only what it put there itself. Raises PermissionDenied for anybody else
    and for a file of another figure, RefusedError for a row that cannot be changed now.
    """
    place = replace(place, period=rounds.lock(place.period))
    if place.row is not None:
        place.row.refresh_from_db(fields=["state"])
    row = place.row and place.row.evidence.select_related("unit").filter(pk=pk).first()
    if not row or not _fills_in(by, place.unit):
        raise PermissionDenied
    if row.uploaded_by_id != by.pk and not rules.may_report(by, place.unit):
        raise PermissionDenied
    if told := place.why_closed(on):
        raise RefusedError(told)
    evidence.remove(row, by=by)


# Who may read


def visible(place: Place, *, by: User) -> list[Evidence]:
    """The files of a figure or note that this person may read."""
    if place.row is None:
        return []
    everything = may_read(place.row, place.period, place.unit, by=by)
    return [file for file in place.files if everything or file.uploaded_by_id == by.pk]


def readable(plan: Plan, pk: int, *, by: User) -> Evidence | None:
    """A file of this plan, for those who may read its figure or note; None for everybody else."""
    found = Evidence.objects.filter(plan=plan, pk=pk, removed_at=None).first()
    if found is None:
        return None
    rows: list[tuple[Row, Unit | None]] = [
        *((row, row.target.lead_unit) for row in _figures(found)),
        *((row, row.unit) for row in _notes(found)),
    ]
    for row, unit in rows:
        row.period.plan = plan
        theirs = found.uploaded_by_id == by.pk and unit is not None and _fills_in(by, unit)
        if theirs or may_read(row, row.period, unit, by=by):
            return found
    return None


def may_read(row: Row, period: ReportingPeriod, unit: Unit | None, *, by: User) -> bool:
    """Evidence is read by its unit; by the office once it is handed in; by leaders once published."""
    if rules.may_report(by, unit):
        return True
    district = period.plan.district_id
    if rules.may_review(by, district):
        handed_in = rounds.waiting_states(period.plan) | {State.RETURNED, State.APPROVED}
        return row.on_behalf or row.state in handed_in
    published = period.published_at is not None and row.state == State.APPROVED
    return published and rules.may_read_evidence(by, district)


def _fills_in(by: User, unit: Unit) -> bool:
    return rules.may_report(by, unit) or rules.may_report_for(by, unit)


def _figures(file: Evidence) -> QuerySet[Measurement]:
    return file.measurements.select_related("target__lead_unit", "period")


def _notes(file: Evidence) -> QuerySet[ProgressNote]:
    return file.notes.select_related("unit", "period")
