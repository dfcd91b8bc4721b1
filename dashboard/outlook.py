"""What will come of it: the forecast with its band, and the pace still needed beside the best month. Pure.

Everything is told from the figures as the report shows them, so that a reader can check a verdict
on the page itself. How it is computed: docs/forecast.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from itertools import pairwise
from math import ceil

from dashboard.report import MonthlyReport, TargetRow, shown
from targets.arithmetic import MONTHS
from targets.arithmetic.forecasting import FEWEST_REPORTS
from targets.choices import Comparator, Kind
from targets.numbers import fine_places, half_up, is_count, show_exactly

EXTRAPOLATED = "外推，不是承诺"
NO_SUCH_KIND = "只对累计量和存量外推"


class Verdict(Enum):
    """Whether the year's end reaches the goal, if it goes on as it went lately."""

    UNABLE = "unable"
    BORDERLINE = "borderline"
    ABLE = "able"
    NONE = "none"

    @property
    def word(self) -> str:
        """不能, 临界, 能, 不预测."""
        return WORDS[self]


WORDS = {
    Verdict.UNABLE: "不能",
    Verdict.BORDERLINE: "临界",
    Verdict.ABLE: "能",
    Verdict.NONE: "不预测",
}


class Pace(Enum):
    """The monthly amount still needed beside the best month so far."""

    ABOVE = "高于最好单月"
    EQUAL = "与最好单月持平"
    BELOW = "低于最好单月"


@dataclass(frozen=True)
class Best:
    """The largest increment of a month so far; of months reported together, their mean."""

    first: int
    last: int
    amount: Decimal  # in the target's own unit

    @property
    def when(self) -> str:
        """6月, or 4—6月月均 for a quarter."""
        if self.first == self.last:
            return f"{self.last}月"
        return f"{self.first}—{self.last}月月均"


@dataclass(frozen=True)
class Outlook:
    """One target's year to come."""

    row: TargetRow
    verdict: Verdict
    why: str = ""  # why nothing is foreseen
    best: Best | None = None
    pace: Pace | None = None  # None where nothing is needed, or no month is known
    stretch: Verdict = Verdict.NONE

    @property
    def band(self) -> str:
        """16.71—17.07; empty without a band."""
        low, high = self.row.forecast_low, self.row.forecast_high
        if low is None or high is None:
            return ""
        return f"{shown.number(low)}—{shown.number(high)}"

    @property
    def beside_goal(self) -> Decimal | None:
        """How far the forecast lies from the goal, minus is short of it (beyond, for a ceiling)."""
        if self.row.forecast is None:
            return None
        ahead = self.row.forecast - self.row.promise.goal
        return half_up(
            -ahead if self.row.promise.is_ceiling else ahead, fine_places(self.row.decimals)
        )

    @property
    def is_done(self) -> bool:
        """The goal is met already."""
        return self.row.now.met and self.row.promise.is_settled_by(self.row.now.month)


def rows(report: MonthlyReport) -> tuple[Outlook, ...]:
    """Every target's year to come, in the plan's order."""
    return tuple(outlook(row) for row in report.targets)


def outlook(row: TargetRow) -> Outlook:
    """What the report's figures say of this target's year's end."""
    best = _best(row)
    needed = row.now.needed
    pace = None
    if best is not None and needed is not None:
        is_above, is_below = needed > best.amount, needed < best.amount
        pace = Pace.ABOVE if is_above else Pace.BELOW if is_below else Pace.EQUAL
    stretch = row.promise.exact_stretch
    return Outlook(
        row=row,
        verdict=_verdict(row, row.promise.is_met_by),
        why=why_not(row),
        best=best,
        pace=pace,
        stretch=Verdict.NONE
        if stretch is None
        else _verdict(row, lambda value: _reaches(row, value, stretch)),
    )


def why_not(row: TargetRow) -> str:
    """Why nothing is foreseen of this target; empty where something is."""
    if row.forecast is not None:
        return ""
    if shown.is_rate(row):
        return NO_SUCH_KIND
    if row.now.value is None:
        return row.now.remark or str(row.now.light.label)
    reports = len(shown.reported(row))
    if reports < FEWEST_REPORTS:
        return f"自第{FEWEST_REPORTS}次报送起给出，已报{reports}次"
    return "去年同期各月没有增量，无法折算"


def tally(found: Iterable[Outlook]) -> str:
    """The whole plan in one sentence: 预测19项：能完成12项，临界4项，不能完成3项；不预测6项."""
    counted = Counter(each.verdict for each in found)
    idle = counted.pop(Verdict.NONE, 0)
    foreseen = sum(counted.values())
    if not foreseen:
        return f"{idle}项指标都不预测" if idle else "没有指标"
    named = ((Verdict.ABLE, "能完成"), (Verdict.BORDERLINE, "临界"), (Verdict.UNABLE, "不能完成"))
    parts = [f"{word}{counted[verdict]}项" for verdict, word in named if counted[verdict]]
    sentence = f"预测{foreseen}项：{'，'.join(parts)}"
    return f"{sentence}；不预测{idle}项" if idle else sentence


