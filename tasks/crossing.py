"""Which of a month's figures imply one another: the plan's declared relations put beside each duty. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from plans.models import Plan
from targets import crosschecks
from targets.crosschecks import Side
from tasks.owed import FigureDuty, Owed

Each = TypeVar("Each", bound=Owed)


def crossed(owed: Iterable[Each], plan: Plan) -> list[Each]:
    """The same duties, each figure with those among them that it stands in a declared relation to.

    Only what is in these duties is looked at: whoever may see them learns nothing new.
    """
    every = list(owed)
    checks = crosschecks.read(plan.cross_checks)
    if not checks:
        return every
    figures = [each for each in every if isinstance(each, FigureDuty)]
    found = crosschecks.beside(checks, map(_side, figures))
    return [
        replace(each, beside=found[each.facts.code]) if isinstance(each, FigureDuty) else each
        for each in every
    ]


def _side(duty: FigureDuty) -> Side:
    """A target with what was handed in, and with this month's figure in whatever state it is."""
    this_month = {} if duty.value is None else {duty.month: duty.value}
    facts = duty.facts
    return Side(
        code=facts.code,
        name=facts.short_name,
        kind=duty.promise.kind,
        measure=facts.measure,
        decimals=facts.decimals,
        figures=duty.handed_in | this_month,
    )
