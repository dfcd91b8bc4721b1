"""Reporting by Excel: downloaded, filled in, uploaded, mended in the marked file, handed in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from targets.models import Measurement
from tests import factories
from tests.browser.conftest import PHONE
from tests.factories import TargetFactory, figure, period_of, task_of
from tests.tasks.typing_in import cells_of, typed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
IMPORT = "/dinghai-2024/entry/2024-09/import/"


@pytest.fixture
def clerk(plan, unit):
    """Who owes four figures and a note of September, on the day it falls due."""
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
    figure(costs, 8, "10.78")
    for code, name in (("T04", "新培育企业"), ("T05", "研发机构"), ("T06", "科技特派员")):
        target = TargetFactory.create(plan=plan, lead_unit=unit, code=code, short_name=name)
        figure(target, 8, "46")
    task_of(plan, unit, number=3, title="攻关")
    period_of(plan, 9, opens_on=date(2024, 10, 1), due_on=date(2024, 10, 8))
    return factories.member_of(unit, full_name="张某")


def downloaded(page, name):
    """The bytes of the file that this link downloads."""
    with page.expect_download() as started:
        page.get_by_role("link", name=name).click()
    return Path(started.value.path()).read_bytes()


def uploaded(page, path, data):
    """Pick the file and press the button; the preview comes."""
    path.write_bytes(data)
    page.get_by_label("选择填好的填报表").set_input_files(path)
    page.get_by_role("button", name="上传并核对").click()
    expect(page.get_by_role("button", name="放弃")).to_be_visible()


def standing():
    rows = Measurement.objects.filter(period__month=9).order_by("target__code")
    return {row.target.code: (row.value, row.state) for row in rows}


def test_three_kinds_of_error_are_mended_in_the_marked_file_and_handed_in(
    page, live_server, sign_in, clerk, tmp_path, assert_accessible
):
    sign_in(clerk)
    page.goto(live_server.url + IMPORT.replace("import", "figures"))
    page.get_by_role("link", name="Excel导入").click()
    assert_accessible(page)
    book = downloaded(page, "下载9月填报表")
    wrong: dict[str, dict[str, Any]] = {
        "T02": {"value": 132000},  # 万元 in a field of 亿元
        "T04": {"value": "五十二"},
        "T05": {"value": 50.5},
        "T06": {"value": 52},
        "3": {"word": "在轨", "text": "按计划推进"},
    }
    uploaded(page, tmp_path / "9月.xlsx", typed_in(book, wrong))
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("文件里有2行错误、1行待补充，还没有写入任何数据")
    expect(summary).to_contain_text("不是数字")
    expect(summary).to_contain_text("填整数")
    expect(summary).to_contain_text("若应为13.2亿元，请改")
    assert_accessible(page)
    assert standing() == {}
    page.get_by_role("button", name="先提交无误的2行").click()
    expect(page.get_by_text("已提交2行；还有3行没有提交")).to_be_visible()
    assert standing() == {"T06": (52, "submitted")}
    marked = downloaded(page, "下载标注后的文件")
    assert set(cells_of(marked)) == {"T02", "T04", "T05"}
    page.get_by_role("link", name="改好后重新上传").click()
    mended: dict[str, dict[str, Any]] = {
        "T02": {"value": 13.2},
        "T04": {"value": 52},
        "T05": {"value": 50},
    }
    uploaded(page, tmp_path / "改好.xlsx", typed_in(marked, mended))
    page.get_by_role("button", name="提交审核，3行").click()
    expect(page.get_by_text("已提交3行。")).to_be_visible()
    assert_accessible(page)
    assert standing() == {
        "T02": (Decimal("13.2"), "submitted"),
        "T04": (52, "submitted"),
        "T05": (50, "submitted"),
        "T06": (52, "submitted"),
    }


def test_a_file_dropped_on_the_box_is_looked_at(page, live_server, sign_in, clerk, tmp_path):
    sign_in(clerk)
    page.goto(live_server.url + IMPORT)
    data = typed_in(downloaded(page, "下载9月填报表"), {"T06": {"value": 52}})
    page.evaluate(
        """(bytes) => {
          const file = new File([new Uint8Array(bytes)], "9月.xlsx");
          const held = new DataTransfer();
          held.items.add(file);
          const box = document.querySelector("[data-drop]");
          for (const kind of ["dragenter", "dragover", "drop"])
            box.dispatchEvent(new DragEvent(kind, { dataTransfer: held, bubbles: true, cancelable: true }));
        }""",
        list(data),
    )
    expect(page.get_by_role("button", name="提交审核，1行")).to_be_visible()


def test_without_javascript_and_on_a_phone_it_works_too(
    browser, browser_context_args, live_server, clerk, tmp_path
):
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(clerk)
    context = browser.new_context(
        **{**browser_context_args, "viewport": PHONE}, java_script_enabled=False
    )
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(live_server.url + IMPORT)
    book = client.get(f"{IMPORT}template.xlsx").content
    uploaded(page, tmp_path / "9月.xlsx", typed_in(book, {"T06": {"value": 52}}))
    page.get_by_role("button", name="提交审核，1行").click()
    expect(page.get_by_text("已提交1行。")).to_be_visible()
    assert standing() == {"T06": (52, "submitted")}
    context.close()


def test_the_office_imports_in_slices_and_sees_the_progress(
    page, live_server, sign_in, clerk, plan, tmp_path, monkeypatch, assert_accessible
):
    monkeypatch.setattr("tasks.importing.SLICE", 1)
    sign_in(factories.office_of(plan.district))
    page.goto(live_server.url + IMPORT.replace("entry", "review"))
    book = downloaded(page, "下载9月填报表")
    rows = {code: {"value": 52} for code in ("T04", "T05", "T06")}
    uploaded(page, tmp_path / "全部.xlsx", typed_in(book, rows))
    assert_accessible(page)
    page.get_by_role("button", name="代为提交3行").click()
    expect(page.get_by_text("已提交3行。")).to_be_visible()
    assert standing() == dict.fromkeys(rows, (52, "submitted"))
