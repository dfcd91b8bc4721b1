"""The text as the rules look at it: one width of digits and signs, and blanks over what is no quantity.

Pure. Both views are as long as the text, so that an offset in one is an offset in the other.
Names in quotation marks, titles of documents, dates and document numbers are blanked over: the
157 of “157”体系 and the 2024 of 〔2024〕12号 are never looked at as quantities.
"""

from __future__ import annotations

import re

from plans.reader.measures import LATIN

BLANK = "\ue000"
OUTSIDE = "\ue001"  # over what is not running text at all: numbers of items, lists of units
# What is written full width in one document and half width in the next.
# written as code points, since such characters must not slip in elsewhere
_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)} | {
    ord(wide): narrow
    for wide, narrow in zip(
        "\uff0e\uff05：，；（）\uff0f～\uff0d＋\uff1e\uff1c", ".%:,;()/~-+><", strict=True
    )
}
_WIDE |= {0x2014: "~", 0x2013: "~", 0x2500: "~", 0xFF5E: "~", 0x2265: "≥", 0x00A0: " "}
_CN = "[\u3007○零一二三四五六七八九十]"
_PART = r"(?:底|末|初|中旬|上旬|下旬|份)?"
_DAY = rf"(?:\d{{1,2}}日|{_PART})"
LONGEST_NAME = 40  # characters in quotation marks; more is a sentence, not a name

_NAMES = re.compile(
    "|".join(
        f"{left}[^{left}{right}\n]{{0,{LONGEST_NAME}}}{right}"
        for left, right in ("“”", "‘’", "「」", "『』", '""')
    )
)
_TITLES = re.compile("《[^《》\n]{0,80}》")
_DATES = re.compile(
    rf"(?<!\d)(?:19|20)\d\d年?\s?[-~至]{{1,2}}\s?(?:19|20)\d\d年|(?<!\d)\d{{4}}年(?:\d{{1,2}}月{_DAY})?{_PART}"
    rf"|{_CN}{{4}}年(?:{_CN}{{1,3}}月(?:{_CN}{{1,3}}日|{_PART}))?"
    rf"|(?<!\d)\d{{1,2}}(?:[-~至]\d{{1,2}})?月{_DAY}|(?<!\d)\d{{1,2}}:\d{{2}}(?!\d)"
)
_NUMBERS = re.compile(
    r"[〔\[(]\d{4}[〕\])]\s?第?\d{1,5}号|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)|(?<!\d)1\d{10}(?!\d)"
    r"|(?<![\d.])\d{1,8}号(?!线)|(?<!\d)\d{1,2}\.\d版"
    rf"|第[\d{_CN[1:-1]}百]{{1,6}}(?=[届期批轮次个条章节季阶])"
    rf"|(?<!\d)\d+\+[\dNXnx](?:\+[\dNXnx])*|\d(?!{LATIN})[A-Za-z]+|[A-Za-z]+-?\d[\d.]*"
)


def narrow(text: str) -> str:
    """The text with digits and signs in half width, character for character."""
    return text.translate(_WIDE)


def mask(narrowed: str) -> str:
    """The narrowed text with blanks over names, titles, dates and numbers that only count things."""
    for form in (_TITLES, _NAMES, _DATES, _NUMBERS):
        narrowed = form.sub(_blank, narrowed)
    return narrowed


def cover(masked: str, spans: list[tuple[int, int]]) -> str:
    """The same with further spans taken out of the running text, which must be in order and apart."""
    pieces, place = [], 0
    for start, end in spans:
        pieces += [masked[place:start], OUTSIDE * (end - start)]
        place = end
    return "".join([*pieces, masked[place:]])


def _blank(match: re.Match[str]) -> str:
    return BLANK * len(match[0])
