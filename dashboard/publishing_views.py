"""发布: what stands between a month and its publication, and the press that freezes it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods

from accounts import rules
from dashboard import publication
from dashboard.context import frame_of
from dashboard.models import Publication
from dashboard.publication import PublicationRefusedError
from dashboard.readiness import BLOCK, OK, Check, readiness
from dashboard.report import from_json
from plans.access import SignedInRequest, plan_for
from plans.converters import Month
from plans.models import Plan, ReportingPeriod
from plans.today import today

MARKS = {OK: ("ok", "ok"), BLOCK: ("no", "err")}  # css class and icon; anything else warns
WARNED = ("wn", "warn")
PLACES = {  # where a check is mended: URL name, what is asked there, and the link's words
    "review": ("review_queue", "", "去审核"),
    "missing": ("review_queue", "?tab=missing", "看是哪些"),
    "returned": ("review_queue", "?tab=returned", "看是哪些"),
    "unsigned": ("review_queue", "?tab=unsigned", "看是哪些"),
    "publish": ("publish", "", "去该发布的月份"),
    "baselines": ("setup_baselines", "", "去填基期值"),
    "units": ("setup_units", "", "去确认单位"),
    "lights": ("setup_lights", "", "看亮灯分档"),
    "schedules": ("setup_schedules", "", "看分月计划"),
}


@require_http_methods(["GET", "POST"])
@login_required
def publish(request: SignedInRequest, plan: str, month: Month) -> HttpResponse:
    """The list of checks and, where nothing blocks, the button; posted: the month is frozen."""
    found = plan_for(request, plan)
    if not rules.may_publish(request.user, found.district_id) or month.year != found.year:
        raise Http404("没有这一页")
    frame_of(request).section = "review_queue"
    if request.method == "GET":
        return _page(request, found, month, 200)
    try:
        publication.publish(found, month.month, by=request.user, on=today())
    except PublicationRefusedError as refused:
        return _page(request, found, month, 409, refused.reasons)
    messages.success(
        request, f"{month.month}月已发布，第{month.month}期，即日起各单位和领导都看得到。"
    )
    return redirect("overview", plan=found.slug, month=month)


def _page(
    request: SignedInRequest,
    plan: Plan,
    month: Month,
    status: int,
    reasons: list[str] | None = None,
) -> HttpResponse:
    editions = _editions(plan, month)
    already, last = editions.get(month.month), editions.get(month.month - 1)
    checks: list[Check] = []
    if already is None:
        before = from_json(publication.body_of(last)) if last else None
        checks = readiness(plan, month.month, today(), before)
    blocking = sum(check.level == BLOCK for check in checks)
    context = {
        "plan": plan,
        "month": month,
        "already": already,
        "checks": [_line(plan, month, check) for check in checks],
        "blocking": blocking,
        "errors": [{"url": "", "text": reason} for reason in reasons or () if not already],
        "is_late": bool(already and reasons),
        "review_url": _address(plan, month, "review_queue"),
        "overview_url": _address(plan, month, "overview"),
        "seal": _seal(already),
    }
    return render(request, "dashboard/publish.html", context, status=status)


def _editions(plan: Plan, month: Month) -> dict[int, Publication]:
    """The newest editions of this month and of the month before, bodies with them; one query."""
    both = (month.month - 1, month.month)
    found = Publication.objects.filter(period__plan=plan, period__month__in=both)
    found = found.select_related("period").order_by("edition")
    return {each.period.month: each for each in found}


def _line(plan: Plan, month: Month, check: Check) -> dict[str, str]:
    css, icon = MARKS.get(check.level, WARNED)
    name, query, label = PLACES.get(check.link, ("", "", ""))
    where = _first_unpublished(plan, month) if name == "publish" else month
    address = _address(plan, where, name) if name else ""
    url = address + query if address else ""
    return {"css": css, "icon": icon, "text": check.text, "url": url, "label": label}


def _first_unpublished(plan: Plan, month: Month) -> Month:
    """The month whose turn it is, where an earlier one than `month` still waits."""
    periods = ReportingPeriod.objects.filter(plan=plan, published_at=None, month__lt=month.month)
    numbers = periods.order_by("month").values_list("month", flat=True)
    return Month(month.year, numbers.first() or month.month - 1)


def _address(plan: Plan, month: Month, name: str) -> str:
    """The page of this name, in the month where it has one; empty while there is no such page."""
    for route in ({"plan": plan.slug, "month": month}, {"plan": plan.slug}):
        try:
            return reverse(name, kwargs=route)
        except NoReverseMatch:
            continue
    return ""


def _seal(published: Publication | None) -> str:
    return published.sha256[:12] if published else ""
