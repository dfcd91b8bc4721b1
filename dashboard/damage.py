"""A publication that no longer matches its hash is shown to nobody, and every page of it says why."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dashboard.publication import DamagedPublicationError
from dashboard.report.frozen import UnreadableReportError

logger = logging.getLogger(__name__)


class RefuseDamaged:
    """Middleware: a page, file or paper made of a damaged publication is a sentence (503) instead."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Any other error is somebody else's."""
        if not isinstance(error, DamagedPublicationError | UnreadableReportError):
            return None
        logger.error("damaged publication behind %s: %s", request.path, error)
        response = render(request, "damaged.html", status=503)
        response["Cache-Control"] = "no-store"
        return response
