"""Who is chased, when and what about: working days, grouping, whom it goes to."""

from __future__ import annotations

from datetime import date

import pytest

from tasks import chasing, contacts, messages
from tasks.chasing import Timing
from tasks.contacts import Contact, Person
from tests import factories
from tests.factories import TargetFactory, figure, note_of, period_of, task_of

DUE = date(2024, 10, 8)  # the first working day after the National Day holiday
TIMING = Timing(before=(3, 1), on_day=True, overdue=(1, 3), hour=9, gap_hours=20, ways=())


@pytest.mark.parametrize(
    ("on", "occasion"),
    [
        (date(2024, 9, 26), ""),  # four working days before
        (date(2024, 9, 27), "before:3"),  # Friday
        (date(2024, 9, 28), ""),  # Saturday off
        (date(2024, 9, 29), ""),  # an adjusted Sunday: two working days before
        (date(2024, 9, 30), "before:1"),
        (date(2024, 10, 1), ""),  # holiday
        (date(2024, 10, 7), ""),
        (DUE, "due"),
        (date(2024, 10, 9), "overdue:1"),
        (date(2024, 10, 10), ""),
        (date(2024, 10, 11), "overdue:3"),
        (date(2024, 10, 12), ""),  # an adjusted Saturday: the fourth
    ],
)
def test_occasion_is_counted_in_chinese_working_days(on, occasion):
    assert chasing.occasion_on(DUE, on, TIMING, {}) == occasion


def test_the_plans_own_days_off_move_occasions():
    moves = {date(2024, 9, 30): False}
    assert chasing.occasion_on(DUE, date(2024, 9, 30), TIMING, moves) == ""
    assert chasing.occasion_on(DUE, date(2024, 9, 29), TIMING, moves) == "before:1"


def test_due_day_set_by_hand_on_a_day_off_chases_nobody_that_day():
    assert chasing.occasion_on(date(2024, 10, 5), date(2024, 10, 5), TIMING, {}) == ""


@pytest.mark.django_db
def test_open_items_are_what_the_unit_has_still_to_hand_in(plan, unit, september):
    for name, state in (
        ("未填", None),
        ("草稿", "draft"),
        ("退回", "returned"),
        ("已交", "submitted"),
        ("通过", "approved"),
    ):
        target = TargetFactory.create(plan=plan, lead_unit=unit, short_name=name)
        if state:
            figure(target, 9, "1", state=state)
    TargetFactory.create(plan=plan, lead_unit=unit, short_name="季报", reporting_months=[12])
    TargetFactory.create(plan=plan, lead_unit=None, short_name="没有单位")
    done = task_of(plan, unit, number=1)
    note_of(done, 9, state="submitted")
    task_of(plan, unit, number=2)
    items = chasing.open_items(plan, on=DUE)
    assert [item.what for item in items] == ["未填", "草稿", "退回", "任务2进展"]


@pytest.mark.django_db
def test_what_only_the_clerk_handed_in_is_the_heads_to_release(plan, unit, september):
    plan.countersign = True
    plan.save()
    figure(TargetFactory.create(plan=plan, lead_unit=unit), 9, "1", state="submitted")
    (item,) = chasing.open_items(plan, on=DUE)
    assert item.for_head


@pytest.mark.django_db
def test_published_months_and_those_to_come_ask_for_nothing(plan, unit, september):
    TargetFactory.create(plan=plan, lead_unit=unit)
    period_of(plan, 8, published_at=factories.moment(2024, 9, 9))
    period_of(plan, 10)
    assert [item.period.month for item in chasing.open_items(plan, on=DUE)] == [9]


@pytest.mark.django_db
def test_unit_is_chased_once_a_day_for_all_its_months(plan, unit, september):
    TargetFactory.create(plan=plan, lead_unit=unit, short_name="月报")
    period_of(plan, 8)  # due on the 5th of September: long late
    items = chasing.open_items(plan, on=DUE)
    (chase,) = chasing.due_chases(plan, items, DUE)
    assert (chase.period.month, chase.occasion) == (9, "due")
    assert [item.period.month for item in chase.items] == [8, 9]


@pytest.mark.django_db
def test_figure_with_a_release_day_of_its_own_has_occasions_of_its_own(plan, unit, september):
    TargetFactory.create(
        plan=plan, lead_unit=unit, short_name="研发占比", release_days={"9": "2024-10-25"}
    )
    items = chasing.open_items(plan, on=DUE)
    assert chasing.due_chases(plan, items, DUE) == []
    (chase,) = chasing.due_chases(plan, items, date(2024, 10, 24))
    assert chase.occasion == "before:1@241025"


@pytest.mark.django_db
def test_backfilled_month_is_not_chased_by_the_timer(plan, unit, september):
    september.is_backfill = True
    september.save()
    TargetFactory.create(plan=plan, lead_unit=unit)
    items = chasing.open_items(plan, on=DUE)
    assert len(items) == 1
    assert chasing.due_chases(plan, items, DUE) == []


# Whom


CLERK = Person(1, "张三", "1", "", is_head=False)
SECOND = Person(2, "李四", "2", "", is_head=False)
HEAD = Person(3, "王五", "3", "", is_head=True)


@pytest.mark.parametrize(
    ("people", "named", "with_head", "asked"),
    [
        ((CLERK, SECOND, HEAD), (), False, [CLERK, SECOND]),
        ((CLERK, SECOND, HEAD), (2,), False, [SECOND]),
        ((CLERK, SECOND, HEAD), (2, None), False, [SECOND, CLERK]),
        ((CLERK, SECOND, HEAD), (99,), False, [CLERK, SECOND]),  # has left the unit
        ((CLERK, HEAD), (1,), True, [CLERK, HEAD]),
        ((HEAD,), (), False, [HEAD]),
        ((), (), False, []),
    ],
)
def test_named_person_is_asked_else_the_units_clerks(people, named, with_head, asked):
    contact = Contact(1, "a", "局", "", people)
    assert contacts.responsible(contact, named, with_head=with_head) == asked


# What it says


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2024, 9, 27), "10月8日24:00截止（还有3个工作日）"),
        (DUE, "今天24:00截止"),
        (date(2024, 10, 9), "10月8日截止，已逾期1个工作日"),
        (date(2024, 10, 12), "10月8日截止，已逾期4个工作日"),
    ],
)
def test_message_says_by_when(on, words):
    assert messages.when(DUE, on, {}) == words


@pytest.mark.django_db
def test_message_names_what_is_missing_and_no_value(plan, unit, september):
    target = TargetFactory.create(plan=plan, lead_unit=unit, short_name="新培育企业")
    figure(target, 9, "777", state="draft")
    back = TargetFactory.create(plan=plan, lead_unit=unit, short_name="规上产值")
    figure(back, 9, "888", state="returned")
    task_of(plan, unit, number=3)
    items = chasing.open_items(plan, on=DUE)
    told = messages.message(
        "区经信局", items, on=DUE, moves={}, link="https://x.example/entry/", sender="专班"
    )
    assert told.splitlines() == [
        "【催报】区经信局还有3项未报",
        "9月3项未报（其中1项退回待改），今天24:00截止：新培育企业、规上产值、任务3进展。",
        "请尽快登录填报：https://x.example/entry/",
        "专班",
    ]
