"""Is this figure plausible? Doubts that ask for one line of explanation before it is submitted.

Pure and exact; a doubt never refuses a figure. Source: domain.md, "Plausibility checks".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from statistics import median

from targets.arithmetic import Promise
from targets.choices import Kind
from targets.numbers import (
    MONEY,
    MOST_PLACES,
    PERCENT,
    half_up,
    is_count,
    show,
    show_exactly,
)

SLIPS = (10, 100, 10_000)
SLACK = Fraction(5, 4)  # a factor within x/÷ 1.25 of a slip looks like one
OUTLIER = 3  # times the median increment
FEWEST_INCREMENTS = 2  # a third increment is the first that is held against a median
SMALL_INCREMENT = 3  # of a count: never an outlier
SMALL_COUNT = 20  # below it tenfold says nothing
SMALLER_UNIT = {"亿元": "万元", "万元": "元"}
LARGER_UNIT = {small: large for large, small in SMALLER_UNIT.items()}
SLIPPED_DIGITS = {10: "1", 100: "2", 10_000: "4"}


@dataclass(frozen=True)
class Doubt:
    """One warning: what is odd, with the numbers that show it, and what the figure may be."""

    code: str  # falls / outlier / slip / unchanged / out_of_range
    text: str
    suggestion: Decimal | None = None  # offered with one click, in the target's own unit


@dataclass(frozen=True)
class _Entry:
    """The figure being checked and what it is held against."""

    promise: Promise
    value: Decimal
    month: int
    earlier: tuple[tuple[int, Decimal], ...]  # this year's reports before it, in order
    later: tuple[tuple[int, Decimal], ...]  # and after it, when it comes late
    last_year: Decimal | None
    measure: str
    decimals: int

    @property
    def is_flow(self) -> bool:
        return self.promise.kind == Kind.FLOW

    @property
    def is_count(self) -> bool:
        return is_count(self.measure, self.decimals)

    def with_unit(self, value: Fraction | Decimal) -> str:
        return show_exactly(value) + self.measure


def doubts(
    promise: Promise,
    value: Decimal,
    *,
    month: int,
    previous: Mapping[int, Decimal],
    last_year: Decimal | None,
    measure: str,
    decimals: int,
) -> tuple[Doubt, ...]:
    """Everything odd about a figure, most telling first; empty when it is plausible.

    Units: all in the target's own measure. `previous` holds this year's other figures by month,
    `last_year` the same month's figure of last year. Errors: none raised.
    """
    others = sorted((each, figure) for each, figure in previous.items() if each != month)
    entry = _Entry(
        promise=promise,
        value=value,
        month=month,
        earlier=tuple(pair for pair in others if pair[0] < month),
        later=tuple(pair for pair in others if pair[0] > month),
        last_year=last_year,
        measure=measure,
        decimals=decimals,
    )
    slip = _slip(entry)
    # A slip upwards is an outlier too, but says more: one doubt, one explanation.
    outlier = _outlier(entry) if slip is None else None
    found = (slip, _fall(entry), outlier, _unchanged(entry), _out_of_range(entry))
    return tuple(doubt for doubt in found if doubt is not None)


# A slip of the scale


def _slip(entry: _Entry) -> Doubt | None:
    """A factor of about 10, 100 or 10 000 against last month or last year."""
    if entry.promise.kind in {Kind.GROWTH, Kind.RATIO}:
        return None
    references = [(f"{month}月", figure) for month, figure in entry.earlier[-1:]]
    if entry.last_year is not None:
        references.append(("去年同期", entry.last_year))
    for name, reference in references:
        if entry.is_count and max(entry.value, reference) < SMALL_COUNT:
            continue
        doubt = _slip_against(entry, name, reference)
        if doubt is not None:
            return doubt
    return None


def _slip_against(entry: _Entry, name: str, reference: Decimal) -> Doubt | None:
    if not reference or not entry.value or (reference < 0) != (entry.value < 0):
        return None
    factor = Fraction(entry.value) / Fraction(reference)
    is_up = factor > 1
    size = factor if is_up else 1 / factor
    slip = next((each for each in SLIPS if each / SLACK <= size <= each * SLACK), None)
    if slip is None:
        return None
    times = show(size, 0 if size >= 100 else 1)
    now = "本月累计" if entry.is_flow else "本月"
    both = f"{now}{entry.with_unit(entry.value)}，{name}{entry.with_unit(reference)}"
    fact = f"{both}：是{name}的{times}倍" if is_up else f"{both}：只有{name}的1/{times}"
    meant = Fraction(entry.value) / slip if is_up else Fraction(entry.value) * slip
    return Doubt("slip", f"{fact}，{_slip_cause(entry, slip, is_up, meant)}", _offer(entry, meant))


def _slip_cause(entry: _Entry, slip: int, is_up: bool, meant: Fraction) -> str:
    equals = "=" if meant == half_up(meant, MOST_PLACES) else "≈"
    typed_in = (SMALLER_UNIT if is_up else LARGER_UNIT).get(entry.measure)
    if slip == SLIPS[-1] and entry.measure in MONEY and typed_in is not None:
        as_typed = show_exactly(entry.value) + typed_in
        return f"可能按{typed_in}填写。{as_typed} {equals} {entry.with_unit(meant)}。"
    digits = SLIPPED_DIGITS[slip]
    slipped = f"多写了{digits}位" if is_up else f"少写了{digits}位"
    wish = "如数值无误，请说明原因。"
    if _offer(entry, meant) is None:
        return f"可能{slipped}。{wish}"
    return f"可能{slipped}，应为{entry.with_unit(meant)}。{wish}"


def _offer(entry: _Entry, meant: Fraction) -> Decimal | None:
    """The corrected figure, where the field can hold one."""
    if entry.is_count and meant.denominator != 1:
        return None
    return half_up(meant, min(MOST_PLACES, _places(meant)))


def _places(meant: Fraction) -> int:
    return next((n for n in range(MOST_PLACES) if meant == half_up(meant, n)), MOST_PLACES)


# A cumulative figure that falls


def _fall(entry: _Entry) -> Doubt | None:
    if not entry.is_flow:
        return None
    wish = "累计量一般不减少，请说明原因。"
    if entry.earlier and entry.value < entry.earlier[-1][1]:
        month, before = entry.earlier[-1]
        lost = entry.with_unit(Fraction(before) - Fraction(entry.value))
        return Doubt("falls", f"比{month}月减少{lost}。{wish}")
    if entry.later and entry.value > entry.later[0][1]:
        month, after = entry.later[0]
        beyond = entry.with_unit(Fraction(entry.value) - Fraction(after))
        return Doubt("falls", f"比{month}月已报的多{beyond}。{wish}")
    return None


# An increment out of line


def _increments(entry: _Entry) -> list[tuple[int, Fraction]]:
    """The months and the size of each increment between reports, the checked figure's last."""
    reports = [*entry.earlier, (entry.month, entry.value)]
    if entry.is_flow:
        reports.insert(0, (0, Decimal(0)))
    return [
        (month - before, Fraction(figure) - Fraction(figure_before))
        for (before, figure_before), (month, figure) in pairwise(reports)
    ]


