"""How a score is made, part by part: its sums in text with their own numbers in them. Pure.

Sums are worked out exactly; a number in them is rounded only so far that whoever works the text
out again comes to the figure shown beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.safestring import SafeString

from dashboard import addresses
from dashboard.league import (
    BASE,
    CLOSING,
    DISCIPLINE,
    FULL,
    HIGHLIGHT,
    NOT_KEPT,
    RESULTS,
    SUPPORT,
    UNANSWERED,
    Item,
    Part,
    Rules,
    Score,
    Supported,
    weight,
)
from dashboard.report import MonthlyReport, shown
from dashboard.templatetags import look
from targets.arithmetic import Scale
from targets.choices import NOT_JUDGED, Light
from targets.numbers import NOTHING, half_up, index_text, show, show_exactly

COLOURS = {RESULTS: "p0", DISCIPLINE: "p1", CLOSING: "p2", SUPPORT: "p3"}
LEFT_OUT = "不评"
CREDIT_PLACES = 3
TENTHS = 10  # what the points of 督办与亮点 are out of
FINEST = 9  # decimals at which a sum that still misleads is left as it is


@dataclass(frozen=True)
class Segment:
    """A part's stretch of the bar: percent of the whole bar's width."""

    css: str
    x: str
    width: str


@dataclass(frozen=True)
class PartLine:
    """One part of the score: its points of its weight, and the sum (or why there is none)."""

    key: str
    css: str
    name: str
    points: str  # 50.2, or 未启用 / 不评
    of: str  # 50.2 / 60, or 未启用 / 不评
    is_judged: bool
    told: str  # 应报9项，按时9项，退回0次
    sum: str  # 20 × 9 ÷ 9 − 0 = 20.0


@dataclass(frozen=True)
class ItemLine:
    """One target or task behind the results."""

    name: str
    url: str
    lamp: SafeString
    index: str
    credit: str
    weight: str


@dataclass(frozen=True)
class Account:
    """Everything behind one score."""

    parts: tuple[PartLine, ...]
    total: str  # 87.7, or —
    total_sum: str
    segments: tuple[Segment, ...]
    led: tuple[ItemLine, ...]
    joined: tuple[ItemLine, ...]
    left_out: str  # 新增人才公寓套数未到报送期，不计

    def part(self, key: str) -> PartLine | None:
        """One part by its key; None on a board without it."""
        return next((each for each in self.parts if each.key == key), None)


def account(report: MonthlyReport, rules: Rules, score: Score) -> Account:
    """All that the pages say of one score; largest credit first, led before joined."""
    judged = sorted(
        (item for item in score.items if item.credit is not None),
        key=lambda item: (-(item.credit or 0), item.is_task),
    )
    return Account(
        parts=tuple(_part_line(report, rules, score, part) for part in score.parts),
        total=shown.number(score.total),
        total_sum=total_sum(score),
        segments=tuple(segments(score)),
        led=tuple(_item_line(report, rules, item) for item in judged if item.leads),
        joined=tuple(_item_line(report, rules, item) for item in judged if not item.leads),
        left_out=_left_out(report, score.items),
    )


def results_sum(rules: Rules, score: Score, part: Part) -> str:
    """(7.521 + 0.3 × 5.667) ÷ (9 + 0.3 × 9) × 60 = 50.2, of what counts."""
    led, joined = (_credits(score.items, leads=leads) for leads in (True, False))
    share = Fraction(rules.joined) if led else Fraction(1)  # alone, one weight takes itself away
    by = f"{show_exactly(rules.joined)} × " if led else ""
    count = len(led) + share * len(joined)

    def text(places: int) -> tuple[str, Fraction]:
        sums = [half_up(sum(each, Fraction(0)), places) for each in (led, joined)]
        value = (Fraction(sums[0]) + share * Fraction(sums[1])) / count * Fraction(part.weight)
        tops = [show(sums[0], places)] * bool(led) + [by + show(sums[1], places)] * bool(joined)
        numbers = [str(len(led))] * bool(led) + [f"{by}{len(joined)}"] * bool(joined)
        return f"{_grouped(tops)} ÷ {_grouped(numbers)} × {show_exactly(part.weight)}", value

    return _told(text, CREDIT_PLACES, part.points)


def discipline_sum(score: Score, part: Part) -> str:
    """20 × 9 ÷ 9 − 0 = 20.0, and that it never falls below 0."""
    filed = score.reported
    if filed is None or not filed.due:
        return ""
    earned = Fraction(part.weight) * Fraction(filed.on_time, filed.due) - filed.returned
    text = f"{show_exactly(part.weight)} × {filed.on_time} ÷ {filed.due} − {filed.returned}"
    if earned < 0:
        return f"{text} = {show(half_up(earned, 1), 1)}，不足0按0计"
    return f"{text} = {shown.number(part.points)}"


def support_sum(held: Supported, part: Part) -> str:
    """6 + 2 × 1 − 2 × 0 = 8.0; held between 0 and 10, and by the part's weight where it is not 10."""
    points = BASE + HIGHLIGHT * held.highlights - UNANSWERED * held.unanswered
    text = f"{BASE} + {HIGHLIGHT} × {held.highlights} − {UNANSWERED} × {held.unanswered}"
    least, most = 0, TENTHS
    if not least <= points <= most:
        bound = f"超过{most}按{most}计" if points > most else "不足0按0计"
        text = f"{text} = {show(Decimal(points), 0)}，{bound}"
        points = min(max(points, least), most)
        if part.weight == TENTHS:
            return text
        text = f"{text}；{points}"
    elif part.weight != TENTHS:
        text = f"({text})"
    by = "" if part.weight == TENTHS else f" ÷ {TENTHS} × {show_exactly(part.weight)}"
    return f"{text}{by} = {shown.number(part.points)}"


