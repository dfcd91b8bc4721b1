"""The meeting's first slides: the month at a glance, then every 聚焦 with its targets. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard import drawing
from dashboard.cockpit import paging
from dashboard.cockpit.slide import Slide, packed, paged
from dashboard.overview import Tile
from dashboard.report import MonthlyReport, TargetRow, TaskRow, UnitRef, shown
from dashboard.report.words import compared, counts_sentence, verdict
from dashboard.templatetags import look
from targets.choices import BEST_FIRST, LATE, Light, Place
from targets.numbers import NOTHING

Groups = list[tuple[UnitRef, list[TargetRow]]]
Where = Callable[[str], str]  # the address of the slide on this target; empty where there is none
ROOM, ROW, LINE, AIR = 790, 90, 40, 12  # px of a table of targets, of a row at least, of a line
COLUMNS = {"name": 13, "goal": 9, "lead": 6}  # characters of a line in each column
WIDE = 8  # characters of a value from which its column is wider
NAME = 14  # characters of a name in one line of a column
FIRST, FURTHER = (2, 11), (3, 15)  # columns of late targets on a slide, and lines in each
TILES, TILE_ROWS = 7, 5  # task tiles in a row, and rows that the first slide has room for


@dataclass(frozen=True)
class Late:
    """One target behind or missing, in the list of the first slide."""

    name: str
    light: Light
    gap: str
    url: str


@dataclass
class Block:
    """A unit and some of its late targets; `count` is all of them."""

    unit: str
    count: int
    targets: list[Late] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """One target of a 聚焦."""

    name: str
    url: str
    light: Light
    value: str
    is_missing: bool
    goal: str
    tag: str
    bar: drawing.Bar
    gap: str
    is_late: bool
    lead: str


def glance(report: MonthlyReport) -> dict[str, Any]:
    """What is said of the month at one glance, on the first slide and on the wall."""
    before = report.before
    return {
        "verdict": verdict(report.counts).split("，"),
        "compared": compared(report.month - 1, report.changes, report.counts.not_judged)
        if before
        else counts_sentence(report.counts, report.plan.word),
        "strip": [(light, report.counts.of(light)) for light in BEST_FIRST],
        "task_groups": _tiles(report),
    }


def overview(report: MonthlyReport, pages: Sequence[Sequence[Sequence[Block]]]) -> Iterator[Slide]:
    """On course or not, where not, whose it is; a long list of late targets goes on."""
    first = pages[0] if pages else ()
    yield Slide("overview", "总体情况", {**glance(report), "columns": first}, "总览")
    for place, columns in enumerate(pages[1:], start=2):
        title = paged("滞后与未报，按牵头单位", place, len(pages))
        yield Slide("late", title, {"columns": columns}, "总览", aside="差距，百分点")


def late_pages(report: MonthlyReport, where: Where) -> list[list[list[Block]]]:
    """The late targets by unit, in columns, in pages; the first page has less room."""
    groups = report.late_by_unit()
    for height in range(1, FIRST[1] + 1):  # what fits the first page stands there evenly
        columns = _columns(groups, where, height)
        if len(columns) <= FIRST[0]:
            return [columns] if columns else []
    columns = _columns(groups, where, FIRST[1], FURTHER[1])
    rest = columns[FIRST[0] :]
    pages = [rest[at : at + FURTHER[0]] for at in range(0, len(rest), FURTHER[0])]
    return [columns[: FIRST[0]], *pages]


def _columns(groups: Groups, where: Where, first: int, further: int = 0) -> list[list[Block]]:
    """The groups in columns of so many lines; a unit that is split is named again."""
    columns: list[list[Block]] = []
    left = 0
    for unit, rows in groups:
        block: Block | None = None
        for row in rows:
            needs = paging.lines(row.short_name, NAME)
            if left < needs + (0 if block else 1):
                left = first if len(columns) < FIRST[0] else further or first
                columns.append([])
                block = None
            if block is None:
                block = Block(unit.short_name, len(rows))
                columns[-1].append(block)
                left -= 1
            block.targets.append(_late(row, where))
            left -= needs
    return columns


def themes(report: MonthlyReport, where: Where) -> Iterator[Slide]:
    """Every heading with its targets, in the plan's order; then what stands only in tasks."""
    for title, rows in _by_heading(report):
        pages = packed([_line(row, where) for row in rows], _height, ROOM)
        for place, page in enumerate(pages, start=1):
            yield Slide(
                "theme",
                paged(title, place, len(pages)),
                {"lines": page, "is_wide": any(len(line.value) > WIDE for line in page)},
                "任务内指标" if title == WITHIN else "主要目标",
                aside=f"{len(rows)}项指标，差距单位：百分点",
            )


WITHIN = "只在重点任务中写明的量化要求"


def _by_heading(report: MonthlyReport) -> Iterator[tuple[str, list[TargetRow]]]:
    headline = [row for row in report.targets if row.place != Place.TASK]
    for theme in report.themes:
        rows = [row for row in headline if row.group == theme.number]
        if rows:
            yield theme.title, rows
    within = [row for row in report.targets if row.place == Place.TASK]
    if within:
        yield WITHIN, within


def _height(line: Line) -> int:
    """How high its row becomes, in px on 1920×1080."""
    texts = {"name": f"{line.name} {line.tag}", "goal": line.goal, "lead": line.lead}
    most = max(paging.lines(texts[name], width) for name, width in COLUMNS.items())
    return max(ROW, AIR + LINE * most)


def _late(row: TargetRow, where: Where) -> Late:
    missing = row.now.value is None
    gap = shown.MISSING if missing else shown.gap(row, row.now)
    return Late(row.short_name, row.now.light, gap, where(row.code))


def _line(row: TargetRow, where: Where) -> Line:
    now = row.now
    return Line(
        name=row.short_name,
        url=where(row.code),
        light=now.light,
        value=shown.value(now),
        is_missing=now.value is None,
        goal=shown.goal(row),
        tag=tag(row),
        bar=drawing.bar(shown.standing_of(now, row.promise), row.promise),
        gap=NOTHING if now.gap is None else f"{shown.signed(now.gap)}{_unit(row)}",
        is_late=now.light in LATE,
        lead=row.leader.short_name,
    )


def tag(row: TargetRow) -> str:
    """Where the figure comes from, when that is not simply this month's report."""
    if row.corrections:
        return "已更正"
    return f"沿用{row.now.figure_month}月" if row.now.is_carried else ""


def _unit(row: TargetRow) -> str:
    unit = shown.gap_unit(row, row.now)
    return "" if unit == shown.POINTS else unit


def _tiles(report: MonthlyReport) -> list[tuple[str, list[Tile]]]:
    """The tasks as tiles under their groups; none where there are more than the slide has room for."""
    groups = [
        (
            group.short_title,
            [_tile(report, task) for task in report.tasks if task.group == group.number],
        )
        for group in report.groups
    ]
    rows = sum(-(-len(tiles) // TILES) for _, tiles in groups)
    return [each for each in groups if each[1]] if rows <= TILE_ROWS else []


def _tile(report: MonthlyReport, task: TaskRow) -> Tile:
    return Tile(
        number=task.number,
        tone=look.tone(task.light),
        url="",
        label=f"任务{task.number} {task.title}：{report.plan.word(task.light)}",
        glyph=look.glyph(task.light),
    )


def count(pages: Iterable[object]) -> int:
    """How many slides the overview takes: one at least."""
    return max(1, len(list(pages)))
