"""议定事项: the rows of a list of them, and the acts of whoever reads one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from accounts import rules
from accounts.models import Unit, User
from dashboard.loop import matter_forms as typed
from dashboard.loop import steps
from dashboard.loop.matter_forms import ActForm, Sent, offer
from plans.models import Plan
from tasks import extending, resolutions
from tasks.choices import LoopAct, ResolutionState
from tasks.models import Meeting, Resolution
from tasks.transitions import RESOLUTION, Party

OPEN = (ResolutionState.OPEN.value, ResolutionState.CLAIMED.value)


@dataclass(frozen=True)
class Row:
    """One resolution of a list."""

    resolution: Resolution
    url: str
    over: int  # days past its day, while it is open

    @property
    def is_done(self) -> bool:
        """Nobody has anything to do about it any more."""
        return self.resolution.state not in OPEN


def rows_of(
    plan: Plan, on: date, *, unit: Unit | None = None, meeting: Meeting | None = None
) -> list[Row]:
    """The plan's resolutions, a unit's or a meeting's alone; what is open first, by its day."""
    rows = Resolution.objects.filter(meeting__plan=plan).select_related("meeting", "unit")
    rows = rows.filter(unit=unit) if unit else rows
    rows = rows.filter(meeting=meeting) if meeting else rows
    found = [Row(row, url_of(plan, row), days_over(row, on)) for row in rows]
    if meeting is not None:
        return sorted(found, key=lambda row: row.resolution.number)
    return sorted(found, key=lambda row: (row.is_done, row.resolution.due_on, row.resolution.pk))


def url_of(plan: Plan, row: Resolution) -> str:
    """Its page."""
    return reverse("resolution_detail", args=[plan.slug, row.meeting.number, row.number])


def days_over(row: Resolution, on: date) -> int:
    """Days past its day, while the unit has not claimed it done."""
    is_open = row.state == ResolutionState.OPEN
    return max(0, (on - row.due_on).days) if is_open else 0


# The acts


def forms(
    row: Resolution, plan: Plan, units: list[Unit], *, by: User, on: date, posted: Sent | None
) -> list[ActForm]:
    """What this person may do now, the usual act first and open."""
    who = resolutions.parties(row, by)
    found = []
    for act, (button, tone) in _ACTS.items():
        if RESOLUTION.after(act, row.state) is None or not RESOLUTION.may(act, who):
            continue
        if not extending.fits(act, row, on):
            continue
        fields, initial = _fields(act, row, units)
        is_open = act in {LoopAct.CONFIRM, LoopAct.GRANT, LoopAct.CLAIM}
        made = offer(
            act,
            button,
            fields,
            seen=row.version,
            posted=posted,
            initial=initial,
            tone=tone,
            is_open=is_open,
        )
        found.append(made)
    return found


