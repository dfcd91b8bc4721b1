"""The smallest rows that can stand, one factory a model; call `.create()` so that mypy follows."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from factory.declarations import LazyAttribute, SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from accounts.choices import Role, UnitKind
from accounts.models import District, Membership, Unit, User
from plans.choices import ThemeKind
from plans.models import Plan, ReportingPeriod, Theme
from targets.choices import Comparator, Kind, Place, State, Subject, Way
from targets.models import (
    GoalChange,
    Measurement,
    MeasurementVersion,
    PastFigure,
    Proposal,
    Quotation,
    Schedule,
    Target,
)
from tasks.choices import Part, Word
from tasks.models import ProgressNote, ProgressNoteVersion, Responsibility, Task

SHANGHAI = ZoneInfo("Asia/Shanghai")
HANDED_IN = (State.SUBMITTED, State.COUNTERSIGNED, State.APPROVED)


def moment(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment in Shanghai."""
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def month_after(year: int, month: int, day: int) -> date:
    """A day of the month that follows, when a month's figures are filed."""
    return date(year + month // 12, month % 12 + 1, day)


# Who


class DistrictFactory(DjangoModelFactory[District]):
    class Meta:
        model = District
        django_get_or_create = ("code",)

    code = "dinghai"
    name = "定海区"


class UnitFactory(DjangoModelFactory[Unit]):
    class Meta:
        model = Unit

    district = SubFactory(DistrictFactory)
    code = Sequence(lambda n: f"unit-{n}")
    name = Sequence(lambda n: f"第{n}局全称")
    short_name = Sequence(lambda n: f"第{n}局")
    order = Sequence(lambda n: n)


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    username = Sequence(lambda n: f"person-{n}")
    full_name = Sequence(lambda n: f"张{n}")


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = SubFactory(UserFactory)
    district = SubFactory(DistrictFactory)
    unit = SubFactory(UnitFactory, district=SelfAttribute("..district"))
    role = Role.REPORTER


def member_of(unit: Unit, role: Role = Role.REPORTER, **of_user: str) -> User:
    """A person who works in this unit in this role."""
    return MembershipFactory.create(
        user=UserFactory.create(**of_user), district=unit.district, unit=unit, role=role
    ).user


def reporter_of(unit: Unit) -> User:
    """A person who fills in for this unit (填报员)."""
    return member_of(unit, Role.REPORTER)


def head_of(unit: Unit) -> User:
    """The person who stands for this unit's figures (单位审核人)."""
    return member_of(unit, Role.HEAD)


def office_of(district: District) -> User:
    """A person of the district's office (专班); all of them work in its one office unit."""
    return member_of(office_unit(district), Role.OFFICE)


def leader_of(district: District) -> User:
    """A leader of the district, in no unit."""
    return MembershipFactory.create(district=district, unit=None, role=Role.LEADER).user


def administrator_of(district: District) -> User:
    """Who keeps accounts, units and plans, in no unit."""
    return MembershipFactory.create(district=district, unit=None, role=Role.ADMINISTRATOR).user


def office_unit(district: District) -> Unit:
    """The district's office (专班) as a unit."""
    found = Unit.objects.filter(district=district, kind=UnitKind.OFFICE).first()
    return found or UnitFactory.create(
        district=district,
        code="office",
        name="领导小组办公室",
        short_name="专班",
        kind=UnitKind.OFFICE,
    )


# What was promised


class PlanFactory(DjangoModelFactory[Plan]):
    class Meta:
        model = Plan

    district = SubFactory(DistrictFactory)
    slug = Sequence(lambda n: f"plan-{n}")
    title = "定海区2024年工作计划"
    short_title = "2024年工作计划"
    issuer = "领导小组办公室"
    issue_date = date(2024, 1, 2)  # so that no month is back-filled unless a test says so
    year = 2024
    text = "全年新培育企业59家以上。"
    text_sha256 = LazyAttribute(lambda plan: sha256(plan.text.encode()).hexdigest())


class ThemeFactory(DjangoModelFactory[Theme]):
    class Meta:
        model = Theme
        django_get_or_create = ("plan", "kind", "number")

    plan = SubFactory(PlanFactory)
    kind = ThemeKind.FOCUS
    number = 1
    title = LazyAttribute(lambda theme: f"第{theme.number}个标题")
    short_title = LazyAttribute(lambda theme: f"标题{theme.number}")


class ReportingPeriodFactory(DjangoModelFactory[ReportingPeriod]):
    class Meta:
        model = ReportingPeriod
        django_get_or_create = ("plan", "month")

    plan = SubFactory(PlanFactory)
    month = 8
    opens_on = LazyAttribute(lambda p: month_after(p.plan.year, p.month, 1))
    due_on = LazyAttribute(lambda p: month_after(p.plan.year, p.month, 5))


def period_of(plan: Plan, month: int, **values: Any) -> ReportingPeriod:
    """The plan's period of this month, made when it is not there; due on the 5th."""
    return ReportingPeriodFactory.create(plan=plan, month=month, **values)


# How the figures go


class TargetFactory(DjangoModelFactory[Target]):
    class Meta:
        model = Target

    plan = SubFactory(PlanFactory)
    code = Sequence(lambda n: f"T{n:02d}")
    order = Sequence(lambda n: n)
    name = Sequence(lambda n: f"新培育企业{n}")
    short_name = LazyAttribute(lambda target: target.name)
    place = Place.HEADLINE
    theme = None
    kind = Kind.FLOW
    comparator = Comparator.AT_LEAST
    measure = "家"
    goal = Decimal(59)
    goal_text = "59家以上"
    lead_unit = SubFactory(UnitFactory, district=SelfAttribute("..plan.district"))


class QuotationFactory(DjangoModelFactory[Quotation]):
    class Meta:
        model = Quotation

    target = SubFactory(TargetFactory)
    text = "新培育企业59家以上"
    start = 2
    end = LazyAttribute(lambda quote: quote.start + len(quote.text))
    where = "主要目标"


class ScheduleFactory(DjangoModelFactory[Schedule]):
    class Meta:
        model = Schedule

    target = SubFactory(TargetFactory)
    shares = ["0", "0", "0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "1"]
    source = "分月计划"


class GoalChangeFactory(DjangoModelFactory[GoalChange]):
    class Meta:
        model = GoalChange

    target = SubFactory(TargetFactory)
    from_month = 9
    goal = Decimal(65)
    goal_text = "65家以上"
    reason = "上级加码"
    document = "区委办〔2024〕9号"
    approved_by = SubFactory(UserFactory)


class ProposalFactory(DjangoModelFactory[Proposal]):
    """A schedule that a person of the target's unit put forward; it waits."""

    class Meta:
        model = Proposal

    target = SubFactory(TargetFactory)
    subject = Subject.SCHEDULE
    content = {"shares": ["0"] * 11 + ["1"]}
    before: dict[str, list[str]] = {"shares": []}
    reason = "年末集中结算"
    proposed_by = LazyAttribute(lambda row: reporter_of(row.target.lead_unit))


class PastFigureFactory(DjangoModelFactory[PastFigure]):
    class Meta:
        model = PastFigure

    target = SubFactory(TargetFactory)
    month = 8
    value = Decimal(40)
    source = "去年报表"


class MeasurementFactory(DjangoModelFactory[Measurement]):
    """A figure of August; handed in by its unit's clerk and approved when the state says so."""

    class Meta:
        model = Measurement

    target = SubFactory(TargetFactory)
    period = SubFactory(ReportingPeriodFactory, plan=SelfAttribute("..target.plan"))
    value = Decimal(40)
    state = State.APPROVED
    entered_by = SubFactory(UserFactory)
    reason = LazyAttribute(lambda row: "请核对" if row.state == State.RETURNED else "")
    first_submitted_on = LazyAttribute(
        lambda row: None if row.state == State.DRAFT else row.period.due_on
    )
    submitted_by = LazyAttribute(lambda row: row.entered_by if row.state in HANDED_IN else None)
    submitted_at = LazyAttribute(
        lambda row: _noon(row.period.due_on) if row.state in HANDED_IN else None
    )
    countersigned_by = LazyAttribute(
        lambda row: UserFactory.create() if row.state == State.COUNTERSIGNED else None
    )
    countersigned_at = LazyAttribute(
        lambda row: _noon(row.period.due_on) if row.state == State.COUNTERSIGNED else None
    )
    reviewed_by = LazyAttribute(
        lambda row: UserFactory.create() if row.state == State.APPROVED else None
    )
    reviewed_at = LazyAttribute(
        lambda row: _noon(row.period.due_on) if row.state == State.APPROVED else None
    )


class MeasurementVersionFactory(DjangoModelFactory[MeasurementVersion]):
    class Meta:
        model = MeasurementVersion

    measurement = SubFactory(MeasurementFactory)
    number = 1
    act = "save"
    way = Way.FORM
    state = SelfAttribute("measurement.state")
    value = SelfAttribute("measurement.value")
    by = SelfAttribute("measurement.entered_by")


def figure(target: Target, month: int, value: str | None, **values: Any) -> Measurement:
    """A target's figure of one month, approved unless said otherwise: figure(target, 8, "40")."""
    return MeasurementFactory.create(
        target=target,
        period=period_of(target.plan, month),
        value=None if value is None else Decimal(value),
        **values,
    )


# How the work goes


class TaskFactory(DjangoModelFactory[Task]):
    """A task that nobody answers for yet; `task_of` makes one with its units."""

    class Meta:
        model = Task

    plan = SubFactory(PlanFactory)
    number = Sequence(lambda n: n + 1)
    theme = SubFactory(ThemeFactory, plan=SelfAttribute("..plan"), kind=ThemeKind.GROUP)
    title = LazyAttribute(lambda task: f"任务{task.number}")
    text = LazyAttribute(lambda task: f"{task.title}的全文。")
    start = 0
    end = 10


class ResponsibilityFactory(DjangoModelFactory[Responsibility]):
    class Meta:
        model = Responsibility

    task = SubFactory(TaskFactory)
    unit = SubFactory(UnitFactory, district=SelfAttribute("..task.plan.district"))
    order = 1
    part = LazyAttribute(lambda row: Part.LEAD if row.order == 1 else Part.JOIN)
    printed = SelfAttribute("unit.name")


def task_of(plan: Plan, *units: Unit, targets: tuple[Target, ...] = (), **values: Any) -> Task:
    """A task of this plan with its units in order, the first leading; one is made when none is."""
    task = TaskFactory.create(plan=plan, **values)
    for order, unit in enumerate(units or (UnitFactory.create(district=plan.district),), start=1):
        ResponsibilityFactory.create(task=task, unit=unit, order=order)
    task.targets.set(targets)
    return task


class ProgressNoteFactory(DjangoModelFactory[ProgressNote]):
    """August's note of a task, written by its first unit; approved unless said otherwise."""

    class Meta:
        model = ProgressNote

    task = SubFactory(TaskFactory)
    period = SubFactory(ReportingPeriodFactory, plan=SelfAttribute("..task.plan"))
    unit = LazyAttribute(lambda note: _lead_of(note.task))
    word = Word.ON_COURSE
    text = "按计划推进。"
    state = State.APPROVED
    entered_by = SubFactory(UserFactory)
    reason = LazyAttribute(lambda row: "请写具体" if row.state == State.RETURNED else "")
    first_submitted_on = LazyAttribute(
        lambda row: None if row.state == State.DRAFT else row.period.due_on
    )
    submitted_by = LazyAttribute(lambda row: row.entered_by if row.state in HANDED_IN else None)
    submitted_at = LazyAttribute(
        lambda row: _noon(row.period.due_on) if row.state in HANDED_IN else None
    )
    countersigned_by = LazyAttribute(
        lambda row: UserFactory.create() if row.state == State.COUNTERSIGNED else None
    )
    countersigned_at = LazyAttribute(
        lambda row: _noon(row.period.due_on) if row.state == State.COUNTERSIGNED else None
    )
    reviewed_by = LazyAttribute(
        lambda row: UserFactory.create() if row.state == State.APPROVED else None
    )
    reviewed_at = LazyAttribute(
        lambda row: _noon(row.period.due_on) if row.state == State.APPROVED else None
    )


class ProgressNoteVersionFactory(DjangoModelFactory[ProgressNoteVersion]):
    class Meta:
        model = ProgressNoteVersion

    progress_note = SubFactory(ProgressNoteFactory)
    number = 1
    act = "save"
    way = Way.FORM
    state = SelfAttribute("progress_note.state")
    word = SelfAttribute("progress_note.word")
    text = SelfAttribute("progress_note.text")
    by = SelfAttribute("progress_note.entered_by")


def note_of(task: Task, month: int, word: Word = Word.ON_COURSE, **values: Any) -> ProgressNote:
    """The lead's note on a task for one month, approved unless said otherwise."""
    return ProgressNoteFactory.create(
        task=task, period=period_of(task.plan, month), word=word, **values
    )


def _lead_of(task: Task) -> Unit:
    lead = task.responsibilities.filter(part=Part.LEAD).select_related("unit").first()
    return lead.unit if lead else ResponsibilityFactory.create(task=task).unit


def _noon(day: date) -> datetime:
    return moment(day.year, day.month, day.day, 12)
