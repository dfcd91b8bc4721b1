"""督办单 and 协调事项: the lists, one with its acts, a new one, and the order as printed and in Word."""

from __future__ import annotations

from collections.abc import Sequence
from tempfile import SpooledTemporaryFile
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import rules
from dashboard import drawing, publication
from dashboard.heading import DEMO
from dashboard.loop import (
    matter_forms,
    order_acts,
    order_list,
    order_new,
    order_page,
    order_paper,
    problem_new,
    steps,
)
from dashboard.loop.answering import MOST_NUMBER, outcome, plan_of, press, status_of
from dashboard.loop.matter_forms import Sent
from dashboard.loop.order_page import Scene
from dashboard.loop.problem_page import as_published
from dashboard.meeting import papers, phrases
from dashboard.report import MonthlyReport, shown
from plans.access import SignedInRequest
from plans.models import Plan
from plans.today import today
from targets.rounds import RefusedError
from tasks import orders
from tasks.choices import LoopAct, OrderKind, OrderState
from tasks.models import Step, SupervisionOrder

LISTS = {OrderKind.ORDER: "order_list", OrderKind.HELP: "help_list"}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


# The lists


@require_safe
@login_required
def order_list_page(request: SignedInRequest, plan: str) -> HttpResponse:
    """督办单: all for the office and leaders, a unit's own."""
    return _list(request, plan, OrderKind.ORDER)


@require_safe
@login_required
def help_list_page(request: SignedInRequest, plan: str) -> HttpResponse:
    """协调事项: what units asked the office to help with."""
    return _list(request, plan, OrderKind.HELP)


def _list(request: SignedInRequest, slug: str, kind: OrderKind) -> HttpResponse:
    found = plan_of(request, slug)
    if not _may_list(request, found):
        raise Http404("没有这一页")
    on, state = today(), order_list.chosen_in(request.GET)
    everything = order_list.rows_of(found, kind, on, by=request.user)
    context = {
        "plan": found,
        "on": on,
        "is_help": kind == OrderKind.HELP,
        "title": kind.label,
        "tabs": steps.tabs(found, LISTS[kind], by=request.user),
        "counts": order_list.counts(everything, kind, state),
        "has_any": bool(everything),
        "rows": order_list.kept(everything, state),
        "new_url": _new_url(request, found, kind),
    }
    return render(request, "loop/orders.html", context)


def _may_list(request: SignedInRequest, plan: Plan) -> bool:
    """The office, leaders, and units of the district."""
    unit = request.user.member.unit if request.user.member else None
    return rules.may_read_matter(request.user, plan.district_id, unit)


def _new_url(request: SignedInRequest, plan: Plan, kind: OrderKind) -> str:
    if kind == OrderKind.ORDER:
        may = rules.may_review(request.user, plan.district_id)
        return reverse("order_new", args=[plan.slug]) if may else ""
    may = orders.asking_unit(request.user, plan) is not None
    return reverse("help_new", args=[plan.slug]) if may else ""


# One


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def order_detail(request: SignedInRequest, plan: str, number: int) -> HttpResponse:
    """One order; posted: one act on it."""
    return _detail(request, plan, number, OrderKind.ORDER)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def help_detail(request: SignedInRequest, plan: str, number: int) -> HttpResponse:
    """One request for help; posted: one act on it."""
    return _detail(request, plan, number, OrderKind.HELP)


def _detail(request: SignedInRequest, slug: str, number: int, kind: OrderKind) -> HttpResponse:
    found = plan_of(request, slug)
    row = _order(request, found, number, kind)
    if request.method != "POST":
        return _page(request, found, row)
    sent = matter_forms.sent(request)
    told, refused = press(
        lambda sent: order_acts.do(row, sent, by=request.user, on=today()),
        sent,
        orders.machine_of(row),
    )
    if refused is not None:
        row = _order(request, found, number, kind)
        return _page(request, found, row, sent=sent, refused=refused)
    messages.success(request, told)
    if _is_readable(request, found, number, kind):
        return redirect(order_list.PAGES[kind], plan=found.slug, number=number)
    return redirect(LISTS[kind], plan=found.slug)  # handed on: no longer theirs to read


