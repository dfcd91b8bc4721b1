"""What a person puts into one row of the entry page: read, measured, and held against doubts."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

from accounts.texts import tidy
from plans.models import ReportingPeriod
from targets import checks, crosschecks, numbers, rounds
from targets.arithmetic import Calendar, judge, promise_in
from targets.choices import LATE, Light, Nature
from targets.crosschecks import Beside, Side
from targets.facts import rows_of
from targets.models import Measurement, PastFigure, Target, promise_of, scale_of
from targets.rounds import RefusedError

MOST = {"explanation": 300, "problem": 500, "next_step": 500, "source": 100}  # as in the model
NO_FIGURE = "请填写截至本月的数值；没有新进展的，照填上月数。"
BEHIND = {"problem": "存在问题", "next_step": "下步措施"}
NO_EVIDENCE = "这一项须附依据，请先上传依据文件再提交。"


class Put(TypedDict, total=False):
    """What may be put into a row: a figure as `typed` or read already as `value`, and its words."""

    typed: str
    value: Decimal | None
    explanation: str
    problem: str
    next_step: str
    nature: str
    expectation: str  # 预计, as typed
    source: str
    is_nil: bool


@dataclass(frozen=True)
class Filled:
    """One row as it is kept; `unread` says why what was typed is no figure of its target."""

    value: Decimal | None  # None where nothing, or no number, was typed
    typed: str
    explanation: str
    problem: str
    next_step: str
    nature: str = ""
    expectation: Decimal | None = None
    source: str = ""
    is_nil: bool = False
    unread: str = ""

    @property
    def is_blank(self) -> bool:
        """Nothing at all was filled in."""
        return self.value is None and not any((self.typed, *self._words(self)))

    def is_in(self, row: Measurement) -> bool:
        """The row holds just this; a number counts as what it is, however it was typed."""
        if self.value is None and self.typed != row.typed:
            return False
        return self.value == row.value and self._words(self) == self._words(row)

    def as_columns(self) -> dict[str, Any]:
        """The columns of a measurement's row."""
        columns = asdict(self)
        del columns["unread"]
        return columns

    @staticmethod
    def _words(of: Filled | Measurement) -> list[Any]:
        return [getattr(of, name) for name in (*MOST, "nature", "expectation", "is_nil")]


def read(target: Target, put: Put) -> Filled:
    """Read a row as it was typed, or with a figure that was read already.

    Raises RefusedError for a text too long to be kept, for a nature that is none, and for an
    expectation that is no figure: it has no field for what cannot be read.
    """
    value = put.get("value")
    typed, unread = tidy(put.get("typed", "")), ""
    rounds.require_length(typed, numbers.MOST_CHARACTERS, "数值", "typed")
    text, figure = (typed if value is None else f"{value:f}"), None
    if text:
        try:
            figure = numbers.parse(text, target.measure, target.decimals).value
        except numbers.NotAFigure as error:
            typed, unread = typed or text[: numbers.MOST_CHARACTERS], str(error)
    nature = put.get("nature", "")
    if nature not in {"", *Nature.values}:
        raise RefusedError(f"{target}：请从快报、初步、最终中选择数据性质。", "nature")
    return Filled(
        value=figure,
        typed=typed,
        explanation=_within(put.get("explanation", ""), "explanation", "说明"),
        problem=_within(put.get("problem", ""), "problem", "存在问题"),
        next_step=_within(put.get("next_step", ""), "next_step", "下步措施"),
        nature=nature,
        expectation=_expected(target, tidy(put.get("expectation", ""))),
        source=_within(put.get("source", ""), "source", "来源"),
        is_nil=put.get("is_nil", False) and figure is not None,
        unread=unread,
    )


def _expected(target: Target, typed: str) -> Decimal | None:
    if not typed:
        return None
    rounds.require_length(typed, numbers.MOST_CHARACTERS, "预计", "expectation")
    try:
        return numbers.parse(typed, target.measure, target.decimals).value
    except numbers.NotAFigure as error:
        raise RefusedError(f"{target}的预计：{error}", "expectation") from error


