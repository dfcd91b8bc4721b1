"""`/healthz`: may requests be sent here? For load balancers and monitoring, not for people."""

from __future__ import annotations

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import District

PLAIN = "text/plain; charset=utf-8"


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """`ok` when the database answers from its own tables, else 503; no session, no sign-in."""
    try:
        District.objects.exists()
    except Error:
        return HttpResponse("数据库没有应答。", status=503, content_type=PLAIN)
    return HttpResponse("ok", content_type=PLAIN)
