"""The text of a .docx in document order: paragraphs a line each, table rows a line of tabbed cells. Pure.

Read part by part within bounds with expat, without a DTD. Numbers that Word itself writes before
the paragraphs of a list are written out (`numbering`), since the reader goes by them.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat

from plans.reader.numbering import Numbering

MOST_MEMBERS = 5000
MOST_RATIO = 300
SMALL = 2**20
MOST_UNPACKED = 64 * 2**20  # of the parts that are read
MOST_ELEMENTS = 2_000_000
MOST_TOKEN = 2**20
PIECE = 2**16
MOST_DEPTH = 400
MOST_CELLS = 200_000  # of all tables, a merged one counted by the columns it spans
PARAGRAPH_IN_CELL = "\u3000"  # several paragraphs of a cell stay one cell of one line
MERGED = "〃"  # of a cell merged with the one above it
BROKEN = "文件已经损坏，读不出来。请用Word或WPS打开，另存为.docx后再读取。"
BOMB = "文件解压后过大，不像一份计划，没有读取。请另存为.docx或.txt后再读取。"
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    struct.error,
    EOFError,
    OSError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


class RefusedTextError(Exception):
    """A file that is not read; the message is one sentence: what is wrong and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def docx_text(data: bytes) -> str:
    """The text of a .docx; raises RefusedTextError for what is none, damaged, or a trap."""
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        return _text(package)
    except _FAULTS as fault:
        raise RefusedTextError(BROKEN) from fault


def _text(package: zipfile.ZipFile) -> str:
    members = {each.filename.lower(): each for each in package.infolist()}
    if len(members) > MOST_MEMBERS:
        raise RefusedTextError(BOMB)
    if any(each.flag_bits & 1 for each in members.values()):
        raise RefusedTextError("文件加了密码，读不出来。请去掉密码，保存后再读取。")
    main = members.get("word/document.xml")
    if main is None:
        raise RefusedTextError(
            "这不是Word文档（.docx），没有读取。请把计划另存为.docx或.txt后再读取。"
        )
    budget = _Budget()
    numbering = Numbering()
    for name, start, end in (
        ("word/numbering.xml", numbering.start, numbering.end),
        ("word/styles.xml", numbering.style_start, numbering.style_end),
    ):
        if name in members:
            _feed(package, members[name], budget, start, end, lambda _: None)
    body = _Body(numbering)
    _feed(package, main, budget, body.start, body.end, body.said)
    return body.text()


class _Budget:
    """What may still be unpacked and begun, of all parts together."""

    def __init__(self) -> None:
        self.bytes = MOST_UNPACKED
        self.elements = MOST_ELEMENTS
        self.depth = 0


def _feed(
    package: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    budget: _Budget,
    start: Start,
    end: End,
    said: Callable[[str], None],
) -> None:
    """Send one part's XML to its reader piece by piece; raises RefusedTextError beyond the bounds."""
    if member.file_size > max(SMALL, MOST_RATIO * max(member.compress_size, 1)):
        raise RefusedTextError(BOMB)
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def begin(name: str, attributes: dict[str, str]) -> None:
        budget.elements -= 1
        budget.depth += 1
        if budget.elements < 0 or budget.depth > MOST_DEPTH:
            raise RefusedTextError(BOMB)
        start(_local(name), {_local(key): value for key, value in attributes.items()})

    def finish(name: str) -> None:
        budget.depth -= 1
        end(_local(name))

    parser.StartElementHandler = begin
    parser.EndElementHandler = finish
    parser.CharacterDataHandler = said
    parser.StartDoctypeDeclHandler = _refuse_doctype
    fed = 0
    with package.open(member) as file:
        while piece := file.read(PIECE):
            budget.bytes -= len(piece)
            fed += len(piece)
            if budget.bytes < 0 or fed - parser.CurrentByteIndex > MOST_TOKEN:
                raise RefusedTextError(BOMB)
            parser.Parse(piece, False)
    parser.Parse(b"", True)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse_doctype(*_: object) -> None:
    raise RefusedTextError(
        "文件里有不安全的内容（XML实体声明），没有读取。请用Word另存为.docx后再读取。"
    )


class _Body:
    """The document's body, element by element."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.lines: list[str] = []
        self.parts: list[str] = []  # of the paragraph that is open
        self.rows: list[list[str]] = []  # of open tables, the innermost last: cells of the open row
        self.cells: list[list[str]] = []  # paragraphs of the open cells
        self.wide: list[int] = []  # columns the open cells span
        self.room = MOST_CELLS
        self.merged: list[bool] = []  # whether the open cells go on from above
        self.is_text = False
        self.skipped = 0  # depth within what is not shown: a deleted run, a fallback
        self.style = self.list_id = ""
        self.level = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        value = attributes.get("val", "")
        if self.skipped or name in {"Fallback", "del", "moveFrom", "instrText", "txbxContent"}:
            self.skipped += 1
        elif name == "t":
            self.is_text = True
        elif name == "p":
            self.parts, self.style, self.list_id, self.level = [], "", "", 0
        elif name in {"pStyle", "numId", "ilvl"}:
            self._note(name, value)
        elif name in {"br", "cr"}:
            self.parts.append(PARAGRAPH_IN_CELL if self.cells else "\n")
        elif name in {"tab", "noBreakHyphen"}:
            self.parts.append(" " if name == "tab" else "-")
        else:
            self._open(name, value)

    def _open(self, name: str, value: str) -> None:
        """An element of a table begins."""
        if name == "tr":
            self.rows.append([])
        elif name == "tc":
            self.cells.append([])
            self.merged.append(False)
            self.wide.append(1)
        elif name == "vMerge" and self.merged:
            self.merged[-1] = value != "restart"
        elif name == "gridSpan" and self.wide:
            self.wide[-1] = min(int(value), 60) if value.isdecimal() else 1

    def _note(self, name: str, value: str) -> None:
        if name == "pStyle":
            self.style = value
        elif name == "numId":
            self.list_id = value
        elif value.isdecimal():
            self.level = int(value)

    def end(self, name: str) -> None:
        """An element ends."""
        if self.skipped:
            self.skipped -= 1
        elif name == "t":
            self.is_text = False
        elif name == "p":
            self._paragraph()
        elif name == "tc" and self.cells:
            said = PARAGRAPH_IN_CELL.join(each for each in self.cells.pop() if each)
            wide = self.wide.pop()
            self.room -= wide
            if self.room < 0:
                raise RefusedTextError(BOMB)
            said = MERGED if self.merged.pop() and not said else said
            if self.rows:
                self.rows[-1] += [said, *[""] * (wide - 1)]
        elif name == "tr" and self.rows:
            self._row(self.rows.pop())

    def said(self, data: str) -> None:
        """Characters within an element."""
        if self.is_text and not self.skipped:
            self.parts.append(data)

    def _paragraph(self) -> None:
        label = self.numbering.label(self.list_id, self.level, self.style)
        said = "".join(self.parts)
        if self.cells:
            said = " ".join(said.split("\n")).replace("\t", " ").strip()
            self.cells[-1].append(f"{label}{said}" if said else "")
        else:
            self.lines.append(f"{label if said.strip() else ''}{said}".replace("\t", " "))
        self.parts = []

    def _row(self, cells: list[str]) -> None:
        if self.cells:  # a table within a cell reads as words of that cell
            self.cells[-1].append(" ".join(each for each in cells if each))
        else:
            self.lines.append("\t".join(cells))

    def text(self) -> str:
        """The lines read."""
        return "\n".join(self.lines)
