"""What makes a figure doubtful, and what must not."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from targets.arithmetic import Promise
from targets.checks import doubts
from targets.choices import Comparator, Kind

D = Decimal
VALUE_ADDED = dict(
    enumerate(map(D, ["6.1", "12.0", "17.9", "23.8", "29.7", "35.6", "41.5", "47.35"]), start=1)
)


def check(value, *, kind="flow", month=9, previous=None, last_year=None, measure="亿元"):
    """Codes and texts of the doubts about a figure."""
    whole = measure not in {"亿元", "万元", "元", "%"}
    return doubts(
        Promise(Kind(kind), Comparator.AT_LEAST, D(70)),
        D(value),
        month=month,
        previous={each: D(figure) for each, figure in (previous or {}).items()},
        last_year=None if last_year is None else D(last_year),
        measure=measure,
        decimals=0 if whole else 2,
    )


def codes(value, **rest):
    return [doubt.code for doubt in check(value, **rest)]


def test_a_usual_figure_raises_no_doubt():
    assert check("53.26", previous=VALUE_ADDED, last_year="49.11") == ()


def test_the_first_figure_of_the_year_raises_no_doubt():
    assert check("6.1", month=1) == ()


# A slip of the scale


def test_wan_typed_into_a_field_of_yi_is_offered_back_converted():
    (slip,) = check("532600", previous=VALUE_ADDED, last_year="49.11")
    assert slip.code == "slip"
    assert (
        slip.text
        == "本月累计532,600亿元，8月47.35亿元：是8月的11,248倍，可能按万元填写。532,600万元 = 53.26亿元。"
    )
    assert slip.suggestion == D("53.26")


def test_yi_typed_into_a_field_of_wan_is_offered_back_converted():
    (slip,) = check("5", previous={8: "47350"}, measure="万元", kind="stock")
    assert (
        slip.text
        == "本月5万元，8月47,350万元：只有8月的1/9,470，可能按亿元填写。5亿元 = 50,000万元。"
    )
    assert slip.suggestion == D("50000")


def test_a_lost_decimal_point_is_offered_back():
    (slip,) = check("532.6", previous=VALUE_ADDED)
    assert (
        slip.text
        == "本月累计532.6亿元，8月47.35亿元：是8月的11.2倍，可能多写了1位，应为53.26亿元。如数值无误，请说明原因。"
    )
    assert slip.suggestion == D("53.26")


def test_without_last_month_last_year_shows_the_slip():
    (slip,) = check("175000", month=1, last_year="15.2")
    assert (
        slip.text
        == "本月累计175,000亿元，去年同期15.2亿元：是去年同期的11,513倍，可能按万元填写。175,000万元 = 17.5亿元。"
    )


def test_a_corrected_figure_has_no_more_places_than_the_field():
    (slip,) = check("534567.8", month=2, last_year="49.11")
    assert slip.suggestion == D("53.4568")
    assert slip.text.endswith("534,567.8万元 ≈ 53.4568亿元。")


@pytest.mark.parametrize(
    ("value", "is_slip"), [("8", True), ("7.99", False), ("12.5", True), ("12.51", False)]
)
def test_a_slip_reaches_from_8_to_12_5_times(value, is_slip):
    assert ("slip" in codes(value, month=2, previous={1: "1"})) == is_slip


def test_counts_below_20_do_not_slip():
    assert codes("10", month=2, previous={1: "1"}, measure="家") == []
    assert codes("20", month=2, previous={1: "2"}, measure="家") == ["slip"]


def test_a_count_is_corrected_to_whole_numbers_only():
    (even,) = check("590", month=2, previous={1: "59"}, measure="家")
    assert (even.suggestion, "应为59家" in even.text) == (D(59), True)
    (odd,) = check("595", month=2, previous={1: "59"}, measure="家")
    assert odd.suggestion is None
    assert (
        odd.text == "本月累计595家，1月59家：是1月的10.1倍，可能多写了1位。如数值无误，请说明原因。"
    )


@pytest.mark.parametrize("kind", ["growth", "ratio"])
def test_growth_and_ratios_do_not_slip(kind):
    assert codes("9.1", kind=kind, previous={8: "0.9"}, measure="%") == []


@pytest.mark.parametrize("reference", ["0", "-47.35"])
def test_nothing_slips_against_0_or_the_other_sign(reference):
    assert "slip" not in codes("47.35", kind="stock", previous={8: reference})


# Falls


def test_a_cumulative_figure_that_falls_says_by_how_much():
    (doubt,) = check("12.41", previous={8: "12.86"})
    assert doubt.text == "比8月减少0.45亿元。累计量一般不减少，请说明原因。"
    assert doubt.code == "falls"


def test_a_late_january_above_february_falls_too():
    (doubt,) = check("13", month=1, previous={2: "12.86"})
    assert doubt.text == "比2月已报的多0.14亿元。累计量一般不减少，请说明原因。"


@pytest.mark.parametrize("kind", ["stock", "growth", "ratio"])
def test_only_a_flow_is_asked_why_it_falls(kind):
    assert codes("12.41", kind=kind, previous={8: "12.86"}, measure="%") == []


# Increments


def test_an_increment_beyond_three_medians_is_asked_about():
    leaders = dict(enumerate(map(D, range(2, 10)), start=1))
    (doubt,) = check("15", previous=leaders, measure="名")
    assert doubt.code == "outlier"
    assert doubt.text == "比8月增加6名，是此前月均增量中位数1名的6.0倍。请说明原因。"


def test_three_medians_exactly_are_plausible():
    previous = {1: "2", 2: "4", 3: "6"}
    assert codes("12", month=4, previous=previous) == []
    assert codes("12.01", month=4, previous=previous) == ["outlier"]


def test_the_second_increment_has_no_median_yet_and_the_third_has():
    assert codes("8", month=2, previous={1: "2"}) == []
    assert codes("11", month=3, previous={1: "2", 2: "4"}) == ["outlier"]


def test_three_more_of_a_count_are_never_an_outlier():
    previous = {1: "0", 2: "1", 3: "2", 4: "2", 5: "3"}
    assert codes("6", month=6, previous=previous, measure="个") == []
    assert codes("7", month=6, previous=previous, measure="个") == ["outlier"]


def test_without_a_usual_increment_nothing_is_an_outlier():
    previous = {1: "0", 2: "0", 3: "0"}
    assert codes("9", month=4, previous=previous, measure="个") == []


def test_increments_of_a_quarter_are_taken_by_the_month():
    previous = {3: "6", 6: "12"}
    assert codes("30", month=9, previous=previous) == []
    (doubt,) = check("36", month=9, previous=previous)
    assert doubt.text == "比6月月均增加8亿元，是此前月均增量中位数2亿元的4.0倍。请说明原因。"


def test_the_way_back_from_an_explained_figure_is_not_asked_about():
    dipped = {1: "10", 2: "20", 3: "30", 4: "1"}
    assert codes("50", month=5, previous=dipped) == []


def test_a_second_jump_after_an_explained_one_is_asked_about():
    jumped = {1: "10", 2: "20", 3: "30", 4: "40", 5: "90"}
    assert codes("140", month=6, previous=jumped) == ["outlier"]


# Unchanged, out of range


def test_the_same_as_last_month_is_asked_about_where_every_month_moved():
    (doubt,) = check("6", previous={6: "4", 7: "5", 8: "6"}, measure="项")
    assert doubt.text == "与8月相同，此前每月都有变动。如确无新增，请说明原因。"
    assert doubt.code == "unchanged"


def test_the_same_as_last_month_is_usual_where_some_month_stood_still():
    assert codes("6", previous={5: "4", 6: "4", 7: "5", 8: "6"}, measure="项") == []
    assert codes("6", kind="stock", previous={6: "4", 7: "5", 8: "6"}, measure="项") == []


@pytest.mark.parametrize(
    ("value", "expected"), [("0", []), ("100", []), ("100.1", ["out_of_range"])]
)
def test_a_ratio_lies_between_0_and_100(value, expected):
    assert codes(value, kind="ratio", measure="%") == expected


def test_a_ratio_out_of_range_is_quoted():
    (doubt,) = check("-2", kind="ratio", measure="%")
    assert doubt.text == "−2%不在0至100%之间。比重一般不超出这个范围，请说明原因。"


def test_growth_may_leave_0_to_100():
    assert codes("-12", kind="growth", measure="%") == []


FIGURES = st.decimals(min_value=-(10**14) + 1, max_value=10**14 - 1, places=4)


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(sorted(Kind)),
    measure=st.sampled_from(["亿元", "万元", "元", "%", "家", ""]),
    value=FIGURES,
    month=st.integers(1, 12),
    previous=st.dictionaries(st.integers(1, 12), FIGURES, max_size=12),
    last_year=st.none() | FIGURES,
)
def test_any_figures_can_be_checked(kind, measure, value, month, previous, last_year):
    found = check(
        value, kind=kind, month=month, previous=previous, last_year=last_year, measure=measure
    )
    assert len({doubt.code for doubt in found}) == len(found)
    assert all(doubt.text.endswith("。") for doubt in found)
