"""更正 and 异议: a published figure is asked to change, and the office decides."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts import rules
from dashboard import objecting, publication
from dashboard.context import frame_of
from dashboard.correcting_forms import CorrectionForm, ObjectionForm
from dashboard.models import Objection
from dashboard.report import Figure, MonthlyReport, shown
from plans.access import SignedInRequest, plan_for
from plans.converters import Month
from plans.models import Plan, ReportingPeriod
from plans.today import today
from targets import correcting
from targets.checks import Doubt
from targets.choices import Light
from targets.models import Correction, Target
from targets.numbers import NotAFigure, parse
from targets.published import doubts_of, pending_of
from targets.rounds import RefusedError


class Asked(NamedTuple):
    """The figure of an address: its plan, its target, its month, and the month as published."""

    plan: Plan
    target: Target
    period: ReportingPeriod
    report: MonthlyReport | None  # None while the month is not published


@require_http_methods(["GET", "POST"])
@login_required
def correct(request: SignedInRequest, plan: str, month: Month, code: str) -> HttpResponse:
    """更正: the form of one published figure; posted, it waits for another person at the office."""
    asked = _asked(request, plan, month, code)
    target = asked.target
    if not rules.may_propose_correction(request.user, target.lead_unit, asked.plan.district_id):
        raise PermissionDenied
    figure = _published(asked)
    form = _form(request, asked, figure)
    if request.method == "GET":
        return _correct_page(request, asked, figure, form)
    try:
        if "withdraw" in request.POST:
            return _withdraw(request, asked)
        doubts = _unconfirmed(asked, form)
        if doubts:
            return _correct_page(request, asked, figure, form, status=422, doubts=doubts)
        _propose(request, asked, form)
    except RefusedError as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return _correct_page(request, asked, figure, form, status=422 if refused.field else 409)
    messages.success(request, f"已提出：{target}{month.month}月更正，待专班另一人批准后生效。")
    return _to_target(asked)


@require_http_methods(["GET", "POST"])
@login_required
def object_(request: SignedInRequest, plan: str, month: Month, code: str) -> HttpResponse:
    """异议: what the unit holds against a published figure, within seven days."""
    asked = _asked(request, plan, month, code)
    if not rules.may_object(request.user, asked.target.lead_unit):
        raise PermissionDenied
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return _object_page(request, asked, form)
    form.is_valid()
    text = form.cleaned_data.get("text", "")
    try:
        objecting.object_(asked.target, asked.period, text=text, by=request.user, on=today())
    except RefusedError as refused:
        form.add_error(refused.field or None, refused.message)
        return _object_page(request, asked, form, status=422 if refused.field else 409)
    messages.success(request, f"已提出：{asked.target}{month.month}月异议，专班答复后在这里显示。")
    return _to_target(asked)


# Reading what is asked


def _asked(request: SignedInRequest, slug: str, month: Month, code: str) -> Asked:
    plan = plan_for(request, slug)
    if month.year != plan.year:
        raise Http404("没有这个月份")
    target = get_object_or_404(Target.objects.select_related("lead_unit"), plan=plan, code=code)
    period = get_object_or_404(ReportingPeriod, plan=plan, month=month.month)
    target.plan = period.plan = plan
    frame_of(request).section = "target_list"
    last = publication.newest(plan, period.month)
    return Asked(plan, target, period, publication.read(last) if last else None)


def _published(asked: Asked) -> Figure | None:
    """The figure that the newest edition holds; None while the month is not published."""
    row = asked.report.target(asked.target.code) if asked.report else None
    return row.now if row else None


def _words(asked: Asked) -> dict[Light, str]:
    """What the plan called the lights when the month was published."""
    return dict(asked.report.plan.light_names) if asked.report else {}


def _form(request: SignedInRequest, asked: Asked, figure: Figure | None) -> CorrectionForm:
    is_late = figure is not None and figure.value is None
    if request.method == "POST":
        form = CorrectionForm(request.POST, is_late=is_late)
        form.is_valid()
        return form
    objection = _objection(request, asked, request.GET.get("objection", ""))
    initial = {"objection": objection.pk, "reason": objection.text[:300]} if objection else {}
    return CorrectionForm(initial=initial, is_late=is_late)


def _objection(request: SignedInRequest, asked: Asked, key: object) -> Objection | None:
    """The objection that the office grants by this correction; nobody else names one."""
    is_key = str(key).isascii() and str(key).isdecimal() and len(str(key)) < 18
    if not is_key or not rules.may_review(request.user, asked.plan.district_id):
        return None
    rows = Objection.objects.filter(target=asked.target, period=asked.period)
    return rows.filter(pk=int(str(key))).first()


# The acts


def _unconfirmed(asked: Asked, form: CorrectionForm) -> tuple[Doubt, ...]:
    """What is odd about the figure, once; pressed again with the same figure, it is meant."""
    typed = form.data.get("typed", "").strip()
    if asked.period.published_at is None or form.data.get("confirmed", "").strip() == typed:
        return ()
    try:
        value = parse(typed, asked.target.measure, asked.target.decimals).value
    except NotAFigure:
        return ()  # the service says it
    [found] = doubts_of([Correction(target=asked.target, period=asked.period, new_value=value)])
    return found


def _propose(request: SignedInRequest, asked: Asked, form: CorrectionForm) -> None:
    typed, cause, reason = (form.data.get(name, "") for name in ("typed", "cause", "reason"))
    objection = _objection(request, asked, form.cleaned_data.get("objection") or "")
    by = request.user
    if objection is not None:
        objecting.accept(objection, by=by, typed=typed, cause=cause, reason=reason)
    else:
        correcting.propose(
            asked.target, asked.period, by=by, typed=typed, cause=cause, reason=reason
        )


def _withdraw(request: SignedInRequest, asked: Asked) -> HttpResponse:
    pending = pending_of(asked.target, asked.period)
    if pending is None:
        raise RefusedError("没有待批准的更正，可能已经办理。")
    correcting.withdraw(pending, by=request.user)
    messages.success(request, "已撤回，发布的数值不变。")
    return _to_target(asked)


# The pages


def _correct_page(
    request: SignedInRequest,
    asked: Asked,
    figure: Figure | None,
    form: CorrectionForm,
    *,
    status: int = 200,
    doubts: tuple[Doubt, ...] = (),
) -> HttpResponse:
    pending = pending_of(asked.target, asked.period)
    typed = (form["typed"].value() or "") if doubts else ""
    context = {
        **asked._asdict(),
        "figure": figure,
        "value": shown.value(figure) if figure else "",
        "form": form,
        "pending": pending,
        "is_own": pending is not None and pending.proposed_by_id == request.user.pk,
        "doubts": doubts,
        "light_words": _words(asked),
        "confirmed": typed,
    }
    return render(request, "dashboard/correct.html", context, status=status)


def _object_page(
    request: SignedInRequest, asked: Asked, form: ObjectionForm, *, status: int = 200
) -> HttpResponse:
    last, figure = objecting.last_day(asked.period), _published(asked)
    context = {
        **asked._asdict(),
        "figure": figure,
        "value": shown.value(figure) if figure else "",
        "form": form,
        "last_day": last,
        "light_words": _words(asked),
        "is_over": last is not None and today() > last,
    }
    return render(request, "dashboard/object.html", context, status=status)


def _to_target(asked: Asked) -> HttpResponse:
    return redirect(
        "target_detail", plan=asked.plan.slug, month=asked.period.key, code=asked.target.code
    )
