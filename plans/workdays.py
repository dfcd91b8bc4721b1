"""When is a period due? The Chinese working calendar, adjusted working weekends included. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

import chinese_calendar

NO_MOVES: Mapping[date, bool] = MappingProxyType({})
ONE_DAY = timedelta(days=1)
SATURDAY = 5
DECEMBER = 12


@cache
def is_covered(year: int) -> bool:
    """Whether the working calendar of a year is known; else only weekends are days off."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def is_workday(day: date, *, moves: Mapping[date, bool] = NO_MOVES) -> bool:
    """Whether people work that day; the plan's own exceptions (`moves`: True is a working day) win."""
    if day in moves:
        return moves[day]
    if is_covered(day.year):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < SATURDAY


def opens_on(year: int, month: int) -> date:
    """The day a month's period opens by default: the 1st of the following month."""
    return date(year + 1, 1, 1) if month == DECEMBER else date(year, month + 1, 1)


def nominal_due_day(year: int, month: int, due_day: int) -> date:
    """The plan's due day in the following month, not moved; its last day where it is shorter.

    Errors: ValueError for a due day outside 1-31.
    """
    if not 1 <= due_day <= 31:
        raise ValueError(f"due day must be 1 to 31, not {due_day}")
    first = opens_on(year, month)
    return first.replace(day=min(due_day, monthrange(first.year, first.month)[1]))


def due_on(year: int, month: int, due_day: int, *, moves: Mapping[date, bool] = NO_MOVES) -> date:
    """The day a month's figures fall due: the due day, moved on to the first working day.

    Source: domain.md, "The month's round", 1. September 2024, due on the 5th, is due on 8 October.
    """
    day = nominal_due_day(year, month, due_day)
    while not is_workday(day, moves=moves):
        day += ONE_DAY
    return day


def why_moved(year: int, month: int, due_day: int, *, moves: Mapping[date, bool] = NO_MOVES) -> str:
    """因国庆节由10月5日顺延, or nothing when the due day is a working day."""
    nominal = nominal_due_day(year, month, due_day)
    if is_workday(nominal, moves=moves):
        return ""
    return f"因{_day_off(nominal, moves)}由{nominal.month}月{nominal.day}日顺延"


def _day_off(day: date, moves: Mapping[date, bool]) -> str:
    if day in moves:
        return "调休"
    if not is_covered(day.year):
        return "周末"
    _, name = chinese_calendar.get_holiday_detail(day)
    if name is None:
        return "周末"
    return str(chinese_calendar.Holiday(name).chinese)


def shifted(day: date, by: int, *, moves: Mapping[date, bool] = NO_MOVES) -> date:
    """The working day so many working days after a day (before it where `by` is negative)."""
    step = ONE_DAY if by >= 0 else -ONE_DAY
    for _ in range(abs(by)):
        day += step
        while not is_workday(day, moves=moves):
            day += step
    return day


def working_days_between(first: date, last: date, *, moves: Mapping[date, bool] = NO_MOVES) -> int:
    """How many working days come after the first day, up to the last one; 0 where it is earlier."""
    days = (first + timedelta(number) for number in range(1, (last - first).days + 1))
    return sum(is_workday(day, moves=moves) for day in days)
