"""The office's queue as its page shows it: what was handed in, beside last month and the checks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from plans.models import ReportingPeriod
from targets.choices import State
from targets.numbers import NOTHING
from tasks.clashes import moment_text
from tasks.owed import FigureDuty, NoteDuty
from tasks.progress import task_light
from tasks.reviewing import Desk, UnitProgress, UnitRows
from tasks.trial import change_of, doubts_of, fact_of, figure_text, standing_of

WAITING, APPROVED, RETURNED, MISSING = "waiting", "approved", "returned", "missing"
TABS = {WAITING: "待审", APPROVED: "已通过", RETURNED: "已退回", MISSING: "未报"}
EMPTY = {
    WAITING: "没有待审的数据和进展。单位提交后列在这里。",
    APPROVED: "还没有审核通过的数据和进展。",
    RETURNED: "没有退回待改的数据和进展。",
}
PHRASES = ("请核对计量单位。", "请补充佐证材料。", "说明不充分。", "与统计口径不符。")
SHORT = {
    "falls": "累计量减少",
    "outlier": "增量偏大",
    "slip": "疑似单位有误",
    "unchanged": "与上期相同",
    "out_of_range": "超出0—100%",
}


@dataclass(frozen=True)
class Doubtful:
    """A doubt in a word, and in a sentence."""

    short: str
    fact: str


@dataclass(frozen=True)
class Row:
    """One figure (f) or note (n) of the queue."""

    kind: str
    pk: int
    key: str  # f:12:3, with the version that is seen
    unit: str
    name: str
    url: str
    is_waiting: bool
    may_return: bool
    light: str = ""
    light_note: str = ""
    value: str = ""
    measure: str = ""
    last: str = NOTHING
    last_note: str = ""
    change: str = NOTHING
    past: str = NOTHING
    text: str = ""
    doubts: Sequence[Doubtful] = ()
    more: Sequence[tuple[str, str]] = ()
    typed_reason: str = ""  # kept where the return was refused

    @property
    def quoted(self) -> str:
        return f"“{self.name}”"


@dataclass(frozen=True)
class Group:
    """One unit's rows, and who handed in the latest of them."""

    unit: str
    told: str
    rows: Sequence[Row]


def groups(desk: Desk, tab: str, reasons: Mapping[str, str]) -> list[Group]:
    """What stands under a tab, by unit; `reasons` are those typed and not yet accepted."""
    units: Mapping[str, Collection[UnitRows]] = {
        WAITING: desk.waiting,
        APPROVED: desk.approved,
        RETURNED: desk.returned,
    }
    found = []
    for unit in units.get(tab, ()):
        rows = [_figure(duty, desk.period, reasons) for duty in unit.figures]
        rows += [_note(duty, desk.period, reasons) for duty in unit.notes]
        told = ""
        if unit.submitted_at:
            told = f"{moment_text(unit.submitted_at)} {unit.submitted_by}提交"
        found.append(Group(unit.unit.short_name, told, rows))
    return found


def _figure(duty: FigureDuty, period: ReportingPeriod, reasons: Mapping[str, str]) -> Row:
    filed, value = duty.filed, duty.value
    if filed is None or value is None:
        raise LookupError(f"{duty.facts.code} stands in the queue without a figure")
    standing = standing_of(duty, value)
    previous = duty.previous
    key = f"f:{filed.pk}:{filed.version}"
    return Row(
        kind="f",
        pk=filed.pk,
        key=key,
        unit=duty.lead.short_name if duty.lead else "",
        name=duty.facts.short_name,
        url=_page("target_detail", period, code=duty.facts.code),
        is_waiting=duty.state is State.SUBMITTED,
        may_return=_may_return(duty),
        light=standing.light,
        light_note=standing.remark,
        value=figure_text(duty, value),
        measure=duty.facts.measure,
        last=figure_text(duty, previous[1]) if previous else NOTHING,
        last_note=f"{previous[0]}月" if previous and previous[0] != duty.month - 1 else "",
        change=change_of(duty, value)[0],
        past=figure_text(duty, duty.last_year),
        doubts=[Doubtful(SHORT[each.code], fact_of(each)) for each in doubts_of(duty, value)],
        more=list(_words(duty)),
        typed_reason=reasons.get(key, ""),
    )


