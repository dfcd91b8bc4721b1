"""我的填报, 指标数据: all figures of a unit in one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from plans.access import SignedInRequest
from plans.converters import Month
from plans.models import ReportingPeriod
from targets import reporting
from targets.choices import Act
from targets.models import Measurement
from targets.rounds import EditConflictError, RefusedError
from tasks import clashes, handing_in, quick, returns
from tasks.clashes import Clash
from tasks.duties import figures_due, notes_due
from tasks.entry import figure_row
from tasks.entry_table import FigureTable, figure_table
from tasks.forms import THEIRS, TypedFigure, typed_figures, version_of
from tasks.handing_in import Done, Pressed
from tasks.owed import FigureDuty
from tasks.returned import filled_for
from tasks.views import expired
from tasks.views.entrance import (
    Entrance,
    address,
    entrance,
    entrance_for,
    head_of,
    period_of,
    why_closed,
)

HELD_BACK = "还没有提交：改正后再点“提交审核”。已填的都存成了草稿。"
CLASHED = "还没有保存：下面的数据刚在别处改过，选定用哪一个后再保存或提交。"
TAKEN = "还没有保存：下面的数据刚在别处提交了，要改的请先撤回，其余的再点一次即可。"


@require_http_methods(["GET", "POST"])
@expired.signed_in
def entry_figures(request: SignedInRequest, plan: str, month: Month) -> HttpResponse:
    """The table; posted: a draft, a submission, an autosaved row, a correction, a withdrawal."""
    return _entry(request, entrance(request, plan), month)


@require_http_methods(["GET", "POST"])
@expired.signed_in
def fill_for_unit(request: SignedInRequest, plan: str, month: Month, code: str) -> HttpResponse:
    """The same table, filled in by the office for a unit (代填) and marked so."""
    return _entry(request, entrance_for(request, plan, code), month)


def _entry(request: SignedInRequest, place: Entrance, month: Month) -> HttpResponse:
    period = period_of(place.plan, month)
    duties = _duties(place, period)
    if request.method == "GET":
        typed = typed_figures(expired.taken_back(request))
        notice = expired.BACK if typed else ""
        return _page(request, place, period, duties, typed, notice=notice)
    posted = typed_figures(request.POST.dict())
    if "withdraw" in request.POST:
        return _withdraw(request, place, period, duties, posted)
    if request.POST.get("action") == "autosave":
        return _autosave(request, place, period, duties, posted)
    act = Act.SUBMIT if request.POST.get("action") == "submit" else Act.SAVE
    posted, code = quick.pressed(request.POST.dict(), posted, duties)
    done = handing_in.figures(act, posted, duties, _press(request, place, period))
    if not done.is_done:
        return _refused(request, place, period, duties, posted, done)
    _tell(request, act, done, posted, duties)
    return redirect(place.address("entry_figures", period) + (f"#v-{code}" if code else ""))


def _duties(place: Entrance, period: ReportingPeriod) -> dict[str, FigureDuty]:
    """What the unit owes, by the target's code; the office sees nothing of what is not handed in."""
    found = figures_due(place.unit, period, on=place.on)
    if place.fills:
        found = [each for each in filled_for(found, place.plan) if isinstance(each, FigureDuty)]
    return {each.facts.code: each for each in found}


def _press(request: SignedInRequest, place: Entrance, period: ReportingPeriod) -> Pressed:
    return Pressed(period, request.user, place.on, for_unit=place.fills)


@require_POST
@login_required
def entry_preview(request: SignedInRequest, plan: str, month: Month) -> HttpResponse:
    """What one row would say, while it is being typed; writes nothing."""
    place = entrance(request, plan)
    period = period_of(place.plan, month)
    duties = {each.facts.code: each for each in figures_due(place.unit, period, on=place.on)}
    code = request.POST.get("row", "")
    typed = typed_figures(request.POST.dict()).get(code)
    if typed is None or code not in duties:
        return HttpResponse(status=204)
    earlier = returns.of_figures([duties[code]])
    row = figure_row(duties[code], typed, returns=earlier.get(duties[code].pk or 0, ()))
    return render(request, "tasks/figure_parts.html", {"row": row})


def _page(
    request: SignedInRequest,
    place: Entrance,
    period: ReportingPeriod,
    duties: Mapping[str, FigureDuty],
    posted: Mapping[str, TypedFigure] | None = None,
    done: Done | None = None,
    clash: Mapping[str, Clash] | None = None,
    notice: str = "",
) -> HttpResponse:
    said: dict[str, Any] = {"refused": done.refused if done else {}, "clashes": clash}
    earlier = returns.of_figures(duties.values())
    table = figure_table(duties.values(), period, place.on, posted, returns=earlier, **said)
    notes = notes_due(place.unit, period, on=place.on)
    context = {
        "head": head_of(place, period, "entry_figures", list(duties.values()), notes),
        "table": table,
        "period": period,
        "fills": place.fills,
        "whose": expired.whose(request.user),
        "url": place.address("entry_figures", period),
        "preview_url": "" if place.fills else address("entry_preview", period),
        "errors": _errors(table, posted, done),
        "notice": notice,
        "why_closed": why_closed(period, place.on),
        "notes_url": place.address("entry_notes", period),
    }
    status = 200 if done is None else 409 if done.clashes or not period.is_open(place.on) else 422
    return render(request, "tasks/figures.html", context, status=status)


