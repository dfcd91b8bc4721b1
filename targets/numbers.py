"""Figures as people read and type them: half-up rounding, Chinese number style, careful reading.

Pure and exact. Source: domain.md, "Numbers" and "Exact boundaries"; design.md §7 and §13.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from targets.arithmetic import Scale

Exact = Fraction | Decimal | int

MINUS = "\N{MINUS SIGN}"
NOTHING = "—"
MOST_PLACES = 4  # what a figure is stored with, and the most that is ever shown
MOST_WHOLE_DIGITS = 14  # DecimalField(max_digits=18, decimal_places=4)
MOST_CHARACTERS = 60
ZEROS = {"亿元": 8, "亿": 8, "万元": 4, "万": 4, "元": 0}  # zeros after one of it, in 元
MONEY = frozenset({"亿元", "万元", "元"})
PERCENT = "%"

# Full-width forms of ASCII, the ideographic and the no-break space, our own minus sign, the full
# stop that a Chinese keyboard types for a decimal point, and what a copy brings along unseen.
_HALF_WIDTH: dict[int, int | str] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_HALF_WIDTH |= {0x3000: " ", 0x00A0: " ", 0x2212: "-", 0x3002: "."}
_HALF_WIDTH |= dict.fromkeys((0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF), "")
_NONE = frozenset({"无", "没有", "暂无", "空", "-", "--", "—", "——", "/", "\\"})
_TYPED = re.compile(
    r"(?P<sign>[+-]?)\s*"
    r"(?P<digits>(?:[0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)\s*"
    r"(?P<unit>[^0-9\s]*)"
)
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?[eE][+-]?[0-9]+")
_WITH_COMMAS = re.compile(r"[+-]?[0-9][0-9,.]*,[0-9,.]*[^0-9,.]*")
_WIDE = Context(prec=MOST_CHARACTERS + 2 * 8)  # no typed figure is ever rounded on the way


class NotAFigure(ValueError):  # noqa: N818 -- a sentence for the person who typed, not a fault
    """What was typed cannot be read as a figure; the message says why and what to type."""


@dataclass(frozen=True)
class Parsed:
    """A figure as read from what was typed, in the field's own unit, and what was done to it."""

    value: Decimal
    note: str = ""  # 175,000万元 = 17.5亿元


# Rounding and showing


def half_up(value: Exact, places: int) -> Decimal:
    """The value rounded half-up (away from zero, as on paper and in Excel) to so many places.

    Units: kept. Errors: none for a finite value. Exact: no context, no float; zero has no sign.
    """
    numerator, denominator = value.as_integer_ratio()
    rounded = (2 * abs(numerator) * 10**places + denominator) // (2 * denominator)
    sign = "-" if numerator < 0 and rounded else ""
    return Decimal(f"{sign}{rounded}E-{places}")


def beside(value: Exact, places: int, cuts: Collection[Exact]) -> Decimal:
    """Half-up, with more digits (four at most) while fewer hide on which side of a cut it lies.

    A cut point itself belongs to its upper side. Source: domain.md, "Exact boundaries".
    """
    rounded = half_up(value, places)
    while places < MOST_PLACES and _hidden_by(value, rounded, cuts) is not None:
        places += 1
        rounded = half_up(value, places)
    return rounded


def percent(share: Exact, places: int = 1) -> Decimal:
    """A share as a percentage: 0.475 is 47.5; 0.9996 is 99.96, for 100.0 would say it is done."""
    return beside(_hundredfold(share), places, (100,))


def points(gap: Exact, places: int = 1) -> Decimal:
    """A difference of shares in percentage points: -0.025 is -2.5; behind is never shown as 0."""
    return beside(_hundredfold(gap), places, (0,))


def _hundredfold(share: Exact) -> Fraction:
    numerator, denominator = share.as_integer_ratio()
    return Fraction(100 * numerator, denominator)


def fine_places(decimals: int) -> int:
    """Places of what is computed from figures: one for counts (29.5 firms), else the figure's own."""
    return max(decimals, 1)


def show(value: Exact | None, places: int) -> str:
    """1,234.50 with commas from 1,000 and a real minus; — for nothing."""
    return NOTHING if value is None else _styled(half_up(value, places))


def show_signed(value: Exact | None, places: int) -> str:
    """A difference: +1.46, −0.06, 0 without a sign; — for nothing."""
    return NOTHING if value is None else _signed(half_up(value, places))


def show_exactly(value: Exact | None) -> str:
    """Every digit the figure has (up to four decimals) and no more: 17.5000 is 17.5."""
    if value is None:
        return NOTHING
    text = _styled(half_up(value, MOST_PLACES))
    return text.rstrip("0").rstrip(".")


def percent_text(share: Exact | None, places: int = 1) -> str:
    """A share for reading: 47.5%, 150.0%, 略低于100%; — for nothing."""
    if share is None:
        return NOTHING
    rounded = percent(share, places)
    if _hidden_by(_hundredfold(share), rounded, (100,)) is not None:
        return "略低于100%"
    return _styled(rounded) + PERCENT


def points_text(gap: Exact | None, places: int = 1) -> str:
    """A gap of shares for reading, in percentage points without the words: −2.5, +1.7, 0, 略低于0."""
    if gap is None:
        return NOTHING
    rounded = points(gap, places)
    if _hidden_by(_hundredfold(gap), rounded, (0,)) is not None:
        return "略低于0"
    return _signed(rounded)


def index_text(index: Exact | None, scale: Scale, places: int = 2) -> str:
    """序时比 for reading: 0.92, more digits beside a cut point (0.996), at last 略低于1.00."""
    return NOTHING if index is None else index_shown(index, scale, places)[1]


