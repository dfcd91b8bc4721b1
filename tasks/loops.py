"""How a matter of the loop is held, who stands where in it, moved on, and its step written.

What the acts of `milestones`, `problems`, `orders`, `resolutions` and `highlights` share: each act is
one transaction of theirs, which holds the row (`hold`), asks for the state it leads to (`begin`), and
ends with `advance`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile

from accounts import rules
from accounts.models import Unit, User
from accounts.texts import tidy
from accounts.tracing import trace, usual_way
from plans import evidence
from plans.today import now
from targets import rounds
from targets.rounds import RefusedError
from tasks.choices import Level, LoopAct, Urgency
from tasks.models import Highlight, Milestone, Problem, Resolution, Step, SupervisionOrder
from tasks.transitions import NEW, Machine, Party

Matter = TypeVar("Matter", Milestone, Problem, SupervisionOrder, Resolution, Highlight)
Rung = TypeVar("Rung", Level, Urgency)
Files = Iterable["UploadedFile[Any]"]
MOST_FILES = 10
NAMES = {
    Milestone: "milestone",
    Problem: "problem",
    SupervisionOrder: "order",
    Resolution: "resolution",
    Highlight: "highlight",
}
MOST_WORDS = 1000
MOST_DAYS_AHEAD = 366  # later than that, the year was mistyped


def parties(
    by: User,
    district_id: int,
    *,
    owner: Unit,
    raiser: Unit | None = None,
    took_part: Iterable[int | None] = (),
) -> frozenset[Party]:
    """In which parts this person stands to a matter of that district.

    `took_part` names the accounts that raised it, worked on it or claimed it: none of them judges,
    and nobody of the unit that answers for it does.
    """
    found = set()
    if _works_for(by, owner):
        found.add(Party.OWNER)
    if raiser is not None and _works_for(by, raiser):
        found.add(Party.RAISER)
    if rules.may_review(by, district_id):
        found.add(Party.OFFICE)
        if rules.may_judge(by, district_id, unit=owner, took_part=tuple(took_part)):
            found.add(Party.JUDGE)
    return frozenset(found)


def _works_for(by: User, unit: Unit) -> bool:
    """Fills in for the unit; for the office's own matters its own people do."""
    return rules.may_report(by, unit) or rules.is_office_of(by, unit)


def hold(row: Matter) -> Matter:
    """The row as it stands now, held until the transaction ends, with what it points to."""
    rows: Any = type(row)._default_manager
    held: Matter = rows.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if isinstance(held, Problem | SupervisionOrder | Highlight):
        held.plan = row.plan  # read already, without its text
    return held


def begin(
    machine: Machine,
    act: LoopAct,
    row: Matter,
    who: frozenset[Party],
    *,
    by: User,
    seen_version: int,
    typed: Mapping[str, Any],
) -> str | None:
    """The state the act leads to; None where it is the same press once more. Raises as `require`."""
    if machine.may(act, who) and is_repeated(row, act, typed, by=by, seen_version=seen_version):
        return None
    return require(machine, act, row, who, seen_version=seen_version)


def is_repeated(
    row: Matter, act: LoopAct, typed: Mapping[str, Any], *, by: User, seen_version: int
) -> bool:
    """The same form sent twice: the newest step is this very act of this very person, as typed.

    `typed` is what the form holds by its column; `text` and `until` are those of the step. Other
    words are no repetition: who went back and wrote them anew is told that they were not kept.
    """
    last = row.steps.last()
    is_next = row.version == seen_version + 1
    if not is_next or last is None or (last.act, last.by_id) != (act, by.pk):
        return False
    kept = {name: getattr(row, name) for name in typed.keys() - {"text", "until"}}
    said_again = _plain(last.text).endswith(_plain(typed.get("text") or ""))
    same_day = typed.get("until", last.until) == last.until
    return said_again and same_day and all(_is_same(kept[name], typed[name]) for name in kept)


def _is_same(kept: Any, typed: Any) -> bool:
    return _plain(kept) == _plain(typed) if isinstance(typed, str) else bool(kept == typed)


def _plain(text: str) -> str:
    """The words alone, however they were broken into lines."""
    return " ".join(tidy(text).split())


