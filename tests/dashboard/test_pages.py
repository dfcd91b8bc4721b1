"""The reading pages as they are answered: who sees which month, from how many queries, how often."""

from __future__ import annotations

import gzip
import re
from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.choices import Role
from dashboard import publication
from plans import periods
from plans.models import ReportingPeriod
from targets.choices import Place, State
from tests import factories
from tests.factories import moment

SEPTEMBER_10 = date(2024, 9, 10)
PAGES = ("", "targets/", "targets/T01/", "formulas/")
FILES = ("2024-08/targets.csv", "2024-08/export.xlsx")


@pytest.fixture(autouse=True)
def _eighth_of_october(settings):
    """September is being filed, and nothing is kept from another test."""
    cache.clear()
    settings.DEMO, settings.DEMO_DAY = True, date(2024, 10, 8)


def fill(plan, number, last=8):
    """So many targets with a figure for every month to `last`, each with a task."""
    clerk = factories.UserFactory.create()
    periods.ensure(plan)
    units = [factories.UnitFactory.create(district=plan.district) for _ in range(3)]
    for place in range(1, number + 1):
        target = factories.TargetFactory.create(
            plan=plan,
            code=f"T{place:02d}",
            order=place,
            lead_unit=units[place % 3],
            place=Place.HEADLINE if place % 2 else Place.TASK,
        )
        for month in range(1, last + 1):
            figure = str(5 * month)
            factories.figure(target, month, figure, entered_by=clerk, reviewed_by=clerk)
        factories.task_of(plan, *units, number=place, targets=(target,))


def publish(plan, office, last=8):
    """January to `last`, each a day after the other."""
    ReportingPeriod.objects.filter(plan=plan).update(is_backfill=True)
    for month in range(1, last + 1):
        publication.publish(
            plan, month, by=office, on=SEPTEMBER_10, at=moment(2024, 9, 10, 16, month)
        )


@pytest.fixture
def published(plan, office):
    """Two targets, published to August."""
    fill(plan, 2)
    publish(plan, office)
    return plan


def get(client, address, **headers):
    return client.get(f"/dinghai-2024/{address}", headers=headers)


# Who sees what


@pytest.mark.parametrize("role", list(Role))
def test_every_role_reads_a_published_month(client, published, unit, role):
    in_unit = role not in {Role.LEADER, Role.ADMINISTRATOR}
    membership = factories.MembershipFactory.create(
        district=published.district, unit=unit if in_unit else None, role=role
    )
    client.force_login(membership.user)
    assert [get(client, f"2024-08/{path}").status_code for path in PAGES] == [200] * 4


def test_nobody_signed_in_is_sent_to_sign_in(client, published):
    for path in (*PAGES, *FILES):
        response = get(client, path)
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/?next=/dinghai-2024/")


def test_another_districts_plan_is_not_found(client, published):
    elsewhere = factories.DistrictFactory.create(code="putuo", name="普陀区")
    client.force_login(factories.leader_of(elsewhere))
    assert [get(client, path).status_code for path in (*PAGES, *FILES)] == [404] * 6


def test_a_month_being_filed_is_read_by_the_office_alone(client, published, office, leader):
    factories.figure(published.targets.get(code="T01"), 9, "5678")
    client.force_login(leader)
    for path in PAGES:
        told = get(client, f"2024-09/{path}").content.decode()
        assert "2024年9月还没有发布" in told
        assert "9月填报10月8日截止。" in told
        assert "看8月总览" in told
        assert "5,678" not in told
    client.force_login(office)
    for path in PAGES:
        shown = get(client, f"2024-09/{path}")
        assert "填报中" in shown.content.decode()
        assert "ETag" not in shown
        assert ("5,678" in shown.content.decode()) == (path != "formulas/")


