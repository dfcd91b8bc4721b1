"""The worked cases of docs/domain.md and their neighbours, by hand."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from targets.arithmetic import (
    Calendar,
    Promise,
    Scale,
    cumulative_share,
    expected,
    forecast,
    judge,
)
from targets.choices import Comparator, Kind, Light
from targets.numbers import percent, points, show

D = Decimal
BACKFILLED = frozenset({1, 2, 3, 4})
DUE = {month: date(2024, month + 1, 8) for month in range(1, 12)} | {12: date(2025, 1, 6)}
LATER = Calendar(on=date(2025, 12, 31), due=DUE, backfilled=BACKFILLED)
QUARTERS = frozenset({3, 6, 9, 12})
ALL_BUT_JANUARY = frozenset(range(2, 13))


def promise(kind, goal, comparator=Comparator.AT_LEAST, **rest):
    numbers = {"baseline", "stretch", "tolerance"}
    given: dict[str, Any] = {
        name: D(value) if name in numbers else value for name, value in rest.items()
    }
    return Promise(kind=Kind(kind), comparator=Comparator(comparator), goal=D(goal), **given)


def stand(target, month, value, scale=None):
    """How the target stands in a month whose only figure is this month's own."""
    return judge(target, {month: D(value)}, month, LATER, scale or Scale())


def light(target, month, value, scale=None):
    return stand(target, month, value, scale).light


# The year


@pytest.mark.parametrize(
    ("month", "share"),
    [(0, Fraction(0)), (1, Fraction(1, 12)), (8, Fraction(2, 3)), (12, Fraction(1))],
)
def test_an_even_year_expects_a_twelfth_a_month(month, share):
    assert cumulative_share(month, None) == share


def test_a_filed_schedule_is_the_share_and_may_ask_for_more_than_the_goal():
    schedule = tuple(map(D, ["0", "0", "0", ".2", ".3", ".4", ".5", ".6", ".7", ".8", ".9", "1.2"]))
    shares = [cumulative_share(month, schedule) for month in (0, 3, 4, 12)]
    assert shares == [Fraction(0), Fraction(0), Fraction(1, 5), Fraction(6, 5)]
    assert expected(promise("flow", "50", schedule=schedule), 12) == 60


@pytest.mark.parametrize("month", [-1, 13])
def test_a_year_has_no_other_month(month):
    with pytest.raises(ValueError, match=f"month must be 0 to 12, not {month}"):
        cumulative_share(month, None)
    with pytest.raises(ValueError, match=f"month must be 0 to 12, not {month}"):
        expected(promise("growth", "8"), month)


@pytest.mark.parametrize("month", [0, 13])
def test_only_months_of_the_year_are_judged(month):
    with pytest.raises(ValueError, match=f"month must be 1 to 12, not {month}"):
        judge(promise("flow", "59"), {}, month, LATER)


@pytest.mark.parametrize(
    ("target", "month", "value"),
    [
        (promise("flow", "59"), 6, Fraction(59, 2)),
        (promise("stock", "552", baseline="480"), 8, Fraction(528)),
        (promise("stock", "552"), 8, None),
        (promise("stock", "552", as_level=True), 8, Fraction(552)),
        (promise("stock", "552", baseline="560"), 8, Fraction(552)),
        (promise("ratio", "65", baseline="60"), 7, Fraction(755, 12)),
        (promise("ratio", "65"), 2, Fraction(65)),
        (promise("growth", "8"), 1, Fraction(8)),
        (promise("growth", "20", "about"), 1, Fraction(18)),
    ],
)
def test_what_is_expected_by_a_month(target, month, value):
    assert expected(target, month) == value


# The table of worked cases


def test_59_firms_in_june_with_28_are_behind():
    result = stand(promise("flow", "59"), 6, "28")
    assert result.expected == Fraction(59, 2)
    assert percent(result.completion) == D("47.5")
    assert show(result.index, 3) == "0.949"
    assert result.light == Light.BEHIND
    assert points(result.gap) == D("-2.5")
    assert show(result.needed, 1) == "5.2"


def test_92_of_552_in_february_is_exactly_on_pace():
    result = stand(promise("flow", "552"), 2, "92")
    assert (result.index, result.light, result.gap) == (1, Light.ON_PACE, 0)


