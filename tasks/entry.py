"""One figure of the entry table as its page shows it: what was typed, what that would mean."""

from __future__ import annotations

from dataclasses import dataclass

from targets.choices import Kind, State
from targets.numbers import NOTHING
from tasks.clashes import Clash
from tasks.forms import TypedFigure
from tasks.owed import FigureDuty
from tasks.trial import Trial, fact_of, figure_text, goal_line, offer_of, trial

ASKED = {
    Kind.FLOW: "1—{month}月累计",
    Kind.STOCK: "{month}月末数",
    Kind.RATIO: "{month}月最新数",
    Kind.GROWTH: "1—{month}月增速",
}
FILL_IN = {Kind.STOCK: "填{month}月末数", Kind.RATIO: "填最新数"}


@dataclass(frozen=True)
class Warning:  # noqa: A001 - the word of design.md; nothing here warns Python
    """A doubt as the row shows it."""

    text: str
    fact: str
    offer: str


@dataclass(frozen=True)
class FigureRow:
    """One figure: what it is held against, what stands in its fields, what was said to it."""

    duty: FigureDuty
    trial: Trial
    is_editable: bool
    typed: str
    explanation: str
    problem: str
    next_step: str
    seen_version: int
    refused: str = ""
    clash: Clash | None = None

    # What it is held against

    @property
    def code(self) -> str:
        return self.duty.facts.code

    @property
    def name(self) -> str:
        return self.duty.facts.short_name

    @property
    def measure(self) -> str:
        return self.duty.facts.measure

    @property
    def asked(self) -> str:
        """What figure is asked for: 1—9月累计, 9月末数."""
        return ASKED[Kind(self.duty.promise.kind)].format(month=self.duty.month)

    @property
    def about(self) -> str:
        """目标59家以上 · 9月序时44.3."""
        fill_in = FILL_IN.get(Kind(self.duty.promise.kind), "")
        parts = [goal_line(self.duty), fill_in.format(month=self.duty.month)]
        return " · ".join(part for part in parts if part)

    @property
    def past(self) -> str:
        return figure_text(self.duty, self.duty.last_year)

    @property
    def last(self) -> str:
        previous = self.duty.previous
        return NOTHING if previous is None else figure_text(self.duty, previous[1])

    @property
    def last_note(self) -> str:
        """6月, where the last figure is not the month before's."""
        previous = self.duty.previous
        is_older = previous is not None and previous[0] != self.duty.month - 1
        return f"{previous[0]}月" if previous and is_older else ""

    # What was handed in already

    @property
    def kept(self) -> str:
        return figure_text(self.duty, self.duty.value)

    @property
    def state_label(self) -> str:
        return self.duty.state.label if self.duty.state else "未报"

    @property
    def may_withdraw(self) -> bool:
        return self.duty.state is State.SUBMITTED and self.duty.period.published_at is None

    @property
    def reason(self) -> str:
        return self.duty.reason

    @property
    def returned_by(self) -> str:
        filed = self.duty.filed
        return f"专班 {filed.reviewed_by}" if filed and filed.reviewed_by else "专班"

    # What is said to it

    @property
    def error(self) -> str:
        return self.refused or self.trial.error

    @property
    def warnings(self) -> list[Warning]:
        return [Warning(each.text, fact_of(each), offer_of(each)) for each in self.trial.doubts]

    @property
    def is_explained(self) -> bool:
        return bool(self.explanation)

    @property
    def asks_why(self) -> bool:
        return bool(self.trial.doubts)

    @property
    def shows_why(self) -> bool:
        return self.asks_why or self.is_explained

    @property
    def shows_behind(self) -> bool:
        return self.trial.is_late or bool(self.problem or self.next_step)

    @property
    def state(self) -> str:
        """clash, err, warn (to explain), done (explained), or nothing to say."""
        if self.clash:
            return "clash"
        if self.error:
            return "err"
        if not self.asks_why:
            return ""
        return "done" if self.is_explained else "warn"

    @property
    def has_message(self) -> bool:
        said = (self.state, self.reason, self.trial.note, self.shows_why, self.shows_behind)
        return self.is_editable and any(said)

    @property
    def is_filled(self) -> bool:
        return bool(self.typed) if self.is_editable else self.duty.is_handed_in

    @property
    def problem_at(self) -> str:
        """The id of the field to go to; empty where nothing is to be mended."""
        places = {"clash": "x-", "err": "v-", "warn": "w-"}
        return places[self.state] + self.code if self.state in places else ""

    @property
    def problem_text(self) -> str:
        """The line of the page's summary."""
        if self.clash:
            return f"{self.name}：{self.clash.told}"
        if self.error:
            return f"{self.name}：{self.error.removeprefix(f'{self.name}：')}"
        return f"{self.name}：{fact_of(self.trial.doubts[0])}，请写说明"


def figure_row(
    duty: FigureDuty,
    posted: TypedFigure | None = None,
    *,
    version: int | None = None,
    refused: str = "",
    clash: Clash | None = None,
) -> FigureRow:
    """The row of one duty, with what was posted in its fields where something was."""
    filed = duty.filed
    is_editable = duty.is_editable and duty.period.is_open(duty.on)
    if posted is None or (filed is not None and not is_editable):
        posted = kept_in(duty)
    if version is None:
        version = posted.seen_version
    return FigureRow(
        duty=duty,
        trial=trial(duty, posted.typed, is_sure=bool(posted.explanation)),
        is_editable=is_editable,
        typed=posted.typed,
        explanation=posted.explanation,
        problem=posted.problem,
        next_step=posted.next_step,
        seen_version=version,
        refused=refused,
        clash=clash,
    )


def kept_in(duty: FigureDuty) -> TypedFigure:
    """What stands in the fields before anybody types."""
    filed = duty.filed
    return TypedFigure(
        code=duty.facts.code,
        typed=duty.typed,
        explanation=filed.explanation if filed else "",
        problem=filed.problem if filed else "",
        next_step=filed.next_step if filed else "",
        seen_version=duty.version,
    )
