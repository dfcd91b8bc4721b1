"""The walk over every page of the URLconf as one role at one size: axe, console, policy and width."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Page, ViewportSize

from accounts.models import User
from dashboard import demo
from plans import periods
from plans.converters import Month
from plans.models import Plan
from tests import addresses

ROLES = ["demo-leader", "demo-jingxin", "demo-office", "demo-admin"]


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


def walk(
    user: User,
    page: Page,
    live_server: Any,
    sign_in: Callable[[User], None],
    assert_accessible: Callable[[Page], None],
    size: ViewportSize,
) -> None:
    """Open each page this person has, and look."""
    page.set_viewport_size(size)
    sign_in(user)
    paths = pages_of(user)
    assert len(paths) >= 3
    for path in paths:
        page.goto(live_server.url + path)
        assert page.locator("h1").count() == 1, path
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
        assert_accessible(page)