def _outlier(entry: _Entry) -> Doubt | None:
    """An increment beyond three times the median of the earlier ones, each for a month."""
    if entry.promise.kind not in {Kind.FLOW, Kind.STOCK}:
        return None
    increments = _increments(entry)
    if len(increments) <= FEWEST_INCREMENTS:
        return None
    *past, (months, grown) = increments
    if entry.is_count and grown <= SMALL_INCREMENT:
        return None
    usual = median(size / span for span, size in past)
    monthly = grown / months
    if usual <= 0 or monthly <= OUTLIER * usual or _is_way_back(past, months, grown, usual):
        return None
    times = show(monthly / usual, 1)
    each = "月均" if months > 1 else ""
    text = (
        f"比{entry.month - months}月{each}增加{entry.with_unit(monthly)}，"
        f"是此前月均增量中位数{entry.with_unit(usual)}的{times}倍。请说明原因。"
    )
    return Doubt("outlier", text)


def _is_way_back(
    past: list[tuple[int, Fraction]], months: int, grown: Fraction, usual: Fraction
) -> bool:
    """The figure before was itself out of line, and this one returns to the usual path.

    It could only be submitted with an explanation, so the return needs none.
    """
    span, size = past[-1]
    was_odd = size < 0 or size / span > OUTLIER * usual
    return was_odd and 0 <= size + grown <= OUTLIER * usual * (span + months)


# The rest


def _unchanged(entry: _Entry) -> Doubt | None:
    """The same as last month, for a flow that has moved every month before."""
    if not entry.is_flow or len(entry.earlier) < FEWEST_INCREMENTS:
        return None
    *past, (_, grown) = _increments(entry)
    if grown or not all(size for _, size in past):
        return None
    text = f"与{entry.earlier[-1][0]}月相同，此前每月都有变动。如确无新增，请说明原因。"
    return Doubt("unchanged", text)


def _out_of_range(entry: _Entry) -> Doubt | None:
    if entry.promise.kind != Kind.RATIO or entry.measure != PERCENT or 0 <= entry.value <= 100:
        return None
    text = f"{show_exactly(entry.value)}%不在0至100%之间。比重一般不超出这个范围，请说明原因。"
    return Doubt("out_of_range", text)
