"""A figure's line of a workbook beside what the system holds of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from targets.filling import BEHIND, MOST
from targets.numbers import MOST_CHARACTERS, NotAFigure, parse
from tasks.forms import TypedFigure
from tasks.handing_in import figure_lacks
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
from tasks.imported.rows import ASKS, CHANGE, EMPTY, ERROR, FIGURE, SAME, STALE, Said, Staged
from tasks.owed import FigureDuty
from tasks.trial import fact_of, figure_text, offer_of, trial
from tasks.workbook.layout import CellError, ReadRow

INPUTS = ("typed", "nature", "expectation", "explanation", "problem", "next_step", "source")
NAMES = {"explanation": "情况说明", "source": "数据来源", **BEHIND}
COVERS = "单位已有草稿，写入后由代填的数代替。"
PROOF = "须附依据：写入草稿后，到网页填报里附上依据再提交。"
EXPLAINED = "{fact}，已有说明，请核对。"
_KNOWN = {each.name for each in fields(TypedFigure)}


def figure_line(
    read: ReadRow, duty: FigureDuty | None, moved: Moved | None, *, is_office: bool
) -> Staged:
    """A figure's line, judged: same, changed, to be explained, wrong, or overtaken."""
    typed = {name: getattr(read, name) for name in INPUTS}
    row = line_of(read, FIGURE, read.code, read.name, typed)
    if duty is None:
        return strange(row, read, "指标")
    row = replace(
        row,
        name=duty.facts.short_name,
        unit=duty.lead.code if duty.lead else "",
        unit_name=duty.lead.short_name if duty.lead else "",
        seen=duty.version,
        measure=duty.facts.measure,
        last=figure_text(duty, duty.previous[1]) if duty.previous else "—",
        before=_kept(duty, is_office=is_office),
        after=_shown(duty, read.typed),
    )
    if errors_of(read):
        return replace(row, verdict=ERROR, said=errors_of(read))
    if not duty.is_due:
        wrong = read.wrong("typed", f"本月不用报（{duty.why_not}），请清空这一格。")
        return row if read.is_blank else replace(row, verdict=ERROR, said=(said_of(wrong),))
    if _is_same(read, duty, is_office=is_office):
        return _settled(replace(row, typed=_with_nil(typed, duty)), duty)
    if _is_untouched(read, duty, moved) or (is_office and read.is_blank):
        notes = (ASIDE.format(told=moved.told),) if moved else ()
        return replace(row, verdict=EMPTY if read.is_blank else SAME, after=row.before, notes=notes)
    return _changed(row, read, duty, moved, is_office=is_office)


def _changed(
    row: Staged, read: ReadRow, duty: FigureDuty, moved: Moved | None, *, is_office: bool
) -> Staged:
    """A row that differs from what is kept."""
    if moved is not None:
        return row.refused(OVERTAKEN.format(told=moved.told), verdict=STALE)
    if not duty.is_editable:
        return row.refused(locked(duty, is_office=is_office))
    wrong = _unreadable(read, duty)
    if wrong:
        return replace(row, verdict=ERROR, said=tuple(_advised(each, duty) for each in wrong))
    row = replace(row, verdict=CHANGE, is_change=True)
    if is_office and duty.filed is not None and not duty.filed.on_behalf:
        row = replace(row, notes=(COVERS,))
    return _settled(row, duty)


def _settled(row: Staged, duty: FigureDuty) -> Staged:
    """A readable row: what it lacks to be handed in, and what was done to read it."""
    typed = str(row.typed["typed"])
    if not typed:
        return replace(
            row, verdict=EMPTY if row.verdict == SAME and not duty.filed else row.verdict
        )
    tried = trial(duty, typed, is_sure=True)
    notes = (*row.notes, *((tried.note,) if tried.note else ()))
    if not duty.is_editable:
        return replace(row, notes=notes)
    said = []
    if tried.doubts and not row.typed["explanation"]:
        said = [_doubted(row, each) for each in tried.doubts]
    else:
        notes = (*notes, *(EXPLAINED.format(fact=fact_of(each)) for each in tried.doubts))
    late = [name for name in BEHIND if not row.typed[name]]
    if tried.is_late and late:
        said.append(_late(row, late))
    if said:
        return replace(row, verdict=ASKS, said=tuple(said), notes=notes)
    lacks_proof = duty.facts.needs_evidence and not (duty.filed and duty.filed.evidence)
    if lacks_proof:
        notes = (*notes, PROOF)
    is_fit = not (lacks_proof or figure_lacks(typed_figure(row), duty))
    return replace(row, is_fit=is_fit, notes=notes)


