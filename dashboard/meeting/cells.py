"""The report's values as cells, and what every sheet has alike: title, head row, set-up, seal."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dashboard.heading import DEMO
from dashboard.meeting import wording
from dashboard.meeting.paper import Cell, Paper
from dashboard.report import MonthlyReport
from targets.choices import Light

Columns = Sequence[tuple[str, int]]
HEAD = 3  # the row of a list's heads, under title and issue
NO_TABLE = 2  # columns that a title is centred over where no table stands under it
SEAL_LENGTH = 12  # characters of the SHA-256 that stand on paper


def number_or(value: Decimal | int | None, style: str, missing: str = "—") -> Cell:
    """A real number in this style; the word that stands in its place."""
    return Cell(missing or "—", "居中") if value is None else Cell(value, style)


def signed_or(value: Decimal | None, missing: str = "—") -> Cell:
    """A difference with its sign and every digit it is held with."""
    return number_or(value, f"差{places_of(value)}" if value is not None else "", missing)


def goal_cell(value: Decimal) -> Cell:
    """A promised value with the digits it has."""
    return Cell(value, f"数{places_of(value.normalize())}")


def places_of(value: Decimal) -> int:
    """How many decimals this decimal is shown with."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def light_cell(report: MonthlyReport, light: Light) -> Cell:
    """A light by the plan's word for it, in the colours of its class."""
    return Cell(report.plan.word(light), light.label)


def head_of(paper: Paper, report: MonthlyReport, name: str, columns: Columns) -> int:
    """Title, issue and head row of a list; returns the number of the head row."""
    names = [each for each, _ in columns]
    paper.title(f"{wording.title(report)}：{name}", len(names) or NO_TABLE)
    paper.line(2, wording.as_of(report))
    if names:
        paper.heads(HEAD, names)
    return HEAD


def row_of(paper: Paper, row: int, cells: Sequence[Cell], columns: Columns) -> None:
    """One line of a list, as high as its longest text."""
    paper.put(row, cells)
    paper.fit(row, cells, [width for _, width in columns])


def finish(paper: Paper, report: MonthlyReport, columns: Columns, head: int, last: int) -> None:
    """Widths, paper, frozen head and filter; whose edition it is at the foot of every page."""
    paper.lay_out(
        title=wording.title(report),
        widths=[width for _, width in columns],
        head_row=head,
        footer=DEMO if report.plan.is_demo else "",
        seal=seal(report),
    )
    if last > head:
        final = paper.sheet.cell(row=last, column=len(columns)).coordinate
        paper.sheet.auto_filter.ref = f"A{head}:{final}"


def seal(report: MonthlyReport) -> str:
    """第1版  校验值 4f5a94616414; 未发布 before there is one."""
    if report.edition is None:
        return "未发布"
    return f"第{report.edition.number}版  校验值 {report.edition.sha256[:SEAL_LENGTH]}"
