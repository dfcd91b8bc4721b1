"""What of the loop waits for a unit: of every kind, by its day, in one query, and of nobody else's."""

from __future__ import annotations

from datetime import date

import pytest

from tasks import loop_agenda
from tests import factories
from tests.looped import meeting_of, milestone_of, order_of, problem_of, resolution_of

pytestmark = pytest.mark.django_db
DAY = date(2024, 4, 1)


@pytest.fixture
def people(plan, unit):
    other = factories.UnitFactory.create(district=plan.district)
    return factories.reporter_of(unit), factories.office_of(plan.district), other


def test_what_waits_stands_by_its_day_and_says_how_late_it_is(plan, unit, people):
    by, office, other = people
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit)
    task = factories.task_of(plan, unit)
    problem_of(target, unit, by, state="solving", title="泊位", due_on=date(2024, 3, 22))
    order_of(plan, unit, office, title="研发费用", due_on=date(2024, 4, 3))
    asked = {"kind": "help", "asking_unit": other, "title": "要素", "due_on": date(2024, 4, 2)}
    order_of(plan, unit, office, state="signed", **asked)
    milestone_of(task, unit, title="榜单", due_on=date(2024, 4, 15))
    resolution_of(meeting_of(plan, office), unit, text="清零", due_on=date(2024, 4, 4))
    found = loop_agenda.lines(plan, unit, on=DAY)
    assert [(line.state, line.what, line.due, line.tone) for line in found] == [
        ("超期10天", "问题：泊位", "3月22日", "far"),
        ("待办理", "协调事项：要素", "4月2日", "behind"),
        ("待签收", "督办单：研发费用", "4月3日", "behind"),
        ("待办理", "议定事项：清零", "4月4日", "behind"),
        ("待完成", "里程碑：榜单", "4月15日", "behind"),
    ]
    assert found[0].url.endswith("/problems/1/")


def test_what_does_not_wait_for_the_unit_is_not_named(plan, unit, people):
    by, office, other = people
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit)
    for state in ("raised", "claimed", "declined", "withdrawn"):
        problem_of(target, unit, by, state=state)
    problem_of(target, other, by, state="solving")
    order_of(plan, unit, office, state="answered")
    milestone_of(factories.task_of(plan, unit), unit, due_on=date(2024, 4, 16))
    elsewhere = factories.TargetFactory.create(lead_unit=unit)
    problem_of(elsewhere, unit, by, state="solving")
    assert loop_agenda.lines(plan, unit, on=DAY) == []


@pytest.mark.parametrize("rows", [0, 1, 20])
def test_it_takes_one_query(plan, unit, people, rows, django_assert_num_queries):
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit)
    for _ in range(rows):
        problem_of(target, unit, people[0], state="solving")
    with django_assert_num_queries(1):
        assert len(loop_agenda.lines(plan, unit, on=DAY)) == rows