def _fields(
    act: LoopAct, row: Resolution, units: list[Unit]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is typed for an act, and what stands in it."""
    if act == LoopAct.CHANGE:
        options = [(unit.code, unit.short_name) for unit in units]
        fields = {
            "text": typed.words("议定事项", rows=2, most=300),
            "unit": typed.choice("责任单位", options),
            "due_on": typed.day("时限"),
        }
        initial = {"text": row.text, "unit": row.unit.code, "due_on": row.due_on.isoformat()}
        return fields, initial
    label, has_files = _WORDS[act]
    fields = {"text": typed.words(label, rows=3, most=1000 if has_files else 300)}
    if act == LoopAct.ASK_LONGER:
        fields = {"until": typed.day("延期至"), **fields}
    return (fields | {"file": typed.files("依据（可不传）")} if has_files else fields), {}


_ACTS = {
    LoopAct.GRANT: ("同意延期", "primary"),
    LoopAct.REFUSE: ("不同意延期", "warn"),
    LoopAct.CONFIRM: ("核实完成", "primary"),
    LoopAct.SEND_BACK: ("退回办理", "warn"),
    LoopAct.CLAIM: ("报完成", "primary"),
    LoopAct.PROGRESS: ("填写进展", "line"),
    LoopAct.ASK_LONGER: ("申请延期", "line"),
    LoopAct.CHANGE: ("修改事项", "line"),
    LoopAct.DROP: ("取消事项", "warn"),
}
_WORDS = {
    LoopAct.GRANT: ("意见（可不填）", False),
    LoopAct.REFUSE: ("不同意的理由", False),
    LoopAct.CONFIRM: ("核实意见（可不填）", False),
    LoopAct.SEND_BACK: ("退回的理由", False),
    LoopAct.CLAIM: ("完成情况", True),
    LoopAct.PROGRESS: ("进展情况", True),
    LoopAct.ASK_LONGER: ("延期的理由", False),
    LoopAct.DROP: ("取消的理由", False),
}


def why_not(row: Resolution, by: User, offered: list[ActForm]) -> str:
    """Why a person concerned has nothing to do here, where it is not plain."""
    who = resolutions.parties(row, by)
    is_claimed = row.state == ResolutionState.CLAIMED
    if is_claimed and Party.OFFICE in who and not offered:
        return "你办理过这一项，须由专班另一人核实。"
    return "已报完成，等专班核实。" if is_claimed and Party.OWNER in who else ""


def ahead(row: Resolution, over: int) -> list[steps.Line]:
    """What is waited for now, and what follows."""
    day = f"时限{row.due_on.month}月{row.due_on.day}日" + (f"，超期{over}天" if over else "")
    if row.state == ResolutionState.OPEN:
        return [
            steps.Line("办理中", f"{row.unit.short_name}，{day}", tone="now"),
            steps.Line("核实", "由专班核实", tone="next"),
        ]
    if row.state == ResolutionState.CLAIMED:
        return [steps.Line("等待核实", "专班", tone="now")]
    return []


def sees(row: Resolution, plan: Plan, by: User) -> bool:
    """Leaders, the office, and the unit whose it is."""
    return rules.may_read_matter(by, plan.district_id, row.unit)


# What is pressed


DONE = {
    LoopAct.GRANT: "已同意延期",
    LoopAct.REFUSE: "已答复，不延期",
    LoopAct.CONFIRM: "已核实，办结",
    LoopAct.SEND_BACK: "已退回",
    LoopAct.CLAIM: "已报完成，待专班核实",
    LoopAct.PROGRESS: "已填写进展",
    LoopAct.ASK_LONGER: "已申请延期，待专班决定",
    LoopAct.CHANGE: "已修改",
    LoopAct.DROP: "已取消",
}


def do(row: Resolution, plan: Plan, sent: Sent, *, by: User, on: date) -> str:
    """Do what was pressed, and tell what was done; LookupError for an act there is none of."""
    given: dict[str, Any] = {"by": by, "seen_version": sent.seen_version}
    text = sent.text()
    match sent.act:
        case LoopAct.GRANT:
            resolutions.grant(row, text=text, **given)
        case LoopAct.REFUSE:
            resolutions.refuse(row, reason=text, **given)
        case LoopAct.CONFIRM:
            resolutions.confirm(row, text=text, on=on, **given)
        case LoopAct.SEND_BACK:
            resolutions.send_back(row, reason=text, **given)
        case LoopAct.CLAIM:
            resolutions.claim(row, text=text, files=sent.proofs(), **given)
        case LoopAct.PROGRESS:
            resolutions.progress(row, text=text, files=sent.proofs(), **given)
        case LoopAct.ASK_LONGER:
            resolutions.ask_longer(row, until=sent.day("until"), reason=text, on=on, **given)
        case LoopAct.DROP:
            resolutions.drop(row, reason=text, **given)
        case LoopAct.CHANGE:
            unit = Unit.objects.filter(district=plan.district_id, code=sent.text("unit")).first()
            day = sent.day("due_on")
            resolutions.change(row, text=text, unit=unit, due_on=day, on=on, **given)
        case _:
            raise LookupError(sent.act)
    return f"{DONE[LoopAct(sent.act)]}。"
