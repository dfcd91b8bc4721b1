"""Chart c: every target in every month, one light a cell, in its colour and shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.charts.figure import DOTS, SYMBOLS, Chart, Size, Trace
from dashboard.pivots import ORDER
from dashboard.report import TargetRow
from targets.choices import Light

ROW = 24


def grid(
    rows: Sequence[TargetRow], months: Sequence[int], urls: Mapping[tuple[str, int], str]
) -> Chart:
    """The plan's order from the top; a click leads to the target in that month."""
    names = [row.short_name for row in reversed(rows)]
    labels = [f"{month}月" for month in range(1, 13)]
    height = ROW * len(rows) + 40
    return Chart(
        id="grid",
        label=f"{len(rows)}项指标{months[0]}—{months[-1]}月每月的亮灯，逐格见数据表",
        traces=[trace for light in ORDER if (trace := _dots(light, rows, months, urls))],
        layout={
            "hovermode": "closest",
            "margin": {"l": 190, "r": 12, "t": 26, "b": 8},
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
                "showgrid": False,
                "showline": False,
                "tickmode": "linear",
                "dtick": 1,
                "tickfont": {"color": "--c-ink", "size": 13},
            },
        },
        wide=Size(640, height),
        narrow=Size(358, height),
        narrow_layout={
            "margin": {"l": 150, "r": 8, "t": 26, "b": 8},
            "xaxis": {
                "ticktext": ["1", "3", "6", "9", "12"],
                "tickvals": ["1月", "3月", "6月", "9月", "12月"],
            },
            "yaxis": {"tickfont": {"color": "--c-ink", "size": 12}},
        },
    )


def _dots(
    light: Light,
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
        "name": light.label,
        "x": [f"{figure.month}月" for _, figure in cells],
        "y": [row.short_name for row, _ in cells],
        "marker": {
            "symbol": SYMBOLS[light],
            "size": 12,
            "color": DOTS[light],
            "line": {
                "width": "1.6" if SYMBOLS[light].endswith("-open") else 0,
                "color": DOTS[light],
            },
        },
        "customdata": [urls[row.code, figure.month] for row, figure in cells],
        "hovertext": [
            f"{row.short_name} {figure.month}月：{light.label}"
            + (f"（{figure.remark}）" if figure.remark else "")
            for row, figure in cells
        ],
        "hoverinfo": "text",
    }
