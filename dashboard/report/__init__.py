"""The monthly report: everything known of a plan in one month, computed now or read back."""

from dashboard.report.rows import (
    Change,
    Counts,
    Edition,
    Figure,
    Group,
    MonthlyReport,
    Note,
    PlanFacts,
    Quote,
    Reporting,
    TargetRow,
    TaskRow,
    UnitRef,
)

__all__ = [
    "Change",
    "Counts",
    "Edition",
    "Figure",
    "Group",
    "MonthlyReport",
    "Note",
    "PlanFacts",
    "Quote",
    "Reporting",
    "TargetRow",
    "TaskRow",
    "UnitRef",
]
