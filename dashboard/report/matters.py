"""The frozen rows of the closed loop as a month knew it: milestones, problems, orders, highlights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.report.named import UnitRef


@dataclass(frozen=True)
class MilestoneRow:
    """One milestone of a task as the month knew it; those put forward or dropped are not among them."""

    number: int
    title: str
    deliverable: str  # 完成标志
    unit: UnitRef
    due_on: date
    state: str  # MilestoneState value: open, claimed or done
    state_label: str
    done_on: date | None = None  # confirmed, else None
    start: int | None = None  # its words in the plan's text
    end: int | None = None


@dataclass(frozen=True)
class ProblemRow:
    """One line of the 问题销号清单 as the month knew it; merged, declined and withdrawn are left out."""

    label: str  # 2024-04
    number: int
    title: str
    kind_label: str
    level_label: str
    unit: UnitRef
    person: str
    raised_on: date
    due_on: date
    state: str  # ProblemState value
    state_label: str
    target: str = ""  # its code
    task: int | None = None
    latest: str = ""  # the newest step in words
    latest_on: date | None = None
    struck_off_on: date | None = None
    days_over: int = 0  # past its date and not struck off, on the day of the report


@dataclass(frozen=True)
class OrderRow:
    """One 督办单 or 协调事项 as the month knew it; one withdrawn is left out."""

    label: str  # 定创督〔2024〕6号
    number: int
    kind: str  # OrderKind value
    title: str
    unit: UnitRef  # whose answer is due
    issued_on: date
    due_on: date
    urgency_label: str
    state: str  # OrderState value
    state_label: str
    asking_unit: UnitRef | None = None
    target: str = ""
    task: int | None = None
    answered_on: date | None = None  # first answered
    closed_on: date | None = None
    days_over: int = 0  # past its day and not answered, on the day of the report


@dataclass(frozen=True)
class HighlightRow:
    """One highlight adopted for the month."""

    unit: UnitRef
    title: str
    text: str
    target: str = ""
    task: int | None = None
