"""What a reminder says (催报): which figures and notes, due when, and where to go; never a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from plans import workdays
from tasks.chasing import BEFORE, BY_HAND, ON_DAY, Item

MOST_NAMES = 12


def subject(unit: str, items: Sequence[Item]) -> str:
    """【催报】区经信局还有3项未报."""
    if all(item.for_head for item in items):
        return f"【催报】{unit}有{len(items)}项待单位审核"
    return f"【催报】{unit}还有{len(items)}项未报"


def message(
    unit: str,
    items: Sequence[Item],
    *,
    on: date,
    moves: Mapping[date, bool],
    link: str,
    sender: str,
) -> str:
    """The whole text, one line a month and day; the same for every way."""
    lines = [subject(unit, items), *_lines(items, on, moves)]
    lines.append(f"请尽快登录填报：{link}" if link else "请尽快登录“我的填报”填报。")
    return "\n".join([*lines, sender])


def _lines(items: Sequence[Item], on: date, moves: Mapping[date, bool]) -> Iterator[str]:
    def key(item: Item) -> tuple[date, int, bool]:
        return (item.due_on, item.period.month, item.for_head)

    for (due_on, month, for_head), group in groupby(sorted(items, key=key), key):
        rows = list(group)
        until = when(due_on, on, moves, is_backfill=rows[0].period.is_backfill)
        act = "待单位审核人审核" if for_head else "未报"
        back = sum(item.is_returned for item in rows)
        told = f"（其中{back}项退回待改）" if back else ""
        yield f"{month}月{len(rows)}项{act}{told}，{until}：{_names(rows)}。"


def when(due_on: date, on: date, moves: Mapping[date, bool], *, is_backfill: bool = False) -> str:
    """今天24:00截止, 10月8日截止（还有3个工作日） or 已逾期2个工作日."""
    day = f"{due_on.month}月{due_on.day}日"
    if is_backfill:
        return f"补录，{day}前填完" if on <= due_on else "补录，请尽快填完"
    if on == due_on:
        return "今天24:00截止"
    if on > due_on:
        late = workdays.working_days_between(due_on, on, moves=moves)
        return f"{day}截止，已逾期{late}个工作日" if late else f"{day}已截止"
    left = workdays.working_days_between(on, due_on, moves=moves)
    return f"{day}24:00截止（还有{left}个工作日）"


def occasion_words(occasion: str) -> str:
    """到期前3个工作日, 到期当日, 逾期1个工作日 or 专班催报, as the log tells an occasion."""
    kind, _, number = occasion.partition("@")[0].partition(":")
    if kind == BY_HAND:
        return "专班催报"
    if kind == ON_DAY:
        return "到期当日"
    return f"{'到期前' if kind == BEFORE else '逾期'}{number}个工作日"


def _names(rows: Sequence[Item]) -> str:
    shown = "、".join(item.what for item in rows[:MOST_NAMES])
    return f"{shown}等" if len(rows) > MOST_NAMES else shown
