"""原文对照 in a browser: the card by press, key and pointer, without scripts, on a phone, on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from tests.browser import demonstrated
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "/dinghai-2024/2024-08/text/"
NARROWEST = {"width": 320, "height": 640}


@pytest.fixture
def opened(page: Page, live_server: Any, sign_in: Callable[[User], None]) -> Callable[..., Page]:
    """opened(query, size): the demonstration's document, read by its leader."""
    demonstrated.lay_down()
    sign_in(User.objects.get(username="demo-leader"))

    def go(query: str = "", size: Any = DESKTOP) -> Page:
        page.set_viewport_size(size)
        page.goto(live_server.url + TEXT + query)
        return page

    return go


def chip_of(page: Page, code: str) -> Locator:
    return page.locator(f'.pp a.chip[data-card="{code}"]').first


def card_of(page: Page) -> Locator:
    return page.get_by_role("dialog")


def test_a_chip_opens_its_card_and_esc_gives_the_focus_back(opened, assert_accessible):
    page = opened()
    for query in ("", "?only=late", "?plain=1"):
        opened(query)
        assert_accessible(page)
    opened()
    chip = chip_of(page, "T02")
    chip.click()
    expect(card_of(page)).to_be_focused()
    expect(card_of(page)).to_have_accessible_name("规上工业研发费用")
    expect(card_of(page)).to_contain_text("10.78亿元 / 17.5亿元")
    expect(chip).to_have_attribute("aria-expanded", "true")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(card_of(page)).to_have_count(0)
    expect(chip).to_be_focused()

    page.keyboard.press("Enter")  # by keyboard alone, through the card and out of it again
    expect(card_of(page)).to_be_focused()
    page.keyboard.press("Tab")
    expect(card_of(page).get_by_role("button", name="关闭")).to_be_focused()
    page.keyboard.press("Tab")
    expect(card_of(page).get_by_role("link", name="区经信局")).to_be_focused()
    page.keyboard.press("Tab")
    expect(card_of(page).get_by_role("link", name="指标详情")).to_be_focused()
    page.keyboard.press("Tab")
    expect(card_of(page)).to_have_count(0)
    expect(chip).to_be_focused()

    chip.click()  # a press beside it closes too, and another chip's card takes its place
    chip_of(page, "T05").click()
    expect(card_of(page)).to_have_count(1)
    expect(card_of(page)).to_have_accessible_name("省级企业研发机构")
    page.locator(".org").click()
    expect(card_of(page)).to_have_count(0)


def test_hovering_shows_the_card_beside_its_chip_without_taking_the_focus(opened):
    page = opened()
    chip = chip_of(page, "T05")
    chip.scroll_into_view_if_needed()
    chip.hover()
    expect(card_of(page)).to_contain_text("省级企业研发机构")
    assert page.evaluate("document.activeElement === document.body")
    card_of(page).hover()  # it stays while one reads it
    expect(card_of(page).locator(".fig")).to_be_visible()
    page.locator(".org").hover()
    expect(card_of(page)).to_have_count(0)
    chip.hover()
    expect(card_of(page)).to_have_count(1)
    page.keyboard.press("Escape")
    expect(card_of(page)).to_have_count(0)

    for code in ("T01", "T13", "T25"):
        chip = chip_of(page, code)
        chip.click()
        expect(card_of(page)).to_have_count(1)
        box, at = card_of(page).bounding_box(), chip.bounding_box()
        assert box is not None
        assert at is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= DESKTOP["width"]
        above, below = at["y"] - box["y"] - box["height"], box["y"] - at["y"] - at["height"]
        assert 0 <= max(above, below) <= 12
        page.keyboard.press("Escape")


def test_contents_lead_to_a_task_and_mark_where_one_reads(opened):
    page = opened()
    entry = page.get_by_role("navigation", name="目录").get_by_role(
        "link", name="12. 加强知识产权保护"
    )
    entry.click()
    expect(page.get_by_role("complementary", name="任务12")).to_be_in_viewport()
    expect(entry).to_have_attribute("aria-current", "true")
    expect(page.locator(".toc [aria-current]")).to_have_count(1)

    opened("?only=late")
    folded = page.locator("details.fold", has_text="12.加强知识产权保护")
    expect(folded).not_to_have_attribute("open", "")
    page.get_by_role("navigation", name="目录").get_by_role(
        "link", name="12. 加强知识产权保护"
    ).click()
    expect(folded).to_have_attribute("open", "")
    expect(folded.get_by_role("complementary", name="任务12")).to_be_visible()


def test_on_a_phone_the_card_is_a_sheet_and_contents_are_folded(opened, assert_accessible):
    for size in (NARROWEST, PHONE):
        page = opened(size=size)
        expect(page.get_by_role("navigation", name="目录").get_by_role("list")).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        chip_of(page, "T02").click()
        box = card_of(page).bounding_box()
        assert box is not None
        assert (box["x"], box["width"]) == (0, size["width"])
        assert abs(box["y"] + box["height"] - size["height"]) <= 1
        shut = card_of(page).get_by_role("button", name="关闭").bounding_box()
        assert shut is not None
        assert min(shut["width"], shut["height"]) >= 44
        assert_accessible(page)
        card_of(page).get_by_role("button", name="关闭").click()
        expect(chip_of(page, "T02")).to_be_focused()


def test_without_scripts_everything_is_read_and_a_chip_leads_to_its_target(
    opened, context, browser, live_server
):
    opened()
    still = browser.new_context(java_script_enabled=False, viewport=PHONE)
    still.add_cookies(context.cookies())
    page = still.new_page()
    page.goto(live_server.url + TEXT + "?only=late")
    folded = page.locator("details.fold").first
    folded.locator("summary").click()
    expect(folded.locator("p")).to_be_visible()
    chip_of(page, "T02").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("规上工业研发费用")
    still.close()


def test_on_paper_it_is_the_annotated_document_and_motion_is_as_wished(opened):
    page = opened()
    chip_of(page, "T02").click()
    page.emulate_media(media="print")
    for hidden in (".toc", ".docbar", ".tcard", ".top", ".months"):
        for each in page.locator(hidden).all():
            expect(each).to_be_hidden()
    expect(page.get_by_text("演示数据，不作依据").first).to_be_visible()
    expect(page.locator("aside.mn:visible")).to_have_count(1 + 6 + 17)  # document, 聚焦, tasks
    chip = chip_of(page, "T17")
    expect(chip).to_have_css("color", "rgb(0, 0, 0)")
    expect(chip).to_have_css("border-top-color", "rgb(0, 0, 0)")
    expect(chip).to_have_css("background-color", "rgb(255, 255, 255)")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".letter")).to_have_attribute("open", "")
    assert len(page.pdf()) > 50_000
    for motion, behavior in (("reduce", "auto"), ("no-preference", "smooth")):
        page.emulate_media(media="screen", reduced_motion=motion)
        expect(page.locator("html")).to_have_css("scroll-behavior", behavior)
