"""The frozen values a monthly report is made of; every page and export reads these and no more.

Inputs are held exactly; each result is the decimal shown (half-up), so that a page, an Excel
cell and the stored JSON carry the same number. A missing figure is None, never 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from dashboard.league import League
from dashboard.report.counted import WORST_FIRST, Change, Counts
from dashboard.report.matters import HighlightRow, MilestoneRow, OrderRow, ProblemRow
from dashboard.report.named import NOBODY, UnitRef
from targets.arithmetic import Promise, promise_in
from targets.choices import LATE, Light
from targets.formulas import Formula

SCHEMA = 4
# 1 lacked nature, expectation, corrections and goal changes; 2 the text, the league and returns;
# 3 the closed loop: milestones, problems, orders, highlights and a note's four parts
READABLE = frozenset({1, 2, 3, SCHEMA})


@dataclass(frozen=True)
class PlanFacts:
    """The plan as the month knew it."""

    slug: str
    title: str
    short_title: str
    district: str
    issuer: str
    issue_date: date
    year: int
    is_demo: bool
    ahead: Decimal  # cut points of the lights, as index or (in_points) as gap in points
    on_pace: Decimal
    behind: Decimal
    in_points: bool
    light_names: tuple[tuple[Light, str], ...] = ()  # the plan's own, where they differ
    doc_no: str = ""

    def word(self, light: Light) -> str:
        """What the plan calls this light: by its own name, else by the usual one."""
        return next((name for own, name in self.light_names if own == light), str(light.label))


@dataclass(frozen=True)
class Group:
    """A heading: a 聚焦 of targets or a group of tasks; number 0 is 总体目标."""

    number: int
    title: str
    short_title: str


@dataclass(frozen=True)
class Quote:
    """A phrase of the plan with its place in the text, and in the sentence round it."""

    text: str
    start: int
    end: int
    where: str
    sentence: str
    offset: int  # where the phrase begins in the sentence


@dataclass(frozen=True)
class Figure:
    """How one target stood in one month, as shown.

    Units: value, expected, needed, monthly and past in the target's unit of measure; completion,
    increment, share and year_on_year in percent (61.6); gap in percentage points, or in the
    target's own unit when `gap_is_level`.
    """

    month: int
    light: Light
    value: Decimal | None = None
    figure_month: int | None = None  # earlier than month when carried (沿用)
    expected: Decimal | None = None
    share: Decimal | None = None  # s(m) in percent, two decimals
    completion: Decimal | None = None
    increment: Decimal | None = None  # of the increment over the baseline; below 0 shows as 0
    index: Decimal | None = None  # two decimals, more where rounding would hide a cut point's side
    index_text: str = "—"
    gap: Decimal | None = None
    needed: Decimal | None = None
    needed_note: str = ""  # 已完成 / 年末未完成，差2 / 还可用1 instead of a figure
    remark: str = ""  # 沿用6月 / 待补录 / 未报，10月8日截止 / 低于基期 …
    completion_note: str = ""  # 低于基期 / 达标 / 未达标, beside or in place of the percentage
    gap_is_level: bool = False  # the gap is in the target's own unit (points of a % measure)
    met: bool = False
    monthly: Decimal | None = None  # 当月: a flow's increment since the month before
    past: Decimal | None = None  # the same month last year
    year_on_year: Decimal | None = None  # percent (points for ratios and growth)
    is_backfill: bool = False

    @property
    def is_carried(self) -> bool:
        """The value comes from an earlier report (沿用)."""
        return self.figure_month is not None and self.figure_month != self.month


@dataclass(frozen=True)
class GoalStep:
    """A goal adjusted within the year (目标调整): what holds from a month on, and why."""

    from_month: int
    goal: Decimal
    goal_text: str
    before: Decimal  # the goal until then
    before_text: str  # and as it was worded
    reason: str
    document: str
    stretch: Decimal | None = None
    before_stretch: Decimal | None = None


@dataclass(frozen=True)
class Corrected:
    """A figure of this month changed after publication (更正, 修订, 补报), with both values."""

    code: str
    short_name: str
    new: Decimal
    old_light: Light
    new_light: Light
    cause: str  # Cause value
    cause_label: str
    reason: str
    proposed_by: str
    approved_by: str
    day: date
    in_edition: int  # the first that holds the new value
    old: Decimal | None = None


@dataclass(frozen=True)
class TargetRow:
    """One target in the month: what was promised, whose it is, and its figures so far."""

    code: str
    order: int
    name: str
    short_name: str
    place: str  # Place value: headline / task
    group: int  # number of the 聚焦; 0 is 总体目标
    tasks: tuple[int, ...]  # numbers of the tasks that bear it
    promise: Promise
    measure: str
    decimals: int
    goal_text: str
    lead: UnitRef | None
    lead_basis: str
    inferred: tuple[
        str, ...
    ]  # names of the fields that are 推定: lead_unit, kind, reporting_months
    joint: tuple[UnitRef, ...]
    definition: str
    note: str
    quotes: tuple[Quote, ...]
    figures: tuple[Figure, ...]  # months 1 … the report's month
    past: tuple[tuple[int, Decimal], ...]  # last year's figures by month, as far as known
    formulas: tuple[Formula, ...]  # how each figure of this month was computed
    explanation: str = ""
    problem: str = ""
    next_step: str = ""
    reported_by: str = ""
    reviewed_by: str = ""
    nature: str = ""  # Nature value of the figure that counts; empty where none was said
    nature_label: str = ""
    expectation: Decimal | None = None  # 预计, beside the figure and never in its place
    source: str = ""
    is_nil: bool = False  # 零报告
    on_behalf: bool = False  # 专班代填
    evidence: tuple[str, ...] = ()  # names of the files that prove this month's figure
    goal_steps: tuple[GoalStep, ...] = ()
    corrections: tuple[Corrected, ...] = ()  # of this month, oldest first
    forecast: Decimal | None = None
    forecast_low: Decimal | None = None
    forecast_high: Decimal | None = None
    forecast_monthly: Decimal | None = None  # 近期月均, no season taken out

    @property
    def now(self) -> Figure:
        """How it stands in the report's month."""
        return self.figures[-1]

    @property
    def leader(self) -> UnitRef:
        """Who answers for it; NOBODY while no unit is named."""
        return self.lead or NOBODY

    @property
    def before(self) -> Figure | None:
        """How it stood the month before."""
        return self.figures[-2] if len(self.figures) > 1 else None

    def promise_in(self, month: int) -> Promise:
        """What was promised in this month of the year: the goal in force then."""
        return promise_in(self.promise, self.goal_steps, month)

    def formula(self, title: str) -> Formula | None:
        """How a figure of this month was computed, by its title (完成率, 序时比 …)."""
        return next((each for each in self.formulas if each.title == title), None)


