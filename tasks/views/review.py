"""审核: what units handed in, approved or returned with a reason, one by one or several at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts import rules
from plans import periods
from plans.access import SignedInRequest, plan_for
from plans.converters import Month
from plans.models import Plan, ReportingPeriod
from plans.today import today
from targets import reporting
from targets.models import Measurement
from targets.rounds import EditConflictError, RefusedError
from tasks import following, outstanding, queue
from tasks.duties import waiting
from tasks.forms import Picked, picked
from tasks.models import ProgressNote
from tasks.reviewing import Desk, DeskMonth, desk_months
from tasks.views.entrance import address, due_words, period_of

ALL = "picked"
COLUMNS = {queue.WAITING: 9, queue.RETURNED: 7}  # of the queue's table; else eight


@require_GET
@login_required
def review_current(request: SignedInRequest, plan: str) -> HttpResponse:
    """The queue of the month being filed; the latest month where none is."""
    found = _office_plan(request, plan)
    period = periods.current(found, today())
    if period is None:
        period = ReportingPeriod.objects.filter(plan=found, opens_on__lte=today()).last()
    if period is None:
        raise Http404("还没有填报期")
    period.plan = found
    return redirect(address("review_queue", period))


@require_GET
@login_required
def review_queue(request: SignedInRequest, plan: str, month: Month) -> HttpResponse:
    """The queue of a month, under one of its tabs."""
    months = desk_months(_office_plan(request, plan))
    period = next((each.period for each in months if each.period.key == str(month)), None)
    if period is None:
        raise Http404("没有这个填报期")
    return _page(request, period, request.GET.get("tab", queue.WAITING), months=months)


@require_http_methods(["GET", "POST"])
@login_required
def review_act(request: SignedInRequest, plan: str, month: Month) -> HttpResponse:
    """Approve or return what was picked, all of it or none, and go on to the row that follows.

    Asked for again after a refusal, or after signing in anew, it shows the queue.
    """
    period = period_of(_office_plan(request, plan), month)
    if request.method == "GET":
        return redirect(address("review_queue", period))
    is_approval = "approve" in request.POST
    key = request.POST.get("approve" if is_approval else "return", "")
    picks = picked(request.POST.getlist("pick") if key == ALL else [key])
    if not picks:
        return _again(request, period, "还没有勾选：在左侧勾选要处理的各条。", status=422)
    rows = queue.rows(waiting(period, on=today()), _tab(request))
    if is_approval and key == ALL:
        odd = queue.doubtful(rows, picks)
        if odd:
            text = f"有预警的须逐条通过，请去掉勾选：{'、'.join(row.name for row in odd)}。"
            return _again(request, period, text, picks, url=f"#{odd[0].place}", status=422)
    reason = request.POST.get(f"reason-{key}", "")
    try:
        _act(request, period, picks, None if is_approval else reason)
    except RefusedError as refused:
        asks = key if refused.field == "reason" else ""
        return _again(request, period, refused.message, picks, asks, status=422)
    except EditConflictError as conflict:
        text = f"{conflict.current}刚有变动，这次什么都没有改。请看现在的情况再决定。"
        return _again(request, period, text, status=409)
    _tell(request, queue.names(rows, picks), len(picks), is_approval=is_approval)
    here = f"{address('review_queue', period)}?tab={_tab(request)}"
    return redirect(here + queue.place_after(rows, picks))


def _office_plan(request: SignedInRequest, slug: str) -> Plan:
    """The plan, for its district's office; 404 for everybody else."""
    plan = plan_for(request, slug)
    if not rules.may_review(request.user, plan.district_id):
        raise Http404("这里是专班审核的页面")
    request.section = "review_queue"
    return plan


@transaction.atomic
def _act(
    request: SignedInRequest, period: ReportingPeriod, picks: Sequence[Picked], reason: str | None
) -> None:
    """Approve each, or return it with the reason; the first that may not be done undoes all."""
    for pick, row in _rows(period, picks):
        acts: Mapping[tuple[str, bool], Callable[..., Any]] = {
            ("f", True): reporting.approve,
            ("f", False): partial(reporting.return_, reason=reason or ""),
            ("n", True): following.approve_note,
            ("n", False): partial(following.return_note, reason=reason or ""),
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
    return _page(request, period, _tab(request), context, status=status)


def _page(
    request: SignedInRequest,
    period: ReportingPeriod,
    tab: str,
    more: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    months: Sequence[DeskMonth] | None = None,
) -> HttpResponse:
    if tab not in queue.TABS:
        raise Http404("没有这一页")
    desk, on = waiting(period, on=today()), today()
    months = desk_months(period.plan) if months is None else months
    request.waiting = sum(each.waiting for each in months)
    checks = outstanding.checks(desk, months, on)
    blocking = sum(check.css == "no" for check in checks)
    context = {
        "title": f"{period.month}月审核",
        "period": period,
        "switcher": outstanding.switcher(months, period, on),
        "elsewhere": outstanding.elsewhere(months, period),
        "due": _due(period),
        "tab": tab,
        "tabs": _tabs(desk, tab),
        "publish_url": address("publish", period) if period.is_open(on) else "",
        "overview_url": address("overview", period) if period.published_at else "",
        "progress": [outstanding.reporting_of(unit) for unit in desk.progress],
        "told": f"应报{desk.due}项，已交{desk.handed_in}项",
        "checks": checks,
        "blocking": f"{blocking}项未过" if blocking else "",
        "empty": outstanding.empty(desk, tab, on),
        **_queue(request, desk, tab),
        **(more or {}),
    }
    return render(request, "tasks/review.html", context, status=status)


def _tabs(desk: Desk, tab: str) -> list[dict[str, Any]]:
    here = address("review_queue", desk.period)
    counts = outstanding.counts(desk)
    return [
        {"label": label, "count": counts[key], "url": f"{here}?tab={key}", "current": key == tab}
        for key, label in queue.TABS.items()
    ]


def _queue(request: SignedInRequest, desk: Desk, tab: str) -> dict[str, Any]:
    """What stands under the tab, with reasons that were typed and not yet accepted."""
    reasons = {
        name.removeprefix("reason-"): text.strip()
        for name, text in request.POST.items()
        if name.startswith("reason-") and isinstance(text, str)
    }
    is_missing = tab == queue.MISSING
    month, columns = desk.period.month, COLUMNS.get(tab, 8)
    return {
        "groups": outstanding.missing_groups(desk)
        if is_missing
        else queue.groups(desk, tab, reasons),
        "before": f"{month - 1}月" if month > 1 else "上月",
        "columns": columns,
        "inner": columns - 1 if tab == queue.WAITING else columns,  # beside the box to tick
        "act_url": address("review_act", desk.period),
        "phrases": queue.PHRASES,
        "picked_reason": reasons.get(ALL, ""),
    }


def _due(period: ReportingPeriod) -> str:
    """填报今天24:00截止; what is neither open nor falling due stands without that word."""
    words = due_words(period, today())[0]
    is_filing = period.is_open(today()) and not period.is_backfill
    return f"填报{words}" if is_filing else words


def _tell(
    request: SignedInRequest, names: Sequence[str], number: int, *, is_approval: bool
) -> None:
    what = names[0] if len(names) == number == 1 else f"{number}条"
    if is_approval:
        messages.success(request, f"已通过{what}。")
    else:
        messages.success(request, f"已退回{what}，单位在“我的填报”里看得到理由。")
