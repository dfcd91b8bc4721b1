"""What a reader of Office files stumbles over: parts, relations, ids and the order of elements.

`faults(file)` names everything that is wrong with a .docx or .xlsx; a sound one gives [].
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.dashboard.ooxml_orders import ORDERS, C, S, W

TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
LINKS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
TYPES_PART, TOP = "[Content_Types].xml", "_rels/.rels"


def faults(file: Path | bytes) -> list[str]:
    """Every fault found, in words; empty for a sound package."""
    with zipfile.ZipFile(BytesIO(file) if isinstance(file, bytes) else file) as package:
        names = package.namelist()
        parts = {name: package.read(name) for name in names}
    found = [f"{name} twice" for name, number in Counter(names).items() if number > 1]
    trees = {}
    for name, data in parts.items():
        if name.endswith((".xml", ".rels")):
            try:
                trees[name] = ET.fromstring(data)  # noqa: S314 -- we made it
            except ET.ParseError as error:
                found.append(f"{name}: {error}")
    if TYPES_PART not in trees or TOP not in trees:
        return [*found, "no content types or no relations"]
    found += _types(parts, trees[TYPES_PART])
    found += _relations(parts, trees)
    for name, tree in trees.items():
        found += [f"{name}: {fault}" for fault in order(tree)]
    found += _word(trees)
    found += _book(trees)
    found += _charts(trees)
    return found


def order(tree: ET.Element) -> Iterator[str]:
    """Elements out of the schema's order, unknown ones, and ones that come too often."""
    for parent in tree.iter():
        space, name = _split(parent.tag)
        sequence = ORDERS.get(space, {}).get(name)
        if sequence is not None:
            yield from _in_order(name, [_split(child.tag) for child in parent], space, sequence)


def _in_order(
    name: str, children: list[tuple[str, str]], space: str, sequence: str
) -> Iterator[str]:
    places, repeated = {}, set()
    for place, item in enumerate(sequence.split()):
        many = item.endswith("*") or "|" in item
        for each in item.rstrip("*").split("|"):
            places[each] = place
            if many:
                repeated.add(each)
    last = ""
    seen: set[str] = set()
    for own, child in children:
        if own != space:
            continue
        if child not in places:
            yield f"<{child}> does not belong into <{name}>"
            continue
        if last and places[child] < places[last]:
            yield f"<{child}> after <{last}> in <{name}>"
        if child in seen and child not in repeated:
            yield f"<{child}> twice in <{name}>"
        seen.add(child)
        last = child


def _split(tag: str) -> tuple[str, str]:
    space, _, name = tag.removeprefix("{").rpartition("}")
    return space, name


def _types(parts: dict[str, bytes], tree: ET.Element) -> Iterator[str]:
    """Every part has a content type, and every type named has its part."""
    endings = {each.get("Extension", "").lower() for each in tree.iter(f"{TYPES}Default")}
    named = [each.get("PartName", "").lstrip("/") for each in tree.iter(f"{TYPES}Override")]
    yield from (f"type of {each}, which is not there" for each in set(named) - parts.keys())
    yield from (f"type of {each} twice" for each, n in Counter(named).items() if n > 1)
    for name in parts:
        if name != TYPES_PART and name not in named and name.rpartition(".")[2] not in endings:
            yield f"{name} has no content type"
        if name.endswith(".xml") and name != TYPES_PART and name not in named:
            yield f"{name} has no content type of its own"


def _relations(parts: dict[str, bytes], trees: dict[str, ET.Element]) -> Iterator[str]:
    """Targets are there, ids are unique and those used are defined, no part is left dangling."""
    reached: dict[str, set[str]] = {}
    for name in (each for each in trees if each.endswith(".rels")):
        folder, _, file = name.rpartition("_rels/")
        source = folder + file.removesuffix(".rels")
        if source and source not in parts:
            yield f"{name} belongs to nothing"
        links = list(trees[name].iter(f"{LINKS}Relationship"))
        ids = Counter(each.get("Id", "") for each in links)
        yield from (f"{name}: id {each} twice" for each, n in ids.items() if n > 1)
        for each in links:
            target = each.get("Target", "")
            if each.get("TargetMode") == "External":
                continue
            path = target.lstrip("/") if target.startswith("/") else folder + target
            path = posixpath.normpath(path)
            reached.setdefault(source, set()).add(path)
            if path not in parts:
                yield f"{name}: {target} is not there"
        if source in trees:
            used = {
                value
                for element in trees[source].iter()
                for key, value in element.attrib.items()
                if key.startswith(R)
            }
            yield from (f"{source} uses {each}, not defined" for each in used - ids.keys())
    for name, tree in trees.items():
        rels = posixpath.join(posixpath.dirname(name), "_rels", f"{posixpath.basename(name)}.rels")
        if rels not in trees and not name.endswith(".rels"):
            uses = any(key.startswith(R) for e in tree.iter() for key in e.attrib)
            if uses:
                yield f"{name} uses relations and has none"
    yield from _dangling(parts, reached)


def _dangling(parts: dict[str, bytes], reached: dict[str, set[str]]) -> Iterator[str]:
    seen: set[str] = set()
    waiting = [""]
    while waiting:
        source = waiting.pop()
        for target in reached.get(source, set()) - seen:
            seen.add(target)
            waiting.append(target)
    for name in parts:
        if name not in seen and name != TYPES_PART and not name.endswith(".rels"):
            yield f"{name} is reached from nowhere"


