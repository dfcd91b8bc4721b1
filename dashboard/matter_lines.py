"""Problems, orders and highlights of a report as pages and papers tell them: the same words everywhere. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import NoReverseMatch, reverse

from dashboard import addresses
from dashboard.opened import OpenReport
from dashboard.report import HighlightRow, MonthlyReport, OrderRow, ProblemRow

STRUCK_OFF = "struck_off"
UNANSWERED = frozenset({"issued", "signed"})  # states of an order that waits for its unit
ORDER = "order"


@dataclass(frozen=True)
class MatterLine:
    """One problem or order in a panel."""

    name: str
    url: str
    told: str
    over: str  # 超期10天
    is_done: bool


@dataclass(frozen=True)
class Panel:
    """A panel of a target's, task's or unit's page."""

    title: str
    aside: str
    lines: tuple[MatterLine, ...]
    empty: str
    more_url: str  # the live list, which has gone on since
    more: str  # its name
    key: str
    as_of: str  # 9月10日: the day the panel tells of


@dataclass(frozen=True)
class HighlightLine:
    """One adopted highlight."""

    unit: str
    unit_url: str
    title: str
    text: str


def unsolved(rows: Iterable[ProblemRow]) -> list[ProblemRow]:
    """Those not struck off yet."""
    return [row for row in rows if row.state != STRUCK_OFF]


def unanswered(rows: Iterable[OrderRow]) -> list[OrderRow]:
    """The orders that wait for their unit's answer; requests for help are not among them."""
    return [row for row in rows if row.kind == ORDER and row.state in UNANSWERED]


def problem_panel(report: MonthlyReport, rows: Sequence[ProblemRow], empty: str) -> Panel:
    """问题: those open first, each with whose it is, until when and how far."""
    left = unsolved(rows)
    told = [_problem(report, row) for row in sorted(rows, key=lambda row: row not in left)]
    aside = f"{len(left)}项未销号" if left else f"{len(rows)}项都已销号" if rows else "0项"
    url, on = listed(report, "problem_list"), day(report.on)
    return Panel("问题", aside, tuple(told), empty, url, "问题销号清单", "problems", on)


def order_panel(report: MonthlyReport, rows: Sequence[OrderRow], empty: str) -> Panel:
    """督办单 and, counted apart, 协调事项: those that wait for an answer first."""
    told = [_order(report, row) for row in sorted(rows, key=lambda row: row.state == "closed")]
    issued, asked = by_kind(rows)
    more = ("order_list", "督办单") if issued or not asked else ("help_list", "协调事项")
    title = {(True, True): "督办单和协调事项", (False, True): "协调事项"}
    named = title.get((bool(issued), bool(asked)), "督办单")
    aside = kinds_told(rows) if issued and asked else f"{len(rows)}件"
    url, on = listed(report, more[0]), day(report.on)
    return Panel(named, aside, tuple(told), empty, url, more[1], "orders", on)


def by_kind(rows: Iterable[OrderRow]) -> tuple[list[OrderRow], list[OrderRow]]:
    """The orders, and the requests for help, which no count of orders holds."""
    known = list(rows)
    issued = [row for row in known if row.kind == ORDER]
    return issued, [row for row in known if row.kind != ORDER]


def kinds_told(rows: Iterable[OrderRow]) -> str:
    """督办单2件、协调事项1件; what there is none of is not named."""
    issued, asked = by_kind(rows)
    counted = (("督办单", len(issued)), ("协调事项", len(asked)))
    return "、".join(f"{word}{number}件" for word, number in counted if number)


def highlight_line(report: MonthlyReport, row: HighlightRow) -> HighlightLine:
    """A highlight with its unit's page."""
    return HighlightLine(row.unit.short_name, unit_url(report, row.unit.code), row.title, row.text)


def matter(report: MonthlyReport, name: str, number: int) -> str:
    """The live page of a problem or order; empty for the public, and while there is no such page."""
    if isinstance(report, OpenReport):
        return ""
    try:
        return reverse(name, kwargs={"plan": report.plan.slug, "number": number})
    except NoReverseMatch:
        return ""


def listed(report: MonthlyReport, name: str) -> str:
    """The live list of problems, orders or highlights; empty as above."""
    if isinstance(report, OpenReport):
        return ""
    try:
        return reverse(name, kwargs={"plan": report.plan.slug})
    except NoReverseMatch:
        return ""


def unit_url(report: MonthlyReport, code: str) -> str:
    """The page of a unit of the report; one that leads and joins nothing has none."""
    return addresses.unit(report, code) if any(u.code == code for u in report.units) else ""


def day(on: date) -> str:
    """9月25日."""
    return f"{on.month}月{on.day}日"


def over(days: int) -> str:
    """超期10天; empty while it is in time."""
    return f"超期{days}天" if days else ""


def problems_told(report: MonthlyReport) -> str:
    """累计提出7项：已销号2项，解决中3项……；超期未销号1项。"""
    return _told("累计提出", "项", "超期未销号", report.problems)


def orders_told(report: MonthlyReport) -> str:
    """累计2件：待核验1件，已办结1件。协调事项1件：已办结1件。"""
    issued, asked = by_kind(report.orders)
    told = _told("累计", "件", "超期未回复", issued) if issued or not asked else ""
    return told + (_told("协调事项", "件", "超期未答复", asked) if asked else "")


def _told(what: str, measure: str, late: str, rows: Iterable[ProblemRow | OrderRow]) -> str:
    listed = list(rows)
    if not listed:
        return f"截至本期，{what}0{measure}。"
    by_state = Counter(row.state_label for row in listed)
    parts = "，".join(f"{state}{number}{measure}" for state, number in by_state.items())
    over = sum(bool(row.days_over) for row in listed)
    more = f"；{late}{over}{measure}" if over else ""
    return f"{what}{len(listed)}{measure}：{parts}{more}。"


def _problem(report: MonthlyReport, row: ProblemRow) -> MatterLine:
    is_done = row.state == STRUCK_OFF
    told = [row.unit.short_name, f"时限{day(row.due_on)}", row.state_label]
    told += [row.latest] if row.latest and not is_done else []
    if is_done and row.struck_off_on:
        told[1:] = [f"{day(row.struck_off_on)}销号"]
    url = matter(report, "problem_detail", row.number)
    return MatterLine(row.title, url, " · ".join(told), over(row.days_over), is_done)


def _order(report: MonthlyReport, row: OrderRow) -> MatterLine:
    is_order = row.kind == ORDER
    by = f"{day(row.due_on)}前{'回复' if is_order else '答复'}"
    told = [row.unit.short_name, f"{day(row.issued_on)}签发", by, row.state_label]
    if not is_order and row.asking_unit:
        told[:2] = [f"{row.asking_unit.short_name}提出", f"{row.unit.short_name}办理"]
    url = matter(report, "order_detail" if is_order else "help_detail", row.number)
    is_done = row.state == "closed"
    name = f"{row.label} {row.title}"
    return MatterLine(name, url, " · ".join(told), over(row.days_over), is_done)
