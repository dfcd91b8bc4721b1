"""Where the pages that make a plan are."""

from __future__ import annotations

from django.urls import URLPattern, path

from dashboard.planning import county_views, plan_list

urlpatterns: list[URLPattern] = [
    path("plans/", plan_list.plan_list, name="plan_list"),
    path("counties/", county_views.county_list, name="county_list"),
    path("counties.csv", county_views.county_csv, name="county_csv"),
    path("counties.xlsx", county_views.county_xlsx, name="county_xlsx"),
]
