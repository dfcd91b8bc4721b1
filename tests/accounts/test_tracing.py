"""Every history row says who, why and by which way; what changes nothing leaves none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts import people
from accounts.choices import Role, Way
from accounts.models import Membership, User
from accounts.tracing import by_way, trace
from plans.models import Plan
from targets.models import Target
from tests import factories

pytestmark = pytest.mark.django_db
STRONG = "sea-and-island-2024"


def newest(row):
    return row.history.order_by("-history_id").first()


def told(row):
    kept = newest(row)
    return kept.history_user, kept.history_change_reason, kept.way


def test_a_traced_save_tells_who_and_why(plan, office):
    plan.due_day = 8
    trace(plan, by=office, why="国庆顺延").save()
    assert told(plan) == (office, "国庆顺延", Way.COMMAND)


def test_a_reason_of_three_hundred_characters_is_kept_whole(plan, office):
    trace(plan, by=office, why="由" * 300).save()
    assert newest(plan).history_change_reason == "由" * 300


@pytest.mark.parametrize("way", [Way.TIMER, Way.EXCEL, Way.DEMO, Way.API])
def test_everything_saved_by_one_way_says_so(plan, way):
    with by_way(way):
        plan.save()
    assert newest(plan).way == way
    plan.save()
    assert newest(plan).way == Way.COMMAND


def test_a_rows_own_way_goes_before_the_usual_one(plan, office):
    with by_way(Way.TIMER):
        trace(plan, by=office, way=Way.EXCEL).save()
    assert newest(plan).way == Way.EXCEL


def test_what_is_loaded_for_another_day_bears_that_day(plan):
    at = timezone.now() - timedelta(days=30)
    with by_way(Way.DEMO, at=at):
        plan.save()
    assert newest(plan).history_date == at


def test_what_is_pressed_on_a_page_came_in_by_the_page(client):
    district = factories.DistrictFactory.create()
    admin = factories.administrator_of(district)
    account = factories.leader_of(district)
    client.force_login(admin)
    client.post(reverse("account_lock", args=[account.pk]), {"active": ""})
    assert told(account) == (admin, "停用", Way.FORM)


def test_each_act_on_an_account_names_the_administrator_and_the_act():
    unit = factories.UnitFactory.create()
    district, admin = unit.district, factories.administrator_of(unit.district)
    user = people.add(
        username="jxj-zhang",
        full_name="张某",
        phone="",
        password=STRONG,
        district=district,
        by=admin,
    )
    role = people.grant(user, role=Role.REPORTER, unit=unit, district=district, by=admin)
    people.set_active(user, active=False, district=district, by=admin)
    people.reset_password(user, district=district, by=admin)
    people.revoke(role, by=admin)
    rows = [*user.history.all(), *Membership.history.filter(user_id=user.pk)]
    acts = {(row.history_user, row.history_change_reason) for row in rows}
    assert acts == {(admin, why) for why in ("新建账号", "停用", "重设密码", "授予", "收回")}


def test_a_role_granted_twice_is_told_once():
    unit = factories.UnitFactory.create()
    admin, user = factories.administrator_of(unit.district), factories.UserFactory.create()
    for _ in range(2):
        people.grant(user, role=Role.REPORTER, unit=unit, district=unit.district, by=admin)
    assert Membership.history.filter(user_id=user.pk).count() == 1


def test_changing_to_another_role_is_traced_for_both():
    unit = factories.UnitFactory.create()
    user = factories.reporter_of(unit)
    second = Membership.objects.create(
        user=user, district=unit.district, unit=unit, role=Role.HEAD, is_current=False
    )
    people.switch(user, second)
    rows = Membership.history.filter(user_id=user.pk, history_type="~")
    assert {(row.role, row.is_current, row.history_user) for row in rows} == {
        (Role.REPORTER, False, user),
        (Role.HEAD, True, user),
    }


def test_signing_in_leaves_no_row_and_keeps_its_time(client):
    user = factories.leader_of(factories.DistrictFactory.create())
    user.set_password(STRONG)
    user.save()
    before = user.history.count()
    answer = client.post(reverse("account_login"), {"login": user.username, "password": STRONG})
    assert answer.status_code == 302
    user.refresh_from_db()
    assert user.last_login is not None
    assert user.history.count() == before


def test_ones_own_new_password_is_told_and_never_shown(client):
    user = factories.leader_of(factories.DistrictFactory.create())
    user.set_password(STRONG)
    user.save()
    client.force_login(user)
    typed = {
        "oldpassword": STRONG,
        "password1": "tide-2025-harbour",
        "password2": "tide-2025-harbour",
    }
    client.post(reverse("account_change_password"), typed)
    assert told(user) == (user, "本人修改密码", Way.FORM)
    assert not any("password" in each.attname for each in User.history.model._meta.fields)


def test_a_fixture_leaves_a_row_for_what_it_brings_and_for_what_it_sets_back():
    call_command("loaddata", "dinghai_2024", verbosity=0)
    target = Target.objects.get(plan__slug="dinghai-2024", code="T02")
    assert [(row.history_type, row.history_change_reason) for row in target.history.all()] == [
        ("+", "载入数据")
    ]
    target.goal += 1
    target.save()
    rows = {model: model.history.count() for model in (Plan, Target)}
    call_command("loaddata", "dinghai_2024", verbosity=0)
    assert told(target) == (None, "载入数据", Way.COMMAND)
    assert target.history.count() == 3
    assert {model: model.history.count() - rows[model] for model in rows} == {Plan: 0, Target: 1}
