"""里程碑: a task's milestones where its units edit and claim them, and what waits for the office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import rules
from accounts.models import Unit
from dashboard.loop import matter_forms, milestone_acts, milestone_page, steps
from dashboard.loop.answering import MOST_NUMBER, press, status_of
from dashboard.loop.matter_forms import ActForm, Sent
from plans.access import SignedInRequest, plan_for
from plans.models import ReportingPeriod
from plans.today import today
from targets.rounds import RefusedError
from tasks import milestones
from tasks.choices import LoopAct, Part
from tasks.forms import version_of
from tasks.models import Milestone, Responsibility, Task
from tasks.transitions import MILESTONE


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def entry_milestones(request: SignedInRequest, plan: str, number: int) -> HttpResponse:
    """A task's milestones, for the units that work on it and the office; posted: one act."""
    task, units, lead = _task(request, plan, number)
    if request.method != "POST":
        return _page(request, task, units, lead)
    sent = matter_forms.sent(request)
    told, refused = press(lambda sent: _do(request, task, units, sent), sent, MILESTONE)
    if refused is not None:
        return _page(request, task, units, lead, sent, refused)
    messages.success(request, told)
    return redirect(request.get_full_path())


@require_safe
@login_required
def milestone_review(request: SignedInRequest, plan: str) -> HttpResponse:
    """What waits for the office: to be agreed to, confirmed, or given more time."""
    found = plan_for(request, plan)
    if not rules.may_review(request.user, found.district_id):
        raise Http404("没有这一页")
    request.section = "review_queue"
    on = today()
    rows = [milestone_page.row_of(each, on) for each in milestone_page.waiting(found)]
    context = {"plan": found, "on": on, "rows": rows}
    return render(request, "loop/milestone_review.html", context)


def _task(request: SignedInRequest, slug: str, number: int) -> tuple[Task, list[Unit], Unit | None]:
    """The task, its units and which of them leads; 404 for whoever neither works on it nor reviews."""
    plan = plan_for(request, slug)
    if number > MOST_NUMBER:
        raise Http404("没有这项任务")
    task = Task.objects.filter(plan=plan, number=number).first()
    if task is None:
        raise Http404("没有这项任务")
    task.plan = plan
    rows = list(Responsibility.objects.filter(task=task).select_related("unit").order_by("order"))
    units = [each.unit for each in rows]
    is_office = rules.may_review(request.user, plan.district_id)
    if not (is_office or any(rules.may_report(request.user, unit) for unit in units)):
        raise Http404("没有这项任务")
    request.section = "review_queue" if is_office else "entry_home"
    lead = next((each.unit for each in rows if each.part == Part.LEAD), None)
    return task, units, lead


def _do(request: SignedInRequest, task: Task, units: Sequence[Unit], sent: Sent) -> str:
    person, on = request.user, today()
    if sent.act == LoopAct.RAISE:
        return milestone_acts.raise_one(task, units, sent, by=person, on=on)
    if sent.act == milestone_page.FROM_TEXT:
        found = milestone_page.found_in(task, list(task.milestones.all()))
        picked, unit = request.POST.getlist("pick"), units[0] if units else None
        told = milestone_acts.raise_found(task, found, picked, unit, by=person, on=on)
        if not told:
            raise RefusedError("请先勾选要提出的里程碑。", "pick")
        return told
    if sent.act == milestone_page.ASK:
        return milestone_acts.ask(task, _open_periods(task), units, sent, by=person)
    chosen = _chosen(request, _rows(task))
    if chosen is None:
        raise Http404("没有这个里程碑")
    return milestone_acts.do(chosen, units, sent, by=person, on=on)


def _open_periods(task: Task) -> list[ReportingPeriod]:
    """The months being filed, the newest first."""
    rows = ReportingPeriod.objects.filter(plan=task.plan, published_at=None, opens_on__lte=today())
    return list(rows.order_by("is_backfill", "-month"))


def _rows(task: Task) -> list[Milestone]:
    rows = list(task.milestones.select_related("unit").order_by("due_on", "number"))
    for row in rows:
        row.task = task  # read already
    return rows


def _chosen(request: SignedInRequest, rows: Sequence[Milestone]) -> Milestone | None:
    """The milestone that the address names."""
    number = version_of(request.POST.get("milestone", request.GET.get("milestone", "")))
    return next((row for row in rows if row.number == number), None)


def _page(
    request: SignedInRequest,
    task: Task,
    units: Sequence[Unit],
    lead: Unit | None,
    sent: Sent | None = None,
    refused: RefusedError | None = None,
) -> HttpResponse:
    rows, on, person = _rows(task), today(), request.user
    chosen = _chosen(request, rows)
    history = steps.rows_of(chosen) if chosen else []
    district = task.plan.district_id
    parties = milestones.stands(person, district, lead, None, LoopAct.RAISE, took_part=())
    may_raise = MILESTONE.may(LoopAct.RAISE, parties)
    forms: list[ActForm] = []
    if chosen is not None:
        forms = milestone_page.forms_for(chosen, units, lead, history, person, on, sent)
    raising = milestone_page.raising_form(units, sent) if may_raise else None
    errors = _errors([*forms, *([raising] if raising else [])], sent, refused)
    context: dict[str, Any] = {
        "plan": task.plan,
        "task": task,
        "on": on,
        "rows": [milestone_page.row_of(row, on, is_chosen=row == chosen) for row in rows],
        "chosen": chosen,
        "forms": forms,
        "raising": raising,
        "errors": errors,
        "found": milestone_page.found_in(task, rows) if may_raise else (),
        "steps": (steps.told(history, chosen, MILESTONE, task.plan, by=person) if chosen else ()),
        "joining": [each for each in units if each != lead] if may_raise else (),
        "periods": _open_periods(task) if may_raise else (),
        "asked": list(task.note_requests.select_related("unit", "period")) if may_raise else (),
        "task_url": reverse("task_detail", kwargs={"plan": task.plan.slug, "number": task.number}),
        "reviews": rules.may_review(person, task.plan.district_id),
    }
    return render(request, "loop/milestones.html", context, status=status_of(refused))


def _errors(
    forms: Sequence[ActForm], sent: Sent | None, refused: RefusedError | None
) -> list[dict[str, str]]:
    if refused is None:
        return []
    form = next((each for each in forms if sent and each.act == sent.act), None)
    return matter_forms.refuse(form, refused)
