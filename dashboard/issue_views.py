"""历期发布 and its pages: the list, one issue with its editions, what differs from today, the year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.cache import caches
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import rules
from dashboard import afterwards, issue_files, issue_page, publication
from dashboard.context import frame_of
from dashboard.differences import Comparison, compare
from dashboard.issue_page import Sealed, Summary
from dashboard.meeting import papers
from dashboard.models import Publication
from dashboard.report import MonthlyReport
from dashboard.report.frozen import UnreadableReportError
from dashboard.verifying import is_intact
from plans.access import SignedInRequest, plan_for
from plans.models import Plan
from plans.today import today
from targets.arithmetic import MONTHS

KEEP_SECONDS = 24 * 60 * 60
LONGEST_NUMBER = 5
LISTED = {"bulletin": "通报", "excel": "Excel", "onepage": "一页纸"}
UNREADABLE = "这一期封存的内容与登记的指纹不符或读不出，请运维运行verify_publications核对后恢复。"


@require_safe
@login_required
def publication_list(request: SignedInRequest, plan: str) -> HttpResponse:
    """历期发布: a row an issue."""
    found, rows = _entered(request, plan)
    listed = issue_page.issues(map(_sealed, rows), _summaries(rows))
    lines = [(each, _moment(found, each.first), _files(found, each.newest)) for each in listed]
    return _page(request, found, "issues", {"lines": lines})


@require_safe
@login_required
def publication_detail(request: SignedInRequest, plan: str, number: int) -> HttpResponse:
    """One issue: its editions, the chain of their hashes, its files, and whether it is untouched."""
    found, rows = _entered(request, plan)
    own = _of_month(rows, number)
    chosen = _chosen(request, own, default=own[-1])
    [issue] = issue_page.issues(map(_sealed, own), _summaries(own))
    told = issue_page.told(issue, map(_sealed, rows))
    months = {row.period.month for row in rows}
    context = {
        "issue": issue,
        "told": [(each, _moment(found, each.sealed)) for each in told],
        "chosen": next(each for each in told if each.sealed.edition == chosen.edition),
        "chosen_at": _moment(found, _sealed(chosen)),
        "is_intact": is_intact(next(publication.bodies([chosen]))),
        "files": _files(found, _sealed(chosen), is_whole=True),
        "older": number - 1 if number - 1 in months else None,
        "newer": number + 1 if number + 1 in months else None,
    }
    return _page(request, found, "issue", context)


@require_safe
@login_required
def publication_difference(request: SignedInRequest, plan: str, number: int) -> HttpResponse:
    """What an edition of the month says otherwise than what holds today."""
    found = _plan(request, plan)
    pair = _pair(request, found, _with_bodies(found, number))
    shows_all = request.GET.get("show") == "all"
    compared = pair.compared
    context = {
        "number": number,
        "pair": pair,
        "chosen": _sealed(pair.chosen),
        "chosen_at": _moment(found, _sealed(pair.chosen)),
        "newest": _sealed(pair.newest),
        "today": today(),
        "compared": compared,
        "lines": compared.lines if shows_all else compared.different,
        "shows_all": shows_all,
    }
    return _page(request, found, "issue_difference", context)


@require_safe
@login_required
def publication_difference_csv(request: SignedInRequest, plan: str, number: int) -> HttpResponse:
    """The same for a spreadsheet: a line for each thing that differs."""
    found = _plan(request, plan)
    pair = _pair(request, found, _with_bodies(found, number))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"{found.slug}-{number:02d}-v{pair.chosen.edition}-today.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    issue_files.write_differences(pair.compared, response)
    return response


@require_safe
@login_required
def publication_year(request: SignedInRequest, plan: str) -> FileResponse:
    """导出全年: every edition as it is stored, with the list of their hashes."""
    found, rows = _entered(request, plan)
    if not rows:
        raise Http404("还没有发布过月份")
    made = BytesIO()  # a year of a hundred targets packs into a megabyte
    issue_files.write_year(found, publication.bodies(rows), made)
    made.seek(0)
    name = papers.safe_name(f"{found.short_title}{found.year}年历期发布") + ".zip"
    response = FileResponse(made, as_attachment=True, filename=name)
    response["Content-Type"] = "application/zip"
    response["Cache-Control"] = "private, no-store"
    return response


# Which plan, month and edition


def _entered(request: SignedInRequest, slug: str) -> tuple[Plan, list[Publication]]:
    """The plan and all its editions; 404 for whoever may not read it."""
    plan = _plan(request, slug)
    return plan, list(publication.every(plan))


def _plan(request: SignedInRequest, slug: str) -> Plan:
    plan = plan_for(request, slug)
    frame_of(request).section = "publication_list"
    return plan


def _with_bodies(plan: Plan, number: int) -> list[Publication]:
    """The editions of one month as they are stored; 404 where it is not published."""
    found = publication.editions_of(plan, number) if 1 <= number <= MONTHS else []
    if not found:
        raise Http404("这个月份还没有发布")
    return found


def _of_month(rows: Sequence[Publication], number: int) -> list[Publication]:
    """The editions of one month; 404 where it is not published."""
    found = [row for row in rows if row.period.month == number <= MONTHS]
    if not found:
        raise Http404("这个月份还没有发布")
    return found


def _chosen(
    request: SignedInRequest, rows: Sequence[Publication], default: Publication
) -> Publication:
    """The edition that `?edition=` asks for; 404 for no such one."""
    asked = request.GET.get("edition", "")
    if not asked:
        return default
    is_number = asked.isascii() and asked.isdecimal() and len(asked) < LONGEST_NUMBER
    found = [row for row in rows if is_number and row.edition == int(asked)]
    if not found:
        raise Http404("没有这一版")
    return found[0]


def _sealed(row: Publication) -> Sealed:
    return Sealed(
        month=row.period.month,
        edition=row.edition,
        at=row.published_at,
        by=row.publisher,
        sha256=row.sha256,
        previous_sha256=row.previous_sha256,
        schema=row.schema,
    )


def _summaries(rows: Sequence[Publication]) -> dict[str, Summary]:
    """What the newest edition of each month says in short, by hash; what cannot be read is left out."""
    newest = {row.period.month: row for row in rows}
    names = {f"issue:{settings.BUILD}:{row.sha256}": row for row in newest.values()}
    pages = caches["pages"]
    kept: dict[str, Summary] = pages.get_many(list(names))
    for row in publication.bodies(row for name, row in names.items() if name not in kept):
        name = f"issue:{settings.BUILD}:{row.sha256}"
        try:
            kept[name] = issue_page.summary_of(publication.opened(row))
        except (publication.DamagedPublicationError, UnreadableReportError):
            continue
        pages.set(name, kept[name], KEEP_SECONDS)
    return {name.rpartition(":")[2]: summary for name, summary in kept.items()}


# Then and now


class Pair(NamedTuple):
    """An edition and what holds today, with what differs. `is_live`: computed anew, for the office."""

    chosen: Publication
    newest: Publication
    old: MonthlyReport
    is_live: bool
    compared: Comparison


def _pair(request: SignedInRequest, plan: Plan, rows: Sequence[Publication]) -> Pair:
    """The first edition, or the one asked for, against today.

    Today is the newest edition for everybody; the office, which alone may see what is not
    published, has the month computed anew from today's rows and settings. It is judged on the day
    it was published on, so that only data differ and never the calendar alone.
    """
    chosen, newest = _chosen(request, rows, default=rows[0]), rows[-1]
    try:
        old = publication.opened(chosen)  # checked against its hash each time
        new = old if newest == chosen else publication.opened(newest)
    except (publication.DamagedPublicationError, UnreadableReportError) as error:
        raise Http404(UNREADABLE) from error
    is_live = rules.may_see_live(request.user, plan.district_id)
    if not is_live:
        return Pair(chosen, newest, old, is_live, compare(old, new))
    if old.text:
        plan.text = old.text  # which never changes: one question less
    live = _with_corrections(publication.current(plan, old.month, on=old.on), new)
    compared = compare(old, live)
    if not compared.is_same:
        reasons = afterwards.reasons(plan, old.month, chosen.published_at)
        compared = compare(old, live, reasons)
    return Pair(chosen, newest, old, is_live, compared)


def _with_corrections(live: MonthlyReport, newest: MonthlyReport) -> MonthlyReport:
    """The report computed now with what the editions say was corrected."""
    found = {row.code: row.corrections for row in newest.targets}
    rows = (replace(row, corrections=found.get(row.code, ())) for row in live.targets)
    return replace(live, targets=tuple(rows))


# How it is shown


def _page(
    request: SignedInRequest, plan: Plan, name: str, context: dict[str, object]
) -> HttpResponse:
    response = render(request, f"dashboard/{name}.html", {"plan": plan, **context})
    response["Cache-Control"] = "private, no-cache"
    return response


def _moment(plan: Plan, sealed: Sealed) -> str:
    return issue_page.moment(sealed.at, plan.year)


def _files(plan: Plan, sealed: Sealed, *, is_whole: bool = False) -> list[tuple[str, str, str]]:
    """Label, address and description of an edition's papers: the usual ones, or every one."""
    found = []
    for paper in papers.papers():
        if is_whole or paper.key in LISTED:
            label = paper.label if is_whole else LISTED[paper.key]
            found.append((label, _address(plan, sealed, paper.key), paper.about))
    return found


def _address(plan: Plan, sealed: Sealed, key: str) -> str:
    """One paper of one edition."""
    route = {"plan": plan.slug, "month": f"{plan.year}-{sealed.month:02d}", "key": key}
    return reverse("paper", kwargs=route) + f"?edition={sealed.edition}"
