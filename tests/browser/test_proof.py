"""Evidence in a browser: photographed on a phone, dropped on a row, and without JavaScript."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from plans.models import Evidence
from targets.models import Measurement
from tests import factories
from tests.browser.conftest import PHONE
from tests.factories import TargetFactory, figure, period_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MONTH = "/dinghai-2024/entry/2024-09/"
REVIEW = "/dinghai-2024/review/2024-09/"


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"


@pytest.fixture
def clerk(plan, unit):
    """Who owes one figure of September, which asks for evidence."""
    target = TargetFactory.create(
        plan=plan, lead_unit=unit, code="T04", short_name="新培育企业", needs_evidence=True
    )
    figure(target, 8, "46")
    period_of(plan, 9, opens_on=date(2024, 10, 1), due_on=date(2024, 10, 8))
    return factories.member_of(unit, full_name="张某")


@pytest.fixture
def photo():
    """A picture as a phone takes one."""
    out = BytesIO()
    Image.new("RGB", (64, 48), "#2f6f4f").save(out, "JPEG")
    return out.getvalue()


def test_phone_entry_with_a_photo_reaches_the_office_unchanged(
    page, live_server, sign_in, clerk, photo, plan, assert_accessible
):
    page.set_viewport_size(PHONE)
    sign_in(clerk)
    page.goto(f"{live_server.url}{MONTH}figures/")
    field = page.get_by_label("新培育企业 1—9月累计，单位家")
    field.fill("52")
    field.press("Tab")
    expect(page.locator("#saved")).to_contain_text("已自动保存")
    expect(page.get_by_text("这一项须附依据")).to_be_visible()
    page.get_by_role("link", name="依据 新培育企业").click()
    box = page.get_by_role("dialog", name="依据 新培育企业")
    expect(box.get_by_text("还没有依据。")).to_be_visible()
    assert_accessible(page)
    picture = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": photo}
    box.get_by_label("添加文件").set_input_files(picture)
    expect(box.get_by_role("link", name="现场.jpg")).to_be_visible()
    expect(box.get_by_role("status")).to_have_text("已上传1个依据。")
    assert_accessible(page)
    box.get_by_role("button", name="完成").click()
    expect(page.locator("#proof-T04")).to_have_text("1个")
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_role("status").first).to_contain_text("已提交审核，1项。")
    row = Measurement.objects.get(period__month=9)
    assert (row.state, row.versions.latest("number").evidence) == (
        "submitted",
        [{"name": "现场.jpg", "sha256": sha256(photo).hexdigest()}],
    )
    sign_in(factories.office_of(plan.district))
    page.goto(live_server.url + REVIEW)
    with page.expect_download() as download:
        page.get_by_role("link", name="现场.jpg").click()
    assert download.value.suggested_filename == "现场.jpg"
    assert sha256(Path(download.value.path()).read_bytes()).hexdigest() == sha256(photo).hexdigest()


def test_file_dropped_on_the_row_is_kept_and_a_bad_one_says_why(
    page, live_server, sign_in, clerk, photo
):
    sign_in(clerk)
    page.goto(f"{live_server.url}{MONTH}figures/")
    row = page.locator("#row-T04")
    for name, content, kind in (
        ("照片.jpg", list(photo), "image/jpeg"),
        ("a.png", [60, 115, 118, 103], "image/png"),
    ):
        data = page.evaluate_handle(
            """([name, content, type]) => {
              const data = new DataTransfer();
              data.items.add(new File([new Uint8Array(content)], name, { type }));
              return data;
            }""",
            [name, content, kind],
        )
        row.dispatch_event("drop", {"dataTransfer": data})
        box = page.get_by_role("dialog", name="依据 新培育企业")
        expect(box.get_by_role("link", name="照片.jpg")).to_be_visible()
        if name == "a.png":
            expect(box.get_by_role("alert")).to_contain_text(
                "“a.png”没有收下：这种文件不能作依据。"
            )
        box.get_by_role("button", name="完成").click()
    assert [each.name for each in Evidence.objects.all()] == ["照片.jpg"]
    expect(page.locator("#proof-T04")).to_have_text("1个")


def test_without_javascript_a_page_does_the_same(
    browser, live_server, clerk, photo, sign_in, context
):
    sign_in(clerk)
    plain = browser.new_context(java_script_enabled=False, locale="zh-CN")
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto(f"{live_server.url}{MONTH}figures/")
    page.get_by_role("link", name="依据 新培育企业").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("9月依据：新培育企业")
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_role("alert")).to_contain_text("还没有选文件。")
    picture = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": photo}
    page.get_by_label("添加文件").set_input_files(picture)
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_role("status").first).to_contain_text("已上传1个依据。")
    page.get_by_role("button", name="撤下 现场.jpg").click()
    expect(page.get_by_role("status").first).to_contain_text("已撤下1个依据。")
    expect(page.get_by_text("还没有依据。")).to_be_visible()
    page.get_by_role("link", name="返回填报").click()
    expect(page).to_have_url(f"{live_server.url}{MONTH}figures/#row-T04")
    plain.close()
