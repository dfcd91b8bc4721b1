"""Comparing in a browser: from the overview to two months, by keyboard, on a phone, on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from tests.browser import demonstrated
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COMPARE = "/dinghai-2024/2024-08/compare/"
VIEWS = ["", "?by=units", "?by=outlook", "?by=past", "?a=2024-06&kind=worse&sort=-gap"]
NARROWEST = {"width": 320, "height": 640}


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


def test_a_leader_goes_from_what_changed_to_the_year_to_come(opened):
    page = opened("/dinghai-2024/2024-08/")
    panel = page.get_by_role("region", name="本月变化")
    expect(panel.locator("li")).to_have_count(10)
    panel.get_by_role("link", name="全部11条，比较7月与8月").click()
    expect(page).to_have_url(re.compile("/2024-08/compare/$"))
    expect(page.locator("#changes li")).to_have_count(11)
    page.get_by_label("8月与哪个月比较").select_option("6月")
    expect(page).to_have_url(re.compile("a=2024-06"))
    expect(page.get_by_role("heading", name="6月与8月")).to_be_visible()
    page.get_by_role("link", name=re.compile("^变差")).click()
    expect(page).to_have_url(re.compile("a=2024-06&.*kind=worse"))
    page.get_by_role("link", name="年终预测").click()
    page.get_by_role("link", name=re.compile("^不能")).click()
    names = page.locator("tbody th")
    expect(names).to_have_text(["规上工业研发费用", "科技领军人才", "突破关键核心技术"])
    names.first.get_by_role("link").click()
    outlook = page.get_by_role("region", name="年终预测")
    expect(outlook).to_contain_text("80%区间的上限也达不到目标值17.5亿元，按近期进度不能完成")
    expect(outlook).to_contain_text("高于最好单月（6月，1.54亿元）")


def test_every_table_fits_every_screen_and_paper(opened, assert_accessible):
    for size in (DESKTOP, PHONE):
        for query in VIEWS:
            page = opened(COMPARE + query, size)
            assert page.locator("h1").count() == 1
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], query
            assert_accessible(page)
    for path in (COMPARE, "/dinghai-2024/2024-08/targets/T02/", "/dinghai-2024/2024-08/"):
        page = opened(path, NARROWEST)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"], path
    page = opened(COMPARE + "?by=outlook&kind=unable", PHONE)
    reads_as_cards(page.locator("tbody tr").first)
    page = opened(COMPARE + "?by=outlook")
    page.emulate_media(media="print")
    expect(page.locator("table.sbs")).to_be_visible()
    expect(page.get_by_role("navigation", name="比较什么")).to_be_hidden()
    expect(page.locator("form.filters").first).to_be_hidden()


def test_on_a_phone_each_month_keeps_its_side_of_a_card(opened):
    page = opened(COMPARE, PHONE)
    for name in (
        "规上工业研发费用",
        "新增人才公寓套数",
    ):  # the second has no figure in either month
        card = page.locator("tbody tr", has=page.get_by_role("link", name=name, exact=True))
        sides: dict[str, set[float]] = {"7月": set(), "8月": set()}
        for cell in card.locator("td:visible").all():
            month, box = (cell.get_attribute("data-label") or "")[:2], cell.bounding_box()
            if month in sides and box is not None:
                sides[month].add(box["x"])
        assert [len(found) for found in sides.values()] == [1, 1]
        assert max(sides["7月"]) < min(sides["8月"])


def reads_as_cards(card: Locator) -> None:
    """On a phone each line is a card, its cells say what they are, and its name is a big target."""
    labels = card.locator("td:visible").evaluate_all(
        "cells => cells.map(cell => getComputedStyle(cell, '::before').content)"
    )
    assert '"预计年末 "' in labels
    assert '"80%区间 "' in labels
    assert card.evaluate("row => getComputedStyle(row).display") == "grid"
    link = card.get_by_role("link").bounding_box()
    assert link is not None
    assert link["height"] >= 44


def test_units_and_columns_are_chosen_by_keyboard_and_months_without_a_script(
    opened, browser, live_server
):
    page = opened(COMPARE + "?by=units")
    page.get_by_text("选单位").focus()
    page.keyboard.press("Enter")
    page.get_by_role("checkbox", name="区财政局").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("units=caizheng"))
    expect(page.locator("tbody th")).to_have_text(["区财政局"])
    page.get_by_text("列", exact=True).click()
    page.get_by_role("checkbox", name="退回").check()
    page.get_by_role("button", name="应用").click()
    expect(page).to_have_url(re.compile("units=caizheng&hide=returned"))
    expect(page.get_by_role("columnheader", name="退回")).to_have_count(0)
    page.get_by_role("link", name="得分").focus()
    page.keyboard.press("Enter")
    score = page.get_by_role("columnheader", name="得分")
    expect(score).to_have_attribute("aria-sort", "ascending")
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(page.context.cookies())
    bare = plain.new_page()
    bare.goto(live_server.url + COMPARE)
    bare.get_by_label("8月与哪个月比较").select_option("5月")
    bare.get_by_role("button", name="筛选").click()
    expect(bare.get_by_role("heading", name="5月与8月")).to_be_visible()
    plain.close()