def _advised(wrong: CellError, duty: FigureDuty) -> Said:
    """The error, with what to do where the sentence itself does not say it."""
    said = said_of(wrong)
    is_fraction = "整数" in said.text and not said.wish
    if not is_fraction:
        return said
    return replace(said, text=f"{said.text}。", wish=f"按“{duty.facts.measure}”填整数。")


def _doubted(row: Staged, doubt: Any) -> Said:
    cell = row.cells.get("explanation", "")
    offer = offer_of(doubt)
    meant = f"若应为{offer}{row.measure}，请改；" if offer else ""
    wish = f"{meant}确认无误的，在{cell}写一行说明。"
    place = row.cells.get("typed", "")
    return Said("typed", place, f"{fact_of(doubt)}。", wish, is_error=False, needs=("explanation",))


def _late(row: Staged, lacking: list[str]) -> Said:
    cells = "、".join(row.cells.get(name, "") for name in lacking)
    names = "和".join(BEHIND[name] for name in lacking)
    place = row.cells.get("typed", "")
    wish = f"在{cells}写明{names}。"
    return Said("typed", place, "进度滞后。", wish, is_error=False, needs=tuple(lacking))


def typed_figure(row: Staged) -> TypedFigure:
    """The row as the page would have posted it."""
    known = {name: text for name, text in row.typed.items() if name in _KNOWN}
    return TypedFigure(code=row.key, seen_version=row.seen, **known)


def _unreadable(read: ReadRow, duty: FigureDuty) -> list[CellError]:
    """What is no figure, and what is longer than its field."""
    wrong = []
    for name in ("typed", "expectation"):
        text = getattr(read, name)
        try:
            if text:
                parse(text, duty.facts.measure, duty.facts.decimals)
        except NotAFigure as error:
            wrong.append(read.not_a_figure(name, error))
        if len(text) > MOST_CHARACTERS:
            wrong.append(read.wrong(name, f"最多{MOST_CHARACTERS}字，现有{len(text)}字。"))
    for name, most in MOST.items():
        size = len(getattr(read, name))
        if size > most:
            wrong.append(read.wrong(name, f"{NAMES[name]}最多{most}字，现有{size}字。"))
    return wrong


def _is_same(read: ReadRow, duty: FigureDuty, *, is_office: bool) -> bool:
    """The system holds just this; of a unit's draft the office learns nothing by trying."""
    if duty.filed is None:
        return read.is_blank
    if is_office and duty.value is None:
        return False
    return _holds(read, duty, duty.filed._asdict())


def _holds(read: ReadRow, duty: FigureDuty, kept: Mapping[str, Any]) -> bool:
    """Whether these fields hold just what the line says."""
    words = all(
        getattr(read, name) == (kept[name] or "")
        for name in ("nature", "explanation", "problem", "next_step", "source")
    )
    figures = (
        (read.typed, kept["value"], kept.get("typed", "")),
        (read.expectation, kept["expectation"], ""),
    )
    return words and all(_is_figure(duty, *each) for each in figures)


def _is_figure(duty: FigureDuty, typed: str, value: Decimal | None, kept: str | None) -> bool:
    if value is None:
        return typed == (kept or "")
    try:
        return parse(typed, duty.facts.measure, duty.facts.decimals).value == value
    except NotAFigure:
        return False


def _is_untouched(read: ReadRow, duty: FigureDuty, moved: Moved | None) -> bool:
    """The line still says what the workbook was made with, before the system moved on."""
    if moved is None or moved.was is None:
        return False
    return _holds(read, duty, {name: moved.was[name] for name in (*INPUTS[1:], "value")})


def _with_nil(typed: dict[str, Any], duty: FigureDuty) -> dict[str, Any]:
    """An unchanged nil report (零报告) stays one."""
    return {**typed, "is_nil": True} if duty.filed and duty.filed.is_nil else typed


def _kept(duty: FigureDuty, *, is_office: bool) -> str:
    if duty.filed is None or (is_office and duty.value is None):
        return BLANK
    return figure_text(duty, duty.value) if duty.value is not None else duty.typed or BLANK


def _shown(duty: FigureDuty, typed: str) -> str:
    try:
        return figure_text(duty, parse(typed, duty.facts.measure, duty.facts.decimals).value)
    except NotAFigure:
        return typed or BLANK
