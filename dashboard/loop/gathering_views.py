"""例会: the list, one meeting with agenda, minutes and resolutions, and a new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts import rules
from accounts.models import Unit
from dashboard.loop import agenda_items, gathering_forms, matter_forms, resolution_page, steps
from dashboard.loop.answering import MOST_NUMBER, outcome, plan_of, press, status_of
from dashboard.loop.gathering_forms import Press
from dashboard.loop.matter_forms import ActForm, Sent
from plans.access import SignedInRequest
from plans.models import Plan
from plans.today import today
from targets.rounds import RefusedError
from tasks import meetings, resolutions
from tasks.choices import MeetingState
from tasks.meetings import KINDS, Item
from tasks.models import Meeting

NAME = "gathering_list"


@require_safe
@login_required
def gatherings_page(request: SignedInRequest, plan: str) -> HttpResponse:
    """Every meeting and what they resolved; a unit finds the resolutions that are its own."""
    found = plan_of(request, plan)
    user, district = request.user, found.district_id
    sees_all = rules.may_hold_meeting(user, district)
    unit = user.member.unit if user.member else None
    if not sees_all and not rules.may_report(user, unit):
        raise Http404("没有这一页")
    rows = Meeting.objects.filter(plan=found) if sees_all else Meeting.objects.none()
    on = today()
    context = {
        "plan": found,
        "on": on,
        "tabs": steps.tabs(found, NAME, by=user),
        "sees_all": sees_all,
        "meetings": [(row, _url(found, row.number)) for row in rows],
        "resolutions": resolution_page.rows_of(found, on, unit=None if sees_all else unit),
        "new_url": _new_url(request, found),
    }
    return render(request, "loop/gatherings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def gathering_new(request: SignedInRequest, plan: str) -> HttpResponse:
    """召集例会: what lags is proposed for the agenda; posted, the meeting stands."""
    found = plan_of(request, plan)
    if not rules.may_review(request.user, found.district_id):
        raise PermissionDenied
    on = today()
    known = agenda_items.proposed(found, on=on)
    sent = matter_forms.sent(request) if request.method == "POST" else None
    form = gathering_forms.form(Press.CALL, 0, sent, initial={"title": f"{on.month}月例会"})
    errors: list[dict[str, str]] = []
    if sent is not None:
        try:
            wish = gathering_forms.called(sent, request.POST, known)
            made = meetings.call(found, wish, by=request.user, on=on)
        except RefusedError as refused:
            errors = matter_forms.refuse(form, refused)
        else:
            messages.success(request, f"已召集：{made.title}。")
            return redirect("gathering_detail", plan=found.slug, number=made.number)
    chosen = set(request.POST.getlist("pick")) if sent else set(map(agenda_items.key_of, known))
    context = {
        "plan": found,
        "form": form,
        "picks": gathering_forms.picks(known, chosen, _names(_units(found))),
        "errors": errors,
        "list_url": reverse(NAME, args=[found.slug]),
    }
    return render(request, "loop/gathering_new.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def gathering(request: SignedInRequest, plan: str, number: int) -> HttpResponse:
    """One meeting; posted: one act of the office on it."""
    found = plan_of(request, plan)
    if not rules.may_hold_meeting(request.user, found.district_id):
        raise Http404("没有这一页")
    row = _meeting(found, number)
    if request.method != "POST":
        return _page(request, found, row)
    if not rules.may_review(request.user, found.district_id):
        raise PermissionDenied
    sent = matter_forms.sent(request)
    if sent.act not in Press or sent.act == Press.CALL:
        raise Http404("没有这个动作")
    told, refused = press(lambda sent: _do(request, found, row, sent), sent)
    if refused is not None:
        return _page(request, found, _meeting(found, number), sent=sent, refused=refused)
    messages.success(request, told)
    return redirect("gathering_detail", plan=found.slug, number=number)


def _do(request: SignedInRequest, plan: Plan, row: Meeting, sent: Sent) -> str:
    """Do what was pressed, and tell what was done."""
    seen: dict[str, Any] = {"by": request.user, "seen_version": sent.seen_version}
    on = today()
    if sent.act == Press.CHANGE:
        known = _known(plan, row)
        meetings.change(row, gathering_forms.called(sent, request.POST, known), on=on, **seen)
        return "议程已改。"
    if sent.act == Press.HOLD:
        meetings.hold(row, minutes=sent.text("minutes"), on=on, **seen)
        return "已记为召开，可以记议定事项了。"
    if sent.act == Press.MINUTE:
        meetings.minute(row, minutes=sent.text("minutes"), **seen)
        return "纪要已改。"
    if sent.act == Press.CANCEL:
        meetings.cancel(row, reason=sent.text(), **seen)
        return "例会已取消。"
    unit = Unit.objects.filter(district=plan.district_id, code=sent.text("unit")).first()
    day = sent.day("due_on")
    made = resolutions.resolve(row, text=sent.text(), unit=unit, due_on=day, by=request.user, on=on)
    return f"已记下第{made.number}项，责任单位{made.unit}。"


# What the pages share


def _meeting(plan: Plan, number: int) -> Meeting:
    rows = Meeting.objects.select_related("called_by").filter(plan=plan)
    row = rows.filter(number=number).first() if number <= MOST_NUMBER else None
    if row is None:
        raise Http404("没有这次例会")
    row.plan = plan
    return row


def _url(plan: Plan, number: int) -> str:
    return reverse("gathering_detail", args=[plan.slug, number])


def _new_url(request: SignedInRequest, plan: Plan) -> str:
    may = rules.may_review(request.user, plan.district_id)
    return reverse("gathering_new", args=[plan.slug]) if may else ""


def _units(plan: Plan) -> list[Unit]:
    return list(Unit.objects.filter(district=plan.district_id).order_by("order", "pk"))


def _names(units: Sequence[Unit]) -> dict[str, str]:
    return {unit.code: unit.short_name for unit in units}


def _known(plan: Plan, row: Meeting) -> list[Item]:
    """What stands on the agenda already, then what else may; each once."""
    standing = [Item(**item) for item in row.agenda if item["kind"] != "other"]
    keys = set(map(agenda_items.key_of, standing))
    fresh = agenda_items.proposed(plan, on=today(), meeting=row)
    return [*standing, *(item for item in fresh if agenda_items.key_of(item) not in keys)]


def _picks(
    request: SignedInRequest, plan: Plan, row: Meeting, names: dict[str, str], sent: Sent | None
) -> list[gathering_forms.Pick]:
    """What may be ticked while the meeting is to come: as it stands, or as it was just posted."""
    if row.state != MeetingState.PLANNED:
        return []
    standing = {agenda_items.key_of(Item(**item)) for item in row.agenda}
    is_changed = sent is not None and sent.act == Press.CHANGE
    chosen = set(request.POST.getlist("pick")) if is_changed else standing
    return gathering_forms.picks(_known(plan, row), chosen, names)


def _page(
    request: SignedInRequest,
    plan: Plan,
    row: Meeting,
    *,
    sent: Sent | None = None,
    refused: RefusedError | None = None,
) -> HttpResponse:
    is_office = rules.may_review(request.user, plan.district_id)
    units = _units(plan)
    forms = _forms(row, units, sent) if is_office else []
    names = _names(units)
    context = {
        "plan": plan,
        "on": today(),
        "meeting": row,
        "agenda": [
            {
                **item,
                "word": KINDS[item["kind"]],
                "unit": names.get(item["unit"], ""),
                "url": agenda_items.page_of(plan, Item(**item)),
            }
            for item in row.agenda
        ],
        "resolutions": resolution_page.rows_of(plan, today(), meeting=row),
        **outcome(forms, sent, refused),
        "forms": [form for form in forms if form.act.value != Press.CHANGE.value],
        "change": next((form for form in forms if form.act.value == Press.CHANGE.value), None),
        "picks": _picks(request, plan, row, names, sent) if is_office else [],
        "list_url": reverse(NAME, args=[plan.slug]),
    }
    return render(request, "loop/gathering.html", context, status=status_of(refused))


def _forms(row: Meeting, units: Sequence[Unit], sent: Sent | None) -> list[ActForm]:
    """What the office may do with the meeting now."""
    make, seen = gathering_forms.form, row.version
    if row.state == MeetingState.PLANNED:
        initial = gathering_forms.initial_of(row)
        is_day = row.held_on <= today()
        return [
            make(Press.HOLD, seen, sent, tone="primary", is_open=is_day),
            make(Press.CHANGE, seen, sent, initial=initial),
            make(Press.CANCEL, seen, sent, tone="warn"),
        ]
    if row.state == MeetingState.HELD:
        resolve = make(Press.RESOLVE, seen, sent, tone="primary", is_open=True)
        minute = make(Press.MINUTE, seen, sent, initial={"minutes": row.minutes})
        return [gathering_forms.with_units(resolve, units), minute]
    return []
