"""The monthly report: everything known of a plan in one month, computed now or read back."""

from dashboard.report.build import live
from dashboard.report.counted import Change, Counts
from dashboard.report.frozen import from_json, to_json
from dashboard.report.matters import HighlightRow, MilestoneRow, OrderRow, ProblemRow
from dashboard.report.named import NOBODY, UnitRef
from dashboard.report.rows import (
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
)

__all__ = [
    "NOBODY",
    "Change",
    "Counts",
    "Edition",
    "Figure",
    "Group",
    "HighlightRow",
    "MilestoneRow",
    "MonthlyReport",
    "Note",
    "OrderRow",
    "PlanFacts",
    "ProblemRow",
    "Quote",
    "Reporting",
    "TargetRow",
    "TaskRow",
    "UnitRef",
    "from_json",
    "live",
    "to_json",
]
