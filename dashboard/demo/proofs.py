"""A file that stands for evidence in the demonstration: one line that says what it is. Pure."""

from __future__ import annotations

from functools import cache

TEXT = "演示数据，不作依据"
LEAF = (
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    "/Resources<</Font<</F1 5 0 R>>>>>>"
)
PAGE = "BT /F1 28 Tf 120 700 Td <{text}> Tj ET"
FONT = "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>"
INNER = (
    "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light"
    "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/FontDescriptor 7 0 R>>"
)
DESCRIPTOR = (
    "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]"
    "/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>"
)


@cache
def pdf() -> bytes:
    """One A4 page, the same bytes each time, in a font that every reader of PDF brings along."""
    drawn = PAGE.format(text=TEXT.encode("utf-16-be").hex())
    parts = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        LEAF,
        f"<</Length {len(drawn)}>>\nstream\n{drawn}\nendstream",
        FONT,
        INNER,
        DESCRIPTOR,
    )
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{part}\nendobj\n".encode()
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(parts) + 1
    tail = f"xref\n0 {count}\n0000000000 65535 f \n{rows}trailer\n<</Size {count}/Root 1 0 R>>\n"
    return body + f"{tail}startxref\n{len(body)}\n%%EOF\n".encode()
