"""The package an .xlsx is: its parts inflated piece by piece within bounds, its XML without a DTD.

Pure. Nothing is unpacked to disk, no name is used as a path, no address in it is ever fetched.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Protocol
from xml.parsers import expat

from tasks.workbook.layout import Bounds, RefusedWorkbook
from tasks.workbook.sniffing import SAVE_AS, require_package, require_workbook

MOST_MEMBERS = 1000
MOST_RATIO = 250  # deflate reaches 1032; a sheet of ten thousand alike rows stays below 60
SMALL = 2**20  # a part up to this size may be of any ratio
PIECE = 2**16
_ENTRY = b"PK\x01\x02"
MOST_TOKEN = 2**19  # one tag or comment; expat reads an unfinished one anew with every piece
BROKEN = f"文件已经损坏，读不出来。{SAVE_AS}"
BOMB = "文件解压后过大，不像填报表，没有读取。请用下载的填报表填写后再上传。"
UNSAFE = "文件里有不安全的内容（{what}），没有读取。请用下载的填报表填写后再上传。"
FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    struct.error,
    EOFError,
    OSError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    ValueError,  # unreadable numbers and encodings too
)


class Part(Protocol):
    """What takes in one part of the package, element by element."""

    elements: int  # begun so far; the part counts them itself, a call each would be dear

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Characters within it."""


def local(name: str) -> str:
    """An element's or attribute's name without its prefix."""
    return name.rpartition(":")[2]


class Archive:
    """The parts of one uploaded workbook."""

    def __init__(self, data: bytes, *, name: str, bounds: Bounds) -> None:
        """Look at the directory only; raises RefusedWorkbook for what is not read at all."""
        require_package(data, name=name, most=bounds.data)
        self.bounds = bounds
        self._left = bounds.unpacked
        self._elements = 0  # of the parts read so far
        if data.count(_ENTRY) > 5 * MOST_MEMBERS:  # before a directory that long is taken in
            raise RefusedWorkbook(BOMB)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except FAULTS as fault:
            raise RefusedWorkbook(BROKEN) from fault
        self._members = _members(self._zip, bounds)
        require_workbook(self._members, self._beginning("mimetype"), self._types())

    @property
    def names(self) -> list[str]:
        """The names of all parts."""
        return list(self._members)

    def has(self, name: str) -> bool:
        """Whether there is such a part; letters' case does not count, as in Excel."""
        return self._find(name) is not None

    def mentions(self, name: str, text: str) -> bool:
        """Whether a small part holds a text; False where there is none."""
        return text.encode() in self._beginning(name)

    def feed(self, name: str, part: Part) -> Iterator[None]:
        """Send a part's XML to its reader, one piece with every step."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = part.start
        parser.EndElementHandler = part.end
        parser.CharacterDataHandler = part.text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        fed = taken = 0
        for piece in self._pieces(name):
            fed += len(piece)
            parser.Parse(piece, False)
            self._elements, taken = self._elements + part.elements - taken, part.elements
            if fed - parser.CurrentByteIndex > MOST_TOKEN or self._elements > self.bounds.elements:
                raise RefusedWorkbook(BOMB)
            yield
        parser.Parse(b"", True)
        yield

    def read(self, name: str, part: Part) -> None:
        """Send the whole of a part to its reader."""
        for _ in self.feed(name, part):
            pass

    def _pieces(self, name: str) -> Iterator[bytes]:
        found = self._find(name)
        if found is None:
            raise RefusedWorkbook(BROKEN)
        with self._zip.open(found) as file:
            while piece := file.read(PIECE):
                self._left -= len(piece)
                if self._left < 0:
                    raise RefusedWorkbook(BOMB)
                yield piece

    def _find(self, name: str) -> zipfile.ZipInfo | None:
        return self._members.get(name) or next(
            (each for key, each in self._members.items() if key.casefold() == name.casefold()), None
        )

    def _beginning(self, name: str) -> bytes:
        """The first piece of a part; nothing where there is none."""
        if not self.has(name):
            return b""
        try:
            return next(self._pieces(name), b"")
        except FAULTS as fault:
            raise _as_refusal(fault) from fault

    def _types(self) -> bytes:
        return self._beginning("[Content_Types].xml")


def _as_refusal(fault: Exception) -> RefusedWorkbook:
    return fault if isinstance(fault, RefusedWorkbook) else RefusedWorkbook(BROKEN)


def _members(package: zipfile.ZipFile, bounds: Bounds) -> dict[str, zipfile.ZipInfo]:
    """The package's directory, once nothing in it looks like a trap."""
    listed = package.infolist()
    if len(listed) > MOST_MEMBERS or sum(each.file_size for each in listed) > bounds.unpacked:
        raise RefusedWorkbook(BOMB)
    for each in listed:
        if each.file_size > max(SMALL, MOST_RATIO * each.compress_size):
            raise RefusedWorkbook(BOMB)
        if each.flag_bits & 1:
            raise RefusedWorkbook("压缩包加了密码，读不出来。请去掉密码，保存后再上传。")
        if each.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise RefusedWorkbook(BROKEN)
        if _leads_outside(each.filename):
            raise RefusedWorkbook(UNSAFE.format(what="指向文件之外的路径"))
    if len({each.filename.casefold() for each in listed}) < len(listed):
        raise RefusedWorkbook(UNSAFE.format(what="重名的部件"))
    return {each.filename: each for each in listed}


def _leads_outside(name: str) -> bool:
    steps = name.replace("\\", "/").split("/")
    return ".." in steps or not steps[0] or ":" in steps[0]


def _refuse_doctype(*_: object) -> None:
    """No workbook has a DTD; entities that grow without end, or reach for files, need one."""
    raise RefusedWorkbook(UNSAFE.format(what="XML实体声明"))
