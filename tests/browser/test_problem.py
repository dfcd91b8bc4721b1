"""问题销号 in a browser: raised by a clerk, taken up, claimed with evidence, struck off by another."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.choices import Role
from tasks.models import Problem
from tests import factories
from tests.browser.conftest import PHONE
from tests.factories import TargetFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/dinghai-2024/problems/"


@pytest.fixture
def browser_context_args(browser_context_args, request):
    """With JavaScript, unless a test asks for a browser without."""
    return {**browser_context_args, "java_script_enabled": getattr(request, "param", True)}


@pytest.fixture
def people(plan, unit, settings, tmp_path):
    """Two of the office and a clerk, around one target."""
    settings.EVIDENCE_ROOT = tmp_path
    TargetFactory.create(plan=plan, lead_unit=unit, code="T02", name="研发费用")
    office = factories.office_unit(plan.district)
    return {
        "clerk": factories.member_of(unit, full_name="张某"),
        "office": factories.member_of(office, Role.OFFICE, full_name="李某"),
        "another": factories.member_of(office, Role.OFFICE, full_name="王某"),
    }


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def raise_one(page, live_server):
    page.goto(f"{live_server.url}{LIST}new/?target=T02")
    expect(page.get_by_label("涉及")).to_have_value("T02")
    page.get_by_label("问题", exact=True).fill("21家规上企业研发费用未清零")
    page.get_by_label("情况说明").fill("小微企业没有专门台账。")
    page.get_by_label("类别").select_option("policy")
    page.get_by_label("时限").fill("2024-10-31")
    press(page, "提出问题")
    expect(page.get_by_role("status")).to_contain_text("待专班受理")


@pytest.mark.parametrize("browser_context_args", [True, False], indirect=True)
def test_a_problem_goes_from_raised_to_struck_off(page, live_server, sign_in, people):
    one = f"{live_server.url}{LIST}1/"
    sign_in(people["clerk"])
    raise_one(page, live_server)
    sign_in(people["office"])
    page.goto(one)
    press(page, "受理")
    expect(page.get_by_role("status")).to_contain_text("已受理")
    sign_in(people["clerk"])
    page.goto(one)
    page.locator("#act-claim summary").click()
    page.get_by_label("怎样解决的").fill("21家已全部清零。")
    press(page, "报解决")
    expect(page.get_by_role("alert")).to_contain_text("没有依据不能报解决")
    expect(page.get_by_label("怎样解决的")).to_have_value("21家已全部清零。")
    proof = {"name": "清零表.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    page.get_by_label("依据（至少1个）").set_input_files(proof)
    press(page, "报解决")
    expect(page.get_by_role("status")).to_contain_text("待专班核验")
    sign_in(people["another"])
    page.goto(one)
    expect(page.get_by_role("link", name="清零表.pdf")).to_be_visible()
    press(page, "核验销号")
    expect(page.get_by_role("status")).to_contain_text("已销号")
    page.goto(live_server.url + LIST)
    expect(page.get_by_role("link", name=re.compile("已销号"))).to_contain_text("1")
    assert Problem.objects.get().struck_off_by == people["another"]


@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_list_page_and_form_are_accessible_and_fit(
    page, live_server, sign_in, people, assert_accessible, size
):
    page.set_viewport_size(size or page.viewport_size)
    sign_in(people["clerk"])
    raise_one(page, live_server)
    for who in ("clerk", "office"):
        sign_in(people[who])
        for path in (LIST, f"{LIST}1/", f"{LIST}new/?target=T02"):
            page.goto(live_server.url + path)
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
            assert_accessible(page)


def test_the_list_narrows_by_its_strip_and_its_form(page, live_server, sign_in, people):
    sign_in(people["clerk"])
    raise_one(page, live_server)
    page.goto(live_server.url + LIST)
    page.get_by_role("link", name=re.compile("已销号")).click()
    expect(page.get_by_text("没有符合条件的问题")).to_be_visible()
    page.get_by_role("link", name="清除筛选").click()
    expect(page.get_by_role("link", name="21家规上企业研发费用未清零")).to_be_visible()
    page.locator("select[name=state]").select_option("raised")
    expect(page).to_have_url(re.compile("state=raised"))
    expect(page.get_by_role("link", name="21家规上企业研发费用未清零")).to_be_visible()
