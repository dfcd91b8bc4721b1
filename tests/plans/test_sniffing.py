"""What a file is, is told by its content; what may not be kept gets one sentence."""

from __future__ import annotations

import io
import zipfile

import pytest

from plans.sniffing import (
    DOC,
    DOCX,
    HEIC,
    JPEG,
    OFD,
    OLE,
    PDF,
    PNG,
    PPTX,
    WEBP,
    XLS,
    XLSX,
    RefusedFileError,
    safe_name,
    sort_of,
)

PNG_HEAD = b"\x89PNG\r\n\x1a\n"


def packed(*names, prefix=b"", **contents):
    """A packed file that holds these names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, contents.get(name, "<x/>"))
    return prefix + out.getvalue()


def office(part, *more):
    return packed("[Content_Types].xml", "_rels/.rels", part, *more)


def compound(*names):
    """An OLE file as far as its directory goes: each name at a multiple of 128 bytes."""
    entries = b"".join(f"{name}\0".encode("utf-16-le").ljust(128, b"\0") for name in names)
    return OLE.ljust(512, b"\0") + entries


@pytest.mark.parametrize(
    ("content", "sort"),
    [
        (b"%PDF-1.7\n", PDF),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", JPEG),
        (PNG_HEAD + b"\0\0\0\rIHDR", PNG),
        (b"RIFF\x24\0\0\0WEBPVP8 ", WEBP),
        (b"\0\0\0\x18ftypheic\0\0\0\0", HEIC),
        (office("word/document.xml"), DOCX),
        (office("xl/workbook.xml"), XLSX),
        (office("ppt/presentation.xml"), PPTX),
        (packed("OFD.xml", "Doc_0/Document.xml"), OFD),
        (compound("Root Entry", "WordDocument"), DOC),
        (compound("Root Entry", "Workbook"), XLS),
    ],
)
def test_kind_is_told_by_content(content, sort):
    file = io.BytesIO(content)
    assert sort_of(file) == sort
    assert file.tell() == 0


OTHER = "这种文件不能作依据。"
ARCHIVE = "不收压缩包，请解压后逐个上传。"
MACROS = "文件里有宏或程序。"
BROKEN = "文件已损坏，打不开。"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "文件是空的（0字节）。"),
        (b"<html><script>alert(1)</script>", OTHER),
        (b"<!DOCTYPE html><p>", OTHER),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', OTHER),
        (b'<?xml version="1.0"?><svg/>', OTHER),
        (b"MZ\x90\0", OTHER),
        (b"\x7fELF", OTHER),
        (b"#!/bin/sh\n", OTHER),
        (b"GIF89a", OTHER),
        (b"<script>//%PDF-1.7", OTHER),  # what is PDF further down is none
        (b"\0\0\0\x18ftypisom\0\0\0\0", OTHER),  # a film
        (b"Rar!\x1a\x07\0", OTHER),
        (packed("a.txt"), ARCHIVE),
        (packed("[Content_Types].xml", "word/document.xml", "xl/workbook.xml"), ARCHIVE),
        (packed("word/document.xml", prefix=b"<html>"), OTHER),
        (office("xl/workbook.xml", "xl/vbaProject.bin"), MACROS),
        (office("word/document.xml", "word/VBAPROJECT.BIN"), MACROS),
        (office("word/document.xml", "run.exe"), MACROS),
        (compound("Root Entry", "WordDocument", "_VBA_PROJECT"), MACROS),
        (compound("Root Entry", "EncryptedPackage"), "文件设了打开密码，别人打不开。"),
        (compound("Root Entry", "!_StringPool"), OTHER),  # an installer
        (office("word/document.xml")[:-30], BROKEN),
        (b"PK\x03\x04" + b"\0" * 100, BROKEN),
    ],
)
def test_what_may_not_be_kept_gets_its_sentence(content, told):
    with pytest.raises(RefusedFileError) as refused:
        sort_of(io.BytesIO(content))
    assert refused.value.message.startswith(told)


def test_packed_file_that_names_endless_entries_is_not_read():
    names = [f"word/{number}" for number in range(5001)]
    with pytest.raises(RefusedFileError) as refused:
        sort_of(io.BytesIO(office("word/document.xml", *names)))
    assert refused.value.message.startswith("文件内部的条目太多，不像文档。")


@pytest.mark.parametrize(
    ("name", "sort", "kept"),
    [
        ("9月报表.pdf", PDF, "9月报表.pdf"),
        ("现场.JPEG", JPEG, "现场.jpeg"),
        ("../../etc/passwd", PDF, "passwd.pdf"),
        ("C:\\资料\\报表.pdf", PDF, "报表.pdf"),
        ("photo.exe", JPEG, "photo.exe.jpg"),
        ("page.html", PDF, "page.html.pdf"),
        ("report\u202efdp.exe", PDF, "reportfdp.exe.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", PDF, "aSet-Cookie_ x=1.pdf"),
        ('a"b<c>|?*.pdf', PDF, "a_b_c____.pdf"),
        ("", PDF, "依据.pdf"),
        ("...", PNG, "依据.png"),
        (".pdf", PDF, "依据.pdf"),
        ("CON.pdf", PDF, "_CON.pdf"),
        ("\u200b.pdf", PDF, "依据.pdf"),
        ("台账.wps", DOC, "台账.wps"),
        ("长" * 200 + ".pdf", PDF, "长" * 116 + ".pdf"),
    ],
)
def test_name_is_safe_and_its_ending_true(name, sort, kept):
    assert safe_name(name, sort) == kept
    assert len(kept) <= 120
