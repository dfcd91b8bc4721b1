"""What a list's address asks for beside its filter: which columns are left out, by which it is sorted. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import QueryDict

HIDE, SORT = "hide", "sort"
Row = TypeVar("Row")


@dataclass(frozen=True)
class Head:
    """A column's head; `url` sorts by it, `state` is how it is sorted now (aria-sort)."""

    label: str
    css: str = ""
    url: str = ""
    state: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a list: its name in addresses, its head, and whether one may sort by it."""

    name: str
    label: str
    css: str = ""
    sorts: bool = False


@dataclass(frozen=True)
class Choice:
    """A column that may be left out, and whether it is."""

    name: str
    label: str
    is_hidden: bool


def hidden_in(query: QueryDict, names: Iterable[str]) -> frozenset[str]:
    """The columns that the address leaves out; others than these names count for nothing."""
    return frozenset(names) & frozenset(query.getlist(HIDE))


def choices(columns: Iterable[tuple[str, str]], hidden: frozenset[str]) -> list[Choice]:
    """The columns that may be left out, by name and label, for the form."""
    return [Choice(name, label, name in hidden) for name, label in columns]


def sort_in(query: QueryDict, columns: Iterable[str]) -> str:
    """By which column the address sorts ("light", "-light"); empty for the list's own order."""
    asked = query.get(SORT, "")
    return asked if asked.removeprefix("-") in set(columns) else ""


def heads(
    columns: Sequence[Column], query: QueryDict, sort: str, hidden: frozenset[str]
) -> list[Head]:
    """The heads of the columns that are shown; each that sorts leads there and back."""
    found = []
    for column in columns:
        if column.name in hidden:
            continue
        if not column.sorts:
            found.append(Head(column.label, column.css))
            continue
        downwards, upwards = f"-{column.name}", column.name
        state = {upwards: "ascending", downwards: "descending"}.get(sort, "none")
        url = sorted_by(query, downwards if sort == upwards else upwards)
        found.append(Head(column.label, column.css, url, state))
    return found


def ordered(rows: Iterable[Row], sort: str, keys: Mapping[str, Callable[[Row], Any]]) -> list[Row]:
    """The rows by the column's key, equals in their former order; None stands last either way."""
    key = keys.get(sort.removeprefix("-"))
    if key is None:
        return list(rows)
    listed = list(rows)
    judged = [row for row in listed if key(row) is not None]
    rest = [row for row in listed if key(row) is None]
    return sorted(judged, key=key, reverse=sort.startswith("-")) + rest


def sorted_by(query: QueryDict, sort: str) -> str:
    """The same list in another order."""
    again = query.copy()
    again[SORT] = sort
    return "?" + again.urlencode()


def without(query: QueryDict, *names: str) -> str:
    """The same list without these parts of its address."""
    again = query.copy()
    for name in names:
        again.pop(name, None)
    return "?" + again.urlencode()


def asked_of(url: str, query: QueryDict) -> str:
    """Another address of the same list, as a file: it carries the filter, the order and the columns."""
    kept = query.urlencode()
    return f"{url}?{kept}" if url and kept else url


def folded(text: str) -> str:
    """Full-width and half-width, capitals and small letters count as the same."""
    return unicodedata.normalize("NFKC", text).casefold()
