"""The form an order is issued with, its facts filled in from the month last published; and help asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.http import QueryDict

from accounts.models import Unit
from dashboard.loop import matter_forms as typed
from dashboard.loop.matter_forms import ActForm, Sent, offer
from dashboard.loop.problem_new import Abouts
from dashboard.loop.problem_page import units_of
from dashboard.meeting import phrases
from dashboard.report import MonthlyReport, TargetRow, TaskRow
from plans.models import Plan
from targets.models import Target
from targets.rounds import RefusedError
from tasks.choices import LoopAct
from tasks.models import Instruction, Problem, Task
from tasks.orders import Wanted

DAYS = 14
DEMANDS = "滞后的原因\n追赶措施和完成时间\n需要协调的事项"
MOST_NUMBER, MOST_PK = 2**15, 2**62
MOST_TITLE = 60


@dataclass(frozen=True)
class Source:
    """What the address begins the order from, and what that fills in."""

    about: str = ""  # T02, task-3
    problem: Problem | None = None
    instruction: Instruction | None = None
    title: str = ""
    facts: str = ""
    unit: Unit | None = None


def source_in(query: QueryDict, plan: Plan, known: Abouts, report: MonthlyReport | None) -> Source:
    """?target=T02, ?task=3, ?problem=4, ?instruction=2; what is not there fills in nothing."""
    problem, instruction = _problem(query, plan), _instruction(query, plan)
    if instruction is not None:
        made = _about(instruction.target, instruction.task, known, report)
        facts = f"区领导批示：“{instruction.text}”\n{made.facts}".strip()
        title = made.title or instruction.text[:MOST_TITLE]
        return replace(made, instruction=instruction, facts=facts, title=title)
    if problem is not None:
        made = _about(problem.target, problem.task, known, report)
        told = f"问题{problem.label}“{problem.title}”：{problem.text}"
        return replace(
            made, problem=problem, title=problem.title, facts=told[:1000], unit=problem.unit
        )
    target = known.targets.get(query.get("target", ""))
    task = known.tasks.get(f"task-{query.get('task', '')}")
    return _about(target, task, known, report)


def _about(
    target: Target | None, task: Task | None, known: Abouts, report: MonthlyReport | None
) -> Source:
    """What the report says of a target, else of a task."""
    if target is not None:
        row = report.target(target.code) if report else None
        told = target_facts(report, row) if report and row else ("", "")
        unit = known.targets[target.code].lead_unit if target.code in known.targets else None
        return Source(about=target.code, title=told[0], facts=told[1], unit=unit)
    if task is not None:
        found = (
            next((row for row in report.tasks if row.number == task.number), None)
            if report
            else None
        )
        told = task_facts(report, found) if report and found else ("", "")
        lead = task.responsibilities.select_related("unit").order_by("order").first()
        unit = lead.unit if lead else None
        return Source(about=f"task-{task.number}", title=told[0], facts=told[1], unit=unit)
    return Source()


def target_facts(report: MonthlyReport, row: TargetRow) -> tuple[str, str]:
    """A title and the sentence of facts, in the bulletin's words and figures."""
    word = report.plan.word(row.now.light)
    parts = [phrases.actual(row), phrases.progress(row, report.plan.word)]
    told = "，".join(dict.fromkeys(part for part in parts if part))
    light = "" if told.endswith(word) else f"，亮灯为{word}"
    facts = f"你单位牵头的指标“{row.short_name}”截至{report.month}月底{told}{light}。"
    return f"{row.short_name}{word}"[:MOST_TITLE], facts


def task_facts(report: MonthlyReport, row: TaskRow) -> tuple[str, str]:
    """The same of a task: its light, and its milestones that are past their day."""
    word = report.plan.word(row.light)
    late = [each for each in row.milestones if each.done_on is None and each.due_on < report.on]
    facts = f"你单位牵头的重点任务{row.number}“{row.title}”{report.month}月亮灯为{word}"
    for each in late[:3]:
        day = f"{each.due_on.month}月{each.due_on.day}日"
        over = (report.on - each.due_on).days
        facts += f"；应于{day}前完成的“{each.title}”至今未完成，已逾期{over}天"
    return f"任务{row.number}{row.title}{word}"[:MOST_TITLE], f"{facts}。"


