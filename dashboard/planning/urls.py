"""Where the pages that make a plan are."""

from __future__ import annotations

from django.urls import URLPattern, path

from dashboard.planning import (
    confirm_views,
    copy_views,
    county_views,
    done_views,
    plan_list,
    sheet_views,
    upload_views,
)

urlpatterns: list[URLPattern] = [
    path("plans/", plan_list.plan_list, name="plan_list"),
    path("plans/new/", upload_views.newplan_upload, name="newplan_upload"),
    path("plans/new/<int:draft>/", confirm_views.newplan_confirm, name="newplan_confirm"),
    path("plans/new/<int:draft>/done/", done_views.newplan_done, name="newplan_done"),
    path("plans/new/template.xlsx", sheet_views.newplan_template, name="newplan_template"),
    path("<slug:plan>/setup/copy/", copy_views.newplan_copy, name="newplan_copy"),
    path("counties/", county_views.county_list, name="county_list"),
    path("counties.csv", county_views.county_csv, name="county_csv"),
    path("counties.xlsx", county_views.county_xlsx, name="county_xlsx"),
]
