"""A whole page of settings is handed to the services: all of its rows, or none and why.

A row that somebody else changed since it was shown is not overwritten: its sentence says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction

from accounts.models import User
from dashboard import setup_pages
from dashboard.setup_forms import BaselineTyped, MonthsTyped
from targets import proposing, recalling
from targets.models import Target
from targets.rounds import RefusedError
from targets.schedules import Entered

Act = Callable[[], object]


@dataclass(frozen=True)
class Outcome:
    """How many rows were changed, or what stands in the way by the target's code."""

    done: int = 0
    refused: Mapping[str, RefusedError] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """Whether anything was done, and all of it."""
        return self.done > 0 and not self.refused


def propose_baselines(
    targets: Sequence[Target], sheet: Mapping[str, BaselineTyped], *, reason: str, by: User
) -> Outcome:
    """Put every baseline forward that was typed anew."""
    changed = [each for each in targets if each.code in sheet and sheet[each.code].is_changed]
    return _all_or_none(
        (each.code, partial(_propose_baseline, each, sheet[each.code], reason, by))
        for each in changed
    )


def propose_schedules(
    targets: Sequence[Target],
    sheet: Mapping[str, MonthsTyped],
    *,
    entered: Entered,
    reason: str,
    document: str,
    by: User,
) -> Outcome:
    """Put every schedule forward that was typed anew."""
    said: dict[str, Any] = {"entered": entered, "reason": reason, "document": document, "by": by}
    changed = [each for each in targets if each.code in sheet and sheet[each.code].is_changed]
    return _all_or_none(
        (each.code, partial(_propose_schedule, each, sheet[each.code], **said)) for each in changed
    )


def record_past(
    targets: Sequence[Target], sheet: Mapping[str, MonthsTyped], *, source: str, by: User
) -> Outcome:
    """Keep last year's figures of every row that was typed into."""
    changed = [each for each in targets if each.code in sheet and sheet[each.code].is_changed]
    return _all_or_none(
        (
            each.code,
            partial(recalling.record, each, typed=sheet[each.code].by_month, source=source, by=by),
        )
        for each in changed
    )


def _propose_baseline(target: Target, typed: BaselineTyped, reason: str, by: User) -> None:
    now = setup_pages.baseline_row(target).typed
    if (typed.seen, typed.seen_source) != (now.value, now.source):
        held = f"{now.value}{target.measure}" if now.value else "空"
        raise RefusedError(f"{target}的基期值刚由别人改过，现在是{held}，请核对后再提。", "value")
    proposing.propose_baseline(target, typed=typed.value, source=typed.source, reason=reason, by=by)


def _propose_schedule(
    target: Target, typed: MonthsTyped, *, entered: Entered, reason: str, document: str, by: User
) -> None:
    if typed.seen != setup_pages.schedule_texts(target, entered):
        raise RefusedError(f"{target}的分月计划刚由别人改过，请核对后再提。", "month-1")
    proposing.propose_schedule(
        target, typed=typed.texts, entered=entered, reason=reason, document=document, by=by
    )


def _all_or_none(acts: Iterable[tuple[str, Act]]) -> Outcome:
    """Do every act, or undo them all and tell what each refused one said."""
    refused, done = {}, 0
    with transaction.atomic():
        for code, act in acts:
            try:
                act()
            except RefusedError as error:
                refused[code] = error
            done += 1
        if refused:
            transaction.set_rollback(True)
    return Outcome(0 if refused else done, refused)
