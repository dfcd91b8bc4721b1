"""The template as a workbook: each sheet with its hints, drop-downs and a row that shows how."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from dashboard.plan_sheets.layout import EXAMPLE, HEAD_ROW, HINTS, SHEETS, Column, Sheet
from tasks.workbook import looks
from tasks.workbook.page import Page, Put, height_of

if TYPE_CHECKING:
    from openpyxl.styles.cell_style import StyleArray

BLANK_ROWS = 60  # prepared to be filled in
LAST_OFFERED = 1000  # rows with a drop-down
TITLE = "计划模板"
HINT_WIDTHS = (5, 104)
TOLD = (
    "按“计划”“单位”“指标”“重点任务”“里程碑”的顺序填；带*的必填，其余没有可以空着。",
    f"第{HEAD_ROW + 1}行是示例，首格以“{EXAMPLE}”开头，不会读入，可以留着也可以删去。",
    "不要改表名和表头，不要合并单元格；列可以加宽，行可以增加。",
    "目标值、力争值、基期值只填阿拉伯数字。金额写成亿元、万元、元会按“计量单位”换算；比重、增速的单位写%。",
    (
        "类型：累计量填年初累计（如新增60家），存量填年末有多少（如有效专利552件），"
        "比重填占多少（如占GDP2.3%），增速填比上年增长多少（如增长8%）。"
    ),
    (
        "比较方式：达到、以上、不低于、突破填“不低于”；左右填“左右”；控制在……以内、不超过填“不超过”；"
        "前三位这样的名次填“不超过”，目标值3，单位“位”。"
    ),
    "指标、任务里写的单位须在“单位”表里列出；系统里已有的单位，写全称、简称、别名都认得。",
    "多个单位、多个任务序号、多个别名之间用顿号（、）隔开。",
    "上传后先全部检查：有一处不对就一处也不写入，并逐格说明哪张表、哪一格、怎么改。",
    "检查通过后进入确认页，确认无误再生成计划、填报期和各单位的填报任务。",
)


def template() -> bytes:
    """The workbook to fill in; it holds nothing of any plan there is."""
    book = Workbook(write_only=True)
    looks.register(book)
    known: dict[str, StyleArray] = {}
    for sheet in SHEETS:
        _write(Page(book, sheet.name, known), sheet)
    _hints(Page(book, HINTS, known))
    book.properties.title = TITLE
    book.properties.creator = TITLE
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _write(page: Page, sheet: Sheet) -> None:
    widths = [column.width for column in sheet.columns]
    page.lay_out(widths, head_row=HEAD_ROW, frozen=1, footer=f"{TITLE} {sheet.name}")
    _offer(page, sheet)
    page.write([Put(sheet.name, looks.TITLE)], height=30)
    page.write([Put(sheet.lead, looks.LEAD)], height=20)
    page.write([Put(each.title, _head(each), each.hint) for each in sheet.columns], height=34)
    page.write([_example(sheet, each) for each in sheet.columns], height=34)
    blank = [Put(None, looks.input_style("文字", is_open=True)) for _ in sheet.columns]
    for _ in range(1 if sheet.key == "head" else BLANK_ROWS):
        page.write(blank, height=24)


def _head(column: Column) -> str:
    return looks.ASKS if column.is_needed else looks.NAMES


def _example(sheet: Sheet, column: Column) -> Put:
    text = f"{EXAMPLE}：{column.example}" if column == sheet.first else column.example
    return Put(text, looks.TEXT)


def _offer(page: Page, sheet: Sheet) -> None:
    for number, column in enumerate(sheet.columns, start=1):
        if not column.offers:
            continue
        offered = DataValidation(
            type="list",
            formula1=f'"{",".join(column.offers)}"',
            allow_blank=True,
            showErrorMessage=column.field != "months",  # other months may be written out
            errorTitle=column.head,
            error="请从下拉列表中选。",
        )
        letter = get_column_letter(number)
        offered.add(f"{letter}{HEAD_ROW + 2}:{letter}{LAST_OFFERED}")
        page.sheet.data_validations.append(offered)


def _hints(page: Page) -> None:
    page.lay_out(HINT_WIDTHS, head_row=0, frozen=0, footer=HINTS)
    page.write([Put(HINTS, looks.TITLE)], height=30)
    for number, text in enumerate(TOLD, start=1):
        height = height_of({HINT_WIDTHS[1]: text})
        page.write([Put(number, looks.MIDDLE), Put(text, looks.TEXT)], height=height)
