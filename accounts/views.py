"""What everybody may set for themselves: the role they work in, and the size of the text."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts import people
from accounts.models import User
from accounts.onward import onward

A_YEAR = 365 * 24 * 60 * 60


@require_POST
@login_required
def switch_membership(request: HttpRequest) -> HttpResponse:
    """Work in another of one's own roles, beginning at that role's first page."""
    user = cast("User", request.user)
    wish = request.POST.get("membership", "")
    membership = next((role for role in user.roles if str(role.pk) == wish), None)
    if membership is None:
        raise Http404("没有这个身份")
    people.switch(user, membership)
    messages.success(request, f"已换到{membership}")
    return redirect(settings.LOGIN_REDIRECT_URL)


@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """大字版: kept in this browser for a year, drawn by the server."""
    response = redirect(onward(request))
    if request.POST.get("size") == "large":
        response.set_cookie(
            "text_size",
            "large",
            max_age=A_YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie("text_size", samesite="Lax")
    return response
