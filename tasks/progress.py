"""How the tasks of a plan stand in a month: units, milestones, lights and notes, in three queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from accounts.choices import UnitKind
from plans.models import Plan, ReportingPeriod
from targets.arithmetic import MONTHS
from targets.arithmetic.light import Scale
from targets.choices import Light, State
from targets.models import scale_of
from targets.rounds import HANDED_IN
from targets.standing import Heading, Lead, backfilled_months, due_days
from tasks.bearing import Agreed, Borne, borne_of
from tasks.choices import WORD_INDEX, Part, Word
from tasks.models import Task
from tasks.pacing import AS_INDEX, Mark, Pace, light_of, pace_of

LIGHT_OF_WORD = {
    Word.NOT_STARTED: Light.ON_PACE,
    Word.ON_COURSE: Light.ON_PACE,
    Word.BEHIND: Light.BEHIND,
    Word.FAR_BEHIND: Light.FAR_BEHIND,
    Word.DONE: Light.ACHIEVED,
}


@dataclass(frozen=True)
class TaskLight:
    """The light of a task in one month; `index` is None without a word and when it is done."""

    month: int
    light: Light
    index: Decimal | Fraction | None = None
    remark: str = ""  # 未启动 / 待补录 / 8月进展未报 / 未报，10月8日截止 / 里程碑：完成2项 …


def task_light(
    word: str,
    month: int,
    *,
    due_on: date,
    on: date,
    is_backfill: bool = False,
    pace: Pace | None = None,
    scale: Scale = AS_INDEX,
) -> TaskLight:
    """The light that follows from a task's milestones, else from the lead's own word of the month.

    `word` is "" when the lead's note is missing: 逾期未报 after the due day, whatever the
    milestones; before it not due yet, and a back-filled month is never overdue. Without milestones
    (`pace` None) the word decides by itself: a lead that says 滞后 stands 滞后.
    Source: domain.md, "a task's light".
    """
    is_overdue = not word and on > due_on and not is_backfill
    if pace is not None and not is_overdue:
        return TaskLight(month, light_of(pace, scale), pace.index, pace.told)
    if word:
        said = Word(word)
        caption = said.label if said is Word.NOT_STARTED else ""
        return TaskLight(month, LIGHT_OF_WORD[said], WORD_INDEX.get(said), caption)
    if is_backfill:
        return TaskLight(month, Light.NOT_DUE, remark="待补录")
    if is_overdue:
        return TaskLight(month, Light.OVERDUE, remark=f"{month}月进展未报")
    return TaskLight(month, Light.NOT_DUE, remark=f"未报，{due_on.month}月{due_on.day}日截止")


class Member(NamedTuple):
    """A unit's part in a task."""

    pk: int
    order: int
    code: str
    name: str
    short_name: str
    part: str
    note: str  # on the wording of the plan
    is_group: bool = False  # a mere mention (各有关镇街)
    aliases: tuple[str, ...] = ()


class Remark(NamedTuple):
    """One unit's note of one month as it stands now, in whatever state."""

    month: int
    unit: int
    word: str
    text: str
    state: str
    first_submitted_on: date | None
    submitter: str
    submitter_account: str
    reviewer: str
    reviewer_account: str
    pk: int
    version: int
    reason: str  # why the office last returned it
    submitted_at: datetime | None
    is_nil: bool = False
    on_behalf: bool = False
    countersigned_at: datetime | None = None
    signer: str = ""
    signer_account: str = ""
    faults: int = 0  # returns by the office for the unit's own mistake
    problem: str = ""
    measures: str = ""
    next_step: str = ""

    @property
    def countersigner(self) -> str:
        """Who released it to the office (单位审核), by name."""
        return self.signer or self.signer_account or ""

    @property
    def submitted_by(self) -> str:
        """Who wrote it (填报), by name."""
        return self.submitter or self.submitter_account or ""

    @property
    def reviewed_by(self) -> str:
        """Who confirmed it (审核), by name."""
        return self.reviewer or self.reviewer_account or ""

    @property
    def is_handed_in(self) -> bool:
        """The unit has done its part: waiting for review, or approved."""
        return self.state in HANDED_IN


@dataclass(frozen=True)
class TaskProgress:
    """One task: what the plan says, whose it is, and how it went up to the month asked for."""

    pk: int
    number: int
    title: str
    text: str
    start: int
    end: int
    note: str
    heading: Heading
    members: tuple[Member, ...]  # in the plan's order, the lead first
    targets: tuple[str, ...]  # codes of the targets it bears, in the plan's order
    lights: tuple[TaskLight, ...]  # months 1 … the month asked for
    notes: tuple[Remark, ...]  # those that count, newest first, the lead's before the others'
    filings: tuple[Remark, ...]  # the notes of the month asked for, in whatever state
    due_on: date  # of the month asked for
    is_backfill: bool
    milestones: tuple[Agreed, ...] = ()  # by their days
    pace: Pace | None = None  # of its milestones at the month's end
    asked: tuple[Lead, ...] = ()  # joining units asked for their own note of the month

    @property
    def lead(self) -> Member | None:
        """The unit that leads (牵头单位); None where the office has not said yet."""
        return next((each for each in self.members if each.part == Part.LEAD), None)

    @property
    def joint(self) -> tuple[Member, ...]:
        """The units that join in (配合单位)."""
        return tuple(each for each in self.members if each.part != Part.LEAD)

    @property
    def filed(self) -> Remark | None:
        """The lead's note of the month asked for, in whatever state."""
        lead = self.lead
        return next((each for each in self.filings if lead and each.unit == lead.pk), None)

    def filed_by(self, code: str) -> Remark | None:
        """The note of the month that the unit of this code has filed, in whatever state."""
        own = next((each.pk for each in self.members if each.code == code), None)
        return next((each for each in self.filings if each.unit == own), None)

    @property
    def now(self) -> TaskLight:
        """Its light in the month asked for."""
        return self.lights[-1]

    @property
    def before(self) -> TaskLight | None:
        """Its light the month before; None in January."""
        return self.lights[-2] if len(self.lights) > 1 else None


