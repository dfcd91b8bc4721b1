"""The walk over every page of the URLconf as one role at one size: axe, console, policy and width."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, ViewportSize

from accounts.models import User
from plans.converters import Month
from tests import addresses
from tests.browser import demonstrated

LEADER = "demo-leader"
ROLES = [LEADER, "demo-jingxin", "demo-office", "demo-admin"]
# Bodies that everybody is shown alike (dashboard/pages.py): one of the roles looks at them. Frames
# differ, and are seen on the overview and on each role's own pages.
READ_ALIKE = {
    "charts",
    "compare",
    "formula_list",
    "league",
    "meeting",
    "meeting_item",
    "one_page",
    "papers",
    "plan_text",
    "public_overview",
    "public_plan_text",
    "public_target_list",
    "public_task_list",
    "screen",
    "search",
    "target_list",
    "task_detail",
    "task_list",
}
FILES = {"export", "paper", "publication_year"}  # and every address that ends like a file's


@pytest.fixture
def demonstration(monkeypatch):
    """The demonstration as `make run` loads it; addresses show its published August."""
    demonstrated.lay_down()
    parts = {"month": Month(2024, 8), "pk": User.objects.get(username="demo-jingxin").pk}
    for name, value in {**parts, "code": "T02", "number": 3}.items():
        monkeypatch.setitem(addresses.PARTS, name, value)


def pages_of(user: User) -> list[str]:
    """The addresses that answer this person with a page; those read alike, for the leader alone."""
    client = Client()
    client.force_login(user)
    found: list[str] = []
    named: set[str] = set()
    for address in addresses.addresses():
        is_file = address.name in FILES or "." in address.path.rpartition("/")[2]
        is_seen = address.name in named  # with its month; without it the same page is shown
        if is_file or is_seen or (address.name in READ_ALIKE and user.username != LEADER):
            continue
        path = (
            address.path.replace("2024-08", "2024-09")
            if "/entry/" in address.path
            else address.path
        )
        path = path.replace("/units/T02/", "/units/jingxin/")
        answer = client.get(path)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            found.append(path)
            named.add(address.name)
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
