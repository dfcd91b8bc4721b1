"""The papers that are pages too: 一页纸 prints on one sheet; the 通报 is edited and issued."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from accounts.models import User
from dashboard import publication
from tests import factories
from tests.browser.every_page import demonstration  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = re.compile(rb"/Type\s*/Page\b")
BULLETIN = "/dinghai-2024/issues/1/bulletin/"
ONE_PAGE = "/dinghai-2024/2024-08/onepage/"


def sheets(page):
    """How many sheets the page prints on."""
    return len(PAGE.findall(page.pdf(prefer_css_page_size=True)))


def signed_in(user, live_server):
    """The cookie with which a browser of its own works as that person."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": live_server.url}


def forty_targets(plan, unit):
    """A plan of forty targets, all of them behind in January, each with its reasons."""
    factories.period_of(plan, 1)
    for number in range(1, 41):
        target = factories.TargetFactory.create(
            plan=plan, lead_unit=unit, code=f"T{number:02d}", order=number
        )
        factories.figure(target, 1, "3", problem="项目集中在下半年", next_step="11月底前完成")
    office = factories.office_of(plan.district)
    publication.publish(plan, 1, by=office, on=date(2024, 2, 10))
    return office


def test_the_demonstrations_month_prints_on_one_sheet(
    demonstration,  # noqa: F811 - the fixture
    page,
    live_server,
    sign_in,
    assert_accessible,
):
    sign_in(User.objects.get(username="demo-leader"))
    page.goto(live_server.url + ONE_PAGE)
    assert_accessible(page)
    assert page.locator(".pt1 tbody tr").count() == 25
    assert sheets(page) == 1
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_forty_targets_go_on_to_a_second_sheet_and_no_row_is_cut(
    page, live_server, sign_in, plan, unit
):
    sign_in(forty_targets(plan, unit))
    page.goto(f"{live_server.url}/dinghai-2024/2024-01/onepage/")
    assert page.locator(".pt1 tbody tr").count() == 40
    assert sheets(page) == 2
    page.emulate_media(media="print")
    rules = page.locator(".a4 tr").first.evaluate("row => getComputedStyle(row).breakInside")
    assert rules == "avoid"


@pytest.fixture
def january(plan, unit):
    """January is published: one target far behind, with its reasons."""
    factories.period_of(plan, 1)
    target = factories.TargetFactory.create(
        plan=plan, lead_unit=unit, code="T01", short_name="新培育企业"
    )
    factories.figure(target, 1, "3", problem="项目集中在下半年", next_step="11月底前完成")
    office = factories.office_of(plan.district)
    publication.publish(plan, 1, by=office, on=date(2024, 2, 10))
    return office


@pytest.mark.parametrize("javascript", [True, False])
def test_the_office_edits_previews_saves_and_issues(
    browser, live_server, browser_context_args, january, javascript
):
    context = browser.new_context(**browser_context_args, java_script_enabled=javascript)
    context.add_cookies([signed_in(january, live_server)])
    page = context.new_page()
    page.goto(live_server.url + BULLETIN)
    first = page.get_by_label("第1段", exact=False).first
    first.fill("本期［指标总数］项指标，完成24项。")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("第1段“24”是手写的数，请改用方括号里的数据。").first).to_be_visible()
    first.fill("本期［指标总数］项指标。")
    page.get_by_role("button", name="预览").click()
    expect(page.locator(".doc")).to_contain_text("本期1项指标。")
    page.get_by_role("button", name=re.compile("下移.*第1段")).click()
    expect(page.locator("#text-1")).to_have_value("本期［指标总数］项指标。")
    page.get_by_role("button", name=re.compile("^恢复原句.*第2段")).click()
    expect(page.locator("#text-1")).to_have_value(re.compile("^截至1月底"))
    page.get_by_role("button", name="印发").click()
    expect(page.get_by_text("请先勾选“已核对，确认印发”").first).to_be_visible()
    page.get_by_label("已核对，确认印发").check()
    page.get_by_role("button", name="印发").click()
    expect(page.get_by_text("印发，不再修改。")).to_be_visible()
    expect(page.locator("textarea")).to_have_count(0)
    context.close()


def test_a_figure_is_put_where_the_cursor_stands_by_keyboard_alone(
    page, live_server, sign_in, assert_accessible, january
):
    sign_in(january)
    page.goto(live_server.url + BULLETIN)
    field = page.locator("#text-0")
    field.fill("共项。")
    field.press("Home")
    field.press("ArrowRight")
    page.get_by_text("数据清单：写进方括号就自动填数").press("Enter")
    page.get_by_label("查找").fill("指标总数")
    page.get_by_role("button", name="［指标总数］").press("Enter")
    expect(field).to_have_value("共［指标总数］项。")
    expect(field).to_be_focused()
    assert_accessible(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status").first).to_contain_text("已保存")


def test_in_print_there_is_the_paper_alone(page, live_server, sign_in, january):
    sign_in(january)
    page.goto(live_server.url + BULLETIN)
    page.emulate_media(media="print")
    expect(page.locator(".doc")).to_be_visible()
    expect(page.locator(".bl-form")).to_be_hidden()
    expect(page.locator("h1")).to_be_hidden()
    assert sheets(page) in {1, 2}
