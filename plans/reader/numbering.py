"""The numbers Word writes before a list's paragraphs: 一、 （一） 1. — counted as Word counts. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

DIGITS = "〇一二三四五六七八九"
_CHINESE = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "ideographDigital",
        "taiwaneseCountingThousand",
        "japaneseDigitalTenThousand",
        "taiwaneseCounting",
    }
)
_PLACE = re.compile(r"%([1-9])")
LEVELS = 9


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""


class Numbering:
    """Word's lists as numbering.xml and styles.xml declare them, and how far each has counted."""

    def __init__(self) -> None:
        """Nothing declared yet."""
        self._levels: dict[str, dict[int, _Level]] = {}  # by abstract list
        self._lists: dict[str, str] = {}  # list → abstract list
        self._styles: dict[str, tuple[str, int]] = {}  # style → list and level
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0] * LEVELS)
        self._abstract = self._list = self._style = ""
        self._level: _Level | None = None
        self._in_lists = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element of numbering.xml begins."""
        value = attributes.get("val", "")
        if name == "abstractNum":
            self._abstract = attributes.get("abstractNumId", "")
        elif name == "num":
            self._list = attributes.get("numId", "")
        elif name == "abstractNumId" and self._list:
            self._lists[self._list] = value
        elif name == "lvl" and self._abstract and not self._list:
            place = attributes.get("ilvl", "0")
            self._level = _Level()
            self._levels.setdefault(self._abstract, {})[int(place) if place.isdecimal() else 0] = (
                self._level
            )
        elif self._level is not None:
            self._describe(name, value)

    def _describe(self, name: str, value: str) -> None:
        level = self._level
        if level is None:
            return
        if name == "start" and value.isdecimal():
            level.start = int(value[:6])
        elif name == "numFmt":
            level.form = value
        elif name == "lvlText":
            level.text = value[:20]

    def end(self, name: str) -> None:
        """An element of numbering.xml ends."""
        if name == "lvl":
            self._level = None
        elif name == "abstractNum":
            self._abstract = ""
        elif name == "num":
            self._list = ""

    def style_start(self, name: str, attributes: dict[str, str]) -> None:
        """An element of styles.xml begins."""
        value = attributes.get("val", "")
        if name == "style":
            self._style = attributes.get("styleId", "")
        elif self._style and name == "numId":
            self._styles[self._style] = (value, self._styles.get(self._style, ("", 0))[1])
        elif self._style and name == "ilvl" and value.isdecimal():
            self._styles[self._style] = (self._styles.get(self._style, ("", 0))[0], int(value))

    def style_end(self, name: str) -> None:
        """An element of styles.xml ends."""
        if name == "style":
            self._style = ""

    def label(self, list_id: str, level: int, style: str) -> str:
        """The number of the next paragraph of a list, "" for a bullet or a paragraph of none."""
        if not list_id and style in self._styles:
            list_id, level = self._styles[style]
        abstract = self._lists.get(list_id)
        levels = self._levels.get(abstract or "")
        if not levels or not 0 <= level < LEVELS or level not in levels:
            return ""
        counts = self._counts[abstract or ""]
        counts[level] = counts[level] + 1 if counts[level] else levels[level].start
        counts[level + 1 :] = [0] * (LEVELS - level - 1)
        if levels[level].form in {"bullet", "none"}:
            return ""
        return _PLACE.sub(
            lambda match: _written(levels, counts, int(match[1]) - 1), levels[level].text
        )


def _written(levels: dict[int, _Level], counts: list[int], level: int) -> str:
    form = levels[level].form if level in levels else "decimal"
    number = counts[level] or 1
    return _chinese(number) if form in _CHINESE else str(number)


def _chinese(number: int) -> str:
    """1-99 as headings write it: 一, 十, 十二, 二十三; larger ones in Arabic digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return head + (DIGITS[ones] if ones else "")
