"""我的填报: what a unit owes, most pressing first, each line leading to the very field."""

from __future__ import annotations

from datetime import date

import pytest

from tests import factories
from tests.factories import TargetFactory, figure, note_of, period_of, task_of

pytestmark = pytest.mark.django_db
HOME = "/dinghai-2024/entry/"
FIGURES = "/dinghai-2024/entry/2024-09/figures/"
NOTES = "/dinghai-2024/entry/2024-09/notes/"


@pytest.fixture
def clerk(client, reporter, september):
    """A browser of the unit's clerk."""
    client.force_login(reporter)
    return client


def lines(response):
    return [
        (line.state, line.what, line.says, line.reason, line.due, line.url)
        for line in response.context["todo"]
    ]


def test_lines_tell_what_came_back_what_is_owed_and_what_is_not(clerk, plan, unit, reporter):
    mine = {"plan": plan, "lead_unit": unit}
    back = TargetFactory.create(**mine, code="T09", short_name="领军人才", measure="名")
    drafted = TargetFactory.create(**mine, code="T10", short_name="青年人才")
    TargetFactory.create(**mine, code="T11", short_name="落户企业")
    waiting = TargetFactory.create(**mine, code="T12", short_name="特派员")
    TargetFactory.create(**mine, code="T25", short_name="公寓", reporting_months=[12])
    office = factories.UserFactory.create(full_name="李某")
    figure(back, 9, "15", state="returned", reason="请附名单", reviewed_by=office)
    figure(drafted, 9, "19", state="draft", entered_by=reporter)
    at = factories.moment(2024, 10, 8, 9, 12)
    figure(waiting, 9, "6", state="submitted", entered_by=reporter, submitted_at=at)
    task_of(plan, unit, number=9)
    assert lines(clerk.get(HOME)) == [
        ("已退回", "领军人才 9月15名", "专班 李某退回", "请附名单", "今天", f"{FIGURES}#v-T09"),
        (
            "待填",
            "指标数据2项",
            "1项已存草稿，还没提交；还没填：落户企业",
            "",
            "今天",
            f"{FIGURES}#v-T11",
        ),
        ("待填", "任务进展1项", "任务9进展", "", "今天", f"{NOTES}#task-9"),
        ("已报，待审", "指标数据1项", f"10月8日 09:12 {reporter}提交", "", "—", f"{FIGURES}#v-T12"),
        ("免报", "公寓", "年报，12月报一次", "", "—", ""),
    ]


def test_link_of_a_returned_figure_leads_to_its_field(clerk, plan, unit):
    back = TargetFactory.create(plan=plan, lead_unit=unit, code="T09")
    figure(back, 9, "15", state="returned")
    assert f'href="{FIGURES}#v-T09"' in clerk.get(HOME).content.decode()
    assert 'id="v-T09"' in clerk.get(FIGURES).content.decode()


def test_tabs_count_what_has_something_in_it(clerk, plan, unit, reporter):
    for state in ("draft", "submitted", ""):
        target = TargetFactory.create(plan=plan, lead_unit=unit)
        if state:
            figure(target, 9, "5", state=state, entered_by=reporter)
    note_of(task_of(plan, unit), 9, state="draft", text="", entered_by=reporter)
    tabs = clerk.get(HOME).context["head"].tabs
    assert [(tab.label, tab.count, tab.url) for tab in tabs] == [
        ("指标数据", "2/3", FIGURES),
        ("任务进展", "0/1", NOTES),
    ]


def test_overdue_figure_says_so(clerk, plan, unit, settings):
    TargetFactory.create(plan=plan, lead_unit=unit)
    settings.DEMO_DAY = date(2024, 10, 9)
    assert lines(clerk.get(HOME))[0][0] == "逾期未报"


def test_other_open_months_are_a_link_each(clerk, plan, unit):
    period_of(plan, 4, opens_on=date(2024, 5, 18), due_on=date(2024, 6, 5), is_backfill=True)
    TargetFactory.create(plan=plan, lead_unit=unit)
    assert clerk.get(HOME).context["others"] == [
        {"url": "/dinghai-2024/entry/2024-04/figures/", "label": "4月（补录）还有1项"}
    ]


def test_what_a_published_month_never_got_is_told(clerk, plan, unit):
    august = period_of(plan, 8)
    august.published_at = factories.moment(2024, 9, 10)
    august.save()
    TargetFactory.create(plan=plan, lead_unit=unit, short_name="特派员", reporting_months=[8])
    assert lines(clerk.get(HOME))[0][:2] == ("逾期未报", "特派员 8月")


@pytest.mark.parametrize("rows", [1, 3])
def test_home_in_eleven_queries(clerk, plan, unit, rows, django_assert_num_queries):
    for _ in range(rows):
        figure(TargetFactory.create(plan=plan, lead_unit=unit), 9, "5", state="draft")
        note_of(task_of(plan, unit), 9, state="draft")
    clerk.get(HOME)
    with django_assert_num_queries(11):
        assert clerk.get(HOME).status_code == 200


def test_between_two_months_the_page_says_that_nothing_is_open(clerk, september):
    september.published_at = factories.moment(2024, 10, 8)
    september.save()
    response = clerk.get(HOME)
    assert response.status_code == 200
    assert "现在没有要填的月份" in response.content.decode()


@pytest.mark.parametrize("role", ["leader", "office", "administrator"])
def test_home_is_for_units(client, plan, september, role):
    client.force_login(getattr(factories, f"{role}_of")(plan.district))
    assert client.get(HOME).status_code == 404


def test_what_is_not_asked_says_why(clerk, plan, unit):
    period_of(plan, 10, opens_on=date(2024, 11, 1), due_on=date(2024, 11, 5))
    lead = factories.UnitFactory.create(district=plan.district, short_name="科技局")
    task_of(plan, lead, unit, number=4)
    task_of(plan, unit, lead, number=5)
    told = [line[:3] for line in lines(clerk.get(HOME))][-2:]
    assert told == [
        ("不归本单位", "配合任务1项", "由牵头单位填报：任务4（科技局）"),
        ("未开放", "10月填报", "11月1日起可填"),
    ]


def test_the_head_is_told_what_waits_for_them(client, plan, unit, september, reporter):
    plan.countersign = True
    plan.save()
    figure(TargetFactory.create(plan=plan, lead_unit=unit), 9, "5", state="submitted")
    client.force_login(factories.head_of(unit))
    line = lines(client.get(HOME))[0]
    assert (line[0], line[1], line[5]) == (
        "待你审核",
        "1项",
        "/dinghai-2024/entry/2024-09/countersign/",
    )
    client.force_login(reporter)
    assert [line[0] for line in lines(client.get(HOME))] == ["已报，待单位审核"]


def test_a_return_without_its_reason_comes_back_with_the_field_open(
    client, plan, unit, september, reporter
):
    plan.countersign = True
    plan.save()
    client.force_login(factories.head_of(unit))
    target = TargetFactory.create(plan=plan, lead_unit=unit)
    row = figure(target, 9, "7", state="submitted", submitted_by=reporter)
    url = "/dinghai-2024/entry/2024-09/countersign/"
    key = client.get(url).context["waiting"][0].key
    response = client.post(url, {"return": key, f"reason-{key}": ""})
    assert response.status_code == 422
    assert response.content.decode().count('<details class="retmore" open>') == 1
    row.refresh_from_db()
    assert row.state == "submitted"
