"""The report computed now: targets, the tasks that bear them, and the loop; nine queries in all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from dashboard import league as scoring
from dashboard.report.discipline import duties, reporting
from dashboard.report.figures import Ground, as_reported, computed_of, figure_of
from dashboard.report.keeping import Kept, kept
from dashboard.report.matters import MilestoneRow
from dashboard.report.named import NOBODY, UnitRef
from dashboard.report.reckoning import changes_of, counts_of
from dashboard.report.rows import (
    GoalStep,
    Group,
    MonthlyReport,
    Note,
    PlanFacts,
    Quote,
    TargetRow,
    TaskRow,
)
from dashboard.report.scored import entrants, rules_of
from dashboard.typesetting import sentence_of
from plans.models import Plan
from targets.arithmetic import MONTHS
from targets.arithmetic.light import Scale
from targets.choices import Nature, Place
from targets.models import light_names_of, scale_of
from targets.numbers import half_up, index_shown
from targets.standing import Filing, Lead, Quoted, TargetStanding, standings
from tasks.bearing import Agreed
from tasks.choices import MilestoneState, Word
from tasks.matters import Matters, matters
from tasks.pacing import end_of
from tasks.progress import Member, Remark, TaskProgress, progress

OVERALL = Group(0, "总体目标", "总体目标")


def live(plan: Plan, month: int, *, on: date, before: MonthlyReport | None = None) -> MonthlyReport:
    """Everything known of the plan in one month (1-12), judged on a day; approved rows alone count.

    `before` is the month before as published: the league's moves are told against its ranks.
    """
    targets, tasks = standings(plan, month, on=on), progress(plan, month, on=on)
    found = matters(plan, month, on=on) if plan.keeps_loop else None
    return assemble(plan, month, targets, tasks, on=on, before=before, found=found)


def assemble(
    plan: Plan,
    month: int,
    targets: Sequence[TargetStanding],
    tasks: Sequence[TaskProgress],
    *,
    on: date,
    before: MonthlyReport | None = None,
    found: Matters | None = None,
) -> MonthlyReport:
    """Join what targets, tasks and the loop tell of the month; asks the database for nothing.

    `found` is None for a plan that keeps no problems and orders.
    """
    units = _units(targets, tasks)
    rows = tuple(_target(row, tasks, plan.text) for row in targets)
    task_rows = tuple(_task(task, units, (plan.year, month), scale_of(plan)) for task in tasks)
    has_before = month > 1
    filed = reporting(list(duties(targets, tasks, on)), units.values(), on)
    loop = kept(found, (plan.year, month), on=on) if found is not None else None
    return MonthlyReport(
        plan=_plan(plan),
        month=month,
        on=on,
        due_on=targets[0].due_on if targets else tasks[0].due_on if tasks else None,
        share=half_up(Fraction(100 * month, MONTHS), 1),
        themes=_themes(targets),
        groups=_headings(task.heading for task in tasks),
        units=tuple(units.values()),
        targets=rows,
        tasks=task_rows,
        counts=counts_of(row.now.light for row in rows),
        before=counts_of(row.before.light for row in rows if row.before) if has_before else None,
        task_counts=counts_of(task.light for task in task_rows),
        changes=changes_of(rows),
        reporting=filed,
        reported_by=_names(targets, tasks, "submitted_by"),
        reviewed_by=_names(targets, tasks, "reviewed_by"),
        text=plan.text,
        aliases=_aliases(tasks),
        next_due_on=_next_due(targets, month),
        **_loop(loop),
        league=scoring.league(
            rules_of(plan),
            entrants(targets, tasks, rows, task_rows, units.values(), filed, loop),
            keeps_problems=loop is not None,
            keeps_orders=loop is not None,
            before=before.league if before else None,
        ),
    )


def _loop(loop: Kept | None) -> dict[str, Any]:
    """The loop's fields of the report; at their defaults where the plan keeps none."""
    if loop is None:
        return {}
    rows = {"problems": loop.problems, "orders": loop.orders, "highlights": loop.highlights}
    return {"keeps_loop": True, **rows}


