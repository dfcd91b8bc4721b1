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
from django.urls import NoReverseMatch
from django.views.decorators.http import require_GET, require_POST

from accounts import rules
from plans import periods
from plans.access import SignedInRequest, plan_for
from plans.converters import Month
from plans.models import Plan, ReportingPeriod
from plans.today import today
from targets import reporting
from targets.models import Measurement
from targets.rounds import EditConflictError, RefusedError
from tasks import following, queue
from tasks.duties import waiting
from tasks.forms import Picked, picked
from tasks.models import ProgressNote
from tasks.reviewing import Desk
from tasks.views.entrance import address, due_words, period_of

ALL = "picked"


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
    period = period_of(_office_plan(request, plan), month)
    return _page(request, period, request.GET.get("tab", queue.WAITING))


@require_POST
@login_required
def review_act(request: SignedInRequest, plan: str, month: Month) -> HttpResponse:
    """Approve or return what was picked, all of it or none."""
    period = period_of(_office_plan(request, plan), month)
    is_approval = "approve" in request.POST
    key = request.POST.get("approve" if is_approval else "return", "")
    picks = picked(request.POST.getlist("pick") if key == ALL else [key])
    if not picks:
        return _again(request, period, "还没有勾选：在左侧勾选要处理的各条。", status=422)
    if is_approval and key == ALL:
        doubtful = _doubtful(period, picks)
        if doubtful:
            names = "、".join(doubtful)
            return _again(request, period, f"有预警的须逐条通过：{names}", picks, status=422)
    reason = request.POST.get(f"reason-{key}", "")
    try:
        _act(request, period, picks, None if is_approval else reason)
    except RefusedError as refused:
        url = f"#why-{key}" if refused.field == "reason" else ""
        return _again(request, period, refused.message, picks, url, status=422)
    except EditConflictError as conflict:
        text = f"{conflict.current}刚有变动，这次什么都没有改。请看现在的情况再决定。"
        return _again(request, period, text, status=409)
    _tell(request, len(picks), is_approval=is_approval)
    tab = request.POST.get("tab", queue.WAITING)
    return redirect(f"{address('review_queue', period)}?tab={tab if tab in queue.TABS else ''}")


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


def _doubtful(period: ReportingPeriod, picks: Sequence[Picked]) -> list[str]:
    """The names of those picked that raise a doubt."""
    keys = {(pick.kind, pick.pk) for pick in picks}
    desk = waiting(period, on=today())
    rows = [row for group in queue.groups(desk, queue.WAITING, {}) for row in group.rows]
    return [row.name for row in rows if row.doubts and (row.kind, row.pk) in keys]


def _again(
    request: SignedInRequest,
    period: ReportingPeriod,
    text: str,
    picks: Sequence[Picked] = (),
    url: str = "",
    *,
    status: int,
) -> HttpResponse:
    """The queue again, with what was typed and picked, and what stands in the way."""
    context = {"errors": [{"url": url, "text": text}], "picked": [pick.key for pick in picks]}
    tab = request.POST.get("tab", queue.WAITING)
    return _page(request, period, tab, context, status)


def _page(
    request: SignedInRequest,
    period: ReportingPeriod,
    tab: str,
    more: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    if tab not in queue.TABS:
        raise Http404("没有这一页")
    desk = waiting(period, on=today())
    context = {
        "title": f"{period.month}月审核",
        "period": period,
        "due": f"填报{due_words(period, today())[0]}",
        "tab": tab,
        "tabs": _tabs(desk, tab),
        "publish_url": _publish_url(period),
        "progress": [queue.reporting_of(unit) for unit in desk.progress],
        "told": f"应报{desk.due}项，已交{desk.handed_in}项",
        "checks": queue.checks(desk),
        **_queue(request, desk, tab),
        **(more or {}),
    }
    return render(request, "tasks/review.html", context, status=status)


def _tabs(desk: Desk, tab: str) -> list[dict[str, Any]]:
    here = address("review_queue", desk.period)
    counts = queue.counts(desk)
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
    month = desk.period.month
    return {
        "groups": queue.missing_groups(desk) if is_missing else queue.groups(desk, tab, reasons),
        "empty": queue.EMPTY.get(tab, ""),
        "before": f"{month - 1}月" if month > 1 else "上月",
        "columns": 9 if tab == queue.WAITING else 8,
        "act_url": address("review_act", desk.period),
        "phrases": queue.PHRASES,
        "picked_reason": reasons.get(ALL, ""),
    }


def _publish_url(period: ReportingPeriod) -> str:
    try:
        return address("publish", period)
    except NoReverseMatch:
        return ""


def _tell(request: SignedInRequest, number: int, *, is_approval: bool) -> None:
    if is_approval:
        messages.success(request, f"已通过{number}条。")
    else:
        messages.success(request, f"已退回{number}条，单位在“我的填报”里看得到理由。")
