"""What the settings' pages post, given its shape; the texts themselves are read by the services."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import Http404, QueryDict

from targets.arithmetic import MONTHS
from targets.contents import Goal
from targets.models import Target
from targets.recalling import Typed
from targets.schedules import Entered

NOTHING = ("",) * MONTHS
NO_GOAL = Goal("", "")
BETWEEN = "|"  # the texts of a row as it was shown, in one hidden field


@dataclass(frozen=True)
class MonthsTyped:
    """A row of twelve fields: what stands in them, what was shown, and whether it is picked."""

    texts: tuple[str, ...] = NOTHING
    seen: tuple[str, ...] = NOTHING
    is_picked: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether anything was typed into the row."""
        return [text.strip() for text in self.texts] != [text.strip() for text in self.seen]

    @property
    def by_month(self) -> dict[int, Typed]:
        """The same by month."""
        pairs = zip(self.texts, self.seen, strict=True)
        return {month: Typed(*pair) for month, pair in enumerate(pairs, 1)}


@dataclass(frozen=True)
class BaselineTyped:
    """A row of the baselines: the value and what it rests on, and both as they were shown."""

    value: str = ""
    source: str = ""
    seen: str = ""
    seen_source: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether anything was typed into the row."""
        typed = (self.value.strip(), self.source.strip())
        return typed != (self.seen.strip(), self.seen_source.strip())


@dataclass(frozen=True)
class GoalTyped:
    """The form of a goal change."""

    target: str = ""
    goal: Goal = NO_GOAL
    from_month: str = ""
    reason: str = ""
    document: str = ""

    @property
    def month(self) -> int:
        """The month chosen; 0 for none."""
        text = self.from_month
        return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0


def months_of(post: QueryDict, targets: Sequence[Target]) -> dict[str, MonthsTyped]:
    """The rows of twelve fields by the target's code. Http404 for a row of another's target."""
    _require_own(
        {key[2:-2] for key in post if key.startswith("m-") and key.endswith("-1")}, targets
    )
    picked = set(post.getlist("pick"))
    return {
        code: MonthsTyped(_twelve(post, code), _seen(post, code), code in picked)
        for code in (target.code for target in targets)
        if f"m-{code}-1" in post
    }


def baselines_of(post: QueryDict, targets: Sequence[Target]) -> dict[str, BaselineTyped]:
    """The rows of the baselines by the target's code. Http404 for a row of another's target."""
    _require_own({key[6:] for key in post if key.startswith("value-")}, targets)
    return {
        code: BaselineTyped(
            *(post.get(f"{name}-{code}", "") for name in ("value", "source", "was", "said"))
        )
        for code in (target.code for target in targets)
        if f"value-{code}" in post
    }


def goal_of(post: QueryDict) -> GoalTyped:
    """The form of a goal change as it was sent."""
    text = {name: post.get(name, "") for name in ("value", "text", "stretch")}
    return GoalTyped(
        target=post.get("target", ""),
        goal=Goal(text["value"], text["text"], text["stretch"]),
        from_month=post.get("from_month", ""),
        reason=post.get("reason", ""),
        document=post.get("document", ""),
    )


def entered_of(sent: QueryDict) -> Entered:
    """In which of the three ways a schedule is shown; a made-up one is the first."""
    known = {each.value for each in Entered}
    chosen = sent.get("as", "")
    return Entered(chosen) if chosen in known else Entered.MONTHLY


def _require_own(codes: Iterable[str], targets: Sequence[Target]) -> None:
    if not {*codes} <= {target.code for target in targets}:
        raise Http404("没有这一项指标")


def _twelve(post: QueryDict, code: str) -> tuple[str, ...]:
    return tuple(post.get(f"m-{code}-{month}", "") for month in range(1, MONTHS + 1))


def _seen(post: QueryDict, code: str) -> tuple[str, ...]:
    parts = tuple(post.get(f"was-{code}", "").split(BETWEEN))
    return parts if len(parts) == MONTHS else NOTHING
