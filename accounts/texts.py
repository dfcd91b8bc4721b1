"""What people type, as it is kept: nothing in it that no file can hold or that only deceives. Pure."""

from __future__ import annotations

import re
import unicodedata

# Control characters, halves of characters and non-characters break a workbook; marks that turn
# the direction of writing around show a text as what it is not.
_UNFIT = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
# A text that begins with one of these runs as a formula in some spreadsheet, full-width ones too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})


def tidy(text: str) -> str:
    """A text as it is kept: line ends of one kind, nothing around it, nothing unfit in it.

    A text that nobody could see, such as a zero-width space alone, is none.
    """
    kept = clean(text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return "" if all(unicodedata.category(each) in _UNSEEN for each in kept) else kept


def clean(text: str) -> str:
    """The same text without the characters that no file can hold."""
    return _UNFIT.sub("", text)
