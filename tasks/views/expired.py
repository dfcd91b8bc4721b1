"""What was typed on an entry page is not lost to an expired sign-in, with or without JavaScript.

It waits in the browser's own session, signed with whose it is, and comes back into the fields of
the same page when that very person has signed in again; to anybody else it is thrown away.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from accounts.models import User

KEPT, SALT = "typed", "tasks.views.expired"
MOST_CHARACTERS = 200_000  # more than any table of a unit
MOST_SECONDS = 60 * 60
NOT_TYPED = {"csrfmiddlewaretoken", "whose", "action", "withdraw"}
WAITS = "登录已过期，刚才填的还没有保存。重新登录后会填回原来的页面，请核对后再保存或提交。"
BACK = "已填回登录过期前填的内容，还没有保存：请核对后再保存或提交。"
View = Callable[..., HttpResponseBase]


def whose(user: User) -> str:
    """Whose page this is, as its form says when the sign-in has expired."""
    return signing.dumps(user.pk, salt=SALT)


def signed_in(view: View) -> View:
    """As `login_required`; what an expired person posted is kept until they are back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **route: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **route)
        if request.method == "POST" and "HX-Request" not in request.headers:
            _keep(request)
        return redirect_to_login(request.path)

    return guarded


def _keep(request: HttpRequest) -> None:
    try:
        owner = signing.loads(request.POST.get("whose", ""), salt=SALT)
    except signing.BadSignature:
        return  # not a form of ours: nothing of it is kept
    fields = {name: text for name, text in request.POST.dict().items() if name not in NOT_TYPED}
    size = sum(len(text) for pair in fields.items() for text in pair)
    if size > MOST_CHARACTERS:
        return
    request.session[KEPT] = {
        "owner": owner,
        "path": request.path,
        "at": time.time(),
        "fields": fields,
    }
    messages.warning(request, WAITS)


def taken_back(request: HttpRequest) -> dict[str, str]:
    """What this very person typed on this very page before their sign-in expired; once."""
    kept = request.session.get(KEPT)
    if kept is None:
        return {}
    is_theirs = kept["owner"] == request.user.pk and time.time() - kept["at"] < MOST_SECONDS
    if is_theirs and kept["path"] != request.path:
        return {}
    del request.session[KEPT]
    return dict(kept["fields"]) if is_theirs else {}
