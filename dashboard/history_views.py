"""审计记录: the whole plan's history, one figure's own, and the list as a file."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import rules
from dashboard import history
from dashboard.context import frame_of
from dashboard.history import files, searching
from dashboard.history.steps import trail_of
from plans.access import SignedInRequest, plan_for
from plans.converters import Month
from plans.models import Plan, ReportingPeriod
from plans.today import today
from targets.models import Target

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_PAGES = 10**6


@require_safe
@login_required
def history_page(request: SignedInRequest, plan: str) -> HttpResponse:
    """审计记录: every change of the plan, searched and paged; the office alone."""
    found = _plan_of_the_office(request, plan)
    wanted = history.chosen_from(request.GET)
    total = history.count(found, wanted)
    last = max(1, -(-total // searching.A_PAGE))
    number = min(_page_number(request.GET.get("page", "")), last)
    units, people = history.parties(found)
    context = {
        "plan": found,
        "wanted": wanted,
        "lines": history.page(found, wanted, number) if total else [],
        "total": total,
        "number": number,
        "last": last,
        "newer": _address(request, page=number - 1) if number > 1 else "",
        "older": _address(request, page=number + 1) if number < last else "",
        "units": units,
        "people": people,
        "acts": history.ACTS.items(),
        "ways": history.WAYS.items(),
        "filter": _address(request, page=None),
        "has_workbook": total <= files.MOST_ROWS,
        "most_rows": files.MOST_ROWS,
    }
    return render(request, "dashboard/history.html", context)


@require_safe
@login_required
def history_csv(request: SignedInRequest, plan: str) -> HttpResponseBase:
    """The list as it was found, line by line."""
    found = _plan_of_the_office(request, plan)
    lines = searching.stream(found, history.chosen_from(request.GET), files.MOST_LINES)
    response = StreamingHttpResponse(files.csv_of(lines), content_type="text/csv; charset=utf-8")
    _as_file(response, f"{found.slug}-history.csv")
    return response


@require_safe
@login_required
def history_xlsx(request: SignedInRequest, plan: str) -> HttpResponse:
    """The same as a workbook; a longer list than it holds is told to be taken as CSV."""
    found = _plan_of_the_office(request, plan)
    wanted = history.chosen_from(request.GET)
    if history.count(found, wanted) > files.MOST_ROWS:
        told = f"所查记录超过{files.MOST_ROWS}条，请缩小范围，或导出CSV。"
        return HttpResponse(told, status=422, content_type="text/plain; charset=utf-8")
    lines = searching.stream(found, wanted, files.MOST_ROWS)
    title = f"{found.title}审计记录（导出于{today():%Y-%m-%d}）"
    response = HttpResponse(files.workbook_of(lines, title), content_type=XLSX)
    _as_file(response, f"{found.slug}-history.xlsx")
    return response


@require_safe
@login_required
def target_history(request: SignedInRequest, plan: str, month: Month, code: str) -> HttpResponse:
    """One figure's own history: the office, and the unit whose figure it is."""
    found = plan_for(request, plan)
    if month.year != found.year:
        raise Http404("没有这个月份")
    target = get_object_or_404(Target.objects.select_related("lead_unit"), plan=found, code=code)
    is_own = rules.may_report(request.user, target.lead_unit)
    if not (is_own or rules.may_read_history(request.user, found.district_id)):
        raise Http404("没有这一页")
    period = get_object_or_404(ReportingPeriod, plan=found, month=month.month)
    frame_of(request).section = "target_list" if is_own else "history"
    trail = trail_of(found, target, period, on=today(), shows_drafts=is_own)
    route = {"plan": found.slug, "month": month, "code": code}
    context = {
        "plan": found,
        "target": target,
        "period": period,
        "trail": trail,
        "is_office": not is_own,
        "target_url": reverse("target_detail", kwargs=route),
        "months": [
            (each, reverse("target_history", kwargs={**route, "month": Month(month.year, each)}))
            for each in target.reporting_months
        ],
    }
    return render(request, "dashboard/history_of_target.html", context)


def _plan_of_the_office(request: SignedInRequest, slug: str) -> Plan:
    plan = plan_for(request, slug)
    if not rules.may_read_history(request.user, plan.district_id):
        raise Http404("没有这一页")
    frame_of(request).section = "history"
    return plan


def _page_number(text: str) -> int:
    is_number = text.isascii() and text.isdecimal() and len(text) < 9
    return min(max(int(text), 1), MOST_PAGES) if is_number else 1


def _address(request: SignedInRequest, **changed: Any) -> str:
    """The filter as it is, with another page; a query string."""
    query = request.GET.copy()
    for name, value in changed.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else ""


def _as_file(response: HttpResponseBase, name: str) -> None:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
