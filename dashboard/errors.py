"""When the product itself fails: a page that needs nothing, and a number to find it in the log."""

from __future__ import annotations

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.encoding import escape_uri_path

logger = logging.getLogger(__name__)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with a number that stands in the log beside Django's own traceback."""
    error_id = secrets.token_hex(4)
    where = escape_uri_path(request.path)  # a line break in an address makes no line of the log
    logger.error("error %s at %s %s", error_id, request.method, where)
    return HttpResponse(render_to_string("500.html", {"error_id": error_id}), status=500)
