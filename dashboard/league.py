"""晾晒榜: each unit's score for a month, out of 100, part by part with the figures behind it. Pure.

Scores are exact fractions until they are shown, since thirds do not end and rounding would break
ties wrongly. A part with nothing to judge is left out and the rest is scaled to 100.
Source: domain.md, "league 晾晒榜".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from targets.choices import NOT_JUDGED, ON_COURSE, Light
from targets.numbers import half_up

FULL = 100
CAP = Fraction(12, 10)  # an index counts up to 1.2, and is divided by it
HIGHLIGHT, UNANSWERED, BASE = 2, 2, 6  # of the part 督办与亮点
ACHIEVED = frozenset({Light.ACHIEVED, Light.ACHIEVED_STRETCH})
RANKS, BANDS, UNRANKED = "ranks", "bands", "none"
SHOWN_AS = {RANKS: "排名次", BANDS: "只分A、B、C档", UNRANKED: "不排名"}
RESULTS, DISCIPLINE, CLOSING, SUPPORT = "results", "discipline", "closing", "support"
PART_NAMES = {
    RESULTS: "成效",
    DISCIPLINE: "报送",
    CLOSING: "销号",
    SUPPORT: "督办与亮点",
}
LEADING, JOINING = "牵头单位", "配合单位"  # who stands on which board
NOT_KEPT = "未启用"
NO_WEIGHT = "本计划不计这一部分"
NOTHING_JUDGED = "没有列入评判的事项"


@dataclass(frozen=True)
class Rules:
    """How a plan scores its units: weights of the parts (together 100), and how ranks are shown.

    `joined` is the weight of what a unit joins beside 1 for what it leads; `band_a` and `band_b`
    are the least scores of the bands A and B.
    """

    results: Decimal = Decimal(60)
    discipline: Decimal = Decimal(20)
    closing: Decimal = Decimal(10)
    support: Decimal = Decimal(10)
    joined: Decimal = Decimal("0.3")
    show: str = RANKS
    band_a: Decimal = Decimal(85)
    band_b: Decimal = Decimal(70)


@dataclass(frozen=True)
class Item:
    """One target or task that a unit leads or joins. `credit` (0-1) is None where it is left out."""

    code: str  # T02, or a task's number
    is_task: bool
    name: str
    leads: bool
    light: Light
    index: Fraction | None = None  # exact; None where it is judged without one
    credit: Fraction | None = None


@dataclass(frozen=True)
class Reported:
    """How a unit reported: due and on time, and returns for its own mistakes."""

    due: int
    on_time: int
    returned: int = 0


@dataclass(frozen=True)
class Closed:
    """Problems whose date falls in the month, and how many of them are struck off."""

    due: int
    struck_off: int


@dataclass(frozen=True)
class Supported:
    """Highlights adopted in the month, and orders not answered in time."""

    highlights: int
    unanswered: int


@dataclass(frozen=True)
class Part:
    """One part of a score. `points` (shown, one decimal) and `exact` are None where left out."""

    key: str
    weight: Decimal
    points: Decimal | None = None
    exact: Fraction | None = None
    why: str = ""  # why it is left out

    @property
    def name(self) -> str:
        """成效, 报送, 销号, 督办与亮点."""
        return PART_NAMES[self.key]


@dataclass(frozen=True)
class Score:
    """One unit's score and place. `total` is shown, `exact` decides ranks; None: nothing to judge."""

    unit: str  # its code
    items: tuple[Item, ...]
    parts: tuple[Part, ...]
    reported: Reported | None = None  # None: owed nothing
    closed: Closed | None = None
    supported: Supported | None = None
    total: Decimal | None = None
    exact: Fraction | None = None
    rank: int | None = None  # with `show` ranks; equal scores share one
    band: str = ""  # with `show` bands
    before: int | None = None  # the rank of the month before on the same board

    @property
    def moved(self) -> int | None:
        """Places won (+) or lost (−) against the month before; None where one of both is missing."""
        return None if self.rank is None or self.before is None else self.before - self.rank

    def part(self, key: str) -> Part | None:
        """One part by its key; None on a board that does not have it."""
        return next((each for each in self.parts if each.key == key), None)


