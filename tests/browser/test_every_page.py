"""Every page of the URLconf, as each role, at both sizes: axe, console, policy and width."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from dashboard import demo
from plans import periods
from plans.converters import Month
from plans.models import Plan
from tests import addresses
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROLES = ["demo-leader", "demo-jingxin", "demo-office", "demo-admin"]
SIZES = {"desktop": DESKTOP, "phone": PHONE}


@pytest.fixture
def demonstration(monkeypatch):
    """The demonstration as `make run` loads it; addresses show its published August."""
    call_command("loaddata", "dinghai_2024", verbosity=0)
    plan = Plan.objects.get(slug="dinghai-2024")
    periods.ensure(plan)
    demo.load(plan)
    parts = {"month": Month(2024, 8), "pk": User.objects.get(username="demo-jingxin").pk}
    for name, value in {**parts, "code": "T02", "number": 3}.items():
        monkeypatch.setitem(addresses.PARTS, name, value)


def pages_of(user: User) -> list[str]:
    """The addresses that answer this person with a page of their own."""
    client = Client()
    client.force_login(user)
    found = []
    for address in addresses.addresses():
        path = (
            address.path.replace("2024-08", "2024-09")
            if "/entry/" in address.path
            else address.path
        )
        path = path.replace("/units/T02/", "/units/jingxin/")
        answer = client.get(path)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            found.append(path)
    return found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("username", ROLES)
def test_every_page_is_accessible_quiet_and_fits(
    demonstration, page, live_server, sign_in, assert_accessible, username, size
):
    user = User.objects.get(username=username)
    page.set_viewport_size(SIZES[size])
    sign_in(user)
    paths = pages_of(user)
    assert len(paths) >= 3
    for path in paths:
        page.goto(live_server.url + path)
        assert page.locator("h1").count() == 1, path
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"], path
        assert_accessible(page)


@pytest.mark.parametrize("size", SIZES)
def test_sign_in_page_is_accessible_quiet_and_fits(
    demonstration, page, live_server, assert_accessible, size
):
    page.set_viewport_size(SIZES[size])
    page.goto(live_server.url + "/accounts/login/")
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]
    assert_accessible(page)
