"""The symbols of the formulas as text: inputs stand exactly, so that all can be recomputed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from targets.arithmetic import MONTHS, Promise, Scale, Standing
from targets.choices import Comparator, Kind
from targets.numbers import MINUS, PERCENT, fine_places, half_up, show

VALUE_WORDS = {Kind.FLOW: "累计完成", Kind.STOCK: "期末数", Kind.RATIO: "实绩", Kind.GROWTH: "增速"}


@dataclass(frozen=True)
class Formula:
    """One figure's formula: in words, with the numbers put in, and what it comes to."""

    title: str
    words: str
    numbers: str
    result: str
    note: str = ""


def plain(value: Decimal | Fraction | int, unit: str = "") -> str:
    """Every digit of the value, so that nothing is lost; negative ones in brackets."""
    numerator, denominator = value.as_integer_ratio()
    rest, places = denominator, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest //= prime
            power += 1
        places = max(places, power)
    text = f"{half_up(Fraction(abs(numerator) * rest, denominator), places):,f}{unit}"
    if rest > 1:  # a fraction that does not end stays a division
        text += f" ÷ {rest}"
    return f"({MINUS}{text})" if numerator < 0 else text


@dataclass(frozen=True)
class Terms:
    """The symbols of the formulas, as text: value, goal, baseline, threshold and share."""

    promise: Promise
    standing: Standing
    measure: str
    decimals: int
    scale: Scale

    @cached_property
    def value(self) -> str:
        return plain(self.standing.value or 0)

    @property
    def value_word(self) -> str:
        return VALUE_WORDS[Kind(self.promise.kind)]

    @cached_property
    def goal(self) -> str:
        return plain(self.promise.goal)

    @property
    def goal_size(self) -> str:
        return plain(abs(self.promise.goal))

    @cached_property
    def baseline(self) -> str:
        return plain(self.promise.baseline or 0)

    @property
    def is_about(self) -> bool:
        return self.promise.comparator == Comparator.ABOUT

    @property
    def mark(self) -> str:
        """The goal, or the threshold that stands for it (左右), whole enough to be divided by."""
        return f"({self.threshold()})" if self.is_about else self.goal

    @property
    def mark_word(self) -> str:
        return "达标线" if self.is_about else "目标值"

    @property
    def mark_note(self) -> str:
        return f"达标线 = 目标值 − {self.tolerance} × 目标值" if self.is_about else ""

    @property
    def tolerance(self) -> str:
        return plain(max(self.promise.tolerance, Decimal(0)) * 100) + PERCENT

    def threshold(self, unit: str = "") -> str:
        """The threshold of 左右, computed from the goal."""
        return (
            f"{with_unit(unit, self.goal)} − {self.tolerance} × {with_unit(unit, self.goal_size)}"
        )

    @cached_property
    def share(self) -> str:
        """s(m), ready to multiply with: 8 ÷ 12, or the filed share: 40%, 5 ÷ 59."""
        share = self.standing.share or Fraction(0)
        if self.promise.schedule is None:
            return f"{share * MONTHS} ÷ {MONTHS}"
        whole = plain(share * 100)
        if "÷" in whole:
            return f"{share.numerator} ÷ {share.denominator}"
        return whole + PERCENT

    @property
    def unit(self) -> str:
        """The sign that figures themselves carry in a formula: % or nothing."""
        return PERCENT if self.measure == PERCENT else ""

    def figure(self, value: Fraction) -> str:
        """A computed figure as pages show it, with its measure."""
        return show(value, fine_places(self.decimals)) + self.measure


def with_unit(unit: str, number: str) -> str:
    """The number with its sign of measure, inside the brackets of a negative one: (−5%)."""
    return f"{number[:-1]}{unit})" if number.endswith(")") else number + unit


def bare(number: str) -> str:
    """A number that begins a formula needs no brackets round its minus."""
    is_one = number.startswith("(") and number.count("(") == 1 and number.endswith(")")
    return number[1:-1] if is_one and "÷" not in number else number
