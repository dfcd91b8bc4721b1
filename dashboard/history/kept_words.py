"""A history row in words: each column that changed, by its own name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import JSONField

from dashboard.history.sources import BY_NAME
from dashboard.history.values import apart, shown
from targets.choices import Subject
from tasks.choices import OrderKind

UNTOLD = frozenset(  # columns that tell nothing beside the row itself
    {"type", "order", "number", "version", "proposed_at", "proposed_by", "decided_at", "decided_by"}
    | {
        "approved_at",
        "approved_by",
        "code",
        "answer",
        "reason",
        "measure",
        "before",
        "text_sha256",
        "is_current",
    }
)
BORN = {"+": "新增", "-": "删除"}
LABELS = {"unit": "单位", "user": "账号", "theme": "分组", "task": "任务", "target": "指标"}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """From what to what; `label` where a row has several, `old` empty where nothing stood there."""

    new: str
    old: str = ""
    label: str = ""

    def __str__(self) -> str:
        told = f"{self.old} → {self.new}" if self.old else self.new
        return f"{self.label}：{told}" if self.label else told


Teller = Callable[[Row, Row | None], tuple[str, tuple[Change, ...]]]


def tell_kept(source: str) -> Teller:
    """How the history of a model is told: each column that changed, by its own name."""
    columns = {each.name: each for each in _fields(source)}

    def tell(data: Row, before: Row | None) -> tuple[str, tuple[Change, ...]]:
        what = NAMES[source](data)
        kind = data["type"]
        if kind in BORN and before is None:
            told = [(name, data.get(name)) for name in columns if name not in UNTOLD]
            some = [
                Change(shown(columns[name], value), label=_label(columns[name]))
                for name, value in told
                if name in FIRST.get(source, ()) and value not in (None, "", [], {})
            ]
            return what, (Change(BORN[kind]), *some)
        if kind == "-":
            return what, (Change(BORN[kind]),)
        return what, tuple(_differences(columns, data, before or {}))

    return tell


def _differences(columns: Mapping[str, Any], data: Row, before: Row) -> list[Change]:
    found = []
    for name, column in columns.items():
        if name in UNTOLD or name not in data:
            continue
        values = data[name], before.get(name)
        if isinstance(column, JSONField) and before:
            values = apart(*values)
        new, old = (shown(column, value) for value in values)
        if new != old:
            found.append(Change(new, old if before else "", _label(column)))
    return found


def _label(column: Any) -> str:
    return LABELS.get(column.name) or str(column.verbose_name)


def _fields(source: str) -> list[Any]:
    return list(getattr(BY_NAME[source].model, "tracked_fields", ()))


NAMES: dict[str, Callable[[Row], str]] = {
    "target": lambda data: f"{data['short_name']}",
    "schedule": lambda data: f"{data['target']} 分月计划",
    "pastfigure": lambda data: f"{data['target']} 去年{data['month']}月",
    "goalchange": lambda data: f"{data['target']} {data['from_month']}月起目标调整",
    "proposal": lambda data: f"{data['target']} {Subject(data['subject']).label}申请",
    "correction": lambda data: f"{data['period']}月 {data['target']}更正",
    "plan": lambda _: "计划设置",
    "reportingperiod": lambda data: f"{data['month']}月 填报期",
    "task": lambda data: f"任务{data['number']} {data['title']}",
    "responsibility": lambda data: f"任务{data['number']} 责任单位",
    "milestone": lambda data: f"任务{data['number']}里程碑 {data['title']}",
    "problem": lambda data: f"问题{data['number']} {data['title']}",
    "supervisionorder": lambda data: (
        f"{OrderKind(data['kind']).label}{data['number']}号 {data['title']}"
    ),
    "instruction": lambda _: "批示",
    "highlight": lambda data: f"亮点 {data['title']}",
    "meeting": lambda data: f"例会 {data['title']}",
    "resolution": lambda data: f"议定事项 {data['text']}",
    "unit": lambda data: f"单位 {data['short_name']}",
    "user": lambda data: f"账号 {data['username']}（{data['full_name']}）",
    "membership": lambda data: f"账号 {data['account']}的身份",
}
FIRST: dict[str, tuple[str, ...]] = {  # what a new row tells of itself
    "target": ("goal_text", "lead_unit", "baseline"),
    "schedule": ("shares", "source"),
    "pastfigure": ("value", "source"),
    "goalchange": ("goal_text", "stretch", "document"),
    "proposal": ("content", "document"),
    "correction": ("old_value", "new_value", "cause"),
    "reportingperiod": ("opens_on", "due_on"),
    "responsibility": ("unit", "part"),
    "membership": ("unit", "role"),
    "user": ("full_name", "phone"),
    "plan": ("title", "due_day"),
}
