"""图表: six charts of one month's report, one filter over all of them. Pure: report → context."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString

from dashboard import addresses, pivots
from dashboard.charts import Chart, draw
from dashboard.charts.completion import completion, in_order, pace, said
from dashboard.charts.figure import COURSE_CLASSES
from dashboard.charts.flat import flat
from dashboard.charts.grid import grid
from dashboard.charts.lights import by_month
from dashboard.charts.trends import trends
from dashboard.pivots import Pivot
from dashboard.report import NOBODY, MonthlyReport, TargetRow, TaskRow
from dashboard.report.words import Words
from targets.choices import BEST_FIRST
from targets.numbers import show

SCOPES = {"headline": "主要目标", "task": "任务内"}
SPANS = {"6": "近6个月", "3": "近3个月"}


@dataclass(frozen=True)
class Cell:
    """A cell of a chart's table: a word or a number, a link, or a light with its word."""

    text: str
    url: str = ""
    light: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    """The same as the chart, in words and numbers; its links serve the keyboard."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Panel:
    """A chart in its panel: drawn for wide and narrow screens, with its table."""

    title: str
    aside: str
    chart: Chart
    table: Table
    foot: str = ""
    is_open: bool = False

    @property
    def wide(self) -> SafeString:
        """The resting drawing for a desk."""
        return draw(self.chart, self.chart.wide)

    @property
    def narrow(self) -> SafeString:
        """The resting drawing for a phone."""
        return draw(self.chart, self.chart.narrow, is_narrow=True)


@dataclass(frozen=True)
class Chosen:
    """What the filter leaves, and how it is shown as chosen."""

    targets: tuple[TargetRow, ...]
    tasks: tuple[TaskRow, ...]
    months: tuple[int, ...]
    scope: str
    theme: str
    unit: str
    span: str


def chosen(report: MonthlyReport, query: QueryDict) -> Chosen:
    """Read the filter; a value that does not exist in the report counts as not chosen."""
    scope = query.get("scope", "") if query.get("scope", "") in SCOPES else ""
    themes = {str(group.number) for group in report.themes}
    theme = query.get("theme", "") if query.get("theme", "") in themes else ""
    codes = {unit.code for unit in report.units}
    unit = query.get("unit", "") if query.get("unit", "") in codes else ""
    span = query.get("months", "") if query.get("months", "") in SPANS else ""
    first = max(1, report.month - int(span) + 1) if span else 1
    names = _apart({row.code: row.short_name for row in report.targets})
    targets = tuple(
        replace(row, short_name=names[row.code])
        for row in report.targets
        if (not scope or row.place == scope)
        and (not theme or (row.place == "headline" and str(row.group) == theme))
        and unit in {"", row.leader.code}
    )
    tasks = tuple(task for task in report.tasks if unit in {"", task.lead.code})
    months = tuple(range(first, report.month + 1))
    return Chosen(targets, tasks, months, scope, theme, unit, span)


def context(report: MonthlyReport, query: QueryDict) -> Mapping[str, Any]:
    """What templates/dashboard/charts.html shows."""
    picked = chosen(report, query)
    leads = {row.lead.code for row in report.targets if row.lead}
    leads |= {task.lead.code for task in report.tasks}
    return {
        "columns": _columns(report, picked) if picked.targets else (),
        "chosen": picked,
        "themes": report.themes,
        "units": [unit for unit in report.units if unit.code in leads],
        "scopes": _scopes(report, picked),
        "spans": SPANS.items(),
        "month": report.month,
        "compare_url": addresses.page(report, "compare"),
    }


def _scopes(report: MonthlyReport, picked: Chosen) -> list[dict[str, Any]]:
    choices = [("", "全部", len(report.targets))]
    for value, word in SCOPES.items():
        choices.append((value, word, sum(row.place == value for row in report.targets)))
    kept = {"theme": picked.theme, "unit": picked.unit, "months": picked.span}
    links = []
    for value, word, number in choices:
        query = QueryDict(mutable=True)
        for name, each in {"scope": value, **kept}.items():
            if each:
                query[name] = each
        links.append(
            {
                "word": f"{word} {number}",
                "url": f"?{query.urlencode()}",
                "is_current": value == picked.scope,
            }
        )
    return links


def _columns(report: MonthlyReport, picked: Chosen) -> tuple[tuple[Panel, ...], ...]:
    """Six panels; on a desk in two columns."""
    makers = (
        (_completion_panel, _headings_panel, _grid_panel),
        (_months_panel, _units_panel, _trends_panel),
    )
    return tuple(tuple(make(report, picked) for make in column) for column in makers)


def _target_url(report: MonthlyReport, code: str, month: int | None = None) -> str:
    key = f"{report.plan.year}-{month or report.month:02d}"
    return reverse("target_detail", args=[report.plan.slug, key, code])


def _target_urls(report: MonthlyReport, rows: Sequence[TargetRow]) -> dict[str, str]:
    return {row.code: _target_url(report, row.code) for row in rows}


def _headings(report: MonthlyReport) -> dict[int, str]:
    return {group.number: group.short_title for group in report.themes}


def _completion_panel(report: MonthlyReport, picked: Chosen) -> Panel:
    urls, words = _target_urls(report, picked.targets), report.plan.word
    rows = []
    for row in in_order(picked.targets):
        due = pace(row)
        rows.append(
            (
                Cell(row.short_name, urls[row.code]),
                Cell("", light=row.now.light.value),
                Cell(said(row, words), is_number=True),
                Cell("—" if due is None else f"{show(due, 1)}%", is_number=True),
            )
        )
    return Panel(
        "完成率与序时",
        "按与序时的距离排列",
        completion(picked.targets, report.share, _headings(report), urls, words),
        Table(("指标", "亮灯", "完成率", "序时"), tuple(rows)),
        "有基期的存量和比重按增量计；增速和没有基期的比重与目标本身比，序时即目标。",
    )


def _months_panel(report: MonthlyReport, picked: Chosen) -> Panel:
    pivot = pivots.lights_by_month(picked.targets, picked.months)
    year = report.plan.year
    urls = [
        reverse("target_list", args=[report.plan.slug, f"{year}-{month:02d}"])
        for month in picked.months
    ]
    rows = tuple(
        (
            Cell(f"{month}月", url),
            *(Cell(str(pivot.counts[light][place]), is_number=True) for light in BEST_FIRST),
        )
        for place, (month, url) in enumerate(zip(picked.months, urls, strict=True))
    )
    words = report.plan.word
    heads = ("月份", *map(words, BEST_FIRST))
    return Panel("各月亮灯", "项", by_month(pivot, urls, words), Table(heads, rows))


def _units_panel(report: MonthlyReport, picked: Chosen) -> Panel:
    words = report.plan.word
    pivot = pivots.lights_by_unit(picked.targets, picked.tasks)
    names = {unit.code: unit.short_name for unit in (*report.units, NOBODY)}
    urls = {code: addresses.unit(report, str(code)) for code in pivot.keys if code != NOBODY.code}
    drawn = flat("units", "牵头单位", pivot, _apart(names), {NOBODY.code: "", **urls}, words)
    table = _flat_table("牵头单位", pivot, names, urls, words)
    return Panel("牵头单位", "指标和任务，项", drawn, table, is_open=True)


def _headings_panel(report: MonthlyReport, picked: Chosen) -> Panel:
    present = {row.group for row in picked.targets if row.place == "headline"}
    themes = [group for group in report.themes if group.number in present]
    pivot = pivots.lights_by_heading(picked.targets, themes)
    names = {pivots.WITHIN: "任务内指标", **_headings(report)}
    urls = {
        key: addresses.targets(report, theme="task" if key == pivots.WITHIN else str(key))
        for key in pivot.keys
    }
    words = report.plan.word
    drawn = flat("headings", "聚焦", pivot, _apart(names), urls, words)
    return Panel("聚焦", "指标，项", drawn, _flat_table("聚焦", pivot, names, urls, words))


def _flat_table(
    word: str, pivot: Pivot, names: Mapping[Any, str], urls: Mapping[Any, str], words: Words
) -> Table:
    rows = []
    for key in pivot.keys:
        sums = [pivot.of(key, each.lights) for each in COURSE_CLASSES]
        numbers = [Cell(str(number), is_number=True) for number in [*sums, sum(sums)]]
        rows.append((Cell(names[key], urls.get(key, "")), *numbers))
    return Table((word, *(each.said(words) for each in COURSE_CLASSES), "合计"), tuple(rows))


def _apart(names: Mapping[Any, str]) -> dict[Any, str]:
    """The same, but two of one name are told apart, since a chart's rows are known by name."""
    number = Counter(names.values())
    return {key: name if number[name] == 1 else f"{name}（{key}）" for key, name in names.items()}


