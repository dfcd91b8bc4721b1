"""What stands between a month and its publication (发布前检查), in the order the office reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from dashboard.models import Publication
from dashboard.report import MonthlyReport
from dashboard.report.discipline import duties
from plans.models import Plan, ReportingPeriod
from targets.choices import Light, State
from targets.models import scale_of
from targets.rounds import waiting_states
from targets.standing import TargetStanding, standings
from tasks.progress import TaskProgress, progress

OK, WARN, BLOCK = "ok", "warn", "block"
MOST_NAMES = 3


@dataclass(frozen=True)
class Check:
    """One line of the list: `block` must be mended first, `warn` only wants to be known."""

    level: str
    text: str
    link: str = (
        ""  # where it is mended: review, unsigned, missing, returned, baselines, units, lights…
    )


def readiness(plan: Plan, month: int, on: date, last: MonthlyReport | None = None) -> list[Check]:
    """May this month be published today, and what will be frozen with it?

    `last` is the report of the month before as it was published. Seven queries.
    """
    targets = standings(plan, month, on=on)
    tasks = progress(plan, month, on=on)
    checks = [*_order(plan, month, on, last)]
    checks += _waiting(plan, targets, tasks, month)
    checks += _missing(targets, tasks, month, on)
    checks += _open_questions(targets)
    return [*checks, *_settings(plan, month, targets, last)]


def _order(plan: Plan, month: int, on: date, last: MonthlyReport | None) -> Iterator[Check]:
    editions = Publication.objects.filter(period=OuterRef("pk"))
    periods = ReportingPeriod.objects.filter(plan=plan, month=month)
    period = periods.annotate(is_frozen=Exists(editions)).first()
    if period is None:
        yield Check(BLOCK, f"{month}月填报期还没有建立")
    elif on < period.opens_on:
        yield Check(BLOCK, f"{month}月填报期{_day(period.opens_on, on)}才开放")
    if period is not None and period.is_frozen:
        yield Check(BLOCK, f"{month}月已发布，改动须走更正")
    if month > 1 and last is None:
        yield Check(BLOCK, f"{month - 1}月还没有发布，按月依次发布", "publish")


def _waiting(
    plan: Plan, targets: Sequence[TargetStanding], tasks: Sequence[TaskProgress], month: int
) -> Iterator[Check]:
    """What was handed in and not reviewed blocks: publishing would freeze it as missing."""
    states = [filing.state for row in targets if (filing := row.filings.get(month))]
    states += [note.state for task in tasks for note in task.filings]
    ours = waiting_states(plan)
    waiting = sum(state in ours for state in states)
    unsigned = sum(state == State.SUBMITTED for state in states) if plan.countersign else 0
    if unsigned:
        yield Check(BLOCK, f"{unsigned}条待单位审核", "unsigned")
    if waiting:
        yield Check(BLOCK, f"{waiting}条待审", "review")
    if not waiting and not unsigned:
        yield Check(OK, "没有待审的数据和进展")


def _missing(
    targets: Sequence[TargetStanding], tasks: Sequence[TaskProgress], month: int, on: date
) -> Iterator[Check]:
    """What is due and not handed in: before the due day is over it blocks, afterwards it warns."""
    gone = [duty for duty in duties(targets, tasks, on) if not duty.is_handed_in]
    early = [duty for duty in gone if on <= duty.due_on]
    if gone:
        level = BLOCK if early else WARN
        until = (
            f"；{_day(max(duty.due_on for duty in early), on)}截止，次日起可以发布" if early else ""
        )
        back = sum(duty.is_sent_back for duty in gone)
        told = f"（其中{back}项退回待改）" if back else ""
        link = "missing" if back < len(gone) else "returned"
        yield Check(level, f"{len(gone)}项未报{told}，发布后记“逾期未报”{until}", link)
    backfill = _backfill(targets, tasks, month)
    if backfill:
        yield Check(WARN, f"{backfill}项待补录，发布后记“待补录”", "missing")
    if not gone and not backfill:
        yield Check(OK, "应报的都已报")


def _backfill(targets: Sequence[TargetStanding], tasks: Sequence[TaskProgress], month: int) -> int:
    """How much is wanted of a month that had ended when the plan was issued, and not handed in."""
    filings = [
        row.filings.get(month)
        for row in targets
        if row.facts.lead
        and month in row.calendar.backfilled
        and month in row.promise.reporting_months
    ]
    notes = [task.filed for task in tasks if task.lead and task.is_backfill]
    return sum(not (filed and filed.is_handed_in) for filed in (*filings, *notes))


def _day(day: date, on: date) -> str:
    year = f"{day.year}年" if day.year != on.year else ""
    return f"{year}{day.month}月{day.day}日"


def _open_questions(targets: Sequence[TargetStanding]) -> Iterator[Check]:
    """What the office has not settled yet; it does not hold the month back."""
    no_baseline = [row for row in targets if row.now.light == Light.NO_PACE]
    if no_baseline:
        yield Check(WARN, f"{len(no_baseline)}项缺基期：{_names(no_baseline)}", "baselines")
    inferred = [row for row in targets if "lead_unit" in row.facts.inferred and row.facts.lead]
    if inferred:
        yield Check(WARN, f"{len(inferred)}项牵头单位为推定", "units")
    nobody = [row for row in targets if row.facts.lead is None]
    if nobody:
        yield Check(WARN, f"{len(nobody)}项没有牵头单位：{_names(nobody)}", "units")


def _names(rows: Sequence[TargetStanding]) -> str:
    shown = "、".join(row.facts.short_name for row in rows[:MOST_NAMES])
    return f"{shown}等" if len(rows) > MOST_NAMES else shown


def _settings(
    plan: Plan, month: int, targets: Sequence[TargetStanding], last: MonthlyReport | None
) -> Iterator[Check]:
    """Whether cut points or schedules moved since the month before was published."""
    if last is None:
        if month == 1:
            yield Check(OK, "第一次发布，档位与分月计划以今天为准")
        return
    scale, then = scale_of(plan), last.plan
    moved = []
    if (scale.ahead, scale.on_pace, scale.behind, scale.in_points) != (
        then.ahead,
        then.on_pace,
        then.behind,
        then.in_points,
    ):
        moved.append("亮灯档位")
    before = {row.code: row.promise.schedule for row in last.targets}
    if any(before.get(row.facts.code) != row.promise.schedule for row in targets):
        moved.append("分月计划")
    if moved:
        link = "lights" if "亮灯档位" in moved else "schedules"
        yield Check(WARN, f"{'和'.join(moved)}较上月有变动", link)
    else:
        yield Check(OK, "档位与分月计划无变动")
