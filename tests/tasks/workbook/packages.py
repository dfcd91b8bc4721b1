"""Taking a good workbook's package apart and putting a changed one together, as bad files are made."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

FIGURE_SHEET, NOTE_SHEET, STAMP_SHEET = (f"xl/worksheets/sheet{n}.xml" for n in (1, 2, 4))
BOOK, TYPES, STYLES = "xl/workbook.xml", "[Content_Types].xml", "xl/styles.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
XLSX = "填报表.xlsx"
Change = Callable[[str], str]
Make = Callable[[], tuple[str, bytes]]  # the file's name and its bytes


def parts_of(data: bytes) -> dict[str, bytes]:
    """Every part by its name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def xml_of(data: bytes, part: str) -> str:
    """One part's XML, its Chinese as letters: lxml writes them as numbers."""
    xml = parts_of(data)[part].decode()
    return re.sub(r"&#([0-9]{4,});", lambda found: chr(int(found[1])), xml)


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as a package."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", method, compresslevel=1) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return kept.getvalue()


def changed(data: bytes, part: str, change: Change) -> bytes:
    """The same workbook with one part's XML changed."""
    parts = parts_of(data)
    before = xml_of(data, part)
    after = change(before)
    assert after != before, part
    return packed(parts | {part: after.encode()})


def added(data: bytes, **more: bytes) -> bytes:
    """The same workbook with more parts."""
    return packed(parts_of(data) | more)


def with_cell(
    data: bytes, place: str, content: str, *, part: str = FIGURE_SHEET, **more: str
) -> bytes:
    """One cell holds this XML instead; `more` are its attributes, such as t."""
    told = "".join(f' {name}="{value}"' for name, value in more.items())
    cell = re.compile(f'<c r="{place}"( s="[0-9]+")?[^>]*?(?:/>|>.*?</c>)')

    def change(xml: str) -> str:
        style = "" if "s" in more else r"\1"
        written = f'<c r="{place}"{style}{told}>'
        return cell.sub(lambda found: found.expand(written) + content + "</c>", xml, count=1)

    return changed(data, part, change)


def number(data: bytes, place: str, raw: str, **more: str) -> bytes:
    """One cell holds this number as the file's text."""
    return with_cell(data, place, f"<v>{raw}</v>", **more)


def words(data: bytes, place: str, text: str, *, part: str = FIGURE_SHEET) -> bytes:
    """One cell holds this text."""
    return with_cell(data, place, f"<is><t>{text}</t></is>", part=part, t="inlineStr")


def formula(data: bytes, place: str, code: str, value: str = "") -> bytes:
    """One cell holds a formula, with its result or without."""
    return with_cell(data, place, f"<f>{code}</f>{value}")


def rows_after(data: bytes, rows: str) -> bytes:
    """The figures' sheet goes on with these rows."""
    return changed(
        data, FIGURE_SHEET, lambda xml: xml.replace("</sheetData>", rows + "</sheetData>")
    )


def with_format(data: bytes, code: str) -> tuple[bytes, str]:
    """A style with this number format; returns its number too."""
    xml = parts_of(data)[STYLES].decode()
    found = re.search(r'<cellXfs count="(\d+)">', xml)
    assert found is not None
    style = found[1]

    def change(styles: str) -> str:
        escaped = code.replace('"', "&quot;")
        styles = styles.replace(
            "</numFmts>", f'<numFmt numFmtId="900" formatCode="{escaped}" /></numFmts>'
        )
        return styles.replace("</cellXfs>", '<xf numFmtId="900" fontId="0" /></cellXfs>')

    return changed(data, STYLES, change), style


def compound(*streams: str) -> bytes:
    """The beginning of an old compound file that names these streams."""
    magic = bytes.fromhex("D0CF11E0A1B11AE1")
    return magic + b"\0" * 504 + b"".join(each.encode("utf-16-le") + b"\0" * 64 for each in streams)
