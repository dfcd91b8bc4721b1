"""督办单 and 协调事项 as lists: the rows one may read, how the address narrows them, and their counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.urls import reverse

from accounts.models import User
from dashboard.loop.order_page import standing
from plans.models import Plan
from tasks import orders
from tasks.choices import OrderKind, OrderState
from tasks.models import SupervisionOrder

OVER = "over"
PAGES = {OrderKind.ORDER: "order_detail", OrderKind.HELP: "help_detail"}
LISTED = (OrderState.ISSUED, OrderState.SIGNED, OrderState.ANSWERED, OrderState.CLOSED)


@dataclass(frozen=True)
class Row:
    """One order of the list."""

    order: SupervisionOrder
    url: str
    about: str
    standing: str
    over: int

    @property
    def is_done(self) -> bool:
        """Nobody has anything to do about it any more."""
        return self.order.state not in orders.OPEN


def rows_of(plan: Plan, kind: OrderKind, on: date, *, by: User) -> list[Row]:
    """What the person may read, what is open first, by its day; one query."""
    found = orders.visible_to(by, plan, kind).select_related(
        "unit", "asking_unit", "target", "task", "problem"
    )
    rows = []
    for each in found.defer("task__text"):
        each.plan = plan
        url = reverse(PAGES[kind], args=[plan.slug, each.number])
        over = orders.days_over(each, on)
        rows.append(Row(each, url, about_of(each), standing(each, on), over))
    return sorted(rows, key=lambda row: (row.is_done, row.order.due_on, row.order.number))


def about_of(order: SupervisionOrder) -> str:
    """What it is about in short: the target's name, 任务3; — where it is about neither."""
    if order.target_id is not None:
        return order.target.short_name or order.target.name
    return f"任务{order.task.number}" if order.task_id is not None else "—"


def chosen_in(query: QueryDict) -> str:
    """The state the address asks for; empty for all that were not withdrawn."""
    state = query.get("state", "")
    return state if state in {*map(str, OrderState), OVER} else ""


def kept(rows: Sequence[Row], state: str) -> list[Row]:
    """The rows in that state."""
    if state == OVER:
        return [row for row in rows if row.over]
    if not state:
        return [row for row in rows if row.order.state in LISTED]
    return [row for row in rows if row.order.state == state]


def counts(rows: Sequence[Row], kind: OrderKind, chosen: str) -> list[tuple[str, int, str, bool]]:
    """The strip: words, number, the list narrowed to it, whether it is."""
    is_help = kind == OrderKind.HELP
    words = (
        ("累计提请", "待受理", "协调中", "已答复，待确认", "已办结", "超期未答复")
        if is_help
        else ("累计签发", "待签收", "待回复", "已回复，待核验", "已办结", "超期未回复")
    )
    return [
        (word, len(kept(rows, state)), f"?state={state}" if state else "?", chosen == state)
        for word, state in zip(words, ("", *map(str, LISTED), OVER), strict=True)
    ]
