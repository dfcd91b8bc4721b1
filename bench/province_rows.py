"""A province of counties: so many yearly plans each, with every figure and note of every month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the models can be imported only once Django is set up
    from accounts.models import District, Unit, User
    from plans.models import Plan, ReportingPeriod, Theme
    from targets.models import Target
    from tasks.models import Task

TASKS = 17
KINDS = ("flow", "flow", "flow", "stock", "ratio", "growth")  # in turn, flows most
SENTENCE = "推进第{}项工作,力争全年完成{}家以上,健全工作机制。"


@dataclass(frozen=True)
class Size:
    """How much stands in the installation, and to which month of the last year it is published."""

    counties: int = 20
    years: tuple[int, ...] = (2020, 2021, 2022, 2023, 2024)
    targets: int = 100
    units: int = 22
    published: int = 12


PROVINCE = Size()


def populate(size: Size = PROVINCE) -> list[str]:
    """Make them; returns each county's latest plan by its slug, published from January on."""
    from django.db import transaction

    slugs = []
    for number in range(size.counties):
        with transaction.atomic():
            plans = list(_county(number, size))
        for month in range(1, size.published + 1):
            _publish(plans[-1], month)
        slugs.append(plans[-1].slug)
    return slugs


def _county(number: int, size: Size) -> Iterator[Plan]:
    from accounts.models import District, Membership, Unit, User

    code = f"c{number:02d}"
    district = District.objects.create(code=code, name=f"第{number}县")
    units = [
        Unit.objects.create(
            district=district,
            code=f"u{order:02d}",
            name=f"县第{order}局",
            short_name=f"第{order}局",
            order=order,
        )
        for order in range(size.units)
    ]
    office = User.objects.create(username=f"{code}-office", full_name="专班")
    leader = User.objects.create(username=f"{code}-leader", full_name="分管领导")
    desk = Unit.objects.create(
        district=district,
        code="office",
        name="专班",
        short_name="专班",
        order=size.units,
        kind="office",
    )
    Membership.objects.create(user=office, district=district, unit=desk, role="office")
    Membership.objects.create(user=leader, district=district, role="leader")
    clerk = User.objects.create(username=f"{code}-clerk", full_name="填报员")
    Membership.objects.create(user=clerk, district=district, unit=units[0], role="reporter")
    for year in size.years:
        yield _plan(district, year, units, office, size.targets)


def _plan(district: District, year: int, units: list[Unit], office: User, number: int) -> Plan:
    """One plan with its text, targets in their sentences, tasks, periods, figures and notes."""
    from plans import periods
    from plans.models import Plan, Theme

    goals = [10 + order for order in range(number)]
    sentences = [SENTENCE.format(order, goal) for order, goal in enumerate(goals)]
    text = "一、主要目标\n" + "\n".join(sentences)
    plan = Plan.objects.create(
        district=district,
        slug=f"{district.code}-{year}",
        title=f"{district.name}{year}年工作计划",
        short_title=f"{district.name}工作",
        issuer="领导小组办公室",
        issue_date=date(year, 1, 5),
        year=year,
        text=text,
        text_sha256=sha256(text.encode()).hexdigest(),
    )
    periods.ensure(plan)
    theme = Theme.objects.create(
        plan=plan, kind="target", number=1, title="聚焦", short_title="聚焦"
    )
    group = Theme.objects.create(plan=plan, kind="task", number=1, title="任务", short_title="任务")
    targets = _targets(plan, theme, units, goals, sentences)
    tasks = _tasks(plan, group, units, targets, sentences)
    _file(plan, targets, tasks, units, office)
    return plan


def _targets(
    plan: Plan, theme: Theme, units: list[Unit], goals: list[int], sentences: list[str]
) -> list[Target]:
    from targets.models import Quotation, Target

    made = Target.objects.bulk_create(
        Target(
            plan=plan,
            theme=theme,
            lead_unit=units[order % 8],
            code=f"T{order:03d}",
            order=order,
            name=f"第{order}项指标",
            short_name=f"第{order}项指标",
            kind=KINDS[order % len(KINDS)],
            comparator="at_least",
            measure="家",
            decimals=1,
            goal=Decimal(goal),
            goal_text=f"{goal}家以上",
            baseline=Decimal(goal) / 2 if KINDS[order % len(KINDS)] in {"stock", "ratio"} else None,
        )
        for order, goal in enumerate(goals)
    )
    quotes = []
    for target, goal, sentence in zip(made, goals, sentences, strict=True):
        phrase = f"力争全年完成{goal}家以上"
        start = plan.text.index(sentence) + sentence.index(phrase)
        end = start + len(phrase)
        quotes.append(Quotation(target=target, text=phrase, start=start, end=end, where="headline"))
    Quotation.objects.bulk_create(quotes)
    return made


def _tasks(
    plan: Plan, group: Theme, units: list[Unit], targets: list[Target], sentences: list[str]
) -> list[Task]:
    from tasks.models import Responsibility, Task

    tasks = []
    for number in range(1, TASKS + 1):
        sentence = sentences[number]
        start = plan.text.index(sentence)
        task = Task.objects.create(
            plan=plan,
            number=number,
            theme=group,
            title=f"第{number}项任务",
            text=sentence,
            start=start,
            end=start + len(sentence),
        )
        task.targets.set(targets[number::TASKS])
        Responsibility.objects.bulk_create(
            Responsibility(
                task=task,
                unit=units[(number + place) % len(units)],
                order=place,
                part="joint" if place else "lead",
            )
            for place in range(5)
        )
        tasks.append(task)
    return tasks


def _file(
    plan: Plan, targets: list[Target], tasks: list[Task], units: list[Unit], office: User
) -> None:
    """Every figure and every lead's note of the year, handed in and approved."""
    from targets.models import Measurement, MeasurementVersion
    from tasks.models import ProgressNote

    periods = {period.month: period for period in plan.periods.all()}
    figures, notes = [], []
    for month, period in periods.items():
        told = _approved(period, office)
        for order, target in enumerate(targets):
            value = target.goal * month * (9 + order % 4) / 120
            figures.append(Measurement(target=target, value=value.quantize(Decimal("0.1")), **told))
        for task in tasks:
            unit = units[task.number % len(units)]
            notes.append(
                ProgressNote(
                    task=task,
                    unit=unit,
                    word="on_course",
                    text="按计划推进，本月开展两次调度。",
                    **told,
                )
            )
    Measurement.objects.bulk_create(figures)
    ProgressNote.objects.bulk_create(notes)
    MeasurementVersion.objects.bulk_create(
        MeasurementVersion(
            measurement=row, number=1, act="submit", state="submitted", value=row.value, by=office
        )
        for row in figures
    )


def _approved(period: ReportingPeriod, office: User) -> dict[str, object]:
    at = datetime(period.plan.year, 1, 1, tzinfo=UTC)
    return {
        "period": period,
        "state": "approved",
        "entered_by": office,
        "first_submitted_on": period.due_on,
        "submitted_by": office,
        "submitted_at": at,
        "reviewed_by": office,
        "reviewed_at": at,
    }


def _publish(plan: Plan, month: int) -> None:
    from accounts.models import User
    from dashboard import publication

    office = User.objects.get(username=f"{plan.district.code}-office")
    day = date(plan.year + month // 12, month % 12 + 1, 12)
    publication.publish(plan, month, by=office, on=day)