def _next_due(targets: Iterable[TargetStanding], month: int) -> date | None:
    """When the month after falls due, by a target without release days of its own."""
    plain = (row.calendar.due for row in targets if not row.calendar.released)
    return next(plain, {}).get(month + 1)


def _plan(plan: Plan) -> PlanFacts:
    scale = scale_of(plan)
    return PlanFacts(
        slug=plan.slug,
        title=plan.title,
        short_title=plan.short_title,
        district=plan.district.name,
        issuer=plan.issuer,
        issue_date=plan.issue_date,
        year=plan.year,
        is_demo=plan.is_demo,
        ahead=scale.ahead,
        on_pace=scale.on_pace,
        behind=scale.behind,
        in_points=scale.in_points,
        light_names=light_names_of(plan),
        doc_no=plan.doc_no,
    )


def _ref(unit: Lead | Member) -> UnitRef:
    is_group = isinstance(unit, Member) and unit.is_group
    return UnitRef(unit.code, unit.name, unit.short_name, is_group)


def _units(targets: Iterable[TargetStanding], tasks: Iterable[TaskProgress]) -> dict[str, UnitRef]:
    """Every unit that leads or joins anything, by code, in the district's order."""
    named: list[Lead | Member] = [row.facts.lead for row in targets if row.facts.lead]
    named += [member for task in tasks for member in task.members]
    in_order = sorted({(unit.order, unit.code, _ref(unit)) for unit in named}, key=_place)
    return {code: ref for _, code, ref in in_order}


def _place(unit: tuple[int, str, UnitRef]) -> tuple[int, str]:
    return unit[:2]


def _target(row: TargetStanding, tasks: Iterable[TaskProgress], text: str) -> TargetRow:
    facts, filing = row.facts, row.filing
    bearing = [task for task in tasks if facts.code in task.targets]
    lead = _ref(facts.lead) if facts.lead else None
    joint = {_ref(unit): None for task in bearing for unit in task.joint}
    ground = Ground.of(row)
    return TargetRow(
        code=facts.code,
        order=facts.order,
        name=facts.name,
        short_name=facts.short_name,
        place=facts.place,
        group=facts.heading.number if facts.heading else OVERALL.number,
        tasks=tuple(task.number for task in bearing),
        promise=row.promise,
        measure=facts.measure,
        decimals=facts.decimals,
        goal_text=facts.goal_text,
        lead=lead,
        lead_basis=facts.lead_basis,
        inferred=facts.inferred,
        joint=tuple(unit for unit in joint if unit != lead),
        definition=facts.definition,
        note=facts.note,
        quotes=tuple(_quote(quote, text) for quote in facts.quotes),
        goal_steps=tuple(GoalStep(**step._asdict()) for step in facts.goal_steps),
        figures=tuple(figure_of(ground, standing) for standing in row.standings),
        past=tuple(
            (month, shown)
            for month, value in sorted(row.past.items())
            if (shown := as_reported(value, facts.decimals)) is not None
        ),
        explanation=filing.explanation if filing else "",
        problem=filing.problem if filing else "",
        next_step=filing.next_step if filing else "",
        reported_by=filing.submitted_by if filing else "",
        reviewed_by=filing.reviewed_by if filing else "",
        **(_said(filing, facts.decimals) if filing else {}),
        **computed_of(ground, row.now),
    )


def _said(filing: Filing, decimals: int) -> dict[str, Any]:
    """What the figure says of itself: its nature, its source, what is expected beside it."""
    return {
        "nature": filing.nature,
        "nature_label": dict(Nature.choices).get(filing.nature, ""),
        "expectation": as_reported(filing.expectation, decimals),
        "source": filing.source,
        "is_nil": filing.is_nil,
        "on_behalf": filing.on_behalf,
    }


