"""A target in a nutshell, for the small card beside a phrase of the plan. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from dashboard import addresses, amended, drawing
from dashboard.report import MonthlyReport, TargetRow, TaskRow, shown
from dashboard.report.rows import NOBODY
from dashboard.target_detail import due_words, said_words
from dashboard.target_facts import Fact, facts
from dashboard.task_list import month_says
from dashboard.templatetags import look
from targets.choices import Light

FIRST, LAST = 2, 5  # completion, gap to pace and still needed, of the strip of figures


@dataclass(frozen=True)
class Card:
    """What a reader wants of a target at once: value, goal, bar, pace, whose, last words."""

    code: str
    name: str
    url: str
    light: Light
    tag: str  # 沿用6月, 已更正
    value: str
    goal: str
    bar: SafeString
    due: str
    facts: tuple[Fact, ...]
    lead: str
    lead_url: str
    is_inferred: bool
    words: tuple[tuple[str, str], ...]


def card(report: MonthlyReport, row: TargetRow, tasks: Mapping[int, TaskRow]) -> Card:
    """The target's card in the report's month; `tasks` are the report's by number."""
    now = row.now
    lead = row.lead or NOBODY
    return Card(
        code=row.code,
        name=row.short_name,
        url=addresses.target(report, row.code),
        light=now.light,
        tag=tag(row),
        value=value(row),
        goal=shown.goal(row),
        bar=look.bullet(drawing.bar(shown.standing_of(now, row.promise), row.promise)),
        due=due_words(row),
        facts=tuple(facts(report, row)[FIRST:LAST]),
        lead=lead.short_name,
        lead_url="" if lead == NOBODY else addresses.unit(report, lead.code),
        is_inferred="lead_unit" in row.inferred,
        words=tuple(_words(row, tasks)),
    )


def tag(row: TargetRow) -> str:
    """Where the figure comes from, when that is not simply this month's report."""
    if row.corrections:
        return amended.TAG
    return f"沿用{row.now.figure_month}月" if row.now.is_carried else ""


def value(row: TargetRow) -> str:
    """The figure with its measure, 10.78亿元; or the word in its place."""
    text = shown.value(row.now)
    return text if row.now.value is None else f"{text}{row.measure}"


def _words(row: TargetRow, tasks: Mapping[int, TaskRow]) -> Iterator[tuple[str, str]]:
    """What its unit said last: with the figure itself, else in the note of the task that bears it."""
    said = said_words(row)
    if said:
        yield from said
        return
    notes = ((number, tasks[number]) for number in row.tasks if number in tasks)
    for number, task in notes:
        if task.note is not None:
            yield f"任务{number}进展：", month_says(task)
            return
