"""计划设置: baselines, schedules and last year's figures, typed in tables and put forward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dashboard import setup_acts, setup_forms, setup_pages, setup_past
from dashboard.setup_acts import Outcome
from dashboard.setup_forms import BaselineTyped, MonthsTyped
from dashboard.setup_tabs import Door, door, head
from plans.access import SignedInRequest
from plans.models import ReportingPeriod
from targets import proposing, recalling
from targets.choices import Subject
from targets.models import Proposal, Target
from targets.rounds import RefusedError
from targets.schedules import Entered

UNCHANGED = "没有改动：改好后再提交。"
FILLS = {"even": "均分", "past": "按去年同期", "quarter": "季末集中"}
EMPTY = Outcome()


@require_safe
@login_required
def setup(request: SignedInRequest, plan: str) -> HttpResponse:
    """The first of the settings that this person may open."""
    entered = door(request, plan, "setup_schedules")
    return redirect(head(entered, "")["tabs"][0].url)


@require_http_methods(["GET", "POST"])
@login_required
def baselines(request: SignedInRequest, plan: str) -> HttpResponse:
    """基期值: a figure and what it rests on for each stock and ratio."""
    entered = door(request, plan, "setup_baselines")
    if "withdraw" in request.POST:
        return _withdraw(request, entered, Subject.BASELINE, "setup_baselines")
    targets = setup_pages.levels(entered)
    if request.method == "GET":
        return _baselines(request, entered, targets)
    sheet = setup_forms.baselines_of(request.POST, targets)
    reason = request.POST.get("reason", "")
    outcome = setup_acts.propose_baselines(targets, sheet, reason=reason, by=request.user)
    if not outcome.is_done:
        return _baselines(request, entered, targets, sheet, outcome)
    return _proposed(request, entered, "setup_baselines", f"{outcome.done}项基期值")


@require_http_methods(["GET", "POST"])
@login_required
def schedules(request: SignedInRequest, plan: str) -> HttpResponse:
    """分月计划: twelve months for each flow, in one of three ways."""
    entered = door(request, plan, "setup_schedules")
    if "withdraw" in request.POST:
        return _withdraw(request, entered, Subject.SCHEDULE, "setup_schedules")
    targets = setup_pages.flows(entered)
    if request.method == "GET":
        return _schedules(request, entered, targets)
    sheet = setup_forms.months_of(request.POST, targets)
    if request.POST.get("fill") in FILLS:
        return _filled(request, entered, targets, sheet)
    outcome = setup_acts.propose_schedules(
        targets,
        sheet,
        entered=setup_forms.entered_of(request.POST),
        reason=request.POST.get("reason", ""),
        document=request.POST.get("document", ""),
        by=request.user,
    )
    if not outcome.is_done:
        return _schedules(request, entered, targets, sheet, outcome)
    return _proposed(request, entered, "setup_schedules", f"{outcome.done}项分月计划")


@require_http_methods(["GET", "POST"])
@login_required
def past(request: SignedInRequest, plan: str) -> HttpResponse:
    """去年同期: last year's figures of every target, month by month."""
    entered = door(request, plan, "setup_past")
    if "copy" in request.POST:
        return _copied(request, entered)
    targets = setup_pages.all_targets(entered)
    if request.method == "GET":
        return _past(request, entered, targets)
    sheet = setup_forms.months_of(request.POST, targets)
    source = request.POST.get("source", "")
    outcome = setup_acts.record_past(targets, sheet, source=source, by=request.user)
    if not outcome.is_done:
        return _past(request, entered, targets, sheet, outcome)
    messages.success(request, f"{outcome.done}项指标的去年同期已保存。")
    return redirect("setup_past", plan=entered.plan.slug)


# The pages


def _baselines(
    request: SignedInRequest,
    entered: Door,
    targets: Sequence[Target],
    sheet: Mapping[str, BaselineTyped] | None = None,
    outcome: Outcome = EMPTY,
) -> HttpResponse:
    proposals, sheet = setup_pages.newest(entered), sheet or {}
    rows = []
    for target in targets:
        proposal = proposals.get((target.pk, Subject.BASELINE))
        waiting = setup_pages.waiting_of(proposal, request.user)
        typed, refused = sheet.get(target.code), outcome.refused.get(target.code)
        rows.append(setup_pages.baseline_row(target, typed, waiting, proposal, refused))
    missing = sum(row.is_missing for row in rows)
    context = head(entered, "setup_baselines", {"setup_baselines": missing}, proposals.values())
    context |= {"rows": rows, "missing": missing, "year": entered.plan.year - 1}
    return _answer(request, "dashboard/setup_baselines.html", context, outcome)


