"""会议材料: the page of a month's papers, and each of them as a file."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.views.decorators.http import require_safe

from accounts.models import User
from dashboard import issuing, paper_page, publication
from dashboard.meeting import papers
from dashboard.pages import Page, answer, report_of
from dashboard.report import MonthlyReport
from plans.access import SignedInRequest
from plans.converters import Month
from plans.models import Plan

PAPERS = Page(
    "papers",
    "dashboard/papers.html",
    "会议材料",
    paper_page.context,
    section="overview",
    styles=("css/pages.css", "css/papers.css"),
)


@require_safe
@login_required
def papers_page(request: SignedInRequest, plan: str, month: Month | None = None) -> HttpResponse:
    """会议材料."""
    return answer(request, PAPERS, plan, month)


@require_safe
@login_required
def paper_file(request: SignedInRequest, plan: str, month: Month, key: str) -> FileResponse:
    """One paper of the month, or all of them, made on the spot and sent piece by piece."""
    report = report_of(request, plan, month)
    paper = papers.paper(key)
    if paper is None:
        raise Http404("没有这种材料")
    made = SpooledTemporaryFile(papers.LARGEST_IN_MEMORY)  # noqa: SIM115 -- the response closes it
    paper.write(report, made, _kept(request.plan, report, request.user))
    response = FileResponse(papers.ready(made), as_attachment=True, filename=paper.name(report))
    response["Content-Type"] = paper.content_type
    response["Cache-Control"] = "private, no-store"
    return response


def _kept(plan: Plan, report: MonthlyReport, by: User) -> papers.Kept:
    """What is kept of the month beside the report that papers are made of."""
    if report.edition is None:
        return papers.NOTHING_KEPT
    found = publication.edition_of(plan, report.month, report.edition.number)
    body = publication.body_of(found) if found else ""
    return papers.Kept(body=body, lines=issuing.lines_of(plan, report, by))
