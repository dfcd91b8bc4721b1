"""指标详情: one target in the month, every figure with its formula. Pure: report → context."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, QueryDict
from django.utils.safestring import SafeString

from dashboard import addresses, amended, charts, drawing
from dashboard.charts import Chart
from dashboard.charts.increments import increments
from dashboard.charts.target import year
from dashboard.drawing import Bar
from dashboard.report import Figure, MonthlyReport, TargetRow, UnitRef, shown
from dashboard.report.named import NOBODY
from dashboard.target_facts import facts, opening
from dashboard.target_outlook import panel
from dashboard.templatetags import look
from dashboard.typesetting import full_width
from targets import cadence
from targets.arithmetic import MONTHS, Basis
from targets.choices import LATE, Kind, Light, Place
from targets.numbers import NOTHING, show_exactly

LABEL_ROOM = 60  # per cent of the track from where pace and goal labels would run into each other
VALUE_HEADS = {Kind.FLOW: "累计", Kind.STOCK: "月末数", Kind.RATIO: "实绩", Kind.GROWTH: "累计增速"}


@dataclass(frozen=True)
class Mark:
    """A word under the big bar, at a place in per cent."""

    x: str
    text: str
    anchor: str  # start, middle or end, as SVG says it


@dataclass(frozen=True)
class MonthLine:
    """One month of the table, ready to be written."""

    month: int
    value: str
    is_missing: bool
    monthly: str
    past: str
    year_on_year: str
    expected: str
    index: str
    light: SafeString
    state: str


@dataclass(frozen=True)
class Quoted:
    """A sentence of the plan with the phrase that states the target."""

    before: str
    phrase: str
    after: str
    where: str


@dataclass(frozen=True)
class UnitLink:
    """A unit and its page."""

    unit: UnitRef
    url: str


@dataclass(frozen=True)
class Drawn:
    """A chart with its drawing at rest, for a desk and for a phone."""

    chart: Chart
    wide: SafeString
    narrow: SafeString


def context(report: MonthlyReport, query: QueryDict, code: str) -> dict[str, Any]:
    """What the page of one target needs; Http404 where the report has no such target."""
    row = report.target(code)
    if row is None:
        raise Http404("没有这个指标")
    bar = drawing.bar(shown.standing_of(row.now, row.promise), row.promise)
    return {
        "title": row.short_name,
        "subtitle": _subtitle(row),
        "crumbs": _crumbs(report, row),
        "light": row.now.light,
        "row": row,
        "facts": facts(report, row),
        "bar": bar,
        "marks": _marks(row, bar),
        "is_flow": row.promise.kind == Kind.FLOW,
        "value_head": VALUE_HEADS[Kind(row.promise.kind)],
        "months": list(_months(report, row)),
        "chart": _drawn(year(row, report.plan.word)) if shown.reported(row) else None,
        "increments": _drawn(increments(row)),
        "needed_text": _needed(row),
        "outlook": panel(row),
        "quotes": list(_quotes(report, row)),
        "lead": _link(report, row.leader),
        "joint": [_link(report, unit) for unit in row.joint],
        "tasks": list(_tasks(report, row)),
        "words": said_words(row),
        "due": opening(report, row, "序时应完成") or opening(report, row, "序时应达到"),
        "due_text": due_words(row),
        "pace": pace_words(row),
        "reported": shown.months_reported(row.promise),
        "baseline": _baseline(row),
        "goal_changes": [(shown.goal_change(step), step) for step in row.goal_steps],
        "said_of_figure": list(_said_of_figure(row)),
        **amended.panel(report, [row]),
    }


def _subtitle(row: TargetRow) -> str:
    parts = (
        Kind(row.promise.kind).label,
        cadence.name_of(row.promise.reporting_months),
        row.measure,
    )
    return " · ".join(parts)


def _crumbs(report: MonthlyReport, row: TargetRow) -> tuple[tuple[str, str], ...]:
    listed = ("指标", addresses.targets(report))
    if row.place == Place.TASK:
        return (listed, ("任务内指标", addresses.targets(report, theme="task")))
    theme = next((each for each in report.themes if each.number == row.group), None)
    if theme is None:
        return (listed,)
    return (listed, (theme.short_title, addresses.targets(report, theme=str(theme.number))))


def _marks(row: TargetRow, bar: Bar) -> list[Mark]:
    """What stands where along the big bar: its start, the pace, the goal and the track's end."""
    if not bar.has_goal:
        return []
    sign = shown.percent_sign(row)
    goal = f"目标 {show_exactly(row.promise.goal)}{sign}"
    start = "0"
    if row.promise.basis is Basis.INCREMENT and not row.promise.is_ceiling:
        start = f"基期 {show_exactly(row.promise.baseline)}{sign}"
    ends = [Mark("0", start, "start"), Mark("100", "125%", "end")]
    if bar.pace is None or Decimal(bar.pace) >= drawing.GOAL:
        return [*ends, Mark(str(drawing.GOAL), goal, "middle")]
    pace = f"序时 {shown.number(row.now.expected)}{sign}"
    is_close = Decimal(bar.pace) > LABEL_ROOM
    return [
        *ends,
        Mark(bar.pace, pace, "end" if is_close else "middle"),
        Mark(str(drawing.GOAL), goal, "start" if is_close else "middle"),
    ]


def _drawn(chart: Chart | None) -> Drawn | None:
    if chart is None:
        return None
    narrow = charts.draw(chart, chart.narrow, is_narrow=True)
    return Drawn(chart, charts.draw(chart, chart.wide), narrow)


