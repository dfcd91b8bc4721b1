"""The administrator's pages: accounts and roles, by nobody else, and never their own."""

from __future__ import annotations

import pytest

from accounts.choices import Role
from accounts.models import Membership, User
from tests.factories import (
    DistrictFactory,
    MembershipFactory,
    UnitFactory,
    UserFactory,
    administrator_of,
    leader_of,
    office_of,
    office_unit,
    reporter_of,
)

pytestmark = pytest.mark.django_db
LIST, NEW = "/manage/accounts/", "/manage/accounts/new/"
TYPED = {"username": "jxj-zhang", "full_name": "张某", "phone": "0580-1", "role": "reporter"}


@pytest.fixture
def admin(plan):
    """Who keeps the district's accounts."""
    return administrator_of(plan.district)


@pytest.fixture
def desk(client, admin):
    """Their browser."""
    client.force_login(admin)
    return client


@pytest.fixture
def clerk(unit):
    """Somebody whose account is kept."""
    return reporter_of(unit)


def page_of(user):
    return f"{LIST}{user.pk}/"


def acts_on(clerk, unit):
    """Every press of these pages: its address and what it sends."""
    role = clerk.memberships.get()
    return [
        (NEW, {**TYPED, "unit": unit.pk}),
        (page_of(clerk), {"role": "head", "unit": unit.pk}),
        (f"{page_of(clerk)}roles/{role.pk}/", {}),
        (f"{page_of(clerk)}lock/", {"active": "0"}),
        (f"{page_of(clerk)}password/", {}),
    ]


def state_of(clerk):
    """All that one of those presses could change."""
    clerk.refresh_from_db()
    roles = list(clerk.memberships.values_list("role", flat=True))
    return User.objects.count(), clerk.is_active, clerk.password, roles


def told(response):
    return [str(message) for message in response.context["messages"]]


def errors_of(response):
    return {name: list(texts) for name, texts in response.context["form"].errors.items()}


# Who may


@pytest.mark.parametrize("who", [leader_of, office_of])
def test_nobody_but_the_administrator_sees_or_does_any_of_it(client, plan, clerk, unit, who):
    client.force_login(who(plan.district))
    _assert_refused(client, clerk, unit, page=403, act={403})


def test_clerk_sees_and_does_none_of_it_even_for_themselves(client, clerk, unit):
    client.force_login(clerk)
    _assert_refused(client, clerk, unit, page=403, act={403})


def test_whoever_is_not_signed_in_is_asked_to(client, clerk, unit):
    _assert_refused(client, clerk, unit, page=302, act={302})


def test_another_districts_administrator_finds_neither_account_nor_role(client, clerk, unit):
    elsewhere = DistrictFactory.create(code="putuo", name="普陀区")
    client.force_login(administrator_of(elsewhere))
    before = state_of(clerk)
    statuses = [client.post(*act).status_code for act in acts_on(clerk, unit)]
    assert statuses == [422, 404, 404, 404, 404]  # the unit is not in their list
    assert client.get(page_of(clerk)).status_code == 404
    assert clerk.username not in client.get(LIST).content.decode()
    assert state_of(clerk) == before


def _assert_refused(client, clerk, unit, *, page, act):
    before = state_of(clerk)
    pages = [client.get(url).status_code for url in (LIST, NEW, page_of(clerk))]
    acts = {client.post(*each).status_code for each in acts_on(clerk, unit)}
    assert (pages, acts) == ([page] * 3, act)
    assert state_of(clerk) == before


# The list


@pytest.mark.parametrize("accounts", [1, 30])
def test_list_shows_every_account_in_five_queries(desk, unit, accounts, django_assert_num_queries):
    clerks = {reporter_of(unit).username for _ in range(accounts)}
    desk.get(LIST)
    with django_assert_num_queries(5):
        response = desk.get(LIST)
    shown = {account.username for account in response.context["accounts"]}
    assert clerks < shown


def test_list_tells_roles_here_and_none_of_another_district(desk, unit):
    elsewhere = DistrictFactory.create(code="putuo", name="普陀区")
    clerk = reporter_of(unit)
    MembershipFactory.create(
        user=clerk, district=elsewhere, unit=None, role=Role.LEADER, is_current=False
    )
    for address in (LIST, page_of(clerk)):
        page = desk.get(address).content.decode()
        assert f"{unit.short_name}·填报员" in page
        assert "普陀区" not in page


