"""The Excel summary of a month: its sheets in order, their charts, and what the file says of itself."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC
from pathlib import Path
from typing import IO, TYPE_CHECKING

from openpyxl.formatting.rule import DataBar, FormatObject, Rule
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.pagebreak import Break
from openpyxl.writer.excel import ExcelWriter

from accounts.texts import clean
from dashboard.meeting import dated, native, styles, wording
from dashboard.meeting.boards import board_sheet
from dashboard.meeting.cells import finish, head_of
from dashboard.meeting.kept_lists import order_list, problem_list
from dashboard.meeting.lists import indicator_list, task_list
from dashboard.meeting.paper import Paper
from dashboard.meeting.sheets import (
    BAR_END,
    TARGET_COLUMNS,
    summary_sheet,
    target_sheet,
    task_sheet,
    unit_sheet,
)
from dashboard.meeting.trends import light_sheet, trend_sheet
from dashboard.report import MonthlyReport

if TYPE_CHECKING:
    from openpyxl.styles.cell_style import StyleArray
    from openpyxl.worksheet.worksheet import Worksheet

ORDERS = "督办单"  # a sheet of the months of a plan that keeps the loop
SHEETS = (
    *("汇总", "主要指标清单", "重点任务清单", "问题销号清单", ORDERS, "晾晒榜", "走势", "走势图"),
    *("各月亮灯", "指标", "重点任务", "单位"),
)
CHARTS_A_ROW, CHARTS_A_PAGE = 2, 4
FIRST_CHART, CHART_ROWS = 4, 19  # of 走势图: the row of its first chart, and from chart to chart
CHART_WIDTHS = (("", 84), ("", 84))
PLACES = {name: number for number, (name, _) in enumerate(TARGET_COLUMNS, 1)}
LISTS = {
    "主要指标清单": indicator_list,
    "重点任务清单": task_list,
    "问题销号清单": problem_list,
    ORDERS: order_list,
    "晾晒榜": board_sheet,
    "各月亮灯": light_sheet,
    "重点任务": task_sheet,
    "单位": unit_sheet,
}


def write(report: MonthlyReport, file: Path | IO[bytes]) -> None:
    """Write the month's workbook to a path or an open binary file.

    Every figure is a real number with a format, the same decimal that the page shows; a
    percentage is held as its share (0.475 shown as 47.5%).
    """
    book = Workbook()
    styles.register(book)
    book.remove(book.worksheets[0])  # the sheet that every new workbook has
    looks: dict[str, StyleArray] = {}
    papers = {name: Paper(book.create_sheet(name), looks) for name in sheets(report)}
    head = target_sheet(papers["指标"], report)
    for name, fill in LISTS.items():
        if name in papers:
            fill(papers[name], report)
    _bars(papers["指标"].sheet, head, len(report.targets))
    _summary(papers["汇总"], papers["指标"].sheet, head, report)
    _trends(papers["走势"], papers["走势图"], report)
    _describe(book, report)
    _save(book, report, file)


def sheets(report: MonthlyReport) -> list[str]:
    """The workbook's sheets in their order."""
    return [name for name in SHEETS if name != ORDERS or report.keeps_loop]


def _summary(paper: Paper, targets: Worksheet, head: int, report: MonthlyReport) -> None:
    """汇总 with its two charts under the tables, on a page of their own."""
    places = summary_sheet(paper, report)
    paper.sheet.row_breaks.append(Break(id=places["months"] - 1))
    columns = [PLACES["占年度目标%"], PLACES["序时进度%"]]
    if report.targets:
        bars = native.completion(targets, head, len(report.targets), columns, PLACES["指标"])
        paper.sheet.add_chart(bars, f"A{places['end'] + 1}")
    stacks = native.months(paper.sheet, places["months"], report.month)
    paper.sheet.add_chart(stacks, f"H{places['end'] + 1}")


def _trends(numbers: Paper, drawings: Paper, report: MonthlyReport) -> None:
    """走势 as two tables, and 走势图 with a line chart for each heading, four to a page."""
    places = trend_sheet(numbers, report)
    head_of(drawings, report, "走势图", [])
    last = report.month + 2
    for number, drawn in enumerate(places.charts):
        chart = native.trend(numbers.sheet, drawn.title, places.head, places.pace, drawn.rows, last)
        line, column = divmod(number, CHARTS_A_ROW)
        row = FIRST_CHART + line * CHART_ROWS
        if number % CHARTS_A_PAGE == 0 and number:
            drawings.sheet.row_breaks.append(
                Break(id=row - 2)
            )  # its frame lies on its first row's edge
        drawings.sheet.add_chart(chart, f"{'AB'[column]}{row}")
    if not places.charts:
        drawings.line(FIRST_CHART, "没有可画的完成率。")
    finish(drawings, report, CHART_WIDTHS, 0, 0)


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


def _describe(book: Workbook, report: MonthlyReport) -> None:
    """Document properties: what it is, whose, as of when."""
    properties = book.properties
    properties.title = clean(wording.title(report))
    properties.subject = wording.as_of(report)
    by = report.edition.published_by if report.edition else report.plan.issuer
    properties.creator = clean(by)
    properties.keywords = f"{report.plan.slug} {report.key}"
    properties.description = f"SHA-256 {report.edition.sha256}" if report.edition else "尚未发布"
    properties.created = dated.moment_of(report).astimezone(UTC).replace(tzinfo=None)
