"""The resting drawing: the part of Plotly's dictionaries that we use, as SVG. Pure.

Bars (stacked or overlaid, either way up), lines, filled bands, markers, straight shapes and
annotations; category and linear axes; subplots by domain. Geometry is exact (Decimal), printed
with two decimals; colours are classes named after the tokens (`f-bar`, `s-bar`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from dashboard.charts.figure import Chart, Size

Point = tuple[Decimal, Decimal]
ZERO, HALF = Decimal(0), Decimal("0.5")
DASHES = {"dash": "6 4", "dot": "2 3", "solid": ""}
PATTERNS = {"/": "slash", "x": "cross", ".": "dots"}


@dataclass(frozen=True)
class Axis:
    """One axis: where values fall in px. `start` is the px of the range's first end."""

    low: Decimal
    high: Decimal
    start: Decimal
    length: Decimal  # negative upwards
    categories: Mapping[str, int] | None
    spec: Mapping[str, Any]

    def at(self, value: object) -> Decimal:
        """The px of a value or category."""
        if self.categories is not None and isinstance(value, str):
            position = Decimal(self.categories[value])
        else:
            position = Decimal(str(value))
        return self.start + (position - self.low) / (self.high - self.low) * self.length


def draw(chart: Chart, size: Size, *, is_narrow: bool = False) -> SafeString:
    """The chart as one SVG element, hidden from readers: label and table say it in words."""
    layout = merged(chart.layout, chart.narrow_layout) if is_narrow else chart.layout
    canvas = _Canvas(layout, chart.traces, size)
    parts = "".join(canvas.parts())
    kind = "narrow" if is_narrow else "wide"
    return mark_safe(  # noqa: S308 - numbers and escaped text
        f'<svg class="rest rest-{kind}" viewBox="0 0 {size.width} {size.height}" '
        f'width="{size.width}" height="{size.height}" aria-hidden="true">{parts}</svg>'
    )


def merged(layout: Mapping[str, Any], narrow: Mapping[str, Any]) -> dict[str, Any]:
    """The layout with the narrow one laid over it, one level deep, as charts.js does."""
    result = dict(layout)
    for key, value in narrow.items():
        if isinstance(value, Mapping) and isinstance(result.get(key), Mapping):
            result[key] = {**result[key], **value}
        else:
            result[key] = value
    return result


