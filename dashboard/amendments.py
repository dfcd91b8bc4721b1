"""What stands above a published page beside its body: old edition, later corrections, one's own acts.

Bodies are frozen with their edition; this is asked each time, and of the database only where the
months tell that an earlier one was corrected, or somebody reads who may do something here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from accounts import rules
from dashboard import objecting
from dashboard.models import Objection
from dashboard.months import Month
from dashboard.report.shown import MISSING
from plans.access import SignedInRequest
from plans.models import Plan, ReportingPeriod
from plans.today import today
from targets.choices import Stage
from targets.models import Correction, Target
from targets.numbers import show_exactly

MOST = 5  # corrections named above a page; the rest are counted


def of_month(
    request: SignedInRequest,
    plan: Plan,
    months: list[Month],
    month: Month,
    route: Mapping[str, object],
) -> str:
    """Above 总览: which earlier figures were corrected after this month was published."""
    found = list(_after(plan, month)[: MOST + 1]) if _has_later(months, month) else []
    if not found:
        return ""
    context = {"later": [_told(each, with_name=True) for each in found[:MOST]]}
    return _rendered({**context, "has_more": len(found) > MOST, "month": month})


def of_target(
    request: SignedInRequest,
    plan: Plan,
    months: list[Month],
    month: Month,
    route: Mapping[str, object],
) -> str:
    """Above a target's page: the same of this target, and what its unit and the office may do."""
    code = str(route["code"])
    later = _after(plan, month).filter(target__code=code) if _has_later(months, month) else ()
    context: dict[str, Any] = {"later": [_told(each) for each in later], "month": month}
    target = _target_to_mend(request, plan, code)
    if target is not None:
        context |= _acts(request, plan, month, target)
    return _rendered(context) if any(context.get(name) for name in PARTS) else ""


PARTS = ("later", "links", "proposals", "objections")


def _target_to_mend(request: SignedInRequest, plan: Plan, code: str) -> Target | None:
    """The target, for whoever may propose to correct it; not asked for anybody else."""
    by = request.user
    is_of_a_unit = by.member is not None and by.member.role in rules.UNIT_ROLES
    if not is_of_a_unit and not rules.may_review(by, plan.district_id):
        return None
    target = Target.objects.select_related("lead_unit").filter(plan=plan, code=code).first()
    if target is None:
        return None
    may = rules.may_propose_correction(by, target.lead_unit, plan.district_id)
    return target if may else None


def _acts(request: SignedInRequest, plan: Plan, month: Month, target: Target) -> dict[str, Any]:
    """Proposals and objections of this month, and the ways to a new one."""
    here = {"target": target, "period__month": month.number}
    proposals = Correction.objects.filter(**here).exclude(stage=Stage.APPROVED)
    objections = Objection.objects.filter(**here)
    return {
        "links": [
            *_links(request, plan, month, target),
            ("提出问题", f"{reverse('problem_new', args=[plan.slug])}?target={target.code}"),
        ],
        "proposals": [
            (each, shown_old(each.old_value), show_exactly(each.new_value))
            for each in proposals.select_related("proposed_by", "decided_by")
        ],
        "objections": list(objections.select_related("raised_by", "answered_by")),
    }


def _links(
    request: SignedInRequest, plan: Plan, month: Month, target: Target
) -> Iterator[tuple[str, str]]:
    """The forms that are open: a carried figure is corrected in the month it comes from."""
    told = [each for each in target.reporting_months if each <= month.number]
    if not told:
        return
    last = max(told)
    label = "提出更正" if last == month.number else f"更正所沿用的{last}月数据"
    reported = replace(month, key=f"{plan.year}-{last:02d}")
    yield label, _address("correct", plan, reported, target)
    may = rules.may_object(request.user, target.lead_unit)
    if may and last == month.number and _may_object(plan, month):
        yield "提出异议", _address("object", plan, month, target)
    yield "历次改动", _address("target_history", plan, reported, target)


def _may_object(plan: Plan, month: Month) -> bool:
    period = ReportingPeriod.objects.filter(plan=plan, month=month.number).first()
    last = objecting.last_day(period) if period else None
    return last is not None and today() <= last


def _has_later(months: list[Month], month: Month) -> bool:
    """Whether any month before this one has a corrected edition."""
    return any(each.edition > 1 for each in months[: month.number - 1])


def _after(plan: Plan, month: Month) -> QuerySet[Correction]:
    """Corrections of earlier months that came after this one was published."""
    shown = ReportingPeriod.objects.filter(plan=plan, month=month.number)
    rows = Correction.objects.filter(
        target__plan=plan,
        stage=Stage.APPROVED,
        period__month__lt=month.number,
        decided_at__gt=shown.values("published_at")[:1],
    )
    return rows.select_related("target", "period").order_by("period__month", "decided_at")


def _told(each: Correction, *, with_name: bool = False) -> str:
    old = shown_old(each.old_value)
    name = f"{each.target}" if with_name else ""
    new, cause = show_exactly(each.new_value), each.get_cause_display()
    return f"{name}{each.period.month}月{old}→{new}（{cause}）"


def shown_old(value: Decimal | None) -> str:
    """The published figure, or 未报 where the month has none."""
    return MISSING if value is None else show_exactly(value)


def _address(name: str, plan: Plan, month: Month, target: Target) -> str:
    return reverse(name, kwargs={"plan": plan.slug, "month": month.key, "code": target.code})


def _rendered(context: dict[str, Any]) -> str:
    return render_to_string("dashboard/amendments.html", context)