class _Months(NamedTuple):
    due: Mapping[int, date]
    backfilled: frozenset[int]
    notes: Mapping[int, list[Remark]]  # by task
    borne: Borne
    year: int
    scale: Scale


def progress(
    plan: Plan, month: int, *, on: date, states: Collection[str] = (State.APPROVED,)
) -> list[TaskProgress]:
    """Every task of the plan in one month (1-12), in the plan's order, judged on a day.

    Only notes in `states` count. Three queries, however many tasks there are.
    """
    if not 1 <= month <= MONTHS:
        raise ValueError(f"month must be 1 to 12, not {month}")
    borne = borne_of(plan)
    targets, months = borne.targets, _months(plan, borne)
    members: dict[int, list[Member]] = defaultdict(list)
    tasks = {}
    for pk, number, title, text, start, end, note, *heading_and_unit in _task_rows(plan):
        tasks[pk] = (number, title, text, start, end, note, Heading(*heading_and_unit[:3]))
        if heading_and_unit[3] is not None:
            *unit, kind, aliases = heading_and_unit[3:]
            members[pk].append(Member._make([*unit, kind == UnitKind.GROUP, tuple(aliases)]))
    return [
        _progress(pk, facts, members[pk], targets.get(pk, []), months, month, on, states)
        for pk, facts in tasks.items()
    ]


def _progress(
    pk: int,
    facts: tuple[int, str, str, int, int, str, Heading],
    members: list[Member],
    targets: list[str],
    months: _Months,
    month: int,
    on: date,
    states: Collection[str],
) -> TaskProgress:
    number, title, text, start, end, note, heading = facts
    lead = next((each.pk for each in members if each.part == Part.LEAD), None)
    upto = [each for each in months.notes.get(pk, ()) if each.month <= month]
    counting = [each for each in upto if each.state in states]
    words = {each.month: each.word for each in counting if each.unit == lead}
    agreed = months.borne.milestones.get(pk, [])
    marks = [Mark(each.due_on, each.done_on) for each in agreed]
    return TaskProgress(
        pk=pk,
        number=number,
        title=title,
        text=text,
        start=start,
        end=end,
        note=note,
        heading=heading,
        members=tuple(members),
        targets=tuple(targets),
        lights=tuple(
            task_light(
                words.get(each, ""),
                each,
                due_on=months.due[each],
                on=on,
                is_backfill=each in months.backfilled,
                pace=pace_of(marks, months.year, each),
                scale=months.scale,
            )
            for each in range(1, month + 1)
        ),
        notes=tuple(sorted(counting, key=lambda each: (-each.month, each.unit != lead))),
        filings=tuple(each for each in upto if each.month == month),
        due_on=months.due[month],
        is_backfill=month in months.backfilled,
        milestones=tuple(agreed),
        asked=tuple(unit for each, unit in months.borne.asked.get(pk, ()) if each == month),
        pace=pace_of(marks, months.year, month),
    )


def _task_rows(plan: Plan) -> list[tuple[Any, ...]]:
    """Each task once for every unit in it; a task without units comes once, with None."""
    rows = Task.objects.filter(plan=plan).order_by("number", "responsibilities__order")
    return list(
        rows.values_list(
            "pk",
            "number",
            "title",
            "text",
            "start",
            "end",
            "note",
            "theme__number",
            "theme__title",
            "theme__short_title",
            "responsibilities__unit_id",
            "responsibilities__unit__order",
            "responsibilities__unit__code",
            "responsibilities__unit__name",
            "responsibilities__unit__short_name",
            "responsibilities__part",
            "responsibilities__note",
            "responsibilities__unit__kind",
            "responsibilities__unit__aliases",
        )
    )


def _months(plan: Plan, borne: Borne) -> _Months:
    """Due days, back-filled months and every note filed in them: one query."""
    rows = ReportingPeriod.objects.filter(plan=plan).order_by("month", "notes__unit__order")
    due, backfilled = {}, set()
    notes: dict[int, list[Remark]] = defaultdict(list)
    for month, due_on, is_backfill, task, *note in rows.values_list(
        "month",
        "due_on",
        "is_backfill",
        "notes__task_id",
        "notes__unit_id",
        "notes__word",
        "notes__text",
        "notes__state",
        "notes__first_submitted_on",
        "notes__submitted_by__full_name",
        "notes__submitted_by__username",
        "notes__reviewed_by__full_name",
        "notes__reviewed_by__username",
        "notes__pk",
        "notes__version",
        "notes__reason",
        "notes__submitted_at",
        "notes__is_nil",
        "notes__on_behalf",
        "notes__countersigned_at",
        "notes__countersigned_by__full_name",
        "notes__countersigned_by__username",
        "notes__faults",
        "notes__problem",
        "notes__measures",
        "notes__next_step",
    ):
        due[month] = due_on
        if is_backfill:
            backfilled.add(month)
        if task is not None:
            notes[task].append(Remark._make([month, *note]))
    if len(due) < MONTHS:  # a plan just loaded has no periods yet
        backfilled |= backfilled_months(plan) - due.keys()
        due = due_days(plan) | due
    return _Months(due, frozenset(backfilled), notes, borne, plan.year, scale_of(plan))
