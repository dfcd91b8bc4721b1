"""Whose Excel import this is: one unit's, or all units' for the office; and its addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse

from accounts import rules
from accounts.models import Unit, User
from plans.access import SignedInRequest, plan_for
from plans.converters import Month
from plans.models import ReportingPeriod
from plans.today import today
from tasks.imported.book import Owing, owing
from tasks.imported.preview import afresh, has_moved
from tasks.imported.rows import Staged
from tasks.models import Upload
from tasks.staging import kept_in
from tasks.views.entrance import Entrance, Head, address, due_words, entrance, head_of, period_of
from tasks.workbook.layout import OFFICE_BOUNDS, UNIT_BOUNDS, Bounds

ENTRY, REVIEW = "entry", "review"


@dataclass(frozen=True)
class Room:
    """One month's import, for one unit, or for all of them (unit None)."""

    period: ReportingPeriod
    unit: Unit | None
    on: date
    by: User

    def address(self, page: str, pk: int | None = None) -> str:
        """The address of one of its pages: import, template, preview, marked."""
        room = REVIEW if self.unit is None else ENTRY
        name = f"{room}_import" if page == "import" else f"{room}_import_{page}"
        kwargs = {"plan": self.period.plan.slug, "month": self.period.key}
        return reverse(name, kwargs=kwargs if pk is None else {**kwargs, "pk": pk})

    @property
    def back(self) -> str:
        """The page that shows what was taken."""
        return address("review_queue" if self.unit is None else "entry_figures", self.period)

    @property
    def bounds(self) -> Bounds:
        """How much of a workbook is read."""
        return OFFICE_BOUNDS if self.unit is None else UNIT_BOUNDS

    @property
    def stamped(self) -> dict[str, Any]:
        """What the workbook's stamp has to say."""
        return {
            "plan_slug": self.period.plan.slug,
            "year": self.period.plan.year,
            "month": self.period.month,
            "unit_code": self.unit.code if self.unit else None,
            "unit_name": self.unit.short_name if self.unit else "全部单位",
        }

    @cached_property
    def _owing(self) -> Owing:
        return owing(self.period, self.unit, on=self.on)

    def owing(self) -> Owing:
        """What the month asks for; read once."""
        return self._owing

    def fresh(self, upload: Upload) -> list[Staged]:
        """The upload's rows held against the system as it is now."""
        rows = list(kept_in(upload).rows)
        if self.unit is None and not has_moved(rows, self.period):
            return rows
        return afresh(rows, self.owing(), self.by)

    @property
    def head(self) -> Head:
        """The head of its pages."""
        due, note = due_words(self.period, self.on)
        if self.unit is None:
            return Head(f"{self.period.month}月Excel导入", "全部单位", due, note, [])
        place = Entrance(self.period.plan, self.unit, self.on)
        found = self.owing()
        figures, notes = found.figures.values(), found.notes.values()
        return head_of(place, self.period, "entry_import", figures, notes)


def room_of(request: SignedInRequest, slug: str, month: Month, room: str) -> Room:
    """For whoever fills in for a unit, or for the office; 404 for everybody else."""
    if room == ENTRY:
        place = entrance(request, slug)
        return Room(period_of(place.plan, month), place.unit, place.on, request.user)
    plan = plan_for(request, slug)
    if not rules.may_review(request.user, plan.district_id):
        raise Http404("这里是专班的页面")
    request.section = "review_queue"
    return Room(period_of(plan, month), None, today(), request.user)
