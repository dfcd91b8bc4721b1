"""A report's figures as pages write them, and as bars and sparklines draw them. Pure.

A report holds each result as the decimal shown, so nothing is rounded again here; what a bar needs
beside (exact shares) follows from the value and the promise, which the report holds exactly.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from dashboard.report.rows import Figure, GoalStep, TargetRow
from targets.arithmetic import MONTHS, Basis, Promise, Standing
from targets.choices import Kind, Light
from targets.numbers import MINUS, NOTHING, PERCENT, show, show_exactly, show_signed

POINTS = "百分点"
MISSING = "未报"
WANTED = "待补录"


def number(value: Decimal | None) -> str:
    """A figure with the decimals it is held with: 1,234.50; — for nothing."""
    return NOTHING if value is None else show(value, _places(value))


def signed(value: Decimal | None) -> str:
    """A difference: +1.46, −0.06, 0; — for nothing."""
    return NOTHING if value is None else show_signed(value, _places(value))


def percent(value: Decimal | None) -> str:
    """A percentage of the report: 61.6%; — for nothing."""
    return NOTHING if value is None else number(value) + PERCENT


def plain(value: Decimal | None) -> str:
    """The same for other programs: no commas, a hyphen for minus; empty for nothing."""
    return number(value).replace(",", "").replace(MINUS, "-") if value is not None else ""


def goal(row: TargetRow) -> str:
    """The goal as the plan words it, with what is striven for: 2.3%（力争2.5%）."""
    if row.promise.stretch is None:
        return row.goal_text
    return f"{row.goal_text}（力争{show_exactly(row.promise.stretch)}{percent_sign(row)}）"


def goal_change(step: GoalStep) -> str:
    """A goal adjusted within the year, both goals: 9月起59家以上→65家以上."""
    return f"{step.from_month}月起{step.before_text}→{step.goal_text}"


def goal_changes(row: TargetRow) -> str:
    """Every change with reason and document, for a cell; empty where the plan's goal holds."""
    told = (
        f"目标调整：{goal_change(step)}，理由：{step.reason}，文件：{step.document}"
        for step in row.goal_steps
    )
    return "；".join(told)


def goal_note(row: TargetRow) -> str:
    """The other goal beside the one in force: 9月前59家以上; one to come: 11月起70家以上."""
    return "，".join(
        f"{step.from_month}月前{step.before_text}"
        if step.from_month <= row.now.month
        else f"{step.from_month}月起{step.goal_text}"
        for step in row.goal_steps
    )


def percent_sign(row: TargetRow) -> str:
    """The sign that belongs to a figure itself; other measures stand apart from it."""
    return PERCENT if row.measure == PERCENT else ""


def value(figure: Figure) -> str:
    """The figure, or the word that stands in its place: 未报, 待补录 or —."""
    if figure.value is not None:
        return number(figure.value)
    if figure.light == Light.OVERDUE or figure.remark.startswith(MISSING):
        return MISSING
    return WANTED if figure.remark == WANTED else NOTHING


def gap_unit(row: TargetRow, figure: Figure) -> str:
    """What the gap is counted in: 百分点, or the target's own measure."""
    return row.measure if figure.gap_is_level and row.measure != PERCENT else POINTS


def gap(row: TargetRow, figure: Figure) -> str:
    """The gap in a column headed 百分点; another measure is said."""
    unit = gap_unit(row, figure)
    return signed(figure.gap) + (unit if unit != POINTS and figure.gap is not None else "")


def change(row: TargetRow) -> Decimal | None:
    """Against the month before (较上月), where both months have a figure of their own."""
    now, before = row.now, row.before
    if before is None or now.value is None or before.value is None:
        return None
    if now.is_carried or before.is_carried:
        return None
    return now.value - before.value


def reported(row: TargetRow) -> list[tuple[int, Decimal]]:
    """The figures of the year so far by month, without those only carried on."""
    return [
        (figure.month, figure.value)
        for figure in row.figures
        if figure.value is not None and not figure.is_carried
    ]


def months_reported(promise: Promise) -> str:
    """Which months are reported, in words: 每月, 2—12月, 3、6、9、12月."""
    months = sorted(promise.reporting_months)
    if not months:
        return NOTHING
    if len(months) == MONTHS:
        return "每月"
    if len(months) > 2 and months == list(range(months[0], months[-1] + 1)):
        return f"{months[0]}—{months[-1]}月"
    return "、".join(map(str, months)) + "月"


def standing_of(figure: Figure, promise: Promise) -> Standing:
    """The figure as an exact standing again, for drawing it: light and words as they were frozen.

    Shares are told from the value and the promise, not from the rounded percentages.
    """
    report = figure.figure_month or max(
        (month for month in promise.reporting_months if month <= figure.month), default=None
    )
    exact = None if figure.value is None else Fraction(figure.value)
    return Standing(
        month=figure.month,
        light=figure.light,
        value=figure.value,
        figure_month=figure.figure_month,
        share=promise.shares[report] if report else None,
        completion=_completion(exact, promise),
        increment=_increment(exact, promise),
        gap_is_level=figure.gap_is_level,
        met=figure.met,
        remark=figure.remark,
    )


def _completion(exact: Fraction | None, promise: Promise) -> Fraction | None:
    if exact is None or promise.is_ceiling or promise.goal <= 0:
        return None
    return max(exact / promise.exact_goal, Fraction(0))


def _increment(exact: Fraction | None, promise: Promise) -> Fraction | None:
    if exact is None or promise.basis is not Basis.INCREMENT:
        return None
    return (exact - promise.start) / promise.span


def is_rate(row: TargetRow) -> bool:
    """Whether its figures are levels of a percentage, which only differ in points."""
    return row.promise.kind in {Kind.RATIO, Kind.GROWTH}


def _places(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))
