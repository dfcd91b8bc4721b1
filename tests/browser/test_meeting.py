"""会议模式 as a projector shows it: sizes, keys, a network that drops, paper; and the wall."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from accounts.models import User
from dashboard import publication
from plans import periods
from plans.models import Plan
from tasks.choices import Word
from tests import factories
from tests.browser import demonstrated
from tests.factories import moment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PROJECTOR, SIZES = (1920, 1080), [(1920, 1080), (1366, 768), (1280, 720)]
AUGUST = "/dinghai-2024/2024-08/"
SLIDES = 28
WORDS = [("explanation", "说明"), ("problem", "问题"), ("next_step", "下步")]

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
  for (const cell of document.querySelectorAll(".slide:not([hidden]) :is(th, td, dd, li, .m-text)")) {
    const box = cell.getBoundingClientRect(), range = document.createRange();
    range.selectNodeContents(cell);
    const text = range.getBoundingClientRect();
    const slack = parseFloat(getComputedStyle(cell).fontSize) * 0.4; // glyph boxes are taller than set lines
    if (box.width && !cell.closest("thead") && (text.bottom > box.bottom + slack || text.right > box.right + 2)) beyond.push(cell);
  }
  return [document.documentElement.scrollHeight - window.innerHeight, beyond.map((each) => each.className || each.tagName)];
}"""


@pytest.fixture
def demonstration():
    """The demonstration as `make run` loads it, August published."""
    demonstrated.lay_down()


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


@pytest.fixture
def wordy(plan):
    """A plan whose names are as long as they may be and whose units write all that fits the form."""
    district = plan.district
    periods.ensure(plan)
    Plan.objects.filter(pk=plan.pk).update(short_title="某某新区高质量发展建设共同富裕示范区")
    units = [
        factories.UnitFactory.create(
            district=district, short_name=f"区综合行政执法与应急管理{each}局"
        )
        for each in range(6)
    ]
    heading = factories.ThemeFactory.create(
        plan=plan,
        kind="focus",
        number=1,
        title="聚焦" + "打造具有国际影响力的海洋科技创新策源地" * 2,
        short_title="海洋科技",
    )
    words = {name: f"{label}：" + "要素保障不足，前期手续尚未办结。" * 18 for name, label in WORDS}
    for number in range(1, 41):
        row = factories.TargetFactory.create(
            plan=plan,
            code=f"T{number:02d}",
            order=number,
            lead_unit=units[number % 6],
            place="headline" if number < 31 else "task",
            theme=heading if number < 31 else None,
            short_name=f"第{number}项" + "规模以上工业企业研究开发费用占营业收入比重年均增速",
            goal="1234567.89",
            goal_text="力争突破1234567.89万元以上",
            measure="万元",
            decimals=2,
        )
        factories.figure(row, 1, "234.56", **words)
        lead, *joint = units[number % 6 :] + units[: number % 6]
        title = f"第{number}项" + "推进产业链创新链资金链人才链深度融合发展体制机制改革试点"
        made = factories.task_of(plan, lead, *joint, number=number, targets=(row,), title=title)
        text = "本月召开推进会议，明确责任分工和时间节点。" * 40
        factories.note_of(made, 1, word=Word.FAR_BEHIND, text=text)
    publication.publish(
        plan, 1, by=factories.office_of(district), on=date(2024, 6, 10), at=moment(2024, 6, 10)
    )
    return factories.leader_of(district)


def test_long_words_go_on_to_further_slides_and_never_beyond_a_frame(
    wordy, page, live_server, sign_in
):
    page.set_viewport_size({"width": 1920, "height": 1080})
    sign_in(wordy)
    page.goto(live_server.url + "/dinghai-2024/2024-01/meeting/")
    slides = int(page.locator("[data-total]").inner_text())
    assert slides > 100
    beyond = {}
    for number in range(1, slides + 1):
        beyond[number] = page.evaluate(BEYOND)
        page.keyboard.press("PageDown")
    assert {number: found for number, found in beyond.items() if found != [0, []]} == {}
    small = [(text, drawn) for text, drawn in page.evaluate(TEXTS) if drawn < 28]
    assert small == []
    page.goto(live_server.url + "/dinghai-2024/2024-01/screen/")
    assert page.evaluate(BEYOND) == [0, []]


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


def test_a_meeting_is_held_on_paper_and_without_javascript(deck, browser, live_server, context):
    paper = deck().pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", paper)
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {(842, 595)}
    assert len(boxes) == SLIDES
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