def _needed(row: TargetRow) -> str:
    """What the hollow bars stand for: 与9—12月每月需完成的1.68亿元相比."""
    now = row.now
    if now.needed is None or now.month >= MONTHS:
        return ""
    months = f"{now.month + 1}—{MONTHS}月" if now.month + 1 < MONTHS else f"{MONTHS}月"
    return f"，与{months}每月需完成的{shown.number(now.needed)}{row.measure}相比"


def _months(report: MonthlyReport, row: TargetRow) -> Iterator[MonthLine]:
    """The year so far, newest first."""
    for figure in reversed(row.figures):
        yield MonthLine(
            month=figure.month,
            value=shown.value(figure),
            is_missing=figure.value is None,
            monthly=shown.number(figure.monthly),
            past=shown.number(figure.past),
            year_on_year=_year_on_year(row, figure),
            expected=shown.number(figure.expected),
            index=figure.index_text,
            light=look.light(figure.light, word=report.plan.word(figure.light)),
            state=_state(report, figure, is_corrected=bool(row.corrections)),
        )


def _year_on_year(row: TargetRow, figure: Figure) -> str:
    text = shown.signed(figure.year_on_year)
    is_percent = figure.year_on_year is not None and not shown.is_rate(row)
    return f"{text}%" if is_percent else text


def _state(report: MonthlyReport, figure: Figure, *, is_corrected: bool) -> str:
    """Why a figure is missing or borrowed; else whether everybody has seen it."""
    if figure.remark == figure.light.label:  # the light says so already
        return NOTHING
    if figure.remark and (figure.value is None or figure.is_carried):
        return figure.remark
    if report.edition is None and figure.month == report.month:
        return "未发布"
    if figure.month == report.month and is_corrected:
        return amended.TAG
    return "补录" if figure.is_backfill else "已发布"


def _quotes(report: MonthlyReport, row: TargetRow) -> Iterator[Quoted]:
    """The plan's own sentences, printed with full-width punctuation."""
    for quote in row.quotes:
        sentence = full_width(quote.sentence)
        end = quote.offset + len(quote.text)
        yield Quoted(
            before=sentence[: quote.offset],
            phrase=sentence[quote.offset : end],
            after=sentence[end:],
            where=_place(report, quote.where),
        )


def _place(report: MonthlyReport, where: str) -> str:
    """Where a quotation stands, as a reader looks it up: headline, theme:1 and task:3 in words."""
    kind, _, number = where.partition(":")
    if kind == "task" and (task := report.task(int(number))):
        return f"二、重点任务，任务{number} {task.title}"
    theme = next((each for each in report.themes if str(each.number) == number), None)
    return f"一、主要目标，{theme.title}" if kind == "theme" and theme else "一、主要目标"


def _link(report: MonthlyReport, unit: UnitRef) -> UnitLink:
    return UnitLink(unit, "" if unit == NOBODY else addresses.unit(report, unit.code))


def _tasks(report: MonthlyReport, row: TargetRow) -> Iterator[tuple[str, str, Light]]:
    """The tasks that bear the target: number and title, address, light."""
    for number in row.tasks:
        task = report.task(number)
        if task is not None:
            yield f"{number} {task.title}", addresses.task(report, number), task.light


def pace_words(row: TargetRow) -> str:
    """What is expected by each month, in words."""
    basis, has_schedule = row.promise.basis, row.promise.schedule is not None
    if basis is Basis.NONE:
        return "缺基期，暂不按序时评判"
    if basis in {Basis.SHARE, Basis.ALLOWANCE}:
        return "按分月计划" if has_schedule else "按月均分"
    if basis is Basis.INCREMENT:
        return "从基期值起，按分月计划" if has_schedule else "从基期值起，按月均分"
    return "各月都以目标值为准"


def due_words(row: TargetRow) -> str:
    """The value due by now: 8月应完成11.67亿元."""
    if row.now.expected is None:
        return ""
    word = "应完成" if row.promise.kind == Kind.FLOW else "应达到"
    month = row.now.figure_month or row.now.month
    return f"{month}月{word}{shown.number(row.now.expected)}{row.measure}"


def _baseline(row: TargetRow) -> str:
    """Last year's closing value where it counts; the plan gives none, so the office must."""
    if row.promise.kind not in {Kind.STOCK, Kind.RATIO}:
        return ""
    if row.promise.baseline is None:
        return "计划未给，待专班补录"
    return f"{show_exactly(row.promise.baseline)}{row.measure}"


def _said_of_figure(row: TargetRow) -> Iterator[tuple[str, str]]:
    """What the figure says of itself: nature, source, 零报告, 代填; what is expected beside it."""
    tags = [row.nature_label, "零报告" if row.is_nil else "", "专班代填" if row.on_behalf else ""]
    told = "，".join(tag for tag in tags if tag)
    if told:
        yield "数据性质", told
    if row.source:
        yield "数据来源", row.source
    if row.expectation is not None:
        yield "预计", f"{shown.number(row.expectation)}{row.measure}，期末前的估计，不代替实绩"


def said_words(row: TargetRow) -> list[tuple[str, str]]:
    """The unit's own words on the figure; one behind that says nothing is told so."""
    said = [("说明：", row.explanation), ("问题：", row.problem), ("下步：", row.next_step)]
    told = [(label, text) for label, text in said if text]
    if not told and row.now.light in LATE:
        return [("", "单位没有填写存在问题和下步措施。")]
    return told
