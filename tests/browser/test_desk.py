"""The office's desk in a browser: through the queue by keyboard, and chasing by hand."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.choices import Role
from tests import factories
from tests.browser.test_round import sign_in_to
from tests.factories import TargetFactory, figure, period_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUEUE = "/dinghai-2024/review/2024-09/"


@pytest.fixture
def office(plan):
    """Who reviews."""
    return factories.member_of(factories.office_unit(plan.district), Role.OFFICE, full_name="李某")


@pytest.fixture
def waiting(plan, unit):
    """Three figures that wait, one of them doubtful, and one that is missing."""
    clerk = factories.member_of(unit, full_name="张某", phone="0580-2020000")
    period_of(plan, 9)
    for name, value in (("甲", "45"), ("乙", "39"), ("丙", "46")):
        target = TargetFactory.create(plan=plan, lead_unit=unit, short_name=name)
        figure(target, 8, "40")
        figure(target, 9, value, state="submitted", entered_by=clerk)
    TargetFactory.create(plan=plan, lead_unit=unit, short_name="丁")


def test_queue_is_walked_by_keyboard_and_typing_is_left_alone(
    page, live_server, sign_in, office, waiting, assert_accessible
):
    sign_in(office)
    page.goto(live_server.url + QUEUE)
    expect(page.get_by_text("快捷键")).to_be_visible()
    row = {name: page.locator("tr[data-row]").filter(has_text=name) for name in "甲乙丙"}
    page.keyboard.press("j")
    expect(row["甲"]).to_be_focused()
    page.keyboard.press("j")
    expect(row["乙"]).to_be_focused()
    page.keyboard.press("r")
    reason = page.locator(".retrow:not([hidden]) textarea")
    expect(reason).to_be_focused()
    page.keyboard.type("jkar")
    expect(reason).to_have_value("jkar")
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="退回 乙")).to_be_focused()
    page.keyboard.press("k")
    expect(row["甲"]).to_be_focused()
    page.keyboard.press("a")
    expect(page.get_by_role("status").first).to_contain_text("已通过甲。")
    expect(row["乙"]).to_be_focused()


def test_keys_can_be_switched_off_and_stay_so(page, live_server, sign_in, office, waiting):
    sign_in(office)
    page.goto(live_server.url + QUEUE)
    page.get_by_label("快捷键").uncheck()
    page.reload()
    expect(page.get_by_label("快捷键")).not_to_be_checked()
    page.keyboard.press("j")
    expect(page.locator("tr[data-row]:focus")).to_have_count(0)


def test_office_chases_and_reads_the_log(
    page, live_server, sign_in, office, waiting, unit, assert_accessible
):
    sign_in(office)
    page.goto(f"{live_server.url}{QUEUE}?tab=missing")
    expect(page.get_by_role("link", name="0580-2020000")).to_be_visible()
    page.get_by_text("催报文字（可复制）").click()
    expect(page.get_by_label("催报文字", exact=True)).to_have_value(
        f"【催报】{unit}还有1项未报\n9月1项未报，10月5日截止，已逾期1个工作日：丁。\n"
        f"请尽快登录填报：{live_server.url}/dinghai-2024/entry/\n2024年工作计划专班"
    )
    page.get_by_role("button", name=f"催报 {unit}").click()
    expect(page.get_by_role("status").first).to_contain_text("已催报1家。")
    page.get_by_role("button", name=f"催报 {unit}").click()
    expect(page.get_by_role("alert").first).to_contain_text("小时内不再催")
    page.get_by_role("link", name="催报记录").click()
    expect(page.get_by_role("row").filter(has_text="站内提醒")).to_contain_text("已发送")
    assert_accessible(page)


@pytest.mark.parametrize("width", [1366, 390])
def test_every_tab_fits_and_is_accessible(
    page, live_server, sign_in, office, waiting, assert_accessible, width
):
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(office)
    for tab in ("waiting", "flagged", "missing"):
        page.goto(f"{live_server.url}{QUEUE}?tab={tab}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert_accessible(page)


def test_all_of_it_works_without_javascript(browser, live_server, office, waiting, unit):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    sign_in_to(context, live_server, office)
    page.goto(live_server.url + QUEUE)
    expect(page.get_by_text("快捷键")).to_be_hidden()
    page.get_by_role("button", name="全部无异常通过（2条）").click()
    expect(page.get_by_role("status").first).to_contain_text("已通过2条。")
    page.get_by_role("button", name="催报1家").click()
    expect(page.get_by_role("status").first).to_contain_text("已催报1家。")
    context.close()
