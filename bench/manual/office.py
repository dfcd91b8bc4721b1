"""The pictures of 专班手册: the desk, what is decided there, the plan's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.manual.studio import Studio

OFFICE, COLLEAGUE, ADMINISTRATOR = "demo-office", "demo-office-2", "demo-admin"
REVIEW = "review/2024-09/"


def take(studio: Studio) -> None:
    """Every picture of the office, after the units have done their part."""
    _desk(studio)
    _missing(studio)
    _for_unit(studio)
    _published(studio)
    _bulletin(studio)
    _settings(studio)
    _recorded(studio)
    _asks_heads(studio)


def _desk(studio: Studio) -> None:
    with studio.at_work(OFFICE) as desk:
        page = desk.open(REVIEW)
        page.keyboard.press("j")
        desk.shoot("review")
        flagged = page.locator("tr[data-row]").filter(has=page.locator("[data-doubtful]")).first
        flagged.get_by_role("link", name="退回").click()
        box = page.locator(".retrow:not([hidden])")
        box.get_by_role("button", name="请补充佐证材料。").click()
        desk.shoot("return", flagged, box, margin=0)


def _missing(studio: Studio) -> None:
    with studio.at_work(OFFICE) as desk:
        page = desk.open(REVIEW + "?tab=missing")
        page.get_by_text("催报文字（可复制）").click()
        desk.shoot("missing")
        page.get_by_role("button", name="催报 区农业农村局").click()
        page = desk.open("review/reminders/")
        desk.shoot("reminders", page.locator(".ph"), page.locator("main section.panel"))


def _for_unit(studio: Studio) -> None:
    with studio.at_work(OFFICE) as desk:
        page = desk.open(REVIEW + "?tab=missing")
        page.get_by_role("link", name="代填 区农业农村局").click()
        page.locator("table.entry").wait_for()
        desk.shoot("fill", page.locator(".ph"), page.locator("main section.panel"))


def _published(studio: Studio) -> None:
    with studio.at_work(OFFICE) as desk:
        page = desk.open(REVIEW + "publish/")
        desk.shoot("publish", page.locator("main section.panel"))
        page = desk.open("review/corrections/")
        desk.shoot("corrections", page.locator(".ph"), page.locator(".cols-main"))


def _bulletin(studio: Studio) -> None:
    with studio.at_work(OFFICE) as desk:
        page = desk.open("issues/8/bulletin/")
        page.evaluate("scrollTo(0, 0)")
        desk.shoot("bulletin")


def _settings(studio: Studio) -> None:
    with studio.at_work(OFFICE) as desk:
        page = desk.open("setup/proposals/")
        desk.shoot("proposals", page.locator(".tabs"), page.locator("main section.panel").first)
        page = desk.open("setup/lights/")
        page.locator("#f-on_pace").fill("0.95")
        desk.press("试算")
        desk.shoot("lights", page.locator("form.setup"))


def _recorded(studio: Studio) -> None:
    with studio.at_work(OFFICE) as desk:
        page = desk.open("history/?act=return")
        desk.shoot("history", page.locator("header").first, page.locator("main section.panel"))
    with studio.at_work(ADMINISTRATOR) as desk:
        page = desk.open("/manage/accounts/")
        page.get_by_role("link", name="张某").click()
        page.wait_for_load_state()
        desk.shoot("account")


def _asks_heads(studio: Studio) -> None:
    """Last of all: from now on what waits is first the unit's own head's."""
    with studio.at_work(OFFICE) as desk:
        page = desk.open("setup/rules/")
        page.get_by_label("单位提交后，先由本单位审核人审核").check()
        page.locator("#f-reason").fill("9月起经单位审核人审核")
        desk.shoot("rules", page.locator("form.setup"))
        desk.press("保存设置")
