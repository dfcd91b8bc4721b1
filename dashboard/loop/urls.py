"""Where the pages of the closed loop are."""

from __future__ import annotations

from django.urls import URLPattern, path

from dashboard.loop import calendar_views, problem_views

PROBLEMS = "<slug:plan>/problems"

urlpatterns: list[URLPattern] = [
    path("accounts/calendar/", calendar_views.calendar_key, name="calendar_key"),
    path("calendar/<str:token>.ics", calendar_views.calendar_feed, name="calendar_feed"),
    path(f"{PROBLEMS}/", problem_views.problems_page, name="problem_list"),
    path(f"{PROBLEMS}.csv", problem_views.problems_csv, name="problem_csv"),
    path(f"{PROBLEMS}.xlsx", problem_views.problems_xlsx, name="problem_xlsx"),
    path(f"{PROBLEMS}/new/", problem_views.problem_raise, name="problem_new"),
    path(f"{PROBLEMS}/<int:number>/", problem_views.problem, name="problem_detail"),
]
