"""The year's end: whether it will do, why nothing is foreseen, and the best month beside the need."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dashboard import outlook
from dashboard.outlook import Verdict
from targets.choices import Comparator, Kind
from tests.dashboard.reports import report, target

RESEARCH = "1.21 2.38 3.74 5.06 6.41 7.95 9.32 10.78"
MONEY = {"goal": "17.5", "measure": "亿元", "decimals": 2}
RATE = {"kind": Kind.RATIO, "measure": "%", "decimals": 1}


def foreseen(values, *, month=8, **extra):
    """The row of the report, and what is made of it."""
    made = report(target("T01", values, month=month, **extra), month=month)
    return outlook.outlook(made.targets[0])


def with_band(forecast, low, high, **extra):
    """A row whose forecast is as given."""
    row = foreseen("1 2 3 4 5 6 7 8", **extra).row
    return outlook.outlook(
        replace(
            row,
            forecast=Decimal(forecast),
            forecast_low=None if low is None else Decimal(low),
            forecast_high=None if high is None else Decimal(high),
        )
    )


def test_the_plans_research_spending_will_not_reach_its_goal_and_needs_more_than_ever():
    found = foreseen(RESEARCH, **MONEY)
    assert (found.row.forecast, found.band) == (Decimal("16.38"), "16.17—16.59")
    assert found.verdict is Verdict.UNABLE
    assert found.beside_goal == Decimal("-1.12")
    assert outlook.sentence(found) == "80%区间的上限也达不到目标值17.5亿元，按近期进度不能完成"
    assert outlook.pace_sentence(found) == "高于最好单月（6月，1.54亿元）"


@pytest.mark.parametrize(
    ("low", "high", "extra", "verdict", "words"),
    [
        ("20", "22", {}, Verdict.ABLE, "80%区间的下限也达到目标值20家，按近期进度能完成"),
        ("19.9", "22", {}, Verdict.BORDERLINE, "目标值20家在80%区间以内，能否完成在两可之间"),
        ("18", "20", {}, Verdict.BORDERLINE, "目标值20家在80%区间以内，能否完成在两可之间"),
        ("18", "19.9", {}, Verdict.UNABLE, "80%区间的上限也达不到目标值20家，按近期进度不能完成"),
        # 左右 is met from 18 of 20 on.
        ("18", "19", {"comparator": Comparator.ABOUT}, Verdict.ABLE, "80%区间的下限也达到达标线18家，按近期进度能完成"),
        ("17.9", "19", {"comparator": Comparator.ABOUT}, Verdict.BORDERLINE, "达标线18家在80%区间以内，能否完成在两可之间"),
        # A ceiling is kept while nothing lies above it.
        ("18", "20", {"comparator": Comparator.AT_MOST}, Verdict.ABLE, "80%区间的上限也不超过目标值20家，按近期进度能完成"),
        ("20", "21", {"comparator": Comparator.AT_MOST}, Verdict.BORDERLINE, "目标值20家在80%区间以内，能否完成在两可之间"),
        ("20.1", "21", {"comparator": Comparator.AT_MOST}, Verdict.UNABLE, "80%区间的下限也超过目标值20家，按近期进度不能完成"),
    ],
)  # fmt: skip
def test_the_band_decides_whether_it_will_do(low, high, extra, verdict, words):
    found = with_band("19", low, high, goal="20", **extra)
    assert (found.verdict, outlook.sentence(found)) == (verdict, words)


@pytest.mark.parametrize(
    ("forecast", "comparator", "words"),
    [
        ("20", Comparator.AT_LEAST, "预计达到目标值20家（增量不足2次，没有区间）"),
        ("19.9", Comparator.AT_LEAST, "预计达不到目标值20家（增量不足2次，没有区间）"),
        ("20", Comparator.AT_MOST, "预计不超过目标值20家（增量不足2次，没有区间）"),
        ("20.1", Comparator.AT_MOST, "预计超过目标值20家（增量不足2次，没有区间）"),
    ],
)
def test_without_a_band_the_forecast_decides_alone(forecast, comparator, words):
    found = with_band(forecast, None, None, goal="20", comparator=comparator)
    assert (found.band, outlook.sentence(found)) == ("", words)
    assert found.verdict in {Verdict.ABLE, Verdict.UNABLE}


@pytest.mark.parametrize(
    ("high", "words"),
    [
        ("22.9", "80%区间的下限也达到目标值20家，按近期进度能完成；达不到力争值23家"),
        ("23", "80%区间的下限也达到目标值20家，按近期进度能完成；力争值23家在80%区间以内"),
    ],
)
def test_what_is_striven_for_is_told_beside_the_goal(high, words):
    assert outlook.sentence(with_band("21", "20", high, goal="20", stretch="23")) == words
    both = with_band("24", "23", "25", goal="20", stretch="23")
    assert outlook.sentence(both).endswith("；力争值23家也能达到")


@pytest.mark.parametrize(
    ("values", "extra", "why"),
    [
        ("61 62 63 64 64 64 64 64", {**RATE, "goal": "65"}, "只对累计量和存量外推"),
        ("8 8 8 8 8 8 8 8", {**RATE, "kind": Kind.GROWTH, "goal": "8"}, "只对累计量和存量外推"),
        ("- - 6 - - 12", {"months": (3, 6, 9, 12)}, "自第3次报送起给出，已报2次"),
        ("1 2 3 4 5 6 7", {}, "未报，9月5日截止"),
        ("", {"months": (12,)}, "未到报送期"),
    ],
)
def test_nothing_is_foreseen_for_a_reason(values, extra, why):
    found = foreseen(values, **extra)
    assert (found.verdict, found.row.forecast) == (Verdict.NONE, None)
    assert (found.why, outlook.sentence(found)) == (why, why)
    assert (found.band, found.beside_goal) == ("", None)


def test_a_goal_met_early_is_said_so_and_a_stock_may_still_fall_back():
    done = foreseen("2 4 6 8 10 12 14 16", goal="12")
    assert (done.verdict, outlook.sentence(done)) == (Verdict.ABLE, "已完成")
    assert outlook.pace_sentence(done) == "最好单月：1月，2家"
    falling = foreseen(
        "580 576 572 568 564 560 557 554", kind=Kind.STOCK, goal="552", baseline="500", measure="件"
    )
    assert falling.verdict is Verdict.UNABLE
    assert outlook.sentence(falling) == "80%区间的上限也达不到目标值552件，按近期进度不能完成"
    assert outlook.pace_sentence(falling) == "至今没有增加"


def test_in_december_the_year_is_what_it_is():
    values = " ".join(str(each) for each in range(1, 13))
    found = foreseen(values, goal="13", month=12, on=date(2024, 9, 10))
    assert outlook.sentence(found) == "预计达不到目标值13家（全年已经报完）"


@pytest.mark.parametrize(
    ("values", "extra", "words"),
    [
        ("1 2 5 6 7 8 9 10", {"goal": "20"}, "低于最好单月（3月，3家）"),
        ("1 2 5 6 7 8 9 10", {"goal": "22"}, "与最好单月持平（3月，3家）"),
        ("1 2 5 6 7 8 9 10", {"goal": "23"}, "高于最好单月（3月，3家）"),  # 3.3 a month
        ("3 6 9 12 15 18 21 24", {"goal": "40"}, "高于最好单月（1月，3家）"),  # the first of equals
        ("- - 6 - - 16 - -", {"goal": "30", "months": (3, 6, 9, 12)}, "低于最好单月（4—6月月均，3.3家）"),
        ("- 4 5 6 7 8 9 10", {"goal": "20", "months": range(2, 13)}, "高于最好单月（1—2月月均，2.0家）"),
        ("500 506 509 512 515 518 521 524", {"goal": "552", "kind": Kind.STOCK, "baseline": "494", "measure": "件"}, "高于最好单月（2月，6件）"),
        ("0 0 0 0 0 0 0 0", {"goal": "5"}, "至今没有增加"),
        ("1 2 3 4 5 6 7 8", {"goal": "20", "comparator": Comparator.AT_MOST}, ""),
        ("8 8 8 7 7 7 7 6", {"goal": "7", "kind": Kind.GROWTH, "measure": "%"}, ""),  # nothing adds up
        ("", {"months": (12,)}, ""),
    ],
)  # fmt: skip
def test_what_is_needed_stands_beside_the_best_month(values, extra, words):
    assert outlook.pace_sentence(foreseen(values, **extra)) == words


@pytest.mark.parametrize(
    ("targets", "words"),
    [
        ([], "没有指标"),
        ([target("T01", "", months=[12])], "1项指标都不预测"),
        ([target("T01", "4 8 12 16 20 24 28 32", goal="48")], "预测1项：能完成1项"),
        (
            [
                target("T01", "4 8 12 16 20 24 28 32", goal="48"),
                target("T02", "4 8 12 16 20 24 28 32", goal="49"),
                target("T03", "1 2 3 4 5 6 7 9", goal="13"),
                target("T04", "", months=[12]),
            ],
            "预测3项：能完成1项，临界1项，不能完成1项；不预测1项",
        ),
    ],
)
def test_the_plan_is_told_in_one_sentence(targets, words):
    assert outlook.tally(outlook.rows(report(*targets))) == words
