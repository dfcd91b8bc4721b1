"""一页纸 as a Word file: every target and task, whose, why and what next, on one sheet of A4."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from dashboard.meeting import dated, wording
from dashboard.meeting.gist import SCALE, Gist, Lamp, gist
from dashboard.meeting.letter import Cell, Letter, Page, Table
from dashboard.report import MonthlyReport
from targets.choices import ON_COURSE

PAGE = Page(top=12, bottom=13, left=14, right=14, edge=5)
HEADS = ("聚焦", "指标", "亮灯", "实绩", "目标", "完成率", "差距", "牵头单位")
WIDTHS = (20, 40, 18, 25, 28, 15, 13, 23)
SIZE = 16  # half points
ON_COURSE_WORD = "在轨"


def write(report: MonthlyReport, file: IO[bytes]) -> None:
    """Write the sheet to an open binary file."""
    said = gist(report)
    letter = Letter(dated.described(report, said.title), mark=wording.mark(report), page=PAGE)
    letter.paragraph(said.title, style="AppendixTitle")
    letter.paragraph(f"{said.number}　　{said.issued}", style="Measure")
    letter.paragraph(said.verdict, style="Caption")
    strip = "　".join(f"{word}{number}" for _, word, number in said.strip)
    letter.paragraph(said.pace + SCALE, style="Small")
    letter.paragraph(strip, style="Small")
    letter.table(_targets(said))
    letter.gap()
    if said.tasks:
        letter.table(_tasks(said))
        letter.gap()
    if said.units:
        letter.table(_units(said))
        letter.gap()
    if said.causes:
        letter.table(_causes(said))
    letter.paragraph(said.foot, style="Small")
    letter.save(file)


def _targets(said: Gist) -> Table:
    return Table(
        HEADS,
        list(_lines(said)),
        WIDTHS,
        middle={0, 2, 3, 5, 6},
        about=f"全部指标{said.lines}项",
        size=SIZE,
        is_tight=True,
    )


def _lines(said: Gist) -> Iterator[list[str | Cell]]:
    for section in said.sections:
        for place, line in enumerate(section.lines):
            heading = (
                Cell(section.title, is_bold=True, down="restart")
                if place == 0
                else Cell("", down="continue")
            )
            value = f"{line.value}（{line.carried}）" if line.carried else line.value
            yield [
                heading,
                Cell(line.name, is_bold=line.is_late),
                Cell(line.word, is_bold=line.is_late),
                value,
                line.goal,
                line.completion,
                line.gap,
                line.lead,
            ]


def _tasks(said: Gist) -> Table:
    rows = [[title, _by_word(lamps)] for title, lamps in said.tasks]
    number = sum(len(lamps) for _, lamps in said.tasks)
    return Table(
        (f"重点任务{number}项", "亮灯（任务序号）"), rows, (42, 140), size=SIZE, is_tight=True
    )


def _units(said: Gist) -> Table:
    rows = [[unit, _by_word(lamps)] for unit, lamps in said.units]
    return Table(("牵头单位", "滞后与未报的指标"), rows, (42, 140), size=SIZE, is_tight=True)


def _by_word(lamps: tuple[Lamp, ...]) -> str:
    """在轨1、2、4；严重滞后3、6；逾期未报7: each light once, in the order it comes."""
    by_word: dict[str, list[str]] = {}
    for lamp in lamps:
        word = ON_COURSE_WORD if lamp.light in ON_COURSE else lamp.word
        by_word.setdefault(word, []).append(lamp.name)
    return "；".join(f"{word}：{'、'.join(names)}" for word, names in by_word.items())


def _causes(said: Gist) -> Table:
    rows = [[each.name, each.problem, each.next_step] for each in said.causes]
    return Table(
        ("滞后与未报的指标", "原因", "下步措施"), rows, (42, 74, 66), size=SIZE, is_tight=True
    )
