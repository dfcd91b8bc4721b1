"""The office's chasing (催报) as its pages show it: who would be chased, the text, and the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from plans.models import Plan, ReportingPeriod
from plans.periods import moves_of
from tasks import reminding
from tasks.channels import is_set_up
from tasks.chasing import Item, timing_of
from tasks.choices import Channel, Delivery
from tasks.clashes import moment_text
from tasks.desk_months import DeskMonth
from tasks.messages import message, occasion_words
from tasks.models import Reminder
from tasks.owed import FigureDuty, Owed
from tasks.reviewing import Desk, Missing

MOST_ROWS = 200
TONES = {
    Delivery.SENT: ("good", "ok"),
    Delivery.WAITING: ("behind", "clock"),
    Delivery.FAILED: ("overdue", "err"),
    Delivery.DROPPED: ("idle", "info"),
}


@dataclass(frozen=True)
class Panel:
    """Beside the queue: how many units a press would chase, by which ways, and when last."""

    units: int
    ways: str
    last: str
    undelivered: int
    act_url: str
    log_url: str
    text: str  # ready to copy


def panel(desk: Desk, month: DeskMonth | None, *, on: date, link: str) -> Panel | None:
    """None for a month that nobody can be chased about."""
    period = desk.period
    if not period.is_open(on):
        return None
    items = _items(desk)
    ways = [Channel(way).label for way in timing_of(period.plan).ways if is_set_up(way)]
    chased_at = month.chased_at if month else None
    return Panel(
        units=len(items),
        ways="、".join(ways),
        last=moment_text(chased_at) if chased_at else "",
        undelivered=month.undelivered if month else 0,
        act_url=address("remind_now", period),
        log_url=reverse("reminder_list", kwargs={"plan": period.plan.slug}),
        text=_text(period, items, on, link),
    )


def _items(desk: Desk) -> dict[str, list[Item]]:
    """What each unit still has to see to, by its short name; as `chasing` finds it, from the desk."""
    found: dict[str, list[Item]] = {}
    last = desk.period.due_on
    for gone in desk.missing:
        if gone.due_on <= last:
            found.setdefault(gone.unit.short_name, []).append(_missing(gone, desk.period))
    for groups, for_head in ((desk.returned, False), (desk.unsigned, True)):
        for unit in groups:
            own = [_duty(each, for_head=for_head) for each in unit.all if each.due_on <= last]
            if own:
                found.setdefault(unit.unit.short_name, []).extend(own)
    return found


def _missing(gone: Missing, period: ReportingPeriod) -> Item:
    return Item(0, period, bool(gone.code), gone.what, gone.due_on, is_draft=gone.is_draft)


def _duty(duty: Owed, *, for_head: bool) -> Item:
    return Item(
        unit=0,
        period=duty.period,
        is_figure=isinstance(duty, FigureDuty),
        what=duty.what,
        due_on=duty.due_on,
        is_returned=not for_head,
        for_head=for_head,
    )


def _text(period: ReportingPeriod, items: dict[str, list[Item]], on: date, link: str) -> str:
    plan, moves = period.plan, moves_of(period.plan)
    told = [
        message(unit, own, on=on, moves=moves, link="", sender="").rsplit("\n", 2)[0]
        for unit, own in items.items()
    ]
    if not told:
        return ""
    return "\n".join([*told, f"请尽快登录填报：{link}", f"{plan.short_title}专班"])


# What the unit sees


@dataclass(frozen=True)
class Notice:
    """The office's words on the unit's own page, and since when they stand there."""

    sent_at: datetime | None
    said: str


def notices(plan: Plan, unit: int) -> list[Notice]:
    """Without its heading, the link to the page one is on, and the sender; one query."""
    rows = reminding.notices(plan, unit)
    return [Notice(row.sent_at, "\n".join(row.text.splitlines()[1:-2])) for row in rows]


# The log


@dataclass(frozen=True)
class Line:
    """One line of the log."""

    pk: int
    at: str
    unit: str
    month: str
    occasion: str
    way: str
    to: str
    stage: str
    tone: str
    icon: str
    note: str
    text: str
    by: str
    may_retry: bool


def log(plan: Plan, *, at: datetime) -> list[Line]:
    """The newest first, as many as a page holds; one query."""
    rows = Reminder.objects.filter(plan=plan).select_related("unit", "period", "by")
    return [_line(row, at) for row in rows.order_by("-created_at", "-pk")[:MOST_ROWS]]


def _line(row: Reminder, at: datetime) -> Line:
    stage = Delivery(row.stage)
    tone, icon = TONES[stage]
    note = row.error
    if stage is Delivery.WAITING and row.attempts and row.next_try_at:
        note = f"{row.error}；第{row.attempts}次没有发出，{moment_text(row.next_try_at)}再试"
    return Line(
        pk=row.pk,
        at=moment_text(row.sent_at or row.created_at),
        unit=row.unit.short_name,
        month=f"{row.period.month}月",
        occasion=occasion_words(row.occasion),
        way=Channel(row.way).label,
        to=row.to or "—",
        stage=stage.label,
        tone=tone,
        icon=icon,
        note=note,
        text=row.text,
        by=str(row.by) if row.by else "定时",
        may_retry=stage is Delivery.FAILED,
    )


def rules_told(plan: Plan) -> Sequence[str]:
    """What the plan's rules and this installation come to, in sentences."""
    timing = timing_of(plan)
    before = "、".join(str(days) for days in timing.before)
    overdue = "、".join(str(days) for days in timing.overdue)
    days = [f"到期前{before}个工作日"] * bool(before)
    days += ["到期当日"] * timing.on_day + [f"逾期{overdue}个工作日"] * bool(overdue)
    when = f"{'、'.join(days)}，{timing.hour}时起自动催" if days else "不自动催"
    told = [f"{when}；休息日不催，同一单位{timing.gap_hours}小时内只催一次。"]
    off = [Channel(way).label for way in timing.ways if not is_set_up(way)]
    if off:
        told.append(f"{'、'.join(off)}还没有配置，不发；由运维按《运行维护》设置。")
    return told


def address(name: str, period: ReportingPeriod) -> str:
    """The page of this name for the period's month."""
    return reverse(name, kwargs={"plan": period.plan.slug, "month": period.key})
