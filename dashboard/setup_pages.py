"""What the settings' pages show: baselines, schedules, last year and goals, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from dashboard.setup_forms import BETWEEN, NOTHING, BaselineTyped, MonthsTyped
from dashboard.setup_tabs import Door
from plans.models import ReportingPeriod
from targets import schedules
from targets.arithmetic import MONTHS
from targets.choices import Kind, Stage
from targets.contents import LEVELS, exact_shares, plain, year_goal
from targets.models import Proposal, Target
from targets.numbers import NOTHING as NONE
from targets.numbers import fine_places, half_up, show
from targets.rounds import RefusedError
from targets.schedules import Entered

MOST_PROPOSALS = 500  # read to find the newest of each target
REQUIRED = "缺基期，判不出快慢"
OPTIONAL = "可不填，不填按目标本身评判"


@dataclass(frozen=True)
class Waiting:
    """What was proposed of a row and is not decided, or why it was refused."""

    pk: int
    told: str
    is_pending: bool
    is_own: bool


@dataclass(frozen=True)
class Cell:
    """One month's field of a row."""

    month: int
    text: str
    hint: str = ""
    is_bad: bool = False


@dataclass(frozen=True)
class MonthsRow:
    """A target's twelve fields."""

    code: str
    name: str
    url: str
    about: str
    basis: str
    cells: tuple[Cell, ...]
    seen: str
    total: str = ""
    is_short: bool = False
    due: str = ""
    is_picked: bool = False
    is_changed: bool = False
    error: str = ""
    waiting: Waiting | None = None


@dataclass(frozen=True)
class BaselineRow:
    """A target's baseline and what it rests on."""

    code: str
    name: str
    url: str
    kind: str
    goal: str
    measure: str
    typed: BaselineTyped
    wish: str
    is_missing: bool
    error: str = ""
    field: str = ""
    waiting: Waiting | None = None


def targets_of(entered: Door) -> QuerySet[Target]:
    """The targets whose settings this person may see, in the plan's order."""
    own = {} if entered.unit is None else {"lead_unit": entered.unit}
    rows = Target.objects.filter(plan=entered.plan, **own).order_by("order")
    return rows.select_related("lead_unit", "schedule")


def flows(entered: Door) -> list[Target]:
    """Those with a schedule, last year's figures and goal changes beside them."""
    return _read(entered, targets_of(entered).filter(kind=Kind.FLOW), "past_figures")


def levels(entered: Door) -> list[Target]:
    """Those whose progress counts from a baseline."""
    return _read(entered, targets_of(entered).filter(kind__in=LEVELS))


def all_targets(entered: Door) -> list[Target]:
    """Every target with last year's figures and goal changes."""
    return _read(entered, targets_of(entered), "past_figures")


def _read(entered: Door, rows: QuerySet[Target], *beside: str) -> list[Target]:
    found = list(rows.prefetch_related("goal_changes", *beside))
    for target in found:
        target.plan = entered.plan
    return found


def newest(entered: Door) -> dict[tuple[int, str], Proposal]:
    """The newest proposal of each target and subject; one query."""
    rows = Proposal.objects.filter(target__in=targets_of(entered).values("pk"))
    rows = rows.select_related("proposed_by", "decided_by").order_by("-proposed_at", "-pk")
    latest = list(rows[:MOST_PROPOSALS])
    return {(row.target_id, row.subject): row for row in reversed(latest)}


def month_filed(periods: Iterable[ReportingPeriod]) -> int:
    """The first month that is not published: what is approved now holds from it on."""
    return min((each.month for each in periods if each.published_at is None), default=MONTHS)


def waiting_of(row: Proposal | None, by: User) -> Waiting | None:
    """What a row says of its newest proposal; nothing once it is approved or withdrawn."""
    if row is None or row.stage not in {Stage.PENDING, Stage.REFUSED}:
        return None
    is_pending = row.stage == Stage.PENDING
    if is_pending:
        told = f"{row.proposed_by}提出，待专班批准。理由：{row.reason}"
    else:
        told = f"上次提出的未批准（{row.decided_by}）：{row.answer}"
    return Waiting(row.pk, told, is_pending, is_own=is_pending and row.proposed_by_id == by.pk)


# 分月计划