def _within(text: str, column: str, name: str) -> str:
    text = tidy(text)
    rounds.require_length(text, MOST[column], name, column)
    return text


def as_nil(target: Target, month: int, filled: Filled) -> Filled:
    """A nil report (零报告) repeats the last figure handed in; one that moved is none."""
    if not filled.is_nil:
        return filled
    before = [(each, value) for each, value in _handed_in(target).items() if each < month]
    last = max(before)[1] if before else Decimal(0)
    return filled if filled.value == last else replace(filled, is_nil=False)


def require_complete(
    target: Target, period: ReportingPeriod, filled: Filled, *, on: date, evidence: int
) -> None:
    """Refuse what cannot be handed in: no figure, an odd one unexplained, a late one without words.

    `evidence` counts the files that stand with the figure. `tasks.trial` says the same to the page.
    """
    _require_figure(target, filled)
    _require_plausible(target, period, filled)
    lacking = [name for column, name in BEHIND.items() if not getattr(filled, column)]
    if lacking and light_of(target, period, filled.value, on=on) in LATE:
        field = next(column for column, name in BEHIND.items() if name == lacking[0])
        raise RefusedError(f"{target}：进度滞后，请写{'和'.join(lacking)}。", field)
    if target.needs_evidence and not evidence:
        raise RefusedError(f"{target}：{NO_EVIDENCE}", "evidence")


def light_of(
    target: Target, period: ReportingPeriod, value: Decimal | None, *, on: date
) -> Light | None:
    """The light this figure would stand for in its month; None without a figure. One query."""
    if value is None:
        return None
    month = period.month
    found = next(iter(rows_of(Target.objects.filter(pk=target.pk))))
    promise = promise_in(promise_of(found.row, found.row.schedule__shares), found.steps, month)
    calendar = Calendar(on=on, due={month: period.due_on})
    return judge(promise, {month: value}, month, calendar, scale_of(period.plan)).light


def _require_figure(target: Target, filled: Filled) -> None:
    if filled.unread:
        raise RefusedError(f"{target}：{filled.unread}", "typed")
    if filled.value is None:
        raise RefusedError(f"{target}：{NO_FIGURE}", "typed")


def _require_plausible(target: Target, period: ReportingPeriod, filled: Filled) -> None:
    """Refuse a doubtful figure that nobody explains."""
    if filled.explanation or filled.value is None:
        return
    month = period.month
    doubts = checks.doubts(
        promise_of(target),
        filled.value,
        month=month,
        previous=_handed_in(target),
        last_year=_last_year(target, month),
        measure=target.measure,
        decimals=target.decimals,
    )
    if doubts:
        raise RefusedError(f"{target}：{doubts[0].text}数值无误的，请写一行说明。", "explanation")
    odd = crosschecks.doubts_beside(_beside(target, period), filled.value, month)
    if odd:
        raise RefusedError(f"{target}：{odd[0].text}", "explanation")


def _beside(target: Target, period: ReportingPeriod) -> tuple[Beside, ...]:
    """The unit's other targets in a declared relation to this one, by what was handed in of them."""
    relations = crosschecks.read(period.plan.cross_checks)
    codes = [code for each in relations if (code := each.across(target.code))]
    if not codes:
        return ()
    theirs = Target.objects.filter(plan=target.plan_id, lead_unit=target.lead_unit_id)
    sides = [_side(each) for each in (target, *theirs.filter(code__in=codes))]
    return crosschecks.beside(relations, sides)[target.code]


def _side(target: Target) -> Side:
    return Side(
        code=target.code,
        name=target.short_name,
        kind=target.kind,
        measure=target.measure,
        decimals=target.decimals,
        figures=_handed_in(target),
    )


def _handed_in(target: Target) -> dict[int, Decimal]:
    """This year's figures of the target by month, as far as they were handed in."""
    rows = target.measurements.filter(state__in=rounds.HANDED_IN)
    figures = rows.values_list("period__month", "value")
    return {month: value for month, value in figures if value is not None}


def _last_year(target: Target, month: int) -> Decimal | None:
    found = PastFigure.objects.filter(target=target, month=month).first()
    return found.value if found else None
