"""What an uploaded workbook would change: each of its rows beside what stands in the system (核对)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.models import User
from plans.models import ReportingPeriod
from tasks.imported.book import Owing
from tasks.imported.figure import figure_line
from tasks.imported.line import GONE, OVERTAKEN
from tasks.imported.moved import Moved, figures_moved, notes_moved
from tasks.imported.note import note_line
from tasks.imported.rows import FIGURE, NOTE, STALE, Staged
from tasks.workbook.layout import Reading


def staged(reading: Reading, found: Owing, by: User) -> list[Staged]:
    """Every line of the workbook, judged; two queries where something moved on meanwhile."""
    stamp = reading.stamp
    seen_notes = {str(number): version for number, version in stamp.note_versions.items()}
    moved = figures_moved(
        _moved(found.figures, stamp.versions, (row.code for row in reading.rows)),
        stamp.versions,
        by,
    )
    moved_notes = notes_moved(
        _moved(found.notes, seen_notes, (str(note.number) for note in reading.notes)),
        seen_notes,
        by,
    )
    figures = [
        figure_line(
            row, found.figures.get(row.code), moved.get(row.code), is_office=found.is_office
        )
        for row in reading.rows
    ]
    notes = [
        note_line(
            note,
            found.notes.get(str(note.number)),
            moved_notes.get(str(note.number)),
            is_office=found.is_office,
        )
        for note in reading.notes
    ]
    return [*figures, *notes]


def overtaken(rows: Iterable[Staged]) -> list[Staged]:
    """The rows that somebody else changed since the workbook was made, and that it changes too."""
    return [row for row in rows if row.verdict == STALE]


def afresh(rows: Iterable[Staged], found: Owing, by: User) -> list[Staged]:
    """The rows as they stand against the system now.

    What moved on since, or went to another unit, is not taken any more.
    """
    rows = list(rows)
    seen = {row.key: row.seen for row in rows if row.kind == FIGURE}
    seen_notes = {row.key: row.seen for row in rows if row.kind == NOTE}
    moved = figures_moved(_moved(found.figures, seen, seen), seen, by)
    moved_notes = notes_moved(_moved(found.notes, seen_notes, seen_notes), seen_notes, by)
    return [_afresh(row, found, moved, moved_notes) if row.is_taken else row for row in rows]


def _afresh(
    row: Staged, found: Owing, moved: Mapping[str, Moved], moved_notes: Mapping[str, Moved]
) -> Staged:
    if row.key not in (found.figures if row.kind == FIGURE else found.notes):
        return row.refused(GONE)
    return _overtaken(row, (moved if row.kind == FIGURE else moved_notes).get(row.key))


def has_moved(rows: Iterable[Staged], period: ReportingPeriod) -> bool:
    """Whether any row that would be taken is at another version by now; two queries."""
    figures = period.measurements.values_list("target__code", "version")
    notes = period.notes.values_list("task__number", "version")
    now = {(FIGURE, code): version for code, version in figures}
    now |= {(NOTE, str(number)): version for number, version in notes}
    return any(now.get((row.kind, row.key), 0) != row.seen for row in rows if row.is_taken)


def _overtaken(row: Staged, moved: Moved | None) -> Staged:
    if moved is None:
        return row
    return row.refused(OVERTAKEN.format(told=moved.told), verdict=STALE)


def _moved(duties: Mapping[str, Any], seen: Mapping[str, int], keys: Iterable[str]) -> list[Any]:
    """The duties of these keys whose version is another than was seen."""
    known = [key for key in keys if key in duties and key in seen]
    return [duties[key] for key in known if duties[key].version != seen[key]]
