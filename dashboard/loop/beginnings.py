"""What may be begun from a published target or task: the office issues an order, a leader writes 批示.

It stands above the shared body for this person alone, and asks the database nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.template.loader import render_to_string
from django.urls import reverse

from accounts import rules
from dashboard.context import frame_of
from plans.access import SignedInRequest
from plans.models import Plan


def aside(request: SignedInRequest, plan: Plan, route: Mapping[str, object]) -> str:
    """The links as a line; empty for whoever begins nothing here."""
    links = list(_links(request, plan, route))
    return render_to_string("loop/_beginnings.html", {"links": links}) if links else ""


def _links(
    request: SignedInRequest, plan: Plan, route: Mapping[str, object]
) -> Iterator[tuple[str, str]]:
    by, code = request.user, route.get("code")
    about = f"target={code}" if code else f"task={route.get('number')}"
    if rules.may_review(by, plan.district_id):
        yield "转督办单", f"{reverse('order_new', args=[plan.slug])}?{about}"
    month = frame_of(request).reading_month
    if code and month and rules.may_instruct(by, plan.district_id):
        yield "批示", reverse("instruct", args=[plan.slug, month, code])
