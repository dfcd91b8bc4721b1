"""What a month asks of one unit, or of all (专班), and the workbook that is made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone

from accounts.models import Unit
from plans.models import ReportingPeriod
from plans.today import now
from targets.choices import Kind
from targets.rounds import HANDED_IN
from targets.standing import standings
from tasks.duties import figures_due, notes_due
from tasks.entry import ASKED
from tasks.imported.rows import FIGURE, Said, Staged
from tasks.owed import FigureDuty, NoteDuty, figure_duty
from tasks.progress import progress
from tasks.returned import for_office
from tasks.reviewing import note_duty
from tasks.workbook.layout import (
    CellError,
    EntryBook,
    EntryNote,
    EntryRow,
    Reading,
    ReadNote,
    ReadRow,
    Stamp,
)

OPEN = "未报"


@dataclass(frozen=True)
class Owing:
    """The figures and notes of a month that one unit (None: any unit) may bring by workbook."""

    period: ReportingPeriod
    unit: Unit | None
    figures: Mapping[str, FigureDuty]  # by the target's code, those not asked for too
    notes: Mapping[str, NoteDuty]  # by the task's number

    @property
    def is_office(self) -> bool:
        """All units at once; what a unit drafts is not in it."""
        return self.unit is None


def owing(period: ReportingPeriod, unit: Unit | None, *, on: date) -> Owing:
    """Everything the workbook of a month may hold; a fixed number of queries."""
    if unit is not None:
        figures = figures_due(unit, period, on=on)
        return _owing(period, unit, figures, notes_due(unit, period, on=on))
    rows = standings(period.plan, period.month, on=on)
    tasks = progress(period.plan, period.month, on=on, states=HANDED_IN)
    owed = for_office(
        [
            *(figure_duty(row, period, on) for row in rows if row.facts.lead),
            *(note_duty(task, period, on) for task in tasks if task.lead),
        ],
        period.plan,
    )
    figures = [each for each in owed if isinstance(each, FigureDuty)]
    return _owing(period, None, figures, [each for each in owed if isinstance(each, NoteDuty)])


def _owing(
    period: ReportingPeriod,
    unit: Unit | None,
    figures: Iterable[FigureDuty],
    notes: Iterable[NoteDuty],
) -> Owing:
    return Owing(
        period,
        unit,
        {each.facts.code: each for each in figures},
        {str(each.number): each for each in notes},
    )


# The workbook


def key() -> bytes:
    """What a workbook's stamp is signed with."""
    return str(settings.SECRET_KEY).encode()


def book_of(found: Owing) -> EntryBook:
    """The workbook as it would be made now: what the month asks for, with what is kept."""
    period, unit = found.period, found.unit
    return EntryBook(
        plan_slug=period.plan.slug,
        plan_title=period.plan.short_title,
        year=period.plan.year,
        month=period.month,
        unit_code=unit.code if unit else None,
        unit_name=unit.short_name if unit else "全部单位",
        made_at=timezone.localtime(now()),
        rows=tuple(_row(each) for each in found.figures.values() if each.is_due),
        notes=tuple(_note(each) for each in found.notes.values()),
    )


def _row(duty: FigureDuty) -> EntryRow:
    facts, filed, previous = duty.facts, duty.filed, duty.previous
    lead = duty.lead
    kind = Kind(duty.promise.kind)
    return EntryRow(
        code=facts.code,
        unit_code=lead.code if lead else "",
        unit_name=lead.short_name if lead else "",
        name=facts.short_name,
        asked=ASKED[kind].format(month=duty.month),
        measure=facts.measure,
        decimals=facts.decimals,
        goal_text=facts.goal_text,
        last_year=duty.last_year,
        last=previous[1] if previous else None,
        last_month=previous[0] if previous else None,
        value=duty.value if duty.value is not None else (duty.typed or None),
        nature=filed.nature if filed else "",
        expectation=filed.expectation if filed else None,
        explanation=duty.explanation,
        problem=filed.problem if filed else "",
        next_step=filed.next_step if filed else "",
        source=filed.source if filed else "",
        state_label=duty.state.label if duty.state else OPEN,
        version=duty.version,
        is_editable=duty.is_editable,
        kind=kind.value,
    )


def _note(duty: NoteDuty) -> EntryNote:
    return EntryNote(
        number=duty.number,
        unit_code=duty.lead.code,
        unit_name=duty.lead.short_name,
        title=duty.title,
        word=duty.word,
        text=duty.text,
        state_label=duty.state.label if duty.state else OPEN,
        version=duty.version,
        is_editable=duty.is_editable,
    )


# The rows that were not taken, given back


def reading_of(rows: Iterable[Staged], book: EntryBook) -> tuple[Reading, list[CellError]]:
    """The rows as they were read, and what was said to them, for the marked workbook."""
    figures: list[ReadRow] = []
    notes: list[ReadNote] = []
    errors: list[CellError] = []
    for row in rows:
        told = tuple(
            CellError(row.sheet, said.cell or f"A{row.line}", said.field, _sentence(row, said))
            for said in row.said
        )
        errors += told
        common = (row.sheet, row.line, row.cells, row.unit, told)
        typed = {name: text for name, text in row.typed.items() if name != "is_nil"}
        if row.kind == FIGURE:
            figures.append(ReadRow(*common, code=row.key, name=row.name, **typed))
        else:
            number = int(row.key) if row.key.isdigit() else 0
            notes.append(ReadNote(*common, number=number, title=row.name, **typed))
    return Reading(_no_stamp(book), tuple(figures), tuple(notes), ()), errors


def _no_stamp(book: EntryBook) -> Stamp:
    return Stamp(
        plan_slug=book.plan_slug,
        plan_title=book.plan_title,
        year=book.year,
        month=book.month,
        unit_code=book.unit_code,
        unit_name=book.unit_name,
        made_at=book.made_at.isoformat(),
        digest="",
        versions={},
        note_versions={},
        names={},
        titles={},
    )


def _sentence(row: Staged, said: Said) -> str:
    return f"{row.sheet}!{said.cell or f'A{row.line}'}：{said.text}{said.wish}"
