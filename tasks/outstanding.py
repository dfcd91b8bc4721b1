"""What still stands between a month and its publication, as the office's desk shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from plans.models import ReportingPeriod
from tasks.clashes import moment_text
from tasks.contacts import Contact, Person, responsible
from tasks.desk_months import DeskMonth
from tasks.owed import Owed
from tasks.queue import APPROVED, FLAGGED, MISSING, RETURNED, UNSIGNED, WAITING
from tasks.reviewing import Desk, Missing, UnitProgress

GOOD, WARNS, BLOCKS = ("ok", "ok"), ("wn", "warn"), ("no", "err")  # css class and icon
Named = Mapping[str, int | None]  # the account that answers for a target, by the target's code
TITLES = {"published": "已发布", "filing": "填报中，未发布", "future": ""}

# What has not been handed in


@dataclass(frozen=True)
class Gone:
    """One thing that is missing."""

    name: str
    says: str
    due: str


@dataclass(frozen=True)
class GoneGroup:
    """One unit's missing things, and whom to ask."""

    unit: str
    told: str
    rows: Sequence[Gone]
    pk: int = 0
    code: str = ""  # with which its page to fill in for it (代填) begins
    phone: str = ""  # the unit's own
    people: Sequence[Person] = ()
    chased: str = ""  # 10月8日 09:07, when it was last chased about the month


def missing_groups(desk: Desk, known: Mapping[str, Contact], named: Named) -> list[GoneGroup]:
    """What is due and not handed in, by unit, with who answers for it and their telephone."""
    found: dict[str, list[Missing]] = {}
    for each in desk.missing:
        found.setdefault(each.unit.code, []).append(each)
    return [_gone_group(rows, known.get(code), named) for code, rows in found.items()]


def _gone_group(rows: Sequence[Missing], contact: Contact | None, named: Named) -> GoneGroup:
    unit, told = rows[0].unit.short_name, [_gone_row(each) for each in rows]
    if contact is None:
        return GoneGroup(unit, f"{len(rows)}项", told)
    people = responsible(contact, {named.get(each.code) for each in rows})
    return GoneGroup(
        unit=unit,
        told=f"{len(rows)}项",
        rows=told,
        pk=contact.pk,
        code=contact.code,
        phone=contact.phone,
        people=people,
        chased=moment_text(contact.chased_at) if contact.chased_at else "",
    )


def _gone_row(each: Missing) -> Gone:
    says = "单位已存草稿，未提交" if each.is_draft else "还没有填"
    return Gone(each.what, f"逾期未报，{says}" if each.is_overdue else says, _day(each.due_on))


def unsigned_groups(desk: Desk) -> list[GoneGroup]:
    """What the units' heads have not released yet, by unit; no values."""
    return [
        GoneGroup(
            unit.unit.short_name,
            f"{len(unit.all)}项",
            [Gone(each.what, _handed_in(each), _day(each.due_on)) for each in unit.all],
        )
        for unit in desk.unsigned
    ]


def _handed_in(duty: Owed) -> str:
    filed = duty.filed
    if filed is None or filed.submitted_at is None:
        return "待单位审核"
    return f"{moment_text(filed.submitted_at)} {filed.submitted_by}提交，待单位审核"


# Beside the queue


def counts(desk: Desk) -> dict[str, int]:
    """How much stands under each tab."""
    return {
        WAITING: sum(len(unit.all) for unit in desk.waiting),
        FLAGGED: desk.flagged,
        UNSIGNED: sum(len(unit.all) for unit in desk.unsigned),
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
    elif unit.handed_in == unit.due and not unit.unsigned:
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
    period, number = desk.period, counts(desk)
    waits, unsigned = number[WAITING], number[UNSIGNED]
    if on < period.opens_on:
        return [Check(*BLOCKS, f"{_day(period.opens_on)}才开放填报")]
    if period.published_at is not None:
        return [Check(*GOOD, f"{period.month}月已发布"), *_gone(desk)]
    found = [*_turn(desk, months), *(_gone(desk) or [Check(*GOOD, "应报的都已报")])]
    if unsigned:
        found.append(Check(*BLOCKS, f"{unsigned}条待单位审核"))
    if waits:
        return [*found, Check(*BLOCKS, f"{waits}条待审")]
    return found if unsigned else [*found, Check(*GOOD, "没有待审的数据和进展")]


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
    if tab == FLAGGED:
        return Empty("没有预警", "待审的数据都通过了检查。", *review)
    if tab == UNSIGNED:
        return Empty(
            "没有待单位审核的", "单位填报员提交、单位审核人还没有放行的列在这里。", *review
        )
    if tab == APPROVED:
        return Empty("还没有通过的", "审核通过的数据和进展列在这里。", *review)
    if tab == RETURNED:
        return Empty("没有退回待改的", "退回的列在这里，单位重新提交后回到待审。", *review)
    return _nothing_waits(desk, f"{here}?tab={MISSING}")


def _nothing_waits(desk: Desk, missing_url: str) -> Empty:
    period, gone, back = desk.period, len(desk.missing), len(desk.sent_back)
    unsigned = counts(desk)[UNSIGNED]
    if not desk.due:
        return Empty("没有待审的", f"{period.month}月没有要报的数据和进展。")
    if gone or back or unsigned:
        parts = [f"{gone}项未报"] * bool(gone) + [f"{back}项退回待改"] * bool(back)
        parts += [f"{unsigned}项待单位审核"] * bool(unsigned)
        text = f"还有{'、'.join(parts)}，单位提交后列在这里。"
        return Empty("没有待审的", text, *((missing_url, "看未报的") if gone else ("", "")))
    publish = _address("publish", period), f"去发布{period.month}月"
    return Empty(f"{period.month}月都审完了", "应报的都已通过。", *publish)


def _address(name: str, period: ReportingPeriod) -> str:
    return reverse(name, kwargs={"plan": period.plan.slug, "month": period.key})


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
