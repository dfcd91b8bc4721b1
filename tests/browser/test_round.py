"""The month's round, walked in a browser: clerk, office, clerk again, office, leader."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from accounts.choices import Role
from dashboard import publication
from targets.models import Measurement
from tests import factories
from tests.factories import TargetFactory, figure, period_of, task_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COSTS = ["1.21", "2.38", "3.74", "5.06", "6.41", "7.95", "9.32", "10.78"]
FIRMS = ["0", "3", "9", "15", "22", "31", "35", "46"]


@pytest.fixture
def office(plan):
    """Who reviews and publishes."""
    return factories.member_of(factories.office_unit(plan.district), Role.OFFICE, full_name="李某")


@pytest.fixture
def clerk(unit):
    """Who fills in."""
    return factories.member_of(unit, full_name="张某")


@pytest.fixture
def year(plan, unit, office):
    """Two figures and a task of one unit, January to August published, September being filed."""
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
    firms = TargetFactory.create(plan=plan, lead_unit=unit, code="T04", short_name="新培育企业")
    for month, (cost, firm) in enumerate(zip(COSTS, FIRMS, strict=True), start=1):
        period_of(plan, month)
        figure(costs, month, cost)
        figure(firms, month, firm)
        publication.publish(plan, month, by=office, on=date(2024, month + 1, 20))
    period_of(plan, 9, opens_on=date(2024, 10, 1), due_on=date(2024, 10, 8))
    return plan


def row_of(page: Page, name: str) -> Locator:
    """The row of the overview that tells of a target."""
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))


def test_a_figure_goes_round_and_reaches_the_leader(
    page, live_server, sign_in, assert_accessible, year, clerk, office, leader
):
    def open_(path: str = "/") -> None:
        page.goto(live_server.url + path)

    # The leader sees August: behind.
    sign_in(leader)
    open_()
    expect(row_of(page, "研发费用")).to_contain_text("滞后")
    bar = row_of(page, "研发费用").locator("svg.bul")
    expect(bar).to_have_attribute("aria-label", "完成61.6%，序时66.7%")
    page.get_by_role("link", name="研发费用", exact=True).first.click()
    chart = page.locator("[data-chart]").first.get_attribute("aria-label")

    # The clerk begins with what is owed, types, and hands in.
    sign_in(clerk)
    open_()
    expect(page.get_by_role("heading", level=1)).to_contain_text("9月填报")
    assert_accessible(page)
    page.get_by_role("link", name=re.compile("去填.*指标数据2项")).click()
    field = page.get_by_label("研发费用 1—9月累计，单位亿元")
    field.fill("14.5")
    expect(page.locator("#l-T02")).to_have_text("超序时")
    field.press("Enter")
    expect(page.get_by_label("新培育企业 1—9月累计，单位家")).to_be_focused()
    expect(page.locator("#saved")).to_contain_text("已自动保存")
    assert Measurement.objects.get(target__code="T02", period__month=9).state == "draft"
    page.keyboard.type("52")
    expect(page.locator("#c-T04")).to_have_text("+6")
    assert_accessible(page)
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_role("status").first).to_contain_text("已提交审核，2项。")
    expect(page.get_by_role("button", name="撤回 研发费用")).to_be_visible()

    # The office gives one back, with a reason.
    sign_in(office)
    open_()
    expect(page.get_by_role("heading", level=1)).to_have_text("9月审核")
    assert_accessible(page)
    page.get_by_role("link", name="退回 研发费用").click()
    box = page.locator(".ret").filter(has_text="退回“研发费用”")
    box.get_by_role("button", name="请核对计量单位。").click()
    expect(box.get_by_label("退回理由（必填，单位可见）")).to_have_value("请核对计量单位。")
    assert_accessible(page)
    box.get_by_role("button", name=re.compile("^退回第")).click()
    expect(page.get_by_role("status").first).to_contain_text("已退回研发费用")

    # The clerk finds the reason and the very field, corrects, and hands in again.
    sign_in(clerk)
    open_()
    expect(page.get_by_role("row").filter(has_text="已退回")).to_contain_text("请核对计量单位。")
    page.get_by_role("link", name=re.compile("^去改正")).click()
    expect(field).to_be_focused()
    field.fill("14.05")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text("已提交审核，1项。")

    # The office approves both at once, and publishes.
    sign_in(office)
    open_()
    page.get_by_label("全选").check()
    expect(page.get_by_text("已选2条，均无预警")).to_be_visible()
    page.get_by_role("button", name="通过所选2条").click()
    expect(page.get_by_role("status").first).to_contain_text("已通过2条。")
    page.get_by_role("link", name="发布9月", exact=True).click()
    assert_accessible(page)
    page.get_by_role("button", name="确认发布9月").click()
    expect(page.get_by_role("status").first).to_contain_text("9月已发布，第9期")

    # The leader sees light, bar and chart of September.
    sign_in(leader)
    open_()
    expect(row_of(page, "研发费用")).to_contain_text("达序时")
    bar = row_of(page, "研发费用").locator("svg.bul")
    expect(bar).to_have_attribute("aria-label", "完成80.3%，序时75.0%")
    expect(row_of(page, "研发费用")).to_contain_text("14.05")
    page.get_by_role("link", name="研发费用", exact=True).first.click()
    fresh = page.locator("[data-chart]").first.get_attribute("aria-label")
    assert fresh != chart
    expect(page.get_by_role("row", name=re.compile("^9月"))).to_contain_text("14.05")

    # The exported numbers are those of the page.
    facts = page.get_by_role("region", name="9月结论").inner_text()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="导出", exact=True).click()
    sheet = load_workbook(BytesIO(waiting.value.path().read_bytes()))["指标"]
    heads = [cell.value for cell in sheet[3]]
    exported = {row[heads.index("指标")]: row for row in sheet.iter_rows(4, 5, values_only=True)}
    costs = dict(zip(heads, exported["研发费用"], strict=True))
    assert [costs[name] for name in ("累计完成", "占年度目标%", "超/慢序时(百分点)", "亮灯")] == [
        14.05,
        0.803,
        5.3,
        "达序时",
    ]
    for shown in ("14.05亿元", "80.3%", "+5.3个百分点"):
        assert shown in re.sub(r"\s", "", facts)


def test_keys_alone_fill_the_table(page, live_server, sign_in, year, clerk):
    sign_in(clerk)
    page.goto(f"{live_server.url}/dinghai-2024/entry/2024-09/figures/#v-T02")
    costs = page.get_by_label("研发费用 1—9月累计，单位亿元")
    firms = page.get_by_label("新培育企业 1—9月累计，单位家")
    expect(costs).to_be_focused()
    page.keyboard.type("131500")
    page.keyboard.press("ArrowDown")
    expect(firms).to_be_focused()
    page.keyboard.type("5x")
    page.keyboard.press("Shift+Enter")
    expect(costs).to_be_focused()
    expect(page.locator("#submitbar")).to_contain_text("1处错误")
    expect(page.locator("#submitbar")).to_contain_text("1处待说明")
    page.keyboard.press("F8")
    expect(firms).to_be_focused()
    page.keyboard.press("F8")
    expect(page.locator("#w-T02")).to_be_focused()
    page.get_by_role("button", name="改为13.15").click()
    expect(costs).to_have_value("13.15")
    expect(page.get_by_text("处待说明")).to_be_hidden()
    firms.fill("52")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("status").first).to_contain_text("已保存草稿。")
    expect(costs).to_have_value("13.15")
    expect(firms).to_have_value("52")


def test_column_pasted_from_excel_fills_downwards(page, live_server, sign_in, year, clerk):
    sign_in(clerk)
    page.goto(f"{live_server.url}/dinghai-2024/entry/2024-09/figures/")
    costs = page.get_by_label("研发费用 1—9月累计，单位亿元")
    costs.focus()
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text", "14.05\\r\\n52\\r\\n");
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
          );
        }"""
    )
    expect(costs).to_have_value("14.05")
    expect(page.get_by_label("新培育企业 1—9月累计，单位家")).to_have_value("52")
    expect(page.locator("#l-T04")).to_have_text("超序时")


