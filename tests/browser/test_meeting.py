"""会议模式 as a projector shows it: sizes, keys, a network that drops, paper; and the wall."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from accounts.models import User
from dashboard import demo
from plans import periods
from plans.models import Plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PROJECTOR, SIZES = (1920, 1080), [(1920, 1080), (1366, 768), (1280, 720)]
AUGUST = "/dinghai-2024/2024-08/"
SLIDES = 26

# Every text on the page with the size it is drawn at: of HTML its font's, of SVG that times its scale.
TEXTS = """() => {
  const told = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.textContent.trim() || !parent.checkVisibility({visibilityProperty: true})) continue;
    if (parent.closest(".visually-hidden, script, noscript")) continue;
    const svg = parent.closest("svg");
    const scale = svg ? parent.getScreenCTM().a : 1;
    told.push([node.textContent.trim(), parseFloat(getComputedStyle(parent).fontSize) * scale]);
  }
  return told;
}"""
FIGURES = ".m-strip b, .m-stats dd, .m-table b, .m-board td.num, .gap, .m-tile > span, .m-count b"
SIZE_OF = "nodes => nodes.map(node => parseFloat(getComputedStyle(node).fontSize))"
BEYOND = """() => {
  const slide = document.querySelector(".slide:not([hidden]), [data-screen]").getBoundingClientRect();
  const beyond = [...document.querySelectorAll(".slide:not([hidden]) *, [data-screen] *")].filter((each) => {
    const box = each.getBoundingClientRect();
    const isDrawn = box.width && box.height && !each.closest("svg, .visually-hidden");
    return isDrawn && (box.bottom > slide.bottom + 1 || box.right > window.innerWidth + 1 || box.top < slide.top - 1);
  });
  return [document.documentElement.scrollHeight - window.innerHeight, beyond.map((each) => each.className || each.tagName)];
}"""


@pytest.fixture
def demonstration():
    """The demonstration as `make run` loads it, August published."""
    call_command("loaddata", "dinghai_2024", verbosity=0)
    plan = Plan.objects.get(slug="dinghai-2024")
    periods.ensure(plan)
    demo.load(plan)


@pytest.fixture
def deck(demonstration, page, live_server, sign_in):
    """open(address): a leader's projector shows this page of August."""

    def open_(address="meeting/", size=PROJECTOR):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        sign_in(User.objects.get(username="demo-leader"))
        page.goto(live_server.url + AUGUST + address)
        return page

    return open_


def number_of(page):
    return int(page.locator("[data-number]").inner_text())


def open_slide(page):
    """The one slide that is seen."""
    seen = page.locator(".slide:visible")
    assert seen.count() == 1
    return seen


def test_every_slide_is_read_from_the_back_row_and_stays_in_its_frame(deck, assert_accessible):
    page = deck()
    assert page.locator("[data-total]").inner_text() == str(SLIDES)
    for size in SIZES:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.keyboard.press("Home")
        for number in range(1, SLIDES + 1):
            assert number_of(page) == number
            assert page.evaluate(BEYOND) == [0, []], (size, number)
            if size == PROJECTOR:
                small = [(text, drawn) for text, drawn in page.evaluate(TEXTS) if drawn < 28]
                assert small == [], number
                figures = page.locator(FIGURES).locator("visible=true").evaluate_all(SIZE_OF)
                assert min(figures) >= 36, number
            page.keyboard.press("PageDown")
    page.evaluate("for (const slide of document.querySelectorAll('.slide')) slide.hidden = false")
    assert page.locator(".slide:visible").count() == SLIDES
    assert_accessible(page)


def test_a_meeting_goes_on_when_the_network_drops_and_is_not_left_until_it_is_back(
    deck, context, complaints
):
    page = deck()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    context.set_offline(True)
    titles = []
    for _ in range(SLIDES):
        titles.append(open_slide(page).locator("h2").inner_text())
        page.keyboard.press("PageDown")
    assert len(titles) == SLIDES
    assert titles[0] == "总体情况"
    assert titles[-1] == "配合单位（15家）（2/2）"
    page.get_by_role("button", name="上一页").click()
    assert number_of(page) == SLIDES - 1
    page.evaluate("window.location.hash = '#s10'")
    expect(page.locator("#s10")).to_be_visible()
    assert asked == []
    page.keyboard.press("Escape")
    expect(page.locator("[data-say]")).to_have_text("网络中断，暂时不能退出；翻页不受影响")
    page.keyboard.press("End")
    assert number_of(page) == SLIDES
    context.set_offline(False)
    page.keyboard.press("Escape")
    page.wait_for_url(f"**{AUGUST}")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("总览"))
    assert all("ERR_INTERNET_DISCONNECTED" in each for each in complaints)
    complaints.clear()


