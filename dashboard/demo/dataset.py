"""The demonstration set as written in fixtures/demonstration_2024.yaml, read into plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils import timezone

OPEN_MONTH = 9
FILING_HOUR = time(9, 12)
REVIEWING_HOUR = time(14, 30)
BEFORE_RETURNING = timedelta(hours=6)


@dataclass(frozen=True)
class Person:
    """A demonstration account."""

    username: str
    name: str
    role: str
    unit: str  # code; empty for who is in no unit


@dataclass(frozen=True)
class Days:
    """When a published month was handed in, reviewed and published."""

    filed: datetime
    reviewed: datetime
    published: datetime


@dataclass(frozen=True)
class Entry:
    """One figure or note of one month: what was entered, and when it went which way."""

    month: int
    key: str  # a target's code or a task's number
    filed: datetime
    state: str = "approved"
    typed: str = ""
    explanation: str = ""
    problem: str = ""
    next_step: str = ""
    word: str = ""
    text: str = ""
    parts: tuple[str, ...] = ()  # 存在问题, 应对措施 and 后期打算 of a note
    reason: str = ""  # what it was returned for
    returned: datetime | None = None
    approved: datetime | None = None


@dataclass(frozen=True)
class Act:
    """One act of the closed loop: who did what with which matters, named within the set."""

    at: datetime
    by: str  # an account
    do: str  # problem.raise: the service's room and its act
    of: tuple[str, ...]
    given: Mapping[str, Any]


@dataclass(frozen=True)
class Dataset:
    """Everything the demonstration brings along."""

    people: tuple[Person, ...]
    months: Mapping[int, Days]
    leads: Mapping[str, Mapping[str, str]]  # target code: unit, basis
    schedules: Mapping[str, Mapping[str, Any]]  # target code: source, shares
    last_year: Mapping[str, Mapping[str, str]]  # target code: month: value
    figures: tuple[Entry, ...]
    notes: tuple[Entry, ...]
    order_mark: str  # 督办单字号
    acts: tuple[Act, ...]  # of the closed loop, in time


@cache
def read() -> Dataset:
    """The demonstration set; every scalar is read as text, so that no figure becomes a float."""
    path = Path(settings.BASE_DIR) / "fixtures" / "demonstration_2024.yaml"
    raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 -- BaseLoader builds text, lists and mappings only
    september = raw["september"]
    months = {int(month): _days(days) for month, days in raw["months"].items()}
    return Dataset(
        people=tuple(
            Person(each["username"], each["name"], each["role"], each.get("unit", ""))
            for each in raw["people"]
        ),
        months=months,
        leads=raw["leads"],
        schedules=raw["schedules"],
        last_year=raw["last_year"],
        figures=(*_figures(raw["figures"], months), *_open(september["figures"])),
        notes=(*_notes(raw["notes"], months), *_open(september["notes"])),
        order_mark=raw["loop"]["order_mark"],
        acts=tuple(sorted(map(_act, raw["loop"]["acts"]), key=lambda act: act.at)),
    )


def beginning() -> datetime:
    """When the office set everything up: the day before the first month was filed."""
    return min(days.filed for days in read().months.values()) - timedelta(days=1)


def _act(row: Mapping[str, Any]) -> Act:
    of = row["of"]
    names = tuple(of) if isinstance(of, list) else (of,)
    given = {name: each for name, each in row.items() if name not in {"at", "by", "do", "of"}}
    return Act(_moment(row["at"]), row["by"], row["do"], names, given)


def _days(days: Mapping[str, str]) -> Days:
    return Days(
        filed=_moment(days["filed"], FILING_HOUR),
        reviewed=_moment(days["reviewed"], REVIEWING_HOUR),
        published=_moment(days["published"]),
    )


def _moment(text: str, hour: time = FILING_HOUR) -> datetime:
    """2024-09-10 16:20, or a day at the usual hour; as people in the district read their clocks."""
    moment = datetime.fromisoformat(text)
    if moment.time() == time():
        moment = datetime.combine(moment.date(), hour)
    return timezone.make_aware(moment)


def _figures(raw: Mapping[str, Any], months: Mapping[int, Days]) -> list[Entry]:
    entries = []
    for code, target in raw.items():
        behind = _by_month(target.get("behind", {}))
        for month, value in target["values"].items():
            problem, next_step = behind.get(int(month), ("", ""))
            own_day = target.get("filed", {}).get(month)
            entry = Entry(
                month=int(month),
                key=code,
                filed=_moment(own_day) if own_day else months[int(month)].filed,
                typed=value,
                explanation=target.get("explained", {}).get(month, ""),
                problem=problem,
                next_step=next_step,
            )
            entries.append(_reviewed(entry, target, months))
    return entries


def _by_month(ranges: Mapping[str, list[str]]) -> dict[int, tuple[str, str]]:
    """What `1-4: [problem, next step]` says of each of its months."""
    words = {}
    for months, (problem, next_step) in ranges.items():
        first, _, last = months.partition("-")
        for month in range(int(first), int(last or first) + 1):
            words[month] = (problem, next_step)
    return words


def _notes(raw: Mapping[str, Any], months: Mapping[int, Days]) -> list[Entry]:
    entries = []
    for number, task in raw.items():
        for month, (word, text) in task["words"].items():
            filed = months[int(month)].filed
            parts = tuple(task.get("behind", {}).get(month, ()))
            entry = Entry(
                month=int(month), key=number, filed=filed, word=word, text=text, parts=parts
            )
            entries.append(_reviewed(entry, task, months))
    return entries


def _reviewed(entry: Entry, raw: Mapping[str, Any], months: Mapping[int, Days]) -> Entry:
    """The entry of a published month as the office met it: returned, perhaps, and approved."""
    reason = raw.get("returned", {}).get(str(entry.month), "")
    returned = entry.filed + BEFORE_RETURNING if reason else None
    approved = months[entry.month].reviewed
    return replace(entry, reason=reason, returned=returned, approved=approved)


def _open(raw: Mapping[str, Any]) -> list[Entry]:
    """What stands in the month being filed, by target or task."""
    return [
        Entry(
            month=OPEN_MONTH,
            key=key,
            filed=_moment(row["at"]),
            state=row["state"],
            typed=row.get("typed", ""),
            explanation=row.get("explanation", ""),
            problem=row.get("behind", ["", ""])[0],
            next_step=row.get("behind", ["", ""])[1],
            word=row.get("word", ""),
            text=row.get("text", ""),
            reason=row.get("reason", ""),
            returned=_moment(row["returned_at"]) if "returned_at" in row else None,
        )
        for key, row in raw.items()
    ]
