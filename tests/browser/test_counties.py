"""各县汇总 in a browser: the superior's leader begins there, changes the month, and reads it on a phone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from dashboard import publication
from tests import factories
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import figure, month_after, period_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def leader():
    """Of a city with two counties, the second a month behind."""
    city = factories.DistrictFactory.create(code="zhoushan", name="舟山市")
    for code, name, months, measure in (("a", "甲县", 2, "亿元"), ("b", "乙县", 1, "万元")):
        district = factories.DistrictFactory.create(code=code, name=name)
        district.parent = city
        district.save()
        plan = factories.PlanFactory.create(district=district, slug=f"{code}-2024")
        made = [
            factories.TargetFactory.create(
                plan=plan, name=called, kind=kind, measure=of, decimals=1, goal=Decimal(100)
            )
            for called, kind, of in (("投资", "flow", measure), ("占比", "ratio", "%"))
        ]
        for month in range(1, months + 1):
            period_of(plan, month)
            for target in made:
                figure(target, month, "50")
            office = factories.office_of(district)
            publication.publish(plan, month, by=office, on=month_after(2024, month, 10))
    return factories.leader_of(city)


def test_the_superior_reads_its_counties(page, live_server, sign_in, assert_accessible, leader):
    sign_in(leader)
    page.goto(live_server.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("各县汇总")
    expect(page.get_by_text("没有2月的：乙县（只到1月）")).to_be_visible()
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert_accessible(page)
    page.set_viewport_size(DESKTOP)
    page.get_by_role("link", name="1月", exact=True).click()
    total = page.get_by_role("row", name="投资 累计量")
    expect(total).to_contain_text("50.005亿元")  # 50亿元 and 50万元
    expect(page.get_by_text("不汇总：占比不能相加")).to_be_visible()
