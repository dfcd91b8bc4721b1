"""亮点: those adopted, those that wait, one with its acts, and a new one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import rules
from dashboard.loop import highlight_page, matter_forms, steps
from dashboard.loop.answering import outcome, plan_of, press, status_of
from dashboard.loop.matter_forms import Sent, offer
from plans.access import SignedInRequest
from plans.models import Plan
from plans.today import today
from targets.rounds import RefusedError
from tasks import highlights
from tasks.choices import HighlightState, LoopAct
from tasks.models import Highlight
from tasks.transitions import HIGHLIGHT

NAME = "highlight_list"
MOST_KEY = 10**15


@require_safe
@login_required
def highlights_page(request: SignedInRequest, plan: str) -> HttpResponse:
    """What is adopted, month by month; above it what waits, for the office and the unit's own."""
    found = plan_of(request, plan)
    rows = list(highlight_page.visible(found, request.user).order_by("-month", "-pk"))
    lines = [_line(found, row) for row in rows]
    is_open = {HighlightState.SUBMITTED.value}
    is_settled = {HighlightState.DECLINED.value, HighlightState.WITHDRAWN.value}
    context = {
        "plan": found,
        "on": today(),
        "tabs": steps.tabs(found, NAME, by=request.user),
        "waiting": [line for line in lines if line["row"].state in is_open],
        "adopted": [line for line in lines if line["row"].state == HighlightState.ADOPTED],
        "settled": [line for line in lines if line["row"].state in is_settled],
        "is_office": rules.may_review(request.user, found.district_id),
        "new_url": _new_url(request, found),
    }
    return render(request, "loop/highlights.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def highlight_new(request: SignedInRequest, plan: str) -> HttpResponse:
    """报送亮点: the form; posted, the highlight waits for the office."""
    found = plan_of(request, plan)
    unit = highlight_page.sending_unit(request.user, found)
    if unit is None:
        raise PermissionDenied
    known = highlight_page.abouts(found, unit)
    sent = matter_forms.sent(request) if request.method == "POST" else None
    form = offer(LoopAct.RAISE, "报送亮点", highlight_page.fields(known), seen=0, posted=sent)
    errors: list[dict[str, str]] = []
    if sent is not None:
        about = known.chosen(sent.text("about"))
        try:
            made = highlights.submit(
                found,
                unit,
                title=sent.text("title"),
                text=sent.text(),
                files=sent.proofs(),
                by=request.user,
                on=today(),
                **about,
            )
        except RefusedError as refused:
            errors = matter_forms.refuse(form, refused)
        else:
            messages.success(request, f"已报送：{made.title}，待专班选用。")
            return redirect("highlight_detail", plan=found.slug, pk=made.pk)
    context = {"plan": found, "form": form, "errors": errors, "list_url": _list_url(found)}
    return render(request, "loop/highlight_new.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def highlight_detail(request: SignedInRequest, plan: str, pk: int) -> HttpResponse:
    """One highlight; posted: one act on it."""
    found = plan_of(request, plan)
    row = _highlight(request, found, pk)
    if request.method != "POST":
        return _page(request, found, row)
    sent = matter_forms.sent(request)
    told, refused = press(
        lambda sent: highlight_page.do(row, found, sent, by=request.user, on=today()),
        sent,
        HIGHLIGHT,
    )
    if refused is not None:
        return _page(request, found, _highlight(request, found, pk), sent=sent, refused=refused)
    messages.success(request, told)
    return redirect("highlight_detail", plan=found.slug, pk=pk)


# What the pages share


def _highlight(request: SignedInRequest, plan: Plan, pk: int) -> Highlight:
    rows = highlight_page.visible(plan, request.user)
    row = rows.filter(pk=pk).first() if pk < MOST_KEY else None
    if row is None:
        raise Http404("没有这条亮点")
    row.plan = plan
    return row


def _line(plan: Plan, row: Highlight) -> dict[str, Any]:
    return {
        "row": row,
        "url": reverse("highlight_detail", args=[plan.slug, row.pk]),
        "about": highlight_page.about_of(row),
        "about_url": highlight_page.about_url(plan, row),
    }


def _list_url(plan: Plan) -> str:
    return reverse(NAME, args=[plan.slug])


def _new_url(request: SignedInRequest, plan: Plan) -> str:
    may = highlight_page.sending_unit(request.user, plan) is not None
    return reverse("highlight_new", args=[plan.slug]) if may else ""


def _page(
    request: SignedInRequest,
    plan: Plan,
    row: Highlight,
    *,
    sent: Sent | None = None,
    refused: RefusedError | None = None,
) -> HttpResponse:
    forms = highlight_page.forms(row, plan, by=request.user, on=today(), posted=sent)
    context = {
        "plan": plan,
        "on": today(),
        **_line(plan, row),
        "steps": steps.lines(row, HIGHLIGHT, plan, by=request.user),
        "ahead": highlight_page.ahead(row),
        **outcome(forms, sent, refused),
        "why_not": highlight_page.why_not(row, request.user, forms),
        "list_url": _list_url(plan),
    }
    return render(request, "loop/highlight.html", context, status=status_of(refused))
