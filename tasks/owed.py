"""One figure or note that a unit owes for a month, with everything it is held against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from plans.models import ReportingPeriod
from targets.arithmetic import Promise, Standing, judge
from targets.cadence import why_not_asked
from targets.checks import Doubt, doubts
from targets.choices import State
from targets.crosschecks import Beside, doubts_beside
from targets.numbers import half_up
from targets.rounds import EDITABLE, HANDED_IN
from targets.standing import Filing, Lead, TargetFacts, TargetStanding
from tasks.choices import BEHIND, Word
from tasks.pacing import Pace
from tasks.progress import Remark

SLIP = "slip"


@dataclass(frozen=True)
class Duty:
    """What figures and notes have in common: where they stand in the month's round."""

    period: ReportingPeriod
    due_on: date
    on: date
    why_not: str  # 季报，9月应报; empty where it is asked for

    @property
    def filed(self) -> Filing | Remark | None:
        """The row as it stands; None where there is none."""
        raise NotImplementedError

    @property
    def state(self) -> State | None:
        """Where it stands; None where nothing has been kept yet."""
        return State(self.filed.state) if self.filed else None

    @property
    def pk(self) -> int | None:
        """The row's key, for the acts on it."""
        return self.filed.pk if self.filed else None

    @property
    def version(self) -> int:
        """What a form says it saw; 0 without a row."""
        return self.filed.version if self.filed else 0

    @property
    def reason(self) -> str:
        """Why the office gave it back; empty unless it stands returned."""
        return self.filed.reason if self.filed and self.state is State.RETURNED else ""

    @property
    def returned_by(self) -> str:
        """Who gave it back: 专班 李某, or 单位审核人 张某 where the unit's head did."""
        filed = self.filed
        is_heads = self.period.plan.countersign and filed and not filed.countersigned_at
        who = "单位审核人" if is_heads else "专班"
        return f"{who} {filed.reviewed_by}" if filed and filed.reviewed_by else who

    @property
    def state_label(self) -> str:
        """待审, 待单位审核, 单位已审，待专班 …; empty where nothing has been kept yet."""
        if self.state is State.SUBMITTED and self.period.plan.countersign:
            return "待单位审核"
        if self.state is State.COUNTERSIGNED:
            return "单位已审，待专班"
        return self.state.label if self.state else ""

    @property
    def is_due(self) -> bool:
        """The month asks for it."""
        return not self.why_not

    @property
    def is_handed_in(self) -> bool:
        """The unit has done its part: waiting for review, or approved."""
        return self.state in HANDED_IN

    @property
    def is_approved(self) -> bool:
        """It counts."""
        return self.state is State.APPROVED

    @property
    def is_editable(self) -> bool:
        """It may be saved and submitted that day."""
        is_open = self.is_due and self.period.is_open(self.on)
        return is_open and (self.state is None or self.state in EDITABLE)

    @property
    def may_withdraw(self) -> bool:
        """It waits for the office, and can still be taken back."""
        return self.state is State.SUBMITTED and self.period.is_open(self.on)

    @property
    def what(self) -> str:
        """What it is called in a list of duties."""
        raise NotImplementedError

    @property
    def is_overdue(self) -> bool:
        """Asked for, past its day and not handed in; a back-filled month is never overdue."""
        late = self.is_due and not self.is_handed_in and self.on > self.due_on
        return late and not self.period.is_backfill


