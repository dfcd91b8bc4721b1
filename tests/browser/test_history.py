"""The office follows one figure through the audit: looks for it, opens its trail, takes the list away."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from targets.choices import Act, State
from tests import factories
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import moment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def returned(plan, unit, office, reporter):
    """September's figure, handed in and returned."""
    target = factories.TargetFactory.create(
        plan=plan,
        lead_unit=unit,
        code="T02",
        short_name="研发费用",
        measure="亿元",
        goal=Decimal(18),
    )
    figure = factories.figure(target, 9, "7.59", state=State.RETURNED)
    for number, (act, state, by, reason) in enumerate(
        (
            (Act.SUBMIT, State.SUBMITTED, reporter, ""),
            (Act.RETURN, State.RETURNED, office, "请核对单位是否为亿元。"),
        ),
        start=1,
    ):
        factories.MeasurementVersionFactory.create(
            measurement=figure,
            number=number,
            act=act,
            state=state,
            value=Decimal("7.59"),
            by=by,
            reason=reason,
            at=moment(2024, 10, 8, 9, number),
        )
    return figure


def test_the_office_looks_for_a_figure_and_opens_its_trail(
    page, live_server, sign_in, office, returned, assert_accessible, tmp_path
):
    sign_in(office)
    page.goto(f"{live_server.url}/dinghai-2024/history/")
    page.get_by_label("关键字").fill("研发费用")
    page.get_by_label("做了什么").select_option(label="退回")
    page.get_by_role("button", name="查找").click()
    row = page.get_by_role("row").filter(has_text="请核对单位是否为亿元。")
    expect(row).to_contain_text("待审 → 已退回")
    expect(page.get_by_text("共1条")).to_be_visible()
    assert_accessible(page)
    with page.expect_download() as waited:
        page.get_by_role("link", name="导出CSV").click()
    kept = tmp_path / "history.csv"
    waited.value.save_as(kept)
    assert len(Path(kept).read_text(encoding="utf-8-sig").splitlines()) == 2
    row.get_by_role("link", name="9月 研发费用").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("研发费用 · 9月")
    steps = page.get_by_role("listitem")
    expect(steps.filter(has_text="退回").first).to_contain_text("理由：请核对单位是否为亿元。")
    expect(steps.filter(has_text="7.59").first).to_contain_text("完成率42.2%")
    assert_accessible(page)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("where", ["history/", "2024-09/targets/T02/history/"])
def test_both_pages_fit_their_screen(
    page, live_server, sign_in, office, returned, assert_accessible, size, where
):
    sign_in(office)
    page.set_viewport_size(size)
    page.goto(f"{live_server.url}/dinghai-2024/{where}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert_accessible(page)


def test_without_javascript_the_search_works_the_same(
    browser, live_server, sign_in, office, returned, context
):
    sign_in(office)
    still = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    page = still.new_page()
    page.goto(f"{live_server.url}/dinghai-2024/history/")
    page.get_by_label("关键字").fill("没有这样的事")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_text("没有符合条件的记录")).to_be_visible()
    still.close()
