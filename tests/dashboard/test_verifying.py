"""Whoever changes a stored publication behind the product's back is found, edition by edition."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dashboard import publication
from dashboard.models import Publication
from dashboard.verifying import is_intact, verify
from plans.models import ReportingPeriod
from targets import correcting
from tests import factories
from tests.guards import unguarded

TABLE = Publication._meta.db_table
WRONG = "0" * 64


@pytest.fixture(autouse=True)
def fresh_reports():
    """No report read in another test answers in this one."""
    publication._body.cache_clear()


@pytest.fixture
def year(plan, unit, office):
    """January to March published; February corrected after March came out."""
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit, code="T01")
    for month, value in ((1, "4"), (2, "9"), (3, "14")):
        factories.period_of(plan, month)
        factories.figure(target, month, value)
        day = factories.month_after(2024, month, 10)
        at = factories.moment(2024, month + 1, 10)
        publication.publish(plan, month, by=office, on=day, at=at)
    row = correcting.propose(
        target,
        factories.period_of(plan, 2),
        by=factories.reporter_of(unit),
        typed="10",
        cause="unit_error",
        reason="漏计",
    )
    publication.correct(row, by=office, at=factories.moment(2024, 4, 20))
    return plan


def change(month, edition=1, **values):
    with unguarded(TABLE):
        rows = Publication.objects.filter(period__month=month, edition=edition)
        assert rows.update(**values) == 1


def body_of(month, edition=1):
    return Publication.objects.get(period__month=month, edition=edition).body


def wrong(plan):
    """What is found, by month and edition."""
    return {(each.month, each.edition): each.wrong for each in verify(plan) if not each.is_sound}


def test_an_untouched_year_is_sound(year):
    found = verify(year)
    assert [(each.month, each.edition, each.wrong) for each in found] == [
        (1, 1, ()),
        (2, 1, ()),
        (2, 2, ()),
        (3, 1, ()),
    ]
    assert all(is_intact(each) for each in Publication.objects.all())


def test_a_month_published_after_a_correction_follows_the_corrected_edition(year, office):
    factories.period_of(year, 4)
    at = factories.moment(2024, 5, 10)
    april = publication.publish(year, 4, by=office, on=date(2024, 5, 10), at=at)
    march = Publication.objects.get(period__month=3)
    assert april.previous_sha256 == march.sha256
    assert wrong(year) == {}


def test_a_changed_figure_is_told_of_its_own_edition_alone(year):
    body = body_of(2)
    changed = body.replace('"value":"9"', '"value":"19"')
    assert changed != body
    old, new = publication.seal(body)[:12], publication.seal(changed)[:12]
    change(2, body=changed)
    assert wrong(year) == {(2, 1): (f"内容与登记的指纹不符：登记{old}，现有内容{new}",)}
    assert not is_intact(Publication.objects.get(period__month=2, edition=1))


def test_a_changed_hash_is_told_apart_from_a_changed_body(year):
    real = publication.seal(body_of(1))[:12]
    change(1, sha256=WRONG)
    assert wrong(year) == {
        (1, 1): (f"登记的指纹被改动：登记{WRONG[:12]}，内容和后一期所记都是{real}",)
    }


def test_a_body_changed_together_with_its_hash_breaks_the_chain(year):
    changed = body_of(2).replace('"value":"9"', '"value":"19"')
    seal, old = publication.seal(changed), publication.seal(body_of(2))[:12]
    change(2, body=changed, sha256=seal)
    told = f"所记的上一期指纹是{old}，2月第1版登记的是{seal[:12]}"
    assert wrong(year) == {(2, 2): (told,), (3, 1): (told,)}


def test_a_changed_previous_hash_is_told(year):
    january = publication.seal(body_of(1))[:12]
    change(2, previous_sha256=WRONG)
    told = f"所记的上一期指纹是{WRONG[:12]}，1月第1版登记的是{january}"
    assert wrong(year) == {(2, 1): (told,)}


def test_an_emptied_previous_hash_is_told(year):
    january = publication.seal(body_of(1))[:12]
    change(2, previous_sha256="")
    assert wrong(year) == {(2, 1): (f"所记的上一期指纹是空，1月第1版登记的是{january}",)}


def test_the_first_month_follows_nothing(year):
    change(1, previous_sha256=WRONG)
    assert wrong(year) == {(1, 1): (f"第一期不应有上一期指纹，却记着{WRONG[:12]}",)}


@pytest.mark.parametrize("month", [1, 3])
def test_a_missing_month_is_told_the_last_one_too(year, month):
    with unguarded(TABLE):
        Publication.objects.filter(period__month=month).delete()
    assert wrong(year) == {(month, 1): ("这一期缺失：本月或后面的月份已发布",)}


@pytest.mark.parametrize("edition", [1, 2])
def test_a_missing_edition_is_told_the_last_one_too(year, edition):
    with unguarded(TABLE):
        Publication.objects.filter(period__month=2, edition=edition).delete()
    assert wrong(year)[2, edition][0].startswith("这一")
    assert "缺失" in wrong(year)[2, edition][0]


def test_another_months_body_is_told(year):
    body = body_of(1)
    change(3, body=body, sha256=publication.seal(body))
    assert wrong(year) == {(3, 1): ("内容是dinghai-2024的1月，不是这一期",)}


def test_a_body_that_is_no_report_is_told_and_stops_nothing(year):
    change(3, body="{", sha256=publication.seal("{"))
    [told] = wrong(year)[3, 1]
    assert told.startswith("内容读不出（格式4）：not JSON")


def test_a_schema_that_differs_from_the_body_is_told(year):
    change(3, schema=2)
    assert wrong(year) == {(3, 1): ("登记的格式是2，内容是4",)}


@pytest.mark.parametrize(
    ("month", "edition", "at", "told"),
    [
        (2, 2, factories.moment(2024, 3, 1), "发布时间早于2月第1版"),
        (3, 1, factories.moment(2024, 1, 1), "发布时间早于2月第1版"),
    ],
)
def test_what_came_before_what_it_follows_is_told(year, month, edition, at, told):
    change(month, edition, published_at=at)
    assert told in wrong(year)[month, edition]


def test_two_at_the_same_moment_may_follow_either_way(year):
    """A correction and the next month can bear one time; which came first is not recorded."""
    march = Publication.objects.get(period__month=3)
    change(2, 2, published_at=march.published_at)
    assert wrong(year) == {}


# The command


def run(*args):
    out = StringIO()
    code = 0
    try:
        call_command("verify_publications", *args, stdout=out)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, out.getvalue().splitlines()


def test_the_command_prints_a_line_for_each_edition(year):
    seals = [row.sha256[:12] for row in Publication.objects.order_by("period__month", "edition")]
    code, lines = run("dinghai-2024")
    assert code == 0
    assert lines == [
        f"dinghai-2024 1月第1版 完好 {seals[0]}",
        f"dinghai-2024 2月第1版 完好 {seals[1]}",
        f"dinghai-2024 2月第2版 完好 {seals[2]}",
        f"dinghai-2024 3月第1版 完好 {seals[3]}",
        "dinghai-2024 共4版，全部完好",
    ]


def test_the_command_fails_on_damage_and_goes_on_to_the_other_plans(year):
    factories.PlanFactory.create(slug="putuo-2024")
    change(1, body=body_of(1).replace('"value":"4"', '"value":"40"'))
    code, lines = run()
    assert code == 1
    assert lines[0].startswith("dinghai-2024 1月第1版 有问题：内容与登记的指纹不符")
    assert lines[-2:] == ["dinghai-2024 共4版，1版有问题", "putuo-2024 还没有发布"]


def test_the_command_knows_no_other_plan(plan):
    with pytest.raises(CommandError, match="没有计划“nowhere”"):
        call_command("verify_publications", "nowhere")


def test_a_published_month_without_any_edition_is_told(plan):
    period = factories.period_of(plan, 1)
    ReportingPeriod.objects.filter(pk=period.pk).update(published_at=factories.moment(2024, 2, 6))
    assert wrong(plan) == {(1, 1): ("这一期缺失：本月或后面的月份已发布",)}


def test_the_figures_of_a_sound_year_are_read_back(year):
    assert [publication.read(row).targets[0].now.value for row in Publication.objects.all()] == [
        Decimal(4),
        Decimal(9),
        Decimal(10),
        Decimal(14),
    ]