def test_account_without_a_role_waits_for_one(desk):
    UserFactory.create(full_name="新来的")
    page = desk.get(LIST).content.decode()
    assert "新来的" in page
    assert "还没有角色" in page


def test_pages_belong_to_the_administrators_menu(desk, clerk):
    for address in (LIST, NEW, page_of(clerk)):
        assert 'aria-current="page">管理</a>' in desk.get(address).content.decode()


# A new account


def test_account_is_made_with_its_role_and_a_password_that_signs_in(desk, client, unit):
    response = desk.post(NEW, {**TYPED, "unit": unit.pk})
    password = response.context["password"]
    made = User.objects.get(username="jxj-zhang")
    role = made.memberships.get()
    assert (made.full_name, made.phone, role.role) == ("张某", "0580-1", "reporter")
    assert (role.unit, role.is_current, made.check_password(password)) == (unit, True, True)
    assert password in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_account_and_role_are_both_in_the_trail_with_who(desk, admin, unit):
    desk.post(NEW, {**TYPED, "unit": unit.pk})
    made = User.objects.get(username="jxj-zhang")
    trail = desk.get(page_of(made)).context["trail"]
    assert [(change.by, change.what) for change in trail] == [
        (str(admin), f"授予“{unit.short_name}·填报员”"),
        (str(admin), "新建账号"),
    ]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"username": ""}, "username", "请填写账号，如jxj-zhang。"),
        ({"username": "张 某"}, "username", "账号只用字母、数字、点、横线和下划线。"),
        ({"username": "a" * 31}, "username", "账号最多30个字符。"),
        ({"full_name": " "}, "full_name", "请填写姓名。"),
        ({"full_name": "张" * 31}, "full_name", "姓名最多30个字。"),
        ({"phone": "1" * 41}, "phone", "电话最多40个字符。"),
        ({"role": ""}, "role", "请选择角色。"),
        ({"role": "king"}, "role", "请从列表中选一个角色。"),
        ({"unit": ""}, "unit", "“填报员”须选一个单位。"),
        ({"unit": "999999"}, "unit", "请从列表中选一个单位。"),
        ({"unit": "x"}, "unit", "请从列表中选一个单位。"),
        ({"role": "leader"}, "unit", "“领导”不属于单位，请选“不属于单位”。"),
        ({"role": "office"}, "unit", "“专班”人员的单位须选专班。"),
    ],
)
def test_wrong_input_is_told_in_one_sentence_and_kept(desk, unit, typed, field, sentence):
    before = User.objects.count()
    sent = {**TYPED, "unit": str(unit.pk), **typed}
    response = desk.post(NEW, sent)
    assert response.status_code == 422
    assert errors_of(response) == {field: [sentence]}
    kept = {name: response.context["form"][name].value() for name in sent}
    assert kept == sent
    assert (User.objects.count(), Membership.objects.filter(role="reporter").count()) == (before, 0)


def test_taken_name_is_told_and_the_rest_kept(desk, admin, unit):
    response = desk.post(NEW, {**TYPED, "username": admin.username.upper(), "unit": unit.pk})
    assert response.status_code == 422
    assert errors_of(response) == {
        "username": [f"账号“{admin.username.upper()}”已有人使用，请换一个。"]
    }
    assert response.context["form"]["full_name"].value() == "张某"


def test_office_person_works_in_the_office_and_fills_in_nothing(desk, plan):
    office = office_unit(plan.district)
    response = desk.post(NEW, {**TYPED, "unit": office.pk})
    assert errors_of(response) == {"unit": ["专班不填报，请选别的单位。"]}
    desk.post(NEW, {**TYPED, "role": "office", "unit": office.pk})
    assert str(User.objects.get(username="jxj-zhang").member) == "专班"


def test_unit_of_another_district_is_not_to_be_chosen(desk):
    elsewhere = UnitFactory.create(district=DistrictFactory.create(code="putuo", name="普陀区"))
    response = desk.post(NEW, {**TYPED, "unit": elsewhere.pk})
    assert errors_of(response) == {"unit": ["请从列表中选一个单位。"]}


# One account


