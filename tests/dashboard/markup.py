"""A page as a reader meets it: its elements by class and tag, and their words."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta"})


class Element:
    """One element with what stands in it."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.inside: list[Element | str] = []

    @property
    def classes(self) -> set[str]:
        """Its classes."""
        return set(self.attributes.get("class", "").split())

    @property
    def children(self) -> list[Element]:
        """The elements directly in it."""
        return [each for each in self.inside if isinstance(each, Element)]

    @property
    def text(self) -> str:
        """Its words as they are read, white space as one space, formula cards left out."""
        return " ".join("".join(self._words()).split())

    def all(self, wanted: str) -> list[Element]:
        """Every element within: "tag", ".class", "tag.class" or "#id"."""
        wanted, _, name = wanted.partition("#")
        tag, _, css = wanted.partition(".")
        return [
            each
            for each in self._within()
            if tag in {"", each.tag}
            and (not css or css in each.classes)
            and (not name or each.attributes.get("id") == name)
        ]

    def one(self, wanted: str) -> Element:
        """The first of them."""
        return self.all(wanted)[0]

    def _within(self) -> Iterator[Element]:
        for each in self.children:
            yield each
            yield from each._within()

    def _words(self) -> Iterator[str]:
        for each in self.inside:
            if isinstance(each, str):
                yield each
            elif "fx" not in each.classes:
                yield from each._words()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read(html: str) -> Element:
    """The page's elements; every one must be closed in its place."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root]
    return reader.root
