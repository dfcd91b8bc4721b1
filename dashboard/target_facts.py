"""The strip of figures at the head of a target's page, each with the formula it opens to. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil

from dashboard import addresses, amended
from dashboard.report import MonthlyReport, TargetRow, shown
from targets.arithmetic import Basis
from targets.choices import LATE, Comparator, Kind
from targets.formulas import Formula
from targets.formulas.terms import bare, plain, with_unit
from targets.numbers import NOTHING, PERCENT, is_count, show, show_exactly

FIRST_FORECAST = "自第3次报送起给出"
UNDATED = {
    Kind.FLOW: "累计",
    Kind.STOCK: "期末数",
    Kind.RATIO: "实绩",
    Kind.GROWTH: "增速",
}


@dataclass(frozen=True)
class Opening:
    """A formula behind its button, with the page of all formulas."""

    id: str
    title: str
    words: str
    numbers: str
    note: str
    url: str


@dataclass(frozen=True)
class Note:
    """A smaller figure or a reason under the main one."""

    text: str
    opening: Opening | None = None


@dataclass(frozen=True)
class Fact:
    """One figure of the strip: what it is, how much, and what stands under it."""

    label: str
    number: str
    unit: str = ""
    opening: Opening | None = None
    notes: tuple[Note, ...] = ()
    is_late: bool = False
    tag: str = ""
    css: str = field(default="", kw_only=True)


def facts(report: MonthlyReport, row: TargetRow) -> list[Fact]:
    """Figure, goal, completion, gap to pace, still needed, and the year's end."""
    return [
        _figure(report, row),
        _goal(row),
        _completion(report, row),
        _gap(report, row),
        _needed(report, row),
        _forecast(report, row),
    ]


def opening(report: MonthlyReport, row: TargetRow, title: str) -> Opening | None:
    """The formula of this title, ready for its button; None where the figure does not exist."""
    found = row.formula(title)
    if found is None:
        return None
    place = [each.title for each in row.formulas].index(title)
    return _opening(found, f"fx-{place}", addresses.page(report, "formula_list"))


def _opening(formula: Formula, name: str, url: str) -> Opening:
    return Opening(
        id=name,
        title=formula.title,
        words=formula.words,
        numbers=formula.numbers,
        note=formula.note,
        url=url,
    )


def _figure(report: MonthlyReport, row: TargetRow) -> Fact:
    now = row.now
    notes = [Note(remark) for remark in _remarks(row)]
    notes += [Note(amended.brief(row))] if row.corrections else []
    notes += _year_on_year(report, row)
    return Fact(
        label=_label(row),
        number=shown.value(now),
        unit=row.measure if now.value is not None else "",
        notes=tuple(notes),
        tag=_tag(row),
        css="main",
    )


def _tag(row: TargetRow) -> str:
    """Where the figure comes from, when that is not simply this month's report."""
    if row.corrections:
        return amended.TAG
    return f"沿用{row.now.figure_month}月" if row.now.is_carried else ""


def _label(row: TargetRow) -> str:
    """What the figure is, and of which month; a month without a report names none."""
    now, kind = row.now, Kind(row.promise.kind)
    if now.value is None and now.share is None:
        return UNDATED[kind]
    month = now.figure_month or now.month
    labels = {
        Kind.FLOW: f"{month}月末累计",
        Kind.STOCK: f"{month}月末数",
        Kind.RATIO: f"{month}月实绩",
        Kind.GROWTH: f"1—{month}月增速" if month > 1 else "1月增速",
    }
    return labels[kind]


def _remarks(row: TargetRow) -> list[str]:
    """What must be known of the figure, beside that it is carried, which its tag says."""
    now = row.now
    if now.value is None or not now.remark:
        return [now.remark] if now.remark else []
    parts = [part for part in now.remark.split("，") if not part.startswith("沿用")]
    if row.promise.comparator == Comparator.ABOUT:
        return [f"比目标值{part}{row.measure}" for part in parts]
    return parts


def _year_on_year(report: MonthlyReport, row: TargetRow) -> list[Note]:
    """同比 with its formula, or why there is none."""
    now = row.now
    if now.value is None:
        return []
    if now.year_on_year is None or now.past is None:
        return [Note("去年同期未录入" if now.past is None else "去年同期不能作基数")]
    value, past = plain(now.value), plain(now.past)
    if shown.is_rate(row):
        result = f"{shown.signed(now.year_on_year)}个百分点"
        words = "同比 = 实绩 − 去年同期"
        left = f"{bare(with_unit(PERCENT, value))} − {with_unit(PERCENT, past)}"
    else:
        result = f"{shown.signed(now.year_on_year)}{PERCENT}"
        words = "同比 = 实绩 ÷ 去年同期 − 1"
        left = f"{bare(value)} ÷ {past} − 1"
    formula = Formula("同比", words, f"{left} = {result}", result)
    url = addresses.page(report, "formula_list")
    return [Note(f"同比{result}", _opening(formula, "fx-past", url))]


