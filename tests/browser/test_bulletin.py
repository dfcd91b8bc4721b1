"""The papers that are pages too: 一页纸 prints on one sheet; the 通报 is edited and issued."""

from __future__ import annotations

import re
from datetime import date

import pytest

from accounts.models import User
from dashboard import publication
from tests import factories
from tests.browser.every_page import demonstration  # noqa: F401 - a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = re.compile(rb"/Type\s*/Page\b")
ONE_PAGE = "/dinghai-2024/2024-08/onepage/"


def sheets(page):
    """How many sheets the page prints on."""
    return len(PAGE.findall(page.pdf(prefer_css_page_size=True)))


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
