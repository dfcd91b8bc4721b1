"""Where everything is."""

from __future__ import annotations

from django.urls import include, path, register_converter

from dashboard import health
from plans.converters import MonthConverter

register_converter(MonthConverter, "month")

handler500 = "dashboard.errors.server_error"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("", include("accounts.urls")),
]
