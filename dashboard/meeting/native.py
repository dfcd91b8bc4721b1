"""The workbook's own charts: bars, stacks and lines that draw its cells, and remember what they drew.

A chart keeps a copy of its numbers (the cache of its references), so that a viewer which does not
compute, such as a phone's preview, shows them too.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import AxDataSource, NumData, NumVal, StrData, StrRef, StrVal
from openpyxl.chart.legend import Legend
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RichTextProperties,
)
from openpyxl.utils.cell import range_to_tuple

from dashboard.meeting import styles
from targets.choices import BEST_FIRST, Light

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FILLS = {
    Light.ACHIEVED_STRETCH: "1F3650",
    Light.ACHIEVED: "2F4A66",
    Light.AHEAD: "4B6480",
    Light.ON_PACE: "B3C1CF",
    Light.BEHIND: "BB6D00",
    Light.FAR_BEHIND: "B3261E",
    Light.OVERDUE: "1D2733",
    Light.NO_PACE: "9AA4AE",
    Light.NOT_DUE: "DFE4E9",
}
C = TypeVar("C", BarChart, LineChart)
LINES = ("1F3650", "BB6D00", "2F7D66", "B3261E", "7A5AA6", "5B8DB8")
DASHES = ("solid", "solid", "solid", "dash", "dash", "dash")  # told apart without colour too
POINT = 12_700  # EMU


def completion(
    sheet: Worksheet, head: int, rows: int, columns: Sequence[int], name: int
) -> BarChart:
    """Completion beside pace, a pair of bars a target, the plan's order from the top."""
    chart = BarChart()
    chart.type, chart.style, chart.grouping = "bar", 10, "clustered"
    chart.title = "占年度目标%与序时进度%"
    chart.width, chart.height, chart.gapWidth = 18, _height_of(rows), 40
    last = head + rows
    for column, colour in zip(columns, (styles.BAR, styles.TRACK), strict=True):
        data = Reference(sheet, min_col=column, min_row=head, max_row=last)
        chart.add_data(data, titles_from_data=True)
        _paint(chart.series[-1], colour)
    chart.set_categories(Reference(sheet, min_col=name, min_row=head + 1, max_row=last))
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.tickLblSkip = 1
    chart.x_axis.txPr = _letters(7)  # larger ones leave out every other name
    chart.y_axis.number_format = "0%"
    chart.y_axis.scaling.min = 0
    return _finished(chart, sheet)


def _letters(points: int) -> RichText:
    """The size of an axis's words."""
    words = Paragraph(pPr=ParagraphProperties(defRPr=CharacterProperties(sz=100 * points)))
    return RichText(p=[words], bodyPr=RichTextProperties())


def _height_of(rows: int) -> float:
    """As high as every name needs beside its bars, within one printed page."""
    return min(max(12.5, 3.5 + 0.42 * rows), 14)  # under twelve months of lights


def months(sheet: Worksheet, head: int, count: int) -> BarChart:
    """Lights by month, stacked in the order of the page's chart."""
    chart = BarChart()
    chart.type, chart.style, chart.grouping, chart.overlap = "col", 10, "stacked", 100
    chart.title = "各月亮灯（项）"
    chart.width, chart.height, chart.gapWidth = 12, 12.5, 50
    for place, light in enumerate(BEST_FIRST, 2):
        data = Reference(sheet, min_col=place, min_row=head, max_row=head + count)
        chart.add_data(data, titles_from_data=True)
        _paint(chart.series[-1], FILLS[light])
    chart.set_categories(Reference(sheet, min_col=1, min_row=head + 1, max_row=head + count))
    return _finished(chart, sheet)


def trend(
    sheet: Worksheet, title: str, head: int, pace: int, rows: Sequence[int], last: int
) -> LineChart:
    """Shares of the year's goal by month, a line a target, the pace as a thin grey one."""
    chart = LineChart()
    chart.style, chart.title = 10, f"{title}：占年度目标%"
    chart.width, chart.height = 16, 9
    for number, row in enumerate((pace, *rows)):
        values = Reference(sheet, min_col=3, max_col=last, min_row=row)
        series = Series(values, title_from_data=False)
        series.tx = None
        chart.series.append(series)
        _name(series, sheet, row)
        _draw(series, number - 1)
    chart.set_categories(Reference(sheet, min_col=3, max_col=last, min_row=head))
    chart.y_axis.number_format = "0%"
    chart.y_axis.scaling.min = 0
    return _finished(chart, sheet)


def _name(series: Any, sheet: Worksheet, row: int) -> None:
    series.tx = SeriesLabel(strRef=StrRef(f"'{sheet.title}'!$A${row}"))


def _draw(series: Any, number: int) -> None:
    """A target's line with its points; the pace (-1) thin, grey and without."""
    is_pace = number < 0
    colour = styles.QUIET if is_pace else LINES[number % len(LINES)]
    line = series.graphicalProperties.line
    line.solidFill, line.width = colour, (1 if is_pace else 2) * POINT
    line.dashStyle = "sysDot" if is_pace else DASHES[number % len(DASHES)]
    series.smooth = False
    series.marker.symbol = "none" if is_pace else "circle"
    if not is_pace:
        series.marker.size = 5
        series.marker.graphicalProperties = GraphicalProperties(solidFill=colour)
        series.marker.graphicalProperties.line.solidFill = colour


def _paint(series: Any, colour: str) -> None:
    series.graphicalProperties = GraphicalProperties(solidFill=colour)
    series.graphicalProperties.line.solidFill = "FFFFFF"


def _finished(chart: C, sheet: Worksheet) -> C:
    """Axes that Excel would hide, faint lines, the legend below, and the numbers remembered."""
    chart.x_axis.delete = False
    chart.y_axis.delete = False
    grey = GraphicalProperties(ln=LineProperties(solidFill="E2E6EA"))
    chart.y_axis.majorGridlines = ChartLines(spPr=grey)
    chart.legend = Legend(legendPos="b")
    for series in chart.series:
        _remember(series, sheet)
    return chart


def _remember(series: Any, sheet: Worksheet) -> None:
    """The cells' present values beside each reference; categories are words, so told as words."""
    name = series.tx.strRef
    name.strCache = _words(sheet, name.f)
    names = series.cat.numRef.f
    series.cat = AxDataSource(strRef=StrRef(names, _words(sheet, names)))
    values = series.val.numRef
    cells = _cells(sheet, values.f)
    points = [
        NumVal(idx=place, v=str(cell.value))
        for place, cell in enumerate(cells)
        if isinstance(cell.value, int | Decimal)
    ]
    values.numCache = NumData(formatCode=cells[0].number_format, ptCount=len(cells), pt=points)


def _words(sheet: Worksheet, reference: str) -> StrData:
    cells = _cells(sheet, reference)
    points = [
        StrVal(idx=place, v=str(cell.value))
        for place, cell in enumerate(cells)
        if cell.value is not None
    ]
    return StrData(ptCount=len(cells), pt=points)


def _cells(sheet: Worksheet, reference: str) -> list[Any]:
    """The cells of a reference to this sheet, in order."""
    reference = reference if ":" in reference else f"{reference}:{reference.rpartition('!')[2]}"
    _, (left, top, right, bottom) = range_to_tuple(reference)
    rows = sheet.iter_rows(top, bottom, left, right)
    return [cell for row in rows for cell in row]
