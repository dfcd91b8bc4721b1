"""The resting drawing: the part of Plotly's dictionaries that we use, as SVG. Pure.

Bars (stacked or overlaid, either way up), lines, filled bands, markers, straight shapes and
annotations; category and linear axes; subplots by domain. Geometry is exact (Decimal), printed
with two decimals; colours are classes named after the tokens (`f-bar`, `s-bar`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from dashboard.charts.figure import STANDOFF, Chart, Size
from dashboard.charts.strokes import ZERO, Four, Point, lines, rect, stroke, text

HALF = Decimal("0.5")


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
        shapes = self.layout.get("shapes", ())
        yield from (self._ground(each) for each in shapes if each["type"] == "rect")
        for name, axis in self.axes.items():
            yield from self._grid(name, axis)
        stacks: dict[tuple[str, str], Decimal] = {}
        for trace in self.traces:
            x, y = self.axes[trace.get("xaxis", "x")], self.axes[trace.get("yaxis", "y")]
            if trace["type"] == "bar":
                yield from self._bars(trace, x, y, stacks)
            else:
                yield from lines(trace, _points(trace, x, y))
        yield from (self._shape(each) for each in shapes if each["type"] == "line")
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
            for value in _grid_values(axis):
                at = axis.at(value)
                ends = (at, near, at, far) if is_x else (near, at, far, at)
                yield stroke(ends, "--c-line", "1")
        if axis.spec.get("showline", is_x):
            end = axis.start + axis.length
            ends = (axis.start, near, end, near) if is_x else (near, axis.start, near, end)
            yield stroke(ends, "--c-line-3", "1")

    def _ticks(self, name: str, axis: Axis) -> Iterator[str]:
        if not axis.spec.get("showticklabels", True):
            return
        is_x = name.startswith("x")
        near, far = self._across(axis, is_x)
        below = far - 8 if axis.spec.get("side") == "top" else near + 17
        values = axis.spec.get("tickvals") or axis.spec.get("categoryarray", ())
        texts = axis.spec.get("ticktext") or values
        font = axis.spec.get("tickfont", {})
        anchor = "middle" if is_x else "end"
        size, colour = font.get("size", 12), font.get("color", "--c-ink-2")
        for value, word in zip(values, texts, strict=True):
            at = axis.at(value)
            place = (at, below) if is_x else (near - STANDOFF, at + 4)
            yield text(str(word), place, anchor, size, colour)

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
        words = trace.get("text") or [""] * len(names)
        is_stacked = self.layout.get("barmode") == "stack"
        for length, name, word in zip(lengths, names, words, strict=True):
            if length is None:
                continue
            base = stacks.get((trace.get("yaxis", "y"), name), ZERO) if is_stacked else ZERO
            end = stacks[trace.get("yaxis", "y"), name] = base + Decimal(str(length))
            ends, middle = sorted((along.at(base), along.at(end))), across.at(name)
            centre, size = (ends[0] + ends[1]) / 2, ends[1] - ends[0]
            yield rect(
                (ends[0], middle - thick / 2, size, thick)
                if is_flat
                else (middle - thick / 2, ends[0], thick, size),
                trace["marker"],
            )
            if word:
                place = (centre, middle + 4) if is_flat else (middle, centre + 4)
                yield text(word, place, "middle", 12, trace["textfont"]["color"])

    def _ends(self, shape: Mapping[str, Any]) -> Four:
        return (
            self._across_page(shape, "x", shape["x0"]),
            self._across_page(shape, "y", shape["y0"]),
            self._across_page(shape, "x", shape["x1"]),
            self._across_page(shape, "y", shape["y1"]),
        )

    def _shape(self, shape: Mapping[str, Any]) -> str:
        line = shape["line"]
        return stroke(self._ends(shape), line["color"], line["width"], line.get("dash", "solid"))

    def _ground(self, shape: Mapping[str, Any]) -> str:
        """A rectangle behind everything."""
        x0, y0, x1, y1 = self._ends(shape)
        box = (min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))
        return rect(box, {"color": shape["fillcolor"]})

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
        return text(of["text"], (x, y + drop), anchor, font["size"], font["color"], font["weight"])


def _grid_values(axis: Axis) -> Sequence[object]:
    """Where grid lines stand: at the ticks, or between the categories."""
    if axis.spec.get("tickson") == "boundaries" and axis.categories:
        return [Decimal(place) - HALF for place in range(1, len(axis.categories))]
    ticks: Sequence[object] = axis.spec.get("tickvals", ())
    return ticks


def _points(trace: Mapping[str, Any], x: Axis, y: Axis) -> list[Point]:
    """Where the trace's values fall; missing ones are left out."""
    pairs = zip(trace["x"], trace["y"], strict=True)
    return [(x.at(a), y.at(b)) for a, b in pairs if a is not None and b is not None]
