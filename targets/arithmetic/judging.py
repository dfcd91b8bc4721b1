"""How one target stands in one month: which figure counts, and everything that follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from targets.arithmetic import completeness as done
from targets.arithmetic import pace
from targets.arithmetic.light import Scale, light_of
from targets.arithmetic.promise import MONTHS, Basis, Promise
from targets.choices import Comparator, Light
from targets.numbers import show_exactly

EVEN_SCALE = Scale()
ACHIEVED = frozenset({Light.ACHIEVED, Light.ACHIEVED_STRETCH})


@dataclass(frozen=True)
class Calendar:
    """When figures are due: the day each reporting month falls due, and which are back-filled (补录).

    `due` maps a month (1-12) to the day its figure falls due: the period's due day, or the target's
    own release day where the figure appears later; `released` names those months. `on` is the day
    of judging. A month without a due day is not due yet.
    """

    on: date
    due: Mapping[int, date]
    backfilled: frozenset[int] = frozenset()
    released: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Standing:
    """How one target stands in one month (exact; rounding is for whoever shows it).

    `figure_month` is the month the figure belongs to (earlier than `month` when carried, 沿用);
    None without a figure. Percent-like values are shares: `completion` 1 is 100 %.
    `gap` is a share for flows, stocks and ratios with a baseline (x 100 = 百分点), and a difference
    in the target's own unit (percentage points) when `gap_is_level`.
    """

    month: int
    light: Light
    value: Decimal | None = None
    figure_month: int | None = None
    expected: Fraction | None = None
    share: Fraction | None = (
        None  # s(m0), the cumulative share of the year expected by figure_month
    )
    completion: Fraction | None = None  # v / g, never below 0
    increment: Fraction | None = None  # (v - b) / (g - b); may be negative, shown as 0 and 低于基期
    index: Fraction | None = None
    gap: Fraction | None = None
    gap_is_level: bool = False
    needed: Fraction | None = None  # a month, for the months left; None when met or not applicable
    met: bool = False
    remark: str = ""  # 沿用3月 / 待补录 / 未报，10月8日截止 / 低于基期 / 差2 / 本月无序时要求 ...
    needed_note: str = ""  # 已完成 / 年末未完成，差3 / 还可用2 / 超出1
    completion_note: str = ""  # 低于基期 / 高于基期 / 达标 / 未达标

    @property
    def is_carried(self) -> bool:
        """The figure comes from an earlier month than the one asked about (沿用)."""
        return self.figure_month is not None and self.figure_month != self.month

    @property
    def shown_increment(self) -> Fraction | None:
        """The completion of the increment as pages show it: never a negative percentage."""
        if self.increment is None:
            return None
        return max(self.increment, Fraction(0))


def judge(
    promise: Promise,
    figures: Mapping[int, Decimal],
    month: int,
    calendar: Calendar,
    scale: Scale = EVEN_SCALE,
) -> Standing:
    """Judge one target in one month by its approved figures (month: value).

    The last reporting month up to `month` decides. Its figure counts, carried (沿用) with its own
    month's pace; where it is missing, nothing earlier is carried over the hole: 待补录 when it is
    back-filled, 未到报送期 up to and including its due or release day, then 逾期未报. So a figure
    that is released later leaves its month, and those after it, 未到报送期 until the release day,
    though an earlier figure exists: that one was already judged in its own months.
    Errors: ValueError for a month outside 1-12. Source: domain.md, "When a figure is due".
    """
    if not 1 <= month <= MONTHS:
        raise ValueError(f"month must be 1 to 12, not {month}")
    report = promise.reports[month]
    if report is None:
        return Standing(month, Light.NOT_DUE, remark="未到报送期")
    value = figures.get(report)
    if value is None:
        return _without_figure(promise, month, report, calendar)
    return _with_figure(promise, value, month, report, scale)


def _without_figure(promise: Promise, month: int, report: int, calendar: Calendar) -> Standing:
    light, remark = Light.NOT_DUE, "待补录"
    due = calendar.due.get(report)
    if report not in calendar.backfilled:
        if due is not None and calendar.on > due:
            light = Light.OVERDUE
        remark = _unreported(month, report, due, calendar)
    return Standing(
        month,
        light,
        expected=pace.expected(promise, report),
        share=promise.shares[report],
        remark=remark,
    )


def _unreported(month: int, report: int, due: date | None, calendar: Calendar) -> str:
    which = "未报" if report == month else f"{report}月未报"
    if due is None:
        return which
    year = "" if due.year == calendar.on.year else f"{due.year}年"
    day = f"{year}{due.month}月{due.day}日"
    if report in calendar.released and calendar.on <= due:
        return f"未到报送期，{day}公布"
    return f"{which}，{day}截止"


def _with_figure(
    promise: Promise, value: Decimal, month: int, report: int, scale: Scale
) -> Standing:
    figure = pace.reached(promise, value, report)
    light = light_of(promise, figure, scale)
    index = figure.pace_index
    if light in ACHIEVED and (index is None or index < 1):
        index = pace.ONE  # an achieved target counts at least index 1
    needed = done.still_needed(promise, figure)
    note = done.completion_note(promise, figure)
    return Standing(
        month=month,
        light=light,
        value=value,
        figure_month=report,
        expected=pace.expected(promise, report),
        share=promise.shares[report],
        completion=done.completion(promise, figure),
        increment=figure.progress if promise.basis is Basis.INCREMENT else None,
        index=index,
        gap=figure.gap,
        gap_is_level=figure.gap_is_level,
        needed=needed.monthly,
        met=figure.is_met and (figure.is_settled or not promise.is_allowance),
        remark=_remark(promise, figure, month, light, note),
        needed_note=needed.note,
        completion_note=note,
    )


def _remark(promise: Promise, figure: pace.Reached, month: int, light: Light, note: str) -> str:
    said = [f"沿用{figure.month}月"] if figure.month != month else []
    if promise.basis is Basis.INCREMENT and note:
        said.append(note)
    elif promise.basis is Basis.LEVEL and promise.exact_baseline is not None:
        said.append("目标为保持水平")
    if figure.is_met and promise.comparator == Comparator.ABOUT:
        beyond = figure.value - figure.marks.goal
        if beyond:
            difference = show_exactly(Fraction(abs(beyond), figure.marks.over))
            said.append(("超" if beyond > 0 else "差") + difference)
    if figure.is_without_demand and light not in ACHIEVED:
        said.append("本月无序时要求")
    return "，".join(said)
