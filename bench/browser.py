"""What a browser fetches of 总览, and what charts cost a slow PC."""

from __future__ import annotations

import os
from statistics import median
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

SLOWER = 4
ROUNDS = 7


def measure(address: str, session: str, overview: str, charts: str, bare: str) -> list[str]:
    """Bytes and requests of a cold 总览; the charts page with and without its charts."""
    with sync_playwright() as tool:
        chromium = tool.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        size, number = _weight(
            _signed_in(chromium, address, session), f"http://{address}{overview}"
        )
        pairs = [
            [
                _ready(_signed_in(chromium, address, session), f"http://{address}{path}")
                for path in both
            ]
            for both in [(bare, charts)] * ROUNDS
        ]
        chromium.close()
    base, full = (median(column) for column in zip(*pairs, strict=True))
    return [
        f"总览（浏览器，无缓存）{size / 1024:.1f} KB，{number}个请求（不超过90 KB、8个）",
        (
            f"图表页，慢{SLOWER}倍的电脑：{full:.0f} ms；去掉图表 {base:.0f} ms；"
            f"比值 {full / base:.2f}×（不超过1.3×）"
        ),
    ]


def _signed_in(chromium: Browser, address: str, session: str) -> BrowserContext:
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    context.add_cookies([{"name": "sessionid", "value": session, "url": f"http://{address}"}])
    return context


def _weight(context: BrowserContext, url: str) -> tuple[int, int]:
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[int] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.goto(url, wait_until="networkidle")
    context.close()
    return sum(sizes), len(sizes)


def _ready(context: BrowserContext, url: str) -> float:
    """Milliseconds from the answer's first byte until the page is loaded, laid out and painted."""
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(url, wait_until="load")
    took: float = page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done("
        "performance.now() - performance.getEntriesByType('navigation')[0].responseStart))))"
    )
    context.close()
    return took
