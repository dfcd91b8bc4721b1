"""The plan's settings change: lights, due days, countersign, reminders, scores, the loop.

Each act is one transaction, asks the right itself, wants a reason, and is refused where somebody
else changed the same settings since they were seen. It holds for months not yet published.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from accounts import rules
from accounts.models import User
from accounts.texts import tidy
from accounts.tracing import trace
from plans import workdays
from plans.models import Plan, ReportingPeriod
from plans.periods import moves_of

SETTINGS = (
    "lights",
    "due_day",
    "calendar_exceptions",
    "countersign",
    "reminders",
    "league",
    "is_public",
    "keeps_loop",
    "order_mark",
)
MOST_REASON = 300
MOST_MARK = 10  # characters of the orders' mark (督办单字号)
MOST_NAME = 6  # characters of a class's own name: it stands beside a glyph in a table
POINTS, INDEX = Decimal(100), Decimal(5)  # how far a cut point may lie from 0
SAME_NAME = "两个分档不能用同一个名称，请改其中一个。"
WAYS = ("notice", "email", "robot")
MOST_DAYS = 10  # reminders before or after the due day
PARTS = {"results": "成效", "discipline": "报送", "closing": "销号", "support": "督办与亮点"}
SHOWN_AS = ("ranks", "bands", "none")  # how the league places its units
WHOLE, FINEST = Decimal(100), -2  # what the weights add up to; their smallest decimal place


class SettingRefusedError(Exception):
    """The setting may not be made; `field` names the input the sentence stands beside."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class SettingConflictError(Exception):
    """Somebody else changed the settings since they were seen; `current` is the row as it is now."""

    def __init__(self, current: models.Model) -> None:
        super().__init__(f"{current} has other settings by now")
        self.current = current


def seen_of(row: Plan | ReportingPeriod) -> str:
    """A short mark of the settings as they are now; a page posts it back as what it saw."""
    names = SETTINGS if isinstance(row, Plan) else ("opens_on", "due_on", "published_at")
    held = {name: getattr(row, name) for name in names}
    return sha256(json.dumps(held, sort_keys=True, default=str).encode()).hexdigest()[:16]


# The acts


@transaction.atomic
def set_lights(
    plan: Plan,
    *,
    ahead: Decimal,
    on_pace: Decimal,
    behind: Decimal,
    in_points: bool,
    names: Mapping[str, str],
    seen: str,
    reason: str,
    by: User,
) -> Plan:
    """Cut points (an index, or a gap in percentage points) and own names of the classes (亮灯分档).

    Raises PermissionDenied for anybody but the office, SettingRefusedError, SettingConflictError.
    """
    _require_order(ahead, on_pace, behind, POINTS if in_points else INDEX)
    own = {light: tidy(name) for light, name in names.items() if tidy(name)}
    for light, name in own.items():
        if len(name) > MOST_NAME:
            told = f"分档名称最多{MOST_NAME}字，“{name}”有{len(name)}字。"
            raise SettingRefusedError(told, f"name-{light}")
    if len(set(own.values())) < len(own):
        raise SettingRefusedError(SAME_NAME, "names")
    lights = {
        "ahead": str(ahead),
        "on_pace": str(on_pace),
        "behind": str(behind),
        "in_points": in_points,
    }
    if own:
        lights["names"] = own
    return _change(plan, {"lights": lights}, seen=seen, reason=reason, by=by)


@transaction.atomic
def set_calendar(
    plan: Plan,
    *,
    due_day: int,
    exceptions: Mapping[date, bool],
    seen: str,
    reason: str,
    by: User,
) -> Plan:
    """The day of the month that figures fall due, and days the working calendar does not know.

    Unpublished periods that stand on the rule's day move with it; one set by hand stays.
    Raises PermissionDenied for anybody but the office, SettingRefusedError, SettingConflictError.
    """
    if not 1 <= due_day <= 31:
        raise SettingRefusedError("报送日须在1至31日之间，例如5。", "due_day")
    old_day, old_moves = plan.due_day, moves_of(plan)
    days = {day.isoformat(): works for day, works in sorted(exceptions.items())}
    changes = {"due_day": due_day, "calendar_exceptions": days}
    changed = _change(plan, changes, seen=seen, reason=reason, by=by)
    still_open = changed.periods.select_for_update(of=("self",), no_key=True)
    for period in still_open.filter(published_at=None, is_backfill=False).order_by("month"):
        was = workdays.due_on(changed.year, period.month, old_day, moves=old_moves)
        now = workdays.due_on(changed.year, period.month, due_day, moves=moves_of(changed))
        if period.due_on == was != now and now >= period.opens_on:
            period.due_on = now
            trace(period, by=by, why=tidy(reason)).save(update_fields=["due_on"])
    return changed


