"""What a unit owes and what waits for the office: lists, numbers beside them, query counts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from accounts.models import Unit
from plans.models import Plan, ReportingPeriod
from targets.choices import Light
from tasks import duties
from tasks.choices import Word
from tests.factories import (
    PastFigureFactory,
    PlanFactory,
    ReportingPeriodFactory,
    TargetFactory,
    UnitFactory,
    UserFactory,
    figure,
    moment,
    note_of,
    period_of,
    task_of,
)

DAY = date(2024, 10, 4)  # September falls due on the 5th
AFTER = date(2024, 10, 6)


def target_of(unit, plan, **values):
    return TargetFactory.create(plan=plan, lead_unit=unit, **values)


@pytest.fixture
def year(plan):
    """January to August published, September open, October not begun."""
    for month in range(1, 9):
        period_of(plan, month, published_at=moment(2024, 9, 10))
    period_of(plan, 9)
    period_of(plan, 10)
    return plan


def september_of(plan):
    return ReportingPeriod.objects.select_related("plan").get(plan=plan, month=9)


def figures_of(unit, plan, on=DAY):
    """The unit's figures of September."""
    return duties.figures_due(unit, september_of(plan), on=on)


def notes_of(unit, plan, on=DAY):
    """The unit's notes of September."""
    return duties.notes_due(unit, september_of(plan), on=on)


def desk_of(plan, on=DAY):
    """The office's desk in September."""
    return duties.waiting(september_of(plan), on=on)


def whats(owed):
    return [each.what for each in owed]


# One figure


def test_a_figure_stands_beside_everything_it_is_held_against(year, unit):
    target = target_of(unit, year, short_name="高企", goal=Decimal(60), goal_text="60家以上")
    figure(target, 7, "35")
    figure(target, 8, "40")
    figure(target, 9, "46", state="draft", typed="46", explanation="说明")
    PastFigureFactory.create(target=target, month=9, value=Decimal(42))
    (duty,) = figures_of(unit, year)
    assert (duty.what, duty.facts.measure, duty.facts.goal_text) == ("高企", "家", "60家以上")
    assert (duty.value, duty.typed, duty.explanation) == (46, "46", "说明")
    assert (duty.previous, duty.change, duty.last_year) == ((8, 40), 6, 42)
    assert duty.expected == Fraction(45)
    assert (duty.state, duty.version, duty.pk) == ("draft", 1, duty.filed.pk)
    assert duty.doubts == ()
    assert duty.preview.light == Light.ON_PACE
    assert duty.row.now.light == Light.NOT_DUE  # a draft does not count
    assert (duty.due_on, duty.is_due, duty.is_editable) == (date(2024, 10, 5), True, True)


def test_a_figure_that_nobody_began_has_no_row(year, unit):
    target_of(unit, year)
    (duty,) = figures_of(unit, year)
    assert (duty.filed, duty.state, duty.version, duty.pk) == (None, None, 0, None)
    assert (duty.value, duty.typed, duty.previous, duty.change) == (None, "", None, None)
    assert (duty.last_year, duty.doubts, duty.preview, duty.reason) == (None, (), None, "")


def test_what_is_no_figure_yet_stands_as_it_was_typed(year, unit):
    figure(target_of(unit, year), 9, None, state="draft", typed="6..1")
    (duty,) = figures_of(unit, year)
    assert (duty.value, duty.typed, duty.preview) == (None, "6..1", None)


@pytest.mark.parametrize(
    ("value", "shown"),
    [("12.3100", "12.31"), ("532600", "532600"), ("0", "0"), ("100", "100"), ("-0.5", "-0.5")],
)
def test_a_figure_is_offered_for_editing_without_commas_or_noughts(year, unit, value, shown):
    figure(target_of(unit, year, kind="growth", measure="%", decimals=1), 9, value, state="draft")
    (duty,) = figures_of(unit, year)
    assert duty.typed == shown


