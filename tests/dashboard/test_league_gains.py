"""哪里最能提分: each gain is what the league says when made again with that change, and no more."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from dashboard import league as scoring
from dashboard import unit_detail
from dashboard.league import BANDS, UNRANKED, Closed, Entrant, Reported, Supported
from dashboard.league_gains import gains
from dashboard.report.rows import Corrected
from targets.choices import ON_COURSE, Comparator, Kind, Light
from tests.dashboard.reports import JINGXIN, ZUZHI, report, target, task

# One target of each sort that another value could raise: its rest, then the months until July.
TARGETS: dict[str, tuple[dict[str, Any], str, str]] = {
    "T01": ({"goal": "59", "measure": "家"}, "5 10 15 20 25 28 30", "36"),  # 滞后
    "T02": ({"goal": "17.5", "measure": "亿元", "decimals": 2}, "1 2 3 4 5 6 7", "10.78"),
    "T03": ({"goal": "20", "measure": "名"}, "1 2 3 4 5 6 8", "9"),  # 严重滞后
    "T04": ({"goal": "3", "measure": "个"}, "0 0 0 0 0 0 0", "-"),  # 逾期未报
    "T05": ({"goal": "10", "measure": "个"}, "0 1 2 3 4 5 6", "7"),  # 达序时
    "T06": (
        {"goal": "8", "measure": "%", "kind": Kind.GROWTH, "decimals": 1},
        "8 8 8 8 8 8 8",
        "6.4",
    ),
    "T07": (
        {"goal": "65", "measure": "%", "kind": Kind.RATIO, "baseline": "60", "decimals": 1},
        "60 60 60 61 61 62 62",
        "62.5",
    ),
    "T08": (
        {"goal": "20", "baseline": "100", "kind": Kind.STOCK, "comparator": Comparator.AT_MOST},
        "95 90 90 80 75 70 65",
        "60",
    ),
    "T09": ({"goal": "12", "measure": "亿元", "decimals": 2}, "1 2 3 4 5 6 7", "8.05"),
    "T10": (
        {"goal": "10", "measure": "名", "comparator": Comparator.ABOUT},
        "1 2 3 4 5 6 6",
        "6",
    ),
}
WANTED = {
    "T01": ("40", "由36家到40家，达到8月序时"),  # 59 × 8/12 = 39.33
    "T02": ("11.67", "由10.78亿元到11.67亿元，达到8月序时"),
    "T03": ("14", "由9名到14名，达到8月序时"),  # 13.33
    "T04": ("2", "由未报到2个，达到8月序时"),
    "T05": ("8", "由7个到8个，达到超序时"),  # one more; 1.2
    "T06": ("8.0", "由6.4%到8.0%，达到8月序时"),
    "T07": ("63.4", "由62.5%到63.4%，达到8月序时"),  # 60 + 5 × 8/12 = 63.33
    "T08": ("46", "由60家到46家，达到8月序时"),  # 100 − 80 × 8/12 = 46.67
    "T09": ("8.80", "由8.05亿元到8.80亿元，达到超序时"),
    "T10": ("7", "由6名到7名，达到8月序时"),
}
TASKS = {1: "behind", 2: "far_behind", 3: "", 4: "on_course", 5: "done"}


def made(values=None, words=None, lead=JINGXIN):
    """The month with these values of August and words in place of those above."""
    values, words = values or {}, words or {}
    rows = [
        target(code, f"{past} {values.get(code, now)}", lead=lead, **promise)
        for code, (promise, past, now) in TARGETS.items()
    ]
    tasks = [
        task(number, words.get(number, word), lead=lead, joint=(ZUZHI,))
        for number, word in TASKS.items()
    ]
    return report(*rows, tasks=tuple(tasks))


def total(month, unit="jingxin"):
    return month.league.score(unit).exact


def of(month, unit="jingxin"):
    return {
        gain.step.old.code if gain.step.old else gain.step.how: gain for gain in gains(month, unit)
    }


@pytest.mark.parametrize("code", TARGETS)
def test_a_targets_gain_is_what_the_league_says_with_that_figure(code):
    value, how = WANTED[code]
    gain = of(made())[code]
    assert gain.step.how == how
    assert gain.step.new.light in ON_COURSE
    again = made({code: value})
    items = {item.code: item for item in again.league.score("jingxin").items}
    assert items[code] == gain.step.new
    # only the results change: a figure that comes now is late all the same
    month = made()
    score, filed = month.league.score("jingxin"), again.league.score("jingxin")
    same = scoring.again(month.league.rules, filed, reported=score.reported)
    assert gain.exact == same - total(month) > 0


def test_one_unit_less_would_not_do():
    for code in WANTED.keys() - {"T05", "T09"}:  # which are on the pace as they stand
        value = WANTED[code][0]
        unit = Decimal("0." + "0" * (len(value.partition(".")[2]) - 1) + "1") if "." in value else 1
        less = Decimal(value) + unit if code == "T08" else Decimal(value) - unit
        assert of(made({code: str(less)}))[code].step.old.light not in ON_COURSE
    assert of(made({"T09": "8.79"}))["T09"].step.old.light == Light.ON_PACE  # and not 超序时


@pytest.mark.parametrize(
    ("number", "how"),
    [(1, "由滞后到在轨"), (2, "由严重滞后到在轨"), (3, "补报进展，并且在轨")],
)
@pytest.mark.parametrize("unit", ["jingxin", "zuzhi"])
def test_a_tasks_gain_is_what_the_league_says_with_that_word_for_lead_and_joint(number, how, unit):
    gain = of(made(), unit)[str(number)]
    assert gain.step.how == how
    assert gain.step.is_joined is (unit == "zuzhi")
    assert gain.exact == total(made(words={number: "on_course"}), unit) - total(made(), unit) > 0


def test_what_counts_in_full_already_or_is_not_judged_offers_no_step():
    month = report(
        target("T01", "5 10 15 20 25 30 35 59"),  # achieved, index 1.5
        target("T02", "", kind=Kind.RATIO, months=[12], measure="%"),  # not due
        target("T03", "1 1 1 1 1 1 1 1", kind=Kind.STOCK),  # no baseline
        target("T04", "0 0 0 0 0 0 9 9", goal="5", comparator=Comparator.AT_MOST),  # spent
        tasks=(task(1), task(2, "done")),
    )
    assert [gain.step.what for gain in gains(month, "jingxin")] == ["报送"]


def test_reports_on_time_and_without_returns_are_worked_out_by_the_formula():
    month = made()
    item = month.league.score("jingxin").items[0]
    league = scoring.league(
        month.league.rules, [Entrant("jingxin", (item,), Reported(due=8, on_time=6, returned=2))]
    )
    found = of(replace(month, league=league))
    # 20 × 6 ÷ 8 − 2 = 13 of 20; all on time 18, none returned 15; over 80
    assert found["应报8项都按时，现为按时6项"].exact == Fraction(5 * 100, 80)
    assert found["没有因差错退回，现为退回2次"].exact == Fraction(2 * 100, 80)


def test_problems_and_highlights_offer_steps_once_the_plan_keeps_them():
    month = made()
    item = month.league.score("jingxin").items[0]
    entrant = Entrant("jingxin", (item,), None, Closed(4, 1), Supported(1, 0))
    league = scoring.league(month.league.rules, [entrant], keeps_problems=True, keeps_orders=True)
    found = of(replace(month, league=league))
    assert found["本月到期问题由销号1项到2项"].exact == Fraction(10, 4) / 80 * 100
    assert found["采用亮点由1件到2件"].exact == Fraction(2, 80) * 100
    assert not any("亮点" in how for how in of(month))


def test_gains_stand_largest_first():
    found = [gain.exact for gain in gains(made(), "jingxin")]
    assert found == sorted(found, reverse=True)
    assert len(found) >= 10


def test_a_corrected_figure_counts_as_it_was_published():
    month = made()
    told = Corrected(
        "T03", "指标3", Decimal(15), Light.FAR_BEHIND, Light.AHEAD, "unit", "单位差错", "漏计",
        "张某", "李某", date(2024, 9, 20), 2, old=Decimal(9),
    )  # fmt: skip
    mended = made({"T03": "15"})
    rows = tuple(
        replace(row, corrections=(told,)) if row.code == "T03" else row for row in mended.targets
    )
    after = replace(month, targets=rows)
    assert of(after)["T03"] == of(month)["T03"]


def test_the_cut_points_of_the_plan_decide_what_the_pace_is():
    month = made()
    plan = replace(month.plan, on_pace=Decimal("0.95"))
    found = of(replace(month, plan=plan))["T01"]
    assert found.step.how == "由36家到38家，达到8月序时"  # 0.95 × 39.33 = 37.37


def test_a_unit_without_a_score_has_no_gains():
    month = made()
    assert gains(replace(month, league=None), "jingxin") == ()
    assert gains(month, "nobody") == ()
    quiet = report(target("T01", "", months=[12]))
    assert gains(quiet, "jingxin") == ()


# On the unit's page


def page(month, unit="jingxin"):
    found = unit_detail.context(month, QueryDict(""), code=unit)
    return render_to_string("dashboard/unit_detail.html", {**found, "report": month})


def test_the_page_shows_the_score_part_by_part_and_the_six_largest_gains():
    html = page(made())
    assert '<h2 id="h-score">得分 ' in html
    assert html.count('class="num"><b>+') == len(
        [gain for gain in gains(made(), "jingxin") if gain.points >= Decimal("0.1")]
    )
    assert "按8月数据，其他不变" in html
    assert "只是算式的结果，8月得分已发布，不再改变。" in html
    [listed, _] = re.split(r"其余\d+项", html)
    assert listed.count('class="num"><b>+') == 6


@pytest.mark.parametrize(
    ("rules", "note"),
    [
        ({}, "牵头单位第1位"),
        ({"show": BANDS}, "牵头单位C档"),
        ({"show": UNRANKED}, "牵头单位，不排名次"),
    ],
)
def test_the_place_is_told_as_the_plan_shows_it(rules, note):
    month = made()
    changed = scoring.league(
        replace(month.league.rules, **rules),
        [Entrant(each.unit, each.items, each.reported) for each in month.league.leading],
    )
    found = unit_detail.context(replace(month, league=changed), QueryDict(""), code="jingxin")
    assert found["facts"][0].note == note


def test_a_move_is_told_beside_the_place():
    month = made()
    moved = scoring.ranked_by(month.league.rules, month.league)
    found = unit_detail.context(replace(month, league=moved), QueryDict(""), code="jingxin")
    assert found["facts"][0].note == "牵头单位第1位，较7月持平"


def test_a_month_published_before_there_were_boards_has_no_score_and_says_so():
    month = replace(made(), league=None)
    found = unit_detail.context(month, QueryDict(""), code="jingxin")
    assert (found["facts"][0].number, found["facts"][0].note) == ("—", "发布时还没有晾晒榜")
    assert "哪里最能提分" not in page(month)
