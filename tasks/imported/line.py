"""What a line of a figure and one of a note have in common when they are held against the system."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from targets.choices import Act
from targets.rounds import REFUSALS
from tasks.imported.rows import ERROR, Said, Staged
from tasks.owed import Owed
from tasks.workbook.layout import CellError, ReadLine

BLANK = "空白"
SENT = "单位已提交。要改的，先在审核页退回。"
STRANGE = "不在本次填报的{what}里，没有读取。请不要改动编码，或重新下载填报表。"
ASIDE = "{told}；文件里没有改动这一项，以系统里的为准。"
GONE = "这一项已不归这里填报，没有写入。请重新下载填报表。"
OVERTAKEN = "{told}，文件是在那之前下载的。请重新下载填报表，核对后再填这一项。"


def line_of(read: ReadLine, kind: str, key: str, name: str, typed: dict[str, Any]) -> Staged:
    """A line as it was read, nothing known of it yet."""
    return Staged(
        kind=kind,
        key=key,
        unit=read.unit_code,
        unit_name="",
        name=name,
        sheet=read.sheet,
        line=read.line,
        cells=dict(read.cells),
        typed=typed,
        seen=0,
    )


def strange(row: Staged, read: ReadLine, what: str) -> Staged:
    """A line of what the month does not ask of this unit."""
    said = errors_of(read) or (said_of(read.wrong("code", STRANGE.format(what=what))),)
    return replace(row, verdict=ERROR, said=said)


def errors_of(read: ReadLine) -> tuple[Said, ...]:
    """What was wrong in reading it."""
    return tuple(said_of(each) for each in read.errors)


def said_of(wrong: CellError) -> Said:
    """An error as the preview says it: the fact, and what to do."""
    text = wrong.text.removeprefix(f"{wrong.sheet}!{wrong.cell}：")
    fact, stop, wish = text.partition("。")
    return Said(wrong.field, wrong.cell, fact + stop, wish)


def locked(duty: Owed, *, is_office: bool) -> str:
    """Why what is handed in already cannot be changed."""
    if is_office and duty.is_handed_in and not duty.is_approved:
        return SENT
    told = REFUSALS.get((Act.SAVE, duty.state)) if duty.state else None
    return told or "本月不能填报。"
