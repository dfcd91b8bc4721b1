"""What is under way today about a target or task: above its published page, for leaders and the office.

The body tells a month as it was published; an order of the day after stands here. Three queries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from dashboard.loop.order_list import PAGES
from dashboard.loop.order_page import standing
from plans.models import Plan
from plans.today import today
from targets.models import Target
from tasks import orders, problems
from tasks.choices import OrderKind
from tasks.models import Instruction, Problem, SupervisionOrder

MOST_REMARKS = 2  # the newest; the rest stand in the list of remarks


@dataclass(frozen=True)
class Matter:
    """One remark, order or problem in a line."""

    word: str
    name: str
    url: str
    told: str
    is_over: bool


def about(plan: Plan, route: Mapping[str, object]) -> list[Matter]:
    """The newest remarks, and the orders, requests and problems still open, as they stand today."""
    on, which = today(), _which(plan, route)
    return [*_remarks(plan, which), *_orders(plan, which, on), *_problems(plan, which, on)]


def _which(plan: Plan, route: Mapping[str, object]) -> Q:
    """About the target; about the task by its number, or by its targets where no task is named."""
    if code := route.get("code"):
        return Q(target__code=code)
    number = str(route.get("number"))
    borne = Target.objects.filter(plan=plan, tasks__number=number)
    return Q(task__number=number) | Q(task=None, target__in=borne)


def _remarks(plan: Plan, which: Q) -> Iterator[Matter]:
    found = Instruction.objects.filter(which, plan=plan).order_by("-given_at", "-pk")
    url = reverse("instruction_list", args=[plan.slug])
    for row in found.select_related("given_by")[:MOST_REMARKS]:
        day = timezone.localdate(row.given_at)
        name = f"{row.given_by}{day.month}月{day.day}日"
        yield Matter("批示", name, url, row.get_state_display(), is_over=False)


def _orders(plan: Plan, which: Q, on: date) -> Iterator[Matter]:
    found = SupervisionOrder.objects.filter(which, plan=plan, state__in=orders.OPEN)
    for row in found.order_by("-kind", "number"):
        row.plan, kind = plan, OrderKind(row.kind)
        url = reverse(PAGES[kind], args=[plan.slug, row.number])
        is_over = orders.days_over(row, on) > 0
        yield Matter(kind.label, row.label, url, standing(row, on), is_over)


def _problems(plan: Plan, which: Q, on: date) -> Iterator[Matter]:
    found = Problem.objects.filter(which, plan=plan, state__in=problems.OPEN)
    for row in found.order_by("due_on", "number"):
        url = reverse("problem_detail", args=[plan.slug, row.number])
        over = problems.days_over(row, on)
        told = row.get_state_display() + (f"，超期{over}天" if over else "")
        yield Matter("问题", row.title, url, told, over > 0)
