"""Files that prove something (依据): taken in, kept outside the web root by their content, read back.

A file lies under EVIDENCE_ROOT by its SHA-256: none is ever overwritten, none changes unnoticed.
Who may read one is asked by the upper room that knows the figure or note it belongs to.
"""

from __future__ import annotations

import os
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Sum

from accounts import rules
from accounts.models import Unit, User
from plans.models import Evidence, Plan
from plans.sniffing import RefusedFileError, safe_name, sort_of
from plans.today import now

__all__ = ["DamagedError", "RefusedFileError", "digest_of", "keep", "read", "remove", "store"]
MOST_BYTES = 10 * 1024 * 1024  # a file
MOST_BYTES_OF_UNIT = 1024 * 1024 * 1024  # all files of a unit in a plan, those taken down too


class DamagedError(Exception):
    """The file is not there, or not what was uploaded; `message` is the sentence for whoever asked."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def store(file: UploadedFile[Any], *, plan: Plan, unit: Unit, by: User) -> Evidence:
    """Keep one uploaded file of a unit, and the row that tells whose it is.

    Raises PermissionDenied for anybody but the unit and its district's office, RefusedFileError
    for a file that is too big, of another sort, or more than there is room for.
    """
    _require_right(by, unit)
    if unit.district_id != plan.district_id:
        raise ValueError(f"unit {unit.pk} and plan {plan.pk} belong to different districts")
    _require_room(file, plan, unit)
    sort = sort_of(file)
    return Evidence.objects.create(
        plan=plan,
        unit=unit,
        name=safe_name(file.name or "", sort),
        content_type=sort.content_type,
        size=file.size or 0,
        sha256=keep(file),
        uploaded_by=by,
        uploaded_at=now(),
    )


def remove(row: Evidence, *, by: User) -> None:
    """Take a file down (撤下): shown no more, but kept, since a figure once handed in may name it.

    Raises PermissionDenied as `store` does; a second time is no second act.
    """
    _require_right(by, row.unit)
    standing = Evidence.objects.filter(pk=row.pk, removed_at=None)
    standing.update(removed_by=by, removed_at=now())
    row.refresh_from_db()


def read(row: Evidence) -> bytes:
    """The file, just as it was uploaded. Raises DamagedError where it is missing or differs."""
    wish = "请联系系统管理人员从备份恢复。"
    try:
        data = place_of(row.sha256).read_bytes()
    except OSError as error:
        raise DamagedError(f"“{row.name}”在服务器上找不到了，{wish}") from error
    if sha256(data).hexdigest() != row.sha256:
        raise DamagedError(f"“{row.name}”与上传时的校验值不符，可能已损坏，{wish}")
    return data


def place_of(digest: str) -> Path:
    """Where a file of this content lies: ab/abcdef…"""
    return Path(settings.EVIDENCE_ROOT) / digest[:2] / digest


def digest_of(file: UploadedFile[Any]) -> str:
    """The SHA-256 of an uploaded file, read piece by piece."""
    found = sha256()
    for piece in file.chunks():
        found.update(piece)
    file.seek(0)
    return found.hexdigest()


def _require_right(by: User, unit: Unit) -> None:
    if not (rules.may_report(by, unit) or rules.may_report_for(by, unit)):
        raise PermissionDenied


def _require_size(file: UploadedFile[Any]) -> None:
    size = file.size or 0
    if size > MOST_BYTES:
        raise RefusedFileError(
            f"文件有{size / 1024 / 1024:.1f} MB，每个最多{MOST_BYTES // 1024 // 1024} MB。"
            "照片请用较小的尺寸，文档请压缩图片后再上传。"
        )


def _require_room(file: UploadedFile[Any], plan: Plan, unit: Unit) -> None:
    _require_size(file)
    held = Evidence.objects.filter(plan=plan, unit=unit).aggregate(all=Sum("size"))["all"] or 0
    if held + (file.size or 0) > MOST_BYTES_OF_UNIT:
        raise RefusedFileError("本单位今年的依据已占满1 GB，不能再上传，请联系专班。")


def keep(file: UploadedFile[Any]) -> str:
    """Write a file to its place, whole or not at all, for the server's own account alone.

    Gives its SHA-256. `store` does it too; done before, it holds up no transaction. Raises
    RefusedFileError for a file that may not be kept.
    """
    _require_size(file)
    sort_of(file)
    digest = digest_of(file)
    place = place_of(digest)
    if place.exists() and sha256(place.read_bytes()).hexdigest() == digest:
        return digest
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=place.parent, prefix=".new-")  # mode 0600
    fresh = Path(name)
    try:
        with os.fdopen(number, "wb") as out:
            for piece in file.chunks():
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(place)
    finally:
        fresh.unlink(missing_ok=True)
    return digest
