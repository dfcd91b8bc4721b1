"""晾晒榜: scores worked by hand from the plan, ranks, bands, moves; and what holds of every league."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import league as scoring
from dashboard.league import (
    BANDS,
    RANKS,
    UNRANKED,
    Closed,
    Entrant,
    Item,
    Reported,
    Rules,
    Supported,
    credit,
    league,
)
from targets.choices import NOT_JUDGED, Light

RULES = Rules()
F = Fraction  # written often below


def item(index=None, light=Light.ON_PACE, *, leads=True, code="T01"):
    exact = None if index is None else F(index)
    return Item(code, False, "指标", leads, light, exact, credit(light, exact))


def entrant(*items, unit="jingxin", **known):
    return Entrant(unit, items, **known)


def score(*items, rules=RULES, keeps=False, **known):
    made = league(rules, [entrant(*items, **known)], keeps_problems=keeps, keeps_orders=keeps)
    return made.score("jingxin")


@pytest.mark.parametrize(
    ("light", "index", "counted"),
    [
        (Light.ON_PACE, "1", F(5, 6)),
        (Light.AHEAD, "1.2", F(1)),
        (Light.AHEAD, "9", F(1)),  # counts up to 1.2
        (Light.FAR_BEHIND, "-0.25", F(0)),  # below the baseline
        (Light.BEHIND, "0.9", F(3, 4)),
        (Light.OVERDUE, None, F(0)),
        (Light.OVERDUE, "1.1", F(0)),
        (Light.NO_PACE, None, None),  # 缺基期 is left out
        (Light.NOT_DUE, None, None),
        (Light.NOT_DUE, "0.9", None),
        (Light.ON_PACE, None, F(5, 6)),  # judged without an index: 1 on course
        (Light.AHEAD, None, F(5, 6)),
        (Light.FAR_BEHIND, None, F(0)),  # and 0 else
        (Light.ACHIEVED, "0.9", F(5, 6)),  # an achieved target counts at least 1
        (Light.ACHIEVED, None, F(5, 6)),
        (Light.ACHIEVED_STRETCH, "1.5", F(1)),
    ],
)
def test_what_a_target_counts(light, index, counted):
    assert credit(light, None if index is None else F(index)) == counted


def test_what_is_led_weighs_1_and_what_is_joined_three_tenths():
    # (0.75 × 1 + 1 × 0.3) ÷ 1.3 × 60 = 48.46
    found = score(item("0.9", Light.BEHIND), item("1.2", Light.AHEAD, leads=False))
    assert found.part("results").exact == F(105, 130) * 60
    assert found.part("results").points == Decimal("48.5")


def test_a_month_of_the_plan_worked_by_hand():
    """区委组织部, August: six targets and three tasks led, five tasks joined (design, 08)."""
    led = ["1.35", "1.2", "1.05", "1.05", "1", "1", "0.9", "0.8", "0.675"]
    items = [item(index) for index in led]
    joined = [item("1", leads=False)] * 4 + [item(None, Light.ACHIEVED, leads=False)]
    found = score(
        *items,
        *joined,
        item(None, Light.NOT_DUE),
        reported=Reported(6, 6),
        closed=Closed(0, 0),
        supported=Supported(highlights=1, unanswered=0),
        keeps=True,
    )
    # credits 1 + 1 + 0.875 × 2 + 5/6 × 2 + 0.75 + 2/3 + 0.5625, joined 5 × 5/6 × 0.3
    results = (F("7.3958333333333333333") + F("1.25")) / F("10.5") * 60
    assert abs(found.part("results").exact - results) < F(1, 10**9)
    assert [(part.key, part.points, part.why) for part in found.parts] == [
        ("results", Decimal("49.4"), ""),
        ("discipline", Decimal("20.0"), ""),
        ("closing", None, "本月没有到期问题"),
        ("support", Decimal("8.0"), ""),
    ]
    assert found.total == Decimal("86.0")  # (49.4 + 20 + 8) ÷ 90 × 100


@pytest.mark.parametrize(
    ("due", "on_time", "returned", "points"),
    [
        (6, 6, 0, F(20)),
        (6, 6, 2, F(18)),
        (3, 1, 0, F(20, 3)),
        (3, 1, 1, F(17, 3)),
        (3, 0, 4, F(0)),  # never below 0
    ],
)
def test_discipline_is_on_time_of_due_less_1_for_each_return(due, on_time, returned, points):
    found = score(item("1"), reported=Reported(due, on_time, returned))
    assert found.part("discipline").exact == points


@pytest.mark.parametrize(
    ("due", "done", "points"), [(4, 4, F(10)), (4, 1, F(5, 2)), (3, 1, F(10, 3)), (2, 0, F(0))]
)
def test_closing_is_the_share_struck_off(due, done, points):
    found = score(item("1"), closed=Closed(due, done), keeps=True)
    assert found.part("closing").exact == points


@pytest.mark.parametrize(
    ("highlights", "unanswered", "points"),
    [(0, 0, 6), (1, 0, 8), (2, 0, 10), (5, 0, 10), (0, 1, 4), (0, 3, 0), (0, 9, 0), (3, 2, 8)],
)
def test_support_stays_between_0_and_10(highlights, unanswered, points):
    found = score(item("1"), supported=Supported(highlights, unanswered), keeps=True)
    assert found.part("support").exact == points


def test_a_part_with_nothing_to_judge_is_left_out_and_the_rest_scaled():
    found = score(item("1"))  # 50 of 60, nothing owed, no problems and orders kept
    assert [(part.key, part.why) for part in found.parts] == [
        ("results", ""),
        ("discipline", "本月没有应报事项"),
        ("closing", "未启用"),
        ("support", "未启用"),
    ]
    assert found.exact == F(250, 3)
    assert found.total == Decimal("83.3")


def test_a_unit_of_which_nothing_is_judged_has_no_score_and_no_rank():
    made = league(RULES, [entrant(item(None, Light.NOT_DUE)), entrant(item("1"), unit="zuzhi")])
    assert [(each.unit, each.total, each.rank) for each in made.leading] == [
        ("zuzhi", Decimal("83.3"), 1),
        ("jingxin", None, None),
    ]


def test_a_part_without_weight_is_left_out():
    rules = replace(RULES, results=Decimal(80), discipline=Decimal(0))
    found = score(item("1.2", Light.AHEAD), rules=rules, reported=Reported(3, 0, 2))
    assert found.part("discipline").why == "本计划不计这一部分"
    assert found.total == Decimal("100.0")


def test_units_that_only_join_have_a_board_of_their_own_with_two_parts():
    made = league(RULES, [entrant(item("1")), entrant(item("1.2", leads=False), unit="shuiwu")])
    assert [each.unit for each in made.leading] == ["jingxin"]
    [joins] = made.joining
    assert (joins.unit, joins.rank, joins.total) == ("shuiwu", 1, Decimal("100.0"))
    assert [part.key for part in joins.parts] == ["results", "discipline"]


def three(indexes, rules=RULES, before=None):
    """Units a, b, c … that lead one target each."""
    made = [entrant(item(index), unit=name) for name, index in zip("abcdef", indexes, strict=False)]
    return league(rules, made, before=before)


def places(made):
    return [(each.unit, each.rank) for each in made.leading]


def test_equal_scores_share_a_rank_and_the_next_is_skipped():
    assert places(three(["1", "1.1", "1", "0.5"])) == [("b", 1), ("a", 2), ("c", 2), ("d", 4)]


def test_thirds_tie_exactly_where_decimals_would_not():
    thirds = entrant(item("0.4"), item("0.4"), item("0.4"), unit="a")
    one = entrant(item("0.4"), unit="b")
    mixed = entrant(item("0.2"), item("0.4"), item("0.6"), unit="c")
    made = league(RULES, [thirds, one, mixed])
    assert places(made) == [("a", 1), ("b", 1), ("c", 1)]
    assert {each.exact for each in made.leading} == {F(100, 3)}


def test_scores_that_look_alike_are_still_ranked_by_what_they_are():
    made = three(["1", "1.0000001"])
    assert {each.total for each in made.leading} == {Decimal("83.3")}
    assert places(made) == [("b", 1), ("a", 2)]


def test_moves_are_places_won_or_lost_on_the_same_board():
    before = three(["1", "0.9", "0.8"])
    made = three(["0.7", "0.9", "1", "0.1"], before=before)
    moves = {each.unit: (each.rank, each.before, each.moved) for each in made.leading}
    assert moves == {"c": (1, 3, 2), "b": (2, 2, 0), "a": (3, 1, -2), "d": (4, None, None)}


@pytest.mark.parametrize(
    ("exact", "band"), [("1.02", "A"), ("1.0199", "B"), ("0.84", "B"), ("0.8399", "C")]
)
def test_bands_begin_at_their_cut_points(exact, band):
    """85 of 100 is an index of 1.02 over 1.2, 70 is 0.84."""
    [found] = three([exact], replace(RULES, show=BANDS)).leading
    assert (found.band, found.rank, found.moved) == (band, None, None)


def test_with_bands_units_stand_by_band_and_within_one_as_they_always_do():
    made = three(["0.9", "0.1", "1.1", "1"], replace(RULES, show=BANDS), before=three(["1"]))
    assert [(each.unit, each.band) for each in made.leading] == [
        ("c", "A"),
        ("a", "B"),
        ("d", "B"),
        ("b", "C"),
    ]


def test_without_ranking_units_stand_as_they_always_do_with_their_scores():
    made = three(["0.5", "1"], replace(RULES, show=UNRANKED))
    assert [(e.unit, e.rank, e.band, e.total) for e in made.leading] == [
        ("a", None, "", Decimal("41.7")),
        ("b", None, "", Decimal("83.3")),
    ]


def test_other_rules_rank_the_same_month_anew_and_tell_the_moves():
    units = [
        entrant(item("1.2", Light.AHEAD), unit="a", reported=Reported(2, 0)),
        entrant(item("0.9"), unit="b", reported=Reported(2, 2)),
    ]
    now = league(RULES, units)
    assert places(now) == [("b", 1), ("a", 2)]  # 81.25 over 75
    then = scoring.ranked_by(replace(RULES, results=Decimal(75), discipline=Decimal(5)), now)
    assert [(e.unit, e.rank, e.moved) for e in then.leading] == [("a", 1, 1), ("b", 2, -1)]


# What holds of every league

lights = st.sampled_from(list(Light))
indexes = st.none() | st.fractions(min_value=-2, max_value=3, max_denominator=12)
items = st.builds(
    lambda light, index, leads: Item("T", False, "", leads, light, index, credit(light, index)),
    lights,
    indexes,
    st.booleans(),
)
reported = st.none() | st.integers(0, 8).flatmap(
    lambda due: st.builds(
        Reported, st.just(due), st.integers(0, due), st.integers(0, 5 * (due > 0))
    )
)
shares = st.lists(st.integers(0, 100), min_size=3, max_size=3).map(sorted)
rules = st.builds(
    lambda cuts, joined: Rules(
        results=Decimal(cuts[0]),
        discipline=Decimal(cuts[1] - cuts[0]),
        closing=Decimal(cuts[2] - cuts[1]),
        support=Decimal(100 - cuts[2]),
        joined=Decimal(joined) / 10,
    ),
    shares,
    st.integers(0, 10),
)
units = st.lists(st.tuples(st.lists(items, min_size=1, max_size=5), reported), max_size=6)


def exactly(rules, one):
    """What a unit alone comes to."""
    found = league(rules, [one]).score(one.unit)
    assert found is not None
    return found.exact


def entrants(drawn):
    return [
        Entrant(str(place), tuple(own), filed, Closed(2, 1), Supported(1, 0))
        for place, (own, filed) in enumerate(drawn)
    ]


@given(rules, units, st.booleans())
def test_every_score_lies_between_0_and_100(rules, drawn, keeps):
    made = league(rules, entrants(drawn), keeps_problems=keeps, keeps_orders=keeps)
    for each in (*made.leading, *made.joining):
        assert each.exact is None or 0 <= each.exact <= 100
        assert (each.exact is None) == all(part.exact is None for part in each.parts)


@given(rules, st.lists(items, min_size=1, max_size=5), reported)
def test_one_more_report_on_time_never_lowers_a_score(rules, own, filed):
    one = Entrant("a", tuple(own), filed)
    filed = filed or Reported(0, 0)
    more = replace(one, reported=replace(filed, due=filed.due + 1, on_time=filed.on_time + 1))
    old, new = (exactly(rules, each) for each in (one, more))
    assert old is None or (new is not None and new >= old)


@given(rules, st.lists(items, min_size=1, max_size=5), reported)
def test_a_better_index_never_lowers_a_score(rules, own, filed):
    better = [
        each
        if each.credit is None or each.index is None
        else replace(each, credit=credit(each.light, each.index + 1))
        for each in own
    ]
    old, new = (exactly(rules, Entrant("a", tuple(each), filed)) for each in (own, better))
    assert (old is None) == (new is None)
    assert old is None or (new is not None and new >= old)


@given(units, st.randoms(use_true_random=False))
def test_the_order_in_which_units_are_read_changes_no_rank(drawn, random):
    made = entrants(drawn)
    mixed = random.sample(made, len(made))
    old, new = league(RULES, made), league(RULES, mixed)
    for each in made:
        assert old.score(each.unit) == new.score(each.unit)


@given(units)
def test_a_score_is_the_same_when_it_is_made_again_and_left_out_items_never_count(drawn):
    made = league(RULES, entrants(drawn))
    for each in (*made.leading, *made.joining):
        assert scoring.again(RULES, each) == each.exact
        judged = [one for one in each.items if one.light not in NOT_JUDGED]
        leads_still = any(one.leads for one in judged) == any(one.leads for one in each.items)
        if leads_still:
            assert scoring.again(RULES, each, items=judged) == each.exact


@given(units)
def test_ranks_count_how_many_stand_above(drawn):
    made = league(replace(RULES, show=RANKS), entrants(drawn))
    for board in (made.leading, made.joining):
        told = [(each.rank, each.exact) for each in board if each.exact is not None]
        for rank, exact in told:
            assert rank == 1 + sum(other > exact for _, other in told)
