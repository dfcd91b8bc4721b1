"""Many counties' plans read together: what can be added up, and what cannot. Pure.

Only what each county published last is read. Targets of one name and one dimension stand together;
flows and stocks of counts and amounts are added, over figures of one and the same month, everything
else says why it is not. A county without the month is named, never counted as 0.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from targets.choices import Comparator, Kind
from targets.numbers import MONEY, MOST_PLACES, PERCENT, ZEROS, half_up

RANKS = frozenset({"位", "位次", "名次"})
WHY_NOT = {
    Kind.RATIO: "占比不能相加，须用各县的分子、分母合并计算",
    Kind.GROWTH: "增速不能相加，也不能平均",
}
WHY_NOT_PERCENT = "百分数不能相加"
WHY_NOT_RANK = "位次不能相加"
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Mark:
    """How a target stood in one month, as the county's last report tells it."""

    month: int
    value: Decimal | None
    figure_month: int | None  # earlier than month where the figure is carried
    goal: Decimal
    light: str  # the word the county's plan has for it
    kind_of_light: str  # Light value


@dataclass(frozen=True)
class Line:
    """One target of one county, month by month."""

    name: str
    kind: str  # Kind value
    comparator: str  # Comparator value
    measure: str
    decimals: int
    marks: tuple[Mark, ...]  # months 1 … the report's

    def in_month(self, month: int) -> Mark | None:
        """How it stood then; None in a month the report does not reach."""
        return next((mark for mark in self.marks if mark.month == month), None)


@dataclass(frozen=True)
class Published:
    """What a plan published last."""

    plan: str  # the title
    district: str
    year: int
    month: int
    edition: int
    verdict: str
    is_demo: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class County:
    """One county of the superior's, and what its plan of the year published last; None for nothing."""

    name: str
    published: Published | None

    def reaches(self, month: int) -> bool:
        """Whether the month is published."""
        return self.published is not None and self.published.month >= month


@dataclass(frozen=True)
class Part:
    """One county's figure in a row, in its own unit of measure; `note` says why it is not counted."""

    county: str
    goal: Decimal | None
    value: Decimal | None
    measure: str
    decimals: int
    share: Decimal | None  # of the goal, in percent
    light: str
    kind_of_light: str
    note: str


@dataclass(frozen=True)
class Total:
    """Figures of one month added up, in one unit of measure."""

    month: int  # the one the figures are of: June where a quarterly figure is carried
    counted: int
    value: Decimal
    goal: Decimal
    share: Decimal | None
    measure: str
    decimals: int


@dataclass(frozen=True)
class Row:
    """One target that several counties have."""

    name: str
    kind: str
    parts: tuple[Part, ...]
    total: Total | None
    why_not: str  # why nothing is added up; empty where it is
    missing: tuple[str, ...]  # counties that the total leaves out, each with its reason


@dataclass(frozen=True)
class Together:
    """What the counties' plans of one year are together in one month."""

    month: int
    rows: tuple[Row, ...]
    alone: tuple[tuple[str, tuple[str, ...]], ...]  # county, and targets that it alone has
    behind: tuple[str, ...]  # counties whose last report does not reach the month


def usual_month(counties: Iterable[County]) -> int:
    """The last month that at least half of those who publish have published; 0 for none."""
    last = sorted((each.published.month for each in counties if each.published), reverse=True)
    reached = (month for place, month in enumerate(last, 1) if Fraction(place, len(last)) >= HALF)
    return next(reached, 0)


def together(counties: Sequence[County], month: int) -> Together:
    """Every target that two counties or more have, in this month (1-12)."""
    found: dict[tuple[str, str], dict[str, list[Line]]] = {}
    for county in counties:
        for line in county.published.lines if county.published else ():
            key = (plain_name(line.name), dimension(line.measure))
            found.setdefault(key, {}).setdefault(county.name, []).append(line)
    shared = [lines for lines in found.values() if len(lines) > 1]
    alone: dict[str, list[str]] = {}
    for lines in found.values():
        if len(lines) == 1:
            [(name, own)] = lines.items()
            alone.setdefault(name, []).extend(line.name for line in own)
    known = {county.name: county for county in counties}
    return Together(
        month=month,
        rows=tuple(_row(lines, known, month) for lines in shared),
        alone=tuple((name, tuple(names)) for name, names in alone.items()),
        behind=tuple(_told(each) for each in counties if not each.reaches(month)),
    )


