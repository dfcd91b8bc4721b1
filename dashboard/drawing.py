"""The geometry of bullet bars and sparklines: numbers in, SVG coordinates out. Pure and exact.

Coordinates are strings, ready for an SVG attribute: per cent of the track with two decimals in a
bar, user units with one decimal in a sparkline, rounded half-up from exact fractions.
Source: design.md, "Bullet bar" and "Sparkline".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

from targets.arithmetic import MONTHS, Basis, Promise, Standing
from targets.choices import Kind, Light
from targets.numbers import beside, percent_text, show_exactly

GOAL = 80  # where the goal stands on every track, in per cent; the track's end is 125 % of the goal
TONES = {
    Light.ACHIEVED_STRETCH: "good",
    Light.ACHIEVED: "good",
    Light.AHEAD: "good",
    Light.ON_PACE: "good",
    Light.BEHIND: "behind",
    Light.FAR_BEHIND: "far",
    Light.OVERDUE: "overdue",
    Light.NO_PACE: "idle",
    Light.NOT_DUE: "idle",
}
LEFT, STEP = 4, 8  # a sparkline's January, and the width of a month
TOP, HEIGHT = 3, 20  # a sparkline's upper edge, and the room below it


@dataclass(frozen=True, slots=True)
class Bar:
    """One bullet bar; None or False leaves a part out."""

    tone: str  # good, behind, far, overdue, idle: the class that colours it
    label: str  # what it says aloud: 完成61.6%，序时66.7%
    value: str | None = None  # width of the value
    hatch: str = ""  # "carry" over a carried value, "raw" instead of one not judged
    pace: str | None = None
    stretch: str | None = None
    is_cut: bool = False  # the value runs off the track
    is_forbidden_beyond: bool = False  # at_most: the ground beyond the goal is hatched
    is_frame: bool = False  # no figure: a dashed frame instead of the track
    has_goal: bool = True


@dataclass(frozen=True, slots=True)
class Spark:
    """One sparkline: two polylines and the last point; `line` is empty without a figure."""

    tone: str
    reference: str = ""
    line: str = ""
    dot: tuple[str, str] | None = None


def bar(standing: Standing, promise: Promise) -> Bar:
    """The bullet bar of one target in one month.

    Units: as `Standing` and `Promise`. Errors: none raised; what cannot be drawn (a goal of zero
    or below, a value on the wrong side of its baseline) is left out, the number beside it tells.
    Source: design.md, "Bullet bar", its table of cases.
    """
    if standing.light == Light.NOT_DUE:
        return Bar("idle", standing.remark or "未到报送期", is_frame=True, has_goal=False)
    pace = _pace(standing, promise)
    if standing.value is None:
        return _missing(standing, promise, pace)
    ratio = _ratio(standing, promise)
    drawn = ratio if ratio is not None and ratio > 0 else None
    hatch = "raw" if standing.light == Light.NO_PACE else "carry" if standing.is_carried else ""
    return Bar(
        tone=TONES[standing.light],
        label=_label(standing, promise, pace),
        value=None if drawn is None else _on_track(drawn),
        hatch="" if drawn is None else hatch,
        pace=None if pace is None else _on_track(pace),
        stretch=_stretch(promise),
        is_cut=drawn is not None and drawn * 4 > 5,
        is_forbidden_beyond=promise.is_ceiling,
    )


def spark(points: Sequence[tuple[int, Decimal]], promise: Promise, light: Light) -> Spark:
    """The year so far of one target: reported points (month, value) joined, and what was due.

    Units: values in the target's own unit; months 1 to 12, in order. Errors: none raised.
    Source: design.md, "Sparkline": a flow's y runs from 0 to the goal or beyond, others run over
    values and reference with 12 % of air; the reference is the pace line or the goal.
    """
    tone = TONES[light]
    if not points:
        return Spark(tone)
    due = _due(promise)
    values: list[Decimal | Fraction] = [value for _, value in points]
    values.extend(value for _, value in due)
    heights = _heights(values, promise.kind)
    line = [f"{_x(month)},{y}" for (month, _), y in zip(points, heights, strict=False)]
    reference = [
        f"{_x(month)},{y}" for (month, _), y in zip(due, heights[-len(due) :], strict=True)
    ]
    last_month, last_y = points[-1][0], heights[len(points) - 1]
    return Spark(tone, " ".join(reference), " ".join(line), (_x(last_month), last_y))


def _missing(standing: Standing, promise: Promise, pace: Fraction | None) -> Bar:
    """A due figure that is not there: frame and goal, and a flow's pace."""
    tone = TONES[standing.light]
    if promise.kind != Kind.FLOW or pace is None:
        return Bar(tone, "未报", is_frame=True)
    return Bar(tone, f"未报，序时{percent_text(pace)}", pace=_on_track(pace), is_frame=True)


