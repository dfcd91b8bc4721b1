"""Bring the demonstration set into the database through the same services that people use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Membership, Unit, User
from accounts.tracing import by_way, trace
from dashboard import publication
from dashboard.demo import dataset, looping
from dashboard.demo.dataset import Act, Entry, Person
from dashboard.models import Publication
from plans import periods
from plans.models import Plan, ReportingPeriod
from targets import reporting
from targets.choices import State, Way
from targets.models import Measurement, PastFigure, Schedule, Target
from tasks import following
from tasks.choices import Part
from tasks.models import ProgressNote, Responsibility
from tasks.note_keeping import Parts

MARK = "演示数据"
PHONE = "0580-××××××××"
BEFORE_MENDING = timedelta(days=1)


class DemoRefusedError(Exception):
    """The set may not be loaded here; the message is the sentence for whoever tried."""


@dataclass(frozen=True)
class _Stage:
    """The plan, who acts on it, and its months."""

    plan: Plan
    office: User
    clerks: Mapping[str, User]  # by the code of their unit
    periods: Mapping[int, ReportingPeriod]
    loop: looping.Stage


def is_loaded(plan: Plan) -> bool:
    """Whether the plan carries figures of demonstration accounts."""
    return Measurement.objects.filter(target__plan=plan, entered_by__is_demo=True).exists()


def refuse_where_not_allowed() -> None:
    """Raise DemoRefusedError outside a demonstration, and wherever anything real was entered."""
    if not settings.DEMO:
        raise DemoRefusedError("演示数据只能在演示环境（DEMO=1）中载入，当前没有开启演示。")
    real = (
        Measurement.objects.filter(entered_by__is_demo=False),
        ProgressNote.objects.filter(entered_by__is_demo=False),
        Publication.objects.filter(published_by__is_demo=False),
    )
    if any(rows.exists() for rows in real):
        raise DemoRefusedError("数据库中已有正式填报的数据，不能载入演示数据。请换用空的数据库。")


@transaction.atomic
def load(plan: Plan) -> bool:
    """Load the set on this plan: January to August published, September being filed.

    Safe to repeat: False, and no figure touched, where it is loaded. Raises DemoRefusedError.
    """
    refuse_where_not_allowed()
    with by_way(Way.DEMO, at=dataset.beginning()):
        return _load(plan)


def _load(plan: Plan) -> bool:
    is_fresh = not is_loaded(plan)
    if not plan.is_demo:  # new, or reset by loading the plan's fixture again
        plan.is_demo = True
        plan.save(update_fields=["is_demo"])
    if is_fresh:
        stage, acts = _set_up(plan), dataset.read().acts
        for month, days in dataset.read().months.items():
            _file(stage, month)
            at = days.published
            due, acts = looping.upto(acts, at)
            _perform(stage, due)
            publication.publish(plan, month, by=stage.office, on=timezone.localdate(at), at=at)
        _file(stage, dataset.OPEN_MONTH)
        _perform(stage, acts)
    return is_fresh


def _perform(stage: _Stage, acts: Iterable[Act]) -> None:
    for act in acts:
        looping.perform(stage.loop, act)


# Before the first month


def _set_up(plan: Plan) -> _Stage:
    units = {unit.code: unit for unit in plan.district.units.all()}
    people = [_person(plan, each, units) for each in dataset.read().people]
    office = next(each for each in people if each.member and each.member.role == Role.OFFICE)
    _settle(plan, units, by=office)
    _keep_loop(plan, by=office)
    return _Stage(
        plan=plan,
        office=office,
        clerks={
            each.member.unit.code: each
            for each in people
            if each.member and each.member.unit and each.member.role == Role.REPORTER
        },
        periods={period.month: period for period in periods.ensure(plan)},
        loop=looping.Stage(plan, {each.username: each for each in people}, units),
    )


def _person(plan: Plan, person: Person, units: Mapping[str, Unit]) -> User:
    """The account, which nobody can sign in to by password."""
    user, is_new = User.objects.get_or_create(
        username=person.username,
        defaults={"full_name": person.name, "phone": PHONE, "is_demo": True},
    )
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        unit = units[person.unit] if person.unit else None
        role = Membership(user=user, district=plan.district, unit=unit, role=person.role)
        trace(role, by=None, why=MARK).save()
    return user


def _keep_loop(plan: Plan, *, by: User) -> None:
    """问题督办 is switched on from the start of the year."""
    plan.keeps_loop, plan.order_mark = True, dataset.read().order_mark
    trace(plan, by=by, why=MARK).save(update_fields=["keeps_loop", "order_mark"])


def _settle(plan: Plan, units: Mapping[str, Unit], *, by: User) -> None:
    """What the office decides first: a unit for T06, a monthly schedule for T19, last year."""
    given = dataset.read()
    targets = {target.code: target for target in plan.targets.all()}
    for code, lead in given.leads.items():
        target = targets[code]
        target.lead_unit, target.lead_basis = units[lead["unit"]], lead["basis"]
        trace(target, by=by, why=lead["basis"]).save(update_fields=["lead_unit", "lead_basis"])
    for code, schedule in given.schedules.items():
        filed = Schedule(target=targets[code], shares=schedule["shares"], source=schedule["source"])
        trace(filed, by=by).save()
    for code, months in given.last_year.items():
        for month, value in months.items():
            then, figure = int(month), Decimal(value)
            past = PastFigure(target=targets[code], month=then, value=figure, source=MARK)
            trace(past, by=by).save()


# Month by month


def _file(stage: _Stage, month: int) -> None:
    """Everything that units and office did with one month's figures and notes."""
    period = stage.periods[month]
    targets = {target.code: target for target in stage.plan.targets.select_related("lead_unit")}
    leads = {
        row.task.number: row
        for row in Responsibility.objects.filter(
            task__plan=stage.plan, part=Part.LEAD
        ).select_related("task", "unit")
    }
    for entry in _of_month(dataset.read().figures, month):
        _figure(stage, entry, targets[entry.key], period)
    for entry in _of_month(dataset.read().notes, month):
        _note(stage, entry, leads[int(entry.key)], period)


