"""A report as the public may read it: published figures, without notes, names and problems. Pure.

What may be read is listed field by field, so that a field added to a report later stays closed
until somebody opens it here. Source: domain.md, "Who may do what", nobody signed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, TypeVar

from dashboard.report.rows import (
    Corrected,
    Edition,
    GoalStep,
    MonthlyReport,
    TargetRow,
    TaskRow,
)

Row = TypeVar("Row", TargetRow, TaskRow, GoalStep, Corrected, MonthlyReport)


@dataclass(frozen=True)
class OpenReport(MonthlyReport):
    """The same month, stripped; addresses made of it lead to public pages alone."""


# What is kept, by class; `CLOSED` says what stands in place of a field that has no default.
KEPT: Mapping[type, frozenset[str]] = {
    MonthlyReport: frozenset(
        {
            "plan",
            "month",
            "on",
            "due_on",
            "share",
            "themes",
            "groups",
            "units",
            "targets",
            "tasks",
            "counts",
            "before",
            "task_counts",
            "changes",
            "text",
            "aliases",
            "edition",
            "next_due_on",
        }
    ),
    TargetRow: frozenset(
        {
            "code",
            "order",
            "name",
            "short_name",
            "place",
            "group",
            "tasks",
            "promise",
            "measure",
            "decimals",
            "goal_text",
            "lead",
            "inferred",
            "joint",
            "quotes",
            "figures",
            "nature",
            "nature_label",
            "is_nil",
            "goal_steps",
            "corrections",
        }
    ),
    TaskRow: frozenset(
        {
            "number",
            "month",
            "group",
            "title",
            "text",
            "start",
            "end",
            "lead",
            "joint",
            "light",
            "before",
            "index",
            "targets",
        }
    ),
    GoalStep: frozenset(
        {"from_month", "goal", "goal_text", "before", "before_text", "stretch", "before_stretch"}
    ),
    Corrected: frozenset(
        {"code", "short_name", "new", "old", "old_light", "new_light", "day", "in_edition"}
    ),
}
CLOSED: Mapping[str, Any] = {
    "reporting": (),
    "lead_basis": "",
    "definition": "",
    "note": "",
    "past": (),
    "formulas": (),
    "remark": "",
    "notes": (),
    "reason": "",
    "document": "",
    "cause": "",
    "cause_label": "",
    "proposed_by": "",
    "approved_by": "",
}


def open_(report: MonthlyReport) -> OpenReport:
    """The report with what the public may read, and nothing else."""
    stripped = replace(
        _kept(report),
        targets=tuple(_target(row) for row in report.targets),
        tasks=tuple(_kept(row) for row in report.tasks),
        edition=_edition(report.edition),
    )
    parts = {each.name: getattr(stripped, each.name) for each in fields(MonthlyReport)}
    return OpenReport(**parts)


def _target(row: TargetRow) -> TargetRow:
    return replace(
        _kept(row),
        goal_steps=_all_kept(row.goal_steps),
        corrections=_all_kept(row.corrections),
    )


def _edition(edition: Edition | None) -> Edition | None:
    """Which one it is and when it came out; not by whom."""
    return replace(edition, published_by="") if edition else None


def _all_kept(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(_kept(row) for row in rows)


def _kept(row: Row) -> Row:
    """The row with every field that is not kept emptied."""
    kept = KEPT[type(row)]
    closed = {
        each.name: CLOSED[each.name] if each.default is MISSING else each.default
        for each in fields(row)
        if each.name not in kept
    }
    return replace(row, **closed)
