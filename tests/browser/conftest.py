"""What every browser test may ask for: Chromium, signing in, axe, and a guard on every page."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, ViewportSize

from accounts.models import User

DESKTOP: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# Playwright's own loop must not forbid the ORM calls of a test's set-up.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The distribution's Chromium: Playwright's own cannot be downloaded everywhere."""
    executable = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return {**browser_type_launch_args, "executable_path": executable, "args": ["--no-sandbox"]}


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A desk of a Chinese office; a test for a phone sets its own size."""
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": DESKTOP,
    }


@pytest.fixture(autouse=True)
def installation(settings: Any) -> None:
    """A demonstration on the 8th of October, the day September falls due."""
    settings.DEMO, settings.DEMO_DAY = True, date(2024, 10, 8)


@pytest.fixture
def sign_in(context: BrowserContext, live_server: Any) -> Callable[[User], None]:
    """sign_in(user): this browser works as that person from now on."""

    def as_person(user: User) -> None:
        client = Client()
        client.force_login(user)
        session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        context.clear_cookies()
        context.add_cookies(
            [
                {
                    "name": django_settings.SESSION_COOKIE_NAME,
                    "value": session,
                    "url": live_server.url,
                }
            ]
        )

    return as_person


@pytest.fixture(autouse=True)
def complaints(context: BrowserContext) -> Iterator[list[str]]:
    """No page of a test may log an error, throw, or have anything refused by the policy.

    A browser also logs each answer of 4xx; those that a test asks for (409, 422) are let pass.
    """
    heard: list[str] = []

    def listen(page: Page) -> None:
        page.on("console", lambda message: _hear(message, heard))
        page.on("pageerror", lambda error: heard.append(f"thrown: {error}"))

    context.on("page", listen)
    yield heard
    assert heard == []


def _hear(message: ConsoleMessage, heard: list[str]) -> None:
    text = message.text
    is_refused = "Content Security Policy" in text or "Content-Security-Policy" in text
    is_answer = "status of 409" in text or "status of 422" in text
    if is_refused or (message.type == "error" and not is_answer):
        heard.append(f"{message.type}: {text}")


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """assert_accessible(page): axe finds nothing against WCAG 2.0–2.2, levels A and AA."""

    def check(page: Page) -> None:
        options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
        found = Axe().run(page, options=options).response["violations"]
        told = [f"{each['id']}: {node['target']}" for each in found for node in each["nodes"]]
        assert told == []

    return check
