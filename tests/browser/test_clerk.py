"""A clerk's bad day: the network drops, the session ends, two tabs are open; nothing typed is lost."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from targets.models import Measurement, MeasurementVersion
from tasks.models import ProgressNote
from tests import factories
from tests.factories import TargetFactory, figure, period_of, task_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MONTH = "/dinghai-2024/entry/2024-09/"


@pytest.fixture
def clerk(plan, unit):
    """Who fills in two figures and a note of September, on the day it falls due."""
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
    figure(costs, 8, "10.78")
    figure(firms, 8, "46")
    task_of(plan, unit, number=3, title="攻关")
    period_of(plan, 9, opens_on=date(2024, 10, 1), due_on=date(2024, 10, 8))
    return factories.member_of(unit, full_name="张某")


@pytest.fixture
def at_work(page, live_server, sign_in, clerk):
    """at_work("figures"): the clerk's page, open."""

    def open_(name):
        sign_in(clerk)
        page.goto(f"{live_server.url}{MONTH}{name}/")
        return page

    return open_


def costs_of(page):
    return page.get_by_label("研发费用 1—9月累计，单位亿元")


def firms_of(page):
    return page.get_by_label("新培育企业 1—9月累计，单位家")


def kept():
    """September's figures as the database has them."""
    rows = Measurement.objects.filter(period__month=9).order_by("target__code")
    return [(row.target.code, row.value, row.state) for row in rows.select_related("target")]


def forgive(complaints, *expected):
    """A browser logs what this test breaks on purpose, and nothing else may have gone wrong."""
    complaints[:] = [told for told in complaints if not any(word in told for word in expected)]


def test_connection_lost_while_saving_loses_nothing(at_work, context, complaints):
    page = at_work("figures")
    context.set_offline(True)
    costs_of(page).fill("13.31")
    costs_of(page).press("Enter")
    bar = page.locator("#submitbar")
    expect(bar).to_contain_text("网络中断，刚才的修改还没有保存。恢复后自动重试。")
    expect(page.locator("#saved")).to_have_text("还没有保存")
    page.keyboard.type("52")
    page.keyboard.press("Control+Enter")  # pressed all the same: the page stays
    expect(firms_of(page)).to_have_value("52")
    expect(page.locator("#saved")).to_have_text("还没有保存")  # the press was given up
    expect(bar).to_contain_text("网络中断")
    assert kept() == []
    context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text("已自动保存")
    expect(page.get_by_text("网络中断")).to_be_hidden()
    expect(costs_of(page)).to_have_value("13.31")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text("已提交审核，2项。")
    assert kept() == [
        ("T02", Decimal("13.31"), "submitted"),
        ("T04", Decimal(52), "submitted"),
    ]
    forgive(complaints, "htmx:", "ERR_INTERNET_DISCONNECTED")


def test_session_that_ended_keeps_the_page_and_saves_after_signing_in(
    at_work, context, complaints, sign_in, clerk
):
    page = at_work("figures")
    costs_of(page).fill("12.31")
    context.clear_cookies()
    costs_of(page).press("Enter")
    told = page.get_by_text(
        "登录已过期，刚才的修改还没有保存。请在新窗口重新登录，回来后自动保存。"
    )
    expect(told).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("link", name="重新登录")).to_have_attribute("target", "_blank")
    expect(costs_of(page)).to_have_value("12.31")
    assert kept() == []
    sign_in(clerk)  # in another window
    page.evaluate("window.dispatchEvent(new Event('focus'))")  # and back
    expect(page.locator("#saved")).to_contain_text("已自动保存")
    expect(told).to_be_hidden()
    assert kept() == [("T02", Decimal("12.31"), "draft")]
    forgive(complaints, "403")


def test_what_was_typed_is_put_back_after_signing_in_again(
    at_work, context, complaints, sign_in, clerk
):
    page = at_work("figures")
    costs_of(page).fill("12.31")
    context.clear_cookies(name="sessionid")
    page.reload()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    page = at_work("figures")
    expect(costs_of(page)).to_have_value("12.31")
    expect(page.get_by_text("已填回上次没有保存的1处内容，请核对。")).to_be_visible()
    expect(page.locator("#saved")).to_contain_text("已自动保存")
    assert kept() == [("T02", Decimal("12.31"), "draft")]


