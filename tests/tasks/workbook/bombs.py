"""Files that are small, and huge when they are read."""

from __future__ import annotations

import zipfile
from collections.abc import Callable

from tests.tasks.workbook import packages as pack
from tests.tasks.workbook.packages import XLSX, Make


def bombs(good: bytes) -> dict[str, Make]:
    """Files that are small, and huge when they are read."""

    def part(name: str, data: Callable[[], bytes], method: int = zipfile.ZIP_DEFLATED) -> Make:
        return lambda: (XLSX, pack.packed(pack.parts_of(good) | {name: data()}, method))

    def sheet(rows: Callable[[], str]) -> Make:
        return lambda: (XLSX, pack.rows_after(good, rows()))

    def flat(rows: Callable[[], str]) -> Make:
        """Stored without compression, so that no ratio gives it away."""
        return lambda: (
            XLSX,
            pack.packed(pack.parts_of(pack.rows_after(good, rows())), zipfile.ZIP_STORED),
        )

    return {
        "zip-bomb": part("xl/media/image1.png", lambda: b"\0" * 100_000_000),
        "sheet-bomb": flat(lambda: "<row/>" * 800_000),
        "ten-million-rows": sheet(
            lambda: "".join(f'<row r="{n}"/>' for n in range(9, 50_009)) + "<row/>" * 9_950_000
        ),
        "too-many-rows": sheet(
            lambda: "".join(f'<row r="{n}" ht="15"/>' for n in range(9, 150_009))
        ),
        "rows-beyond-excel": sheet(lambda: '<row r="10000000"><c r="F10000000"><v>1</v></c></row>'),
        "office-rows": sheet(lambda: "".join(f'<row r="{n}" ht="15"/>' for n in range(9, 90_009))),
        "office-elements": flat(lambda: f"<row>{'<c><v>1</v></c>' * 10_000}</row>" * 100),
        "wide-row": flat(lambda: f'<row r="9">{"<c/>" * 1_200_000}</row>'),
        "deep-nesting": flat(lambda: "<a>" * 700_000 + "</a>" * 700_000),
        "endless-comment": flat(lambda: f"<!--{'a' * 5_000_000}-->"),
        "endless-text": sheet(lambda: _long_cells(1, 16_000_000)),
        "one-text-everywhere": lambda: (XLSX, _everywhere(good)),
        "many-sheets": lambda: (XLSX, _many_sheets(good)),
        "row-twice": sheet(lambda: '<row r="4"><c r="F4"><v>2</v></c></row>'),
        "merges-everywhere": sheet(
            lambda: (
                "</sheetData><mergeCells>"
                + '<mergeCell ref="F4:F9000"/>' * 390_000
                + "</mergeCells><sheetData>"
            )
        ),
        "text-bomb": lambda: (XLSX, _with_texts(good, "<si><t>a</t></si>" * 290_000)),
        "lying-size": lambda: (XLSX, _lying(good)),
        "many-members": lambda: (
            XLSX,
            pack.added(good, **{f"xl/media/{n}.png": b"x" for n in range(3000)}),
        ),
        "too-big": lambda: (XLSX, good + b"\0" * 6_000_000),
    }


def _lying(good: bytes) -> bytes:
    """A part says it is small, and is not."""
    huge = b"<worksheet>" + b" " * 60_000_000
    data = bytearray(pack.packed(pack.parts_of(good) | {pack.FIGURE_SHEET: huge}))
    size = len(huge).to_bytes(4, "little")
    place = data.find(size)
    while place >= 0:
        data[place : place + 4] = (4096).to_bytes(4, "little")
        place = data.find(size, place + 4)
    return bytes(data)


def _long_cells(count: int, length: int) -> str:
    """Rows of long texts that do not compress to nothing."""
    text = _noise(length)
    return "".join(
        f'<row r="{row}"><c r="L{row}" t="inlineStr"><is><t>{text}</t></is></c></row>'
        for row in range(9, 9 + count)
    )


def _everywhere(good: bytes) -> bytes:
    """Thousands of cells that all say one long shared text."""
    cell = '<row r="{0}"><c r="L{0}" t="s"><v>0</v></c><c r="M{0}" t="s"><v>0</v></c></row>'
    data = pack.rows_after(good, "".join(cell.format(row) for row in range(9, 15_000)))
    return _with_texts(data, f"<si><t>{_noise(32_000)}</t></si>")


def _with_texts(data: bytes, texts: str) -> bytes:
    """The workbook has these shared texts."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Type="{kind}" Target="sharedStrings.xml" Id="rId90" />'
    data = pack.changed(
        data,
        pack.RELATIONS,
        lambda xml: xml.replace("</Relationships>", relation + "</Relationships>"),
    )
    parts = pack.parts_of(data) | {"xl/sharedStrings.xml": f"<sst>{texts}</sst>".encode()}
    return pack.packed(parts, zipfile.ZIP_STORED)


def _many_sheets(good: bytes) -> bytes:
    """One sheet listed a hundred thousand times."""
    again = '<sheet name="a" sheetId="9" r:id="rId3" />' * 100_000
    data = pack.changed(good, pack.BOOK, lambda xml: xml.replace("</sheets>", again + "</sheets>"))
    return pack.packed(pack.parts_of(data), zipfile.ZIP_STORED)


def _noise(length: int) -> str:
    """Letters that do not compress to nothing."""
    state, letters = 1, []
    for _ in range(1000):
        state = state * 1103515245 + 12345 & 0x7FFFFFFF
        letters.append(chr(97 + (state >> 16) % 26))
    return "".join(letters) * (length // 1000)
