"""大屏: the month at a glance for a wall, refreshed by itself. Pure."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from dashboard import addresses
from dashboard.cockpit import opening
from dashboard.heading import as_of
from dashboard.report import MonthlyReport
from targets.choices import Light

CHANGES = 6  # lights that changed, as many as there is room for


def context(report: MonthlyReport, query: QueryDict) -> dict[str, Any]:
    """What the wall shows: verdict, lights, who is late, tasks, and what changed last."""
    pages = opening.late_pages(report, lambda _: "")
    changes = [each for each in report.changes if each.new != Light.NOT_DUE]
    return {
        "title": "大屏",
        "glance": opening.glance(report),
        "columns": pages[0] if pages else [],
        "unlisted": sum(
            len(block.targets) for page in pages[1:] for column in page for block in column
        ),
        "changes": changes[:CHANGES],
        "more_changes": max(0, len(changes) - CHANGES),
        "before_month": report.month - 1,
        "as_of": as_of(report),
        "leave": addresses.page(report, "overview"),
    }
