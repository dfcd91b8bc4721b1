"""What stands in fields before anybody types, and what one press fills in.

The offered correction, nothing new (零报告), last month's words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from targets.choices import Kind
from tasks.choices import Word
from tasks.forms import TypedFigure, TypedNote
from tasks.owed import FigureDuty, NoteDuty, plain
from tasks.trial import trial

NIL_WHY = "零报告：本月无新增"
NIL_TEXT = "本月无新进展。"
CUMULATIVE = frozenset({Kind.FLOW, Kind.STOCK})  # of a share or a growth nothing is "new"
Figures = dict[str, TypedFigure]
FigureDuties = Mapping[str, FigureDuty]
Notes = dict[str, TypedNote]
NoteDuties = Mapping[str, NoteDuty]


def nil_figure(duty: FigureDuty) -> str:
    """What "nothing new" puts into the field: the last figure; empty where it is not offered."""
    if duty.promise.kind not in CUMULATIVE:
        return ""
    if duty.previous is None:
        return "0" if duty.promise.kind == Kind.FLOW else ""
    return plain(duty.previous[1])


def pressed(
    press: Mapping[str, str], posted: Mapping[str, TypedFigure], duties: FigureDuties
) -> tuple[Figures, str]:
    """The posted figures with what the pressed button fills in, and the row it belongs to."""
    rows = {code: settled(row, duties[code]) for code, row in posted.items() if code in duties}
    rows = {**posted, **rows}
    code, _, value = press.get("fix", "").partition(":")
    if code in rows:
        rows[code] = replace(rows[code], typed=value, is_nil=False)
        return rows, code
    code = press.get("nil", "")
    if code in duties and code in rows:
        rows[code] = _nil(rows[code], duties[code])
        return rows, code
    code = press.get("reuse", "")
    if code in duties and code in rows:
        rows[code] = reused(rows[code], duties[code])
        return rows, code
    if press.get("action") == "nil_all":
        blank = [code for code, row in rows.items() if not row.typed and code in duties]
        rows |= {code: _nil(rows[code], duties[code]) for code in blank}
    return rows, ""


def _nil(row: TypedFigure, duty: FigureDuty) -> TypedFigure:
    figure = nil_figure(duty)
    if not figure or not duty.is_editable:
        return row
    return replace(row, typed=figure, explanation=row.explanation or NIL_WHY, is_nil=True)


def reused(row: TypedFigure, duty: FigureDuty) -> TypedFigure:
    """沿用8月: what the last report said of being behind, where nothing is written yet."""
    if duty.told_before is None:
        return row
    _, problem, step = duty.told_before
    return replace(row, problem=row.problem or problem, next_step=row.next_step or step)


def settled(row: TypedFigure, duty: FigureDuty) -> TypedFigure:
    """A nil report whose figure was changed since is none, and does not say so any more."""
    if not row.is_nil:
        return row
    value = trial(duty, row.typed, is_sure=True).value
    if value == (duty.previous[1] if duty.previous else Decimal(0)):
        return row
    why = "" if row.explanation == NIL_WHY else row.explanation
    return replace(row, is_nil=False, explanation=why)


def pressed_notes(press: Mapping[str, str], posted: Notes, duties: NoteDuties) -> tuple[Notes, str]:
    """The posted notes with what the pressed button fills in, and the task it belongs to."""
    rows = {
        number: replace(row, is_nil=row.is_nil and row.text == NIL_TEXT)
        for number, row in posted.items()
    }
    number = press.get("nil", "")
    if number in duties and number in rows:
        rows[number] = _nil_note(rows[number], duties[number])
        return rows, number
    number = press.get("take", "")
    if number in duties and number in rows:
        rows[number] = _gathered(rows[number], duties[number])
        return rows, number
    if press.get("action") == "nil_all":
        blank = [number for number, row in rows.items() if not row.text and number in duties]
        rows |= {number: _nil_note(rows[number], duties[number]) for number in blank}
    return rows, ""


def _gathered(row: TypedNote, duty: NoteDuty) -> TypedNote:
    """The lead's text with what joining units handed in, each once."""
    if not duty.is_editable:
        return row
    lines = [row.text] if row.text else []
    lines += [f"{unit}：{text}" for unit, text in duty.joint if text not in row.text]
    return replace(row, text="\n".join(lines), is_nil=False)


def _nil_note(row: TypedNote, duty: NoteDuty) -> TypedNote:
    if not duty.is_editable:
        return row
    last, parts = duty.previous, row.parts
    if last is not None and parts is not None and not any(parts):
        parts = (last.problem, last.measures, last.next_step)  # nothing is new in these either
    word = row.word or nil_word(duty)
    return replace(row, word=word, text=NIL_TEXT, is_nil=True, parts=parts)


def nil_word(duty: NoteDuty) -> str:
    """How a task stands where nothing is new: as it last stood."""
    return duty.previous.word if duty.previous else Word.ON_COURSE.value


def kept_in(duty: FigureDuty) -> TypedFigure:
    """What stands in the fields before anybody types."""
    filed = duty.filed
    return TypedFigure(
        code=duty.facts.code,
        typed=duty.typed,
        explanation=filed.explanation if filed else "",
        problem=filed.problem if filed else "",
        next_step=filed.next_step if filed else "",
        seen_version=duty.version,
        nature=filed.nature if filed else "",
        expectation=plain(filed.expectation) if filed and filed.expectation is not None else "",
        source=filed.source if filed else "",
        is_nil=filed.is_nil if filed else False,
    )
