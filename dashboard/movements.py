"""What changed since the month before: lights crossed, jumps, corrections, first figures. Pure.

Told from the month's own report; with the other month's report beside it, against that one as it
was published, and then also who took a target over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from statistics import median

from dashboard import outlook
from dashboard.report import Figure, MonthlyReport, TargetRow, shown
from dashboard.report.counted import Change
from targets.choices import Light
from targets.numbers import PERCENT, fine_places, half_up

FEWEST_EARLIER = 3  # increments before one can be called unusual, as in the plausibility checks
USUAL = 2  # an increment from twice the median of the earlier ones on is a jump
SMALLEST = 3  # and only above three units of the last place kept: of so few, one more is no news


class Turn(Enum):
    """What kind of change it is, in the order it is told: what is worse stands first."""

    WORSE = "变差"
    MISSING = "转为未报"
    FELL = "下降"
    JUMPED = "变动大"
    CORRECTED = "更正"
    GOAL = "目标调整"
    LEAD = "换牵头"
    REPORTED = "新报送"
    BETTER = "变好"
    OTHER = "评判变化"


ORDER = {turn: place for place, turn in enumerate(Turn)}


@dataclass(frozen=True)
class Movement:
    """One change of one target: from what to what, as lights or as words."""

    turn: Turn
    code: str
    name: str
    old: str = ""
    new: str = ""
    old_light: Light | None = None  # both or neither; then the lights tell it
    new_light: Light | None = None


def movements(report: MonthlyReport, then: MonthlyReport | None = None) -> tuple[Movement, ...]:
    """Every change against the month before, or against `then`; the worst first, plan's order."""
    found = [each for row in report.targets for each in _of(report, row, then)]
    return tuple(sorted(found, key=lambda each: ORDER[each.turn]))


def _of(report: MonthlyReport, row: TargetRow, then: MonthlyReport | None) -> Iterator[Movement]:
    earlier = then.target(row.code) if then else None
    before = earlier.now if earlier else None if then else row.before
    since = then.month if then else report.month - 1
    yield from _light(row, before)
    if since == report.month - 1:
        yield from unusual(row)
    yield from _corrected(row)
    for step in row.goal_steps:
        if since < step.from_month <= report.month:
            yield _told(Turn.GOAL, row, step.before_text, step.goal_text)
    if earlier and earlier.lead != row.lead:
        old, new = earlier.leader.short_name, row.leader.short_name
        if old != new:
            yield _told(Turn.LEAD, row, old, new)


def _light(row: TargetRow, before: Figure | None) -> Iterator[Movement]:
    """A light crossed; what has yet to come is no change."""
    if before is None or before.light == row.now.light or row.now.light == Light.NOT_DUE:
        return
    old, new = before.light, row.now.light
    yield Movement(
        _turn(old, new, is_new=before.value is None),
        row.code,
        row.short_name,
        old_light=old,
        new_light=new,
    )


def _turn(old: Light, new: Light, *, is_new: bool) -> Turn:
    if new == Light.OVERDUE:
        return Turn.MISSING
    if is_new:
        return Turn.REPORTED
    is_better = Change("", "", old, new).is_better
    return Turn.OTHER if is_better is None else Turn.BETTER if is_better else Turn.WORSE


def unusual(row: TargetRow) -> Iterator[Movement]:
    """The month's own increment, where it is a fall or beyond the usual (docs/forecast.md).

    A cumulative figure or a stock that falls is told as such. Else an increment (of a rate: a
    difference in either direction) counts as a jump from twice the median of the earlier ones on,
    where there are at least three, their median is above nought, and it is itself above three units
    of the last place that the target's figures are kept with (3 firms, 0.3 % of a growth rate).
    """
    steps = outlook.steps(row)
    if not steps or steps[-1][1] != row.now.month:
        return
    is_rate = shown.is_rate(row)
    after, month, added = steps[-1]
    if added < 0 and not is_rate:
        value = row.now.value or Decimal(0)
        yield _told(Turn.FELL, row, shown.number(value - added), shown.value(row.now) + row.measure)
        return
    earlier = [abs(step) / (end - begin) for begin, end, step in steps[:-1]]
    size = abs(added) / (month - after)
    if len(earlier) < FEWEST_EARLIER or not _is_jump(row, size, median(earlier)):
        return
    new = f"月均{shown.signed(half_up(added / (month - after), fine_places(row.decimals)))}"
    if month - after == 1:
        new = f"本月{shown.signed(added)}"
    usual = half_up(median(earlier), fine_places(row.decimals))
    yield _told(Turn.JUMPED, row, f"通常{shown.number(usual)}", new + _unit(row))


def _is_jump(row: TargetRow, size: Decimal, usual: Decimal) -> bool:
    return (
        usual > 0 and size >= USUAL * usual and size > SMALLEST * Decimal(1).scaleb(-row.decimals)
    )


def _unit(row: TargetRow) -> str:
    return f"个{shown.POINTS}" if row.measure == PERCENT else row.measure


def _corrected(row: TargetRow) -> Iterator[Movement]:
    """The month's figure as first published, and as the last correction left it."""
    if not row.corrections:
        return
    first, last = row.corrections[0], row.corrections[-1]
    old = shown.MISSING if first.old is None else shown.number(first.old)
    yield _told(Turn.CORRECTED, row, old, shown.number(last.new) + row.measure)


def _told(turn: Turn, row: TargetRow, old: str, new: str) -> Movement:
    return Movement(turn, row.code, row.short_name, old, new)