def test_every_exact_pair_of_goal_and_month_is_on_pace():
    judged = 0
    for goal in range(1, 601):
        for month in range(1, 12):  # in December the goal itself is reached
            if goal * month % 12 == 0:
                result = stand(promise("flow", str(goal)), month, str(goal * month // 12))
                assert (result.index, result.light) == (1, Light.ON_PACE), (goal, month)
                judged += 1
    assert judged == 1400


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ("66.00", Light.AHEAD),
        ("65.99", Light.ON_PACE),
        ("60.00", Light.ON_PACE),
        ("59.99", Light.BEHIND),
        ("48.00", Light.BEHIND),
        ("47.99", Light.FAR_BEHIND),
    ],
)
def test_cut_points_are_inclusive_to_the_last_place(value, verdict):
    assert light(promise("flow", "120"), 6, value) == verdict


def test_below_the_baseline_the_increment_is_shown_as_0():
    result = stand(promise("stock", "100", baseline="20"), 6, "0")
    assert result.increment == Fraction(-1, 4)
    assert result.shown_increment == 0
    assert (result.completion_note, result.remark) == ("低于基期", "低于基期")
    assert result.light == Light.FAR_BEHIND


@pytest.mark.parametrize(
    ("value", "share"), [("80", "25"), ("60", "50"), ("20", "100"), ("0", "125"), ("110", "0")]
)
def test_a_ceiling_is_completed_downwards_from_its_baseline(value, share):
    result = stand(promise("stock", "20", "at_most", baseline="100"), 6, value)
    assert percent(result.completion) == D(share)


def test_above_the_baseline_of_a_ceiling_says_so():
    result = stand(promise("stock", "20", "at_most", baseline="100"), 6, "110")
    assert (result.completion_note, result.light) == ("高于基期", Light.FAR_BEHIND)


def test_a_stock_whose_baseline_meets_the_goal_must_hold_its_level():
    result = stand(promise("stock", "552", baseline="560"), 6, "540")
    assert result.index == 1 + 4 * Fraction(-12, 552)
    assert show(result.index, 3) == "0.913"
    assert (result.light, result.remark) == (Light.BEHIND, "目标为保持水平")
    assert percent(result.completion) == D("97.8")
    assert result.increment is None


def test_last_year_is_no_baseline_of_a_flow():
    result = stand(promise("flow", "59", baseline="62"), 6, "28")
    assert (show(result.index, 3), result.light) == ("0.949", Light.BEHIND)


def test_a_ratio_on_its_way_from_a_baseline():
    result = stand(promise("ratio", "65", baseline="60"), 7, "63")
    assert show(result.expected, 3) == "62.917"
    assert (show(result.index, 3), result.light) == ("1.029", Light.ON_PACE)
    assert (points(result.gap), result.gap_is_level) == (D("1.7"), False)


def test_a_ceiling_on_its_way_from_a_baseline():
    result = stand(promise("stock", "20", "at_most", baseline="100"), 6, "80")
    assert (result.expected, result.index) == (60, Fraction(1, 2))
    assert (result.light, result.completion) == (Light.FAR_BEHIND, Fraction(1, 4))


def test_about_20_is_achieved_by_18_and_says_what_lacks():
    result = stand(promise("flow", "20", "about"), 8, "18")
    assert (result.light, result.remark) == (Light.ACHIEVED, "差2")
    assert (result.needed, result.needed_note) == (None, "已完成")


def test_about_20_with_23_says_the_excess():
    assert stand(promise("flow", "20", "about"), 8, "23").remark == "超3"


@pytest.mark.parametrize(
    ("value", "index", "verdict"),
    [
        ("8.0", "1.00", Light.ON_PACE),
        ("7.0", "0.80", Light.BEHIND),
        ("6.9", "0.78", Light.FAR_BEHIND),
        ("8.5", "1.10", Light.AHEAD),
    ],
)
def test_growth_moves_by_a_fifth_a_point(value, index, verdict):
    result = stand(promise("growth", "8"), 6, value)
    assert (show(result.index, 2), result.light) == (index, verdict)


