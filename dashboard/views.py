"""The pages that everybody reads, and their exports: which page, of which plan, in which month."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from dashboard import (
    amendments,
    charts_page,
    formula_list,
    living,
    overview,
    target_detail,
    target_list,
    task_detail,
    task_list,
    task_year,
    unit_detail,
    unit_duties,
)
from dashboard.context import frame_of
from dashboard.list_files import csv_of, xlsx_of
from dashboard.loop import beginnings
from dashboard.pages import Page, answer, report_of
from plans.access import SignedInRequest
from plans.converters import Month

OVERVIEW = Page(
    "overview",
    "dashboard/overview.html",
    "总览",
    overview.context,
    styles=(),
    marks=amendments.of_month,
)
TARGET_LIST = Page("target_list", "dashboard/target_list.html", "指标", target_list.context)
TARGET_DETAIL = Page(
    "target_detail",
    "dashboard/target_detail.html",
    "指标",
    target_detail.context,
    section="target_list",
    styles=("css/pages.css", "css/charts.css"),
    scripts=("js/charts.js",),
    marks=amendments.of_target,
    aside=beginnings.aside,
)
TASK_LIST = Page("task_list", "dashboard/task_list.html", "重点任务", task_list.context)
TASK_YEAR = Page(
    "task_year", "dashboard/task_year.html", "任务年视图", task_year.context, section="task_list"
)
TASK_DETAIL = Page(
    "task_detail",
    "dashboard/task_detail.html",
    "重点任务",
    task_detail.context,
    section="task_list",
    aside=beginnings.aside,
)
UNIT_DETAIL = Page(
    "unit_detail",
    "dashboard/unit_detail.html",
    "单位",
    unit_detail.context,
    styles=("css/pages.css", "css/league.css"),
    aside=unit_duties.aside,
)
PLAN_TEXT = Page(
    "plan_text",
    "dashboard/plan_text.html",
    "原文对照",
    living.context,
    styles=("css/pages.css", "css/document.css"),
    scripts=("js/document.js",),
)
CHARTS = Page(
    "charts",
    "dashboard/charts.html",
    "图表",
    charts_page.context,
    styles=("css/pages.css", "css/charts.css"),
    scripts=("js/charts.js",),
)
FORMULA_LIST = Page(
    "formula_list", "dashboard/formula_list.html", "口径与公式", formula_list.context
)


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Each role's first page: what it has to do, or the overview."""
    frame = frame_of(request)
    first = next(iter([*frame.menu, *frame.extras]), None)
    return redirect(first.url) if first else render(request, "dashboard/no_role.html")


@require_safe
@login_required
def overview_page(request: SignedInRequest, plan: str, month: Month | None = None) -> HttpResponse:
    """总览."""
    return answer(request, OVERVIEW, plan, month)


@require_safe
@login_required
def targets_page(request: SignedInRequest, plan: str, month: Month | None = None) -> HttpResponse:
    """指标."""
    return answer(request, TARGET_LIST, plan, month)


@require_safe
@login_required
def target_page(
    request: SignedInRequest, plan: str, code: str, month: Month | None = None
) -> HttpResponse:
    """指标详情."""
    return answer(request, TARGET_DETAIL, plan, month, code=code)


@require_safe
@login_required
def tasks_page(request: SignedInRequest, plan: str, month: Month | None = None) -> HttpResponse:
    """重点任务."""
    return answer(request, TASK_LIST, plan, month)


@require_safe
@login_required
def task_year_page(request: SignedInRequest, plan: str, month: Month | None = None) -> HttpResponse:
    """任务年视图."""
    return answer(request, TASK_YEAR, plan, month)


@require_safe
@login_required
def task_page(
    request: SignedInRequest, plan: str, number: int, month: Month | None = None
) -> HttpResponse:
    """任务详情."""
    return answer(request, TASK_DETAIL, plan, month, number=number)


@require_safe
@login_required
def unit_page(
    request: SignedInRequest, plan: str, code: str, month: Month | None = None
) -> HttpResponse:
    """单位."""
    return answer(request, UNIT_DETAIL, plan, month, code=code)


@require_safe
@login_required
def text_page(request: SignedInRequest, plan: str, month: Month | None = None) -> HttpResponse:
    """原文对照."""
    return answer(request, PLAN_TEXT, plan, month)


@require_safe
@login_required
def charts(request: SignedInRequest, plan: str, month: Month | None = None) -> HttpResponse:
    """图表."""
    return answer(request, CHARTS, plan, month)


@require_safe
@login_required
def formulas_page(request: SignedInRequest, plan: str, month: Month | None = None) -> HttpResponse:
    """口径与公式."""
    return answer(request, FORMULA_LIST, plan, month)


@require_safe
@login_required
def targets_csv(request: SignedInRequest, plan: str, month: Month) -> HttpResponse:
    """The list of targets as it is filtered, for a spreadsheet."""
    report = report_of(request, plan, month)
    return csv_of(target_list.listed(report, request.GET), f"{plan}-{report.key}-targets.csv")


@require_safe
@login_required
def targets_xlsx(request: SignedInRequest, plan: str, month: Month) -> HttpResponseBase:
    """The same as Excel."""
    report = report_of(request, plan, month)
    return xlsx_of(target_list.listed(report, request.GET), f"{plan}-{report.key}-targets.xlsx")


@require_safe
@login_required
def tasks_csv(request: SignedInRequest, plan: str, month: Month) -> HttpResponse:
    """The list of tasks as it is filtered, for a spreadsheet."""
    report = report_of(request, plan, month)
    return csv_of(task_list.listed(report, request.GET), f"{plan}-{report.key}-tasks.csv")


@require_safe
@login_required
def tasks_xlsx(request: SignedInRequest, plan: str, month: Month) -> HttpResponseBase:
    """The same as Excel."""
    report = report_of(request, plan, month)
    return xlsx_of(task_list.listed(report, request.GET), f"{plan}-{report.key}-tasks.xlsx")
