"""What a proposal would do to a target's light, judged on trial (试算); nothing is changed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from targets.arithmetic import Promise, Standing, judge
from targets.choices import Subject
from targets.models import share_of
from targets.standing import TargetStanding


class Effect(NamedTuple):
    """How the target stands in one month as it is, and as it would."""

    now: Standing
    then: Standing


def effect(row: TargetStanding, subject: str, content: Mapping[str, Any]) -> Effect:
    """The month's standing now and with what is proposed, by the month's own figure.

    A goal is tried as if it held in this month already.
    """
    promise = _with(row.promise, subject, content)
    then = judge(promise, row.figures, row.now.month, row.calendar, row.scale)
    return Effect(row.now, then)


def _with(promise: Promise, subject: str, content: Mapping[str, Any]) -> Promise:
    if subject == Subject.BASELINE:
        return replace(promise, baseline=Decimal(content["baseline"]))
    if subject == Subject.SCHEDULE:
        return replace(promise, schedule=tuple(map(share_of, content["shares"])) or None)
    stretch = content["stretch"]
    return replace(
        promise,
        goal=Decimal(content["goal"]),
        stretch=None if stretch is None else Decimal(stretch),
    )