@dataclass(frozen=True)
class Note:
    """One unit's progress note on a task for one month."""

    month: int
    unit: UnitRef
    word: str  # tasks.choices.Word value
    word_label: str
    text: str
    submitted_on: date | None
    submitted_by: str
    problem: str = ""  # 存在问题
    measures: str = ""  # 应对措施
    next_step: str = ""  # 后期打算


@dataclass(frozen=True)
class TaskRow:
    """One task in the month."""

    number: int
    month: int
    group: int
    title: str
    text: str
    start: int
    end: int
    lead: UnitRef  # NOBODY where none is named yet
    joint: tuple[UnitRef, ...]
    light: Light
    before: Light | None
    index: Decimal | None
    remark: str
    targets: tuple[str, ...]  # codes of the targets it bears
    notes: tuple[Note, ...]  # newest first, up to the report's month
    note_on_units: str = ""
    milestones: tuple[MilestoneRow, ...] = ()  # by their days

    @property
    def note(self) -> Note | None:
        """The lead's note of the report's month; None when it is missing."""
        return next(
            (n for n in self.notes if n.month == self.month and n.unit.code == self.lead.code),
            None,
        )


@dataclass(frozen=True)
class Reporting:
    """How a unit reported for the month: figures and the lead's notes together."""

    unit: UnitRef
    due: int
    on_time: int
    late: int
    missing: tuple[str, ...]  # what is still missing, in words
    mistakes: int = 0  # figures corrected after publication that the unit itself had got wrong
    returned: int = 0  # returns by the office for the unit's own mistakes


