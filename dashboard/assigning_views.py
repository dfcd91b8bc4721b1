"""计划设置: whose each target is, who fills it in, and what of it we inferred."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Membership, Unit
from accounts.rules import UNIT_ROLES
from dashboard.setup_tabs import Door, door, head
from plans.access import SignedInRequest
from plans.configuring import SettingConflictError
from targets import assigning
from targets.assigning import NOBODYS, Assignment
from targets.cadence import name_of
from targets.models import Target
from targets.rounds import RefusedError

CHANGED = "刚有人改过这一项，你填的还没有保存。下面是现在的内容，请核对后再改。"
INFERRED = {
    "lead_unit": "牵头单位",
    "kind": "类型",
    "reporting_months": "报送月份",
    "decimals": "小数位",
}


@require_safe
@login_required
def target_table(request: SignedInRequest, plan: str) -> HttpResponse:
    """指标: every target with its unit, its person and its rules."""
    entered = door(request, plan, "setup_targets")
    rows = _targets(entered).select_related("lead_unit", "reporter")
    context = {
        "rows": [(row, name_of(row.reporting_months), _inferred(row)) for row in rows],
        "subtitle": "改动写理由，从未发布的月份起用",
    }
    return render(
        request, "dashboard/setup_targets.html", {**head(entered, "setup_targets"), **context}
    )


@dataclass(frozen=True)
class Typed:
    """The fields of one target as they stand."""

    unit: str
    reporter: str
    needs_evidence: bool
    definition: str
    decimals: str
    reason: str = ""

    def as_assignment(self) -> Assignment:
        """As values; what is no number is no row."""
        return Assignment(
            unit_id=_number(self.unit),
            reporter_id=_number(self.reporter),
            needs_evidence=self.needs_evidence,
            definition=self.definition,
            decimals=-1 if (places := _number(self.decimals)) is None else places,
        )


@require_http_methods(["GET", "POST"])
@login_required
def target_form(request: SignedInRequest, plan: str, code: str) -> HttpResponse:
    """One target: its unit and person, 须附依据, 口径, decimals; a reason for each change."""
    entered = door(request, plan, "setup_targets")
    target = get_object_or_404(_targets(entered).select_related("lead_unit", "plan"), code=code)
    if request.method == "GET":
        return _form(request, entered, target, _typed_of(target))
    typed = _typed(request.POST)
    try:
        assigning.assign(
            target,
            typed.as_assignment(),
            seen=request.POST.get("seen", ""),
            reason=typed.reason,
            by=request.user,
        )
    except RefusedError as refused:
        return _form(request, entered, target, typed, refused=refused, status=422)
    except SettingConflictError:
        target.refresh_from_db()
        return _form(request, entered, target, _typed_of(target), notice=CHANGED, status=409)
    messages.success(request, f"{target.short_name}已保存，从还没有发布的月份起用。")
    return redirect("setup_targets", plan=entered.plan.slug)


@require_http_methods(["GET", "POST"])
@login_required
def inferred_list(request: SignedInRequest, plan: str) -> HttpResponse:
    """单位确认: what we inferred, to be ticked and confirmed together."""
    entered = door(request, plan, "setup_units")
    if request.method == "GET":
        return _inferred_page(request, entered)
    picked = [code for code in request.POST.getlist("pick") if code.isprintable()]
    if not picked:
        refused = RefusedError("还没有勾选：请勾选要确认的指标。", "pick")
        return _inferred_page(request, entered, picked, refused)
    reason = request.POST.get("reason", "")
    try:
        number = assigning.confirm(entered.plan, picked, reason=reason, by=request.user)
    except RefusedError as refused:
        return _inferred_page(request, entered, picked, refused)
    messages.success(request, f"已确认{number}项。")
    return redirect("setup_units", plan=entered.plan.slug)


# What the pages share


def _targets(entered: Door) -> QuerySet[Target]:
    return Target.objects.filter(plan=entered.plan).order_by("order")


def _inferred(target: Target) -> str:
    return "、".join(INFERRED[each] for each in target.inferred if each in INFERRED)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _typed_of(target: Target) -> Typed:
    return Typed(
        unit=str(target.lead_unit_id or ""),
        reporter=str(target.reporter_id or ""),
        needs_evidence=target.needs_evidence,
        definition=target.definition,
        decimals=str(target.decimals),
    )


def _typed(posted: QueryDict) -> Typed:
    return Typed(
        unit=posted.get("unit", ""),
        reporter=posted.get("reporter", ""),
        needs_evidence="needs_evidence" in posted,
        definition=posted.get("definition", ""),
        decimals=posted.get("decimals", "").strip(),
        reason=posted.get("reason", ""),
    )


def _form(
    request: SignedInRequest,
    entered: Door,
    target: Target,
    typed: Typed,
    *,
    refused: RefusedError | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    units = Unit.objects.filter(district_id=entered.plan.district_id).exclude(kind__in=NOBODYS)
    members = Membership.objects.filter(
        district_id=entered.plan.district_id, role__in=UNIT_ROLES, user__is_active=True
    )
    people = members.select_related("user", "unit").order_by("unit__order", "user__full_name", "pk")
    context = {
        "target": target,
        "typed": typed,
        "units": [(str(each.pk), each.short_name) for each in units],
        "people": _people(people),
        "seen": assigning.seen_of(target),
        "wrong": refused.field if refused else "",
        "errors": _errors(refused),
        "notice": notice,
        "subtitle": "改动写理由，从未发布的月份起用",
    }
    page = {**head(entered, "setup_targets"), **context}
    return render(request, "dashboard/setup_target.html", page, status=status)


def _people(members: QuerySet[Membership]) -> list[tuple[str, str]]:
    found = {}
    for each in members:
        unit = each.unit.short_name if each.unit else ""
        found[str(each.user_id)] = f"{unit} {each.user}"
    return list(found.items())


def _errors(refused: RefusedError | None) -> list[dict[str, str]]:
    if refused is None:
        return []
    return [{"url": f"#f-{refused.field}" if refused.field else "", "text": refused.message}]


def _inferred_page(
    request: SignedInRequest,
    entered: Door,
    picked: list[str] | None = None,
    refused: RefusedError | None = None,
) -> HttpResponse:
    rows = list(_targets(entered).exclude(inferred=[]).select_related("lead_unit"))
    if picked is None:  # all of them at first: who looked through the list unticks what is wrong
        picked = [row.code for row in rows if row.lead_unit_id]
    context: dict[str, Any] = {
        "rows": [(row, _inferred(row), name_of(row.reporting_months)) for row in rows],
        "picked": picked,
        "reason": request.POST.get("reason", ""),
        "wrong": refused.field if refused else "",
        "errors": _errors(refused),
        "subtitle": "推定的内容由专班确认后才算数",
    }
    page = {**head(entered, "setup_units"), **context}
    return render(request, "dashboard/setup_units.html", page, status=422 if refused else 200)
