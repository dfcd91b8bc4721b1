"""原文对照: the plan's own text with its figures, lights and units in place. Pure.

Everything is drawn from the report's text and from offsets into it, so any plan can be read so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.safestring import SafeString

from dashboard import addresses
from dashboard.living_text import Typesetter
from dashboard.margins import (
    LATE_LIGHTS,
    TargetsMargin,
    TaskMargin,
    late_words,
    of_targets,
    of_task,
)
from dashboard.phrases import Mark, Names, Piece, Sort, cut, responsible
from dashboard.report import MonthlyReport, TargetRow, TaskRow
from dashboard.target_card import card
from dashboard.typesetting import full_width
from plans.reader import Block, Kind, outline
from targets.choices import Light

LONG = 20_000  # characters; from here on the browser lays out only what is on the screen
LINE = 38  # characters in a line of the sheet on a desk
ROOMS = (1, 2, 3, 4, 6, 8, 12, 16, 24)  # lines a block may be taken to fill before it is laid out
SUMMARY = 42  # characters of a folded paragraph
FOLDED = frozenset({Kind.ITEM, Kind.DASH, Kind.PARAGRAPH, Kind.HEADING})


@dataclass(frozen=True)
class Chosen:
    """What the address asks for; unknown values count as not chosen."""

    is_plain: bool = False  # 只看原文
    is_late: bool = False  # 只看滞后


@dataclass(frozen=True)
class Row:
    """One block of the text, typeset, with what stands beside it in the margin."""

    anchor: str
    html: SafeString
    room: int
    heading: str = ""  # the title of a chapter
    tasks: tuple[TaskMargin, ...] = ()  # those that begin here
    targets: TargetsMargin | None = None
    summary: str = ""  # its first words, where it is folded away


@dataclass
class Entry:
    """A line of the table of contents; a chapter's line counts what follows up to the next."""

    anchor: str
    label: str
    is_chapter: bool = False
    lamp: SafeString | str = ""
    targets: int = 0
    tasks: int = 0
    lights: list[Light] = field(default_factory=list)

    @property
    def late(self) -> str:
        """How many of what it counts are late, in words."""
        return late_words(self.lights)


def context(report: MonthlyReport, query: QueryDict) -> dict[str, Any]:
    """What the page's template needs; a report without the text says so and no more."""
    if not report.text.strip():
        return {"missing": missing(report), "targets_url": addresses.targets(report)}
    chosen = chosen_from(query)
    laid = Laid(report, chosen)
    return {
        "remark": laid.remark(),
        "chosen": chosen,
        "ways": _ways(report, query),
        "late": laid.late,
        "front": laid.rows[: laid.front],
        "rows": laid.rows[laid.front :],
        "is_long": len(report.text) > LONG,
        "contents": contents(laid.rows[laid.front :]),
        "cards": {} if chosen.is_plain else laid.cards(),
        "astray": [] if chosen.is_plain else list(laid.astray()),
    }


def chosen_from(query: QueryDict) -> Chosen:
    """The two switches of the page, from its query string."""
    is_plain = query.get("plain") == "1"
    return Chosen(is_plain, not is_plain and query.get("only") == "late")


def missing(report: MonthlyReport) -> str:
    """Why there is no text to read, in one sentence."""
    if report.edition is None:
        return "这个计划还没有录入全文，录入后这里逐字显示。"
    return "这个月发布时没有随数据存下计划全文，本页不拿现在的文本代替。"


def contents(rows: Iterable[Row]) -> list[Entry]:
    """The table of contents: chapters, paragraphs with targets, tasks, with counts and lights."""
    entries: list[Entry] = []
    chapter = Entry("", "")
    for row in rows:
        if row.heading:
            chapter = Entry(row.anchor, row.heading, is_chapter=True)
            entries.append(chapter)
        if row.targets:
            number, lights = len(row.targets.lines), list(row.targets.lights)
            entries.append(Entry(row.anchor, row.targets.title, targets=number, lights=lights))
            chapter.targets += number
            chapter.lights += lights
        for task in row.tasks:
            label = f"{task.number}. {task.title}"
            entries.append(Entry(row.anchor, label, lamp=task.lamp, tasks=1))
            chapter.tasks += 1
            chapter.lights.append(task.verdict)
    return entries


def front_of(blocks: Sequence[Block], first: int) -> int:
    """How many blocks stand before the plan itself: a website's head and the covering letter.

    The letter ends with its sign-off, the plan begins with the title behind it, and the first
    marked phrase (`first`) is the plan's already.
    """
    front = next((at for at, each in enumerate(blocks) if each.kind is not Kind.META), 0)
    for at in range(1, len(blocks)):
        if blocks[at].start >= first or blocks[at].kind is Kind.HEADING:
            break
        if blocks[at].kind is Kind.TITLE and blocks[at - 1].kind is Kind.SIGNATURE:
            front = at
    return front


def _ways(report: MonthlyReport, query: QueryDict) -> dict[str, str]:
    """The same page, switched over; an edition that was asked for is kept."""
    here = addresses.page(report, "plan_text")

    def way(**switch: str) -> str:
        asked = QueryDict(mutable=True)
        if edition := query.get("edition"):
            asked["edition"] = str(edition)
        asked.update(switch)
        return f"{here}?{asked.urlencode()}" if asked else here

    return {"both": way(), "plain": way(plain="1"), "late": way(only="late")}


