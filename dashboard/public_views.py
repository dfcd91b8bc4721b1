"""What anybody may read of a plan that is open to the public: published figures, no names, no notes.

No session is touched and no cookie set; a page is the same for everybody, so that browsers and
proxies may keep it for five minutes. Links lead to public pages alone (`addresses`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from dashboard import living, publication
from dashboard import overview as overview_page
from dashboard import target_list as targets_page
from dashboard import task_list as tasks_page
from dashboard.heading import as_of, issue
from dashboard.months import Month, last_published, months_of, switcher
from dashboard.opened import OpenReport, open_
from dashboard.report import MonthlyReport, shown
from plans.converters import Month as MonthKey
from plans.models import Plan
from plans.today import today
from targets.choices import Light

KEEP_SECONDS = 24 * 60 * 60
FRESH_SECONDS = 5 * 60  # how long a browser or proxy may show a page without asking
A_MINUTE = 60
MOST_A_MINUTE = 240  # pages an address may ask for: an office of many behind one address
TOO_MANY = "来自这个地址的请求太多，请1分钟后再看。"
Context = Callable[[OpenReport, QueryDict], Mapping[str, Any]]


@dataclass(frozen=True)
class Page:
    """A public page: its address, its title in the menu, and what its template needs."""

    name: str
    title: str
    template: str
    context: Context
    filters: tuple[str, ...] = ()  # by light: what of the query string it knows, and no more
    styles: tuple[str, ...] = ()


# The pages


@require_safe
def overview(request: HttpRequest, plan: str, month: MonthKey | None = None) -> HttpResponse:
    """总览."""
    return _answer(request, PAGES[0], plan, month)


@require_safe
def target_list(request: HttpRequest, plan: str, month: MonthKey | None = None) -> HttpResponse:
    """指标."""
    return _answer(request, PAGES[1], plan, month)


@require_safe
def task_list(request: HttpRequest, plan: str, month: MonthKey | None = None) -> HttpResponse:
    """重点任务."""
    return _answer(request, PAGES[2], plan, month)


@require_safe
def plan_text(request: HttpRequest, plan: str, month: MonthKey | None = None) -> HttpResponse:
    """原文对照."""
    return _answer(request, PAGES[3], plan, month)


def _targets(report: OpenReport, query: QueryDict) -> Mapping[str, Any]:
    """The list with its filter by light; each target in one line, under its heading."""
    told = targets_page.context(report, query)
    chosen = targets_page.chosen_from(report, query)
    titles = [(theme.title, theme.number) for theme in report.themes]
    rows = targets_page.rows_of(report, chosen)
    headed = [
        (
            title,
            [_line(report, row) for row in rows if (row.place, row.group) == ("headline", number)],
        )
        for title, number in titles
    ]
    within = [_line(report, row) for row in rows if row.place != "headline"]
    groups = [(title, lines) for title, lines in (*headed, ("任务内指标", within)) if lines]
    return {"lights": told["lights"], "groups": groups, "count": len(rows)}


def _line(report: OpenReport, row: Any) -> Mapping[str, Any]:
    completion = row.now.completion
    return {
        "line": overview_page.line(report, row),
        "completion": row.now.completion_note
        if completion is None and row.now.completion_note
        else shown.percent(completion),
        "gap": shown.gap(row, row.now),
        "remark": row.now.remark,
    }


def _text(report: OpenReport, query: QueryDict) -> Mapping[str, Any]:
    """The official text with its published figures in place; nothing in it leads anywhere."""
    return living.context(report, QueryDict())


PAGES = (
    Page("public_overview", "总览", "public/overview.html", overview_page.context),
    Page("public_target_list", "指标", "public/targets.html", _targets, filters=("light",)),
    Page(
        "public_task_list", "重点任务", "public/tasks.html", tasks_page.context, filters=("light",)
    ),
    Page("public_plan_text", "原文对照", "public/text.html", _text),
)


# How they are answered


def _answer(request: HttpRequest, page: Page, slug: str, key: MonthKey | None) -> HttpResponse:
    """The page of the newest edition of this month; 404 for a plan that is not open."""
    if asks_too_often(request):
        return refused_as_too_often()
    rows = Plan.objects.defer("text").select_related("district")
    plan = rows.filter(slug=slug, is_public=True).first()
    if plan is None or (key and key.year != plan.year):
        raise Http404("没有这一页")
    months = months_of(plan, today())
    month = months[key.month - 1] if key else last_published(months)
    if month is None or not month.sha256:
        raise Http404("这个月份还没有发布")
    query = _known(request.GET, page)
    name = _name(page, plan, months, month, query)
    etag = f'"{name[:32]}"'
    if _has(request, etag):
        return _open(HttpResponseNotModified(), etag, plan)
    pages = caches["pages"]
    html = pages.get(f"public:{name}")
    if html is None:
        html = _rendered(page, plan, months, month, query)
        pages.set(f"public:{name}", html, KEEP_SECONDS)
    return _open(HttpResponse(html), etag, plan)


def _has(request: HttpRequest, etag: str) -> bool:
    """Whether the browser has this page; a proxy that compressed it marks the tag as weak (W/)."""
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    return etag in {each.removeprefix("W/") for each in asked}


def _known(query: QueryDict, page: Page) -> QueryDict:
    """What of the query string the page knows: endless others make no endless pages."""
    known = QueryDict(mutable=True)
    for name in page.filters:
        if query.get(name) in Light.values:
            known[name] = str(query[name])
    return known


def _name(page: Page, plan: Plan, months: list[Month], month: Month, query: QueryDict) -> str:
    """Everything that the page depends on, as a hash."""
    facts = (
        settings.BUILD,
        page.name,
        plan.slug,
        _is_demo(plan),
        month.number,
        [(each.sha256, each.edition) for each in months],
        query.urlencode(),
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def _rendered(page: Page, plan: Plan, months: list[Month], month: Month, query: QueryDict) -> str:
    try:
        found = publication.read_edition(plan, month.number, month.edition)
    except publication.DamagedPublicationError as error:
        raise Http404("这个月份的数据暂时看不了") from error
    report = open_(found)
    context = {
        "page": page,
        "report": report,
        "is_demo": _is_demo(plan),
        "menu": [(each.title, _url(each, report, month.key), each is page) for each in PAGES],
        "switcher": switcher(_published(months), month, lambda key: _url(page, report, key)),
        "issue": issue(report),
        "as_of": as_of(report),
        "year": f"{report.plan.year}年",
        "light_words": dict(report.plan.light_names),
        "is_newest": month == last_published(months),
        **page.context(report, query),
    }
    return render_to_string(page.template, context)


def _published(months: list[Month]) -> list[Month]:
    """The months without what is being filed: the public is told of published months alone."""
    return [
        month if month.sha256 else Month(month.number, month.key, "future", None, "", 0)
        for month in months
    ]


def _url(page: Page, report: MonthlyReport, key: str) -> str:
    return reverse(page.name, kwargs={"plan": report.plan.slug, "month": key})


def _is_demo(plan: Plan) -> bool:
    return bool(settings.DEMO or plan.is_demo)


def _open(response: HttpResponse, etag: str, plan: Plan) -> HttpResponse:
    """Anybody may keep it; search engines may find it, unless its figures are made up."""
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    response["ETag"] = etag
    if _is_demo(plan):
        response["X-Robots-Tag"] = "noindex"
    return response


def refused_as_too_often() -> HttpResponse:
    """What such an address is told."""
    refused = HttpResponse(TOO_MANY, status=429, content_type="text/plain; charset=utf-8")
    refused["Retry-After"] = str(A_MINUTE)
    return refused


def asks_too_often(request: HttpRequest) -> bool:
    """Whether this address asked for more pages than anybody reads in a minute."""
    name = f"visitor:{get_adapter().get_client_ip(request)}"
    visitors = caches["visitors"]
    visitors.add(name, 0, A_MINUTE)
    try:
        return visitors.incr(name) > MOST_A_MINUTE
    except ValueError:  # driven out meanwhile
        return False
