"""The sheets 走势 and 各月亮灯: every target in every month, as figures, as shares and as lights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from openpyxl.worksheet.pagebreak import Break

from dashboard.meeting.cells import finish, head_of, light_cell
from dashboard.meeting.paper import Cell, Paper
from dashboard.report import Figure, MonthlyReport, TargetRow
from targets.arithmetic import MONTHS
from targets.choices import Place
from targets.numbers import half_up

NAME, MEASURE, MONTH = ("指标", 30), ("计量单位", 9), 10
PACE = "序时进度"
BLANK = "空格为没有数据（未报、未到报送期或待补录）；斜体灰字为沿用此前的数据。"
MOST_LINES = 6  # of a chart; more cannot be told apart


@dataclass(frozen=True)
class Drawn:
    """What one line chart draws: its title, the rows of its lines, and those they stand under."""

    title: str
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Places:
    """Where the sheet keeps what its charts draw: the head row, the row of the pace under it."""

    head: int
    pace: int
    charts: tuple[Drawn, ...]


def trend_sheet(paper: Paper, report: MonthlyReport) -> Places:
    """Values by month, then shares of the year's goal by month, with the pace as a line of its own."""
    columns = _columns(report)
    head = head_of(paper, report, "走势", columns)
    for number, row in enumerate(report.targets, 1):
        cells = [_value(row, figure) for figure in row.figures]
        paper.put(head + number, [Cell(row.short_name, "重点"), Cell(row.measure, "居中"), *cells])
    last = head + len(report.targets)
    paper.line(last + 1, BLANK)
    second = last + 3
    paper.line(second - 1, "占年度目标%", "要句")
    paper.heads(second, [name for name, _ in columns], lines=1)
    pace = [Cell(_pace(month), "百分比") for month in range(1, report.month + 1)]
    paper.put(second + 1, [Cell(PACE, "重点"), Cell("%", "居中"), *pace])
    for number, row in enumerate(report.targets, 2):
        cells = [_share(row, figure) for figure in row.figures]
        paper.put(second + number, [Cell(row.short_name, "重点"), Cell("%", "居中"), *cells])
    finish(paper, report, columns, head, last)
    paper.sheet.row_breaks.append(Break(id=second - 2))
    return Places(second, second + 1, tuple(_charts(report, second + 2)))


def _columns(report: MonthlyReport) -> tuple[tuple[str, int], ...]:
    return (NAME, MEASURE, *((f"{month}月", MONTH) for month in range(1, report.month + 1)))


def _value(row: TargetRow, now: Figure) -> Cell:
    """A real number; an empty box, never text, where there is none: a chart draws text as 0."""
    return Cell(now.value, f"{'沿' if now.is_carried else '数'}{row.decimals}")


def _share(row: TargetRow, now: Figure) -> Cell:
    share = None if now.completion is None else now.completion / 100
    return Cell(share, "沿百分比" if now.is_carried else "百分比")


def _pace(month: int) -> Decimal:
    """The year's share by then, as the report shows it: 8 ÷ 12 = 66.7%."""
    return half_up(Fraction(100 * month, MONTHS), 1) / 100


def _charts(report: MonthlyReport, first: int) -> Iterator[Drawn]:
    """A chart for each heading, of so many lines at most; rows that hold no share draw none."""
    names = {group.number: group.short_title for group in report.themes}
    by_heading: dict[str, list[int]] = {}
    for offset, row in enumerate(report.targets):
        heading = "任务内指标" if row.place == Place.TASK else names.get(row.group, "")
        if any(figure.completion is not None for figure in row.figures):
            by_heading.setdefault(heading, []).append(first + offset)
    for heading, rows in by_heading.items():
        parts = -(-len(rows) // MOST_LINES)
        size = -(-len(rows) // parts)  # shared out evenly: no chart of a single line left over
        for number in range(parts):
            title = heading if parts == 1 else f"{heading}（{number + 1}）"
            yield Drawn(title, tuple(rows[number * size : (number + 1) * size]))


def light_sheet(paper: Paper, report: MonthlyReport) -> None:
    """Every target's light in every month, in word and colour."""
    columns = (NAME, *((f"{month}月", MONTH) for month in range(1, report.month + 1)))
    head = head_of(paper, report, "各月亮灯", columns)
    for number, row in enumerate(report.targets, 1):
        lights = [light_cell(report, figure.light) for figure in row.figures]
        paper.put(head + number, [Cell(row.short_name, "重点"), *lights])
    finish(paper, report, columns, head, head + len(report.targets))
