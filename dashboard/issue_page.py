"""历期发布: every published month, its editions and files. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils import timezone

from dashboard.report import MonthlyReport
from dashboard.report.counted import Counts

SHORT = 12  # characters of a hash that a list shows


@dataclass(frozen=True)
class Summary:
    """What a list says of one edition, told from its report once and kept by its hash."""

    counts: Counts
    corrections: tuple[tuple[int, str], ...]  # the edition that holds it, and what was corrected
    is_backfill: bool


@dataclass(frozen=True)
class Sealed:
    """One edition as it is recorded beside its body."""

    month: int
    edition: int
    at: datetime
    by: str
    sha256: str
    previous_sha256: str
    schema: int

    @property
    def short(self) -> str:
        """The first characters of the hash, with what says that it goes on."""
        return f"{self.sha256[:SHORT]}…"


@dataclass(frozen=True)
class Issue:
    """A published month: its editions, oldest first, and the newest one's summary.

    `summary` is None where the newest body cannot be read.
    """

    editions: tuple[Sealed, ...]
    summary: Summary | None

    @property
    def month(self) -> int:
        """The month, which is also the issue's number."""
        return self.editions[0].month

    @property
    def key(self) -> str:
        """The month as addresses end with it: 08."""
        return f"{self.month:02d}"

    @property
    def first(self) -> Sealed:
        """The edition that the month was published with."""
        return self.editions[0]

    @property
    def newest(self) -> Sealed:
        """The edition that holds."""
        return self.editions[-1]


@dataclass(frozen=True)
class Told:
    """One edition on the issue's own page: what it was made for, and what it follows."""

    sealed: Sealed
    is_newest: bool
    why: str
    follows: str


def summary_of(report: MonthlyReport) -> Summary:
    """What the list needs of one report."""
    found = [
        (each.in_edition, f"{each.short_name}{each.cause_label}：{each.reason}")
        for row in report.targets
        for each in row.corrections
    ]
    return Summary(report.counts, tuple(sorted(found)), report.is_backfill)


def issues(editions: Iterable[Sealed], summaries: Mapping[str, Summary]) -> list[Issue]:
    """The months, newest first; `editions` in the order of months and editions."""
    found = []
    for _, rows in groupby(editions, key=lambda each: each.month):
        kept = tuple(rows)
        found.append(Issue(kept, summaries.get(kept[-1].sha256)))
    return found[::-1]


def told(issue: Issue, all_editions: Iterable[Sealed]) -> list[Told]:
    """The issue's editions, newest first, each with its reason and the link of its chain."""
    named = {each.sha256: _name(each) for each in all_editions}
    why = dict[int, list[str]]()
    for number, words in issue.summary.corrections if issue.summary else ():
        why.setdefault(number, []).append(words)
    return [
        Told(
            sealed=each,
            is_newest=each is issue.newest,
            why="首次发布" if each.edition == 1 else "；".join(why.get(each.edition, ["更正"])),
            follows=_follows(each, named),
        )
        for each in reversed(issue.editions)
    ]


def _follows(each: Sealed, named: Mapping[str, str]) -> str:
    """Which edition its previous hash is of."""
    if not each.previous_sha256:
        return "本年第一期" if each.month == 1 else "没有记上一期指纹"
    return named.get(each.previous_sha256, "找不到这个指纹的发布件")


def _name(each: Sealed) -> str:
    return f"第{each.month}期第{each.edition}版"


def moment(at: datetime, year: int) -> str:
    """9月10日 16:20; another year than the plan's is said."""
    local = timezone.localtime(at)
    told_year = "" if local.year == year else f"{local.year}年"
    return f"{told_year}{local.month}月{local.day}日 {local:%H:%M}"
