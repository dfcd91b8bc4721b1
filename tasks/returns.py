"""Every reason a figure or note was given back for (退回), the newest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from targets.choices import Act
from targets.models import MeasurementVersion
from tasks.models import ProgressNoteVersion
from tasks.owed import FigureDuty, NoteDuty


@dataclass(frozen=True)
class Return:
    """One return: why, by whom, when."""

    reason: str
    by: str
    at: datetime

    @property
    def when(self) -> str:
        """10月8日 10:31, on the clock people read."""
        local = timezone.localtime(self.at)
        return f"{local.month}月{local.day}日 {local:%H:%M}"


Returns = Mapping[int, Sequence[Return]]  # by the row's key


def of_figures(duties: Iterable[FigureDuty]) -> Returns:
    """The returns of each figure; one query where anything was filed.

    None from before its target passed to another unit: there it was emptied (`targets.assigning`).
    """
    keys = [duty.pk for duty in duties if duty.pk]
    same = MeasurementVersion.objects.filter(measurement=OuterRef("measurement"), act=Act.SAVE)
    emptied = Exists(same.filter(number__gt=OuterRef("number")).exclude(reason=""))
    versions = MeasurementVersion.objects.filter(~emptied, measurement__in=keys, act=Act.RETURN)
    rows = versions.select_related("by").order_by("-number")
    return _grouped((row.measurement_id, row) for row in rows) if keys else {}


def of_notes(duties: Iterable[NoteDuty]) -> Returns:
    """The returns of each note; one query where anything was filed."""
    keys = [duty.pk for duty in duties if duty.pk]
    versions = ProgressNoteVersion.objects.filter(progress_note__in=keys, act=Act.RETURN)
    rows = versions.select_related("by").order_by("-number")
    return _grouped((row.progress_note_id, row) for row in rows) if keys else {}


def _grouped(rows: Iterable[tuple[int, MeasurementVersion | ProgressNoteVersion]]) -> Returns:
    found: dict[int, list[Return]] = defaultdict(list)
    for key, row in rows:
        found[key].append(Return(row.reason, str(row.by), row.at))
    return found
