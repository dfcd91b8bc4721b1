"""Baselines, schedules and goals in a browser: pasted, proposed, approved by another; with no script too."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from targets.choices import Kind
from targets.models import Schedule, Target
from tests import factories
from tests.browser.conftest import PHONE
from tests.factories import figure, period_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASTE = """([field, text]) => {
  const data = new DataTransfer();
  data.setData("text", text);
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.querySelector(field).dispatchEvent(event);
}"""


@pytest.fixture
def plan(transactional_db):
    """January to August published; September is being filed."""
    made = factories.PlanFactory.create(slug="dinghai-2024")
    for month in range(1, 13):
        published = factories.moment(2024, 9, 10) if month < 9 else None
        period_of(made, month, published_at=published)
    return made


@pytest.fixture
def targets(plan):
    """Two flows and a stock of one unit, 36 of 59 firms by August."""
    unit = factories.UnitFactory.create(district=plan.district, short_name="区经信局")
    made = [
        factories.TargetFactory.create(plan=plan, lead_unit=unit, code=code, name=name)
        for code, name in (("T06", "新培育高企"), ("T07", "研发机构"))
    ]
    figure(made[0], 8, "36")
    factories.TargetFactory.create(
        plan=plan,
        lead_unit=unit,
        code="T02",
        name="发明专利",
        kind=Kind.STOCK,
        measure="件",
        goal=Decimal(552),
        goal_text="552件",
    )
    return made


def address(live_server, page):
    return f"{live_server.url}/dinghai-2024/setup/{page}/"


def test_a_pasted_block_is_summed_proposed_and_approved_by_the_office(
    page, live_server, sign_in, plan, targets, assert_accessible
):
    sign_in(factories.reporter_of(targets[0].lead_unit))
    page.goto(address(live_server, "schedules"))
    block = "\t".join(["0", "0", "25"] * 4) + "\n" + "\t".join(["0"] * 11 + ["90"])
    page.evaluate(PASTE, ["#m-T06-1", block])
    first, second = (page.get_by_role("row", name=f"勾选 {each.name}") for each in targets)
    expect(first).to_contain_text("100%")
    expect(second).to_contain_text("90%")
    page.get_by_label("理由（必填）").fill("季末集中认定")
    page.get_by_role("button", name="提交批准").click()
    expect(page.get_by_role("alert")).to_contain_text("研发机构：合计90%，还差10%")
    expect(page.get_by_label("新培育高企 3月")).to_have_value("25")
    assert_accessible(page)
    page.get_by_label("研发机构 12月").fill("100")
    expect(second).to_contain_text("100%")
    page.get_by_role("button", name="提交批准").click()
    expect(page.get_by_role("status")).to_contain_text("已提交2项分月计划")
    assert_accessible(page)

    sign_in(factories.office_of(plan.district))
    page.goto(address(live_server, "proposals"))
    form = page.get_by_role("form", name="新培育高企 分月计划")
    expect(form).to_contain_text("按8月数据试算")
    assert_accessible(page)
    form.get_by_role("button", name="批准", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已批准")
    assert Schedule.objects.get().target == targets[0]


def test_enter_goes_to_the_next_month_and_sends_nothing(page, live_server, sign_in, targets):
    sign_in(factories.reporter_of(targets[0].lead_unit))
    page.goto(address(live_server, "schedules"))
    page.get_by_label("新培育高企 1月", exact=True).fill("5")
    page.keyboard.press("Enter")
    expect(page.get_by_label("新培育高企 2月")).to_be_focused()
    page.get_by_label("新培育高企 12月").press("Enter")
    expect(page.get_by_label("研发机构 1月", exact=True)).to_be_focused()


def test_the_settings_work_on_a_phone_and_are_accessible(
    page, live_server, sign_in, plan, targets, assert_accessible
):
    factories.PastFigureFactory.create(target=targets[0])
    factories.GoalChangeFactory.create(target=targets[0])
    factories.ProposalFactory.create(target=targets[1])
    sign_in(factories.office_of(plan.district))
    page.set_viewport_size(PHONE)
    for name in ("baselines", "schedules", "past", "goals", "proposals"):
        page.goto(address(live_server, name))
        expect(page.get_by_role("heading", level=1)).to_have_text("计划设置")
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert_accessible(page)


def test_without_scripts_a_row_is_filled_and_a_baseline_proposed(
    browser, page, context, live_server, sign_in, targets
):
    sign_in(factories.reporter_of(targets[0].lead_unit))
    plain = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    still = plain.new_page()
    still.goto(address(live_server, "schedules"))
    still.get_by_label("勾选 新培育高企").check()
    still.get_by_role("button", name="季末集中").click()
    expect(still.get_by_label("新培育高企 6月")).to_have_value("25")
    still.get_by_label("理由（必填）").fill("季末集中认定")
    still.get_by_role("button", name="提交批准").click()
    expect(still.get_by_role("status")).to_contain_text("已提交1项分月计划")
    still.goto(address(live_server, "baselines"))
    still.get_by_label("发明专利 基期值").fill("480")
    still.get_by_label("发明专利 依据").fill("2023年年报")
    still.get_by_role("button", name="提交批准").click()
    expect(still.get_by_role("status")).to_contain_text("已提交1项基期值")
    plain.close()
    assert Target.objects.get(code="T02").baseline is None