class Laid:
    """One report's text laid out: its blocks, the marks on them, and what stands beside them."""

    def __init__(self, report: MonthlyReport, chosen: Chosen) -> None:
        self.report, self.chosen = report, chosen
        self.text = full_width(report.text)
        self.blocks = outline(report.text)
        self.targets = {row.code: row for row in report.targets}
        self.titles = {group.number: group.short_title for group in report.themes}
        self.phrases = tuple(_phrases(report))
        self.placed = tuple(_placed(report))
        firsts = [mark.start for mark in self.phrases] + [task.start for task in self.placed]
        self.front = front_of(self.blocks, min(firsts, default=len(self.text)))
        lights = [row.now.light for row in report.targets] + [task.light for task in report.tasks]
        self.late = sum(light in LATE_LIGHTS for light in lights)

    def remark(self) -> str:
        """How much of the text is marked: 原文27处量化表述，对应25项指标."""
        places = len({(mark.start, mark.end) for mark in self.phrases})
        return f"原文{places}处量化表述，对应{len({mark.code for mark in self.phrases})}项指标"

    def cards(self) -> dict[str, str]:
        """By code, the card of each target that has a chip."""
        tasks = {task.number: task for task in self.report.tasks}
        marked = {mark.code for mark in self.phrases}
        rows = (row for row in self.report.targets if row.code in marked)
        return {row.code: card(self.report, row, tasks) for row in rows}

    def astray(self) -> Iterator[tuple[str, str]]:
        """Targets and tasks that the text does not show at their place: name and address."""
        marked = {mark.code for mark in self.phrases}
        for row in self.report.targets:
            if row.code not in marked:
                yield row.short_name, addresses.target(self.report, row.code)
        placed = {task.number for task in self.placed}
        for task in self.report.tasks:
            if task.number not in placed:
                yield f"任务{task.number}", addresses.task(self.report, task.number)

    @cached_property
    def rows(self) -> list[Row]:
        """Every block as it is printed, in the text's order."""
        spans = [(block.start, block.end) for block in self.blocks]
        typesetter = Typesetter(self.report, self.text, self.targets)
        waiting = list(reversed(self.placed))
        rows: list[Row] = []
        tasks: list[TaskRow] = []
        for block, pieces in zip(self.blocks, cut(spans, self._marks()), strict=True):
            tasks = [task for task in tasks if block.start < task.end]
            begun = []
            while waiting and waiting[-1].start < block.end:
                begun.append(waiting.pop())
            tasks += begun
            rows.append(self._row(block, pieces, typesetter.block(block, pieces), begun, tasks))
        return rows

    def _marks(self) -> Iterator[Mark]:
        """All that is marked: titles of blocks, phrases, and units in the tasks' brackets."""
        for block in self.blocks:
            if block.start < block.title_end < block.end:
                yield Mark(block.start, block.title_end, Sort.TITLE)
        if self.chosen.is_plain:
            return
        yield from self.phrases
        units = self.report.units
        named = [(unit.name, unit.code) for unit in units]
        named += [(unit.short_name, unit.code) for unit in units]
        named += self.report.aliases
        names = Names((full_width(name), code) for name, code in named)
        for task in self.placed:
            place = responsible(self.text, task.start, task.end)
            if place is not None:
                yield from names.found(self.text, *place)

    def _row(
        self,
        block: Block,
        pieces: list[Piece],
        html: SafeString,
        begun: list[TaskRow],
        tasks: list[TaskRow],
    ) -> Row:
        """One block; `begun` are the tasks that begin with it, `tasks` those it belongs to."""
        here = self._stated(pieces)
        lights = [row.now.light for row in here] + [task.light for task in tasks]
        is_late = any(light in LATE_LIGHTS for light in lights)
        is_chapter = block.kind is Kind.HEADING and block.title_end == block.end
        length = block.end - block.start
        return Row(
            anchor=f"b{block.start}",
            html=html,
            room=next((room for room in ROOMS if room * LINE >= length), ROOMS[-1]),
            heading=self.text[block.start : block.end] if is_chapter and block.level == 1 else "",
            tasks=tuple(of_task(self.report, task) for task in begun),
            targets=of_targets(self.report, here, self.titles) if here and not tasks else None,
            summary=self._summary(block)
            if self.chosen.is_late and block.kind in FOLDED and not is_chapter and not is_late
            else "",
        )

    def _stated(self, pieces: Iterable[Piece]) -> list[TargetRow]:
        """The targets whose phrases end in this block, in the text's order."""
        closing = (mark for piece in pieces for mark in piece.closing)
        codes = dict.fromkeys(mark.code for mark in closing if mark.sort is Sort.TARGET)
        return [self.targets[code] for code in codes]

    def _summary(self, block: Block) -> str:
        """A numbered task by its title, anything else by its first words."""
        if block.title_end > block.start:
            return self.text[block.start : block.title_end].removesuffix("。")
        said = self.text[block.start : block.end]
        return said if len(said) <= SUMMARY else f"{said[:SUMMARY]}…"


def _phrases(report: MonthlyReport) -> Iterator[Mark]:
    """Every quotation that stands where it says it stands."""
    for row in report.targets:
        for quote in row.quotes:
            said = report.text[quote.start : quote.end]
            if said.strip() and said == quote.text:
                yield Mark(quote.start, quote.start + len(said.rstrip()), Sort.TARGET, row.code)


def _placed(report: MonthlyReport) -> Iterator[TaskRow]:
    """The tasks whose text stands where they say, in the text's order."""
    for task in sorted(report.tasks, key=lambda each: each.start):
        if task.text.strip() and report.text[task.start : task.end] == task.text:
            yield task