def test_second_role_is_granted_and_told(desk, clerk, unit):
    response = desk.post(page_of(clerk), {"role": "head", "unit": unit.pk}, follow=True)
    assert told(response) == [f"已授予{clerk}“{unit.short_name}·单位审核人”。"]
    roles = [(role.role, role.is_current) for role in clerk.memberships.order_by("pk")]
    assert roles == [("reporter", True), ("head", False)]


def test_role_that_lacks_its_unit_is_refused(desk, clerk):
    response = desk.post(page_of(clerk), {"role": "head"})
    assert response.status_code == 422
    assert errors_of(response) == {"unit": ["“单位审核人”须选一个单位。"]}
    assert response.context["form"]["role"].value() == "head"
    assert clerk.memberships.count() == 1


def test_role_is_taken_back_and_told(desk, clerk, unit):
    role = clerk.memberships.get()
    response = desk.post(f"{page_of(clerk)}roles/{role.pk}/", follow=True)
    assert told(response) == [f"已收回{clerk}“{unit.short_name}·填报员”。"]
    assert clerk.memberships.count() == 0
    assert desk.post(f"{page_of(clerk)}roles/{role.pk}/").status_code == 404


def test_locked_account_is_out_at_once_and_opened_again(desk, client, clerk):
    theirs = client.__class__()
    theirs.force_login(clerk)
    lock = f"{page_of(clerk)}lock/"
    assert told(desk.post(lock, {"active": "0"}, follow=True)) == [f"已停用账号{clerk}。"]
    assert theirs.get("/").url.startswith("/accounts/login/")
    assert told(desk.post(lock, {"active": "1"}, follow=True)) == [f"已启用账号{clerk}。"]
    clerk.refresh_from_db()
    assert clerk.is_active


def test_reset_password_is_shown_once_and_ends_the_sessions_of_the_old_one(desk, client, clerk):
    clerk.set_password("the-old-password-1")
    clerk.save()
    theirs = client.__class__()
    theirs.force_login(clerk)
    response = desk.post(f"{page_of(clerk)}password/")
    clerk.refresh_from_db()
    assert clerk.check_password(response.context["password"])
    assert "no-store" in response["Cache-Control"]
    assert theirs.get("/").url.startswith("/accounts/login/")
    assert response.context["password"] not in desk.get(page_of(clerk)).content.decode()


def test_administrator_does_nothing_to_their_own_account(desk, admin):
    role = admin.memberships.get()
    unit = UnitFactory.create(district=role.district)
    page = page_of(admin)
    acts = [
        (page, {"role": "office", "unit": office_unit(role.district).pk}),
        (page, {"role": "reporter", "unit": unit.pk}),
        (f"{page}roles/{role.pk}/", {}),
        (f"{page}lock/", {"active": "0"}),
    ]
    before = state_of(admin)
    assert [desk.post(*act).status_code for act in acts] == [403] * 4
    assert state_of(admin) == before
    shown = desk.get(page).content.decode()
    assert "自己的身份由另一位管理员管理。" in shown
    assert "授予身份" not in shown


def test_account_that_works_in_another_district_too_is_not_locked_from_here(desk, clerk):
    elsewhere = DistrictFactory.create(code="putuo", name="普陀区")
    MembershipFactory.create(
        user=clerk, district=elsewhere, unit=None, role=Role.LEADER, is_current=False
    )
    page = desk.get(page_of(clerk)).content.decode()
    assert "这个账号在别的区县也有身份" in page
    assert "确定停用" not in page
    assert desk.post(f"{page_of(clerk)}lock/", {"active": "0"}).status_code == 403


@pytest.mark.parametrize("act", ["lock/", "password/", "roles/1/"])
def test_act_asked_for_by_its_address_leads_to_the_account(desk, clerk, act):
    response = desk.get(page_of(clerk) + act)
    assert (response.status_code, response.url) == (302, page_of(clerk))


@pytest.mark.parametrize("acts", [1, 30])
def test_account_is_shown_in_eight_queries(desk, clerk, unit, acts, django_assert_num_queries):
    for _ in range(acts):
        desk.post(page_of(clerk), {"role": "head", "unit": unit.pk})
        desk.post(f"{page_of(clerk)}roles/{clerk.memberships.get(role='head').pk}/")
    desk.get(page_of(clerk))
    with django_assert_num_queries(8):
        assert desk.get(page_of(clerk)).status_code == 200


def test_account_that_is_not_there_is_not_found(desk):
    assert desk.get(f"{LIST}999999/").status_code == 404
