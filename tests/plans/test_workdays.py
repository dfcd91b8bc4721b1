"""Due days on the Chinese working calendar."""

from datetime import date

import pytest

from plans.workdays import due_on, is_covered, is_workday, nominal_due_day, opens_on, why_moved


@pytest.mark.parametrize(
    ("month", "due"),
    [
        (1, date(2024, 2, 5)),
        (4, date(2024, 5, 6)),  # 5 May is a Sunday
        (8, date(2024, 9, 5)),
        (9, date(2024, 10, 8)),  # the National Day's week
        (12, date(2025, 1, 6)),
    ],
)
def test_figures_fall_due_on_the_5th_or_the_next_working_day(month, due):
    assert due_on(2024, month, 5) == due


def test_an_adjusted_working_weekend_is_a_working_day():
    assert is_workday(date(2024, 10, 12))  # a Saturday, made up for the holiday
    assert due_on(2024, 9, 12) == date(2024, 10, 12)


def test_the_plans_own_exceptions_win():
    off, on = {date(2024, 9, 5): False}, {date(2024, 10, 5): True}
    assert due_on(2024, 8, 5, moves=off) == date(2024, 9, 6)
    assert due_on(2024, 9, 5, moves=on) == date(2024, 10, 5)


def test_a_due_day_past_the_months_end_is_its_last_day():
    assert due_on(2024, 1, 31) == date(2024, 2, 29)
    assert nominal_due_day(2023, 1, 30) == date(2023, 2, 28)


def test_a_due_day_may_move_into_the_month_after():
    assert due_on(2024, 7, 31) == date(2024, 9, 2)  # 31 August is a Saturday


@pytest.mark.parametrize("due_day", [0, 32])
def test_no_month_has_such_a_day(due_day):
    with pytest.raises(ValueError, match=f"due day must be 1 to 31, not {due_day}"):
        due_on(2024, 8, due_day)


def test_a_period_opens_on_the_first_of_the_following_month():
    assert opens_on(2024, 9) == date(2024, 10, 1)
    assert opens_on(2024, 12) == date(2025, 1, 1)


def test_years_the_calendar_does_not_know_have_weekends_only():
    assert is_covered(2024)
    assert not is_covered(2099)
    assert is_workday(date(2099, 10, 1))  # a Thursday; the holiday is not known yet
    assert due_on(2099, 2, 7) == date(2099, 3, 9)  # 7 March 2099 is a Saturday


@pytest.mark.parametrize(
    ("month", "due_day", "why"),
    [
        (8, 5, ""),
        (9, 5, "因国庆节由10月5日顺延"),
        (5, 8, "因周末由6月8日顺延"),
        (5, 10, "因端午由6月10日顺延"),
    ],
)
def test_a_moved_due_day_says_why(month, due_day, why):
    assert why_moved(2024, month, due_day) == why


def test_a_due_day_moved_by_the_plan_or_an_unknown_year_says_so_too():
    assert why_moved(2024, 8, 5, moves={date(2024, 9, 5): False}) == "因调休由9月5日顺延"
    assert why_moved(2099, 2, 7) == "因周末由3月7日顺延"