@transaction.atomic
def move_period(
    period: ReportingPeriod, *, opens_on: date, due_on: date, seen: str, reason: str, by: User
) -> ReportingPeriod:
    """Open one month earlier or later, or give it a due day of its own.

    Raises PermissionDenied for anybody but the office, SettingRefusedError, SettingConflictError.
    """
    if not rules.may_configure(by, period.plan.district_id):
        raise PermissionDenied
    rows = ReportingPeriod.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("plan")
    row = rows.get(pk=period.pk)
    if (row.opens_on, row.due_on) == (opens_on, due_on):
        return row
    if row.published_at is not None:
        raise SettingRefusedError(f"{row.month}月已发布，开放日和截止日不能再改。", "due_on")
    if seen_of(row) != seen:
        raise SettingConflictError(row)
    if due_on < opens_on:
        raise SettingRefusedError(f"{row.month}月的截止日早于开放日，请改其中一个。", "due_on")
    row.opens_on, row.due_on = opens_on, due_on
    trace(row, by=by, why=_given(reason)).save(update_fields=["opens_on", "due_on"])
    return row


@transaction.atomic
def set_rules(
    plan: Plan, *, countersign: bool, reminders: Mapping[str, Any], seen: str, reason: str, by: User
) -> Plan:
    """Whether units countersign (单位审核), and when they are chased (催报规则).

    What the office has before it stays there; figures submitted from now on take the new way.
    Raises PermissionDenied for anybody but the office, SettingRefusedError, SettingConflictError.
    """
    rule = {
        "before": _days(reminders["before"], "before", "截止前"),
        "on_day": bool(reminders["on_day"]),
        "overdue": _days(reminders["overdue"], "overdue", "逾期后"),
        "hour": reminders["hour"],
        "gap_hours": reminders["gap_hours"],
        "ways": [way for way in WAYS if way in reminders["ways"]],
    }
    if not 0 <= rule["hour"] <= 23:
        raise SettingRefusedError("发送时间须在0至23点之间，例如9。", "hour")
    if not 1 <= rule["gap_hours"] <= 240:
        raise SettingRefusedError("两次催报至少相隔1小时，至多240小时。", "gap_hours")
    changes = {"countersign": countersign, "reminders": rule}
    return _change(plan, changes, seen=seen, reason=reason, by=by)


@transaction.atomic
def set_league(
    plan: Plan,
    *,
    weights: Mapping[str, Decimal],
    joined: Decimal,
    show: str,
    band_a: Decimal,
    band_b: Decimal,
    seen: str,
    reason: str,
    by: User,
) -> Plan:
    """How units are scored and placed (晾晒榜): the parts' weights, what joining counts, the bands.

    Raises PermissionDenied for anybody but the office, SettingRefusedError, SettingConflictError.
    """
    require_league(weights=weights, joined=joined, show=show, band_a=band_a, band_b=band_b)
    numbers = {**weights, "joined": joined, "band_a": band_a, "band_b": band_b}
    league = {name: format(value.normalize(), "f") for name, value in numbers.items()}
    return _change(plan, {"league": {**league, "show": show}}, seen=seen, reason=reason, by=by)


def require_league(
    *, weights: Mapping[str, Decimal], joined: Decimal, show: str, band_a: Decimal, band_b: Decimal
) -> None:
    """Whether units can be scored so, tried out or kept. Raises SettingRefusedError."""
    _require_weights(weights)
    _require_within(joined, "joined", "配合权重", Decimal(1))
    for field, value in (("band_a", band_a), ("band_b", band_b)):
        _require_within(value, field, "分档界限", WHOLE)
    if not band_a > band_b:
        raise SettingRefusedError("A档的界限须高于B档，请改其中一个。", "band_a")
    if show not in SHOWN_AS:
        raise SettingRefusedError("请选择名次怎么公布：排名次、只分档或不排名。", "show")


