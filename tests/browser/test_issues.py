"""历期发布 and the public pages in a browser: read, compared, by keyboard, on a phone, on paper."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from dashboard import publication
from plans.models import Plan
from targets import correcting
from tests import factories
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 640}
PUBLIC = ("", "targets/", "tasks/", "text/")


@pytest.fixture
def year(plan, unit, office):
    """January and February published, January corrected afterwards."""
    publication._body.cache_clear()
    target = factories.TargetFactory.create(
        plan=plan,
        lead_unit=unit,
        code="T02",
        short_name="规上工业研发费用",
        measure="亿元",
        decimals=2,
        goal=Decimal(12),
    )
    task = factories.task_of(plan, unit, targets=(target,), number=1)
    for month, value in ((1, "0.90"), (2, "2.10")):
        factories.period_of(plan, month)
        factories.figure(target, month, value)
        factories.note_of(task, month)
        at = factories.moment(2024, month + 1, 10)
        publication.publish(plan, month, by=office, on=date(2024, month + 1, 10), at=at)
    row = correcting.propose(
        target,
        factories.period_of(plan, 1),
        by=factories.reporter_of(unit),
        typed="1.10",
        cause="unit_error",
        reason="填报时数字前后颠倒",
    )
    publication.correct(row, by=office, at=factories.moment(2024, 3, 20))
    return plan


def fits(page):
    """No page scrolls sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_leader_goes_from_the_list_to_what_differs_and_takes_the_year_away(
    page, live_server, sign_in, leader, year, tmp_path
):
    sign_in(leader)
    page.goto(f"{live_server.url}/dinghai-2024/")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="历期发布").click()
    rows = page.get_by_role("table").locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("1处")
    with page.expect_download() as taken:
        page.get_by_role("link", name="导出全年").click()
    taken.value.save_as(tmp_path / "year.zip")
    with ZipFile(tmp_path / "year.zip") as archive:
        assert "dinghai-2024-01-v2.json" in archive.namelist()
    page.get_by_role("link", name="第1期与今天比").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("第1期与今天的差别")
    table = page.get_by_role("region", name="指标差别")
    expect(table).to_contain_text("填报时数字前后颠倒")
    expect(table.locator("del")).to_have_text("0.90")
    expect(table.locator("ins")).to_have_text("1.10")
    page.get_by_role("link", name="全部1项").click()
    expect(page.get_by_role("link", name="全部1项")).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="第1期").click()
    expect(page.get_by_text("发布件与登记的指纹一致，没有被改动")).to_be_visible()


def test_the_keyboard_alone_reaches_an_earlier_edition(page, live_server, sign_in, leader, year):
    sign_in(leader)
    page.goto(f"{live_server.url}/dinghai-2024/issues/1/")
    first = page.get_by_role("link", name="第1版", exact=True)
    for _ in range(40):
        page.keyboard.press("Tab")
        if first.evaluate("each => each === document.activeElement"):
            break
    assert first.evaluate("each => getComputedStyle(each).outlineStyle") != "none"
    page.keyboard.press("Enter")
    expect(page.get_by_text("这是第1版，已被更正")).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE, NARROW], ids=["desk", "phone", "narrow"])
def test_the_issues_pages_are_accessible_and_fit(
    page, live_server, sign_in, office, year, assert_accessible, size
):
    sign_in(office)
    page.set_viewport_size(size)
    for path in ("", "1/", "1/?edition=1", "1/today/", "1/today/?show=all", "2/today/"):
        page.goto(f"{live_server.url}/dinghai-2024/issues/{path}")
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert_accessible(page)
        assert fits(page), path


@pytest.mark.parametrize("size", [DESKTOP, PHONE, NARROW], ids=["desk", "phone", "narrow"])
def test_the_public_pages_are_accessible_and_fit_and_set_no_cookie(
    page, live_server, year, assert_accessible, size
):
    Plan.objects.filter(pk=year.pk).update(is_public=True)
    page.set_viewport_size(size)
    for path in PUBLIC:
        page.goto(f"{live_server.url}/public/dinghai-2024/{path}")
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert_accessible(page)
        assert fits(page), path
    assert page.context.cookies() == []


def test_anybody_reads_an_open_plan_month_by_month(page, live_server, year):
    Plan.objects.filter(pk=year.pk).update(is_public=True)
    page.goto(f"{live_server.url}/public/dinghai-2024/")
    expect(page.get_by_role("table")).to_contain_text("2.10")
    page.get_by_role("navigation", name="切换月份").get_by_role("link", name="1月").click()
    expect(page.get_by_role("table")).to_contain_text("1.10")
    page.get_by_role("link", name="指标", exact=True).click()
    expect(page).to_have_url(f"{live_server.url}/public/dinghai-2024/2024-01/targets/")
    page.get_by_role("link", name="原文对照").click()
    expect(page.get_by_role("main")).to_contain_text("全年新培育企业59家以上")


def test_on_paper_every_page_says_what_it_is(page, live_server, sign_in, office, year):
    Plan.objects.filter(pk=year.pk).update(is_public=True)
    sign_in(office)
    page.emulate_media(media="print")
    for path in ("dinghai-2024/issues/", "dinghai-2024/issues/1/today/", "public/dinghai-2024/"):
        page.goto(f"{live_server.url}/{path}")
        expect(page.locator(".print-head")).to_contain_text("演示数据，不作依据")
        assert len(page.pdf(format="A4")) > 10_000
