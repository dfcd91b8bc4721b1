"""Each predicate of accounts.rules against each role, its own unit and district and another's."""

from __future__ import annotations

import pytest

from accounts import rules
from accounts.choices import Role
from tests.factories import (
    DistrictFactory,
    UnitFactory,
    UserFactory,
    administrator_of,
    head_of,
    leader_of,
    office_of,
    reporter_of,
)

ROLES = ["leader", "reporter", "head", "office", "administrator"]
ALL = set(ROLES)
IN_DISTRICT = {
    "may_read": ALL,
    "may_see_live": {"office"},
    "may_review": {"office"},
    "may_publish": {"office"},
    "may_administer": {"administrator"},
}
FOR_UNIT = {
    "may_report": {"reporter", "head"},
    "may_write_note": {"reporter", "head"},
    "may_see_duties": {"reporter", "head", "office"},
}


@pytest.fixture
def people(unit):
    """One account of every role of the unit's district."""
    return {
        "leader": leader_of(unit.district),
        "reporter": reporter_of(unit),
        "head": head_of(unit),
        "office": office_of(unit.district),
        "administrator": administrator_of(unit.district),
    }


@pytest.fixture
def elsewhere(db):
    return DistrictFactory.create(code="putuo", name="普陀区")


def test_the_tables_name_every_role():
    assert {str(role) for role in Role} == ALL


@pytest.mark.parametrize(("rule", "roles"), IN_DISTRICT.items())
def test_rules_of_a_district(people, unit, elsewhere, rule, roles):
    ask = getattr(rules, rule)
    assert {who for who, by in people.items() if ask(by, unit.district_id)} == roles
    assert {who for who, by in people.items() if ask(by, elsewhere.pk)} == set()


@pytest.mark.parametrize(("rule", "roles"), FOR_UNIT.items())
def test_rules_of_a_unit(people, unit, elsewhere, rule, roles):
    ask = getattr(rules, rule)
    neighbour = UnitFactory.create(district=unit.district)
    stranger = UnitFactory.create(district=elsewhere)
    assert {who for who, by in people.items() if ask(by, unit)} == roles
    assert {who for who, by in people.items() if ask(by, neighbour)} == roles & {"office"}
    assert {who for who, by in people.items() if ask(by, stranger)} == set()


@pytest.mark.parametrize("rule", IN_DISTRICT)
def test_nobody_without_a_role_may_anything_in_a_district(unit, rule):
    assert getattr(rules, rule)(UserFactory.create(), unit.district_id) is False


@pytest.mark.parametrize("rule", FOR_UNIT)
def test_nobody_without_a_role_may_anything_for_a_unit(unit, rule):
    assert getattr(rules, rule)(UserFactory.create(), unit) is False


def test_nobody_reports_for_no_unit(people):
    assert {who for who, by in people.items() if rules.may_report(by, None)} == set()


def test_the_office_approves_what_others_filled_in(people, unit):
    office, clerk = people["office"], people["reporter"]
    district = unit.district_id
    assert rules.may_approve(office, district, filled_by={clerk.pk, None})
    assert not rules.may_approve(office, district, filled_by={office.pk})
    assert not rules.may_approve(office, district, filled_by={clerk.pk, office.pk})
    assert not rules.may_approve(people["head"], district, filled_by={clerk.pk})
