"""What differs between two reports of the same month, figure first, then what follows. Pure.

Only what was promised, reported and judged is compared: not the wording of formulas, not ranks,
which a correction leaves alone, and not how units reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from dashboard import addresses
from dashboard.report import MonthlyReport, OrderRow, ProblemRow, TargetRow, TaskRow, shown
from dashboard.report.rows import Corrected
from targets.choices import Comparator, Kind, Light
from targets.numbers import NOTHING, show_exactly

Kept = TypeVar("Kept", ProblemRow, OrderRow)
Told = Callable[[TargetRow], str]
Reasons = Mapping[str, tuple["Reason", ...]]
PLAN = ""  # the key of reasons that hold for the plan as a whole
ABSENT = "没有这项"


@dataclass(frozen=True)
class Reason:
    """Why something differs: in the words given, what kind of change on which day, and by whom."""

    why: str
    kind: str
    who: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """One thing that is compared, in both reports, as pages write it."""

    label: str
    old: str
    new: str
    is_input: bool = False  # told or promised; the rest follows from it

    @property
    def differs(self) -> bool:
        """Whether the two say another thing."""
        return self.old != self.new


@dataclass(frozen=True)
class Turn:
    """A light then and now, each by its own report's word; None where that report has none."""

    old: Light | None
    new: Light | None
    old_word: str = ""
    new_word: str = ""

    @property
    def differs(self) -> bool:
        """Whether it turned."""
        return self.old != self.new


