"""A schedule as typed becomes exact shares, in each of the three ways, and back."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.schedules import (
    Entered,
    NotAScheduleError,
    by_quarter,
    digits,
    even,
    like_last_year,
    read,
    shown,
    stored,
)
from tests.targets.test_arithmetic import promise, stand

D = Decimal
MONTHLY, CUMULATIVE, DUE = Entered
QUARTERS = tuple(Fraction(month // 3, 4) for month in range(1, 13))


@pytest.mark.parametrize(
    ("entered", "texts", "shares"),
    [
        (MONTHLY, "0 0 25 0 0 25 0 0 25 0 0 25", QUARTERS),
        (CUMULATIVE, "0 0 25 25 25 50 50 50 75 75 75 100", QUARTERS),
        (DUE, "0 0 5 5 5 10 10 10 15 15 15 20", QUARTERS),
        (MONTHLY, "０ 0% 25％ 0.0 0 25 0 0 25 0 0 25。0", QUARTERS),
        (MONTHLY, "10 " * 12, tuple(Fraction(month, 10) for month in range(1, 13))),
    ],
)
def test_each_way_of_typing_comes_to_the_same_shares(entered, texts, shares):
    assert read(texts.split(), entered, D(20)) == shares


def test_values_due_are_exact_where_a_decimal_would_not_end():
    shares = read(["0", "0", *["5"] * 9, "59"], DUE, D(59), "家")
    assert shares[2] == Fraction(5, 59)
    assert stored(shares) == ["0", "0", *["5/59"] * 9, "1"]
    assert shown(shares, DUE, D(59))[2] == "5"
    given_ = promise("flow", "59", schedule=shares)
    assert stand(given_, 3, "5").index == 1


@pytest.mark.parametrize(
    ("entered", "texts", "month", "words"),
    [
        (
            MONTHLY,
            "0 0 0 20 0 20 0 0 20 0 20 10",
            12,
            "合计90%，还差10%。各月相加不能少于100%。",
        ),
        (MONTHLY, "8.33 " * 12, 12, "合计99.96%，还差0.04%。各月相加不能少于100%。"),
        (CUMULATIVE, "5 " * 12, 12, "合计5%，还差95%。到12月不能少于100%。"),
        (
            DUE,
            "0 0 0 0 0 0 0 0 0 0 0 18",
            12,
            "12月应完成18家，比全年目标少2家。到12月不能少于全年目标。",
        ),
        (CUMULATIVE, "5 4 5 5 5 5 5 5 5 5 5 100", 2, "2月比1月少，累计数不能减少。"),
        (MONTHLY, "5 -4 5 5 5 5 5 5 5 5 5 100", 2, "2月“-4”小于0，份额不能是负数。"),
        (
            MONTHLY,
            "5 5 6..1 5 5 5 5 5 5 5 5 100",
            3,
            "3月“6..1”不是数字。请填阿拉伯数字，如8.3，最多12位小数。",
        ),
        (
            MONTHLY,
            "5 5 1e400 5 5 5 5 5 5 5 5 100",
            3,
            "3月“1e400”不是数字。请填阿拉伯数字，如8.3，最多12位小数。",
        ),
        (MONTHLY, "1000 " * 12, 12, "合计超过全年目标的10倍，请核对是否多写了位数。"),
    ],
)
def test_what_is_no_schedule_is_refused_with_month_and_words(entered, texts, month, words):
    with pytest.raises(NotAScheduleError) as refused:
        read(texts.split(), entered, D(20), "家")
    assert (refused.value.month, refused.value.message) == (month, words)


def test_an_empty_field_among_filled_ones_is_named():
    texts = ["25"] * 4 + [""] + ["0"] * 7
    with pytest.raises(NotAScheduleError, match="5月没有填。没有安排的月份填0。"):
        read(texts, MONTHLY, D(20))


def test_values_due_need_a_goal_above_nothing():
    with pytest.raises(NotAScheduleError, match="请改用份额"):
        read(["0"] * 12, DUE, D(0))


STEPS = st.lists(st.integers(0, 30), min_size=12, max_size=12).filter(lambda each: sum(each) > 0)


@given(STEPS, st.sampled_from(Entered), st.integers(1, 600))
def test_what_is_shown_and_left_alone_is_read_back_exactly(steps, entered, goal):
    shares = tuple(Fraction(sum(steps[:month]), sum(steps)) for month in range(1, 13))
    texts = shown(shares, entered, D(goal))
    assert read(texts, entered, D(goal), held=shares) == shares
    assert tuple(map(Fraction, stored(shares))) == shares


@given(st.lists(st.integers(0, 59), min_size=11, max_size=11), st.integers(0, 30))
def test_values_due_typed_are_values_due(values, beyond):
    due = [*sorted(values), 59 + beyond]
    shares = read([str(each) for each in due], DUE, D(59))
    assert [59 * share for share in shares] == due
    assert list(shown(shares, DUE, D(59))) == [str(each) for each in due]


@given(st.lists(st.integers(0, 3000), min_size=12, max_size=12).filter(lambda each: sum(each) > 99))
def test_shares_of_a_month_add_up(hundredths):
    if sum(hundredths) < 10000:
        hundredths = [*hundredths[:11], hundredths[11] + 10000]
    texts = [digits(Fraction(each, 100)) for each in hundredths]
    if sum(hundredths) > 100_000:
        return
    shares = read(texts, MONTHLY, D(59))
    assert shares[-1] == Fraction(sum(hundredths), 10000)
    assert list(shares) == sorted(shares)


def test_a_schedule_above_one_moves_what_is_expected_alone():
    asked = promise("flow", "50", schedule=tuple(Fraction(month, 10) for month in range(1, 13)))
    plain = promise("flow", "50")
    much, usual = (stand(each, 6, "30") for each in (asked, plain))
    assert (much.expected, usual.expected) == (30, 25)
    assert (much.index, usual.index) == (1, Fraction(6, 5))
    assert (much.gap, usual.gap) == (0, Fraction(1, 10))
    for name in ("completion", "needed", "needed_note", "met"):
        assert getattr(much, name) == getattr(usual, name)
    done = stand(asked, 12, "50")
    assert (done.met, done.index, done.needed_note) == (True, 1, "已完成")


def test_ways_to_fill_a_row():
    assert shown(by_quarter(), MONTHLY, D(1)) == ("0", "0", "25") * 4
    assert even()[7] == Fraction(8, 12)
    past = {month: D(40 * month) for month in range(1, 12)} | {12: D(480)}
    filled = like_last_year(past)
    assert filled is not None
    assert shown(filled, MONTHLY, D(1))[:3] == ("8.33", "8.34", "8.33")
    assert filled[-1] == 1


@pytest.mark.parametrize(
    "past",
    [
        {},
        {month: D(5) for month in range(1, 12)},
        dict.fromkeys(range(1, 13), D(0)),
        {month: D(5) for month in range(1, 13)} | {3: D(9)},
    ],
)
def test_last_year_fills_nothing_where_it_is_not_whole(past):
    assert like_last_year(past) is None
