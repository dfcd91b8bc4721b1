"""A note's line of a workbook beside what the system holds of it."""

from __future__ import annotations

from dataclasses import replace

from tasks.choices import Word
from tasks.forms import TypedNote
from tasks.handing_in import note_lacks
from tasks.imported.line import (
    ASIDE,
    BLANK,
    OVERTAKEN,
    errors_of,
    line_of,
    locked,
    said_of,
    strange,
)
from tasks.imported.moved import Moved
from tasks.imported.rows import ASKS, CHANGE, EMPTY, ERROR, NOTE, SAME, STALE, Said, Staged
from tasks.note_keeping import MOST_TEXT
from tasks.noting import WISHES
from tasks.owed import NoteDuty
from tasks.workbook.layout import ReadNote


def note_line(
    read: ReadNote, duty: NoteDuty | None, moved: Moved | None, *, is_office: bool
) -> Staged:
    """A note's line, judged: same, changed, to be completed, wrong, or overtaken."""
    typed = {"word": read.word, "text": read.text}
    row = line_of(read, NOTE, str(read.number), read.title, typed)
    if duty is None:
        return strange(row, read, "任务")
    row = _beside(row, read, duty)
    if errors_of(read):
        return replace(row, verdict=ERROR, said=errors_of(read))
    is_known = not (is_office and duty.filed is not None and not duty.text)
    if is_known and (read.word, read.text) == (duty.word, duty.text):
        return _same(row, read, duty)
    was = moved.was if moved else None
    is_untouched = was is not None and _words(read.word, read.text) == _words(
        was["word"], was["text"]
    )
    if is_untouched or (is_office and read.is_blank):
        notes = (ASIDE.format(told=moved.told),) if moved else ()
        return replace(row, verdict=EMPTY if read.is_blank else SAME, after=row.before, notes=notes)
    if moved is not None:
        return row.refused(OVERTAKEN.format(told=moved.told), verdict=STALE)
    if not duty.is_editable:
        return row.refused(locked(duty, is_office=is_office))
    return _worded(row, read, duty)


def _beside(row: Staged, read: ReadNote, duty: NoteDuty) -> Staged:
    """The line with what stands in the system."""
    return replace(
        row,
        name=f"任务{duty.number} {duty.title}",
        unit=duty.lead.code,
        unit_name=duty.lead.short_name,
        seen=duty.version,
        before=_note_text(duty.word, duty.text),
        after=_note_text(read.word, read.text),
    )


def _words(word: str | None, text: str | None) -> tuple[str, str]:
    return word or "", text or ""


def _posted(read: ReadNote, duty: NoteDuty) -> TypedNote:
    return TypedNote(str(read.number), read.word, read.text, duty.version)


def _same(row: Staged, read: ReadNote, duty: NoteDuty) -> Staged:
    """What the system holds already; an unchanged nil report (零报告) stays one."""
    lacks = note_lacks(_posted(read, duty), duty)
    is_nil = {"is_nil": True} if duty.filed and duty.filed.is_nil else {}
    return replace(
        row,
        verdict=EMPTY if read.is_blank else SAME,
        is_fit=duty.is_editable and not read.is_blank and not lacks,
        typed={**row.typed, **is_nil},
    )


def _worded(row: Staged, read: ReadNote, duty: NoteDuty) -> Staged:
    if len(read.text) > MOST_TEXT:
        wrong = read.wrong("text", f"进展最多{MOST_TEXT}字，现有{len(read.text)}字。")
        return replace(row, verdict=ERROR, said=(said_of(wrong),))
    lacking = note_lacks(_posted(read, duty), duty)
    if lacking:
        cell = row.cells.get(lacking, "")
        said = Said(lacking, cell, WISHES[lacking], is_error=False, needs=(lacking,))
        return replace(row, verdict=ASKS, is_change=True, said=(said,))
    return replace(row, verdict=CHANGE, is_change=True, is_fit=not read.is_blank)


def typed_note(row: Staged) -> TypedNote:
    """The row as the page would have posted it."""
    return TypedNote(number=row.key, seen_version=row.seen, **row.typed)


def _note_text(word: str, text: str) -> str:
    if not (word or text):
        return BLANK
    label = str(Word(word).label) if word in Word.values else word
    return "：".join(part for part in (label, text) if part)