@dataclass(frozen=True)
class FigureDuty(Duty):
    """A target's figure for the month; `row` is judged in that month by what was approved."""

    row: TargetStanding
    beside: tuple[Beside, ...] = ()  # what else of the unit implies it, or is implied by it

    @property
    def what(self) -> str:
        """The target's short name."""
        return self.row.facts.short_name

    @property
    def filed(self) -> Filing | None:
        """The month's row; None where there is none."""
        return self.row.filings.get(self.month)

    @property
    def month(self) -> int:
        """The month the figure is for."""
        return self.period.month

    @property
    def facts(self) -> TargetFacts:
        """Code, names, measure, decimals, the goal as the plan words it."""
        return self.row.facts

    @property
    def promise(self) -> Promise:
        """Kind, comparator and goal as plain values."""
        return self.row.promise

    @property
    def lead(self) -> Lead | None:
        """The unit that owes it."""
        return self.row.facts.lead

    @property
    def value(self) -> Decimal | None:
        """The figure that is kept; None where there is none, or none that can be read."""
        return self.filed.value if self.filed else None

    @property
    def typed(self) -> str:
        """What stands in the field: the figure without commas, else what was typed."""
        if self.value is None:
            return self.filed.typed if self.filed else ""
        return plain(self.value)

    @property
    def explanation(self) -> str:
        """The line that a doubtful figure asks for."""
        return self.filed.explanation if self.filed else ""

    @property
    def handed_in(self) -> dict[int, Decimal]:
        """The target's figures of this year that were handed in, by month."""
        return {
            month: filing.value
            for month, filing in self.row.filings.items()
            if filing.is_handed_in and filing.value is not None
        }

    @property
    def previous(self) -> tuple[int, Decimal] | None:
        """The last figure handed in before this month, with its month."""
        return max((pair for pair in self.handed_in.items() if pair[0] < self.month), default=None)

    @property
    def told_before(self) -> tuple[int, str, str] | None:
        """What the last report before this month said of being behind: month, problem, next step."""
        filing = self.row.filings.get(self.previous[0]) if self.previous else None
        if self.previous is None or filing is None or not (filing.problem and filing.next_step):
            return None
        return self.previous[0], filing.problem, filing.next_step

    @property
    def lacks_evidence(self) -> bool:
        """The target asks for a file, and none stands with the figure."""
        return self.facts.needs_evidence and not (self.filed and self.filed.evidence)

    @property
    def change(self) -> Decimal | None:
        """The difference from the figure before."""
        if self.value is None or self.previous is None:
            return None
        return self.value - self.previous[1]

    @property
    def last_year(self) -> Decimal | None:
        """Last year's figure of the same month."""
        return self.row.past.get(self.month)

    @property
    def expected(self) -> Fraction | None:
        """The value expected by now (序时进度)."""
        return self.row.now.expected

    def doubts_at(self, value: Decimal) -> tuple[Doubt, ...]:
        """What is odd about this value, by itself and beside other targets, as submitting asks.

        What looks like a slip of the scale says so alone.
        """
        own = doubts(
            self.promise,
            value,
            month=self.month,
            previous=self.handed_in,
            last_year=self.last_year,
            measure=self.facts.measure,
            decimals=self.facts.decimals,
        )
        if any(doubt.code == SLIP for doubt in own):
            return own
        return own + doubts_beside(self.beside, value, self.month)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """What is odd about the figure that is kept."""
        return () if self.value is None else self.doubts_at(self.value)

    @property
    def preview(self) -> Standing | None:
        """How the target would stand if the figure that is kept counted (预计亮灯).

        None for what looks like a slip of the scale until somebody explains it (更正后计算).
        """
        is_slip = not self.explanation and any(doubt.code == SLIP for doubt in self.doubts)
        if self.value is None or is_slip:
            return None
        figures = {**self.row.figures, self.month: self.value}
        return judge(self.promise, figures, self.month, self.row.calendar, self.row.scale)


@dataclass(frozen=True)
class NoteDuty(Duty):
    """A task's note for the month, which its lead unit writes."""

    task: int
    number: int
    title: str
    lead: Lead
    notes: tuple[Remark, ...]  # the lead's, of every month, in whatever state
    pace: Pace | None = None  # of its milestones at the month's end, where that was read
    asked: frozenset[int] | None = None  # months a joining unit was asked for; None for the lead
    joint: tuple[tuple[str, str], ...] = ()  # what joining units handed in: unit and text
    questions: tuple[tuple[int, str], ...] = ()  # what a joining unit was asked, by month

    @property
    def what(self) -> str:
        """任务3进展."""
        return f"任务{self.number}进展{'（配合）' if self.is_joint else ''}"

    @property
    def full_name(self) -> str:
        """任务3 and its title, where there is room."""
        return f"任务{self.number} {self.title}"

    @property
    def filed(self) -> Remark | None:
        """The month's row; None where there is none."""
        month = self.period.month
        return next((each for each in self.notes if each.month == month), None)

    @property
    def word(self) -> str:
        """The lead's own word on how the task goes; empty where none is kept."""
        return self.filed.word if self.filed else ""

    @property
    def text(self) -> str:
        """What the note says so far."""
        return self.filed.text if self.filed else ""

    @property
    def is_joint(self) -> bool:
        """The unit joins in and was asked; another unit leads."""
        return self.asked is not None

    @property
    def question(self) -> str:
        """What a joining unit is to tell this month, in the words it was asked with."""
        return dict(self.questions).get(self.period.month, "")

    @property
    def parts(self) -> tuple[str, str, str]:
        """存在问题, 应对措施, 后期打算 as they are kept."""
        filed = self.filed
        return (filed.problem, filed.measures, filed.next_step) if filed else ("", "", "")

    def asks_more(self, word: str) -> bool:
        """The task is behind, by this word or by its milestones: the note must say why."""
        if self.is_joint:
            return False
        return word in BEHIND or (self.pace is not None and self.pace.is_behind)

    @property
    def previous(self) -> Remark | None:
        """The last note handed in before this month, of those that may be seen (see `returned`)."""
        month = self.period.month
        handed_in = (each for each in self.notes if each.is_handed_in and each.word)
        earlier = (each for each in handed_in if each.month < month)
        return max(earlier, key=lambda each: each.month, default=None)

    @property
    def word_label(self) -> str:
        """The word as it is read."""
        return Word(self.word).label if self.word else ""


@dataclass(frozen=True)
class Joined:
    """A task the unit joins in, whose note its lead unit writes (不归本单位)."""

    number: int
    lead: str

    @property
    def text(self) -> str:
        """任务4（区科技局）."""
        return f"任务{self.number}（{self.lead}）"


Owed = FigureDuty | NoteDuty


def plain(value: Decimal) -> str:
    """A figure as it is put into a field: without commas and idle noughts."""
    text = f"{half_up(value, 4):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def figure_duty(row: TargetStanding, period: ReportingPeriod, on: date) -> FigureDuty:
    """The duty of one target, judged in the period's month already."""
    return FigureDuty(
        period=period,
        due_on=row.calendar.due.get(period.month, period.due_on),
        on=on,
        why_not=why_not_asked(row.promise.reporting_months, period.month),
        row=row,
    )
