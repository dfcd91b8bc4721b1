"""重点任务: every task of the month under its group, filtered by light and unit. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.safestring import SafeString

from dashboard import addresses, listing, task_csv
from dashboard.drawing import TONES
from dashboard.heading import as_of
from dashboard.list_files import Sheet
from dashboard.listing import Column
from dashboard.milestone_lines import done_of_due
from dashboard.report import Counts, MonthlyReport, TaskRow, UnitRef
from dashboard.report.counted import WORST_FIRST
from dashboard.report.named import NOBODY
from dashboard.report.words import Words, task_verdict, usual
from dashboard.templatetags import look
from targets.choices import Light

LIGHTS = (
    Light.FAR_BEHIND,
    Light.BEHIND,
    Light.OVERDUE,
    Light.ON_PACE,
    Light.AHEAD,
    Light.ACHIEVED,
    Light.NOT_DUE,
)
COLUMNS = (
    Column("number", "序号", "num", sorts=True),
    Column("title", "任务"),
    Column("light", "状态", sorts=True),
    Column("lead", "牵头单位", sorts=True),
    Column("joint", "配合单位", "co"),
    Column("targets", "关联指标"),
    Column("says", "本月进展"),
)
MAY_HIDE = [(each.name, each.label) for each in COLUMNS if each.name not in {"number", "title"}]
LONGEST_SEARCH = 40
NAMED = 2  # joining units named in a row before 等N家
NUMERALS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Chosen:
    """What the address asks for; unknown values count as not chosen."""

    light: str = ""
    unit: str = ""
    q: str = ""
    sort: str = ""
    hidden: frozenset[str] = frozenset()  # columns left out

    def keeps(self, task: TaskRow) -> bool:
        """Whether a task passes: its light, the unit that leads or joins in, the words."""
        units = {task.lead.code, *(unit.code for unit in task.joint)}
        return (
            self.light in {"", task.light.value}
            and (not self.unit or self.unit in units)
            and listing.folded(self.q) in listing.folded(f"{task.number} {task.title} {task.text}")
        )

    @property
    def is_filtered(self) -> bool:
        """Whether anything but order and columns is chosen."""
        return any((self.light, self.unit, self.q))


@dataclass(frozen=True)
class Lamp:
    """A linked target as a small lamp with its name for readers."""

    code: str
    tone: str
    label: str


@dataclass(frozen=True)
class Row:
    """One task's cells, ready to be written."""

    number: int
    title: str
    url: str
    light: SafeString
    lead: str
    joint: str
    joint_in_full: str
    lamps: tuple[Lamp, ...]
    says: str
    is_missing: bool


@dataclass(frozen=True)
class GroupOfRows:
    """The tasks under one heading of the plan."""

    anchor: str
    title: str
    rows: tuple[Row, ...]


def context(report: MonthlyReport, query: QueryDict) -> dict[str, Any]:
    """What the list's template needs."""
    chosen = chosen_from(report, query)
    tasks = rows_of(report, chosen)
    return {
        "remark": said(report.task_counts, report.plan.word),
        "lights": list(_lights(report, chosen, query)),
        "units": _units(report),
        "chosen": chosen,
        "heads": listing.heads(COLUMNS, query, chosen.sort, chosen.hidden),
        "hides": listing.choices(MAY_HIDE, chosen.hidden),
        "groups": list(_groups(report, tasks, chosen.sort)),
        "unsorted_url": listing.without(query, "sort"),
        "actions": _actions(report, query),
        "count": len(tasks),
        "said": _said(report, chosen),
        "clear_url": addresses.page(report, "task_list"),
    }


def said(counts: Counts, words: Words = usual) -> str:
    """The verdict on all tasks in one sentence."""
    return task_verdict(counts, words) if counts.total else "没有重点任务"


def chosen_from(report: MonthlyReport, query: QueryDict) -> Chosen:
    """What the address asks of this report."""
    light, unit = query.get("light", ""), query.get("unit", "")
    codes = {each.code for each in _units(report)}
    return Chosen(
        q=query.get("q", "").strip()[:LONGEST_SEARCH],
        sort=listing.sort_in(query, [each.name for each in COLUMNS if each.sorts]),
        hidden=listing.hidden_in(query, [name for name, _ in MAY_HIDE]),
        light=light if light in {each.value for each in LIGHTS} else "",
        unit=unit if unit in codes else "",
    )


def rows_of(report: MonthlyReport, chosen: Chosen) -> list[TaskRow]:
    """The tasks that pass the filter, in the order chosen, the plan's without."""
    order = {unit: place for place, unit in enumerate((*report.units, NOBODY))}
    keys: dict[str, Callable[[TaskRow], Any]] = {
        "number": lambda task: task.number,
        "light": lambda task: WORST_FIRST.index(task.light) if task.light in WORST_FIRST else None,
        "lead": lambda task: order.get(task.lead, len(order)),
    }
    kept = [task for task in report.tasks if chosen.keeps(task)]
    return listing.ordered(kept, chosen.sort, keys)


