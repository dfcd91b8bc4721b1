"""Where a text copied from a PDF breaks its lines at the paper's edge instead of at a paragraph's end. Pure.

Only a text that shows it throughout is taken for such: many full lines of one width that end in
the middle of a sentence. Then a full line's break is none, and page numbers between are left out.
"""

from __future__ import annotations

import re
from collections import Counter

from plans.reader.responsible import CLOSING, LABEL, OPENING

NARROWEST = 18  # characters of a full line
LEAST_LINES = 5  # full lines that end in the middle of a sentence
_STOPS = frozenset("。；;：:！!？?")
_BEGINS = re.compile(
    r"(?:第[一二三四五六七八九十百零〇]{1,5}[章节条部]|[一二三四五六七八九十百零〇]{1,5}、|[(（][一二三四五六七八九十]{1,5}[)）]"
    r"|\d{1,3}[.\uff0e、](?!\d)|[(（]\d{1,3}[)）]|——|附件|[(（〔\[【]?(?:责任|牵头|配合|主办)|[一二三四五六七八九十]是)"
)
_PAGE = re.compile(r"[-—–\uff0d·\s]{0,4}第?\s?\d{1,3}\s?页?[-—–\uff0d·\s]{0,4}$")


def wraps(text: str) -> list[tuple[int, int]]:
    """The stretches (a line's end with the white space round it) that part nothing; [] for a plain text."""
    lines = _lines(text)
    full = _full_width(text, lines)
    if not full:
        return []
    found: list[tuple[int, int]] = []
    place = depth = 0  # of brackets that are open: what stands in them begins nothing
    while place < len(lines) - 1:
        start, end = lines[place]
        following = place + 1
        while following < len(lines) - 1 and _PAGE.match(text[slice(*lines[following])]):
            following += 1
        said, then = text[start:end], text[slice(*lines[following])]
        depth = max(depth + sum((each in OPENING) - (each in CLOSING) for each in said), 0)
        begins = depth == 0 and (_BEGINS.match(then) or LABEL.match(then))
        if _runs_on(said, full) and not begins:
            found.append((end, lines[following][0]))
        else:
            depth = 0
        place = following
    return found


def _lines(text: str) -> list[tuple[int, int]]:
    """Where each line that says anything begins and ends, without the white space round it."""
    lines, place = [], 0
    for line in text.split("\n"):
        said = line.strip()
        if said:
            start = place + len(line) - len(line.lstrip())
            lines.append((start, start + len(said)))
        place += len(line) + 1
    return lines


def _full_width(text: str, lines: list[tuple[int, int]]) -> int:
    """How wide a full line is, 0 where lines end as sentences do."""
    if "\t" in text:
        return 0
    widths = [(_width(text[start:end]), text[end - 1]) for start, end in lines]
    long = [(width, last) for width, last in widths if width >= NARROWEST]
    if len(long) < LEAST_LINES:
        return 0
    common = Counter(width for width, _ in long).most_common(1)[0][0]
    running = [last for width, last in long if abs(width - common) <= 1 and last not in _STOPS]
    wider = [width for width, _ in long if width > common + 1]
    is_wrapped = len(running) >= max(LEAST_LINES, len(long) // 3) and len(wider) * 10 <= len(long)
    return common if is_wrapped else 0


def _width(said: str) -> int:
    """A line's width in whole characters; what is half as wide counts half."""
    narrow = sum(each.isascii() for each in said)
    return len(said) - narrow + (narrow + 1) // 2


def _runs_on(said: str, full: int) -> bool:
    return abs(_width(said) - full) <= 2 and said[-1] not in _STOPS
