"""Two people edited one thing: what the other did, told beside one's own, so that one is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from targets.choices import Act
from targets.models import MeasurementVersion
from targets.rounds import EDITABLE
from tasks.models import ProgressNoteVersion
from tasks.owed import FigureDuty, NoteDuty
from tasks.trial import figure_text

Version = MeasurementVersion | ProgressNoteVersion
DID = {
    Act.SAVE: "改为{what}（草稿）",
    Act.SUBMIT: "提交了{what}",
    Act.WITHDRAW: "撤回了{what}",
    Act.RETURN: "退回了{what}",
    Act.APPROVE: "审核通过了{what}",
}


@dataclass(frozen=True)
class Clash:
    """What somebody else did to a row since this page was opened, and what one typed oneself."""

    told: str
    version: int  # as it stands now: what a choice is bound to
    theirs: str
    mine: str
    may_overwrite: bool


def of_figures(
    duties: Iterable[FigureDuty], typed: Mapping[str, str], by: User
) -> dict[str, Clash]:
    """The clash of each figure, by its target's code; one query."""
    rows = {duty.pk: duty for duty in duties}
    versions = MeasurementVersion.objects.filter(
        measurement__in=[pk for pk in rows if pk], number=F("measurement__version")
    ).select_related("by")
    last = {version.measurement_id: version for version in versions}
    found = {}
    for pk, duty in rows.items():
        code = duty.facts.code
        mine = typed.get(code, "") or "空白"
        theirs = "空白"
        if duty.value is not None:
            theirs = figure_text(duty, duty.value) + duty.facts.measure
        elif duty.typed:
            theirs = f"“{duty.typed}”"
        told = f"{_told(last.get(pk or 0), theirs, by)}你填的是{mine}。"
        found[code] = Clash(told, duty.version, theirs, mine, duty.state in {None, *EDITABLE})
    return found


def of_notes(duties: Iterable[NoteDuty], typed: Mapping[str, str], by: User) -> dict[str, Clash]:
    """The clash of each note, by its task's number; one query.

    Where one's own text has no field any more, the sentence keeps it.
    """
    rows = {duty.pk: duty for duty in duties}
    versions = ProgressNoteVersion.objects.filter(
        progress_note__in=[pk for pk in rows if pk], number=F("progress_note__version")
    ).select_related("by")
    last = {version.progress_note_id: version for version in versions}
    found = {}
    for pk, duty in rows.items():
        more = "；".join(part for part in duty.parts if part)
        said = f"{duty.text or '空白'}{'；' if more else ''}{more}"
        theirs = f"“{duty.word_label or '未选状态'}：{said}”"
        told = _told(last.get(pk or 0), theirs, by)
        may_overwrite = duty.state in {None, *EDITABLE}
        mine = typed.get(str(duty.number), "")
        if mine and not may_overwrite:
            told += f"你写的是“{mine}”。"
        found[str(duty.number)] = Clash(told, duty.version, theirs, mine, may_overwrite)
    return found


def _told(version: Version | None, what: str, by: User) -> str:
    if version is None:
        return "这一项刚被他人改过。"
    who = "你在另一处" if version.by_id == by.pk else str(version.by)
    return f"{moment_text(version.at)}，{who}{DID[Act(version.act)].format(what=what)}。"


def moment_text(at: datetime) -> str:
    """10月8日 10:31, on the clock people read."""
    local = timezone.localtime(at)
    return f"{local.month}月{local.day}日 {local:%H:%M}"