KEYS = [
    (["Home", "ArrowRight", "ArrowDown", "PageDown", "Space"], 5),
    (["End"], SLIDES),
    (["End", "ArrowRight"], SLIDES),
    (["End", "ArrowLeft", "ArrowUp", "PageUp", "Backspace"], SLIDES - 4),
    (["End", "Home"], 1),
    (["Home", "ArrowLeft"], 1),
    (["Home", "Control+ArrowRight", "Alt+PageDown", "x"], 1),
]


def test_keys_buttons_and_names_turn_slides_and_a_reload_stays(deck):
    page = deck("meeting/3/")
    assert number_of(page) == 3
    for keys, number in KEYS:
        for key in keys:
            page.keyboard.press(key)
        assert number_of(page) == number, keys
        assert open_slide(page).get_attribute("id") == f"s{number}"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="下一页").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    assert number_of(page) == 5
    page.keyboard.press("Home")
    page.get_by_role("link", name="科技领军人才").click()
    expect(open_slide(page).get_by_role("heading", name="科技领军人才", exact=True)).to_be_visible()
    number = number_of(page)
    expect(page).to_have_url(re.compile(f"#s{number}$"))
    page.reload()
    assert number_of(page) == number


def test_slides_turn_by_themselves_until_a_key_is_pressed(deck):
    page = deck("meeting/")
    page.clock.install()
    page.goto(page.url.split("#")[0] + "?play=20")
    page.clock.run_for(41_000)
    assert number_of(page) == 3
    page.keyboard.press("ArrowRight")
    assert number_of(page) == 4
    page.clock.run_for(60_000)
    assert number_of(page) == 4
    expect(page.locator("[data-say]")).to_have_text("")
    page.get_by_role("button", name="自动播放").click()
    expect(page.locator("[data-say]")).to_have_text("每20秒一页")
    page.clock.run_for(21_000)
    assert number_of(page) == 5
    page.keyboard.press("x")
    expect(page.locator("[data-say]")).to_have_text("自动播放已停止")
    expect(page.get_by_role("button", name="自动播放")).to_be_visible()
    page.emulate_media(reduced_motion="reduce")  # then only by hand
    page.goto(page.url.split("#")[0])
    page.clock.run_for(60_000)
    assert number_of(page) == 1
    page.get_by_role("button", name="自动播放").click()
    page.clock.run_for(21_000)
    assert number_of(page) == 2


def test_a_meeting_is_held_without_javascript(
    demonstration, browser, live_server, sign_in, context
):
    sign_in(User.objects.get(username="demo-leader"))
    plain = browser.new_context(java_script_enabled=False, locale="zh-CN")
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto(live_server.url + AUGUST + "meeting/")
    page.get_by_role("link", name="下一页").click()
    page.get_by_role("link", name="下一页").click()
    expect(page.locator(".slide:visible")).to_have_attribute("id", "s3")
    page.get_by_role("link", name="上一页").click()
    page.get_by_role("link", name="上一页").click()
    page.get_by_role("link", name="规上工业研发费用").click()
    expect(page.locator(".slide:visible h2")).to_have_text("规上工业研发费用")
    plain.close()


def test_the_wall_fits_refreshes_itself_and_says_when_it_cannot(deck, context, complaints):
    page = deck("screen/")
    for size in reversed(SIZES):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert page.evaluate(BEYOND) == [0, []], size
    assert [(text, drawn) for text, drawn in page.evaluate(TEXTS) if drawn < 28] == []
    page.clock.install()
    page.goto(page.url.replace("/2024-08", ""))
    page.evaluate("document.querySelector('.m-say-it').textContent = '旧'")
    with page.expect_response(lambda each: "/screen/" in each.url) as answer:
        page.clock.run_for(61_000)
    assert answer.value.request.headers["x-refresh"] == "1"
    expect(page.locator(".m-say-it")).to_contain_text("25项指标")
    expect(page.locator(".m-asof")).to_contain_text("数据截至2024年8月31日")
    context.set_offline(True)
    page.clock.run_for(61_000)
    expect(page.locator("[data-say]")).to_have_text(
        re.compile(r"^网络中断，显示的是\d\d:\d\d的数据$")
    )
    context.set_offline(False)
    page.clock.run_for(61_000)
    expect(page.locator("[data-say]")).to_have_text("")
    context.clear_cookies()
    page.clock.run_for(61_000)
    expect(page.locator("[data-say]")).to_have_text(
        re.compile(r"^登录已过期，显示的是\d\d:\d\d的数据，请重新登录$")
    )
    assert all("ERR_INTERNET_DISCONNECTED" in each for each in complaints)
    complaints.clear()
