"""A report as canonical JSON and back: the same report is the same bytes, on every machine.

Keys are sorted, nothing is spaced, letters stay themselves; decimals are strings, days ISO dates,
and a field that stands at its default is left out. Changing a default is a new schema.
Reading is strict: an unknown, missing or ill-typed field is refused, never guessed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from dashboard.report.rows import READABLE, SCHEMA, MonthlyReport
from targets.arithmetic import MONTHS, Share

Read = Callable[[Any], Any]
Body = dict[str, Any]
MOST_DIGITS = 60  # of a number, before its point or behind it
NOT_IN_THE_BODY = frozenset({"edition"})  # which publication it is stands beside the body
# How a stored body becomes one of the next schema, where a field's default does not say it (ADR 12).
UPGRADES: dict[int, Callable[[Body], Body]] = {}


class UnreadableReportError(ValueError):
    """The text is not a report of this schema; the message says where."""


def to_json(report: MonthlyReport) -> str:
    """The report as it is stored, hashed and exported."""
    return json.dumps(
        {"schema": SCHEMA, **_plain(report)},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def from_json(text: str) -> MonthlyReport:
    """Read a stored report back, without its edition. Errors: UnreadableReportError."""
    stored, schema = _opened(text)
    if schema not in READABLE:
        known = " or ".join(map(str, sorted(READABLE)))
        raise UnreadableReportError(f"not a report of schema {known}")
    for number in range(schema, SCHEMA):
        stored = UPGRADES[number](stored) if number in UPGRADES else stored
    report: MonthlyReport = _reader_of(MonthlyReport)(stored)
    if not 1 <= report.month <= MONTHS or any(not row.figures for row in report.targets):
        raise UnreadableReportError("not a report of a month with its figures")
    return report


def schema_of(text: str) -> int | None:
    """The schema a stored report says it is of; None where it says none. Errors: as above."""
    return _opened(text)[1]


def _opened(text: str) -> tuple[Body, int | None]:
    try:
        stored = json.loads(text, object_pairs_hook=_once)
    except UnreadableReportError:
        raise
    except (ValueError, RecursionError) as error:  # numbers and nesting without end included
        raise UnreadableReportError(f"not JSON: {error}") from error
    if not isinstance(stored, dict):
        return {}, None
    schema = stored.pop("schema", None)
    return stored, schema if type(schema) is int else None


def _once(pairs: list[tuple[str, Any]]) -> Body:
    """An object's fields; which of two of one name holds would be a guess."""
    stored = dict(pairs)
    if len(stored) < len(pairs):
        raise UnreadableReportError("a field stands twice")
    return stored


# Out


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        cls: Any = type(value)
        return {
            name: _plain(part)
            for name, default in _defaults(cls)
            if (part := getattr(value, name)) != default or type(part) is not type(default)
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal | Fraction):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


@cache
def _defaults(cls: Any) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (field.name, field.default) for field in fields(cls) if field.name not in NOT_IN_THE_BODY
    )


# Back


@cache
def _reader_of(kind: Any) -> Read:
    """The function that reads one value of this type; made once a type."""
    if is_dataclass(kind):
        return _dataclass_reader(kind)
    origin, inside = get_origin(kind), get_args(kind)
    if kind == Share:
        return lambda value: _reader_of(Fraction if "/" in str(value) else Decimal)(value)
    if origin in {Union, UnionType}:
        [known] = [part for part in inside if part is not NoneType]
        read = _reader_of(known)
        return lambda value: None if value is None else read(value)
    if origin is tuple and inside[-1] is ...:
        return _list_reader(_reader_of(inside[0]), tuple)
    if origin is tuple:
        return _pair_reader(tuple(map(_reader_of, inside)))
    if origin is frozenset:
        return _list_reader(_reader_of(inside[0]), frozenset)
    return _value_reader(kind)


def _dataclass_reader(cls: Any) -> Read:
    hints = get_type_hints(cls)
    parts = {
        field.name: _reader_of(hints[field.name])
        for field in fields(cls)
        if field.name not in NOT_IN_THE_BODY
    }
    needed = {
        field.name
        for field in fields(cls)
        if field.default is MISSING and field.name not in NOT_IN_THE_BODY
    }

    def read(value: Any) -> Any:
        if not isinstance(value, dict) or not needed <= value.keys() <= parts.keys():
            raise UnreadableReportError(f"{cls.__name__}: {_difference(value, needed, parts)}")
        return cls(**{name: parts[name](part) for name, part in value.items()})

    return read


def _difference(value: Any, needed: set[str], parts: dict[str, Read]) -> str:
    if not isinstance(value, dict):
        return f"{type(value).__name__} instead of fields"
    missing = ", ".join(sorted(needed - value.keys()))
    unknown = ", ".join(sorted(value.keys() - parts.keys()))
    return "; ".join(
        [f"missing {missing}"] * bool(missing) + [f"unknown {unknown}"] * bool(unknown)
    )


def _list_reader(read: Read, collect: Callable[[Any], Any]) -> Read:
    def read_list(value: Any) -> Any:
        if not isinstance(value, list):
            raise UnreadableReportError(f"{type(value).__name__} instead of a list")
        return collect(map(read, value))

    return read_list


def _pair_reader(readers: tuple[Read, ...]) -> Read:
    def read_pair(value: Any) -> Any:
        if not isinstance(value, list) or len(value) != len(readers):
            raise UnreadableReportError(f"a list of {len(readers)} is missing")
        return tuple(read(part) for read, part in zip(readers, value, strict=True))

    return read_pair


def _value_reader(kind: Any) -> Read:
    if kind in {str, int, bool}:
        return lambda value: value if type(value) is kind else _refuse(kind, value)
    make = date.fromisoformat if kind is date else kind

    def read(value: Any) -> Any:
        try:
            made = make(value) if isinstance(value, str) else _refuse(kind, value)
        except (ValueError, ArithmeticError) as error:
            raise UnreadableReportError(f"no {kind.__name__}: {value!r}") from error
        return made if _plain(made) == value and _is_written_out(made) else _refuse(kind, value)

    return read


def _is_written_out(value: Any) -> bool:
    """Whether a number is one that can be shown: no infinity, no millions of digits."""
    if not isinstance(value, Decimal):
        return True
    return value.is_finite() and abs(value.adjusted()) < MOST_DIGITS


def _refuse(kind: Any, value: Any) -> Any:
    raise UnreadableReportError(f"no {kind.__name__}: {value!r}")
