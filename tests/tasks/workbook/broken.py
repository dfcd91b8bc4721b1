"""Packages that are damaged or made to deceive, and sound workbooks that are not ours, or no longer."""

from __future__ import annotations

import io
import re

from openpyxl import Workbook

from tasks.workbook.layout import FIGURES, HINTS, NOTES, EntryBook
from tasks.workbook.writing import entry_workbook
from tests.tasks.workbook import packages as pack
from tests.tasks.workbook.packages import XLSX, Make


def broken(good: bytes) -> dict[str, Make]:
    """Packages that are damaged, or made to deceive."""

    def entity(declared: str) -> Make:
        return lambda: (
            XLSX,
            pack.changed(good, pack.FIGURE_SHEET, lambda xml: f"<!DOCTYPE a [{declared}]>" + xml),
        )

    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return {
        "cut-in-two": lambda: (XLSX, good[: len(good) // 2]),
        "flipped-bytes": lambda: (XLSX, _flipped(good)),
        "no-workbook": lambda: (XLSX, _without(good, pack.BOOK)),
        "no-sheet": lambda: (XLSX, _without(good, pack.FIGURE_SHEET)),
        "not-well-formed": lambda: (
            XLSX,
            pack.changed(good, pack.FIGURE_SHEET, lambda xml: xml.replace("</row>", "", 1)),
        ),
        "raw-control-character": lambda: (XLSX, pack.words(good, "L4", "a\x01b")),
        "billion-laughs": entity('<!ENTITY a0 "ha">' + laughs),
        "outside-entity": entity('<!ENTITY a SYSTEM "file:///etc/passwd">'),
        "utf16-entity": lambda: (XLSX, _utf16_entity(good)),
        "path-outside": lambda: (XLSX, pack.added(good, **{"../../etc/cron.d/x": b"x"})),
        "doubled-part": lambda: (XLSX, _doubled(good)),
        "encrypted-member": lambda: (XLSX, _flagged(good)),
        "impossible-row": lambda: (
            XLSX,
            pack.changed(
                good, pack.FIGURE_SHEET, lambda xml: xml.replace('row r="4"', 'row r="x"')
            ),
        ),
        "impossible-column": lambda: (
            XLSX,
            pack.changed(good, pack.FIGURE_SHEET, lambda xml: xml.replace('"F4"', '"ZZZZ4"')),
        ),
        "text-out-of-reach": lambda: (XLSX, pack.number(good, "L4", "999999", t="s")),
    }


def strange(good: bytes, book: EntryBook, key: bytes) -> dict[str, Make]:
    """Sound workbooks that are not ours, or no longer."""

    def own() -> tuple[str, bytes]:
        plain = Workbook()
        plain["Sheet"].append(["编码", "指标", "本月数"])
        plain["Sheet"].append(["T01", "技术交易额", 17.5])
        kept = io.BytesIO()
        plain.save(kept)
        return XLSX, kept.getvalue()

    def change(part: str, before: str, after: str) -> Make:
        return lambda: (XLSX, pack.changed(good, part, lambda xml: xml.replace(before, after)))

    figures = pack.xml_of(good, pack.FIGURE_SHEET)
    second = {pack.NOTE_SHEET: figures.encode()}
    return {
        "not-ours": own,
        "stamp-deleted": lambda: (XLSX, _unlisted(good, "_版本")),
        "stamp-of-another-key": lambda: (XLSX, entry_workbook(book, key=key + b"!")),
        "stamp-month-changed": change(
            pack.STAMP_SHEET, f'"month": {book.month}', f'"month": {book.month % 12 + 1}'
        ),
        "stamp-version-changed": lambda: (XLSX, pack.words(good, "C4", "9", part=pack.STAMP_SHEET)),
        "no-figures-sheet": lambda: (XLSX, _unlisted(good, FIGURES)),
        "no-head": change(pack.FIGURE_SHEET, "<t>本月数</t>", "<t>9月份数字</t>"),
        "input-column-lost": change(pack.FIGURE_SHEET, "<t>存在问题</t>", "<t></t>"),
        "column-twice": change(pack.FIGURE_SHEET, "<t>去年同期</t>", "<t>本月数</t>"),
        "two-figure-sheets": lambda: (XLSX, _renamed(pack.packed(pack.parts_of(good) | second))),
    }


def _without(good: bytes, name: str) -> bytes:
    return pack.packed({each: data for each, data in pack.parts_of(good).items() if each != name})


def _unlisted(good: bytes, sheet: str) -> bytes:
    """As when a sheet is deleted in Excel."""

    listed = re.compile(rf'<sheet [^>]*name="{sheet}"[^>]*/>')
    return pack.changed(good, pack.BOOK, lambda xml: listed.sub("", xml))


def _renamed(good: bytes) -> bytes:
    """As when the sheets are called anything."""
    names = {FIGURES: "表一", NOTES: "表二", HINTS: "表三"}

    def change(xml: str) -> str:
        for before, after in names.items():
            xml = xml.replace(f'name="{before}"', f'name="{after}"')
        return xml

    return pack.changed(good, pack.BOOK, change)


def _flipped(good: bytes) -> bytes:
    """Bits of the figures' compressed sheet are wrong, the directory is not."""
    start = good.index(pack.FIGURE_SHEET.encode()) + 200
    return (
        good[:start] + bytes(each ^ 0x55 for each in good[start : start + 60]) + good[start + 60 :]
    )


def _utf16_entity(good: bytes) -> bytes:
    parts = pack.parts_of(good)
    xml = '<!DOCTYPE a [<!ENTITY b "c">]>' + parts[pack.FIGURE_SHEET].decode()
    return pack.packed(parts | {pack.FIGURE_SHEET: xml.encode("utf-16")})


def _doubled(good: bytes) -> bytes:
    """Two parts of one name, where programs differ on which counts."""
    return pack.added(good, **{pack.FIGURE_SHEET.upper(): b"<worksheet/>"})


def _flagged(good: bytes) -> bytes:
    """Every member says it is encrypted."""
    changed = bytearray(good)
    place = changed.find(b"PK\x01\x02")
    while place >= 0:
        changed[place + 8] |= 1
        place = changed.find(b"PK\x01\x02", place + 4)
    return bytes(changed)