def _note(duty: NoteDuty, period: ReportingPeriod, reasons: Mapping[str, str]) -> Row:
    filed = duty.filed
    if filed is None:
        raise LookupError(f"task {duty.number} stands in the queue without a note")
    light = task_light(duty.word, period.month, due_on=duty.due_on, on=duty.on)
    key = f"n:{filed.pk}:{filed.version}"
    return Row(
        kind="n",
        pk=filed.pk,
        key=key,
        unit=duty.lead.short_name,
        name=f"任务{duty.number} {duty.title}",
        url=_page("task_detail", period, number=duty.number),
        is_waiting=duty.state is State.SUBMITTED,
        may_return=_may_return(duty),
        light=light.light,
        light_note=light.remark,
        text=duty.text,
        more=[("退回理由", duty.reason)] if duty.reason else [],
        typed_reason=reasons.get(key, ""),
    )


def _may_return(duty: FigureDuty | NoteDuty) -> bool:
    return duty.is_handed_in and duty.period.published_at is None


def _words(duty: FigureDuty) -> Iterator[tuple[str, str]]:
    """What the unit said with its figure, and what the office answered."""
    filed = duty.filed
    if filed is None:
        return
    for label, text in (
        ("单位说明", filed.explanation),
        ("存在问题", filed.problem),
        ("下步措施", filed.next_step),
        ("退回理由", duty.reason),
    ):
        if text:
            yield label, text


def _page(name: str, period: ReportingPeriod, **route: object) -> str:
    """The reading page of a row; empty while the product has no such page."""
    kwargs = {"plan": period.plan.slug, "month": period.key, **route}
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""


# What has not been handed in


@dataclass(frozen=True)
class Gone:
    """One thing that is missing."""

    name: str
    says: str
    due: str


def missing_groups(desk: Desk) -> list[GoneGroup]:
    """What is due and not handed in, by unit."""
    found: dict[str, list[Gone]] = {}
    for each in desk.missing:
        says = "单位已存草稿，未提交" if each.is_draft else "还没有填"
        if each.is_overdue:
            says = f"逾期未报，{says}"
        due = f"{each.due_on.month}月{each.due_on.day}日"
        found.setdefault(each.unit.short_name, []).append(Gone(each.what, says, due))
    return [GoneGroup(unit, f"{len(rows)}项", rows) for unit, rows in found.items()]


@dataclass(frozen=True)
class GoneGroup:
    """One unit's missing things."""

    unit: str
    told: str
    rows: Sequence[Gone]


# Beside the queue


def counts(desk: Desk) -> dict[str, int]:
    """How much stands under each tab."""
    return {
        WAITING: sum(len(unit.all) for unit in desk.waiting),
        APPROVED: sum(len(unit.all) for unit in desk.approved),
        RETURNED: sum(len(unit.all) for unit in desk.returned),
        MISSING: len(desk.missing),
    }


@dataclass(frozen=True)
class Reporting:
    """How far one unit is, as the side panel tells it."""

    name: str
    due: int
    handed_in: int
    says: str
    tone: str
    icon: str


def reporting_of(unit: UnitProgress) -> Reporting:
    """已交齐 with its tick; what is behind bold."""
    tone, icon = "idle", ""
    if unit.returned or unit.missed:
        tone, icon = "overdue", "warn"
    elif unit.handed_in == unit.due:
        icon = "ok"
    return Reporting(unit.unit.short_name, unit.due, unit.handed_in, unit.says, tone, icon)


@dataclass(frozen=True)
class Check:
    """One line of what stands between the month and its publication, as the desk can tell."""

    css: str
    icon: str
    text: str


def checks(desk: Desk) -> list[Check]:
    """The desk's own: what is missing, what waits, what is with the units."""
    number = counts(desk)
    waiting, returned = number[WAITING], number[RETURNED]
    missing = number[MISSING] + returned
    found = [Check("ok", "ok", "应报的都已报")]
    if missing:
        back = f"（其中{returned}项退回待改）" if returned else ""
        found = [Check("no", "err", f"{missing}项未报{back}，发布后记“逾期未报”")]
    if waiting:
        return [*found, Check("no", "err", f"{waiting}条待审")]
    return [*found, Check("ok", "ok", "没有待审的数据和进展")]