def _of_month(entries: tuple[Entry, ...], month: int) -> list[Entry]:
    return [entry for entry in entries if entry.month == month]


def _figure(stage: _Stage, entry: Entry, target: Target, period: ReportingPeriod) -> None:
    put = reporting.save if entry.state == State.DRAFT else reporting.submit
    if target.lead_unit is None:
        raise LookupError(f"{target.code} has no lead unit to file {entry.typed}")
    hand_in = partial(
        put,
        target,
        period,
        typed=entry.typed,
        explanation=entry.explanation,
        problem=entry.problem,
        next_step=entry.next_step,
        by=stage.clerks[target.lead_unit.code],
        way=Way.DEMO,
    )
    _go_round(stage, entry, hand_in, reporting.return_, reporting.approve)


def _note(stage: _Stage, entry: Entry, lead: Responsibility, period: ReportingPeriod) -> None:
    put = following.save_note if entry.state == State.DRAFT else following.submit_note
    hand_in = partial(
        put,
        lead.task,
        period,
        lead.unit,
        word=entry.word,
        text=entry.text,
        parts=Parts(*entry.parts) if entry.parts else None,
        by=stage.clerks[lead.unit.code],
        way=Way.DEMO,
    )
    _go_round(stage, entry, hand_in, following.return_note, following.approve_note)


def _go_round(
    stage: _Stage,
    entry: Entry,
    hand_in: Callable[..., Any],
    return_: Callable[..., Any],
    approve: Callable[..., Any],
) -> None:
    """Handed in, returned and mended where the set says so, approved; each at its own time."""
    row = hand_in(seen_version=0, **_when(entry.filed))
    if entry.returned:
        row = return_(
            row,
            reason=entry.reason,
            seen_version=row.version,
            by=stage.office,
            way=Way.DEMO,
            at=entry.returned,
        )
        if entry.state != State.RETURNED:
            row = hand_in(seen_version=row.version, **_when(entry.filed + BEFORE_MENDING))
    if entry.approved:
        approve(row, seen_version=row.version, by=stage.office, way=Way.DEMO, at=entry.approved)


def _when(moment: datetime) -> dict[str, Any]:
    return {"on": timezone.localdate(moment), "at": moment}
