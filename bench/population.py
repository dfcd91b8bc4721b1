"""A district for the drills: so many units, each with its clerk and so many figures to hand in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the models can be imported only once Django is set up
    from accounts.models import Unit
    from plans.models import Plan
    from targets.models import Target

PLAN, MONTH = "drill", "2024-09"
DAY = date(2024, 10, 8)  # the day September falls due, and the demonstration's own
LEAST = 45  # of a goal of 59: ahead of September's pace, so nothing more is asked for


@dataclass(frozen=True)
class Clerk:
    """Who hands in for one unit: the account, and the figures by their codes."""

    account: str
    figures: dict[str, str]


def populate(units: int, figures: int) -> list[Clerk]:
    """Make the district, its plan with September open, and everybody in it."""
    from django.db import transaction

    from accounts.models import District, Membership, Unit, User
    from plans import periods
    from plans.models import Plan
    from targets.models import Target

    with transaction.atomic():
        district = District.objects.create(code=PLAN, name="演练区")
        text = "全年新培育企业59家以上。"
        plan = Plan.objects.create(
            district=district,
            slug=PLAN,
            title="演练计划",
            short_title="演练",
            issuer="演练办公室",
            issue_date=date(2024, 1, 2),
            year=2024,
            text=text,
            text_sha256=sha256(text.encode()).hexdigest(),
        )
        periods.ensure(plan)
        clerks = []
        for number in range(units):
            unit = Unit.objects.create(
                district=district,
                code=f"u{number:03d}",
                name=f"第{number}局全称",
                short_name=f"第{number}局",
                order=number,
            )
            user = User.objects.create(username=f"drill-{number:03d}", full_name=f"填报{number}")
            Membership.objects.create(user=user, district=district, unit=unit, role="reporter")
            orders = range(number * figures, (number + 1) * figures)
            Target.objects.bulk_create(_target(plan, unit, order) for order in orders)
            values = {f"D{order:05d}": str(LEAST + order % 10) for order in orders}
            clerks.append(Clerk(user.username, values))
    return clerks


def _target(plan: Plan, unit: Unit, order: int) -> Target:
    from targets.models import Target

    return Target(
        plan=plan,
        lead_unit=unit,
        code=f"D{order:05d}",
        order=order,
        name=f"新培育企业{order}",
        short_name=f"新培育企业{order}",
        kind="flow",
        comparator="at_least",
        measure="家",
        goal=Decimal(59),
        goal_text="59家以上",
    )
