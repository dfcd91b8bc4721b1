"""A block of the plan's text as a page prints it: its phrases underlined, a chip behind each. Pure.

The markup is built from offsets, fixed words and escaped text in one walk, since a plan of a
hundred pages has some thousand pieces.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from dashboard import addresses
from dashboard.drawing import TONES
from dashboard.phrases import Mark, Piece, Sort
from dashboard.report import MonthlyReport, TargetRow, shown
from dashboard.report.counted import WORST_FIRST
from dashboard.target_card import tag, value
from dashboard.templatetags import look
from plans.reader import Block, Kind

_ELEMENTS = {
    Kind.TITLE: ("<h2>", "</h2>"),
    Kind.META: ('<p class="meta">', "</p>"),
    Kind.DOC_NO: ('<p class="docno">', "</p>"),
    Kind.ADDRESS: ('<p class="addr">', "</p>"),
    Kind.SIGNATURE: ('<p class="sig">', "</p>"),
    Kind.RESIDUE: ('<p class="residue">', "</p>"),
}
_PARAGRAPH = ("<p>", "</p>")
_ALONE = {1: ("<h3>", "</h3>"), 2: ("<h4>", "</h4>"), 4: ('<p class="lead1">', "</p>")}
_ITEM_ALONE = ('<p class="lead1">', "</p>")


class Typesetter:
    """Prints the blocks of one report's text, full-width; each chip is made once."""

    def __init__(self, report: MonthlyReport, text: str, targets: Mapping[str, TargetRow]) -> None:
        self.report, self.text, self.targets = report, text, targets
        self._chips: dict[tuple[str, bool], str] = {}
        self._units: dict[str, str] = {}
        self._seen: Counter[str] = Counter()

    def block(self, block: Block, pieces: Iterable[Piece]) -> SafeString:
        """The block in its element."""
        opened, closed = _element(block)
        inside = "".join(self._piece(piece) for piece in pieces)
        return mark_safe(f"{opened}{inside}{closed}")  # noqa: S308 - escaped piece by piece

    def _piece(self, piece: Piece) -> str:
        """One stretch of text within its marks, and the chips of the phrases that end with it."""
        made: str = escape(self.text[piece.start : piece.end])
        if not piece.under:
            return made
        sorts = {mark.sort: mark for mark in piece.under}
        unit = sorts.get(Sort.UNIT)
        if unit is not None and self._unit(unit.code):  # on a public page nothing leads to it
            made = f'<a class="un" href="{self._unit(unit.code)}">{made}</a>'
        if Sort.TARGET in sorts:
            made = self._phrase(piece, made)
        if Sort.TITLE in sorts:
            made = f'<b class="lead1">{made}</b>'
        closing = [mark for mark in piece.closing if mark.sort is Sort.TARGET]
        return made + "".join(self._chip(mark.code, is_one=len(closing) == 1) for mark in closing)

    def _phrase(self, piece: Piece, made: str) -> str:
        """Underlined in the tone of the worst target it states; where a quotation begins, named."""
        stated = [mark for mark in piece.under if mark.sort is Sort.TARGET]
        anchors = "".join(
            f'<span class="at" id="{self._anchor(mark)}"></span>'
            for mark in stated
            if mark.start == piece.start
        )
        return f'{anchors}<span class="q q-{self._tone(stated)}">{made}</span>'

    def _anchor(self, mark: Mark) -> str:
        """phrase-T02, and phrase-T02-2 where the plan says it again."""
        self._seen[mark.code] += 1
        count = self._seen[mark.code]
        return escape(f"phrase-{mark.code}" + (f"-{count}" if count > 1 else ""))

    def _tone(self, stated: Iterable[Mark]) -> str:
        lights = [self.targets[mark.code].now.light for mark in stated]
        worst = next((light for light in WORST_FIRST if light in lights), lights[0])
        return TONES[worst]

    def _chip(self, code: str, *, is_one: bool) -> str:
        key = code, is_one
        if key not in self._chips:
            self._chips[key] = chip(self.report, self.targets[code], is_one=is_one)
        return self._chips[key]

    def _unit(self, code: str) -> str:
        if code not in self._units:
            self._units[code] = escape(addresses.unit(self.report, code))
        return self._units[code]


def chip(report: MonthlyReport, row: TargetRow, *, is_one: bool) -> str:
    """The live value with its light; named where several share a phrase; full words when read aloud."""
    now = row.now
    word = report.plan.word(now.light)
    said = value(row) if now.value is not None else word
    parts = [*([] if is_one else [row.short_name]), *([mark] if (mark := tag(row)) else []), said]
    aloud = f"（{row.short_name}：{word}，目标{shown.goal(row)}）"
    code, url = escape(row.code), escape(addresses.target(report, row.code))
    name, to = ("a", f' href="{url}" data-card="{code}"') if url else ("span", "")
    return (
        f'<{name} class="chip chip-{TONES[now.light]}"{to}>'
        f"{conditional_escape(look.glyph(now.light))}{escape(' '.join(parts))}"
        f'<span class="visually-hidden">{escape(aloud)}</span></{name}>'
    )


def _element(block: Block) -> tuple[str, str]:
    """The element that prints the block; a heading that runs on into its text is a paragraph."""
    is_alone = block.title_end == block.end
    if block.kind is Kind.HEADING and is_alone:
        return _ALONE[block.level]
    if block.kind is Kind.ITEM and is_alone:
        return _ITEM_ALONE
    return _ELEMENTS.get(block.kind, _PARAGRAPH)
