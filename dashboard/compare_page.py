"""Two months side by side, or units beside each other; the year to come, and last year. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, QueryDict

from dashboard import addresses, listing, outlook, overview
from dashboard.comparing import months as two_months
from dashboard.comparing import outlooks, past, table, units
from dashboard.comparing.table import Box, Line, Table
from dashboard.heading import as_of
from dashboard.list_files import Sheet
from dashboard.months import Month
from dashboard.report import MonthlyReport
from dashboard.report.words import verdict
from plans.converters import MonthConverter

MONTHS, UNITS, OUTLOOK, PAST = "months", "units", "outlook", "past"
VIEWS = {MONTHS: "两月比较", UNITS: "单位比较", OUTLOOK: "年终预测", PAST: "去年同期"}
KINDS = {
    MONTHS: two_months.TURNS,
    UNITS: {},
    OUTLOOK: outlooks.VERDICTS,
    PAST: past.KINDS,
}
WHOSE = (MONTHS, OUTLOOK, PAST)  # what can be narrowed to one unit's targets


@dataclass(frozen=True)
class Chosen:
    """What the address asks for; what this report does not have counts as not chosen."""

    view: str
    kind: str = ""
    unit: str = ""
    units: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    def keeps(self, line: Line) -> bool:
        """Whether a line passes all that is chosen."""
        return (
            (not self.kind or self.kind in line.kinds)
            and self.unit in {"", line.unit}
            and (not self.units or line.unit in self.units)
        )


@dataclass(frozen=True)
class Link:
    """One of several views or filters, as a link."""

    label: str
    url: str
    is_current: bool
    count: int | None = None


def earlier(query: QueryDict, months: list[Month], month: Month) -> Month | None:
    """The published month that `?a=` asks to compare with; the last published before without it.

    None where that one is not published, or no earlier one is. Http404 for what is no month of
    this year; a month that is not the earlier one counts as not asked for.
    """
    before = [each for each in months if each.number < month.number]
    asked = query.get("a", "")
    if asked and asked not in {each.key for each in months}:
        raise Http404("没有这个月份")
    chosen = next((each for each in before if each.key == asked), None)
    if chosen is None:
        return next((each for each in reversed(before) if each.sha256), None)
    return chosen if chosen.sha256 else None


def in_order(query: QueryDict) -> tuple[str, str]:
    """The later and the earlier month that `?a=` and `?b=` name; Http404 where `b` is no month.

    The earlier is empty where there is none or both are the same.
    """
    named = {each for name in ("a", "b") if (each := query.get(name, ""))}
    if not all(re.fullmatch(MonthConverter.regex, each) for each in named):
        raise Http404("没有这个月份")
    later, *rest = sorted(named, reverse=True)
    return later, rest[0] if rest else ""


def context(
    report: MonthlyReport, query: QueryDict, beside: MonthlyReport | None
) -> dict[str, Any]:
    """What the template needs; `beside` is the earlier month's report, None where there is none."""
    view = view_of(query)
    whole = table_of(report, beside, view)
    base = {
        "view": view,
        "views": list(_views(view)),
        "before_months": _before(report, query, beside) if view == MONTHS else [],
        "then": beside,
        "said": list(_said(report, beside, view)),
        "actions": [],
    }
    if whole is None:
        return {**base, "why_none": _why_none(report, query)}
    chosen = chosen_from(whole, report, query, view)
    kept = whole.kept(chosen.keeps).sorted_as(query)
    return {
        **base,
        "chosen": chosen,
        "table": kept,
        "heads": kept.heads(query, chosen.hidden),
        "lines": [_boxes(kept, line, chosen.hidden) for line in kept.lines],
        "kinds": list(_kinds(whole, chosen, query)),
        "leads": table.leads(report.targets).items() if view in WHOSE else (),
        "units": _units(report, chosen) if view == UNITS else (),
        "hides": listing.choices(whole.hideable(), chosen.hidden),
        "sort": kept.order(query),
        "unsorted_url": listing.without(query, listing.SORT),
        "clear_url": listing.without(query, "kind", "unit", "units"),
        "changes": overview.changes(report, beside) if view == MONTHS else (),
        "actions": _actions(report, query),
    }


def view_of(query: QueryDict) -> str:
    """Which of the four tables the address asks for; naming units asks for theirs."""
    asked = query.get("by", "")
    if asked in VIEWS:
        return asked
    return UNITS if "units" in query else MONTHS


def table_of(report: MonthlyReport, beside: MonthlyReport | None, view: str) -> Table | None:
    """The whole table of a view; None where there is no month to compare with."""
    if view == MONTHS:
        return two_months.months(report, beside) if beside else None
    return {UNITS: units.units, OUTLOOK: outlooks.outlooks, PAST: past.past}[view](report)


