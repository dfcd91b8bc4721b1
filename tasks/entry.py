"""One figure of the entry table as its page shows it: what was typed, what that would mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from targets.choices import Kind, Nature, State
from targets.numbers import NOTHING
from targets.rounds import RefusedError
from tasks.clashes import Clash
from tasks.forms import TypedFigure
from tasks.owed import FigureDuty
from tasks.quick import kept_in, nil_figure
from tasks.returns import Return
from tasks.trial import Trial, fact_of, figure_text, goal_line, offer_of, trial

ASKED = {
    Kind.FLOW: "1—{month}月累计",
    Kind.STOCK: "{month}月末数",
    Kind.RATIO: "{month}月最新数",
    Kind.GROWTH: "1—{month}月增速",
}
FIELDS = {  # where what was refused stands
    "explanation": "w-",
    "problem": "b-",
    "next_step": "n-",
    "nature": "q-",
    "expectation": "y-",
    "source": "o-",
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
    said: TypedFigure  # what stands in its fields
    seen_version: int
    refusal: RefusedError | None = None
    clash: Clash | None = None
    returns: Sequence[Return] = ()

    # What stands in its fields

    @property
    def typed(self) -> str:
        return self.said.typed

    @property
    def explanation(self) -> str:
        return self.said.explanation

    @property
    def problem(self) -> str:
        return self.said.problem

    @property
    def next_step(self) -> str:
        return self.said.next_step

    @property
    def is_nil(self) -> bool:
        return self.said.is_nil

    @property
    def natures(self) -> list[tuple[str, str, bool]]:
        """Value, label, and whether it is the one chosen."""
        return [(value, label, value == self.said.nature) for value, label in Nature.choices]

    @property
    def says_more(self) -> bool:
        """Nature, expectation or source is filled in."""
        return bool(self.said.nature or self.said.expectation or self.said.source)

    @property
    def nil(self) -> str:
        """What 本月无新增 would put into the empty field; empty where it is not offered."""
        return "" if self.typed else nil_figure(self.duty)

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
        return self.duty.state_label or "未报"

    @property
    def nature_label(self) -> str:
        filed = self.duty.filed
        return Nature(filed.nature).label if filed and filed.nature else ""

    @property
    def expected_text(self) -> str:
        """The expectation that is kept, as it is shown."""
        filed = self.duty.filed
        return (
            figure_text(self.duty, filed.expectation)
            if filed and filed.expectation is not None
            else ""
        )

    @property
    def may_withdraw(self) -> bool:
        return self.duty.state is State.SUBMITTED and self.duty.period.published_at is None

    @property
    def reason(self) -> str:
        return self.duty.reason

    @property
    def returned_by(self) -> str:
        return self.duty.returned_by

    @property
    def earlier_returns(self) -> Sequence[Return]:
        """Every return but the one that is shown above them."""
        return self.returns[1:] if self.reason else self.returns

    # What is said to it

    @property
    def error(self) -> str:
        return self.refusal.message if self.refusal else self.trial.error

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
    def lacks_words(self) -> str:
        """What a figure behind its pace still wants: 存在问题和下步措施; empty where all is said."""
        if not self.trial.is_late:
            return ""
        fields = (("存在问题", self.problem), ("下步措施", self.next_step))
        return "和".join(name for name, text in fields if not text)

    @property
    def lacks_evidence(self) -> bool:
        return bool(self.typed) and self.duty.lacks_evidence

    @property
    def told_before(self) -> tuple[int, str, str] | None:
        """What last month's report said of being behind, while nothing is written yet."""
        is_blank = self.trial.is_late and not (self.problem or self.next_step)
        return self.duty.told_before if is_blank else None

    @property
    def state(self) -> str:
        """clash, err, warn (to explain), late (to say why behind), proof, done (explained), or none."""
        if self.clash:
            return "clash"
        if self.error:
            return "err"
        if self.asks_why and not self.is_explained:
            return "warn"
        if self.lacks_words:
            return "late"
        if self.lacks_evidence:
            return "proof"
        return "done" if self.asks_why else ""

    @property
    def to_tell(self) -> bool:
        """A word or a file is wanted before it can be handed in."""
        return self.state in {"warn", "late", "proof"}

    @property
    def has_message(self) -> bool:
        said = (self.state, self.reason, self.returns, self.trial.note, self.shows_why)
        return self.is_editable and (self.shows_behind or any(said))

    @property
    def is_filled(self) -> bool:
        return bool(self.typed) if self.is_editable else self.duty.is_handed_in

    @property
    def problem_at(self) -> str:
        """The id of the field to go to; empty where nothing is to be mended."""
        late = "n-" if self.problem else "b-"
        places = {"clash": "x-", "err": "v-", "warn": "w-", "late": late, "proof": "v-"}
        if self.refusal and self.state == "err":
            return FIELDS.get(self.refusal.field, "v-") + self.code
        return places[self.state] + self.code if self.state in places else ""

    @property
    def problem_text(self) -> str:
        """The line of the page's summary."""
        if self.clash:
            return f"{self.name}：{self.clash.told}"
        if self.error:
            told = self.error.removeprefix(f"{self.name}：").removeprefix(f"{self.name}的")
            return f"{self.name}：{told}"
        if self.state == "late":
            return f"{self.name}：进度滞后，请写{self.lacks_words}"
        if self.state == "proof":
            return f"{self.name}：须附依据，请先上传依据文件"
        return f"{self.name}：{fact_of(self.trial.doubts[0])}，请写说明"


def figure_row(
    duty: FigureDuty,
    posted: TypedFigure | None = None,
    *,
    version: int | None = None,
    refusal: RefusedError | None = None,
    clash: Clash | None = None,
    returns: Sequence[Return] = (),
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
        said=posted,
        seen_version=version,
        refusal=refusal,
        clash=clash,
        returns=returns,
    )
