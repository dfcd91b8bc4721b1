"""Which act may follow which state, and whose it is: milestone, problem, order, help, resolution, highlight.

Pure tables: services ask them, docs/loop.md prints them, a test holds both to each other. Nobody
confirms, strikes off or closes what they or their own unit did: that party is `JUDGE`, never more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tasks.choices import (
    HighlightState,
    LoopAct,
    MilestoneState,
    OrderState,
    ProblemState,
    ResolutionState,
)

NEW = ""  # there is no row yet


class Party(StrEnum):
    """In which part a person acts on a matter."""

    OWNER = "owner"  # works for the unit that answers for it
    RAISER = "raiser"  # works for the unit that raised it or asked for help
    OFFICE = "office"
    JUDGE = "judge"  # of the office, not of the unit that answers, and took no part in it
    TIMER = "timer"


PARTY_NAMES = {
    Party.OWNER: "责任单位",
    Party.RAISER: "提出单位",
    Party.OFFICE: "专班",
    Party.JUDGE: "专班另一人",
    Party.TIMER: "到期自动",
}


@dataclass(frozen=True)
class Rule:
    """One act: whose it is, and which state it leads to from which."""

    may: frozenset[Party]
    leads: Mapping[str, str]


@dataclass(frozen=True)
class Machine:
    """One kind of matter: its name, the words of its states, its acts, and what those are called."""

    name: str
    states: Mapping[str, str]
    rules: Mapping[LoopAct, Rule]
    called: Mapping[LoopAct, str] = field(default_factory=dict)  # where it is not the usual word

    def word(self, act: LoopAct | str) -> str:
        """What the act is called for this kind of matter."""
        return self.called.get(LoopAct(act), LoopAct(act).label)

    def after(self, act: LoopAct, state: str) -> str | None:
        """The state the act leads to; None where it may not follow this state."""
        return self.rules[act].leads.get(state)

    def may(self, act: LoopAct, parties: frozenset[Party]) -> bool:
        """Whether somebody in these parts may do it, whatever the state."""
        return bool(self.rules[act].may & parties)

    def refusal(self, act: LoopAct, state: str) -> str:
        """The sentence for an act that may not follow this state."""
        words = "、".join(f"“{self.states[each]}”" for each in self.rules[act].leads if each)
        return f"{self.name}现在是“{self.states[state]}”，只有{words}的才能{self.word(act)}。"


def _rule(may: str, **leads: str) -> Rule:
    """An act of these parties; each state leads to the one named after it, `new` from no row."""
    steps = {NEW if state == "new" else state: after for state, after in leads.items()}
    return Rule(frozenset(map(Party, may.split())), steps)


_M, _P, _O, _R, _H = MilestoneState, ProblemState, OrderState, ResolutionState, HighlightState

MILESTONE = Machine(
    "里程碑",
    dict(_M.choices),
    {
        LoopAct.RAISE: _rule("owner office", new=_M.PROPOSED),
        LoopAct.CHANGE: _rule("owner office", proposed=_M.PROPOSED),
        LoopAct.ACCEPT: _rule("judge", proposed=_M.OPEN),
        LoopAct.WITHDRAW: _rule("owner", proposed=_M.DROPPED),
        LoopAct.DROP: _rule("office", proposed=_M.DROPPED, open=_M.DROPPED),
        LoopAct.CLAIM: _rule("owner", open=_M.CLAIMED),
        LoopAct.CONFIRM: _rule("judge", claimed=_M.DONE),
        LoopAct.SEND_BACK: _rule("judge", claimed=_M.OPEN),
        LoopAct.ASK_LONGER: _rule("owner", open=_M.OPEN),
        LoopAct.GRANT: _rule("judge", open=_M.OPEN),
        LoopAct.REFUSE: _rule("judge", open=_M.OPEN),
    },
    {LoopAct.ACCEPT: "同意", LoopAct.CONFIRM: "核实完成"},
)
PROBLEM = Machine(
    "问题",
    dict(_P.choices),
    {
        LoopAct.RAISE: _rule("raiser office", new=_P.RAISED),
        LoopAct.WITHDRAW: _rule("raiser", raised=_P.WITHDRAWN),
        LoopAct.ACCEPT: _rule("judge", raised=_P.SOLVING),
        LoopAct.DECLINE: _rule("judge", raised=_P.DECLINED),
        LoopAct.MERGE: _rule("judge", raised=_P.MERGED, solving=_P.MERGED),
        LoopAct.PROGRESS: _rule("owner", solving=_P.SOLVING),
        LoopAct.CLAIM: _rule("owner", solving=_P.CLAIMED),
        LoopAct.CONFIRM: _rule("judge", claimed=_P.STRUCK_OFF),
        LoopAct.SEND_BACK: _rule("judge", claimed=_P.SOLVING),
        LoopAct.ASK_LONGER: _rule("owner", solving=_P.SOLVING),
        LoopAct.GRANT: _rule("judge", solving=_P.SOLVING),
        LoopAct.REFUSE: _rule("judge", solving=_P.SOLVING),
        LoopAct.ESCALATE: _rule("office timer", solving=_P.SOLVING),
    },
    {LoopAct.CLAIM: "报解决", LoopAct.CONFIRM: "核验销号", LoopAct.ESCALATE: "提高层级"},
)
ORDER = Machine(
    "督办单",
    dict(_O.choices),
    {
        LoopAct.RAISE: _rule("office", new=_O.ISSUED),
        LoopAct.SIGN: _rule("owner", issued=_O.SIGNED),
        LoopAct.ANSWER: _rule("owner", issued=_O.ANSWERED, signed=_O.ANSWERED),
        LoopAct.CONFIRM: _rule("judge", answered=_O.CLOSED),
        LoopAct.SEND_BACK: _rule("judge", answered=_O.SIGNED),
        LoopAct.WITHDRAW: _rule("office", issued=_O.WITHDRAWN, signed=_O.WITHDRAWN),
        LoopAct.ASK_LONGER: _rule("owner", issued=_O.ISSUED, signed=_O.SIGNED),
        LoopAct.GRANT: _rule("judge", issued=_O.ISSUED, signed=_O.SIGNED),
        LoopAct.REFUSE: _rule("judge", issued=_O.ISSUED, signed=_O.SIGNED),
        LoopAct.ESCALATE: _rule("office timer", issued=_O.ISSUED, signed=_O.SIGNED),
    },
    {LoopAct.RAISE: "签发", LoopAct.CONFIRM: "核验办结"},
)
HELP = Machine(
    "协调事项",
    {**dict(_O.choices), _O.ISSUED: "待受理", _O.SIGNED: "协调中", _O.ANSWERED: "已答复"},
    {
        LoopAct.RAISE: _rule("raiser", new=_O.ISSUED),
        LoopAct.HAND_ON: _rule("office", issued=_O.ISSUED, signed=_O.ISSUED),
        LoopAct.SIGN: _rule("owner", issued=_O.SIGNED),
        LoopAct.ANSWER: _rule("owner", issued=_O.ANSWERED, signed=_O.ANSWERED),
        LoopAct.CONFIRM: _rule("raiser", answered=_O.CLOSED),
        LoopAct.SEND_BACK: _rule("raiser", answered=_O.SIGNED),
        LoopAct.WITHDRAW: _rule("raiser", issued=_O.WITHDRAWN, signed=_O.WITHDRAWN),
        LoopAct.ESCALATE: _rule("office timer", issued=_O.ISSUED, signed=_O.SIGNED),
    },
    {LoopAct.SIGN: "受理", LoopAct.ANSWER: "答复", LoopAct.CONFIRM: "确认办结"},
)
RESOLUTION = Machine(
    "议定事项",
    dict(_R.choices),
    {
        LoopAct.RAISE: _rule("office", new=_R.OPEN),
        LoopAct.CHANGE: _rule("office", open=_R.OPEN),
        LoopAct.DROP: _rule("office", open=_R.DROPPED),
        LoopAct.PROGRESS: _rule("owner", open=_R.OPEN),
        LoopAct.CLAIM: _rule("owner", open=_R.CLAIMED),
        LoopAct.CONFIRM: _rule("judge", claimed=_R.DONE),
        LoopAct.SEND_BACK: _rule("judge", claimed=_R.OPEN),
        LoopAct.ASK_LONGER: _rule("owner", open=_R.OPEN),
        LoopAct.GRANT: _rule("judge", open=_R.OPEN),
        LoopAct.REFUSE: _rule("judge", open=_R.OPEN),
    },
    {LoopAct.RAISE: "议定"},
)
HIGHLIGHT = Machine(
    "亮点",
    dict(_H.choices),
    {
        LoopAct.RAISE: _rule("owner", new=_H.SUBMITTED),
        LoopAct.CHANGE: _rule("owner", submitted=_H.SUBMITTED),
        LoopAct.WITHDRAW: _rule("owner", submitted=_H.WITHDRAWN),
        LoopAct.ADOPT: _rule("judge", submitted=_H.ADOPTED),
        LoopAct.DECLINE: _rule("judge", submitted=_H.DECLINED),
    },
    {LoopAct.RAISE: "报送", LoopAct.DECLINE: "不采用"},
)
MACHINES = (MILESTONE, PROBLEM, ORDER, HELP, RESOLUTION, HIGHLIGHT)
