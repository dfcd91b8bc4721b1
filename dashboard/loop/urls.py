"""Where the pages of the closed loop are."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
