"""Where the pages of a report lead: the address of a target, a task, a unit in the same month."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from dashboard.opened import OpenReport
from dashboard.report import MonthlyReport


def page(report: MonthlyReport, name: str, **route: object) -> str:
    """The page of this name in the report's month; empty while the product has no such page.

    An opened report's pages are the public ones: nothing leads from them into the rest.
    """
    name = f"public_{name}" if isinstance(report, OpenReport) else name
    try:
        return reverse(name, kwargs={"plan": report.plan.slug, "month": report.key, **route})
    except NoReverseMatch:
        return ""


def target(report: MonthlyReport, code: str) -> str:
    """A target's page."""
    return page(report, "target_detail", code=code)


def task(report: MonthlyReport, number: int) -> str:
    """A task's page."""
    return page(report, "task_detail", number=number)


def unit(report: MonthlyReport, code: str) -> str:
    """A unit's page."""
    return page(report, "unit_detail", code=code)


def targets(report: MonthlyReport, **chosen: str) -> str:
    """The list of targets, filtered: targets(report, light="behind")."""
    address = page(report, "target_list")
    return f"{address}?{urlencode(chosen)}" if chosen else address
