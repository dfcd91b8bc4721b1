"""What holds for whatever figures: no light improves by doing less, no scale matters, no crash."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from targets.arithmetic import Calendar, Promise, Scale, cumulative_share, expected, judge
from targets.choices import Comparator, Kind, Light
from tests.targets.test_arithmetic import LATER

D = Decimal
FROM_BEST = [
    Light.ACHIEVED_STRETCH,
    Light.ACHIEVED,
    Light.AHEAD,
    Light.ON_PACE,
    Light.BEHIND,
    Light.FAR_BEHIND,
]
IN_POINTS = Scale(ahead=D(5), on_pace=D(0), behind=D(-10), in_points=True)
CALENDAR = Calendar(on=LATER.on, due=LATER.due)
MONTHS = st.integers(1, 12)
SCALES = st.sampled_from([Scale(), IN_POINTS])
POSITIVE = st.decimals(min_value=0, max_value=10**6, places=2)
FIGURES = st.decimals(min_value=-(10**6), max_value=10**6, places=4)
SHARES = st.lists(st.decimals(min_value=0, max_value=1, places=2), min_size=12, max_size=12)
SCHEDULES = st.none() | SHARES.map(lambda shares: (*sorted(shares)[:-1], D("1.2")))


@st.composite
def promises(draw, kinds=tuple(Kind), comparators=tuple(Comparator), figures=FIGURES):
    months = draw(st.frozensets(MONTHS, min_size=1))
    return Promise(
        kind=draw(st.sampled_from(kinds)),
        comparator=draw(st.sampled_from(comparators)),
        goal=draw(figures),
        stretch=draw(st.none() | figures),
        baseline=draw(st.none() | figures),
        tolerance=draw(st.decimals(min_value=0, max_value=1, places=2)),
        schedule=draw(SCHEDULES),
        reporting_months=months,
        as_level=draw(st.booleans()),
    )


def judged(target, month, value, scale):
    target = replace(target, reporting_months=target.reporting_months | {month})
    return judge(target, {month: value}, month, CALENDAR, scale)


UPWARD = (Comparator.AT_LEAST, Comparator.ABOUT)


@settings(max_examples=150, deadline=None)
@given(promises((Kind.FLOW,), UPWARD, POSITIVE), MONTHS, POSITIVE, POSITIVE, SCALES)
def test_a_light_never_improves_when_a_flow_falls(target, month, one, other, scale):
    more, less = max(one, other), min(one, other)
    high, low = (judged(target, month, value, scale).light for value in (more, less))
    assert FROM_BEST.index(low) >= FROM_BEST.index(high)


@settings(max_examples=150, deadline=None)
@given(promises((Kind.FLOW,), (Comparator.AT_MOST,), POSITIVE), MONTHS, POSITIVE, POSITIVE, SCALES)
def test_a_light_never_improves_when_more_of_an_allowance_is_used(target, month, one, other, scale):
    more, less = max(one, other), min(one, other)
    high, low = (judged(target, month, value, scale).light for value in (more, less))
    assert FROM_BEST.index(high) >= FROM_BEST.index(low)


@settings(max_examples=150, deadline=None)
@given(promises((Kind.STOCK, Kind.RATIO, Kind.GROWTH)), MONTHS, FIGURES, FIGURES, SCALES)
def test_a_light_never_improves_when_a_level_worsens(target, month, one, other, scale):
    better, worse = max(one, other), min(one, other)
    if target.is_ceiling:
        better, worse = worse, better
    good, bad = (judged(target, month, value, scale).light for value in (better, worse))
    if Light.NO_PACE not in {good, bad}:
        assert FROM_BEST.index(bad) >= FROM_BEST.index(good)


@settings(max_examples=150, deadline=None)
@given(promises((Kind.FLOW, Kind.STOCK)), MONTHS, FIGURES, SCALES)
def test_the_unit_of_measure_changes_nothing(target, month, value, scale):
    def in_wan(figure):
        return None if figure is None else figure * 10_000

    in_yi = judged(target, month, value, scale)
    scaled = replace(
        target,
        goal=in_wan(target.goal),
        stretch=in_wan(target.stretch),
        baseline=in_wan(target.baseline),
    )
    same = judged(scaled, month, in_wan(value), scale)
    for name in ("light", "completion", "increment", "index", "gap", "met", "completion_note"):
        assert getattr(in_yi, name) == getattr(same, name)
    assert in_wan(in_yi.needed) == same.needed


@settings(max_examples=300, deadline=None)
@given(
    promises(figures=FIGURES | st.sampled_from([D(0), D(1), D(-1)])),
    st.dictionaries(MONTHS, FIGURES | st.just(D(0))),
    MONTHS,
    st.dates(LATER.due[1], LATER.on),
    st.frozensets(MONTHS),
    SCALES,
)
def test_nothing_divides_by_zero_or_raises(target, figures, month, on, backfilled, scale):
    calendar = Calendar(on=on, due=LATER.due, backfilled=backfilled)
    standing = judge(target, figures, month, calendar, scale)
    has_figure = standing.value is not None
    assert has_figure == (standing.light not in {Light.OVERDUE, Light.NOT_DUE})
    assert standing.completion is None or standing.completion >= 0
    if standing.light in {Light.ACHIEVED, Light.ACHIEVED_STRETCH}:
        assert standing.met
        assert standing.index is not None
        assert standing.index >= 1


@settings(max_examples=100, deadline=None)
@given(promises(), MONTHS)
def test_to_be_exactly_where_expected_is_never_late(target, month):
    due = expected(target, month)
    if due is None or due.denominator not in {1, 2, 4, 5, 10, 20, 50, 100}:
        return
    standing = judged(target, month, D(due.numerator) / D(due.denominator), Scale())
    if target.kind == Kind.FLOW and target.is_ceiling and due > target.goal:
        assert standing.light == Light.FAR_BEHIND  # a schedule above 1 allows no more than the goal
    else:
        assert standing.light not in {Light.BEHIND, Light.FAR_BEHIND}


@given(MONTHS)
def test_a_years_shares_never_fall(month):
    assert cumulative_share(month, None) - cumulative_share(month - 1, None) == Fraction(1, 12)


@settings(max_examples=100, deadline=None)
@given(promises(), st.dictionaries(MONTHS, FIGURES), MONTHS, MONTHS, FIGURES)
def test_a_report_touches_no_earlier_month(target, figures, month, changed, value):
    before = judge(target, figures, month, CALENDAR)
    after = judge(target, figures | {changed: value}, month, CALENDAR)
    if changed > month or changed not in target.reporting_months:
        assert before == after
