"""The pictures of 领导使用说明: the first glance, one target, the text, the league, the meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.manual.studio import PHONE

if TYPE_CHECKING:
    from bench.manual.studio import Studio

LEADER = "demo-leader"
MONTH = "2024-08/"


def take(studio: Studio) -> None:
    """Every picture; nothing is changed by looking."""
    with studio.at_work(LEADER) as desk:
        desk.open(MONTH)
        desk.shoot("overview")
        page = desk.open(MONTH + "text/")
        chip = page.locator("a.chip[data-card]").nth(1)
        chip.click()
        page.get_by_role("dialog").wait_for()
        desk.shoot("document")
        page = desk.open(MONTH + "league/?open=zuzhi")
        page.evaluate("scrollTo(0, 0)")
        desk.shoot("league")
        page = desk.open(MONTH + "meeting/")
        desk.shoot("meeting")
    with studio.at_work(LEADER, size=PHONE) as desk:
        desk.open(MONTH)
        desk.shoot("leader-phone")
