"""What waits for a person in each of several plans, in a number of questions that does not grow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import OuterRef, Q
from django.urls import reverse

from accounts.choices import Role
from accounts.models import Membership
from accounts.rules import UNIT_ROLES
from dashboard.models import Objection
from plans.models import Plan, ReportingPeriod
from plans.today import today
from targets.choices import Stage, State
from targets.models import Correction, Measurement, Target
from targets.rounds import HANDED_IN, waiting_states
from tasks.choices import Part
from tasks.counting import count_of
from tasks.models import ProgressNote, Responsibility

Awaited = dict[int, tuple[str, str]]  # by plan: what, and where it is done


def awaited(plans: Sequence[Plan], member: Membership | None) -> Awaited:
    """By plan: 待审核12项, or 退回1项，9月待报5项（10月8日截止）; nothing for who only reads."""
    if member is None or not plans:
        return {}
    if member.role == Role.OFFICE:
        return _of_office(plans)
    if member.role in UNIT_ROLES and member.unit_id is not None:
        return _of_unit(plans, member.unit_id)
    return {}


def _of_office(plans: Sequence[Plan]) -> Awaited:
    """What was handed in and not reviewed, asked and not decided; counted in one question."""
    figures = Measurement.objects.filter(target__plan=OuterRef("pk"))
    notes = ProgressNote.objects.filter(task__plan=OuterRef("pk"))
    asked = Correction.objects.filter(target__plan=OuterRef("pk"), stage=Stage.PENDING)
    held = Objection.objects.filter(target__plan=OuterRef("pk"), answered_at=None)
    signed = Q(state=State.COUNTERSIGNED)
    rows = Plan.objects.filter(pk__in=[plan.pk for plan in plans]).values_list(
        "pk",
        count_of(figures.filter(state=State.SUBMITTED)),
        count_of(figures.filter(signed)),
        count_of(notes.filter(state=State.SUBMITTED)),
        count_of(notes.filter(signed)),
        count_of(asked),
        count_of(held),
    )
    found, counted = {}, {row[0]: row[1:] for row in rows}
    for plan in plans:
        sent, countersigned, told, told_signed, corrections, objections = counted[plan.pk]
        review = countersigned + told_signed
        review += sent + told if State.SUBMITTED in waiting_states(plan) else 0
        parts = [f"待审核{review}项"] * bool(review)
        parts += [f"更正、异议{corrections + objections}项"] * bool(corrections + objections)
        page = "review_queue" if review else "correction_list"
        found[plan.pk] = ("，".join(parts), reverse(page, args=[plan.slug]) if parts else "")
    return found


def _of_unit(plans: Sequence[Plan], unit: int) -> Awaited:
    """What came back, and what the month being filed still asks for; five questions."""
    keys, on = [plan.pk for plan in plans], today()
    filing: dict[int, ReportingPeriod] = {}
    rows = ReportingPeriod.objects.filter(plan__in=keys, opens_on__lte=on, published_at=None)
    for period in sorted(rows, key=lambda period: (period.is_backfill, period.month)):
        filing.setdefault(period.plan_id, period)
    owed, back = _figures(unit, filing), Counter[int]()
    owed.update(_notes(unit, filing))
    for model, path in ((Measurement, "target__lead_unit"), (ProgressNote, "unit")):
        states = model.objects.filter(**{path: unit}, period__in=filing.values())
        returned = states.filter(state=State.RETURNED).values_list("period__plan_id", flat=True)
        back.update(returned)
    found = {}
    for plan in plans:
        own = filing.get(plan.pk)
        parts = [f"退回{back[plan.pk]}项"] * bool(back[plan.pk])
        if own and owed[plan.pk]:
            due = f"{own.due_on.month}月{own.due_on.day}日截止"
            parts.append(f"{own.month}月待报{owed[plan.pk]}项（{due}）")
        found[plan.pk] = (
            "，".join(parts),
            reverse("entry_home", args=[plan.slug]) if parts else "",
        )
    return found


def _figures(unit: int, filing: dict[int, ReportingPeriod]) -> Counter[int]:
    """By plan, how many targets of the unit the month asks for, without those handed in."""
    given = Measurement.objects.filter(
        target=OuterRef("pk"), period__in=filing.values(), state__in=HANDED_IN
    )
    led = Target.objects.filter(lead_unit=unit, plan__in=filing).annotate(done=count_of(given))
    asked = led.order_by().values_list("plan_id", "reporting_months", "done")
    return Counter(
        plan for plan, months, done in asked if not done and filing[plan].month in months
    )


def _notes(unit: int, filing: dict[int, ReportingPeriod]) -> Counter[int]:
    """By plan, how many notes of tasks that the unit leads are not handed in."""
    given = ProgressNote.objects.filter(
        task=OuterRef("task"), unit=unit, period__in=filing.values(), state__in=HANDED_IN
    )
    led = Responsibility.objects.filter(unit=unit, part=Part.LEAD, task__plan__in=filing)
    owed = led.order_by().annotate(done=count_of(given)).filter(done=0)
    return Counter(owed.values_list("task__plan_id", flat=True))
