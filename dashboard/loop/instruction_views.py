"""批示: a leader writes one on a published target, and the office handles them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import rules
from dashboard.loop import matter_forms, steps
from dashboard.loop.matter_forms import ActForm, Sent, offer
from dashboard.meeting import phrases
from dashboard.pages import report_of
from dashboard.report import MonthlyReport, TargetRow, shown
from plans.access import SignedInRequest, plan_for
from plans.converters import Month
from plans.models import Plan
from targets.models import Target
from targets.rounds import EditConflictError, RefusedError
from tasks import instructions
from tasks.choices import InstructionState, LoopAct
from tasks.models import Instruction, SupervisionOrder

SECTION = "problem_list"
MOST_PK = 2**62
MOST_LISTED = 200


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def instruct(request: SignedInRequest, plan: str, month: Month, code: str) -> HttpResponse:
    """Write a remark on a target's figure in a published month: the district's leaders."""
    found = plan_for(request, plan)
    request.section = "target_list"
    report = report_of(request, plan, month)
    row = report.target(code)
    if row is None:
        raise Http404("没有这个指标")
    if not rules.may_instruct(request.user, found.district_id):
        raise PermissionDenied
    target = get_object_or_404(Target, plan=found, code=code)
    sent = matter_forms.sent(request) if request.method == "POST" else None
    form = _remark_form(sent)
    errors: list[dict[str, str]] = []
    back = reverse("target_detail", kwargs={"plan": found.slug, "month": report.key, "code": code})
    if sent is not None:
        text, by = sent.text(), request.user
        try:
            instructions.give(found, month=month.month, text=text, target=target, by=by)
        except RefusedError as refused:
            errors = matter_forms.refuse(form, refused)
        else:
            messages.success(request, "批示已转专班办理。")
            return redirect(back)
    context = {"plan": found, "form": form, "errors": errors, "back": back, **_told(report, row)}
    return render(request, "loop/instruct.html", context, status=422 if errors else 200)


def _remark_form(sent: Sent | None) -> ActForm:
    hint = "写给专班，如：请专班督办，9月底前报结果。"
    words = matter_forms.words("批示", rows=4, most=500, hint=hint)
    return offer(LoopAct.RAISE, "提交批示", {"text": words}, seen=0, posted=sent, tone="primary")


def _told(report: MonthlyReport, row: TargetRow) -> dict[str, Any]:
    """The figure as the bulletin tells it: 累计10.78亿元，目标17.5亿元，慢于序时进度…."""
    parts = (phrases.actual(row), f"目标{shown.goal(row)}", phrases.progress(row, report.plan.word))
    return {
        "report": report,
        "light_words": dict(report.plan.light_names),
        "row": row,
        "figure": "，".join(dict.fromkeys(parts)),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def instruction_list(request: SignedInRequest, plan: str) -> HttpResponse:
    """批示: what leaders wrote and what became of it; posted by the office: one is noted."""
    request.section = SECTION
    found = plan_for(request, plan)
    if not rules.may_read_evidence(request.user, found.district_id):
        raise Http404("没有这一页")
    if request.method != "POST":
        return _list(request, found)
    sent = matter_forms.sent(request)
    pk = sent.number("instruction")
    row = get_object_or_404(Instruction, plan=found, pk=pk if pk < MOST_PK else 0)
    try:
        instructions.note(row, text=sent.text(), seen_version=sent.seen_version, by=request.user)
    except EditConflictError:
        told = "打开页面以后，这条批示已由别人办理，你的这一步没有记下。"
        return _list(request, found, sent=sent, refused=RefusedError(told))
    except RefusedError as refused:
        return _list(request, found, sent=sent, refused=refused)
    messages.success(request, "已阅办，并告知批示领导。")
    return redirect("instruction_list", plan=found.slug)


def _list(
    request: SignedInRequest,
    plan: Plan,
    *,
    sent: Sent | None = None,
    refused: RefusedError | None = None,
) -> HttpResponse:
    found, by_remark = _read(plan)
    is_office = rules.may_review(request.user, plan.district_id)
    typed = sent.number("instruction") if sent else 0
    lines: list[dict[str, Any]] = []
    errors: list[dict[str, str]] = []
    for row in found:
        order = by_remark.get(row.pk)
        form = _note(row, sent if row.pk == typed else None) if is_office else None
        waits = row.state == InstructionState.WAITING
        if refused is not None and row.pk == typed:
            errors = matter_forms.refuse(form if waits else None, refused)
        lines.append({"row": row, "order": order, "form": form if waits else None})
    context = {
        "plan": plan,
        "tabs": steps.tabs(plan, "instruction_list", by=request.user),
        "lines": lines,
        "errors": errors,
        "is_office": is_office,
        "kept": sent.text() if sent and refused and not refused.field else "",
    }
    status = 200 if refused is None else 422 if refused.field else 409
    return render(request, "loop/instructions.html", context, status=status)


def _read(plan: Plan) -> tuple[list[Instruction], dict[int | None, SupervisionOrder]]:
    """The newest remarks, and the orders made of them; two queries."""
    rows = Instruction.objects.filter(plan=plan).defer("task__text")
    found = list(rows.select_related("target", "task", "given_by", "handled_by")[:MOST_LISTED])
    made = list(SupervisionOrder.objects.filter(instruction__in=found).select_related("unit"))
    for order in made:
        order.plan = plan
    return found, {order.instruction_id: order for order in made}


def _note(row: Instruction, sent: Sent | None) -> ActForm:
    """The form that notes one remark."""
    words = matter_forms.words("办理情况", rows=2, most=300)
    form = offer(LoopAct.CONFIRM, "阅办", {"text": words}, seen=row.version, posted=sent)
    form.auto_id = f"id_note_{row.pk}_%s"
    form.is_open = sent is not None
    return form
