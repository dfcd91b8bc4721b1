"""议定事项: one of them with its acts."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import rules
from accounts.models import Unit, User
from dashboard.loop import matter_forms, resolution_page, steps
from dashboard.loop.answering import MOST_NUMBER, outcome, plan_of, press, status_of
from dashboard.loop.matter_forms import Sent
from plans.access import SignedInRequest
from plans.models import Plan
from plans.today import today
from targets.rounds import RefusedError
from tasks.models import Resolution
from tasks.transitions import RESOLUTION


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def resolution(request: SignedInRequest, plan: str, number: int, item: int) -> HttpResponse:
    """One resolution; posted: one act on it."""
    found = plan_of(request, plan)
    row = _resolution(request, found, number, item)
    if request.method != "POST":
        return _page(request, found, row)
    sent = matter_forms.sent(request)
    told, refused = press(
        lambda sent: resolution_page.do(row, found, sent, by=request.user, on=today()),
        sent,
        RESOLUTION,
    )
    if refused is not None:
        row = _resolution(request, found, number, item)
        return _page(request, found, row, sent=sent, refused=refused)
    messages.success(request, told)
    return redirect("resolution_detail", plan=found.slug, number=number, item=item)


def _resolution(request: SignedInRequest, plan: Plan, number: int, item: int) -> Resolution:
    rows = Resolution.objects.select_related("unit", "meeting", "asked_by", "confirmed_by")
    is_number = max(number, item) <= MOST_NUMBER
    asked = rows.filter(meeting__plan=plan, meeting__number=number, number=item)
    row = asked.first() if is_number else None
    if row is None or not resolution_page.sees(row, plan, request.user):
        raise Http404("没有这一项")
    row.meeting.plan = plan
    return row


def _units(plan: Plan, by: User) -> list[Unit]:
    """The units the office may give it to."""
    if not rules.may_review(by, plan.district_id):
        return []
    return list(Unit.objects.filter(district=plan.district_id).order_by("order", "pk"))


def _page(
    request: SignedInRequest,
    plan: Plan,
    row: Resolution,
    *,
    sent: Sent | None = None,
    refused: RefusedError | None = None,
) -> HttpResponse:
    on, by = today(), request.user
    forms = resolution_page.forms(row, plan, _units(plan, by), by=by, on=on, posted=sent)
    over = resolution_page.days_over(row, on)
    sees_meeting = rules.may_hold_meeting(by, plan.district_id)
    meeting_url = reverse("gathering_detail", args=[plan.slug, row.meeting.number])
    context = {
        "plan": plan,
        "on": on,
        "resolution": row,
        "over": over,
        "steps": steps.lines(row, RESOLUTION, plan, by=by),
        "ahead": resolution_page.ahead(row, over),
        **outcome(forms, sent, refused),
        "why_not": resolution_page.why_not(row, by, forms),
        "list_url": reverse("gathering_list", args=[plan.slug]),
        "meeting_url": meeting_url if sees_meeting else "",
    }
    return render(request, "loop/resolution.html", context, status=status_of(refused))
