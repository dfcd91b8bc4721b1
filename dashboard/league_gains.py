"""哪里最能提分: what each possible step would add to a unit's score, by the same formula. Pure.

A step changes one thing as the month has it and leaves all else: a late or missing figure comes up
to the pace in whole units of its measure, an on-course one goes one unit or one light further, a
task comes back on course, every report comes on time, none is returned; one problem more is struck
off, every order answered in time, one highlight more adopted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from dashboard.league import (
    CLOSING,
    NOT_KEPT,
    SUPPORT,
    Closed,
    Item,
    League,
    Reported,
    Score,
    Supported,
    again,
    credit,
)
from dashboard.league_sums import name_of, scale_of, url_of
from dashboard.report import MonthlyReport, TargetRow, TaskRow, shown
from targets.arithmetic import Basis, Calendar, Scale, Standing, judge
from targets.arithmetic.pace import reached
from targets.choices import LATE, ON_COURSE, Light
from targets.numbers import half_up, is_count
from tasks.pacing import Mark, end_of, light_of, pace_of

AHEAD = frozenset({Light.AHEAD, Light.ACHIEVED, Light.ACHIEVED_STRETCH})
REPORTED = "报送"


@dataclass(frozen=True)
class Step:
    """One thing that could be otherwise: an item, or how the unit reported, closed, was supported."""

    what: str
    how: str
    url: str = ""
    old: Item | None = None
    new: Item | None = None
    reported: Reported | None = None
    closed: Closed | None = None
    supported: Supported | None = None

    @property
    def is_joined(self) -> bool:
        """It is about something that another unit leads."""
        return self.old is not None and not self.old.leads


@dataclass(frozen=True)
class Gain:
    """A step and what it adds to the total: `points` as shown (one decimal), `exact` unrounded."""

    step: Step
    points: Decimal
    exact: Fraction


def gains(report: MonthlyReport, unit: str) -> tuple[Gain, ...]:
    """Every step that adds something, largest first; none without a score."""
    found = report.league
    score = found.score(unit) if found else None
    if found is None or score is None or score.exact is None:
        return ()
    made = [gain_of(found, score, step) for step in steps(report, score)]
    return tuple(sorted((each for each in made if each.exact > 0), key=lambda each: -each.exact))


def gain_of(found: League, score: Score, step: Step) -> Gain:
    """What one step adds, by making the score again with it."""
    items = (step.new if step.new and item is step.old else item for item in score.items)
    total = again(
        found.rules,
        score,
        items=items,
        reported=step.reported,
        closed=step.closed,
        supported=step.supported,
    )
    exact = (total or Fraction(0)) - (score.exact or Fraction(0))
    return Gain(step, half_up(exact, 1), exact)


def steps(report: MonthlyReport, score: Score) -> Iterator[Step]:
    """What could be otherwise, whether or not it would add anything."""
    for item in score.items:
        row = None if item.is_task else report.target(item.code)
        step = _task_step(report, item) if item.is_task else row and _target_step(report, row, item)
        if step:
            yield step
    yield from _reporting_steps(score)
    yield from _kept_steps(score)


def _reporting_steps(score: Score) -> Iterator[Step]:
    filed = score.reported
    if filed is None:
        return
    if filed.on_time < filed.due:
        how = f"应报{filed.due}项都按时，现为按时{filed.on_time}项"
        yield Step(REPORTED, how, reported=replace(filed, on_time=filed.due))
    if filed.returned:
        how = f"没有因差错退回，现为退回{filed.returned}次"
        yield Step(REPORTED, how, reported=replace(filed, returned=0))


def _kept_steps(score: Score) -> Iterator[Step]:
    """Of problems, orders and highlights, where the plan keeps them."""
    kept = {part.key for part in score.parts if part.why != NOT_KEPT}
    closed, supported = score.closed, score.supported or Supported(0, 0)
    if CLOSING in kept and closed and closed.struck_off < closed.due:
        done = closed.struck_off + 1
        how = f"本月到期问题由销号{closed.struck_off}项到{done}项"
        yield Step("再销号1项问题", how, closed=replace(closed, struck_off=done))
    if SUPPORT in kept and supported.unanswered:
        how = f"没有未按时回复的督办单，现为{supported.unanswered}件"
        yield Step("按时回复督办单", how, supported=replace(supported, unanswered=0))
    if SUPPORT in kept:
        more = replace(supported, highlights=supported.highlights + 1)
        yield Step(
            "再采用1件亮点",
            f"采用亮点由{supported.highlights}件到{more.highlights}件",
            supported=more,
        )


def _task_step(report: MonthlyReport, item: Item) -> Step | None:
    """The lead says 在轨 in place of 滞后, or says it where nothing was said.

    Of a task that goes by its milestones one more is reached, or its missing note comes in.
    """
    if item.light not in LATE | {Light.OVERDUE}:
        return None
    task = report.task(int(item.code))
    if task is not None and task.milestones:
        return _milestone_step(report, task, item)
    word = report.plan.word(item.light)
    how = "补报进展，并且在轨" if item.light == Light.OVERDUE else f"由{word}到在轨"
    new = _changed(item, Light.ON_PACE, Fraction(1))
    return Step(name_of(item), how, url_of(report, item), item, new)


def _milestone_step(report: MonthlyReport, task: TaskRow, item: Item) -> Step | None:
    last = end_of(report.plan.year, report.month)
    marks = [Mark(each.due_on, each.done_on) for each in task.milestones]
    how = "补报进展"
    if item.light != Light.OVERDUE:
        late = next((mark for mark in marks if mark.due_on <= last and mark.done_on is None), None)
        if late is None:
            return None
        marks[marks.index(late)] = replace(late, done_on=last)
        how = "补上逾期的1个里程碑"
    pace = pace_of(marks, report.plan.year, report.month)
    if pace is None:
        return None
    new = _changed(item, light_of(pace, scale_of(report)), pace.index)
    return Step(name_of(item), how, url_of(report, item), item, new)


def _target_step(report: MonthlyReport, row: TargetRow, item: Item) -> Step | None:
    month = row.now.figure_month or row.promise.reports[report.month]
    if month is None or item.credit is None:
        return None
    if item.light == Light.OVERDUE and row.promise.basis is Basis.NONE:
        new = _changed(item, Light.NO_PACE, None)
        return Step(name_of(item), "补报；缺基期，不再计分", url_of(report, item), item, new)
    ground = Ground(row, month, scale_of(report), report.on)
    old = _published(row)
    value = _better(ground, item, old)
    if value is None or value == old:
        return None
    standing = ground.judged(value)
    how = (
        f"由{_measured(row, old)}到{_measured(row, value)}{_reached(report, item, standing, month)}"
    )
    new = _changed(item, standing.light, standing.index)
    return Step(name_of(item), how, url_of(report, item), item, new)


@dataclass(frozen=True)
class Ground:
    """What another value of a target would be judged by: its promise and cut points in a month."""

    row: TargetRow
    month: int  # of the figure, earlier than the report's where it is carried
    scale: Scale
    on: date

    def judged(self, value: Decimal) -> Standing:
        """How the target would stand with this value."""
        return judge(
            self.row.promise, {self.month: value}, self.month, Calendar(self.on, {}), self.scale
        )

    def measure(self, value: Decimal) -> Fraction | None:
        """What the cut points are held against: the index, or the gap in points."""
        found = reached(self.row.promise, value, self.month)
        if not self.scale.in_points:
            return found.pace_index
        return found.gap if found.gap is None or found.gap_is_level else 100 * found.gap

    def least(self, cut: Decimal, wanted: frozenset[Light]) -> Decimal | None:
        """The nearest value, in whole units of the measure, that reaches one of the lights.

        Units: the target's own, with its decimals. None where no value does: a spent allowance,
        since what is counted up over the year does not come down again. Index and gap are linear
        in the value, so that two of them tell where the cut point lies.
        """
        promise = self.row.promise
        if promise.is_allowance:
            return None
        marks = [promise.threshold, promise.start]
        low, high = self.measure(Decimal(0)), self.measure(Decimal(1))
        if low is not None and high is not None and low != high:
            marks.append((Fraction(cut) - low) / (high - low))
        values = {self._whole(mark) for mark in marks}
        met = [value for value in values if self.judged(value).light in wanted]
        return (max if promise.is_ceiling else min)(met, default=None)

    def _whole(self, mark: Fraction) -> Decimal:
        """The first value a measure can have on the good side of a mark."""
        parts = 10**self.row.decimals
        turn = floor if self.row.promise.is_ceiling else ceil
        return half_up(Fraction(turn(mark * parts), parts), self.row.decimals)


def _better(ground: Ground, item: Item, old: Decimal | None) -> Decimal | None:
    """The next value worth reaching: the pace; on it one unit more, or the light above."""
    row, scale = ground.row, ground.scale
    if item.light in LATE or old is None:
        return ground.least(scale.on_pace, ON_COURSE)
    if row.promise.is_ceiling:
        return None
    if is_count(row.measure, row.decimals):
        return old + 1
    return ground.least(scale.ahead, AHEAD) if item.light == Light.ON_PACE else None


def _published(row: TargetRow) -> Decimal | None:
    """The figure that the league was made with: what a correction changed does not count."""
    return row.corrections[0].old if row.corrections else row.now.value


def _measured(row: TargetRow, value: Decimal | None) -> str:
    return shown.MISSING if value is None else f"{shown.number(value)}{row.measure}"


def _reached(report: MonthlyReport, item: Item, standing: Standing, month: int) -> str:
    """What the value reaches beyond the light there was: ，达到8月序时."""
    if standing.light == item.light:
        return ""
    if standing.light in {Light.ACHIEVED, Light.ACHIEVED_STRETCH}:
        return "，完成全年目标"
    if item.light in LATE | {Light.OVERDUE}:
        return f"，达到{month}月序时"
    return f"，达到{report.plan.word(standing.light)}"


def _changed(item: Item, light: Light, index: Fraction | None) -> Item:
    return replace(item, light=light, index=index, credit=credit(light, index))
