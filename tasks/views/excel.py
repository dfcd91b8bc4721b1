"""Excel导入: the entry workbook is downloaded, uploaded, looked at, and only then taken.

The same pages serve a unit (its own figures and notes) and the office (all units at once).
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from plans.access import SignedInRequest
from plans.converters import Month
from plans.uploads import was_too_big
from targets.choices import Act
from tasks import importing, staging
from tasks.choices import UploadStage
from tasks.imported import sheet
from tasks.imported.book import book_of, key, reading_of
from tasks.imported.preview import overtaken, staged
from tasks.imported.rows import Staged, counts
from tasks.models import Upload
from tasks.views.entrance import why_closed
from tasks.views.import_room import Room, room_of
from tasks.workbook.layout import MEGABYTE, RefusedWorkbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_FILE = "还没有选文件。请选择填好的填报表（.xlsx）再上传。"
TOO_BIG = "文件太大，最多{most}MB。请在本页下载填报表，只填数据，不要插入图片或其他工作表。"
EMPTY = "这份文件里没有读到要填的内容。请在填报表的黄色格子里填数后再上传。"
NOTHING = "没有可以写入的行：请先按下面的提示改好，再上传。"
AGAIN = "还没有写入任何数据：下面标出的各行刚在别处改过。其余各行再点一次即可写入。"
REFUSED = "还没有写入任何数据：下面标出的一行不能写入。"


@require_http_methods(["GET", "POST"])
@login_required
def import_page(request: SignedInRequest, plan: str, month: Month, room: str) -> HttpResponse:
    """Step by step: the workbook to download, and where it is uploaded."""
    here = room_of(request, plan, month, room)
    if request.method == "GET":
        return _page(request, here)
    closed = why_closed(here.period, here.on)
    if closed:
        return _page(request, here, [closed], status=409)
    try:
        name, data = _uploaded(request, here)
        rows, remarks = _read(here, name, data)
    except RefusedWorkbook as refused:
        return _page(request, here, [str(refused)], status=422)
    stale = overtaken(rows)
    if stale:
        return _page(request, here, sheet.told_overtaken(stale), status=409)
    upload = staging.stage(
        here.period, here.unit, rows, name=name, data=data, by=here.by, remarks=remarks
    )
    return redirect(here.address("preview", upload.pk))


@require_GET
@login_required
def import_template(request: SignedInRequest, plan: str, month: Month, room: str) -> HttpResponse:
    """The workbook to fill in, with what is kept so far."""
    from tasks.workbook.writing import entry_workbook  # noqa: PLC0415 - openpyxl is slow to load

    here = room_of(request, plan, month, room)
    if why_closed(here.period, here.on):
        return redirect(here.address("import"))
    book = book_of(here.owing())
    return _file(entry_workbook(book, key=key()), book.file_name)


@require_http_methods(["GET", "POST"])
@login_required
def import_preview(
    request: SignedInRequest, plan: str, month: Month, pk: int, room: str
) -> HttpResponse:
    """What the workbook would change; posted: taken, gone on with, or thrown away."""
    here = room_of(request, plan, month, room)
    upload = _own(here, pk)
    if request.method == "GET":
        return _preview(request, here, upload, here.fresh(upload))
    match request.POST.get("action"):
        case "drop":
            staging.drop(upload, by=here.by)
            messages.success(request, "已放弃这份文件，没有写入的都没有写入。")
            return redirect(here.address("import"))
        case "continue":
            return _go_on(request, here, upload)
        case "save" | "submit" as action:
            return _confirm(request, here, upload, Act(action))
    return redirect(here.address("preview", pk))


@require_GET
@login_required
def import_marked(
    request: SignedInRequest, plan: str, month: Month, pk: int, room: str
) -> HttpResponse:
    """The rows that were not taken, as a workbook with what is wrong marked in the cells."""
    from tasks.workbook.marking import marked  # noqa: PLC0415 - openpyxl is slow to load

    here = room_of(request, plan, month, room)
    upload = _own(here, pk)
    book = book_of(here.owing())
    bad = [row for row in here.fresh(upload) if row.is_bad]
    if not bad or upload.stage == UploadStage.TAKING:
        raise Http404("没有要标注的行")
    reading, errors = reading_of(bad, book)
    return _file(marked(reading, book, errors, key=key()), f"标注_{book.file_name}")


def _own(here: Room, pk: int) -> Upload:
    """The person's own upload of this month and unit; 404 for anything else."""
    upload = staging.own(here.by, here.period, here.unit).filter(pk=pk).first()
    if upload is None:
        raise Http404("没有这份上传，或已过24小时")
    upload.period, upload.unit = here.period, here.unit
    return upload


