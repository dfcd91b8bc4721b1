"""Finding in the audit: every table as one list, newest first, in two questions a page.

The first finds when and where (a union of all tables, filtered each by itself), the second reads
those rows with what stood before each, so that however many tables a page touches costs the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import (
    CharField,
    F,
    JSONField,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.db.models.lookups import Exact, IContains
from django.utils import timezone

from accounts.models import Membership
from dashboard.history.people import names_of
from dashboard.history.source import Source
from dashboard.history.sources import ACTS, BY_NAME, SOURCES, WAYS
from dashboard.history.wording import Line, line_of
from plans.models import Plan
from targets.choices import Act

A_PAGE = 50
AT_A_TIME = 400  # rows read at once for a file
MOST_WORDS, MOST_LETTERS = 5, 60
YEARS = range(2000, 2200)
SYSTEM = "system"
_MONTH = re.compile(r"(1[0-2]|[1-9])月")
_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_WHO = re.compile(r"[up]([0-9]{1,18})")


@dataclass(frozen=True)
class Wanted:
    """What is looked for; nothing chosen is everything."""

    words: str = ""
    who: str = ""  # u12 a unit's people, p7 one person, system
    act: str = ""
    way: str = ""
    since: date | None = None
    until: date | None = None
    target: int | None = None  # one target's rows alone
    month: int | None = None
    shows_drafts: bool = False  # for the unit whose drafts they are


class Found(NamedTuple):
    """Where one row of the audit stands."""

    at: datetime
    source: str
    pk: int


def chosen_from(query: Mapping[str, str]) -> Wanted:
    """The filter of an address; what cannot be read is not chosen."""
    who, act, way = (query.get(name, "") for name in ("who", "act", "way"))
    return Wanted(
        words=" ".join(query.get("q", "").replace("\0", "").split())[:MOST_LETTERS],
        who=who if who == SYSTEM or _WHO.fullmatch(who) else "",
        act=act if act in ACTS else "",
        way=way if way in WAYS else "",
        since=_day(query.get("since", "")),
        until=_day(query.get("until", "")),
    )


def count(plan: Plan, wanted: Wanted) -> int:
    """How many rows there are; one query."""
    rows = _union(plan, wanted, SOURCES)
    return 0 if rows is None else rows.count()


def page(plan: Plan, wanted: Wanted, number: int) -> list[Line]:
    """The 50 rows of one page, newest first; two queries and one for the names."""
    rows = _newest_first(plan, wanted)
    return [] if rows is None else lines_of(plan, rows[(number - 1) * A_PAGE : number * A_PAGE])


def newest(plan: Plan, wanted: Wanted, most: int, sources: tuple[Source, ...]) -> list[Line]:
    """The newest rows of some tables."""
    rows = _newest_first(plan, wanted, sources)
    return [] if rows is None else lines_of(plan, rows[:most])


def stream(plan: Plan, wanted: Wanted, most: int) -> Iterator[Line]:
    """All rows that were found, newest first, read a few hundred at a time."""
    rows = _newest_first(plan, wanted)
    found = iter(() if rows is None else list(rows[:most]))
    while part := list(islice(found, AT_A_TIME)):
        yield from lines_of(plan, part)


def lines_of(plan: Plan, rows: Iterable[Any]) -> list[Line]:
    """These rows as the page tells them, in the same order."""
    found = [Found(*row) for row in rows]
    told = _read(found)
    names = names_of({row["by_"] for row in told.values() if row["by_"]})
    return [
        line_of(plan, each.source, each.at, told[each.source, each.pk], names)
        for each in found
        if (each.source, each.pk) in told
    ]


# Asking


def _newest_first(
    plan: Plan, wanted: Wanted, sources: tuple[Source, ...] = SOURCES
) -> QuerySet[Any, Any] | None:
    rows = _union(plan, wanted, sources)
    return None if rows is None else rows.order_by("-at_", "source_", "-row_")


def _union(plan: Plan, wanted: Wanted, sources: tuple[Source, ...]) -> QuerySet[Any, Any] | None:
    """When and where of every row that is wanted; None where no table can hold one."""
    parts = [part for each in sources if (part := _part(each, plan, wanted)) is not None]
    if not parts:
        return None
    return _all_of(parts)


def _all_of(parts: list[QuerySet[Any, Any]]) -> QuerySet[Any, Any]:
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


def _part(source: Source, plan: Plan, wanted: Wanted) -> QuerySet[Any, Any] | None:
    condition = _condition(source, plan, wanted)
    if condition is None:
        return None
    rows = source.rows(plan).filter(condition)
    if source.drafts is not None and not wanted.shows_drafts:
        rows = rows.filter(source.drafts(plan))
    if source.own is not None and wanted.shows_drafts:
        rows = rows.filter(source.own)
    where = {
        "at_": F(source.at),
        "source_": Value(source.name, output_field=CharField()),
        "row_": F("pk"),
    }
    found: QuerySet[Any, Any] = rows.order_by().annotate(**where).values_list(*where)
    return found


def _condition(source: Source, plan: Plan, wanted: Wanted) -> Q | None:
    """What the rows of one table must meet; None where none of them can."""
    parts = [
        _of_target(source, wanted),
        _of_act(source, wanted.act),
        _of_way(source, wanted.way),
        _of_who(source, wanted.who),
        _of_days(source, wanted),
        *(_of_word(source, word) for word in wanted.words.split()[:MOST_WORDS]),
    ]
    condition = Q()
    for part in parts:
        if part is None:
            return None
        condition &= part
    return condition


def _of_target(source: Source, wanted: Wanted) -> Q | None:
    condition = Q()
    if wanted.target is not None:
        if not source.target:
            return None
        condition &= Q(**{source.target: wanted.target})
    if wanted.month is not None and source.month:
        condition &= Q(**{source.month: wanted.month})
    return condition


def _of_act(source: Source, act: str) -> Q | None:
    if not act:
        return Q()
    if source.act_column:
        return Q(**{source.act_column: act}) if act in Act.values else None
    return Q() if source.act == act else None


def _of_way(source: Source, way: str) -> Q | None:
    if not way:
        return Q()
    if not isinstance(source.way, str):
        return Q(Exact(source.way, way))
    if source.way in WAYS:
        return Q() if source.way == way else None
    return Q(**{source.way: way})


def _of_who(source: Source, who: str) -> Q:
    if who == SYSTEM:
        return Q(**{f"{source.by}__isnull": True})
    if not who:
        return Q()
    if who.startswith("p"):
        return Q(**{source.by: int(who[1:])})
    theirs = Membership.objects.filter(unit=int(who[1:]))
    return Q(**{f"{source.by}__in": theirs.values("user")})


def _of_days(source: Source, wanted: Wanted) -> Q:
    condition = Q()
    if wanted.since:
        condition &= Q(**{f"{source.at}__gte": _midnight(wanted.since)})
    if wanted.until:
        condition &= Q(**{f"{source.at}__lt": _midnight(wanted.until + timedelta(days=1))})
    return condition


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _of_word(source: Source, word: str) -> Q:
    """The word stands in one of the row's texts or figures, or names its act or its month."""
    month = _MONTH.fullmatch(word)
    if month and source.month:
        return Q(**{source.month: int(month[1])})
    condition = Q(pk__in=())
    for path in source.words:
        condition |= Q(**{f"{path}__icontains": word})
    if _NUMBER.fullmatch(word):
        digits = word.replace(",", "")
        digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
        for path in source.numbers:
            condition |= Q(IContains(Cast(F(path), TextField()), digits))
    named = [act for act, label in ACTS.items() if word in label]
    if source.act_column:
        condition |= Q(**{f"{source.act_column}__in": named})
    elif source.act in named:
        return Q()
    return condition


