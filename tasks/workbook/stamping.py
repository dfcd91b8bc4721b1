"""Whose workbook it is: signed when it is written, checked when it comes back. Pure."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Sequence

from accounts.texts import tidy
from tasks.workbook.layout import EntryBook, RefusedWorkbook, Stamp

MARK = "xushi-entry-1"
PROPERTY = "序时填报表"
FIGURE, NOTE = "figure", "note"
AGAIN = "请重新下载填报表，把内容复制过去再上传。"
NO_STAMP = f"这不是从本系统下载的填报表，里面没有版本标记。{AGAIN}"
LOST = f"填报表的版本标记已被删除。{AGAIN}"
FORGED = f"填报表的版本标记已被改动，不能辨认。{AGAIN}"
_PURPOSE = b"tasks.workbook.stamping\0"

Line = tuple[str, str, str, str]  # figure or note, code or number, version, name


def lines(book: EntryBook) -> Iterator[Line]:
    """The version of every row of a workbook, as its hidden sheet lists them."""
    for row in book.rows:
        yield FIGURE, row.code, str(row.version), settled(row.name)
    for note in book.notes:
        yield NOTE, str(note.number), str(note.version), settled(note.title)


def settled(text: str) -> str:
    """A name as it survives any spreadsheet: on one line, one space between words."""
    return " ".join(tidy(text).split())


def head(book: EntryBook, listed: Iterable[Line], key: bytes) -> tuple[str, str]:
    """What the stamp says, and its signature."""
    said = {
        "plan": book.plan_slug,
        "title": book.plan_title,
        "year": book.year,
        "month": book.month,
        "unit": book.unit_code,
        "name": book.unit_name,
        "made_at": book.made_at.isoformat(timespec="seconds"),
        "digest": _digest(listed),
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return text, _sign(text, key)


def read(rows: Sequence[Sequence[str]], key: bytes) -> Stamp:
    """The stamp of an uploaded workbook from its hidden sheet; refuses one that was changed."""
    if len(rows) < 3 or rows[0][:1] != [MARK]:
        raise RefusedWorkbook(NO_STAMP)
    text, signature = rows[1][0] if rows[1] else "", rows[2][0] if rows[2] else ""
    listed = [_line(row) for row in rows[3:]]
    # compare_digest takes ASCII alone, and the signature is what somebody uploaded
    if not hmac.compare_digest(_sign(text, key).encode(), signature.encode(errors="replace")):
        raise RefusedWorkbook(FORGED)
    said = json.loads(text)  # ours, since the signature holds
    if said["digest"] != _digest(listed):
        raise RefusedWorkbook(FORGED)
    return Stamp(
        plan_slug=said["plan"],
        plan_title=said["title"],
        year=said["year"],
        month=said["month"],
        unit_code=said["unit"],
        unit_name=said["name"],
        made_at=said["made_at"],
        digest=said["digest"],
        versions={key: int(was) for kind, key, was, _ in listed if kind == FIGURE},
        note_versions={int(key): int(was) for kind, key, was, _ in listed if kind == NOTE},
        names={key: name for kind, key, _, name in listed if kind == FIGURE},
        titles={int(key): name for kind, key, _, name in listed if kind == NOTE},
    )


def _line(row: Sequence[str]) -> Line:
    kind, code, version, name = (*row, "", "", "", "")[:4]
    return kind, code, version, name


def _digest(listed: Iterable[Line]) -> str:
    summed = hashlib.sha256()
    for line in listed:
        summed.update(json.dumps(line, ensure_ascii=False).encode(errors="replace") + b"\n")
    return summed.hexdigest()


def _sign(text: str, key: bytes) -> str:
    message = _PURPOSE + text.encode(errors="replace")
    return hmac.new(key, message, hashlib.sha256).hexdigest()