def _uploaded(request: SignedInRequest, here: Room) -> tuple[str, bytes]:
    """Name and bytes of what was uploaded. Raises RefusedWorkbook."""
    too_big = RefusedWorkbook(TOO_BIG.format(most=here.bounds.data // MEGABYTE))
    if was_too_big(request):
        raise too_big
    file = request.FILES.get("file")
    if file is None:
        raise RefusedWorkbook(NO_FILE)
    if (file.size or 0) > here.bounds.data:
        raise too_big
    return file.name or "", file.read()


def _read(here: Room, name: str, data: bytes) -> tuple[list[Staged], tuple[str, ...]]:
    """The rows of the workbook held against the system. Raises RefusedWorkbook."""
    from tasks.workbook.reading import read  # noqa: PLC0415 - loaded where a file is read

    reading = read(data, name=name, key=key(), bounds=here.bounds)
    reading.stamp.require(**here.stamped)
    rows = staged(reading, here.owing(), here.by)
    if not counts(rows).rows:
        raise RefusedWorkbook(EMPTY)
    return rows, reading.remarks


def _confirm(request: SignedInRequest, here: Room, upload: Upload, act: Act) -> HttpResponse:
    """Take what can be taken: all of it or none for a unit, slice by slice for many rows."""
    rows = here.fresh(upload)
    closed = why_closed(here.period, here.on)
    if closed:
        return _preview(request, here, upload, rows, closed, status=409)
    if {row.key for row in overtaken(rows)} - set(request.POST.getlist("seen")):
        return _preview(request, here, upload, rows, AGAIN, status=409)
    wanted = sum(importing.is_wanted(row, act) for row in rows)
    if not wanted and upload.stage == UploadStage.READY:
        return _preview(request, here, upload, rows, NOTHING, status=422)
    if here.unit is None or wanted > importing.SLICE:
        begun = importing.begin(upload, rows, act, by=here.by)
        importing.go_on(begun, seen_done=0, by=here.by, on=here.on)
        return redirect(here.address("preview", upload.pk))
    refused = importing.take(upload, rows, here.owing(), act, by=here.by, on=here.on)
    if refused:
        told = {(row.kind, row.key): row for row in refused}
        rows = [told.get((row.kind, row.key), row) for row in rows]
        return _preview(request, here, upload, rows, REFUSED, status=409)
    return redirect(here.address("preview", upload.pk))


def _go_on(request: SignedInRequest, here: Room, upload: Upload) -> HttpResponse:
    """One slice more; a page that goes on by itself gets the progress alone."""
    done = request.POST.get("done", "")
    seen = int(done) if done.isascii() and done.isdigit() and len(done) < 9 else -1
    upload = importing.go_on(upload, seen_done=seen, by=here.by, on=here.on)
    if not request.htmx:
        return redirect(here.address("preview", upload.pk))
    if upload.stage != UploadStage.TAKING:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"progress": sheet.progress(upload), "url": here.address("preview", upload.pk)}
    return render(request, "tasks/import_progress.html", context)


def _page(
    request: SignedInRequest, here: Room, errors: list[str] | None = None, *, status: int = 200
) -> HttpResponse:
    waiting = staging.own(here.by, here.period, here.unit).defer("rows")
    waits = waiting.filter(stage__in=[UploadStage.READY, UploadStage.TAKING]).first()
    context = {
        **_frame(here, step=1),
        "errors": [{"url": "#file", "text": text} for text in errors or []],
        "why_closed": why_closed(here.period, here.on),
        "template_url": here.address("template"),
        "most": here.bounds.data // MEGABYTE,
        "waits": waits,
        "waits_url": here.address("preview", waits.pk) if waits else "",
    }
    return render(request, "tasks/import.html", context, status=status)


def _preview(
    request: SignedInRequest,
    here: Room,
    upload: Upload,
    rows: list[Staged],
    notice: str = "",
    *,
    status: int = 200,
) -> HttpResponse:
    is_taken = upload.stage == UploadStage.TAKEN
    context: dict[str, Any] = {
        **_frame(here, step=4 if upload.stage != UploadStage.READY else 3),
        "upload": upload,
        "is_taken": is_taken,
        "progress": sheet.progress(upload) if upload.stage == UploadStage.TAKING else None,
        "sheet": sheet.sheet_of(rows, here.period, is_taken=is_taken),
        "remarks": staging.kept_in(upload).remarks,
        "notice": notice,
        "marked_url": here.address("marked", upload.pk),
        "url": here.address("preview", upload.pk),
    }
    return render(request, "tasks/import_preview.html", context, status=status)


def _frame(here: Room, *, step: int) -> dict[str, Any]:
    return {
        "head": here.head,
        "step": step,
        "is_office": here.unit is None,
        "period": here.period,
        "import_url": here.address("import"),
        "back_url": here.back,
    }


def _file(data: bytes, name: str) -> HttpResponse:
    disposition = content_disposition_header(True, name) or "attachment"
    return HttpResponse(data, headers={"Content-Type": XLSX, "Content-Disposition": disposition})
