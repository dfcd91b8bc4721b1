"""Accounts change by the administrator's hand alone, and never their own."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import people
from accounts.choices import Role
from accounts.models import Membership, User
from tests.factories import (
    DistrictFactory,
    UnitFactory,
    UserFactory,
    administrator_of,
    leader_of,
    office_of,
    reporter_of,
)

pytestmark = pytest.mark.django_db
STRONG = "sea-and-island-2024"


def _add(by, district, username="jxj-zhang", password=STRONG):
    return people.add(
        username=username,
        full_name="张某",
        phone="0580-0000000",
        password=password,
        district=district,
        by=by,
    )


def test_administrator_adds_an_account_that_can_sign_in():
    district = DistrictFactory.create()
    user = _add(administrator_of(district), district)
    assert user.check_password(STRONG)
    assert user.memberships.count() == 0


@pytest.mark.parametrize("who", [office_of, leader_of])
def test_nobody_else_adds_an_account(who):
    district = DistrictFactory.create()
    by = who(district)
    before = User.objects.count()
    with pytest.raises(PermissionDenied):
        _add(by, district)
    assert User.objects.count() == before


def test_reporter_adds_no_account():
    unit = UnitFactory.create()
    with pytest.raises(PermissionDenied):
        _add(reporter_of(unit), unit.district)


def test_another_districts_administrator_adds_no_account():
    home, other = DistrictFactory.create(), DistrictFactory.create(code="putuo", name="普陀区")
    with pytest.raises(PermissionDenied):
        _add(administrator_of(other), home)


def test_taken_name_is_refused_whatever_its_case():
    district = DistrictFactory.create()
    admin = administrator_of(district)
    _add(admin, district)
    with pytest.raises(people.RefusedError, match="已有人使用"):
        _add(admin, district, username="JXJ-Zhang")


def test_weak_password_is_refused():
    district = DistrictFactory.create()
    with pytest.raises(ValidationError):
        _add(administrator_of(district), district, password="12345")


def test_password_like_the_accounts_name_is_refused_in_our_words():
    district = DistrictFactory.create()
    with pytest.raises(ValidationError) as refused:
        _add(administrator_of(district), district, password="jxj-zhang-1")
    assert refused.value.messages == ["密码和账号或姓名太相近，请换一个。"]


def test_first_role_is_current_and_the_second_waits():
    unit = UnitFactory.create()
    admin, user = administrator_of(unit.district), UserFactory.create()
    grant = partial(people.grant, user, unit=unit, district=unit.district, by=admin)
    first = grant(role=Role.REPORTER)
    second = grant(role=Role.HEAD)
    assert (first.is_current, second.is_current) == (True, False)


def test_granting_twice_gives_one_role():
    unit = UnitFactory.create()
    admin, user = administrator_of(unit.district), UserFactory.create()
    for _ in range(2):
        people.grant(user, role=Role.REPORTER, unit=unit, district=unit.district, by=admin)
    assert user.memberships.count() == 1


def test_administrator_gives_themselves_no_role():
    unit = UnitFactory.create()
    admin = administrator_of(unit.district)
    with pytest.raises(PermissionDenied):
        people.grant(admin, role=Role.OFFICE, unit=unit, district=unit.district, by=admin)
    assert [each.role for each in admin.memberships.all()] == [Role.ADMINISTRATOR]


def test_role_that_needs_a_unit_is_refused_without_one():
    district = DistrictFactory.create()
    with pytest.raises(people.RefusedError, match="须选一个单位"):
        people.grant(
            UserFactory.create(),
            role=Role.REPORTER,
            unit=None,
            district=district,
            by=administrator_of(district),
        )


def test_person_of_another_district_gets_no_role_here():
    district = DistrictFactory.create()
    stranger = administrator_of(DistrictFactory.create(code="putuo", name="普陀区"))
    with pytest.raises(PermissionDenied):
        people.grant(
            stranger,
            role=Role.LEADER,
            unit=None,
            district=district,
            by=administrator_of(district),
        )


def test_unit_of_another_district_is_refused():
    district = DistrictFactory.create()
    other = UnitFactory.create(district=DistrictFactory.create(code="putuo", name="普陀区"))
    with pytest.raises(PermissionDenied):
        people.grant(
            UserFactory.create(),
            role=Role.REPORTER,
            unit=other,
            district=district,
            by=administrator_of(district),
        )


def test_revoking_the_current_role_lets_another_follow():
    unit = UnitFactory.create()
    admin, user = administrator_of(unit.district), UserFactory.create()
    grant = partial(people.grant, user, unit=unit, district=unit.district, by=admin)
    first = grant(role=Role.REPORTER)
    grant(role=Role.HEAD)
    people.revoke(first, by=admin)
    assert [(each.role, each.is_current) for each in user.memberships.all()] == [(Role.HEAD, True)]


def test_revoked_role_stays_in_the_trail_with_who_and_why():
    unit = UnitFactory.create()
    admin, user = administrator_of(unit.district), UserFactory.create()
    membership = people.grant(user, role=Role.REPORTER, unit=unit, district=unit.district, by=admin)
    people.revoke(membership, by=admin)
    row = Membership.history.filter(user_id=user.pk).first()
    assert (row.history_type, row.history_user, row.history_change_reason) == ("-", admin, "收回")


def test_locked_account_keeps_its_roles():
    unit = UnitFactory.create()
    user = reporter_of(unit)
    admin = administrator_of(unit.district)
    people.set_active(user, active=False, district=unit.district, by=admin)
    user.refresh_from_db()
    assert (user.is_active, user.memberships.count()) == (False, 1)


def test_administrator_does_not_lock_themselves_out():
    district = DistrictFactory.create()
    admin = administrator_of(district)
    with pytest.raises(PermissionDenied):
        people.set_active(admin, active=False, district=district, by=admin)


def test_reset_password_replaces_the_old_one():
    unit = UnitFactory.create()
    user = reporter_of(unit)
    fresh = people.reset_password(user, district=unit.district, by=administrator_of(unit.district))
    user.refresh_from_db()
    assert user.check_password(fresh)


def test_another_districts_account_is_out_of_reach():
    unit = UnitFactory.create()
    other = DistrictFactory.create(code="putuo", name="普陀区")
    with pytest.raises(PermissionDenied):
        people.reset_password(reporter_of(unit), district=other, by=administrator_of(other))


def test_person_switches_to_their_other_role_only():
    unit = UnitFactory.create()
    admin, user = administrator_of(unit.district), UserFactory.create()
    grant = partial(people.grant, user, unit=unit, district=unit.district, by=admin)
    grant(role=Role.REPORTER)
    second = grant(role=Role.HEAD)
    people.switch(user, second)
    assert user.member == second
    with pytest.raises(PermissionDenied):
        people.switch(UserFactory.create(), second)
