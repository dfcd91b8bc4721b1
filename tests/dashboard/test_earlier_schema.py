"""A month published in an earlier schema of the report is read, shown, exported and corrected."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dashboard import publication
from dashboard.models import Publication
from dashboard.report import from_json
from targets import correcting
from targets.choices import Light
from tests import factories

BODY = (Path(__file__).parent / "published_schema_1.json").read_text().rstrip("\n")
PAGES = (
    "",
    "targets/",
    "targets/T02/",
    "tasks/",
    "tasks/1/",
    "charts/",
    "units/jingxin/",
    "formulas/",
)


@pytest.fixture
def first_schema(plan, office):
    """August as it was stored before figures had a nature, a source and corrections."""
    publication._body.cache_clear()
    at = factories.moment(2024, 9, 10)
    period = factories.period_of(plan, 8, published_at=at)
    return Publication.objects.create(
        period=period,
        schema=1,
        body=BODY,
        sha256=publication.seal(BODY),
        published_at=at,
        published_by=office,
        publisher=str(office),
    )


def test_what_it_lacks_stands_at_its_default():
    report = from_json(BODY)
    row = report.target("T02")
    assert row is not None
    assert (row.now.value, row.now.light) == (Decimal("10.78"), Light.BEHIND)
    assert (row.nature, row.expectation, row.is_nil, row.goal_steps) == ("", None, False, ())
    assert row.corrections == ()
    assert [each.mistakes for each in report.reporting] == [0, 0]


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_its_pages_render(client, plan, leader, first_schema, page):
    client.force_login(leader)
    response = client.get(f"/dinghai-2024/2024-08/{page}")
    assert response.status_code == 200
    assert "第8期" in response.content.decode()


@pytest.mark.django_db
def test_its_exports_hold_the_same_figures(client, plan, leader, first_schema):
    client.force_login(leader)
    assert ",10.78," in client.get("/dinghai-2024/2024-08/targets.csv").content.decode()
    book = b"".join(client.get("/dinghai-2024/2024-08/export.xlsx").streaming_content)
    cells = [cell.value for row in load_workbook(BytesIO(book))["指标"].iter_rows() for cell in row]
    assert 10.78 in cells


@pytest.mark.django_db
def test_it_is_corrected_into_the_present_schema(plan, unit, office, first_schema):
    target = factories.TargetFactory.create(
        plan=plan, lead_unit=unit, code="T02", decimals=2, measure="亿元", goal=Decimal("17.5")
    )
    factories.figure(target, 8, "10.78")
    by = factories.reporter_of(unit)
    row = correcting.propose(
        target, first_schema.period, by=by, typed="11.8", cause="unit_error", reason="漏计"
    )
    second = publication.correct(row, by=office, at=factories.moment(2024, 9, 12))
    assert (second.schema, second.edition, second.previous_sha256) == (3, 2, first_schema.sha256)
    after = publication.read(second).target("T02")
    assert after is not None
    assert (after.now.light, after.corrections[0].day) == (Light.ON_PACE, date(2024, 9, 12))
    first_schema.refresh_from_db()
    assert first_schema.body == BODY
