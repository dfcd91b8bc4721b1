"""Last year's figures are entered by the office, or copied from an earlier plan (去年同期).

They judge nothing: they stand beside this year's figures, shape forecasts, and can fill a schedule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from accounts import rules
from accounts.models import User
from accounts.texts import tidy
from accounts.tracing import trace
from plans.models import Plan
from targets import numbers, rounds
from targets.choices import State
from targets.models import Measurement, PastFigure, Target
from targets.rounds import RefusedError

MOST_SOURCE = 100  # as the model's column is
ENTERED = "录入去年同期"


@dataclass(frozen=True)
class Typed:
    """One month's field: what stands in it, and what was shown in it when it was opened."""

    text: str
    seen: str = ""


@transaction.atomic
def record(target: Target, *, typed: Mapping[int, Typed], source: str, by: User) -> tuple[int, ...]:
    """Keep last year's figures of a target by month (1-12); an emptied field takes one away.

    Fields left as they were shown are not touched. Answers the months that changed. Raises
    PermissionDenied for anybody but the office, RefusedError at month-1 … month-12, also where
    somebody else changed the same month meanwhile; nothing is kept then.
    """
    if not rules.may_review(by, target.plan.district_id):
        raise PermissionDenied
    source = tidy(source)
    rounds.require_length(source, MOST_SOURCE, f"{target}：来源", "source")
    _hold(Target.objects.filter(pk=target.pk))
    standing = {row.month: row for row in target.past_figures.all()}
    changed = []
    for month, field in typed.items():
        if tidy(field.text) == tidy(field.seen):
            continue
        value = _read(target, month, field.text)
        if _put(target, month, standing.get(month), value, field, source=source, by=by):
            changed.append(month)
    return tuple(changed)


@transaction.atomic
def copy_from_earlier(plan: Plan, *, by: User) -> int:
    """Take the approved figures of the year before from the district's earlier plan, where none stand.

    Targets are matched by code, kind and measure. Answers how many months were filled in. Raises
    PermissionDenied for anybody but the office, RefusedError where there is no earlier plan.
    """
    if not rules.may_review(by, plan.district_id):
        raise PermissionDenied
    earlier = earlier_plan(plan)
    if earlier is None:
        raise RefusedError(f"系统里没有{plan.year - 1}年的计划，请直接录入。")
    own = {_mark(target): target for target in _hold(plan.targets.all())}
    taken = set(PastFigure.objects.filter(target__plan=plan).values_list("target_id", "month"))
    rows = Measurement.objects.filter(target__plan=earlier, state=State.APPROVED)
    filled = 0
    for row in rows.exclude(value=None).select_related("target", "period"):
        target, month = own.get(_mark(row.target)), row.period.month
        if target is None or (target.pk, month) in taken:
            continue
        source = f"由{earlier.year}年计划带入"
        made = PastFigure(target=target, month=month, value=row.value or 0, source=source)
        trace(made, by=by, why=ENTERED).save()
        filled += 1
    return filled


def earlier_plan(plan: Plan) -> Plan | None:
    """The district's plan of the year before; the last made, where there are several."""
    plans = Plan.objects.filter(district_id=plan.district_id, year=plan.year - 1)
    return plans.defer("text").order_by("-pk").first()


def shown(value: Decimal | None) -> str:
    """A figure as it stands in its field: 1234.5, without commas; empty for none."""
    if value is None:
        return ""
    return numbers.show_exactly(value).replace(",", "").replace(numbers.MINUS, "-")


def _hold(targets: QuerySet[Target]) -> list[Target]:
    """The targets until the transaction ends: two people who enter the same month meet here."""
    return list(targets.select_for_update(of=("self",), no_key=True).order_by("pk"))


def _mark(target: Target) -> tuple[str, str, str]:
    return (target.code, target.kind, target.measure)


def _read(target: Target, month: int, text: str) -> Decimal | None:
    if not tidy(text):
        return None
    try:
        return numbers.parse(text, target.measure, target.decimals).value
    except numbers.NotAFigure as error:
        raise RefusedError(f"{target}去年{month}月：{error}", f"month-{month}") from error


def _put(
    target: Target,
    month: int,
    row: PastFigure | None,
    value: Decimal | None,
    field: Typed,
    *,
    source: str,
    by: User,
) -> bool:
    """Write, change or take away one month; whether anything was still to do."""
    now = row.value if row else None
    if now == value:
        return False
    if shown(now) != tidy(field.seen):
        told = f"刚由别人改为{shown(now)}" if row else "刚由别人删去"
        raise RefusedError(f"{target}去年{month}月{told}，请核对后再填。", f"month-{month}")
    if value is None:
        if row is not None:
            trace(row, by=by, why=ENTERED).delete()
        return True
    row = row or PastFigure(target=target, month=month)
    row.value, row.source = value, source or row.source
    trace(row, by=by, why=ENTERED).save()
    return True
