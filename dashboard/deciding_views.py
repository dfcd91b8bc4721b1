"""更正与异议: what waits for the office, and the press that approves, refuses or answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import rules
from dashboard import objecting, publication
from dashboard.amendments import shown_old
from dashboard.context import frame_of
from dashboard.models import Objection
from plans.access import SignedInRequest, plan_for
from plans.models import Plan
from targets import correcting
from targets.choices import Stage
from targets.models import Correction
from targets.numbers import show_exactly
from targets.published import doubts_of
from targets.rounds import RefusedError

ACTS = ("approve", "refuse", "answer")
MOST_DECIDED = 20


@dataclass(frozen=True)
class Waiting:
    """One proposed correction or open objection, with what was typed to it."""

    row: Correction | Objection
    url: str
    old: str = ""
    new: str = ""
    doubts: tuple[str, ...] = ()
    is_own: bool = False
    typed: str = ""
    error: str = ""
    correct_url: str = ""


@dataclass(frozen=True)
class Refusal:
    """What a press was told: the act's row, the sentence, the input it stands beside."""

    key: str = ""
    text: str = ""
    field: str = ""
    typed: str = ""


@require_http_methods(["GET", "POST"])
@login_required
def correction_list(request: SignedInRequest, plan: str) -> HttpResponse:
    """What waits, and what was decided lately; posted: approve, refuse or answer one of them."""
    found = plan_for(request, plan)
    if not rules.may_review(request.user, found.district_id):
        raise PermissionDenied
    frame_of(request).section = "correction_list"
    if request.method == "GET":
        return _page(request, found)
    act = next((name for name in ACTS if name in request.POST), "")
    key = request.POST.get(act, "")
    typed = request.POST.get("opinion", "")
    try:
        told = _done(request, found, act, key, typed)
    except RefusedError as refused:
        name = f"{'answer' if act == 'answer' else 'correction'}-{key}"
        refusal = Refusal(name, refused.message, refused.field, typed)
        return _page(request, found, refusal, status=422 if refused.field else 409)
    messages.success(request, told)
    return redirect("correction_list", plan=found.slug)


def _done(request: SignedInRequest, plan: Plan, act: str, key: str, typed: str) -> str:
    """Do it, and tell what was done; 404 for what is not this plan's."""
    is_key = key.isascii() and key.isdecimal() and len(key) < 18
    rows = Objection.objects if act == "answer" else Correction.objects
    row = rows.filter(target__plan=plan, pk=int(key) if is_key else 0)
    found = row.select_related("period", "target").first()
    if found is None:
        raise Http404("没有这一项")
    if isinstance(found, Objection):
        objecting.answer(found, text=typed, by=request.user)
        return f"已答复：{found}。"
    if act == "approve":
        edition = publication.correct(found, by=request.user, answer=typed)
        return f"已批准：{found}，{found.period.month}月出第{edition.edition}版，即日起各处显示。"
    correcting.refuse(found, answer=typed, by=request.user)
    return f"未批准：{found}，发布的数值不变。"


def _page(
    request: SignedInRequest, plan: Plan, refusal: Refusal | None = None, *, status: int = 200
) -> HttpResponse:
    refusal = refusal or Refusal()
    corrections = list(_corrections(request, plan, refusal))
    objections = list(_objections(plan, refusal))
    place = f"#{refusal.key}" if refusal.field else ""
    decided = Correction.objects.filter(target__plan=plan).exclude(stage=Stage.PENDING)
    decided = decided.select_related("target", "period", "proposed_by", "decided_by")
    context = {
        "plan": plan,
        "corrections": corrections,
        "objections": objections,
        "decided": [
            (row, shown_old(row.old_value), show_exactly(row.new_value), _target_url(plan, row))
            for row in decided.order_by("-decided_at")[:MOST_DECIDED]
        ],
        "errors": [{"url": place, "text": refusal.text}] if refusal.text else [],
    }
    return render(request, "dashboard/correction_list.html", context, status=status)


def _corrections(request: SignedInRequest, plan: Plan, refusal: Refusal) -> Iterator[Waiting]:
    rows = Correction.objects.filter(target__plan=plan, stage=Stage.PENDING)
    found = list(
        rows.select_related("target__lead_unit", "period__plan", "proposed_by").order_by("pk")
    )
    for row, doubts in zip(found, doubts_of(found), strict=True):
        is_told = refusal.key == f"correction-{row.pk}"
        yield Waiting(
            row=row,
            url=_target_url(plan, row),
            old=shown_old(row.old_value),
            new=show_exactly(row.new_value),
            doubts=tuple(doubt.text for doubt in doubts),
            is_own=row.proposed_by_id == request.user.pk,
            typed=refusal.typed if is_told else "",
            error=refusal.text if is_told and refusal.field else "",
        )


def _objections(plan: Plan, refusal: Refusal) -> Iterator[Waiting]:
    rows = Objection.objects.filter(target__plan=plan, answered_at=None)
    for row in rows.select_related("target", "period__plan", "unit", "raised_by").order_by("pk"):
        is_told = refusal.key == f"answer-{row.pk}"
        yield Waiting(
            row=row,
            url=_target_url(plan, row),
            typed=refusal.typed if is_told else "",
            error=refusal.text if is_told and refusal.field else "",
            correct_url=f"{_target_url(plan, row)}correct/?objection={row.pk}",
        )


def _target_url(plan: Plan, row: Correction | Objection) -> str:
    month = f"{plan.year}-{row.period.month:02d}"
    return reverse("target_detail", args=[plan.slug, month, row.target.code])
