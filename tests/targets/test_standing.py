"""How every target stands: which figures count, on which day they are due, in how many queries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from targets.choices import Kind, Light, State
from targets.standing import standings
from tests import factories

SEPTEMBER_10 = date(2024, 9, 10)


@pytest.mark.parametrize("targets", [1, 3])
def test_reads_every_target_in_three_queries(plan, targets, django_assert_num_queries):
    for _ in range(targets):
        target = factories.TargetFactory.create(plan=plan)
        factories.QuotationFactory.create(target=target)
        factories.PastFigureFactory.create(target=target)
        factories.figure(target, 7, "34")
        factories.figure(target, 8, "40")
    with django_assert_num_queries(3):
        found = standings(plan, 8, on=SEPTEMBER_10)
    assert [row.now.value for row in found] == [Decimal(40)] * targets


def test_tells_facts_promise_figures_and_last_year(plan, unit):
    theme = factories.ThemeFactory.create(plan=plan, number=2, title="聚焦二", short_title="二")
    target = factories.TargetFactory.create(
        plan=plan, theme=theme, lead_unit=unit, baseline=None, inferred=["kind", "lead_unit"]
    )
    factories.QuotationFactory.create(target=target, start=30, text="后一句")
    factories.QuotationFactory.create(target=target, start=2, text="前一句")
    factories.ScheduleFactory.create(target=target)
    factories.PastFigureFactory.create(target=target, month=7, value=Decimal(30))
    factories.figure(target, 6, "28")
    [row] = standings(plan, 6, on=date(2024, 7, 10))
    assert row.facts.heading == (2, "聚焦二", "二")
    assert row.facts.lead == (unit.order, unit.code, unit.name, unit.short_name)
    assert row.facts.inferred == ("kind", "lead_unit")
    assert [quote.text for quote in row.facts.quotes] == ["前一句", "后一句"]
    assert row.promise.schedule is not None
    assert row.now.share == Fraction(3, 10)
    assert row.figures == {6: Decimal(28)}
    assert row.past == {7: Decimal(30)}
    assert [each.month for each in row.standings] == [1, 2, 3, 4, 5, 6]


def test_keeps_the_plans_order_and_leaves_other_plans_out(plan):
    later = factories.TargetFactory.create(plan=plan, order=9)
    first = factories.TargetFactory.create(plan=plan, order=1)
    factories.TargetFactory.create()
    found = standings(plan, 8, on=SEPTEMBER_10)
    assert [row.facts.pk for row in found] == [first.pk, later.pk]


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.RETURNED])
def test_only_an_approved_figure_counts(plan, state):
    target = factories.TargetFactory.create(plan=plan)
    factories.figure(target, 8, "40", state=state)
    [row] = standings(plan, 8, on=SEPTEMBER_10)
    assert (row.now.value, row.now.light) == (None, Light.OVERDUE)
    assert row.filing is None
    assert row.filings[8].state == state


def test_the_reviewer_may_ask_how_it_would_stand(plan):
    target = factories.TargetFactory.create(plan=plan)
    factories.figure(target, 8, "40", state=State.SUBMITTED)
    [row] = standings(plan, 8, on=SEPTEMBER_10, states={State.SUBMITTED, State.APPROVED})
    assert (row.now.value, row.now.light) == (Decimal(40), Light.ON_PACE)


@pytest.mark.parametrize(
    ("on", "light", "remark"),
    [
        (date(2024, 9, 5), Light.NOT_DUE, "未报，9月5日截止"),
        (date(2024, 9, 6), Light.OVERDUE, "未报，9月5日截止"),
    ],
)
def test_a_missing_figure_is_overdue_the_day_after_it_fell_due(plan, on, light, remark):
    factories.period_of(plan, 8)
    factories.TargetFactory.create(plan=plan)
    [row] = standings(plan, 8, on=on)
    assert (row.now.light, row.now.remark) == (light, remark)


def test_a_targets_own_release_day_stands_before_the_periods(plan):
    factories.period_of(plan, 6)
    factories.TargetFactory.create(plan=plan, release_days={"6": "2024-08-20"})
    [row] = standings(plan, 6, on=date(2024, 8, 20))
    assert (row.now.light, row.now.remark) == (Light.NOT_DUE, "未到报送期，8月20日公布")
    [row] = standings(plan, 6, on=date(2024, 8, 21))
    assert row.now.light == Light.OVERDUE


def test_a_plan_without_periods_falls_due_on_chinese_workdays(plan):
    factories.TargetFactory.create(plan=plan)
    [row] = standings(plan, 9, on=date(2024, 10, 8))
    assert row.calendar.due[9] == date(2024, 10, 8)
    assert row.now.light == Light.NOT_DUE
    [row] = standings(plan, 9, on=date(2024, 10, 9))
    assert row.now.light == Light.OVERDUE


def test_months_that_had_ended_when_the_plan_was_issued_are_never_overdue(plan):
    plan.issue_date = date(2024, 5, 18)
    factories.TargetFactory.create(plan=plan)
    [row] = standings(plan, 5, on=SEPTEMBER_10)
    assert [each.light for each in row.standings] == [Light.NOT_DUE] * 4 + [Light.OVERDUE]
    assert row.standings[3].remark == "待补录"


def test_a_quarterly_figure_is_carried_with_its_own_words(plan):
    target = factories.TargetFactory.create(
        plan=plan, kind=Kind.RATIO, goal=Decimal("2.3"), reporting_months=[3, 6, 9, 12]
    )
    factories.figure(target, 6, "2.24", problem="投入不足", next_step="逐户走访")
    [row] = standings(plan, 8, on=SEPTEMBER_10)
    assert (row.now.value, row.now.figure_month, row.now.remark) == (Decimal("2.24"), 6, "沿用6月")
    assert row.filing is not None
    assert (row.filing.problem, row.filing.next_step) == ("投入不足", "逐户走访")
    assert not row.owes


def test_names_who_filled_in_and_who_approved(plan):
    filler = factories.UserFactory.create(full_name="王某")
    reviewer = factories.UserFactory.create(full_name="", username="office-1")
    target = factories.TargetFactory.create(plan=plan)
    factories.figure(target, 8, "40", entered_by=filler, reviewed_by=reviewer)
    [row] = standings(plan, 8, on=SEPTEMBER_10)
    assert row.filing is not None
    assert (row.filing.submitted_by, row.filing.reviewed_by) == ("王某", "office-1")


@pytest.mark.parametrize("month", [0, 13])
def test_a_month_outside_the_year_is_an_error(plan, month):
    with pytest.raises(ValueError, match=f"month must be 1 to 12, not {month}"):
        standings(plan, month, on=SEPTEMBER_10)


def test_one_units_standings_are_those_of_the_whole_plan(plan):
    mine = factories.TargetFactory.create(plan=plan, order=2)
    other = factories.TargetFactory.create(plan=plan, order=1)
    for target in (mine, other):
        factories.PastFigureFactory.create(target=target, month=2)
        factories.figure(target, 1, "5")
    on = date(2024, 3, 1)
    whole = standings(plan, 2, on=on)
    assert standings(plan, 2, on=on, led_by=mine.lead_unit) == [
        row for row in whole if row.facts.code == mine.code
    ]


def test_unit_that_leads_nothing_has_no_standings(plan):
    factories.figure(factories.TargetFactory.create(plan=plan), 1, "5")
    assert standings(plan, 2, on=date(2024, 3, 1), led_by=factories.UnitFactory.create()) == []
