"""计划设置, 问题督办: whether the plan keeps problems, orders and highlights, and its orders' mark."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dashboard.configuring_views import CHANGED, KEPT
from dashboard.setup_tabs import Door, door, head
from plans import configuring
from plans.access import SignedInRequest
from plans.configuring import SettingConflictError, SettingRefusedError

PAGE = "setup_loop"


@require_http_methods(["GET", "POST"])
@login_required
def loop(request: SignedInRequest, plan: str) -> HttpResponse:
    """问题督办: switched on or off, with the mark that orders are numbered by."""
    entered = door(request, plan, PAGE)
    if request.method == "GET":
        return _page(request, entered, _stands(entered))
    posted = request.POST
    typed: dict[str, Any] = {
        "keeps_loop": "keeps_loop" in posted,
        "order_mark": posted.get("order_mark", ""),
    }
    said: dict[str, Any] = {"seen": posted.get("seen", ""), "reason": posted.get("reason", "")}
    try:
        configuring.set_loop(entered.plan, **typed, **said, by=request.user)
    except SettingRefusedError as refused:
        return _page(request, entered, typed, refused=refused, status=422)
    except SettingConflictError:
        entered = door(request, plan, PAGE)
        return _page(request, entered, _stands(entered), notice=CHANGED, status=409)
    messages.success(request, KEPT)
    return redirect(PAGE, plan=entered.plan.slug)


def _stands(entered: Door) -> dict[str, Any]:
    """What stands in the fields before anybody types."""
    return {"keeps_loop": entered.plan.keeps_loop, "order_mark": entered.plan.order_mark}


def _page(
    request: SignedInRequest,
    entered: Door,
    typed: dict[str, Any],
    *,
    refused: SettingRefusedError | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    errors = [{"url": f"#f-{refused.field}", "text": refused.message}] if refused else []
    context = {
        **head(entered, PAGE),
        **typed,
        "most": configuring.MOST_MARK,
        "seen": configuring.seen_of(entered.plan),
        "reason": request.POST.get("reason", ""),
        "errors": errors,
        "wrong": refused.field if refused else "",
        "notice": notice,
    }
    return render(request, "dashboard/setup_loop.html", context, status=status)