@dataclass(frozen=True)
class League:
    """A month's two boards, each in the order it is shown."""

    rules: Rules
    leading: tuple[Score, ...]  # units that lead something
    joining: tuple[Score, ...]  # units that only join

    @property
    def boards(self) -> tuple[tuple[str, tuple[Score, ...]], ...]:
        """Both boards with their names, also of one that no unit stands on."""
        return (LEADING, self.leading), (JOINING, self.joining)

    def score(self, unit: str) -> Score | None:
        """The score of the unit with this code."""
        return next((each for each in (*self.leading, *self.joining) if each.unit == unit), None)


@dataclass(frozen=True)
class Entrant:
    """What is known of a unit before it is scored."""

    unit: str
    items: tuple[Item, ...]
    reported: Reported | None = None
    closed: Closed | None = None
    supported: Supported | None = None

    @property
    def leads(self) -> bool:
        """Whether it leads anything, and so stands on the first board."""
        return any(item.leads for item in self.items)


def credit(light: Light, index: Fraction | None) -> Fraction | None:
    """What a target or task counts, 0 to 1: min(max(index, 0), 1.2) / 1.2.

    An overdue one counts 0; one not due or without a baseline is left out (None); one judged
    without an index counts as index 1 on course and 0 else; an achieved one at least as index 1.
    """
    if light in NOT_JUDGED:
        return None
    if light == Light.OVERDUE:
        return Fraction(0)
    if index is None:
        index = Fraction(1 if light in ON_COURSE else 0)
    if light in ACHIEVED:
        index = max(index, Fraction(1))
    return min(max(index, Fraction(0)), CAP) / CAP


def league(
    rules: Rules,
    entrants: Iterable[Entrant],
    *,
    keeps_problems: bool = False,
    keeps_orders: bool = False,
    before: League | None = None,
) -> League:
    """Both boards of a month; `entrants` in the units' order, which decides among equals."""
    scored = [(each.leads, _score(rules, each, keeps_problems, keeps_orders)) for each in entrants]
    leading = [score for leads, score in scored if leads]
    joining = [score for leads, score in scored if not leads]
    return League(
        rules=rules,
        leading=_placed(rules, leading, before.leading if before else ()),
        joining=_placed(rules, joining, before.joining if before else ()),
    )


def weight(rules: Rules, item: Item) -> Decimal:
    """1 for what a unit leads, the plan's lesser weight for what it joins."""
    return Decimal(1) if item.leads else rules.joined


def results(rules: Rules, items: Iterable[Item]) -> Fraction | None:
    """The weighted mean of the credits, 0 to 1; None where nothing is judged."""
    judged = [
        (Fraction(weight(rules, item)), item.credit) for item in items if item.credit is not None
    ]
    total = sum((share for share, _ in judged), Fraction(0))
    if not total:
        return None
    return sum((share * counted for share, counted in judged), Fraction(0)) / total


def discipline(rules: Rules, reported: Reported) -> Fraction:
    """20 × on time / due − 1 for each return for the unit's own mistake, never below 0."""
    earned = Fraction(rules.discipline) * Fraction(reported.on_time, reported.due)
    return max(earned - reported.returned, Fraction(0))


def closing(rules: Rules, closed: Closed) -> Fraction:
    """The share struck off of the problems whose date falls in the month."""
    return Fraction(rules.closing) * Fraction(closed.struck_off, closed.due)


def support(rules: Rules, supported: Supported) -> Fraction:
    """6, 2 more for an adopted highlight, 2 less for an order not answered in time; of 10."""
    points = BASE + HIGHLIGHT * supported.highlights - UNANSWERED * supported.unanswered
    return Fraction(rules.support) * min(max(Fraction(points, 10), Fraction(0)), Fraction(1))


def total_of(parts: Iterable[Part]) -> Fraction | None:
    """The judged parts' points over their weights, out of 100; None where no part is judged."""
    judged = [(part.exact, Fraction(part.weight)) for part in parts if part.exact is not None]
    weights = sum((of for _, of in judged), Fraction(0))
    if not weights:
        return None
    return sum((points for points, _ in judged), Fraction(0)) / weights * FULL


