"""A slide for every target behind or missing: how it stands, why, and what comes next. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from dashboard import charts, drawing
from dashboard.charts.figure import Size
from dashboard.charts.target import year
from dashboard.cockpit import paging
from dashboard.cockpit.opening import tag
from dashboard.cockpit.slide import Slide, whose
from dashboard.report import MonthlyReport, TargetRow, TaskRow, UnitRef, shown
from dashboard.report.named import NOBODY
from dashboard.target_facts import Fact, facts
from targets.choices import LATE
from targets.numbers import NOTHING, show_exactly

CHART = Size(452, 246)  # drawn at 2.4 times this on 1920×1080: ticks of 12 px are 28 there
STATS = 4  # figure, goal, completion and gap; still needed and the year's end are said in words
SIDE, WHOLE = paging.Room(22, 17), paging.Room(54, 16)  # the right half of a slide; a whole one
CLOSE = 60  # per cent of the track from where the words on pace and goal would meet
TASKS_SHOWN = 3


@dataclass(frozen=True)
class Mark:
    """A word under the big bar, at a place in per cent."""

    x: str
    text: str
    anchor: str


@dataclass(frozen=True)
class Standing:
    """One late target as its slide shows it."""

    row: TargetRow
    stats: tuple[Fact, ...]
    bar: drawing.Bar
    marks: tuple[Mark, ...]
    chart: SafeString | str
    chart_label: str
    hints: tuple[str, ...]
    tasks: tuple[TaskRow, ...]
    words: tuple[paging.Passage, ...]
    goes_on: bool
    tag: str


def targets(report: MonthlyReport) -> Iterator[Slide]:
    """Every late target in the order of the first slide's list, its unit's words in full."""
    rows = [(unit, row) for unit, own in report.late_by_unit() for row in own]
    for place, (unit, row) in enumerate(rows, start=1):
        yield from _slides(report, unit, row, f"滞后与未报 {place}/{len(rows)}")


def _slides(report: MonthlyReport, unit: UnitRef, row: TargetRow, section: str) -> Iterator[Slide]:
    standing = facts(report, row)
    hints = tuple(_hint(fact) for fact in standing[STATS:] if fact.number != NOTHING)
    tasks = _tasks(report, row)
    room = _room(hints, tasks)
    aside, names = whose(row.short_name, _lead(unit, row), row.joint)
    words = [*_words(row), ("配合单位", names)]
    first, *further = paging.flow(words, room, WHOLE)
    chart = year(row, report.plan.word) if shown.reported(row) else None
    bar = drawing.bar(shown.standing_of(row.now, row.promise), row.promise)
    content = Standing(
        row=row,
        stats=tuple(standing[:STATS]),
        bar=bar,
        marks=tuple(_marks(row, bar)),
        chart=charts.draw(chart, CHART, is_narrow=True) if chart else "",
        chart_label=chart.label if chart else "",
        hints=hints,
        tasks=tasks,
        words=tuple(first),
        goes_on=bool(further),
        tag=tag(row),
    )
    light = row.now.light
    yield Slide("target", row.short_name, content, section, light, aside, key=row.code)
    for page in further:
        more: dict[str, Any] = {"words": page}
        yield Slide("words", f"{row.short_name}（续）", more, section, light, aside)


def _hint(fact: Fact) -> str:
    """后续月均需完成1.68亿元（近期月均1.40亿元）."""
    notes = "；".join(note.text for note in fact.notes)
    return f"{fact.label}：{fact.number}{fact.unit}" + (f"（{notes}）" if notes else "")


def _room(hints: tuple[str, ...], tasks: tuple[TaskRow, ...]) -> paging.Room:
    """What is left for the unit's words beside hints and tasks."""
    taken = sum(paging.lines(hint, SIDE.width - 1) for hint in hints)
    taken += 2 if hints else 0
    taken += sum(
        paging.lines(f"任务{task.number}亮灯{task.title}", SIDE.width - 5) for task in tasks
    )
    return paging.Room(SIDE.width, max(0, SIDE.height - taken - (2 if tasks else 0)))


def _tasks(report: MonthlyReport, row: TargetRow) -> tuple[TaskRow, ...]:
    found = (report.task(number) for number in row.tasks[:TASKS_SHOWN])
    return tuple(task for task in found if task is not None)


def _words(row: TargetRow) -> list[tuple[str, str]]:
    """The unit's own words; one behind that says nothing is told so."""
    said = [
        ("单位说明", row.explanation),
        ("存在问题", row.problem),
        ("下步措施", row.next_step),
    ]
    told = [(head, text) for head, text in said if text]
    if told or row.now.light not in LATE:
        return told or [("报送", f"{row.now.remark or row.now.light.label}。")]
    return [("单位说明", "单位没有填写存在问题和下步措施。")]


def _lead(unit: UnitRef, row: TargetRow) -> str:
    lead = "牵头单位待确认" if unit == NOBODY else f"{unit.short_name}牵头"
    return f"{lead}（推定）" if "lead_unit" in row.inferred else lead


def _marks(row: TargetRow, bar: drawing.Bar) -> Iterator[Mark]:
    """What the goal line and the pace mark stand for."""
    if not bar.has_goal:
        return
    sign = shown.percent_sign(row)
    goal = f"目标 {show_exactly(row.promise.goal)}{sign}"
    if bar.pace is None or Decimal(bar.pace) >= drawing.GOAL or row.now.expected is None:
        yield Mark(str(drawing.GOAL), goal, "middle")
        return
    is_close = Decimal(bar.pace) > CLOSE
    pace = f"序时 {shown.number(row.now.expected)}{sign}"
    yield Mark(bar.pace, pace, "end" if is_close else "middle")
    yield Mark(str(drawing.GOAL), goal, "start" if is_close else "middle")
