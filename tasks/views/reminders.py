"""催报: the office chases units by hand, sees what was sent, and sends again what failed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from plans.access import SignedInRequest
from plans.converters import Month
from plans.today import now
from targets.rounds import RefusedError
from tasks import chased, queue, reminding
from tasks.delivering import Told
from tasks.models import Reminder
from tasks.views.desk import office_plan, queue_page, site_of
from tasks.views.entrance import address, period_of

MOST_DIGITS = 15


@require_GET
@login_required
def reminder_list(request: SignedInRequest, plan: str) -> HttpResponse:
    """What was sent to whom, when, by which way; and what did not go out."""
    return _log(request, plan)


@require_http_methods(["GET", "POST"])
@login_required
def remind_now(request: SignedInRequest, plan: str, month: Month) -> HttpResponse:
    """Chase one unit, or all that have something missing; then back to what is missing."""
    period = period_of(office_plan(request, plan), month)
    here = f"{address('review_queue', period)}?tab={queue.MISSING}"
    if request.method == "GET":
        return redirect(here)
    typed = request.POST.get("unit", "")
    if typed != "all" and not (typed.isdecimal() and len(typed) <= MOST_DIGITS):
        raise Http404("没有这个单位")
    units = None if typed == "all" else [int(typed)]
    try:
        told = reminding.by_hand(period, units, by=request.user, at=now(), site=site_of(request))
    except RefusedError as refused:
        told_why = {"errors": [{"url": "", "text": refused.message}]}
        return queue_page(request, period, queue.MISSING, told_why, status=422)
    messages.success(request, _words(told))
    return redirect(here)


@require_POST
@login_required
def reminder_retry(request: SignedInRequest, plan: str, pk: int) -> HttpResponse:
    """Send again what was given up."""
    found = office_plan(request, plan)
    row = get_object_or_404(Reminder.objects.select_related("plan"), pk=pk, plan=found)
    try:
        told = reminding.retry(row, by=request.user, at=now(), site=site_of(request))
    except RefusedError as refused:
        return _log(request, plan, refused.message)
    if not told.sent:
        return _log(request, plan, _not_sent(told))
    messages.success(request, "已重发。")
    return redirect("reminder_list", plan=plan)


def _log(request: SignedInRequest, slug: str, error: str = "") -> HttpResponse:
    plan = office_plan(request, slug)
    context = {
        "lines": chased.log(plan, at=now()),
        "rules": chased.rules_told(plan),
        "most": chased.MOST_ROWS,
        "errors": [{"url": "", "text": error}] if error else [],
    }
    return render(request, "tasks/reminders.html", context, status=422 if error else 200)


def _not_sent(told: Told) -> str:
    if told.dropped:
        return "单位已报，或之后已催过，这一条不再发送。"
    return (
        "还是没有发出去，原因写在这一行；稍后会再试。"
        if told.waiting
        else "还是没有发出去，原因写在这一行。"
    )


def _words(told: Told) -> str:
    units = len({row.unit_id for row in told.made})
    parts = [f"已催报{units}家。"]
    if told.sent:
        parts.append(f"外发{told.sent}条。")
    if told.waiting or told.failed:
        parts.append(f"{told.waiting + told.failed}条没有发出去，见催报记录。")
    if told.skipped:
        parts.append(f"{'、'.join(told.skipped)}刚催过，这次没有再催。")
    return "".join(parts)
