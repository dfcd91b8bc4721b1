"""Chart c: every target in every month, one light a cell, in its colour and shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from dashboard.charts.figure import (
    APART,
    Chart,
    Layout,
    Size,
    Trace,
    dot,
    headings_beside,
)
from dashboard.report import TargetRow
from dashboard.report.words import Words, usual
from targets.choices import BEST_FIRST, Light

ROW = 24
HALF = Decimal("0.5")


def grid(
    rows: Sequence[TargetRow],
    months: Sequence[int],
    headings: Mapping[int, str],
    urls: Mapping[tuple[str, int], str],
    words: Words = usual,
) -> Chart:
    """The plan's order from the top, the report's month tinted; a click leads to the target."""
    names = [row.short_name for row in reversed(rows)]
    firsts = [
        row for row, before in zip(rows, (None, *rows), strict=False) if _is_first(row, before)
    ]
    labels = [f"{month}月" for month in range(1, 13)]
    height = ROW * len(rows) + 40
    return Chart(
        id="grid",
        label=f"{len(rows)}项指标{months[0]}—{months[-1]}月每月的亮灯，逐格见数据表",
        traces=[
            trace
            for light in BEST_FIRST
            if (trace := _dots(light, words(light), rows, months, urls))
        ],
        layout={
            "hovermode": "closest",
            "margin": {"l": 280, "r": 12, "t": 26, "b": 8},
            "xaxis": {
                "type": "category",
                "categoryarray": labels,
                "range": ["-0.6", "11.6"],
                "side": "top",
                "showgrid": False,
                "showline": False,
                "tickfont": {"color": "--c-ink-3", "size": 12},
                "anchor": "y",
            },
            "yaxis": {
                "type": "category",
                "categoryarray": names,
                "range": ["-0.6", f"{len(rows) - 1}.6"],
                "showgrid": True,
                "tickson": "boundaries",
                "showline": False,
                "tickmode": "linear",
                "dtick": 1,
                **APART,
                "tickfont": {"color": "--c-ink", "size": 13},
            },
            "shapes": [_now(months[-1])],
            "annotations": headings_beside(firsts, headings),
        },
        wide=Size(640, height),
        narrow=Size(358, height),
        narrow_layout={
            "margin": {"l": 160, "r": 6, "t": 26, "b": 8},
            "xaxis": {
                "ticktext": ["1", "3", "6", "9", "12"],
                "tickvals": ["1月", "3月", "6月", "9月", "12月"],
            },
            "yaxis": {"tickfont": {"color": "--c-ink", "size": 12}},
            "annotations": [],
        },
    )


def _is_first(row: TargetRow, before: TargetRow | None) -> bool:
    """Whether a heading begins with this row."""
    return before is None or (row.place, row.group) != (before.place, before.group)


def _now(month: int) -> Layout:
    """The column of the report's month, on its tint."""
    return {
        "type": "rect",
        "layer": "below",
        "x0": month - 1 - HALF,
        "x1": month - 1 + HALF,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "fillcolor": "--c-act-bg",
        "line": {"width": 0, "color": "--c-act-bg"},
    }


def _dots(
    light: Light,
    word: str,
    rows: Sequence[TargetRow],
    months: Sequence[int],
    urls: Mapping[tuple[str, int], str],
) -> Trace | None:
    """One trace a light: its marker carries the shape, the word is in the hover and the table."""
    cells = [
        (row, figure)
        for row in rows
        for figure in row.figures
        if figure.month in months and figure.light == light
    ]
    if not cells:
        return None
    return {
        "type": "scatter",
        "mode": "markers",
        "name": word,
        "x": [f"{figure.month}月" for _, figure in cells],
        "y": [row.short_name for row, _ in cells],
        "marker": dot(light, 12),
        "customdata": [urls[row.code, figure.month] for row, figure in cells],
        "hovertext": [
            f"{row.short_name} {figure.month}月：{word}"
            + (f"（{figure.remark}）" if figure.remark else "")
            for row, figure in cells
        ],
        "hoverinfo": "text",
    }