@pytest.mark.parametrize("role", [Role.LEADER, Role.REPORTER, Role.ADMINISTRATOR])
def test_files_of_a_month_being_filed_are_the_offices_alone(client, published, unit, role):
    membership = factories.MembershipFactory.create(
        district=published.district, unit=unit if role == Role.REPORTER else None, role=role
    )
    client.force_login(membership.user)
    paths = ("2024-09/targets.csv", "2024-09/export.xlsx")
    assert [get(client, path).status_code for path in paths] == [404, 404]


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.RETURNED])
def test_the_office_reads_approved_figures_only(client, published, office, state):
    factories.figure(published.targets.get(code="T01"), 9, "5678", state=state)
    client.force_login(office)
    assert "5,678" not in get(client, "2024-09/targets/").content.decode()


def test_a_month_to_come_says_so_to_everybody(client, published, office, leader):
    for person in (office, leader):
        client.force_login(person)
        for path in ("2024-11/", "2024-11/targets/"):
            assert "2024年11月还没有开始填报" in get(client, path).content.decode()


def test_other_years_and_addresses_are_not_found(client, published, leader):
    client.force_login(leader)
    paths = ("2023-08/", "2025-01/targets/", "2024-13/", "2024-08/x/", "2024-08/targets/T99/")
    assert [get(client, path).status_code for path in paths] == [404] * 5


def test_without_a_month_the_last_published_one_is_shown(client, published, leader):
    client.force_login(leader)
    assert "数据截至2024年8月31日" in get(client, "").content.decode()


def test_a_plan_without_publications_says_what_comes_next(client, plan, office, leader):
    fill(plan, 1)
    client.force_login(leader)
    told = get(client, "").content.decode()
    assert "2024年还没有发布数据" in told
    assert "还没有发布过月份" in told
    client.force_login(office)
    assert "已审核的数据</a>" in get(client, "").content.decode()


def test_only_reading_is_answered(client, published, leader):
    client.force_login(leader)
    assert client.post("/dinghai-2024/2024-08/").status_code == 405


# How it is answered


