"""Where a person goes on after an act that was asked for on some page: back to that page."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def onward(request: HttpRequest, default: str = "/") -> str:
    """The page named by `next`, where it is one of our own; any other address is not followed."""
    wish = request.POST.get("next", "")
    hosts = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(wish, hosts, require_https=request.is_secure())
    # A bare word would be looked up as the name of a page, and fail where there is none.
    return wish if is_ours and wish.startswith("/") else default
