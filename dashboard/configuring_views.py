"""计划设置: lights, due days, countersign and reminders, scores; each save wants a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dashboard import configuring_forms as forms
from dashboard import league_page, publication
from dashboard.league import JOINING, LEADING, SHOWN_AS, Rules
from dashboard.report import MonthlyReport, shown
from dashboard.report.scored import rules_of
from dashboard.report.words import called
from dashboard.setup_tabs import Door, door, head
from dashboard.setup_trial import Placed, Trial, placed, trial
from plans import configuring, periods, workdays
from plans.access import SignedInRequest
from plans.configuring import SettingConflictError, SettingRefusedError
from plans.models import Plan, ReportingPeriod
from plans.today import today
from targets.arithmetic import Scale
from targets.choices import LATE, Light
from targets.models import scale_of
from targets.standing import standings
from tasks.choices import Channel

CHANGED = "刚有人改过这一页的设置，你填的还没有保存。下面是现在的设置，请核对后再改。"
KEPT = "已保存，从还没有发布的月份起用。"
OPENED = "已公开，任何人可以看已发布的数据。"
CLOSED = "已关闭公开，最迟5分钟后外面看不到。"
IN_ORDER = (*forms.NAMED, Light.OVERDUE, Light.NO_PACE, Light.NOT_DUE)
CONDITIONS = {
    Light.ACHIEVED_STRETCH: "达到力争值",
    Light.ACHIEVED: "达到目标值",
    Light.FAR_BEHIND: "低于上一档",
    Light.OVERDUE: "到期没有数据",
    Light.NO_PACE: "存量没有基期值",
    Light.NOT_DUE: "还没到报送期",
}


@require_http_methods(["GET", "POST"])
@login_required
def lights(request: SignedInRequest, plan: str) -> HttpResponse:
    """亮灯分档: names and cut points; tried out beside last month's counts, then saved."""
    entered = door(request, plan, "setup_lights")
    if request.method == "GET":
        return _lights(request, entered, forms.lights_of(entered.plan))
    typed = forms.typed_lights(request.POST)
    try:
        cuts = typed.numbers()
        if request.POST.get("action") == "try":
            scale = Scale(*cuts, in_points=typed.in_points)
            return _lights(request, entered, typed, scale=scale)
        configuring.set_lights(
            entered.plan,
            ahead=cuts.ahead,
            on_pace=cuts.on_pace,
            behind=cuts.behind,
            in_points=typed.in_points,
            names=forms.own_names(typed),
            **_said(request),
        )
    except SettingRefusedError as refused:
        return _lights(request, entered, typed, refused=refused, status=422)
    except SettingConflictError:
        entered = door(request, plan, "setup_lights")
        return _lights(request, entered, forms.lights_of(entered.plan), notice=CHANGED, status=409)
    return _kept(request, "setup_lights", entered)


@require_http_methods(["GET", "POST"])
@login_required
def days(request: SignedInRequest, plan: str) -> HttpResponse:
    """报送日: the rule, the days the calendar does not know, and the twelve months."""
    entered = door(request, plan, "setup_periods")
    if request.method == "GET":
        return _days(request, entered, forms.calendar_of(entered.plan))
    typed = forms.typed_calendar(request.POST)
    month = request.POST.get("move", "")
    try:
        if month:
            _move(request, entered, month)
        else:
            configuring.set_calendar(
                entered.plan,
                due_day=typed.number(),
                exceptions=typed.exceptions(),
                **_said(request),
            )
    except SettingRefusedError as refused:
        return _days(request, entered, typed, refused=refused, status=422)
    except SettingConflictError:
        entered = door(request, plan, "setup_periods")
        typed = forms.calendar_of(entered.plan)
        return _days(request, entered, typed, notice=CHANGED, status=409)
    return _kept(request, "setup_periods", entered)


@require_http_methods(["GET", "POST"])
@login_required
def rules(request: SignedInRequest, plan: str) -> HttpResponse:
    """审核与催报: whether units countersign, and when and how they are chased."""
    entered = door(request, plan, "setup_rules")
    if request.method == "GET":
        return _rules(request, entered, forms.rules_of(entered.plan))
    typed = forms.typed_rules(request.POST)
    try:
        configuring.set_rules(
            entered.plan, countersign=typed.countersign, reminders=typed.rule(), **_said(request)
        )
    except SettingRefusedError as refused:
        return _rules(request, entered, typed, refused=refused, status=422)
    except SettingConflictError:
        entered = door(request, plan, "setup_rules")
        return _rules(request, entered, forms.rules_of(entered.plan), notice=CHANGED, status=409)
    return _kept(request, "setup_rules", entered)


