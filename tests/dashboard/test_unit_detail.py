"""单位: what it leads and joins, how it reported, and its duties for its own eyes and the office's."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.http import Http404, QueryDict
from django.template.loader import render_to_string

from accounts.models import Unit
from dashboard import publication, unit_detail
from dashboard.report import Reporting
from plans.models import ReportingPeriod
from targets.choices import Kind, State
from tests import factories
from tests.dashboard.reports import JINGXIN, ZUZHI, report, target, task
from tests.factories import moment

MARCH_5 = date(2024, 3, 5)


@pytest.fixture
def made():
    return report(
        target("T01", "5 10 15 20 25 30 35 36", name="落地企业", inferred=("lead_unit",)),
        target("T02", "5 10 15 20 25 30 35 40", name="引进人才", words=("", "进度慢", "9月补上")),
        target("T03", "", kind=Kind.RATIO, months=[12], measure="%", name="公寓增幅"),
        target("T04", "5 10", lead=ZUZHI),
        tasks=(
            task(1, joint=(ZUZHI,)),
            task(2, "behind"),
            task(3, "done", lead=ZUZHI, joint=(JINGXIN,)),
            task(4, lead=ZUZHI),
        ),
    )


def context(made, code="jingxin"):
    return unit_detail.context(made, QueryDict(""), code=code)


def page(made, code="jingxin"):
    found = {**context(made, code), "report": made}
    return render_to_string("dashboard/unit_detail.html", found)


def test_a_unit_the_report_does_not_hold_is_not_found(made):
    with pytest.raises(Http404):
        context(made, "jiaoyu")


def test_the_verdict_counts_what_the_unit_leads_targets_and_tasks_together(made):
    found = context(made)
    assert "，".join(found["verdict"]) == "牵头5项，2项在轨，2项滞后"
    assert found["beside"] == "指标3项、任务2项；配合任务1项；1项未到报送期"


def test_a_unit_that_only_joins_is_not_judged(made):
    joined = replace(made, targets=(), tasks=made.tasks[:1])
    found = context(joined, "zuzhi")
    assert found["verdict"] == ["没有牵头事项", "配合1项任务"]
    assert found["beside"] == ""
    html = page(joined, "zuzhi")
    assert "牵头指标 " not in html
    assert "重点任务 1项" in html


def test_the_facts_say_the_score_the_reports_and_what_is_not_kept_yet(made):
    facts = [(fact.label, fact.number, fact.note) for fact in context(made)["facts"]]
    assert facts == [
        # (0.763 + 0.847 + 0.833 + 0.75 + 0.3 × 0.833) ÷ 4.3 × 60 and 20 × 2 ÷ 4, of 80
        ("得分", "72.6", "牵头单位第1位"),
        ("8月报送", "2 / 4", "逾期未报2项"),
        ("未销号问题", "—", "未启用"),
        ("待回复督办单", "—", "未启用"),
    ]


@pytest.mark.parametrize(
    ("filed", "number", "note"),
    [
        ((6, 6, 0, ()), "6 / 6", "全部按时"),
        ((6, 4, 2, ()), "4 / 6", "迟报2项"),
        ((6, 4, 1, ("任务7进展",)), "4 / 6", "迟报1项，逾期未报1项"),
        ((6, 4, 0, ()), "4 / 6", "还有2项未报"),
    ],
)
def test_reporting_is_told_as_on_time_of_due_and_what_is_late(made, filed, number, note):
    due, on_time, late, missing = filed
    unit = next(each for each in made.units if each.code == "jingxin")
    told = replace(made, reporting=(Reporting(unit, due, on_time, late, missing),))
    fact = context(told)["facts"][1]
    assert (fact.label, fact.number, fact.note) == ("8月报送", number, note)
    assert ("任务7进展" in page(told)) is bool(missing)


def test_a_unit_that_owed_nothing_is_not_said_to_be_on_time(made):
    quiet = replace(made, reporting=())
    fact = context(quiet)["facts"][1]
    assert (fact.number, fact.note) == ("—", "本月没有应报事项")
    assert "本月没有应由本单位报送的指标和任务进展。" in page(quiet)


def test_a_month_filled_in_afterwards_owed_nothing_and_says_why():
    filled = report(target("T01", "5", month=1, backfilled=range(1, 5)), month=1)
    quiet = replace(filled, reporting=())
    fact = context(quiet)["facts"][1]
    assert (fact.label, fact.number, fact.note) == ("1月报送", "—", "本月为补录，不计报送")
    assert "本月为补录，不计报送。" in page(quiet)


def test_led_targets_stand_with_bars_and_what_is_inferred_is_marked(made):
    lines = context(made)["lines"]
    assert [(line.name, line.is_inferred) for line in lines] == [
        ("落地企业", True),
        ("引进人才", False),
        ("公寓增幅", False),
    ]
    assert page(made).count('<span class="tag">推定</span>') == 1


def test_led_tasks_come_before_joined_ones(made):
    found = context(made)
    assert [(each.title, each.part) for each in found["tasks"]] == [
        ("1. 任务标题1", "牵头"),
        ("2. 任务标题2", "牵头"),
        ("3. 任务标题3", "配合"),
    ]
    assert found["tasks_aside"] == "牵头2项，配合1项"


def test_problem_and_next_step_stand_in_the_units_own_words(made):
    [said] = context(made)["said"]
    assert (said.name, said.words) == ("引进人才", (("问题：", "进度慢"), ("下步：", "9月补上")))


def test_changes_are_the_units_own(made):
    assert [name for name, *_ in context(made)["changes"]] == ["落地企业"]
    assert context(made, "zuzhi")["changes"] == []


# Its duties, above the page that everybody reads


@pytest.fixture
def published(plan, unit, office, settings):
    """A unit with a target and a task, January published, February being filed on its due day."""
    cache.clear()
    settings.DEMO, settings.DEMO_DAY = True, MARCH_5
    factories.period_of(plan, 1, is_backfill=True)
    factories.period_of(plan, 2, due_on=MARCH_5)
    row = factories.TargetFactory.create(plan=plan, lead_unit=unit, code="T0", short_name="指标0")
    factories.figure(row, 1, "4")
    factories.task_of(plan, unit, number=1, targets=(row,))
    publication.publish(plan, 1, by=office, on=date(2024, 2, 20), at=moment(2024, 2, 20))
    return plan


def get(client, unit, month="2024-01/", **headers):
    return client.get(f"/dinghai-2024/{month}units/{unit.code}/", headers=headers)


def html_of(client, unit, month="2024-01/"):
    return get(client, unit, month).content.decode()


def duties_in(html):
    """The lines of the panel: state and matter."""
    panel = re.search(r'<section class="panel own.*?</section>', html, re.DOTALL)
    if panel is None:
        return None
    cells = re.findall(r'</svg>(\S+)</span></td>\s*<th scope="row">(.+?)</th>', panel[0])
    return [f"{state} {what}" for state, what in cells]


@pytest.mark.parametrize("month", ["", "2024-01/"])
def test_the_unit_sees_what_it_owes_now_whatever_month_it_reads(
    client, published, unit, reporter, month
):
    client.force_login(reporter)
    html = html_of(client, unit, month)
    assert duties_in(html) == ["待填 指标数据1项", "待填 任务进展1项"]
    assert "2月该办的事" in html
    assert "还有2项要交，今天24:00截止" in html
    assert 'href="/dinghai-2024/entry/2024-02/figures/#v-T0"' in html


def test_the_office_sees_it_without_the_ways_to_fill_in(client, published, unit, office):
    client.force_login(office)
    html = html_of(client, unit)
    assert duties_in(html) == ["待填 指标数据1项", "待填 任务进展1项"]
    assert "/entry/2024-02/" not in html
    assert 'href="/dinghai-2024/review/2024-02/"' in html


def test_nobody_else_sees_it(client, published, unit, leader):
    other = factories.reporter_of(factories.UnitFactory.create(district=unit.district))
    administrator = factories.administrator_of(unit.district)
    for person in (leader, other, administrator):
        client.force_login(person)
        html = html_of(client, unit)
        assert duties_in(html) is None
        assert "该办的事" not in html


def test_what_one_person_sees_above_the_page_is_not_kept_for_another(
    client, published, unit, reporter, leader
):
    client.force_login(reporter)
    assert duties_in(html_of(client, unit)) is not None  # the body is kept from here on
    client.force_login(leader)
    assert duties_in(html_of(client, unit)) is None
    client.force_login(reporter)
    assert duties_in(html_of(client, unit)) is not None


def test_a_changed_duty_is_shown_at_once_and_an_unchanged_page_is_not_sent_again(
    client, published, unit, reporter
):
    client.force_login(reporter)
    etag = get(client, unit)["ETag"]
    assert get(client, unit, **{"If-None-Match": etag}).status_code == 304
    row = published.targets.get()
    factories.figure(row, 2, "45", state=State.RETURNED, reason="请附名单", entered_by=reporter)
    answer = get(client, unit, **{"If-None-Match": etag})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert duties_in(html) == ["已退回 指标0 2月45家", "待填 任务进展1项"]
    assert "请附名单" in html


def test_the_office_reads_no_figure_that_the_unit_is_still_changing(
    client, published, unit, office
):
    row = published.targets.get()
    factories.figure(row, 2, "97531", state=State.RETURNED, reason="请附名单")
    client.force_login(office)
    html = html_of(client, unit)
    assert duties_in(html) == ["已退回 指标0", "待填 任务进展1项"]
    assert "97531" not in html
    assert "97,531" not in html


def test_with_nothing_open_there_is_no_panel(client, published, unit, reporter):
    days = {"opens_on": date(2024, 3, 6), "due_on": date(2024, 3, 8)}
    ReportingPeriod.objects.filter(plan=published, month=2).update(**days)
    client.force_login(reporter)
    assert duties_in(html_of(client, unit)) is None


def test_an_unknown_unit_is_not_found_even_for_the_office(client, published, office, unit):
    client.force_login(office)
    assert get(client, Unit(code="no-such")).status_code == 404
    idle = factories.UnitFactory.create(district=unit.district)
    assert get(client, idle).status_code == 404  # a unit of the district without a part in the plan


@pytest.mark.parametrize("rows", [0, 4])
def test_the_page_with_its_duties_and_matters_is_read_in_twelve_queries(
    client, published, unit, reporter, rows, django_assert_num_queries
):
    other = factories.UnitFactory.create(district=unit.district)
    for place in range(rows):
        row = factories.TargetFactory.create(plan=published, lead_unit=unit, goal=Decimal(9))
        factories.task_of(published, unit, other, number=place + 10, targets=(row,))
    client.force_login(reporter)
    html_of(client, unit)
    with django_assert_num_queries(12):
        html_of(client, unit)
