"""督办单 in a browser: a leader's remark, made an order of, signed for, answered and closed by another."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.choices import Role
from dashboard import publication
from tasks.models import SupervisionOrder
from tests import factories
from tests.browser.conftest import PHONE
from tests.factories import figure, period_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLAN = "/dinghai-2024/"


@pytest.fixture
def people(plan, unit, settings, tmp_path):
    """A leader, two of the office and a clerk, around one target that lags in January."""
    settings.EVIDENCE_ROOT = tmp_path
    office = factories.office_unit(plan.district)
    found = {
        "leader": factories.leader_of(plan.district),
        "clerk": factories.member_of(unit, full_name="张某"),
        "office": factories.member_of(office, Role.OFFICE, full_name="李某"),
        "another": factories.member_of(office, Role.OFFICE, full_name="王某"),
    }
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit, code="T02", name="研发费用")
    period_of(plan, 1, is_backfill=True)
    figure(target, 1, "0.1", state="approved")
    publication.publish(plan, 1, by=found["office"], on=date(2024, 10, 8))
    return found


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def go(page: Page, live_server: Any, path: str) -> None:
    page.goto(live_server.url + PLAN + path)


@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_a_remark_becomes_an_order_that_is_answered_and_closed(
    page, live_server, sign_in, people, assert_accessible, size
):
    page.set_viewport_size(size or page.viewport_size)

    def looks_well() -> None:
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), page.url
        assert_accessible(page)

    sign_in(people["leader"])
    go(page, live_server, "2024-01/targets/T02/")
    page.get_by_role("link", name="批示", exact=True).click()
    page.get_by_label("批示").fill("请专班督办，10月底前报结果。")
    looks_well()
    press(page, "提交批示")
    expect(page.get_by_role("status")).to_contain_text("批示已转专班办理")

    sign_in(people["office"])
    go(page, live_server, "instructions/")
    looks_well()
    page.get_by_role("link", name="转督办单").click()
    expect(page.get_by_label("事由")).to_have_value(re.compile("区领导批示：“请专班督办，10月底前"))
    looks_well()
    press(page, "签发督办单")
    expect(page.get_by_role("status")).to_contain_text("签收")

    sign_in(people["clerk"])
    go(page, live_server, "orders/")
    looks_well()
    page.get_by_role("row").get_by_role("link").last.click()
    press(page, "签收")
    expect(page.get_by_role("status")).to_contain_text("已签收")
    page.get_by_label("落实过程").fill("已约谈3家企业。")
    press(page, "回复")
    expect(page.get_by_role("alert")).to_contain_text("请写明基本情况")
    expect(page.get_by_label("落实过程")).to_have_value("已约谈3家企业。")
    page.get_by_label("基本情况").fill("9月补报0.8亿元。")
    looks_well()
    press(page, "回复")
    expect(page.get_by_role("status")).to_contain_text("已回复")

    sign_in(people["another"])
    go(page, live_server, "orders/1/")
    looks_well()
    press(page, "核验办结")
    expect(page.get_by_role("status")).to_contain_text("已核验办结")
    order = SupervisionOrder.objects.get()
    assert (order.state, order.answered_by, order.closed_by) == (
        "closed",
        people["clerk"],
        people["another"],
    )