def test_two_people_at_one_figure_choose(page, live_server, sign_in, year, clerk, unit):
    sign_in(clerk)
    page.goto(f"{live_server.url}/dinghai-2024/entry/2024-09/figures/")
    costs = page.get_by_label("研发费用 1—9月累计，单位亿元")
    colleague = factories.member_of(unit, full_name="李四")
    kept = figure(year.targets.get(code="T02"), 9, "14.1", state="draft", entered_by=colleague)
    factories.MeasurementVersionFactory.create(measurement=kept, by=colleague)
    costs.fill("14.05")
    costs.press("Enter")
    expect(page.get_by_text("李四改为14.10亿元（草稿）")).to_be_visible()
    kept.refresh_from_db()
    assert kept.value == Decimal("14.1")
    page.get_by_label("用我填的14.05").click()  # choosing saves, and the saved row takes its place
    expect(page.locator("#saved")).to_contain_text("已自动保存")
    kept.refresh_from_db()
    assert kept.value == Decimal("14.05")


def test_submitting_at_once_waits_for_what_is_being_saved(page, live_server, sign_in, year, clerk):
    sign_in(clerk)
    page.goto(f"{live_server.url}/dinghai-2024/entry/2024-09/figures/")
    figures = page.locator("input[data-figure]")
    figures.nth(0).fill("14.5")
    figures.nth(0).press("Enter")
    expect(page.locator("#saved")).to_contain_text("已自动保存")
    figures.nth(1).fill("51")
    figures.nth(0).fill("14.05")
    page.get_by_role("button", name="提交审核").click()  # while both rows are on their way
    expect(page.get_by_role("status").first).to_contain_text("已提交审核，2项。")
    kept = Measurement.objects.filter(period__month=9).order_by("target__code")
    assert [(row.value, row.state) for row in kept] == [
        (Decimal("14.05"), "submitted"),
        (Decimal(51), "submitted"),
    ]


