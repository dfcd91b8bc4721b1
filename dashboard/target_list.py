"""指标: every target of the month in one table, filtered and sorted by its address. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard import addresses, amended, drawing, listing, target_csv
from dashboard.heading import as_of
from dashboard.list_files import Sheet
from dashboard.report import MonthlyReport, TargetRow, shown
from dashboard.report.counted import WORST_FIRST
from dashboard.report.named import NOBODY
from dashboard.tables import MAY_HIDE, SORTED_BY, Row, TargetTable, heads
from dashboard.templatetags import look
from targets import cadence
from targets.choices import BEST_FIRST, LATE, Kind, Light, Place

WITHIN = "task"  # stands for the targets that stand only inside a task, beside the numbers of 聚焦
LONGEST_SEARCH = 40
SHORT_OFTEN = {"月报": "", "季报": "·季", "年报": "·年"}
INFINITY = Decimal("Infinity")


@dataclass(frozen=True)
class Option:
    """One choice of a filter."""

    value: str
    label: str


@dataclass(frozen=True)
class Chosen:
    """What the address asks for; unknown values count as not chosen."""

    light: str = ""
    theme: str = ""
    unit: str = ""
    kind: str = ""
    often: str = ""
    q: str = ""
    sort: str = ""
    hidden: frozenset[str] = frozenset()  # columns left out

    def keeps(self, row: TargetRow) -> bool:
        """Whether a target passes all that is chosen."""
        return (
            self.light in {"", row.now.light.value}
            and self.theme in {"", _theme_of(row)}
            and self.unit in {"", row.leader.code}
            and self.kind in {"", row.promise.kind}
            and self.often in {"", cadence.name_of(row.promise.reporting_months)}
            and listing.folded(self.q) in listing.folded(" ".join(_searched(row)))
        )

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the order is chosen."""
        return any((self.light, self.theme, self.unit, self.kind, self.often, self.q))


@dataclass(frozen=True)
class GroupOfRows:
    """Lines under one heading; without one when the table is sorted."""

    title: str
    rows: list[Any]


def chosen_from(report: MonthlyReport, query: QueryDict) -> Chosen:
    """What the address asks of this report."""
    allowed = {name: {option.value for option in options} for name, options in _options(report)}
    allowed["light"] = {light.value for light in BEST_FIRST}
    picked = {name: query.get(name, "") for name in allowed}
    valid = {name: value for name, value in picked.items() if value in allowed[name]}
    words = query.get("q", "").strip()[:LONGEST_SEARCH]
    hidden = listing.hidden_in(query, [name for name, _ in MAY_HIDE])
    return Chosen(q=words, sort=listing.sort_in(query, SORTED_BY), hidden=hidden, **valid)


def rows_of(report: MonthlyReport, chosen: Chosen) -> list[TargetRow]:
    """The targets that pass the filter, in the plan's order."""
    return [row for row in report.targets if chosen.keeps(row)]


def listed(report: MonthlyReport, query: QueryDict) -> Sheet:
    """The list as the address shows it, to be taken away: filter, order and columns."""
    chosen = chosen_from(report, query)
    rows = rows_of(report, chosen)
    if chosen.sort:
        by_code = {row.code: row for row in rows}
        table = _table(report, rows, chosen)
        rows = [by_code[line.record.code] for line in table.rows]
    said = _said(report, chosen)
    note = f"{as_of(report)} · 筛选：{said}" if said else as_of(report)
    return target_csv.sheet(report, rows, chosen.hidden, note)


def context(report: MonthlyReport, query: QueryDict) -> dict[str, Any]:
    """What the list's template needs."""
    chosen = chosen_from(report, query)
    rows = rows_of(report, chosen)
    table = _table(report, rows, chosen)
    is_sorted = bool(table.order_by)
    return {
        "chosen": chosen,
        "lights": list(_lights(report, chosen, query)),
        "filters": [
            (name, LABELS[name], options, getattr(chosen, name))
            for name, options in _options(report)
        ],
        "heads": heads(table, query, report.month),
        "groups": [GroupOfRows("", list(table.rows))] if is_sorted else _grouped(table),
        "columns": len(table.columns),
        "count": len(rows),
        "is_sorted": is_sorted,
        "unsorted_url": _without(query, "sort"),
        "hides": listing.choices(MAY_HIDE, chosen.hidden),
        "clear_url": addresses.targets(report),
        "said": _said(report, chosen),
        "actions": _actions(report, query),
    }


LABELS = {"theme": "聚焦", "unit": "牵头单位", "kind": "类型", "often": "频次"}


def _options(report: MonthlyReport) -> list[tuple[str, list[Option]]]:
    """The filters with the choices that this report has."""
    themes = [Option(str(theme.number), theme.short_title) for theme in report.themes]
    if any(row.place == Place.TASK for row in report.targets):
        themes.append(Option(WITHIN, "任务内指标"))
    leading = {row.leader for row in report.targets}
    kinds = {row.promise.kind for row in report.targets}
    often = dict.fromkeys(cadence.name_of(row.promise.reporting_months) for row in report.targets)
    return [
        ("theme", themes),
        (
            "unit",
            [Option(u.code, u.short_name) for u in (*report.units, NOBODY) if u in leading],
        ),
        ("kind", [Option(kind.value, kind.label) for kind in Kind if kind in kinds]),
        ("often", [Option(each, each) for each in often]),
    ]


def _theme_of(row: TargetRow) -> str:
    return WITHIN if row.place == Place.TASK else str(row.group)


