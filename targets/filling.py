"""What a person puts into one row of the entry page: read, measured, and held against doubts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from accounts.texts import tidy
from targets import checks, numbers, rounds
from targets.models import Measurement, PastFigure, Target, promise_of
from targets.rounds import RefusedError

MOST = {"explanation": 300, "problem": 500, "next_step": 500}  # as the model's columns are


@dataclass(frozen=True)
class Filled:
    """One row as it is kept; `unread` says why what was typed is no figure of its target."""

    value: Decimal | None  # None where nothing, or no number, was typed
    typed: str
    explanation: str
    problem: str
    next_step: str
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
    def _words(of: Filled | Measurement) -> list[str]:
        return [getattr(of, name) for name in MOST]


def read(
    target: Target,
    *,
    typed: str,
    value: Decimal | None,
    explanation: str,
    problem: str,
    next_step: str,
) -> Filled:
    """Read a row as it was typed, or with a figure that was read already.

    Raises RefusedError for a text too long to be kept, and for nothing else.
    """
    typed, unread = tidy(typed), ""
    rounds.require_length(typed, numbers.MOST_CHARACTERS, "数值", "typed")
    text, figure = (typed if value is None else f"{value:f}"), None
    if text:
        try:
            figure = numbers.parse(text, target.measure, target.decimals).value
        except numbers.NotAFigure as error:
            typed, unread = typed or text[: numbers.MOST_CHARACTERS], str(error)
    return Filled(
        value=figure,
        typed=typed,
        explanation=_within(explanation, "explanation", "说明"),
        problem=_within(problem, "problem", "存在问题"),
        next_step=_within(next_step, "next_step", "下步措施"),
        unread=unread,
    )


def _within(text: str, column: str, name: str) -> str:
    text = tidy(text)
    rounds.require_length(text, MOST[column], name, column)
    return text


def require_plausible(target: Target, month: int, filled: Filled) -> None:
    """Refuse what is no figure, and a doubtful figure that nobody explains."""
    if filled.unread:
        raise RefusedError(f"{target}：{filled.unread}", "typed")
    if filled.value is None:
        wish = "请填写截至本月的数值；没有新进展的，照填上月数。"
        raise RefusedError(f"{target}：{wish}", "typed")
    if filled.explanation:
        return
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


def _handed_in(target: Target) -> dict[int, Decimal]:
    """This year's figures of the target by month, as far as they were handed in."""
    rows = target.measurements.filter(state__in=rounds.HANDED_IN)
    figures = rows.values_list("period__month", "value")
    return {month: value for month, value in figures if value is not None}


def _last_year(target: Target, month: int) -> Decimal | None:
    found = PastFigure.objects.filter(target=target, month=month).first()
    return found.value if found else None