def listed(report: MonthlyReport, query: QueryDict) -> Sheet:
    """The list as the address shows it, to be taken away: filter, order and columns."""
    chosen = chosen_from(report, query)
    said_so = _said(report, chosen)
    note = f"{as_of(report)} · 筛选：{said_so}" if said_so else as_of(report)
    return task_csv.sheet(report, rows_of(report, chosen), chosen.hidden, note)


def _actions(report: MonthlyReport, query: QueryDict) -> list[tuple[str, str]]:
    """The list as shown, as Excel and as CSV."""
    offered = (("年视图", "task_year"), ("导出Excel", "task_xlsx"), ("CSV", "task_csv"))
    return [
        (label, listing.asked_of(addresses.page(report, name), query)) for label, name in offered
    ]


def _units(report: MonthlyReport) -> list[UnitRef]:
    """The units that lead or join a task, in the district's order; nobody last."""
    named = {unit for task in report.tasks for unit in (task.lead, *task.joint)}
    return [unit for unit in (*report.units, NOBODY) if unit in named]


def _lights(
    report: MonthlyReport, chosen: Chosen, query: QueryDict
) -> Iterator[tuple[str, str, int, str, bool]]:
    """Code, word, count and address of each light, all of them first; the chosen unit holds."""
    others = [task for task in report.tasks if replace(chosen, light="").keeps(task)]
    yield "", "全部", len(others), _asked(query, ""), not chosen.light
    for light in LIGHTS:
        number = sum(task.light == light for task in others)
        if number or chosen.light == light:
            code, word = light.value, report.plan.word(light)
            yield code, word, number, _asked(query, code), chosen.light == light


def _asked(query: QueryDict, light: str) -> str:
    """The address with this light in place of the chosen one."""
    again = query.copy()
    again.pop("light", None)
    if light:
        again["light"] = light
    return "?" + again.urlencode()


def _said(report: MonthlyReport, chosen: Chosen) -> str:
    """The filter in words, for the list that came out empty: 严重滞后 + 区教育局."""
    words = [report.plan.word(Light(chosen.light))] if chosen.light else []
    words += [unit.short_name for unit in _units(report) if unit.code == chosen.unit]
    words += [chosen.q] if chosen.q else []
    return " + ".join(words)


def _groups(report: MonthlyReport, tasks: list[TaskRow], sort: str) -> Iterator[GroupOfRows]:
    """The plan's groups; a list that is sorted has none."""
    if sort:
        yield GroupOfRows("sorted", "", tuple(_row(report, task) for task in tasks))
        return
    for group in report.groups:
        rows = tuple(_row(report, task) for task in tasks if task.group == group.number)
        if rows:
            title = f"{ordinal(group.number)}{group.title}"
            yield GroupOfRows(f"group-{group.number}", title, rows)


def ordinal(number: int) -> str:
    """How the plan counts its groups: （一）."""
    return f"（{NUMERALS[number]}）" if 0 < number < len(NUMERALS) else f"（{number}）"


def _row(report: MonthlyReport, task: TaskRow) -> Row:
    says = month_says(task)
    return Row(
        number=task.number,
        title=task.title,
        url=addresses.task(report, task.number),
        light=light_of(task, report.plan.word),
        lead=task.lead.short_name,
        joint=joint_names(task.joint),
        joint_in_full="、".join(unit.name for unit in task.joint),
        lamps=tuple(_lamps(report, task)),
        says=says,
        is_missing=task.note is None,
    )


def light_of(task: TaskRow, words: Words = usual) -> SafeString:
    """Its light; 未启动 stands beside it, since it is judged like 在轨."""
    remark = done_of_due(task) or (task.remark if task.note and task.remark else "")
    return look.light(task.light, remark, words(task.light))


def joint_names(units: tuple[UnitRef, ...]) -> str:
    """区发改局、区教育局等3家; — where the task has one unit alone."""
    names = [unit.short_name for unit in units]
    if len(names) <= NAMED:
        return "、".join(names) or "—"
    return f"{'、'.join(names[:NAMED])}等{len(names)}家"


def month_says(task: TaskRow) -> str:
    """The first sentence of this month's note (… where there is more), or why there is none."""
    if task.note is None:
        return task.remark or "—"
    first, stop, rest = task.note.text.strip().partition("。")
    return f"{first}…" if stop and rest.strip() else first


def _lamps(report: MonthlyReport, task: TaskRow) -> Iterator[Lamp]:
    for code in task.targets:
        row = report.target(code)
        if row is not None:
            light = row.now.light
            yield Lamp(light.value, TONES[light], f"{row.short_name}：{report.plan.word(light)}")
