"""Which plan is this page about, and may this person open it?"""

from __future__ import annotations

from typing import cast

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts import rules
from accounts.models import District, User
from plans.models import Plan


class SignedInRequest(HttpRequest):
    """A request after `login_required`, with what the middleware put on it."""

    user: User
    htmx: HtmxDetails
    plan: Plan
    section: str  # the menu item this page belongs to, where it is not its own
    waiting: int  # how much waits for the office, where the page has counted it already


def with_company(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """Each with whether its district has other plans, and counties below it: the frame's links."""
    others = Plan.objects.filter(district=OuterRef("district")).exclude(pk=OuterRef("pk"))
    below = District.objects.filter(parent=OuterRef("district"))
    return plans.annotate(is_one_of_many=Exists(others), has_counties=Exists(below))


def plan_for(request: HttpRequest, slug: str) -> Plan:
    """The plan of this address, kept on the request for the frame; 404 where one may not read it."""
    asked: Plan | None = getattr(request, "plan", None)
    if asked is not None and asked.slug == slug:
        return asked  # found, and allowed, earlier in this request
    found = with_company(Plan.objects.filter(slug=slug))
    plan = found.defer("text").select_related("district").first()
    user = cast("User", request.user)
    if plan is None or not rules.may_read(user, plan.district_id):
        raise Http404("没有这个计划")
    cast("SignedInRequest", request).plan = plan
    return plan