def test_a_slip_of_the_scale_is_not_judged_until_it_is_explained(year, unit):
    money = {"measure": "亿元", "decimals": 2, "goal": Decimal(70)}
    slipped, explained = (target_of(unit, year, **money) for _ in range(2))
    for target, words in ((slipped, ""), (explained, "口径调整")):
        figure(target, 8, "47.35")
        figure(target, 9, "532600", state="draft", explanation=words)
    first, second = figures_of(unit, year)
    assert [doubt.code for doubt in first.doubts] == ["slip"]
    assert first.doubts[0].suggestion == Decimal("53.26")
    assert first.preview is None
    assert second.preview.light == Light.ACHIEVED


def test_last_month_s_figure_is_the_last_that_was_handed_in(year, unit):
    target = target_of(unit, year, reporting_months=[3, 6, 9, 12])
    figure(target, 3, "20")
    figure(target, 6, "30", state="draft")
    (duty,) = figures_of(unit, year)
    assert duty.previous == (3, 20)


def test_a_returned_figure_says_why_and_can_be_mended(year, unit):
    figure(target_of(unit, year), 9, "46", state="returned", reason="请附名单")
    (duty,) = figures_of(unit, year)
    assert (duty.reason, duty.is_editable, duty.is_handed_in) == ("请附名单", True, False)


@pytest.mark.parametrize(
    ("state", "is_editable", "may_withdraw"),
    [
        ("draft", True, False),
        ("returned", True, False),
        ("submitted", False, True),
        ("approved", False, False),
    ],
)
def test_what_may_be_done_follows_the_state_and_ends_with_publication(
    year, unit, state, is_editable, may_withdraw
):
    figure(target_of(unit, year), 9, "46", state=state)
    (duty,) = figures_of(unit, year)
    assert (duty.is_editable, duty.may_withdraw) == (is_editable, may_withdraw)
    ReportingPeriod.objects.filter(month=9).update(published_at=moment(2024, 10, 9))
    (duty,) = figures_of(unit, year)
    assert (duty.is_editable, duty.may_withdraw) == (False, False)


@pytest.mark.parametrize(
    ("months", "why"),
    [
        ([12], "年报，12月报一次"),
        ([3, 6, 12], "3、6、12月报，12月应报"),
        ([6], "年报，今年不再报"),
        (list(range(1, 13)), ""),
        ([3, 6, 9, 12], ""),
    ],
)
def test_a_month_that_does_not_ask_says_why(year, unit, months, why):
    target_of(unit, year, reporting_months=months)
    (duty,) = figures_of(unit, year, AFTER)
    assert (duty.why_not, duty.is_due) == (why, not why)
    assert duty.is_overdue is (not why)
    assert duty.is_editable is (not why)


def test_a_quarterly_target_is_asked_again_at_the_quarter_s_end(plan, unit):
    target_of(unit, plan, reporting_months=[3, 6, 9, 12])
    august = period_of(plan, 8)
    (duty,) = duties.figures_due(unit, august, on=DAY)
    assert duty.why_not == "季报，9月应报"


def test_a_release_day_of_its_own_is_when_it_falls_due(year, unit):
    target_of(unit, year, release_days={"9": "2024-10-20"})
    (duty,) = figures_of(unit, year, AFTER)
    assert (duty.due_on, duty.is_overdue) == (date(2024, 10, 20), False)


@pytest.mark.parametrize(
    ("on", "state", "is_overdue"),
    [
        (date(2024, 10, 5), None, False),  # the due day is included
        (date(2024, 10, 6), None, True),
        (date(2024, 10, 6), "draft", True),
        (date(2024, 10, 6), "returned", True),
        (date(2024, 10, 6), "submitted", False),
    ],
)
def test_a_figure_is_overdue_the_day_after_unless_it_is_in(year, unit, on, state, is_overdue):
    target = target_of(unit, year)
    if state:
        figure(target, 9, "46", state=state)
    (duty,) = figures_of(unit, year, on)
    assert duty.is_overdue is is_overdue


