"""The pictures of 新建计划: the text is pasted, its findings confirmed, the plan built."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.manual.studio import Studio

OFFICE = "demo-office"
TEXT = """定海区2025年商贸工作计划

一、主要目标
2025年，社会消费品零售总额达到120亿元，力争达到125亿元，网络零售额增长12%以上，引进商贸人才10名左右。

二、重点任务
1.做强商圈。新引进品牌首店8家以上，6月底前建成中山路步行街，力争引进商贸人才10人以上。（责任单位：区商务局、区住建局、市区财政局）
2.搞活夜市。举办促消费活动20场。（责任单位：区文广旅体局、区商务局）

定海区商务工作领导小组办公室
2025年1月10日
"""


def take(studio: Studio) -> None:
    """The three steps, one picture each; the draft is left unfinished but for what the second shows."""
    with studio.at_work(OFFICE) as desk:
        page = desk.open("/plans/new/")
        page.get_by_label("粘贴原文").fill(TEXT)
        desk.shoot("newplan-upload")
        desk.press("读取并确认")
        desk.shoot("newplan-confirm")
        for _ in range(40):
            card = page.locator(".card1 .btn-primary")
            choice = page.locator(".ntc li:not(.ok) .na > button").first
            if not card.count() and not choice.count():
                break
            seen = page.locator("#bar").inner_text() + page.locator(".ntc").inner_text()
            (card.first if card.count() else choice).click()
            page.wait_for_function(
                "(was) => document.querySelector('#bar').innerText"
                " + document.querySelector('.ntc').innerText !== was",
                arg=seen,
            )
        desk.press("建立计划")
        desk.shoot("newplan-done")