@require_http_methods(["GET", "POST"])
@login_required
def league(request: SignedInRequest, plan: str) -> HttpResponse:
    """评分规则: weights and ranks; tried out on the last month, then saved."""
    entered = door(request, plan, "setup_league")
    if request.method == "GET":
        return _league(request, entered, forms.league_of(entered.plan))
    typed = forms.typed_league(request.POST)
    try:
        rule = typed.rule()
        if request.POST.get("action") == "try":
            configuring.require_league(**rule)
            tried = Rules(**{**rule.pop("weights"), **rule})
            return _league(request, entered, typed, tried=tried)
        configuring.set_league(entered.plan, **rule, **_said(request))
    except SettingRefusedError as refused:
        return _league(request, entered, typed, refused=refused, status=422)
    except SettingConflictError:
        entered = door(request, plan, "setup_league")
        return _league(request, entered, forms.league_of(entered.plan), notice=CHANGED, status=409)
    return _kept(request, "setup_league", entered)


@require_http_methods(["GET", "POST"])
@login_required
def public(request: SignedInRequest, plan: str) -> HttpResponse:
    """公开: whether anybody may read the published figures."""
    entered = door(request, plan, "setup_public")
    if request.method == "GET":
        return _public(request, entered, is_public=entered.plan.is_public)
    is_public = "is_public" in request.POST
    try:
        configuring.set_public(entered.plan, is_public=is_public, **_said(request))
    except SettingRefusedError as refused:
        return _public(request, entered, is_public=is_public, refused=refused, status=422)
    except SettingConflictError:
        entered = door(request, plan, "setup_public")
        is_public = entered.plan.is_public
        return _public(request, entered, is_public=is_public, notice=CHANGED, status=409)
    messages.success(request, OPENED if is_public else CLOSED)
    return redirect("setup_public", plan=entered.plan.slug)


# What the pages share


def _said(request: SignedInRequest) -> dict[str, Any]:
    """Who, why, and what they saw."""
    posted = request.POST
    return {"seen": posted.get("seen", ""), "reason": posted.get("reason", ""), "by": request.user}


def _kept(request: SignedInRequest, page: str, entered: Door) -> HttpResponse:
    messages.success(request, KEPT)
    return redirect(page, plan=entered.plan.slug)