def test_a_back_filled_month_is_never_overdue(plan, unit):
    target_of(unit, plan)
    january = period_of(plan, 1, is_backfill=True)
    (duty,) = duties.figures_due(unit, january, on=AFTER)
    assert (duty.is_due, duty.is_overdue) == (True, False)


def test_other_units_figures_and_notes_are_nobody_else_s_duty(year, unit):
    other = UnitFactory.create(district=year.district)
    target_of(other, year)
    target_of(None, year)
    task_of(year, other, unit)  # this unit only joins in
    target_of(unit, PlanFactory.create(district=year.district))
    assert figures_of(unit, year) == []
    assert notes_of(unit, year) == []


# One note


def test_a_note_stands_beside_the_one_before(year, unit):
    task = task_of(year, unit, number=3, title="攻关")
    note_of(task, 7, Word.ON_COURSE, text="七月")
    note_of(task, 8, Word.BEHIND, text="八月")
    note_of(task, 9, Word.BEHIND, text="九月", state="draft", version=4)
    (duty,) = notes_of(unit, year)
    assert (duty.what, duty.number, duty.title) == ("任务3进展", 3, "攻关")
    assert (duty.word, duty.word_label, duty.text) == ("behind", "滞后", "九月")
    assert (duty.state, duty.version, duty.task) == ("draft", 4, task.pk)
    assert (duty.previous.month, duty.previous.text) == (8, "八月")
    assert (duty.is_due, duty.due_on, duty.is_overdue) == (True, date(2024, 10, 5), False)


def test_a_note_that_nobody_began_has_no_row(year, unit):
    task_of(year, unit, number=3)
    (duty,) = notes_of(unit, year, AFTER)
    assert (duty.filed, duty.state, duty.version) == (None, None, 0)
    assert (duty.word, duty.word_label, duty.text, duty.previous) == ("", "", "", None)
    assert duty.is_overdue


def test_a_joining_units_note_is_not_taken_for_the_leads(year, unit):
    joining = UnitFactory.create(district=year.district)
    task = task_of(year, unit, joining)
    note_of(task, 9, unit=joining)
    (duty,) = notes_of(unit, year)
    assert duty.filed is None


# The to-do list


def test_the_list_is_in_the_order_in_which_it_is_worked_off(year, unit):
    for name, state in [
        ("退回", "returned"),
        ("草稿", "draft"),
        ("待审", "submitted"),
        ("通过", "approved"),
    ]:
        figure(target_of(unit, year, short_name=name), 9, "4", state=state)
    target_of(unit, year, short_name="未填")
    target_of(unit, year, short_name="年报", reporting_months=[12])
    note_of(task_of(year, unit, number=1), 9, state="returned")
    task_of(year, unit, number=2)
    note_of(task_of(year, unit, number=3), 9, state="submitted")
    todo = duties.todo(unit, year, on=DAY)
    (september,) = todo.months
    assert september.period.month == 9
    assert whats(september.returned) == ["退回", "任务1进展"]
    assert whats(september.to_fill) == ["草稿", "未填", "任务2进展"]
    assert whats(september.waiting) == ["待审", "任务3进展"]
    assert whats(september.approved) == ["通过"]
    assert whats(september.not_asked) == ["年报"]
    assert [each.why_not for each in september.not_asked] == ["年报，12月报一次"]
    assert (september.left, todo.left) == (5, 5)


