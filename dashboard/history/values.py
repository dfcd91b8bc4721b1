"""One column of a history row in words: figures, choices, names, lists and settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from django.db.models import BooleanField, DateField, DecimalField, Field, JSONField

from targets.choices import Light
from targets.numbers import show_exactly

NONE = "空"
LONGEST = 120  # letters of one value; the rest is told by …
KEYS = {  # of the settings that are kept as one JSON value
    "ahead": "超序时",
    "on_pace": "达序时",
    "behind": "滞后",
    "in_points": "按百分点",
    "names": "名称",
    "before": "到期前（工作日）",
    "on_day": "到期当日",
    "overdue": "逾期后（工作日）",
    "hour": "时刻",
    "gap_hours": "间隔（小时）",
    "ways": "方式",
    "goal": "目标值",
    "goal_text": "目标表述",
    "stretch": "力争值",
    "baseline": "基期值",
    "shares": "分月累计",
    "source": "依据",
    "results": "成效",
    "discipline": "报送",
    "closing": "销号",
    "support": "督办与亮点",
    "joined": "配合权重",
    "show": "名次",
    "band_a": "A档",
    "band_b": "B档",
    **{
        light.value: light.label
        for light in Light
        if light.value not in {"ahead", "on_pace", "behind"}
    },
}
_PLACES = {key: place for place, key in enumerate(KEYS)}  # PostgreSQL keeps an order of its own
WORDS = {
    "notice": "站内提醒",
    "email": "邮件",
    "robot": "群机器人",
    "ranks": "排名次",
    "bands": "只分档",
    "none": "不排名",
    "lead_unit": "牵头单位",
    "kind": "类型",
    "reporting_months": "报送月份",
}


def shown(column: Field[Any, Any] | None, value: Any) -> str:
    """The value as a person reads it."""
    if value is None or value in ("", [], {}):
        return NONE
    if isinstance(column, BooleanField):
        return "是" if value else "否"
    if isinstance(column, DecimalField):
        return number(value)
    if isinstance(column, JSONField):
        return _short(_json(loaded(value)))
    if isinstance(column, DateField):
        return str(value)[:10]
    labels = dict(column.flatchoices) if column is not None and column.choices else {}
    return _short(str(labels.get(value, value)))


def loaded(value: Any) -> Any:
    """A JSON value, which SQLite hands over as its text."""
    return json.loads(value) if isinstance(value, str) else value


def apart(new: Any, old: Any) -> tuple[Any, Any]:
    """Of settings kept as one value, those alone that are not what they were."""
    new, old = loaded(new), loaded(old)
    if not (isinstance(new, Mapping) and isinstance(old, Mapping)):
        return new, old
    changed = [key for key in {**old, **new} if new.get(key) != old.get(key)]
    kept = ({key: row[key] for key in changed if key in row} for row in (new, old))
    return next(kept), next(kept)


def number(value: object) -> str:
    """A decimal that came as text, with the digits it has."""
    try:
        return show_exactly(Decimal(str(value)))
    except InvalidOperation:
        return str(value)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _json(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        parts = sorted(
            value.items(), key=lambda item: (_PLACES.get(item[0], len(_PLACES)), item[0])
        )
        return "，".join(f"{KEYS.get(key, key)} {_json(each)}" for key, each in parts)
    if isinstance(value, list):
        is_shares = len(value) == 12 and all(isinstance(each, str) for each in value)
        return "、".join(_share(each) if is_shares else _json(each) for each in value) or NONE
    return NONE if value in (None, "") else WORDS.get(str(value), str(value))


def _share(text: str) -> str:
    """A cumulative share of the year: 8.3%."""
    try:
        return f"{show_exactly(Fraction(text) * 100)}%"
    except (ValueError, ZeroDivisionError):
        return text
