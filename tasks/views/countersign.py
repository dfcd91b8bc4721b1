"""我的填报, 单位审核: the unit's head releases what the unit handed in, or gives it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from plans.access import SignedInRequest
from plans.converters import Month
from plans.models import ReportingPeriod
from targets import reporting
from targets.models import Measurement
from targets.rounds import EditConflictError, RefusedError
from tasks import following, signing
from tasks.duties import figures_due, notes_due
from tasks.forms import Picked, picked
from tasks.models import ProgressNote
from tasks.owed import FigureDuty, NoteDuty, Owed
from tasks.views.entrance import Entrance, address, entrance, head_of, period_of

SIGN, RETURN, UNSIGN = "sign", "return", "unsign"
DONE = {SIGN: "已通过{n}项，待专班审核。", RETURN: "已退回{n}项。", UNSIGN: "已撤回{n}项的审核。"}


@require_http_methods(["GET", "POST"])
@login_required
def entry_countersign(request: SignedInRequest, plan: str, month: Month) -> HttpResponse:
    """What waits for the head; posted: released, given back with a reason, or taken back."""
    place = entrance(request, plan)
    if not place.signs:
        raise Http404("这里是单位审核人的页面")
    period = period_of(place.plan, month)
    duties = _duties(place, period)
    if request.method == "GET":
        return _page(request, place, period, duties)
    act, picks, reason = _wanted(request)
    if not picks:
        return _page(request, place, period, duties, "还没有选择：先勾选，再通过或退回。", 422)
    _require_own(picks, duties)
    try:
        _do(act, picks, reason, request)
    except RefusedError as refused:
        return _page(request, place, period, _duties(place, period), refused.message, 422)
    except EditConflictError as conflict:
        told = f"{conflict.current}刚被他人改过，请看现在的情况再决定。"
        return _page(request, place, period, _duties(place, period), told, 409)
    messages.success(request, DONE[act].format(n=len(picks)))
    return redirect(address("entry_countersign", period))


def _duties(place: Entrance, period: ReportingPeriod) -> list[Owed]:
    figures = figures_due(place.unit, period, on=place.on)
    return [*figures, *notes_due(place.unit, period, on=place.on)]


def _wanted(request: SignedInRequest) -> tuple[str, list[Picked], str]:
    """The act, the rows, and the reason: of one row's own button, or of all that are ticked."""
    posted = request.POST
    for act in (SIGN, RETURN, UNSIGN):
        if posted.get(act):
            return act, picked([posted[act]]), posted.get(f"reason-{posted[act]}", "")
    act = RETURN if posted.get("action") == RETURN else SIGN
    return act, picked(posted.getlist("pick")), posted.get("reason", "")


def _require_own(picks: Sequence[Picked], duties: Sequence[Owed]) -> None:
    """Raise PermissionDenied for what is not the unit's, or not of this month."""
    own = {("f" if isinstance(duty, FigureDuty) else "n", duty.pk) for duty in duties}
    if not {(pick.kind, pick.pk) for pick in picks} <= own:
        raise PermissionDenied


def _do(act: str, picks: Sequence[Picked], reason: str, request: SignedInRequest) -> None:
    """All of them or none; the first that is refused tells why."""
    services: Mapping[tuple[str, str], Any] = {
        ("f", SIGN): reporting.countersign,
        ("f", RETURN): reporting.return_,
        ("f", UNSIGN): reporting.unsign,
        ("n", SIGN): following.countersign_note,
        ("n", RETURN): following.return_note,
        ("n", UNSIGN): following.unsign_note,
    }
    said = {"reason": reason} if act == RETURN else {}
    with transaction.atomic():
        for pick in picks:
            model = Measurement if pick.kind == "f" else ProgressNote
            row = model._default_manager.select_related("period__plan").get(pk=pick.pk)
            services[pick.kind, act](row, seen_version=pick.seen_version, by=request.user, **said)


def _page(
    request: SignedInRequest,
    place: Entrance,
    period: ReportingPeriod,
    duties: Sequence[Owed],
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    reasons = {
        name.removeprefix("reason-"): text
        for name, text in request.POST.dict().items()
        if name.startswith("reason-")
    }
    rows = signing.sign_rows(duties, request.user, reasons)
    figures = [duty for duty in duties if isinstance(duty, FigureDuty)]
    notes = [duty for duty in duties if isinstance(duty, NoteDuty)]
    context = {
        "head": head_of(place, period, "entry_countersign", figures, notes),
        "period": period,
        "url": address("entry_countersign", period),
        "waiting": [row for row in rows if row.waits],
        "own": [row for row in rows if row.state == "submitted" and row.is_own],
        "signed": [row for row in rows if row.may_unsign],
        "picked": request.POST.getlist("pick"),
        "reason": request.POST.get("reason", ""),
        "notice": notice,
        "returning": request.POST.get(RETURN) or request.POST.get("action", ""),
    }
    return render(request, "tasks/countersign.html", context, status=status)