def _schedules(
    request: SignedInRequest,
    entered: Door,
    targets: Sequence[Target],
    sheet: Mapping[str, MonthsTyped] | None = None,
    outcome: Outcome = EMPTY,
    *,
    is_filled: bool = False,
) -> HttpResponse:
    proposals, sheet = setup_pages.newest(entered), sheet or {}
    way = setup_forms.entered_of(request.POST if request.method == "POST" else request.GET)
    month = setup_pages.month_filed(ReportingPeriod.objects.filter(plan=entered.plan))
    rows = []
    for target in targets:
        proposal = proposals.get((target.pk, Subject.SCHEDULE))
        waiting = setup_pages.waiting_of(proposal, request.user)
        typed, refused = sheet.get(target.code), outcome.refused.get(target.code)
        shown = setup_pages.schedule_row(target, way, month, typed, waiting, proposal, refused)
        rows.append(shown)
    address = reverse("setup_schedules", kwargs={"plan": entered.plan.slug})
    context = head(entered, "setup_schedules", {}, proposals.values())
    context |= {
        "rows": rows,
        "months": range(1, 13),
        "month": month,
        "way": way,
        "ways": [(each.label, f"{address}?as={each}", each == way) for each in Entered],
        "fills": FILLS,
    }
    return _answer(request, "dashboard/setup_schedules.html", context, outcome, is_filled=is_filled)


def _past(
    request: SignedInRequest,
    entered: Door,
    targets: Sequence[Target],
    sheet: Mapping[str, MonthsTyped] | None = None,
    outcome: Outcome = EMPTY,
) -> HttpResponse:
    sheet = sheet or {}
    rows = [
        setup_past.past_row(each, sheet.get(each.code), outcome.refused.get(each.code))
        for each in targets
    ]
    context = head(entered, "setup_past")
    context |= {
        "rows": rows,
        "months": range(1, 13),
        "year": entered.plan.year - 1,
        "earlier": recalling.earlier_plan(entered.plan),
    }
    return _answer(request, "dashboard/setup_past.html", context, outcome)


def _answer(
    request: SignedInRequest,
    template: str,
    context: dict[str, Any],
    outcome: Outcome,
    *,
    is_filled: bool = False,
) -> HttpResponse:
    """The page, after a refusal with everything typed and what is to be put right."""
    errors = [
        {"url": _place(code, refused.field), "text": refused.message}
        for code, refused in outcome.refused.items()
    ]
    is_refused = request.method == "POST" and not is_filled
    if is_refused and not errors:
        errors = [{"url": "", "text": UNCHANGED}]
    said = {name: request.POST.get(name, "") for name in ("reason", "document", "source")}
    context |= {"errors": errors, "said": said, "is_filled": is_filled}
    bad = {refused.field for refused in outcome.refused.values()}
    context["bad"] = {name: name in bad for name in said}
    return render(request, template, context, status=422 if is_refused else 200)


def _place(code: str, field: str) -> str:
    """Where on the page a refused field stands."""
    if field.startswith("month-"):
        return f"#m-{code}-{field[6:]}"
    return f"#{field}-{code}" if field in {"value", "source"} else f"#{field}"


# The presses


def _proposed(request: SignedInRequest, entered: Door, page: str, what: str) -> HttpResponse:
    who = "专班另一人" if entered.is_office else "专班"
    messages.success(request, f"已提交{what}，待{who}批准后起用。")
    return redirect(page, plan=entered.plan.slug)


def _withdraw(request: SignedInRequest, entered: Door, subject: Subject, page: str) -> HttpResponse:
    pk = request.POST.get("withdraw", "")
    rows = Proposal.objects.filter(target__in=setup_pages.targets_of(entered), subject=subject)
    is_key = pk.isascii() and pk.isdigit() and len(pk) < 18
    row = rows.filter(pk=int(pk)).first() if is_key else None
    if row is None:
        raise Http404("没有这一条")
    try:
        proposing.withdraw(row, by=request.user)
    except RefusedError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"{row}已撤回。")
    return redirect(page, plan=entered.plan.slug)


def _filled(
    request: SignedInRequest,
    entered: Door,
    targets: Sequence[Target],
    sheet: dict[str, MonthsTyped],
) -> HttpResponse:
    """The page with the picked rows filled in; nothing is kept yet."""
    way, shown = request.POST["fill"], setup_forms.entered_of(request.POST)
    refused: dict[str, RefusedError] = {}
    picked = [each for each in targets if each.code in sheet and sheet[each.code].is_picked]
    for target in picked:
        texts = setup_pages.filled(target, way, shown)
        if texts is None:
            told = "去年12个月没有录全，不能按去年同期。请先录入去年同期，或改用其他办法。"
            refused[target.code] = RefusedError(f"{target}：{told}", "month-1")
        else:
            sheet[target.code] = replace(sheet[target.code], texts=texts)
    if not picked:
        refused[""] = RefusedError("还没有勾选：先勾选要套用的指标。")
    outcome = Outcome(0, refused)
    return _schedules(request, entered, targets, sheet, outcome, is_filled=not refused)


def _copied(request: SignedInRequest, entered: Door) -> HttpResponse:
    try:
        number = recalling.copy_from_earlier(entered.plan, by=request.user)
    except RefusedError as refused:
        messages.error(request, refused.message)
    else:
        told = (
            f"由上年计划带入{number}个月的数。" if number else "没有可带入的：上年的数都已在这里。"
        )
        messages.success(request, told)
    return redirect("setup_past", plan=entered.plan.slug)
