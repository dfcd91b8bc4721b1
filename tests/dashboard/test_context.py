"""The frame: a menu of what exists, the person's own page first, and what waits for them."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template

from accounts.choices import Role
from dashboard.context import Frame, Item
from dashboard.context import frame as processor
from plans import periods
from targets.choices import State
from tests import factories


@pytest.fixture(autouse=True)
def _eighth_of_october(monkeypatch):
    monkeypatch.setattr("dashboard.context.today", lambda: date(2024, 10, 8))


def frame(rf, user, plan=None, path="/"):
    request = rf.get(path)
    request.user = user
    request.resolver_match = None
    if plan is not None:
        request.plan = plan
    return Frame(request)


def member(plan, role, unit=None):
    return factories.MembershipFactory.create(district=plan.district, unit=unit, role=role).user


def test_a_stranger_gets_no_menu_and_asks_nothing_of_the_database(
    rf, db, django_assert_num_queries
):
    request = rf.get("/")
    request.user = AnonymousUser()
    request.resolver_match = None
    page = Template(
        "{{ frame.brand }}{{ frame.user_name }}{{ frame.role_label }}{{ frame.unit_label }}"
        "{{ frame.menu|length }}{{ frame.memberships|length }}{{ frame.badge }}{{ frame.home_url }}"
    )
    with django_assert_num_queries(0):
        assert page.render(Context(processor(request))) == "000/"


def test_a_page_without_a_plan_shows_the_latest_of_the_persons_district(rf, plan, leader):
    elsewhere = factories.DistrictFactory.create(code="putuo", name="普陀区")
    factories.PlanFactory.create(district=elsewhere, year=2025, short_title="普陀区创新深化")
    factories.PlanFactory.create(district=plan.district, year=2023, short_title="去年的计划")
    shown = frame(rf, leader)
    assert (shown.brand, shown.brand_small) == (plan.short_title, "2024年工作计划")


def test_menu_begins_with_the_pages_everybody_reads(rf, plan, leader):
    menu = frame(rf, leader, plan).menu
    assert menu[:2] == [
        Item("总览", "/dinghai-2024/", current=False),
        Item("指标", "/dinghai-2024/targets/", current=False),
    ]


def test_every_item_of_the_menu_is_a_page_that_exists(client, plan, unit, office):
    periods.ensure(plan)
    for role in Role:
        in_unit = role in {Role.REPORTER, Role.HEAD, Role.OFFICE}
        user = member(plan, role, unit if in_unit else None)
        client.force_login(user)
        html = client.get("/dinghai-2024/").content.decode()
        menu = html[html.index('<ul class="nav1">') : html.index("</ul>")]
        links = [part.split('"')[0] for part in menu.split('href="')[1:]]
        assert [client.get(link, follow=True).status_code for link in links] == [200] * len(links)
        assert "/dinghai-2024/targets/" in links


def test_the_section_of_a_page_is_inked_and_its_month_kept(rf, plan, leader):
    shown = frame(rf, leader, plan)
    shown.section, shown.reading_month = "target_list", "2024-03"
    assert [item.label for item in shown.menu if item.current] == ["指标"]
    assert shown.menu[1].url == "/dinghai-2024/2024-03/targets/"


@pytest.mark.parametrize(
    ("role", "label"),
    [
        (Role.LEADER, "领导"),
        (Role.REPORTER, "填报员"),
        (Role.HEAD, "单位审核人"),
        (Role.OFFICE, "审核"),
        (Role.ADMINISTRATOR, "管理员"),
    ],
)
def test_frame_says_who_one_is_and_for_which_unit(rf, plan, unit, role, label):
    in_unit = role not in {Role.LEADER, Role.ADMINISTRATOR}
    user = member(plan, role, unit if in_unit else None)
    shown = frame(rf, user, plan)
    assert shown.role_label == label
    assert shown.unit_label == (unit.short_name if in_unit else "")
    assert shown.user_name == user.full_name


def test_roles_to_change_to_are_listed_with_the_current_one(rf, plan, reporter, unit):
    factories.MembershipFactory.create(
        user=reporter, district=plan.district, unit=None, role=Role.LEADER, is_current=False
    )
    listed = frame(rf, reporter, plan).memberships
    assert [(choice.label, choice.current) for choice in listed] == [
        (f"{unit.short_name}·填报员", True),
        ("定海区·领导", False),
    ]


def test_office_sees_how_much_waits_for_review_in_one_query(
    rf, plan, office, leader, django_assert_num_queries
):
    target = factories.TargetFactory.create(plan=plan)
    states = (State.SUBMITTED, State.DRAFT, State.APPROVED, State.RETURNED)
    for month, state in enumerate(states, start=1):
        factories.figure(target, month, "5", state=state)
    task = factories.task_of(plan)
    factories.note_of(task, 1, state=State.SUBMITTED)
    factories.note_of(task, 2)
    elsewhere = factories.TargetFactory.create(plan__district=plan.district)
    factories.figure(elsewhere, 1, "5", state=State.SUBMITTED)
    shown = frame(rf, office, plan)
    assert shown.member is not None
    with django_assert_num_queries(1):
        assert shown.badge == 2
    assert frame(rf, leader, plan).badge == 0


@pytest.mark.parametrize(("cookie", "is_large"), [("large", True), ("normal", False), ("", False)])
def test_large_type_is_kept_in_a_cookie(rf, cookie, is_large):
    rf.cookies["text_size"] = cookie
    assert frame(rf, AnonymousUser()).size_large is is_large


def test_home_sends_each_to_their_first_page(client, plan, leader, office):
    periods.ensure(plan)
    client.force_login(leader)
    assert client.get("/")["Location"] == "/dinghai-2024/"
    client.force_login(member(plan, Role.ADMINISTRATOR))
    assert client.get("/")["Location"] == "/manage/accounts/"


def test_home_of_a_person_without_a_role_says_whom_to_ask(client, plan):
    client.force_login(factories.UserFactory.create())
    response = client.get("/")
    assert response.status_code == 200
    assert "账号还没有身份" in response.content.decode()


def test_home_before_any_plan_says_so(client, db):
    district = factories.DistrictFactory.create()
    client.force_login(factories.leader_of(district))
    assert "还没有计划" in client.get("/").content.decode()
