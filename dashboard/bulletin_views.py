"""The pages of the papers one reads on the screen too: 一页纸 and the 通报."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import rules
from dashboard import addresses, bulletin_page, issuing, publication
from dashboard import one_page as sheet
from dashboard.context import frame_of
from dashboard.issuing import Fault, LinesRefusedError, Text
from dashboard.meeting.sentences import Line
from dashboard.models import Bulletin
from dashboard.pages import Page, answer
from dashboard.report import MonthlyReport
from plans.access import SignedInRequest, plan_for
from plans.converters import Month
from plans.models import Plan
from targets.rounds import EditConflictError, RefusedError
from tasks.views import expired

ONE_PAGE = Page(
    "one_page",
    "dashboard/onepage.html",
    "一页纸",
    sheet.context,
    styles=("css/onepage.css",),
)
LONGEST_NUMBER = 5
LAST_MONTH = 12
CONFIRM = "请先勾选“已核对，确认印发”；印发后不能再改。"
NOT_SAVED = "下面是改动后的样子，还没有保存。"


class Asked(NamedTuple):
    """The bulletin of an address: its plan, the edition it is of, and how it stands."""

    plan: Plan
    report: MonthlyReport
    newest: int  # edition of the month
    text: Text
    may_edit: bool  # the office, of the newest edition, while it is not issued


@require_safe
@login_required
def one_page(request: SignedInRequest, plan: str, month: Month | None = None) -> HttpResponse:
    """一页纸, for leaders and the office."""
    found = plan_for(request, plan)
    if not rules.may_hold_meeting(request.user, found.district_id):
        raise PermissionDenied
    return answer(request, ONE_PAGE, plan, month)


@require_http_methods(["GET", "POST"])
@expired.signed_in
def bulletin(request: SignedInRequest, plan: str, number: int) -> HttpResponse:
    """通报: read by everybody; edited and issued by the office."""
    asked = _asked(request, plan, number)
    if request.method == "POST":
        return _posted(request, asked)
    typed = bulletin_page.posted(expired.taken_back(request)) if asked.may_edit else []
    if typed:
        return _page(request, asked, lines=typed, notice=expired.BACK)
    return _page(request, asked)


# What is asked


def _asked(request: SignedInRequest, slug: str, number: int) -> Asked:
    plan = plan_for(request, slug)
    frame_of(request).section = "publication_list"
    newest = publication.newest(plan, number) if number <= LAST_MONTH else None
    if newest is None:
        raise Http404("这个月份还没有发布")
    wanted = request.GET.get("edition", "") or str(newest.edition)
    is_number = wanted.isascii() and wanted.isdecimal() and len(wanted) < LONGEST_NUMBER
    found = newest
    if wanted != str(newest.edition):
        earlier = publication.edition_of(plan, number, int(wanted)) if is_number else None
        if earlier is None:
            raise Http404("没有这一版")
        found = earlier
    report = publication.read(found)
    text = issuing.text_of(plan, report, request.user)
    is_newest = found.edition == newest.edition
    may_edit = is_newest and not text.is_issued and rules.may_issue(request.user, plan.district_id)
    return Asked(plan, report, newest.edition, text, may_edit)


# What is pressed


def _posted(request: SignedInRequest, asked: Asked) -> HttpResponse:
    if not rules.may_issue(request.user, asked.plan.district_id):
        raise PermissionDenied
    press, lines = request.POST.get("action", "preview"), bulletin_page.posted(request.POST)
    arranged = bulletin_page.arranged(lines, press, asked.report)
    if press == "preview" or arranged is not None:
        lines = lines if arranged is None else arranged
        faults = issuing.faults_of(lines, asked.report)
        notice = NOT_SAVED if lines != list(asked.text.lines) else ""
        return _page(request, asked, lines=lines, faults=faults, notice=notice)
    try:
        return _done(request, asked, press, lines)
    except EditConflictError as conflict:
        return _page(request, asked, lines=lines, other=conflict.current, status=409)
    except LinesRefusedError as refused:
        return _page(request, asked, lines=lines, faults=refused.faults, status=422)
    except RefusedError as refused:
        return _page(request, asked, lines=lines, errors=[refused.message], status=409)


def _done(
    request: SignedInRequest, asked: Asked, press: str, lines: Sequence[Line]
) -> HttpResponse:
    """Save, and issue where that was pressed and confirmed."""
    about: dict[str, Any] = {"edition": _number(request, "edition"), "by": request.user}
    plan, month = asked.plan, asked.report.month
    if press == "issue" and "sure" not in request.POST:
        return _page(request, asked, lines=lines, errors=[CONFIRM], status=422)
    saved = issuing.save(plan, month, lines=lines, seen_version=_number(request, "seen"), **about)
    if press == "issue":
        issuing.issue(plan, month, seen_version=saved.version, **about)
        messages.success(request, f"已印发：第{month}期通报。")
    else:
        messages.success(request, "已保存，还没有印发。")
    return redirect("publication_bulletin", plan=plan.slug, number=month)


def _number(request: SignedInRequest, name: str) -> int:
    """A whole number that the form holds; −1, which nothing has, for anything else."""
    text = request.POST.get(name, "")
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number else -1


# The page


def _page(
    request: SignedInRequest,
    asked: Asked,
    *,
    lines: Sequence[Line] | None = None,
    faults: Iterable[Fault] = (),
    errors: Iterable[str] = (),
    notice: str = "",
    other: Bulletin | None = None,
    status: int = 200,
) -> HttpResponse:
    """The paper, and for the office the form beside it; whatever was typed stands in both.

    Where it can no longer be edited the paper stays what it is, and what was typed stands apart.
    """
    report, text, room = asked.report, asked.text, issuing.room_of(asked.report)
    typed, wrong = list(text.lines if lines is None else lines), list(faults)
    shown = typed if asked.may_edit else list(text.lines)
    told = [{"url": f"#text-{each.place}", "text": each.text} for each in wrong]
    context: dict[str, Any] = {
        **asked._asdict(),
        "paper": bulletin_page.paper(report, shown, is_issued=text.is_issued),
        "paragraphs": bulletin_page.editable(shown, report, wrong) if asked.may_edit else (),
        "groups": bulletin_page.figure_groups(report) if asked.may_edit else (),
        "errors": [*({"url": "", "text": each} for each in errors), *told],
        "notice": notice,
        "unsaved": typed if typed != shown else (),
        "other": other,
        "seen": other.version if other else text.version,
        "whose": expired.whose(request.user),
        "most_lines": room.lines,
        "most_letters": room.widest,
        "editions": [*range(1, asked.newest + 1)] if asked.newest > 1 else (),
        "links": _links(asked),
    }
    return render(request, "dashboard/bulletin.html", context, status=status)


def _links(asked: Asked) -> dict[str, str]:
    """Where the page leads: what the product does not have yet is empty."""
    report, number = asked.report, asked.report.month
    edition = report.edition.number if report.edition else 0
    word = addresses.page(report, "paper", key="bulletin")
    route = {"plan": asked.plan.slug}
    return {
        "word": f"{word}?edition={edition}" if word and edition < asked.newest else word,
        "papers": addresses.page(report, "papers"),
        "list": _address("publication_list", **route),
        "detail": _address("publication_detail", **route, number=number),
    }


def _address(name: str, **route: object) -> str:
    try:
        return reverse(name, kwargs=route)
    except NoReverseMatch:
        return ""
