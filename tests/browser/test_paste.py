"""Rows pasted from a spreadsheet land in the right cells, and what did not land is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from targets.models import Measurement
from tests import factories
from tests.factories import TargetFactory, figure, period_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIGURES = "/dinghai-2024/entry/2024-09/figures/"
PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text", text);
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
  );
}"""


@pytest.fixture
def table(page, live_server, sign_in, plan, unit):
    """Three figures of September; the third is handed in."""
    clerk = factories.member_of(unit, full_name="张某")
    for code, name in (("T02", "研发费用"), ("T04", "新培育企业"), ("T05", "研发机构")):
        target = TargetFactory.create(
            plan=plan, lead_unit=unit, code=code, short_name=name, decimals=0, goal=Decimal(59)
        )
        figure(target, 8, "40")
    period_of(plan, 9, opens_on=date(2024, 10, 1), due_on=date(2024, 10, 8))
    figure(plan.targets.get(code="T05"), 9, "41", state="submitted", entered_by=clerk)
    sign_in(clerk)
    page.goto(live_server.url + FIGURES)
    page.locator("#v-T02").focus()
    return page


def workbook_row(code, name, value, why=""):
    """A row of the entry workbook, as a spreadsheet copies it."""
    cells = [
        code,
        name,
        "59",
        "40",
        "家",
        value,
        "1—9月累计",
        "8月",
        "38",
        "",
        "",
        why,
        "",
        "",
        "",
        "草稿",
    ]
    return "\t".join(cells)


@pytest.mark.parametrize(
    ("text", "first", "second", "why"),
    [
        ("45\t口径调整\r\n46\t\r\n", "45", "46", "口径调整"),  # by position, two columns
        (
            "新培育企业\t46\r\n研发费用\t45\t口径调整\r\n",
            "45",
            "46",
            "口径调整",
        ),  # by name, any order
        ("T04\t家\t46\r\nT02\t家\t45\r\n", "45", "46", ""),  # by code, past the measure
        (
            "指标\t上月\t本月数\t情况说明\r\n新培育企业\t40\t46\t\r\n研发费用\t40\t45\t口径调整",
            "45",
            "46",
            "口径调整",
        ),
        (
            f"{workbook_row('T04', '新培育企业', '46')}\r\n{workbook_row('T02', '研发费用', '45', '口径调整')}\r\n",
            "45",
            "46",
            "口径调整",
        ),
        ('研发费用\t45\t"口径\n调整"\r\nT04\t46', "45", "46", "口径 调整"),
    ],
)
def test_block_lands_by_code_name_head_or_place(table, text, first, second, why):
    table.evaluate(PASTE, text)
    expect(table.locator("#v-T02")).to_have_value(first)
    expect(table.locator("#v-T04")).to_have_value(second)
    expect(table.locator("#w-T02")).to_have_value(why)
    expect(table.locator("[data-pasted]")).to_have_count(0)


@pytest.mark.parametrize(
    ("text", "told", "first"),
    [
        (
            "研发费用\t45\r\n研发机构\t42\r\n别的指标\t7\r\n",
            "粘贴了3行，有2行没有填进去：研发机构、别的指标。",
            "45",
        ),
        ("研发费用\t59\t40\t45\t46", "粘贴了1行，有1行没有填进去：研发费用。", ""),
        ("45\t1\t2\r\n46\t3\t4", "没有编码或指标名称，只取了第一列。", "45"),
        ("45\r\n46\r\n47\r\n48", "粘贴了4行，有2行没有填进去：那些行已提交，或超出了表格。", "45"),
    ],
)
def test_what_did_not_land_is_told(table, text, told, first):
    table.evaluate(PASTE, text)
    expect(table.locator("[data-pasted]")).to_contain_text(told)
    expect(table.locator("#v-T02")).to_have_value(first)


def test_what_landed_is_saved_with_its_words(table):
    table.evaluate(PASTE, "新培育企业\t46\t口径调整\r\n研发费用\t45\r\n")
    expect(table.locator("#v-T04")).to_have_value("46")
    table.keyboard.press("Control+s")
    expect(table.get_by_role("status").first).to_contain_text("已保存草稿。")
    rows = Measurement.objects.filter(period__month=9, state="draft").order_by("target__code")
    assert [(row.target.code, row.value, row.explanation) for row in rows] == [
        ("T02", Decimal(45), ""),
        ("T04", Decimal(46), "口径调整"),
    ]
