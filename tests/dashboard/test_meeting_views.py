"""会议模式 and the wall as they are answered: who may see which month, and what a refresh leaves alone."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dashboard import idle, publication
from plans import periods
from plans.models import ReportingPeriod
from targets.choices import State
from tests import factories
from tests.factories import moment

pytestmark = pytest.mark.django_db
AUGUST, SEPTEMBER = "/dinghai-2024/2024-08/", "/dinghai-2024/2024-09/"
MOST = 12


@pytest.fixture(autouse=True)
def _eighth_of_october(settings):
    """September is being filed, and nothing is kept from another test."""
    cache.clear()
    settings.DEMO, settings.DEMO_DAY = True, date(2024, 10, 8)


@pytest.fixture
def month(plan, unit, office):
    """August published with one target behind; September handed in and approved in part."""
    periods.ensure(plan)
    for number in range(1, 4):
        row = factories.TargetFactory.create(
            plan=plan, code=f"T{number:02d}", order=number, lead_unit=unit
        )
        factories.QuotationFactory.create(target=row, start=number, end=number + 3)
        for each in range(1, 9):
            factories.figure(row, each, str(each * number))
        factories.task_of(plan, unit, number=number, targets=(row,))
        factories.figure(row, 9, "50", state=State.APPROVED if number == 1 else State.DRAFT)
    ReportingPeriod.objects.filter(plan=plan).update(is_backfill=True)
    for each in range(1, 9):
        publication.publish(
            plan, each, by=office, on=date(2024, 9, 10), at=moment(2024, 9, 10, 16, each)
        )
    return plan


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def people(plan, unit):
    return {
        "leader": factories.leader_of(plan.district),
        "office": factories.office_of(plan.district),
        "reporter": factories.reporter_of(unit),
        "head": factories.head_of(unit),
        "administrator": factories.administrator_of(plan.district),
        "elsewhere": factories.office_of(factories.DistrictFactory.create(code="putuo")),
    }


@pytest.mark.parametrize("address", ["meeting/", "meeting/2/", "screen/"])
def test_leaders_and_the_office_hold_meetings_and_every_reader_sees_the_wall(month, unit, address):
    readers = {"leader", "office"}
    if address == "screen/":
        readers |= {"reporter", "head", "administrator"}
    told = {
        role: signed_in(person).get(AUGUST + address).status_code
        for role, person in people(month, unit).items()
    }
    assert told == {role: 200 if role in readers else 404 for role in told}


def test_the_deck_without_a_month_is_the_last_published_one(month, leader):
    html = signed_in(leader).get("/dinghai-2024/meeting/").content.decode()
    assert "8月进展" in html
    assert "数据截至2024年8月31日 · 第8期（补录），9月10日发布" in html


def test_the_office_rehearses_a_month_not_yet_published_and_nobody_else_reads_it(
    month, leader, office
):
    rehearsed = signed_in(office).get(SEPTEMBER + "meeting/").content.decode()
    refused = signed_in(leader).get(SEPTEMBER + "meeting/").content.decode()
    published = signed_in(office).get(AUGUST + "meeting/").content.decode()
    assert "未发布，仅供预演" in rehearsed
    assert '<section class="slide"' in rehearsed
    assert '<section class="slide"' not in refused
    assert "9月" in refused
    assert "仅供预演" not in published


def test_all_slides_are_in_the_page_and_one_is_open(month, leader):
    html = signed_in(leader).get(AUGUST + "meeting/3/").content.decode()
    slides = re.findall(
        r'<section class="slide" id="s(\d+)" aria-labelledby="h\d+"( hidden)?>', html
    )
    assert [number for number, hidden in slides if not hidden] == ["3"]
    assert [int(number) for number, _ in slides] == list(range(1, len(slides) + 1))
    assert html.count("<h1>") == 1
    assert f'href="{AUGUST}meeting/2/" data-turn="-1"' in html
    assert f'href="{AUGUST}meeting/4/" data-turn="1"' in html
    assert "演示数据，不作依据" in html


@pytest.mark.parametrize("address", ["meeting/0/", "meeting/99999/", "meeting/-1/", "meeting/x/"])
def test_a_slide_that_does_not_exist_is_not_found(month, leader, address):
    assert signed_in(leader).get(AUGUST + address).status_code == 404


@pytest.mark.parametrize("query", ["play=%00", "play=1e9", "edition=0", "edition=x", "refresh=%FF"])
def test_no_query_string_breaks_a_meeting(month, leader, query):
    client = signed_in(leader)
    told = {client.get(f"{AUGUST}{page}?{query}").status_code for page in ("meeting/", "screen/")}
    assert told == ({404} if query.startswith("edition") else {200})


def test_a_second_visit_is_answered_without_the_deck(month, leader):
    client = signed_in(leader)
    first = client.get(AUGUST + "meeting/")
    again = client.get(AUGUST + "meeting/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", [AUGUST, SEPTEMBER])
@pytest.mark.parametrize("page", ["meeting/", "meeting/1/", "screen/"])
def test_a_meeting_asks_at_most_twelve_questions(month, office, path, page):
    client = signed_in(office)
    client.get(path + page)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path + page).status_code == 200
    assert len(queries) <= MOST


@pytest.mark.parametrize(
    ("query", "headers", "counts"),
    [
        ("", {}, True),
        ("", {"X-Refresh": "1"}, False),
        ("?refresh=1", {}, False),
        ("?refresh=2", {"X-Refresh": "0"}, True),
    ],
)
def test_a_refresh_of_the_wall_is_nobody_at_work(
    month, leader, monkeypatch, query, headers, counts
):
    client = signed_in(leader)
    client.get("/dinghai-2024/screen/")
    before = client.session[idle.SEEN]
    later = before + django_settings.SESSION_COOKIE_AGE - 1
    monkeypatch.setattr("dashboard.idle.time.time", lambda: later)
    assert client.get(f"/dinghai-2024/screen/{query}", headers=headers).status_code == 200
    assert (client.session[idle.SEEN] == later) is counts


def test_a_refresh_of_any_other_page_counts_as_work(month, leader, monkeypatch):
    client = signed_in(leader)
    client.get(AUGUST)
    later = client.session[idle.SEEN] + 100
    monkeypatch.setattr("dashboard.idle.time.time", lambda: later)
    client.get(AUGUST + "?refresh=1", headers={"X-Refresh": "1"})
    assert client.session[idle.SEEN] == later


def test_what_units_write_cannot_become_markup(plan, unit, office, leader):
    periods.ensure(plan)
    row = factories.TargetFactory.create(plan=plan, lead_unit=unit, short_name="<b>甲</b>")
    factories.figure(row, 1, "0", problem="<script>alert(1)</script>", next_step="</section>")
    publication.publish(plan, 1, by=office, on=date(2024, 6, 10))
    html = signed_in(leader).get("/dinghai-2024/2024-01/meeting/").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "&lt;b&gt;甲&lt;/b&gt;" in html
