"""问题销号清单: the list, as a file, one problem with its acts, and a new one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dashboard.list_files import Sheet, csv_of, xlsx_of
from dashboard.listing import asked_of, heads, ordered, sort_in, without
from dashboard.loop import (
    matter_forms,
    problem_acts,
    problem_list,
    problem_new,
    problem_page,
    steps,
)
from dashboard.loop.answering import MOST_NUMBER, outcome, plan_of, press, status_of
from dashboard.loop.matter_forms import Sent
from dashboard.loop.problem_page import Scene
from plans.access import SignedInRequest
from plans.models import Plan
from plans.today import today
from targets.rounds import RefusedError
from tasks import problems
from tasks.choices import LoopAct
from tasks.models import Problem
from tasks.transitions import PROBLEM

SECTION = "problem_list"


@require_safe
@login_required
def problems_page(request: SignedInRequest, plan: str) -> HttpResponse:
    """The list, narrowed and sorted as its address says."""
    found = plan_of(request, plan)
    on, query = today(), request.GET
    everything = problem_list.rows_of(found, on)
    chosen, sort = problem_list.chosen_in(query), sort_in(query, problem_list.KEYS)
    rows = ordered(problem_list.kept(everything, chosen), sort, problem_list.KEYS)
    units, abouts = problem_list.options(everything)
    context = {
        "plan": found,
        "on": on,
        "tabs": steps.tabs(found, SECTION, by=request.user),
        "counts": problem_list.counts(everything, chosen),
        "has_any": bool(everything),
        "rows": rows,
        "heads": heads(problem_list.COLUMNS, query, sort, frozenset()),
        "chosen": chosen,
        "sort": sort,
        "states": problem_list.STATES,
        "units": units,
        "abouts": abouts,
        "clear_url": reverse(SECTION, args=[found.slug]),
        "unsorted_url": without(query, "sort") if sort else "",
        "files": _files(found, request),
        "new_url": _new_url(request, found),
    }
    return render(request, "loop/problems.html", context)


@require_safe
@login_required
def problems_csv(request: SignedInRequest, plan: str) -> HttpResponseBase:
    """The list as it is shown, as CSV."""
    found = plan_of(request, plan)
    return csv_of(_sheet(request, found), f"{found.slug}-problems.csv")


@require_safe
@login_required
def problems_xlsx(request: SignedInRequest, plan: str) -> HttpResponseBase:
    """The same as Excel."""
    found = plan_of(request, plan)
    return xlsx_of(_sheet(request, found), f"{found.slug}-problems.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def problem(request: SignedInRequest, plan: str, number: int) -> HttpResponse:
    """One problem; posted: one act on it."""
    found = plan_of(request, plan)
    row = _problem(found, number)
    if request.method != "POST":
        return _page(request, found, row)
    sent = matter_forms.sent(request)
    told, refused = press(
        lambda sent: problem_acts.do(row, sent, by=request.user, on=today()), sent, PROBLEM
    )
    if refused is not None:
        return _page(request, found, _problem(found, number), sent=sent, refused=refused)
    messages.success(request, told)
    return redirect("problem_detail", plan=found.slug, number=number)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def problem_raise(request: SignedInRequest, plan: str) -> HttpResponse:
    """提出问题: the form; posted, the problem stands on the list."""
    found = plan_of(request, plan)
    unit = problems.raising_unit(request.user, found)
    if unit is None:
        raise PermissionDenied
    known = problem_new.abouts(found, unit, reader=request.user)
    about = problem_new.asked_about(request.GET, known)
    sent = matter_forms.sent(request) if request.method == "POST" else None
    form = problem_new.form_of(found, unit, known, about, sent)
    errors: list[dict[str, str]] = []
    if sent is not None:
        try:
            made = _raised(request, found, known, sent)
        except RefusedError as refused:
            errors = matter_forms.refuse(form, refused)
        else:
            messages.success(request, f"已提出：{made.label} {made.title}，待专班受理。")
            return redirect("problem_detail", plan=found.slug, number=made.number)
    context = {
        "plan": found,
        "form": form,
        "errors": errors,
        "alike": problem_new.alike(found, known, about),
        "list_url": reverse(SECTION, args=[found.slug]),
    }
    return render(request, "loop/problem_new.html", context, status=422 if errors else 200)


def _raised(request: SignedInRequest, plan: Plan, known: problem_new.Abouts, sent: Sent) -> Problem:
    wish = problem_new.wanted(plan, known, sent)
    return problems.raise_(plan, wish, by=request.user, on=today(), files=sent.proofs())


# What the pages share


def _problem(plan: Plan, number: int) -> Problem:
    rows = Problem.objects.select_related(
        "unit", "raised_unit", "raised_by", "target", "task", "milestone", "merged_into"
    )
    if number > MOST_NUMBER:
        raise Http404("没有这个问题")
    found = rows.filter(plan=plan, number=number).first()
    if found is None:
        raise Http404("没有这个问题")
    found.plan = plan
    if found.merged_into is not None:
        found.merged_into.plan = plan
    return found


def _new_url(request: SignedInRequest, plan: Plan) -> str:
    may = problems.raising_unit(request.user, plan) is not None
    return reverse("problem_new", args=[plan.slug]) if may else ""


def _files(plan: Plan, request: SignedInRequest) -> list[tuple[str, str]]:
    return [
        (label, asked_of(reverse(name, args=[plan.slug]), request.GET))
        for label, name in (("导出Excel", "problem_xlsx"), ("CSV", "problem_csv"))
    ]


def _sheet(request: SignedInRequest, plan: Plan) -> Sheet:
    on = today()
    chosen = problem_list.chosen_in(request.GET)
    rows = problem_list.kept(problem_list.rows_of(plan, on), chosen)
    rows = ordered(rows, sort_in(request.GET, problem_list.KEYS), problem_list.KEYS)
    demo = "演示数据，不作依据。" if plan.is_demo else ""
    part = "（按所选条件）" if chosen.is_filtered else ""
    return problem_list.sheet(rows, f"{demo}{plan.title}，截至{on:%Y-%m-%d}{part}，共{len(rows)}项")


def _page(
    request: SignedInRequest,
    plan: Plan,
    row: Problem,
    *,
    sent: Sent | None = None,
    refused: RefusedError | None = None,
) -> HttpResponse:
    scene = Scene(plan, row, request.user, today())
    if sent is not None and not PROBLEM.may(LoopAct(sent.act), scene.who):
        raise PermissionDenied
    over = problems.days_over(row, scene.on)
    report = problem_page.as_published(plan)
    target = report.target(row.target.code) if report and row.target_id else None
    context: dict[str, Any] = {
        "plan": plan,
        "problem": row,
        "on": scene.on,
        "over": over,
        "marks": problem_list.marks_of(row.state, over),
        "about_url": problem_list.about_url(plan, row),
        "report": report,
        "target": target,
        "light_words": dict(report.plan.light_names) if report else {},
        "steps": _steps(scene),
        "ahead": problem_page.ahead(row, over),
        **outcome(problem_page.forms(scene, sent), sent, refused),
        "why_not": problem_page.why_not(scene),
        "merged": scene.merged,
        "alike": scene.alike if scene.is_judge else [],
        "list_url": reverse(SECTION, args=[plan.slug]),
        "order_url": _order_url(scene),
    }
    return render(request, "loop/problem.html", context, status=status_of(refused))


def _steps(scene: Scene) -> list[steps.Line]:
    """What happened; the words it was raised with stand on the page already."""
    told = steps.told(scene.rows, scene.problem, PROBLEM, scene.plan, by=scene.by)
    return [*(replace(line, text="") for line in told[:1]), *told[1:]]


def _order_url(scene: Scene) -> str:
    """Where the office makes an order of a problem that is being solved."""
    is_open = PROBLEM.after(LoopAct.ESCALATE, scene.problem.state) is not None
    return steps.address("order_new", scene.plan) if is_open and scene.is_office else ""
