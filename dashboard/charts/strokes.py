"""The strokes of a resting drawing: lines, bars, markers and words as SVG elements. Pure.

Coordinates are exact and printed with two decimals; colours are classes named after the tokens
(`f-bar` fills, `s-bar` strokes), since the policy allows no style in the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Any

Point = tuple[Decimal, Decimal]
Four = tuple[Decimal, Decimal, Decimal, Decimal]
ZERO = Decimal(0)
DASHES = {"dash": "9 9", "dot": "3 3", "solid": ""}  # as Plotly draws them
PATTERNS = {
    ("/", "--c-paper"): "slash",
    ("/", "--c-idle"): "slash-idle",
    ("x", "--c-paper"): "cross",
    (".", "--c-idle"): "dots",
}


def lines(trace: Mapping[str, Any], points: Sequence[Point]) -> Iterator[str]:
    """A trace through these points: a filled band, a line, markers, or both."""
    mode = trace.get("mode", "lines")
    if trace.get("fill") == "toself" and points:
        path = " ".join(f"{_n(a)},{_n(b)}" for a, b in points)
        yield f'<polygon class="f-{_token(trace["fillcolor"])}" points="{path}"/>'
    elif "lines" in mode and len(points) > 1:
        line = trace["line"]
        path = " ".join(f"{_n(a)},{_n(b)}" for a, b in points)
        dash = DASHES[line.get("dash", "solid")]
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        yield (
            f'<polyline class="s-{_token(line["color"])}" fill="none" '
            f'stroke-width="{line["width"]}"{dashed} points="{path}"/>'
        )
    if "markers" in mode:
        look = trace["marker"]
        yield marks(points, look)


def marks(points: Sequence[Point], marker: Mapping[str, Any]) -> str:
    """A trace's markers in the shape and colours that Plotly would give them, as one path.

    One element a trace: hundreds of them would make a slow PC wait for the page.
    """
    shape, line = marker["symbol"], marker["line"]
    r = Decimal(str(marker["size"])) / 2
    path = "".join(_mark(shape, x, y, r) for x, y in points)
    look = f'class="f-{_token(marker["color"])}"'
    if shape == "line-ns-open":
        look = f'class="s-{_token(marker["color"])}" stroke-width="{line["width"]}"'
    elif line["width"]:
        names = f"s-{_token(line['color'])} f-{_token(marker['color'])}"
        look = f'class="{names}" stroke-width="{line["width"]}"'
    return f'<path {look} d="{path}"/>' if path else ""


def _mark(shape: str, x: Decimal, y: Decimal, r: Decimal) -> str:
    """One marker round its point, as part of a path."""
    if shape == "line-ns-open":
        return f"M{_n(x)},{_n(y - r)}V{_n(y + r)}"
    if shape == "circle":
        turn = f"a{_n(r)},{_n(r)} 0 1,0"
        return f"M{_n(x - r)},{_n(y)}{turn} {_n(2 * r)},0{turn} {_n(-2 * r)},0z"
    if shape == "square":
        return f"M{_n(x - r)},{_n(y - r)}h{_n(2 * r)}v{_n(2 * r)}h{_n(-2 * r)}z"
    corners = {
        "triangle-up": ((ZERO, -1), (1, Decimal("0.8")), (-1, Decimal("0.8"))),
        "triangle-down": ((ZERO, 1), (1, Decimal("-0.8")), (-1, Decimal("-0.8"))),
        "star": _STAR,
    }[shape]
    return (
        "M"
        + "L".join(f"{_n(x + Decimal(a) * r)},{_n(y + Decimal(b) * r)}" for a, b in corners)
        + "z"
    )


_STAR = tuple(
    (Decimal(a), Decimal(b))
    for a, b in (
        ("0", "-1.1"), ("0.3", "-0.4"), ("1.05", "-0.34"), ("0.48", "0.15"), ("0.65", "0.89"),
        ("0", "0.5"), ("-0.65", "0.89"), ("-0.48", "0.15"), ("-1.05", "-0.34"), ("-0.3", "-0.4"),
    )
)  # fmt: skip


def rect(box: Four, marker: Mapping[str, Any]) -> str:
    """A bar or a ground: fill, outline and pattern."""
    x, y, width, height = (_n(each) for each in box)
    line = marker.get("line", {})
    outline = ""
    classes = f"f-{_token(marker['color'])}"
    if line.get("width"):
        classes += f" s-{_token(line['color'])}"
        outline = f' stroke-width="{line["width"]}"'
    place = f'x="{x}" y="{y}" width="{width}" height="{height}"'
    drawn = f'<rect class="{classes}"{outline} {place}/>'
    pattern = marker.get("pattern")
    if pattern:
        name = PATTERNS[pattern["shape"], pattern["fgcolor"]]
        drawn += f'<rect class="pt-{name}" {place}/>'
    return drawn


def stroke(ends: Four, colour: str, width: object, dash: str = "solid") -> str:
    """A straight line."""
    x1, y1, x2, y2 = (_n(each) for each in ends)
    dashed = f' stroke-dasharray="{DASHES[dash]}"' if DASHES[dash] else ""
    return (
        f'<line class="s-{_token(colour)}" stroke-width="{width}"{dashed} '
        f'x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'
    )


def text(
    words: str, place: Point, anchor: str, size: object, colour: str, weight: int = 400
) -> str:
    """Words at a place; whatever they hold is escaped."""
    heavy = ' font-weight="700"' if weight > 400 else ""
    return (
        f'<text class="f-{_token(colour)}" x="{_n(place[0])}" y="{_n(place[1])}" '
        f'text-anchor="{anchor}" font-size="{size}"{heavy}>{escape(words)}</text>'
    )


def _token(colour: str) -> str:
    """--c-bar-1 → bar-1, as the classes in charts.css are named."""
    return colour.removeprefix("--c-")


def _n(value: Decimal) -> str:
    """A coordinate with at most two decimals."""
    text = f"{value:.2f}"
    return text.rstrip("0").rstrip(".")
