"""A goal adjusted within the year: each month is judged by the goal in force in it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from dashboard import publication, report
from targets.arithmetic import promise_in, step_in_force
from targets.choices import Light
from targets.facts import GoalStep
from targets.models import promise_of
from targets.standing import standings
from tests import factories
from tests.factories import figure, period_of

ON = date(2024, 10, 8)


def step(month, goal, before, stretch=None, before_stretch=None):
    """A goal change from a month on."""
    return GoalStep(
        month,
        Decimal(goal),
        f"{goal}家",
        stretch and Decimal(stretch),
        "上级加码",
        "区委办〔2024〕9号",
        Decimal(before),
        f"{before}家以上",
        before_stretch and Decimal(before_stretch),
    )


STEPS = (step(4, "65", "59"), step(9, "70", "65", "80"))


@pytest.mark.parametrize(
    ("month", "goal", "stretch"),
    [
        (1, "59", None),
        (3, "59", None),
        (4, "65", None),
        (8, "65", None),
        (9, "70", "80"),
        (12, "70", "80"),
    ],
)
def test_the_last_change_begun_by_a_month_is_in_force(month, goal, stretch):
    own = promise_of(factories.TargetFactory.build(goal=Decimal(59), plan=None, lead_unit=None))
    for known in (own, promise_in(own, STEPS, 12), promise_in(own, STEPS, 5)):
        held = promise_in(known, STEPS, month)
        assert (held.goal, held.stretch) == (Decimal(goal), stretch and Decimal(stretch))


def test_without_a_change_the_promise_is_the_plans_own():
    own = promise_of(factories.TargetFactory.build(goal=Decimal(59), plan=None, lead_unit=None))
    assert step_in_force((), 12) is None
    assert step_in_force(STEPS, 3) is None
    assert promise_in(own, (), 12) is own
    assert promise_in(own, STEPS, 3) is own


@pytest.fixture
def target(plan):
    """44 of 59 firms in September, a hair behind; it would be further behind 65."""
    made = factories.TargetFactory.create(plan=plan, code="T06")
    for month in range(1, 13):
        period_of(plan, month)
    for month in range(1, 10):
        figure(made, month, str(5 * month))
    return made


@pytest.mark.django_db
def test_each_month_is_judged_by_its_own_goal(plan, target):
    factories.GoalChangeFactory.create(target=target, from_month=9, goal=Decimal(65))
    [row] = standings(plan, 9, on=ON)
    assert [each.expected for each in row.standings[7:]] == [
        Fraction(59 * 8, 12),
        Fraction(65 * 9, 12),
    ]
    assert [each.light for each in row.standings[7:]] == [Light.ON_PACE, Light.BEHIND]
    assert row.promise.goal == 65
    assert row.facts.goal_text == "65家以上"
    assert [each.needed for each in row.standings[7:]] == [Fraction(19, 4), Fraction(20, 3)]


@pytest.mark.django_db
def test_a_change_to_come_is_told_and_changes_nothing_yet(plan, target):
    factories.GoalChangeFactory.create(target=target, from_month=10, goal=Decimal(65))
    [row] = standings(plan, 9, on=ON)
    assert row.promise.goal == 59
    assert row.facts.goal_text == "59家以上"
    assert [(each.from_month, each.before_text) for each in row.facts.goal_steps] == [
        (10, "59家以上")
    ]


@pytest.mark.django_db
def test_quotations_and_changes_are_read_once_each_in_three_queries(
    plan, target, django_assert_num_queries
):
    for start in (20, 2):
        factories.QuotationFactory.create(target=target, start=start)
    factories.GoalChangeFactory.create(target=target, from_month=9, goal=Decimal(65))
    factories.GoalChangeFactory.create(
        target=target, from_month=6, goal=Decimal(60), goal_text="60家以上"
    )
    with django_assert_num_queries(3):
        [row] = standings(plan, 9, on=ON)
    assert [quote.start for quote in row.facts.quotes] == [2, 20]
    assert [(s.from_month, s.goal_text, s.before_text) for s in row.facts.goal_steps] == [
        (6, "60家以上", "59家以上"),
        (9, "65家以上", "60家以上"),
    ]
    assert [(s.goal, s.before) for s in row.facts.goal_steps] == [
        (Decimal(60), Decimal(59)),
        (Decimal(65), Decimal(60)),
    ]


@pytest.mark.django_db
def test_a_published_month_keeps_the_old_goal_and_the_next_tells_both(plan, target, office):
    for month in range(1, 9):
        publication.publish(plan, month, by=office, on=ON)
    factories.GoalChangeFactory.create(target=target, from_month=9, goal=Decimal(65))
    august = publication.read_month(plan, 8).targets[0]
    assert (august.promise.goal, august.now.light) == (Decimal(59), Light.ON_PACE)
    assert august.goal_steps == ()
    live = report.live(plan, 9, on=ON)
    september = report.from_json(report.to_json(live)).targets[0]
    assert september == live.targets[0]
    assert (september.promise.goal, september.goal_text) == (Decimal(65), "65家以上")
    [told] = september.goal_steps
    assert (told.from_month, told.before_text, told.goal_text) == (9, "59家以上", "65家以上")
    assert (told.reason, told.document) == ("上级加码", "区委办〔2024〕9号")
    assert [september.promise_in(month).goal for month in (8, 9)] == [59, 65]


@pytest.mark.django_db
def test_a_share_that_does_not_end_stays_a_fraction_from_the_row_to_the_json(plan, target):
    shares = ["0", *["5/59"] * 10, "1"]
    factories.ScheduleFactory.create(target=target, shares=shares)
    live = report.live(plan, 9, on=ON)
    row = live.targets[0]
    assert row.promise.schedule == (Decimal(0), *[Fraction(5, 59)] * 10, Decimal(1))
    assert row.now.expected == 5
    [due] = [each for each in row.formulas if each.title == "序时应完成"]
    assert due.numbers == "59 × 5 ÷ 59 = 5.0家"
    assert report.from_json(report.to_json(live)) == live
