"""Whatever the promise and the figure: judging on whole numbers is what domain.md says in fractions.

The reference below is written from the formulas of domain.md, one line each, slowly and plainly.
"""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from statistics import mean, variance

from hypothesis import given, settings
from hypothesis import strategies as st

from targets.arithmetic import Scale, forecast, judge
from targets.choices import Comparator, Kind, Light
from tests.targets.test_arithmetic_properties import CALENDAR, FIGURES, IN_POINTS, MONTHS, promises

D = Decimal
ROUND = st.sampled_from([D(0), D(1), D(-1), D(10), D(100)])  # hits the marks exactly
ODD_SCALE = Scale(ahead=D("1.205"), on_pace=D("0.995"), behind=D("0.7"))
SCALES = st.sampled_from([Scale(), IN_POINTS, ODD_SCALE])


class Reference:
    """The rules of domain.md, "What is computed", for one figure of one month."""

    def __init__(self, promise, value, month):
        self.kind, self.is_ceiling = promise.kind, promise.comparator == Comparator.AT_MOST
        self.v, self.g = Fraction(value), Fraction(promise.goal)
        self.month, self.s = month, Fraction(month, 12)
        if promise.schedule:
            self.s = Fraction(promise.schedule[month - 1])
        self.threshold = self.g
        if promise.comparator == Comparator.ABOUT:
            self.threshold = self.g - Fraction(promise.tolerance) * abs(self.g)
        self.has_baseline = promise.baseline is not None and self.kind in {Kind.STOCK, Kind.RATIO}
        self.b = Fraction(promise.baseline if self.has_baseline else 0)
        self.stretch = None if promise.stretch is None else Fraction(promise.stretch)
        self.is_last = month >= max(promise.reporting_months)
        self.as_level = promise.as_level

    def meets(self, value, mark):
        return value <= mark if self.is_ceiling else value >= mark

    @property
    def is_met(self):
        return self.meets(self.v, self.threshold)

    @property
    def is_allowance(self):
        return self.kind == Kind.FLOW and self.is_ceiling

    @property
    def is_settled(self):
        is_free = self.kind == Kind.STOCK or (self.kind == Kind.FLOW and not self.is_ceiling)
        return is_free or self.is_last

    @property
    def on_the_way(self):
        """From a baseline that has not met the goal."""
        return self.has_baseline and not self.meets(self.b, self.threshold)

    @property
    def lacks_baseline(self):
        return self.kind == Kind.STOCK and not self.has_baseline and not self.as_level

    @property
    def is_plain_flow(self):
        return self.kind == Kind.FLOW and not self.is_ceiling and self.g > 0

    @property
    def expected(self):
        if self.lacks_baseline:
            return None
        if self.kind == Kind.FLOW:
            return self.g * self.s
        if self.on_the_way:
            return self.b + (self.g - self.b) * self.s
        return self.threshold

    @property
    def better(self):
        """The way to the good side of what is expected."""
        return self.expected - self.v if self.is_ceiling else self.v - self.expected

    @property
    def mark(self):
        """What the difference is divided by: the goal of a flow, the threshold of a level."""
        return self.g if self.kind == Kind.FLOW else self.threshold

    @property
    def index(self):
        if self.lacks_baseline:
            return None
        if self.is_plain_flow:
            return self.v / self.expected if self.expected else None
        if self.on_the_way:
            due = self.expected - self.b
            return (self.v - self.b) / due if due else None
        if not self.mark:
            return Fraction(1) if self.is_met else None
        if self.kind == Kind.GROWTH:
            return 1 + Fraction(2, 10) * self.better
        weight = 1 if self.kind == Kind.FLOW else 4
        return 1 + weight * self.better / abs(self.mark)

    @property
    def gap(self):
        if self.lacks_baseline:
            return None
        if self.is_plain_flow:
            return self.v / self.g - self.s
        if self.on_the_way:
            return self.increment - self.s
        if self.kind in {Kind.GROWTH, Kind.RATIO}:
            return self.better
        return self.better / abs(self.mark) if self.mark else None

    @property
    def increment(self):
        return (self.v - self.b) / (self.g - self.b) if self.on_the_way else None

    @property
    def completion(self):
        share = self.v / self.g if self.g > 0 else None
        share = self.increment if self.is_ceiling else share
        return None if share is None else max(share, Fraction(0))

    @property
    def needed(self):
        is_counted = self.kind in {Kind.FLOW, Kind.STOCK} and not self.is_allowance
        if not is_counted or self.is_met or self.month == 12:
            return None
        return (self.g - self.v) / (12 - self.month)

    @property
    def is_stretched(self):
        return self.stretch is not None and self.meets(self.v, self.stretch)

    def light(self, scale):
        if self.is_met and self.is_settled:
            return Light.ACHIEVED_STRETCH if self.is_stretched else Light.ACHIEVED
        if self.lacks_baseline:
            return Light.NO_PACE
        if self.is_allowance and not self.is_met:
            return Light.FAR_BEHIND
        is_level = not (self.is_plain_flow or self.on_the_way)
        if is_level and not self.mark:
            return Light.ON_PACE if self.is_met else Light.FAR_BEHIND
        if self.index is None:  # nothing is expected yet
            has_begun = self.increment > 0 if self.has_baseline else self.v > 0
            return Light.AHEAD if has_begun else Light.ON_PACE
        return self.by_cuts(scale, is_level)

    def by_cuts(self, scale, is_level):
        measured = self.index
        if scale.in_points:
            in_points = is_level and self.kind in {Kind.GROWTH, Kind.RATIO}
            measured = self.gap if in_points else self.gap * 100
        cuts = ((scale.ahead, Light.AHEAD), (scale.on_pace, Light.ON_PACE))
        for cut, light in (*cuts, (scale.behind, Light.BEHIND)):
            if measured >= Fraction(cut):
                return light
        return Light.FAR_BEHIND


@settings(max_examples=400, deadline=None)
@given(promises(figures=FIGURES | ROUND), MONTHS, FIGURES | ROUND, SCALES)
def test_every_result_is_the_formula_of_the_domain(target, month, value, scale):
    target = replace(target, reporting_months=target.reporting_months | {month})
    said = Reference(target, value, month)
    standing = judge(target, {month: value}, month, CALENDAR, scale)
    light, index = said.light(scale), said.index
    if light in {Light.ACHIEVED, Light.ACHIEVED_STRETCH}:
        index = max(index or 0, Fraction(1))
    assert (standing.light, standing.index) == (light, index)
    assert (standing.expected, standing.share) == (said.expected, said.s)
    assert (standing.completion, standing.increment) == (said.completion, said.increment)
    assert (standing.gap, standing.needed) == (said.gap, said.needed)
    assert standing.met == (said.is_met and (said.is_settled or not said.is_allowance))


@settings(max_examples=100, deadline=None)
@given(promises((Kind.FLOW, Kind.STOCK)), st.dictionaries(MONTHS, FIGURES, min_size=3))
def test_a_forecast_carries_mean_and_variance_of_its_increments_exactly(target, figures):
    target = replace(target, reporting_months=frozenset(figures))
    found = forecast(target, figures, 12)
    assert found is not None
    assert found.monthly == mean(found.increments)
    carried = Fraction(found.booked) + found.monthly * (12 - max(figures))
    assert found.value == (max(carried, found.booked) if target.kind == Kind.FLOW else carried)
    several = len(found.increments) > 1
    assert found.variance == (variance(found.increments) if several else None)
