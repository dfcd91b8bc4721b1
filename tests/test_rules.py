"""Who may do what (domain.md, role table), held at the services: every role at every act."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from dashboard import publication
from dashboard.models import Publication
from targets import reporting
from targets.models import Measurement, MeasurementVersion
from tasks import following
from tasks.models import ProgressNote, ProgressNoteVersion
from tests.factories import (
    DistrictFactory,
    MeasurementFactory,
    ProgressNoteFactory,
    TargetFactory,
    UnitFactory,
    UserFactory,
    administrator_of,
    head_of,
    leader_of,
    office_of,
    period_of,
    reporter_of,
    task_of,
)

DAY = date(2024, 2, 8)  # January has fallen due
PEOPLE = (
    "nobody",  # signed in, but in no role
    "leader",
    "reporter",  # of the unit in question
    "head",
    "joining",  # a reporter of a unit that joins in the task
    "office",
    "office elsewhere",
    "administrator",
)
UNIT, HEAD, OFFICE = {"reporter", "head"}, {"head"}, {"office"}
MAY = {
    "save": UNIT | OFFICE,  # the office for the unit (代填)
    "submit": UNIT | OFFICE,
    "withdraw": UNIT,
    "countersign": HEAD,
    "unsign": HEAD,
    "return": OFFICE,
    "return to the clerk": HEAD,  # with the countersign on
    "approve": OFFICE,
    "save note": UNIT | OFFICE,
    "submit note": UNIT | OFFICE,
    "withdraw note": UNIT,
    "countersign note": HEAD,
    "unsign note": HEAD,
    "return note": OFFICE,
    "approve note": OFFICE,
    "publish": OFFICE,
}
STATE_FOR = {"save": "draft", "submit": "draft", "unsign": "countersigned"}


class Scene:
    """A target and a task of one unit in January, with the rows that an act needs."""

    def __init__(self, plan, unit):
        self.plan, self.unit = plan, unit
        self.joining = UnitFactory.create(district=plan.district)
        self.january = period_of(plan, 1)
        self.target = TargetFactory.create(plan=plan, lead_unit=unit)
        self.task = task_of(plan, unit, self.joining)

    def person(self, who):
        """The account of this role."""
        district = self.plan.district
        made = {
            "nobody": UserFactory.create,
            "leader": lambda: leader_of(district),
            "reporter": lambda: reporter_of(self.unit),
            "head": lambda: head_of(self.unit),
            "joining": lambda: reporter_of(self.joining),
            "office": lambda: office_of(district),
            "office elsewhere": lambda: office_of(
                DistrictFactory.create(code="putuo", name="普陀区")
            ),
            "administrator": lambda: administrator_of(district),
        }
        return made[who]()

    def figure(self, state):
        return MeasurementFactory.create(
            target=self.target, period=self.january, value=Decimal(4), state=state
        )

    def note(self, state):
        return ProgressNoteFactory.create(
            task=self.task, period=self.january, unit=self.unit, state=state
        )

    def act(self, name, by):
        """Prepare the act, and give it back ready to be done."""
        if name == "publish":
            self.figure("approved")
            self.note("approved")
            return lambda: publication.publish(self.plan, 1, by=by, on=DAY)
        return self._note_act(name, by) if name.endswith("note") else self._figure_act(name, by)

    def _figure_act(self, name, by):
        new = {"typed": "5", "seen_version": 1, "by": by, "on": DAY}
        row = self.figure(STATE_FOR.get(name, "submitted"))
        self._demand_countersign(name)
        return {
            "countersign": lambda: reporting.countersign(row, seen_version=1, by=by),
            "unsign": lambda: reporting.unsign(row, seen_version=1, by=by),
            "return to the clerk": lambda: self._given_back(row, by),
            "save": lambda: reporting.save(self.target, self.january, **new),
            "submit": lambda: reporting.submit(self.target, self.january, **new),
            "withdraw": lambda: reporting.withdraw(row, seen_version=1, by=by),
            "return": lambda: reporting.return_(row, reason="请核对", seen_version=1, by=by),
            "approve": lambda: reporting.approve(row, seen_version=1, by=by),
        }[name]

    def _demand_countersign(self, name):
        self.plan.countersign = name.split()[0] in {"countersign", "unsign"} or "clerk" in name
        self.plan.save()

    @staticmethod
    def _given_back(row, by):
        """Returned by the head; the office is told to wait, which is no question of the right."""
        try:
            return reporting.return_(row, reason="请核对", seen_version=1, by=by)
        except reporting.RefusedError as refused:
            raise PermissionDenied from refused

    def _note_act(self, name, by):
        new = {"word": "done", "text": "另", "seen_version": 1, "by": by, "on": DAY}
        row = self.note(STATE_FOR.get(name.removesuffix(" note"), "submitted"))
        self._demand_countersign(name)
        where = (self.task, self.january, self.unit)
        return {
            "countersign note": lambda: following.countersign_note(row, seen_version=1, by=by),
            "unsign note": lambda: following.unsign_note(row, seen_version=1, by=by),
            "save note": lambda: following.save_note(*where, **new),
            "submit note": lambda: following.submit_note(*where, **new),
            "withdraw note": lambda: following.withdraw_note(row, seen_version=1, by=by),
            "return note": lambda: following.return_note(
                row, reason="请核对", seen_version=1, by=by
            ),
            "approve note": lambda: following.approve_note(row, seen_version=1, by=by),
        }[name]


def everything():
    """All that an act can leave behind."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (
            Measurement,
            MeasurementVersion,
            ProgressNote,
            ProgressNoteVersion,
            Publication,
        )
    ]


@pytest.mark.parametrize("act", MAY)
@pytest.mark.parametrize("who", PEOPLE)
def test_each_role_does_what_it_may_and_nothing_else(plan, unit, who, act):
    scene = Scene(plan, unit)
    do = scene.act(act, scene.person(who))
    before = everything()
    if who in MAY[act]:
        do()
        assert everything() != before
    else:
        with pytest.raises(PermissionDenied):
            do()
        assert everything() == before


@pytest.mark.parametrize("act", ["save", "submit", "withdraw"])
def test_nobody_reports_a_target_that_has_no_unit(plan, unit, act):
    scene = Scene(plan, unit)
    scene.target.lead_unit = None
    scene.target.save()
    with pytest.raises(PermissionDenied):
        scene.act(act, reporter_of(unit))()


def test_a_role_counts_only_while_one_works_in_it(plan, unit):
    scene = Scene(plan, unit)
    by = reporter_of(unit)
    by.memberships.update(is_current=False)
    with pytest.raises(PermissionDenied):
        scene.act("submit", by)()
