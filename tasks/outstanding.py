"""What still stands between a month and its publication, as the office's desk shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from plans.models import ReportingPeriod
from tasks.queue import APPROVED, MISSING, RETURNED, WAITING
from tasks.reviewing import Desk, DeskMonth, UnitProgress

GOOD, WARNS, BLOCKS = ("ok", "ok"), ("wn", "warn"), ("no", "err")  # css class and icon
TITLES = {"published": "已发布", "filing": "填报中，未发布", "future": ""}

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
        due = _day(each.due_on)
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


def checks(desk: Desk, months: Sequence[DeskMonth], on: date) -> list[Check]:
    """The desk's own: its turn, what is missing, what waits, what is with the units."""
    period, waits = desk.period, counts(desk)[WAITING]
    if on < period.opens_on:
        return [Check(*BLOCKS, f"{_day(period.opens_on)}才开放填报")]
    if period.published_at is not None:
        return [Check(*GOOD, f"{period.month}月已发布"), *_gone(desk)]
    found = [*_turn(desk, months), *(_gone(desk) or [Check(*GOOD, "应报的都已报")])]
    if waits:
        return [*found, Check(*BLOCKS, f"{waits}条待审")]
    return [*found, Check(*GOOD, "没有待审的数据和进展")]


def _turn(desk: Desk, months: Sequence[DeskMonth]) -> Iterator[Check]:
    """Months are published in their order."""
    before = desk.period.month - 1
    if any(each.period.month == before and not each.period.published_at for each in months):
        yield Check(*BLOCKS, f"{before}月还没有发布，按月依次发布")


def _gone(desk: Desk) -> list[Check]:
    """What is not in: it blocks until its day is over, then it is only worth knowing."""
    gone = [*desk.missing, *desk.sent_back]
    if not gone:
        return []
    back = f"（其中{len(desk.sent_back)}项退回待改）" if desk.sent_back else ""
    if desk.period.is_backfill:
        return [Check(*WARNS, f"{len(gone)}项待补录{back}，发布后记“待补录”")]
    if desk.period.published_at is not None:
        return [Check(*WARNS, f"{len(gone)}项未报，已记“逾期未报”")]
    marks = WARNS if all(each.is_overdue for each in gone) else BLOCKS
    return [Check(*marks, f"{len(gone)}项未报{back}，发布后记“逾期未报”")]


# Between the months


def switcher(months: Sequence[DeskMonth], shown: ReportingPeriod, on: date) -> list[dict[str, str]]:
    """The twelve months as the switcher's component takes them; a month not begun is no link."""
    found = []
    for each in months:
        period = each.period
        state = "published" if period.published_at else "filing"
        if on < period.opens_on:
            state = "future"
        found.append(
            {
                "label": f"{period.month}月",
                "url": "" if state == "future" else _address("review_queue", period),
                "state": "current" if period == shown else state,
                "title": f"{each.waiting}条待审" if each.waiting else TITLES[state],
            }
        )
    return found


def elsewhere(months: Sequence[DeskMonth], shown: ReportingPeriod) -> list[tuple[str, str]]:
    """1月3条待审 and where: the badge in the menu counts these too."""
    return [
        (f"{each.period.month}月{each.waiting}条待审", _address("review_queue", each.period))
        for each in months
        if each.waiting and each.period != shown
    ]


# An empty tab


@dataclass(frozen=True)
class Empty:
    """Why nothing stands under a tab, what comes next, and one way on."""

    title: str
    text: str
    url: str = ""
    label: str = ""


def empty(desk: Desk, tab: str, on: date) -> Empty:
    """What the page says where a tab is empty."""
    period, number = desk.period, counts(desk)
    if on < period.opens_on:
        opens = f"{_day(period.opens_on)}开放，单位提交后列在这里。"
        return Empty(f"{period.month}月还没有开放填报", opens)
    if period.published_at is not None and tab == WAITING:
        url, label = _address("overview", period), f"看{period.month}月总览"
        return Empty(f"{period.month}月已发布", "内容已冻结，以后只能更正。", url, label)
    here = _address("review_queue", period)
    review = (f"{here}?tab={WAITING}", "去审核") if number[WAITING] else ("", "")
    if tab == MISSING:
        return Empty("应报的都已交", "没有未报的数据和进展。", *review)
    if tab == APPROVED:
        return Empty("还没有通过的", "审核通过的数据和进展列在这里。", *review)
    if tab == RETURNED:
        return Empty("没有退回待改的", "退回的列在这里，单位重新提交后回到待审。", *review)
    return _nothing_waits(desk, f"{here}?tab={MISSING}")


def _nothing_waits(desk: Desk, missing_url: str) -> Empty:
    period, gone, back = desk.period, len(desk.missing), len(desk.sent_back)
    if not desk.due:
        return Empty("没有待审的", f"{period.month}月没有要报的数据和进展。")
    if gone or back:
        parts = [f"{gone}项未报"] * bool(gone) + [f"{back}项退回待改"] * bool(back)
        text = f"还有{'、'.join(parts)}，单位提交后列在这里。"
        return Empty("没有待审的", text, *((missing_url, "看未报的") if gone else ("", "")))
    publish = _address("publish", period), f"去发布{period.month}月"
    return Empty(f"{period.month}月都审完了", "应报的都已通过。", *publish)


def _address(name: str, period: ReportingPeriod) -> str:
    return reverse(name, kwargs={"plan": period.plan.slug, "month": period.key})


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
