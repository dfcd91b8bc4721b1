"""待批准: what was proposed, old → new, what it would do to the light, and what was decided before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Value, When
from django.urls import reverse

from accounts.models import User
from plans.models import Plan
from targets import schedules
from targets.arithmetic import MONTHS
from targets.choices import Light, Stage, Subject
from targets.contents import exact_shares
from targets.models import Proposal
from targets.numbers import NOTHING, half_up, index_text, show_exactly
from targets.schedules import Entered
from targets.standing import TargetStanding, standings
from targets.trying import effect

MOST_PENDING, MOST_DECIDED = 300, 20


@dataclass(frozen=True)
class Trial:
    """The light by the last published figures, as it is and as it would be."""

    month: int
    now: Light
    then: Light
    index_now: str
    index_then: str

    @property
    def is_same(self) -> bool:
        """Whether the light stays."""
        return self.now == self.then


@dataclass(frozen=True)
class ProposalLine:
    """One proposal, ready to be shown."""

    row: Proposal
    name: str
    unit: str
    url: str
    subject: str
    old: str
    new: str
    since: str
    trial: Trial | None
    is_own: bool
    answer: str = ""
    error: str = ""
    months: tuple[tuple[int, str, str], ...] = ()


def lines(
    plan: Plan,
    *,
    by: User,
    month: int,
    on: date,
    answers: Mapping[int, str] | None = None,
    error: tuple[int, str] = (0, ""),
) -> tuple[list[ProposalLine], list[ProposalLine]]:
    """What waits, oldest first, and the last decided; five queries at most.

    `month` is the one whose figures the trial is judged by.
    """
    rows = _rows(plan)
    pending = [row for row in rows if row.stage == Stage.PENDING][:MOST_PENDING]
    decided = [row for row in rows if row.stage != Stage.PENDING][:MOST_DECIDED]
    standing = {row.facts.pk: row for row in standings(plan, month, on=on)} if pending else {}
    answers = answers or {}
    made = [
        _line(
            plan.slug,
            row,
            by,
            standing.get(row.target_id),
            answer=answers.get(row.pk, ""),
            error=error[1] if row.pk == error[0] else "",
        )
        for row in pending
    ]
    return made, [_line(plan.slug, row, by) for row in decided]


def _rows(plan: Plan) -> list[Proposal]:
    """Pending ones by age, then decided ones, the latest first."""
    rows = Proposal.objects.filter(target__plan=plan).select_related(
        "target__lead_unit", "proposed_by", "decided_by"
    )
    waits = Case(When(stage=Stage.PENDING, then=Value(0)), default=Value(1))
    return list(rows.order_by(waits, "-decided_at", "proposed_at", "pk")[: MOST_PENDING * 2])


def _line(
    slug: str,
    row: Proposal,
    by: User,
    standing: TargetStanding | None = None,
    answer: str = "",
    error: str = "",
) -> ProposalLine:
    target = row.target
    lead = target.lead_unit
    return ProposalLine(
        row=row,
        name=target.short_name,
        unit=lead.short_name if lead else "牵头单位待确认",
        url=reverse("target_detail", kwargs={"plan": slug, "code": target.code}),
        subject=row.get_subject_display(),
        old=words(row, row.before),
        new=words(row, row.content),
        since=f"{row.from_month}月起" if row.from_month else "未发布的月份起",
        trial=_trial(row, standing) if standing else None,
        is_own=row.proposed_by_id == by.pk,
        answer=answer,
        error=error,
        months=_months(row),
    )


def words(row: Proposal, content: Mapping[str, Any]) -> str:
    """A proposal's content as people say it: 480件, 65家以上（力争70）, 均分."""
    if row.subject == Subject.BASELINE:
        return _figure(content.get("baseline"), row.target.measure)
    if row.subject == Subject.SCHEDULE:
        return _schedule(content.get("shares", []))
    stretch = content.get("stretch")
    more = f"（力争{_figure(stretch, row.target.measure)}）" if stretch else ""
    return f"{content.get('goal_text', NOTHING)}{more}"


def _figure(text: str | None, measure: str) -> str:
    if text is None:
        return "没有"
    return f"{show_exactly(exact_shares([text])[0])}{measure}"


def _schedule(shares: Sequence[str]) -> str:
    if not shares:
        return "均分"
    exact = exact_shares(shares)
    quarters = "、".join(f"{schedules.digits(exact[m - 1] * 100, 1)}%" for m in (3, 6, 9, 12))
    return f"3、6、9、12月累计{quarters}"


def _months(row: Proposal) -> tuple[tuple[int, str, str], ...]:
    """A schedule month by month in percent: month, old share, new share."""
    if row.subject != Subject.SCHEDULE:
        return ()
    old, new = (_percents(row, content) for content in (row.before, row.content))
    return tuple((month + 1, old[month], new[month]) for month in range(MONTHS))


def _percents(row: Proposal, content: Mapping[str, Any]) -> list[str]:
    shares = exact_shares(content.get("shares", [])) or schedules.even()
    parts = schedules.parts_of(shares, Entered.MONTHLY, row.target.goal)
    return [f"{half_up(part, 1):f}".removesuffix(".0") for part in parts]


def _trial(row: Proposal, standing: TargetStanding) -> Trial:
    tried = effect(standing, row.subject, row.content)
    return Trial(
        month=standing.now.month,
        now=tried.now.light,
        then=tried.then.light,
        index_now=index_text(tried.now.index, standing.scale),
        index_then=index_text(tried.then.index, standing.scale),
    )
