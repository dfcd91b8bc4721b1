"""What the database itself refuses about units, people and roles."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.choices import Role
from accounts.models import Membership
from tests.factories import (
    DistrictFactory,
    MembershipFactory,
    UnitFactory,
    UserFactory,
    leader_of,
    reporter_of,
)


def refuses(make):
    """The name of the constraint that stops it, as either database tells it."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        make()
    return str(refused.value)


def test_a_person_works_in_one_role_at_a_time(unit):
    by = reporter_of(unit)
    other = UnitFactory.create(district=unit.district)

    def second(is_current):
        return MembershipFactory.create(user=by, unit=other, is_current=is_current)

    refuses(lambda: second(True))
    second(False)
    assert by.memberships.count() == 2


def test_that_message_is_chinese(unit):
    role = Membership(
        user=reporter_of(unit), district=unit.district, unit=unit, role=Role.HEAD, is_current=True
    )
    with pytest.raises(ValidationError) as refused:
        role.full_clean()
    assert refused.value.messages == ["同一账号只能有一个当前身份。"]


def test_a_role_is_held_once(unit):
    by = leader_of(unit.district)
    refuses(
        lambda: MembershipFactory.create(
            user=by, district=unit.district, unit=None, role=Role.LEADER, is_current=False
        )
    )
    clerk = reporter_of(unit)
    refuses(lambda: MembershipFactory.create(user=clerk, unit=unit, is_current=False))


@pytest.mark.parametrize("role", [Role.REPORTER, Role.HEAD, Role.OFFICE])
def test_who_works_for_a_unit_has_one(db, role):
    refuses(lambda: MembershipFactory.create(unit=None, role=role))


@pytest.mark.parametrize("role", [Role.LEADER, Role.ADMINISTRATOR])
def test_a_leader_and_an_administrator_need_no_unit(db, role):
    assert MembershipFactory.create(unit=None, role=role).unit is None


def test_a_unit_s_code_and_name_are_its_own_within_a_district(db):
    first = UnitFactory.create(code="jingxin", name="区经济和信息化局")
    refuses(lambda: UnitFactory.create(code="jingxin", name="另一局"))
    refuses(lambda: UnitFactory.create(code="other", name="区经济和信息化局"))
    elsewhere = DistrictFactory.create(code="putuo", name="普陀区")
    namesake = UnitFactory.create(district=elsewhere, code="jingxin", name="区经济和信息化局")
    assert namesake.natural_key() == ("putuo", "jingxin")
    assert first.natural_key() == ("dinghai", "jingxin")


def test_the_current_role_is_read_once_and_anew_after_a_change(unit, django_assert_num_queries):
    by = reporter_of(unit)
    by.refresh_from_db()
    with django_assert_num_queries(1):
        assert by.member is not None
        assert (by.member.unit, by.member.district.code) == (unit, "dinghai")
    by.memberships.update(is_current=False)
    assert by.member is not None
    by.refresh_from_db()
    assert by.member is None


def test_people_units_and_roles_are_called_by_what_one_reads(unit):
    assert str(UserFactory.create(username="zhang", full_name="张某")) == "张某"
    assert str(UserFactory.create(username="li", full_name="")) == "li"
    assert (
        str(MembershipFactory.create(unit=unit, role=Role.HEAD)) == f"{unit.short_name}·单位审核人"
    )
    assert str(leader_of(unit.district).member) == "定海区·领导"
