"""An uploaded workbook is taken, row by row, through the same services as the page.

A unit's few rows are taken at once or not at all. Many are taken in slices, so that no request is
long: each slice is one transaction that counts itself, and one that is asked for twice is done once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from time import monotonic
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Unit, User
from plans.models import ReportingPeriod
from targets import reporting
from targets.choices import Act, Way
from targets.models import Target
from targets.rounds import EditConflictError, Filed, RefusedError
from tasks import following, handing_in
from tasks.choices import Part, UploadStage
from tasks.handing_in import Done, Pressed
from tasks.imported.book import Owing
from tasks.imported.figure import typed_figure
from tasks.imported.line import GONE
from tasks.imported.note import typed_note
from tasks.imported.rows import FIGURE, NOTE, STALE, Staged
from tasks.models import Responsibility, Upload
from tasks.staging import Kept, held, kept_in

SLICE, MOST_SECONDS = 200, 1.0  # of one request
HELD_BACK = "还不能提交，没有写入。请下载标注后的文件，改好后再上传。"
WAYS: dict[str, tuple[Callable[..., Filed], Callable[..., Filed]]] = {
    FIGURE: (reporting.save, reporting.submit),
    NOTE: (following.save_note, following.submit_note),
}
MOVED = "{name}刚在别处改过，没有写入。请下载标注后的文件，核对后再上传。"


# Taken at once, or not at all


@transaction.atomic
def take(
    upload: Upload, rows: Sequence[Staged], found: Owing, act: Act, *, by: User, on: date
) -> list[Staged]:
    """Save or submit the rows of a unit's workbook as one press of its page would: all or none.

    What comes back are rows that stood in the way, with their reasons; then nothing was kept.
    Safe to repeat. Raises PermissionDenied for anybody but whoever uploaded it.
    """
    own = held(upload, by)
    if own.stage != UploadStage.READY or own.unit is None:
        return []
    wanted = [row for row in rows if is_wanted(row, act)]
    pressed = Pressed(own.period, by, on, Way.EXCEL)
    with transaction.atomic():
        refused: list[Staged] = []
        versions: dict[tuple[str, str], int] = {}
        for each in (Act.SUBMIT, Act.SAVE):
            part = [row for row in wanted if _act_of(row, act) is each]
            refused = refused or _pressed(each, part, found, own.unit, pressed, versions)
        transaction.set_rollback(bool(refused))
    if refused:
        return refused
    fresh = [replace(row, seen=versions.get((row.kind, row.key), row.seen)) for row in rows]
    ended = _ended(wanted, fresh, act)
    Upload.objects.filter(pk=own.pk).update(done=len(wanted), total=len(wanted), **ended)
    return []


def _act_of(row: Staged, act: Act) -> Act:
    """What is done with a row when this is asked for: what cannot be handed in yet is a draft."""
    return Act.SUBMIT if act is Act.SUBMIT and row.is_fit else Act.SAVE


def _pressed(
    act: Act,
    rows: Sequence[Staged],
    found: Owing,
    unit: Unit,
    pressed: Pressed,
    versions: dict[tuple[str, str], int],
) -> list[Staged]:
    """One press for figures and notes: the rows that were refused; else `versions` tells theirs."""
    figures = {row.key: typed_figure(row) for row in rows if row.kind == FIGURE}
    notes = {row.key: typed_note(row) for row in rows if row.kind == NOTE}
    done = handing_in.figures(act, figures, found.figures, pressed)
    versions |= {(FIGURE, key): version for key, version in done.versions.items()}
    refused = _refused(rows, FIGURE, done)
    if not refused and notes:
        done = handing_in.notes(act, notes, found.notes, pressed, unit)
        versions |= {(NOTE, key): version for key, version in done.versions.items()}
        refused = _refused(rows, NOTE, done)
    return refused


def _refused(rows: Sequence[Staged], kind: str, done: Done) -> list[Staged]:
    """The rows that were refused, with the sentences."""
    own = {row.key: row for row in rows if row.kind == kind}
    found = [own[key].refused(each.message, each.field) for key, each in done.refused.items()]
    found += [
        own[key].refused(MOVED.format(name=own[key].name), verdict=STALE) for key in done.clashes
    ]
    if done.is_held_back and not found:
        found = [row.refused(HELD_BACK) for row in own.values() if row.is_fit][:1]
    return found


# Taken in slices


@transaction.atomic
def begin(upload: Upload, rows: Sequence[Staged], act: Act, *, by: User) -> Upload:
    """The person has said yes: from now on `go_on` takes slice after slice. Safe to repeat.

    Raises PermissionDenied for anybody but whoever uploaded it.
    """
    row = held(upload, by)
    if row.stage != UploadStage.READY:
        return row
    wanted = [each for each in rows if is_wanted(each, act)]
    left = [each for each in rows if is_left(each, act) and not is_wanted(each, act)]
    row.stage, row.done, row.total = UploadStage.TAKING, 0, len(wanted)
    row.rows = Kept((*wanted, *left), act).as_json()
    row.save(update_fields=["stage", "done", "total", "rows"])
    return row


def is_wanted(row: Staged, act: Act) -> bool:
    """Whether a press takes the row: saving what changes, submitting what can be handed in.

    What lacks nothing but its evidence is submitted as a draft, for the file to be put to it.
    """
    if act is Act.SAVE:
        return row.is_draft
    return row.is_taken and not row.is_bad


def is_left(row: Staged, act: Act) -> bool:
    """Whether the row is given back to be mended; a draft that says nothing new is not."""
    return row.is_bad and (act is Act.SUBMIT or row.is_wrong or row.is_change)


@transaction.atomic
def go_on(upload: Upload, *, seen_done: int, by: User, on: date) -> Upload:
    """Take the next slice; the one that was asked for twice is done once.

    A row that the services refuse, or that moved on, stays behind with its reason. Raises
    PermissionDenied for anybody but whoever uploaded it.
    """
    row = held(upload, by)
    if row.stage != UploadStage.TAKING or row.done != seen_done:
        return row
    kept = kept_in(row)
    end = min(row.done + SLICE, row.total)
    taken = _taken(kept.rows[row.done : end], kept.act, row.period, by=by, on=on)
    end = row.done + len(taken)
    rows = (*kept.rows[: row.done], *taken, *kept.rows[end:])
    columns: dict[str, Any] = {"done": end}
    if any(each.is_wrong for each in taken) or end == row.total:
        done = [each for each in rows[: row.total] if not each.is_wrong]
        columns |= _ended(done, rows, kept.act) if end == row.total else {}
        columns.setdefault("rows", replace(kept, rows=rows).as_json())
    Upload.objects.filter(pk=row.pk, done=seen_done).update(**columns)
    row.refresh_from_db()
    return row


def _ended(taken: Sequence[Staged], rows: Sequence[Staged], act: Act) -> dict[str, Any]:
    """What is kept of an upload that was taken: the rows that are given back."""
    left = tuple(each for each in rows if is_left(each, act))
    return {
        "stage": UploadStage.TAKEN,
        "told": told(act, taken, left),
        "rows": Kept(left, act).as_json(),
    }


def _taken(
    rows: Sequence[Staged], act: Act, period: ReportingPeriod, *, by: User, on: date
) -> list[Staged]:
    """The rows after each was tried, refused ones with their reason; fewer where it takes long.

    SQLite's one write lock is held all the while, so a slice ends after a second.
    """
    places = _places(rows, period)
    common = {"by": by, "on": on, "way": Way.EXCEL}
    found: list[Staged] = []
    begun = monotonic()
    for row in rows:
        if found and monotonic() - begun > MOST_SECONDS:
            break
        save, submit = WAYS[row.kind]
        put = submit if _act_of(row, act) is Act.SUBMIT else save
        place = places.get((row.kind, row.key))
        found.append(
            row.refused(GONE)
            if place is None
            else _tried(row, put, *place, **row.typed, seen_version=row.seen, **common)
        )
    return found


def _places(
    rows: Sequence[Staged], period: ReportingPeriod
) -> dict[tuple[str, str], tuple[Any, ...]]:
    """What each row is of: the target, or the task and its lead unit. Two queries."""
    codes = [row.key for row in rows if row.kind == FIGURE]
    targets = Target.objects.filter(plan=period.plan, code__in=codes)
    places: dict[tuple[str, str], tuple[Any, ...]] = {
        (FIGURE, each.code): (each, period) for each in targets.select_related("lead_unit")
    }
    numbers = [int(row.key) for row in rows if row.kind == NOTE]
    leads = Responsibility.objects.filter(
        task__plan=period.plan, task__number__in=numbers, part=Part.LEAD
    )
    for lead in leads.select_related("task", "unit"):
        places[NOTE, str(lead.task.number)] = (lead.task, period, lead.unit)
    return places


def _tried(row: Staged, put: Callable[..., Filed], *place: Any, **arguments: Any) -> Staged:
    """The row after the service was asked; each of its acts is a transaction of its own."""
    try:
        seen = put(*place, **arguments).version
    except RefusedError as refused:
        return row.refused(refused.message, refused.field)
    except EditConflictError:
        return row.refused(MOVED.format(name=row.name), verdict=STALE)
    except PermissionDenied:
        return row.refused(GONE)
    return replace(row, seen=seen)  # what lacks a word is given back at the version it has now


def told(act: Act, taken: Sequence[Staged], left: Sequence[Staged]) -> str:
    """已提交12行，1行存为草稿；还有2行没有写入，可下载标注后的文件改好再传."""
    handed_in = sum(_act_of(row, act) is Act.SUBMIT for row in taken)
    drafts = len(taken) - handed_in
    done = [f"已提交{handed_in}行"] if handed_in else []
    done += [f"{drafts}行存为草稿" if handed_in else f"已存为草稿{drafts}行"] if drafts else []
    asks = sum(row.is_bad for row in taken)
    lost = len(left) - asks
    parts = ["，".join(done) or "没有写入任何数据"]
    parts += [f"其中{asks}行补充后才能提交"] if asks else []
    parts += [f"还有{lost}行没有{'提交' if act is Act.SUBMIT else '写入'}"] if lost else []
    return "；".join(parts) + ("，可下载标注后的文件，改好再上传。" if left else "。")
