"""The small parts of a workbook: which sheets there are, its texts, which formats are dates. Pure."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from tasks.workbook.archive import BOMB, BROKEN, Archive, local
from tasks.workbook.layout import RefusedWorkbook

MOST_SHEETS = 200
MOST_LETTERS = 15_000_000  # of all texts together; 10 000 rows of the longest words have 13
MOST_CODE = 255  # letters of a number format, as in Excel
DATE, PERCENT = "date", "percent"
# Numbers of formats that are dates in every Excel, the Chinese ones (27–36, 50–58) too.
_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)})
_PERCENTS = frozenset({9, 10})
_NOT_CODES = re.compile(r'"[^"]*"|\\.|!.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Sheet:
    """One sheet of the workbook: its name, its part, whether a person sees it."""

    name: str
    part: str
    is_hidden: bool


@dataclass(frozen=True)
class Frame:
    """What has to be known before cells can be read."""

    sheets: tuple[Sheet, ...]
    texts: tuple[str, ...]
    formats: tuple[str, ...]  # by style number: date, percent or nothing
    has_links: bool  # to other files or data sources; never followed


def frame(archive: Archive) -> Frame:
    """Read the workbook's small parts; no link that leads out of the file is ever followed."""
    book = next(
        (
            each.target
            for each in _relations(archive, "_rels/.rels", "")
            if each.kind == "officeDocument" and archive.has(each.target)
        ),
        "xl/workbook.xml",
    )
    folder, _, file = book.rpartition("/")
    relations = _relations(archive, f"{folder}/_rels/{file}.rels", folder)
    targets = {each.key: each.target for each in relations}
    of = {each.kind: each.target for each in relations}
    listed, texts, styles = _Sheets(), _Texts(), _Styles()
    archive.read(book, listed)
    if archive.has(of.get("sharedStrings", "")):
        archive.read(of["sharedStrings"], texts)
    if archive.has(of.get("styles", "")):
        archive.read(of["styles"], styles)
    sheets = [
        Sheet(name, targets[key], hidden)
        for name, key, hidden in listed.found
        if archive.has(targets.get(key, ""))
    ]
    if not sheets:
        raise RefusedWorkbook(BROKEN)
    if len(sheets) > MOST_SHEETS:
        raise RefusedWorkbook(BOMB)
    outside = any(each.is_outside or each.kind == "externalLink" for each in relations)
    has_links = outside or any("connections" in each.casefold() for each in archive.names)
    return Frame(tuple(sheets), tuple(texts.found), styles.kinds(), has_links)


def unescaped(text: str) -> str:
    """Text of a cell, its _x000D_ read as the character it stands for."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def kind_of_format(number: int, code: str) -> str:
    """Whether a number format shows its number as a date or a percentage."""
    if number in _DATES:
        return DATE
    if number in _PERCENTS:
        return PERCENT
    bare = _NOT_CODES.sub("", code[:MOST_CODE]).casefold()
    if bare in {"", "general", "standard", "g/通用格式", "@"}:
        return ""
    if "%" in bare:
        return PERCENT
    return DATE if re.search("[dmyhs年月日]", bare) else ""


@dataclass(frozen=True)
class _Relation:
    key: str
    kind: str
    target: str
    is_outside: bool


def _relations(archive: Archive, name: str, folder: str) -> list[_Relation]:
    found = _Relations()
    if archive.has(name):
        archive.read(name, found)
    return [
        _Relation(
            each.get("Id", ""),
            each.get("Type", "").rpartition("/")[2],
            _within(folder, each.get("Target", "")),
            each.get("TargetMode", "") == "External",
        )
        for each in found.found
    ]


def _within(folder: str, target: str) -> str:
    """A part's name from where it is named; one from the package's root begins with a slash."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


class _Silent:
    """A reader that counts, and takes no notice of what it does not know."""

    def __init__(self) -> None:
        self.elements = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        self.begin(local(name), attributes)

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins, its name without prefix."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Characters."""


class _Relations(_Silent):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            self.found.append(attributes)


class _Sheets(_Silent):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, bool]] = []

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            key = next((value for name, value in attributes.items() if local(name) == "id"), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.found.append((attributes.get("name", ""), key, hidden))


class _Styles(_Silent):
    def __init__(self) -> None:
        super().__init__()
        self._codes: dict[int, str] = {}
        self._numbers: list[int] = []
        self._group = ""

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in {"numFmts", "cellXfs", "cellStyleXfs", "dxfs"}:
            self._group = tag
        elif tag == "numFmt" and self._group == "numFmts":
            number = int(attributes.get("numFmtId", "0"))
            self._codes[number] = attributes.get("formatCode", "")
        elif tag == "xf" and self._group == "cellXfs":
            self._numbers.append(int(attributes.get("numFmtId", "0")))

    def kinds(self) -> tuple[str, ...]:
        known = {
            each: kind_of_format(each, self._codes.get(each, "")) for each in set(self._numbers)
        }
        return tuple(known[each] for each in self._numbers)


class _Texts(_Silent):
    """The shared texts; the reading aid of phonetic runs is no part of a text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._letters = 0
        self._pieces: list[str] = []
        self._is_open = self._is_aid = False

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "si":
            self._pieces = []
        elif tag == "rPh":
            self._is_aid = True
        elif tag == "t":
            self._is_open = not self._is_aid

    def text(self, data: str) -> None:
        if self._is_open:
            self._letters += len(data)
            if self._letters > MOST_LETTERS:
                raise RefusedWorkbook(BOMB)
            self._pieces.append(data)

    def end(self, name: str) -> None:
        tag = local(name)
        if tag == "t":
            self._is_open = False
        elif tag == "rPh":
            self._is_aid = False
        elif tag == "si":
            self.found.append(unescaped("".join(self._pieces)))
