"""What a chart is made of: Plotly's traces and layout as plain dictionaries, colours as tokens.

One set of dictionaries serves both drawings. Figures stay Decimal here and are written into the
JSON as decimal strings, which Plotly reads as numbers: no binary float comes near them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from dashboard.report import TargetRow
from dashboard.report.words import Words
from targets.choices import BEST_FIRST, ON_COURSE, Light

Trace = dict[str, Any]
Layout = dict[str, Any]
Figure = Decimal | int | None

GOOD = "--c-bar"
SYMBOLS = {  # …-open: hollow, drawn with paper inside so that no line shows through
    Light.ACHIEVED_STRETCH: "star",
    Light.ACHIEVED: "circle",
    Light.ON_PACE: "circle",
    Light.AHEAD: "triangle-up",
    Light.BEHIND: "triangle-down",
    Light.FAR_BEHIND: "square",
    Light.OVERDUE: "square-open",
    Light.NO_PACE: "circle-open",
    Light.NOT_DUE: "circle-open",
}
DOTS = {
    Light.ACHIEVED_STRETCH: "--c-good",
    Light.ACHIEVED: "--c-good",
    Light.ON_PACE: "--c-good",
    Light.AHEAD: "--c-good",
    Light.BEHIND: "--c-behind",
    Light.FAR_BEHIND: "--c-far",
    Light.OVERDUE: "--c-overdue",
    Light.NO_PACE: "--c-idle",
    Light.NOT_DUE: "--c-idle",
}
LATE_WORDS = {
    Light.BEHIND: "--c-behind-t",
    Light.FAR_BEHIND: "--c-far-t",
    Light.OVERDUE: "--c-overdue-t",
}


@dataclass(frozen=True)
class Size:
    """The room of a drawing in px."""

    width: int
    height: int


@dataclass(frozen=True)
class Chart:
    """One chart: what is drawn, how it is said aloud, and how it changes on a narrow screen."""

    id: str
    label: str
    traces: Sequence[Trace]
    layout: Layout
    wide: Size
    narrow: Size
    narrow_layout: Mapping[str, Any] = field(default_factory=dict)

    def json(self) -> str:
        """The figure for Plotly; `<` is escaped so that it may stand in a script element."""
        figure = {
            "traces": self.traces,
            "layout": self.layout,
            "narrow": {"layout": self.narrow_layout},
        }
        text = json.dumps(figure, ensure_ascii=False, default=str, separators=(",", ":"))
        return text.replace("<", "\\u003c")


@dataclass(frozen=True)
class Class:
    """A class of a stacked chart: the lights it holds, its word, fill, pattern and outline."""

    word: str
    lights: tuple[Light, ...]
    fill: str
    pattern: str = ""  # Plotly's pattern shape
    pattern_colour: str = "--c-paper"
    outline: str = "--c-paper"
    outline_width: int = 1

    def said(self, words: Words) -> str:
        """What a plan calls it: as the light it is named after; 在轨 and 不评判 as they are."""
        own = next((light for light in self.lights if light.label == self.word), None)
        return self.word if own is None else words(own)


LATE_CLASSES = (
    Class("滞后", (Light.BEHIND,), "--c-behind", "/"),
    Class("严重滞后", (Light.FAR_BEHIND,), "--c-far", "x"),
    Class("逾期未报", (Light.OVERDUE,), "--c-paper", "", "--c-paper", "--c-overdue", 2),
    Class("不评判", (Light.NO_PACE, Light.NOT_DUE), "--c-paper", ".", "--c-idle", "--c-idle"),
)
CLASSES = (
    Class("已完成", (Light.ACHIEVED_STRETCH, Light.ACHIEVED), "--c-bar-3"),
    Class("超序时", (Light.AHEAD,), GOOD),
    Class("达序时", (Light.ON_PACE,), "--c-bar-1"),
    *LATE_CLASSES,
)
COURSE_CLASSES = (
    Class("在轨", tuple(light for light in BEST_FIRST if light in ON_COURSE), GOOD),
    *LATE_CLASSES,
)


# Chart a draws a bar that is not judged without an outline: its length is a figure all the same.
RAW = Class("不评判", (Light.NO_PACE, Light.NOT_DUE), "--c-paper", "/", "--c-idle", "--c-paper", 0)
STANDOFF = 6  # px between an axis and its words
APART: Layout = {"ticks": "outside", "ticklen": STANDOFF, "tickcolor": "rgba(0,0,0,0)"}


def marker(of: Class) -> dict[str, Any]:
    """A bar's marker in the colours and pattern of its class."""
    look: dict[str, Any] = {
        "color": of.fill,
        "line": {"color": of.outline, "width": of.outline_width},
    }
    if of.pattern:
        is_dotted = of.pattern == "."
        look["pattern"] = {
            "shape": of.pattern,
            "fgcolor": of.pattern_colour,
            "fillmode": "overlay",
            "size": 5 if is_dotted else 6,
            "solidity": "0.3" if is_dotted else "0.22",
        }
    return look


def dot(light: Light, size: int) -> dict[str, Any]:
    """A marker in the colour and shape of a light; hollow where no figure was judged."""
    symbol, colour = SYMBOLS[light], DOTS[light]
    is_hollow = symbol.endswith("-open")
    return {
        "symbol": symbol.removesuffix("-open"),
        "size": size,
        "color": "--c-paper" if is_hollow else colour,
        "line": {"width": "1.6" if is_hollow else 0, "color": colour},
    }


def note(text: str, x: object, y: object, **more: Any) -> dict[str, Any]:
    """An annotation without an arrow."""
    font = {"size": more.pop("size", 12), "color": more.pop("color", "--c-ink-2")}
    weight = more.pop("weight", 400)
    return {
        "text": text,
        "x": x,
        "y": y,
        "showarrow": False,
        "font": {**font, "weight": weight},
        **more,
    }


def headings_beside(
    rows: Sequence[TargetRow], headings: Mapping[int, str], left: int = -276
) -> list[dict[str, Any]]:
    """The 聚焦 of each row as grey words at the chart's left edge, never as a colour."""
    return [
        note(
            headings.get(row.group, "") if row.place == "headline" else "任务内指标",
            0,
            row.short_name,
            xref="paper",
            xanchor="left",
            xshift=left,
            color="--c-ink-3",
        )
        for row in rows
    ]
