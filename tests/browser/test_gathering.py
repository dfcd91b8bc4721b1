"""例会 in a browser: called, held, one item resolved, done by its unit and confirmed by the office."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from accounts.choices import Role
from tasks.models import Resolution
from tests import factories
from tests.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/dinghai-2024/gatherings/"


@pytest.fixture
def people(plan, unit, settings, tmp_path):
    """One of the office and a clerk, on the eighth of October."""
    settings.EVIDENCE_ROOT = tmp_path
    settings.DEMO, settings.DEMO_DAY = True, date(2024, 10, 8)
    office = factories.office_unit(plan.district)
    return {
        "clerk": factories.member_of(unit, full_name="张某"),
        "office": factories.member_of(office, Role.OFFICE, full_name="李某"),
    }


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_meeting_is_called_and_what_it_resolved_is_done(
    page, live_server, sign_in, assert_accessible, people, unit
):
    sign_in(people["office"])
    page.goto(f"{live_server.url}{LIST}new/")
    page.get_by_label("日期").fill("2024-10-08")
    page.get_by_label("另加议题（可不填）").fill("研发费用")
    assert_accessible(page)
    press(page, "召集例会")
    expect(page.get_by_role("listitem").filter(has_text="研发费用")).to_be_visible()
    press(page, "记为已召开")
    page.get_by_label("议定事项", exact=True).fill("月底前清零")
    page.get_by_label("责任单位").select_option(unit.code)
    page.get_by_label("时限").fill("2024-12-31")
    press(page, "记议定事项")
    assert_accessible(page)
    sign_in(people["clerk"])
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}{LIST}")
    page.get_by_role("link", name="月底前清零").click()
    page.get_by_label("完成情况").fill("已清零")
    assert_accessible(page)
    press(page, "报完成")
    expect(page.get_by_role("status")).to_contain_text("待专班核实")
    sign_in(people["office"])
    page.goto(f"{live_server.url}{LIST}1/1/")
    press(page, "核实完成")
    expect(page.get_by_role("status")).to_contain_text("已核实，办结")
    assert Resolution.objects.get().state == "done"