def sentence(each: Outlook) -> str:
    """Whether it will do, and by what: 80%区间的上限也达不到目标值，按近期进度不能完成."""
    if each.verdict is Verdict.NONE:
        return each.why
    ceiling, goal = each.row.promise.is_ceiling, _goal_word(each.row)
    told = _with_band(each, ceiling, goal) if each.band else _without_band(each, ceiling, goal)
    return f"{told}；{_on_stretch(each)}" if each.stretch is not Verdict.NONE else told


def pace_sentence(each: Outlook) -> str:
    """Still needed beside the best month: 高于最好单月（6月，1.54亿元）; empty without either."""
    if each.best is None:
        row = each.row
        adds_up = not (shown.is_rate(row) or row.promise.is_ceiling) and bool(steps(row))
        return "至今没有增加" if adds_up else ""
    best = f"{each.best.when}，{shown.number(each.best.amount)}{each.row.measure}"
    return f"{each.pace.value}（{best}）" if each.pace else f"最好单月：{best}"


def _with_band(each: Outlook, ceiling: bool, goal: str) -> str:
    able = f"80%区间的上限也不超过{goal}" if ceiling else f"80%区间的下限也达到{goal}"
    unable = f"80%区间的下限也超过{goal}" if ceiling else f"80%区间的上限也达不到{goal}"
    return {
        Verdict.ABLE: "已完成" if each.is_done else f"{able}，按近期进度能完成",
        Verdict.UNABLE: f"{unable}，按近期进度不能完成",
        Verdict.BORDERLINE: f"{goal}在80%区间以内，能否完成在两可之间",
    }[each.verdict]


def _without_band(each: Outlook, ceiling: bool, goal: str) -> str:
    if each.is_done:
        return "已完成"
    met = each.verdict is Verdict.ABLE
    word = ("不超过" if met else "超过") if ceiling else ("达到" if met else "达不到")
    why = "全年已经报完" if each.row.now.figure_month == MONTHS else "增量不足2次，没有区间"
    return f"预计{word}{goal}（{why}）"


def _on_stretch(each: Outlook) -> str:
    value = f"力争值{show_exactly(each.row.promise.stretch)}{each.row.measure}"
    return {
        Verdict.ABLE: f"{value}也能达到",
        Verdict.BORDERLINE: f"{value}在80%区间以内",
    }.get(each.stretch, f"达不到{value}")


def _goal_word(row: TargetRow) -> str:
    """What is to be reached: 目标值17.5亿元, 达标线18名 for 左右."""
    if row.promise.comparator != Comparator.ABOUT:
        return f"目标值{show_exactly(row.promise.goal)}{row.measure}"
    exact = row.promise.threshold
    least = show_exactly(ceil(exact) if is_count(row.measure, row.decimals) else exact)
    return f"达标线{least}{row.measure}"


def _verdict(row: TargetRow, meets: Callable[[Fraction], bool]) -> Verdict:
    """By the band where there is one, else by the forecast alone; as the page shows them."""
    if row.forecast is None:
        return Verdict.NONE
    low, high = row.forecast_low, row.forecast_high
    ends = [row.forecast] if low is None or high is None else [low, high]
    met = [meets(Fraction(end)) for end in ends]
    if all(met):
        return Verdict.ABLE
    return Verdict.BORDERLINE if any(met) else Verdict.UNABLE


def _reaches(row: TargetRow, value: Fraction, mark: Fraction) -> bool:
    return value <= mark if row.promise.is_ceiling else value >= mark


def _best(row: TargetRow) -> Best | None:
    """The largest increment between reports, the earliest of equals; None without any, or where more is worse."""
    if row.promise.kind not in {Kind.FLOW, Kind.STOCK} or row.promise.is_ceiling:
        return None
    found = [best for each in steps(row) if (best := _increment(row, *each)).amount > 0]
    return max(found, key=lambda best: (best.amount, -best.last), default=None)


def steps(row: TargetRow) -> list[tuple[int, int, Decimal]]:
    """Increments between the year's own reports: after which month, in which, how much.

    A flow's first counts from nought; of everything else the first report only begins.
    """
    reports = shown.reported(row)
    if row.promise.kind == Kind.FLOW:
        reports = [(0, Decimal(0)), *reports]
    return [(before[0], month, value - before[1]) for before, (month, value) in pairwise(reports)]


def _increment(row: TargetRow, before: int, month: int, added: Decimal) -> Best:
    months = month - before
    if months > 1:
        added = half_up(Fraction(added) / months, fine_places(row.decimals))
    return Best(before + 1, month, added)
