"""依据: the files of one figure or note, put there and taken down; and a file given out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from accounts import rules
from plans import evidence as kept
from plans.access import SignedInRequest, plan_for
from plans.converters import Month
from plans.today import today
from plans.uploads import was_too_big
from targets.rounds import RefusedError
from tasks import loop_proofs, proving
from tasks.forms import version_of
from tasks.proving import Place
from tasks.views.entrance import address, period_of

TOO_BIG = "一次上传的文件太大，没有收下。请一个一个地传，每个最多10 MB。"
NONE = "还没有选文件。请先选一个文件，再点“上传”。"


@require_http_methods(["GET", "POST"])
@login_required
def entry_proof(request: SignedInRequest, plan: str, month: Month, code: str) -> HttpResponse:
    """The evidence of one figure; posted: files to put there, or one to take down."""
    period = period_of(plan_for(request, plan), month)
    place = proving.place_of_figure(period, code, by=request.user)
    return _answer(request, place, f"#row-{code}")


@require_http_methods(["GET", "POST"])
@login_required
def entry_note_proof(
    request: SignedInRequest, plan: str, month: Month, number: int
) -> HttpResponse:
    """The evidence of one note; posted as with a figure."""
    period = period_of(plan_for(request, plan), month)
    place = proving.place_of_note(period, number, by=request.user)
    return _answer(request, place, f"#task-{number}")


@require_GET
@login_required
def evidence(request: SignedInRequest, plan: str, pk: int) -> HttpResponse:
    """One file, just as it was uploaded, to be saved and never shown as a page of ours."""
    of = plan_for(request, plan)
    found = proving.readable(of, pk, by=request.user)
    found = found or loop_proofs.readable(of, pk, by=request.user)
    if found is None:
        raise Http404("没有这个依据")
    try:
        data = kept.read(found)
    except kept.DamagedError as damaged:
        context = {"title": "依据打不开", "told": damaged.message}
        return render(request, "tasks/proof_damaged.html", context, status=409)
    return HttpResponse(
        data,
        headers={
            "Content-Type": found.content_type,
            "Content-Disposition": content_disposition_header(True, found.name) or "attachment",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        },
    )


@dataclass
class Told:
    """What became of a press: what went well, and every refusal in a sentence."""

    done: str = ""
    errors: tuple[str, ...] = ()


def _answer(request: SignedInRequest, place: Place | None, anchor: str) -> HttpResponse:
    if place is None:
        raise Http404("没有这一项，或不归本单位填报")
    request.section = "entry_home"
    told = Told()
    if request.method == "POST":
        told = _act(request, place)
        if told.done and not told.errors and not request.htmx:
            messages.success(request, told.done)
            return redirect(request.path)
        place = _again(place, request)
    return _page(request, place, told, anchor)


def _again(place: Place, request: SignedInRequest) -> Place:
    """The place as it stands after a press: its row may be there by now."""
    of: Any = place.of
    if hasattr(of, "code"):
        found = proving.place_of_figure(place.period, of.code, by=request.user)
    else:
        found = proving.place_of_note(place.period, of.number, by=request.user)
    return found or place


def _act(request: SignedInRequest, place: Place) -> Told:
    """Take one file down, or put every file of the form there that may be put there."""
    if was_too_big(request):
        return Told(errors=(TOO_BIG,))
    if "remove" in request.POST:
        try:
            pk = max(0, version_of(request.POST["remove"]))
            proving.take_down(place, pk, by=request.user, on=today())
        except RefusedError as refused:
            return Told(errors=(refused.message,))
        return Told("已撤下1个依据。")
    return _put(request, place, request.FILES.getlist("file"))


def _put(request: SignedInRequest, place: Place, files: list[UploadedFile[Any]]) -> Told:
    errors, count = [], 0
    for file in files:
        try:
            proving.attach(place, file, by=request.user, on=today())
        except RefusedError as refused:
            errors.append(f"“{(file.name or '')[:40]}”没有收下：{refused.message}")
        else:
            count += 1
    if not files:
        errors.append(NONE)
    return Told(f"已上传{count}个依据。" if count else "", tuple(errors))


def _page(request: SignedInRequest, place: Place, told: Told, anchor: str) -> HttpResponse:
    is_note = anchor.startswith("#task")
    is_theirs = rules.may_report(request.user, place.unit)
    home = address("entry_notes" if is_note else "entry_figures", place.period) + anchor
    files = proving.visible(place, by=request.user)
    context = {
        "title": f"{place.period.month}月依据：{place.what}",
        "place": place,
        "key": anchor.partition("-")[2],
        "files": [(file, _may_remove(request, file.uploaded_by_id, is_theirs)) for file in files],
        "left": proving.MOST_FILES - len(files),
        "why_closed": place.why_closed(today()),
        "told": told,
        "url": request.path,
        "back": home if is_theirs else reverse("review_queue", args=[place.period.plan.slug]),
        "oob": bool(request.htmx),
    }
    name = "tasks/proof_body.html" if request.htmx else "tasks/proof.html"
    return render(request, name, context, status=422 if told.errors else 200)


def _may_remove(request: SignedInRequest, uploaded_by: int, is_theirs: bool) -> bool:
    return is_theirs or uploaded_by == request.user.pk
