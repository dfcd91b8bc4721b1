"""计划设置: another goal within the year, and what waits for another person's approval."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dashboard import setup_forms, setup_goals, setup_pages, setup_proposals
from dashboard.setup_forms import GoalTyped
from dashboard.setup_tabs import Door, door, head
from plans.access import SignedInRequest
from plans.models import ReportingPeriod
from plans.today import today
from targets import proposing
from targets.choices import Stage, Subject
from targets.models import Proposal, Target
from targets.rounds import RefusedError

ACTS: dict[str, Callable[..., Proposal]] = {
    "approve": proposing.approve,
    "refuse": proposing.refuse,
    "withdraw": proposing.withdraw,
}


@require_http_methods(["GET", "POST"])
@login_required
def goals(request: SignedInRequest, plan: str) -> HttpResponse:
    """目标调整: another goal from a month that is not published yet on."""
    entered = door(request, plan, "setup_goals")
    targets = setup_pages.all_targets(entered)
    if request.method == "GET":
        chosen = GoalTyped(target=request.GET.get("target", ""))
        return _goals(request, entered, targets, chosen)
    typed = setup_forms.goal_of(request.POST)
    target = next((each for each in targets if each.code == typed.target), None)
    try:
        _propose(request, target, typed)
    except RefusedError as refused:
        return _goals(request, entered, targets, typed, refused)
    messages.success(request, f"已提交{target}的目标调整，待专班另一人批准后起用。")
    return redirect("setup_goals", plan=entered.plan.slug)


@require_http_methods(["GET", "POST"])
@login_required
def proposals(request: SignedInRequest, plan: str) -> HttpResponse:
    """待批准: approve or refuse what others proposed, take back what one proposed oneself."""
    entered = door(request, plan, "setup_proposals")
    if request.method == "GET":
        return _proposals(request, entered)
    name = next((each for each in ACTS if each in request.POST), "")
    row = _proposal(entered, request.POST.get(name, ""))
    answer = request.POST.get(f"answer-{row.pk}", "")
    said = {} if name == "withdraw" else {"answer": answer}
    try:
        done = ACTS[name](row, by=request.user, **said)
    except RefusedError as refused:
        return _proposals(request, entered, row, answer, refused)
    messages.success(request, f"{row}：{done.get_stage_display()}。")
    return redirect("setup_proposals", plan=entered.plan.slug)


def _propose(request: SignedInRequest, target: Target | None, typed: GoalTyped) -> None:
    if target is None:
        raise RefusedError("请选择要调整的指标。", "target")
    proposing.propose_goal(
        target,
        typed=typed.goal,
        from_month=typed.month,
        reason=typed.reason,
        document=typed.document,
        by=request.user,
    )


def _proposal(entered: Door, pk: str) -> Proposal:
    """The proposal that a button names; 404 where it is none of this plan's."""
    rows = Proposal.objects.filter(target__plan=entered.plan).select_related("target")
    is_key = pk.isascii() and pk.isdigit() and len(pk) < 18
    row = rows.filter(pk=int(pk)).first() if is_key else None
    if row is None:
        raise Http404("没有这一条")
    return row


def _goals(
    request: SignedInRequest,
    entered: Door,
    targets: Sequence[Target],
    typed: GoalTyped,
    refused: RefusedError | None = None,
) -> HttpResponse:
    newest = setup_pages.newest(entered)
    months = setup_goals.months(list(ReportingPeriod.objects.filter(plan=entered.plan)))
    context = head(entered, "setup_goals", {}, newest.values())
    context |= {
        "typed": typed,
        "choices": setup_goals.choices(targets),
        "months": months,
        "changes": setup_goals.changes(entered.plan, targets),
        "waiting": [
            (row, setup_proposals.words(row, row.before), setup_proposals.words(row, row.content))
            for row in (newest.get((each.pk, Subject.GOAL)) for each in targets)
            if row is not None and row.stage == Stage.PENDING
        ],
        "field": refused.field if refused else "",
        "error": refused.message if refused else "",
        "errors": [{"url": f"#{refused.field}", "text": refused.message}] if refused else [],
    }
    return render(request, "dashboard/setup_goals.html", context, status=422 if refused else 200)


def _proposals(
    request: SignedInRequest,
    entered: Door,
    row: Proposal | None = None,
    answer: str = "",
    refused: RefusedError | None = None,
) -> HttpResponse:
    published = list(ReportingPeriod.objects.filter(plan=entered.plan, published_at__isnull=False))
    month = max((each.month for each in published), default=1)
    waiting, decided = setup_proposals.lines(
        entered.plan,
        by=request.user,
        month=month,
        on=today(),
        answers={row.pk: answer} if row else {},
        error=(row.pk if row else 0, refused.message if refused else ""),
    )
    context = head(entered, "setup_proposals", {"setup_proposals": len(waiting)})
    context |= {"waiting": waiting, "decided": decided}
    if row and refused:
        context["errors"] = [{"url": f"#answer-{row.pk}", "text": refused.message}]
    template = "dashboard/setup_proposals.html"
    return render(request, template, context, status=422 if refused else 200)
