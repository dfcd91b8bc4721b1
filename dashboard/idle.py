"""Idle sign-out: a session ends when its person has done nothing for SESSION_IDLE_SECONDS.

Saving the session at every request would cost a write to the database each time; its end is moved
on at most once a minute instead.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

SEEN = "seen"
A_MINUTE = 60
REFRESH = "refresh"


def is_refresh(request: HttpRequest) -> bool:
    """Whether a page asks for itself again, by header or (without JavaScript) by ?refresh=1.

    Called by a page's view, it marks the request: nobody is at work, so the session ends when it
    would have ended. A wall that must stay up is kept up by somebody's key or click.
    """
    asked = "1" in {request.headers.get("X-Refresh"), request.GET.get(REFRESH)}
    request.is_refresh = asked  # type: ignore[attr-defined]  # ours alone, beside Django's own
    return asked


def idle_sign_out(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: moves the session's end on, and keeps signed-in pages out of shared caches."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session = request.session
        if not session.accessed or SESSION_KEY not in session:
            return response
        response.headers.setdefault("Cache-Control", "private, no-cache")
        if getattr(request, "is_refresh", False):
            return response
        now, step = int(time.time()), min(A_MINUTE, settings.SESSION_COOKIE_AGE // 2)
        if now - session.get(SEEN, 0) >= step:
            session[SEEN] = now
        return response

    return middleware
