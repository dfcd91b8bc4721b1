"""Takes one picture at a time: a person at a desk or a phone, a page, the part of it that matters."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.server import ROOT, session_of

if TYPE_CHECKING:
    from playwright.sync_api import (
        Browser,
        BrowserContext,
        FloatRect,
        Locator,
        Page,
        Playwright,
        Response,
        ViewportSize,
    )

IMAGES = ROOT / "docs/manual/img"
DESK: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
COLOURS = 256
MARGIN = 6  # around what is cut out, but nothing of the menu's line above it
MENU = "document.querySelector('header')?.getBoundingClientRect().bottom ?? 0"
FOOT = (
    "document.querySelectorAll('.submitbar').forEach((bar) => { bar.style.position = 'static'; })"
)
MOST_BYTES = 150 * 1024
MOST_BYTES_TOGETHER = 2048 * 1024


def chromium(tool: Playwright) -> Browser:
    """The distribution's Chromium; with chromium-l10n beside it, its own words are Chinese too."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    chinese: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "zh_CN"}
    args = ["--no-sandbox", "--lang=zh-CN"]
    return tool.chromium.launch(executable_path=path, args=args, env=chinese)


@dataclass(frozen=True)
class Studio:
    """A running product and a browser beside it."""

    browser: Browser
    address: str
    plan: str = "dinghai-2024"

    @contextmanager
    def at_work(self, username: str, *, size: ViewportSize = DESK) -> Iterator[Desk]:
        """This person signed in, in a browser of their own; nobody where there is no name."""
        context = self.browser.new_context(
            viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=size is PHONE
        )
        context.set_default_timeout(20_000)
        if username:
            key, url = session_of(username), f"http://{self.address}"
            context.add_cookies([{"name": "sessionid", "value": key, "url": url}])
        try:
            yield Desk(context, context.new_page(), self)
        finally:
            context.close()


@dataclass(frozen=True)
class Desk:
    """One person's browser."""

    context: BrowserContext
    page: Page
    studio: Studio

    def open(self, path: str) -> Page:
        """A page under the plan, or anywhere where `path` begins with a slash; it must be there."""
        whole = path if path.startswith("/") else f"/{self.studio.plan}/{path}"
        _there(whole, self.page.goto(f"http://{self.studio.address}{whole}"))
        return self.page

    def press(self, button: str, *, within: Locator | None = None) -> None:
        """Press a button by its name, and wait for the page that answers."""
        with self.page.expect_navigation():
            (within or self.page).get_by_role("button", name=button, exact=True).first.click()

    def shoot(self, name: str, *parts: Locator, margin: int = MARGIN, tall: int = 0) -> None:
        """Keep the window, or the box around these parts of the page, no higher than `tall`."""
        self.page.evaluate("document.fonts.ready")
        if not parts:
            keep(name, self.page.screenshot(animations="disabled", caret="hide"))
            return
        self.page.evaluate(FOOT)  # so that it lies over none of them
        clip = _around(parts, self.page, margin)
        if tall:
            clip["height"] = min(clip["height"], tall)
        keep(
            name,
            self.page.screenshot(full_page=True, clip=clip, animations="disabled", caret="hide"),
        )


def _there(path: str, answer: Response | None) -> None:
    status = answer.status if answer else 0
    if status != 200:
        raise SystemExit(f"bench.manual: {path} answers {status}; its picture was not taken")


def _around(parts: Sequence[Locator], page: Page, margin: int) -> FloatRect:
    across, down = page.evaluate("[scrollX, scrollY]")
    boxes = []
    for part in parts:
        part.wait_for()
        box = part.bounding_box()
        if box is None:
            raise SystemExit(f"bench.manual: {part} is not to be seen")
        boxes.append(box)
    left = max(min(box["x"] for box in boxes) + across - margin, 0)
    highest = min(box["y"] for box in boxes) + down
    menu = page.evaluate(MENU) + down
    top = max(highest - margin, min(menu, highest))
    right = max(box["x"] + box["width"] for box in boxes) + across + margin
    bottom = max(box["y"] + box["height"] for box in boxes) + down + margin
    wide = page.viewport_size["width"] if page.viewport_size else right
    return {"x": left, "y": top, "width": min(right, wide) - left, "height": bottom - top}


def keep(name: str, data: bytes, *, folder: Path = IMAGES) -> None:
    """Write a picture with few colours; refuse one that is too heavy for a manual."""
    from PIL import Image

    picture = Image.open(io.BytesIO(data)).convert("RGB")
    few = picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    if out.tell() > MOST_BYTES:
        raise SystemExit(f"bench.manual: {name}.png has {out.tell() // 1024} KB")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.png").write_bytes(out.getvalue())
    print(f"{name}.png  {picture.width}×{picture.height}  {out.tell() // 1024} KB")
