"""A Word paper in the house style after GB/T 9704: red head, paragraphs, tables, pictures.

`Letter` gathers the document and `save` writes it: `pack` makes the same letter the same bytes.
Widths are millimetres. Text may be anything that people typed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO

from dashboard.meeting.docx_parts import (
    Described,
    Page,
    attribute,
    pack,
    safe,
    section,
    twips,
)
from dashboard.meeting.docx_styles import DECLARATION, SPACES

__all__ = ["Cell", "Described", "Letter", "Page", "Table"]

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
EMU = 36000  # English metric units in a millimetre
HEAD_ROOM, MOST_HEAD, LEAST_HEAD = 442, 36, 9  # points: 版心, and the sizes of the red head
TIGHT = (
    '<w:tblCellMar><w:top w:w="4" w:type="dxa"/><w:left w:w="45" w:type="dxa"/>'
    '<w:bottom w:w="4" w:type="dxa"/><w:right w:w="45" w:type="dxa"/></w:tblCellMar>'
)
_LINES = '<w:spacing w:before="0" w:after="0" w:line="{}" w:lineRule="atLeast"/>'
# 一、主要指标。 and （一）创新能力。 lead their paragraph in another font.
LEADS = (
    (re.compile(r"[一二三四五六七八九十]{1,3}、[^。\n]{1,30}。?"), "Lead"),
    (re.compile(r"（[一二三四五六七八九十]{1,3}）[^。；\n]{1,30}。"), "SubLead"),
)


@dataclass(frozen=True)
class Cell:
    """A cell that differs from its column: bold, over several columns or rows, placed otherwise."""

    text: str
    is_bold: bool = False
    span: int = 1
    align: str = ""  # left, center, right; empty as the column
    down: str = ""  # restart where a cell over several rows begins, continue in the rows below


@dataclass(frozen=True)
class Table:
    """A table: heads, rows of texts or cells, widths of the columns in mm.

    `middle` are the columns (from 0) that are centred. `title` and `measure` (what it is counted
    in) stand above, `about` says to a reader who does not see it what the table holds; `size` is
    the letters' in half points. A cell over all columns heads the rows under it. A tight one has
    its lines as close as its letters allow.
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[str | Cell]]
    widths: Sequence[Decimal | int]
    middle: Collection[int] = ()
    title: str = ""
    measure: str = ""
    about: str = ""
    size: int = 21
    is_tight: bool = False