def test_what_a_published_month_missed_is_told_with_the_way_out(year, unit):
    late, whole, yearly = (
        target_of(unit, year, short_name=name, reporting_months=months)
        for name, months in [("双强项目", [7, 8, 9]), ("高企", [8, 9]), ("人才公寓", [12])]
    )
    figure(late, 7, "0")
    figure(whole, 8, "3")
    assert yearly.measurements.count() == 0
    task = task_of(year, unit, number=7)
    for month in range(1, 8):
        note_of(task, month)
    missed = duties.todo(unit, year, on=DAY).missed
    assert [(each.period.month, each.what, each.due_on) for each in missed] == [
        (8, "双强项目", date(2024, 9, 5)),
        (8, "任务7进展", date(2024, 9, 5)),
    ]
    assert missed[0].text == "8月逾期未报。8月已发布，补报由专班批准后生效。"
    assert missed[1].text == "8月逾期未报。8月已发布，补报须由专班以更正办理，请联系专班。"


def test_back_filled_months_come_after_the_month_being_filed(plan, unit):
    target_of(unit, plan)
    for month in (1, 2):
        days = {"opens_on": date(2024, 5, 18), "due_on": date(2024, 6, 5)}
        period_of(plan, month, is_backfill=True, **days)
    period_of(plan, 5)
    period_of(plan, 6)
    todo = duties.todo(unit, plan, on=date(2024, 6, 3))
    assert [month.period.month for month in todo.months] == [5, 1, 2]
    assert [month.figures[0].row.now.month for month in todo.months] == [5, 1, 2]
    assert (todo.left, todo.missed) == (3, ())


def test_before_the_first_month_nothing_is_owed(plan, unit):
    target_of(unit, plan)
    january = ReportingPeriodFactory.create(plan=plan, month=1)
    assert duties.todo(unit, plan, on=date(2024, 1, 15)) == duties.Todo((), (), january)


# The office's desk


def test_what_was_submitted_waits_by_unit_in_the_units_order(year, plan):
    second, first = (
        UnitFactory.create(district=year.district, order=order, short_name=name)
        for order, name in [(2, "乙局"), (1, "甲局")]
    )
    clerk = UserFactory.create(full_name="周某")
    for unit, name, at in [
        (second, "乙指标", moment(2024, 10, 3)),
        (first, "甲指标", moment(2024, 10, 2)),
    ]:
        target = target_of(unit, year, short_name=name)
        figure(target, 8, "40")
        figure(target, 9, "46", state="submitted", submitted_at=at, explanation="集中认定")
        PastFigureFactory.create(target=target, month=9, value=Decimal(42))
    note_of(
        task_of(year, first, number=1),
        9,
        state="submitted",
        submitted_by=clerk,
        submitted_at=moment(2024, 10, 4),
    )
    desk = desk_of(year)
    assert [group.unit.short_name for group in desk.waiting] == ["甲局", "乙局"]
    assert [whats(group.all) for group in desk.waiting] == [["甲指标", "任务1进展"], ["乙指标"]]
    assert desk.waiting[0].submitted_at == moment(2024, 10, 4)
    assert desk.waiting[0].submitted_by == "周某"
    (row,) = desk.waiting[1].figures
    assert (row.value, row.previous, row.change, row.last_year) == (46, (8, 40), 6, 42)
    assert (row.explanation, row.doubts, row.preview.light) == ("集中认定", (), Light.ON_PACE)


def test_a_doubt_is_shown_to_the_office_also_when_it_was_explained(year, unit):
    target = target_of(unit, year)
    figure(target, 8, "50")
    figure(target, 9, "46", state="submitted", explanation="核减4家")
    (group,) = desk_of(year).waiting
    assert [doubt.code for doubt in group.figures[0].doubts] == ["falls"]


