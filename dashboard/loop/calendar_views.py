"""日历订阅: one's own secret address, and what it answers to a calendar program without sign-in."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dashboard.loop import calendar_file
from dashboard.public_views import asks_too_often, refused_as_too_often
from plans.access import SignedInRequest
from plans.today import today
from tasks import calendars


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def calendar_key(request: SignedInRequest) -> HttpResponse:
    """日历订阅: whether there is an address; posted: a new one, shown this once, or none."""
    secret = ""
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act == "drop":
            calendars.drop(request.user, by=request.user)
            messages.success(request, "已停用，原来的地址打不开了。")
            return redirect("calendar_key")
        if act != "make":
            return redirect("calendar_key")
        secret = calendars.make(request.user, by=request.user)
    context = {
        "key": calendars.key_of(request.user),
        "address": _address(request, secret) if secret else "",
    }
    return render(request, "loop/calendar.html", context)


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a secret address; 404 for any other, whatever it looks like."""
    if asks_too_often(request):
        return refused_as_too_often()
    owner = calendars.owner_of(token)
    if owner is None:
        raise Http404("没有这个日历")
    body = calendar_file.ics(calendars.due_for(owner, on=today()), at=timezone.now())
    return HttpResponse(
        body,
        headers={
            "Content-Type": "text/calendar; charset=utf-8",
            "Content-Disposition": 'inline; filename="xushi.ics"',
            "Cache-Control": "private, no-store",
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _address(request: SignedInRequest, secret: str) -> str:
    """The whole address, as it is pasted into a calendar program."""
    path = reverse("calendar_feed", args=[secret])
    site: str = settings.SITE_URL
    return f"{site.rstrip('/')}{path}" if site else request.build_absolute_uri(path)