def test_notes_are_written_and_reviewed(
    page, live_server, sign_in, assert_accessible, year, clerk, office, unit
):
    task_of(year, unit, number=3, title="攻关")
    sign_in(clerk)
    page.goto(f"{live_server.url}/dinghai-2024/entry/2024-09/notes/")
    page.get_by_label("状态").select_option("滞后")
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_role("alert").first).to_contain_text("任务3：请写进展，一两句话即可。")
    assert_accessible(page)
    page.get_by_role("textbox", name="进展").fill("2项样机完成海试")
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_role("alert").first).to_contain_text("任务3：任务滞后，请写存在问题。")
    page.get_by_label("存在问题").fill("海试泊位未定")
    page.get_by_label("应对措施").fill("与渔业基地协调泊位")
    page.get_by_label("后期打算").fill("10月底前验收")
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_role("status").first).to_contain_text("已提交审核，1条进展。")
    sign_in(office)
    page.goto(f"{live_server.url}/dinghai-2024/review/")
    page.get_by_role("button", name="通过 任务3 攻关").click()
    expect(page.get_by_role("status").first).to_contain_text("已通过任务3 攻关。")


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_everything_works_without_javascript(browser, live_server, year, clerk, office, size):
    width, height = size
    context = browser.new_context(
        java_script_enabled=False,
        locale="zh-CN",
        viewport={"width": width, "height": height},
    )
    page = context.new_page()
    sign_in_to(context, live_server, clerk)
    page.goto(f"{live_server.url}/dinghai-2024/entry/2024-09/figures/")
    page.get_by_label("研发费用 1—9月累计，单位亿元").fill("131500")
    page.get_by_label("新培育企业 1—9月累计，单位家").fill("52")
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_role("alert").first).to_contain_text("有1处需要改正")
    page.get_by_role("button", name="改为13.15").click()
    expect(page.get_by_label("研发费用 1—9月累计，单位亿元")).to_have_value("13.15")
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_role("status").first).to_contain_text("已提交审核，2项。")
    sign_in_to(context, live_server, office)
    page.goto(f"{live_server.url}/dinghai-2024/review/2024-09/")
    box = page.locator("details").filter(has_text="退回“研发费用”")
    box.locator("summary").click()
    box.get_by_label("退回理由（必填，单位可见）").fill("请核对")
    box.get_by_role("button").click()
    expect(page.get_by_role("status").first).to_contain_text("已退回研发费用")
    page.get_by_role("button", name="通过 新培育企业").click()
    expect(page.get_by_role("status").first).to_contain_text("已通过新培育企业。")
    context.close()


def sign_in_to(context, live_server, user):
    """As the fixture does, in a context of the test's own."""
    client = Client()
    client.force_login(user)
    context.clear_cookies()
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