def test_nothing_asked_of_the_month_is_on_pace():
    schedule = (D(0),) * 3 + (D("0.5"),) * 8 + (D(1),)
    result = stand(promise("flow", "5", schedule=schedule), 2, "0")
    assert (result.light, result.index) == (Light.ON_PACE, None)
    assert result.remark == "本月无序时要求"
    assert light(promise("flow", "5", schedule=schedule), 2, "1") == Light.AHEAD


def test_a_reported_0_is_a_figure():
    result = stand(promise("flow", "5"), 6, "0")
    assert (result.value, result.completion, result.light) == (0, 0, Light.FAR_BEHIND)


def test_a_quarterly_target_carries_march_into_may():
    target = promise("growth", "15", reporting_months=QUARTERS)
    result = judge(target, {3: D("15.2")}, 5, LATER)
    assert (result.value, result.figure_month, result.is_carried) == (D("15.2"), 3, True)
    assert (result.remark, result.light) == ("沿用3月", Light.ON_PACE)


def test_a_carried_flow_keeps_the_pace_of_its_month():
    target = promise("flow", "12", reporting_months=QUARTERS)
    result = judge(target, {3: D(3)}, 5, LATER)
    assert [result.expected, result.index, result.gap] == [3, 1, 0]
    assert result.needed == 1  # 9 over the nine months after March


def test_a_late_january_changes_january_alone():
    target, known = promise("flow", "60"), {2: D(10), 3: D(15)}
    before = [judge(target, known, month, LATER) for month in (1, 2, 3)]
    after = [judge(target, known | {1: D(5)}, month, LATER) for month in (1, 2, 3)]
    assert (before[0].remark, after[0].light) == ("待补录", Light.ON_PACE)
    assert before[1:] == after[1:]


# When a figure is due


def on(day, **rest):
    return Calendar(on=day, due=DUE, backfilled=BACKFILLED, **rest)


def test_before_the_first_reporting_month_nothing_is_due():
    target = promise("flow", "70", reporting_months=ALL_BUT_JANUARY)
    result = judge(target, {}, 1, LATER)
    assert (result.light, result.remark) == (Light.NOT_DUE, "未到报送期")


def test_up_to_and_on_the_due_day_a_report_is_not_due():
    result = judge(promise("flow", "59"), {8: D(46)}, 9, on(date(2024, 10, 8)))
    assert (result.light, result.remark) == (Light.NOT_DUE, "未报，10月8日截止")
    assert (result.value, result.index, result.completion) == (None, None, None)


def test_after_the_due_day_a_missing_report_is_overdue_and_nothing_is_carried():
    result = judge(promise("flow", "59"), {8: D(46)}, 9, on(date(2024, 10, 9)))
    assert (result.light, result.value) == (Light.OVERDUE, None)
    assert result.expected == Fraction(177, 4)


def test_a_quarter_stays_overdue_until_its_report_comes():
    target = promise("growth", "15", reporting_months=QUARTERS)
    figures = {3: D(16)}
    late = judge(target, figures, 8, on(date(2024, 9, 9)))
    assert (late.light, late.remark) == (Light.OVERDUE, "6月未报，7月8日截止")
    healed = judge(target, figures | {6: D(15)}, 8, on(date(2024, 9, 9)))
    assert (healed.light, healed.remark) == (Light.ON_PACE, "沿用6月")


def test_a_later_report_heals_its_own_month_only():
    target, figures = promise("flow", "60"), {5: D(25), 7: D(35)}
    assert judge(target, figures, 6, LATER).light == Light.OVERDUE
    assert judge(target, figures, 7, LATER).light == Light.ON_PACE


def test_a_month_before_the_plan_is_wanted_but_never_overdue():
    result = judge(promise("flow", "59"), {}, 3, LATER)
    assert (result.light, result.remark) == (Light.NOT_DUE, "待补录")


def test_a_back_filled_report_that_is_missing_is_not_carried_over_either():
    target = promise("growth", "15", reporting_months=QUARTERS)
    result = judge(target, {}, 5, LATER)
    assert (result.light, result.remark) == (Light.NOT_DUE, "待补录")


