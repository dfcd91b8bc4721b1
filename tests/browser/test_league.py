"""晾晒榜 and a unit's score in a browser: opened without a script, by keyboard, on a phone, on paper."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from dashboard import publication
from tests import factories
from tests.browser.conftest import PHONE
from tests.factories import figure, moment, period_of, task_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LEAGUE, UNIT = "/dinghai-2024/2024-02/league/", "/dinghai-2024/2024-02/units/jingxin/"
NARROW = {"width": 320, "height": 640}


@pytest.fixture
def plan(transactional_db, settings):
    """January and February published: two units lead, a third joins; one came up from behind."""
    cache.clear()
    settings.DEMO_DAY = date(2024, 3, 20)
    made = factories.PlanFactory.create(slug="dinghai-2024")
    office = factories.office_of(made.district)
    units = [
        factories.UnitFactory.create(district=made.district, code=code, name=name, short_name=name)
        for code, name in (("jingxin", "区经信局"), ("zuzhi", "区委组织部"), ("shuiwu", "区税务局"))
    ]
    for month in (1, 2):
        due = date(2024, month + 1, 5)
        period_of(made, month, due_on=due, opens_on=date(2024, month + 1, 1), is_backfill=False)
    rows = [
        factories.TargetFactory.create(plan=made, lead_unit=unit, code=code, short_name=name)
        for unit, code, name in zip(
            (units[0], units[0], units[1]),
            ("T01", "T02", "T03"),
            ("企业", "机构", "人才"),
            strict=True,
        )
    ]
    task_of(made, *units, number=1, targets=(rows[0],))
    for month, values in ((1, ("3", "5", "6")), (2, ("12", "8", "2"))):
        for row, value in zip(rows, values, strict=True):
            figure(row, month, value, first_submitted_on=date(2024, month + 1, 4))
        day = moment(2024, month + 1, 10)
        publication.publish(made, month, by=office, on=day.date(), at=day)
    return made


@pytest.fixture
def leader(plan, sign_in):
    person = factories.leader_of(plan.district)
    sign_in(person)
    return person


def row_of(page, name):
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))


def test_a_score_opens_to_its_figures_by_keyboard_and_says_why(
    page, live_server, leader, assert_accessible
):
    page.goto(live_server.url + LEAGUE)
    assert_accessible(page)
    opener = page.locator("summary", has_text="区经信局")
    opener.focus()
    outline = opener.evaluate("each => getComputedStyle(each).outlineStyle")
    assert outline != "none"
    expect(page.get_by_text("牵头权重1、配合权重0.3").first).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.get_by_text("牵头权重1、配合权重0.3").first).to_be_visible()
    expect(page.locator(".ex:visible .eq").last).to_contain_text("÷ 80 × 100 =")
    expect(page.locator(".ex:visible").get_by_role("link", name="企业")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(page.locator(".ex:visible")).to_have_count(0)


def test_moves_are_told_in_words(page, live_server, leader):
    page.goto(live_server.url + LEAGUE)
    assert "升1位" in row_of(page, "区经信局").inner_text()
    assert "降1位" in row_of(page, "区委组织部").inner_text()


@pytest.mark.parametrize("viewport", [PHONE, NARROW])
def test_on_a_phone_each_unit_is_a_card_and_nothing_scrolls_sideways(
    page, live_server, leader, assert_accessible, viewport
):
    page.set_viewport_size(viewport)
    page.goto(f"{live_server.url}{LEAGUE}?open=jingxin#u-jingxin")
    expect(page.locator(".ex:visible")).to_have_count(1)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= viewport["width"]
    for opener in page.locator(".exrow > td > details > summary").all():
        assert opener.bounding_box()["height"] >= 44
    assert_accessible(page)


def test_all_of_it_is_there_without_a_script(browser, live_server, leader, context):
    bare = browser.new_context(java_script_enabled=False, locale="zh-CN")
    bare.add_cookies(context.cookies())
    page = bare.new_page()
    page.goto(live_server.url + LEAGUE)
    page.locator("summary", has_text="区委组织部").click()
    expect(page.locator(".ex:visible").get_by_role("link", name="人才")).to_be_visible()
    page.get_by_role("link", name="区委组织部").first.click()
    expect(page.get_by_role("heading", name="哪里最能提分")).to_be_visible()
    page.get_by_role("link", name="逐项怎么算").click()
    expect(page.locator(".ex:visible").get_by_role("link", name="人才")).to_be_visible()
    bare.close()


def test_paper_shows_the_boards_and_what_was_opened_alone(page, live_server, leader):
    page.goto(f"{live_server.url}{LEAGUE}?open=zuzhi")
    page.emulate_media(media="print")
    expect(page.locator(".ex:visible")).to_have_count(1)
    expect(page.locator("summary:visible", has_text="怎么算")).to_have_count(0)
    expect(page.get_by_role("heading", name="配合单位榜")).to_be_visible()


def test_the_units_page_is_read_and_printed_without_what_is_to_be_done(
    page, live_server, plan, sign_in, assert_accessible
):
    period_of(plan, 3, opens_on=date(2024, 3, 15), due_on=date(2024, 4, 5))
    unit = plan.district.units.get(code="jingxin")
    sign_in(factories.reporter_of(unit))
    page.goto(live_server.url + UNIT)
    expect(page.get_by_role("heading", name="3月该办的事")).to_be_visible()
    expect(page.get_by_role("heading", name="得分 ")).to_be_visible()
    expect(page.get_by_role("row", name="机构")).not_to_have_count(0)
    assert_accessible(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="3月该办的事")).to_be_hidden()
    expect(page.get_by_role("heading", name="哪里最能提分")).to_be_visible()


def test_the_office_tries_other_weights_and_saves_them(
    page, live_server, plan, sign_in, assert_accessible
):
    sign_in(factories.office_of(plan.district))
    page.goto(f"{live_server.url}/dinghai-2024/setup/league/")
    assert_accessible(page)
    page.get_by_label("成效的权重").fill("70")
    page.get_by_role("button", name="试算").click()
    expect(page.get_by_role("alert")).to_contain_text("合计须为100，现为110")
    page.get_by_label("报送的权重").fill("10")
    page.get_by_label("只分A、B、C档").check()
    page.get_by_role("button", name="试算").click()
    expect(page.get_by_role("status").last).to_contain_text("按2月数据试算")
    assert_accessible(page)
    page.get_by_label("修改理由").fill("会议定")
    page.get_by_role("button", name="保存设置").click()
    expect(page.get_by_text("已保存，从还没有发布的月份起用。")).to_be_visible()
    plan.refresh_from_db()
    assert (plan.league["results"], plan.league["show"]) == ("70", "bands")
