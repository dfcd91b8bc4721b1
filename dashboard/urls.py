"""Where everything is.

A page about a month has the month in its address; without it the last published month is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase
from django.urls import URLPattern, include, path, register_converter

from dashboard import (
    assigning_views,
    bulletin_views,
    compare_views,
    configuring_views,
    correcting_views,
    deciding_views,
    health,
    history_views,
    issue_views,
    league_views,
    meeting_views,
    paper_views,
    public_views,
    publishing_views,
    search_views,
    setup_deciding_views,
    setup_views,
    views,
)
from dashboard.loop import setup as loop_setup
from plans.converters import MonthConverter

register_converter(MonthConverter, "month")

handler500 = "dashboard.errors.server_error"


def reading(rest: str, view: Callable[..., HttpResponseBase], name: str) -> list[URLPattern]:
    """A reading page's two addresses under its plan, with the month and without."""
    return [
        path(f"<slug:plan>/<month:month>/{rest}", view, name=name),
        path(f"<slug:plan>/{rest}", view, name=name),
    ]


def public(rest: str, view: Callable[..., HttpResponseBase], name: str) -> list[URLPattern]:
    """A page that anybody may read of a plan that is open, with the month and without."""
    return [
        path(f"public/<slug:plan>/<month:month>/{rest}", view, name=name),
        path(f"public/<slug:plan>/{rest}", view, name=name),
    ]


ISSUE = "<slug:plan>/issues/<int:number>/"
TARGET = "<slug:plan>/<month:month>/targets/<slug:code>/"

urlpatterns: list[Any] = [
    path("", views.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("", include("accounts.urls")),
    path("", include("tasks.urls")),
    path("", include("dashboard.loop.urls")),
    path("", include("dashboard.planning.urls")),
    *public("targets/", public_views.target_list, "public_target_list"),
    *public("tasks/", public_views.task_list, "public_task_list"),
    *public("text/", public_views.plan_text, "public_plan_text"),
    *public("", public_views.overview, "public_overview"),
    path("<slug:plan>/setup/", setup_views.setup, name="setup"),
    path("<slug:plan>/setup/baselines/", setup_views.baselines, name="setup_baselines"),
    path("<slug:plan>/setup/schedules/", setup_views.schedules, name="setup_schedules"),
    path("<slug:plan>/setup/past/", setup_views.past, name="setup_past"),
    path("<slug:plan>/setup/goals/", setup_deciding_views.goals, name="setup_goals"),
    path("<slug:plan>/setup/targets/", assigning_views.target_table, name="setup_targets"),
    path(
        "<slug:plan>/setup/targets/<slug:code>/", assigning_views.target_form, name="setup_target"
    ),
    path("<slug:plan>/setup/units/", assigning_views.inferred_list, name="setup_units"),
    path("<slug:plan>/setup/lights/", configuring_views.lights, name="setup_lights"),
    path("<slug:plan>/setup/periods/", configuring_views.days, name="setup_periods"),
    path("<slug:plan>/setup/league/", configuring_views.league, name="setup_league"),
    path("<slug:plan>/setup/rules/", configuring_views.rules, name="setup_rules"),
    path("<slug:plan>/setup/loop/", loop_setup.loop, name="setup_loop"),
    path("<slug:plan>/setup/public/", configuring_views.public, name="setup_public"),
    path("<slug:plan>/setup/proposals/", setup_deciding_views.proposals, name="setup_proposals"),
    path("<slug:plan>/review/<month:month>/publish/", publishing_views.publish, name="publish"),
    path("<slug:plan>/review/corrections/", deciding_views.correction_list, name="correction_list"),
    path(TARGET + "correct/", correcting_views.correct, name="correct"),
    path(TARGET + "object/", correcting_views.object_, name="object"),
    path(TARGET + "history/", history_views.target_history, name="target_history"),
    path("<slug:plan>/issues/", issue_views.publication_list, name="publication_list"),
    path("<slug:plan>/issues/year.zip", issue_views.publication_year, name="publication_year"),
    path(ISSUE, issue_views.publication_detail, name="publication_detail"),
    path(ISSUE + "today/", issue_views.publication_difference, name="publication_difference"),
    path(
        ISSUE + "today.csv",
        issue_views.publication_difference_csv,
        name="publication_difference_csv",
    ),
    path("<slug:plan>/history/", history_views.history_page, name="history"),
    path("<slug:plan>/history.csv", history_views.history_csv, name="history_csv"),
    path("<slug:plan>/history.xlsx", history_views.history_xlsx, name="history_xlsx"),
    *reading("targets/<slug:code>/", views.target_page, "target_detail"),
    *reading("targets/", views.targets_page, "target_list"),
    *reading("tasks/<int:number>/", views.task_page, "task_detail"),
    *reading("tasks/year/", views.task_year_page, "task_year"),
    *reading("tasks/", views.tasks_page, "task_list"),
    *reading("text/", views.text_page, "plan_text"),
    *reading("charts/", views.charts, "charts"),
    *reading("units/<slug:code>/", views.unit_page, "unit_detail"),
    *reading("search/", search_views.search, "search"),
    *reading("compare/", compare_views.compare, "compare"),
    path("<slug:plan>/<month:month>/compare.csv", compare_views.compare_csv, name="compare_csv"),
    path("<slug:plan>/<month:month>/compare.xlsx", compare_views.compare_xlsx, name="compare_xlsx"),
    *reading("formulas/", views.formulas_page, "formula_list"),
    *reading("league/", league_views.league, "league"),
    path("<slug:plan>/<month:month>/league.csv", league_views.league_csv, name="league_csv"),
    *reading("onepage/", bulletin_views.one_page, "one_page"),
    path(
        "<slug:plan>/issues/<int:number>/bulletin/",
        bulletin_views.bulletin,
        name="publication_bulletin",
    ),
    path("<slug:plan>/<month:month>/papers/<slug:key>", paper_views.paper_file, name="paper"),
    *reading("papers/", paper_views.papers_page, "papers"),
    *reading("meeting/", meeting_views.meeting, "meeting"),
    path(
        "<slug:plan>/<month:month>/meeting/<int:number>/",
        meeting_views.meeting_item,
        name="meeting_item",
    ),
    *reading("screen/", meeting_views.screen_page, "screen"),
    path("<slug:plan>/<month:month>/targets.csv", views.targets_csv, name="target_csv"),
    path("<slug:plan>/<month:month>/targets.xlsx", views.targets_xlsx, name="target_xlsx"),
    path("<slug:plan>/<month:month>/tasks.csv", views.tasks_csv, name="task_csv"),
    path("<slug:plan>/<month:month>/tasks.xlsx", views.tasks_xlsx, name="task_xlsx"),
    path(
        "<slug:plan>/<month:month>/export.xlsx",
        paper_views.paper_file,
        {"key": "excel"},
        name="export",
    ),
    *reading("", views.overview_page, "overview"),
]