def test_the_desk_keeps_what_is_done_apart_and_shows_no_draft(year, unit):
    for name, state in [("退回", "returned"), ("草稿", "draft"), ("通过", "approved")]:
        figure(target_of(unit, year, short_name=name), 9, "4", state=state)
    target_of(unit, year, short_name="未填")
    target_of(unit, year, short_name="年报", reporting_months=[12])
    target_of(None, year, short_name="没有单位")
    note_of(task_of(year, unit, number=1), 9, state="approved")
    task_of(year, unit, number=2, title="人才方阵")
    desk = desk_of(year, AFTER)
    assert desk.waiting == ()
    assert [whats(group.all) for group in desk.approved] == [["通过", "任务1进展"]]
    assert [whats(group.all) for group in desk.returned] == [["退回"]]
    assert [(each.what, each.is_draft, each.is_overdue) for each in desk.missing] == [
        ("草稿", True, True),
        ("未填", False, True),
        ("任务2 人才方阵", False, True),
    ]
    assert not any(hasattr(each, "value") or hasattr(each, "filed") for each in desk.missing)
    assert (desk.due, desk.handed_in) == (6, 2)


def told(plan, on=AFTER):
    """What the office reads of the one unit that owes something."""
    (unit,) = desk_of(plan, on).progress
    return unit.figures, unit.figures_in, unit.notes, unit.notes_in, unit.says


def test_progress_tells_how_far_a_unit_is(year, unit):
    first = target_of(unit, year, reporting_months=[9])
    second = target_of(unit, year, reporting_months=[9])
    task = task_of(year, unit)
    assert told(year) == (2, 0, 1, 0, "未报")
    drafted = figure(first, 9, "4", state="draft")
    assert told(year) == (2, 0, 1, 0, "草稿1/3")
    drafted.delete()
    figure(first, 9, "4", state="submitted")
    assert told(year) == (2, 1, 1, 0, "已交1/3")
    returned = figure(second, 9, "4", state="returned")
    assert told(year) == (2, 1, 1, 0, "退回1项")
    returned.delete()
    figure(second, 9, "4")
    note_of(task, 9)
    assert told(year) == (2, 2, 1, 1, "已交齐")


def test_progress_names_the_earlier_months_that_are_still_missing(year, unit):
    target_of(unit, year, reporting_months=[7, 8, 9])
    figure(target_of(unit, year, reporting_months=[6, 8]), 6, "4", state="submitted")
    assert told(year) == (1, 0, 0, 0, "7、8月仍未报")


# Queries


def many(plan: Plan, unit: Unit, rows: int) -> None:
    """As many targets and tasks, each with figures and notes in three months."""
    for number in range(1, rows + 1):
        target = target_of(unit, plan)
        task = task_of(plan, unit, number=number)
        for month, state in [(7, "approved"), (8, "approved"), (9, "submitted")]:
            figure(target, month, str(month), state=state)
            note_of(task, month, state=state)
        PastFigureFactory.create(target=target, month=9)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_units_figures_take_three_queries(year, unit, rows, django_assert_num_queries):
    many(year, unit, rows)
    september = september_of(year)
    with django_assert_num_queries(3):
        found = duties.figures_due(unit, september, on=DAY)
        assert [duty.doubts and duty.preview for duty in found] == [()] * rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_units_notes_take_one_query(year, unit, rows, django_assert_num_queries):
    many(year, unit, rows)
    september = september_of(year)
    with django_assert_num_queries(1):
        assert len(duties.notes_due(unit, september, on=DAY)) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_to_do_list_takes_six_queries(year, unit, rows, django_assert_num_queries):
    many(year, unit, rows)
    with django_assert_num_queries(6):
        todo = duties.todo(unit, year, on=DAY)
        assert len(todo.months[0].waiting) == 2 * rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_takes_six_queries(year, unit, rows, django_assert_num_queries):
    for _ in range(rows):
        many_of = UnitFactory.create(district=year.district)
        target = target_of(many_of, year)
        figure(target, 8, "7")
        figure(target, 9, "8", state="submitted")
        note_of(task_of(year, many_of), 9, state="submitted")
    september = september_of(year)
    with django_assert_num_queries(6):
        desk = duties.waiting(september, on=DAY)
        assert [len(group.all) for group in desk.waiting] == [2] * rows
        assert all(group.submitted_by for group in desk.waiting)
        assert len(desk.progress) == rows
