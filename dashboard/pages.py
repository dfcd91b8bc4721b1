"""How every reading page is answered: the body from one report, kept; the frame for each person.

Head and body of a published month depend on nothing but edition, page, filter and the months that
can be read, so they are rendered once and kept; the whole answer is conditional (ETag).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import Http404, HttpResponse, HttpResponseNotModified, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from accounts import rules
from accounts.models import User
from dashboard import addresses, publication
from dashboard.context import frame_of
from dashboard.heading import as_of, issue, numbered
from dashboard.months import Month, filing, last_published, months_of, switcher
from dashboard.report import MonthlyReport, PlanFacts
from dashboard.splice import Body, pack, splice
from plans.access import SignedInRequest, plan_for
from plans.converters import Month as MonthKey
from plans.models import Plan
from plans.today import today

MARK = "<!--body-->"
GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")  # taken, and not refused by q=0
LONGEST_NUMBER = 5
KEEP_SECONDS = 24 * 60 * 60
Context = Callable[..., Mapping[str, Any]]
Aside = Callable[[SignedInRequest, Plan, Mapping[str, object]], str]
May = Callable[[User, int], bool]  # a rule of accounts/rules.py
Marks = Callable[[SignedInRequest, Plan, list[Month], Month, Mapping[str, object]], str]
Beside = Callable[[QueryDict, list[Month], Month], Month | None]


@dataclass(frozen=True)
class Page:
    """A reading page: its URL name, its body template and what the body needs of the report.

    `context` gets the report, the query string and what the address names beside plan and month,
    and returns the template's context; it raises Http404 for what the report does not hold. Keys
    the frame reads from it: `title` (the h1, else `title` here), `subtitle`, `remark` (in place of
    the issue), `crumbs` and `actions` (in place of the plain export) as ((label, url), ...),
    `turns` (to the page before and after) as ((label, url, title), ...), `light`.

    `aside` and `marks` write what stands above a published body for this person alone, such as
    later corrections of what the month used: asked each time, never kept.

    `beside` names the published month that the body is compared with, from the query string, the
    plan's months and the month shown; `context` then gets that month's newest edition too, as
    `beside` (None where it names none). It raises Http404 for a month that cannot be read.
    """

    name: str
    template: str
    title: str
    context: Context
    section: str = ""  # the menu item it belongs to, when not its own
    styles: tuple[str, ...] = ("css/pages.css",)  # style sheets beside the base ones, under static/
    scripts: tuple[str, ...] = ()  # further scripts under static/
    aside: Aside | None = None
    marks: Marks | None = None
    frame: str = "dashboard/reading.html"
    head: str = "dashboard/page_head.html"  # empty where the frame has a head of its own
    may: May | None = None  # who may read it, where not everybody may; 404 for the others
    beside: Beside | None = None


@dataclass(frozen=True)
class Reading:
    """One request for a reading page: which page, of which plan, in which month, of what."""

    request: SignedInRequest
    page: Page
    plan: Plan
    months: list[Month]
    month: Month | None  # None where nothing is published and no month was asked for
    route: Mapping[str, object]  # what the address names beside plan and month
    aside: str = ""  # what this person alone sees above the body
    beside: Month | None = None  # the published month the body is compared with

    def switcher(self) -> list[dict[str, str]]:
        """The twelve months as links to this same page, its filter kept, each its newest edition."""
        query = self.request.GET.copy()
        query.pop("edition", None)
        kept = query.urlencode()

        def address(key: str) -> str:
            route = {"plan": self.plan.slug, "month": key, **self.route}
            return reverse(self.page.name, kwargs=route) + (f"?{kept}" if kept else "")

        here = self.months[self.month.number - 1] if self.month else None
        return switcher(self.months, here, address)

    @property
    def is_earlier(self) -> bool:
        """An edition that a correction has replaced."""
        newest = self.months[self.month.number - 1].edition if self.month else 0
        return self.month is not None and self.month.edition != newest


@dataclass(frozen=True)
class Kept:
    """What a reading page says to everybody alike: its head and body, and what the frame quotes."""

    title: str
    head: Body
    body: Body
    as_of: str
    formulas_url: str
    facts: PlanFacts  # the plan as the month knew it: brand and year over a published page


def answer(
    request: SignedInRequest, page: Page, plan_slug: str, key: MonthKey | None, **route: object
) -> HttpResponse:
    """The page for this month (the last published without one); 404 for another year's month."""
    reading = _reading(request, page, plan_slug, key, route)
    if reading.month is None or not reading.month.sha256:
        return _unpublished(reading)
    etag = _etag(reading, reading.month)
    if etag and request.headers.get("If-None-Match") == etag:
        return _private(HttpResponseNotModified(), etag)
    return _framed(reading, _kept(reading, reading.month), etag)


