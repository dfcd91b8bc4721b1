"""Where one begins among several plans: where something waits, else on the plan in use."""

from __future__ import annotations

from datetime import date

import pytest

from tests import factories
from tests.factories import TargetFactory, figure, moment, period_of, task_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def filing(settings):
    """On the 8th of October, the day September falls due."""
    settings.DEMO, settings.DEMO_DAY = True, date(2024, 10, 8)


@pytest.fixture
def september(plan):
    return period_of(plan, 9, due_on=date(2024, 10, 8))


@pytest.fixture
def later(plan):
    """Next year's plan, made early: its first month is not open yet."""
    made = factories.PlanFactory.create(district=plan.district, slug="dinghai-2025", year=2025)
    period_of(made, 1)
    return made


def begins(client, user):
    client.force_login(user)
    return client.get("/")["Location"]


@pytest.fixture
def filed(plan, unit, september):
    """This year's plan, whose August was published and whose September the unit owes."""
    period_of(plan, 8, published_at=moment(2024, 9, 10))
    return TargetFactory.create(plan=plan, lead_unit=unit)


def test_a_clerk_begins_where_the_unit_owes_something(client, plan, unit, filed, later, reporter):
    TargetFactory.create(plan=later, lead_unit=unit)
    assert begins(client, reporter) == "/dinghai-2024/entry/"


@pytest.mark.parametrize("page", ["/accounts/calendar/", "/plans/"])
def test_pages_beside_the_plans_keep_its_menu(client, plan, unit, filed, later, reporter, page):
    client.force_login(reporter)
    html = client.get(page).content.decode()
    assert 'href="/dinghai-2024/entry/"' in html
    assert 'class="nav1"' in html
    assert "/dinghai-2025/entry/" not in html


def test_a_clerk_does_not_begin_on_a_plan_the_unit_has_no_part_in(
    client, plan, unit, september, later, reporter
):
    other = factories.UnitFactory.create(district=plan.district)
    period_of(later, 2, opens_on=date(2024, 10, 1), due_on=date(2024, 11, 1))
    TargetFactory.create(plan=later, lead_unit=other)
    task_of(plan, other, unit)  # in which it only joins, so that nothing waits
    assert begins(client, reporter) == "/dinghai-2024/entry/"


def test_the_office_begins_where_something_waits_else_where_a_month_runs(
    client, plan, filed, later, office
):
    assert begins(client, office) == "/dinghai-2024/review/"
    figure(TargetFactory.create(plan=later), 1, "5", state="submitted")
    assert begins(client, office) == "/dinghai-2025/review/"


def test_a_leader_begins_on_the_plan_that_was_published_last(client, plan, filed, later, leader):
    assert begins(client, leader) == "/dinghai-2024/"
    later.periods.update(published_at=moment(2025, 2, 10))
    assert begins(client, leader) == "/dinghai-2025/"
