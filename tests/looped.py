"""Matters of the loop as a test needs them: one factory a model, each about the plan's first target."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.models import Unit, User
from plans.models import Plan
from targets.models import Target
from tasks.choices import HighlightState, LoopAct, MilestoneState, OrderKind, ProblemKind
from tasks.models import (
    Highlight,
    Instruction,
    Meeting,
    Milestone,
    Problem,
    Resolution,
    Step,
    SupervisionOrder,
    Task,
)

DAY, DUE = date(2024, 3, 1), date(2024, 3, 29)


def milestone_of(task: Task, unit: Unit, **columns: Any) -> Milestone:
    """An agreed milestone of a task, due at the end of March."""
    given = {"number": task.milestones.count() + 1, "title": "发布攻关榜单", "due_on": DUE}
    given |= {"state": MilestoneState.OPEN, "deliverable": "榜单文件", "unit": unit}
    return Milestone.objects.create(task=task, **(given | columns))


def problem_of(target: Target, unit: Unit, by: User, **columns: Any) -> Problem:
    """A problem raised by one of the unit's people on 1 March."""
    number = Problem.objects.filter(plan=target.plan).count() + 1
    given = {"plan": target.plan, "number": number, "title": "研发费用未清零", "text": "21家未报。"}
    given |= {"kind": ProblemKind.OTHER, "unit": unit, "due_on": DUE}
    given |= {"raised_by": by, "raised_unit": unit, "raised_on": DAY, "target": target}
    return Problem.objects.create(**(given | columns))


def order_of(plan: Plan, unit: Unit, by: User, **columns: Any) -> SupervisionOrder:
    """An order the office issued on 1 March."""
    number = SupervisionOrder.objects.filter(plan=plan).count() + 1
    mark = "协调" if columns.get("kind") == OrderKind.HELP else plan.order_mark
    given: dict[str, Any] = {"mark": mark}
    given |= {"plan": plan, "number": number, "title": "研发费用滞后", "facts": "慢于序时进度。"}
    given |= {
        "demands": "滞后的原因",
        "unit": unit,
        "due_on": DUE,
        "issued_by": by,
        "issued_on": DAY,
    }
    return SupervisionOrder.objects.create(**(given | columns))


def instruction_of(target: Target, by: User, **columns: Any) -> Instruction:
    """A leader's remark on January's figure."""
    given = {"plan": target.plan, "target": target, "month": 1, "text": "请专班督办。"}
    return Instruction.objects.create(given_by=by, **(given | columns))


def highlight_of(plan: Plan, unit: Unit, by: User, **columns: Any) -> Highlight:
    """A highlight of January that waits to be chosen."""
    given = {"plan": plan, "unit": unit, "month": 1, "title": "首家揭榜", "text": "全省首家。"}
    given |= {"state": HighlightState.SUBMITTED, "submitted_by": by, "submitted_on": DAY}
    return Highlight.objects.create(**(given | columns))


def meeting_of(plan: Plan, by: User, **columns: Any) -> Meeting:
    """A meeting called for the middle of March."""
    number = Meeting.objects.filter(plan=plan).count() + 1
    given = {"plan": plan, "number": number, "title": "3月例会", "held_on": date(2024, 3, 15)}
    return Meeting.objects.create(called_by=by, **(given | columns))


def resolution_of(meeting: Meeting, unit: Unit, **columns: Any) -> Resolution:
    """What the meeting resolved, due at the end of March."""
    given = {"number": meeting.resolutions.count() + 1, "text": "月底前清零", "due_on": DUE}
    return Resolution.objects.create(meeting=meeting, unit=unit, **(given | columns))


def step_of(**of: Any) -> Step:
    """The step that began a matter."""
    return Step.objects.create(**({"act": LoopAct.RAISE, "state": "open"} | of))
