"""A Word paper's package: page, headers, footers, settings, properties, and the zip. Pure.

Written by hand, so that the same paper is the same bytes: no hour of saving, no machine's name.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import IO
from xml.sax.saxutils import escape

from accounts.texts import clean
from dashboard.meeting.docx_styles import DECLARATION, SPACES, R, font_table, styles

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@dataclass(frozen=True)
class Page:
    """A sheet of paper, all in mm. The default is GB/T 9704: 版心 156 × 225 on A4."""

    width: int = 210
    height: int = 297
    top: int = 37
    bottom: int = 35
    left: int = 28
    right: int = 26
    edge: int = 25  # from the paper's edge to the page number

    @property
    def room(self) -> int:
        """The width between the margins."""
        return self.width - self.left - self.right

    @property
    def is_landscape(self) -> bool:
        """Whether the sheet lies."""
        return self.width > self.height


@dataclass(frozen=True)
class Described:
    """A document's properties; `moment` also dates the package, so that equal papers are equal."""

    title: str
    moment: datetime
    subject: str = ""
    author: str = ""
    keywords: str = ""
    description: str = ""


def twips(mm: Decimal | int) -> int:
    """Millimetres as twentieths of a point, the unit of pages and tables."""
    return int(Decimal(mm) * 1440 / Decimal("25.4"))


def safe(text: str) -> str:
    """Text as XML may hold it: control characters gone, markup escaped."""
    return escape(clean(text))


def attribute(text: str) -> str:
    """The same inside double quotes."""
    return safe(text).replace('"', "&quot;").replace("\n", "&#10;")


def settings() -> str:
    """word/settings.xml: odd and even pages differ, bound at the inner side, nothing automatic."""
    compat = "http://schemas.microsoft.com/office/word"
    return (
        f"{DECLARATION}<w:settings {SPACES}>"
        '<w:zoom w:percent="100"/><w:mirrorMargins/><w:hideSpellingErrors/>'
        '<w:hideGrammaticalErrors/><w:defaultTabStop w:val="420"/>'
        '<w:autoHyphenation w:val="0"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:compat><w:useFELayout/><w:compatSetting w:name="compatibilityMode" w:uri="{compat}" '
        'w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="zh-CN" w:eastAsia="zh-CN"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def header(mark: str) -> str:
    """What stands above every page: 演示数据，不作依据; an empty line where nothing is to be said."""
    said = f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t>{safe(mark)}</w:t></w:r>'
    return (
        f'{DECLARATION}<w:hdr {SPACES}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>'
        f"{said if mark else ''}</w:p></w:hdr>"
    )


def footer(side: str) -> str:
    """— 1 — outside: right on odd pages, left on even ones, one character from the edge."""
    indent = f'<w:ind w:{side}Chars="100" w:{side}="280"/>'
    field = "".join(
        f"<w:r>{part}</w:r>"
        for part in (
            '<w:t xml:space="preserve">— </w:t>',
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
            '<w:t xml:space="preserve"> —</w:t>',
        )
    )
    return (
        f'{DECLARATION}<w:ftr {SPACES}><w:p><w:pPr><w:pStyle w:val="Footer"/>{indent}'
        f'<w:jc w:val="{side}"/></w:pPr>{field}</w:p></w:ftr>'
    )


def section(page: Page) -> str:
    """The document's one section: page, margins, headers and footers."""
    lying = ' w:orient="landscape"' if page.is_landscape else ""
    refs = "".join(
        f'<w:{kind}Reference w:type="{which}" r:id="{kind}-{which}"/>'
        for kind, which in (
            ("header", "even"),
            ("header", "default"),
            ("footer", "even"),
            ("footer", "default"),
        )
    )
    return (
        f'<w:sectPr>{refs}<w:pgSz w:w="{twips(page.width)}" w:h="{twips(page.height)}"{lying}/>'
        f'<w:pgMar w:top="{twips(page.top)}" w:right="{twips(page.right)}" '
        f'w:bottom="{twips(page.bottom)}" w:left="{twips(page.left)}" '
        f'w:header="{twips(min(15, page.top // 2))}" w:footer="{twips(page.edge)}" w:gutter="0"/>'
        '<w:cols w:space="425"/></w:sectPr>'
    )


RELATED = (  # of word/document.xml: id, kind, part
    ("styles", "styles", "styles.xml"),
    ("fonts", "fontTable", "fontTable.xml"),
    ("settings", "settings", "settings.xml"),
    ("header-default", "header", "header1.xml"),
    ("header-even", "header", "header2.xml"),
    ("footer-default", "footer", "footer1.xml"),
    ("footer-even", "footer", "footer2.xml"),
)
CONTENT = {
    "fontTable": f"{WORD_TYPE}.fontTable+xml",
    "footer": f"{WORD_TYPE}.footer+xml",
    "header": f"{WORD_TYPE}.header+xml",
    "settings": f"{WORD_TYPE}.settings+xml",
    "styles": f"{WORD_TYPE}.styles+xml",
}


def _content_types() -> str:
    parts = [("document.xml", f"{WORD_TYPE}.document.main+xml")]
    parts += [(part, CONTENT[kind]) for _, kind, part in RELATED]
    listed = "".join(
        f'<Override PartName="/word/{part}" ContentType="{kind}"/>' for part, kind in parts
    )
    office = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    return (
        f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}'
        f'<Override PartName="/docProps/app.xml" ContentType="{office}"/>'
        f'<Override PartName="/docProps/core.xml" ContentType="{core}"/></Types>'
    )