def total_sum(score: Score) -> str:
    """(50.17 + 20.00) ÷ 80 × 100 = 87.7; empty where nothing is judged."""
    parts = [(part.exact, part.weight) for part in score.parts if part.exact is not None]
    weights = sum((Fraction(of) for _, of in parts), Fraction(0))
    if score.total is None or not weights:
        return ""

    def text(places: int) -> tuple[str, Fraction]:
        points = [half_up(exact, places) for exact, _ in parts]
        value = sum(map(Fraction, points), Fraction(0)) / weights * FULL
        told = [show(each, places) for each in points]
        if weights == FULL:
            return " + ".join(told), value
        return f"{_grouped(told)} ÷ {show_exactly(weights)} × {FULL}", value

    return _told(text, 1, score.total)


def segments(score: Score) -> Iterator[Segment]:
    """The judged parts as a bar that ends at the total: (x, width) in percent, two decimals."""
    weights = sum((Fraction(p.weight) for p in score.parts if p.exact is not None), Fraction(0))
    x = Fraction(0)
    for part in score.parts:
        if part.exact is not None and weights:
            width = part.exact / weights * FULL
            yield Segment(COLOURS[part.key], str(half_up(x, 2)), str(half_up(width, 2)))
            x += width


def _part_line(report: MonthlyReport, rules: Rules, score: Score, part: Part) -> PartLine:
    if part.exact is None:
        word = NOT_KEPT if part.why == NOT_KEPT else LEFT_OUT
        told = "" if part.why == NOT_KEPT else part.why
        return PartLine(
            part.key, COLOURS[part.key], part.name, word, word, is_judged=False, told=told, sum=""
        )
    told, how = _told_of(rules, score, part)
    points = shown.number(part.points)
    return PartLine(
        key=part.key,
        css=COLOURS[part.key],
        name=part.name,
        points=points,
        of=f"{points} / {show_exactly(part.weight)}",
        is_judged=True,
        told=told,
        sum=how,
    )


def _told_of(rules: Rules, score: Score, part: Part) -> tuple[str, str]:
    """What a judged part rests on, and its sum."""
    if part.key == RESULTS:
        counts = (len(_credits(score.items, leads=leads)) for leads in (True, False))
        parts = zip(("牵头", "配合"), counts, strict=True)
        named = "，".join(f"{word}{number}项" for word, number in parts if number)
        return f"{named}列入评判", results_sum(rules, score, part)
    if part.key == DISCIPLINE and score.reported:
        filed = score.reported
        told = f"应报{filed.due}项，按时{filed.on_time}项，退回{filed.returned}次"
        return told, discipline_sum(score, part)
    if part.key == CLOSING and score.closed:
        due, done = score.closed.due, score.closed.struck_off
        how = f"{show_exactly(part.weight)} × {done} ÷ {due} = {shown.number(part.points)}"
        return f"本月到期问题{due}项，销号{done}项", how
    if part.key == SUPPORT and score.supported:
        held = score.supported
        told = f"基础分6，采用亮点{held.highlights}件，未按时回复督办单{held.unanswered}件"
        return told, support_sum(held, part)
    return "", ""


def _item_line(report: MonthlyReport, rules: Rules, item: Item) -> ItemLine:
    plan, scale = report.plan, scale_of(report)
    return ItemLine(
        name=name_of(item),
        url=url_of(report, item),
        lamp=look.lamp(item.light, plan.word(item.light)),
        index=NOTHING if item.index is None else index_text(item.index, scale),
        credit=show(half_up(item.credit or Fraction(0), CREDIT_PLACES), CREDIT_PLACES),
        weight=show_exactly(weight(rules, item)),
    )


def scale_of(report: MonthlyReport) -> Scale:
    """The cut points that the month was judged by."""
    plan = report.plan
    return Scale(plan.ahead, plan.on_pace, plan.behind, plan.in_points)


def name_of(item: Item) -> str:
    """A target by its short name, a task by its number and title."""
    return f"任务{item.code} {item.name}" if item.is_task else item.name


def url_of(report: MonthlyReport, item: Item) -> str:
    """The page of the target or task."""
    if item.is_task:
        return addresses.task(report, int(item.code))
    return addresses.target(report, item.code)


def _left_out(report: MonthlyReport, items: Iterable[Item]) -> str:
    """What does not count, and why: 新增人才公寓套数未到报送期，不计."""
    by_light: dict[Light, list[str]] = defaultdict(list)
    for item in items:
        if item.credit is None:
            by_light[item.light].append(name_of(item))
    told = [
        f"{report.plan.word(light)}{len(names)}项（{'、'.join(names)}）"
        for light in Light
        if light in NOT_JUDGED and (names := by_light.get(light))
    ]
    return f"不计：{'；'.join(told)}。" if told else ""


def _credits(items: Iterable[Item], *, leads: bool) -> list[Fraction]:
    return [item.credit for item in items if item.credit is not None and item.leads == leads]


def _grouped(terms: Sequence[str]) -> str:
    """Several terms, or one that is a product, in brackets."""
    joined = " + ".join(terms)
    return f"({joined})" if " " in joined else joined


def _told(text: Callable[[int], tuple[str, Fraction]], places: int, result: Decimal | None) -> str:
    """The sum with as few decimals as bring whoever works it out to the result."""
    told, value = text(places)
    while places < FINEST and result is not None and half_up(value, 1) != result:
        places += 1
        told, value = text(places)
    return f"{told} = {shown.number(result)}"
