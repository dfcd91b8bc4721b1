"""A new plan from its text to its first figure, walked in a browser: pasted, confirmed, reported, lit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from accounts.choices import Role
from accounts.models import Unit
from dashboard.models import PlanDraft
from plans.models import Plan
from targets.models import Measurement
from tests import factories
from tests.browser.conftest import PHONE
from tests.dashboard.test_newplan import SHORT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def district(db):
    return factories.DistrictFactory.create(code="haizhou", name="海州区")


@pytest.fixture
def office(district):
    return factories.member_of(factories.office_unit(district), Role.OFFICE, full_name="李某")


def confirm_everything(page: Page) -> None:
    """Enter after Enter: each confirms the open card and goes on to the next."""
    for name in ("社会消费品零售总额", "网络零售额增长", "新引进品牌首店"):
        card = page.locator(".card1")
        expect(card.get_by_label("名称")).to_have_value(name)
        card.get_by_role("button", name="确认", exact=True).press("Enter")
    expect(page.locator(".card1").get_by_label("名称")).to_have_value("举办促消费活动")
    page.locator(".card1").get_by_label("牵头单位").select_option(label="区文旅局")
    page.locator(".card1").get_by_label("目标值").press("Enter")
    expect(page.locator("#bar")).to_contain_text("指标已确认 4/4")


def test_a_text_becomes_a_plan_whose_figure_lights_up_in_it(
    page, live_server, sign_in, assert_accessible, settings, district, office
):
    settings.DEMO_DAY = date(2025, 2, 6)  # January was due the day before
    base = live_server.url
    sign_in(office)
    page.goto(f"{base}/plans/new/")
    assert_accessible(page)
    page.get_by_label("粘贴原文").fill(SHORT.replace("3月18日", "1月10日"))
    page.get_by_role("button", name="读取并确认").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("海州区2025年商贸工作计划")
    assert_accessible(page)

    page.get_by_role("button", name="建立计划").click()  # too early: it says what is open
    expect(page.get_by_role("alert")).to_contain_text("指标“社会消费品零售总额”还没有确认")
    confirm_everything(page)
    page.get_by_role("button", name="建立计划").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("计划建好了")
    expect(page.get_by_role("row", name="建账号")).to_contain_text("没有账号的单位不能填报")
    assert_accessible(page)

    plan = Plan.objects.get()
    clerk = factories.member_of(Unit.objects.get(name="区商务局"), full_name="张某")
    sign_in(clerk)
    page.goto(f"{base}/{plan.slug}/entry/2025-01/figures/")
    field = page.locator("input[data-figure]").first
    expect(field).to_be_visible()
    field.fill("5")
    page.get_by_role("button", name="提交审核").first.click()
    expect(page.get_by_role("status").first).to_be_visible()
    figure = Measurement.objects.get(state="submitted")
    assert (figure.target.short_name, figure.value) == ("新引进品牌首店", Decimal(5))

    sign_in(office)
    page.goto(f"{base}/{plan.slug}/review/2025-01/")
    page.get_by_role("button", name="通过 新引进品牌首店").click()
    expect(page.get_by_role("status").first).to_contain_text("已通过新引进品牌首店。")
    page.goto(f"{base}/{plan.slug}/review/2025-01/publish/")
    page.get_by_role("button", name="确认发布1月").click()
    expect(page.get_by_role("status").first).to_contain_text("1月已发布，第1期")

    sign_in(clerk)
    page.goto(f"{base}/{plan.slug}/2025-01/text/")
    phrase = page.locator(".q", has_text="新引进品牌首店8家以上")
    expect(phrase).to_have_class("q q-good")
    expect(page.locator(".chip-good")).to_contain_text("5")  # of 8, where two thirds were expected


def test_words_selected_in_the_text_become_a_target_and_a_phone_shows_two_tabs(
    page, live_server, sign_in, assert_accessible, district, office
):
    sign_in(office)
    page.goto(f"{live_server.url}/plans/new/")
    page.get_by_label("粘贴原文").fill(SHORT.replace("搞活夜市。", "搞活夜市。办好一批特色活动。"))
    page.get_by_role("button", name="读取并确认").click()
    page.get_by_role("link", name="全文", exact=True).click()
    expect(page.locator("#source .seg [aria-current]")).to_have_text("全文")
    page.evaluate(
        """() => {
          const walk = document.createTreeWalker(document.getElementById("text"), NodeFilter.SHOW_TEXT);
          for (let node = walk.nextNode(); node; node = walk.nextNode()) {
            const at = node.data.indexOf("办好一批特色活动");
            if (at >= 0) { document.getSelection().setBaseAndExtent(node, at, node, at + 8); break; }
          }
          document.dispatchEvent(new MouseEvent("mouseup"));
        }"""
    )
    page.get_by_role("button", name="设为指标").click()
    card = page.locator(".card1")
    expect(card.get_by_label("名称")).to_have_value("办好一批特色活动")
    made = PlanDraft.objects.get().content["targets"][3]
    quote = made["quotes"][0]
    assert PlanDraft.objects.get().text[quote["start"] : quote["end"]] == "办好一批特色活动"
    assert (quote["where"], made["lead"]) == ("task:2", "区文旅局")
    card.get_by_role("button", name="确认", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("请填目标值")
    page.set_viewport_size(PHONE)
    page.reload()
    assert_accessible(page)
    expect(page.get_by_role("region", name="计划原文")).to_be_hidden()
    page.get_by_role("link", name="计划原文").click()
    expect(page.get_by_role("region", name="计划原文")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_plan_with_a_long_name_widens_no_page(page, live_server, sign_in, plan):
    Plan.objects.update(short_title="云台市促进商务高质量发展和开放型经济实施方案")
    sign_in(factories.office_of(plan.district))
    for width in (1366, 1200, PHONE["width"]):
        page.set_viewport_size({"width": width, "height": 768})
        page.goto(f"{live_server.url}/dinghai-2024/setup/targets/")
        expect(page.locator(".brand-name")).to_have_attribute(
            "title", "云台市促进商务高质量发展和开放型经济实施方案"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width
