"""With several plans in a district: on which of them does a person begin?"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from accounts.choices import Role
from accounts.models import Membership
from accounts.rules import UNIT_ROLES
from dashboard.awaited import awaited
from plans.access import with_company
from plans.models import Plan, ReportingPeriod
from plans.today import today
from targets.models import Target
from tasks.models import Responsibility


def plan_of(member: Membership) -> Plan | None:
    """The newest plan where something waits for this person, else the newest they work on.

    Next year's plan, made early, or one that their unit has no part in, is not where they begin.
    """
    plans = Plan.objects.filter(district_id=member.district_id)
    rows = list(_marked(with_company(plans), member).defer("text"))
    if len(rows) < 2:
        return rows[0] if rows else None
    waits = awaited(rows, member)
    own = [row for row in rows if member.role in UNIT_ROLES and _is(row, "own")] or rows
    wishes = (
        [row for row in own if waits.get(row.pk, ("", ""))[0]],
        [row for row in own if _is(row, "running") and member.role in {Role.OFFICE, *UNIT_ROLES}],
        [row for row in own if _is(row, "published")],
        own,
    )
    return next(found[0] for found in wishes if found)


def _is(plan: Plan, what: str) -> bool:
    return bool(getattr(plan, f"is_{what}"))


def _marked(plans: QuerySet[Plan], member: Membership) -> QuerySet[Plan]:
    """Each with whether a month was published, one is being filed, the person's unit has a part."""
    months = ReportingPeriod.objects.filter(plan=OuterRef("pk"))
    running = months.filter(published_at=None, is_backfill=False, opens_on__lte=today())
    led = Target.objects.filter(plan=OuterRef("pk"), lead_unit=member.unit_id)
    joined = Responsibility.objects.filter(task__plan=OuterRef("pk"), unit=member.unit_id)
    return plans.annotate(
        is_published=Exists(months.exclude(published_at=None)),
        is_running=Exists(running),
        is_own=Exists(led) | Exists(joined),
    )
