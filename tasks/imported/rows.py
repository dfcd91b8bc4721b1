"""One row of an uploaded workbook as it waits for its person's word: plain, and kept as JSON. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

FIGURE, NOTE = "figure", "note"
# What is to happen with a row
CHANGE, SAME, ASKS, ERROR, STALE, EMPTY = "change", "same", "asks", "error", "stale", "empty"
WRONG = frozenset({ERROR, STALE})
BAD = WRONG | {ASKS}  # not handed in, and given back marked


@dataclass(frozen=True)
class Said:
    """One thing said to a cell of the workbook: what is wrong with it, and what to do."""

    field: str  # typed, explanation, word, text …
    cell: str  # F7; empty where the row has no such cell
    text: str
    wish: str = ""
    is_error: bool = True  # else something is to be added
    needs: tuple[str, ...] = ()  # the fields that are to be filled in: explanation …


@dataclass(frozen=True)
class Staged:
    """A figure or note as the workbook has it, beside what stands in the system."""

    kind: str
    key: str  # the target's code, the task's number
    unit: str  # the code of the unit that owes it
    unit_name: str
    name: str
    sheet: str
    line: int
    cells: Mapping[str, str]  # field → F7
    typed: Mapping[str, Any]  # field → what stands in its cell
    seen: int  # the version this row would replace
    measure: str = ""
    last: str = ""  # last month's figure as shown
    before: str = ""  # what stands in the system, as shown
    after: str = ""  # what the workbook would put there, as shown
    verdict: str = SAME
    is_change: bool = False  # it says something else than the system
    is_fit: bool = False  # it may be handed in as it is
    said: tuple[Said, ...] = ()
    notes: tuple[str, ...] = ()  # 175,000万元 = 17.5亿元; what asks for nothing

    @property
    def place(self) -> str:
        """指标!F7: the cell of its figure, or of its text."""
        return self.cells.get("typed") or self.cells.get("text") or f"{self.line}"

    @property
    def is_bad(self) -> bool:
        """It cannot be handed in, and stands in the marked workbook."""
        return self.verdict in BAD

    @property
    def is_wrong(self) -> bool:
        """It is not taken at all."""
        return self.verdict in WRONG

    @property
    def is_draft(self) -> bool:
        """Saving takes it: it changes something, whatever is still to be added."""
        return self.is_change and self.verdict in {CHANGE, ASKS}

    @property
    def is_taken(self) -> bool:
        """A press takes it: it changes something, or can be handed in as it stands."""
        return self.is_draft or (self.verdict == SAME and self.is_fit)

    def refused(self, text: str, place: str = "", *, verdict: str = ERROR) -> Staged:
        """The same row, which the system would not take, and why."""
        at = place or ("typed" if self.kind == FIGURE else "text")
        said = Said(at, self.cells.get(at, ""), text)
        return replace(self, verdict=verdict, is_fit=False, said=(*self.said, said))


@dataclass(frozen=True)
class Counts:
    """How many rows are of which kind."""

    rows: int = 0
    changed: int = 0
    same: int = 0
    fit: int = 0  # can be handed in: changed or as they stand
    errors: int = 0
    asks: int = 0
    drafts: int = 0  # that saving takes

    @property
    def fine(self) -> int:
        """Rows with nothing wrong."""
        return self.changed + self.same

    @property
    def bad(self) -> int:
        """Rows that are not taken."""
        return self.errors + self.asks


def counts(rows: Iterable[Staged]) -> Counts:
    """Count the rows."""
    rows = [row for row in rows if row.verdict != EMPTY]
    return Counts(
        rows=len(rows),
        changed=sum(row.verdict == CHANGE for row in rows),
        same=sum(row.verdict == SAME for row in rows),
        fit=sum(row.is_fit and not row.is_bad for row in rows),
        errors=sum(row.verdict in WRONG for row in rows),
        asks=sum(row.verdict == ASKS for row in rows),
        drafts=sum(row.is_draft for row in rows),
    )


def as_json(row: Staged) -> dict[str, Any]:
    """The row as it is kept."""
    return asdict(row)


def from_json(kept: Mapping[str, Any]) -> Staged:
    """The row as it was kept."""
    said = tuple(Said(**{**each, "needs": tuple(each["needs"])}) for each in kept["said"])
    return Staged(**{**kept, "said": said, "notes": tuple(kept["notes"])})
