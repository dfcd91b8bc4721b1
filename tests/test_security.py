"""What keeps the product closed: headers on every page, production settings, sessions, throttling."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from plans.today import today
from tests.addresses import addresses

ROOT = Path(__file__).parents[1]
KEY = "k" * 10 + "0123456789abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOP"
PASSWORD = "Tiger-Lake-88"
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
# Pages for people who are not signed in; every other page sends them to the sign-in page.
OPEN = {
    "healthz",
    "account_login",
    "account_inactive",
    "account_signup",
    "account_reset_password",
}
EVERYWHERE = addresses()
NAMES = [f"{each.name}{'' if 'month' not in each.parts else '-month'}" for each in EVERYWHERE]


@pytest.fixture(autouse=True)
def fresh_counters():
    """Attempts of other tests do not count."""
    cache.clear()


@pytest.fixture
def person(leader):
    """A leader with a password, known as lisi."""
    leader.username = "lisi"
    leader.set_password(PASSWORD)
    leader.save()
    return leader


def sign_in(client, username="lisi", password=PASSWORD, **more):
    form = {"login": username, "password": password}
    return client.post(reverse("account_login"), form, **more)


def policy_of(response):
    return {part.strip() for part in response["Content-Security-Policy"].split(";")}


# Every page


@pytest.mark.parametrize("address", EVERYWHERE, ids=NAMES)
def test_every_answer_carries_the_policy_and_its_companions(client, plan, leader, address):
    client.force_login(leader)
    response = client.get(address.path)
    assert response.status_code < 500
    assert policy_of(response) == POLICY
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("address", EVERYWHERE, ids=NAMES)
def test_no_answer_that_depends_on_the_person_is_kept_for_others(client, plan, leader, address):
    client.force_login(leader)
    response = client.get(address.path)
    if "Cookie" in response.headers.get("Vary", ""):
        assert "private" in response["Cache-Control"]
    else:
        assert address.name == "healthz" or response.status_code == 405


@pytest.mark.parametrize("address", EVERYWHERE, ids=NAMES)
def test_nobody_signed_in_sees_the_open_pages_alone(client, plan, address):
    response = client.get(address.path)
    if address.name in OPEN:
        assert response.status_code == 200
    elif response.status_code == 302:
        assert response["Location"].startswith("/accounts/login/")
        assert response.content == b""
    else:
        assert response.status_code in {404, 405}


@pytest.mark.parametrize("address", EVERYWHERE, ids=NAMES)
def test_nobody_signed_in_changes_anything_by_post(client, plan, address):
    with CaptureQueriesContext(connection) as queries:
        response = client.post(address.path)
    acts = ("INSERT", "UPDATE", "DELETE")
    written = [each["sql"] for each in queries if each["sql"].startswith(acts)]
    assert response.status_code in {200, 302, 404, 405}
    assert written == []


@pytest.mark.parametrize("address", EVERYWHERE, ids=NAMES)
def test_every_post_needs_the_token(plan, leader, address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(leader)
    response = client.post(address.path)
    assert response.status_code in {403, 404}


# Failures are told in Chinese, with a way on


def page_of(response):
    assert 'lang="zh-CN"' in response.content.decode()
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", response.content.decode()))


def test_missing_page_says_so_and_leads_home(client, db):
    response = client.get("/dinghai-2024/no-such-page/")
    assert response.status_code == 404
    assert "没有找到这个页面" in page_of(response)
    assert "回首页" in page_of(response)


def test_forbidden_page_says_so_and_leads_home(client, leader):
    client.force_login(leader)
    response = client.get(reverse("account_list"))
    assert response.status_code == 403
    assert "没有权限这样做" in page_of(response)
    assert "回首页" in page_of(response)


def test_form_without_its_token_says_that_the_session_is_over(db):
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"))
    assert response.status_code == 403
    assert "登录已过期" in page_of(response)


def broken(execute, sql, params, many, context):
    raise OperationalError("the database is away")


def test_failure_shows_a_number_that_stands_in_the_log(leader, caplog):
    client = Client(raise_request_exception=False)
    client.force_login(leader)
    with connection.execute_wrapper(broken):
        response = client.get("/dinghai-2024/")
    assert response.status_code == 500
    assert policy_of(response) == POLICY
    number = re.search(r"编号([0-9a-f]{8})", page_of(response))
    assert number is not None
    assert f"error {number[1]} at GET /dinghai-2024/" in caplog.messages


# /healthz


def test_healthz_says_ok_without_session_or_sign_in(client, db, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


def test_healthz_fails_when_the_database_does_not_answer(client, db):
    with connection.execute_wrapper(broken):
        response = client.get("/healthz")
    assert (response.status_code, response.content.decode()) == (503, "数据库没有应答。")


def test_healthz_is_answered_over_plain_http_where_all_else_is_moved_to_https(db, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    client = Client()
    assert client.get("/healthz").status_code == 200
    moved = client.get("/dinghai-2024/")
    assert (moved.status_code, moved["Location"]) == (301, "https://testserver/dinghai-2024/")
    secure = client.get("/accounts/login/", secure=True)
    assert secure["Strict-Transport-Security"].startswith("max-age=31536000")


# Sessions


def is_in(client):
    return client.get(reverse("account_change_password")).status_code == 200


def test_idle_person_is_signed_out_after_half_an_hour(client, person):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(client)
        clock.shift(timedelta(minutes=29))
        assert is_in(client)
        clock.shift(timedelta(minutes=29))
        assert is_in(client)
        clock.shift(timedelta(minutes=31))
        assert not is_in(client)


def test_session_is_written_once_a_minute_at_most(client, person):
    def writes():
        with CaptureQueriesContext(connection) as queries:
            assert is_in(client)
        return sum("django_session" in each["sql"] and "UPDATE" in each["sql"] for each in queries)

    with time_machine.travel(timezone.now(), tick=False) as clock:
        sign_in(client)
        writes()
        assert writes() == 0
        clock.shift(timedelta(seconds=59))
        assert writes() == 0
        clock.shift(timedelta(seconds=2))
        assert writes() == 1
        assert writes() == 0


def test_session_gets_another_key_when_somebody_signs_in(client, person):
    client.get(reverse("account_login"))
    sign_in(client)
    first = client.session.session_key
    client.post(reverse("account_logout"))
    sign_in(client)
    assert client.session.session_key != first


def test_session_cookie_ends_with_the_browser_and_no_script_reads_it(client, person):
    cookie = sign_in(client).cookies["sessionid"]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


# Throttling


def test_five_wrong_passwords_close_the_account_for_five_minutes(client, person):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(5):
            assert "账号或密码不对" in page_of(sign_in(client, password="wrong"))
        assert "登录失败次数太多，请过5分钟再登录。" in page_of(sign_in(client))
        clock.shift(timedelta(minutes=5, seconds=1))
        assert sign_in(client).status_code == 302


def test_ten_wrong_passwords_from_one_place_stop_that_place(client, person):
    for at in range(10):
        assert "账号或密码不对" in page_of(sign_in(client, f"guess-{at}", "wrong"))
    assert "登录失败次数太多" in page_of(sign_in(client))
    elsewhere = sign_in(Client(), REMOTE_ADDR="10.1.2.3")
    assert elsewhere.status_code == 302


def test_behind_a_proxy_the_browsers_address_counts(client, person, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for at in range(10):
        sign_in(client, f"guess-{at}", "wrong", headers={"x-forwarded-for": "10.0.0.8"})
    stopped = sign_in(client, headers={"x-forwarded-for": "10.0.0.8"})
    assert "登录失败次数太多" in page_of(stopped)
    assert sign_in(client, headers={"x-forwarded-for": "10.0.0.9"}).status_code == 302


def test_flood_of_sign_ins_is_answered_429_in_chinese(client, person):
    for _ in range(60):
        client.post(reverse("account_login"))
    response = client.post(reverse("account_login"))
    assert response.status_code == 429
    assert "尝试太多次" in page_of(response)


# Production


def start(command, **environment):
    """Start a command of the product in production, with nothing in its environment but this."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, *command],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