@dataclass(frozen=True)
class Line:
    """One target in both reports; `items` are those shown."""

    code: str
    name: str
    aside: str
    turn: Turn
    url: str
    items: tuple[Item, ...]
    reasons: tuple[Reason, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether anything of it does."""
        return self.turn.differs or any(each.differs for each in self.items)


@dataclass(frozen=True)
class TaskLine:
    """One task that differs: what, then and now."""

    number: int
    title: str
    turn: Turn
    items: tuple[Item, ...]


@dataclass(frozen=True)
class MatterLine:
    """One problem or order that differs: what, then and now."""

    label: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Comparison:
    """The month in two reports: every target, in order, and the tasks that differ."""

    lines: tuple[Line, ...]
    tasks: tuple[TaskLine, ...]
    rules: tuple[Item, ...]  # cut points that differ
    matters: tuple[MatterLine, ...] = ()  # problems and orders that differ

    @property
    def different(self) -> tuple[Line, ...]:
        """The targets that differ."""
        return tuple(line for line in self.lines if line.differs)

    @property
    def is_same(self) -> bool:
        """Whether nothing at all differs."""
        return not (self.different or self.tasks or self.rules or self.matters)

    @property
    def sentence(self) -> str:
        """25项指标中1项不同，24项相同."""
        number, total = len(self.different), len(self.lines)
        if not total:
            return "没有指标"
        return (
            f"{total}项指标中{number}项不同，{total - number}项相同"
            if number
            else "与发布时完全相同"
        )


def compare(old: MonthlyReport, new: MonthlyReport, reasons: Reasons | None = None) -> Comparison:
    """The month `old` against the same month `new`; `reasons` by target code, the plan's under ""."""
    known = reasons or {}
    return Comparison(
        lines=tuple(_lines(old, new, known)),
        tasks=tuple(_tasks(old, new)),
        rules=tuple(each for each in _rules(old, new) if each.differs),
        matters=(
            *_matters(old.problems, new.problems, PROBLEM_ITEMS),
            *_matters(old.orders, new.orders, ORDER_ITEMS),
        ),
    )


# Targets


def _lines(old: MonthlyReport, new: MonthlyReport, known: Reasons) -> Iterator[Line]:
    """Every target of either, in the order of the new report; those it has no more come last."""
    codes = dict.fromkeys([row.code for row in new.targets] + [row.code for row in old.targets])
    for code in codes:
        then, now = old.target(code), new.target(code)
        turn = _turn(old, new, then.now.light if then else None, now.now.light if now else None)
        own = (*known.get(code, ()), *known.get(PLAN, ()))
        if then and now:
            items = tuple(_items(then, now))
            told = tuple(dict.fromkeys((*_corrections(then, now), *own))) or tuple(_told(items))
            yield _line(new, now, turn, items, told)
        elif now:
            items = (Item("数值", ABSENT, _value(now)),)
            yield _line(new, now, turn, items, (Reason("发布后新增的指标", "计划改动"),))
        elif then:
            items = (Item("数值", _value(then), ABSENT),)
            yield _line(old, then, turn, items, (Reason("发布后不再列入的指标", "计划改动"),))


def _turn(old: MonthlyReport, new: MonthlyReport, then: Light | None, now: Light | None) -> Turn:
    old_word = old.plan.word(then) if then else NOTHING
    return Turn(then, now, old_word, new.plan.word(now) if now else NOTHING)


def _line(
    report: MonthlyReport,
    row: TargetRow,
    turn: Turn,
    items: tuple[Item, ...],
    told: tuple[Reason, ...],
) -> Line:
    """The line; its reasons only where anything differs."""
    url = addresses.target(report, row.code)
    line = Line(row.code, row.short_name, _aside(row), turn, url, items)
    return replace(line, reasons=told) if line.differs else line


def _aside(row: TargetRow) -> str:
    word = "累计" if row.promise.kind == Kind.FLOW else ""
    return f"{row.now.month}月{word}，{row.measure}"


def _items(then: TargetRow, now: TargetRow) -> Iterator[Item]:
    """The value and what was promised, then what follows: all that either report can say."""
    for label, told in (*GIVEN, *FOLLOWING):
        item = Item(label, told(then), told(now), is_input=(label, told) in GIVEN)
        if item.differs or label in ALWAYS:
            yield item


def _value(row: TargetRow) -> str:
    figure = row.now
    told = shown.value(figure)
    return f"{told}（沿用{figure.figure_month}月）" if figure.is_carried else told


def _baseline(row: TargetRow) -> str:
    return NOTHING if row.promise.baseline is None else show_exactly(row.promise.baseline)


def _pace(row: TargetRow) -> str:
    """The share of the year due by the month, so that a changed schedule shows where it matters."""
    share = shown.percent(row.now.share)
    return "按月均分" if row.promise.schedule is None else f"分月计划，到本月{share}"


def _way_of_counting(row: TargetRow) -> str:
    promise = row.promise
    way = f"{Kind(promise.kind).label}，{Comparator(promise.comparator).label}"
    return f"{way}，按水平评判" if promise.as_level else way


def _lead(row: TargetRow) -> str:
    return row.leader.short_name


def _completion(row: TargetRow) -> str:
    if row.now.completion is None:
        return row.now.completion_note or NOTHING
    return shown.percent(row.now.completion)


def _gap(row: TargetRow) -> str:
    if row.now.gap is None:
        return NOTHING
    unit = shown.gap_unit(row, row.now)
    return shown.signed(row.now.gap) + (f"个{unit}" if unit == shown.POINTS else unit)


def _needed(row: TargetRow) -> str:
    return row.now.needed_note or shown.number(row.now.needed)


def _year_on_year(row: TargetRow) -> str:
    """In percent; in points where the figures themselves are percentages."""
    if row.now.year_on_year is None:
        return NOTHING
    if shown.is_rate(row):
        return f"{shown.signed(row.now.year_on_year)}个{shown.POINTS}"
    return shown.percent(row.now.year_on_year)


GIVEN: tuple[tuple[str, Told], ...] = (
    ("数值", _value),
    ("目标", shown.goal),
    ("基期值", _baseline),
    ("序时", _pace),
    ("类型", _way_of_counting),
    ("报送月份", lambda row: shown.months_reported(row.promise)),
    ("牵头单位", _lead),
    ("计量单位", lambda row: row.measure),
    ("口径", lambda row: row.definition or NOTHING),
    ("去年同月", lambda row: shown.number(row.now.past)),
)
FOLLOWING: tuple[tuple[str, Told], ...] = (
    ("完成率", _completion),
    ("增量完成率", lambda row: shown.percent(row.now.increment)),
    ("序时应完成", lambda row: shown.number(row.now.expected)),
    ("与序时相差", _gap),
    ("序时比", lambda row: row.now.index_text),
    ("当月", lambda row: shown.number(row.now.monthly)),
    ("后续月均需完成", _needed),
    ("同比", _year_on_year),
    ("年终预测（外推）", lambda row: shown.number(row.forecast)),
    ("说明", lambda row: row.now.remark or NOTHING),
)
ALWAYS = frozenset({"数值", "完成率", "序时比"})  # of a target that is the same
CAUSES = {
    "目标": "目标调整",
    "基期值": "基期值确定",
    "序时": "分月计划改动",
    "牵头单位": "牵头单位调整",
}


def _corrections(then: TargetRow, now: TargetRow) -> Iterator[Reason]:
    """What was approved after the older of the two."""
    for each in now.corrections[len(then.corrections) :]:
        yield _reason(each)


def _reason(each: Corrected) -> Reason:
    verb = "补报" if each.cause == "late" else "更正"
    kind = f"{each.cause_label}，{each.day.month}月{each.day.day}日{verb}"
    return Reason(each.reason, kind, (f"{each.proposed_by}提出", f"{each.approved_by}批准"))


def _told(items: Iterable[Item]) -> Iterator[Reason]:
    """What can be seen from the figures alone, where nobody said why."""
    changed = [CAUSES[each.label] for each in items if each.differs and each.label in CAUSES]
    yield Reason("、".join(changed) if changed else "以前月份的数据或设置改动", "由数据看出")


# Tasks and rules


def _tasks(old: MonthlyReport, new: MonthlyReport) -> Iterator[TaskLine]:
    for number in dict.fromkeys(task.number for task in (*new.tasks, *old.tasks)):
        then, now = old.task(number), new.task(number)
        turn = _turn(old, new, then.light if then else None, now.light if now else None)
        items = tuple(each for each in _task_items(then, now) if each.differs)
        if turn.differs or items:
            titles = [task.title for task in (now, then) if task]
            yield TaskLine(number, titles[0], turn, items)


def _task_items(then: TaskRow | None, now: TaskRow | None) -> Iterator[Item]:
    told: tuple[tuple[str, Callable[[TaskRow], str]], ...] = (
        ("任务", lambda task: task.title),
        ("牵头单位", lambda task: task.lead.short_name),
        ("本月进展", lambda task: task.note.text if task.note else NOTHING),
    )
    for label, words in told:
        yield Item(label, words(then) if then else ABSENT, words(now) if now else ABSENT)


def _matters(
    old: Sequence[Kept], new: Sequence[Kept], told: Sequence[tuple[str, Callable[[Kept], str]]]
) -> Iterator[MatterLine]:
    """Problems or orders of either, by their numbers; how long they are over changes by itself."""
    then: dict[str, Kept] = {row.label: row for row in old}
    now: dict[str, Kept] = {row.label: row for row in new}
    for label in dict.fromkeys([*then, *now]):
        was, is_ = then.get(label), now.get(label)
        items = tuple(
            Item(name, words(was) if was else ABSENT, words(is_) if is_ else ABSENT)
            for name, words in told
        )
        titles = [row.title for row in (is_, was) if row]
        if different := tuple(each for each in items if each.differs):
            yield MatterLine(label, titles[0], different)


PROBLEM_ITEMS: tuple[tuple[str, Callable[[ProblemRow], str]], ...] = (
    ("状态", lambda row: row.state_label),
    ("责任单位", lambda row: row.unit.short_name),
    ("时限", lambda row: row.due_on.isoformat()),
    ("解决层级", lambda row: row.level_label),
    ("最新进展", lambda row: row.latest or NOTHING),
)
ORDER_ITEMS: tuple[tuple[str, Callable[[OrderRow], str]], ...] = (
    ("办理情况", lambda row: row.state_label),
    ("办理单位", lambda row: row.unit.short_name),
    ("回复时限", lambda row: row.due_on.isoformat()),
    ("督办层级", lambda row: row.urgency_label),
)


def _rules(old: MonthlyReport, new: MonthlyReport) -> Iterator[Item]:
    """The cut points, and what they are measured in."""
    then, now = old.plan, new.plan
    for light, name in (
        (Light.AHEAD, "ahead"),
        (Light.ON_PACE, "on_pace"),
        (Light.BEHIND, "behind"),
    ):
        label = f"{now.word(light)}界限"
        yield Item(label, shown.number(getattr(then, name)), shown.number(getattr(now, name)))
    yield Item("分档按", _measured(old), _measured(new))


def _measured(report: MonthlyReport) -> str:
    return "偏差（百分点）" if report.plan.in_points else "序时比"
