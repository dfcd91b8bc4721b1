"""How tasks stand: the light that follows from the lead's word, units in order, notes newest first."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from targets.arithmetic.light import Scale
from targets.choices import Light, State
from tasks.choices import Word
from tasks.pacing import Mark, light_of, pace_of
from tasks.progress import TaskLight, progress, task_light
from tests import factories
from tests.looped import milestone_of

DUE = date(2024, 9, 5)
SEPTEMBER_10 = date(2024, 9, 10)


@pytest.mark.parametrize(
    ("word", "light", "index", "remark"),
    [
        (Word.ON_COURSE, Light.ON_PACE, Decimal(1), ""),
        (Word.NOT_STARTED, Light.ON_PACE, Decimal(1), "未启动"),
        (Word.BEHIND, Light.BEHIND, Decimal("0.9"), ""),
        (Word.FAR_BEHIND, Light.FAR_BEHIND, Decimal("0.5"), ""),
        (Word.DONE, Light.ACHIEVED, None, ""),
    ],
)
def test_the_leads_word_is_the_light(word, light, index, remark):
    assert task_light(word, 8, due_on=DUE, on=SEPTEMBER_10) == TaskLight(8, light, index, remark)


@pytest.mark.parametrize(
    ("on", "is_backfill", "light", "remark"),
    [
        (date(2024, 9, 4), False, Light.NOT_DUE, "未报，9月5日截止"),
        (date(2024, 9, 5), False, Light.NOT_DUE, "未报，9月5日截止"),
        (date(2024, 9, 6), False, Light.OVERDUE, "8月进展未报"),
        (date(2024, 9, 6), True, Light.NOT_DUE, "待补录"),
    ],
)
def test_a_missing_note_is_overdue_only_after_its_day(on, is_backfill, light, remark):
    found = task_light("", 8, due_on=DUE, on=on, is_backfill=is_backfill)
    assert found == TaskLight(8, light, None, remark)


@pytest.mark.parametrize("tasks", [1, 3])
def test_reads_every_task_in_three_queries(plan, tasks, django_assert_num_queries):
    for _ in range(tasks):
        target = factories.TargetFactory.create(plan=plan)
        units = [factories.UnitFactory.create(district=plan.district) for _ in range(3)]
        task = factories.task_of(plan, *units, targets=(target,))
        factories.note_of(task, 7)
        factories.note_of(task, 8)
        milestone_of(task, units[1])
    with django_assert_num_queries(3):
        found = progress(plan, 8, on=SEPTEMBER_10)
    assert [len(task.members) for task in found] == [3] * tasks


def test_keeps_the_plans_order_of_tasks_units_and_targets(plan):
    units = [factories.UnitFactory.create(district=plan.district, order=n) for n in (9, 1, 5)]
    later = factories.TargetFactory.create(plan=plan, code="T18", order=18)
    first = factories.TargetFactory.create(plan=plan, code="T17", order=17)
    factories.task_of(plan, *units, number=3, targets=(later, first), note="原文作市区财政局")
    factories.task_of(plan, number=1)
    factories.TaskFactory.create()
    one, three = progress(plan, 8, on=SEPTEMBER_10)
    assert (one.number, three.number) == (1, 3)
    assert three.lead is not None
    assert three.lead.pk == units[0].pk
    assert [unit.pk for unit in three.joint] == [units[1].pk, units[2].pk]
    assert three.targets == ("T17", "T18")
    assert three.note == "原文作市区财政局"


def test_a_task_nobody_leads_yet_still_stands(plan):
    factories.TaskFactory.create(plan=plan)
    [task] = progress(plan, 8, on=SEPTEMBER_10)
    assert (task.lead, task.joint, task.targets) == (None, (), ())


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.RETURNED])
def test_only_an_approved_note_counts(plan, state):
    factories.note_of(factories.task_of(plan), 8, Word.BEHIND, state=state)
    [task] = progress(plan, 8, on=SEPTEMBER_10)
    assert (task.now.light, task.notes) == (Light.OVERDUE, ())
    assert task.filed is not None
    assert task.filed.state == state


def test_a_joining_units_note_is_read_but_never_the_light(plan):
    lead, joint = (factories.UnitFactory.create(district=plan.district) for _ in range(2))
    task = factories.task_of(plan, lead, joint)
    factories.note_of(task, 8, Word.FAR_BEHIND, unit=joint, text="配合")
    factories.note_of(task, 7, Word.BEHIND, unit=lead, text="七月")
    [row] = progress(plan, 8, on=SEPTEMBER_10)
    assert row.now.light == Light.OVERDUE
    assert row.before is not None
    assert row.before.light == Light.BEHIND
    assert [note.text for note in row.notes] == ["配合", "七月"]
    factories.note_of(task, 8, Word.DONE, unit=lead, text="八月")
    [row] = progress(plan, 8, on=SEPTEMBER_10)
    assert row.now.light == Light.ACHIEVED
    assert [note.text for note in row.notes] == ["八月", "配合", "七月"]


def test_notes_after_the_month_are_left_out(plan):
    task = factories.task_of(plan)
    factories.note_of(task, 9)
    [row] = progress(plan, 8, on=date(2024, 10, 10))
    assert (row.notes, row.filed, len(row.lights)) == ((), None, 8)


def test_a_plan_without_periods_falls_due_on_chinese_workdays(plan):
    plan.issue_date = date(2024, 5, 18)
    factories.task_of(plan)
    [row] = progress(plan, 9, on=date(2024, 10, 8))
    assert row.due_on == date(2024, 10, 8)
    assert [each.light for each in row.lights] == [
        *[Light.NOT_DUE] * 4,
        *[Light.OVERDUE] * 4,
        Light.NOT_DUE,
    ]


@pytest.mark.parametrize("month", [0, 13])
def test_a_month_outside_the_year_is_an_error(plan, month):
    with pytest.raises(ValueError, match=f"month must be 1 to 12, not {month}"):
        progress(plan, month, on=SEPTEMBER_10)


# Milestones


def marks(done: int, due: int, more: int = 0) -> list[Mark]:
    """So many reached and so many due by the end of August, and more that are due in December."""
    days = [date(2024, 8, 31)] * due + [date(2024, 12, 31)] * more
    return [Mark(day, date(2024, 8, 31) if n < done else None) for n, day in enumerate(days)]


@pytest.mark.parametrize(
    ("done", "due", "more", "light", "index"),
    [
        (0, 0, 3, Light.ON_PACE, 1),  # none due yet
        (1, 0, 2, Light.ON_PACE, 1),  # one early, none due yet
        (4, 4, 1, Light.ON_PACE, 1),
        (11, 10, 2, Light.AHEAD, Fraction(11, 10)),
        (10, 10, 0, Light.ACHIEVED, None),  # all are done
        (3, 2, 1, Light.ACHIEVED, None),
        (3, 2, 2, Light.AHEAD, Fraction(12, 10)),  # 1.5, but at most 1.2
        (4, 5, 1, Light.BEHIND, Fraction(4, 5)),
        (79, 99, 1, Light.FAR_BEHIND, Fraction(79, 99)),
        (80, 100, 1, Light.BEHIND, Fraction(4, 5)),
        (99, 100, 1, Light.BEHIND, Fraction(99, 100)),
        (21, 20, 2, Light.ON_PACE, Fraction(21, 20)),
        (0, 1, 0, Light.FAR_BEHIND, 0),
    ],
)
def test_milestones_are_the_light(done, due, more, light, index):
    found = pace_of(marks(done, due, more), 2024, 8)
    assert found is not None
    assert (light_of(found, Scale()), found.index) == (light, index)
    assert found.told == f"里程碑：完成{done}项，应完成{due}项，共{due + more}项"


@pytest.mark.parametrize(
    ("scale", "light"),
    [
        (Scale(Decimal("1.2"), Decimal("0.8"), Decimal("0.5")), Light.ON_PACE),
        (Scale(Decimal(5), Decimal(0), Decimal(-10), in_points=True), Light.BEHIND),
    ],
)
def test_the_plans_cut_points_hold_as_an_index_alone(scale, light):
    found = pace_of(marks(4, 5, 1), 2024, 8)
    assert found is not None
    assert light_of(found, scale) == light


@pytest.mark.parametrize(
    ("word", "on", "is_backfill", "light"),
    [
        ("", date(2024, 9, 6), False, Light.OVERDUE),  # the missing note comes first
        ("", date(2024, 9, 5), False, Light.BEHIND),
        ("", date(2024, 9, 6), True, Light.BEHIND),
        (Word.DONE, date(2024, 9, 6), False, Light.BEHIND),  # the lead's word does not count
    ],
)
def test_a_missing_note_comes_before_the_milestones_and_they_before_the_word(
    word, on, is_backfill, light
):
    pace = pace_of(marks(4, 5), 2024, 8)
    found = task_light(word, 8, due_on=DUE, on=on, is_backfill=is_backfill, pace=pace)
    assert found.light == light


@pytest.mark.parametrize(
    ("columns", "done", "due", "total"),
    [
        ({"state": "proposed"}, None, None, None),
        ({"state": "dropped"}, None, None, None),
        ({"state": "open"}, 0, 1, 1),
        ({"state": "claimed", "done_on": date(2024, 8, 1)}, 0, 1, 1),
        ({"state": "open", "due_on": date(2024, 9, 1)}, 0, 0, 1),
        ({"state": "done", "done_on": date(2024, 8, 31)}, 1, 1, 1),
        ({"state": "done", "done_on": date(2024, 9, 1)}, 0, 1, 1),  # after the month
    ],
)
def test_only_what_was_agreed_and_confirmed_counts(plan, unit, columns, done, due, total):
    task = factories.task_of(plan, unit)
    if columns["state"] == "done":
        office = factories.office_of(plan.district)
        columns = {**columns, "confirmed_by": office, "confirmed_on": SEPTEMBER_10}
    milestone_of(task, unit, **columns)
    factories.note_of(task, 8)
    [row] = progress(plan, 8, on=SEPTEMBER_10)
    found = row.pace and (row.pace.done, row.pace.due, row.pace.total)
    assert found == (total and (done, due, total))
    assert (
        row.now.light
        == (
            {None: Light.ON_PACE, 0: Light.FAR_BEHIND if due else Light.ON_PACE, 1: Light.ACHIEVED}[
                done
            ]
        )
    )