# Reading


def _read(found: Iterable[Found]) -> dict[tuple[str, int], dict[str, Any]]:
    """Everything that is told of these rows, by table and key; one query."""
    by_source: dict[str, list[int]] = defaultdict(list)
    for each in found:
        by_source[each.source].append(each.pk)
    parts = [_details(BY_NAME[name], pks) for name, pks in by_source.items()]
    if not parts:
        return {}
    rows = _all_of(parts)
    return {(row["source_"], row["row_"]): row for row in rows}


def _details(source: Source, pks: list[int]) -> QuerySet[Any, Any]:
    text = TextField()
    nothing = Value("", output_field=text)
    act, why = source.act_column, source.why
    told: dict[str, Any] = {
        "source_": Value(source.name, output_field=text),
        "row_": F("pk"),
        "by_": F(f"{source.by}_id"),
        "act_": Cast(F(act), text) if act else Value(source.act, output_field=text),
        "way_": Value(source.way, output_field=text)
        if isinstance(source.way, str) and source.way in WAYS
        else Cast(source.way, text),
        "why_": Coalesce(Cast(F(why), text), nothing) if why else nothing,
        "data_": JSONObject(**source.columns),
        "before_": source.before or Value(None, output_field=JSONField()),
    }
    rows = source.model._default_manager.filter(pk__in=pks).order_by()
    read: QuerySet[Any, Any] = rows.annotate(**told).values(*told)
    return read


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if day.year in YEARS else None