def again(
    rules: Rules,
    score: Score,
    *,
    items: Iterable[Item] | None = None,
    reported: Reported | None = None,
    closed: Closed | None = None,
    supported: Supported | None = None,
) -> Fraction | None:
    """The total if some of what a score is made of were different, all else as it is."""
    held = {part.key: part.why for part in score.parts}
    changed = _score(
        rules,
        Entrant(
            unit=score.unit,
            items=score.items if items is None else tuple(items),
            reported=reported or score.reported,
            closed=closed or score.closed,
            supported=supported or score.supported,
        ),
        held.get(CLOSING) != NOT_KEPT,
        held.get(SUPPORT) != NOT_KEPT,
    )
    return changed.exact


def ranked_by(rules: Rules, found: League) -> League:
    """The same month by other rules; nothing but weights, ranks and bands is changed."""
    scores = (*found.leading, *found.joining)
    kept = {part.key for score in scores for part in score.parts if part.why != NOT_KEPT}
    entrants = (
        Entrant(each.unit, each.items, each.reported, each.closed, each.supported)
        for each in scores
    )
    return league(
        rules, entrants, keeps_problems=CLOSING in kept, keeps_orders=SUPPORT in kept, before=found
    )


def _score(rules: Rules, entrant: Entrant, keeps_problems: bool, keeps_orders: bool) -> Score:
    parts = [_results_part(rules, entrant), _discipline_part(rules, entrant)]
    if entrant.leads:
        parts += [
            _closing_part(rules, entrant, keeps_problems),
            _support_part(rules, entrant, keeps_orders),
        ]
    exact = total_of(parts)
    return Score(
        unit=entrant.unit,
        items=entrant.items,
        parts=tuple(parts),
        reported=entrant.reported,
        closed=entrant.closed,
        supported=entrant.supported,
        total=_shown(exact),
        exact=exact,
    )


def _results_part(rules: Rules, entrant: Entrant) -> Part:
    mean = results(rules, entrant.items)
    exact = None if mean is None else mean * Fraction(rules.results)
    return _part(RESULTS, rules.results, exact, NOTHING_JUDGED)


def _discipline_part(rules: Rules, entrant: Entrant) -> Part:
    filed = entrant.reported
    exact = discipline(rules, filed) if filed and filed.due else None
    return _part(DISCIPLINE, rules.discipline, exact, "本月没有应报事项")


def _closing_part(rules: Rules, entrant: Entrant, is_kept: bool) -> Part:
    closed = entrant.closed
    exact = closing(rules, closed) if is_kept and closed and closed.due else None
    return _part(CLOSING, rules.closing, exact, "本月没有到期问题" if is_kept else NOT_KEPT)


def _support_part(rules: Rules, entrant: Entrant, is_kept: bool) -> Part:
    supported = entrant.supported or Supported(0, 0)
    exact = support(rules, supported) if is_kept else None
    return _part(SUPPORT, rules.support, exact, NOT_KEPT)


def _part(key: str, of: Decimal, exact: Fraction | None, why: str) -> Part:
    """The part as it counts; one without weight is left out like one with nothing to judge."""
    if not of and why != NOT_KEPT:
        exact, why = None, NO_WEIGHT
    return Part(key, of, _shown(exact), exact, why if exact is None else "")


def _shown(exact: Fraction | None) -> Decimal | None:
    return None if exact is None else half_up(exact, 1)


def _placed(rules: Rules, scores: Sequence[Score], before: Sequence[Score]) -> tuple[Score, ...]:
    """The board in the order it is shown; ranks and bands only where the plan chooses them."""
    if rules.show == RANKS:
        former = {each.unit: each.rank for each in before}
        return tuple(
            replace(each, rank=_rank(each, scores), before=former.get(each.unit))
            for each in sorted(scores, key=_best_first)
        )
    if rules.show == BANDS:
        banded = (replace(each, band=_band(rules, each)) for each in scores)
        return tuple(sorted(banded, key=lambda each: each.band or "Z"))
    return tuple(scores)


def _best_first(score: Score) -> Fraction:
    return Fraction(1) if score.exact is None else -score.exact


def _rank(score: Score, scores: Iterable[Score]) -> int | None:
    """One more than how many stand above: equal scores share a rank."""
    if score.exact is None:
        return None
    return 1 + sum(each.exact is not None and each.exact > score.exact for each in scores)


def _band(rules: Rules, score: Score) -> str:
    if score.exact is None:
        return ""
    return "A" if score.exact >= rules.band_a else "B" if score.exact >= rules.band_b else "C"
