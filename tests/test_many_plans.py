"""Ten districts with three yearly plans each and 60 units: no page asks more than with one plan alone."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import District, Unit
from dashboard import publication
from tests import factories
from tests.factories import figure, note_of, period_of, task_of

pytestmark = pytest.mark.django_db
MOST = 12
DAY = date(2024, 3, 4)  # February is being filed
ROLES = ("leader", "office", "reporter")


@pytest.fixture(autouse=True)
def filing(settings):
    settings.DEMO, settings.DEMO_DAY = True, DAY


def small_plan(unit, year):
    """One target and one task of this unit, January published."""
    plan = factories.PlanFactory.create(
        district=unit.district, slug=f"{unit.district.code}-{year}", year=year
    )
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit, code="T01")
    task = task_of(plan, unit, number=1, targets=(target,))
    period_of(plan, 1)
    period_of(plan, 2)
    figure(target, 1, "5")
    note_of(task, 1)
    office = factories.office_of(plan.district)
    publication.publish(plan, 1, by=office, on=date(year, 2, 10))
    return plan


def district_with(code, years, units):
    """A district with so many units, and a plan of the first of them for each year."""
    district = District.objects.create(code=code, name=code)
    fill(district, units - 1)
    first = factories.UnitFactory.create(district=district)
    for year in years:
        small_plan(first, year)
    return first


def fill(district, units):
    """So many more units, at once."""
    made = (factories.UnitFactory.build(district=district) for _ in range(units))
    Unit.objects.bulk_create(made)


def paths():
    slug = "own-2024"
    for page in ("overview", "target_list", "task_list", "league", "plan_text", "charts"):
        for month in ("2024-01", "2024-02"):
            yield reverse(page, args=[slug, month])
    yield reverse("review_queue", args=[slug, "2024-02"])
    yield reverse("entry_figures", args=[slug, "2024-02"])
    for page in ("review_queue", "entry_home", "problem_list", "setup"):
        yield reverse(page, args=[slug])
    yield reverse("plan_list")


def asked_by(user):
    """How many questions each page asks that this person may open."""
    client, found = Client(), {}
    client.force_login(user)
    for path in paths():
        if client.get(path).status_code != 200:
            continue
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        found[path] = len(queries)
    return found


def test_thirty_plans_ask_no_more_than_one():
    unit = district_with("own", [2024], 1)
    people = {
        "leader": factories.leader_of(unit.district),
        "office": factories.office_of(unit.district),
        "reporter": factories.reporter_of(unit),
    }
    alone = {role: asked_by(people[role]) for role in ROLES}
    for year in (2022, 2023):
        small_plan(unit, year)
    fill(unit.district, 59)
    for number in range(9):
        district_with(f"d{number}", [2022, 2023, 2024], 60)
    among = {role: asked_by(people[role]) for role in ROLES}
    assert sum(map(len, among.values())) >= 20
    assert among == alone
    assert max(number for asked in among.values() for number in asked.values()) <= MOST