def _searched(row: TargetRow) -> Iterator[str]:
    """What the search looks through."""
    yield from (row.code, row.name, row.short_name, row.goal_text, row.definition)
    if row.lead:
        yield from (row.lead.name, row.lead.short_name)


def _lights(
    report: MonthlyReport, chosen: Chosen, query: QueryDict
) -> Iterator[tuple[str, str, int, str, bool]]:
    """Code, word, count and address of each light, all of them first; the other filters hold."""
    others = rows_of(report, replace(chosen, light=""))
    yield "", "全部", len(others), _without(query, "light"), not chosen.light
    for light in BEST_FIRST:
        number = sum(row.now.light == light for row in others)
        if number or chosen.light == light:
            word = report.plan.word(light)
            yield light.value, word, number, _with(query, light), chosen.light == light


def _with(query: QueryDict, light: Light) -> str:
    again = query.copy()
    again["light"] = light.value
    return "?" + again.urlencode()


def _without(query: QueryDict, name: str) -> str:
    again = query.copy()
    again.pop(name, None)
    return "?" + again.urlencode()


def _said(report: MonthlyReport, chosen: Chosen) -> str:
    """The filter in words, for the list that came out empty: 严重滞后 + 区教育局."""
    words = [report.plan.word(Light(chosen.light))] if chosen.light else []
    for name, options in _options(report):
        words += [option.label for option in options if option.value == getattr(chosen, name)]
    return " + ".join([*words, *([chosen.q] if chosen.q else [])])


def _actions(report: MonthlyReport, query: QueryDict) -> list[tuple[str, str]]:
    """The list as shown, as Excel and as CSV."""
    offered = (("导出Excel", "target_xlsx"), ("CSV", "target_csv"))
    return [
        (label, listing.asked_of(addresses.page(report, name), query)) for label, name in offered
    ]


def _table(report: MonthlyReport, rows: Iterable[TargetRow], chosen: Chosen) -> TargetTable:
    """The rows as a table; what has no number to sort by stands last in either direction."""
    last = -INFINITY if chosen.sort.startswith("-") else INFINITY
    titles = {str(theme.number): theme.short_title for theme in report.themes}
    titles[WITHIN] = "任务内指标"
    made = [_row(report, row, titles[_theme_of(row)], last) for row in rows]
    order = (chosen.sort,) if chosen.sort else None
    return TargetTable(made, order_by=order, exclude=tuple(chosen.hidden))


def _row(report: MonthlyReport, row: TargetRow, group: str, last: Decimal) -> Row:
    now = row.now
    url = addresses.target(report, row.code)
    judged = now.light in WORST_FIRST
    bar = drawing.bar(shown.standing_of(now, row.promise), row.promise)
    return Row(
        group=group,
        code=row.code,
        url=url,
        name=_name(row, url),
        kind=_kind(row),
        light=look.light(now.light, _note(row), report.plan.word(now.light)),
        value=_value(row),
        change=shown.signed(shown.change(row)),
        goal=_goal(row),
        bar=look.bullet(bar),
        completion=now.completion_note
        if now.completion is None and now.completion_note
        else shown.percent(now.completion),
        gap=_gap(row),
        needed=now.needed_note or shown.number(now.needed),
        forecast=shown.number(row.forecast),
        lead=_lead(row),
        by_light=Decimal(WORST_FIRST.index(now.light)) if judged else last,
        by_completion=last if now.completion is None else now.completion,
        by_gap=last if now.gap is None else now.gap,
        by_lead=report.units.index(row.lead) if row.lead in report.units else len(report.units),
    )


def _name(row: TargetRow, url: str) -> SafeString:
    link = format_html('<a href="{}">{}</a>', url, row.short_name)
    before = amended.brief(row)
    return format_html("{} {}", link, look.corrected(before, url)) if before else link


def _kind(row: TargetRow) -> str:
    often = cadence.name_of(row.promise.reporting_months)
    return Kind(row.promise.kind).label + SHORT_OFTEN.get(often, f"·{often}")


def _note(row: TargetRow) -> str:
    """The day a figure that is not due yet falls due: 10月8日截止."""
    if row.now.light != Light.NOT_DUE or "，" not in row.now.remark:
        return ""
    return row.now.remark.rpartition("，")[2]


def _value(row: TargetRow) -> SafeString:
    now = row.now
    if now.value is None:
        return format_html('<span class="mut">{}</span>', shown.value(now))
    figure = format_html("<b>{}</b>", shown.value(now))
    if not now.is_carried or now.figure_month is None:
        return figure
    return format_html("{} {}", look.carried(now.figure_month), figure)


def _goal(row: TargetRow) -> SafeString | str:
    """The goal in force, and the other one where it was adjusted."""
    if not row.goal_steps:
        return shown.goal(row)
    return format_html('{}<div class="sm mut">{}</div>', shown.goal(row), shown.goal_note(row))


def _gap(row: TargetRow) -> SafeString | str:
    text = shown.gap(row, row.now)
    if row.now.light not in LATE:
        return text
    return format_html('<span class="down b">{}</span>', text)


def _lead(row: TargetRow) -> SafeString | str:
    name = row.leader.short_name
    if "lead_unit" not in row.inferred:
        return name
    return format_html("{} {}", name, look.inferred())


def _grouped(table: TargetTable) -> list[GroupOfRows]:
    """The table's rows under the plan's headings."""
    groups: dict[str, list[Any]] = {}
    for row in table.rows:
        groups.setdefault(row.record.group, []).append(row)
    return [GroupOfRows(title, rows) for title, rows in groups.items()]