def test_unchanged_page_is_not_sent_again(client, published, leader):
    client.force_login(leader)
    first = get(client, "2024-08/")
    again = get(client, "2024-08/", if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert first["Cache-Control"] == "private, no-cache"
    assert first["Vary"] == "Cookie, Accept-Encoding"


def etag(client, address="2024-08/"):
    return get(client, address)["ETag"]


def test_another_person_page_filter_or_size_is_another_answer(client, published, leader, reporter):
    client.force_login(leader)
    found = [etag(client), etag(client, "2024-08/targets/"), etag(client, "2024-08/?light=behind")]
    client.cookies["text_size"] = "large"
    found.append(etag(client))
    client.force_login(reporter)
    found.append(etag(client))
    assert len(set(found)) == 5


def test_work_that_came_in_changes_the_offices_answer(client, published, office):
    client.force_login(office)
    before = etag(client)
    factories.figure(published.targets.get(code="T01"), 9, "45", state=State.SUBMITTED)
    assert etag(client) != before


def test_a_month_published_meanwhile_changes_every_answer(client, plan, office, leader):
    fill(plan, 1)
    publish(plan, office, last=7)
    client.force_login(leader)
    before = etag(client, "2024-07/")
    publication.publish(plan, 8, by=office, on=SEPTEMBER_10)
    assert etag(client, "2024-07/") != before


def test_page_with_a_message_is_not_kept(client, published, leader):
    client.force_login(leader)
    client.post(reverse("switch_membership"), {"membership": leader.member.pk})
    told = get(client, "2024-08/")
    assert "已换到定海区·领导" in told.content.decode()
    assert "ETag" not in told
    assert "ETag" in get(client, "2024-08/")


def test_compressed_answer_unpacks_to_exactly_the_plain_page(client, published, leader):
    client.force_login(leader)
    for path in PAGES:
        plain = get(client, f"2024-08/{path}")
        packed = get(client, f"2024-08/{path}", accept_encoding="gzip, deflate, br")
        assert packed["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain
        assert untokened(gzip.decompress(packed.content)) == untokened(plain.content)


def untokened(html):
    """The page without the tokens that Django masks anew each time."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", html)


def test_kept_body_is_the_same_for_everybody_and_holds_no_person(client, published, leader, office):
    bodies = []
    for person in (leader, office):
        client.force_login(person)
        html = get(client, "2024-08/").content.decode()
        bodies.append(html[html.index('<section class="verdict"') : html.index("</main>")])
    assert bodies[0] == bodies[1]
    assert str(leader) not in bodies[0]


@pytest.mark.parametrize("number", [1, 100])
def test_a_published_page_takes_six_queries_then_four(
    client, plan, office, leader, django_assert_num_queries, number
):
    fill(plan, number, last=1)
    publish(plan, office, last=1)
    client.force_login(leader)
    get(client, "2024-11/")  # the session's end is moved on once a minute
    for path in PAGES:
        is_one = path.count("/") == 2 and not path.startswith("units/")
        today = 3 if is_one else 0  # what is under way about it: remarks, orders, problems
        publication._body.cache_clear()
        with django_assert_num_queries(6 + today):
            get(client, f"2024-01/{path}")
        with django_assert_num_queries(4 + today):
            get(client, f"2024-01/{path}")


@pytest.mark.parametrize("number", [1, 100])
def test_a_live_page_takes_twelve_queries(client, plan, office, django_assert_num_queries, number):
    fill(plan, number, last=1)
    client.force_login(office)
    get(client, "2024-11/")  # the session's end is moved on once a minute
    for path in PAGES:
        with django_assert_num_queries(12):
            get(client, f"2024-01/{path}")


# The files


def test_csv_is_the_list_as_it_is_filtered(client, published, leader):
    client.force_login(leader)
    response = get(client, "2024-08/targets.csv?theme=task")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert (
        response["Content-Disposition"] == 'attachment; filename="dinghai-2024-2024-08-targets.csv"'
    )
    assert [line.split(",")[0] for line in lines] == ["代码", "T02"]


def test_export_is_a_workbook_named_after_plan_and_month(client, published, leader):
    client.force_login(leader)
    response = get(client, "2024-08/export.xlsx")
    content = b"".join(response.streaming_content)
    assert content[:2] == b"PK"
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert "2024" in response["Content-Disposition"]


def test_page_offers_the_files_of_its_month_and_filter(client, published, leader):
    client.force_login(leader)
    html = get(client, "2024-08/targets/?light=on_pace").content.decode()
    assert 'href="/dinghai-2024/2024-08/targets.xlsx?light=on_pace"' in html
    assert 'href="/dinghai-2024/2024-08/targets.csv?light=on_pace"' in html


def test_paper_says_which_month_it_shows(client, published, leader):
    client.force_login(leader)
    for path in PAGES:
        html = get(client, f"2024-08/{path}").content.decode()
        (head,) = re.findall(r'<p class="print-head">(.*?)</p>', html)
        assert "数据截至2024年8月31日 · 第8期（补录），9月10日发布" in head


# The switcher


def test_switcher_keeps_page_and_filter_and_marks_each_months_state(client, published, leader):
    client.force_login(leader)
    html = get(client, "2024-08/targets/?light=on_pace").content.decode()
    assert 'href="/dinghai-2024/2024-07/targets/?light=on_pace">7月</a>' in html
    assert (
        '<a href="/dinghai-2024/2024-08/targets/?light=on_pace" aria-current="page">8月</a>' in html
    )
    assert (
        '<a href="/dinghai-2024/2024-09/targets/?light=on_pace" class="open"'
        ' title="填报中，未发布">9月</a>' in html
    )
    assert '<span class="off">10月</span>' in html


def test_switcher_of_a_target_stays_with_the_target(client, published, leader):
    client.force_login(leader)
    html = get(client, "2024-08/targets/T01/").content.decode()
    assert 'href="/dinghai-2024/2024-07/targets/T01/"' in html
    assert reverse("target_detail", args=["dinghai-2024", "2024-07", "T01"]) in html