def index_shown(index: Exact, scale: Scale, places: int = 2) -> tuple[Decimal, str]:
    """序时比 as a number for a cell and as a text for reading."""
    cuts = () if scale.in_points else (scale.ahead, scale.on_pace, scale.behind)
    rounded = beside(index, places, cuts)
    cut = _hidden_by(index, rounded, cuts)
    if cut is None:
        return rounded, _styled(rounded)
    return rounded, ("略低于" if index < cut else "略高于") + show(cut, places)


def _hidden_by(value: Exact, rounded: Decimal, cuts: Collection[Exact]) -> Exact | None:
    """The cut point on whose other side the rounded value lies, by cross-multiplication."""
    numerator, denominator = value.as_integer_ratio()
    shown, one = rounded.as_integer_ratio()
    for cut in cuts:
        mark, over = cut.as_integer_ratio()
        if (numerator * over >= mark * denominator) != (shown * over >= mark * one):
            return cut
    return None


def _styled(rounded: Decimal) -> str:
    return f"{rounded:,f}".replace("-", MINUS)


def _signed(rounded: Decimal) -> str:
    if not rounded:
        return "0"
    return ("+" if rounded > 0 else "") + _styled(rounded)


# Reading what was typed


def is_count(measure: str, decimals: int) -> bool:
    """Whether figures of this measure are whole numbers that cannot be negative (家, 名, 件)."""
    return decimals == 0 and measure not in MONEY and measure != PERCENT


def parse(text: str, measure: str, decimals: int) -> Parsed:
    """Read a figure as typed, in the field's unit of measure.

    Reads 17.5, full-width digits, 1,000, +3, a unit equal to the field's, and 亿元, 万元 or 元 in
    a field of money, converted and noted. Raises NotAFigure, and nothing else, for any other text.
    """
    tidied = text.translate(_HALF_WIDTH).strip()
    if not tidied:
        raise NotAFigure("没有填数字。")
    if len(tidied) > MOST_CHARACTERS:
        raise NotAFigure(f"“{_quoted(text)}”太长，不是一个数字。")
    found = _TYPED.fullmatch(tidied)
    if found is None:
        raise _unreadable(text, tidied, decimals)
    number = found["sign"] + found["digits"].replace(",", "").replace(" ", "")
    parsed = _in_measure(Decimal(number), found["unit"], text, measure, decimals)
    _refuse_out_of_range(parsed.value, text, measure, decimals)
    return Parsed(_storable(parsed.value), parsed.note)


def _unreadable(text: str, tidied: str, decimals: int) -> NotAFigure:
    shown = _quoted(text)
    if tidied in _NONE:
        return NotAFigure(f"“{shown}”不是数字。没有新进展的照填上月数，一个也没有的填0。")
    if _SCIENTIFIC.fullmatch(tidied):
        return NotAFigure(f"“{shown}”是科学计数法，超出可填的写法。请写出全部数字，如1,000。")
    if _WITH_COMMAS.fullmatch(tidied):
        return NotAFigure(f"“{shown}”的逗号位置不对。逗号只作千位分隔，如1,000；小数点用“.”。")
    return NotAFigure(f"“{shown}”不是数字。请填阿拉伯数字，如{'6' if decimals == 0 else '6.1'}")


def _in_measure(number: Decimal, unit: str, text: str, measure: str, decimals: int) -> Parsed:
    own = measure.translate(_HALF_WIDTH)
    if unit in {"", own}:
        return Parsed(number)
    if measure in MONEY and unit in ZEROS:
        value = number.scaleb(ZEROS[unit] - ZEROS[measure], _WIDE)
        if ZEROS[unit] == ZEROS[measure]:
            return Parsed(value)
        return Parsed(value, f"{_typed_back(number)}{unit} = {_typed_back(value)}{measure}")
    shown = _quoted(text)
    if unit == PERCENT and measure:
        raise NotAFigure(f"“{shown}”是百分数，这里的单位是{measure}，请只填数字。")
    if unit.isalpha() and measure:
        raise NotAFigure(f"“{shown}”的单位不对，这里的单位是{measure}，请只填数字。")
    raise _unreadable(text, "", decimals)


def _refuse_out_of_range(value: Decimal, text: str, measure: str, decimals: int) -> None:
    shown = _quoted(text)
    if abs(value) >= 10**MOST_WHOLE_DIGITS:
        raise NotAFigure(f"“{shown}”超出可填范围，整数部分最多{MOST_WHOLE_DIGITS}位。")
    if is_count(measure, decimals):
        if value != half_up(value, 0):
            raise NotAFigure(f"{measure}数须为整数，不能有小数：{shown}")
        if value < 0:
            raise NotAFigure(f"{measure}数不能小于0：{shown}")
    elif value != half_up(value, MOST_PLACES):
        raise NotAFigure(f"“{shown}”按{measure}计小数超过{MOST_PLACES}位，请四舍五入后填写。")


def _storable(value: Decimal) -> Decimal:
    """The same value, written with no exponent, at most four places and no negative zero."""
    places = -int(value.as_tuple().exponent)
    return half_up(value, min(max(places, 0), MOST_PLACES))


def _typed_back(value: Decimal) -> str:
    text = _styled(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _quoted(text: str) -> str:
    """What was typed, short and harmless, to be shown inside a sentence."""
    visible = "".join(letter if letter.isprintable() else "?" for letter in text.strip())
    return visible if len(visible) <= 20 else visible[:20] + "…"