def _goal(row: TargetRow) -> Fact:
    number = show_exactly(row.promise.goal)
    unit, said = row.measure, ""
    if row.goal_text.startswith(number):
        unit = row.goal_text.removeprefix(number)
    else:
        said = f"计划写作“{row.goal_text}”"
    if row.promise.comparator == Comparator.ABOUT:
        said = f"左右：满{_threshold(row)}{row.measure}即达标"
    if row.promise.stretch is not None:
        said = f"力争值{show_exactly(row.promise.stretch)}{row.measure}"
    notes = [Note(said or "力争值：计划未设")]
    if row.goal_steps:
        notes.append(Note(shown.goal_note(row)))
    return Fact("目标值", number, unit, notes=tuple(notes))


def _threshold(row: TargetRow) -> str:
    """From where 左右 is met; a count is met by a whole one."""
    exact = row.promise.threshold
    return show_exactly(ceil(exact) if is_count(row.measure, row.decimals) else exact)


def _completion(report: MonthlyReport, row: TargetRow) -> Fact:
    now = row.now
    notes = []
    if now.increment is not None:
        text = f"增量完成率{shown.percent(now.increment)}"
        notes.append(Note(text, opening(report, row, "增量完成率")))
    if now.completion_note:
        notes.append(Note(now.completion_note))
    if not notes and now.share is not None and row.promise.basis in {Basis.SHARE, Basis.ALLOWANCE}:
        notes.append(Note(f"序时进度{show(now.share, 1)}{PERCENT}"))
    if now.value is None:
        return Fact("完成率", NOTHING, notes=(Note(_why_missing(row)), *notes))
    if now.completion is None:
        word = now.completion_note or NOTHING
        return Fact("完成率", word, notes=tuple(note for note in notes if note.text != word))
    return Fact(
        "完成率",
        shown.number(now.completion),
        PERCENT,
        opening(report, row, "完成率"),
        tuple(notes),
    )


def _gap(report: MonthlyReport, row: TargetRow) -> Fact:
    now = row.now
    if now.gap is None:
        return Fact("与序时相差", NOTHING, notes=(Note(_why_no_gap(row)),))
    unit = shown.gap_unit(row, now)
    index = Note(f"序时比{now.index_text}", opening(report, row, "序时比"))
    return Fact(
        "与序时相差",
        shown.signed(now.gap),
        f"个{unit}" if unit == shown.POINTS else unit,
        opening(report, row, "与序时相差"),
        (index if now.index is not None else Note("序时比—，本月无序时要求"),),
        is_late=now.light in LATE,
    )


def _why_missing(row: TargetRow) -> str:
    return row.now.remark or row.now.light.label


def _why_no_gap(row: TargetRow) -> str:
    if row.now.value is None:
        return _why_missing(row)
    if row.promise.basis is Basis.NONE:
        return "缺基期，不评判"
    return row.now.remark or "目标为0"


def _needed(report: MonthlyReport, row: TargetRow) -> Fact:
    now = row.now
    label = "后续月均需完成"
    if now.needed is None:
        reason = "" if now.needed_note else _why_not_needed(row)
        notes = (Note(reason),) if reason else ()
        return Fact(label, now.needed_note or NOTHING, notes=notes)
    monthly: Decimal | None = row.forecast_monthly
    notes = (Note(f"近期月均{shown.number(monthly)}{row.measure}"),) if monthly is not None else ()
    return Fact(
        label, shown.number(now.needed), row.measure, opening(report, row, "后续月均需完成"), notes
    )


def _why_not_needed(row: TargetRow) -> str:
    if shown.is_rate(row):
        return f"{Kind(row.promise.kind).label}不按月分摊"
    return _why_missing(row)


def _forecast(report: MonthlyReport, row: TargetRow) -> Fact:
    label = "年终预测（外推）"
    if row.forecast is None:
        return Fact(label, NOTHING, notes=(Note(_why_no_forecast(row)),))
    notes = []
    if row.forecast_low is not None and row.forecast_high is not None:
        band = f"{shown.number(row.forecast_low)}—{shown.number(row.forecast_high)}"
        notes.append(Note(f"80%区间{band}", opening(report, row, "80%区间")))
    return Fact(
        label,
        shown.number(row.forecast),
        row.measure,
        opening(report, row, "年终预测"),
        tuple(notes),
    )


def _why_no_forecast(row: TargetRow) -> str:
    if shown.is_rate(row):
        return "只对累计量和存量外推"
    return FIRST_FORECAST if row.now.value is not None else _why_missing(row)
