"""A publication that was changed behind our back is shown on no page and in no file."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import caches

from dashboard import publication
from dashboard.models import Publication
from tests import factories
from tests.guards import unguarded

PAGES = (
    "2024-01/",
    "2024-01/targets/",
    "2024-01/targets/T01/",
    "2024-01/text/",
    "2024-01/league/",
    "2024-01/meeting/",
    "2024-01/targets.csv",
    "2024-01/export.xlsx",
    "2024-01/papers/all",
    "2024-01/compare/",
)


@pytest.fixture
def damaged(plan, unit, office):
    """January, its body changed in the database; February as it should be."""
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit, code="T01")
    for month, day in ((1, date(2024, 2, 10)), (2, date(2024, 3, 10))):
        factories.figure(target, month, "9")
        publication.publish(plan, month, by=office, on=day)
    with unguarded(Publication._meta.db_table):
        rows = Publication.objects.filter(period__month=1)
        body = rows.get().body
        rows.update(body=body.replace('"value":"9"', '"value":"99"'))
    publication._body.cache_clear()
    caches["pages"].clear()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_and_file_says_that_it_does_not_show_it(client, plan, leader, damaged, path):
    client.force_login(leader)
    response = client.get(f"/{plan.slug}/{path}")
    assert response.status_code == 503
    assert "与登记的指纹不符" in response.content.decode()
    assert response["Cache-Control"] == "no-store"


def test_other_months_are_shown(client, plan, leader, damaged):
    client.force_login(leader)
    assert client.get(f"/{plan.slug}/2024-02/").status_code == 200
