"""Numbers as official texts write them: 17.5, 1,000, 三百二十, 两, 百分之十五, 三成. Pure."""

from __future__ import annotations

from decimal import Decimal

DIGITS = "零一二三四五六七八九"
OTHER = {"\u3007": "零", "○": "零", "两": "二"}
STEPS = {"十": 10, "百": 100, "千": 1000}
ARABIC = r"\d{1,3}(?:,\d{3}){1,4}(?!\d)(?:\.\d{1,6})?|\d{1,12}(?:\.\d{1,6})?"
CHINESE = r"[零〇一二三四五六七八九十百千两]{1,9}(?:点[零〇一二三四五六七八九]{1,6})?"


def is_chinese(written: str) -> bool:
    """Whether a number is written in Chinese numerals."""
    return not written[:1].isdecimal()


def value_of(written: str) -> Decimal | None:
    """The number that is written, without scale and unit; None for characters that make none.

    Errors: none raised. Chinese numerals reach to 9999, since 万 and 亿 stay with the unit of
    measure (三亿元 is 3 亿元).
    """
    if not is_chinese(written):
        return Decimal(written.replace(",", ""))
    whole, _, fraction = written.partition("点")
    value = _whole(whole)
    if value is None or not fraction:
        return value
    digits = "".join(str(_digit(each)) for each in fraction)
    return value + Decimal(f"0.{digits}") if digits.isdecimal() else None


def plain(value: Decimal) -> str:
    """A decimal as the JSON writes it: 17.5, 600, -3.2."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _digit(character: str) -> int:
    return DIGITS.find(OTHER.get(character, character))


def _whole(written: str) -> Decimal | None:
    """十二, 三百二十, 一千零五, 两千, 二〇; None where steps and digits make no number (百千)."""
    if len(written) > 1 and not any(step in written for step in STEPS):
        return Decimal("".join(str(_digit(each)) for each in written))
    total, digit, last = 0, None, 10_000
    for each in written:
        step = STEPS.get(each)
        if step is None:
            if digit not in {None, 0}:
                return None
            digit = _digit(each)
            continue
        if step >= last:
            return None
        total += (1 if digit is None else digit) * step
        digit, last = None, step
    return Decimal(total + (digit or 0))
