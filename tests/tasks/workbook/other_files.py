"""Files of another kind, by content, whatever their name says."""

from __future__ import annotations

from tests.tasks.workbook import packages as pack
from tests.tasks.workbook.packages import XLSX, Make


def _file(name: str, data: bytes) -> Make:
    return lambda: (name, data)


def other_files(good: bytes) -> dict[str, Make]:
    """Each by what it is."""
    text = "编码,指标,本月数\nT01,技术交易额,17.5\n"
    ods = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}
    macro = pack.changed(
        pack.added(good, **{"xl/vbaProject.bin": b"\0" * 64}),
        pack.TYPES,
        lambda xml: xml.replace("sheet.main+xml", "sheet.macroEnabled.main+xml"),
    )
    return {
        "empty-file": _file(XLSX, b""),
        "xls": _file("填报表.xls", pack.compound("Workbook")),
        "et": _file("填报表.et", pack.compound("Workbook", "ETExtData")),
        "xls-named-xlsx": _file(XLSX, pack.compound("Workbook")),
        "wps-text": _file("填报表.wps", pack.compound("WordDocument")),
        "encrypted": _file(XLSX, pack.compound("EncryptionInfo", "EncryptedPackage")),
        "csv-utf8": _file("填报表.csv", text.encode("utf-8-sig")),
        "csv-gbk-named-xlsx": _file(XLSX, text.encode("gbk")),
        "csv-latin": _file("填报表.csv", b"T01,caf\xe9\xff\n"),
        "csv-utf16": _file("填报表.csv", text.encode("utf-16")),
        "html-table": _file("填报表.xls", b"<html><table><tr><td>1</td></tr></table></html>"),
        "xml-2003": _file("填报表.xml", b'<?xml version="1.0"?><Workbook/>'),
        "pdf": _file(XLSX, b"%PDF-1.7\n"),
        "picture": _file(XLSX, b"\x89PNG\r\n\x1a\n"),
        "rar": _file(XLSX, b"Rar!\x1a\x07\x00"),
        "noise": _file(XLSX, bytes(range(128, 256)) * 8 + b"\0"),
        "xlsm": _file("填报表.xlsm", macro),
        "macro-named-xlsx": lambda: (XLSX, pack.added(good, **{"xl/vbaProject.bin": b"\0"})),
        "macro-sheet": lambda: (XLSX, pack.added(good, **{"xl/macrosheets/sheet1.xml": b"<a/>"})),
        "xlsb": lambda: (
            "填报表.xlsb",
            pack.packed({"xl/workbook.bin": b"\0", pack.TYPES: b"<a/>"}),
        ),
        "ods": lambda: ("填报表.ods", pack.packed(ods)),
        "docx": lambda: (XLSX, pack.packed({"word/document.xml": b"<a/>", pack.TYPES: b"<a/>"})),
        "zip": lambda: ("填报表.zip", pack.packed({XLSX: good})),
    }
