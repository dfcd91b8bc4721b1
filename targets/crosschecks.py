"""Where one target implies another (勾稽关系): doubts that two figures of a month raise together.

The plan declares them as data; this is only their arithmetic. Pure and exact; a doubt never refuses
a figure. Two kinds:

    {"kind": "share", "part": "T02", "share": "T03", "of": "规上工业营业收入"}
        the cumulative part over its share is the whole, which must not fall within the year
    {"kind": "part", "part": "T19", "whole": "T18"}
        a part is not above its whole
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from targets.checks import Doubt
from targets.choices import Kind
from targets.numbers import PERCENT, show, show_exactly

SHARE, PART = "share", "part"
CODE = "cross"
WISH = "两项请一并核对，数值无误的请说明原因。"


@dataclass(frozen=True)
class CrossCheck:
    """One declared relation: the part, and the share or the whole it is held against."""

    kind: str
    part: str  # both by the code of their target
    other: str
    of: str  # what a share is of, by name; empty for a part

    def across(self, code: str) -> str:
        """The code at the other end; empty where this one is at neither."""
        return {self.part: self.other, self.other: self.part}.get(code, "")


@dataclass(frozen=True)
class Side:
    """One of the two targets: how it is called and counted, and its figures of the year by month."""

    code: str
    name: str
    kind: str
    measure: str
    decimals: int
    figures: Mapping[int, Decimal]

    def said(self, value: Decimal) -> str:
        """研发费用12.31亿元."""
        return f"{self.name}{show_exactly(value)}{self.measure}"


def read(declared: Any) -> tuple[CrossCheck, ...]:
    """The relations of a plan; what is none is left out (`faults` names it when a plan is loaded)."""
    found = (_read(each) for each in declared) if isinstance(declared, list) else ()
    return tuple(check for check in found if check is not None)


def _read(each: Any) -> CrossCheck | None:
    kind = each.get("kind") if isinstance(each, dict) else None
    other = {SHARE: "share", PART: "whole"}.get(kind) if isinstance(kind, str) else None
    if kind is None or other is None:
        return None
    texts = [each.get("part"), each.get(other), each.get("of", "" if kind == PART else None)]
    if not all(isinstance(text, str) for text in texts) or not all(texts[:2]):
        return None
    return CrossCheck(kind, *texts)


def faults(declared: Any, sides: Iterable[Side]) -> list[str]:
    """What is wrong with a plan's declared relations, one sentence each; empty when all is right."""
    known = {side.code: side for side in sides}
    entries = declared if isinstance(declared, list) else [declared]
    return [
        f"勾稽关系第{number}条：{told}"
        for number, each in enumerate(entries, start=1)
        if (told := _fault(_read(each), known))
    ]


def _fault(check: CrossCheck | None, known: Mapping[str, Side]) -> str:
    if check is None:
        return "写法不对，应为share（part、share、of）或part（part、whole）。"
    missing = [code for code in (check.part, check.other) if code not in known]
    if missing or check.part == check.other:
        return f"没有指标{'、'.join(missing)}。" if missing else "两端是同一个指标。"
    part, other = known[check.part], known[check.other]
    if check.kind == PART:
        same = (part.kind, part.measure) == (other.kind, other.measure)
        return "" if same else "部分与总数的类型、计量单位不同。"
    fits = part.kind == Kind.FLOW and (other.kind, other.measure) == (Kind.RATIO, PERCENT)
    return "" if fits else "share一条的part须是累计量，share须是百分比的比重。"


@dataclass(frozen=True)
class Beside:
    """A relation that a figure stands in, with both its sides."""

    check: CrossCheck
    mine: Side
    other: Side


def beside(checks: Iterable[CrossCheck], sides: Iterable[Side]) -> dict[str, tuple[Beside, ...]]:
    """By the code of each side, the relations whose other side is there too."""
    known = {side.code: side for side in sides}
    declared = list(checks)
    return {
        code: tuple(
            Beside(check, mine, known[check.across(code)])
            for check in declared
            if check.across(code) in known
        )
        for code, mine in known.items()
    }


def doubts_beside(all_beside: Iterable[Beside], value: Decimal, month: int) -> tuple[Doubt, ...]:
    """Everything odd about a figure of one month beside the others it implies or is implied by."""
    found = (
        doubt_across(each.check, value, month, mine=each.mine, other=each.other)
        for each in all_beside
    )
    return tuple(doubt for doubt in found if doubt is not None)


def doubt_across(
    check: CrossCheck, value: Decimal, month: int, *, mine: Side, other: Side
) -> Doubt | None:
    """What is odd about a figure of one side beside the other's of the same month, if anything.

    Units: each in its own measure. Errors: none raised; None where the other has no figure.
    """
    against = other.figures.get(month)
    if against is None:
        return None
    is_part = mine.code == check.part
    part, rest = (mine, other) if is_part else (other, mine)
    values = (value, against) if is_part else (against, value)
    if check.kind == PART:
        return _above_whole(part, rest, *values)
    return _falling_whole(check, part, rest, *values, month)


def _above_whole(part: Side, whole: Side, a_part: Decimal, a_whole: Decimal) -> Doubt | None:
    if a_part <= a_whole:
        return None
    return Doubt(CODE, f"{part.said(a_part)}，多于{whole.said(a_whole)}，部分不应大于总数。{WISH}")


def _falling_whole(
    check: CrossCheck, part: Side, share: Side, a_part: Decimal, a_share: Decimal, month: int
) -> Doubt | None:
    """The whole that both imply has fallen since the last month of both, beyond all rounding."""
    earlier = [each for each in part.figures if each < month and each in share.figures]
    if not earlier:
        return None
    before = max(earlier)
    old = _implied(part, share, part.figures[before], share.figures[before])
    new = _implied(part, share, a_part, a_share)
    if old is None or new is None or new.most >= old.least:
        return None
    text = (
        f"按{part.said(a_part)}、{share.said(a_share)}推算，{check.of}累计"
        f"{show(new.plain, part.decimals)}{part.measure}，"
        f"少于{before}月的{show(old.plain, part.decimals)}{part.measure}。{WISH}"
    )
    return Doubt(CODE, text)


@dataclass(frozen=True)
class _Implied:
    """A whole as two rounded figures imply it: as computed, and between what and what it lies."""

    plain: Fraction
    least: Fraction
    most: Fraction


def _implied(part: Side, share: Side, a_part: Decimal, a_share: Decimal) -> _Implied | None:
    """The whole behind a part and its share in %, each rounded; None where nothing follows."""
    top, below = Fraction(a_part), Fraction(a_share) / 100
    slack = Fraction(1, 2 * 10**part.decimals)
    slack_below = Fraction(1, 200 * 10**share.decimals)
    if top <= 0 or below <= slack_below:
        return None
    return _Implied(
        top / below, (top - slack) / (below + slack_below), (top + slack) / (below - slack_below)
    )