class _Canvas:
    """One drawing under way: its room, axes and traces."""

    def __init__(
        self, layout: Mapping[str, Any], traces: Sequence[Mapping[str, Any]], size: Size
    ) -> None:
        self.layout, self.traces, self.size = layout, traces, size
        margin = layout["margin"]
        self.left, self.top = Decimal(margin["l"]), Decimal(margin["t"])
        self.width = size.width - self.left - Decimal(margin["r"])
        self.height = size.height - self.top - Decimal(margin["b"])
        self.axes = {
            key.replace("axis", ""): self._axis(key, spec)
            for key, spec in layout.items()
            if key.startswith(("xaxis", "yaxis"))
        }

    def _axis(self, key: str, spec: Mapping[str, Any]) -> Axis:
        first, last = (Decimal(str(end)) for end in spec.get("domain", (0, 1)))
        names = spec.get("categoryarray")
        categories = {name: place for place, name in enumerate(names)} if names else None
        low, high = (Decimal(str(end)) for end in spec["range"])
        if key.startswith("x"):
            start, length = self.left + first * self.width, (last - first) * self.width
        else:
            start = self.top + (1 - first) * self.height
            length = -(last - first) * self.height
        return Axis(low, high, start, length, categories, spec)

    def parts(self) -> Iterator[str]:
        """Back to front: grids, traces, shapes, axes' words, annotations."""
        for name, axis in self.axes.items():
            yield from self._grid(name, axis)
        stacks: dict[tuple[str, str], Decimal] = {}
        for trace in self.traces:
            x, y = self.axes[trace.get("xaxis", "x")], self.axes[trace.get("yaxis", "y")]
            if trace["type"] == "bar":
                yield from self._bars(trace, x, y, stacks)
            else:
                yield from _lines(trace, x, y)
        for shape in self.layout.get("shapes", ()):
            yield self._shape(shape)
        for name, axis in self.axes.items():
            yield from self._ticks(name, axis)
        for each in self.layout.get("annotations", ()):
            yield self._annotation(each)

    def _across(self, axis: Axis, is_x: bool) -> tuple[Decimal, Decimal]:
        """Both ends, in px, of the axis that crosses this one."""
        anchor = axis.spec.get("anchor", "y" if is_x else "x")
        other = self.axes[anchor]
        return other.start, other.start + other.length

    def _grid(self, name: str, axis: Axis) -> Iterator[str]:
        is_x = name.startswith("x")
        near, far = self._across(axis, is_x)
        if axis.spec.get("showgrid", not is_x):
            for value in axis.spec.get("tickvals", ()):
                at = axis.at(value)
                ends = (at, near, at, far) if is_x else (near, at, far, at)
                yield _stroke(ends, "--c-line", "1")
        if axis.spec.get("showline", is_x):
            end = axis.start + axis.length
            ends = (axis.start, near, end, near) if is_x else (near, axis.start, near, end)
            yield _stroke(ends, "--c-line-3", "1")

    def _ticks(self, name: str, axis: Axis) -> Iterator[str]:
        if not axis.spec.get("showticklabels", True):
            return
        is_x = name.startswith("x")
        near, _ = self._across(axis, is_x)
        values = axis.spec.get("tickvals") or axis.spec.get("categoryarray", ())
        texts = axis.spec.get("ticktext") or values
        font = axis.spec.get("tickfont", {})
        for value, text in zip(values, texts, strict=True):
            at = axis.at(value)
            place = (at, near + 17) if is_x else (near - 6, at + 4)
            anchor = "middle" if is_x else "end"
            yield _text(
                str(text), place, anchor, font.get("size", 12), font.get("color", "--c-ink-2")
            )

    def _bars(
        self,
        trace: Mapping[str, Any],
        x: Axis,
        y: Axis,
        stacks: dict[tuple[str, str], Decimal],
    ) -> Iterator[str]:
        is_flat = trace.get("orientation") == "h"
        along, across = (x, y) if is_flat else (y, x)
        lengths, names = (trace["x"], trace["y"]) if is_flat else (trace["y"], trace["x"])
        thick = abs(Decimal(str(trace["width"])) / (across.high - across.low) * across.length)
        texts = trace.get("text") or [""] * len(names)
        for length, name, text in zip(lengths, names, texts, strict=True):
            if length is None:
                continue
            is_stacked = self.layout.get("barmode") == "stack"
            base = stacks.get((trace.get("yaxis", "y"), name), ZERO) if is_stacked else ZERO
            stacks[trace.get("yaxis", "y"), name] = base + Decimal(str(length))
            low, high = along.at(base), along.at(base + Decimal(str(length)))
            middle = across.at(name)
            edge = middle - thick / 2
            box = (
                (min(low, high), edge, abs(high - low), thick)
                if is_flat
                else (edge, min(low, high), thick, abs(high - low))
            )
            yield _rect(box, trace["marker"])
            if text:
                centre = ((low + high) / 2, middle + 4)
                place = centre if is_flat else (middle, (low + high) / 2 + 4)
                yield _text(text, place, "middle", 12, trace["textfont"]["color"])

    def _shape(self, shape: Mapping[str, Any]) -> str:
        ends = (
            self._across_page(shape, "x", shape["x0"]),
            self._across_page(shape, "y", shape["y0"]),
            self._across_page(shape, "x", shape["x1"]),
            self._across_page(shape, "y", shape["y1"]),
        )
        line = shape["line"]
        return _stroke(ends, line["color"], line["width"], line.get("dash", "solid"))

    def _across_page(self, of: Mapping[str, Any], letter: str, value: object) -> Decimal:
        """The px of a value on an axis, or of a share of the page (`paper`)."""
        reference = of.get(f"{letter}ref", letter)
        if reference != "paper":
            if reference.endswith(" domain"):
                axis = self.axes[reference.removesuffix(" domain")]
                return axis.start + Decimal(str(value)) * axis.length
            return self.axes[reference].at(value)
        share = Decimal(str(value))
        if letter == "x":
            return self.left + share * self.width
        return self.top + (1 - share) * self.height

    def _annotation(self, of: Mapping[str, Any]) -> str:
        x = self._across_page(of, "x", of["x"]) + Decimal(of.get("xshift", 0))
        y = self._across_page(of, "y", of["y"]) - Decimal(of.get("yshift", 0))
        anchor = {"left": "start", "right": "end"}.get(of.get("xanchor", ""), "middle")
        font = of["font"]
        size = Decimal(font["size"])
        drop = {"bottom": ZERO, "top": size}.get(of.get("yanchor", ""), size * Decimal("0.36"))
        return _text(of["text"], (x, y + drop), anchor, font["size"], font["color"], font["weight"])


