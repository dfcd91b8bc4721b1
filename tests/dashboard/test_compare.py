"""The page that compares: four tables over one or two reports, as its address asks, whatever it asks."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import Http404, QueryDict
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from dashboard import compare_page, publication
from dashboard.comparing import months as two_months
from dashboard.comparing import outlooks, past, units
from dashboard.league import BANDS, UNRANKED
from dashboard.months import Month
from plans import periods
from plans.models import ReportingPeriod
from targets import correcting
from targets.choices import Kind, Light
from tests import factories
from tests.dashboard.reports import ZUZHI, report, target, task
from tests.factories import moment

STEADY = "5 10 15 20 25 30 35 40"  # of 59: on pace
BEHIND = "5 10 15 20 25 30 35 36"
RESEARCH = "1.21 2.38 3.74 5.06 6.41 7.95 9.32 10.78"
MONEY: dict[str, Any] = {"goal": "17.5", "measure": "亿元", "decimals": 2}
RATE: dict[str, Any] = {"kind": Kind.GROWTH, "goal": "8", "measure": "%", "decimals": 1}
SEPTEMBER_10 = date(2024, 9, 10)


def june(*targets):
    return report(*targets, month=6)


def plain(table):
    """The table as a file holds it, by column."""
    heads, lines = table.plain(frozenset())
    return [dict(zip(heads, line, strict=True)) for line in lines]


def shown(made, query="", beside=None):
    return compare_page.context(made, QueryDict(query), beside)


def names(context):
    return [re.sub(r"<[^>]+>", "", str(boxes[0].html)) for _, boxes in context["lines"]]


def body(made, query="", beside=None):
    html = render_to_string(
        "dashboard/compare.html", {**shown(made, query, beside), "report": made}
    )
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", html))


# The four tables


def test_two_months_stand_side_by_side_with_what_lies_between():
    then = june(
        target("T01", "5 10 15 20 25 30", month=6), target("T02", RESEARCH, month=6, **MONEY)
    )
    made = report(target("T01", BEHIND), target("T02", RESEARCH, **MONEY))
    assert plain(two_months.months(made, then)) == [
        {
            "指标": "指标1",
            "牵头单位": "区经信局",
            "6月亮灯": "达序时",
            "8月亮灯": "滞后",
            "6月实绩": Decimal(30),
            "8月实绩": Decimal(36),
            "增减": Decimal(6),
            "6月完成率（%）": Decimal("50.8"),
            "8月完成率（%）": Decimal("61.0"),
            "6月差距（百分点）": Decimal("0.8"),
            "8月差距（百分点）": Decimal("-5.6"),
        },
        {
            "指标": "指标2",
            "牵头单位": "区经信局",
            "6月亮灯": "滞后",
            "8月亮灯": "滞后",
            "6月实绩": Decimal("7.95"),
            "8月实绩": Decimal("10.78"),
            "增减": Decimal("2.83"),
            "6月完成率（%）": Decimal("45.4"),
            "8月完成率（%）": Decimal("61.6"),
            "6月差距（百分点）": Decimal("-4.6"),
            "8月差距（百分点）": Decimal("-5.1"),
        },
    ]


@pytest.mark.parametrize(
    ("then", "now", "extra", "added"),
    [
        ("5 10 15 20 25 30", STEADY, {}, Decimal(10)),
        ("5 10 15 20 25", STEADY, {}, None),  # June is missing
        ("5 10 15 20 25 30", "5 10 15 20 25 30 35", {}, None),  # August is
        ("- - 6 - - 12", "- - 6 - - 12 - -", {"months": (3, 6, 9, 12)}, None),  # carried
    ],
)
def test_nothing_lies_between_a_figure_and_one_that_is_missing_or_carried(then, now, extra, added):
    before = june(target("T01", then, month=6, **extra)).targets[0]
    assert two_months.added(report(target("T01", now, **extra)).targets[0], before) == added


@pytest.mark.parametrize(
    ("old", "new", "turn"),
    [
        (Light.ON_PACE, Light.BEHIND, "worse"),
        (Light.OVERDUE, Light.FAR_BEHIND, "better"),
        (Light.BEHIND, Light.BEHIND, "same"),
        (Light.NOT_DUE, Light.BEHIND, "other"),
        (Light.BEHIND, Light.NO_PACE, "other"),
    ],
)
def test_a_line_is_filtered_by_which_way_its_light_went(old, new, turn):
    assert two_months.turn_of(old, new) == turn


def test_a_target_the_earlier_month_did_not_have_says_so():
    (line,) = plain(two_months.months(report(target("T02", STEADY)), june()))
    assert (line["6月实绩"], line["增减"], line["8月实绩"]) == ("当月没有这项", None, Decimal(40))


def test_the_year_to_come_is_listed_with_band_need_and_best_month():
    made = report(target("T01", RESEARCH, **MONEY), target("T02", "8 8 8 8 8 8 8 8", **RATE))
    assert plain(outlooks.outlooks(made)) == [
        {
            "指标": "指标1",
            "牵头单位": "区经信局",
            "亮灯": "滞后",
            "实绩": Decimal("10.78"),
            "目标": "17.5亿元",
            "预计年末": Decimal("16.38"),
            "80%区间": "16.17—16.59",
            "与目标相差": Decimal("-1.12"),
            "能否完成": "不能",
            "后续月均需完成": Decimal("1.68"),
            "最好单月": Decimal("1.54"),
            "说明": "高于最好单月",
        },
        {
            "指标": "指标2",
            "牵头单位": "区经信局",
            "亮灯": "达序时",
            "实绩": Decimal(8),
            "目标": "8%",
            "预计年末": None,
            "80%区间": "",
            "与目标相差": None,
            "能否完成": "不预测",
            "后续月均需完成": None,
            "最好单月": "",
            "说明": "只对累计量和存量外推",
        },
    ]


def test_last_year_stands_beside_this_one_or_why_it_does_not():
    full = "1.12 2.21 3.49 4.70 6.02 7.36 8.69 10.14 11.6 13 14.4 15.9"
    made = report(
        target("T01", RESEARCH, past=full, **MONEY),
        target("T02", "8 8 8 8 8 8 8 8", past="- - - - - - - 8.5", **RATE),
        target("T03", STEADY),
        target("T04", STEADY, past="- - - - - - - 0"),
        target("T05", "5", past=full),
    )
    found = [
        (line["2023年同月"], line["同比"], line["说明"], line["2023年全年"])
        for line in plain(past.past(made))
    ]
    assert found == [
        (Decimal("10.14"), Decimal("6.3"), "", Decimal("15.90")),
        (Decimal("8.5"), Decimal("-0.5"), "", None),
        (None, None, "去年同期未录入", None),
        (Decimal(0), None, "去年同期不能作基数", None),
        (Decimal("10.14"), None, "未报，9月5日截止", Decimal("15.9")),
    ]
    assert [past.year_on_year(row) for row in made.targets[:3]] == ["+6.3%", "−0.5个百分点", "—"]
    assert body(made, "by=past").startswith(
        "两月比较单位比较年终预测去年同期与2023年比5项指标中2项有去年同期"
    )


def unit_report():
    return report(
        target("T01", STEADY),
        target("T02", BEHIND),
        target("T03", "5", lead=ZUZHI),
        tasks=(task(1, joint=(ZUZHI,)), task(2, "far_behind")),
    )


def test_units_are_counted_by_what_they_lead_and_how_they_report():
    jingxin, zuzhi = plain(units.units(unit_report()))
    counted = ("单位", "牵头指标", "已完成", "在轨", "滞后", "未报", "牵头任务", "任务在轨")
    assert [jingxin[name] for name in counted] == ["区经信局", 2, 0, 1, 1, 0, 2, 1]
    assert [zuzhi[name] for name in counted] == ["区委组织部", 1, 0, 0, 0, 1, 0, 0]
    assert [zuzhi[name] for name in ("应报", "按时", "欠报")] == [1, 0, 1]
    assert units.said(unit_report()) == "2个单位，2个有牵头的指标或任务，其中2个有滞后或未报"
    assert units.said(report(target("T01", STEADY))).endswith("都没有滞后或未报")


def test_scores_stand_as_the_plan_shows_them():
    made = unit_report()
    score = made.league.score("jingxin")
    by_rank = plain(units.units(made))[0]
    assert (by_rank["得分"], by_rank["名次"]) == (score.total, score.rank)
    assert [line["名次"] for line in plain(units.units(made))] == [1, 2]

    def shows(show, **changed):
        scores = tuple(replace(each, rank=None, **changed) for each in made.league.leading)
        rules = replace(made.league.rules, show=show)
        return replace(made, league=replace(made.league, rules=rules, leading=scores))

    assert plain(units.units(shows(BANDS, band="A")))[0]["档次"] == "A"
    unranked = units.units(shows(UNRANKED))
    assert {"名次", "档次"} & set(plain(unranked)[0]) == set()
    assert [column.sorts for column in unranked.columns if column.name == "score"] == [False]
    older = units.units(replace(made, league=None))
    assert "得分" not in plain(older)[0]
    assert older.foot.endswith("这一期发布时还没有晾晒榜，不列得分。")


# What the address asks for


@pytest.mark.parametrize(
    ("query", "view"),
    [
        ("", "months"),
        ("by=units", "units"),
        ("by=outlook", "outlook"),
        ("by=past", "past"),
        ("units=jingxin", "units"),
        ("by=<script>", "months"),
        ("by=", "months"),
    ],
)
def test_an_unknown_view_is_the_first_one(query, view):
    assert compare_page.view_of(QueryDict(query)) == view


THREE = (target("T01", BEHIND), target("T02", STEADY, lead=ZUZHI), target("T03", RESEARCH, **MONEY))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["指标1", "指标2", "指标3"]),
        ("kind=worse", ["指标1"]),
        ("kind=same", ["指标2", "指标3"]),
        ("kind=nonsense", ["指标1", "指标2", "指标3"]),
        ("unit=zuzhi", ["指标2"]),
        ("unit=nonsense", ["指标1", "指标2", "指标3"]),
        ("sort=gap", ["指标1", "指标3", "指标2"]),
        ("sort=-gap", ["指标2", "指标3", "指标1"]),
        ("sort=light", ["指标1", "指标3", "指标2"]),
        ("sort=name", ["指标1", "指标2", "指标3"]),  # no column to sort by
        ("sort=-", ["指标1", "指标2", "指标3"]),
        ("by=outlook&kind=unable", ["指标1", "指标3"]),
        ("by=outlook&sort=-verdict", ["指标2", "指标1", "指标3"]),
        ("by=units&units=zuzhi", ["区委组织部"]),
        ("units=jingxin,zuzhi", ["区经信局", "区委组织部"]),
        ("units=zuzhi&units=nobody", ["区委组织部"]),
        ("units=" + "x," * 500, ["区经信局", "区委组织部"]),
        ("by=units&unit=zuzhi&kind=worse", ["区经信局", "区委组织部"]),
        ("by=past&kind=known", []),
    ],
)
def test_the_table_is_narrowed_and_sorted_as_the_address_says(query, found):
    then = report(*(replace(each, standings=each.standings[:7]) for each in THREE), month=7)
    context = shown(report(*THREE), query, then)
    assert names(context) == found
    if not found:
        assert "没有符合筛选的指标。" in body(report(*THREE), query, then)


def test_columns_left_out_are_neither_shown_nor_taken_away():
    made = report(target("T01", STEADY))
    context = shown(made, "by=outlook&hide=band&hide=best&hide=name&hide=x")
    labels = [head.label for head in context["heads"]]
    assert labels[0] == "指标"
    assert {"80%区间", "最好单月"} & set(labels) == set()
    sheet = compare_page.listed(made, QueryDict("by=outlook&hide=band&hide=best"), None)
    assert list(sheet.heads) == labels


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "8月之前没有已发布的月份，不能比较。发布两个月后可以在这里比较。"),
        ("a=2024-05", "5月还没有发布，不能比较。请选已经发布的月份。"),
    ],
)
def test_without_a_month_beside_the_page_says_why(query, sentence):
    made = report(target("T01", STEADY))
    assert sentence in body(made, query)
    with pytest.raises(Http404):
        compare_page.listed(made, QueryDict(query), None)


def month(number, sha="f"):
    return Month(number, f"2024-{number:02d}", "published" if sha else "filing", None, sha, 1)


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ("", 7),
        ("a=2024-06", 6),
        ("a=2024-03", None),  # not published
        ("a=2024-08", 7),  # the month itself
        ("a=2024-09", 7),  # a later one
    ],
)
def test_the_month_beside_is_the_last_published_unless_another_is_asked_for(query, chosen):
    months = [month(number, "" if number in {3, 9, 10, 11, 12} else "f") for number in range(1, 13)]
    found = compare_page.earlier(QueryDict(query), months, months[7])
    assert (found and found.number) == chosen
    assert compare_page.earlier(QueryDict(""), months, months[0]) is None


@pytest.mark.parametrize("asked", ["2023-06", "2024-13", "2024-6", "x", "2024-06'--", "８"])
def test_what_is_no_month_of_the_year_is_not_found(asked):
    query = QueryDict(mutable=True)
    query["a"] = asked
    with pytest.raises(Http404):
        compare_page.earlier(query, [month(number) for number in range(1, 13)], month(8))


# The page as it is answered


@pytest.fixture
def published(plan, office, settings):
    """Three targets of three units, published from January to August."""
    cache.clear()
    settings.DEMO, settings.DEMO_DAY = True, date(2024, 10, 8)
    periods.ensure(plan)
    for place in range(1, 4):
        unit = factories.UnitFactory.create(district=plan.district)
        row = factories.TargetFactory.create(
            plan=plan, code=f"T{place:02d}", order=place, lead_unit=unit, short_name=f"=指标{place}"
        )
        for number in range(1, 9):
            factories.figure(row, number, str(place * number))
    ReportingPeriod.objects.filter(plan=plan).update(is_backfill=True)
    for number in range(1, 9):
        at = moment(2024, 9, 10, 16, number)
        publication.publish(plan, number, by=office, on=SEPTEMBER_10, at=at)
    return plan


@pytest.fixture
def read(client, published, leader):
    """read("compare/?a=2024-06"): the answer to a leader."""
    client.force_login(leader)
    return lambda address, **headers: client.get(f"/dinghai-2024/{address}", headers=headers)


LEADS_TO = {
    "compare/?a=2024-06&b=2024-08": "2024-08/compare/?a=2024-06",
    "compare/?a=2024-08&b=2024-06": "2024-08/compare/?a=2024-06",
    "compare/?b=2024-07": "2024-07/compare/",
    "compare/?a=2024-07&b=2024-07": "2024-07/compare/",
    "2024-03/compare/?a=2024-06&b=2024-08&sort=gap": "2024-08/compare/?a=2024-06&sort=gap",
}


def test_two_months_in_the_address_lead_to_the_later_one(read):
    found = {address: read(address) for address in LEADS_TO}
    assert {response.status_code for response in found.values()} == {302}
    led = {address: response["Location"] for address, response in found.items()}
    assert led == {address: f"/dinghai-2024/{to}" for address, to in LEADS_TO.items()}
    assert {read(to).status_code for to in LEADS_TO.values()} == {200}


ANSWERS = {
    "compare/": 200,
    "compare/?b=": 200,
    "compare/?b=x": 404,
    "compare/?b=2024-08&a=//evil.example": 404,
    "compare/?b=2024-08%0d%0aX: y": 404,
    "2024-08/compare/?a=x": 404,
    "2024-08/compare/?a=2023-12": 404,
    "2024-08/compare/?a=2024-09": 200,  # a later month counts as not asked for
    "2024-08/compare/?a=2024-02": 200,
    "2024-01/compare/": 200,  # nothing before it
    "2024-08/compare/?a=2024-06&edition=1": 200,
    "2024-08/compare/?a=2024-06&edition=9": 404,
    "2024-08/compare/?by=%00&sort=%ff&hide=%00&units=%00&unit=%00&kind=%00": 200,
    "2024-08/compare.csv?a=x": 404,
    "2024-01/compare.csv": 404,
    "2024-01/compare.csv?by=past": 200,
    "2025-01/compare/": 404,
    "2024-09/compare/": 200,  # not published: a sentence
    "2024-09/compare.csv": 404,
}


def test_whatever_the_address_asks_the_answer_is_a_page_or_not_found(read):
    assert {address: read(address).status_code for address in ANSWERS} == ANSWERS


def test_a_correction_of_the_earlier_month_reaches_the_comparison(read, published, office):
    address = "2024-08/compare/?a=2024-06"
    first = read(address)
    assert read(address, if_none_match=first["ETag"]).status_code == 304
    assert read("2024-08/compare/?a=2024-07")["ETag"] != first["ETag"]
    assert "<b>12</b>" in first.content.decode()
    row, period = published.targets.get(code="T02"), factories.period_of(published, 6)
    by = factories.reporter_of(row.lead_unit)
    told: dict[str, Any] = {"typed": "13", "cause": "unit_error", "reason": "漏计一家"}
    publication.correct(correcting.propose(row, period, by=by, **told), by=office)
    again = read(address, if_none_match=first["ETag"])
    assert again.status_code == 200
    assert "<b>13</b>" in again.content.decode()
    assert "<b>12</b>" not in again.content.decode()


def test_the_file_holds_what_the_page_shows(read):
    response = read("2024-08/compare.csv?a=2024-06&sort=-completion&hide=lead")
    assert response["Content-Type"].startswith("text/csv")
    assert 'filename="dinghai-2024-2024-08-compare.csv"' in response["Content-Disposition"]
    lines = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [line["指标"] for line in lines] == ["'=指标3", "'=指标2", "'=指标1"]  # never a formula
    assert [(line["6月实绩"], line["8月实绩"], line["增减"]) for line in lines] == [
        ("18", "24", "6"),
        ("12", "16", "4"),
        ("6", "8", "2"),
    ]
    assert "牵头单位" not in lines[0]


def test_the_workbook_opens_with_numbers_as_numbers(read):
    from openpyxl import load_workbook

    response = read("2024-08/compare.xlsx?by=outlook")
    page = load_workbook(io.BytesIO(b"".join(response.streaming_content))).worksheets[0]
    heads = [cell.value for cell in page[3]]
    first = dict(zip(heads, [cell.value for cell in page[4]], strict=True))
    assert (first["预计年末"], first["能否完成"], first["说明"]) == (12, "不能", "高于最好单月")


def test_a_kept_comparison_costs_no_more_than_any_page(read):
    for address in ("2024-08/compare/?a=2024-06", "2024-08/compare/?by=units"):
        read(address)
        with CaptureQueriesContext(connection) as queries:
            read(address)
        assert len(queries) <= 6


def test_the_office_compares_the_month_being_filed(client, published, office):
    client.force_login(office)
    response = client.get("/dinghai-2024/2024-09/compare/?a=2024-07")
    assert "7月 → 9月" in response.content.decode()
    assert client.get("/dinghai-2024/2024-09/compare.csv?a=2024-07").status_code == 200