def _relations(links: Iterable[tuple[str, str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in links
    )
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def _core(facts: Described) -> str:
    day = facts.moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    spaces = (
        f'xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    )
    return (
        f"{DECLARATION}<cp:coreProperties {spaces}><dc:title>{safe(facts.title)}</dc:title>"
        f"<dc:subject>{safe(facts.subject)}</dc:subject><dc:creator>{safe(facts.author)}"
        f"</dc:creator><cp:keywords>{safe(facts.keywords)}</cp:keywords>"
        f"<dc:description>{safe(facts.description)}</dc:description>"
        f"<cp:lastModifiedBy>{safe(facts.author)}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{day}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{day}</dcterms:modified>'
        "<dc:language>zh-CN</dc:language></cp:coreProperties>"
    )


_APP = (
    f"{DECLARATION}<Properties "
    'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>序时</Application></Properties>"
)


def pack(
    file: IO[bytes], body: str, pictures: Mapping[str, bytes], facts: Described, mark: str
) -> None:
    """Write the package: the same body, pictures and facts give the same bytes."""
    links = [(key, f"{R}/{kind}", part) for key, kind, part in RELATED]
    links += [(name, f"{R}/image", f"media/{name}.png") for name in pictures]
    top = (
        ("document", f"{R}/officeDocument", "word/document.xml"),
        ("core", f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ("app", f"{R}/extended-properties", "docProps/app.xml"),
    )
    parts: dict[str, bytes] = {
        name: text.encode()
        for name, text in (
            ("[Content_Types].xml", _content_types()),
            ("_rels/.rels", _relations(top)),
            ("word/document.xml", body),
            ("word/_rels/document.xml.rels", _relations(links)),
            ("word/styles.xml", styles()),
            ("word/fontTable.xml", font_table()),
            ("word/settings.xml", settings()),
            ("word/header1.xml", header(mark)),
            ("word/header2.xml", header(mark)),
            ("word/footer1.xml", footer("right")),
            ("word/footer2.xml", footer("left")),
            ("docProps/core.xml", _core(facts)),
            ("docProps/app.xml", _APP),
        )
    }
    parts |= {f"word/media/{name}.png": data for name, data in pictures.items()}
    when = facts.moment
    dated = (when.year, when.month, when.day, when.hour, when.minute, when.second)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, dated)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            package.writestr(entry, data)
