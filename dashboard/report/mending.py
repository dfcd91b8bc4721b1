"""A published month with one figure changed (更正, 修订, 补报): edition n + 1 of its report. Pure.

Everything comes from the frozen report: the promise, the cut points, the earlier figures. Only the
target's own row is judged again, with what follows from its light: counts, changes, how its unit
reported. Ranks are not recomputed; nothing live reaches it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from dashboard.report.figures import Ground, as_reported, computed_of, figure_of
from dashboard.report.reckoning import changes_of, counts_of
from dashboard.report.rows import Corrected, MonthlyReport, Reporting, TargetRow
from dashboard.report.shown import reported
from targets.arithmetic import Calendar, Scale, judge
from targets.choices import Cause


@dataclass(frozen=True)
class Mended:
    """What an approved correction says: the value, whose doing it was, who and when."""

    code: str
    value: Decimal
    cause: Cause
    reason: str
    proposed_by: str
    approved_by: str
    day: date


def mend(report: MonthlyReport, mended: Mended, *, edition: int) -> MonthlyReport:
    """The same month with one figure changed, as its next edition; still without its seal.

    Errors: KeyError where the report has no such target.
    """
    if report.target(mended.code) is None:
        raise KeyError(mended.code)
    rows = tuple(
        _mended(report, row, mended, edition) if row.code == mended.code else row
        for row in report.targets
    )
    return replace(
        report,
        targets=rows,
        counts=counts_of(row.now.light for row in rows),
        changes=changes_of(rows),
        reporting=tuple(_reporting(report, mended)),
        edition=None,
    )


def _mended(report: MonthlyReport, row: TargetRow, mended: Mended, edition: int) -> TargetRow:
    """The row judged again by its own frozen promise and figures."""
    month, old = report.month, row.now
    ground = Ground(
        promise=row.promise,
        scale=_scale(report),
        figures={**dict(reported(row)), month: mended.value},
        past=dict(row.past),
        measure=row.measure,
        decimals=row.decimals,
        backfilled=frozenset({month} if old.is_backfill else ()),
    )
    standing = judge(row.promise, ground.figures, month, Calendar(report.on, {}), ground.scale)
    new = figure_of(ground, standing)
    told = Corrected(
        code=row.code,
        short_name=row.short_name,
        old=old.value,
        new=as_reported(mended.value, row.decimals) or mended.value,
        old_light=old.light,
        new_light=new.light,
        cause=mended.cause.value,
        cause_label=mended.cause.label,
        reason=mended.reason,
        proposed_by=mended.proposed_by,
        approved_by=mended.approved_by,
        day=mended.day,
        in_edition=edition,
    )
    return replace(
        row,
        figures=(*row.figures[:-1], new),
        corrections=(*row.corrections, told),
        is_nil=False,
        reported_by=row.reported_by or mended.proposed_by,
        reviewed_by=row.reviewed_by or mended.approved_by,
        **computed_of(ground, standing),
    )


def _scale(report: MonthlyReport) -> Scale:
    """The cut points that the month was judged by."""
    plan = report.plan
    return Scale(plan.ahead, plan.on_pace, plan.behind, plan.in_points)


def _reporting(report: MonthlyReport, mended: Mended) -> Iterable[Reporting]:
    """How the units reported: what came late is no longer missing, an own mistake is counted."""
    row = report.target(mended.code)
    for each in report.reporting:
        if row is None or row.lead != each.unit or row.now.is_backfill:
            yield each
        elif row.short_name in each.missing:
            left = tuple(what for what in each.missing if what != row.short_name)
            yield replace(each, late=each.late + 1, missing=left)
        elif mended.cause == Cause.UNIT_ERROR:
            yield replace(each, mistakes=each.mistakes + 1)
        else:
            yield each