def test_a_figure_released_later_is_not_due_until_its_day():
    target = promise("ratio", "2.3", reporting_months=frozenset({6, 12}))
    due = DUE | {12: date(2025, 10, 15)}
    figures = {6: D("2.24")}

    def december(day):
        calendar = Calendar(on=day, due=due, released=frozenset({12}))
        return judge(target, figures, 12, calendar)

    waiting = december(date(2025, 10, 15))
    assert (waiting.light, waiting.remark) == (Light.NOT_DUE, "未到报送期，10月15日公布")
    assert december(date(2024, 12, 31)).remark == "未到报送期，2025年10月15日公布"
    assert december(date(2025, 10, 16)).light == Light.OVERDUE
    november = judge(target, figures, 11, Calendar(on=date(2024, 12, 9), due=due))
    assert november.remark == "沿用6月"


def test_a_month_without_a_due_day_is_not_due():
    result = judge(promise("flow", "59"), {}, 6, Calendar(on=date(2024, 7, 9), due={}))
    assert (result.light, result.remark) == (Light.NOT_DUE, "未报")


# Comparators, stretches, achievement


@pytest.mark.parametrize(
    ("value", "verdict"),
    [("2.50", Light.ACHIEVED_STRETCH), ("2.49", Light.ACHIEVED), ("2.29", Light.BEHIND)],
)
def test_a_ratio_is_achieved_by_its_last_report(value, verdict):
    assert light(promise("ratio", "2.3", stretch="2.5"), 12, value) == verdict


@pytest.mark.parametrize("kind", ["ratio", "growth"])
def test_a_ratio_or_growth_is_at_best_ahead_before_its_last_report(kind):
    result = stand(promise(kind, "8", stretch="9"), 11, "12")
    assert (result.light, result.met) == (Light.AHEAD, True)


def test_the_last_reporting_month_need_not_be_december():
    target = promise("growth", "8", reporting_months=frozenset({5, 8, 11}))
    assert judge(target, {11: D(9)}, 12, LATER).light == Light.ACHIEVED
    assert judge(target, {8: D(9)}, 8, LATER).light == Light.AHEAD


def test_a_flow_is_achieved_as_soon_as_it_meets_the_goal():
    assert light(promise("flow", "5"), 1, "5") == Light.ACHIEVED


def test_a_stock_falls_back_with_its_level():
    target = promise("stock", "552", baseline="500")
    assert light(target, 6, "552") == Light.ACHIEVED
    assert light(target, 7, "530") == Light.BEHIND


def test_a_stock_without_baseline_has_no_pace_but_can_be_achieved():
    target = promise("stock", "552")
    waiting = stand(target, 6, "531")
    assert (waiting.light, waiting.index, waiting.gap) == (Light.NO_PACE, None, None)
    assert percent(waiting.completion) == D("96.2")
    assert light(target, 6, "552") == Light.ACHIEVED


def test_a_stock_can_be_judged_as_a_level_by_choice_of_the_office():
    result = stand(promise("stock", "552", as_level=True), 6, "531")
    assert (show(result.index, 3), result.light) == ("0.848", Light.BEHIND)
    assert points(result.gap) == D("-3.8")


def test_a_ratio_5_percent_short_of_its_level_has_index_0_80():
    result = stand(promise("ratio", "60"), 6, "57")
    assert (result.index, result.light) == (Fraction(4, 5), Light.BEHIND)
    assert (result.gap, result.gap_is_level) == (-3, True)


@pytest.mark.parametrize(
    ("month", "value", "index", "verdict", "note"),
    [
        (6, "2", Fraction(11, 10), Light.AHEAD, "还可用3"),
        (6, "5", Fraction(1, 2), Light.FAR_BEHIND, "还可用0"),
        (6, "6", Fraction(3, 10), Light.FAR_BEHIND, "超出1"),
        (11, "5", Fraction(11, 12), Light.BEHIND, "还可用0"),
        (12, "5", Fraction(1), Light.ACHIEVED, "还可用0"),
        (12, "6", Fraction(4, 5), Light.FAR_BEHIND, "超出1"),
    ],
)
def test_no_more_than_5_in_the_year(month, value, index, verdict, note):
    result = stand(promise("flow", "5", "at_most"), month, value)
    assert (result.index, result.light, result.needed_note) == (index, verdict, note)
    assert (result.completion, result.needed) == (None, None)


