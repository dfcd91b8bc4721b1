"""单位: everything one unit leads or joins in the month, and how it reported. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, QueryDict
from django.utils.safestring import SafeString

from dashboard import addresses, amended, matter_lines, unit_score
from dashboard.league import NOT_KEPT
from dashboard.matter_lines import Panel
from dashboard.overview import line
from dashboard.report import (
    Counts,
    MonthlyReport,
    OrderRow,
    ProblemRow,
    Reporting,
    TargetRow,
    TaskRow,
    UnitRef,
)
from dashboard.report.words import verdict
from dashboard.task_list import light_of, month_says
from dashboard.templatetags import look
from targets.choices import Light


@dataclass(frozen=True)
class Fact:
    """One figure of the strip: what it counts, how much, and what stands under it."""

    label: str
    number: str
    note: str


@dataclass(frozen=True)
class TaskLine:
    """One task of the unit, ready to be written."""

    title: str
    url: str
    part: str
    is_lead: bool
    light: SafeString
    says: str
    is_missing: bool


@dataclass(frozen=True)
class Said:
    """What the unit said with a figure that is behind."""

    name: str
    url: str
    light: SafeString
    words: tuple[tuple[str, str], ...]


def context(report: MonthlyReport, query: QueryDict, code: str) -> dict[str, Any]:
    """What the page of one unit needs; Http404 where the report has no such unit."""
    unit = next((each for each in report.units if each.code == code), None)
    if unit is None:
        raise Http404("没有这个单位")
    targets = [row for row in report.targets if row.lead == unit]
    leads = [task for task in report.tasks if task.lead == unit]
    joins = [task for task in report.tasks if unit in task.joint]
    counts = _counts([*(row.now.light for row in targets), *(task.light for task in leads)])
    filed = next((each for each in report.reporting if each.unit == unit), None)
    return {
        "title": unit.name,
        "crumbs": _crumbs(report, unit),
        "verdict": said(counts, len(joins)).split("，"),
        "beside": "；".join(_beside(report, targets, leads, joins)),
        "facts": _facts(report, unit, filed),
        "lines": [line(report, row) for row in targets],
        "tasks": [_task(report, task, unit) for task in (*leads, *joins)],
        "tasks_aside": _parts((("牵头", len(leads)), ("配合", len(joins)))),
        "filed": filed,
        "filed_aside": _filed_aside(report, filed),
        "changes": _changes(report, targets),
        "said": list(_said(report, targets)),
        "matters": _matters(report, unit),
        **unit_score.context(report, unit),
        **amended.panel(report, targets),
    }


def said(counts: Counts, joined: int) -> str:
    """The verdict on what the unit leads: 牵头10项，6项在轨，3项滞后."""
    if counts.total:
        return verdict(counts, f"牵头{counts.total}项")
    return f"没有牵头事项，配合{joined}项任务" if joined else "没有牵头和配合的事项"


def _counts(lights: list[Light]) -> Counts:
    number = Counter(lights)
    return Counts(tuple((light, number[light]) for light in Light))


def _beside(
    report: MonthlyReport, targets: list[TargetRow], leads: list[TaskRow], joins: list[TaskRow]
) -> Iterator[str]:
    """What the verdict is made of: 指标7项、任务3项；配合任务5项；1项未到报送期."""
    counts = _counts([*(row.now.light for row in targets), *(task.light for task in leads)])
    led = _parts((("指标", len(targets)), ("任务", len(leads))), "、")
    if led:
        yield led
    if joins and counts.total:
        yield f"配合任务{len(joins)}项"
    for light in (Light.NO_PACE, Light.NOT_DUE):
        if counts.of(light):
            yield f"{counts.of(light)}项{report.plan.word(light)}"


def _parts(numbers: tuple[tuple[str, int], ...], stop: str = "，") -> str:
    return stop.join(f"{word}{number}项" for word, number in numbers if number)


def _crumbs(report: MonthlyReport, unit: UnitRef) -> tuple[tuple[str, str], ...]:
    """From 晾晒榜, where the unit stands on one of its boards."""
    board = unit_score.board_of(report, unit)
    if not board:
        return (("总览", addresses.page(report, "overview")), ("单位", ""))
    return (("晾晒榜", addresses.page(report, "league")), (board, ""))


def _facts(report: MonthlyReport, unit: UnitRef, filed: Reporting | None) -> list[Fact]:
    reported = f"{filed.on_time} / {filed.due}" if filed else "—"
    total, place = unit_score.told(report, unit)
    return [
        Fact("得分", total, place),
        Fact(f"{report.month}月报送", reported, _how_reported(report, filed)),
        *_loop_facts(report, unit),
    ]


def _loop_facts(report: MonthlyReport, unit: UnitRef) -> tuple[Fact, Fact]:
    """How many problems of the unit are open and how many orders wait for it, and until when."""
    if not report.keeps_loop:
        return Fact("未销号问题", "—", NOT_KEPT), Fact("待回复督办单", "—", NOT_KEPT)
    problems = [row for row in report.problems if row.unit == unit]
    orders = [row for row in report.orders if row.unit == unit and row.kind == matter_lines.ORDER]
    unsolved, waiting = matter_lines.unsolved(problems), matter_lines.unanswered(orders)
    solved = f"本年{len(problems)}项都已销号" if problems else "本年0项"
    return (
        Fact("未销号问题", str(len(unsolved)), _until(unsolved) or solved),
        Fact("待回复督办单", str(len(waiting)), _until(waiting) or f"本年{len(orders)}件"),
    )


def _until(rows: Sequence[ProblemRow | OrderRow]) -> str:
    """超期1项 where any is over its day, else the nearest day: 时限9月15日."""
    late = sum(bool(row.days_over) for row in rows)
    if late:
        return f"超期{late}项" if isinstance(rows[0], ProblemRow) else f"超期{late}件"
    return f"时限{matter_lines.day(min(row.due_on for row in rows))}" if rows else ""


def _matters(report: MonthlyReport, unit: UnitRef) -> list[Panel]:
    """The unit's problems and orders, also the help it asked for; none where no loop is kept."""
    if not report.keeps_loop:
        return []
    problems = [row for row in report.problems if row.unit == unit]
    orders = [row for row in report.orders if unit in (row.unit, row.asking_unit)]
    return [
        matter_lines.problem_panel(report, problems, "本年没有由本单位解决的问题。"),
        matter_lines.order_panel(report, orders, "本年没有发给本单位的督办单。"),
    ]


