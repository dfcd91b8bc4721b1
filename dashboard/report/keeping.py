"""What a plan keeps of the loop, as the report's rows, and what of it the league counts. Pure.

Source: domain.md, "league": problems whose date falls in the month, highlights adopted for it,
orders whose day fell in it and passed without an answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dashboard.league import Closed, Supported
from dashboard.report.matters import HighlightRow, OrderRow, ProblemRow
from dashboard.report.named import UnitRef
from targets.facts import Lead
from tasks.choices import Level, OrderKind, ProblemKind, ProblemState, Urgency
from tasks.matters import KeptHighlight, KeptOrder, KeptProblem, Matters, told
from tasks.transitions import HELP, ORDER, PROBLEM

LONGEST = 120  # characters of a latest step that a list has room for


@dataclass(frozen=True)
class Kept:
    """The loop in one month: its rows, and by unit what the league counts."""

    problems: tuple[ProblemRow, ...]
    orders: tuple[OrderRow, ...]
    highlights: tuple[HighlightRow, ...]
    closed: Mapping[str, Closed]
    supported: Mapping[str, Supported]


def kept(found: Matters, month: tuple[int, int], *, on: date) -> Kept:
    """The rows of what was found, judged on a day, and the counts of the month (year, 1-12)."""
    return Kept(
        problems=tuple(_problem(each, on) for each in found.problems),
        orders=tuple(_order(each, on) for each in found.orders),
        highlights=tuple(_highlight(each) for each in found.highlights),
        closed=closed(found.problems, month),
        supported=supported(found, month, on),
    )


def closed(problems: Iterable[KeptProblem], month: tuple[int, int]) -> dict[str, Closed]:
    """Per unit the problems whose date falls in the month, and how many are struck off.

    One that the office has not accepted yet has no date of the office's and is nobody's debt.
    """
    due, done = Counter[str](), Counter[str]()
    for each in problems:
        if _falls_in(each.due_on, month) and each.state != ProblemState.RAISED:
            due[each.unit.code] += 1
            done[each.unit.code] += each.state == ProblemState.STRUCK_OFF
    return {code: Closed(number, done[code]) for code, number in due.items()}


def supported(found: Matters, month: tuple[int, int], on: date) -> dict[str, Supported]:
    """Per unit its adopted highlights, and its orders of the month not answered by their day."""
    shown = Counter(each.unit.code for each in found.highlights)
    missed = Counter(
        each.unit.code
        for each in found.orders
        if each.kind == OrderKind.ORDER and _falls_in(each.due_on, month) and _is_missed(each, on)
    )
    return {code: Supported(shown[code], missed[code]) for code in shown | missed}


def _falls_in(day: date, month: tuple[int, int]) -> bool:
    return (day.year, day.month) == month


def _is_missed(order: KeptOrder, on: date) -> bool:
    """Answered late, or the day is over without an answer; on the day itself there is still time."""
    if order.answered_on is not None:
        return order.answered_on > order.due_on
    return on > order.due_on


def _problem(each: KeptProblem, on: date) -> ProblemRow:
    is_open = each.state != ProblemState.STRUCK_OFF
    latest = told(each.newest) if each.newest else ""
    return ProblemRow(
        label=each.label,
        number=each.number,
        title=each.title,
        kind_label=ProblemKind(each.kind).label,
        level_label=Level(each.level).label,
        unit=_ref(each.unit),
        person=each.person,
        raised_on=each.raised_on,
        due_on=each.due_on,
        state=each.state,
        state_label=PROBLEM.states[each.state],
        target=each.target,
        task=each.task,
        latest=latest if len(latest) <= LONGEST else f"{latest[: LONGEST - 1]}…",
        latest_on=each.newest.on if each.newest else None,
        struck_off_on=each.struck_off_on,
        days_over=_over(each.due_on, on) if is_open else 0,
    )


def _order(each: KeptOrder, on: date) -> OrderRow:
    machine = ORDER if each.kind == OrderKind.ORDER else HELP
    return OrderRow(
        label=each.label,
        number=each.number,
        kind=each.kind,
        title=each.title,
        unit=_ref(each.unit),
        issued_on=each.issued_on,
        due_on=each.due_on,
        urgency_label=Urgency(each.urgency).label,
        state=each.state,
        state_label=machine.states[each.state],
        asking_unit=_ref(each.asking_unit) if each.asking_unit else None,
        target=each.target,
        task=each.task,
        answered_on=each.answered_on,
        closed_on=each.closed_on,
        days_over=0 if each.is_answered else _over(each.due_on, on),
    )


def _highlight(each: KeptHighlight) -> HighlightRow:
    return HighlightRow(_ref(each.unit), each.title, each.text, each.target, each.task)


def _ref(unit: Lead) -> UnitRef:
    return UnitRef(unit.code, unit.name, unit.short_name)


def _over(due_on: date, on: date) -> int:
    return max((on - due_on).days, 0)
