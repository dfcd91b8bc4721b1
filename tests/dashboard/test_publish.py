"""The page of the checks before a month is published, and the press that freezes it."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.models import Publication
from tests import factories
from tests.factories import TargetFactory, figure, note_of, period_of, task_of

pytestmark = pytest.mark.django_db
PUBLISH = "/dinghai-2024/review/2024-01/publish/"


@pytest.fixture
def january(plan, settings):
    """January, due on the 5th of February; today is the 8th."""
    settings.DEMO, settings.DEMO_DAY = True, date(2024, 2, 8)
    return period_of(plan, 1)


@pytest.fixture
def desk(client, office, january):
    """A browser of somebody of the office."""
    client.force_login(office)
    return client


@pytest.fixture
def firms(plan, unit, january):
    """A figure of January that was approved."""
    target = TargetFactory.create(plan=plan, lead_unit=unit)
    return figure(target, 1, "5")


def texts(response):
    return [(check["css"], check["text"]) for check in response.context["checks"]]


def test_checks_are_listed_and_nothing_blocks(desk, firms):
    response = desk.get(PUBLISH)
    assert texts(response) == [
        ("ok", "没有待审的数据和进展"),
        ("ok", "应报的都已报"),
        ("ok", "第一次发布，档位与分月计划以今天为准"),
    ]
    assert "确认发布1月</button>" in response.content.decode()


def test_month_is_published_and_the_overview_says_so(desk, office, firms):
    response = desk.post(PUBLISH)
    assert (response.status_code, response.url) == (302, "/dinghai-2024/2024-01/")
    published = Publication.objects.get()
    assert (published.period.month, published.edition, published.published_by) == (1, 1, office)
    page = desk.get(response.url).content.decode()
    assert "1月已发布，第1期，即日起各单位和领导都看得到。" in page


def test_second_press_is_the_same_publication(desk, firms):
    assert [desk.post(PUBLISH).status_code for _ in range(2)] == [302, 302]
    assert Publication.objects.count() == 1


def test_second_person_is_told_that_the_first_has_published(desk, plan, office, firms):
    desk.post(PUBLISH)
    desk.force_login(factories.office_of(plan.district))
    response = desk.post(PUBLISH)
    assert (response.status_code, response.context["errors"]) == (409, [])
    assert f"{office}已经发布了1月，这次没有再发。" in response.content.decode()
    assert Publication.objects.count() == 1


def test_what_waits_for_review_blocks_and_leads_to_the_queue(desk, plan, unit, reporter):
    target = TargetFactory.create(plan=plan, lead_unit=unit)
    figure(target, 1, "5", state="submitted", entered_by=reporter)
    response = desk.get(PUBLISH)
    assert ("no", "1条待审") in texts(response)
    assert 'href="/dinghai-2024/review/2024-01/">去审核</a>' in response.content.decode()
    assert "确认发布" not in response.content.decode()
    refused = desk.post(PUBLISH)
    assert refused.status_code == 409
    assert [error["text"] for error in refused.context["errors"]] == ["1条待审"]
    assert not Publication.objects.exists()


def test_missing_after_the_day_warns_and_does_not_block(desk, plan, unit):
    TargetFactory.create(plan=plan, lead_unit=unit)
    response = desk.get(PUBLISH)
    assert ("wn", "1项未报，发布后记“逾期未报”") in texts(response)
    assert desk.post(PUBLISH).status_code == 302


def test_what_is_missing_leads_to_the_list_of_it(desk, plan, unit):
    TargetFactory.create(plan=plan, lead_unit=unit)
    page = desk.get(PUBLISH).content.decode()
    assert 'href="/dinghai-2024/review/2024-01/?tab=missing">看是哪些</a>' in page


def test_what_was_returned_leads_to_those(desk, plan, unit):
    figure(TargetFactory.create(plan=plan, lead_unit=unit), 1, "5", state="returned")
    response = desk.get(PUBLISH)
    assert ("wn", "1项未报（其中1项退回待改），发布后记“逾期未报”") in texts(response)
    assert (
        'href="/dinghai-2024/review/2024-01/?tab=returned">看是哪些</a>'
        in response.content.decode()
    )


def test_month_of_next_years_opening_says_the_year(desk, plan):
    period_of(plan, 12, opens_on=date(2025, 1, 1), due_on=date(2025, 1, 6))
    assert texts(desk.get(PUBLISH.replace("01", "12"))) == [
        ("no", "12月填报期2025年1月1日才开放"),
        ("no", "11月还没有发布，按月依次发布"),
        ("ok", "没有待审的数据和进展"),
        ("ok", "应报的都已报"),
    ]


def test_month_before_comes_first(desk, plan):
    period_of(plan, 2, opens_on=date(2024, 2, 1), due_on=date(2024, 2, 7))
    response = desk.get(PUBLISH.replace("01", "02"))
    assert ("no", "1月还没有发布，按月依次发布") in texts(response)
    assert f'href="{PUBLISH}">去该发布的月份</a>' in response.content.decode()


def test_far_too_early_leads_to_the_first_month_that_waits(desk, plan):
    for month in (2, 3, 4):
        period_of(plan, month, opens_on=date(2024, 2, 1), due_on=date(2024, 2, 7))
    page = desk.get(PUBLISH.replace("01", "04")).content.decode()
    assert f'href="{PUBLISH}">去该发布的月份</a>' in page


def test_backfilled_month_counts_figures_and_notes_alike(desk, plan, unit, january):
    january.is_backfill = True
    january.save()
    TargetFactory.create(plan=plan, lead_unit=unit)
    TargetFactory.create(plan=plan, lead_unit=None)
    task_of(plan, unit)
    note_of(task_of(plan, unit), 1)
    assert ("wn", "2项待补录，发布后记“待补录”") in texts(desk.get(PUBLISH))


def test_published_month_says_when_by_whom_and_its_hash(desk, office, firms):
    desk.post(PUBLISH)
    page = desk.get(PUBLISH).content.decode()
    published = Publication.objects.get()
    assert f"由{office}发布" in page
    assert f"<code>{published.sha256[:12]}</code>" in page
    assert "确认发布" not in page


@pytest.mark.parametrize("role", ["leader", "administrator"])
def test_page_is_the_offices_alone(client, plan, firms, role):
    client.force_login(getattr(factories, f"{role}_of")(plan.district))
    assert client.get(PUBLISH).status_code == 404
    assert client.post(PUBLISH).status_code == 404
    assert not Publication.objects.exists()


def test_clerk_does_not_publish(client, reporter, firms):
    client.force_login(reporter)
    assert client.post(PUBLISH).status_code == 404


def test_another_years_month_is_not_found(desk, firms):
    assert desk.get(PUBLISH.replace("2024-01", "2023-01")).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_page_in_twelve_queries(desk, plan, unit, rows, django_assert_num_queries):
    for _ in range(rows):
        figure(TargetFactory.create(plan=plan, lead_unit=unit), 1, "5")
        note_of(task_of(plan, unit), 1)
    desk.get(PUBLISH)
    with django_assert_num_queries(12):
        assert desk.get(PUBLISH).status_code == 200
