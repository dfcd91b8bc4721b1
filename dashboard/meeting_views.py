"""会议模式 and the big screen."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts import rules
from dashboard import cockpit, screen
from dashboard.idle import is_refresh
from dashboard.pages import Page, answer
from plans.access import SignedInRequest
from plans.converters import Month

BASE = "dashboard/meeting/meeting_base.html"
STYLES = ("css/charts.css", "css/meeting.css")
MEETING = Page(
    "meeting",
    "dashboard/meeting/deck.html",
    "会议模式",
    cockpit.context,
    styles=STYLES,
    scripts=("js/meeting.js",),
    frame=BASE,
    head="",
    may=rules.may_hold_meeting,
)
ITEM = Page(
    "meeting_item",
    MEETING.template,
    MEETING.title,
    cockpit.context,
    section="meeting",
    styles=STYLES,
    scripts=MEETING.scripts,
    frame=BASE,
    head="",
    may=rules.may_hold_meeting,
)
SCREEN = Page(
    "screen",
    "dashboard/meeting/screen.html",
    "看板",
    screen.context,
    styles=STYLES,
    scripts=("js/screen.js",),
    frame=BASE,
    head="",
)


@require_safe
@login_required
def meeting(request: SignedInRequest, plan: str, month: Month | None = None) -> HttpResponse:
    """会议模式, from its first slide on: leaders and the office."""
    return answer(request, MEETING, plan, month)


@require_safe
@login_required
def meeting_item(request: SignedInRequest, plan: str, month: Month, number: int) -> HttpResponse:
    """The same deck, open at one of its slides."""
    return answer(request, ITEM, plan, month, number=number)


@require_safe
@login_required
def screen_page(request: SignedInRequest, plan: str, month: Month | None = None) -> HttpResponse:
    """看板: refreshed by itself, which does not count as somebody being at work."""
    is_refresh(request)
    return answer(request, SCREEN, plan, month)
