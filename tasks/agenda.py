"""我的填报, the first page: what a unit owes this month as lines to act on, most pressing first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse

from targets.choices import State
from tasks.clashes import moment_text
from tasks.duties import Missed, MonthOwed, Todo
from tasks.owed import Duty, FigureDuty
from tasks.trial import figure_text

MOST_NAMES = 4


@dataclass(frozen=True)
class Line:
    """One line of the list: what it is about, why it stands here, by when, where to go."""

    state: str
    tone: str  # of the light's colours: far, overdue, behind, idle, good
    icon: str
    what: str
    says: str = ""
    reason: str = ""
    due: str = "—"
    url: str = ""
    act: str = ""


def lines(todo: Todo, month: MonthOwed, *, signs: bool = False) -> list[Line]:
    """What came back, what is to fill in, what waits, what was missed, what is not asked for and why.

    `signs`: for the unit's head, who releases what waits.
    """
    return [
        *_returned(month),
        *(_to_sign(month) if signs else ()),
        *_to_fill(month),
        *_handed_in(month),
        *lines_of_missed(todo.missed),
        *(Line("免报", "idle", "info", each.what, each.why_not) for each in month.not_asked),
        *not_asked(todo),
    ]


def not_asked(todo: Todo) -> Iterator[Line]:
    """The tasks that another unit tells of, and the month that is not open yet."""
    if todo.joined:
        told = "、".join(each.text for each in todo.joined)
        says = f"由牵头单位填报：{told}"
        yield Line("不归本单位", "idle", "info", f"配合任务{len(todo.joined)}项", says)
    if todo.coming:
        opens = todo.coming.opens_on
        what, says = f"{todo.coming.month}月填报", f"{opens.month}月{opens.day}日起可填"
        yield Line("未开放", "idle", "clock", what, says)


def _to_sign(month: MonthOwed) -> Iterator[Line]:
    waits = [duty for duty in month.waiting if duty.state is State.SUBMITTED]
    if waits:
        route = {"plan": month.period.plan.slug, "month": month.period.key}
        url = reverse("entry_countersign", kwargs=route)
        says = "填报员已提交，你审核通过后送专班"
        day = _day(min(waits, key=lambda duty: duty.due_on))
        yield Line("待你审核", "behind", "clock", f"{len(waits)}项", says, "", day, url, "去审核")


def _returned(month: MonthOwed) -> Iterator[Line]:
    for duty in month.returned:
        what = duty.what
        if isinstance(duty, FigureDuty):
            kept = figure_text(duty, duty.value) if duty.value is not None else duty.typed
            what = f"{what} {month.period.month}月{kept}{duty.facts.measure}"
        says = f"{duty.returned_by}退回"
        yield Line(
            "已退回", "far", "err", what, says, duty.reason, _day(duty), _place(duty), "去改正"
        )


def _to_fill(month: MonthOwed) -> Iterator[Line]:
    for duties, kind in _kinds(month.to_fill):
        late = any(duty.is_overdue for duty in duties)
        drafts = [duty for duty in duties if duty.state is State.DRAFT]
        blank = [duty for duty in duties if duty.state is None]
        parts = [f"{len(drafts)}项已存草稿，还没提交"] if drafts else []
        if blank:
            parts.append(("还没填：" if drafts else "") + _names(blank))
        yield Line(
            state="逾期未报" if late else "待补录" if month.period.is_backfill else "待填",
            tone="overdue" if late else "behind",
            icon="clock",
            what=f"{kind}{len(duties)}项",
            says="；".join(parts),
            due=_day(min(duties, key=lambda duty: duty.due_on)),
            url=_place((blank or drafts)[0]),
            act="去填",
        )


def _handed_in(month: MonthOwed) -> Iterator[Line]:
    """已报, and how far it has come."""
    states = (State.SUBMITTED, State.COUNTERSIGNED, State.APPROVED)
    for state in states:
        owed = [duty for duty in month.all if duty.state is state]
        for duties, kind in _kinds(owed):
            filings = [duty.filed for duty in duties if duty.filed and duty.filed.submitted_at]
            last = max(filings, key=lambda filed: str(filed.submitted_at), default=None)
            says = ""
            if last and last.submitted_at:
                says = f"{moment_text(last.submitted_at)} {last.submitted_by}提交"
            tone = "good" if state is State.APPROVED else "idle"
            label = f"已报，{duties[0].state_label}"
            yield Line(
                label, tone, "ok", f"{kind}{len(duties)}项", says, url=_place(duties[0]), act="查看"
            )


def lines_of_missed(missed: Sequence[Missed]) -> list[Line]:
    """What published months never got; it can only be mended by a correction."""
    return [
        Line(
            "逾期未报",
            "overdue",
            "warn",
            f"{each.what} {each.period.month}月",
            each.text,
            url=_late_form(each),
            act="去补报" if each.code else "",
        )
        for each in missed
    ]


def _late_form(missed: Missed) -> str:
    """Where a figure that never came is proposed late; a note has no such form."""
    if not missed.code:
        return ""
    period = missed.period
    return reverse("correct", args=[period.plan.slug, period.key, missed.code])


def _kinds(owed: Sequence[Duty]) -> Iterator[tuple[list[Duty], str]]:
    """Figures, then notes, where there are any."""
    figures = [duty for duty in owed if isinstance(duty, FigureDuty)]
    notes = [duty for duty in owed if not isinstance(duty, FigureDuty)]
    for duties, kind in ((figures, "指标数据"), (notes, "任务进展")):
        if duties:
            yield list(duties), kind


def _names(duties: Sequence[Duty]) -> str:
    shown = "、".join(duty.what for duty in duties[:MOST_NAMES])
    return f"{shown}等{len(duties)}项" if len(duties) > MOST_NAMES else shown


def _day(duty: Duty) -> str:
    if duty.on == duty.due_on:
        return "今天"
    return f"{duty.due_on.month}月{duty.due_on.day}日"


def _place(duty: Duty) -> str:
    """The very field."""
    route = {"plan": duty.period.plan.slug, "month": duty.period.key}
    if isinstance(duty, FigureDuty):
        return f"{reverse('entry_figures', kwargs=route)}#v-{duty.facts.code}"
    number = getattr(duty, "number", "")
    place = "t" if duty.state is State.RETURNED else "task"
    return f"{reverse('entry_notes', kwargs=route)}#{place}-{number}"
