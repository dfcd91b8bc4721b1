"""会议材料 in a browser: the pack by keyboard alone, on a phone, on paper, and a month not published."""

from __future__ import annotations

import re
from datetime import date
from zipfile import ZipFile

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from dashboard import publication
from tests import factories
from tests.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/dinghai-2024/{}/papers/"
NARROW = {"width": 320, "height": 640}


@pytest.fixture
def office(transactional_db, settings, sign_in):
    """January published and February being filed, read by the office."""
    cache.clear()
    settings.DEMO_DAY = date(2024, 3, 4)
    plan = factories.PlanFactory.create(slug="dinghai-2024", short_title="定海区创新深化")
    person = factories.office_of(plan.district)
    unit = factories.UnitFactory.create(district=plan.district, code="jingxin")
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit, code="T01")
    for month in (1, 2):
        factories.figure(target, month, "5")
    publication.publish(plan, 1, by=person, on=date(2024, 2, 10))
    sign_in(person)
    return person


def test_the_pack_is_downloaded_from_the_overview_by_keyboard(
    page, live_server, office, assert_accessible, tmp_path
):
    page.goto(live_server.url + "/dinghai-2024/2024-01/")
    page.get_by_role("link", name="会议材料").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("会议材料")
    assert_accessible(page)
    page.get_by_role("link", name="全部打包下载").focus()
    with page.expect_download() as arriving:
        page.keyboard.press("Enter")
    pack = tmp_path / "pack.zip"
    arriving.value.save_as(pack)
    assert arriving.value.suggested_filename == "定海区创新深化2024年1月全部材料.zip"
    with ZipFile(pack) as package:
        assert "定海区创新深化2024年1月.xlsx" in package.namelist()


def test_every_paper_is_named_and_reached_by_thumb_on_a_phone(
    page, live_server, office, assert_accessible
):
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + PAGE.format("2024-01"))
    assert_accessible(page)
    links = page.locator("main .papers a, main .pack a")
    heights = [each.bounding_box()["height"] for each in links.all()]
    assert len(heights) >= 6
    assert min(heights) >= 44
    expect(page.get_by_role("link", name=re.compile("下载.*会议用表.*xlsx"))).to_be_visible()
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_on_a_phone_the_sheet_offers_its_file_and_the_other_papers(page, live_server, office):
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + "/dinghai-2024/2024-01/onepage/")
    expect(page.get_by_role("link", name="下载Word")).to_be_visible()
    page.get_by_role("link", name="会议材料").click()
    expect(page.get_by_role("heading", name="会议材料", level=1)).to_be_visible()


def test_a_month_not_published_says_so_and_marks_its_files(
    page, live_server, office, assert_accessible
):
    page.goto(live_server.url + PAGE.format("2024-02"))
    expect(page.locator("main")).to_contain_text("本月还没有发布")
    assert_accessible(page)
    with page.expect_download() as arriving:
        page.get_by_role("link", name=re.compile("下载.*存档原文.*json")).click()
    assert arriving.value.suggested_filename == "定海区创新深化2024年2月存档原文（未发布）.json"


def test_paper_carries_no_buttons(page, live_server, office):
    page.goto(live_server.url + PAGE.format("2024-01"))
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="全部打包下载")).to_be_hidden()
    expect(page.get_by_text("Word公文：标题、期号、正文、图表和附件，可再编辑")).to_be_visible()
