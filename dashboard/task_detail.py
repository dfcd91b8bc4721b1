"""任务详情: one task in the month, its targets, its notes and its place in the plan. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.http import Http404, QueryDict

from dashboard import addresses, matter_lines, milestone_lines
from dashboard.matter_lines import Panel
from dashboard.overview import line
from dashboard.report import (
    MonthlyReport,
    Note,
    OrderRow,
    ProblemRow,
    TargetRow,
    TaskRow,
    UnitRef,
)
from dashboard.report.named import NOBODY
from dashboard.task_list import ordinal
from dashboard.typesetting import full_width

MONTHS_SHOWN = 4  # the notes of so many months stand open, earlier ones are folded


@dataclass(frozen=True)
class Piece:
    """A stretch of the plan's text; a phrase that states a linked target is underlined."""

    text: str
    is_phrase: bool


@dataclass(frozen=True)
class UnitLink:
    """A unit and its page."""

    unit: UnitRef
    url: str


@dataclass(frozen=True)
class Entry:
    """One unit's note of one month, or the gap where the lead's note is missing."""

    head: str
    aside: str
    text: str
    is_lead: bool
    is_missing: bool = False
    words: tuple[
        tuple[str, str], ...
    ] = ()  # 存在问题 …; of linked targets behind: name and what was said


def context(report: MonthlyReport, query: QueryDict, number: int) -> dict[str, Any]:
    """What the page of one task needs; Http404 where the report has no such task."""
    task = report.task(number)
    if task is None:
        raise Http404("没有这项任务")
    entries = list(_entries(report, task))
    shown = sum(month > report.month - MONTHS_SHOWN for month, _ in entries)
    return {
        "title": f"{number}. {task.title}",
        "subtitle": _subtitle(task),
        "crumbs": _crumbs(report, task),
        "light": task.light,
        "actions": (),
        "turns": list(_turns(report, number)),
        "task": task,
        "lines": [line(report, row) for row in linked(report, task)],
        "entries": [entry for _, entry in entries[:shown]],
        "earlier": [entry for _, entry in entries[shown:]],
        "pieces": pieces(report, task),
        "lead": _link(report, task.lead),
        "joint": [_link(report, unit) for unit in task.joint],
        "matters": _matters(report, task),
        "milestones": milestone_lines.panel(report, task),
    }


def _matters(report: MonthlyReport, task: TaskRow) -> list[Panel]:
    """Problems and orders about the task or a target it bears; none where no loop is kept."""
    if not report.keeps_loop:
        return []
    problems = [row for row in report.problems if _is_about(row, task)]
    orders = [row for row in report.orders if _is_about(row, task)]
    return [
        matter_lines.problem_panel(report, problems, "本任务没有提出的问题。"),
        matter_lines.order_panel(report, orders, "没有就本任务签发的督办单。"),
    ]


def _is_about(row: ProblemRow | OrderRow, task: TaskRow) -> bool:
    """By its own number; by one of its targets where no task is named."""
    return row.task == task.number if row.task is not None else row.target in task.targets


def linked(report: MonthlyReport, task: TaskRow) -> list[TargetRow]:
    """The targets that the task bears, in the plan's order."""
    found = (report.target(code) for code in task.targets)
    return [row for row in found if row is not None]


def pieces(report: MonthlyReport, task: TaskRow) -> list[Piece]:
    """The task's text as the plan prints it, cut where phrases of its targets begin and end.

    Two targets may quote one phrase, or phrases that overlap: what any of them says is underlined.
    """
    text = full_width(task.text)
    spans = [
        (quote.start - task.start, min(quote.end, task.end) - task.start)
        for row in linked(report, task)
        for quote in row.quotes
        if task.start <= quote.start < task.end
    ]
    inside = [any(start <= place < end for start, end in spans) for place in range(len(text))]
    turns = [place for place in range(1, len(text)) if inside[place] != inside[place - 1]]
    cuts = [0, *turns, len(text)]
    return [Piece(text[start:end], inside[start]) for start, end in pairwise(cuts) if start < end]


def _subtitle(task: TaskRow) -> str:
    """Whose it is: 区经信局牵头，4家配合; and 未启动, which the light alone does not say."""
    whose = "牵头单位待确认" if task.lead == NOBODY else f"{task.lead.short_name}牵头"
    told = f"{whose}，{len(task.joint)}家配合" if task.joint else whose
    shows = task.remark and (task.note is not None or task.milestones)
    return f"{told} · {task.remark}" if shows else told


def _crumbs(report: MonthlyReport, task: TaskRow) -> tuple[tuple[str, str], ...]:
    listed = addresses.page(report, "task_list")
    group = next((each for each in report.groups if each.number == task.group), None)
    if group is None:
        return (("重点任务", listed),)
    title = f"{ordinal(group.number)}{group.short_title}"
    return (("重点任务", listed), (title, f"{listed}#group-{group.number}"))


def _turns(report: MonthlyReport, number: int) -> Iterator[tuple[str, str, str]]:
    """The ways to the task before and after: label, address, title."""
    numbers = [task.number for task in report.tasks]
    place = numbers.index(number)
    for label, other in (("上一项", place - 1), ("下一项", place + 1)):
        if 0 <= other < len(numbers):
            task = report.tasks[other]
            url = addresses.task(report, task.number)
            yield label, url, f"{task.number}. {task.title}"


def _entries(report: MonthlyReport, task: TaskRow) -> Iterator[tuple[int, Entry]]:
    """Month and note, newest first; the lead's missing note of this month leaves a gap on top."""
    words = tuple(_words(linked(report, task)))
    if task.note is None and task.lead != NOBODY:
        head = f"{task.month}月 · {task.lead.short_name}"
        yield task.month, Entry(head, "", task.remark or "未报", True, True, words)
    for note in task.notes:
        is_lead = note.unit.code == task.lead.code
        is_now = note is task.note
        head = f"{note.month}月 · {note.unit.short_name}{'' if is_lead else '（配合）'}"
        said = _four(note) + words * is_now
        yield note.month, Entry(head, _aside(note), note.text, is_lead, False, said)


def _four(note: Note) -> tuple[tuple[str, str], ...]:
    """What else the note says: problems, measures, what comes next."""
    told = (("存在问题", note.problem), ("应对措施", note.measures), ("后期打算", note.next_step))
    return tuple((label, text) for label, text in told if text)


def _aside(note: Note) -> str:
    """When it was handed in and how the unit itself sees it: 9月4日提交 · 在轨."""
    day = note.submitted_on
    return " · ".join([*([f"{day.month}月{day.day}日提交"] if day else []), note.word_label])


def _words(rows: Iterable[TargetRow]) -> Iterator[tuple[str, str]]:
    """What the unit said with the figures of linked targets that are behind."""
    for row in rows:
        said = [("问题", row.problem), ("下步", row.next_step)]
        text = "；".join(f"{label}：{words.rstrip('。；')}" for label, words in said if words)
        if text:
            yield row.short_name, text


def _link(report: MonthlyReport, unit: UnitRef) -> UnitLink:
    return UnitLink(unit, "" if unit == NOBODY else addresses.unit(report, unit.code))
