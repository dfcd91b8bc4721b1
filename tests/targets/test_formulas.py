"""Every formula on a page is recomputed here from the numbers printed in it."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from targets.arithmetic import Calendar, Promise, Scale, forecast, judge
from targets.choices import Comparator, Kind
from targets.formulas import formulas
from targets.numbers import half_up
from tests.targets.test_arithmetic import LATER, RESEARCH, promise, stand

D = Decimal


class Reader:
    """Reads and computes + − × ÷ √ ( ) and %, in the usual order, exactly."""

    def __init__(self, text):
        self.tokens = re.findall(r"[0-9][0-9,]*(?:\.[0-9]+)?|[−+×÷√()%]", text)
        assert "".join(self.tokens) == text.replace(" ", ""), text

    def take(self, *wanted):
        return self.tokens.pop(0) if self.tokens and self.tokens[0] in wanted else None

    def sum(self):
        total = self.product()
        while sign := self.take("+", "−"):
            total += self.product() * (1 if sign == "+" else -1)
        return total

    def product(self):
        total = self.factor()
        while sign := self.take("×", "÷"):
            total = total * self.factor() if sign == "×" else total / self.factor()
        return total

    def factor(self):
        if self.take("−"):
            return -self.factor()
        if self.take("√"):
            return Fraction(D(int(self.factor())).sqrt())
        if self.take("("):
            number = self.sum()
            assert self.take(")")
        else:
            number = Fraction(self.tokens.pop(0).replace(",", ""))
        return number / 100 if self.take("%") else number


def compute(text):
    reader = Reader(text)
    number = reader.sum()
    assert reader.tokens == []
    return number


def read(result):
    """A shown result as number, places and unit: −5.1个百分点 is -5.1, 1, 个百分点."""
    parts = re.fullmatch(r"([+−]?)([0-9,]+)(\.[0-9]+)?(.*)", result)
    assert parts, result
    sign, whole, fraction, unit = parts.groups(default="")
    number = D(sign.replace("−", "-") + whole.replace(",", "") + fraction)
    return number, len(fraction[1:]), unit


def scaled(number, unit):
    """The number in the unit that is shown: shares become percentages and points."""
    return number * 100 if unit.startswith(("%", "个百分点")) else number


def check(formula):
    """The printed numbers come to precisely the printed result."""
    numbers, result = formula.numbers, formula.result
    counted = re.fullmatch(r"(.+) < (.+)，按(.+)计", numbers)
    if counted:
        left, bound, instead = counted.groups()
        assert compute(left) < compute(bound)
        assert bound == instead
        numbers = instead
    elif " = " in numbers:
        numbers, right = numbers.split(" = ")
        assert right == result
    if beside := re.fullmatch(r"略(低|高)于(.+)", result):
        cut, _, unit = read(beside[2].replace("个百分点", ""))
        is_below = scaled(compute(numbers), "个百分点" if "点" in result else unit) < cut
        assert is_below == (beside[1] == "低")
        return
    shown, places, unit = read(result)
    assert half_up(scaled(compute(numbers), unit), places) == shown, formula


CASES = {
    "flow": (promise("flow", "17.5"), 8, "10.78", "亿元", 2),
    "flow of a count": (promise("flow", "59"), 6, "28", "家", 0),
    "flow by its schedule": (
        promise("flow", "50", schedule=tuple(D(month) / 10 for month in range(1, 13))),
        12,
        "50",
        "项",
        0,
    ),
    "nothing asked yet": (promise("flow", "5", schedule=(D(0),) * 11 + (D(1),)), 3, "0", "个", 0),
    "about, achieved": (promise("flow", "20", "about"), 12, "18", "名", 0),
    "ceiling on a flow": (promise("flow", "5", "at_most"), 7, "6", "起", 0),
    "ceiling on a flow, met": (promise("flow", "5", "at_most"), 12, "5", "起", 0),
    "goal of 0": (promise("flow", "0", "at_most"), 6, "0", "起", 0),
    "stock from a baseline": (promise("stock", "552", baseline="480"), 8, "531", "件", 0),
    "below the baseline": (promise("stock", "100", baseline="20"), 6, "0", "件", 0),
    "stock to be lowered": (promise("stock", "20", "at_most", baseline="100"), 6, "80", "件", 0),
    "above the baseline": (promise("stock", "20", "at_most", baseline="100"), 6, "110", "件", 0),
    "level to be held": (promise("stock", "552", baseline="560"), 6, "540", "件", 0),
    "stock without baseline": (promise("stock", "552"), 6, "531", "件", 0),
    "ratio from a baseline": (promise("ratio", "65", baseline="60"), 7, "63", "%", 1),
    "ratio as a level": (promise("ratio", "2.3"), 6, "2.24", "%", 2),
    "ratio about a level": (promise("ratio", "20", "about"), 7, "17.1", "%", 1),
    "rank": (promise("ratio", "3", "at_most"), 6, "4", "位", 0),
    "growth": (promise("growth", "8"), 7, "6.9", "%", 1),
    "growth that must fall": (promise("growth", "-5", "at_most"), 7, "-6.9", "%", 1),
    "growth about": (promise("growth", "-5", "about"), 7, "-6.9", "%", 1),
    "growth of 0": (promise("growth", "0"), 7, "-1.2", "%", 1),
    "just short of pace": (promise("flow", "1200000"), 6, "599999", "万元", 0),
    "just short of everything": (promise("flow", "100000000"), 12, "99999999", "元", 0),
    "just short of a ratio's pace": (promise("ratio", "65"), 7, "64.9999", "%", 1),
}


def opened(name):
    target, month, value, measure, decimals = CASES[name]
    return formulas(target, stand(target, month, value), measure=measure, decimals=decimals)


@pytest.mark.parametrize("name", CASES)
def test_numbers_come_to_the_result_that_is_shown(name):
    found = opened(name)
    assert found
    for formula in found.values():
        check(formula)


@pytest.mark.parametrize("name", CASES)
def test_a_formula_opens_for_each_figure_that_exists(name):
    target, month, value, _, _ = CASES[name]
    standing = stand(target, month, value)
    figures = ("completion", "increment", "expected", "index", "gap", "needed")
    assert set(opened(name)) == {key for key in figures if getattr(standing, key) is not None}


def test_the_plans_research_spending_in_august():
    target = promise("flow", "17.5")
    found = formulas(
        target,
        stand(target, 8, "10.78"),
        measure="亿元",
        decimals=2,
        forecast=forecast(target, RESEARCH, 8),
    )
    assert {key: formula.numbers for key, formula in found.items()} == {
        "completion": "10.78 ÷ 17.5 = 61.6%",
        "expected": "17.5 × 8 ÷ 12 = 11.67亿元",
        "index": "10.78 ÷ (17.5 × 8 ÷ 12) = 0.92",
        "gap": "10.78 ÷ 17.5 − 8 ÷ 12 = −5.1个百分点",
        "needed": "(17.5 − 10.78) ÷ (12 − 8) = 1.68亿元",
        "forecast": "10.78 + (1.36 + 1.32 + 1.35 + 1.54 + 1.37 + 1.46) ÷ 6 × 4 = 16.38亿元",
        "band": "1.28 × 0.083 × √4 = 0.21亿元",
    }
    assert found["completion"].words == "完成率 = 累计完成 ÷ 全年目标"
    assert found["completion"].result == "61.6%"
    for formula in found.values():
        check(formula)


def test_a_season_is_told_in_last_years_own_figures():
    target = promise("flow", "17.5")
    last_year = [
        "1.12",
        "1.09",
        "1.28",
        "1.21",
        "1.32",
        "1.34",
        "1.33",
        "1.45",
        "5.76",
        "0",
        "0",
        "0",
    ]
    profile = tuple(map(D, last_year))
    outlook = forecast(target, RESEARCH, 8, profile)
    standing = stand(target, 8, "10.78")
    found = formulas(target, standing, measure="亿元", decimals=2, forecast=outlook)
    assert found["forecast"].words == (
        "年终预测 = 已完成 + 近6次（增量 ÷ 去年同期增量）的平均 × 去年剩余月份增量"
    )
    assert found["forecast"].numbers == (
        "10.78 + (1.36 ÷ 1.28 + 1.32 ÷ 1.21 + 1.35 ÷ 1.32 + 1.54 ÷ 1.34 + 1.37 ÷ 1.33"
        " + 1.46 ÷ 1.45) ÷ 6 × 5.76 = 16.89亿元"
    )
    assert found["forecast"].note == "这是外推，不是承诺。"
    assert found["band"].note == "月增量已按去年各月折算。"
    for formula in found.values():
        check(formula)


def test_a_stock_goes_on_from_its_level_and_a_quarter_is_told_by_its_months():
    stock = promise("stock", "552")
    levels = {3: D(500), 6: D(515), 7: D(520)}
    outlook = forecast(stock, levels, 7)
    found = formulas(
        stock, judge(stock, levels, 7, LATER), measure="件", decimals=0, forecast=outlook
    )
    assert found["forecast"].words == "年终预测 = 期末数 + 近2次月均增量 × 剩余月数"
    assert found["forecast"].numbers == "520 + (15 ÷ 3 + 5) ÷ 2 × 5 = 545.0件"
    check(found["forecast"])


def test_growth_is_told_in_percent_and_points():
    found = opened("growth")
    assert found["gap"].numbers == "6.9% − 8% = −1.1个百分点"
    assert found["expected"].numbers == "8%"
    assert found["index"].numbers == "1 + 0.2 × (6.9 − 8) = 0.78"


def test_below_the_baseline_no_negative_percentage_is_shown():
    formula = opened("below the baseline")["increment"]
    assert formula.numbers == "(0 − 20) ÷ (100 − 20) < 0，按0计"
    assert formula.result == "0.0%"


def test_an_achieved_target_says_why_it_counts_1():
    formula = opened("about, achieved")["index"]
    assert formula.numbers == "18 ÷ (20 × 12 ÷ 12) < 1，按1计"
    assert (formula.result, formula.note) == ("1.00", "已完成的，序时比至少按1计")


def test_an_index_beside_a_cut_point_says_on_which_side():
    assert opened("just short of pace")["index"].result == "略低于1.00"
    assert opened("just short of pace")["gap"].result == "−0.0001个百分点"
    assert opened("just short of everything")["completion"].result == "略低于100%"


def test_without_a_figure_only_the_pace_can_be_explained():
    target = promise("flow", "60", reporting_months=frozenset({3, 6, 9, 12}))
    found = formulas(target, judge(target, {}, 8, LATER), measure="项", decimals=0)
    assert {key: formula.numbers for key, formula in found.items()} == {
        "expected": "60 × 6 ÷ 12 = 30.0项"
    }


FIGURES = st.decimals(min_value=-(10**6), max_value=10**6, places=4)
POSITIVE = st.decimals(min_value=0, max_value=2, places=2)


@st.composite
def promises(draw):
    schedule = draw(st.none() | st.lists(POSITIVE, min_size=12, max_size=12).map(sorted))
    return Promise(
        kind=draw(st.sampled_from(Kind)),
        comparator=draw(st.sampled_from(Comparator)),
        goal=draw(FIGURES | st.just(D(0))),
        stretch=draw(st.none() | FIGURES),
        baseline=draw(st.none() | FIGURES),
        tolerance=draw(st.decimals(min_value=0, max_value=1, places=2)),
        schedule=tuple(schedule) if schedule else None,
        as_level=draw(st.booleans()),
    )


@settings(max_examples=200, deadline=None)
@given(
    target=promises(),
    month=st.integers(1, 12),
    figures=st.dictionaries(st.integers(1, 12), FIGURES, min_size=1),
    measure=st.sampled_from(["亿元", "%", "家", ""]),
    decimals=st.integers(0, 4),
    in_points=st.booleans(),
)
def test_whatever_the_figures_the_numbers_come_to_the_result(
    target, month, figures, measure, decimals, in_points
):
    scale = Scale(D(5), D(0), D(-10), in_points=True) if in_points else Scale()
    calendar = Calendar(on=LATER.on, due=LATER.due)
    standing = judge(target, figures, month, calendar, scale)
    outlook = forecast(target, figures, month)
    assume(standing.value is not None or outlook is not None)
    found = formulas(
        target, standing, measure=measure, decimals=decimals, forecast=outlook, scale=scale
    )
    for formula in found.values():
        check(formula)


@settings(max_examples=60, deadline=None)
@given(
    figures=st.dictionaries(st.integers(1, 12), FIGURES, min_size=3),
    profile=st.none() | st.lists(POSITIVE, min_size=12, max_size=12).map(tuple),
    kind=st.sampled_from([Kind.FLOW, Kind.STOCK]),
)
def test_every_forecast_can_be_recomputed(figures, profile, kind):
    target = Promise(kind, Comparator.AT_LEAST, D(100))
    outlook = forecast(target, figures, 12, profile)
    standing = judge(target, figures, max(figures), LATER)
    found = formulas(target, standing, measure="亿元", decimals=2, forecast=outlook)
    assert ("forecast" in found) == (outlook is not None)
    for formula in found.values():
        check(formula)
