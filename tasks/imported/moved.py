"""What became of a row since a workbook was made: who changed it, to what, and what it was then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from targets.choices import Act
from targets.models import MeasurementVersion
from tasks.models import ProgressNoteVersion
from tasks.owed import FigureDuty, NoteDuty
from tasks.trial import figure_text

Version = MeasurementVersion | ProgressNoteVersion
DID = {
    Act.SAVE: "改为{what}",
    Act.SUBMIT: "改为{what}并提交",
    Act.WITHDRAW: "撤回",
    Act.RETURN: "退回",
    Act.COUNTERSIGN: "审核（单位）",
    Act.UNSIGN: "撤回单位审核",
    Act.APPROVE: "审核通过",
    Act.CORRECT: "更正为{what}",
}


@dataclass(frozen=True)
class Moved:
    """One row that moved on: the sentence, and what it held when the workbook was made."""

    told: str  # T04已由李四改为46（9月5日10:12）
    was: Mapping[str, Any] | None  # None where nobody can say any more


def figures_moved(
    duties: Iterable[FigureDuty], seen: Mapping[str, int], by: User
) -> dict[str, Moved]:
    """What became of these figures, by code; one query, none where nothing moved."""
    rows = {duty.pk: duty for duty in duties if duty.pk}
    found = _versions(
        MeasurementVersion, "measurement", rows, {seen[duty.facts.code] for duty in rows.values()}
    )
    told = {}
    for pk, duty in rows.items():
        code = duty.facts.code
        what = "" if duty.value is None else figure_text(duty, duty.value)
        was = found.get((pk, seen[code]))
        told[code] = Moved(
            f"{code}{_told(found.get((pk, duty.version)), what, by)}",
            _BLANK if seen[code] == 0 else was and vars(was),
        )
    return told


def notes_moved(duties: Iterable[NoteDuty], seen: Mapping[str, int], by: User) -> dict[str, Moved]:
    """What became of these notes, by number; one query, none where nothing moved."""
    rows = {duty.pk: duty for duty in duties if duty.pk}
    found = _versions(
        ProgressNoteVersion,
        "progress_note",
        rows,
        {seen[str(duty.number)] for duty in rows.values()},
    )
    told = {}
    for pk, duty in rows.items():
        number = str(duty.number)
        what = f"“{duty.word_label}：{duty.text[:40]}”" if duty.text else ""
        was = found.get((pk, seen[number]))
        told[number] = Moved(
            f"任务{number}{_told(found.get((pk, duty.version)), what, by)}",
            _BLANK if seen[number] == 0 else was and vars(was),
        )
    return told


class _Nothing(dict[str, Any]):
    """A row that was not there yet: nothing in any of its fields."""

    def __missing__(self, name: str) -> None:
        return None


_BLANK = _Nothing()


def _versions(
    model: type[MeasurementVersion | ProgressNoteVersion],
    of: str,
    rows: Mapping[int, Any],
    seen: Iterable[int],
) -> dict[tuple[int, int], Any]:
    if not rows:
        return {}
    numbers = Q(number=F(f"{of}__version")) | Q(number__in=set(seen))
    versions = model._default_manager.filter(numbers, **{f"{of}__in": list(rows)})
    return {
        (getattr(each, f"{of}_id"), each.number): each for each in versions.select_related("by")
    }


def _told(version: Version | None, what: str, by: User) -> str:
    if version is None:
        return "刚在别处改过"
    who = "你在另一处" if version.by_id == by.pk else str(version.by)
    did = DID[Act(version.act)]
    did = did.format(what=what) if what or "{" not in did else did.partition("为")[0] + "过"
    at = timezone.localtime(version.at)
    return f"已由{who}{did}（{at.month}月{at.day}日{at:%H:%M}）"
