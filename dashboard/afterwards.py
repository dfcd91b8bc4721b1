"""What of a plan was changed after one of its months came out: who, why, by target; in one question."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import CharField, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import timezone

from accounts.tracing import LOADED
from dashboard.differences import PLAN, Reason, Reasons
from plans.models import Plan
from targets.choices import Cause, Stage
from targets.models import Correction, Schedule, Target

SETTINGS = {"target": "指标设置", "schedule": "分月计划", "plan": "亮灯分档"}


class Act(NamedTuple):
    """One change, as all the tables tell it."""

    kind: str  # correction, target, schedule or plan
    code: str
    at: datetime
    why: str
    by: str
    proposed_by: str
    cause: str
    month: int
    lights: str  # the plan's cut points as JSON


def reasons(plan: Plan, month: int, after: datetime) -> Reasons:
    """Changes that a month (1-12) computed anew shows and its publication does not.

    Corrections of the month itself stand in its editions; those of earlier months are told here.
    Settings say who and why as the audit has it. The plan's own reasons stand under "".
    """
    found: dict[str, dict[Reason, None]] = defaultdict(dict)
    acts = [
        Act(*row) for row in _corrected(plan, month, after).union(*_settled(plan, after), all=True)
    ]
    acts.sort(key=lambda act: act.at)
    moved = list(_recut(act for act in acts if act.kind == "plan"))
    for act in acts:
        if act.kind != "plan" or (act in moved and act.at > after):
            found[act.code][_reason(act)] = None
    return {code: tuple(told) for code, told in found.items()}


def _corrected(plan: Plan, month: int, after: datetime) -> QuerySet[Any, tuple[Any, ...]]:
    """Figures of earlier months, which this one carries on or measures against."""
    rows = Correction.objects.filter(
        target__plan=plan, stage=Stage.APPROVED, period__month__lt=month, decided_at__gt=after
    )
    return rows.order_by().values_list(
        _text("correction"),
        F("target__code"),
        F("decided_at"),
        Cast("reason", TextField()),
        _name("decided_by"),
        _name("proposed_by"),
        F("cause"),
        Cast("period__month", IntegerField()),
        _text(""),
    )


def _settled(plan: Plan, after: datetime) -> Iterator[Any]:
    """What the histories of targets, their schedules and the plan itself say."""
    targets = Target.history.filter(plan_id=plan.pk, history_type="~", history_date__gt=after)
    yield _told(targets, "target", F("code"))
    schedules = Schedule.history.filter(target__plan_id=plan.pk, history_date__gt=after)
    yield _told(schedules, "schedule", F("target__code"))
    lights = Cast("lights", TextField())  # from the beginning: a change is told by the one before
    yield _told(Plan.history.filter(id=plan.pk), "plan", _text(PLAN), lights)


def _told(rows: Any, kind: str, code: Any, lights: Any = None) -> Any:
    """A model's changes as columns, without what a fixture loaded again."""
    kept = rows if kind == "plan" else rows.exclude(history_change_reason=LOADED)
    return kept.order_by().values_list(
        _text(kind),
        code,
        F("history_date"),
        Coalesce("history_change_reason", _text("")),
        _name("history_user"),
        _text(""),
        _text(""),
        Value(0, IntegerField()),
        lights or _text(""),
    )


def _text(words: str) -> Value:
    return Value(words, TextField())


def _name(person: str) -> Coalesce:
    """What a person is called, as `str` of the account says it; empty where nobody is named."""
    full = NullIf(f"{person}__full_name", Value(""))
    return Coalesce(full, f"{person}__username", Value(""), output_field=CharField())


def _recut(acts: Iterator[Act]) -> Iterator[Act]:
    """The changes of the plan that moved a cut point; its other settings move no light."""
    before: dict[str, Any] | None = None
    for act in acts:
        cuts = {name: cut for name, cut in json.loads(act.lights).items() if name != "names"}
        if before is not None and cuts != before:
            yield act
        before = cuts


def _reason(act: Act) -> Reason:
    local = timezone.localtime(act.at)
    day = f"{local.month}月{local.day}日"
    if act.kind == "correction":
        kind = f"{act.month}月数据{Cause(act.cause).label}，{day}更正"
        return Reason(act.why, kind, (f"{act.proposed_by}提出", f"{act.by}批准"))
    label = SETTINGS[act.kind]
    return Reason(act.why or f"{label}改动", f"{label}，{day}改动", (act.by,) if act.by else ())