@dataclass(frozen=True)
class Edition:
    """Which publication this report is read from; None in a report computed now."""

    number: int  # edition of the month, 1 at first publication
    published_at: datetime
    published_by: str
    sha256: str
    previous_sha256: str


@dataclass(frozen=True)
class MonthlyReport:
    """Everything known of a plan in one month (月报)."""

    plan: PlanFacts
    month: int
    on: date  # the day it was judged on
    due_on: date | None
    share: Decimal  # 序时进度 of the year in percent, m/12, one decimal
    themes: tuple[Group, ...]  # 总体目标 (0) and the 聚焦, in the plan's order
    groups: tuple[Group, ...]  # task groups
    units: tuple[UnitRef, ...]
    targets: tuple[TargetRow, ...]
    tasks: tuple[TaskRow, ...]
    counts: Counts
    before: Counts | None  # the month before, for 较7月
    task_counts: Counts
    changes: tuple[Change, ...]
    reporting: tuple[Reporting, ...]
    reported_by: tuple[str, ...] = ()
    reviewed_by: tuple[str, ...] = ()
    text: str = ""  # the plan's full source text, which quotes and tasks count their places in
    aliases: tuple[tuple[str, str], ...] = ()  # how else the text may call a unit: (alias, code)
    league: League | None = None  # as it stood when the month was frozen; corrections leave it
    next_due_on: date | None = None  # when the month after falls due; None in December
    keeps_loop: bool = False  # the plan keeps problems, orders and highlights (启用问题督办)
    problems: tuple[ProblemRow, ...] = ()  # by number
    orders: tuple[OrderRow, ...] = ()  # by kind and number
    highlights: tuple[HighlightRow, ...] = ()  # adopted for this month
    edition: Edition | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """The month in addresses: 2024-08."""
        return f"{self.plan.year}-{self.month:02d}"

    @property
    def has_figures(self) -> bool:
        """Whether any figure stands in it at all."""
        return any(row.now.value is not None for row in self.targets)

    @property
    def is_backfill(self) -> bool:
        """Whether the month had ended before the plan was issued (补录)."""
        return any(row.now.is_backfill for row in self.targets)

    def target(self, code: str) -> TargetRow | None:
        """The target with this code, or None."""
        return next((row for row in self.targets if row.code == code), None)

    def task(self, number: int) -> TaskRow | None:
        """The task with this number, or None."""
        return next((row for row in self.tasks if row.number == number), None)

    def unit(self, code: str) -> UnitRef:
        """The unit with this code; one that the report does not list is called by its code."""
        found = (each for each in self.units if each.code == code)
        return next(found, UnitRef(code, code, code))

    def late_by_unit(self) -> list[tuple[UnitRef, list[TargetRow]]]:
        """Who has targets behind or missing: most first; of each unit the worst first."""
        by_unit: dict[UnitRef, list[TargetRow]] = {}
        for row in sorted(self.late_targets(), key=lambda row: WORST_FIRST.index(row.now.light)):
            by_unit.setdefault(row.leader, []).append(row)
        order = {unit: place for place, unit in enumerate(self.units)}
        return sorted(
            by_unit.items(), key=lambda each: (-len(each[1]), order.get(each[0], len(order)))
        )

    def late_targets(self) -> Iterator[TargetRow]:
        """Targets behind or overdue, in the plan's order."""
        late = LATE | {Light.OVERDUE}
        return (row for row in self.targets if row.now.light in late)
