"""What the entry workbook says about itself: one line above each table, the hint sheet."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.workbook import looks
from tasks.workbook.layout import EntryBook
from tasks.workbook.offers import NATURES, WORDS
from tasks.workbook.page import Page, Put, height_of

WIDTHS = (5, 104)


def figures_lead(book: EntryBook) -> str:
    """The line above the figures."""
    return (
        f"只填黄色单元格。本月数填到{book.month}月底的数，口径见“填报口径”；只填数字，不写单位。"
        f"{_made(book)}"
    )


def notes_lead(book: EntryBook) -> str:
    """The line above the notes."""
    return f"只填黄色单元格。自评从下拉列表里选，进展写本月做了什么、到了哪一步。{_made(book)}"


def _made(book: EntryBook) -> str:
    made = book.made_at
    return f"本表下载于{made.month}月{made.day}日{made:%H:%M}。"


def write(page: Page, book: EntryBook, astray: Sequence[str]) -> None:
    """The sheet 填写说明, and what went wrong outside the rows."""
    page.lay_out(WIDTHS, head_row=0, frozen=0, footer=book.title)
    page.protect()
    page.write([Put("填写说明", looks.TITLE)], height=30)
    page.write([Put(book.title, looks.LEAD)], height=20)
    for number, text in enumerate(_hints(book), 1):
        height = height_of({WIDTHS[1]: text})
        page.write([Put(number, looks.MIDDLE), Put(text, looks.TEXT)], height=height)
    for text in astray:
        height = height_of({WIDTHS[1]: text})
        page.write([Put("错", looks.ERROR), Put(text, looks.ERROR)], height=height)


def _hints(book: EntryBook) -> tuple[str, ...]:
    month = book.month
    return (
        "黄色单元格是要填的；灰色的是已提交或未开放的，不能改；其余是对照用的，请勿改动。",
        (
            f"本月数：按“填报口径”填到{month}月底的数。口径写“累计”的，填年初到{month}月底的累计，"
            "不要只填当月。没有新进展的照填上月数，一个也没有的填0；空着的视为还没有填。"
        ),
        (
            "只填阿拉伯数字，单位见“计量单位”一列。全角数字、千位逗号、写在数字后面的单位（17.5亿元）"
            "也认得；金额写万元、元的会换算成本列的单位，并在导入前告诉您。"
        ),
        "百分数：单位是%的，填1.55或1.55%都可以，不要填0.0155。",
        f"数据性质：{'、'.join(NATURES)}，从下拉列表里选，可以不选。",
        "预计数：对全年或本季的预计，供会议参考，不代替本月数，可以不填。",
        (
            "情况说明：数字下降、突增、与上月相差10倍以上等，系统会提示，须写一行说明。"
            "存在问题、下步措施：滞后的指标须填，其余可以不填。"
        ),
        f"自评：{'、'.join(WORDS)}，从下拉列表里选。",
        (
            "可以插入行列、调整顺序、复制粘贴，也可以分几次上传；不要改表头和“编码”一列，"
            "不要把两个指标的数合并成一格。用公式的，请保存后再上传。"
        ),
        (
            "填好后保存为“Excel工作簿(.xlsx)”，在“Excel导入”页按“上传并核对”。系统先列出哪些要改、"
            "哪里有错，您确认后才保存；有错的行可以再下载一份标好错处的表，改好后重新上传。"
        ),
        f"本表只能用于{book.year}年{month}月。下载以后网页上又有改动的，上传时会逐项提示，由您选定。",
    )
