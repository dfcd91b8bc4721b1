"""里程碑 as pages of a month tell them: the word and sign of each, and all in one sentence. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dashboard.report import MonthlyReport, TaskRow
from dashboard.report.matters import MilestoneRow
from targets.choices import Light


@dataclass(frozen=True)
class MilestoneLine:
    """One milestone, ready to be written."""

    row: MilestoneRow
    word: str  # 已完成, 逾期72天, 已报完成, 未到期
    light: Light  # whose sign it bears


@dataclass(frozen=True)
class MilestonePanel:
    """A task's milestones and how many stand where: 完成2项，逾期2项，未到期2项."""

    aside: str
    lines: tuple[MilestoneLine, ...]


def line_of(row: MilestoneRow, on: date) -> MilestoneLine:
    """How the milestone stands on the day the month was judged."""
    over = (on - row.due_on).days
    if row.done_on is not None:
        return MilestoneLine(row, "已完成", Light.ACHIEVED)
    if row.state == "claimed":
        return MilestoneLine(row, "已报完成", Light.NOT_DUE)
    if over > 0:
        return MilestoneLine(row, f"逾期{over}天", Light.FAR_BEHIND)
    return MilestoneLine(row, "未到期", Light.NOT_DUE)


def panel(report: MonthlyReport, task: TaskRow) -> MilestonePanel | None:
    """The task's milestones in the report; None where it has none."""
    lines = tuple(line_of(row, report.on) for row in task.milestones)
    return MilestonePanel(summary(lines), lines) if lines else None


def summary(lines: Iterable[MilestoneLine]) -> str:
    """How many stand where, in words."""
    words = [each.word[:2] if each.word.startswith("逾期") else each.word for each in lines]
    named = (("已完成", "完成"), ("逾期", "逾期"), ("已报完成", "报完成"), ("未到期", "未到期"))
    return "，".join(f"{said}{words.count(word)}项" for word, said in named if word in words)


def done_of_due(task: TaskRow) -> str:
    """2/4: done of those due by the month's end; empty without milestones."""
    if not task.milestones:
        return ""
    done = sum(row.done_on is not None for row in task.milestones)
    due = sum(row.due_on.month <= task.month for row in task.milestones)
    return f"里程碑{done}/{due}"
