"""The page that compares, and its table as a file."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from dashboard import compare_page
from dashboard.list_files import Sheet, csv_of, xlsx_of
from dashboard.pages import Page, answer, reports_of
from plans.access import SignedInRequest
from plans.converters import Month

COMPARE = Page(
    "compare",
    "dashboard/compare.html",
    "比较",
    compare_page.context,
    section="charts",
    styles=("css/pages.css", "css/compare.css"),
    beside=compare_page.earlier,
)


@require_safe
@login_required
def compare(request: SignedInRequest, plan: str, month: Month | None = None) -> HttpResponse:
    """比较; `?a=2024-06&b=2024-08` leads to the later month's page beside the earlier one."""
    if not request.GET.get("b"):
        return answer(request, COMPARE, plan, month)
    later, earlier = compare_page.in_order(request.GET)
    kept = request.GET.copy()
    kept.pop("b")
    kept["a"] = earlier
    if not earlier:
        kept.pop("a")
    query = f"?{kept.urlencode()}" if kept else ""
    return redirect(reverse("compare", kwargs={"plan": plan, "month": later}) + query)


@require_safe
@login_required
def compare_csv(request: SignedInRequest, plan: str, month: Month) -> HttpResponse:
    """The table as its address shows it, for a spreadsheet."""
    return csv_of(_sheet(request, plan, month), f"{_name(plan, month)}.csv")


@require_safe
@login_required
def compare_xlsx(request: SignedInRequest, plan: str, month: Month) -> FileResponse:
    """The same as Excel."""
    return xlsx_of(_sheet(request, plan, month), f"{_name(plan, month)}.xlsx")


def _sheet(request: SignedInRequest, plan: str, month: Month) -> Sheet:
    report, beside = reports_of(request, plan, month, compare_page.earlier)
    return compare_page.listed(report, request.GET, beside)


def _name(plan: str, month: Month) -> str:
    return f"{plan}-{month.year}-{month.month:02d}-compare"