def _is_readable(request: SignedInRequest, plan: Plan, number: int, kind: OrderKind) -> bool:
    return orders.visible_to(request.user, plan, kind).filter(number=number).exists()


def _order(request: SignedInRequest, plan: Plan, number: int, kind: OrderKind) -> SupervisionOrder:
    rows = orders.visible_to(request.user, plan, kind).select_related(
        "unit", "asking_unit", "issued_by", "target", "task", "problem", "instruction__given_by"
    )
    found = rows.filter(number=number).first() if number <= MOST_NUMBER else None
    if found is None:
        raise Http404("没有这件")
    found.plan = plan
    if found.problem is not None:
        found.problem.plan = plan
    return found


def _page(
    request: SignedInRequest,
    plan: Plan,
    row: SupervisionOrder,
    *,
    sent: Sent | None = None,
    refused: RefusedError | None = None,
) -> HttpResponse:
    scene = Scene(plan, row, request.user, today())
    if sent is not None and not scene.machine.may(LoopAct(sent.act), scene.who):
        raise PermissionDenied
    context: dict[str, Any] = {
        **_paper(plan, row, scene.rows),
        **_data(plan, row),
        **_standing(scene),
        "steps": steps.told(scene.rows, row, scene.machine, plan, by=scene.by),
        "ahead": order_page.ahead(scene),
        **outcome(order_page.forms(scene, sent), sent, refused),
        "why_not": order_page.why_not(scene),
    }
    return render(request, "loop/order.html", context, status=status_of(refused))


def _standing(scene: Scene) -> dict[str, Any]:
    """What it is, and how long it still has."""
    row, kind = scene.order, OrderKind(scene.order.kind)
    return {
        "on": scene.on,
        "title": row.label,
        "is_help": scene.is_help,
        "standing": order_page.standing(row, scene.on),
        "over": orders.days_over(row, scene.on),
        "list_title": kind.label,
        "list_url": reverse(LISTS[kind], args=[scene.plan.slug]),
    }


def _paper(plan: Plan, row: SupervisionOrder, rows: Sequence[Step]) -> dict[str, Any]:
    """What the form says, on its page and as printed."""
    return {
        "plan": plan,
        "order": row,
        "demands": order_page.demands_of(row.demands),
        "until": order_page.day_issued(row, rows),
        "is_withdrawn": row.state == OrderState.WITHDRAWN,
        "mark": DEMO if plan.is_demo else "",
    }


def _data(plan: Plan, row: SupervisionOrder) -> dict[str, Any]:
    """依据数据: the target and the task as published when it was issued, in the bulletin's words."""
    if row.target_id is None and row.task_id is None:
        return {"report": None}
    report = _as_issued(plan, row)
    if report is None:
        return {"report": None}
    target = report.target(row.target.code) if row.target_id else None
    number = row.task.number if row.task_id else None
    task = next((each for each in report.tasks if each.number == number), None)
    return {
        "report": report,
        "light_words": dict(report.plan.light_names),
        "target": target,
        "target_told": _told(report, target) if target else "",
        "bar": drawing.bar(shown.standing_of(target.now, target.promise), target.promise)
        if target
        else None,
        "task": task,
        "milestones": _milestones(report, task) if task else "",
    }


def _as_issued(plan: Plan, row: SupervisionOrder) -> MonthlyReport | None:
    """The month an order rests on: what is published later is no ground of it."""
    known = publication.known_on(plan, row.issued_on)
    return publication.read(known) if known else None


def _told(report: MonthlyReport, target: Any) -> str:
    parts = (phrases.actual(target), f"目标{shown.goal(target)}")
    progress = phrases.progress(target, report.plan.word)
    return "，".join(dict.fromkeys([*parts, progress]))


def _milestones(report: MonthlyReport, task: Any) -> str:
    """2 / 4 / 6: done, due by then, in all."""
    rows = task.milestones
    done = sum(each.done_on is not None for each in rows)
    due = sum(each.due_on <= report.on for each in rows)
    return f"完成{done}，到期{due}，共{len(rows)}" if rows else ""


