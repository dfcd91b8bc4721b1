"""A figure's life in the browser: behind, returned, corrected, countersigned, approved; nothing new."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from playwright.sync_api import expect

from accounts.choices import Role
from targets import reporting
from targets.models import Measurement
from tests import factories
from tests.browser.conftest import PHONE
from tests.factories import TargetFactory, figure, period_of, task_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MONTH = "/dinghai-2024/entry/2024-09/"


@pytest.fixture
def year(plan, unit):
    """September is being filed; the unit's head countersigns; one target was behind in August."""
    plan.countersign = True
    plan.save()
    period_of(plan, 8, published_at=factories.moment(2024, 9, 10))
    firms = TargetFactory.create(plan=plan, lead_unit=unit, code="T04", short_name="新培育企业")
    talents = TargetFactory.create(plan=plan, lead_unit=unit, code="T05", short_name="青年人才")
    figure(firms, 8, "38", problem="项目集中在下半年", next_step="11月底前完成")
    figure(talents, 8, "46")
    task_of(plan, unit, number=3, title="攻关")
    period_of(plan, 9, opens_on=date(2024, 10, 1), due_on=date(2024, 10, 8))
    return plan


@pytest.fixture
def clerk(unit):
    return factories.member_of(unit, full_name="张某")


@pytest.fixture
def head(unit):
    return factories.member_of(unit, Role.HEAD, full_name="周某")


@pytest.fixture
def officer(plan):
    return factories.member_of(factories.office_unit(plan.district), Role.OFFICE, full_name="李某")


@pytest.fixture
def open_(page, live_server, sign_in):
    """open_(person, path): that person's browser stands on the page."""

    def as_person(person, path):
        sign_in(person)
        page.goto(live_server.url + path)
        return page

    return as_person


def firms_of(page):
    return page.get_by_label("新培育企业 1—9月累计，单位家")


def the_row():
    return Measurement.objects.get(target__code="T04", period__month=9)


def test_returned_corrected_countersigned_and_approved(
    open_, assert_accessible, year, clerk, head, officer
):
    # The clerk's figure is behind: the row asks for two sentences and offers last month's.
    page = open_(clerk, f"{MONTH}figures/")
    firms_of(page).fill("41")
    page.get_by_text("进度滞后，请写存在问题和下步措施，随数据一次报。").wait_for()
    page.get_by_role("button", name="沿用8月").click()
    expect(page.locator("#n-T04")).to_have_value("11月底前完成")
    assert_accessible(page)
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text("已提交审核，1项。")).to_be_visible()
    expect(page.locator("#row-T04")).to_contain_text("待单位审核")

    # The head gives it back; the reason stands at the very field.
    page = open_(head, "/dinghai-2024/entry/")
    page.get_by_role("link", name="去审核").click()
    assert_accessible(page)
    page.locator("summary[aria-label='退回 新培育企业']").click()
    page.get_by_label("退回理由（必填）").and_(page.locator("[name^='reason-f']")).fill("漏了2家")
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.get_by_text("已退回1项。")).to_be_visible()

    page = open_(clerk, "/dinghai-2024/entry/")
    page.get_by_role("link", name="去改正").click()
    expect(firms_of(page)).to_be_focused()
    expect(firms_of(page)).to_have_value("41")
    expect(page.locator("#m-T04")).to_contain_text("已退回 漏了2家 单位审核人 周某")
    firms_of(page).fill("43")
    expect(page.locator("#c-T04")).to_have_text("+5")
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text("已提交审核，1项。")).to_be_visible()

    # Released by the head, approved by the office, which saw nothing of it until then.
    page = open_(officer, "/dinghai-2024/review/2024-09/")
    expect(page.get_by_role("button", name="通过 新培育企业")).to_have_count(0)
    page = open_(head, f"{MONTH}countersign/")
    page.get_by_role("button", name="通过 新培育企业").click()
    expect(page.get_by_text("已通过1项，待专班审核。")).to_be_visible()
    page = open_(officer, "/dinghai-2024/review/2024-09/")
    page.get_by_role("button", name="通过 新培育企业").click()
    expect(page.get_by_text("已通过新培育企业。")).to_be_visible()
    row = the_row()
    assert (row.state, row.value, row.countersigned_by) == ("approved", 43, head)
    acts = ["submit", "return", "submit", "countersign", "approve"]
    kept = [act for act in row.versions.values_list("act", flat=True) if act != "save"]
    assert kept == acts


