"""Where marks lie on a text: it is cut into pieces, each with the marks that cover it. Pure.

Marks may overlap, nest, touch, or lie on one another; the text is walked once, in order, so a plan
of a hundred pages costs a hundred times one of a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

_BEFORE = "（、，。：；\u3014\\s"  # what a unit's name in a list follows on
_AFTER = "）、，。；\u3014\u3015\\s"  # and what it is followed by
_STOPS = "。！？；"


class Sort(StrEnum):
    """What a mark says of its stretch of the text."""

    TITLE = "title"  # of a numbered task, printed bold
    TARGET = "target"  # it promises a target
    UNIT = "unit"  # it names a responsible unit


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch text[start:end] and what it is about: a target's or a unit's code."""

    start: int
    end: int
    sort: Sort
    code: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch that no mark begins or ends within; `under` in the order the marks began."""

    start: int
    end: int
    under: tuple[Mark, ...] = ()
    closing: tuple[Mark, ...] = ()  # those that end with it


def cut(spans: Iterable[tuple[int, int]], marks: Iterable[Mark]) -> Iterator[list[Piece]]:
    """Each span's pieces in order; spans are in order and apart, marks in any order.

    A mark that runs over several spans covers its part of each and closes in the last. Marks of
    no length, and what of a mark lies in no span, are left out.
    """
    waiting = sorted(
        (mark for mark in marks if mark.start < mark.end), key=lambda each: (each.start, -each.end)
    )
    place = 0
    current: list[Mark] = []
    for start, end in spans:
        while place < len(waiting) and waiting[place].start < end:
            current.append(waiting[place])
            place += 1
        current = [mark for mark in current if mark.end > start]
        yield list(_pieces(start, end, current))


def _pieces(start: int, end: int, marks: list[Mark]) -> Iterator[Piece]:
    """One span cut wherever a mark begins or ends; `marks` sorted by where they begin."""
    if not marks:
        if start < end:
            yield Piece(start, end)
        return
    turns = {start, end}
    for mark in marks:
        turns |= {max(mark.start, start), min(mark.end, end)}
    cuts = sorted(turns)
    place = 0
    current: list[Mark] = []
    for left, right in pairwise(cuts):
        while place < len(marks) and marks[place].start <= left:
            current.append(marks[place])
            place += 1
        current = [mark for mark in current if mark.end > left]
        closing = tuple(mark for mark in current if mark.end == right)
        yield Piece(left, right, tuple(current), closing)


class Names:
    """The names units go by, ready to be found in a list of responsible units.

    A name that two units share says nothing certain and is left out; the longest name wins, so
    that 区农业农村局〔区海洋经济发展局〕 is one unit and not two.
    """

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        codes: dict[str, set[str]] = {}
        for name, code in named:
            if name.strip():
                codes.setdefault(name.strip(), set()).add(code)
        self._codes: Mapping[str, str] = {
            name: next(iter(found)) for name, found in codes.items() if len(found) == 1
        }
        listed = "|".join(map(re.escape, sorted(codes, key=lambda name: (-len(name), name))))
        self._form = re.compile(f"(?<![^{_BEFORE}])(?:{listed})(?![^{_AFTER}])") if listed else None

    def found(self, text: str, start: int, end: int) -> Iterator[Mark]:
        """Every unit named in text[start:end], a stretch with full-width punctuation."""
        if self._form is None:
            return
        for match in self._form.finditer(text[start:end]):
            code = self._codes.get(match[0])
            if code is not None:
                yield Mark(start + match.start(), start + match.end(), Sort.UNIT, code)


def responsible(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the bracket of responsible units stands at the end of a task; None for no bracket.

    The text has full-width punctuation. Where the opening bracket was forgotten, all that follows
    on the last full stop counts, since only whole names between commas are taken from it.
    """
    last = end - 1
    while last > start and text[last] in "。 \u00a0":
        last -= 1
    if last <= start or text[last] != "）":
        return None
    depth = 0
    for place in range(last, start - 1, -1):
        depth += (text[place] == "）") - (text[place] == "（")
        if depth == 0:
            return place, last + 1
    stop = max(text.rfind(mark, start, last) for mark in _STOPS)
    return (stop + 1, last + 1) if stop >= 0 else None