SETTINGS = ["-c", "import dashboard.settings"]


def test_production_settings_pass_every_check(tmp_path):
    done = start(
        ["manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        SECRET_KEY=KEY,
        ALLOWED_HOSTS="xushi.example",
        DATABASE_URL=f"sqlite:///{tmp_path}/xushi.sqlite3",
    )
    assert (done.returncode, done.stderr.strip()[:200]) == (0, done.stderr.strip()[:200])


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({}, "SECRET_KEY must be set"),
        ({"SECRET_KEY": KEY, "DEMO": "maybe"}, "DEMO must be 1 or 0, not maybe"),
        ({"SECRET_KEY": KEY, "HTTPS": "flase"}, "HTTPS must be 1 or 0, not flase"),
        ({"SECRET_KEY": KEY, "DEBUG": "?"}, "DEBUG must be 1 or 0, not ?"),
        ({"SECRET_KEY": KEY, "BEHIND_PROXY": "nginx"}, "BEHIND_PROXY must be 1 or 0"),
        ({"SECRET_KEY": KEY, "SITE_URL": "xushi.example"}, "SITE_URL must begin with https://"),
        ({"SECRET_KEY": KEY, "ROBOT_URL": "http://r.example/?k=v"}, "ROBOT_URL must begin with"),
        (
            {"SECRET_KEY": KEY, "MAIL_FROM": "a@b.cn"},
            "EMAIL_URL and MAIL_FROM must be set together",
        ),
        ({"SECRET_KEY": KEY, "MAIL_FROM": "a@b.cn", "EMAIL_URL": "x"}, "EMAIL_URL must be like"),
        ({"SECRET_KEY": KEY, "SESSION_IDLE_SECONDS": "5"}, "SESSION_IDLE_SECONDS must be"),
        ({"SECRET_KEY": KEY, "CONN_MAX_AGE": "-1"}, "CONN_MAX_AGE must be"),
        ({"SECRET_KEY": KEY, "LOG_LEVEL": "loud"}, "LOG_LEVEL must be"),
        ({"SECRET_KEY": KEY, "DATABASE_URL": "oracel://x"}, "DATABASE_URL"),
        ({"SECRET_KEY": KEY, "CACHE_URL": "rediss//x"}, "CACHE_URL"),
        ({"SECRET_KEY": KEY, "WEB_CONCURRENCY": "2"}, "CACHE_URL must be shared"),
        ({"DEMO": "1", "DEMO_DAY": "8 October"}, "DEMO_DAY must be a day like 2024-10-08"),
    ],
)
def test_wrong_or_missing_setting_stops_the_start_by_name(environment, message):
    done = start(SETTINGS, **environment)
    assert done.returncode == 1
    assert message in done.stderr.splitlines()[-1]


def test_production_is_what_an_installation_gets_without_asking():
    names = (
        "DEMO, DEMO_DAY, DEBUG, SECURE_SSL_REDIRECT, SESSION_COOKIE_SECURE, CSRF_COOKIE_SECURE,"
        " SECURE_HSTS_SECONDS, SESSION_COOKIE_AGE"
    )
    code = f"from dashboard.settings import {names}; print(({names}))"
    done = start(["-c", code], SECRET_KEY=KEY, DEMO_DAY="2024-10-08")
    assert done.stdout.strip() == "(False, None, False, True, True, True, 31536000, 1800)"


# The demonstration switched off


def test_without_a_demonstration_the_day_is_the_calendars(settings):
    settings.DEMO_DAY = date(2024, 10, 8)
    with time_machine.travel("2025-03-04T02:00:00Z"):
        assert today() == date(2025, 3, 4)


def test_without_a_demonstration_its_set_cannot_be_loaded(plan):
    with pytest.raises(CommandError, match="演示数据只能在演示环境"):
        call_command("load_demo")