def _problem(query: QueryDict, plan: Plan) -> Problem | None:
    number = _number(query.get("problem", ""), MOST_NUMBER)
    rows = Problem.objects.filter(plan=plan, number=number).select_related("target", "task", "unit")
    found = rows.first() if number else None
    if found is not None:
        found.plan = plan
    return found


def _instruction(query: QueryDict, plan: Plan) -> Instruction | None:
    pk = _number(query.get("instruction", ""), MOST_PK)
    rows = Instruction.objects.filter(plan=plan, pk=pk)  # handled too: the service says so
    return rows.select_related("target", "task").first() if pk else None


def _number(text: str, most: int) -> int:
    is_number = text.isascii() and text.isdecimal() and len(text) < 20
    return int(text) if is_number and int(text) < most else 0


def form_of(
    plan: Plan, known: Abouts, source: Source, on: date, posted: Sent | None = None
) -> ActForm:
    """The order's form: everything filled in may be changed."""
    units = [(each.code, each.short_name) for each in units_of(plan)]
    fields = {
        "about": typed.choice("涉及（可不选）", _abouts(known)),
        "title": typed.line("事项", hint="一事一单，一句话，最多60字。"),
        "unit": typed.choice("办理单位", [("", "请选"), *units], hint="一单只发一个单位。"),
        "facts": typed.words("事由", rows=5),
        "demands": typed.words("办理要求", rows=4, hint="一行一条，印出来自动编一、二、三。"),
        "due_on": typed.day("回复时限"),
    }
    due = (on + timedelta(days=DAYS)).isoformat()
    initial = {"about": source.about, "title": source.title, "facts": source.facts}
    initial |= {"demands": DEMANDS if source.about or source.problem else "", "due_on": due}
    initial["unit"] = source.unit.code if source.unit else ""
    return _form(fields, "签发督办单", initial, posted)


def help_form(known: Abouts, about: str, on: date, posted: Sent | None = None) -> ActForm:
    """The form help is asked for with."""
    fields = {
        "about": typed.choice("涉及（可不选）", _abouts(known)),
        "title": typed.line("事项", hint="一事一单，一句话，最多60字。"),
        "facts": typed.words("情况说明", hint="卡在哪里，自己试过什么。"),
        "demands": typed.words("需要协调什么", hint="一行一条，说明希望哪个单位做什么。"),
        "due_on": typed.day("希望答复日"),
        "file": typed.files("依据（可不传）"),
    }
    due = (on + timedelta(days=DAYS)).isoformat()
    return _form(fields, "提请协调", {"about": about, "due_on": due}, posted)


def _form(
    fields: dict[str, Any], button: str, initial: dict[str, Any], posted: Sent | None
) -> ActForm:
    return offer(
        LoopAct.RAISE, button, fields, seen=0, posted=posted, initial=initial, tone="primary"
    )


def _abouts(known: Abouts) -> list[Any]:
    """Targets and tasks; an order about a milestone names it in its facts."""
    return [("", "不涉及"), *replace(known, milestones={}).groups[1:]]


def wanted(plan: Plan, known: Abouts, sent: Sent, source: Source | None = None) -> Wanted:
    """What was typed as an order to issue. Raises RefusedError for what is no day or not theirs."""
    about = sent.text("about")
    if about and about not in {*known.targets, *known.tasks}:
        raise RefusedError("请从列出的指标和任务中选，或选“不涉及”。", "about")
    unit = Unit.objects.filter(district=plan.district_id, code=sent.text("unit")).first()
    return Wanted(
        title=sent.text("title"),
        facts=sent.text("facts"),
        demands=sent.text("demands"),
        due_on=sent.day("due_on"),
        unit=unit,
        target=known.targets.get(about),
        task=known.tasks.get(about),
        problem=source.problem if source else None,
        instruction=source.instruction if source else None,
    )
