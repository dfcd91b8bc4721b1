"""How a target stands: completion, pace, gap, still needed, light and forecast. Pure and exact.

Everything here takes and returns plain values: `Decimal` or `Fraction` in, `Fraction` inside,
never binary float. The source of every rule is domain.md, "Kinds of target" and "What is computed".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from targets.choices import Comparator, Kind, Light

MONTHS = 12


@dataclass(frozen=True)
class Scale:
    """The cut points of a plan's lights (亮灯分档), as pace index or as gap in points."""

    ahead: Decimal = Decimal("1.10")
    on_pace: Decimal = Decimal("1.00")
    behind: Decimal = Decimal("0.80")
    in_points: bool = False


@dataclass(frozen=True)
class Promise:
    """What a target commits to: everything `judge` needs that does not change from month to month.

    Units: goal, stretch and baseline in the target's own unit of measure (% as 2.3 for 2.3 %);
    `schedule` is twelve cumulative shares of the year (1 is the whole), None for m/12.
    """

    kind: Kind
    comparator: Comparator
    goal: Decimal
    stretch: Decimal | None = None
    baseline: Decimal | None = None
    tolerance: Decimal = Decimal("0.10")
    schedule: tuple[Decimal, ...] | None = None
    reporting_months: frozenset[int] = frozenset(range(1, 13))
    as_level: bool = False  # the office judges a stock without baseline as a level


@dataclass(frozen=True)
class Calendar:
    """When figures are due: the day each reporting month falls due, and which are back-filled (补录).

    `due` maps a month (1-12) to the day its figure falls due: the period's due day, or the target's
    own release day where the figure appears later. `on` is the day of judging.
    """

    on: date
    due: Mapping[int, date]
    backfilled: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Standing:
    """How one target stands in one month (exact; rounding is for whoever shows it).

    `figure_month` is the month the figure belongs to (earlier than `month` when carried, 沿用);
    None without a figure. Percent-like values are shares: `completion` 1 is 100 %.
    `gap` is a share for flows, stocks and ratios with a baseline (x 100 = 百分点), and a difference
    in the target's own unit (percentage points) when `gap_is_level`.
    """

    month: int
    light: Light
    value: Decimal | None = None
    figure_month: int | None = None
    expected: Fraction | None = None
    share: Fraction | None = (
        None  # s(m0), the cumulative share of the year expected by figure_month
    )
    completion: Fraction | None = None  # v / g
    increment: Fraction | None = None  # (v - b) / (g - b); may be negative, shown as 0 and 低于基期
    index: Fraction | None = None
    gap: Fraction | None = None
    gap_is_level: bool = False
    needed: Fraction | None = None  # a month, for the months left; None when met or not applicable
    met: bool = False
    remark: str = ""  # 沿用3月 / 待补录 / 未报，10月8日截止 / 低于基期 / 差2 / 本月无序时要求 ...

    @property
    def is_carried(self) -> bool:
        """The figure comes from an earlier month than the one asked about (沿用)."""
        return self.figure_month is not None and self.figure_month != self.month


@dataclass(frozen=True)
class Forecast:
    """The year's end by extrapolation (外推，不是承诺), with an 80 % band where there is one."""

    value: Fraction
    monthly: Fraction  # the mean monthly increment carried forward
    months_left: int
    increments: tuple[Fraction, ...]
    low: Decimal | None = None
    high: Decimal | None = None
