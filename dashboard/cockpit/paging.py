"""How much text a slide holds: what does not fit goes on to further slides, never smaller. Pure.

Units: the width of a line in characters of the text's own size, heights in lines. Chinese text is
set solid, so counting characters is near enough; Latin letters and figures take six tenths.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, repeat
from unicodedata import east_asian_width

WIDE = frozenset("FWA")
TENTHS, NARROW = 10, 6
SENTENCE, CLAUSE = "。；！？\n", "，、：）"  # where a text is best cut
AT_LEAST = 2  # a cut leaves at least half of what would fit
HEAD = 3  # half lines that a heading takes


@dataclass(frozen=True)
class Room:
    """The room for text on one slide: characters a line, and lines."""

    width: int
    height: int


@dataclass(frozen=True)
class Passage:
    """A heading and the text under it, or as much of it as stands on this slide."""

    head: str
    text: str


def lines(text: str, width: int) -> int:
    """How many lines a text takes at so many characters a line."""
    return _rows(text, width)[-1] if text else 0


def cut(text: str, width: int, height: int) -> tuple[str, str]:
    """What of a text fits so many lines, and the rest; cut after a sentence or clause if it can be."""
    rows = _rows(text, width)
    fits = next((place for place, row in enumerate(rows) if row > height), len(text))
    if fits == len(text):
        return text, ""
    for ends in (SENTENCE, CLAUSE):
        place = max(text.rfind(end, 0, fits) for end in ends) + 1
        if place * AT_LEAST > fits:
            fits = place
            break
    return text[:fits].rstrip(), text[fits:].lstrip()


def flow(parts: Iterable[tuple[str, str]], first: Room, further: Room) -> list[list[Passage]]:
    """Headed texts over as many slides as they need; the first slide may have less room, or none."""
    rooms = chain([first], repeat(further))
    room = next(rooms)
    pages: list[list[Passage]] = [[]]
    left = room.height * 2
    for head, text in parts:
        rest, said = text.strip(), head
        while rest:
            height = (left - HEAD) // 2
            if height < min(AT_LEAST, lines(rest, room.width)):
                room = next(rooms)
                pages.append([])
                left = room.height * 2
                continue
            fitting, rest = cut(rest, room.width, height)
            pages[-1].append(Passage(said, fitting))
            left -= HEAD + 2 * lines(fitting, room.width)
            said = f"{head}（续）"
    return pages


def holds(room: Room, passages: Iterable[Passage]) -> bool:
    """Whether all of these stand on one slide of such a room."""
    return sum(HEAD + 2 * lines(each.text, room.width) for each in passages) <= 2 * room.height


def _rows(text: str, width: int) -> list[int]:
    """The line, from 1, on which each character falls."""
    row, column, rows = 1, 0, []
    for character in text:
        if character == "\n":
            rows.append(row)
            row, column = row + 1, 0
            continue
        step = TENTHS if east_asian_width(character) in WIDE else NARROW
        if column + step > width * TENTHS:
            row, column = row + 1, 0
        column += step
        rows.append(row)
    return rows
