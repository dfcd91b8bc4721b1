"""The entry table: every figure that a unit owes in a month, and the counts at its foot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from plans.models import ReportingPeriod
from targets.rounds import RefusedError
from tasks.clashes import Clash
from tasks.entry import FigureRow, figure_row
from tasks.forms import TypedFigure
from tasks.owed import FigureDuty
from tasks.returns import Returns


@dataclass(frozen=True)
class Spared:
    """A figure that is not asked for this month, and why (不用报)."""

    name: str
    why: str


@dataclass(frozen=True)
class FigureTable:
    """The whole table: its rows in the plan's order, heads, counts for the bar at its foot."""

    period: ReportingPeriod
    on: date
    rows: Sequence[FigureRow]
    spared: Sequence[Spared]

    @property
    def month(self) -> int:
        return self.period.month

    @property
    def is_open(self) -> bool:
        return self.period.is_open(self.on) and any(row.is_editable for row in self.rows)

    @property
    def last_label(self) -> str:
        return f"{self.month - 1}月" if self.month > 1 else "上月"

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def handed_in(self) -> int:
        return sum(not row.is_editable for row in self.rows)

    @property
    def filled(self) -> int:
        return sum(row.is_filled for row in self.rows)

    @property
    def errors(self) -> int:
        return sum(row.state in {"err", "clash"} for row in self.rows)

    @property
    def to_explain(self) -> int:
        return sum(row.to_tell for row in self.rows)

    @property
    def may_be_nil(self) -> bool:
        """Some field is empty where 本月无新增 can be said."""
        return any(row.nil and row.is_editable for row in self.rows)

    @property
    def first_problem(self) -> str:
        return next((row.problem_at for row in self.rows if row.problem_at), "")

    @property
    def problems(self) -> list[dict[str, str]]:
        """Every line of the summary, each leading to its field."""
        return [
            {"url": f"#{row.problem_at}", "text": row.problem_text}
            for row in self.rows
            if row.problem_at
        ]


def figure_table(
    duties: Iterable[FigureDuty],
    period: ReportingPeriod,
    on: date,
    posted: Mapping[str, TypedFigure] | None = None,
    *,
    refused: Mapping[str, RefusedError] | None = None,
    clashes: Mapping[str, Clash] | None = None,
    returns: Returns | None = None,
) -> FigureTable:
    """The table of what a unit owes, with what was posted kept in its fields."""
    posted, refused, clashes = posted or {}, refused or {}, clashes or {}
    rows, spared = [], []
    for duty in duties:
        code = duty.facts.code
        if duty.is_due:
            rows.append(
                figure_row(
                    duty,
                    posted.get(code),
                    refusal=refused.get(code),
                    clash=clashes.get(code),
                    returns=(returns or {}).get(duty.pk or 0, ()),
                )
            )
        else:
            spared.append(Spared(duty.facts.short_name, duty.why_not))
    return FigureTable(period, on, rows, spared)
