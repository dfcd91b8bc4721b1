"""Charts as pictures for Word: the resting SVG of the page, drawn by resvg with a Chinese font.

A page leaves fonts to the reader's machine; a picture needs one here. Where none is found,
`MISSING` says so in the paper, which keeps its tables, and the log says what was looked for.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import get_template

from dashboard import pivots
from dashboard.charts import Chart, draw
from dashboard.charts.completion import completion, in_order
from dashboard.charts.lights import by_month
from dashboard.report import MonthlyReport

logger = logging.getLogger(__name__)

MISSING = "本机没有中文字体，图略，数据见附表"
MOST_ROWS = 30  # targets for which one page has room in the chart of completion
WIDTH, TALLEST = 140, 205  # mm: what a picture may take of 版心
ZOOM = 3  # pixels for one of the screen's: 1920 across, some 300 to the inch on paper
# Files by the beginning of their names, best first, with the family they hold.
FAMILIES = (
    ("NotoSansCJK", "Noto Sans CJK SC"),
    ("NotoSansSC", "Noto Sans SC"),
    ("SourceHanSans", "Source Han Sans SC"),
    ("msyh", "Microsoft YaHei"),
    ("PingFang", "PingFang SC"),
    ("simhei", "SimHei"),
    ("wqy-microhei", "WenQuanYi Micro Hei"),
    ("wqy-zenhei", "WenQuanYi Zen Hei"),
    ("NotoSerifCJK", "Noto Serif CJK SC"),
    ("SourceHanSerif", "Source Han Serif SC"),
    ("simsun", "SimSun"),
    ("uming", "AR PL UMing CN"),
)
SUFFIXES = frozenset({".ttf", ".ttc", ".otf", ".otc"})
OTHER_WEIGHTS = re.compile(r"light|thin|medium|black|heavy|msyhl", re.IGNORECASE)


@dataclass(frozen=True)
class Font:
    """A Chinese font on this machine: its family and the files that hold it."""

    family: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Drawn:
    """A chart for paper: its title, its words, and the picture; None where no font was found."""

    title: str
    alt: str
    png: bytes | None
    width: int  # in mm


def charts(report: MonthlyReport) -> tuple[Drawn, ...]:
    """The charts of a notice: the lights of each month, and completion beside pace."""
    if not report.targets:
        return ()
    return tuple(
        Drawn(title, chart.label, png(chart), _width(chart)) for title, chart in _charts(report)
    )


def png(chart: Chart) -> bytes | None:
    """A chart as PNG on white; None where this machine has no Chinese font."""
    found = font()
    return None if found is None else _drawn(svg(chart), found)


@lru_cache(maxsize=8)
def _drawn(drawing: str, found: Font) -> bytes:
    """A drawing as pixels; the last few are kept, since a month's papers are fetched together."""
    import resvg_py  # noqa: PLC0415 -- a page never needs it

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=drawing,
            background="#ffffff",
            zoom=ZOOM,
            style_sheet=style_sheet(),
            skip_system_fonts=True,
            font_files=list(found.files),
            font_family=found.family,
            sans_serif_family=found.family,
        )
    )


def svg(chart: Chart) -> str:
    """The page's own drawing as a document of its own, with the patterns that the page holds."""
    drawn = str(draw(chart, chart.wide))
    head, rest = drawn.split(">", 1)
    return f'{head} xmlns="http://www.w3.org/2000/svg">{_patterns()}{rest}'


def font() -> Font | None:
    """The first of the known Chinese fonts on this machine; None, logged once, where none is."""
    return _font(_folders())


def _charts(report: MonthlyReport) -> Iterator[tuple[str, Chart]]:
    words, headings = report.plan.word, {each.number: each.short_title for each in report.themes}
    if report.month > 1:  # one column would say less than the sentence
        months = range(1, report.month + 1)
        pivot = pivots.lights_by_month(report.targets, months)
        yield "各月亮灯（项）", by_month(pivot, [""] * len(months), words)
    rows = in_order(report.targets)[:MOST_ROWS]
    few = f"（最慢{MOST_ROWS}项）" if len(report.targets) > MOST_ROWS else ""
    links = dict.fromkeys((row.code for row in rows), "")
    yield f"完成率与序时{few}", completion(rows, report.share, headings, links, words)


def _width(chart: Chart) -> int:
    """As wide as 版心, or less where the picture would else be taller than a page."""
    size = chart.wide
    return min(WIDTH, TALLEST * size.width // size.height)


@cache
def _font(folders: tuple[str, ...]) -> Font | None:
    files = sorted(
        str(path)
        for folder in folders
        for path in Path(folder).rglob("*")
        if path.suffix.lower() in SUFFIXES
    )
    for beginning, family in FAMILIES:
        chosen = tuple(
            file
            for file in files
            if Path(file).name.lower().startswith(beginning.lower())
            and not OTHER_WEIGHTS.search(Path(file).name)
        )
        if chosen:
            return Font(family, chosen)
    known = "、".join(family for _, family in FAMILIES)
    logger.warning("No Chinese font for charts in %s; install one of: %s", folders, known)
    return None


@cache
def _folders() -> tuple[str, ...]:
    """Where systems keep fonts: the person's own, Linux, macOS, Windows."""
    home = Path.home()
    root = Path(home.anchor)
    usual = (
        home / ".fonts",
        home / ".local" / "share" / "fonts",
        home / "Library" / "Fonts",
        root / "usr" / "share" / "fonts",
        root / "usr" / "local" / "share" / "fonts",
        root / "System" / "Library" / "Fonts",
        root / "Library" / "Fonts",
        root / "Windows" / "Fonts",
    )
    return tuple(str(folder) for folder in usual if folder.is_dir())


@cache
def _patterns() -> str:
    """Hatchings of bars, as templates/dashboard/charts/files.html defines them for the page."""
    source = get_template("dashboard/charts/files.html").template.source  # type: ignore[attr-defined]  # Django's own engine
    found = re.search(r"<defs>.*?</defs>", source, re.DOTALL)
    if found is None:
        raise ValueError("charts/files.html must define the patterns in <defs>")
    return found[0]


@cache
def style_sheet() -> str:
    """The classes of charts.css that a drawing uses, each token replaced by its colour."""
    named = re.findall(r"(--c-[a-z0-9-]+):\s*(#[0-9a-f]{3,8})", _css("tokens.css"))
    colours = dict(reversed(named))  # the first holds: later ones are for other modes
    rules = re.findall(r"(\.(?:f|s|pt|h)-[a-z0-9-]+) \{([^{}]*)\}", _css("charts.css"))
    return "\n".join(
        f"{name} {{{re.sub(r'var[(]([^)]+)[)]', lambda token: colours[token[1]], body)}}}"
        for name, body in rules
    )


def _css(name: str) -> str:
    found = finders.find(f"css/{name}")
    if not isinstance(found, str):
        raise FileNotFoundError(f"static/css/{name} is missing")
    return Path(found).read_text(encoding="utf-8")
