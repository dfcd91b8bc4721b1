"""该办的事 on a unit's page: what it owes now, for the unit itself and the office alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.template.loader import render_to_string
from django.urls import reverse

from accounts import rules
from accounts.models import Unit
from plans.access import SignedInRequest
from plans.models import Plan
from plans.today import today
from tasks import agenda, loop_agenda
from tasks.agenda import Line
from tasks.duties import MonthOwed, todo


def aside(request: SignedInRequest, plan: Plan, route: Mapping[str, object]) -> str:
    """The panel, live; empty for whoever may not see the unit's duties, and while nothing is open."""
    unit = Unit.objects.filter(district_id=plan.district_id, code=route["code"]).first()
    if unit is None or not rules.may_see_duties(request.user, unit):
        return ""
    owed = todo(unit, plan, on=today())
    is_own = rules.may_report(request.user, unit)
    # The office has its own counts of the loop, and this page asks no more than twelve questions.
    matters = loop_agenda.lines(plan, unit, on=today()) if is_own else []
    if not owed.months:
        return render_to_string("tasks/matters.html", {"matters": matters})
    month = owed.months[0]
    lines = agenda.lines(owed, month)
    context = {
        "period": month.period,
        "todo": lines if is_own else _for_office(lines, month),
        "summary": _summary(month),
        "matters": matters,
        "review_url": "" if is_own else _review(month),
    }
    return render_to_string("dashboard/unit_duties.html", context)


def _for_office(lines: list[Line], month: MonthOwed) -> list[Line]:
    """Without the ways to fill in, and without returned figures: the unit may be changing them."""
    returned = month.returned  # they stand first
    named = [replace(line, what=duty.what) for line, duty in zip(lines, returned, strict=False)]
    return [replace(line, url="", act="") for line in (*named, *lines[len(returned) :])]


def _summary(month: MonthOwed) -> str:
    """How much is left, and until when."""
    due = month.period.due_on
    day = "今天24:00" if due == today() else f"{due.month}月{due.day}日"
    if not month.left:
        return "本月要报的都已交"
    return f"还有{month.left}项要交" + ("" if due < today() else f"，{day}截止")


def _review(month: MonthOwed) -> str:
    """Where the office goes on to."""
    route = {"plan": month.period.plan.slug, "month": month.period.key}
    return reverse("review_queue", kwargs=route)