def test_a_ceiling_on_a_flow_is_met_only_at_the_end():
    target = promise("flow", "5", "at_most")
    assert [stand(target, month, "2").met for month in (6, 12)] == [False, True]
    assert [stand(target, month, "2").completion_note for month in (6, 12)] == ["", "达标"]
    assert stand(target, 6, "6").completion_note == "未达标"


@pytest.mark.parametrize(
    ("value", "index", "verdict"),
    [
        ("-5", "1.00", Light.ACHIEVED),
        ("-4.5", "0.90", Light.BEHIND),
        ("-6", "1.20", Light.ACHIEVED),
    ],
)
def test_a_fall_of_5_percent_is_growth_of_at_most_minus_5(value, index, verdict):
    result = stand(promise("growth", "-5", "at_most"), 12, value)
    assert (show(result.index, 2), result.light) == (index, verdict)
    assert result.completion is None


def test_a_rank_among_the_first_three_is_a_ceiling():
    target = promise("ratio", "3", "at_most", stretch="1")
    assert [light(target, 12, value) for value in ("1", "3", "4")] == [
        Light.ACHIEVED_STRETCH,
        Light.ACHIEVED,
        Light.FAR_BEHIND,
    ]


def test_about_puts_the_threshold_in_place_of_the_goal_of_a_level():
    result = stand(promise("ratio", "20", "about"), 6, "17.1")
    assert (result.index, result.gap) == (Fraction(4, 5), Fraction(-9, 10))


@pytest.mark.parametrize("kind", ["flow", "growth", "ratio", "stock"])
def test_a_goal_of_0_is_met_or_far_behind(kind):
    target = promise(kind, "0", "at_most", as_level=True)
    missed = stand(target, 6, "1")
    assert (missed.light, missed.index) == (Light.FAR_BEHIND, None)
    assert stand(target, 6, "0").index == 1
    assert light(target, 12, "0") == Light.ACHIEVED


def test_clearing_a_stock_to_0_has_a_pace_like_any_other():
    result = stand(promise("stock", "0", "at_most", baseline="100"), 6, "50")
    assert (result.index, result.light) == (1, Light.ON_PACE)


def test_an_achieved_target_counts_at_least_1():
    schedule = tuple(D(month) / 10 for month in range(1, 13))
    result = stand(promise("flow", "50", schedule=schedule), 12, "50")
    assert (result.light, result.index) == (Light.ACHIEVED, 1)
    assert result.gap == Fraction(-1, 5)
    assert stand(promise("flow", "20", "about"), 12, "18").index == 1


@pytest.mark.parametrize(
    ("month", "value", "needed", "note"),
    [
        (11, "14.3", Fraction(16, 5), ""),
        (12, "14.3", None, "年末未完成，差3.2"),
        (12, "17.5", None, "已完成"),
    ],
)
def test_what_is_still_needed_each_month(month, value, needed, note):
    result = stand(promise("flow", "17.5"), month, value)
    assert (result.needed, result.needed_note) == (needed, note)


def test_a_stock_that_must_fall_needs_a_negative_step():
    assert stand(promise("stock", "20", "at_most", baseline="100"), 6, "80").needed == -10


def test_a_ratio_needs_nothing_monthly():
    result = stand(promise("ratio", "65"), 6, "60")
    assert (result.needed, result.needed_note) == (None, "")


# Cut points of the plan's own


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ("66", Light.AHEAD),  # +5 points
        ("65.9", Light.ON_PACE),
        ("60", Light.ON_PACE),
        ("59.9", Light.BEHIND),
        ("48", Light.BEHIND),  # -10 points
        ("47.9", Light.FAR_BEHIND),
    ],
)
def test_cut_points_can_be_points_of_gap(value, verdict):
    scale = Scale(ahead=D(5), on_pace=D(0), behind=D(-10), in_points=True)
    assert light(promise("flow", "120"), 6, value, scale) == verdict