@dataclass
class Letter:
    """One document being written."""

    facts: Described
    mark: str = ""  # stands above every page: 演示数据，不作依据
    page: Page = field(default_factory=Page)
    parts: list[str] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)

    def save(self, file: IO[bytes]) -> None:
        """Write the document as a .docx package."""
        spaces = (
            f'{SPACES} xmlns:wp="{DRAWING}/wordprocessingDrawing" xmlns:a="{DRAWING}/main" '
            f'xmlns:pic="{DRAWING}/picture"'
        )
        body = "".join(self.parts) + section(self.page)
        text = f"{DECLARATION}<w:document {spaces}><w:body>{body}</w:body></w:document>"
        pack(file, text, self.pictures, self.facts, self.mark)

    def red_head(self, serial: str, issue: str, issuer: str, day: str) -> None:
        """The head in red, 第N期 where it is a serial, issuer and day over one red rule."""
        size = max(LEAST_HEAD, min(MOST_HEAD, HEAD_ROOM // max(len(serial), 1)))
        self._add("RedHead", _run(serial, size=2 * size))
        if issue:
            self._add("Issue", _run(issue))
        at = twips(self.page.room)
        tabs = f'<w:tabs><w:tab w:val="right" w:pos="{at}"/></w:tabs>'
        self._add("Issuer", f"{_run(issuer)}<w:r><w:tab/></w:r>{_run(day)}", more=tabs)

    def title(self, *lines: str) -> None:
        """The document's title, broken where told."""
        self._add("Title", _run("\n".join(lines)))

    def paragraph(self, text: str, *, style: str = "Body") -> None:
        """A paragraph of the body; 一、… and （一）… at its beginning lead it in their own font."""
        for pattern, lead in LEADS:
            found = pattern.match(text)
            if found:
                runs = _run(found[0], style=lead) + _run(text[found.end() :])
                self._add(style, runs)
                return
        self._add(style, _run(text))

    def indented(self, text: str, characters: int, *, stays: bool = False) -> None:
        """A paragraph that begins so many characters in; one that `stays` keeps to the next."""
        keep = "<w:keepNext/>" if stays else ""
        indent = f'<w:ind w:leftChars="0" w:left="0" w:firstLineChars="{100 * characters}" '
        self._add("Body", _run(text), more=f'{keep}{indent}w:firstLine="{320 * characters}"/>')

    def flush(self, text: str) -> None:
        """A paragraph that begins at the margin: to whom it goes."""
        self._add("Normal", _run(text))

    def signature(self, issuer: str, day: str) -> None:
        """落款: who and when at the end, towards the right, kept together on one page."""
        towards = '<w:ind w:rightChars="200" w:right="640"/><w:jc w:val="right"/>'
        space = '<w:keepNext/><w:spacing w:before="560"/>'
        self._add("Normal", _run(issuer), more=f"{space}{towards}")
        self._add("Normal", _run(day), more=towards)

    def note(self, text: str) -> None:
        """A small line under a table or picture."""
        self._add("Note", _run(text))

    def appendix(self, number: int, title: str) -> None:
        """A new page with 附件N and its title; the only one has no number (0)."""
        self._add("Appendix", _run(f"附件{number or ''}"))
        self._add("AppendixTitle", _run(title))

    def table(self, table: Table) -> None:
        """A table with thin black lines; its head is repeated, no row breaks over a page."""
        if table.title:
            self._add("Caption", _run(table.title))
        if table.measure:
            self._add("Measure", _run(table.measure))
        widths = [twips(width) for width in table.widths]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        about = table.about or table.title
        said = f'<w:tblDescription w:val="{attribute(about)}"/>' if about else ""
        rows = [_row([Cell(each) for each in table.heads], widths, table, is_head=True)]
        rows += [_row([_cell(each) for each in row], widths, table) for row in table.rows]
        self.parts.append(
            f'<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="{sum(widths)}" '
            'w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
            f"{TIGHT if table.is_tight else ''}{said}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
        )

    def gap(self) -> None:
        """A narrow space, also between two tables that would else run together."""
        self.parts.append(
            '<w:p><w:pPr><w:pStyle w:val="Note"/><w:spacing w:before="0" w:after="0" '
            'w:line="160" w:lineRule="exact"/></w:pPr></w:p>'
        )

    def picture(self, png: bytes, width: Decimal | int, *, title: str, alt: str) -> None:
        """A picture with its title above and its words for who does not see it."""
        name = f"image{len(self.pictures) + 1}"
        self.pictures[name] = png
        across, down = _size_of(png)
        wide = int(Decimal(width) * EMU)
        self._add("Caption", _run(title))
        self._add("Picture", _drawing(name, len(self.pictures), wide, wide * down // across, alt))

    def imprint(self, issuer: str, day: str) -> None:
        """印发: who and when, between two rules at the document's end."""
        at = twips(self.page.room)
        borders = "".join(
            f'<w:{side} w:val="single" w:sz="8" w:space="2" w:color="000000"/>'
            for side in ("top", "bottom")
        )
        self._add(
            "Normal",
            f"{_run(issuer, size=28)}<w:r><w:tab/></w:r>{_run(day, size=28)}",
            more=f'<w:pBdr>{borders}</w:pBdr><w:tabs><w:tab w:val="right" w:pos="{at}"/></w:tabs>'
            '<w:spacing w:before="160" w:after="0" w:line="440" w:lineRule="exact"/>'
            '<w:jc w:val="left"/>',
        )

    def _add(self, style: str, runs: str, *, more: str = "") -> None:
        self.parts.append(f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{runs}</w:p>')


def _run(text: str, *, style: str = "", size: int = 0, is_bold: bool = False) -> str:
    """One run; the hint makes quotation marks and dashes Chinese ones."""
    look = f'<w:rStyle w:val="{style}"/>' if style else ""
    look += '<w:rFonts w:hint="eastAsia"/>'
    look += "<w:b/><w:bCs/>" if is_bold else ""
    look += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
    told = "<w:br/>".join(
        f'<w:t xml:space="preserve">{safe(line)}</w:t>' for line in text.split("\n")
    )
    return f"<w:r><w:rPr>{look}</w:rPr>{told}</w:r>" if text else ""


def _cell(value: str | Cell) -> Cell:
    return value if isinstance(value, Cell) else Cell(value)


def _row(cells: Sequence[Cell], widths: Sequence[int], table: Table, is_head: bool = False) -> str:
    head = "<w:tblHeader/>" if is_head else ""
    close = _LINES.format(round(table.size * 12)) if table.is_tight else ""
    made, column = [], 0
    for cell in cells:
        width = sum(widths[column : column + cell.span])
        align = cell.align or ("center" if is_head or column in table.middle else "left")
        span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
        span += f'<w:vMerge w:val="{cell.down}"/>' if cell.down else ""
        style = "CellHead" if is_head else "Cell"
        stays = "<w:keepNext/>" if cell.span == len(widths) else ""
        size = table.size if table.size != Table.size else 0
        run = _run(cell.text, size=size, is_bold=cell.is_bold)
        made.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}<w:vAlign w:val="center"/>'
            f'</w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/>{stays}{close}<w:jc w:val="{align}"/>'
            "</w:pPr>"
            f"{run}</w:p></w:tc>"
        )
        column += cell.span
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(made)}</w:tr>"


def _size_of(png: bytes) -> tuple[int, int]:
    """Width and height in pixels, from the picture's own head."""
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


def _drawing(name: str, number: int, wide: int, high: int, alt: str) -> str:
    """A picture in the line, as WordprocessingML says it."""
    said = attribute(alt)
    blip = f'<a:blip r:embed="{name}"/><a:stretch><a:fillRect/></a:stretch>'
    shape = (
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    )
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="{number}" name="{name}" '
        f'descr="{said}"/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/>'
        f'</wp:cNvGraphicFramePr><a:graphic><a:graphicData uri="{DRAWING}/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{name}.png" descr="{said}"/><pic:cNvPicPr/>'
        f"</pic:nvPicPr><pic:blipFill>{blip}</pic:blipFill><pic:spPr>{shape}</pic:spPr></pic:pic>"
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
