"""Search."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dashboard import search_page
from dashboard.pages import Page, answer
from plans.access import SignedInRequest
from plans.converters import Month

SEARCH = Page("search", "dashboard/search.html", "搜索", search_page.context)


@require_safe
@login_required
def search(request: SignedInRequest, plan: str, month: Month | None = None) -> HttpResponse:
    """Targets, tasks, units and the text of one month."""
    return answer(request, SEARCH, plan, month)