@pytest.mark.parametrize(
    ("value", "verdict"),
    [("10", Light.AHEAD), ("8", Light.ON_PACE), ("6", Light.BEHIND), ("5.9", Light.FAR_BEHIND)],
)
def test_points_of_growth_are_points_of_its_own(value, verdict):
    scale = Scale(ahead=D(2), on_pace=D(0), behind=D(-2), in_points=True)
    assert light(promise("growth", "8"), 6, value, scale) == verdict


def test_a_level_counts_its_points_the_same_in_any_unit_of_measure():
    scale = Scale(ahead=D(5), on_pace=D(0), behind=D(-10), in_points=True)
    in_yi = light(promise("stock", "10", as_level=True), 6, "9.5", scale)
    in_wan = light(promise("stock", "100000", as_level=True), 6, "95000", scale)
    assert (in_yi, in_wan) == (Light.BEHIND, Light.BEHIND)


# The forecast

RESEARCH = dict(
    enumerate(map(D, ["1.21", "2.38", "3.74", "5.06", "6.41", "7.95", "9.32", "10.78"]), start=1)
)


def foreseen(*given):
    result = forecast(*given)
    assert result is not None
    return result


def test_the_forecast_of_the_design_to_the_last_digit():
    result = foreseen(promise("flow", "17.5"), RESEARCH, 8)
    assert result.increments == tuple(
        map(Fraction, ["1.36", "1.32", "1.35", "1.54", "1.37", "1.46"])
    )
    assert result.monthly == Fraction("1.40")
    assert (result.value, result.months_left) == (Fraction("16.38"), 4)
    assert (show(result.low, 2), show(result.high, 2)) == ("16.17", "16.59")


def test_no_forecast_before_the_third_report_nor_of_ratios_and_growth():
    assert forecast(promise("flow", "17.5"), RESEARCH, 2) is None
    assert forecast(promise("flow", "17.5"), RESEARCH, 3) is not None
    assert forecast(promise("ratio", "65"), RESEARCH, 8) is None
    assert forecast(promise("growth", "8"), RESEARCH, 8) is None


def test_a_quarterly_increment_is_divided_by_its_months():
    target = promise("flow", "36", reporting_months=QUARTERS)
    result = foreseen(target, {3: D(6), 6: D(15), 9: D(27), 8: D(99)}, 10)
    assert result.increments == (2, 3, 4)
    assert (result.value, result.months_left, result.figure_month) == (36, 3, 9)


def test_a_stock_starts_to_grow_at_its_first_report():
    result = foreseen(promise("stock", "552"), {1: D(500), 2: D(506), 3: D(512)}, 3)
    assert (result.increments, result.value) == ((6, 6), 566)
    assert (result.low, result.high) == (566, 566)


def test_a_flow_is_never_foreseen_below_what_is_booked():
    corrected = foreseen(
        promise("flow", "50", reporting_months=frozenset({6, 7, 8, 9, 10, 11, 12})),
        {6: D(-3), 7: D(-4), 8: D(-5)},
        8,
    )
    assert (corrected.value, corrected.low, corrected.is_floored) == (-5, -5, True)


def test_a_stock_may_be_foreseen_below_its_level():
    result = foreseen(promise("stock", "20", "at_most"), {1: D(90), 2: D(80), 3: D(70)}, 3)
    assert result.value == -20


def test_in_december_the_year_is_what_it_is():
    figures = {month: D(month) for month in range(1, 13)}
    result = foreseen(promise("flow", "12"), figures, 12)
    assert (result.value, result.months_left, result.low) == (12, 0, None)


def test_a_seasonal_profile_scales_the_increments():
    profile = (D(1),) * 9 + (D(5),) * 3  # the last quarter brings five times as much
    result = foreseen(promise("flow", "24"), {1: D(1), 2: D(2), 3: D(3)}, 3, profile)
    assert result.is_seasonal
    assert result.value == 24
    assert (result.recent, result.monthly) == (1, 2)  # a mean month of such a year brings twice


def test_months_that_never_brought_anything_scale_nothing():
    profile = (D(0),) * 3 + (D(1),) * 9
    assert forecast(promise("flow", "24"), {1: D(0), 2: D(0), 3: D(0)}, 3, profile) is None
    assert not foreseen(promise("flow", "24"), RESEARCH, 8, (D(0),) * 12).is_seasonal
