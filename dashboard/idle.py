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
        now, step = int(time.time()), min(A_MINUTE, settings.SESSION_COOKIE_AGE // 2)
        if now - session.get(SEEN, 0) >= step:
            session[SEEN] = now
        return response

    return middleware
