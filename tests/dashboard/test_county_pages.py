"""各县汇总 as a page and as files: for the superior's leaders and office alone, published figures alone."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from dashboard import publication
from targets.models import Correction
from tests import factories
from tests.factories import figure, moment, note_of, period_of, task_of

pytestmark = pytest.mark.django_db
PAGES = ("county_list", "county_csv", "county_xlsx")
SECRET = "尚未发布的说明"


def county(city, code, name, *, months=2, goal="60", value="10", year=2024):
    """A county with one plan, its months published up to `months`, the next one waiting unpublished."""
    district = factories.DistrictFactory.create(code=code, name=name)
    district.parent = city
    district.save()
    plan = factories.PlanFactory.create(
        district=district, slug=f"{code}-{year}", year=year, title=f"{name}{year}年工作计划"
    )
    target = factories.TargetFactory.create(
        plan=plan, code="T01", name="新增规上企业", goal=Decimal(goal), goal_text=f"{goal}家以上"
    )
    assert target.lead_unit is not None
    task = task_of(plan, target.lead_unit, number=1)
    office = factories.office_of(district)
    for month in range(1, months + 1):
        period_of(plan, month)
        figure(target, month, str(Decimal(value) * month))
        publication.publish(plan, month, by=office, on=date(year, month + 1, 10))
    live = period_of(plan, months + 1)
    figure(target, live.month, "777", explanation=SECRET)
    note_of(task, live.month, text=SECRET)
    return SimpleNamespace(district=district, plan=plan, target=target, office=office)


@pytest.fixture
def city():
    return factories.DistrictFactory.create(code="zhoushan", name="舟山市")


@pytest.fixture
def counties(city):
    return [
        county(city, "dinghai", "定海区"),
        county(city, "putuo", "普陀区", goal="40", value="5"),
        county(city, "daishan", "岱山县", months=1, goal="20", value="3"),
    ]


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_the_superior_reads_what_is_published_added_up(city, counties):
    leader = factories.leader_of(city)
    page = signed_in(leader).get(reverse("county_list"))
    [row] = page.context["rows"]
    total = row["row"].total
    assert (total.value, total.goal, total.share, total.counted) == (30, 100, Decimal("30.0"), 2)
    html = page.content.decode()
    assert page.context["said"] == "3个县（市、区）中2个发布了2月；同名指标没有滞后的。"
    assert "序时进度16.7%" in html
    assert "岱山县（只到1月）" in html
    assert "3县设此项，计入2县2月数；未计入：岱山县（只发布到1月）。" in html


def test_nothing_unpublished_and_no_name_reaches_the_superior(city, counties):
    people = [each.office.full_name for each in counties] + [
        str(each.target.lead_unit) for each in counties
    ]
    client = signed_in(factories.office_of(city))
    html = client.get(reverse("county_list")).content.decode()
    for word in (SECRET, "777", *people):
        assert word not in html
    assert client.get(reverse("county_list"), {"month": "3"}).status_code == 404


def test_the_page_says_which_targets_most_counties_are_behind_in(city):
    for code, name, value in (("a", "甲县", "1"), ("b", "乙县", "2"), ("c", "丙县", "10")):
        county(city, code, name, value=value)
    page = signed_in(factories.leader_of(city)).get(reverse("county_list"))
    assert page.context["said"] == (
        "3个县（市、区）中3个发布了2月；滞后最多的同名指标：新增规上企业（2个县）。"
    )
    [row] = page.context["rows"]
    assert row["lights"] == "严重滞后2、超序时1"


def test_another_month_is_chosen_by_the_address(city, counties):
    page = signed_in(factories.leader_of(city)).get(reverse("county_list"), {"month": "1"})
    [row] = page.context["rows"]
    assert (row["row"].total.value, row["row"].total.goal) == (18, 120)
    assert page.context["together"].behind == ()


@pytest.mark.parametrize(
    "query",
    [
        {"month": "13"},
        {"month": "0"},
        {"month": "-1"},
        {"month": "x"},
        {"month": "１"},
        {"month": "9" * 5000},
        {"year": "1999"},
        {"year": "2024'--"},
        {"month": "\x00"},
    ],
)
def test_no_address_breaks_the_page(city, counties, query):
    client = signed_in(factories.leader_of(city))
    assert {client.get(reverse(name), query).status_code for name in PAGES} == {404}


ROLES = {
    "the city's leader": (lambda city, own: factories.leader_of(city), 200),
    "the city's office": (lambda city, own: factories.office_of(city), 200),
    "the city's administrator": (lambda city, own: factories.administrator_of(city), 404),
    "a clerk of the city": (
        lambda city, own: factories.reporter_of(factories.UnitFactory.create(district=city)),
        404,
    ),
    "the county's leader": (lambda city, own: factories.leader_of(own.district), 404),
    "the county's office": (lambda city, own: own.office, 404),
    "the county's administrator": (lambda city, own: factories.administrator_of(own.district), 404),
    "a clerk of the county": (lambda city, own: factories.reporter_of(own.target.lead_unit), 404),
    "nobody's": (lambda city, own: factories.UserFactory.create(), 404),
}


@pytest.mark.parametrize("role", ROLES)
def test_who_reads_the_counties(city, counties, role):
    make, status = ROLES[role]
    client = signed_in(make(city, counties[0]))
    assert {client.get(reverse(name)).status_code for name in PAGES} == {status}


def test_whoever_is_not_signed_in_is_sent_to_sign_in(counties):
    answers = [Client().get(reverse(name)) for name in PAGES]
    assert {(each.status_code, each["Location"].partition("?")[0]) for each in answers} == {
        (302, "/accounts/login/")
    }


def test_another_superior_sees_none_of_these_counties(counties):
    other = factories.DistrictFactory.create(code="ningbo", name="宁波市")
    county(other, "zhenhai", "镇海区")
    html = signed_in(factories.leader_of(other)).get(reverse("county_list")).content.decode()
    assert "镇海区" in html
    assert [name for name in ("定海区", "普陀区", "岱山县") if name in html] == []


def test_the_superior_opens_no_page_of_a_county(city, counties):
    client, slug = signed_in(factories.leader_of(city)), counties[0].plan.slug
    paths = (
        reverse("overview", args=[slug]),
        reverse("overview", args=[slug, "2024-01"]),
        reverse("target_csv", args=[slug, "2024-01"]),
        reverse("paper", args=[slug, "2024-01", "json"]),
        reverse("task_list", args=[slug]),
        reverse("review_queue", args=[slug]),
        reverse("history", args=[slug]),
    )
    assert {client.get(path).status_code for path in paths} == {404}


def test_a_county_sees_no_other_county(counties):
    own, other = counties[0], counties[1]
    for person in (own.office, factories.leader_of(own.district)):
        client = signed_in(person)
        assert client.get(reverse("overview", args=[other.plan.slug])).status_code == 404
        assert "普陀区" not in client.get(reverse("plan_list")).content.decode()


def test_the_files_hold_the_same_figures(city, counties):
    client = signed_in(factories.leader_of(city))
    text = client.get(reverse("county_csv")).content.decode("utf-8-sig")
    lines = [line.split(",") for line in text.splitlines()]
    assert [line[:7] for line in lines[1:]] == [
        ["新增规上企业", "累计量", "岱山县", "家", "", "", ""],
        ["新增规上企业", "累计量", "定海区", "家", "60", "20", "33.3"],
        ["新增规上企业", "累计量", "普陀区", "家", "40", "10", "25.0"],
        ["新增规上企业", "累计量", "合计", "家", "100", "30", "30.0"],
    ]
    book = b"".join(client.get(reverse("county_xlsx")).streaming_content)
    [page] = load_workbook(io.BytesIO(book)).worksheets
    rows = list(page.iter_rows(min_row=4, values_only=True))
    assert rows[3][:7] == ("新增规上企业", "累计量", "合计", "家", 100, 30, 30)
    assert "没有这个月的：岱山县（只到1月）" in page["A2"].value


def test_a_correction_is_read_in_its_newest_edition(city, counties):
    own = counties[0]
    row = Correction.objects.create(
        target=own.target,
        period=period_of(own.plan, 2),
        cause="unit_error",
        old_value=20,
        new_value=26,
        reason="漏计6家",
        proposed_by=factories.reporter_of(own.target.lead_unit),
    )
    publication.correct(row, by=own.office, at=moment(2024, 3, 12))
    page = signed_in(factories.leader_of(city)).get(reverse("county_list"))
    assert page.context["rows"][0]["row"].total.value == 36
    assert "第2版" in page.content.decode()


def test_a_superior_without_a_plan_begins_with_its_counties(city, counties):
    answer = signed_in(factories.leader_of(city)).get(reverse("home"))
    assert answer["Location"] == reverse("county_list")


def test_the_link_stands_where_there_are_counties_and_for_whom_it_opens(city, counties):
    factories.PlanFactory.create(district=city, slug="zhoushan-2024")
    link = f'href="{reverse("county_list")}"'
    for role, count in (("leader", 2), ("office", 2), ("administrator", 0)):
        person = getattr(factories, f"{role}_of")(city)
        html = signed_in(person).get(reverse("plan_list")).content.decode()
        assert html.count(link) == count, role
    html = signed_in(counties[0].office).get(reverse("plan_list")).content.decode()
    assert link not in html


@pytest.mark.parametrize("number", [1, 6])
def test_however_many_counties_the_page_asks_as_much(city, number):
    for each in range(number):
        county(city, f"c{each}", f"第{each}县", months=1)
    client = signed_in(factories.leader_of(city))
    client.get(reverse("county_list"))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("county_list")).status_code == 200
    assert len(queries) == 7
