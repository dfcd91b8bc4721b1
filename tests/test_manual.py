"""The manuals of docs/manual: each picture is there, shown by one of them, and light enough to send."""

from __future__ import annotations

import html
import io
import re
import struct
import zipfile
from pathlib import Path
from unittest.mock import Mock

import pytest
from PIL import Image

from bench.manual import examples, studio

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs/manual"
MANUALS = [
    FOLDER / "leader.md",
    FOLDER / "reporter.md",
    FOLDER / "office.md",
    FOLDER / "newplan.md",
    FOLDER / "loop.md",
]
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")
DESCRIBED = re.compile(r"!\[[^\]]+\]\(|<img src=\"[^\"]+\" alt=\"[^\"]+\"")
# What the product's pages do not say either (design.md, "Words").
FORBIDDEN = ("！", "温馨提示", "您", "请重试", "赋能", "大屏")


def shown() -> list[str]:
    return [
        first or second for each in MANUALS for first, second in PICTURE.findall(each.read_text())
    ]


def test_every_picture_a_manual_shows_is_there_and_none_is_left_over():
    kept = {f"img/{path.name}" for path in (FOLDER / "img").iterdir()}
    assert sorted(set(shown())) == sorted(kept)


def test_pictures_are_light_and_no_wider_than_the_desk_they_were_taken_at():
    sizes = {path.name: path.stat().st_size for path in (FOLDER / "img").iterdir()}
    assert {name: size for name, size in sizes.items() if size > 150 * 1024} == {}
    assert sum(sizes.values()) <= 2048 * 1024
    heads = {path.name: path.read_bytes()[16:24] for path in (FOLDER / "img").iterdir()}
    across = {name: struct.unpack(">II", head)[0] for name, head in heads.items()}
    assert {name: width for name, width in across.items() if width > 1366} == {}


@pytest.mark.parametrize("path", MANUALS, ids=lambda path: path.name)
def test_a_picture_says_what_it_shows_to_who_cannot_see_it(path):
    text = path.read_text()
    assert len(DESCRIBED.findall(text)) == len(PICTURE.findall(text)) > 0


@pytest.mark.parametrize("path", MANUALS, ids=lambda path: path.name)
def test_manual_is_short_and_in_the_products_own_words(path):
    text = path.read_text()
    assert [word for word in FORBIDDEN if word in text] == []
    told = re.sub(r"!?\[([^\]]*)\]\([^)]*\)|<[^>]*>|[#|*`-]|\s", r"\1", text)
    assert len(told) <= 2400


@pytest.mark.parametrize("path", MANUALS, ids=lambda path: path.name)
def test_buttons_are_called_as_the_pages_call_them(path):
    pages = "".join(each.read_text() for each in (ROOT / "templates").rglob("*.html"))
    pages += "".join(
        each.read_text()
        for room in ("tasks", "dashboard", "accounts", "targets", "plans")
        for each in (ROOT / room).rglob("*.py")
    )
    # 改为53.26, 发布9月: a page puts the figure, the month or the number of units in.
    known = re.sub(r"\{\{.*?\}\}|\{[^{}]*\}|[0-9.]+", "", pages)
    named = set(re.findall(r"按“([^”]+)”", path.read_text()))
    assert {each for each in named if re.sub(r"[0-9.]+", "", each) not in known} == set()


def test_a_page_that_is_missing_ends_the_run():
    page = Mock()
    page.goto.return_value.status = 404
    desk = studio.Desk(Mock(), page, studio.Studio(Mock(), "127.0.0.1:8000"))
    with pytest.raises(SystemExit, match="/dinghai-2024/entry/ answers 404"):
        desk.open("entry/")
    page.goto.assert_called_once_with("http://127.0.0.1:8000/dinghai-2024/entry/")


def test_a_picture_too_heavy_to_send_is_not_kept(tmp_path):
    out = io.BytesIO()
    Image.effect_noise((600, 600), 90).save(out, "PNG")
    with pytest.raises(SystemExit, match=r"noise\.png has \d+ KB"):
        studio.keep("noise", out.getvalue(), folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_every_example_paper_opens_and_says_that_it_is_a_demonstration():
    folder = ROOT / "docs/examples"
    assert {path.name for path in folder.iterdir()} == {*examples.PAPERS, "README.md"}
    for name in examples.PAPERS:
        package = zipfile.ZipFile(folder / name)
        assert package.testzip() is None
        parts = (package.read(each) for each in package.namelist() if not each.endswith(".png"))
        text = html.unescape(b"\n".join(parts).decode())
        assert "演示数据" in text, name
        assert (folder / name).stat().st_size < 450 * 1024, name
