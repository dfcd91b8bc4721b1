"""新建计划: an official text fed in as a file or pasted, or the filled template; read, then confirmed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import rules
from accounts.models import District
from accounts.texts import clean
from dashboard import drafting, newplan
from dashboard.models import PlanDraft
from dashboard.plan_content import ACCEPTED, DROPPED
from dashboard.plan_sheets import starting
from dashboard.plan_sheets.lines import WrongCellsError
from plans.access import SignedInRequest
from plans.choices import DraftStage
from plans.reader.document import MOST_BYTES, text_of
from plans.reader.docx import RefusedTextError
from plans.sniffing import XLSX, RefusedFileError, sort_of
from plans.uploads import was_too_big
from targets.rounds import RefusedError
from tasks.workbook.layout import RefusedWorkbook

TOO_BIG = "文件超过20MB，没有读取。请删去图片或另存为纯文本后再上传。"
MOST_DRAFTS = 10


@require_http_methods(["GET", "POST"])
@login_required
def newplan_upload(request: SignedInRequest) -> HttpResponse:
    """File or paste; what was read waits on the next page. Drafts not finished stand beside it."""
    member = request.user.member
    if member is None or not rules.may_plan(request.user, member.district_id):
        raise Http404("没有这一页")
    request.section = "setup"
    if request.method == "GET":
        return _page(request, member.district)
    text = clean(request.POST.get("text", ""))
    try:
        draft = _started(request, member.district, text)
    except WrongCellsError as wrong:
        errors = [{"text": each, "url": "#file"} for each in wrong.errors]
        return _page(request, member.district, text=text, errors=errors, status=422)
    except (RefusedError, RefusedTextError, RefusedFileError, RefusedWorkbook) as refused:
        told = str(refused) if isinstance(refused, RefusedWorkbook) else refused.message
        errors = [{"text": told, "url": "#text" if text else "#file"}]
        return _page(request, member.district, text=text, errors=errors, status=422)
    return redirect("newplan_confirm", draft=draft.pk)


def _started(request: SignedInRequest, district: District, text: str) -> PlanDraft:
    """The draft of what was sent: a file where there is one, else the pasted text."""
    if was_too_big(request):
        raise RefusedError(TOO_BIG)
    file: UploadedFile[Any] | None = request.FILES.get("file")
    if file is None:
        return drafting.start(text, district=district, by=request.user)
    data = file.read(MOST_BYTES + 1)
    name = clean(file.name or "")[:120]
    if data.startswith(b"PK") and len(data) <= MOST_BYTES and sort_of(file) is XLSX:
        return starting.start(district, data, name=name, by=request.user)
    return drafting.start(text_of(data), district=district, by=request.user, name=name)


def _page(
    request: SignedInRequest,
    district: District,
    *,
    text: str = "",
    errors: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = PlanDraft.objects.filter(district=district, stage=DraftStage.OPEN)
    found = {
        "district": district,
        "typed": text,
        "errors": errors or [],
        "drafts": [_draft(row) for row in rows.defer("text", "found")[:MOST_DRAFTS]],
    }
    return render(request, "planning/newplan_upload.html", found, status=status)


def _draft(row: PlanDraft) -> dict[str, Any]:
    targets = [each for each in row.content["targets"] if each["state"] != DROPPED]
    return {
        "row": row,
        "title": row.content["head"]["title"] or row.name,
        "done": sum(each["state"] == ACCEPTED for each in targets),
        "total": len(targets),
        "left": len(newplan.left(row.content)),
    }