def schedule_row(
    target: Target,
    entered: Entered,
    month: int,
    typed: MonthsTyped | None = None,
    waiting: Waiting | None = None,
    proposal: Proposal | None = None,
    refused: RefusedError | None = None,
) -> MonthsRow:
    """A flow's row; what waits for approval is shown in place of fields."""
    goal, held = year_goal(target), filed_of(target)
    standing = schedule_texts(target, entered)
    texts = typed.texts if typed else standing
    if waiting and waiting.is_pending and proposal:
        held = exact_shares(proposal.content["shares"])
        texts = schedules.shown(held, entered, goal) if held else NOTHING
    shares = _shares_of(texts, entered, goal, held)
    return MonthsRow(
        code=target.code,
        name=target.short_name,
        url=page_of(target),
        about=goal_words(target),
        basis="已定" if held else "均分",
        cells=tuple(
            Cell(at, text, hint, is_bad=is_bad(refused, at))
            for at, (text, hint) in enumerate(zip(texts, _even(target, entered), strict=True), 1)
        ),
        seen=BETWEEN.join(standing),
        total=f"{schedules.digits(shares[-1] * 100)}%" if shares else NONE,
        is_short=bool(shares) and shares[-1] < 1,
        due=_due(target, goal, shares, month),
        is_picked=bool(typed and typed.is_picked),
        is_changed=bool(typed and typed.is_changed),
        error=refused.message if refused else "",
        waiting=waiting,
    )


def _shares_of(
    texts: Sequence[str], entered: Entered, goal: Decimal, held: tuple[Fraction, ...]
) -> Sequence[Fraction]:
    """What the row's fields come to; nothing while one of them cannot be read."""
    if not any(text.strip() for text in texts):
        return schedules.even()
    return schedules.so_far(texts, entered, goal, held) or ()


def _due(target: Target, goal: Decimal, shares: Sequence[Fraction], month: int) -> str:
    return (
        show(shares[month - 1] * Fraction(goal), fine_places(target.decimals)) if shares else NONE
    )


def is_bad(refused: RefusedError | None, month: int) -> bool:
    """Whether this month's field is the one to put right."""
    return refused is not None and refused.field == f"month-{month}"


def schedule_texts(target: Target, entered: Entered) -> tuple[str, ...]:
    """The schedule in force as its fields show it; empty fields for twelfths."""
    filed = filed_of(target)
    return schedules.shown(filed, entered, year_goal(target)) if filed else NOTHING


def filed_of(target: Target) -> tuple[Fraction, ...]:
    """The schedule in force, empty for twelfths; as it was read with the row."""
    filed = getattr(target, "schedule", None)
    return exact_shares(filed.shares) if filed else ()


def filled(target: Target, way: str, entered: Entered) -> tuple[str, ...] | None:
    """A row filled by a button: even, past or quarter; None where last year is not whole."""
    if way == "even":
        return NOTHING
    shares: tuple[Fraction, ...] | None = schedules.by_quarter()
    if way == "past":
        past = {each.month: each.value for each in target.past_figures.all()}
        shares = schedules.like_last_year(past)
    return None if shares is None else schedules.shown(shares, entered, year_goal(target))


def _even(target: Target, entered: Entered) -> list[str]:
    """What 均分 comes to in each field, shown faint."""
    parts = schedules.parts_of(schedules.even(), entered, year_goal(target))
    places = fine_places(target.decimals) if entered is Entered.DUE else 1
    return [f"{half_up(part, places):f}" for part in parts]


def goal_words(target: Target) -> str:
    """The goal as it is worded by the year's end."""
    last = max(target.goal_changes.all(), key=lambda change: change.from_month, default=None)
    return last.goal_text if last else target.goal_text


# 基期值


def baseline_row(
    target: Target,
    typed: BaselineTyped | None = None,
    waiting: Waiting | None = None,
    proposal: Proposal | None = None,
    refused: RefusedError | None = None,
) -> BaselineRow:
    """A stock's or ratio's row; what waits for approval is shown in place of fields."""
    value = "" if target.baseline is None else plain(target.baseline)
    standing = BaselineTyped(value, target.baseline_source, value, target.baseline_source)
    if waiting and waiting.is_pending and proposal:
        typed = BaselineTyped(str(proposal.content["baseline"]), proposal.document)
    is_missing = target.baseline is None and not target.judged_as_level
    is_stock = target.kind == Kind.STOCK
    wish = (REQUIRED if is_stock else OPTIONAL) if is_missing else ""
    return BaselineRow(
        code=target.code,
        name=target.short_name,
        url=page_of(target),
        kind=target.get_kind_display(),
        goal=goal_words(target),
        measure=target.measure,
        typed=replace(typed, seen=value, seen_source=target.baseline_source) if typed else standing,
        wish=wish,
        is_missing=is_missing and is_stock,
        error=refused.message if refused else "",
        field=refused.field if refused else "",
        waiting=waiting,
    )


def page_of(target: Target) -> str:
    """The target's own page."""
    return reverse("target_detail", kwargs={"plan": target.plan.slug, "code": target.code})
