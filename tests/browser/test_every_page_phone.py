"""Every page of the URLconf, as each role, on a phone. Two files: each size has a worker of its own."""

from __future__ import annotations

import pytest

from accounts.models import User
from tests.browser.conftest import PHONE
from tests.browser.every_page import ROLES, demonstration, walk

__all__ = ["demonstration"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("username", ROLES)
def test_every_page_is_accessible_quiet_and_fits(
    demonstration, page, live_server, sign_in, assert_accessible, username
):
    user = User.objects.get(username=username)
    walk(user, page, live_server, sign_in, assert_accessible, PHONE)


def test_sign_in_page_is_accessible_quiet_and_fits(
    demonstration, page, live_server, assert_accessible
):
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + "/accounts/login/")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert_accessible(page)
