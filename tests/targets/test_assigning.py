"""Who reports what: confirmed by the office, passed on without showing what was begun."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from plans.configuring import SettingConflictError
from targets import assigning, reporting
from targets.choices import State
from targets.models import Target
from targets.rounds import RefusedError
from tests import factories
from tests.factories import TargetFactory, figure

pytestmark = pytest.mark.django_db
OCTOBER_2 = date(2024, 10, 2)  # September is being filed


@pytest.fixture
def office(plan):
    return factories.office_of(plan.district)


@pytest.fixture
def target(plan, unit):
    return TargetFactory.create(plan=plan, lead_unit=unit, inferred=["lead_unit", "kind"])


@pytest.fixture
def september(plan):
    """The month being filed."""
    return factories.period_of(plan, 9, opens_on=date(2024, 10, 1), due_on=date(2024, 10, 8))


def change(target, by, *, reason="机构改革", seen=None, **wanted):
    now = replace(assigning.assignment_of(target), **wanted)
    seen = assigning.seen_of(target) if seen is None else seen
    return assigning.assign(target, now, seen=seen, reason=reason, by=by)


def test_what_was_inferred_is_confirmed_together_with_the_reason(plan, target, office):
    other = TargetFactory.create(plan=plan, inferred=["kind"])
    left = TargetFactory.create(plan=plan, inferred=["kind"])
    assert assigning.confirm(plan, [target.code, other.code], reason="会议定", by=office) == 2
    for row in (target, other, left):
        row.refresh_from_db()
    assert [row.inferred for row in (target, other, left)] == [[], [], ["kind"]]
    last = target.history.latest()
    assert (last.history_user, last.history_change_reason) == (office, "会议定")


def test_target_without_a_unit_cannot_be_confirmed(plan, office):
    alone = TargetFactory.create(plan=plan, lead_unit=None, inferred=["kind"])
    with pytest.raises(RefusedError, match="还没有牵头单位"):
        assigning.confirm(plan, [alone.code], reason="会议定", by=office)


def test_new_unit_does_not_read_what_the_former_had_begun(plan, target, office):
    draft = figure(target, 9, "40", state=State.DRAFT, explanation="内部口径", version=3)
    new = factories.UnitFactory.create(district=plan.district)
    change(target, office, unit_id=new.pk)
    target.refresh_from_db()
    draft.refresh_from_db()
    assert (target.lead_unit, target.inferred) == (new, ["kind"])
    assert (draft.value, draft.explanation, draft.state, draft.version) == (None, "", "draft", 4)
    assert draft.versions.get(number=4).reason == "机构改革"


def test_trail_keeps_what_the_office_filled_in_before_it_emptied_it(target, office, september):
    told = {"seen_version": 0, "by": office, "on": OCTOBER_2}
    draft = reporting.save(target, september, typed="40", **told)
    change(target, office, unit_id=factories.UnitFactory.create(district=target.plan.district).pk)
    target.refresh_from_db()
    reporting.save(target, september, typed="41", **told | {"seen_version": 2})
    values = draft.versions.order_by("number").values_list("value", "reason")
    assert list(values) == [(Decimal(40), ""), (None, "机构改革"), (Decimal(41), "")]


def test_former_unit_fills_in_nothing_from_a_page_it_still_had_open(target, office, september):
    clerk = factories.reporter_of(target.lead_unit)
    opened = Target.objects.select_related("lead_unit", "plan").get(pk=target.pk)
    change(target, office, unit_id=factories.UnitFactory.create(district=target.plan.district).pk)
    for act in (reporting.save, reporting.submit):
        with pytest.raises(PermissionDenied):
            act(opened, september, seen_version=0, by=clerk, on=OCTOBER_2, typed="40")
    assert not target.measurements.exists()


def test_approved_and_published_figures_stay(plan, target, office):
    approved = figure(target, 9, "40")
    new = factories.UnitFactory.create(district=plan.district)
    change(target, office, unit_id=new.pk)
    approved.refresh_from_db()
    assert (approved.value, approved.state) == (Decimal(40), "approved")


@pytest.mark.parametrize("state", [State.SUBMITTED])
def test_unit_is_not_changed_while_its_figure_waits(plan, target, office, state):
    figure(target, 9, "40", state=state)
    new = factories.UnitFactory.create(district=plan.district)
    with pytest.raises(RefusedError, match="9月的数据正在待审") as refused:
        change(target, office, unit_id=new.pk)
    assert refused.value.field == "unit"
    target.refresh_from_db()
    assert target.lead_unit != new


def test_figure_passes_to_another_person_of_the_unit(target, unit, office):
    colleague = factories.reporter_of(unit)
    change(target, office, reporter_id=colleague.pk, needs_evidence=True)
    target.refresh_from_db()
    assert (target.reporter, target.needs_evidence) == (colleague, True)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"unit_id": None}, "unit"),
        ({"unit_id": 0}, "unit"),
        ({"reporter_id": 0}, "reporter"),
        ({"decimals": 5}, "decimals"),
        ({"definition": "长" * 2001}, "definition"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(target, office, wanted, field):
    with pytest.raises(RefusedError) as refused:
        change(target, office, **wanted)
    assert refused.value.field == field


def test_office_and_groups_lead_nothing(plan, target, office):
    for unit in (
        office.member.unit,
        factories.UnitFactory.create(district=plan.district, kind="group"),
    ):
        with pytest.raises(RefusedError, match="请选择牵头单位"):
            change(target, office, unit_id=unit.pk)


def test_unit_of_another_district_leads_nothing_here(target, office):
    elsewhere = factories.UnitFactory.create(
        district=factories.DistrictFactory.create(code="putuo")
    )
    with pytest.raises(RefusedError, match="请选择牵头单位"):
        change(target, office, unit_id=elsewhere.pk)


def test_reason_is_asked_for(target, office):
    with pytest.raises(RefusedError, match="请写明改动的理由"):
        change(target, office, needs_evidence=True, reason=" ")


def test_second_editor_meets_what_the_first_set(target, office):
    seen = assigning.seen_of(target)
    change(target, office, needs_evidence=True)
    target.refresh_from_db()
    with pytest.raises(SettingConflictError):
        change(target, office, definition="新口径", seen=seen)


def test_the_same_sent_twice_is_one_change(target, office):
    seen = assigning.seen_of(target)
    change(target, office, needs_evidence=True, seen=seen)
    target.refresh_from_db()
    change(target, office, needs_evidence=True, seen=seen)
    assert target.history.filter(history_type="~").count() == 1


@pytest.mark.parametrize("role", ["leader", "reporter", "administrator"])
def test_only_the_office_assigns(plan, unit, target, role):
    by = {
        "leader": lambda: factories.leader_of(plan.district),
        "reporter": lambda: factories.reporter_of(unit),
        "administrator": lambda: factories.administrator_of(plan.district),
    }[role]()
    with pytest.raises(PermissionDenied):
        change(target, by, needs_evidence=True)
    with pytest.raises(PermissionDenied):
        assigning.confirm(plan, [target.code], reason="x", by=by)