def _errors(
    table: FigureTable, posted: Mapping[str, TypedFigure] | None, done: Done | None
) -> list[dict[str, str]]:
    """The lines of the summary; where the month is closed, what was typed and could not be kept."""
    if done is None:
        return []
    lost = [
        {"url": f"#v-{row.code}", "text": f"{row.name}：你填的{posted[row.code].typed}没有保存"}
        for row in table.rows
        if posted and not row.is_editable and row.code in posted and not row.clash
        if posted[row.code].typed not in {"", row.duty.typed}
    ]
    return [*lost, *table.problems] if table.period.is_open(table.on) else lost


def _refused(
    request: SignedInRequest,
    place: Entrance,
    period: ReportingPeriod,
    duties: Mapping[str, FigureDuty],
    posted: Mapping[str, TypedFigure],
    done: Done,
) -> HttpResponse:
    """The page again with everything typed, and what stands in the way."""
    if done.is_held_back:  # kept as drafts: the next press starts from these versions
        posted = {
            code: replace(row, seen_version=done.versions.get(code, row.seen_version))
            for code, row in posted.items()
        }
        return _page(request, place, period, duties, posted, done, notice=HELD_BACK)
    found = _clashes(done, place, period, posted, request)
    fresh = _duties(place, period)
    notice = next((each.message for each in done.refused.values()), CLASHED)
    if found and not any(each.may_overwrite for each in found.values()):
        notice = TAKEN
    return _page(request, place, period, fresh, posted, done, found, notice)


def _clashes(
    done: Done,
    place: Entrance,
    period: ReportingPeriod,
    posted: Mapping[str, TypedFigure],
    request: SignedInRequest,
) -> dict[str, Clash]:
    if not done.clashes:
        return {}
    now = _duties(place, period).values()
    typed = {code: row.typed for code, row in posted.items()}
    moved = [duty for duty in now if duty.facts.code in done.clashes]
    return clashes.of_figures(moved, typed, request.user)


def _autosave(
    request: SignedInRequest,
    place: Entrance,
    period: ReportingPeriod,
    duties: Mapping[str, FigureDuty],
    posted: Mapping[str, TypedFigure],
) -> HttpResponse:
    """One row, on leaving its field; the answer is the parts of the row that follow from it."""
    code = request.POST.get("row", "")
    if code not in posted:
        return HttpResponse(status=204)
    posted = quick.pressed({}, posted, duties)[0]
    one = {code: posted[code]}
    if posted[code].choice == THEIRS:  # the page starts again from what the other put in
        return HttpResponse(headers={"HX-Refresh": "true"})
    done = handing_in.figures(Act.SAVE, one, duties, _press(request, place, period))
    clash = _clashes(done, place, period, one, request).get(code)
    earlier = returns.of_figures([duties[code]]).get(duties[code].pk or 0, ())
    said: dict[str, Any] = {"refusal": done.refused.get(code), "clash": clash, "returns": earlier}
    version = done.versions.get(code, duties[code].version if done.is_done else None)
    row = figure_row(duties[code], posted[code], version=version, **said)
    saved = f"已自动保存 {timezone.localtime():%H:%M}" if done.is_done else ""
    status = 200 if done.is_done else 409 if clash else 422
    return render(request, "tasks/figure_parts.html", {"row": row, "saved": saved}, status=status)


def _withdraw(
    request: SignedInRequest,
    place: Entrance,
    period: ReportingPeriod,
    duties: Mapping[str, FigureDuty],
    posted: Mapping[str, TypedFigure],
) -> HttpResponse:
    """Take one figure back; what was typed in other rows is kept first.

    Raises PermissionDenied for another unit's figure.
    """
    code, _, version = request.POST.get("withdraw", "").partition(":")
    if code not in duties:
        raise PermissionDenied
    pressed = _press(request, place, period)
    done = handing_in.figures(Act.SAVE, posted, duties, pressed)
    if not done.is_done:
        return _refused(request, place, period, duties, posted, done)
    row = Measurement.objects.filter(pk=duties[code].pk or 0).first()
    if row is None:
        messages.error(request, "这一项没有可以撤回的数据。")
        return redirect(place.address("entry_figures", period))
    try:
        seen = version_of(version)
        reporting.withdraw(row, seen_version=seen, by=request.user)
    except RefusedError as refused:
        messages.error(request, refused.message)
    except EditConflictError:
        messages.error(request, f"{row}刚被他人改过，请看现在的情况再决定。")
    else:
        messages.success(request, f"已撤回{row}，可以修改后再提交。")
    return redirect(f"{place.address('entry_figures', period)}#v-{code}")


def _tell(
    request: SignedInRequest,
    act: Act,
    done: Done,
    posted: Mapping[str, TypedFigure],
    duties: Mapping[str, FigureDuty],
) -> None:
    if act is Act.SAVE:
        nil = sum(code in posted and posted[code].is_nil for code in done.versions)
        told = f"其中{nil}项零报告，核对后请提交。" if nil else ""
        messages.success(request, f"已保存草稿。{told}")
        return
    if not done.submitted:
        messages.warning(request, "没有提交：表里还没有填数字。")
        return
    text = f"已提交审核，{done.submitted}项。审核结果在“我的填报”里提示。"
    empty = [code for code, row in posted.items() if not row.typed and duties[code].is_due]
    if empty:
        text += f"还有{len(empty)}项没填。"
    messages.success(request, text)