def _lines(trace: Mapping[str, Any], x: Axis, y: Axis) -> Iterator[str]:
    points = [
        (x.at(a), y.at(b))
        for a, b in zip(trace["x"], trace["y"], strict=True)
        if a is not None and b is not None
    ]
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
        for point in points:
            yield _symbol(point, look["symbol"], Decimal(str(look["size"])), look["color"])


def _symbol(point: Point, symbol: str, size: Decimal, colour: str) -> str:
    x, y = point
    r = size / 2
    token = _token(colour)
    if symbol == "line-ns-open":
        return _stroke((x, y - r, x, y + r), colour, "1.6")
    look = f'class="f-{token}"'
    if symbol.endswith("-open"):
        look = f'class="s-{token} f-paper" stroke-width="1.6"'
    if symbol.startswith("circle"):
        return f'<circle {look} cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}"/>'
    if symbol.startswith("square"):
        return (
            f'<rect {look} x="{_n(x - r)}" y="{_n(y - r)}" width="{_n(size)}" height="{_n(size)}"/>'
        )
    shapes = {
        "triangle-up": ((ZERO, -1), (1, Decimal("0.8")), (-1, Decimal("0.8"))),
        "triangle-down": ((ZERO, 1), (1, Decimal("-0.8")), (-1, Decimal("-0.8"))),
        "star": _STAR,
    }
    path = " ".join(f"{_n(x + Decimal(a) * r)},{_n(y + Decimal(b) * r)}" for a, b in shapes[symbol])
    return f'<polygon {look} points="{path}"/>'


_STAR = tuple(
    (Decimal(a), Decimal(b))
    for a, b in (
        ("0", "-1.1"), ("0.3", "-0.4"), ("1.05", "-0.34"), ("0.48", "0.15"), ("0.65", "0.89"),
        ("0", "0.5"), ("-0.65", "0.89"), ("-0.48", "0.15"), ("-1.05", "-0.34"), ("-0.3", "-0.4"),
    )
)  # fmt: skip


def _rect(box: tuple[Decimal, Decimal, Decimal, Decimal], marker: Mapping[str, Any]) -> str:
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
        drawn += f'<rect class="pt-{PATTERNS[pattern["shape"]]}" {place}/>'
    return drawn


def _stroke(
    ends: tuple[Decimal, Decimal, Decimal, Decimal], colour: str, width: object, dash: str = "solid"
) -> str:
    x1, y1, x2, y2 = (_n(each) for each in ends)
    dashed = f' stroke-dasharray="{DASHES[dash]}"' if DASHES[dash] else ""
    return (
        f'<line class="s-{_token(colour)}" stroke-width="{width}"{dashed} '
        f'x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'
    )


def _text(
    text: str, place: Point, anchor: str, size: object, colour: str, weight: int = 400
) -> str:
    heavy = ' font-weight="700"' if weight > 400 else ""
    return (
        f'<text class="f-{_token(colour)}" x="{_n(place[0])}" y="{_n(place[1])}" '
        f'text-anchor="{anchor}" font-size="{size}"{heavy}>{escape(text)}</text>'
    )


def _token(colour: str) -> str:
    """--c-bar-1 → bar-1, as the classes in charts.css are named."""
    return colour.removeprefix("--c-")


def _n(value: Decimal) -> str:
    """A coordinate with at most two decimals."""
    text = f"{value:.2f}"
    return text.rstrip("0").rstrip(".")
