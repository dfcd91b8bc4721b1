"""全部计划: every plan of a person's districts side by side, and what waits in each for them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership
from dashboard import publication
from plans.models import Plan
from targets.choices import State
from tests import factories
from tests.factories import figure, note_of, period_of, task_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def filing(settings):
    """In March 2024, when February is being filed."""
    settings.DEMO, settings.DEMO_DAY = True, date(2024, 3, 4)


def a_plan(unit, year, number=1):
    """A plan of the unit's district with one target and one task of the unit; 2024's in its round."""
    plan = factories.PlanFactory.create(
        district=unit.district, slug=f"{unit.district.code}-{year}-{number}", year=year
    )
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit, code="T01")
    task = task_of(plan, unit, number=1)
    period_of(plan, 1)
    period_of(plan, 2)
    figure(target, 1, "5")
    note_of(task, 1)
    publication.publish(plan, 1, by=factories.office_of(plan.district), on=date(year, 2, 10))
    return plan


def read(user):
    client = Client()
    client.force_login(user)
    answer = client.get(reverse("plan_list"))
    assert answer.status_code == 200
    return answer


def lines_of(user):
    return {line.plan.slug: line for group in read(user).context["groups"] for line in group.lines}


def test_each_plan_says_how_it_stood_when_it_was_last_published(unit, leader):
    old, new = a_plan(unit, 2023), a_plan(unit, 2024)
    Plan.objects.filter(slug="dinghai-2024").delete()
    lines = lines_of(leader)
    assert list(lines) == [new.slug, old.slug]
    assert [line.published.verdict for line in lines.values()] == ["1项指标，1项在轨"] * 2
    assert lines[new.slug].url == reverse("overview", args=[new.slug])
    assert {line.awaited for line in lines.values()} == {""}


def test_the_office_sees_what_waits_in_each(unit, office):
    one, two = a_plan(unit, 2024, 1), a_plan(unit, 2024, 2)
    figure(one.targets.get(), 2, "9", state=State.SUBMITTED)
    note_of(one.tasks.get(), 2, state=State.SUBMITTED)
    lines = lines_of(office)
    assert (lines[one.slug].awaited, lines[two.slug].awaited) == ("待审核2项", "")
    assert lines[one.slug].awaited_url == reverse("review_queue", args=[one.slug])


def test_with_the_countersign_on_only_what_is_signed_waits_for_the_office(unit, office):
    one = a_plan(unit, 2024)
    figure(one.targets.get(), 2, "9", state=State.SUBMITTED)
    note_of(one.tasks.get(), 2, state=State.COUNTERSIGNED)
    Plan.objects.filter(pk=one.pk).update(countersign=True)
    assert lines_of(office)[one.slug].awaited == "待审核1项"


def test_a_unit_sees_what_it_owes_and_what_came_back(unit, reporter):
    one, two, three = (a_plan(unit, 2024, number) for number in (1, 2, 3))
    factories.TargetFactory.create(plan=one, lead_unit=unit, reporting_months=[3, 6, 9, 12])
    factories.TargetFactory.create(plan=one)  # another unit's
    figure(two.targets.get(), 2, "9", state=State.RETURNED)
    figure(three.targets.get(), 2, "9", state=State.SUBMITTED)
    note_of(three.tasks.get(), 2)
    lines = lines_of(reporter)
    assert lines[one.slug].awaited == "2月待报2项（3月5日截止）"
    assert lines[two.slug].awaited == "退回1项，2月待报2项（3月5日截止）"
    assert lines[three.slug].awaited == ""
    assert lines[one.slug].awaited_url == reverse("entry_home", args=[one.slug])


def test_another_membership_shows_its_plans_and_is_changed_to_before_they_are_opened(
    unit, reporter
):
    own = a_plan(unit, 2024)
    other = factories.DistrictFactory.create(code="putuo", name="普陀区")
    theirs = a_plan(factories.UnitFactory.create(district=other), 2024)
    second = Membership.objects.create(
        user=reporter, district=other, role="leader", is_current=False
    )
    answer = read(reporter)
    lines = {line.plan: line for group in answer.context["groups"] for line in group.lines}
    assert lines[own].url
    assert (lines[theirs].url, lines[theirs].awaited) == ("", "")
    html = answer.content.decode()
    assert reverse("overview", args=[theirs.slug]) not in html
    assert f'name="membership" value="{second.pk}"' in html


def test_nobody_sees_a_plan_of_a_district_they_hold_no_role_in(unit, reporter):
    a_plan(unit, 2024)
    other = factories.DistrictFactory.create(code="putuo", name="普陀区")
    theirs = a_plan(factories.UnitFactory.create(district=other), 2024)
    assert theirs.slug not in lines_of(reporter)


def test_an_account_without_a_role_is_told_so(db):
    assert "账号还没有身份" in read(factories.UserFactory.create()).content.decode()


@pytest.mark.parametrize("others", [0, 1])
def test_the_frame_offers_other_plans_where_there_are_some(plan, leader, others):
    for number in range(others):
        factories.PlanFactory.create(district=plan.district, slug=f"more-{number}")
    client = Client()
    client.force_login(leader)
    html = client.get(reverse("overview", args=[plan.slug])).content.decode()
    assert html.count(f'href="{reverse("plan_list")}"') == 2 * others  # wide and narrow menu


@pytest.mark.parametrize("plans", [1, 8])
@pytest.mark.parametrize(("role", "queries"), [("leader", 4), ("office", 6), ("reporter", 9)])
def test_however_many_plans_the_page_asks_as_much(unit, plans, role, queries):
    makes = {"leader": factories.leader_of, "office": factories.office_of}
    user = makes[role](unit.district) if role in makes else factories.reporter_of(unit)
    for number in range(plans):
        a_plan(unit, 2024, number)
    client = Client()
    client.force_login(user)
    client.get(reverse("plan_list"))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("plan_list"))
    assert len(asked) == queries