def _page(
    request: SignedInRequest,
    entered: Door,
    page: str,
    context: dict[str, Any],
    *,
    refused: SettingRefusedError | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    errors = []
    if refused:
        errors = [{"url": f"#f-{refused.field}" if refused.field else "", "text": refused.message}]
    shared = {
        **head(entered, page),
        "seen": configuring.seen_of(entered.plan),
        "reason": request.POST.get("reason", ""),
        "errors": errors,
        "wrong": refused.field if refused else "",
        "notice": notice,
    }
    return render(request, f"dashboard/{page}.html", {**shared, **context}, status=status)


# 亮灯分档


def _lights(
    request: SignedInRequest,
    entered: Door,
    typed: forms.LightsTyped,
    *,
    scale: Scale | None = None,
    **told: Any,
) -> HttpResponse:
    month = _month_tried(entered.plan)
    rows = standings(entered.plan, month, on=today())
    tried = trial(rows, scale or scale_of(entered.plan))
    words = called({light: typed.names[light.value] for light in forms.NAMED})
    context = {
        "typed": typed,
        "rows": [_light_row(light, typed, tried) for light in IN_ORDER],
        "month": month,
        "is_tried": scale is not None,
        "moves": [(move.name, words(move.old), words(move.new), move.by) for move in tried.moves],
        "unit": "个百分点" if typed.in_points else "",
        "measured": "偏差" if typed.in_points else "序时比",
    }
    return _page(request, entered, "setup_lights", context, **told)


def _light_row(light: Light, typed: forms.LightsTyped, tried: Trial) -> dict[str, Any]:
    field = next((name for name, own in forms.CUTS.items() if own is light), "")
    return {
        "light": light.value,
        "label": light.label,
        "name": typed.names.get(light.value),
        "field": field,
        "cut": typed.cuts.get(field, ""),
        "condition": CONDITIONS.get(light, ""),
        "now": tried.now[light],
        "then": tried.then[light],
        "is_late": light in LATE,
    }


def _month_tried(plan: Plan) -> int:
    """The last month published; the one being filed before the first."""
    newest = publication.latest(plan)
    if newest is not None:
        return newest.period.month
    period = periods.current(plan, today())
    return period.month if period else 1


# 报送日


def _move(request: SignedInRequest, entered: Door, month: str) -> None:
    """One month's own days. Raises Http404, SettingRefusedError, SettingConflictError."""
    rows = ReportingPeriod.objects.select_related("plan")
    is_month = month.isdecimal() and len(month) < 3
    period = rows.filter(plan=entered.plan, month=int(month) if is_month else 0).first()
    if period is None:
        raise Http404("没有这个填报期")
    opens_on, due_on = forms.typed_period(request.POST, period.month)
    said = {**_said(request), "seen": request.POST.get(f"seen-{month}", "")}
    try:
        configuring.move_period(period, opens_on=opens_on, due_on=due_on, **said)
    except SettingRefusedError as refused:
        field = f"due-{month}" if refused.field == "due_on" else refused.field
        raise SettingRefusedError(refused.message, field) from refused


def _days(
    request: SignedInRequest, entered: Door, typed: forms.CalendarTyped, **told: Any
) -> HttpResponse:
    found = list(ReportingPeriod.objects.filter(plan=entered.plan).order_by("month"))
    context = {
        "typed": typed,
        "rows": _period_rows(request, entered.plan, found),
        "is_covered": workdays.is_covered(entered.plan.year)
        and workdays.is_covered(entered.plan.year + 1),
    }
    return _page(request, entered, "setup_periods", context, **told)


def _period_rows(
    request: SignedInRequest, plan: Plan, found: Sequence[ReportingPeriod]
) -> list[dict[str, Any]]:
    rows = []
    for period in found:
        period.plan = plan
        month = period.month
        rows.append(
            {
                "month": month,
                "opens": request.POST.get(f"opens-{month}", period.opens_on.isoformat()),
                "due": request.POST.get(f"due-{month}", period.due_on.isoformat()),
                "opens_on": period.opens_on,
                "due_on": period.due_on,
                "why": "补录，不算逾期" if period.is_backfill else periods.why_moved(period),
                "state": _state(period),
                "is_open": period.published_at is None,
                "seen": configuring.seen_of(period),
            }
        )
    return rows


def _state(period: ReportingPeriod) -> str:
    if period.published_at is not None:
        return "已发布"
    return "填报中" if period.is_open(today()) else "未开放"


# 审核与催报


def _rules(
    request: SignedInRequest, entered: Door, typed: forms.RulesTyped, **told: Any
) -> HttpResponse:
    ways = [(way.value, way.label, way.value in typed.ways) for way in Channel]
    return _page(request, entered, "setup_rules", {"typed": typed, "ways": ways}, **told)


# 评分规则


def _league(
    request: SignedInRequest,
    entered: Door,
    typed: forms.LeagueTyped,
    *,
    tried: Rules | None = None,
    **told: Any,
) -> HttpResponse:
    month = _month_tried(entered.plan)
    report = _scored(entered.plan, month)
    boards = placed(report.league, tried or rules_of(entered.plan)) if report.league else ((), ())
    context = {
        "typed": typed,
        "parts": [(field, name, typed.numbers[field]) for field, name in configuring.PARTS.items()],
        "ways": [(way, label, way == typed.show) for way, label in SHOWN_AS.items()],
        "month": month,
        "is_tried": tried is not None,
        "boards": [
            (name, [_placed_row(report, each) for each in board])
            for name, board in zip((LEADING, JOINING), boards, strict=True)
            if board
        ],
    }
    return _page(request, entered, "setup_league", context, **told)


def _scored(plan: Plan, month: int) -> MonthlyReport:
    """The month as published; as it stands where it was published before there were scores."""
    newest = publication.newest(plan, month)
    report = publication.read(newest) if newest else None
    return report if report and report.league else publication.current(plan, month, on=today())


def _placed_row(report: MonthlyReport, each: Placed) -> dict[str, Any]:
    places = league_page.place_of(each.now), league_page.place_of(each.then)
    return {
        "name": report.unit(each.now.unit).short_name,
        "total": shown.number(each.now.total),
        "place": places[0],
        "then_total": shown.number(each.then.total),
        "then_place": places[1],
        "moves": places[0] != places[1],
    }


# 公开


def _public(
    request: SignedInRequest, entered: Door, *, is_public: bool, **told: Any
) -> HttpResponse:
    address = reverse("public_overview", kwargs={"plan": entered.plan.slug})
    context = {"is_public": is_public, "address": request.build_absolute_uri(address)}
    return _page(request, entered, "setup_public", context, **told)
