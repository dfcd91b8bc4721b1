"""How every reading page is answered: the body from one report, kept; the frame for each person.

The body of a published month depends on nothing but edition, page and filter, so it is rendered
once and kept under the edition's hash; the whole answer is conditional (ETag).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.http import Http404, HttpResponse, HttpResponseNotModified, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

from accounts import rules
from dashboard import publication, report
from dashboard.months import Month, last_published, months_of
from dashboard.report import MonthlyReport
from dashboard.splice import Body, pack, splice
from plans.access import SignedInRequest, plan_for
from plans.converters import Month as MonthKey
from plans.models import Plan
from plans.today import today

MARK = "<!--body-->"
KEEP_SECONDS = 24 * 60 * 60
Context = Callable[[MonthlyReport, QueryDict], Mapping[str, Any]]


@dataclass(frozen=True)
class Page:
    """A reading page: its URL name, its body template and what the body needs of the report.

    `context` gets the report and the query string and returns the template's context; it raises
    Http404 for what the report does not hold. Keys the frame reads from it: `title` (the h1, else
    `title` here), `subtitle`, `crumbs` as ((label, url), ...), `light`.
    """

    name: str
    template: str
    title: str
    context: Context
    section: str = ""  # the menu item it belongs to, when not its own
    styles: tuple[str, ...] = ()  # further style sheets under static/
    scripts: tuple[str, ...] = ()  # further scripts under static/


def answer(
    request: SignedInRequest, page: Page, plan_slug: str, key: MonthKey | None, **route: object
) -> HttpResponse:
    """The page for this month (the last published without one); 404 for another year's month."""
    plan = plan_for(request, plan_slug)
    if key is not None and key.year != plan.year:
        raise Http404("没有这个月份")
    months = months_of(plan, today())
    month = months[key.month - 1] if key else last_published(months)
    if month is None or not month.sha256:
        return _unpublished(request, page, plan, months, month, route)
    etag = _etag(request, page, plan, months, month, route)
    if etag and request.headers.get("If-None-Match") == etag:
        return _private(HttpResponseNotModified(), etag)
    body, heading = _kept_body(page, plan, month, request.GET, route)
    return _framed(request, page, plan, months, month, body, heading, etag, route)


def _unpublished(
    request: SignedInRequest,
    page: Page,
    plan: Plan,
    months: list[Month],
    month: Month | None,
    route: Mapping[str, object],
) -> HttpResponse:
    """A month not yet published: the office reads it live, everybody else is told so."""
    live = month is not None and month.state == "filing"
    if live and month and rules.may_see_live(request.user, plan.district_id):
        current = report.live(plan, month.number, on=today())
        body, heading = _render(page, current, request.GET, route)
        return _framed(request, page, plan, months, month, pack(body), heading, "", route)
    last = last_published(months)
    context = {
        "page": page,
        "months": months,
        "month": month,
        "last": last,
        "heading": {"title": page.title},
        "route": route,
    }
    return _private(render(request, "dashboard/unpublished.html", context), "")


def _render(
    page: Page, current: MonthlyReport, query: QueryDict, route: Mapping[str, object]
) -> tuple[str, dict[str, Any]]:
    context = dict(page.context(current, query, **route))
    heading = {
        "title": context.get("title", page.title),
        "subtitle": context.get("subtitle", ""),
        "crumbs": context.get("crumbs", ()),
        "light": context.get("light"),
    }
    body = render_to_string(page.template, {**context, "report": current})
    return body, heading


def _kept_body(
    page: Page, plan: Plan, month: Month, query: QueryDict, route: Mapping[str, object]
) -> tuple[Body, dict[str, Any]]:
    parts = (month.sha256, settings.BUILD, page.name, repr(sorted(route.items())), query.urlencode())
    name = "body:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()
    kept: tuple[Body, dict[str, Any]] | None = cache.get(name)
    if kept is not None:
        return kept
    current = publication.read_month(plan, month.number)
    body, heading = _render(page, current, query, route)
    fresh = (pack(body), heading)
    cache.set(name, fresh, KEEP_SECONDS)
    return fresh


def _etag(
    request: SignedInRequest,
    page: Page,
    plan: Plan,
    months: list[Month],
    month: Month,
    route: Mapping[str, object],
) -> str:
    """Everything the answer depends on; empty while a message waits to be shown once."""
    if len(get_messages(request)):
        return ""
    member = request.user.member
    facts = (
        settings.BUILD,
        page.name,
        route,
        month.sha256,
        [(each.state, each.edition) for each in months],
        request.get_full_path(),
        (request.user.pk, str(request.user), member and (member.pk, member.role, str(member))),
        (plan.title, plan.is_demo, today()),
        request.COOKIES.get("text_size"),
        request.session.session_key,
    )
    return f'"{hashlib.sha256(repr(facts).encode()).hexdigest()[:32]}"'


def _framed(
    request: SignedInRequest,
    page: Page,
    plan: Plan,
    months: list[Month],
    month: Month,
    body: Body,
    heading: Mapping[str, Any],
    etag: str,
    route: Mapping[str, object],
) -> HttpResponse:
    context = {
        "page": page,
        "plan": plan,
        "months": months,
        "month": month,
        "heading": heading,
        "route": route,
        "mark": MARK,
    }
    frame = render_to_string("dashboard/reading.html", context, request=request)
    head, _, tail = (part.encode() for part in frame.partition(MARK))
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(splice(head, body, tail))
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(head + body.html + tail)
    return _private(response, etag)


def _private(response: HttpResponse, etag: str) -> HttpResponse:
    """One person's page: revalidated each time, never kept by a proxy."""
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ("Cookie", "Accept-Encoding"))
    if etag:
        response["ETag"] = etag
    return response