@transaction.atomic
def set_public(plan: Plan, *, is_public: bool, seen: str, reason: str, by: User) -> Plan:
    """Open the plan's published figures to anybody, or close them again; off by default.

    Raises PermissionDenied for anybody but the office, SettingRefusedError, SettingConflictError.
    """
    return _change(plan, {"is_public": is_public}, seen=seen, reason=reason, by=by)


@transaction.atomic
def set_loop(
    plan: Plan, *, keeps_loop: bool, order_mark: str, seen: str, reason: str, by: User
) -> Plan:
    """Whether problems, orders and highlights are kept and scored (启用问题督办); the orders' mark.

    Months not yet published tell and score them from now on, or no more.
    Raises PermissionDenied for anybody but the office, SettingRefusedError, SettingConflictError.
    """
    mark = tidy(order_mark)
    if not mark:
        raise SettingRefusedError("请填督办单字号，例如定创督。", "order_mark")
    if len(mark) > MOST_MARK:
        told = f"督办单字号最多{MOST_MARK}字，“{mark}”有{len(mark)}字。"
        raise SettingRefusedError(told, "order_mark")
    if any(not letter.isalpha() for letter in mark):
        told = "督办单字号只写文字，年份和编号由系统加上，例如定创督。"
        raise SettingRefusedError(told, "order_mark")
    changes = {"keeps_loop": keeps_loop, "order_mark": mark}
    return _change(plan, changes, seen=seen, reason=reason, by=by)


# What they share


def _change(plan: Plan, changes: Mapping[str, Any], *, seen: str, reason: str, by: User) -> Plan:
    """Write the changes, unless they stand already; `seen` must still be what stands."""
    if not rules.may_configure(by, plan.district_id):
        raise PermissionDenied
    # no_key: a file that is being kept points at the plan while its month is held
    rows = Plan.objects.select_for_update(of=("self",), no_key=True)
    row = rows.defer("text").get(pk=plan.pk)
    if all(getattr(row, name) == value for name, value in changes.items()):
        return row
    if seen_of(row) != seen:
        raise SettingConflictError(row)
    for name, value in changes.items():
        setattr(row, name, value)
    trace(row, by=by, why=_given(reason)).save(update_fields=list(changes))
    return row


def _given(reason: str) -> str:
    told = tidy(reason)
    if not told:
        raise SettingRefusedError("请写明改动的理由，留作审计记录。", "reason")
    if len(told) > MOST_REASON:
        raise SettingRefusedError(f"理由最多{MOST_REASON}字，现有{len(told)}字。", "reason")
    return told


def _require_order(ahead: Decimal, on_pace: Decimal, behind: Decimal, most: Decimal) -> None:
    given = {"ahead": ahead, "on_pace": on_pace, "behind": behind}
    for field, value in given.items():
        if not value.is_finite() or abs(value) > most:
            raise SettingRefusedError(f"分档界限须在−{most}至{most}之间，请检查。", field)
    if not ahead > on_pace > behind:
        raise SettingRefusedError(
            "三个界限须由高到低：超序时最高，达序时居中，滞后最低。", "on_pace"
        )


def _require_weights(weights: Mapping[str, Decimal]) -> None:
    for field, name in PARTS.items():
        _require_within(weights[field], field, f"{name}的权重", WHOLE)
    if not weights["results"]:
        raise SettingRefusedError("成效的权重须大于0，请检查。", "results")
    total = sum(weights.values(), Decimal(0))
    if total != WHOLE:
        told = f"四部分的权重合计须为{WHOLE}，现为{format(total.normalize(), 'f')}，请改其中一项。"
        raise SettingRefusedError(told, "results")


def _require_within(value: Decimal, field: str, name: str, most: Decimal) -> None:
    if not value.is_finite() or not 0 <= value <= most:
        raise SettingRefusedError(f"{name}须在0至{most}之间，请检查。", field)
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < FINEST:
        raise SettingRefusedError(f"{name}最多两位小数，请检查。", field)


def _days(given: Any, field: str, name: str) -> list[int]:
    days = sorted({int(day) for day in given}, reverse=field == "before")
    if any(not 1 <= day <= MOST_DAYS for day in days):
        raise SettingRefusedError(f"{name}的天数须在1至{MOST_DAYS}之间。", field)
    return days
