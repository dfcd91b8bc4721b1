"""Signing in and out: by password, by one click in a demonstration, with a second factor."""

from __future__ import annotations

import re
from html import unescape

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.models import Membership, User
from tests import factories

PASSWORD = "Tiger-Lake-88"


@pytest.fixture(autouse=True)
def fresh_counters():
    """Attempts of other tests do not count."""
    cache.clear()


@pytest.fixture
def person(leader: User) -> User:
    """A leader with a password."""
    leader.username = "lisi"
    leader.set_password(PASSWORD)
    leader.save()
    return leader


@pytest.fixture
def demo_person(plan):
    """A demonstration's leader, without a password as all of them."""
    user = factories.leader_of(plan.district)
    user.username, user.full_name, user.is_demo = "demo-leader", "分管领导", True
    user.set_unusable_password()
    user.save()
    return user


def sign_in(client, username="lisi", password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": username, "password": password, **more})


def who(client):
    """The account that this browser is signed in as, or none."""
    return client.session.get("_auth_user_id")


def said(response):
    """The page's visible text, markup taken away."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_right_password_signs_in_and_goes_to_the_first_page(client, person):
    response = sign_in(client)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert who(client) == str(person.pk)


def test_account_is_read_without_regard_to_capitals(client, person):
    sign_in(client, "LiSi")
    assert who(client) == str(person.pk)


@pytest.mark.parametrize(("username", "password"), [("lisi", "wrong"), ("nobody", PASSWORD)])
def test_wrong_password_and_unknown_account_are_told_alike(client, person, username, password):
    response = sign_in(client, username, password)
    assert response.status_code == 200
    assert "账号或密码不对。忘记密码请联系管理员重置。" in said(response)
    assert who(client) is None


def test_empty_form_says_what_is_missing_at_each_field(client, person):
    response = sign_in(client, "", "")
    assert response.context["form"].errors == {
        "login": ["请填写账号。"],
        "password": ["请填写密码。"],
    }


def test_locked_account_is_told_so(client, person):
    person.is_active = False
    person.save()
    response = client.get(sign_in(client)["Location"])
    assert "账号已停用" in said(response)
    assert who(client) is None


def test_locking_an_account_ends_its_sessions(client, person):
    sign_in(client)
    person.is_active = False
    person.save()
    assert client.get(reverse("home"))["Location"] == "/accounts/login/?next=/"


def test_next_page_is_followed_within_the_product_only(client, person):
    here = sign_in(client, next="/dinghai-2024/2024-08/")
    assert here["Location"] == "/dinghai-2024/2024-08/"
    client.logout()
    assert sign_in(client, next="https://elsewhere.example/")["Location"] == "/"


def test_signing_in_leaves_no_message_behind(client, person):
    sign_in(client)
    assert client.cookies.get("messages") is None
    assert "_messages" not in client.session


@pytest.mark.django_db
def test_nobody_makes_an_account_for_themselves(client):
    form = {"username": "newcomer", "password1": PASSWORD, "password2": PASSWORD}
    for response in (client.get(reverse("account_signup")), client.post("/accounts/signup/", form)):
        assert "账号由管理员按单位建立" in said(response)
    assert User.objects.count() == 0


def test_signing_out_takes_a_post(client, person):
    sign_in(client)
    assert "草稿都已保存" in said(client.get(reverse("account_logout")))
    assert who(client) == str(person.pk)
    assert client.post(reverse("account_logout"))["Location"] == "/accounts/login/"
    assert who(client) is None


def test_password_is_changed_and_other_sessions_end(client, person):
    sign_in(client)
    elsewhere = Client()
    sign_in(elsewhere)
    new = "Pine-River-99"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    response = client.post(reverse("account_change_password"), form)
    assert (response.status_code, response["Location"]) == (302, "/")
    person.refresh_from_db()
    assert person.check_password(new)
    assert elsewhere.get(reverse("account_change_password")).status_code == 302


@pytest.mark.parametrize(
    ("weak", "messages"),
    [
        ("9081726354", ["密码不能全是数字。"]),
        ("password123", ["这个密码太常见，请换一个。"]),
        ("Pine-9", ["密码太短，至少要10个字符。"]),
    ],
)
def test_weak_password_is_refused(client, person, weak, messages):
    sign_in(client)
    form = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    response = client.post(reverse("account_change_password"), form)
    assert response.status_code == 200
    assert response.context["form"].errors == {"password1": messages}
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        (
            {},
            {
                "oldpassword": ["请填写当前密码。"],
                "password1": ["请填写新密码。"],
                "password2": ["请再填一次新密码。"],
            },
        ),
        (
            {"oldpassword": "wrong", "password1": "Pine-River-99", "password2": "Pine-River-99"},
            {"oldpassword": ["当前密码不对。"]},
        ),
        (
            {"oldpassword": PASSWORD, "password1": "Pine-River-99", "password2": "Pine-River-98"},
            {"password2": ["两次填的新密码不一样。"]},
        ),
    ],
)
def test_each_field_of_a_new_password_says_what_is_wrong(client, person, typed, errors):
    sign_in(client)
    response = client.post(reverse("account_change_password"), typed)
    assert response.context["form"].errors == errors
    assert "至少10个字符，不能全是数字" in said(response)
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


# The demonstration


def test_outside_a_demonstration_there_is_no_one_click(client, demo_person):
    assert client.get(reverse("demo_sign_in")).status_code == 404
    response = client.post(reverse("demo_sign_in"), {"username": "demo-leader"})
    assert response.status_code == 404
    assert who(client) is None
    page = client.get(reverse("account_login"))
    assert page.context["demo_accounts"] == []
    assert "demo-leader" not in page.content.decode()


def test_outside_a_demonstration_its_account_has_no_session_and_no_password(client, demo_person):
    client.force_login(demo_person)
    assert client.get(reverse("home"))["Location"] == "/accounts/login/?next=/"
    demo_person.set_password(PASSWORD)
    demo_person.save()
    client.logout()
    sign_in(client, "demo-leader")
    assert who(client) is None


def test_demonstration_signs_in_with_one_click(client, settings, demo_person):
    settings.DEMO = True
    address = "/dinghai-2024/targets/"
    response = client.post("/accounts/demo/", {"username": "demo-leader", "next": address})
    assert (response.status_code, response["Location"]) == (302, address)
    assert who(client) == str(demo_person.pk)


def test_demonstration_offers_its_own_accounts_leader_first(client, settings, plan, demo_person):
    settings.DEMO = True
    factories.leader_of(plan.district)
    office = factories.office_of(plan.district)
    User.objects.filter(pk=office.pk).update(is_demo=True, full_name="李某")
    accounts = client.get(reverse("account_login")).context["demo_accounts"]
    assert [(each["label"], each["hint"]) for each in accounts] == [
        ("定海区·领导", "分管领导"),
        ("专班·审核", "李某"),
    ]


def test_one_click_opens_no_account_but_the_demonstrations(client, settings, person):
    settings.DEMO = True
    for username in ("lisi", "", "nobody"):
        response = client.post(reverse("demo_sign_in"), {"username": username})
        assert response.status_code == 404
    assert who(client) is None


def test_one_click_takes_a_post_and_follows_no_foreign_address(client, settings, demo_person):
    settings.DEMO = True
    assert client.get(reverse("demo_sign_in")).status_code == 405
    form = {"username": "demo-leader", "next": "//elsewhere.example/"}
    assert client.post(reverse("demo_sign_in"), form)["Location"] == "/"


def test_demonstration_account_has_no_password_to_change(client, settings, demo_person):
    settings.DEMO = True
    client.force_login(demo_person)
    response = client.get(reverse("account_change_password"))
    assert (response.status_code, response["Location"]) == (302, "/")


# The second factor


def code_of(secret):
    """What an authenticator app shows now."""
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


@pytest.fixture
def recovery_codes(client, person):
    """Turn the second factor on as a person does; returns the recovery codes shown."""
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    response = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)
    codes = response.context["unused_codes"]
    client.logout()
    cache.clear()  # the code just used may not be used twice; another half minute has passed
    return [*codes, secret]


def test_second_factor_is_asked_for_and_wrong_codes_are_refused(client, person, recovery_codes):
    assert sign_in(client)["Location"] == "/accounts/two-factor/authenticate/"
    assert who(client) is None
    response = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "验证码不对，或者已经用过。" in said(response)
    assert response.context["form"].errors == {
        "code": ["验证码不对，或者已经用过。请填手机上现在显示的6位数字。"]
    }
    assert who(client) is None


def test_authenticator_code_signs_in(client, person, recovery_codes):
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(recovery_codes[-1])})
    assert who(client) == str(person.pk)


def test_recovery_code_signs_in_once(client, person, recovery_codes):
    for is_first in (True, False):
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": recovery_codes[0]})
        assert (who(client) == str(person.pk)) is is_first
        client.logout()


def test_recovery_codes_stand_one_a_line(client, person, recovery_codes):
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": recovery_codes[0]})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    html = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    shown = re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)
    assert shown is not None
    assert unescape(shown[1]).split("\n") == recovery_codes[1:-1]


def test_pages_of_the_second_factor_speak_as_the_rest(client, person, recovery_codes):
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": recovery_codes[0]})
    assert "请再填一次密码" in said(client.get(reverse("mfa_deactivate_totp"), follow=True))
    wrong = client.post(reverse("account_reauthenticate"), {"password": "wrong"})
    assert wrong.context["form"].errors == {"password": ["密码不对。"]}
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert "手机验证码 已开启" in said(client.get(reverse("mfa_index")))
    assert "还有9个，请抄下来" in said(client.get(reverse("mfa_view_recovery_codes")))
    assert "没有用过的9个随即作废" in said(client.get(reverse("mfa_generate_recovery_codes")))
    client.post(reverse("mfa_generate_recovery_codes"))
    assert "还有10个，请抄下来" in said(client.get(reverse("mfa_view_recovery_codes")))
    client.post(reverse("mfa_deactivate_totp"))
    assert "手机验证码 未开启" in said(client.get(reverse("mfa_index")))


def test_empty_code_is_asked_for(client, person, recovery_codes):
    sign_in(client)
    response = client.post(reverse("mfa_authenticate"), {"code": ""})
    assert response.context["form"].errors == {"code": ["请填写验证码。"]}


# One's own settings


def test_large_text_is_kept_in_a_cookie_until_taken_back(client, db):
    response = client.post(reverse("text_size"), {"size": "large", "next": "/accounts/login/"})
    assert response["Location"] == "/accounts/login/"
    assert response.cookies["text_size"].value == "large"
    assert 'data-size="large"' in client.get(reverse("account_login")).content.decode()
    client.post(reverse("text_size"), {"size": "normal"})
    assert 'data-size="large"' not in client.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "", "x:y"]
)
def test_large_text_follows_no_foreign_address(client, db, address):
    response = client.post(reverse("text_size"), {"size": "large", "next": address})
    assert response["Location"] == "/"


def test_person_changes_to_another_of_their_roles(client, reporter, unit):
    other = Membership.objects.create(
        user=reporter, district=unit.district, role=Role.LEADER, is_current=False
    )
    client.force_login(reporter)
    response = client.post(reverse("switch_membership"), {"membership": other.pk})
    assert (response.status_code, response["Location"]) == (302, "/")
    assert User.objects.get(pk=reporter.pk).member == other


@pytest.mark.parametrize("wish", ["another's", "", "abc", "99999999"])
def test_nobody_changes_to_a_role_that_is_not_theirs(client, reporter, office, wish):
    before = reporter.member
    client.force_login(reporter)
    membership = office.member.pk if wish == "another's" else wish
    response = client.post(reverse("switch_membership"), {"membership": membership})
    assert response.status_code == 404
    assert User.objects.get(pk=reporter.pk).member == before


def test_roles_are_changed_by_post_and_signed_in_only(client, reporter):
    assert client.post(reverse("switch_membership")).status_code == 302
    client.force_login(reporter)
    assert client.get(reverse("switch_membership")).status_code == 405