def test_nothing_new_is_one_press_and_typing_takes_it_back(open_, year, clerk):
    page = open_(clerk, f"{MONTH}figures/")
    talents = page.get_by_label("青年人才 1—9月累计，单位家")
    with page.expect_response(lambda answer: answer.url.endswith("/figures/")):
        page.get_by_role("button", name="青年人才：本月无新增").click()
    expect(talents).to_have_value("46")
    expect(page.locator("#w-T05")).to_have_value("零报告：本月无新增")
    expect(page.locator("#saved")).to_contain_text("已自动保存")
    kept = Measurement.objects.get(target__code="T05", period__month=9)
    assert (kept.value, kept.is_nil) == (Decimal(46), True)
    with page.expect_response(lambda answer: answer.url.endswith("/figures/")):
        talents.fill("47")
        talents.press("Enter")
    expect(page.locator("#w-T05")).to_have_value("")
    kept.refresh_from_db()
    assert (kept.value, kept.is_nil, kept.explanation) == (Decimal(47), False, "")


def test_what_more_a_figure_says_covers_the_next_row_no_longer_than_needed(
    open_, page, year, clerk
):
    page = open_(clerk, f"{MONTH}figures/")
    more = page.locator("#row-T04 summary").filter(has_text="更多")
    more.click()
    expect(page.locator("#q-T04")).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(page.locator("#q-T04")).to_be_hidden()
    more.click()
    page.locator("#o-T04").press("Escape")
    expect(page.locator("#q-T04")).to_be_hidden()
    expect(more).to_be_focused()


def test_nature_and_expectation_stand_apart_on_a_phone(open_, page, assert_accessible, year, clerk):
    page.set_viewport_size(PHONE)
    page = open_(clerk, f"{MONTH}figures/")
    firms_of(page).fill("45")
    row = page.locator("#row-T04")
    row.locator("summary").filter(has_text="更多").click()
    row.get_by_label("数据性质").select_option("快报")
    row.get_by_label("预计（家）").fill("60")
    row.get_by_label("来源").fill("统计局")
    assert_accessible(page)
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text("已提交审核，1项。")).to_be_visible()
    expect(row).to_contain_text("快报")
    kept = the_row()
    assert (kept.value, kept.expectation, kept.nature) == (45, Decimal(60), "preliminary")


def test_the_office_fills_in_and_an_expired_form_comes_back_without_javascript(
    browser, live_server, year, unit, clerk, officer
):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN", viewport=PHONE)
    page = context.new_page()
    sign_in_to(context, live_server, clerk)
    page.goto(f"{live_server.url}{MONTH}figures/")
    firms_of(page).fill("45")
    context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text("重新登录后会填回原来的页面")).to_be_visible()
    # Whoever signs in next and is not the clerk gets nothing of it.
    assert not Measurement.objects.filter(period__month=9).exists()
    sign_in_to(context, live_server, officer)
    page.goto(f"{live_server.url}/dinghai-2024/review/2024-09/fill/{unit.code}/")
    expect(firms_of(page)).to_have_value("")
    firms_of(page).fill("46")
    page.get_by_role("button", name="提交审核").click()
    expect(page.locator("#row-T04")).to_contain_text("代填")
    assert (the_row().value, the_row().on_behalf) == (Decimal(46), True)
    with pytest.raises(reporting.RefusedError):
        reporting.approve(the_row(), seen_version=1, by=officer)
    context.close()


def sign_in_to(context, live_server, user):
    """This browser works as that person from now on."""
    client = Client()
    client.force_login(user)
    value = client.cookies["sessionid"].value
    context.clear_cookies(name="sessionid")
    context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