def plain_name(name: str) -> str:
    """A target's name as it is compared: without spaces, marks and width of letters."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] in "LN")


def dimension(measure: str) -> str:
    """What is measured: 亿元, 万元 and 元 are one; a percentage and a percentage point are two."""
    plain = unicodedata.normalize("NFKC", measure).strip()
    return "元" if plain in MONEY else plain


def in_measure(value: Decimal, measure: str, wanted: str) -> Decimal:
    """The same amount in another unit of its dimension: 17.5亿元 are 175 000万元, exactly."""
    if measure == wanted or not {measure, wanted} <= MONEY:
        return value
    return value.scaleb(ZEROS[measure] - ZEROS[wanted])


def _told(county: County) -> str:
    last = county.published
    return f"{county.name}（{f'只到{last.month}月' if last else '尚未发布'}）"


def _row(lines: dict[str, list[Line]], known: dict[str, County], month: int) -> Row:
    every = [(known[name], line) for name, own in lines.items() for line in own]
    why_not = _why_not(lines)
    marks = [(county, line, line.in_month(month)) for county, line in every]
    of = _figures_month([mark for _, _, mark in marks])
    parts = tuple(_part(county, line, mark, month, of) for county, line, mark in marks)
    first = every[0][1]
    return Row(
        name=first.name,
        kind=first.kind,
        parts=parts,
        total=None if why_not else _total(parts, of, first),
        why_not=why_not,
        missing=tuple(f"{part.county}（{part.note}）" for part in parts if part.note),
    )


def _why_not(lines: dict[str, list[Line]]) -> str:
    """Why these figures are not added up; empty where they can be."""
    every = [line for own in lines.values() for line in own]
    twice = next((name for name, own in lines.items() if len(own) > 1), "")
    if twice:
        return f"{twice}有{len(lines[twice])}项同名指标，不知计入哪一项"
    kinds = sorted({line.kind for line in every})
    if len(kinds) > 1:
        told = "、".join(str(Kind(kind).label) for kind in kinds)
        return f"各县类型不一（{told}），不能相加"
    if len({line.comparator == Comparator.AT_MOST for line in every}) > 1:
        return "有的县是不超过，有的县是不低于，不能相加"
    if every[0].measure in RANKS:
        return WHY_NOT_RANK
    kind = Kind(kinds[0])
    return WHY_NOT.get(kind) or (WHY_NOT_PERCENT if PERCENT in every[0].measure else "")


def _figures_month(marks: Iterable[Mark | None]) -> int:
    """The latest month that any of the figures is of; 0 where there is none."""
    return max(
        (mark.figure_month or 0 for mark in marks if mark and mark.value is not None), default=0
    )


def _part(county: County, line: Line, mark: Mark | None, month: int, of: int) -> Part:
    goal = mark.goal if mark else None
    value = mark.value if mark else None
    is_upward = line.comparator != Comparator.AT_MOST and line.kind != Kind.GROWTH
    if mark is None:
        last = county.published.month if county.published else 0
        note = f"只发布到{last}月"
    elif value is None:
        note = f"{month}月无数据"
    elif (mark.figure_month or 0) < of:
        note = f"仍是{mark.figure_month}月数"
    else:
        note = ""
    return Part(
        county=county.name,
        goal=goal,
        value=value,
        measure=line.measure,
        decimals=line.decimals,
        share=_share(value, goal) if is_upward and line.measure not in RANKS else None,
        light=mark.light if mark else "",
        kind_of_light=mark.kind_of_light if mark else "",
        note=note,
    )


def _share(value: Decimal | None, goal: Decimal | None) -> Decimal | None:
    """In percent, half-up to one decimal; None for a share of nothing."""
    if value is None or goal is None or goal <= 0:
        return None
    return half_up(Fraction(value) / Fraction(goal) * 100, 1)


def _total(parts: Sequence[Part], of: int, line: Line) -> Total | None:
    """The counted figures in the unit of measure that most of them use."""
    counted = [part for part in parts if not part.note and part.value is not None]
    if not counted:
        return None
    measures = [part.measure for part in counted]
    measure = max(measures, key=lambda each: (measures.count(each), ZEROS.get(each, 0)))
    value = sum(
        (in_measure(part.value or Decimal(0), part.measure, measure) for part in counted),
        Decimal(0),
    )
    goal = sum(
        (in_measure(part.goal or Decimal(0), part.measure, measure) for part in counted), Decimal(0)
    )
    own = max(part.decimals for part in counted if part.measure == measure)
    return Total(
        month=of,
        counted=len(counted),
        value=value,
        goal=goal,
        share=_share(value, goal) if line.comparator != Comparator.AT_MOST else None,
        measure=measure,
        decimals=min(max(own, _places(value)), MOST_PLACES),
    )


def _places(value: Decimal) -> int:
    """Decimals that a figure really has."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