def _ratio(standing: Standing, promise: Promise) -> Fraction | None:
    """How far the value has come, 1 at the goal; None where the goal gives no scale."""
    if _is_by_increment(promise):
        return standing.increment
    if standing.value is None or promise.goal <= 0:
        return None
    return Fraction(standing.value) / promise.exact_goal


def _is_by_increment(promise: Promise) -> bool:
    """On its way up from a baseline; a ceiling is drawn against its limit instead."""
    return promise.basis is Basis.INCREMENT and not promise.is_ceiling


def _pace(standing: Standing, promise: Promise) -> Fraction | None:
    """Where the pace mark stands, 1 on the goal line; None for what has no pace to keep."""
    if promise.is_ceiling or promise.basis is Basis.NONE or promise.goal <= 0:
        return None
    if promise.kind == Kind.FLOW or _is_by_increment(promise):
        return standing.share
    return promise.threshold / promise.exact_goal  # 左右 is met from its threshold on


def _stretch(promise: Promise) -> str | None:
    """Where the value striven for stands; off the track it stands at the end."""
    base = promise.start if _is_by_increment(promise) else Fraction(0)
    room = promise.exact_goal - base
    if promise.exact_stretch is None or room <= 0:
        return None
    return _on_track((promise.exact_stretch - base) / room)


def _label(standing: Standing, promise: Promise, pace: Fraction | None) -> str:
    """What the bar says aloud; a bar by level says value and goal, one by progress two per cents."""
    carried = f"，沿用{standing.figure_month}月" if standing.is_carried else ""
    if pace is not None and _is_by_increment(promise) and standing.increment is not None:
        done = standing.increment
        words = "低于基期" if done < 0 else f"完成增量{_percent(done, pace)}"
        return f"{words}，序时{percent_text(pace)}{carried}"
    if pace is not None and promise.kind == Kind.FLOW and standing.completion is not None:
        done = standing.completion
        return f"完成{_percent(done, pace)}，序时{percent_text(pace)}{carried}"
    unit = "%" if promise.kind in {Kind.RATIO, Kind.GROWTH} else ""
    goal = "上限" if promise.is_ceiling else "目标"
    value = f"实绩{show_exactly(standing.value)}{unit}"
    return f"{value}，{goal}{show_exactly(promise.goal)}{unit}{carried}"


def _percent(done: Fraction, pace: Fraction) -> str:
    """A share in per cent, with more digits where one would hide on which side of pace it lies."""
    return f"{beside(done * 100, 1, (pace * 100, 100)):,f}%"


def _due(promise: Promise) -> list[tuple[int, Fraction]]:
    """The reference line as points; straight lines need their two ends only."""
    if promise.kind != Kind.FLOW and promise.basis is not Basis.INCREMENT:
        return [(1, promise.exact_goal), (MONTHS, promise.exact_goal)]
    months = (1, MONTHS) if promise.schedule is None else range(1, MONTHS + 1)
    return [(month, promise.start + promise.span * promise.shares[month]) for month in months]


def _heights(values: Sequence[Decimal | Fraction], kind: Kind) -> list[str]:
    """The y of each value on one scale, over whole numbers of a common part: exact and quick.

    From 0 for a flow; else over the values with 12 % of air, a single level in the middle.
    """
    ratios = [value.as_integer_ratio() for value in values]
    common = lcm(*(below for _, below in ratios)) * 100
    scaled = [above * (common // below) for above, below in ratios]
    low, high = min(scaled), max(scaled)
    if kind == Kind.FLOW:
        low, high = min(low, 0), max(high, 0)
    else:
        air = (high - low) * 12 // 100 or 1
        low, high = low - air, high + air
    span = high - low or 1
    return [_height(value - low, span) for value in scaled]


def _x(month: int) -> str:
    return str(LEFT + STEP * (month - 1))


def _height(part: int, span: int) -> str:
    """A sparkline's y for part of a span, one decimal, half-up."""
    tenths = (20 * ((TOP + HEIGHT) * span - HEIGHT * part) + span) // (2 * span)
    whole, rest = divmod(tenths, 10)
    return f"{whole}.{rest}" if rest else str(whole)


def _on_track(ratio: Fraction) -> str:
    """A ratio to the goal as a place on the track, two decimals, kept on the track."""
    if ratio <= 0:
        return "0"
    if ratio * GOAL >= 100:
        return "100"
    above, below = 100 * GOAL * ratio.numerator, ratio.denominator
    whole, hundredths = divmod((2 * above + below) // (2 * below), 100)
    return f"{whole}.{hundredths:02d}".rstrip("0") if hundredths else str(whole)
