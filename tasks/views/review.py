"""审核: what units handed in, approved or returned with a reason, one by one or several at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from plans import periods
from plans.access import SignedInRequest
from plans.converters import Month
from plans.models import ReportingPeriod
from plans.today import today
from targets import reporting
from targets.models import Measurement
from targets.rounds import EditConflictError, RefusedError
from tasks import following, queue
from tasks.desk_months import desk_months
from tasks.duties import waiting
from tasks.forms import Picked, picked
from tasks.models import ProgressNote
from tasks.views.desk import ALL, office_plan, queue_page
from tasks.views.entrance import address, period_of

SURE = "sure"  # the button that approves all that raise no doubt


@require_GET
@login_required
def review_current(request: SignedInRequest, plan: str) -> HttpResponse:
    """The queue of the month being filed; the latest where none is, the first before any opens."""
    found = office_plan(request, plan)
    period, months = periods.current(found, today()), ReportingPeriod.objects.filter(plan=found)
    if period is None:
        period = months.filter(opens_on__lte=today()).last() or months.first()
    if period is None:
        raise Http404("还没有填报期")
    period.plan = found
    return redirect(address("review_queue", period))


@require_GET
@login_required
def review_queue(request: SignedInRequest, plan: str, month: Month) -> HttpResponse:
    """The queue of a month, under one of its tabs."""
    months = desk_months(office_plan(request, plan))
    period = next((each.period for each in months if each.period.key == str(month)), None)
    if period is None:
        raise Http404("没有这个填报期")
    return queue_page(request, period, request.GET.get("tab", queue.WAITING), months=months)


@require_http_methods(["GET", "POST"])
@login_required
def review_act(request: SignedInRequest, plan: str, month: Month) -> HttpResponse:
    """Approve or return what was picked, all of it or none, and go on to the row that follows.

    Asked for again after a refusal, or after signing in anew, it shows the queue.
    """
    period = period_of(office_plan(request, plan), month)
    if request.method == "GET":
        return redirect(address("review_queue", period))
    is_approval = "approve" in request.POST
    key = request.POST.get("approve" if is_approval else "return", "")
    picks = picked(_keys(request, key))
    if not picks:
        return _again(request, period, "还没有勾选：在左侧勾选要处理的各条。", status=422)
    rows = queue.rows(waiting(period, on=today()), _tab(request))
    if is_approval and key in {ALL, SURE}:
        odd = queue.doubtful(rows, picks)
        if odd:
            text = f"有预警的须逐条通过，请去掉勾选：{'、'.join(row.name for row in odd)}。"
            return _again(request, period, text, picks, url=f"#{odd[0].place}", status=422)
    reason = request.POST.get(f"reason-{key}", "")
    at_fault = f"excused-{key}" not in request.POST
    try:
        _act(request, period, picks, None if is_approval else reason, at_fault=at_fault)
    except RefusedError as refused:
        asks = key if refused.field == "reason" else ""
        return _again(request, period, refused.message, picks, asks, status=422)
    except EditConflictError as conflict:
        text = f"{conflict.current}刚有变动，这次什么都没有改。请看现在的情况再决定。"
        return _again(request, period, text, status=409)
    excused = not is_approval and not at_fault
    _tell(request, queue.names(rows, picks), len(picks), is_approval=is_approval, excused=excused)
    here = f"{address('review_queue', period)}?tab={_tab(request)}"
    return redirect(here + queue.place_after(rows, picks))


@transaction.atomic
def _act(
    request: SignedInRequest,
    period: ReportingPeriod,
    picks: Sequence[Picked],
    reason: str | None,
    *,
    at_fault: bool,
) -> None:
    """Approve each, or return it with the reason; the first that may not be done undoes all.

    A return counts as the unit's own mistake in its score, unless the office says that it is none.
    """
    for pick, row in _rows(period, picks):
        acts: Mapping[tuple[str, bool], Callable[..., Any]] = {
            ("f", True): reporting.approve,
            ("f", False): partial(reporting.return_, reason=reason or "", at_fault=at_fault),
            ("n", True): following.approve_note,
            ("n", False): partial(following.return_note, reason=reason or "", at_fault=at_fault),
        }
        act = acts[pick.kind, reason is None]
        act(row, seen_version=pick.seen_version, by=request.user)


def _rows(
    period: ReportingPeriod, picks: Sequence[Picked]
) -> list[tuple[Picked, Measurement | ProgressNote]]:
    """The rows that were picked, of this month and no other; 404 where one is not."""
    figures = Measurement.objects.filter(
        period=period, pk__in=[pick.pk for pick in picks if pick.kind == "f"]
    ).select_related("target")
    notes = ProgressNote.objects.filter(
        period=period, pk__in=[pick.pk for pick in picks if pick.kind == "n"]
    ).select_related("task")
    found: dict[tuple[str, int], Measurement | ProgressNote] = {}
    found |= {("f", row.pk): row for row in figures}
    found |= {("n", row.pk): row for row in notes}
    try:
        rows = [(pick, found[pick.kind, pick.pk]) for pick in picks]
    except KeyError as missing:
        raise Http404("没有这一条") from missing
    for _, row in rows:
        row.period = period
    return rows


def _keys(request: SignedInRequest, key: str) -> list[str]:
    """Which rows a button is about: those ticked, all that raise no doubt, or its own."""
    if key == SURE:
        return request.POST.get(SURE, "").split()  # one field, however long the queue is
    return request.POST.getlist("pick") if key == ALL else [key]


def _tab(request: SignedInRequest) -> str:
    """The tab that was acted under; a made-up one is the first."""
    tab = request.POST.get("tab", "")
    return tab if tab in queue.TABS else queue.WAITING


def _again(
    request: SignedInRequest,
    period: ReportingPeriod,
    text: str,
    picks: Sequence[Picked] = (),
    asks: str = "",
    *,
    url: str = "",
    status: int,
) -> HttpResponse:
    """The queue again, with what was typed and picked, and what stands in the way.

    `asks` is the row whose reason was refused, or `picked`: its box stands open.
    """
    url = f"#why-{asks}" if asks else url
    several = request.POST.get("approve", request.POST.get("return")) == ALL
    context = {
        "errors": [{"url": url, "text": text}],
        "picked": [pick.key for pick in picks] if several else [],
        "asks": asks,
        "wrong": text,
    }
    return queue_page(request, period, _tab(request), context, status=status)


def _tell(
    request: SignedInRequest,
    names: Sequence[str],
    number: int,
    *,
    is_approval: bool,
    excused: bool,
) -> None:
    what = names[0] if len(names) == number == 1 else f"{number}条"
    if is_approval:
        messages.success(request, f"已通过{what}。")
    else:
        score = "不作为差错扣分，" if excused else ""
        messages.success(request, f"已退回{what}，{score}单位在“我的填报”里看得到理由。")
