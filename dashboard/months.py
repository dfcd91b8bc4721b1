"""Which months of a plan can be read: the switcher's twelve, and the month a page falls back on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from plans.models import Plan, ReportingPeriod
from targets.arithmetic import MONTHS

NO_PERIOD = (None, None, False, 0, "")


@dataclass(frozen=True)
class Month:
    """One month of the switcher. `state`: published, filing or future."""

    number: int
    key: str  # 2024-08
    state: str
    due_on: date | None
    sha256: str  # of the newest edition; empty when not published
    edition: int
    is_backfill: bool = False


def months_of(plan: Plan, on: date) -> list[Month]:
    """The plan's twelve months in one query."""
    periods = ReportingPeriod.objects.filter(plan=plan).order_by("publications__edition")
    rows = periods.values_list(
        "month",
        "opens_on",
        "due_on",
        "is_backfill",
        "publications__edition",
        "publications__sha256",
    )
    found = {row[0]: row[1:] for row in rows}  # the newest edition comes last
    months = []
    for number in range(1, MONTHS + 1):
        opens_on, due_on, is_backfill, edition, sha256 = found.get(number, NO_PERIOD)
        is_open = opens_on is not None and opens_on <= on
        edition, sha256 = edition or 0, sha256 or ""
        state = "published" if sha256 else "filing" if is_open else "future"
        key = f"{plan.year}-{number:02d}"
        months.append(Month(number, key, state, due_on, sha256, edition, is_backfill))
    return months


def last_published(months: list[Month]) -> Month | None:
    """The month a page without a month in its address shows."""
    return next((month for month in reversed(months) if month.sha256), None)


def filing(months: list[Month]) -> Month | None:
    """The month being filed, as `plans.periods.current` tells it; None when none is open."""
    open_ones = (month for month in months if month.state == "filing")
    return min(open_ones, key=lambda month: (month.is_backfill, month.number), default=None)


def switcher(
    months: list[Month], shown: Month | None, address: Callable[[str], str]
) -> list[dict[str, str]]:
    """The months as the switcher's component takes them; `address` gives a month's page by key."""
    return [
        {
            "label": f"{month.number}月",
            "url": "" if month.state == "future" else address(month.key),
            "state": "current" if month == shown else month.state,
            "title": "填报中，未发布" if month.state == "filing" else "",
        }
        for month in months
    ]
