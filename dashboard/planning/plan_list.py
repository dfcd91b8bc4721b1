"""我的计划: every plan of the person's districts, how it stood last, and what waits there for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import rules
from accounts.choices import Role
from accounts.models import Membership
from dashboard import digests
from dashboard.awaited import awaited
from dashboard.context import frame_of
from dashboard.counties import Published
from plans.access import SignedInRequest, with_company
from plans.models import Plan

PLANNERS = frozenset({Role.OFFICE, Role.ADMINISTRATOR})  # as rules.may_plan has it


@dataclass(frozen=True)
class Line:
    """One plan: where it leads, what its last report says, what waits there for this person."""

    plan: Plan
    url: str  # empty for a plan of another district, which one changes to first
    published: Published | None
    awaited: str
    awaited_url: str
    copy_url: str  # where it is copied forward, for those who may, until it has been


@dataclass(frozen=True)
class Group:
    """The plans of one district, and the membership by which one reads them."""

    membership: Membership
    lines: tuple[Line, ...]


@require_safe
@login_required
def plan_list(request: SignedInRequest) -> HttpResponse:
    """Side by side, the district one works in first."""
    roles = _one_a_district(request.user.roles)
    plans = Plan.objects.filter(district_id__in=[role.district_id for role in roles])
    later = Plan.objects.filter(previous=OuterRef("pk"))
    rows = list(with_company(plans).annotate(is_followed=Exists(later)).defer("text"))
    frame = frame_of(request)
    member = request.user.member
    own = [plan for plan in rows if member and plan.district_id == member.district_id]
    published = digests.last_verdicts(plans)
    waits = awaited(own, member)
    busy = (plan for plan in own if waits.get(plan.pk, ("", ""))[0])
    frame.section, frame.plan = "plan_list", next(busy, own[0] if own else None)
    groups = [
        Group(
            role,
            tuple(
                _line(plan, role, published.get(plan.pk), waits.get(plan.pk, ("", "")))
                for plan in rows
                if plan.district_id == role.district_id
            ),
        )
        for role in roles
    ]
    context = {"groups": groups, "new_url": _new_plan(request, member), "total": len(rows)}
    return render(request, "planning/plan_list.html", context)


def _one_a_district(roles: Iterable[Membership]) -> list[Membership]:
    """One membership for each district: the one worked in where there are several, and first."""
    found: dict[int, Membership] = {}
    for role in sorted(roles, key=lambda role: not role.is_current):
        found.setdefault(role.district_id, role)
    return list(found.values())


def _line(
    plan: Plan, role: Membership, published: Published | None, waits: tuple[str, str]
) -> Line:
    url = reverse("overview", args=[plan.slug]) if role.is_current else ""
    may_copy = role.is_current and role.role in PLANNERS and not getattr(plan, "is_followed", True)
    copy_url = reverse("newplan_copy", args=[plan.slug]) if may_copy else ""
    return Line(plan, url, published, *waits, copy_url)


def _new_plan(request: SignedInRequest, member: Membership | None) -> str:
    """Where a new plan is fed in, for those who may."""
    if member is None or not rules.may_plan(request.user, member.district_id):
        return ""
    return reverse("newplan_upload")
