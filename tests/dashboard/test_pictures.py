"""Charts as pictures: the page's own drawing in the page's own colours, or a word in its place."""

from __future__ import annotations

import logging
import re

import pytest

from dashboard.meeting import pictures
from dashboard.report import MonthlyReport
from targets.choices import Kind
from tests.dashboard.reports import report, target

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def made() -> MonthlyReport:
    return report(
        target("T01", "1 2 3 4 5 6 7 40"),
        target("T02", "1 2 3 4 5 6 7 10"),
        target("T03", "1 2 3 4 5 6 7 -"),
        target("T04", "1 2 3 4 5 6 7 8", kind=Kind.STOCK),
    )


@pytest.fixture(scope="module")
def drawn(made: MonthlyReport) -> tuple[pictures.Drawn, ...]:
    return pictures.charts(made)


@pytest.fixture
def no_fonts(tmp_path, monkeypatch):
    """A machine whose font folders hold no Chinese font."""
    (tmp_path / "DejaVuSans.ttf").write_bytes(b"")
    monkeypatch.setattr(pictures, "_folders", lambda: (str(tmp_path),))


def test_both_charts_are_drawn_three_pixels_for_one(drawn):
    assert [each.title for each in drawn] == ["各月亮灯（项）", "完成率与序时"]
    sizes = [(int.from_bytes(each.png[16:20]), int.from_bytes(each.png[20:24])) for each in drawn]
    assert [each.png[:8] for each in drawn] == [PNG, PNG]
    assert sizes == [(1920, 888), (1920, 3 * (26 * 4 + 58))]
    assert drawn[0].alt == "各月亮灯项数：8月达序时1、严重滞后1、逾期未报1、不评判1"


def test_the_same_chart_is_the_same_bytes(made, drawn):
    _, chart = next(pictures._charts(made))
    assert pictures.png(chart) == drawn[0].png


def test_every_class_of_a_drawing_has_its_colour(made):
    rules = dict(re.findall(r"(\.[\w-]+) \{(.*)\}", pictures.style_sheet()))
    for _, chart in pictures._charts(made):
        used = {
            f".{name}"
            for names in re.findall(r'class="([^"]+)"', pictures.svg(chart))
            for name in names.split()
        }
        assert used - rules.keys() <= {".rest", ".rest-wide"}
    assert rules[".f-bar"] == " fill: #4b6480; "
    assert rules[".f-far"] == " fill: #b3261e; "
    assert "var(" not in pictures.style_sheet()


def test_letters_and_colours_are_in_the_picture(made, drawn):
    """A drawing without its words or without its colours has other pixels."""
    _, chart = next(pictures._charts(made))
    whole = drawn[0].png
    import resvg_py

    bare = re.sub(r"<text.*?</text>", "", pictures.svg(chart))
    font = pictures.font()
    assert font is not None, "this machine has no Chinese font: see deploy/browser.sh"
    wordless = resvg_py.svg_to_bytes(
        svg_string=bare, background="#ffffff", zoom=3, style_sheet=pictures.style_sheet()
    )
    colourless = resvg_py.svg_to_bytes(
        svg_string=pictures.svg(chart), background="#ffffff", zoom=3, skip_system_fonts=True,
        font_files=list(font.files), font_family=font.family,
    )  # fmt: skip
    assert len(whole) > len(bytes(wordless)) + 5_000
    assert bytes(colourless) != whole


def test_without_a_chinese_font_the_picture_is_missing_and_the_log_says_so(made, no_fonts, caplog):
    with caplog.at_level(logging.WARNING):
        assert [each.png for each in pictures.charts(made)] == [None, None]
    assert "No Chinese font for charts" in caplog.text
    assert "Noto Sans CJK SC" in caplog.text


@pytest.mark.parametrize(
    ("files", "family"),
    [
        (("NotoSansCJK-Regular.ttc", "simsun.ttc"), "Noto Sans CJK SC"),
        (("msyh.ttc", "msyhbd.ttc", "msyhl.ttc"), "Microsoft YaHei"),
        (("simsun.ttc",), "SimSun"),
        (("wqy-zenhei.ttc", "Arial.ttf"), "WenQuanYi Zen Hei"),
        (("SourceHanSansSC-Regular.otf", "SourceHanSansSC-Light.otf"), "Source Han Sans SC"),
        (("Arial.ttf", "NotoSans-Regular.ttf"), None),
    ],
)
def test_the_usual_fonts_are_found_by_their_files(tmp_path, monkeypatch, files, family):
    for name in files:
        (tmp_path / name).write_bytes(b"")
    monkeypatch.setattr(pictures, "_folders", lambda: (str(tmp_path),))
    found = pictures.font()
    assert (found and found.family) == family
    assert found is None or all("Light" not in file and "msyhl" not in file for file in found.files)


def test_a_plan_of_many_targets_shows_its_slowest():
    rows = [target(f"T{n:02}", f"1 2 3 4 5 6 7 {n}") for n in range(1, 41)]
    title = [title for title, _ in pictures._charts(report(*rows))][1]
    assert title == "完成率与序时（最慢30项）"


def test_january_has_no_chart_of_months():
    made = report(target("T01", "1", month=1), month=1)
    assert [title for title, _ in pictures._charts(made)] == ["完成率与序时"]


def test_a_plan_without_targets_has_no_charts():
    assert pictures.charts(report()) == ()
