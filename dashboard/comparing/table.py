"""A table to compare by: cells that are written, taken away as numbers, and sorted by. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard import listing
from dashboard.list_files import Cell as Plain
from dashboard.listing import Column, Head
from dashboard.report import MonthlyReport, TargetRow, shown
from dashboard.report.counted import WORST_FIRST
from dashboard.templatetags import look
from targets.choices import Light
from targets.numbers import NOTHING


@dataclass(frozen=True)
class Cell:
    """One cell: as written, as another program takes it, and by what it is sorted (None: last)."""

    html: SafeString | str
    plain: Plain = None
    by: Decimal | int | str | None = None


@dataclass(frozen=True)
class Line:
    """One line: its name's link, its cells in the columns' order, and the kinds it is filtered by."""

    url: str
    cells: tuple[Cell, ...]
    unit: str = ""  # the leading unit's code
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Box:
    """A cell beside its column, for a template: the label stands before it on a phone."""

    label: str
    css: str
    html: SafeString | str


@dataclass(frozen=True)
class Table:
    """Columns and lines, as one page shows and one file holds them; `foot` says how to read it."""

    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    foot: str = ""

    def kept(self, wanted: Callable[[Line], bool]) -> Table:
        """The same with the lines wanted alone."""
        return replace(self, lines=tuple(line for line in self.lines if wanted(line)))

    def sorted_as(self, query: QueryDict) -> Table:
        """The lines in the order that the address asks for; the plan's where it asks for none."""
        sort = self.order(query)
        keys = {column.name: _key(place) for place, column in enumerate(self.columns)}
        return replace(self, lines=tuple(listing.ordered(self.lines, sort, keys)))

    def order(self, query: QueryDict) -> str:
        """By which column the address sorts; empty for none of these."""
        return listing.sort_in(query, [each.name for each in self.columns if each.sorts])

    def heads(self, query: QueryDict, hidden: frozenset[str]) -> list[Head]:
        """The heads of the columns that are shown."""
        return listing.heads(self.columns, query, self.order(query), hidden)

    def boxes(self, line: Line, hidden: frozenset[str]) -> list[Box]:
        """The line's cells that are shown, each with its column."""
        pairs = zip(self.columns, line.cells, strict=True)
        return [
            Box(
                column.label,
                f"{column.css} none" if cell.html == NOTHING else column.css,
                cell.html,
            )
            for column, cell in pairs
            if column.name not in hidden
        ]

    def hideable(self) -> list[tuple[str, str]]:
        """The columns that may be left out: all but the name."""
        return [(column.name, column.label) for column in self.columns[1:]]

    def plain(self, hidden: frozenset[str]) -> tuple[tuple[str, ...], list[Sequence[Plain]]]:
        """Heads and lines for a file."""
        places = [at for at, column in enumerate(self.columns) if column.name not in hidden]
        heads = tuple(self.columns[at].label for at in places)
        return heads, [[line.cells[at].plain for at in places] for line in self.lines]


def _key(place: int) -> Callable[[Line], Decimal | int | str | None]:
    return lambda line: line.cells[place].by


def number(value: Decimal | None, *, css: str = "") -> Cell:
    """A figure as the report holds it."""
    text = shown.number(value)
    return Cell(format_html('<span class="{}">{}</span>', css, text) if css else text, value, value)


def signed(value: Decimal | None) -> Cell:
    """A difference, with its sign."""
    return Cell(shown.signed(value), value, value)


def count(value: int) -> Cell:
    """How many; nought is written small, since the others are looked for."""
    return Cell(
        str(value) if value else format_html('<span class="mut">{}</span>', 0), value, value
    )


def text(words: str) -> Cell:
    """Words; — for none."""
    return Cell(words or NOTHING, words, words or None)


def light(report: MonthlyReport, code: Light) -> Cell:
    """A light by the name that the report's plan has for it; the worst sorts first."""
    word = report.plan.word(code)
    place = WORST_FIRST.index(code) if code in WORST_FIRST else None
    return Cell(look.light(code, word=word), word, place)


def figure(row: TargetRow) -> Cell:
    """A target's figure of the report's month, with the word that stands in its place, or 沿用."""
    now = row.now
    if now.value is None:
        words = shown.value(now)
        return Cell(format_html('<span class="mut">{}</span>', words), words)
    told = format_html("<b>{}</b>", shown.value(now))
    if now.is_carried and now.figure_month is not None:
        told = format_html("{} {}", look.carried(now.figure_month), told)
    return Cell(told, now.value)


def name(url: str, words: str) -> Cell:
    """The line's name, a link where there is a page."""
    return Cell(format_html('<a href="{}">{}</a>', url, words) if url else words, words)


def lead(row: TargetRow) -> Cell:
    """The leading unit."""
    unit = row.leader
    return Cell(unit.short_name, unit.short_name, unit.short_name)


def lead_code(row: TargetRow) -> str:
    """By what a target is filtered: its leading unit's code."""
    return row.leader.code


def leads(rows: Iterable[TargetRow]) -> dict[str, str]:
    """The units that lead any of these, by code, for a filter."""
    return {row.leader.code: row.leader.short_name for row in rows}