def _quote(quoted: Quoted, text: str) -> Quote:
    """The phrase with its sentence; alone where the text does not say it at this place."""
    if text[quoted.start : quoted.end] != quoted.text:
        return Quote(*quoted, sentence=quoted.text, offset=0)
    return Quote(*quoted, *sentence_of(text, quoted.start, quoted.end))


def _task(
    task: TaskProgress, units: Mapping[str, UnitRef], month: tuple[int, int], scale: Scale
) -> TaskRow:
    by_pk = {member.pk: units[member.code] for member in task.members}
    return TaskRow(
        number=task.number,
        month=month[1],
        group=task.heading.number,
        title=task.title,
        text=task.text,
        start=task.start,
        end=task.end,
        lead=_ref(task.lead) if task.lead else NOBODY,
        joint=tuple(_ref(unit) for unit in task.joint),
        light=task.now.light,
        before=task.before.light if task.before else None,
        index=_index(task.now.index, scale),
        remark=task.now.remark,
        targets=task.targets,
        notes=tuple(_note(note, by_pk[note.unit]) for note in task.notes if note.unit in by_pk),
        note_on_units="；".join(
            f"{unit.short_name}：{unit.note}" for unit in task.members if unit.note
        ),
        milestones=tuple(_milestone(each, end_of(*month)) for each in task.milestones),
    )


def _index(index: Decimal | Fraction | None, scale: Scale) -> Decimal | None:
    """As it is shown; a word's stands as it is."""
    return index_shown(index, scale)[0] if isinstance(index, Fraction) else index


def _milestone(agreed: Agreed, last: date) -> MilestoneRow:
    """The milestone as the month knew it: what was reached after its last day is still open."""
    is_done = agreed.done_on is not None and agreed.done_on <= last
    is_later = agreed.state == MilestoneState.DONE and not is_done
    state = MilestoneState.OPEN if is_later else MilestoneState(agreed.state)
    return MilestoneRow(
        number=agreed.number,
        title=agreed.title,
        deliverable=agreed.deliverable,
        unit=_ref(agreed.unit),
        due_on=agreed.due_on,
        state=state.value,
        state_label=state.label,
        done_on=agreed.done_on if is_done else None,
        start=agreed.start,
        end=agreed.end,
    )


def _note(note: Remark, unit: UnitRef) -> Note:
    return Note(
        month=note.month,
        unit=unit,
        word=note.word,
        word_label=Word(note.word).label if note.word else "",
        text=note.text,
        submitted_on=note.first_submitted_on,
        submitted_by=note.submitted_by,
        problem=note.problem,
        measures=note.measures,
        next_step=note.next_step,
    )


def _aliases(tasks: Iterable[TaskProgress]) -> tuple[tuple[str, str], ...]:
    """How else the text may call the units that work on its tasks."""
    named = {
        (alias, unit.code) for task in tasks for unit in task.members for alias in unit.aliases
    }
    return tuple(sorted(named))


def _themes(targets: Iterable[TargetStanding]) -> tuple[Group, ...]:
    facts = [row.facts for row in targets]
    overall = any(each.place == Place.HEADLINE and each.heading is None for each in facts)
    named = _headings(each.heading for each in facts if each.heading)
    return (OVERALL, *named) if overall else named


def _headings(found: Iterable[tuple[int, str, str]]) -> tuple[Group, ...]:
    return tuple(Group(*heading) for heading in sorted(set(found)))


def _names(
    targets: Iterable[TargetStanding], tasks: Iterable[TaskProgress], of: str
) -> tuple[str, ...]:
    """Who signed this month's figures and leads' notes, each once, in the report's order."""
    signed: list[object] = [row.filing for row in targets if row.filing and not row.now.is_carried]
    signed += [task.filed for task in tasks if task.filed and task.filed in task.notes]
    return tuple({getattr(each, of): None for each in signed})
