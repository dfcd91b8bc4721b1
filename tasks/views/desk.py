"""The office's desk as a page: the queue under its tabs, and beside it how far everybody is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts import rules
from plans.access import SignedInRequest, plan_for
from plans.models import Plan, ReportingPeriod
from plans.today import today
from tasks import chased, outstanding, queue, reviewing
from tasks.contacts import contacts
from tasks.desk_months import DeskMonth, desk_months
from tasks.duties import waiting
from tasks.proofs import proofs_of
from tasks.reviewing import Desk
from tasks.views.entrance import address, due_words

ALL = "picked"
TO_REVIEW = frozenset({queue.WAITING, queue.FLAGGED})
COLUMNS = {
    queue.WAITING: 9,
    queue.FLAGGED: 9,
    queue.RETURNED: 7,
}  # of the queue's table; else eight


def office_plan(request: SignedInRequest, slug: str) -> Plan:
    """The plan, for its district's office; 404 for everybody else."""
    plan = plan_for(request, slug)
    if not rules.may_review(request.user, plan.district_id):
        raise Http404("这里是专班审核的页面")
    request.section = "review_queue"
    return plan


def site_of(request: SignedInRequest) -> str:
    """Where units are sent to: what the installation is called, else as this request came in."""
    return settings.SITE_URL or request.build_absolute_uri("/")


def queue_page(
    request: SignedInRequest,
    period: ReportingPeriod,
    tab: str,
    more: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    months: Sequence[DeskMonth] | None = None,
) -> HttpResponse:
    """The page under one of its tabs; `more` is what a refusal adds."""
    if tab not in queue.TABS:
        raise Http404("没有这一页")
    desk, on = waiting(period, on=today()), today()
    months = desk_months(period.plan) if months is None else months
    request.waiting = sum(each.waiting for each in months)
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
        "empty": outstanding.empty(desk, tab, on),
        **_side(request, desk, months),
        **_queue(request, desk, tab),
        **(more or {}),
    }
    return render(request, "tasks/review.html", context, status=status)


def _side(request: SignedInRequest, desk: Desk, months: Sequence[DeskMonth]) -> dict[str, Any]:
    """How far each unit is, whom to chase, and what stands before the publication."""
    period, on = desk.period, today()
    checks = outstanding.checks(desk, months, on)
    blocking = sum(check.css == "no" for check in checks)
    month = next((each for each in months if each.period == period), None)
    entry = reverse("entry_home", kwargs={"plan": period.plan.slug})
    link = site_of(request).rstrip("/") + entry
    return {
        "progress": [outstanding.reporting_of(unit) for unit in desk.progress],
        "told": f"应报{desk.due}项，已交{desk.handed_in}项",
        "checks": checks,
        "blocking": f"{blocking}项未过" if blocking else "",
        "chase": chased.panel(desk, month, on=on, link=link),
    }


def _tabs(desk: Desk, tab: str) -> list[dict[str, Any]]:
    here = address("review_queue", desk.period)
    counts = outstanding.counts(desk)
    shown = {key: label for key, label in queue.TABS.items() if _has_tab(desk, key)}
    return [
        {"label": label, "count": counts[key], "url": f"{here}?tab={key}", "current": key == tab}
        for key, label in shown.items()
    ]


def _has_tab(desk: Desk, key: str) -> bool:
    """Units release their own figures only where the plan demands it."""
    return key != queue.UNSIGNED or desk.period.plan.countersign


def _queue(request: SignedInRequest, desk: Desk, tab: str) -> dict[str, Any]:
    """What stands under the tab, with reasons that were typed and not yet accepted."""
    reasons = {
        name.removeprefix("reason-"): text.strip()
        for name, text in request.POST.items()
        if name.startswith("reason-") and isinstance(text, str)
    }
    month, columns = desk.period.month, COLUMNS.get(tab, 8)
    groups = _groups(desk, tab, reasons)
    rows = [row for group in groups for row in group.rows] if tab == queue.WAITING else []
    return {
        "groups": groups,
        "sure": [row.key for row in queue.sure(rows, request.user.username)],
        "to_review": tab in TO_REVIEW,
        "before": f"{month - 1}月" if month > 1 else "上月",
        "columns": columns,
        "inner": columns - 1 if tab in TO_REVIEW else columns,  # beside the box to tick
        "act_url": address("review_act", desk.period),
        "phrases": queue.PHRASES,
        "picked_reason": reasons.get(ALL, ""),
        "excused": {
            name.removeprefix("excused-") for name in request.POST if name.startswith("excused-")
        },
    }


def _groups(desk: Desk, tab: str, reasons: Mapping[str, str]) -> Sequence[Any]:
    if tab == queue.MISSING:
        named = {row.facts.code: row.facts.reporter for row in desk.targets}
        return outstanding.missing_groups(desk, contacts_of(desk), named)
    if tab == queue.UNSIGNED:
        return outstanding.unsigned_groups(desk)
    if tab == queue.RETURNED:  # what is with the units: its files are their own meanwhile
        return queue.groups(reviewing.with_returned(desk), tab, reasons)
    return queue.groups(desk, tab, reasons, proofs_of(desk.period))


def contacts_of(desk: Desk) -> dict[str, Any]:
    """The people of every unit of the plan's district, by the unit's code."""
    known = contacts(desk.period.plan.district_id, period=desk.period).values()
    return {each.code: each for each in known}


def _due(period: ReportingPeriod) -> str:
    """填报今天24:00截止; what is neither open nor falling due stands without that word."""
    words = due_words(period, today())[0]
    is_filing = period.is_open(today()) and not period.is_backfill
    return f"填报{words}" if is_filing else words
