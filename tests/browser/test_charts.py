"""Charts in a browser: at rest until touched, then alive in the same place, and never in the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser import demonstrated
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHARTS = "/dinghai-2024/2024-08/charts/"
TARGET = "/dinghai-2024/2024-08/targets/T02/"
IDS = ["completion", "headings", "grid", "months", "units", "trends"]


@pytest.fixture
def opened(page: Page, live_server: Any, sign_in: Callable[[User], None]) -> Callable[..., Page]:
    """opened(path, size): the demonstration's page, read by its leader."""
    demonstrated.lay_down()
    sign_in(User.objects.get(username="demo-leader"))

    def go(path: str, size: Any = DESKTOP) -> Page:
        page.set_viewport_size(size)
        page.goto(live_server.url + path)
        return page

    return go


def touch(page: Page, name: str) -> None:
    box = page.locator(f"#chart-{name}")
    box.scroll_into_view_if_needed()
    box.dispatch_event("pointerenter")
    expect(box).to_have_class(re.compile("is-live"))


def test_plotly_is_fetched_only_when_a_chart_is_touched(opened):
    asked: list[str] = []
    page = opened(TARGET)
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.locator("#data").scroll_into_view_if_needed()
    assert [url for url in asked if "plotly" in url] == []
    page.locator("#chart-year").focus()
    expect(page.locator("#chart-year")).to_have_class(re.compile("is-live"))
    touch(page, "increments")
    fetched = [url.rsplit("/", 1)[-1].partition("?")[0] for url in asked if "plotly" in url]
    assert sorted(fetched) == ["plotly-basic.min.js", "plotly-zh-cn.js", "plotly.css"]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_chart_comes_alive_where_it_rested(opened, size):
    page = opened(CHARTS, size)
    assert page.locator("[data-chart]").count() == len(IDS)
    for name in IDS:
        page.locator(f"#chart-{name}").scroll_into_view_if_needed()
        rest = page.locator(f"#chart-{name} > .rest:visible").bounding_box()
        touch(page, name)
        live = page.locator(f"#chart-{name} .main-svg").first.bounding_box()
        assert live is not None
        assert rest is not None
        for side in ("x", "y", "width", "height"):
            assert abs(live[side] - rest[side]) <= 1, (name, side)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_words_of_a_live_chart_stand_where_they_rested(opened):
    page = opened(CHARTS)
    where = """(root) => Object.fromEntries([...root.querySelectorAll("text")].map((text) => {
      const box = text.getBoundingClientRect();
      const page = root.getBoundingClientRect();
      return [text.textContent, [box.x + box.width / 2 - page.x, box.y + box.height / 2 - page.y]];
    }))"""
    rest = page.locator("#chart-units > .rest-wide").evaluate(where)
    touch(page, "units")
    live = page.locator("#chart-units .live").evaluate(where)
    assert {"区经信局", "滞后5 严重3"} <= rest.keys() & live.keys()
    for text in rest.keys() & live.keys():
        assert abs(live[text][0] - rest[text][0]) <= 6, text
        assert abs(live[text][1] - rest[text][1]) <= 6, text


def test_a_click_on_a_bar_leads_to_its_target(opened):
    page = opened(CHARTS)
    touch(page, "completion")
    box = page.locator("#chart-completion").bounding_box()
    assert box is not None
    scale = box["width"] / 640
    page.mouse.move(box["x"] + 300 * scale, box["y"] + 39 * scale)  # the first bar: worst first
    page.mouse.click(box["x"] + 300 * scale, box["y"] + 39 * scale)
    page.wait_for_url("**/2024-08/targets/T17/")
    expect(page.get_by_role("heading", level=1)).to_have_text("突破关键核心技术")


def test_another_width_brings_a_chart_back_to_rest(opened):
    page = opened(CHARTS)
    touch(page, "months")
    page.set_viewport_size({"width": 700, "height": 800})
    expect(page.locator("#chart-months .live")).to_have_count(0)
    expect(page.locator("#chart-months .rest-narrow")).to_be_visible()
    touch(page, "months")


def test_a_chart_is_saved_as_a_picture_within_the_policy(opened):
    page = opened(CHARTS)
    with page.expect_download() as download:
        page.locator(".ch-months").get_by_role("button", name="导出图片").click()
    assert download.value.suggested_filename == "各月亮灯 8月（演示数据）.png"
    content = download.value.path().read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) > 10_000


def test_keyboard_reaches_the_same_links_in_the_table(opened):
    page = opened(CHARTS)
    page.locator(".ch-completion summary").focus()
    page.keyboard.press("Enter")
    link = page.locator(".ch-completion").get_by_role("link", name="突破关键核心技术")
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/2024-08/targets/T17/$"))


@pytest.mark.parametrize("path", [CHARTS, TARGET])
def test_without_javascript_the_drawing_and_its_table_are_there(
    browser, live_server, opened, context, path
):
    opened(path)  # loads the demonstration and signs in
    quiet = browser.new_context(java_script_enabled=False, viewport=DESKTOP)
    quiet.add_cookies(context.cookies())
    page = quiet.new_page()
    page.goto(live_server.url + path)
    expect(page.locator(".rest-wide").first).to_be_visible()
    expect(page.locator("table").first).to_be_attached()
    if path == CHARTS:
        page.locator("select[name=unit]").select_option("zuzhi")
        page.get_by_role("button", name="筛选").click()
        expect(page.locator(".ch-units tbody tr")).to_have_count(1)
    quiet.close()
