"""A plan opened to the public shows its published figures to anybody, and nothing else to nobody."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dashboard import addresses, public_views, publication
from dashboard.models import Publication
from dashboard.opened import CLOSED, KEPT, OpenReport, open_
from dashboard.report import from_json
from dashboard.report.rows import Corrected, GoalStep, MonthlyReport, TargetRow, TaskRow
from plans import configuring
from plans.configuring import SettingConflictError, SettingRefusedError
from plans.models import Plan
from targets import correcting
from tests import factories
from tests.dashboard import reports
from tests.dashboard.test_earlier_schema import BODIES
from tests.guards import unguarded

PAGES = ("", "targets/", "tasks/", "text/")
NAMES = ("public_overview", "public_target_list", "public_task_list", "public_plan_text")
FEBRUARY_10 = date(2024, 2, 10)
# What nobody outside may ever read, each in words found nowhere else.
SECRETS = {
    "reporter": "甲填报人",
    "office": "乙审核人",
    "explanation": "丙说明原文",
    "problem": "丁问题原文",
    "next_step": "戊措施原文",
    "note": "己进展原文",
    "reason": "庚更正理由",
    "definition": "辛口径联系人",
    "remark": "壬指标备注",
    "unpublished": "97531",
    "lead_basis": "癸推定依据",
}


@pytest.fixture(autouse=True)
def fresh():
    """No report and no counter of another test answers in this one."""
    publication._body.cache_clear()
    caches["visitors"].clear()


@pytest.fixture
def scene(plan, unit):
    """January published and corrected, February handed in; people, notes and problems everywhere."""
    by, office = factories.reporter_of(unit), factories.office_of(plan.district)
    for person, name in ((by, SECRETS["reporter"]), (office, SECRETS["office"])):
        person.full_name = name
        person.save()
    target = factories.TargetFactory.create(
        plan=plan,
        lead_unit=unit,
        code="T01",
        short_name="培育企业",
        definition=SECRETS["definition"],
        note=SECRETS["remark"],
        lead_basis=SECRETS["lead_basis"],
    )
    start = plan.text.index("59家以上")
    factories.QuotationFactory.create(
        target=target, text="59家以上", start=start, end=start + 5, where="headline"
    )
    task = factories.task_of(plan, unit, targets=(target,), number=1)
    for month, value, state in ((1, "1", "approved"), (2, "97531", "approved")):
        factories.period_of(plan, month)
        factories.figure(
            target,
            month,
            value,
            state=state,
            entered_by=by,
            explanation=SECRETS["explanation"],
            problem=SECRETS["problem"],
            next_step=SECRETS["next_step"],
        )
    factories.note_of(task, 1, text=SECRETS["note"], entered_by=by)
    at = factories.moment(2024, 2, 10)
    publication.publish(plan, 1, by=office, on=FEBRUARY_10, at=at)
    row = correcting.propose(
        target,
        factories.period_of(plan, 1),
        by=by,
        typed="2",
        cause="unit_error",
        reason=SECRETS["reason"],
    )
    publication.correct(row, by=office, at=factories.moment(2024, 3, 1))
    Plan.objects.filter(pk=plan.pk).update(is_public=True)
    return plan


def paths(slug="dinghai-2024", month="2024-01"):
    return [f"/public/{slug}/{where}{page}" for where in ("", f"{month}/") for page in PAGES]


# What it shows


def test_every_page_shows_what_was_published_and_no_byte_more(scene):
    client = Client()
    for path in paths():
        response = client.get(path)
        assert response.status_code == 200
        sent = response.content + str(dict(response.headers)).encode()
        assert {name for name, words in SECRETS.items() if words.encode() in sent} == set()
    assert "<b>2</b>" in client.get("/public/dinghai-2024/").content.decode()
    assert "培育企业" in client.get("/public/dinghai-2024/targets/").content.decode()
    assert "已更正" in client.get("/public/dinghai-2024/targets/").content.decode()


def test_the_secrets_do_stand_in_the_published_report(scene):
    """Else the test above would hold of a product that had lost them."""
    [_, corrected] = publication.editions_of(scene, 1)
    told = publication.body_of(corrected)
    kept = set(SECRETS) - {"unpublished"}
    assert {name for name in kept if SECRETS[name] in told} == kept


def test_every_link_stays_among_public_pages(scene):
    client, found = Client(), set()
    for path in paths():
        html = client.get(path).content.decode()
        found |= set(re.findall(r'<a\b[^>]*\bhref="([^"]*)"', html))
        assert "<script" not in html
        assert "<form" not in html
    outside = {
        url for url in found if not url.startswith(("/public/dinghai-2024/", "#", "?")) or url == ""
    }
    assert found
    assert outside == set()


def test_no_cookie_is_set_and_any_proxy_may_keep_a_page(scene):
    client = Client()
    for path in paths():
        response = client.get(path)
        assert response.cookies == {}
        assert response["Cache-Control"] == "public, max-age=300"
        assert "Cookie" not in response.get("Vary", "")
        again = client.get(path, headers={"If-None-Match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert client.cookies == {}


def test_somebody_signed_in_gets_the_same_bytes(scene, leader):
    client = Client()
    client.force_login(leader)
    for path in paths():
        assert client.get(path).content == Client().get(path).content


def test_a_correction_makes_another_page(scene):
    first = Client().get("/public/dinghai-2024/")["ETag"]
    office = factories.office_of(scene.district)
    period = factories.period_of(scene, 1)
    target = scene.targets.get()
    row = correcting.propose(
        target,
        period,
        by=factories.reporter_of(target.lead_unit),
        typed="3",
        cause="source_revision",
        reason="补",
    )
    publication.correct(row, by=office)
    response = Client().get("/public/dinghai-2024/")
    assert response["ETag"] != first
    assert "<b>3</b>" in response.content.decode()


def test_search_engines_may_find_it_unless_its_figures_are_made_up(scene):
    assert "X-Robots-Tag" not in Client().get("/public/dinghai-2024/")
    Plan.objects.filter(pk=scene.pk).update(is_demo=True)
    response = Client().get("/public/dinghai-2024/")
    assert response["X-Robots-Tag"] == "noindex"
    assert "演示数据，不作依据" in response.content.decode()


def test_only_the_filter_that_a_page_knows_makes_another_page(scene):
    client = Client()
    plain = client.get("/public/dinghai-2024/targets/")
    assert client.get("/public/dinghai-2024/targets/?q=x&edition=1")["ETag"] == plain["ETag"]
    filtered = client.get("/public/dinghai-2024/targets/?light=behind")
    assert filtered["ETag"] != plain["ETag"]
    assert "培育企业" not in filtered.content.decode()
    odd = client.get("/public/dinghai-2024/targets/", {"light": "<b>" * 99})
    assert odd.status_code == 200
    assert "<b><b>" not in odd.content.decode()


@pytest.mark.parametrize("rows", [0, 60])
def test_a_page_asks_at_most_four_questions(scene, rows):
    for number in range(rows):
        factories.TargetFactory.create(plan=scene, order=number + 900)
    for path in paths():
        with CaptureQueriesContext(connection) as queries:
            Client().get(path)
        assert len(queries) <= 4
        with CaptureQueriesContext(connection) as queries:
            Client().get(path)
        assert len(queries) == 2


# Who may not


def test_a_plan_is_closed_until_somebody_opens_it(scene):
    Plan.objects.filter(pk=scene.pk).update(is_public=False)
    assert {Client().get(path).status_code for path in paths()} == {404}


@pytest.mark.parametrize(
    "path",
    [
        *paths(month="2024-02"),
        *paths(slug="nowhere"),
        "/public/dinghai-2024/2023-01/",
        "/public/dinghai-2024/charts/",
        "/public/dinghai-2024/league/",
        "/public/dinghai-2024/targets/T01/",
        "/public/dinghai-2024/issues/",
        "/public/",
    ],
)
def test_what_is_not_published_or_not_public_is_not_found(scene, path):
    is_open = path in paths()
    assert (Client().get(path).status_code == 200) is is_open


def test_an_open_plan_still_asks_everybody_to_sign_in_elsewhere(scene):
    for page in ("", "targets/", "issues/", "2024-01/targets.csv", "setup/public/", "history/"):
        response = Client().get(f"/dinghai-2024/{page}")
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/")


def test_a_plan_without_a_published_month_is_not_found(plan):
    Plan.objects.filter(pk=plan.pk).update(is_public=True)
    assert {Client().get(path).status_code for path in paths()} == {404}


def test_a_damaged_publication_is_not_shown(scene):
    with unguarded(Publication._meta.db_table):
        Publication.objects.filter(edition=2).update(body="{}")
    assert {Client().get(path).status_code for path in paths()} == {404}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_posted(scene, method):
    assert getattr(Client(), method)("/public/dinghai-2024/").status_code == 405


def test_who_asks_too_often_waits_a_minute(scene, monkeypatch):
    monkeypatch.setattr(public_views, "MOST_A_MINUTE", 2)
    told = [Client().get("/public/dinghai-2024/").status_code for _ in range(3)]
    assert told == [200, 200, 429]
    refused = Client().get("/public/dinghai-2024/targets/")
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    other = Client().get("/public/dinghai-2024/", REMOTE_ADDR="10.0.0.9")
    assert other.status_code == 200


# The stripped report


@pytest.mark.parametrize("schema", sorted(BODIES))
def test_a_report_of_every_schema_is_shown(schema):
    report = open_(from_json(BODIES[schema]))
    request = HttpRequest()
    for page in public_views.PAGES:
        assert page.context(report, request.GET)


def test_nothing_of_a_full_report_is_left_but_what_may_be_read():
    found = from_json(BODIES[3])
    report = open_(found)
    assert isinstance(report, OpenReport)
    assert (report.reporting, report.reported_by, report.reviewed_by, report.league) == (
        (),
        (),
        (),
        None,
    )
    row = report.target("T02")
    assert row is not None
    assert [(each.reason, each.proposed_by, each.approved_by) for each in row.corrections] == [
        ("", "", "")
    ]
    assert (row.corrections[0].old, row.corrections[0].new) == (Decimal("10.78"), Decimal("11.07"))
    assert (row.evidence, row.source, row.expectation, row.reported_by) == ((), "", None, "")
    assert {task.notes for task in report.tasks} == {()}
    assert report.counts == found.counts
    assert [each.now for each in report.targets] == [each.now for each in found.targets]


def test_every_field_of_a_report_is_opened_by_name_or_closed():
    """A field that is added later stays closed until its name is written down."""
    for cls in (MonthlyReport, TargetRow, TaskRow, GoalStep, Corrected):
        names = {each.name for each in fields(cls)}
        assert KEPT[cls] <= names
    closed = {cls.__name__: {each.name for each in fields(cls)} - KEPT[cls] for cls in KEPT}
    assert closed == {
        "MonthlyReport": {"reporting", "reported_by", "reviewed_by", "league"}
        | {"keeps_loop", "problems", "orders", "highlights"},
        "TargetRow": {
            "lead_basis",
            "definition",
            "note",
            "past",
            "formulas",
            "explanation",
            "problem",
            "next_step",
            "reported_by",
            "reviewed_by",
            "expectation",
            "source",
            "on_behalf",
            "evidence",
            "forecast",
            "forecast_low",
            "forecast_high",
            "forecast_monthly",
        },
        "TaskRow": {"milestones", "remark", "notes", "note_on_units"},
        "GoalStep": {"reason", "document"},
        "Corrected": {"cause", "cause_label", "reason", "proposed_by", "approved_by"},
    }
    assert set(CLOSED) <= set().union(*closed.values())


def test_addresses_of_an_opened_report_are_public_or_none():
    report = reports.report(reports.target("T01", "5"), month=1)
    opened = open_(report)
    assert addresses.target(report, "T01") == "/dinghai-2024/2024-01/targets/T01/"
    assert addresses.target(opened, "T01") == ""
    assert addresses.unit(opened, "jingxin") == ""
    assert addresses.page(opened, "export") == ""
    assert addresses.targets(opened, light="behind") == (
        "/public/dinghai-2024/2024-01/targets/?light=behind"
    )
    assert replace(opened, edition=None) == replace(open_(report), edition=None)


# Opening and closing


def opened(plan, by, **more):
    given = {"is_public": True, "seen": configuring.seen_of(plan), "reason": "政务公开", "by": by}
    return configuring.set_public(plan, **(given | more))


def test_the_office_opens_it_with_a_reason(plan, office):
    assert opened(plan, office).is_public
    newest = plan.history.first()
    assert (newest.is_public, newest.history_change_reason, newest.history_user) == (
        True,
        "政务公开",
        office,
    )
    plan.refresh_from_db()
    assert not opened(plan, office, is_public=False, reason="暂停").is_public


@pytest.mark.parametrize("who", ["leader", "reporter"])
def test_nobody_else_opens_it(request, plan, who):
    with pytest.raises(PermissionDenied):
        opened(plan, request.getfixturevalue(who))


def test_it_wants_a_reason_and_the_settings_one_saw(plan, office):
    with pytest.raises(SettingRefusedError, match="请写明改动的理由"):
        opened(plan, office, reason=" ")
    with pytest.raises(SettingConflictError):
        opened(plan, office, seen="x")
    plan.refresh_from_db()
    assert not plan.is_public


def test_the_page_opens_and_closes_it(client, plan, office):
    client.force_login(office)
    path = reverse("setup_public", kwargs={"plan": plan.slug})
    html = client.get(path).content.decode()
    assert "现在不公开" in html
    form = {"is_public": "on", "seen": configuring.seen_of(plan), "reason": "政务公开"}
    assert client.post(path, form).status_code == 302
    plan.refresh_from_db()
    assert plan.is_public
    refused = client.post(path, {"seen": configuring.seen_of(plan), "reason": ""})
    assert refused.status_code == 422
    stale = client.post(path, {"seen": "x", "reason": "暂停"})
    assert stale.status_code == 409
    assert (
        client.post(path, {"seen": configuring.seen_of(plan), "reason": "暂停"}).status_code == 302
    )
    plan.refresh_from_db()
    assert not plan.is_public


def test_the_text_carries_its_published_figures_and_leads_nowhere(scene):
    html = Client().get("/public/dinghai-2024/text/").content.decode()
    body = html.partition('<div class="pub-doc')[2].partition("</main>")[0]
    assert '<span class="chip chip-' in body
    assert "<a " not in body
