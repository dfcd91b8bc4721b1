"""After publication, in a browser: asked to change, approved by another, read by the leader."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from accounts.choices import Role
from dashboard import publication
from tests import factories
from tests.browser.conftest import PHONE
from tests.factories import TargetFactory, figure

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COSTS = ["7.95", "9.32", "10.78"]
LIST = "/dinghai-2024/review/corrections/"
TARGET = "/dinghai-2024/2024-08/targets/T02/"


@pytest.fixture
def browser_context_args(browser_context_args, request):
    """With JavaScript, unless a test asks for a browser without."""
    return {**browser_context_args, "java_script_enabled": getattr(request, "param", True)}


@pytest.fixture
def office(plan):
    """Who reviews and publishes."""
    return factories.member_of(factories.office_unit(plan.district), Role.OFFICE, full_name="李某")


@pytest.fixture
def clerk(unit):
    """Who fills in."""
    return factories.member_of(unit, full_name="张某")


@pytest.fixture
def august(plan, unit, office, monkeypatch):
    """One figure of one unit: July and August published on the first day of October."""
    costs = TargetFactory.create(
        plan=plan,
        lead_unit=unit,
        code="T02",
        short_name="研发费用",
        measure="亿元",
        decimals=2,
        goal=Decimal("17.5"),
        goal_text="17.5亿元",
    )
    monkeypatch.setattr(publication, "checks_of", lambda *_: [])  # May is not published
    for month, cost in enumerate(COSTS, start=6):
        figure(costs, month, cost)
        at = factories.moment(2024, 10, 1)
        publication.publish(plan, month, by=office, on=date(2024, month + 1, 20), at=at)
    return plan


def propose(page: Page, value: str) -> None:
    """Ask for another value of the figure whose page is open."""
    page.get_by_role("link", name="提出更正").click()
    page.get_by_label("更正后的数值").fill(value)
    page.get_by_label("单位差错").check()
    page.get_by_label("理由和依据").fill("漏计两家企业")
    page.get_by_role("button", name="提出更正").click()


@pytest.mark.parametrize(
    "browser_context_args", [True, False], ids=["scripts", "no scripts"], indirect=True
)
def test_a_published_figure_is_corrected_and_the_leader_sees_both_values(
    page, live_server, sign_in, august, clerk, office, leader
):
    sign_in(clerk)
    page.goto(live_server.url + TARGET)
    propose(page, "107800")
    expect(page.get_by_role("alert").filter(has_text="可能按万元填写")).to_be_visible()
    page.get_by_label("更正后的数值").fill("11.8")
    page.get_by_role("button", name="提出更正").click()
    expect(page.get_by_role("status")).to_contain_text("待专班另一人批准后生效")
    expect(page.get_by_role("main")).to_contain_text("更正待批准 10.78→11.8")

    sign_in(office)
    page.goto(live_server.url + TARGET)
    menu = page.get_by_role("navigation", name="主导航")
    menu.locator("summary").click()  # 更多
    menu.get_by_role("link", name="更正 1", exact=True).click()
    proposal = page.get_by_role("form", name="研发费用8月单位差错")
    proposal.get_by_role("button", name="不批准").click()
    expect(page.get_by_role("alert").first).to_contain_text("请写明不批准的理由")
    proposal.get_by_role("button", name="批准，出新的一版").click()
    expect(page.get_by_role("status")).to_contain_text("8月出第2版")

    sign_in(leader)
    page.goto(live_server.url + "/dinghai-2024/2024-08/")
    row = page.get_by_role("row").filter(has_text="研发费用")
    expect(row).to_contain_text("11.80")
    expect(row).to_contain_text("达序时")
    corrections = page.get_by_role("region", name="8月更正 1项")
    expect(corrections).to_contain_text("10.78→ 11.80亿元")
    expect(corrections).to_contain_text("滞后改为达序时 · 单位差错 · 张某提出，李某批准")
    row.get_by_role("link", name="已更正").click()
    expect(page.get_by_role("heading", name="研发费用", level=1)).to_be_visible()
    page.get_by_role("link", name="看更正前的第1版").click()
    expect(page.get_by_role("main")).to_contain_text("这是8月的第1版，已被更正")
    expect(page.get_by_role("main")).not_to_contain_text("11.80")


def test_the_forms_and_the_list_are_accessible_on_a_phone(
    page, live_server, sign_in, assert_accessible, august, clerk, office
):
    page.set_viewport_size(PHONE)
    sign_in(clerk)
    for form in ("correct/", "object/"):
        page.goto(live_server.url + TARGET + form)
        assert_accessible(page)
    page.get_by_label("异议").fill("八月应为11.8亿元")
    page.get_by_role("button", name="提出异议").click()
    expect(page.get_by_role("status")).to_contain_text("专班答复后在这里显示")
    page.goto(live_server.url + TARGET)
    propose(page, "11.8")
    expect(page.get_by_role("status")).to_contain_text("待专班另一人批准后生效")
    assert_accessible(page)
    sign_in(office)
    page.goto(live_server.url + LIST)
    assert_accessible(page)
    page.get_by_label("答复（单位可见）").fill("已按更正办理")
    page.get_by_role("button", name="说明并答复").click()
    expect(page.get_by_role("status")).to_contain_text("已答复")
