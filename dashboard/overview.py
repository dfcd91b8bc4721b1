"""总览: on course or not, where not, and whose it is. Pure: report → context of the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard import addresses, amended, drawing, matter_lines
from dashboard.movements import Movement, movements
from dashboard.report import MonthlyReport, TargetRow, TaskRow, UnitRef, shown
from dashboard.report.named import NOBODY
from dashboard.report.words import compared, counts_sentence, verdict
from dashboard.templatetags import look
from targets.choices import BEST_FIRST, Light, Place

MOST = 10  # changes that stay a glance; the rest is a page of its own
LONGEST_HEADING = 5  # characters that fit one line of the narrow first column


@dataclass(frozen=True)
class Line:
    """One target's line of the overview; `span` is how many lines its heading stands beside."""

    heading: SafeString | str
    span: int
    url: str
    name: str
    light: SafeString
    value: SafeString
    goal: str
    bar: SafeString
    spark: SafeString
    lead: str
    is_inferred: bool = False  # the lead is 推定
    corrected: str = ""  # 更正前46; empty where the month's figure stands as first published


@dataclass(frozen=True)
class Late:
    """A unit and what of its targets is behind or missing."""

    unit: UnitRef
    url: str
    targets: tuple[tuple[SafeString, str, str, str], ...]  # lamp, name, address, gap


@dataclass(frozen=True)
class Tile:
    """A task as a tile: its number, its light, and both aloud."""

    number: int
    tone: str
    url: str
    label: str
    glyph: SafeString


@dataclass(frozen=True)
class Moved:
    """A change of a target, and what to call it where its lights do not say so."""

    movement: Movement
    url: str
    tag: str


@dataclass(frozen=True)
class Tardy:
    """A unit that reported late or not at all."""

    unit: UnitRef
    url: str
    aside: str  # 逾期5天 / 迟报1项
    missing: tuple[str, ...]


def context(report: MonthlyReport, query: QueryDict) -> dict[str, Any]:
    """What the overview's template needs."""
    within = [row for row in report.targets if row.place == Place.TASK]
    headline = [row for row in report.targets if row.place != Place.TASK]
    late = list(_late(report))
    moved = changes(report)
    return {
        "verdict": verdict(report.counts).split("，"),
        "compared": _compared(report),
        "strip": _strip(report),
        "groups": list(_groups(report, headline)),
        "headline_count": len(headline),
        "within": [[line(report, row, _borne_by(row), 1) for row in within]],
        "within_count": len(within),
        "late": late,
        "late_count": sum(len(each.targets) for each in late),
        "task_groups": list(_task_groups(report)),
        "changes": moved[:MOST],
        "changes_count": len(moved),
        "changes_url": addresses.page(report, "compare"),
        "before_month": report.month - 1,
        "due": sum(each.due for each in report.reporting),
        "on_time": sum(each.on_time for each in report.reporting),
        "tardy": list(_tardy(report)),
        "highlights": [matter_lines.highlight_line(report, row) for row in report.highlights],
        "highlights_url": matter_lines.listed(report, "highlight_list"),
        "actions": (
            ("导出", addresses.page(report, "export")),
            ("会议材料", addresses.page(report, "papers")),
        ),
        **amended.panel(report, report.targets),
    }


def _compared(report: MonthlyReport) -> str:
    if report.before is None:
        return counts_sentence(report.counts, report.plan.word)
    return compared(report.month - 1, report.changes, report.counts.not_judged)


def _strip(report: MonthlyReport) -> list[tuple[Light, int, str]]:
    """Every light with its count and the list of its targets."""
    return [
        (light, report.counts.of(light), addresses.targets(report, light=light.value))
        for light in BEST_FIRST
    ]


def _groups(report: MonthlyReport, rows: Iterable[TargetRow]) -> Iterator[list[Line]]:
    """The headline targets under their headings, in the plan's order."""
    by_theme = defaultdict(list)
    for row in rows:
        by_theme[row.group].append(row)
    for theme in report.themes:
        own = by_theme[theme.number]
        if own:
            heading = _heading(theme.short_title)
            yield [
                line(report, row, heading, 0 if place else len(own))
                for place, row in enumerate(own)
            ]


def _heading(title: str) -> SafeString | str:
    """A long heading in two lines; such titles are built of words of two characters."""
    if len(title) <= LONGEST_HEADING:
        return title
    return format_html("{}<br>{}", title[:4], title[4:])


def _borne_by(row: TargetRow) -> str:
    return f"任务{row.tasks[0]}" if row.tasks else "—"


def line(
    report: MonthlyReport, row: TargetRow, heading: SafeString | str = "", span: int = 0
) -> Line:
    """A target in one line, also of a task's and a unit's page."""
    now = row.now
    value = shown.value(now)
    bar = drawing.bar(shown.standing_of(now, row.promise), row.promise)
    has_value = now.value is not None
    return Line(
        heading=heading,
        span=span,
        url=addresses.target(report, row.code),
        name=row.short_name,
        light=look.light(now.light, word=report.plan.word(now.light)),
        value=format_html("<b>{}</b>" if has_value else '<span class="mut">{}</span>', value),
        goal=shown.goal(row),
        bar=look.bullet(bar),
        spark=look.spark(drawing.spark(shown.reported(row), row.promise, now.light)),
        lead=row.leader.short_name,
        is_inferred="lead_unit" in row.inferred,
        corrected=amended.brief(row),
    )


def _late(report: MonthlyReport) -> Iterator[Late]:
    """Who has targets behind or missing: most first; of each unit the worst first."""
    for unit, rows in report.late_by_unit():
        yield Late(
            unit=unit,
            url="" if unit == NOBODY else addresses.unit(report, unit.code),
            targets=tuple(
                (
                    look.lamp(row.now.light, report.plan.word(row.now.light)),
                    row.short_name,
                    addresses.target(report, row.code),
                    shown.MISSING if row.now.value is None else shown.gap(row, row.now),
                )
                for row in rows
            ),
        )


def _task_groups(report: MonthlyReport) -> Iterator[tuple[str, list[Tile]]]:
    for group in report.groups:
        yield (
            group.short_title,
            [_tile(report, task) for task in report.tasks if task.group == group.number],
        )


def _tile(report: MonthlyReport, task: TaskRow) -> Tile:
    return Tile(
        number=task.number,
        tone=look.tone(task.light),
        url=addresses.task(report, task.number),
        label=f"任务{task.number} {task.title}：{report.plan.word(task.light)}",
        glyph=look.glyph(task.light),
    )


def changes(report: MonthlyReport, then: MonthlyReport | None = None) -> list[Moved]:
    """What changed since last month, or since `then`, the worst first."""
    if report.before is None and then is None:
        return []
    return [_moved(report, each) for each in movements(report, then)]


def _moved(report: MonthlyReport, each: Movement) -> Moved:
    tag = "" if each.old_light else each.turn.value
    return Moved(each, addresses.target(report, each.code), tag)


def _tardy(report: MonthlyReport) -> Iterator[Tardy]:
    """Units that still owe something or were late with it."""
    days = (report.on - report.due_on).days if report.due_on else 0
    for each in report.reporting:
        if not each.missing and not each.late:
            continue
        told = [f"逾期{days}天"] if each.missing and days > 0 else []
        told += [f"迟报{each.late}项"] if each.late else []
        yield Tardy(
            unit=each.unit,
            url=addresses.unit(report, each.unit.code),
            aside="，".join(told),
            missing=each.missing,
        )
