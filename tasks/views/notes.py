"""我的填报, 任务进展: one short note for each task the unit leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from plans.access import SignedInRequest
from plans.converters import Month
from plans.models import ReportingPeriod
from targets.choices import Act
from targets.rounds import EditConflictError, RefusedError
from tasks import clashes, following, handing_in, quick, returns
from tasks.choices import Word
from tasks.duties import figures_due, notes_due, with_joint
from tasks.forms import THEIRS, TypedNote, typed_notes, version_of
from tasks.handing_in import Done, Pressed
from tasks.models import ProgressNote
from tasks.noting import NoteTable, note_table
from tasks.owed import NoteDuty
from tasks.returned import filled_for
from tasks.views import expired
from tasks.views.entrance import Entrance, entrance, entrance_for, head_of, period_of, why_closed

HELD_BACK = "还没有提交：补齐后再点“提交审核”。已填的都存成了草稿。"
CLASHED = "还没有保存：下面的进展刚在别处改过，选定用哪一个后再保存或提交。"
TAKEN = "还没有保存：下面的进展刚在别处提交了，要改的请先撤回，其余的再点一次即可。"


@require_http_methods(["GET", "POST"])
@expired.signed_in
def entry_notes(request: SignedInRequest, plan: str, month: Month) -> HttpResponse:
    """The notes; posted: drafts, a submission, an autosaved note, a withdrawal."""
    return _entry(request, entrance(request, plan), month)


@require_http_methods(["GET", "POST"])
@expired.signed_in
def fill_notes_for_unit(
    request: SignedInRequest, plan: str, month: Month, code: str
) -> HttpResponse:
    """The same notes, written by the office for a unit (代填) and marked so."""
    return _entry(request, entrance_for(request, plan, code), month)


def _entry(request: SignedInRequest, place: Entrance, month: Month) -> HttpResponse:
    period = period_of(place.plan, month)
    duties = _duties(place, period)
    if request.method == "GET":
        earlier = returns.of_notes(duties.values())
        typed = typed_notes(expired.taken_back(request))
        table = note_table(duties.values(), period, place.on, typed, returns=earlier)
        return _page(request, place, table, 200, expired.BACK if typed else "")
    press = request.POST.dict()
    posted, chosen = quick.pressed_notes(press, typed_notes(press), duties)
    if request.POST.get("action") == "autosave":
        return _autosave(request, place, period, duties, posted)
    withdraws = "withdraw" in request.POST
    act = Act.SUBMIT if request.POST.get("action") == "submit" and not withdraws else Act.SAVE
    pressed = Pressed(period, request.user, place.on, for_unit=place.fills)
    done = handing_in.notes(act, posted, duties, pressed, place.unit)
    if not done.is_done:
        return _refused(request, place, period, duties, posted, done)
    if withdraws:
        _withdraw(request, duties)
    else:
        _tell(request, act, done, posted)
    number = chosen or request.POST.get("withdraw", "").partition(":")[0]
    place_of = f"#task-{number}" if number in duties else ""
    return redirect(place.address("entry_notes", period) + place_of)


def _duties(place: Entrance, period: ReportingPeriod) -> dict[str, NoteDuty]:
    found = notes_due(place.unit, period, on=place.on)
    if place.fills:
        found = [each for each in filled_for(found, place.plan) if isinstance(each, NoteDuty)]
    else:
        found = with_joint(found, period)
    return {str(each.number): each for each in found}


def _refused(
    request: SignedInRequest,
    place: Entrance,
    period: ReportingPeriod,
    duties: Mapping[str, NoteDuty],
    posted: Mapping[str, TypedNote],
    done: Done,
) -> HttpResponse:
    """The page again with everything typed, and what stands in the way."""
    if done.is_held_back:
        posted = {
            number: replace(row, seen_version=done.versions.get(number, row.seen_version))
            for number, row in posted.items()
        }
        earlier = returns.of_notes(duties.values())
        table = note_table(
            duties.values(), period, place.on, posted, is_judged=True, returns=earlier
        )
        return _page(request, place, table, 422, HELD_BACK)
    table = _table(request, place, period, posted, done)
    if done.clashes:
        may_choose = any(row.clash and row.clash.may_overwrite for row in table.rows)
        return _page(request, place, table, 409, CLASHED if may_choose else TAKEN)
    notice = next(iter(done.refused.values())).message
    return _page(request, place, table, 422 if period.is_open(place.on) else 409, notice)


def _table(
    request: SignedInRequest,
    place: Entrance,
    period: ReportingPeriod,
    posted: Mapping[str, TypedNote],
    done: Done,
) -> NoteTable:
    """The notes as they stand now, beside what was posted and could not be kept."""
    now = _duties(place, period)
    moved = [now[number] for number in done.clashes]
    texts = {number: row.text for number, row in posted.items()}
    found = clashes.of_notes(moved, texts, request.user) if moved else {}
    said: dict[str, Any] = {"refused": done.refused, "clashes": found}
    earlier = returns.of_notes(now.values())
    return note_table(now.values(), period, place.on, posted, returns=earlier, **said)


def _autosave(
    request: SignedInRequest,
    place: Entrance,
    period: ReportingPeriod,
    duties: Mapping[str, NoteDuty],
    posted: dict[str, TypedNote],
) -> HttpResponse:
    """One note, on leaving its field; the answer is what is said to it, and how many are filled."""
    number = request.POST.get("row", "")
    if number not in posted:
        return HttpResponse(status=204)
    one = {number: posted[number]}
    if posted[number].choice == THEIRS:  # the page starts again from what the other wrote
        return HttpResponse(headers={"HX-Refresh": "true"})
    pressed = Pressed(period, request.user, place.on, for_unit=place.fills)
    done = handing_in.notes(Act.SAVE, one, duties, pressed, place.unit)
    if done.is_done:
        version = done.versions.get(number, duties[number].version)
        posted[number] = replace(posted[number], seen_version=version)
    table = _table(request, place, period, posted, done)
    saved = f"已自动保存 {timezone.localtime():%H:%M}" if done.is_done else ""
    row = next(each for each in table.rows if each.number == number)
    context = {"row": row, "table": table, "saved": saved}
    status = 200 if done.is_done else 409 if done.clashes else 422
    return render(request, "tasks/note_parts.html", context, status=status)


def _page(
    request: SignedInRequest, place: Entrance, table: NoteTable, status: int, notice: str = ""
) -> HttpResponse:
    period = table.period
    figures = figures_due(place.unit, period, on=place.on)
    notes = [row.duty for row in table.rows]
    context = {
        "head": head_of(place, period, "entry_notes", figures, notes),
        "table": table,
        "period": period,
        "fills": place.fills,
        "whose": expired.whose(request.user),
        "url": place.address("entry_notes", period),
        "words": Word.choices,
        "errors": table.problems,
        "notice": notice,
        "why_closed": why_closed(period, place.on),
        "figures_url": place.address("entry_figures", period),
    }
    return render(request, "tasks/notes.html", context, status=status)


def _withdraw(request: SignedInRequest, duties: Mapping[str, NoteDuty]) -> None:
    number, _, version = request.POST.get("withdraw", "").partition(":")
    if number not in duties:
        raise PermissionDenied
    notes = ProgressNote.objects.select_related("task", "period__plan")
    note = notes.filter(pk=duties[number].pk or 0).first()
    if note is None:
        messages.error(request, "这一项没有可以撤回的进展。")
        return
    try:
        seen = version_of(version)
        following.withdraw_note(note, seen_version=seen, by=request.user)
    except RefusedError as refused:
        messages.error(request, refused.message)
    except EditConflictError:
        messages.error(request, f"{note}刚被他人改过，请看现在的情况再决定。")
    else:
        messages.success(request, f"已撤回{note}，可以修改后再提交。")


def _tell(request: SignedInRequest, act: Act, done: Done, posted: Mapping[str, TypedNote]) -> None:
    if act is Act.SAVE:
        messages.success(request, "已保存草稿。")
        return
    if not done.submitted:
        messages.warning(request, "没有提交：还没有写进展。")
        return
    text = f"已提交审核，{done.submitted}条进展。审核结果在“我的填报”里提示。"
    empty = sum(row.is_empty for row in posted.values())
    messages.success(request, text + (f"还有{empty}条没写。" if empty else ""))
