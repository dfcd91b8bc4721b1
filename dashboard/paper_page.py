"""会议材料: every paper of a month, each a file, and all in one archive. Pure: report → context."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from dashboard import addresses
from dashboard.meeting import papers
from dashboard.report import MonthlyReport


@dataclass(frozen=True)
class Line:
    """One paper: what it is, the file it comes as, and the page that shows the same."""

    paper: papers.Paper
    file: str
    url: str
    page: str = ""


def context(report: MonthlyReport, query: QueryDict) -> dict[str, Any]:
    """What the page's template needs."""
    lines = [_line(report, each) for each in papers.papers()]
    return {
        "lines": [line for line in lines if line.paper.key != papers.ALL],
        "pack": next(line for line in lines if line.paper.key == papers.ALL),
        "actions": (),
        "crumbs": (("总览", addresses.page(report, "overview")), ("会议材料", "")),
    }


def _line(report: MonthlyReport, paper: papers.Paper) -> Line:
    return Line(paper, paper.name(report), _address(report, paper.key), _page(report, paper.key))


def _address(report: MonthlyReport, key: str) -> str:
    """The file of the edition that the page shows, even when a newer one comes out meanwhile."""
    return addresses.page(report, "paper", key=key) + _edition(report)


def _page(report: MonthlyReport, key: str) -> str:
    """一页纸 stands as a page too, and the 通报 once the month is published; empty for the others."""
    if key == "onepage":
        return addresses.page(report, "one_page") + _edition(report)
    if key != "bulletin" or report.edition is None:
        return ""
    route = {"plan": report.plan.slug, "number": report.month}
    return reverse("publication_bulletin", kwargs=route) + _edition(report)


def _edition(report: MonthlyReport) -> str:
    return f"?edition={report.edition.number}" if report.edition else ""
