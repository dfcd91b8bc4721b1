"""What stands in the margin of the plan's text: a task's state, a paragraph's targets. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from dashboard import addresses
from dashboard.drawing import TONES
from dashboard.report import MonthlyReport, TargetRow, TaskRow, shown
from dashboard.report.named import NOBODY
from dashboard.task_list import light_of
from dashboard.templatetags import look
from targets.choices import LATE, Light, Place

LATE_LIGHTS = LATE | {Light.OVERDUE}


@dataclass(frozen=True)
class TaskMargin:
    """A task beside its text: its light, whose it is, and what the month's note says."""

    number: int
    title: str
    tone: str
    light: SafeString
    lamp: SafeString
    lead: str
    lead_url: str
    says: str
    is_missing: bool
    url: str
    verdict: Light


@dataclass(frozen=True)
class TargetLine:
    """A target in a paragraph's margin."""

    code: str
    url: str
    name: str
    lamp: SafeString
    figures: str  # 10.78 / 17.5亿元


@dataclass(frozen=True)
class TargetsMargin:
    """The targets that a paragraph outside the tasks promises."""

    title: str
    lines: tuple[TargetLine, ...]
    lights: tuple[Light, ...]

    @property
    def late(self) -> str:
        """How many of them are late, in words."""
        return late_words(self.lights)


def late_words(lights: Iterable[Light]) -> str:
    """2项滞后，1项未报; empty where none is late."""
    listed = list(lights)
    counted = (
        ("滞后", sum(light in LATE for light in listed)),
        ("未报", listed.count(Light.OVERDUE)),
    )
    return "，".join(f"{number}项{word}" for word, number in counted if number)


def of_task(report: MonthlyReport, task: TaskRow) -> TaskMargin:
    """The task's state in the margin of its first paragraph."""
    light, word = task.light, report.plan.word(task.light)
    return TaskMargin(
        number=task.number,
        title=task.title,
        tone=TONES[light],
        light=light_of(task, report.plan.word),
        lamp=look.lamp(light, word),
        lead=task.lead.short_name,
        lead_url="" if task.lead == NOBODY else addresses.unit(report, task.lead.code),
        says=task.note.text.strip() if task.note else task.remark or "本月没有进展",
        is_missing=task.note is None,
        url=addresses.task(report, task.number),
        verdict=light,
    )


def of_targets(
    report: MonthlyReport, rows: Sequence[TargetRow], titles: Mapping[int, str]
) -> TargetsMargin:
    """The targets of one paragraph under their heading's short title (`titles` by its number)."""
    named = dict.fromkeys(
        "任务内指标" if row.place == Place.TASK else titles.get(row.group, "") for row in rows
    )
    return TargetsMargin(
        title="、".join(filter(None, named)) or "指标",
        lines=tuple(
            TargetLine(
                code=row.code,
                url=addresses.target(report, row.code),
                name=row.short_name,
                lamp=look.lamp(row.now.light, report.plan.word(row.now.light)),
                figures=f"{shown.value(row.now)} / {row.goal_text}",
            )
            for row in rows
        ),
        lights=tuple(row.now.light for row in rows),
    )