# As printed, and in Word


@require_safe
@login_required
def order_print(request: SignedInRequest, plan: str, number: int) -> HttpResponse:
    """The order as it is printed."""
    found = plan_of(request, plan)
    row = _order(request, found, number, OrderKind.ORDER)
    context = {**_paper(found, row, list(row.steps.all())), "title": f"{row.label} 打印"}
    return render(request, "loop/order_print.html", context)


@require_safe
@login_required
def order_docx(request: SignedInRequest, plan: str, number: int) -> FileResponse:
    """The order as a Word document."""
    found = plan_of(request, plan)
    row = _order(request, found, number, OrderKind.ORDER)
    made = SpooledTemporaryFile(papers.LARGEST_IN_MEMORY)  # noqa: SIM115 -- the response closes it
    until = order_page.day_issued(row, list(row.steps.all()))
    order_paper.write(row, _as_issued(found, row) if row.target_id else None, made, until=until)
    name = f"{row.label}督办单.docx"
    response = FileResponse(papers.ready(made), as_attachment=True, filename=name)
    response["Content-Type"], response["Cache-Control"] = DOCX, "private, no-store"
    return response


# A new one


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def order_issue(request: SignedInRequest, plan: str) -> HttpResponse:
    """签发督办单: the form, filled in from what the address names; posted, the order stands."""
    found = plan_of(request, plan)
    unit = request.user.member.unit if request.user.member else None
    if unit is None or not rules.may_review(request.user, found.district_id):
        raise PermissionDenied
    known = problem_new.abouts(found, unit, reader=request.user)
    source = order_new.source_in(request.GET, found, known, as_published(found))
    sent = matter_forms.sent(request) if request.method == "POST" else None
    form = order_new.form_of(found, known, source, today(), sent)
    errors: list[dict[str, str]] = []
    if sent is not None:
        try:
            wish = order_new.wanted(found, known, sent, source)
            made = orders.issue(found, wish, by=request.user, on=today())
        except RefusedError as refused:
            errors = matter_forms.refuse(form, refused)
        else:
            messages.success(request, f"已签发{made.label}，待{made.unit.short_name}签收。")
            return redirect("order_detail", plan=found.slug, number=made.number)
    return _form(request, found, form, errors, OrderKind.ORDER, source)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def help_ask(request: SignedInRequest, plan: str) -> HttpResponse:
    """提请协调: the form; posted, the request stands with the office."""
    found = plan_of(request, plan)
    unit = orders.asking_unit(request.user, found)
    if unit is None:
        raise PermissionDenied
    known = problem_new.abouts(found, unit, reader=request.user)
    about = problem_new.asked_about(request.GET, known)
    sent = matter_forms.sent(request) if request.method == "POST" else None
    form = order_new.help_form(known, about, today(), sent)
    errors: list[dict[str, str]] = []
    if sent is not None:
        try:
            wish = order_new.wanted(found, known, sent)
            made = orders.ask(found, wish, by=request.user, on=today(), files=sent.proofs())
        except RefusedError as refused:
            errors = matter_forms.refuse(form, refused)
        else:
            messages.success(request, f"已提请协调：{made.label}，待专班受理。")
            return redirect("help_detail", plan=found.slug, number=made.number)
    return _form(request, found, form, errors, OrderKind.HELP, None)


def _form(
    request: SignedInRequest,
    plan: Plan,
    form: matter_forms.ActForm,
    errors: list[dict[str, str]],
    kind: OrderKind,
    source: order_new.Source | None,
) -> HttpResponse:
    context = {
        "plan": plan,
        "form": form,
        "errors": errors,
        "source": source,
        "title": form.button,
        "is_help": kind == OrderKind.HELP,
        "list_title": kind.label,
        "list_url": reverse(LISTS[kind], args=[plan.slug]),
    }
    return render(request, "loop/order_new.html", context, status=422 if errors else 200)
