"""Which months of a plan can be read: the switcher's twelve, and the month a page falls back on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.models import Publication
from plans.models import Plan, ReportingPeriod


@dataclass(frozen=True)
class Month:
    """One month of the switcher. `state`: published, filing or future."""

    number: int
    key: str  # 2024-08
    state: str
    due_on: date | None
    sha256: str  # of the newest edition; empty when not published
    edition: int


def months_of(plan: Plan, on: date) -> list[Month]:
    """The plan's twelve months in two queries."""
    newest = {
        month: (edition, sha256)
        for month, edition, sha256 in Publication.objects.filter(plan=plan)
        .order_by("month", "edition")
        .values_list("month", "edition", "sha256")
    }
    periods = {
        month: (opens_on, due_on)
        for month, opens_on, due_on in ReportingPeriod.objects.filter(plan=plan).values_list(
            "month", "opens_on", "due_on"
        )
    }
    months = []
    for number in range(1, 13):
        edition, sha256 = newest.get(number, (0, ""))
        opens_on, due_on = periods.get(number, (None, None))
        filing = opens_on is not None and opens_on <= on
        state = "published" if sha256 else "filing" if filing else "future"
        key = f"{plan.year}-{number:02d}"
        months.append(Month(number, key, state, due_on, sha256, edition))
    return months


def last_published(months: list[Month]) -> Month | None:
    """The month a page without a month in its address shows."""
    return next((month for month in reversed(months) if month.sha256), None)
