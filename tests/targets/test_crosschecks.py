"""Two figures of a month that imply a third, or hold one another."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.crosschecks import CrossCheck, Side, doubt_across, faults, read

D = Decimal
REVENUE = CrossCheck("share", "T02", "T03", "规上工业营业收入")
INSIDE = CrossCheck("part", "T19", "T18", "")


def costs(figures=None):
    return Side("T02", "研发费用", "flow", "亿元", 2, figures or {8: D("10.78")})


def share(figures=None):
    return Side("T03", "占比", "ratio", "%", 2, figures or {8: D("1.57")})


def count(code, name, figures=None):
    return Side(code, name, "flow", "项", 0, figures or {})


FALLS = (
    "按研发费用12.31亿元、占比15.8%推算，规上工业营业收入累计77.91亿元，少于8月的686.62亿元。"
    "两项请一并核对，数值无误的请说明原因。"
)


def test_share_that_makes_the_whole_fall_is_doubted_beside_both():
    both = {8: D("10.78"), 9: D("12.31")}, {8: D("1.57"), 9: D("15.8")}
    mine, other = costs(both[0]), share(both[1])
    beside_costs = doubt_across(REVENUE, D("12.31"), 9, mine=mine, other=other)
    beside_share = doubt_across(REVENUE, D("15.8"), 9, mine=other, other=mine)
    assert beside_costs is not None
    assert (beside_costs.code, beside_costs.text) == ("cross", FALLS)
    assert beside_share == beside_costs


@pytest.mark.parametrize(
    ("a_part", "a_share", "is_odd"),
    [
        ("12.31", "1.58", False),  # 779.1 after 686.6
        ("10.78", "1.57", False),  # nothing new
        ("10.78", "1.58", False),  # 682.3: rounding alone explains it
        ("10.78", "1.60", True),  # 673.8: it does not
        ("0", "1.57", False),  # nothing follows from nothing
        ("12.31", "0", False),
        ("12.31", "-1", False),
    ],
)
def test_whole_is_held_against_the_month_before_within_rounding(a_part, a_share, is_odd):
    other = share({8: D("1.57"), 9: D(a_share)})
    found = doubt_across(REVENUE, D(a_part), 9, mine=costs(), other=other)
    assert (found is not None) == is_odd


def test_without_the_other_figure_or_a_month_before_there_is_no_doubt():
    assert doubt_across(REVENUE, D("12.31"), 9, mine=costs(), other=share()) is None
    alone = share({9: D("15.8")})
    assert doubt_across(REVENUE, D("12.31"), 9, mine=costs(), other=alone) is None


def test_part_above_its_whole_is_doubted_with_both_numbers():
    whole = count("T18", "攻关项目", {9: D(8)})
    found = doubt_across(INSIDE, D(9), 9, mine=count("T19", "硬核成果"), other=whole)
    assert found is not None
    told = "硬核成果9项，多于攻关项目8项，部分不应大于总数。两项请一并核对，数值无误的请说明原因。"
    assert found.text == told
    assert doubt_across(INSIDE, D(8), 9, mine=count("T19", "硬核成果"), other=whole) is None


whole_numbers = st.integers(min_value=1, max_value=10**7)


@given(
    before=whole_numbers,
    grown=st.integers(min_value=0, max_value=10**7),
    percents=st.tuples(st.integers(10, 9999), st.integers(10, 9999)),
)
def test_true_figures_of_a_growing_whole_are_never_doubted(before, grown, percents):
    """Whatever the wholes and shares are: their figures, rounded as they are filed, pass."""
    wholes = (before, before + grown)
    parts = [
        round(D(whole) * percent / 10_000, 2)
        for whole, percent in zip(wholes, percents, strict=True)
    ]
    shares = [D(percent) / 100 for percent in percents]
    other = share(dict(zip((8, 9), shares, strict=True)))
    assert doubt_across(REVENUE, parts[1], 9, mine=costs({8: parts[0]}), other=other) is None


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=4),
        lambda each: (
            st.lists(each)
            | st.dictionaries(st.sampled_from(["kind", "part", "share", "whole", "of"]), each)
        ),
    )
)
def test_whatever_is_declared_breaks_nothing(declared):
    assert all(check.part and check.other for check in read(declared))
    assert isinstance(faults(declared, [costs(), share()]), list)


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ({"kind": "share", "part": "T02", "share": "T03", "of": "收入"}, []),
        (
            {"kind": "ratio", "part": "T02"},
            ["勾稽关系第1条：写法不对，应为share（part、share、of）或part（part、whole）。"],
        ),
        (
            {"kind": "share", "part": "T02", "share": "T99", "of": "收入"},
            ["勾稽关系第1条：没有指标T99。"],
        ),
        (
            {"kind": "share", "part": "T03", "share": "T02", "of": "收入"},
            ["勾稽关系第1条：share一条的part须是累计量，share须是百分比的比重。"],
        ),
        (
            {"kind": "part", "part": "T02", "whole": "T03"},
            ["勾稽关系第1条：部分与总数的类型、计量单位不同。"],
        ),
        ({"kind": "part", "part": "T02", "whole": "T02"}, ["勾稽关系第1条：两端是同一个指标。"]),
    ],
)
def test_relation_that_cannot_hold_is_named(declared, told):
    assert faults([declared], [costs(), share()]) == told
