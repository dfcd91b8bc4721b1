"""When the product itself fails: a page that needs nothing, and a number to find it in the log."""

from __future__ import annotations

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with a number that stands in the log beside Django's own traceback."""
    error_id = secrets.token_hex(4)
    logger.error("error %s at %s %s", error_id, request.method, request.path)
    return HttpResponse(render_to_string("500.html", {"error_id": error_id}), status=500)