def require(
    machine: Machine,
    act: LoopAct,
    row: Matter | None,
    who: frozenset[Party],
    *,
    seen_version: int = 0,
) -> str:
    """The state the act leads to, for somebody who may do it now.

    Raises PermissionDenied, EditConflictError where the row moved on since it was seen, RefusedError.
    """
    if not machine.may(act, who):
        raise PermissionDenied
    state = NEW if row is None else row.state
    if row is not None and row.version != seen_version:
        raise rounds.EditConflictError(row)
    after = machine.after(act, state)
    if after is None:
        raise RefusedError(machine.refusal(act, state))
    return after


def said(text: str, what: str, field: str = "text", *, most: int = MOST_WORDS) -> str:
    """A text that must be there, as it is kept. Raises RefusedError."""
    told = tidy(text)
    if not told:
        raise RefusedError(f"请写明{what}。", field)
    rounds.require_length(told, most, what, field)
    return told


def short(text: str, what: str, field: str = "text", *, most: int = rounds.MOST_REASON) -> str:
    """A text that need not be there, as it is kept. Raises RefusedError."""
    told = tidy(text)
    rounds.require_length(told, most, what, field)
    return told


def reason(text: str, what: str) -> str:
    """Why it is done, which must be said. Raises RefusedError."""
    return said(text, what, most=rounds.MOST_REASON)


def due(day: date | None, *, on: date, what: str = "时限", field: str = "due_on") -> date:
    """A day that must be there, not lie behind, nor years ahead. Raises RefusedError."""
    if day is None:
        raise RefusedError(f"请填{what}，如{on.year}-{on.month:02d}-{on.day:02d}。", field)
    year = f"{day.year}年" if day.year != on.year else ""
    told = f"{what}{year}{day.month}月{day.day}日"
    if day < on:
        raise RefusedError(f"{told}已经过去，请改为今天或以后的日期。", field)
    if day > on + timedelta(days=MOST_DAYS_AHEAD):
        raise RefusedError(f"{told}在一年以后，请核对年份。", field)
    return day


def advance(
    row: Matter,
    act: LoopAct,
    state: str,
    *,
    by: User | None,
    words: str = "",
    until: date | None = None,
    files: Files = (),
    at: datetime | None = None,
    **columns: Any,
) -> Matter:
    """Write the columns and the new state, one version on, with its history row and its step.

    `words` are what the step tells, beside the columns of the matter itself.
    """
    row.state, row.version = state, row.version + (row.pk is not None)
    for name, value in columns.items():
        setattr(row, name, value)
    trace(row, by=by, why=words[: rounds.MOST_REASON]).save()
    kept = [_kept(file, row, by) for file in _few(files)]
    made = Step.objects.create(
        act=act,
        state=state,
        text=words,
        until=until,
        way=usual_way(),
        by=by,
        unit=by.member.unit if by is not None and by.member is not None else None,
        at=at or now(),
        **{NAMES[type(row)]: row},
    )
    made.evidence.set(kept)
    return row


def _few(files: Files) -> list[UploadedFile[Any]]:
    found = list(files)
    if len(found) > MOST_FILES:
        raise RefusedError(f"一次最多{MOST_FILES}个依据，现有{len(found)}个，请分次上传。", "file")
    return found


def _kept(file: UploadedFile[Any], row: Any, by: User | None) -> Any:
    """The file, sniffed and stored as evidence of the unit that answers for the matter."""
    if by is None:
        raise ValueError("files come from people")
    unit = row.unit
    if by.member is not None and by.member.unit is not None and not _answers(by, unit):
        unit = by.member.unit  # the lead proves what a joining unit answers for
    try:
        return evidence.store(file, plan=row.plan, unit=unit, by=by)
    except evidence.RefusedFileError as refused:
        raise RefusedError(refused.message, "file") from refused


def _answers(by: User, unit: Unit) -> bool:
    return rules.may_report(by, unit) or rules.may_report_for(by, unit)


# One step up


def above(rung: Rung) -> Rung | None:
    """The step above; None at the top."""
    ladder = list(type(rung))
    higher = ladder[ladder.index(rung) + 1 :]
    return higher[0] if higher else None


def is_below(rung: Rung, other: Rung) -> bool:
    """Whether a step stands below another."""
    ladder = list(type(rung))
    return ladder.index(rung) < ladder.index(other)
