"""The pages of the papers one reads on the screen too: 一页纸 and the 通报."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts import rules
from dashboard import one_page as sheet
from dashboard.pages import Page, answer
from plans.access import SignedInRequest, plan_for
from plans.converters import Month

ONE_PAGE = Page(
    "one_page",
    "dashboard/onepage.html",
    "一页纸",
    sheet.context,
    section="overview",
    styles=("css/onepage.css",),
)


@require_safe
@login_required
def one_page(request: SignedInRequest, plan: str, month: Month | None = None) -> HttpResponse:
    """一页纸, for leaders and the office."""
    found = plan_for(request, plan)
    if not rules.may_hold_meeting(request.user, found.district_id):
        raise PermissionDenied
    return answer(request, ONE_PAGE, plan, month)
