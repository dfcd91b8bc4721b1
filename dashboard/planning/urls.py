"""Where the pages that make a plan are."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
