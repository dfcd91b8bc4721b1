"""The plan's own words as pages print them: full-width punctuation, and the sentence of a phrase.

Pure. The stored text keeps its half-width commas and brackets; here each is swapped for one
full-width character, so the length stays and every offset into the text holds (design.md, 13).
"""

from __future__ import annotations

import re
from typing import NamedTuple

FULL_WIDTH = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
# A comma or colon between two digits belongs to a number or a time: 1,000 and 24:00.
_HALF_WIDTH = re.compile(r"(?<![0-9])[,:]|[,:](?![0-9])|[;?!()]")
_ENDS = "。！？!?\n"


class Sentence(NamedTuple):
    """The sentence round a phrase; `offset` is where the phrase begins in it."""

    text: str
    offset: int


def full_width(text: str) -> str:
    """The text with full-width punctuation, one character for one."""
    return _HALF_WIDTH.sub(lambda found: FULL_WIDTH[found[0]], text)


def sentence_of(text: str, start: int, end: int) -> Sentence:
    """The whole sentence that holds text[start:end], its full stop included.

    Errors: ValueError for a place outside the text.
    """
    if not 0 <= start < end <= len(text):
        raise ValueError(f"phrase must stand within 0 to {len(text)}, not {start} to {end}")
    first = max((text.rfind(mark, 0, start) for mark in _ENDS), default=-1) + 1
    while text[first].isspace():
        first += 1
    stops = [place for mark in _ENDS if (place := text.find(mark, end)) >= 0]
    last = min(stops, default=len(text) - 1)
    return Sentence(text[first : last + 1].rstrip(), start - first)
