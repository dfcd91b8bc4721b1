"""逐项确认: each finding accepted, changed or dropped by one press; then the plan is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts import rules
from accounts.texts import clean
from dashboard import drafting, newplan
from dashboard.models import PlanDraft
from dashboard.planning import confirm_page
from plans.access import SignedInRequest
from plans.choices import DraftStage
from targets.rounds import EditConflictError, RefusedError

FIELDS = (
    "name",
    "goal",
    "stretch",
    "measure",
    "comparator",
    "kind",
    "lead",
    "title",
    "units",
    "due",
    "other",
)
HEAD = ("title", "short_title", "year", "doc_no", "issuer", "issue_date")
MOST_TYPED = 2000
MOVED = "刚有人改过这一项，你填的还没有保存。请核对后再确认。"


def draft_for(request: SignedInRequest, number: int) -> PlanDraft:
    """The draft of this address, for whoever may make plans of its district; else 404."""
    row = PlanDraft.objects.select_related("district", "saved_by", "plan").filter(pk=number).first()
    if row is None or not rules.may_plan(request.user, row.district_id):
        raise Http404("没有这份草稿")
    request.section = "setup"
    return row


@require_http_methods(["GET", "POST"])
@login_required
def newplan_confirm(request: SignedInRequest, draft: int) -> HttpResponse:
    """The text on the left, what was found in it on the right; a press settles one finding."""
    row = draft_for(request, draft)
    if row.stage == DraftStage.MADE:
        return redirect("newplan_done", draft=row.pk)
    if row.stage == DraftStage.DROPPED:
        raise Http404("这份草稿已经放弃")
    if request.method == "GET":
        return _page(request, row, asked=request.GET.get("open", "")[:12])
    try:
        return _done(request, row, request.POST.get("do", ""))
    except RefusedError as refused:
        key = _key(request)
        return _page(request, row, asked=key, refused=refused, status=422)
    except EditConflictError as conflict:
        notice = MOVED + confirm_page.now_of(conflict.current.content, _key(request))
        return _page(request, conflict.current, asked=_key(request), notice=notice, status=409)


def _done(request: SignedInRequest, row: PlanDraft, do: str) -> HttpResponse:
    """One press: of the whole draft, or of one finding (act:key:rev:choice)."""
    by = request.user
    if do == "create":
        newplan.create(row, by=by)
        return redirect("newplan_done", draft=row.pk)
    if do == "discard":
        drafting.drop(row, by=by)
        messages.success(request, "已放弃这份草稿。")
        return redirect("newplan_upload")
    if do == "head":
        row = drafting.set_head(row, _typed(request, HEAD), by=by)
        return _on(request, row, "")
    if do == "sure":
        return _on(request, drafting.accept_sure(row, by=by), "")
    if do in {"target", "milestone"}:
        key = _picked(request, row, do)
        return _on(request, row, key)
    return _settled(request, row, do)


def _settled(request: SignedInRequest, row: PlanDraft, do: str) -> HttpResponse:
    act, _, rest = do.partition(":")
    key, _, rest = rest.partition(":")
    rev, _, choice = rest.partition(":")
    seen = int(rev) if rev.isdecimal() and len(rev) < 9 else 0
    fields = _typed(request, FIELDS) if request.POST.get("card") == key else {}
    if key.startswith("n"):
        told = confirm_page.COMPARED.get(choice)
        fields = {"answer": f"按“{told}”评判", "comparator": choice} if told else {"answer": choice}
    if key.startswith("u"):
        fields = {"unit": choice or request.POST.get(f"unit-{key}", "new:")[:80]}
    row = drafting.settle(row, act, key, fields, seen=seen, by=request.user)
    return _on(request, row, key)


def _picked(request: SignedInRequest, row: PlanDraft, sort: str) -> str:
    """The phrase that was selected, by its place where a script told it, else by its words."""
    start, end = (request.POST.get(name, "") for name in ("start", "end"))
    if start.isdecimal() and end.isdecimal() and len(start + end) < 16:
        return drafting.add(row, sort, int(start), int(end), by=request.user)
    return drafting.add_phrase(row, sort, request.POST.get("phrase", "")[:400], by=request.user)


def _typed(request: SignedInRequest, names: tuple[str, ...]) -> dict[str, str]:
    return {name: clean(request.POST[name])[:MOST_TYPED] for name in names if name in request.POST}


def _key(request: SignedInRequest) -> str:
    parts = request.POST.get("do", "").split(":")
    if parts[0] == "head":
        return "head"
    return parts[1][:12] if len(parts) > 1 else ""


def _on(request: SignedInRequest, row: PlanDraft, key: str) -> HttpResponse:
    """To the item just added, else on to the next open one."""
    row.refresh_from_db(fields=["content"])
    left = newplan.left(row.content)
    open_ = [each.key for each in left if each.key]
    to = key if key in open_ else _next(row.content, open_, key)
    query = {"open": to} if to else {}
    if request.POST.get("show") == "all":
        query["show"] = "all"
    place = f"?{urlencode(query)}" if query else ""
    return redirect(f"{reverse('newplan_confirm', args=[row.pk])}{place}#{to or 'bar'}")


def _next(content: Mapping[str, Any], open_: list[str], key: str) -> str:
    """The first open item of the same kind behind this one, else the first open at all."""
    rows = [each["key"] for name in ("targets", "tasks", "milestones") for each in content[name]]
    behind = rows[rows.index(key) + 1 :] if key in rows else []
    return next((each for each in behind if each in open_), open_[0] if open_ else "")


def _page(
    request: SignedInRequest,
    row: PlanDraft,
    *,
    asked: str = "",
    refused: RefusedError | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    asked = refused.field if refused and not asked and ":" not in refused.field else asked
    known = drafting.known_units(row.district)
    is_all = (request.POST.get("show") or request.GET.get("show")) == "all"
    typed = {name: clean(str(text))[:MOST_TYPED] for name, text in request.POST.items()}
    found = confirm_page.context(row, known, asked=asked, show_all=is_all, typed=typed)
    errors = [{"text": refused.message, "url": f"#{asked or 'bar'}"}] if refused else []
    found |= {
        "typed": typed,
        "error": refused,
        "errors": errors,
        "notice": notice,
        "phrase": typed.get("phrase", ""),
    }
    return render(request, "planning/newplan_confirm.html", found, status=status)
