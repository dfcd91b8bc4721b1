"""What stands over and under every reading page: the issue, the day it was published, as of when."""

from __future__ import annotations

from calendar import monthrange

from django.utils import timezone

from dashboard.report import MonthlyReport, shown

DEMO = "演示数据，不作依据"


def published_day(report: MonthlyReport) -> str:
    """2024年9月10日; empty for a month not yet published."""
    if report.edition is None:
        return ""
    day = timezone.localtime(report.edition.published_at)
    return f"{day.year}年{day.month}月{day.day}日"


def numbered(report: MonthlyReport) -> str:
    """Which issue it is: 第8期, 第1期（补录）; a month not yet published has no number."""
    if report.edition is None:
        return "填报中"
    return f"第{report.month}期{'（补录）' if report.is_backfill else ''}"


def issue(report: MonthlyReport) -> str:
    """第8期 · 9月10日发布 · 序时进度66.7%; a month not yet published says so."""
    parts = ["填报中，未发布"]
    if report.edition is not None:
        parts = [numbered(report), *_published(report)]
    return " · ".join([*parts, f"序时进度{shown.percent(report.share)}"])


def as_of(report: MonthlyReport) -> str:
    """数据截至2024年8月31日 · 第8期，9月10日发布."""
    year, month = report.plan.year, report.month
    day = f"数据截至{year}年{month}月{monthrange(year, month)[1]}日"
    if report.edition is None:
        return f"{day} · 未发布"
    return f"{day} · {numbered(report)}，{'，'.join(_published(report))}"


def _published(report: MonthlyReport) -> list[str]:
    """9月10日发布, 第2版: the year where it is another one, the edition from the second on."""
    edition = report.edition
    if edition is None:
        return []
    day = timezone.localtime(edition.published_at)
    year = "" if day.year == report.plan.year else f"{day.year}年"
    told = [f"{year}{day.month}月{day.day}日发布"]
    return told if edition.number == 1 else [*told, f"第{edition.number}版"]
