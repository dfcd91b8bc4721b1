"""A monthly schedule as people type it (分月计划), made exact: twelve cumulative shares of the year.

Pure. It may be typed in three ways: each month's share in percent (当月份额), the share by then
(累计份额), or the value due by then (应完成数). Shares are fractions, so 5 of 59 is exactly 5/59.
Source: domain.md, "Kinds of target": non-decreasing, the last at least 1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from targets.arithmetic import MONTHS
from targets.numbers import half_up

MOST = 10  # times the goal; more is a slip of the finger
PLACES = 4  # of a share shown in percent where it does not end
FILL_PLACES = 2  # of a share that a button fills in
_TYPED = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})?(?:\.[0-9]{0,12})?")


class Entered(StrEnum):
    """What the twelve fields of a row hold."""

    MONTHLY = "monthly"
    CUMULATIVE = "cumulative"
    DUE = "due"

    @property
    def label(self) -> str:
        """The word on the switch."""
        return {"monthly": "当月份额", "cumulative": "累计份额", "due": "应完成数"}[self.value]


class NotAScheduleError(ValueError):
    """The row is no schedule; `month` is the field to mend (1-12), and the message says how."""

    def __init__(self, message: str, month: int) -> None:
        super().__init__(message)
        self.message = message
        self.month = month


def read(
    texts: Sequence[str],
    entered: Entered,
    goal: Decimal,
    measure: str = "",
    held: Sequence[Fraction] = (),
) -> tuple[Fraction, ...]:
    """Twelve cumulative shares from twelve texts.

    `goal` and `measure` are the year's, `held` the schedule that the fields were filled from: a
    text left as it was shown is its exact value, however many digits were shown of it.
    Raises NotAScheduleError, and nothing else.
    """
    shares = _typed_shares(texts, entered, goal, held)
    return _checked(shares, entered, goal, measure)


def so_far(
    texts: Sequence[str], entered: Entered, goal: Decimal, held: Sequence[Fraction] = ()
) -> list[Fraction] | None:
    """The shares of a row under way, whether or not it can stand; None while a field is unread."""
    try:
        return _typed_shares(texts, entered, goal, held)
    except NotAScheduleError:
        return None


def _typed_shares(
    texts: Sequence[str], entered: Entered, goal: Decimal, held: Sequence[Fraction]
) -> list[Fraction]:
    if entered is Entered.DUE and goal <= 0:
        raise NotAScheduleError("目标值不大于0，不能按应完成数填写，请改用份额。", 1)
    was = shown(held, entered, goal) if held else ("",) * MONTHS
    exact = parts_of(held, entered, goal) if held else (Fraction(0),) * MONTHS
    parts = [
        exact[place] if text.strip() and text.strip() == was[place] else _number(text, place + 1)
        for place, text in enumerate(texts)
    ]
    return _shares(parts, entered, goal)


def _shares(parts: Sequence[Fraction], entered: Entered, goal: Decimal) -> list[Fraction]:
    if entered is Entered.MONTHLY:
        return [sum(parts[:month], Fraction(0)) / 100 for month in range(1, MONTHS + 1)]
    whole = Fraction(goal) if entered is Entered.DUE else Fraction(100)
    return [part / whole for part in parts]


def _checked(
    shares: Sequence[Fraction], entered: Entered, goal: Decimal, measure: str
) -> tuple[Fraction, ...]:
    for month in range(2, MONTHS + 1):
        if shares[month - 1] < shares[month - 2]:
            raise NotAScheduleError(f"{month}月比{month - 1}月少，累计数不能减少。", month)
    if shares[-1] < 1:
        raise NotAScheduleError(_short(shares[-1], entered, goal, measure), MONTHS)
    if shares[-1] > MOST:
        raise NotAScheduleError(f"合计超过全年目标的{MOST}倍，请核对是否多写了位数。", MONTHS)
    return tuple(shares)


def _short(last: Fraction, entered: Entered, goal: Decimal, measure: str) -> str:
    if entered is Entered.DUE:
        due, left = Fraction(goal) * last, Fraction(goal) * (1 - last)
        return (
            f"12月应完成{digits(due)}{measure}，比全年目标少{digits(left)}{measure}。"
            "到12月不能少于全年目标。"
        )
    told = f"合计{digits(last * 100)}%，还差{digits((1 - last) * 100)}%。"
    return told + (
        "各月相加不能少于100%。" if entered is Entered.MONTHLY else "到12月不能少于100%。"
    )


def _number(text: str, month: int) -> Fraction:
    """One field: 8.3, full-width digits, 8.3%, 1,000; nothing below 0, and not nothing."""
    tidied = unicodedata.normalize("NFKC", text).replace("。", ".").strip().rstrip("%").strip()
    if not tidied:
        raise NotAScheduleError(f"{month}月没有填。没有安排的月份填0。", month)
    if tidied.startswith(("-", "\N{MINUS SIGN}")):
        raise NotAScheduleError(f"{month}月“{_quoted(text)}”小于0，份额不能是负数。", month)
    if tidied == "." or _TYPED.fullmatch(tidied) is None:
        raise NotAScheduleError(
            f"{month}月“{_quoted(text)}”不是数字。请填阿拉伯数字，如8.3，最多12位小数。", month
        )
    return Fraction(Decimal(tidied.replace(",", "")))


def _quoted(text: str) -> str:
    visible = "".join(each if each.isprintable() else "?" for each in text.strip())
    return visible if len(visible) <= 20 else visible[:20] + "…"


# And back


def parts_of(shares: Sequence[Fraction], entered: Entered, goal: Decimal) -> tuple[Fraction, ...]:
    """What the twelve fields hold of these shares, exactly: percents, or values due."""
    if entered is Entered.DUE:
        return tuple(share * Fraction(goal) for share in shares)
    if entered is Entered.CUMULATIVE:
        return tuple(share * 100 for share in shares)
    before = (Fraction(0), *shares)
    return tuple((share - last) * 100 for share, last in zip(shares, before, strict=False))


def shown(shares: Sequence[Fraction], entered: Entered, goal: Decimal) -> tuple[str, ...]:
    """The same as texts: every digit where they end, else four places."""
    return tuple(digits(part) for part in parts_of(shares, entered, goal))


def digits(value: Fraction, places: int = PLACES) -> str:
    """A number without ornament: 8.3, 0.125; rounded half-up where it does not end by twelve."""
    for most in (0, places, 12):
        if value * 10**most == int(value * 10**most):
            places = most
            break
    text = f"{half_up(value, places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def stored(shares: Sequence[Fraction]) -> list[str]:
    """The shares as they are kept: 0.4, and 5/59 where a decimal would not end."""
    return [_stored(share) for share in shares]


def _stored(share: Fraction) -> str:
    rest = share.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return digits(share, share.denominator.bit_length()) if rest == 1 else str(share)


# Ways to fill a row


def even() -> tuple[Fraction, ...]:
    """均分: a twelfth each month."""
    return tuple(Fraction(month, MONTHS) for month in range(1, MONTHS + 1))


def by_quarter() -> tuple[Fraction, ...]:
    """季末集中: a quarter in March, June, September and December."""
    return tuple(Fraction(month // 3, 4) for month in range(1, MONTHS + 1))


def like_last_year(past: Mapping[int, Decimal]) -> tuple[Fraction, ...] | None:
    """按去年同期: the shares that last year's cumulative figures had, to a hundredth of a percent.

    None where a month is missing, the year brought nothing, or a month fell.
    """
    values = [past.get(month) for month in range(1, MONTHS + 1)]
    if any(value is None for value in values) or not values[-1] or values[-1] < 0:
        return None
    exact = [Fraction(value) / Fraction(values[-1]) for value in values if value is not None]
    shares = [Fraction(half_up(share * 100, FILL_PLACES)) / 100 for share in exact]
    if shares[0] < 0 or any(later < earlier for earlier, later in pairwise(shares)):
        return None
    return tuple(shares)
