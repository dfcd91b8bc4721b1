"""问题销号清单: the rows of the list, how its address narrows and sorts them, and as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from dashboard.list_files import Cell, Sheet
from dashboard.listing import Column, folded
from plans.models import Plan
from tasks.choices import LoopAct, ProblemState
from tasks.models import Problem, Step
from tasks.problems import days_over
from tasks.transitions import PROBLEM

LISTED = (
    ProblemState.RAISED,
    ProblemState.SOLVING,
    ProblemState.CLAIMED,
    ProblemState.STRUCK_OFF,
)
OVER = "over"
STATES = (
    *((state.value, PROBLEM.states[state]) for state in ProblemState),
    (OVER, "超期未销号"),
)
REACHED = {state: place for place, state in enumerate(LISTED, 1)}
COLUMNS = (
    Column("number", "编号", "nb", sorts=True),
    Column("title", "问题"),
    Column("about", "来源"),
    Column("unit", "责任单位", sorts=True),
    Column("raised", "提出", "num", sorts=True),
    Column("due", "时限", "num", sorts=True),
    Column("state", "状态", sorts=True),
    Column("latest", "最新进展"),
)
HEADS = (
    *("编号", "问题", "情况说明", "类别", "解决层级", "涉及指标", "涉及任务", "责任单位", "责任人"),
    *("解决措施", "提出单位", "提出日", "时限", "状态", "超期天数", "最新进展", "销号日"),
)
MOST_TYPED = 40


@dataclass(frozen=True)
class Row:
    """One problem of the list."""

    problem: Problem
    url: str
    about: str  # 任务3, or the target's name
    about_url: str
    marks: tuple[str, ...]  # the four circles: on, late, no
    over: int
    latest: str

    @property
    def is_done(self) -> bool:
        """Nobody has anything to do about it any more."""
        return self.problem.state not in {each.value for each in LISTED[:3]}


@dataclass(frozen=True)
class Chosen:
    """What the address asks for; what it does not know counts for nothing."""

    state: str = ""
    unit: str = ""
    about: str = ""
    typed: str = ""

    @property
    def is_filtered(self) -> bool:
        """The list is narrowed."""
        return bool(self.state or self.unit or self.about or self.typed)


def chosen_in(query: QueryDict) -> Chosen:
    """The filter of an address."""
    state = query.get("state", "")
    return Chosen(
        state=state if state in dict(STATES) else "",
        unit=query.get("unit", "")[:MOST_TYPED],
        about=query.get("about", "")[:MOST_TYPED],
        typed=query.get("q", "").strip()[:MOST_TYPED],
    )


def rows_of(plan: Plan, on: date) -> list[Row]:
    """Every problem of the plan, what is open first, by its day; two queries."""
    told = Step.objects.filter(problem=OuterRef("pk")).exclude(act=LoopAct.ESCALATE)
    newest = told.order_by("-at", "-pk").values("pk")[:1]  # raised by rule is no progress
    found = Problem.objects.filter(plan=plan).annotate(newest=Subquery(newest))
    problems = list(found.select_related("unit", "raised_unit", "target", "task"))
    steps = Step.objects.in_bulk([row.newest for row in problems if row.newest])
    rows = [_row(plan, each, steps.get(each.newest), on) for each in problems]
    return sorted(rows, key=_own_order)


def _own_order(row: Row) -> tuple[bool, date, int]:
    problem = row.problem
    settled = problem.struck_off_on or problem.due_on
    day = date.fromordinal(date.max.toordinal() - settled.toordinal())  # newest settled first
    return (row.is_done, day if row.is_done else problem.due_on, problem.number)


def _row(plan: Plan, problem: Problem, step: Step | None, on: date) -> Row:
    over = days_over(problem, on)
    problem.plan = plan  # its label tells the year
    return Row(
        problem=problem,
        url=reverse("problem_detail", args=[plan.slug, problem.number]),
        about=about_of(problem),
        about_url=about_url(plan, problem),
        marks=marks_of(problem.state, over),
        over=over,
        latest=latest_of(step),
    )


def about_of(problem: Problem) -> str:
    """What it is about in short: 任务3, else the target's name."""
    if problem.task_id is not None:
        return f"任务{problem.task.number}"
    return problem.target.short_name or problem.target.name if problem.target_id else ""


def about_url(plan: Plan, problem: Problem) -> str:
    """The page of what it is about, in the month last published."""
    if problem.task_id is not None:
        return reverse("task_detail", kwargs={"plan": plan.slug, "number": problem.task.number})
    code = problem.target.code if problem.target_id else ""
    return reverse("target_detail", kwargs={"plan": plan.slug, "code": code})