def _grid_panel(report: MonthlyReport, picked: Chosen) -> Panel:
    urls = {
        (row.code, month): _target_url(report, row.code, month)
        for row in picked.targets
        for month in picked.months
    }
    rows = tuple(
        (
            Cell(row.short_name, _target_url(report, row.code)),
            *(
                Cell("", light=figure.light.value)
                for figure in row.figures
                if figure.month in picked.months
            ),
        )
        for row in picked.targets
    )
    heads = ("指标", *(f"{month}月" for month in picked.months))
    chart = grid(picked.targets, picked.months, _headings(report), urls, report.plan.word)
    return Panel("指标与月份", "一格一灯", chart, Table(heads, rows))


def _trends_panel(report: MonthlyReport, picked: Chosen) -> Panel:
    rows = [row for row in picked.targets if row.place == "headline"] or list(picked.targets)
    title = "主要目标走势" if rows[0].place == "headline" else "任务内指标走势"
    table = tuple(
        (
            Cell(row.short_name, _target_url(report, row.code)),
            *(
                Cell(
                    "—" if figure.value is None else show(figure.value, row.decimals),
                    is_number=True,
                )
                for figure in row.figures
            ),
        )
        for row in rows
    )
    heads = ("指标", *(f"{month}月" for month in range(1, report.month + 1)))
    chart = trends(rows, _target_urls(report, rows), report.plan.word)
    return Panel(f"{title} {len(rows)}项", "各图刻度不同", chart, Table(heads, table))
