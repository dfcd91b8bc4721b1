"""What may be begun from a published target or task: the office issues an order, a leader writes 批示.

It stands above the shared body for this person alone, with what is under way about it today.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.template.loader import render_to_string
from django.urls import reverse

from accounts import rules
from dashboard.context import frame_of
from dashboard.loop import under_way
from plans.access import SignedInRequest
from plans.models import Plan


def aside(request: SignedInRequest, plan: Plan, route: Mapping[str, object]) -> str:
    """The links as a line, and what is under way; empty for whoever begins nothing here."""
    links = list(_links(request, plan, route))
    is_reader = rules.may_read_evidence(request.user, plan.district_id)
    matters = under_way.about(plan, route) if is_reader else []
    context = {"links": links, "matters": matters}
    return render_to_string("loop/_beginnings.html", context) if links or matters else ""


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
