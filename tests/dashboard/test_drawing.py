"""Bars and sparklines: every case of the design's tables, coordinates as literals."""

from datetime import date
from decimal import Decimal

import pytest

from dashboard.drawing import Bar, Spark, bar, spark
from targets.arithmetic import Calendar, Promise, Standing, judge
from targets.choices import Comparator, Kind, Light

NOT_YET = Calendar(on=date(2024, 9, 1), due={month: date(2024, 9, 5) for month in range(1, 13)})
PAST = Calendar(on=date(2024, 12, 31), due={month: date(2024, 12, 30) for month in range(1, 13)})


def promise(kind, goal, comparator=Comparator.AT_LEAST, **terms):
    amounts = {name: Decimal(text) for name, text in terms.items() if isinstance(text, str)}
    return Promise(kind, comparator, Decimal(goal), **{**terms, **amounts})


def standing(given, value, month=8, reported=None):
    return judge(given, {reported or month: Decimal(value)}, month, PAST)


FLOW = promise(Kind.FLOW, "17.5")
QUARTERLY = promise(Kind.RATIO, "2.3", stretch="2.5", reporting_months=frozenset({3, 6, 9, 12}))
GROWTH = promise(Kind.GROWTH, "8")
BASED = promise(Kind.STOCK, "600", baseline="500")
BARE = promise(Kind.STOCK, "552")
CEILING = promise(Kind.FLOW, "100", Comparator.AT_MOST)


@pytest.mark.parametrize(
    ("given", "value", "drawn"),
    [
        (FLOW, "10.78", Bar("behind", "完成61.6%，序时66.7%", "49.28", pace="53.33")),
        (FLOW, "13.3", Bar("good", "完成76.0%，序时66.7%", "60.8", pace="53.33")),
        (FLOW, "7", Bar("far", "完成40.0%，序时66.7%", "32", pace="53.33")),
        (FLOW, "0", Bar("far", "完成0.0%，序时66.7%", pace="53.33")),
        (FLOW, "21.875", Bar("good", "完成125.0%，序时66.7%", "100", pace="53.33")),
        (BASED, "572", Bar("good", "完成增量72.0%，序时66.7%", "57.6", pace="53.33")),
        (BASED, "490", Bar("far", "低于基期，序时66.7%", pace="53.33")),
        (GROWTH, "9.1", Bar("good", "实绩9.1%，目标8%", "91", pace="80")),
        (GROWTH, "-1.2", Bar("far", "实绩−1.2%，目标8%", pace="80")),
        (BARE, "531", Bar("idle", "实绩531，目标552", "76.96", hatch="raw")),
    ],
    ids=[
        "flow behind",
        "flow on course",
        "flow far behind",
        "nothing reached, no value bar",
        "exactly 125 % fills the track uncut",
        "from the baseline",
        "below the baseline, no value bar",
        "growth: the pace is the goal",
        "negative growth, no value bar",
        "no baseline: raw hatching, no pace",
    ],
)
def test_bar_of_a_reported_figure(given, value, drawn):
    assert bar(standing(given, value), given) == drawn


def test_value_beyond_125_percent_ends_at_the_track_and_is_cut():
    drawn = bar(standing(FLOW, "26.25"), FLOW)
    assert (drawn.value, drawn.is_cut, drawn.label) == ("100", True, "完成150.0%，序时66.7%")


@pytest.mark.parametrize(
    ("stretch", "place"),
    [("2.5", "86.96"), ("2.875", "100"), ("3.5", "100")],
    ids=["on the track", "at its end", "off the track, drawn at its end"],
)
def test_stretch_stands_on_the_track(stretch, place):
    given = promise(Kind.RATIO, "2.3", stretch=stretch)
    assert bar(standing(given, "2.24"), given).stretch == place


def test_stretch_of_an_increment_counts_from_the_baseline():
    given = promise(Kind.RATIO, "2.3", baseline="2.1", stretch="2.35")
    assert bar(standing(given, "2.24"), given).stretch == "100"
    assert bar(standing(given, "2.24"), given).value == "56"


def test_carried_figure_keeps_its_colour_and_its_own_months_pace():
    drawn = bar(standing(QUARTERLY, "2.24", month=8, reported=6), QUARTERLY)
    assert drawn == Bar(
        "behind",
        "实绩2.24%，目标2.3%，沿用6月",
        "77.91",
        hatch="carry",
        pace="80",
        stretch="86.96",
    )


def test_carried_flow_is_paced_by_the_month_it_comes_from():
    given = promise(Kind.FLOW, "100", reporting_months=frozenset({3, 6, 9, 12}))
    drawn = bar(standing(given, "40", month=8, reported=6), given)
    assert (drawn.pace, drawn.label) == ("40", "完成40.0%，序时50.0%，沿用6月")


@pytest.mark.parametrize(("value", "tone", "width"), [("60", "good", "48"), ("108", "far", "86.4")])
def test_ceiling_has_a_forbidden_ground_and_no_pace(value, tone, width):
    drawn = bar(standing(CEILING, value), CEILING)
    assert drawn == Bar(
        tone, f"实绩{value}，上限100", width, is_forbidden_beyond=True, is_cut=False
    )


