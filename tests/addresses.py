"""Every address of the product, read from its URLconf, so that a new page is tested unasked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from plans.converters import Month

# What stands for each part of an address; a part not named here is a mistake of the test.
PARTS: dict[str, Any] = {
    "plan": "dinghai-2024",
    "plan_slug": "dinghai-2024",
    "month": Month(2024, 9),
    "code": "T01",
    "number": 1,
    "draft": 1,
    "key": "json",
    "pk": 1,
    "role": 1,
    "token": "x",
    "item": 1,
}


@dataclass(frozen=True)
class Address:
    """One address: the name of its page, its path, and what stands for its parts."""

    name: str
    path: str
    parts: tuple[str, ...]


def addresses() -> list[Address]:
    """Every page of the product, with example parts."""
    return list(_walk(get_resolver(), "/", {}))


def _walk(resolver: URLResolver, prefix: str, converters: dict[str, Any]) -> Iterator[Address]:
    for each in resolver.url_patterns:
        known = {**converters, **each.pattern.converters}
        path = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each, path, known)
        elif isinstance(each, URLPattern):
            yield Address(str(each.name), _filled(path, known), tuple(known))


def _filled(path: str, converters: dict[str, Any]) -> str:
    def example(part: re.Match[str]) -> str:
        name = part["name"]
        return str(converters[name].to_url(PARTS[name]))

    return re.sub(r"<(?:\w+:)?(?P<name>\w+)>", example, path)
