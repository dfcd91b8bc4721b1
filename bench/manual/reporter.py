"""The pictures of 填报员手册, in the order in which a month goes."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from bench.manual.studio import PHONE

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Page

    from bench.manual.studio import Studio

CLERK, COLLEAGUE, OTHERS = "demo-jingxin", "demo-jingxin-head", "demo-zuzhi"
FIGURES, IMPORT = "entry/2024-09/figures/", "entry/2024-09/import/"
AUGUST = "2024-08/targets/"


def objection(studio: Studio) -> None:
    """Within the seven days after August was published."""
    with studio.at_work(CLERK) as desk:
        page = desk.open(f"{AUGUST}T14/object/")
        page.locator("textarea[name=text]").fill(
            "市局9月11日反馈，8月有2家新认定企业未计入，占比应为64.8%。"
        )
        desk.shoot("objection", page.locator(".ph"), page.locator("main form.panel"))
        desk.press("提出异议")


def take(studio: Studio) -> None:
    """Every other picture, on the day September falls due."""
    _sign_in(studio)
    _todo(studio)
    _warning(studio)
    _more(studio)
    _clash(studio)
    _phone(studio)
    _returned(studio)
    _excel(studio)
    _after(studio)


def _sign_in(studio: Studio) -> None:
    with studio.at_work("") as desk:
        page = desk.open("/accounts/login/")
        desk.shoot("login", page.locator(".login form.panel"))


def _todo(studio: Studio) -> None:
    with studio.at_work(OTHERS) as desk:
        page = desk.open("entry/")
        desk.shoot("todo", page.locator("header").first, page.locator("section.own"))


def _warning(studio: Studio) -> None:
    with studio.at_work(CLERK) as desk:
        page = desk.open(FIGURES)
        desk.shoot(
            "entry",
            page.locator(".ph"),
            page.locator("table.entry thead"),
            page.locator("#row-T04"),
        )
        desk.shoot("warning", page.locator("#row-T13"), page.locator("#row-T14"), margin=0)


def _more(studio: Studio) -> None:
    with studio.at_work(CLERK) as desk:
        page = desk.open(FIGURES)
        row = page.locator("#row-T05")
        row.locator("summary").click()
        page.locator("#q-T05").select_option(label="初步")
        page.locator("#y-T05").fill("3")
        page.locator("#o-T05").fill("省科技厅公示")
        desk.shoot("more", row, page.locator("#row-T12"), margin=0)


def _clash(studio: Studio) -> None:
    with studio.at_work(CLERK) as desk, studio.at_work(COLLEAGUE) as other:
        mine, theirs = desk.open(FIGURES), other.open(FIGURES)
        _typed(theirs, "#v-T04", "53")
        mine.locator("#v-T04").fill("54")
        with mine.expect_response(lambda answer: answer.status == 409):
            mine.locator("#v-T04").press("Tab")
        mine.locator("#x-T04").wait_for()
        mine.locator("#x-T04").click()
        desk.shoot("clash", mine.locator("#row-T04"), margin=0)


def _typed(page: Page, field: str, value: str) -> None:
    page.locator(field).fill(value)
    page.locator(field).press("Tab")
    page.locator("#saved").get_by_text("已自动保存").wait_for()


def _phone(studio: Studio) -> None:
    with studio.at_work(CLERK, size=PHONE) as desk:
        page = desk.open(FIGURES)
        page.locator("#row-T04 [data-proof]").click()
        box = page.get_by_role("dialog")
        photo: FilePayload = {"name": "认定公示.jpg", "mimeType": "image/jpeg", "buffer": _photo()}
        box.get_by_label("添加文件").set_input_files(photo)
        box.get_by_role("link", name="认定公示.jpg").wait_for()
        box.get_by_role("status").get_by_text("已上传1个依据").wait_for()
        desk.shoot("photo-phone")


def _photo() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.effect_noise((900, 1200), 40).save(out, "JPEG", quality=80)
    return out.getvalue()


def _returned(studio: Studio) -> None:
    with studio.at_work(OTHERS) as desk:
        page = desk.open(FIGURES)
        desk.shoot("returned", page.locator("#row-T09"), margin=0)
        desk.press("提交审核")


def _excel(studio: Studio) -> None:
    with studio.at_work(CLERK) as desk:
        page = desk.open(IMPORT)
        desk.shoot("import", page.locator(".ph"), page.locator(".xl-two"))
        with page.expect_download() as started:
            page.get_by_role("link", name="下载9月填报表").click()
        data = _filled_in(started.value.path().read_bytes())
        sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        file: FilePayload = {"name": "9月填报表.xlsx", "mimeType": sheet, "buffer": data}
        page.locator("#file").set_input_files(file)
        with page.expect_navigation():
            page.get_by_role("button", name="上传并核对").click()
        page.locator("#es").wait_for()
        desk.shoot("preview")
        with page.expect_navigation():
            page.get_by_role("button", name=re.compile("^先提交无误的")).click()


def _filled_in(data: bytes) -> bytes:
    """The clerk's workbook as filled in by hand, with three kinds of slip."""
    from openpyxl import load_workbook

    from tasks.workbook.layout import FIGURES as SHEET
    from tasks.workbook.layout import HEAD_ROW

    typed: dict[str, Any] = {"T02": "12.31亿", "T04": "五十二", "T05": 2.5, "T16": 13.15}
    book = load_workbook(io.BytesIO(data))
    sheet = book[SHEET]
    column = next(cell.column for cell in sheet[HEAD_ROW] if cell.value == "本月数")
    for line in range(HEAD_ROW + 1, sheet.max_row + 1):
        code = str(sheet.cell(line, 1).value)
        if code in typed:
            sheet.cell(line, column).value = typed[code]
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _after(studio: Studio) -> None:
    with studio.at_work(CLERK) as desk:
        page = desk.open(f"{AUGUST}T02/correct/")
        page.locator("input[name=typed]").fill("10.87")
        page.get_by_label("单位差错").check()
        page.locator("textarea[name=reason]").fill("漏计1家企业，按8月联网直报数更正。")
        desk.shoot("correction", page.locator(".ph"), page.locator("main form.panel"))
        desk.press("提出更正")
        page = desk.open("setup/schedules/")
        for month, share in enumerate((4, 5, 6, 7, 8, 8, 9, 9, 10, 10, 12, 12), start=1):
            page.locator(f"#m-T04-{month}").fill(str(share))
        page.locator("#reason").fill("高企认定集中在下半年公示")
        desk.shoot("schedule", page.locator("section.panel"), page.locator(".submitbar"))
        desk.press("提交批准")


def countersign(studio: Studio) -> None:
    """The page of the unit's head; the office has asked for it meanwhile."""
    with studio.at_work(COLLEAGUE) as desk:
        page = desk.open("entry/2024-09/countersign/")
        panel = page.get_by_role("region", name="待单位审核")
        desk.shoot("countersign", page.locator(".ph"), panel, tall=418)
