"""What the unit's head releases or gives back (单位审核), as the page shows it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from targets.choices import Act, State
from targets.models import MeasurementVersion
from targets.numbers import NOTHING
from tasks.clashes import moment_text
from tasks.models import ProgressNoteVersion
from tasks.owed import FigureDuty, NoteDuty, Owed
from tasks.trial import change_of, doubts_of, fact_of, figure_text, standing_of

PUT_IN = (Act.SAVE, Act.SUBMIT)


@dataclass(frozen=True)
class SignRow:
    """One figure (f) or note (n) that the unit has handed in."""

    key: str  # f:12:3, with the version that is seen
    name: str
    state: str
    state_label: str
    is_own: bool  # filled in by whoever looks
    who: str  # 10月8日 10:31 张某提交
    value: str = ""
    measure: str = ""
    last: str = ""
    change: str = ""
    light: str = ""
    light_note: str = ""
    doubts: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    typed_reason: str = ""  # kept where the return was refused

    @property
    def waits(self) -> bool:
        """It waits for the head, who did not fill it in."""
        return self.state == State.SUBMITTED and not self.is_own

    @property
    def may_unsign(self) -> bool:
        return self.state == State.COUNTERSIGNED


def sign_rows(duties: Iterable[Owed], by: User, reasons: Mapping[str, str]) -> list[SignRow]:
    """What the unit has handed in and the office has not approved; two queries.

    `reasons` are those typed and not yet accepted, by the row's key.
    """
    handed_in = [duty for duty in duties if duty.is_handed_in and not duty.is_approved]
    own = {"f": _own_figures(handed_in, by), "n": _own_notes(handed_in, by)}
    return [_row(duty, own, reasons) for duty in handed_in]


def _row(duty: Owed, own: Mapping[str, Collection[int]], reasons: Mapping[str, str]) -> SignRow:
    filed = duty.filed
    if filed is None:
        raise LookupError(f"{duty.what} was handed in without a row")
    kind = "f" if isinstance(duty, FigureDuty) else "n"
    key = f"{kind}:{filed.pk}:{filed.version}"
    at = f"{moment_text(filed.submitted_at)} " if filed.submitted_at else ""
    said = _figure(duty) if isinstance(duty, FigureDuty) else _note(duty)
    return SignRow(
        key=key,
        state=filed.state,
        state_label=duty.state_label,
        is_own=filed.pk in own[kind],
        who=f"{at}{filed.submitted_by}提交{'（代填）' if filed.on_behalf else ''}",
        typed_reason=reasons.get(key, ""),
        **said,
    )


def _figure(duty: FigureDuty) -> dict[str, Any]:
    value, previous = duty.value, duty.previous
    standing = None if value is None else standing_of(duty, value)
    return {
        "name": duty.what,
        "value": figure_text(duty, value),
        "measure": duty.facts.measure,
        "last": figure_text(duty, previous[1]) if previous else NOTHING,
        "change": NOTHING if value is None else change_of(duty, value)[0],
        "light": standing.light if standing else "",
        "light_note": standing.remark if standing else "",
        "doubts": () if value is None else tuple(fact_of(each) for each in doubts_of(duty, value)),
        "words": tuple(_words(duty)),
    }


def _words(duty: FigureDuty) -> Iterator[tuple[str, str]]:
    filed = duty.filed
    if filed is None:
        return
    for label, text in (
        ("说明", filed.explanation),
        ("存在问题", filed.problem),
        ("下步措施", filed.next_step),
        ("来源", filed.source),
        ("依据", f"{filed.evidence}个文件" if filed.evidence else ""),
    ):
        if text:
            yield label, text


def _note(duty: NoteDuty) -> dict[str, Any]:
    return {"name": duty.full_name, "words": ((duty.word_label, duty.text),)}


def _own_figures(duties: Iterable[Owed], by: User) -> set[int]:
    keys = [duty.pk for duty in duties if isinstance(duty, FigureDuty)]
    rows = MeasurementVersion.objects.filter(measurement__in=keys, by=by, act__in=PUT_IN)
    return set(rows.values_list("measurement_id", flat=True))


def _own_notes(duties: Iterable[Owed], by: User) -> set[int]:
    keys = [duty.pk for duty in duties if isinstance(duty, NoteDuty)]
    rows = ProgressNoteVersion.objects.filter(progress_note__in=keys, by=by, act__in=PUT_IN)
    return set(rows.values_list("progress_note_id", flat=True))