def test_what_another_person_typed_in_this_tab_is_not_put_back(at_work, page, sign_in, unit):
    page = at_work("figures")
    with page.expect_response("**/preview/"):  # asked in the first person's name, not the second's
        costs_of(page).fill("12.31")
    sign_in(factories.member_of(unit, full_name="李四"))
    page.reload()
    expect(costs_of(page)).to_have_value("")
    assert (
        page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('typed:'))") == []
    )


def test_what_was_typed_overwrites_no_newer_figure(at_work, plan, clerk):
    page = at_work("figures")
    costs_of(page).fill("12.31")
    figure(plan.targets.get(code="T02"), 9, "12.5", state="draft", entered_by=clerk)
    page.reload()
    told = "研发费用：上次填的“12.31”没有保存，现在已是“12.5”，请核对。"
    expect(page.get_by_text(told)).to_be_visible()
    expect(costs_of(page)).to_have_value("12.5")
    assert kept() == [("T02", Decimal("12.5"), "draft")]


def test_clash_stays_in_sight_after_the_field_is_left(at_work, plan, unit):
    page = at_work("figures")
    colleague = factories.member_of(unit, full_name="李四")
    row = figure(plan.targets.get(code="T02"), 9, "12.5", state="draft", entered_by=colleague)
    factories.MeasurementVersionFactory.create(measurement=row, by=colleague)
    with page.expect_response(lambda answer: answer.status == 409):
        costs_of(page).press_sequentially("12.31")
        costs_of(page).press("Enter")
    page.wait_for_timeout(600)  # a preview would have come by now
    expect(page.get_by_text("李四改为12.50亿元（草稿）")).to_be_visible()
    expect(page.locator("#saved")).to_have_text("还没有保存")


def test_corrected_line_leaves_the_summary_and_the_focus_stays(at_work):
    page = at_work("figures")
    costs_of(page).fill("12..31")
    firms_of(page).fill("5x")
    page.keyboard.press("Control+Enter")
    summary = page.get_by_role("alert").filter(has_text="有2处需要改正")
    expect(summary).to_be_focused()
    costs_of(page).fill("13.31")
    expect(page.get_by_text("有1处需要改正")).to_be_visible()
    expect(costs_of(page)).to_be_focused()
    firms_of(page).fill("52")
    expect(page.get_by_text("都已改好，还没有提交，请点“提交审核”。")).to_be_visible()
    expect(firms_of(page)).to_be_focused()
    page.get_by_role("button", name="提交审核").dblclick()
    expect(page.get_by_role("status").first).to_contain_text("已提交审核，2项。")
    handed_in = MeasurementVersion.objects.filter(act="submit", measurement__period__month=9)
    assert handed_in.count() == 2


def test_pasted_column_passes_by_what_is_handed_in(at_work, plan, clerk):
    third = TargetFactory.create(plan=plan, lead_unit=clerk.member.unit, code="T09")
    figure(plan.targets.get(code="T04"), 9, "52", state="submitted", entered_by=clerk)
    page = at_work("figures")
    costs_of(page).focus()
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text", "12.31\\r\\n53\\r\\n7\\r\\n");
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
          );
        }"""
    )
    expect(page.locator("#v-T09")).to_have_value("7")
    told = "粘贴了3行，有1行没有填进去：那些行已提交，或超出了表格。请逐行核对。"
    expect(page.get_by_text(told)).to_be_visible()
    expect(page.locator("#saved")).to_contain_text("已自动保存")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("status").first).to_contain_text("已保存草稿。")
    assert third.measurements.get().value == Decimal(7)
    assert kept()[:2] == [("T02", Decimal("12.31"), "draft"), ("T04", Decimal(52), "submitted")]


def test_note_saves_itself_and_survives_a_reload(at_work):
    page = at_work("notes")
    page.get_by_label("状态").select_option("滞后")
    expect(page.locator("#saved")).to_contain_text("已自动保存")
    text = page.get_by_role("textbox", name="进展")
    text.fill("2项样机完成海试")
    page.reload()  # before the field was left
    expect(text).to_have_value("2项样机完成海试")
    expect(page.locator("#saved")).to_contain_text("已自动保存")
    expect(page.locator(".submitbar")).to_contain_text("已填 1/1")
    note = ProgressNote.objects.get()
    assert (note.word, note.text, note.state) == ("behind", "2项样机完成海试", "draft")
