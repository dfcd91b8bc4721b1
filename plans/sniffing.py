"""What kind of file is this? Told by its content alone, never by its name or what a browser says. Pure."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import IO

WELCOME = "请上传PDF、照片（JPG、PNG、HEIC、WebP）、Word、Excel、PPT、WPS或OFD文件。"
MOST_ENTRIES = 5000  # of a packed file
MOST_LIST = 1024 * 1024  # bytes of its table of contents
MOST_NAME = 120
HEAD = 4096
# What the header of an ISO media file may call itself, where it is a picture of a phone.
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx"})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTRY = 128  # each name of an OLE directory begins at a multiple of it


class RefusedFileError(Exception):
    """The file may not be kept; the message says why and what to do instead."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Sort:
    """One kind of file that may be kept: its type as it is served, and the endings of its names."""

    content_type: str
    endings: tuple[str, ...]


PDF = Sort("application/pdf", (".pdf",))
JPEG = Sort("image/jpeg", (".jpg", ".jpeg", ".jfif"))
PNG = Sort("image/png", (".png",))
WEBP = Sort("image/webp", (".webp",))
HEIC = Sort("image/heic", (".heic", ".heif"))
OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = Sort(f"{OFFICE}.wordprocessingml.document", (".docx",))
XLSX = Sort(f"{OFFICE}.spreadsheetml.sheet", (".xlsx",))
PPTX = Sort(f"{OFFICE}.presentationml.presentation", (".pptx",))
OFD = Sort("application/ofd", (".ofd",))
DOC = Sort("application/msword", (".doc", ".wps"))
XLS = Sort("application/vnd.ms-excel", (".xls", ".et"))
PPT = Sort("application/vnd.ms-powerpoint", (".ppt", ".dps"))
SORTS = (PDF, JPEG, PNG, WEBP, HEIC, DOCX, XLSX, PPTX, OFD, DOC, XLS, PPT)
PACKED = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX), ("ppt/presentation.xml", PPTX))
OLE_STREAMS = (
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
    ("PowerPoint Document", PPT),
)


def sort_of(file: IO[bytes]) -> Sort:
    """The kind of a file that can be read from its start again; leaves it at its start.

    Pictures are not decoded and nothing is unpacked but a table of contents. Raises
    RefusedFileError for whatever is not on the list, and for files with macros or a password.
    """
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        raise RefusedFileError("文件是空的（0字节）。请确认文件能打开，再重新上传。")
    try:
        return _plain(head) or _packed(file, head) or _compound(file, head) or _unknown()
    finally:
        file.seek(0)


def _plain(head: bytes) -> Sort | None:
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    return HEIC if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS else None


def _packed(file: IO[bytes], head: bytes) -> Sort | None:
    """Word, Excel, PowerPoint and OFD files are packed; any other packed file is refused."""
    if not head.startswith(b"PK\x03\x04"):
        return None
    names = _contents(file)
    lower = {name.lower() for name in names}
    if any(name.endswith(("vbaproject.bin", ".exe", ".js", ".vbs")) for name in lower):
        raise RefusedFileError("文件里有宏或程序。请另存为不带宏的格式，或导出为PDF后再上传。")
    if "ofd.xml" in lower:
        return OFD
    found = [sort for name, sort in PACKED if name in lower and "[content_types].xml" in lower]
    if len(found) != 1:
        raise RefusedFileError(f"不收压缩包，请解压后逐个上传。{WELCOME}")
    return found[0]


def _contents(file: IO[bytes]) -> list[str]:
    """The names in a packed file, within bounds; nothing is unpacked."""
    broken = RefusedFileError("文件已损坏，打不开。请重新保存后再上传。")
    try:
        file.seek(0, 2)
        size = file.tell()
        file.seek(max(0, size - 22 - 65_535))
        tail = file.read()
        end = tail.rfind(b"PK\x05\x06")
        if end < 0 or end + 16 > len(tail):
            raise broken
        entries = int.from_bytes(tail[end + 10 : end + 12], "little")
        length = int.from_bytes(tail[end + 12 : end + 16], "little")
        if entries > MOST_ENTRIES or length > MOST_LIST:
            raise RefusedFileError(f"文件内部的条目太多，不像文档。{WELCOME}")
        with zipfile.ZipFile(file) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise broken from error
    if len(names) > MOST_ENTRIES:
        raise RefusedFileError(f"文件内部的条目太多，不像文档。{WELCOME}")
    return names


def _compound(file: IO[bytes], head: bytes) -> Sort | None:
    """The older Office and WPS files, and newer ones with a password, which are packed the same way."""
    if not head.startswith(OLE):
        return None
    file.seek(0)
    data = file.read()
    if _has_stream(data, "EncryptedPackage"):
        raise RefusedFileError("文件设了打开密码，别人打不开。请取消密码后再上传。")
    if _has_stream(data, "_VBA_PROJECT") or _has_stream(data, "_VBA_PROJECT_CUR"):
        raise RefusedFileError("文件里有宏或程序。请另存为不带宏的格式，或导出为PDF后再上传。")
    found = {sort for name, sort in OLE_STREAMS if _has_stream(data, name)}
    return found.pop() if len(found) == 1 else None


def _has_stream(data: bytes, name: str) -> bool:
    """A name stands in the directory: at a multiple of 128 bytes, ended by a zero."""
    wanted = name.encode("utf-16-le") + b"\0\0"
    at = data.find(wanted)
    while at >= 0 and at % ENTRY:
        at = data.find(wanted, at + 1)
    return at >= 0


def _unknown() -> Sort:
    raise RefusedFileError(f"这种文件不能作依据。{WELCOME}")


# Names

_UNFIT = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def safe_name(name: str, sort: Sort) -> str:
    """The file's name as it is kept and given back: no path, nothing unseen, an ending that is true.

    At most 120 characters; a file called `photo.exe` that is a picture becomes `photo.exe.jpg`.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(each for each in last if unicodedata.category(each)[0] != "C")
    seen = _UNFIT.sub("_", " ".join(seen.split())).rstrip(". ")
    ending = next((each for each in sort.endings if seen.lower().endswith(each)), "")
    stem = (seen[: len(seen) - len(ending)] if ending else seen).strip(". ") or "依据"
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    ending = ending or sort.endings[0]
    return stem[: MOST_NAME - len(ending)].strip(". ") + ending