def report_of(request: SignedInRequest, plan_slug: str, key: MonthKey) -> MonthlyReport:
    """The report behind an export of this month; 404 for whoever may not read the month's page."""
    plan, months = _plan_and_months(request, plan_slug, key)
    return _report_in(request, plan, months, months[key.month - 1])


def reports_of(
    request: SignedInRequest, plan_slug: str, key: MonthKey, beside: Beside
) -> tuple[MonthlyReport, MonthlyReport | None]:
    """The same with the report it is compared with, which is chosen as its page chooses it."""
    plan, months = _plan_and_months(request, plan_slug, key)
    month = months[key.month - 1]
    found = _report_in(request, plan, months, month)
    return found, _read_beside(beside(request.GET, months, month))


def _plan_and_months(
    request: SignedInRequest, plan_slug: str, key: MonthKey
) -> tuple[Plan, list[Month]]:
    plan = plan_for(request, plan_slug)
    if key.year != plan.year:
        raise Http404("没有这个月份")
    return plan, months_of(plan, today())


def _report_in(
    request: SignedInRequest, plan: Plan, months: list[Month], month: Month
) -> MonthlyReport:
    month = _edition(plan, month, request)
    if month.sha256:
        return publication.read_edition(plan, month.number, month.edition)
    if not _is_live_for(request, plan, month):
        raise Http404("这个月份还没有发布")
    return live_of(plan, months, month)


def _read_beside(month: Month | None) -> MonthlyReport | None:
    """That month's newest edition; None for none."""
    return publication.stands_for(month.sha256) if month else None


def live_of(plan: Plan, months: list[Month], month: Month) -> MonthlyReport:
    """A month not yet published as it stands today; `months` are the plan's twelve."""
    before = months[month.number - 2].sha256 if month.number > 1 else ""
    return publication.current(plan, month.number, on=today(), before=before)


def _reading(
    request: SignedInRequest,
    page: Page,
    plan_slug: str,
    key: MonthKey | None,
    route: Mapping[str, object],
) -> Reading:
    plan = plan_for(request, plan_slug)
    if page.may is not None and not page.may(request.user, plan.district_id):
        raise Http404("没有这一页")
    if key is not None and key.year != plan.year:
        raise Http404("没有这个月份")
    months = months_of(plan, today())
    month = months[key.month - 1] if key else last_published(months)
    frame = frame_of(request)
    frame.section, frame.months = page.section or page.name, months
    frame.reading_month = month.key if month else ""
    # A live month costs all the questions a page may ask; what is owed in it stands on the queue.
    is_kept = month is not None and bool(month.sha256)
    aside = page.aside(request, plan, route) if page.aside and is_kept else ""
    if month is not None and is_kept:
        month = _edition(plan, month, request)
        aside = _marked(request, page, plan, months, month, route) + aside
    beside = page.beside(request.GET, months, month) if page.beside and month else None
    return Reading(request, page, plan, months, month, route, aside, beside)


def _edition(plan: Plan, month: Month, request: SignedInRequest) -> Month:
    """The month in the edition that `?edition=` asks for, the newest without; 404 for no such one."""
    asked = request.GET.get("edition", "")
    if not asked or asked == str(month.edition):
        return month
    is_number = asked.isascii() and asked.isdecimal() and len(asked) < LONGEST_NUMBER
    found = publication.edition_of(plan, month.number, int(asked)) if is_number else None
    if found is None:
        raise Http404("没有这一版")
    return replace(month, sha256=found.sha256, edition=found.edition)


def _marked(
    request: SignedInRequest,
    page: Page,
    plan: Plan,
    months: list[Month],
    month: Month,
    route: Mapping[str, object],
) -> str:
    """That another edition is newer, and what was corrected after it."""
    newest = months[month.number - 1]
    marks = page.marks(request, plan, months, month, route) if page.marks else ""
    if month.edition == newest.edition:
        return marks
    context = {"month": month, "newest": newest.edition, "url": request.path}
    return render_to_string("dashboard/earlier_edition.html", context) + marks


def _is_live_for(request: SignedInRequest, plan: Plan, month: Month) -> bool:
    """An open month not yet published is read by the office alone."""
    return month.state == "filing" and rules.may_see_live(request.user, plan.district_id)


