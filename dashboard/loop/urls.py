"""Where the pages of the closed loop are."""

from __future__ import annotations

from django.urls import URLPattern, path

from dashboard.loop import (
    calendar_views,
    gathering_views,
    highlight_views,
    instruction_views,
    milestone_views,
    order_views,
    problem_views,
    resolution_views,
)

PROBLEMS = "<slug:plan>/problems"
ORDERS, HELP = "<slug:plan>/orders", "<slug:plan>/help"

HIGHLIGHTS = "<slug:plan>/highlights"
GATHERINGS = "<slug:plan>/gatherings"

urlpatterns: list[URLPattern] = [
    path(
        "<slug:plan>/entry/milestones/<int:number>/",
        milestone_views.entry_milestones,
        name="entry_milestones",
    ),
    path(
        "<slug:plan>/review/milestones/", milestone_views.milestone_review, name="milestone_review"
    ),
    path("accounts/calendar/", calendar_views.calendar_key, name="calendar_key"),
    path("calendar/<str:token>.ics", calendar_views.calendar_feed, name="calendar_feed"),
    path(f"{HIGHLIGHTS}/", highlight_views.highlights_page, name="highlight_list"),
    path(f"{HIGHLIGHTS}/new/", highlight_views.highlight_new, name="highlight_new"),
    path(f"{HIGHLIGHTS}/<int:pk>/", highlight_views.highlight_detail, name="highlight_detail"),
    path(f"{GATHERINGS}/", gathering_views.gatherings_page, name="gathering_list"),
    path(f"{GATHERINGS}/new/", gathering_views.gathering_new, name="gathering_new"),
    path(f"{GATHERINGS}/<int:number>/", gathering_views.gathering, name="gathering_detail"),
    path(
        f"{GATHERINGS}/<int:number>/<int:item>/",
        resolution_views.resolution,
        name="resolution_detail",
    ),
    path(f"{PROBLEMS}/", problem_views.problems_page, name="problem_list"),
    path(f"{PROBLEMS}.csv", problem_views.problems_csv, name="problem_csv"),
    path(f"{PROBLEMS}.xlsx", problem_views.problems_xlsx, name="problem_xlsx"),
    path(f"{PROBLEMS}/new/", problem_views.problem_raise, name="problem_new"),
    path(f"{PROBLEMS}/<int:number>/", problem_views.problem, name="problem_detail"),
    path(f"{ORDERS}/", order_views.order_list_page, name="order_list"),
    path(f"{ORDERS}/new/", order_views.order_issue, name="order_new"),
    path(f"{ORDERS}/<int:number>/", order_views.order_detail, name="order_detail"),
    path(f"{ORDERS}/<int:number>/print/", order_views.order_print, name="order_print"),
    path(f"{ORDERS}/<int:number>/paper.docx", order_views.order_docx, name="order_paper"),
    path(f"{HELP}/", order_views.help_list_page, name="help_list"),
    path(f"{HELP}/new/", order_views.help_ask, name="help_new"),
    path(f"{HELP}/<int:number>/", order_views.help_detail, name="help_detail"),
    path("<slug:plan>/instructions/", instruction_views.instruction_list, name="instruction_list"),
    path(
        "<slug:plan>/<month:month>/targets/<slug:code>/instruct/",
        instruction_views.instruct,
        name="instruct",
    ),
]
