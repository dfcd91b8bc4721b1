"""What counties' plans are together: what is added up, what is not and why, and who is left out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from dashboard.counties import (
    County,
    Line,
    Mark,
    Published,
    dimension,
    in_measure,
    plain_name,
    together,
    usual_month,
)


def line(name="新增规上企业", values="10 20 30", goal="60", **columns):
    """A flow whose figures are those values by month; - for none, 20@2 for one carried from February."""
    marks = []
    for month, text in enumerate(values.split(), 1):
        value, _, of = text.partition("@")
        marks.append(
            Mark(
                month=month,
                value=None if value == "-" else Decimal(value),
                figure_month=None if value == "-" else int(of or month),
                goal=Decimal(goal),
                light="达序时",
                kind_of_light="on_pace",
            )
        )
    given: dict[str, Any] = {
        "kind": "flow",
        "comparator": "at_least",
        "measure": "家",
        "decimals": 0,
    }
    return Line(name=name, marks=tuple(marks), **(given | columns))


def county(name, *lines, month=3):
    published = Published(f"{name}计划", name, 2024, month, 1, "", is_demo=False, lines=lines)
    return County(name, published if lines else None)


def one(*counties, month=3):
    [row] = together(counties, month).rows
    return row


def test_flows_of_one_month_are_added_up_with_their_goals():
    row = one(county("甲县", line()), county("乙县", line(values="4 8 15", goal="40")))
    assert (row.total.value, row.total.goal, row.total.share) == (45, 100, Decimal("45.0"))
    assert (row.total.counted, row.total.month, row.missing, row.why_not) == (2, 3, (), "")
    assert [part.share for part in row.parts] == [Decimal("50.0"), Decimal("37.5")]


def test_a_county_without_the_month_is_named_and_never_counted_as_0():
    late = county("丙县", line(values="1 2"), month=2)
    found = together((county("甲县", line()), late, county("丁县"), county("乙县", line())), 3)
    assert found.behind == ("丙县（只到2月）", "丁县（尚未发布）")
    [row] = found.rows
    assert row.total is not None
    assert (row.total.value, row.total.goal) == (Decimal(60), Decimal(120))
    assert row.total.counted == 2
    assert row.missing == ("丙县（只发布到2月）",)


def test_a_missing_figure_leaves_its_goal_out_too():
    row = one(county("甲县", line()), county("乙县", line(values="4 8 -", goal="40")))
    assert (row.total.value, row.total.goal, row.missing) == (30, 60, ("乙县（3月无数据）",))


def test_a_reported_nought_counts():
    row = one(county("甲县", line()), county("乙县", line(values="0 0 0", goal="40")))
    assert (row.total.value, row.total.goal, row.total.counted) == (30, 100, 2)


def test_figures_of_different_months_are_not_mixed():
    carried = line(values="4 8 8@2", goal="40")
    row = one(county("甲县", line()), county("乙县", carried))
    assert (row.total.value, row.missing) == (30, ("乙县（仍是2月数）",))
    both = one(county("甲县", line(values="1 9 9@2")), county("乙县", carried))
    assert (both.total.value, both.total.month, both.missing) == (17, 2, ())


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"kind": "ratio", "measure": "%"}, "占比不能相加，须用各县的分子、分母合并计算"),
        ({"kind": "growth", "measure": "%"}, "增速不能相加，也不能平均"),
        ({"kind": "stock", "measure": "%"}, "百分数不能相加"),
        ({"kind": "flow", "measure": "个百分点"}, ""),
        ({"kind": "stock", "comparator": "at_most", "measure": "位"}, "位次不能相加"),
        ({"kind": "stock", "measure": "件"}, ""),
    ],
)
def test_what_cannot_be_added_says_why(columns, why):
    row = one(county("甲县", line(**columns)), county("乙县", line(**columns)))
    assert row.why_not == why
    assert (row.total is None) is bool(why)
    assert [part.value for part in row.parts] == [30, 30]


def test_kinds_and_directions_that_differ_are_not_added():
    stock = county("乙县", line(kind="stock"))
    assert one(county("甲县", line()), stock).why_not == "各县类型不一（累计量、存量），不能相加"
    below = county("乙县", line(comparator="at_most"))
    told = "有的县是不超过，有的县是不低于，不能相加"
    assert one(county("甲县", line()), below).why_not == told


def test_two_targets_of_one_name_in_a_county_are_not_guessed_between():
    row = one(county("甲县", line(), line(values="1 1 1")), county("乙县", line()))
    assert row.why_not == "甲县有2项同名指标，不知计入哪一项"


def test_amounts_are_added_in_one_unit_of_measure():
    large = line("投资", "1 2 3.5", "17.5", measure="亿元", decimals=1)
    small = line("投资", "1 1 12500", "50000", measure="万元")
    row = one(county("甲县", large), county("乙县", small), county("丙县", large))
    assert (row.total.value, row.total.measure) == (Decimal("8.25"), "亿元")
    assert (row.total.goal, row.total.decimals) == (Decimal("40.0"), 2)
    assert row.total.share == Decimal("20.6")  # 8.25 / 40 = 20.625


def test_most_counties_choose_the_unit_of_measure():
    large = line("投资", "1 2 3.5", "17.5", measure="亿元", decimals=1)
    small = line("投资", "1 1 12500", "50000", measure="万元")
    row = one(county("甲县", large), county("乙县", small), county("丙县", small))
    assert (row.total.value, row.total.measure) == (Decimal(60000), "万元")


def test_other_measures_are_another_target():
    found = together((county("甲县", line()), county("乙县", line(measure="个"))), 3)
    assert found.rows == ()
    assert found.alone == (("甲县", ("新增规上企业",)), ("乙县", ("新增规上企业",)))


def test_an_at_most_flow_is_added_without_a_share():
    below = line(comparator="at_most", measure="起", goal="5", values="1 2 3")
    row = one(county("甲县", below), county("乙县", below))
    assert (row.total.value, row.total.goal, row.total.share) == (6, 10, None)
    assert [part.share for part in row.parts] == [None, None]


def test_a_share_of_nothing_is_nothing():
    row = one(county("甲县", line(goal="0")), county("乙县", line(goal="0")))
    assert row.total.share is None


@pytest.mark.parametrize(
    ("one_name", "other"),
    [
        ("新增 规上企业", "新增规上企业"),
        ("“新增”规上企业", "新增规上企业"),
        ("R＆D占比", "R&D占比"),
        ("ｒ&d占比", "R&D占比"),
    ],
)
def test_names_are_compared_by_their_letters(one_name, other):
    assert plain_name(one_name) == plain_name(other)


def test_different_names_stay_different():
    assert plain_name("新增规上企业") != plain_name("新增规下企业")


@pytest.mark.parametrize(
    ("measure", "is_of"), [("亿元", "元"), ("万元", "元"), ("元", "元"), ("家", "家"), ("%", "%")]
)
def test_money_is_one_dimension(measure, is_of):
    assert dimension(measure) == is_of


def test_a_percentage_and_a_percentage_point_are_two():
    assert dimension("％") == "%" != dimension("百分点")


@pytest.mark.parametrize(
    ("value", "measure", "wanted", "result"),
    [
        ("17.5", "亿元", "万元", "175000"),
        ("1", "元", "亿元", "0.00000001"),
        ("175000", "万元", "亿元", "17.5"),
        ("3", "家", "家", "3"),
    ],
)
def test_amounts_are_converted_exactly(value, measure, wanted, result):
    assert in_measure(Decimal(value), measure, wanted) == Decimal(result)


@pytest.mark.parametrize(
    ("months", "usual"),
    [((), 0), ((3,), 3), ((3, 1), 3), ((5, 3, 1), 3), ((5, 5, 1, 1), 5), ((9, 2, 2, 2), 2)],
)
def test_the_month_shown_is_the_last_that_half_of_them_have_published(months, usual):
    line_ = line(values=" ".join(["1"] * 9))
    counties = [county(f"{n}县", line_, month=month) for n, month in enumerate(months)]
    assert usual_month([*counties, county("未发布县")]) == usual
