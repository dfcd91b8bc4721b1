"""What changed: each kind of change by its rule, the worst first, against last month or any other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dashboard.movements import movements
from dashboard.report.rows import Corrected, GoalStep
from targets.choices import Comparator, Kind, Light
from tests.dashboard.reports import ZUZHI, report, target

STEADY = "5 10 15 20 25 30 35 40"  # of 59: on pace in every month
BEHIND = "5 10 15 20 25 30 35 36"
AHEAD = "5 10 15 20 25 30 35 46"
RATE = {"kind": Kind.GROWTH, "goal": "8", "measure": "%", "decimals": 1}
MONEY = {"goal": "17.5", "measure": "亿元", "decimals": 2}
STOCK = {"kind": Kind.STOCK, "goal": "552", "baseline": "490", "measure": "件"}


def told(made, then=None):
    return [
        (
            each.turn.value,
            each.code,
            f"{each.old_light.label}→{each.new_light.label}"
            if each.old_light and each.new_light
            else f"{each.old}→{each.new}",
        )
        for each in movements(made, then)
    ]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (STEADY, []),
        (BEHIND, [("变差", "达序时→滞后")]),
        ("5 10 15 20 25 30 35 44", [("变好", "达序时→超序时")]),
        ("5 10 15 20 25 30 35", [("转为未报", "达序时→逾期未报")]),
        ("5 10 15 20 25 30 - 40", [("新报送", "逾期未报→达序时")]),
        ("5 10 15 20 25 30", []),  # missing last month already
    ],
)
def test_a_light_crossed_is_told_by_both_lights(values, found):
    made = told(report(target("T01", values)))
    assert [(turn, words) for turn, _, words in made] == found


@pytest.mark.parametrize(
    ("values", "extra", "found"),
    [
        (STEADY, {}, []),
        (AHEAD, {}, [("变动大", "通常5.0→本月+11家")]),
        # A count's jump must be above three, however small the usual is.
        ("1 2 3 4 5 6 7 10", {}, []),
        ("1 2 3 4 5 6 7 11", {}, [("变动大", "通常1.0→本月+4家")]),
        # Twice the median is unusual, a hundredth less is not.
        ("1.20 2.40 3.60 4.80 6.00 7.20 8.40 10.80", MONEY, [("变动大", "通常1.20→本月+2.40亿元")]),
        ("1.20 2.40 3.60 4.80 6.00 7.20 8.40 10.79", MONEY, []),
        # Two earlier increments make no usual, and of nothing nothing is twice as much.
        ("- - - - - 20 25 45", {}, []),
        ("0 0 0 0 0 0 0 40", {}, []),
        ("5 10 15 20 25 30 41 40", {}, [("下降", "41→40家")]),
        # Of a rate a step in either direction counts, and a fall is no news by itself.
        ("8.1 8.3 8.1 8.3 8.1 8.3 8.5 8.1", RATE, [("变动大", "通常0.2→本月−0.4个百分点")]),
        ("8.1 8.3 8.1 8.3 8.1 8.3 8.5 8.2", RATE, []),
        ("491 496 501 506 511 520 528 527", STOCK, [("下降", "528→527件")]),
        # A figure carried since June is no increment of August.
        ("- - 6 - - 30 - -", {"months": (3, 6, 9, 12)}, []),
        ("", {"months": (12,)}, []),
    ],
)
def test_an_unusual_increment_is_told_beside_the_usual(values, extra, found):
    made = told(report(target("T01", values, **extra)))
    assert [(turn, words) for turn, _, words in made if turn in {"变动大", "下降"}] == found


def test_a_jump_over_several_months_is_told_by_the_month():
    quarters = target("T01", "3 - 6 - 9 - 12 36", months=(1, 3, 5, 7, 8), goal="60")
    assert told(report(quarters))[0] == ("变动大", "T01", "通常1.5→本月+24家")
    halves = target("T01", "1 2 3 4 - - - 36", months=(1, 2, 3, 4, 8), goal="60")
    assert told(report(halves))[0] == ("变动大", "T01", "通常1.0→月均+8.0家")


def test_the_worst_stands_first_then_the_plans_order():
    made = report(
        target("T01", AHEAD),
        target("T02", "5 10 15 20 25 30 - 40"),
        target("T03", "5 10 15 20 25 30 35"),
        target("T04", BEHIND),
        target("T05", BEHIND),
    )
    assert [(turn, code) for turn, code, _ in told(made)] == [
        ("变差", "T04"),
        ("变差", "T05"),
        ("转为未报", "T03"),
        ("变动大", "T01"),
        ("新报送", "T02"),
        ("变好", "T01"),
    ]


def test_what_has_yet_to_come_is_no_change():
    day = date(2024, 9, 2)  # before August falls due
    assert told(report(target("T01", "5 10 15 20 25 30 35", on=day), on=day)) == []


def test_january_has_nothing_before_it():
    assert told(report(target("T01", "5", month=1), month=1)) == []


def corrected(old, new, number):
    return Corrected(
        code="T01",
        short_name="指标1",
        old=None if old is None else Decimal(old),
        new=Decimal(new),
        old_light=Light.BEHIND,
        new_light=Light.ON_PACE,
        cause="unit_mistake",
        cause_label="单位差错",
        reason="重复计算",
        proposed_by="张某",
        approved_by="李某",
        day=date(2024, 9, 12),
        in_edition=number,
    )


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([("46", "41", 2)], "46→41家"),
        ([("46", "41", 2), ("41", "40", 3)], "46→40家"),
        ([(None, "40", 2)], "未报→40家"),
    ],
)
def test_a_correction_is_told_from_the_first_value_to_the_last(steps, words):
    made = report(target("T01", STEADY))
    row = replace(made.targets[0], corrections=tuple(corrected(*step) for step in steps))
    assert told(replace(made, targets=(row,))) == [("更正", "T01", words)]


def adjusted(made, month):
    step = GoalStep(
        month, Decimal(65), "65家以上", Decimal(59), "59家以上", "调整", "定科领〔2024〕3号"
    )
    return replace(made, targets=(replace(made.targets[0], goal_steps=(step,)),))


@pytest.mark.parametrize(
    ("month", "since_july", "since_june"),
    [
        (8, ["59家以上→65家以上"], ["59家以上→65家以上"]),
        (7, [], ["59家以上→65家以上"]),
        (6, [], []),
        (9, [], []),
    ],
)
def test_a_goal_is_told_in_the_month_from_which_it_holds(month, since_july, since_june):
    made = adjusted(report(target("T01", STEADY)), month)
    june = report(target("T01", STEADY, month=6), month=6)
    assert [words for _, _, words in told(made)] == since_july
    assert [words for _, _, words in told(made, june)] == since_june


def test_another_report_tells_the_light_as_it_was_published_and_whose_it_was():
    june = report(target("T01", "5 10 15 20 25 20", month=6), month=6)
    august = report(target("T01", STEADY, lead=ZUZHI), target("T02", STEADY))
    assert told(august, june) == [
        ("换牵头", "T01", "区经信局→区委组织部"),
        ("变好", "T01", "严重滞后→达序时"),
    ]
    nobody = report(target("T01", "5 10 15 20 25 30 35", month=7, lead=None), month=7)
    assert told(august, nobody) == [("换牵头", "T01", "待确认→区委组织部")]


def test_a_jump_belongs_to_its_own_month_only():
    july = report(target("T01", "5 10 15 20 25 30 35", month=7), month=7)
    june = report(target("T01", "5 10 15 20 25 30", month=6), month=6)
    assert [turn for turn, _, _ in told(report(target("T01", AHEAD)), july)] == ["变动大", "变好"]
    assert [turn for turn, _, _ in told(report(target("T01", AHEAD)), june)] == ["变好"]


def test_a_ceiling_that_is_used_up_faster_is_a_jump_too():
    made = report(target("T01", "1 2 3 4 5 6 7 15", goal="24", comparator=Comparator.AT_MOST))
    assert told(made)[-1] == ("变动大", "T01", "通常1.0→本月+8家")
