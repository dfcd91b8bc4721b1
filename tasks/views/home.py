"""我的填报: what I owe, by when, and what came back."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from plans.access import SignedInRequest
from tasks import agenda, chased, loop_agenda
from tasks.duties import Todo, todo
from tasks.views.entrance import address, entrance, head_of


@require_GET
@login_required
def entry_home(request: SignedInRequest, plan: str) -> HttpResponse:
    """The unit's to-do list of the month being filed; other open months as links."""
    place = entrance(request, plan)
    found = todo(place.unit, place.plan, on=place.on)
    if not found.months:
        nothing = {
            "unit": place.unit,
            "todo": [*agenda.lines_of_missed(found.missed), *agenda.not_asked(found)],
            "matters": loop_agenda.lines(place.plan, place.unit, on=place.on),
        }
        return render(request, "tasks/home.html", nothing)
    month = found.months[0]
    context = {
        "head": head_of(place, month.period, "entry_home", month.figures, month.notes),
        "period": month.period,
        "todo": agenda.lines(found, month, signs=place.signs),
        "summary": f"还有{month.left}项要交" if month.left else "本月要报的都已交",
        "others": _others(found),
        "matters": loop_agenda.lines(place.plan, place.unit, on=place.on),
        "notices": chased.notices(place.plan, place.unit.pk) if found.left else [],
    }
    return render(request, "tasks/home.html", context)


def _others(found: Todo) -> list[dict[str, str]]:
    return [
        {
            "url": address("entry_figures", month.period),
            "label": f"{month.period.month}月{'（补录）' if month.period.is_backfill else ''}"
            + (f"还有{month.left}项" if month.left else "已交齐"),
        }
        for month in found.months[1:]
    ]