def chosen_from(whole: Table, report: MonthlyReport, query: QueryDict, view: str) -> Chosen:
    """What the address leaves of this table."""
    kind, unit = query.get("kind", ""), query.get("unit", "")
    known = {line.unit for line in whole.lines}
    named = {code for each in query.getlist("units") for code in each.split(",")}
    return Chosen(
        view=view,
        kind=kind if kind in KINDS[view] else "",
        unit=unit if view in WHOSE and unit in table.leads(report.targets) else "",
        units=frozenset(named & known) if view == UNITS else frozenset(),
        hidden=listing.hidden_in(query, [name for name, _ in whole.hideable()]),
    )


def listed(report: MonthlyReport, query: QueryDict, beside: MonthlyReport | None) -> Sheet:
    """The table as the address shows it, to be taken away; Http404 without a month beside."""
    view = view_of(query)
    whole = table_of(report, beside, view)
    if whole is None:
        raise Http404("没有可以比较的月份")
    chosen = chosen_from(whole, report, query, view)
    heads, lines = whole.kept(chosen.keeps).sorted_as(query).plain(chosen.hidden)
    return Sheet(f"{VIEWS[view]}：{whole.title}", as_of(report), heads, lines)


def _boxes(kept: Table, line: Line, hidden: frozenset[str]) -> tuple[str, list[Box]]:
    return line.url, kept.boxes(line, hidden)


def _views(view: str) -> Iterable[Link]:
    """The four tables; a month chosen for comparison is kept by its own view alone."""
    for name, label in VIEWS.items():
        yield Link(label, "?" if name == MONTHS else f"?by={name}", name == view)


def _kinds(whole: Table, chosen: Chosen, query: QueryDict) -> Iterable[Link]:
    """The filter by kind with how many lines each has; the other filters hold."""
    if not KINDS[chosen.view]:
        return
    lines = [line for line in whole.lines if chosen.unit in {"", line.unit}]
    yield Link("全部", listing.without(query, "kind"), not chosen.kind, len(lines))
    for kind, label in KINDS[chosen.view].items():
        number = sum(kind in line.kinds for line in lines)
        if number or kind == chosen.kind:
            again = query.copy()
            again["kind"] = kind
            yield Link(label, f"?{again.urlencode()}", kind == chosen.kind, number)


def _units(report: MonthlyReport, chosen: Chosen) -> list[tuple[str, str, bool]]:
    """Every unit to be ticked: code, name, whether it is."""
    return [
        (each.unit.code, each.unit.short_name, each.unit.code in chosen.units)
        for each in units.stands(report)
    ]


def _before(
    report: MonthlyReport, query: QueryDict, beside: MonthlyReport | None
) -> list[tuple[str, str, bool]]:
    """The earlier months of the year to choose from: key, label, whether it is chosen."""
    asked = beside.key if beside else query.get("a", "")
    keys = [(f"{report.plan.year}-{each:02d}", f"{each}月") for each in range(1, report.month)]
    return [(key, label, key == asked) for key, label in keys]


def _said(
    report: MonthlyReport, beside: MonthlyReport | None, view: str
) -> Iterable[tuple[str, str]]:
    """The view in a sentence or two: what it is about, and the sentence."""
    if view == MONTHS:
        for each in (beside, report):
            if each:
                yield f"{each.month}月", verdict(each.counts)
    elif view == OUTLOOK:
        yield f"{report.plan.year}年末", outlook.tally(outlook.rows(report))
    elif view == PAST:
        known = sum(row.now.year_on_year is not None for row in report.targets)
        yield f"与{report.plan.year - 1}年比", f"{len(report.targets)}项指标中{known}项有去年同期"
    else:
        yield f"{report.month}月", units.said(report)


def _why_none(report: MonthlyReport, query: QueryDict) -> str:
    """Why there is nothing to compare with."""
    asked = query.get("a", "")
    if asked and asked < report.key:
        return f"{int(asked[-2:])}月还没有发布，不能比较。请选已经发布的月份。"
    return f"{report.month}月之前没有已发布的月份，不能比较。发布两个月后可以在这里比较。"


def _actions(report: MonthlyReport, query: QueryDict) -> list[tuple[str, str]]:
    """The table as shown, as Excel and as CSV."""
    offered = (("导出Excel", "compare_xlsx"), ("CSV", "compare_csv"))
    return [
        (label, listing.asked_of(addresses.page(report, name), query)) for label, name in offered
    ]
