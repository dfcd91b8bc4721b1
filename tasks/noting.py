"""The notes page as it is shown: what a unit says of each task it leads this month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from plans.models import ReportingPeriod
from targets.choices import State
from targets.rounds import RefusedError
from tasks.choices import Word
from tasks.clashes import Clash
from tasks.forms import TypedNote
from tasks.handing_in import note_lacks
from tasks.note_keeping import PART_NAMES
from tasks.owed import NoteDuty
from tasks.returns import Return, Returns

WISHES = {
    "word": "请选择进展状态。",
    "text": "请写进展，一两句话即可。",
    "problem": "任务滞后，请写存在问题。",
    "measures": "任务滞后，请写应对措施。",
    "next_step": "任务滞后，请写后期打算。",
}
PLACES = {"word": "k-", "text": "t-", "problem": "b-", "measures": "r-", "next_step": "n-"}


@dataclass(frozen=True)
class NoteRow:
    """One task's note: what stands in its fields, and what was said to it."""

    duty: NoteDuty
    is_editable: bool
    word: str
    text: str
    seen_version: int
    error: str = ""
    error_field: str = ""
    clash: Clash | None = None
    is_nil: bool = False
    parts: tuple[str, str, str] = ("", "", "")
    returns: Sequence[Return] = ()

    @property
    def number(self) -> str:
        return str(self.duty.number)

    @property
    def title(self) -> str:
        return self.duty.title

    @property
    def state_label(self) -> str:
        return self.duty.state_label

    @property
    def is_on_behalf(self) -> bool:
        return bool(self.duty.filed and self.duty.filed.on_behalf)

    @property
    def asks_more(self) -> bool:
        """The task is behind: 存在问题, 应对措施 and 后期打算 are asked for."""
        return self.duty.asks_more(self.word)

    @property
    def shows_more(self) -> bool:
        """Their fields stand open."""
        return self.asks_more or any(self.parts)

    @property
    def fields(self) -> list[tuple[str, str, str, str]]:
        """Of each part: its field's name, the id's beginning, its label and what it says."""
        names = (("problem", "b"), ("measures", "r"), ("next", "n"))
        labels = PART_NAMES.values()
        both = zip(names, labels, self.parts, strict=True)
        return [(name, place, label, text) for (name, place), label, text in both]

    @property
    def joint(self) -> Sequence[tuple[str, str]]:
        """What joining units handed in: unit and text."""
        return self.duty.joint

    @property
    def offers_nil(self) -> bool:
        """本月无新进展 can be said with one press."""
        return self.is_editable and not self.text

    @property
    def word_label(self) -> str:
        return self.duty.word_label

    @property
    def may_withdraw(self) -> bool:
        is_open = self.duty.period.published_at is None
        return is_open and self.duty.state is State.SUBMITTED

    @property
    def reason(self) -> str:
        return self.duty.reason

    @property
    def returned_by(self) -> str:
        return self.duty.returned_by

    @property
    def earlier_returns(self) -> Sequence[Return]:
        """Every return but the one that is shown above them."""
        return self.returns[1:] if self.reason else self.returns

    @property
    def before(self) -> str:
        """8月：在轨。……: what was said last."""
        last = self.duty.previous
        return f"{last.month}月：{Word(last.word).label}。{last.text}" if last else ""

    @property
    def problem_at(self) -> str:
        """The id of the field to go to; empty where nothing is to be mended."""
        if self.clash:
            return f"x-{self.number}" if self.is_editable else f"task-{self.number}"
        return PLACES.get(self.error_field, "t-") + self.number if self.error else ""

    @property
    def problem_text(self) -> str:
        """The line of the page's summary."""
        told = self.clash.told if self.clash else self.error
        return f"任务{self.number}：{told.removeprefix(f'任务{self.number}：')}"

    @property
    def is_filled(self) -> bool:
        return bool(self.word and self.text)


@dataclass(frozen=True)
class NoteTable:
    """All notes of a unit in one month."""

    period: ReportingPeriod
    on: date
    rows: Sequence[NoteRow]

    @property
    def is_open(self) -> bool:
        return any(row.is_editable for row in self.rows)

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def may_be_nil(self) -> bool:
        return any(row.offers_nil for row in self.rows)

    @property
    def filled(self) -> int:
        return sum(row.is_filled for row in self.rows)

    @property
    def problems(self) -> list[dict[str, str]]:
        """Every line of the summary, each leading to its field."""
        return [
            {"url": f"#{row.problem_at}", "text": row.problem_text}
            for row in self.rows
            if row.problem_at
        ]


def note_table(
    duties: Iterable[NoteDuty],
    period: ReportingPeriod,
    on: date,
    posted: Mapping[str, TypedNote] | None = None,
    *,
    is_judged: bool = False,
    refused: Mapping[str, RefusedError] | None = None,
    clashes: Mapping[str, Clash] | None = None,
    returns: Returns | None = None,
) -> NoteTable:
    """The notes with what was posted in their fields; `is_judged`: say what they lack."""
    rows = []
    for duty in duties:
        number = str(duty.number)
        typed = (posted or {}).get(number)
        refusal = (refused or {}).get(number)
        clash = (clashes or {}).get(number)
        row = _row(duty, typed, refusal, clash, is_judged=is_judged)
        rows.append(replace(row, returns=(returns or {}).get(duty.pk or 0, ())))
    return NoteTable(period, on, rows)


def _row(
    duty: NoteDuty,
    typed: TypedNote | None,
    refusal: RefusedError | None,
    clash: Clash | None,
    *,
    is_judged: bool,
) -> NoteRow:
    is_editable = duty.is_editable and duty.period.is_open(duty.on)
    if typed is None or not is_editable:
        is_nil = bool(duty.filed and duty.filed.is_nil)
        typed = TypedNote(
            str(duty.number),
            duty.word,
            duty.text,
            duty.version,
            is_nil=is_nil,
            parts=duty.parts,
        )
    lacking = note_lacks(typed, duty) if is_judged else ""
    error, place = WISHES.get(lacking, ""), lacking
    if refusal:
        error, place = refusal.message, refusal.field
    return NoteRow(
        duty=duty,
        is_editable=is_editable,
        word=typed.word,
        text=typed.text,
        seen_version=typed.seen_version,
        error=error,
        error_field=place,
        clash=clash,
        is_nil=typed.is_nil,
        parts=typed.parts or duty.parts,
    )