@pytest.mark.parametrize("goal", ["0", "-5"])
def test_goal_without_a_scale_draws_no_value(goal):
    given = promise(Kind.GROWTH, goal, Comparator.AT_MOST)
    assert bar(standing(given, "-6"), given).value is None


def test_about_is_expected_at_its_threshold():
    given = promise(Kind.GROWTH, "20", Comparator.ABOUT)
    assert bar(standing(given, "18"), given).pace == "72"


def test_overdue_flow_shows_frame_goal_and_pace():
    drawn = bar(judge(FLOW, {}, 8, PAST), FLOW)
    assert drawn == Bar("overdue", "未报，序时66.7%", pace="53.33", is_frame=True)


def test_overdue_ratio_shows_frame_and_goal_alone():
    given = promise(Kind.RATIO, "65")
    assert bar(judge(given, {}, 8, PAST), given) == Bar("overdue", "未报", is_frame=True)


def test_figure_not_due_shows_a_frame_and_nothing_else():
    drawn = bar(judge(FLOW, {}, 8, NOT_YET), FLOW)
    assert drawn == Bar("idle", "未报，9月5日截止", is_frame=True, has_goal=False)


def test_filed_schedule_moves_the_pace_and_stays_on_the_track():
    schedule = tuple(Decimal(share) for share in ["0"] * 7 + ["1.5"] * 5)
    given = promise(Kind.FLOW, "10", schedule=schedule)
    assert bar(standing(given, "5", month=7), given).pace == "0"
    assert bar(standing(given, "5", month=8), given).pace == "100"


def test_label_shows_more_digits_where_rounding_would_hide_the_side():
    given = promise(Kind.FLOW, "10000")
    assert bar(standing(given, "4999", month=6), given).label == "完成49.99%，序时50.0%"


@pytest.mark.parametrize(
    ("light", "tone"),
    [
        (Light.ACHIEVED_STRETCH, "good"),
        (Light.ACHIEVED, "good"),
        (Light.AHEAD, "good"),
        (Light.ON_PACE, "good"),
        (Light.BEHIND, "behind"),
        (Light.FAR_BEHIND, "far"),
        (Light.NO_PACE, "idle"),
    ],
)
def test_every_light_has_its_tone(light, tone):
    judged = Standing(month=8, light=light, value=Decimal(1), figure_month=8)
    assert bar(judged, FLOW).tone == tone


def points(*values, first=1):
    return [(month, Decimal(value)) for month, value in enumerate(values, start=first)]


def test_sparkline_of_a_flow_runs_from_zero_to_the_goal():
    months = points("1.21", "2.38", "3.74", "5.06", "6.41", "7.95", "9.32", "10.78")
    assert spark(months, FLOW, Light.BEHIND) == Spark(
        "behind",
        reference="4,21.3 92,3",
        line="4,21.6 12,20.3 20,18.7 28,17.2 36,15.7 44,13.9 52,12.3 60,10.7",
        dot=("60", "10.7"),
    )


def test_sparkline_of_a_flow_beyond_its_goal_makes_room():
    drawn = spark(points("10", "35"), FLOW, Light.ACHIEVED)
    assert (drawn.reference, drawn.line) == ("4,22.2 92,13", "4,17.3 12,3")


def test_sparkline_follows_a_filed_schedule_month_by_month():
    schedule = tuple(Decimal(share) for share in ["0"] * 5 + ["0.5"] * 6 + ["1"])
    given = promise(Kind.FLOW, "2", schedule=schedule)
    assert spark(points("0", "1"), given, Light.AHEAD).reference == (
        "4,23 12,23 20,23 28,23 36,23 44,13 52,13 60,13 68,13 76,13 84,13 92,3"
    )


def test_sparkline_of_a_level_runs_over_values_and_goal_with_air():
    drawn = spark(points("2.2", "2.24", first=3), QUARTERLY, Light.BEHIND)
    assert drawn == Spark("behind", "4,4.9 92,4.9", "20,21.1 28,14.6", ("28", "14.6"))


def test_sparkline_from_a_baseline_leads_from_it_to_the_goal():
    drawn = spark(points("510"), BASED, Light.ON_PACE)
    assert (drawn.reference, drawn.line) == ("4,21.1 92,4.9", "4,20.8")


def test_sparkline_of_a_single_level_stands_in_the_middle():
    given = promise(Kind.RATIO, "65")
    assert spark(points("65", "65"), given, Light.AHEAD).line == "4,13 12,13"


def test_sparkline_joins_only_reported_months():
    months = [(3, Decimal(5)), (6, Decimal(10))]
    assert spark(months, promise(Kind.FLOW, "20"), Light.BEHIND).line == "20,18 44,13"


def test_sparkline_without_a_figure_has_no_line():
    assert spark([], FLOW, Light.NOT_DUE) == Spark("idle")


def test_sparkline_of_a_flow_of_zeros_divides_by_nothing():
    given = promise(Kind.FLOW, "0", Comparator.AT_MOST)
    assert spark(points("0"), given, Light.ON_PACE).line == "4,23"
