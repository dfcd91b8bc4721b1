"""The Excel summary of a month (汇总, 指标, 重点任务, 单位), made from a monthly report."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.formatting.rule import DataBar, FormatObject, Rule
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.pagebreak import Break
from openpyxl.writer.excel import ExcelWriter

from accounts.texts import clean
from dashboard import pivots
from dashboard.meeting import dated, styles, wording
from dashboard.meeting.paper import Paper
from dashboard.meeting.sheets import (
    BAR_END,
    TARGET_COLUMNS,
    summary_sheet,
    target_sheet,
    task_sheet,
    unit_sheet,
)
from dashboard.report import MonthlyReport
from targets.choices import Light

if TYPE_CHECKING:
    from openpyxl.chart.series import Series
    from openpyxl.styles.cell_style import StyleArray
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
SHEETS = ("汇总", "指标", "重点任务", "单位")
PLACES = {name: number for number, (name, _) in enumerate(TARGET_COLUMNS, 1)}


def file_name(report: MonthlyReport) -> str:
    """定海区创新深化2024年8月.xlsx."""
    plan = report.plan
    return f"{wording.brand(plan)}{plan.year}年{report.month}月.xlsx"


def write(report: MonthlyReport, file: Path | IO[bytes]) -> None:
    """Write the month's workbook to a path or an open binary file.

    Every figure is a real number with a format, the same decimal that the page shows; a
    percentage is held as its share (0.475 shown as 47.5%).
    """
    book = Workbook()
    styles.register(book)
    book.remove(book.worksheets[0])  # the sheet that every new workbook has
    summary, targets, tasks, units = (book.create_sheet(name) for name in SHEETS)
    looks: dict[str, StyleArray] = {}
    head = target_sheet(Paper(targets, looks), report)
    task_sheet(Paper(tasks, looks), report)
    unit_sheet(Paper(units, looks), report)
    places = summary_sheet(Paper(summary, looks), report)
    summary.row_breaks.append(Break(id=places["months"] - 1))
    _bars(targets, head, len(report.targets))
    summary.add_chart(_completion(targets, head, len(report.targets)), f"A{places['end'] + 1}")
    summary.add_chart(_months(summary, places["months"], report.month), f"H{places['end'] + 1}")
    _describe(book, report)
    _save(book, report, file)


def _save(book: Workbook, report: MonthlyReport, file: Path | IO[bytes]) -> None:
    """The same bytes for the same edition: no clock gets into the package."""
    with file.open("wb") if isinstance(file, Path) else nullcontext(file) as out:
        ExcelWriter(book, dated.Package(out, dated.moment_of(report))).save()


def _bars(sheet: Worksheet, head: int, rows: int) -> None:
    """Progress bars inside the cells, on the page's scale: the track ends at 125 %."""
    if rows:
        column = get_column_letter(PLACES["进度"])
        ends = [FormatObject("num", "0"), FormatObject("num", BAR_END)]
        bar = DataBar(cfvo=ends, color=styles.BAR, showValue=False)
        rule = Rule("dataBar", dataBar=bar)
        sheet.conditional_formatting.add(f"{column}{head + 1}:{column}{head + rows}", rule)


def _completion(sheet: Worksheet, head: int, rows: int) -> BarChart:
    """Completion beside pace, a pair of bars a target, the plan's order from the top."""
    chart = BarChart()
    chart.type, chart.style, chart.grouping = "bar", 10, "clustered"
    chart.title = "占年度目标%与序时进度%"
    chart.width, chart.height, chart.gapWidth = 18, 12.5, 40
    last = head + rows
    for name in ("占年度目标%", "序时进度%"):
        column = PLACES[name]
        data = Reference(sheet, min_col=column, min_row=head, max_row=last)
        chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=PLACES["指标"], min_row=head + 1, max_row=last))
    _paint(chart.series[0], styles.BAR)
    _paint(chart.series[1], styles.TRACK)
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.tickLblSkip = 1
    chart.y_axis.number_format = "0%"
    chart.y_axis.scaling.min = 0
    _show_axes(chart)
    return chart


def _months(sheet: Worksheet, head: int, months: int) -> BarChart:
    """Lights by month, stacked in the order of the page's chart."""
    chart = BarChart()
    chart.type, chart.style, chart.grouping, chart.overlap = "col", 10, "stacked", 100
    chart.title = "各月亮灯（项）"
    chart.width, chart.height, chart.gapWidth = 12, 12.5, 50
    for place, light in enumerate(pivots.ORDER, 2):
        data = Reference(sheet, min_col=place, min_row=head, max_row=head + months)
        chart.add_data(data, titles_from_data=True)
        _paint(chart.series[-1], FILLS[light])
    chart.set_categories(Reference(sheet, min_col=1, min_row=head + 1, max_row=head + months))
    _show_axes(chart)
    return chart


def _paint(series: Series, colour: str) -> None:
    series.graphicalProperties = GraphicalProperties(solidFill=colour)
    series.graphicalProperties.line.solidFill = "FFFFFF"


def _show_axes(chart: BarChart) -> None:
    """Excel hides the axes of a chart that does not say otherwise."""
    chart.x_axis.delete = False
    chart.y_axis.delete = False
    grey = GraphicalProperties(ln=LineProperties(solidFill="E2E6EA"))
    chart.y_axis.majorGridlines = ChartLines(spPr=grey)
    chart.legend.position = "b"


def _describe(book: Workbook, report: MonthlyReport) -> None:
    """Document properties: what it is, whose, as of when."""
    properties = book.properties
    properties.title = clean(wording.title(report))
    properties.subject = wording.as_of(report)
    by = report.edition.published_by if report.edition else report.plan.issuer
    properties.creator = clean(by)
    properties.keywords = f"{report.plan.slug} {report.key}"
    properties.description = f"SHA-256 {report.edition.sha256}" if report.edition else "尚未发布"
    if report.edition:
        moment: datetime = report.edition.published_at
        properties.created = moment.replace(tzinfo=None)
