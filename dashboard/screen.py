"""看板: the month at a glance for a wall, refreshed by itself. Pure."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from dashboard import addresses
from dashboard.cockpit import opening, paging
from dashboard.heading import as_of
from dashboard.overview import Tile
from dashboard.report import Change, MonthlyReport
from targets.choices import Light

ROOM = 12  # lines for changed lights, less two for each row of task tiles above them
MOST = 8
NAME = 13  # characters of a name in one line


def context(report: MonthlyReport, query: QueryDict) -> dict[str, Any]:
    """What the wall shows: verdict, lights, who is late, tasks, and what changed last."""
    pages = opening.late_pages(report, lambda _: "")
    glance = opening.glance(report)
    changes = [each for each in report.changes if each.new != Light.NOT_DUE]
    listed = _listed(changes, glance["task_groups"])
    return {
        "title": "看板",
        "glance": glance,
        "columns": pages[0] if pages else [],
        "unlisted": sum(
            len(block.targets) for page in pages[1:] for column in page for block in column
        ),
        "changes": listed,
        "more_changes": len(changes) - len(listed),
        "before_month": report.month - 1,
        "as_of": as_of(report),
        "leave": addresses.page(report, "overview"),
    }


def _listed(changes: list[Change], groups: list[tuple[str, list[Tile]]]) -> list[Change]:
    """As many changes as there is room for under the tiles."""
    rows = sum(-(-len(tiles) // opening.TILES) for _, tiles in groups)
    left = min(MOST, ROOM - 2 * rows)
    listed = []
    for each in changes:
        left -= paging.lines(each.short_name, NAME)
        if left < 0:
            break
        listed.append(each)
    return listed
