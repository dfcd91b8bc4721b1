"""What would this figure say? A typed figure tried out before it counts (预计亮灯). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from targets.arithmetic import Standing, judge
from targets.cadence import name_of
from targets.checks import Doubt
from targets.choices import LATE, Kind
from targets.numbers import (
    NOTHING,
    NotAFigure,
    fine_places,
    parse,
    percent_text,
    show,
    show_exactly,
    show_signed,
)
from tasks.owed import FigureDuty

SLIP = "slip"
MONTHLY = "月报"


@dataclass(frozen=True)
class Trial:
    """One typed figure: read, doubted, judged as if it counted; `error` where it cannot be read."""

    typed: str = ""
    value: Decimal | None = None
    error: str = ""
    note: str = ""  # 175,000万元 = 17.5亿元
    doubts: tuple[Doubt, ...] = ()
    standing: Standing | None = None
    change: str = NOTHING
    is_fall: bool = False
    completion: str = NOTHING

    @property
    def is_late(self) -> bool:
        """It would stand behind its pace: problem and next step are asked for."""
        return self.standing is not None and self.standing.light in LATE

    @property
    def word(self) -> str:
        """What stands where no light can be told: 待填, 更正后计算."""
        if not self.typed:
            return "待填"
        return "" if self.standing else "更正后计算"


def trial(duty: FigureDuty, typed: str, *, is_sure: bool = False) -> Trial:
    """Try out what was typed for a figure, against what has been handed in so far.

    Units: the target's own measure. Errors: none raised; what is no figure comes back as `error`.
    A figure that looks like a slip of the scale is not judged until it is corrected or explained
    (`is_sure`).
    """
    facts = duty.facts
    if not typed:
        return Trial()
    try:
        parsed = parse(typed, facts.measure, facts.decimals)
    except NotAFigure as error:
        return Trial(typed, error=str(error))
    odd = doubts_of(duty, parsed.value)
    if not is_sure and any(doubt.code == SLIP for doubt in odd):
        return Trial(typed, parsed.value, note=parsed.note, doubts=odd)
    change, is_fall = change_of(duty, parsed.value)
    standing = standing_of(duty, parsed.value)
    return Trial(
        typed,
        parsed.value,
        note=parsed.note,
        doubts=odd,
        standing=standing,
        change=change,
        is_fall=is_fall,
        completion=completion_of(standing),
    )


def doubts_of(duty: FigureDuty, value: Decimal) -> tuple[Doubt, ...]:
    """What is odd about a figure of this month, as `reporting.submit` will ask."""
    return duty.doubts_at(value)


def standing_of(duty: FigureDuty, value: Decimal) -> Standing:
    """How the target would stand if this figure counted."""
    row = duty.row
    figures = {**row.figures, duty.month: value}
    return judge(row.promise, figures, duty.month, row.calendar, row.scale)


def change_of(duty: FigureDuty, value: Decimal) -> tuple[str, bool]:
    """The difference from the figure before, as shown, and whether a cumulative one fell."""
    if duty.previous is None:
        return NOTHING, False
    last = duty.previous[1]
    moved = value - last
    is_fall = moved < 0 and duty.promise.kind == Kind.FLOW
    return show_signed(moved, _places(duty, value, last)), is_fall


def completion_of(standing: Standing) -> str:
    """完成率 as shown, or the word in its place."""
    if standing.completion is None:
        return standing.completion_note or NOTHING
    return percent_text(standing.completion)


def figure_text(duty: FigureDuty, value: Decimal | None) -> str:
    """A figure with its target's decimals at least, and all it has."""
    return NOTHING if value is None else show(value, _places(duty, value))


def goal_line(duty: FigureDuty) -> str:
    """目标59家以上 · 9月序时44.3: what the figure is held against."""
    facts, promise = duty.facts, duty.promise
    stretch = ""
    if promise.stretch is not None and "力争" not in facts.goal_text:
        stretch = f"（力争{show_exactly(promise.stretch)}{facts.measure}）"
    parts = [f"目标{facts.goal_text}{stretch}"]
    if duty.expected is not None and duty.expected != promise.threshold:
        parts.append(f"{duty.month}月序时{show(duty.expected, fine_places(facts.decimals))}")
    cadence = name_of(promise.reporting_months)
    if cadence != MONTHLY and duty.is_due:
        parts.append(f"{cadence}，本月应报")
    return " · ".join(parts)


def fact_of(doubt: Doubt) -> str:
    """The first sentence of a doubt, without the wish: 比8月减少0.45亿元."""
    return doubt.text.partition("。")[0]


def offer_of(doubt: Doubt) -> str:
    """The corrected figure as it is put into the field; empty where none is offered."""
    if doubt.suggestion is None:
        return ""
    return show_exactly(doubt.suggestion).replace(",", "").replace("\N{MINUS SIGN}", "-")


def _places(duty: FigureDuty, *values: Decimal) -> int:
    """The target's decimals, or as many as the figures really have."""
    shown = (show_exactly(value).partition(".")[2] for value in values)
    return max([duty.facts.decimals, *(len(places) for places in shown)])