def _word(trees: dict[str, ET.Element]) -> Iterator[str]:
    """Styles that are used are defined, tables are whole, pictures have ids and words."""
    document, styles = trees.get("word/document.xml"), trees.get("word/styles.xml")
    if document is None or styles is None:
        return
    w = f"{{{W}}}"
    defined = {each.get(f"{w}styleId") for each in styles.iter(f"{w}style")}
    uses = [tree for name, tree in trees.items() if name.startswith("word/")]
    for kind in ("pStyle", "rStyle", "tblStyle", "basedOn", "link", "next"):
        used = {each.get(f"{w}val") for tree in uses for each in tree.iter(f"{w}{kind}")}
        yield from (f"style {each} is not defined" for each in used - defined)
    for table in document.iter(f"{w}tbl"):
        yield from _table(table, w)
    ids = Counter(each.get("id") for each in document.iter(f"{WP}docPr"))
    yield from (f"picture id {each} twice" for each, n in ids.items() if n > 1)
    yield from (
        f"picture {each.get('id')} has no words"
        for each in document.iter(f"{WP}docPr")
        if not each.get("descr")
    )


def _table(table: ET.Element, w: str) -> Iterator[str]:
    columns = len(table.findall(f"{w}tblGrid/{w}gridCol"))
    for number, row in enumerate(table.findall(f"{w}tr"), 1):
        spans = [
            int(span.get(f"{w}val", "1"))
            if (span := cell.find(f"{w}tcPr/{w}gridSpan")) is not None
            else 1
            for cell in row.findall(f"{w}tc")
        ]
        if sum(spans) != columns:
            yield f"row {number} has {sum(spans)} of {columns} columns"
        for cell in row.findall(f"{w}tc"):
            if len(cell) == 0 or cell[-1].tag != f"{w}p":
                yield f"a cell of row {number} does not end with a paragraph"


def _book(trees: dict[str, ET.Element]) -> Iterator[str]:
    """Cells name styles and strings that exist, and stand in order; no two sheets share a name."""
    book, styles = trees.get("xl/workbook.xml"), trees.get("xl/styles.xml")
    if book is None or styles is None:
        return
    s = f"{{{S}}}"
    names = Counter(each.get("name", "").lower() for each in book.iter(f"{s}sheet"))
    yield from (f"sheet {each} twice" for each, n in names.items() if n > 1)
    yield from (
        f"sheet name {each}" for each in names if len(each) > 31 or re.search(r"[\\/*?:\[\]]", each)
    )
    formats = len(styles.findall(f"{s}cellXfs/{s}xf"))
    dxfs = len(styles.findall(f"{s}dxfs/{s}dxf"))
    strings = trees.get("xl/sharedStrings.xml")
    shared = 0 if strings is None else len(strings.findall(f"{s}si"))
    for name, tree in trees.items():
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
            yield from (f"{name}: {each}" for each in _cells(tree, s, formats, shared))
            for rule in tree.iter(f"{s}cfRule"):
                if int(rule.get("dxfId", "-1")) >= dxfs:
                    yield f"{name}: a rule's look is not defined"


def _cells(tree: ET.Element, s: str, formats: int, shared: int) -> Iterator[str]:
    before = 0
    for row in tree.iter(f"{s}row"):
        number = int(row.get("r", before + 1))
        if number <= before:
            yield f"row {number} after row {before}"
        before, last = number, 0
        for cell in row.iter(f"{s}c"):
            place = cell.get("r", "")
            column = _column(place)
            if column <= last or place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != str(number):
                yield f"cell {place} out of place"
            last = column
            if int(cell.get("s", "0")) >= formats:
                yield f"cell {place} has a style that is not defined"
            value = cell.find(f"{s}v")
            if cell.get("t") == "s" and (value is None or int(value.text or "-1") >= shared):
                yield f"cell {place} has a text that is not there"


def _column(place: str) -> int:
    number = 0
    for letter in place.rstrip("0123456789"):
        number = 26 * number + ord(letter) - 64
    return number


def _charts(trees: dict[str, ET.Element]) -> Iterator[str]:
    """Axes that are used are defined, series point to sheets that exist, caches hold their count."""
    c, book = f"{{{C}}}", trees.get("xl/workbook.xml")
    sheets = set() if book is None else {each.get("name") for each in book.iter(f"{{{S}}}sheet")}
    for name, tree in trees.items():
        if tree.tag != f"{c}chartSpace":
            continue
        axes = ("catAx", "valAx", "dateAx", "serAx")
        defined = {
            each.get("val") for kind in axes for each in tree.findall(f".//{c}{kind}/{c}axId")
        }
        used = {each.get("val") for each in tree.findall(f".//{c}plotArea/*/{c}axId")}
        crossed = {each.get("val") for each in tree.iter(f"{c}crossAx")}
        yield from (f"{name}: axis {each} is not defined" for each in (used | crossed) - defined)
        for reference in tree.iter(f"{c}f"):
            sheet = (reference.text or "").rpartition("!")[0].strip("'").replace("''", "'")
            if sheet not in sheets:
                yield f"{name}: no sheet {sheet}"
        for cache in (*tree.iter(f"{c}numCache"), *tree.iter(f"{c}strCache")):
            count = cache.find(f"{c}ptCount")
            most = 0 if count is None else int(count.get("val", "0"))
            if any(int(each.get("idx", "0")) >= most for each in cache.iter(f"{c}pt")):
                yield f"{name}: a cache holds more than it counts"
