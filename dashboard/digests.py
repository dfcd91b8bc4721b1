"""What pages about many plans need of each one's last published report, read once an edition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from django.conf import settings
from django.core.cache import caches
from django.db.models import OuterRef, QuerySet, Subquery

from dashboard import publication
from dashboard.counties import Line, Mark, Published
from dashboard.models import Publication
from dashboard.report import MonthlyReport
from dashboard.report.rows import TargetRow
from dashboard.report.words import verdict
from plans.models import Plan

KEEP_SECONDS = 24 * 60 * 60
Make = Callable[[MonthlyReport, int], Published]


def last_published(plans: QuerySet[Plan]) -> dict[int, Published]:
    """Each plan's last report by the plan's key; plans without one are left out.

    One question however many plans there are, a second for what nobody has asked for yet.
    """
    return _last(plans, digest)


def last_verdicts(plans: QuerySet[Plan]) -> dict[int, Published]:
    """The same without the targets: month, edition and the sentence a leader reads first."""
    return _last(plans, summary)


def _last(plans: QuerySet[Plan], make: Make) -> dict[int, Published]:
    newest = Publication.objects.filter(period__plan=OuterRef("period__plan"))
    newest = newest.order_by("-period__month", "-edition")
    last = Subquery(newest.values("pk")[:1])
    rows = Publication.objects.filter(period__plan__in=plans.order_by(), pk=last)
    found = {row[0]: row for row in rows.values_list("pk", "sha256", "edition", "period__plan_id")}
    names = {pk: f"{make.__name__}:{settings.BUILD}:{row[1]}:{row[2]}" for pk, row in found.items()}
    cache = caches["pages"]
    kept = cache.get_many(names.values())
    known = {pk: kept[name] for pk, name in names.items() if name in kept}
    missing = [pk for pk in found if pk not in known]
    for each in _with_bodies(missing) if missing else ():
        known[each.pk] = make(publication.opened(each), each.edition)
        cache.set(names[each.pk], known[each.pk], KEEP_SECONDS)
    return {found[pk][3]: known[pk] for pk in known}


def _with_bodies(keys: list[int]) -> Iterator[Publication]:
    rows = Publication.objects.filter(pk__in=keys).only("pk", "body", "sha256", "edition")
    return rows.iterator(chunk_size=1)


def summary(report: MonthlyReport, edition: int) -> Published:
    """What is read of a report in a list of plans."""
    return replace(digest(report, edition), lines=())


def digest(report: MonthlyReport, edition: int) -> Published:
    """What of a report is read beside others: its verdict, and how each target stood by month."""
    return Published(
        plan=report.plan.title,
        district=report.plan.district,
        year=report.plan.year,
        month=report.month,
        edition=edition,
        verdict=verdict(report.counts),
        is_demo=report.plan.is_demo,
        lines=tuple(_line(report, row) for row in report.targets),
    )


def _line(report: MonthlyReport, row: TargetRow) -> Line:
    return Line(
        name=row.name,
        kind=row.promise.kind.value,
        comparator=row.promise.comparator.value,
        measure=row.measure,
        decimals=row.decimals,
        marks=tuple(
            Mark(
                month=figure.month,
                value=figure.value,
                figure_month=figure.figure_month,
                goal=row.promise_in(figure.month).goal,
                light=report.plan.word(figure.light),
                kind_of_light=figure.light.value,
            )
            for figure in row.figures
        ),
    )
