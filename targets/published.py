"""What a published month holds of a target, and what is proposed against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from plans.models import ReportingPeriod
from targets import checks, rounds
from targets.checks import Doubt
from targets.choices import Stage, State
from targets.models import Correction, Measurement, PastFigure, Target, promise_of


def pending_of(target: Target, period: ReportingPeriod) -> Correction | None:
    """What waits to be decided for this figure; there is one at most."""
    rows = Correction.objects.filter(target=target, period=period, stage=Stage.PENDING)
    return rows.select_related("proposed_by").first()


def published_value(target: Target, period: ReportingPeriod) -> Decimal | None:
    """The figure that the published month holds, corrections included; None where it has none."""
    rows = Measurement.objects.filter(target=target, period=period, state=State.APPROVED)
    found: Decimal | None = rows.values_list("value", flat=True).first()
    return found


def doubts_of(corrections: Sequence[Correction]) -> list[tuple[Doubt, ...]]:
    """What is odd about each new value, held against the target's other figures; two queries."""
    targets = {each.target_id for each in corrections}
    figures: dict[int, dict[int, Decimal]] = defaultdict(dict)
    rows = Measurement.objects.filter(target__in=targets, state__in=rounds.HANDED_IN)
    for target, month, value in rows.values_list("target_id", "period__month", "value"):
        if value is not None:
            figures[target][month] = value
    past = {
        (target, month): value
        for target, month, value in PastFigure.objects.filter(target__in=targets).values_list(
            "target_id", "month", "value"
        )
    }
    return [
        checks.doubts(
            promise_of(each.target),
            each.new_value,
            month=each.period.month,
            previous=figures[each.target_id],
            last_year=past.get((each.target_id, each.period.month)),
            measure=each.target.measure,
            decimals=each.target.decimals,
        )
        for each in corrections
    ]