def _how_reported(report: MonthlyReport, filed: Reporting | None) -> str:
    """按时 / 应报 in words: 全部按时, or who is late with how much."""
    if filed is None:
        return "本月为补录，不计报送" if report.is_backfill else "本月没有应报事项"
    told = [f"迟报{filed.late}项"] if filed.late else []
    told += [f"逾期未报{len(filed.missing)}项"] if filed.missing else []
    told += [f"差错更正{filed.mistakes}项"] if filed.mistakes else []
    told += [f"因差错退回{filed.returned}次"] if filed.returned else []
    if told:
        return "，".join(told)
    waiting = filed.due - filed.on_time
    return f"还有{waiting}项未报" if waiting else "全部按时"


def _filed_aside(report: MonthlyReport, filed: Reporting | None) -> str:
    if filed is None:
        return f"{report.month}月"
    due = report.due_on
    day = f"，{due.month}月{due.day}日截止" if due else ""
    return f"应报{filed.due}项{day}"


def _task(report: MonthlyReport, task: TaskRow, unit: UnitRef) -> TaskLine:
    is_lead = task.lead == unit
    return TaskLine(
        title=f"{task.number}. {task.title}",
        url=addresses.task(report, task.number),
        part="牵头" if is_lead else "配合",
        is_lead=is_lead,
        light=light_of(task, report.plan.word),
        says=month_says(task),
        is_missing=task.note is None,
    )


def _changes(
    report: MonthlyReport, targets: list[TargetRow]
) -> list[tuple[str, str, Light, Light]]:
    """Targets of the unit whose light changed against the month before, as 总览 lists them."""
    own = {row.code for row in targets}
    return [
        (each.short_name, addresses.target(report, each.code), each.old, each.new)
        for each in report.changes
        if each.code in own and each.new != Light.NOT_DUE
    ]


def _said(report: MonthlyReport, targets: list[TargetRow]) -> Iterator[Said]:
    """Problem and next step of each target behind, in the unit's own words."""
    for row in targets:
        words = [("问题：", row.problem), ("下步：", row.next_step)]
        told = tuple((label, text) for label, text in words if text)
        if told:
            url = addresses.target(report, row.code)
            lamp = look.lamp(row.now.light, report.plan.word(row.now.light))
            yield Said(row.short_name, url, lamp, told)
