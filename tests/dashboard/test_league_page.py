"""晾晒榜, the page: two boards, each part with its sums, places as the plan shows them; and its file."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.template.loader import render_to_string

from dashboard import league as scoring
from dashboard import league_page, league_sums, list_files, publication
from dashboard.league import (
    BANDS,
    UNRANKED,
    Closed,
    Entrant,
    Item,
    Reported,
    Rules,
    Supported,
    credit,
)
from dashboard.report import live
from dashboard.report.rows import Corrected
from targets.choices import Kind, Light
from targets.facts import Lead
from targets.numbers import half_up
from tests import factories
from tests.dashboard.reports import SEPTEMBER_10, ZUZHI, report, target, task

SHUIWU = Lead(3, "shuiwu", "区税务局", "区税务局")


@pytest.fixture
def made():
    return report(
        target("T01", "5 10 15 20 25 30 35 36", name="落地企业"),
        target("T02", "-", name="引进人才"),
        target("T03", "", kind=Kind.RATIO, months=[12], measure="%", name="公寓增幅"),
        target("T04", "5 10 15 20 25 30 35 44", lead=ZUZHI, name="领军人才"),
        tasks=(task(1, joint=(ZUZHI, SHUIWU)), task(2, "done", lead=ZUZHI)),
    )


def context(made, query=""):
    return league_page.context(made, QueryDict(query))


def page(made, query=""):
    return render_to_string("dashboard/league.html", {**context(made, query), "report": made})


def ranked(made, **rules):
    return replace(made, league=scoring.ranked_by(replace(made.league.rules, **rules), made.league))


def worked(text):
    """What a sum comes to, its text worked out as it stands; checked against its own result."""
    sum_, result = re.sub(r"，不足0按0计$", "", text).split(" = ")
    plain = sum_.replace("×", "*").replace("÷", "/").replace("−", "-")
    assert re.fullmatch(r"[\d.*/+() -]+", plain)
    value = eval(re.sub(r"[\d.]+", r'Fraction("\g<0>")', plain))  # noqa: S307 -- digits and signs
    assert str(half_up(value, 1)).replace("-", "−") == result
    return result


def test_each_board_stands_in_its_order_with_place_total_and_parts(made):
    found = context(made)
    assert [
        (line.place, line.code, line.account.total, [p.points for p in line.account.parts])
        for line in found["leading"]
    ] == [
        # (44 ÷ 39.33 ÷ 1.2 + 5/6 + 0.3 × 5/6) ÷ 2.3 × 60; one of two reports came
        ("1", "zuzhi", "78.2", ["52.6", "10.0", "未启用", "未启用"]),
        # (36 ÷ 39.33 ÷ 1.2 + 0 + 5/6) ÷ 3 × 60; one of three
        ("2", "jingxin", "48.2", ["31.9", "6.7", "未启用", "未启用"]),
    ]
    [joins] = found["joining"]
    assert (joins.place, joins.code, joins.joined_tasks) == ("1", "shuiwu", 1)
    assert [part.name for part in joins.account.parts] == ["成效", "报送"]


def test_every_sum_on_the_page_comes_to_the_figure_beside_it(made):
    for line in [*context(made)["leading"], *context(made)["joining"]]:
        for part in line.account.parts:
            if part.is_judged:
                assert worked(part.sum) == part.points
        assert worked(line.account.total_sum) == line.account.total


@pytest.mark.parametrize("thirds", range(1, 40))
def test_sums_show_as_many_decimals_as_bring_one_to_the_result(thirds):
    """Points such as 47.75 (from thirds) would mislead with one decimal."""
    items = [
        Item(f"T{n}", False, "x", n % 3 > 0, Light.BEHIND, Fraction(n * thirds, 97 + n), None)
        for n in range(1, 8)
    ]
    items = [replace(each, credit=credit(each.light, each.index)) for each in items]
    entrant = Entrant("a", tuple(items), Reported(7, thirds % 8, thirds % 2))
    rules = Rules()
    [score] = scoring.league(rules, [entrant]).leading
    sums = league_sums.results_sum(rules, score, score.parts[0])
    assert worked(sums) == str(score.parts[0].points)
    assert worked(league_sums.total_sum(score)) == str(score.total)


def counted(light, index, *, leads=True):
    exact = None if index is None else Fraction(index)
    return Item("T01", False, "x", leads, light, exact, credit(light, exact))


def test_the_example_of_the_documentation_comes_out():
    """docs/score.md: 区委组织部 in August of the demonstration set."""
    led = [
        counted(light, index)
        for light, index in (
            (Light.ACHIEVED, "1.35"),
            (Light.AHEAD, "1.2"),
            *((Light.ON_PACE, each) for each in ("1.05", "1.05", "1", "1")),
            (Light.BEHIND, "0.9"),
            (Light.BEHIND, "0.8"),
            (Light.FAR_BEHIND, "0.675"),
            (Light.NOT_DUE, None),
        )
    ]
    joined = [
        counted(Light.ON_PACE, index, leads=False)
        for index in ("69/59", "61/50", "22/25", "2841/2800", "63/65", "1", "1", "1", "1", "1")
    ]
    units = [
        Entrant("zuzhi", (*led, *joined), Reported(9, 9), None, Supported(1, 0)),
        Entrant("caizheng", (counted(Light.BEHIND, "0.856"),), None, None, Supported(0, 0)),
        Entrant(
            "nongye", (counted(Light.OVERDUE, None),), Reported(3, 1), Closed(1, 0), Supported(0, 1)
        ),
    ]
    league = scoring.league(Rules(), units, keeps_problems=True, keeps_orders=True)
    made = {each.unit: each for each in league.leading}
    zuzhi, caizheng, nongye = (made[each.unit] for each in units)
    assert league_sums.results_sum(Rules(), zuzhi, zuzhi.parts[0]) == (
        "(7.396 + 0.3 × 8.528) ÷ (9 + 0.3 × 10) × 60 = 49.8"
    )
    assert league_sums.discipline_sum(zuzhi, zuzhi.parts[1]) == "20 × 9 ÷ 9 − 0 = 20.0"
    told = [
        league_sums.support_sum(each.supported, part)
        for each in (zuzhi, nongye)
        for part in each.parts
        if part.key == "support" and each.supported
    ]
    assert told == ["6 + 2 × 1 − 2 × 0 = 8.0", "6 + 2 × 0 − 2 × 1 = 4.0"]
    assert league_sums.total_sum(zuzhi) == "(49.8 + 20.0 + 8.0) ÷ 90 × 100 = 86.4"
    assert league_sums.total_sum(caizheng) == "(42.8 + 6.0) ÷ 70 × 100 = 69.7"
    assert league_sums.discipline_sum(nongye, nongye.parts[1]) == "20 × 1 ÷ 3 − 0 = 6.7"
    better = (*led[:8], counted(Light.ON_PACE, "1.05"), *led[9:], *joined)
    raised = scoring.again(Rules(), zuzhi, items=better)
    assert raised is not None
    assert zuzhi.exact is not None
    assert half_up(raised - zuzhi.exact, 1) == Decimal("1.7")


@pytest.mark.django_db
@pytest.mark.parametrize(("faults", "points"), [(0, "20.0"), (1, "19.0"), (3, "17.0")])
def test_what_the_office_sent_back_as_a_mistake_is_deducted(plan, unit, faults, points):
    factories.period_of(plan, 8, due_on=date(2024, 9, 5))
    row = factories.TargetFactory.create(plan=plan, lead_unit=unit)
    factories.figure(row, 8, "40", first_submitted_on=date(2024, 9, 5), faults=faults)
    found = live(plan, 8, on=date(2024, 9, 6)).league
    assert found is not None
    [score] = found.leading
    assert [str(part.points) for part in score.parts if part.key == "discipline"] == [points]


@pytest.mark.parametrize(
    ("due", "on_time", "returned", "told"),
    [
        (9, 9, 0, "20 × 9 ÷ 9 − 0 = 20.0"),
        (9, 6, 2, "20 × 6 ÷ 9 − 2 = 11.3"),
        (3, 0, 1, "20 × 0 ÷ 3 − 1 = −1.0，不足0按0计"),
    ],
)
def test_discipline_is_told_with_its_own_numbers(due, on_time, returned, told):
    item = Item("T01", False, "x", True, Light.ON_PACE, Fraction(1), Fraction(5, 6))
    made = scoring.league(Rules(), [Entrant("a", (item,), Reported(due, on_time, returned))])
    [score] = made.leading
    assert league_sums.discipline_sum(score, score.parts[1]) == told


def test_items_stand_with_index_credit_and_weight_best_first(made):
    zuzhi = context(made)["leading"][0].account
    assert [(i.name, i.index, i.credit, i.weight) for i in zuzhi.led] == [
        ("领军人才", "1.12", "0.932", "1"),
        ("任务2 任务标题2", "—", "0.833", "1"),
    ]
    assert [(i.name, i.weight) for i in zuzhi.joined] == [("任务1 任务标题1", "0.3")]
    jingxin = context(made)["leading"][1].account
    assert [(i.name, i.index, i.credit) for i in jingxin.led] == [
        ("任务1 任务标题1", "1.00", "0.833"),
        ("落地企业", "0.92", "0.763"),
        ("引进人才", "—", "0.000"),
    ]
    assert jingxin.left_out == "不计：未到报送期1项（公寓增幅）。"


def test_what_is_not_kept_is_said_and_not_counted(made):
    html = page(made)
    assert "销号、督办与亮点未启用，不计分。" in html
    assert html.count("督办与亮点 未启用") == 2
    assert "未启用" not in html[html.index('id="h-joining"') :]


def test_the_address_opens_one_unit_and_a_made_up_one_opens_none(made):
    assert page(made).count("<details open>") == 0
    assert page(made, "open=zuzhi").count("<details open>") == 1
    assert page(made, "open=shuiwu").count("<details open>") == 1
    assert page(made, 'open="><script>alert(1)</script>') == page(made)


def test_moves_have_a_sign_for_the_eye_and_words_for_the_ear(made):
    before = scoring.ranked_by(made.league.rules, made.league)
    turned = tuple(replace(each, rank=3 - (each.rank or 0)) for each in before.leading)
    now = scoring.ranked_by(made.league.rules, replace(made.league, leading=turned))
    html = page(replace(made, league=now))
    signs = re.findall(
        r'<span aria-hidden="true">(.*?)</span><span class="visually-hidden">(.*?)<', html
    )
    assert signs == [("▲ 1", "升1位"), ("▼ 1", "降1位")]
    assert '<th scope="col">较7月</th>' in html


def test_a_place_kept_is_said_so_as_on_the_slides_and_none_has_no_sign(made):
    score = made.league.leading[0]
    kept = league_page.move_of(replace(score, rank=1, before=1))
    assert (kept.sign, kept.words) == ("持平", "持平")
    assert league_page.move_of(replace(score, rank=1, before=None)).sign == ""


def test_bands_are_shown_in_place_of_ranks_and_nothing_where_the_plan_wants_nothing(made):
    banded = ranked(made, show=BANDS)
    assert [line.place for line in context(banded)["leading"]] == ["B", "C"]
    html = page(banded)
    assert "档次" in html
    assert "位次" not in html
    assert "较7月" not in html
    assert "不排名次，只分档：85分以上为A，70分以上为B，其余为C" in html
    quiet = page(ranked(made, show=UNRANKED))
    assert "位次" not in quiet
    assert "档次" not in quiet
    assert "rk" not in re.findall(r'class="num (\w+)"', quiet)
    assert "不排名次，按单位顺序列出" in quiet


def test_a_correction_leaves_ranks_and_the_page_says_so(made):
    assert "发布后更正数据的，得分和名次不重算。" in page(made)
    told = Corrected(
        "T01", "落地企业", Decimal(46), Light.BEHIND, Light.AHEAD, "unit", "单位差错", "漏计", "张某",
        "李某", SEPTEMBER_10, 2,
    )  # fmt: skip
    rows = tuple(
        replace(row, corrections=(told,)) if row.code == "T01" else row for row in made.targets
    )
    mended = replace(made, targets=rows)
    assert mended.league is made.league
    assert "本月有1项指标在发布后更正；得分和名次按发布时的数据，更正不改。" in page(mended)


def test_a_month_published_before_there_were_boards_says_so(made):
    html = page(replace(made, league=None))
    assert "本月发布时还没有晾晒榜，事后不补算。" in html
    assert "<table" not in html


def test_few_joined_tasks_are_said_to_be_a_hint_only(made):
    assert "配合任务少于3项的单位得分波动大，只作参考。" in page(made)


def test_the_file_holds_both_boards_with_the_figures_shown(made):
    out = io.StringIO()
    list_files.write_csv(league_page.sheet(made), out)
    rows = list(csv.reader(io.StringIO(out.getvalue().removeprefix("\ufeff"))))
    assert rows[0] == [
        "榜", "位次", "较上月", "单位", "总分", "成效", "报送", "销号", "督办与亮点", "牵头事项",
        "配合事项",
    ]  # fmt: skip
    lines = [*context(made)["leading"], *context(made)["joining"]]
    assert [(row[1], row[3], row[4]) for row in rows[1:]] == [
        (line.place, line.name, line.account.total) for line in lines
    ]
    assert rows[1][7:9] == ["未启用", "未启用"]
    assert rows[3][7:9] == ["", ""]


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 4])
def test_the_page_and_its_file_are_read_in_few_queries(
    client, plan, unit, office, leader, rows, settings, django_assert_max_num_queries
):
    cache.clear()
    settings.DEMO, settings.DEMO_DAY = True, date(2024, 3, 5)
    factories.period_of(plan, 1, is_backfill=True)
    for place in range(rows):
        row = factories.TargetFactory.create(plan=plan, lead_unit=unit, code=f"T{place}")
        factories.figure(row, 1, "4")
    publication.publish(plan, 1, by=office, on=date(2024, 2, 20))
    client.force_login(leader)
    with django_assert_max_num_queries(10):
        html = client.get("/dinghai-2024/2024-01/league/").content.decode()
    assert html.count('<tr class="main"') == 1
    with django_assert_max_num_queries(10):
        file = client.get("/dinghai-2024/2024-01/league.csv")
    assert unit.name in file.content.decode()