def _unpublished(reading: Reading) -> HttpResponse:
    """A month not yet published: the office reads it live, everybody else is told so."""
    request, page, plan, month = reading.request, reading.page, reading.plan, reading.month
    if month is not None and _is_live_for(request, plan, month):
        current = live_of(plan, reading.months, month)
        return _framed(reading, _render(reading, current), "")
    last, open_one = last_published(reading.months), filing(reading.months)
    other = last or open_one
    is_read = other is not None and (last or _is_live_for(request, plan, other))
    context = {
        "page": page,
        "plan": plan,
        "switcher": reading.switcher(),
        "month": month,
        "filing": open_one,
        "last": last,
        "other": other if is_read else None,
        "other_url": reverse("overview", args=[plan.slug, other.key]) if other and is_read else "",
    }
    return _private(render(request, "dashboard/unpublished.html", context), "")


def _render(reading: Reading, current: MonthlyReport) -> Kept:
    """Head and body of the page, made of the report and the months that can be read."""
    page, query = reading.page, reading.request.GET
    extra = {"beside": _read_beside(reading.beside)} if page.beside else {}
    context = dict(page.context(current, query, **reading.route, **extra))
    export = addresses.page(current, "export")
    heading = {
        "title": context.get("title", page.title),
        "subtitle": context.get("subtitle", ""),
        "crumbs": context.get("crumbs", ()),
        "light": context.get("light"),
        "actions": _kept_to(
            reading, context.get("actions", ((("导出", export),) if export else ()))
        ),
        "turns": context.get("turns", ()),
        "issue": context.get("remark") or issue(current),
        "number": numbered(current),
        "year": f"{current.plan.year}年",
    }
    words = dict(current.plan.light_names)
    head = {"heading": heading, "switcher": reading.switcher(), "light_words": words}
    told = {**context, "report": current, "light_words": words}
    return Kept(
        title=str(heading["title"]),
        head=pack(render_to_string(page.head, head) if page.head else ""),
        body=pack(render_to_string(page.template, told)),
        as_of=as_of(current),
        formulas_url=addresses.page(current, "formula_list"),
        facts=current.plan,
    )


def _kept_to(reading: Reading, actions: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The exports of the edition that is read, where it is not the newest."""
    if not reading.is_earlier or reading.month is None:
        return list(actions)
    asked = f"edition={reading.month.edition}"
    return [
        (label, url if asked in url else f"{url}{'&' if '?' in url else '?'}{asked}")
        for label, url in actions
    ]


def _kept(reading: Reading, month: Month) -> Kept:
    """The page's head and body, rendered once for an edition, a filter and a set of months."""
    named = repr(sorted(reading.route.items()))
    parts = (
        month.sha256,
        settings.BUILD,
        reading.page.name,
        named,
        reading.request.GET.urlencode(),
        reading.beside.sha256 if reading.beside else "",
        repr([(each.state, each.edition) for each in reading.months]),
    )
    name = "page:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()
    pages = caches["pages"]
    kept: Kept | None = pages.get(name)
    if kept is None:
        found = publication.read_edition(reading.plan, month.number, month.edition)
        kept = _render(reading, found)
        pages.set(name, kept, KEEP_SECONDS)
    return kept


def _etag(reading: Reading, month: Month) -> str:
    """Everything the answer depends on; empty while a message waits to be shown once."""
    request = reading.request
    if len(get_messages(request)):
        return ""
    member = request.user.member
    facts = (
        settings.BUILD,
        reading.page.name,
        reading.route,
        reading.aside,
        month.sha256,
        reading.beside and reading.beside.sha256,
        [(each.state, each.edition) for each in reading.months],
        request.get_full_path(),
        (request.user.pk, str(request.user), member and (member.pk, member.role, str(member))),
        (len(request.user.roles), frame_of(request).badge, frame_of(request).waiting),
        [item.url for item in frame_of(request).extras],
        (reading.plan.title, reading.plan.is_demo, today()),
        request.COOKIES.get("text_size"),
        request.session.session_key,
    )
    return f'"{hashlib.sha256(repr(facts).encode()).hexdigest()[:32]}"'


def _framed(reading: Reading, kept: Kept, etag: str) -> HttpResponse:
    """The frame for the person who asks, with the kept parts spliced in at its mark."""
    request = reading.request
    frame_of(request).facts = kept.facts
    context = {"page": reading.page, "month": reading.month, "kept": kept, "mark": MARK}
    frame = render_to_string(reading.page.frame, context, request=request)
    head, _, tail = (part.encode() for part in frame.partition(MARK))
    aside = reading.aside.encode()
    if GZIP.search(request.headers.get("Accept-Encoding", "")):
        response = HttpResponse(splice(head, kept.head, aside, kept.body, tail))
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(b"".join((head, kept.head.html, aside, kept.body.html, tail)))
    return _private(response, etag)


def _private(response: HttpResponse, etag: str) -> HttpResponse:
    """One person's page: revalidated each time, never kept by a proxy."""
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ("Cookie", "Accept-Encoding"))
    if etag:
        response["ETag"] = etag
    return response
