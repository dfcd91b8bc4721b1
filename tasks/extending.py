"""More time is asked for a matter of the loop, and given or not: the same for each kind of them.

Each act is a part of its service's, which has held the row and asked the right.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from accounts.models import User
from targets.rounds import RefusedError
from tasks import loops
from tasks.choices import LoopAct
from tasks.models import Milestone, Problem, Resolution, SupervisionOrder

Timed = TypeVar("Timed", Milestone, Problem, SupervisionOrder, Resolution)
NOTHING_ASKED: Mapping[str, Any] = {"asked_until": None, "asked_why": "", "asked_by": None}
ACTS = frozenset({LoopAct.ASK_LONGER, LoopAct.GRANT, LoopAct.REFUSE})


def fits(act: LoopAct, row: Timed, on: date) -> bool:
    """An answer where more time was asked for; asked for once, before the day is over."""
    if act not in ACTS:
        return True
    if act is LoopAct.ASK_LONGER:
        return not row.asks_longer and on <= row.due_on
    return row.asks_longer


def ask_longer(
    row: Timed,
    state: str,
    *,
    until: date | None,
    text: str,
    on: date,
    by: User,
    at: datetime | None = None,
) -> Timed:
    """A later day is asked for (申请延期), on the day that holds or before. Raises RefusedError."""
    day = f"{row.due_on.month}月{row.due_on.day}日"
    if row.asks_longer:
        raise RefusedError("已申请延期，请等待答复。")
    if on > row.due_on:
        raise RefusedError(f"时限{day}已过，延期须在时限前申请。请抓紧办理，并说明原因。")
    until = loops.due(until, on=on, what="延期至", field="until")
    if until <= row.due_on:
        raise RefusedError(f"延期至的日子要晚于现在的时限{day}。", "until")
    text = loops.reason(text, "延期的理由")
    asked: dict[str, Any] = {"asked_until": until, "asked_why": text, "asked_by": by}
    return loops.advance(
        row, LoopAct.ASK_LONGER, state, by=by, at=at, words=text, until=until, **asked
    )


def grant(row: Timed, state: str, *, text: str = "", by: User, at: datetime | None = None) -> Timed:
    """The day that was asked for holds (同意延期). Raises RefusedError where none was asked for."""
    until, text = _asked(row), loops.short(text, "意见")
    columns = {**NOTHING_ASKED, "due_on": until}
    return loops.advance(
        row, LoopAct.GRANT, state, by=by, at=at, words=text, until=until, **columns
    )


def refuse(row: Timed, state: str, *, text: str, by: User, at: datetime | None = None) -> Timed:
    """The day stays, with the reason (不同意延期). Raises RefusedError."""
    _asked(row)
    text = loops.reason(text, "不同意延期的理由")
    return loops.advance(row, LoopAct.REFUSE, state, by=by, at=at, words=text, **NOTHING_ASKED)


def _asked(row: Timed) -> date:
    if row.asked_until is None:
        raise RefusedError("没有待答复的延期申请，可能已经办理。")
    return row.asked_until