def marks_of(state: str, over: int) -> tuple[str, ...]:
    """The four steps 提出, 解决, 核验, 销号 as drawn: those reached, the last one red when late."""
    reached = REACHED.get(ProblemState(state), 1)
    now = "late" if over and state != ProblemState.STRUCK_OFF else "on"
    return tuple(
        now if place == reached else "on" if place < reached else "no" for place in (1, 2, 3, 4)
    )


def latest_of(step: Step | None) -> str:
    """The newest step in words: what was said, else what was done and when."""
    if step is None:
        return ""
    day = timezone.localdate(step.at)
    done = f"{day.month}月{day.day}日{PROBLEM.word(step.act)}"
    if step.act == LoopAct.RAISE:
        return f"{done}，等待受理"
    if step.act in {LoopAct.PROGRESS, LoopAct.CLAIM} and step.text:
        return step.text
    return f"{done}：{step.text}" if step.text else done


# Narrowed, sorted, counted


def kept(rows: Iterable[Row], chosen: Chosen) -> list[Row]:
    """The rows the address asks for; without a state what was declined, merged or withdrawn is out."""
    return [row for row in rows if _is_kept(row, chosen)]


def _is_kept(row: Row, chosen: Chosen) -> bool:
    problem = row.problem
    is_state = {
        "": problem.state in LISTED,
        OVER: row.over > 0,
    }.get(chosen.state, problem.state == chosen.state)
    is_unit = not chosen.unit or problem.unit.code == chosen.unit
    is_about = not chosen.about or chosen.about in _abouts(problem)
    words = folded(f"{problem.label} {problem.title} {problem.text}")
    return is_state and is_unit and is_about and folded(chosen.typed) in words


def _abouts(problem: Problem) -> set[str]:
    """What an address may call it: T02, task-3."""
    names = {problem.target.code} if problem.target_id else set()
    return names | ({f"task-{problem.task.number}"} if problem.task_id else set())


KEYS: dict[str, Callable[[Row], Any]] = {
    "number": lambda row: row.problem.number,
    "unit": lambda row: row.problem.unit.order,
    "raised": lambda row: row.problem.raised_on,
    "due": lambda row: row.problem.due_on,
    "state": lambda row: REACHED.get(ProblemState(row.problem.state), 5),
}


def counts(rows: Sequence[Row], chosen: Chosen) -> list[tuple[str, int, str, bool]]:
    """The strip: words, number, the list narrowed to it, whether it is; all of the plan."""
    listed = [row for row in rows if row.problem.state in LISTED]
    number: dict[str, int] = {
        "": len(listed),
        **{state: sum(row.problem.state == state for row in listed) for state in LISTED},
        OVER: sum(row.over > 0 for row in listed),
    }
    words = ("累计提出", "待受理", "解决中", "已报解决，待核验", "已销号", "超期未销号")
    return [
        (word, number[state], f"?state={state}" if state else "?", chosen.state == state)
        for word, state in zip(words, ("", *LISTED, OVER), strict=True)
    ]


def options(rows: Iterable[Row]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The units and sources there are, to choose from."""
    units: dict[tuple[int, str], str] = {}
    abouts: dict[tuple[int, int, str], str] = {}
    for row in rows:
        problem = row.problem
        units[problem.unit.order, problem.unit.code] = problem.unit.short_name
        if problem.task_id:
            abouts[0, problem.task.number, f"task-{problem.task.number}"] = (
                f"任务{problem.task.number} {problem.task.title}"
            )
        if problem.target_id:
            abouts[1, problem.target.order, problem.target.code] = problem.target.name
    return (
        [(code, name) for (_, code), name in sorted(units.items())],
        [(key, name) for (_, _, key), name in sorted(abouts.items())],
    )


def sheet(rows: Iterable[Row], note: str) -> Sheet:
    """The list as it is shown, for a spreadsheet."""
    return Sheet("问题销号清单", note, HEADS, [_line(row) for row in rows])


def _line(row: Row) -> list[Cell]:
    problem = row.problem
    return [
        problem.label,
        problem.title,
        problem.text,
        problem.get_kind_display(),
        problem.get_level_display(),
        problem.target.name if problem.target_id else "",
        f"任务{problem.task.number} {problem.task.title}" if problem.task_id else "",
        problem.unit.short_name,
        problem.person,
        problem.measures,
        problem.raised_unit.short_name,
        f"{problem.raised_on:%Y-%m-%d}",
        f"{problem.due_on:%Y-%m-%d}",
        problem.get_state_display(),
        row.over,
        row.latest,
        f"{problem.struck_off_on:%Y-%m-%d}" if problem.struck_off_on else "",
    ]
