"""晾晒榜: the boards of a month as a page, and as a file."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dashboard import amendments, league_page
from dashboard.list_files import csv_of
from dashboard.pages import Page, answer, report_of
from plans.access import SignedInRequest
from plans.converters import Month

LEAGUE = Page(
    "league",
    "dashboard/league.html",
    "晾晒榜",
    league_page.context,
    styles=("css/pages.css", "css/league.css"),
    marks=amendments.of_month,
)


@require_safe
@login_required
def league(request: SignedInRequest, plan: str, month: Month | None = None) -> HttpResponse:
    """晾晒榜."""
    return answer(request, LEAGUE, plan, month)


@require_safe
@login_required
def league_csv(request: SignedInRequest, plan: str, month: Month) -> HttpResponse:
    """Both boards for a spreadsheet."""
    report = report_of(request, plan, month)
    return csv_of(league_page.sheet(report), f"{plan}-{report.key}-league.csv")
