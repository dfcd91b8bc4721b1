"""Declared relations between a plan's targets: doubted beside both figures, and by what one may see."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from django.conf import settings as django_settings

from targets import crosschecks, reporting
from targets.crosschecks import Side
from targets.models import Measurement
from tasks import duties
from tests import factories
from tests.factories import TargetFactory, figure

pytestmark = pytest.mark.django_db
FIGURES = "/dinghai-2024/entry/2024-09/figures/"
REVENUE = {"kind": "share", "part": "T02", "share": "T03", "of": "规上工业营业收入"}
TOLD = "推算，规上工业营业收入累计77.91亿元，少于8月的686.62亿元。"


@pytest.fixture
def pair(plan, unit, september):
    """研发费用 10.78 and its share 1.57% by August."""
    plan.cross_checks = [REVENUE]
    plan.save()
    costs = TargetFactory.create(
        plan=plan,
        lead_unit=unit,
        code="T02",
        short_name="研发费用",
        measure="亿元",
        decimals=2,
        goal=Decimal(12),
    )
    share = TargetFactory.create(
        plan=plan,
        lead_unit=unit,
        code="T03",
        short_name="占比",
        kind="ratio",
        measure="%",
        decimals=2,
        goal=Decimal("1.55"),
    )
    figure(costs, 8, "10.78")
    figure(share, 8, "1.57")
    return costs, share


def row(code, value, why=""):
    return {f"value-{code}": value, f"seen-{code}": "0", f"why-{code}": why}


def doubts_of(rows):
    return {each.facts.code: [doubt.code for doubt in each.doubts] for each in rows}


def test_both_rows_say_what_is_odd_and_ask_why(client, pair, reporter):
    costs, share = pair
    client.force_login(reporter)
    figure(costs, 9, "12.31", state="draft", entered_by=reporter)
    figure(share, 9, "15.8", state="draft", entered_by=reporter)
    page = client.get(FIGURES).content.decode()
    assert page.count(TOLD) == 2


def test_submitting_both_is_held_back_until_both_are_explained(client, pair, reporter):
    client.force_login(reporter)
    wrong = {**row("T02", "12.31"), **row("T03", "15.8")}
    client.post(FIGURES, {**wrong, "action": "save"})
    seen = {"seen-T02": "1", "seen-T03": "1"}
    response = client.post(FIGURES, {**wrong, **seen, "action": "submit"})
    assert response.status_code == 422
    assert TOLD in response.content.decode()
    assert set(Measurement.objects.filter(period__month=9).values_list("state", flat=True)) == {
        "draft"
    }
    why = {"why-T02": "口径调整", "why-T03": "口径调整"}
    assert client.post(FIGURES, {**wrong, **seen, **why, "action": "submit"}).status_code == 302


def test_service_asks_too_once_the_other_is_handed_in(pair, reporter, september):
    costs, share = pair
    put = {"seen_version": 0, "by": reporter, "on": september.due_on}
    reporting.submit(costs, september, typed="12.31", **put)
    with pytest.raises(reporting.RefusedError, match="少于8月的") as refused:
        reporting.submit(share, september, typed="15.8", **put)
    assert refused.value.field == "explanation"
    reporting.submit(share, september, typed="1.58", **put)


def test_another_units_figure_is_never_told(client, plan, pair, reporter, september):
    costs, share = pair
    other = factories.UnitFactory.create(district=plan.district)
    share.lead_unit = other
    share.save()
    figure(share, 9, "15.8", state="submitted", entered_by=factories.reporter_of(other))
    figure(costs, 9, "12.31", state="draft", entered_by=reporter)
    rows = duties.figures_due(costs.lead_unit, september, on=september.due_on)
    assert doubts_of(rows) == {"T02": []}
    put = {"seen_version": 1, "by": reporter, "on": september.due_on}
    reporting.submit(costs, september, typed="12.31", **put)


@pytest.mark.parametrize(
    ("state", "told"), [("draft", []), ("returned", []), ("submitted", ["cross"])]
)
def test_office_is_told_by_what_was_handed_in_alone(pair, reporter, september, state, told):
    costs, share = pair
    figure(costs, 9, "12.31", state="submitted", entered_by=reporter)
    figure(share, 9, "15.8", state=state, entered_by=reporter)
    desk = duties.waiting(september, on=september.due_on)
    rows = [each for unit in desk.waiting for each in unit.figures if each.facts.code == "T02"]
    assert doubts_of(rows) == {"T02": told}


def test_relations_of_the_real_plan_hold():
    rows = yaml.safe_load((Path(django_settings.FIXTURE_DIRS[0]) / "dinghai_2024.yaml").read_text())
    plan = next(each["fields"] for each in rows if each["model"] == "plans.plan")
    sides = [
        Side(f["code"], f["short_name"], f["kind"], f["measure"], f["decimals"], {})
        for each in rows
        if each["model"] == "targets.target" and (f := {"decimals": 0, **each["fields"]})
    ]
    assert [(each.part, each.other) for each in crosschecks.read(plan["cross_checks"])] == [
        ("T02", "T03"),
        ("T13", "T14"),
    ]
    assert crosschecks.faults(plan["cross_checks"], sides) == []
