"""A correction makes edition n + 1 from edition n alone; earlier editions and other months stay."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from dashboard import publication
from dashboard.models import Publication
from dashboard.publication import correct, publish
from dashboard.report import from_json, to_json
from dashboard.report.mending import Mended, mend
from plans.models import Plan
from targets import correcting
from targets.choices import Cause, Kind, Light, State
from targets.models import Target
from targets.rounds import RefusedError
from tests import factories
from tests.dashboard import reports

AUGUST_10 = date(2024, 8, 10)


@pytest.fixture(autouse=True)
def fresh_reports():
    """No report read in another test answers in this one."""
    publication._body.cache_clear()


def mended(value, cause=Cause.UNIT_ERROR, code="T01"):
    return Mended(code, Decimal(value), cause, "漏计", "张某", "李某", date(2024, 9, 12))


# The report


def test_the_row_is_judged_by_its_frozen_promise_and_figures():
    before = reports.report(
        reports.target("T01", "5 9 14 19 24 28 33 35"),
        reports.target("T02", "5 9 14 19 24 28 33 35"),
    )
    after = mend(before, mended("40"), edition=2)
    row, untouched = after.targets
    assert (before.targets[0].now.light, row.now.light) == (Light.BEHIND, Light.ON_PACE)
    assert (row.now.value, row.now.monthly, row.now.completion) == (
        Decimal(40),
        Decimal(7),
        Decimal("67.8"),
    )
    assert row.figures[:-1] == before.targets[0].figures[:-1]
    assert untouched == before.targets[1]
    [told] = row.corrections
    assert (told.old, told.new, told.old_light, told.new_light) == (
        Decimal(35),
        Decimal(40),
        Light.BEHIND,
        Light.ON_PACE,
    )
    assert (told.cause_label, told.proposed_by, told.approved_by, told.in_edition) == (
        "单位差错",
        "张某",
        "李某",
        2,
    )


@pytest.mark.parametrize(
    ("kind", "values", "new", "more"),
    [
        (Kind.FLOW, "5 9 14 19 24 28 33 35", "40", {"past": "4 9 13 17 22 27 31 36 40 45 50 56"}),
        (Kind.STOCK, "410 420 430 440 450 460 470 480", "500", {"goal": "552", "baseline": "400"}),
        (Kind.RATIO, "60 61 61 62 62 63 63 63", "64.5", {"goal": "65", "measure": "%"}),
        (Kind.GROWTH, "8 7.5 7 6 6 7 7 7", "8.2", {"goal": "8", "measure": "%", "decimals": 1}),
    ],
)
def test_the_corrected_row_is_the_one_that_would_have_been_published(kind, values, new, more):
    """Had the right figure been reported in time, the row would say the same, trace aside."""
    right = " ".join([*values.split()[:-1], new])
    wrong_month = reports.report(reports.target("T01", values, kind=kind, **more))
    right_month = reports.report(reports.target("T01", right, kind=kind, **more))
    after = mend(wrong_month, mended(new), edition=2)
    assert replace(after.targets[0], corrections=()) == right_month.targets[0]
    assert (after.counts, after.changes) == (right_month.counts, right_month.changes)


def test_all_else_of_the_body_is_byte_equal():
    tasks = (reports.task(1, targets=("T01",)), reports.task(2, "behind"))
    rows = [reports.target(f"T{n:02d}", "5 9 14 19 24 28 33 35") for n in range(1, 4)]
    before = reports.report(*rows, tasks=tasks)
    old, new = (
        json.loads(to_json(each)) for each in (before, mend(before, mended("40"), edition=2))
    )
    changed = {name for name in old if old[name] != new[name]}
    assert changed == {"targets", "counts", "changes", "reporting"}
    assert old["targets"][1:] == new["targets"][1:]
    was, now = old["targets"][0], new["targets"][0]
    assert {name for name in now if now[name] != was.get(name)} == {
        "corrections",
        "figures",
        "forecast",
        "forecast_high",
        "forecast_low",
        "forecast_monthly",
        "formulas",
    }
    assert from_json(to_json(mend(before, mended("40"), edition=2))) == mend(
        before, mended("40"), edition=2
    )


@pytest.mark.parametrize(
    ("cause", "values", "late", "missing", "mistakes"),
    [
        (Cause.UNIT_ERROR, "5 9 14 19 24 28 33 35", 0, (), 1),
        (Cause.SOURCE_REVISION, "5 9 14 19 24 28 33 35", 0, (), 0),
        (Cause.LATE, "5 9 14 19 24 28 33 -", 1, (), 0),
    ],
)
def test_a_units_own_mistake_counts_in_its_discipline_and_a_revision_does_not(
    cause, values, late, missing, mistakes
):
    before = reports.report(reports.target("T01", values))
    [unit] = mend(before, mended("40", cause), edition=2).reporting
    assert (unit.due, unit.late, unit.missing, unit.mistakes) == (1, late, missing, mistakes)


def test_a_correction_of_a_correction_keeps_both():
    first = mend(reports.report(reports.target("T01", "5 9 14")), mended("15"), edition=2)
    second = mend(first, mended("16", Cause.SOURCE_REVISION), edition=3)
    assert [(each.old, each.new, each.in_edition) for each in second.targets[0].corrections] == [
        (None, Decimal(15), 2),
        (Decimal(15), Decimal(16), 3),
    ]


# The edition


@pytest.fixture
def target(plan, unit):
    return factories.TargetFactory.create(plan=plan, lead_unit=unit, name="新培育企业")


@pytest.fixture
def other(plan):
    return factories.TargetFactory.create(plan=plan, name="别的指标")


@pytest.fixture
def july(plan, target, other, office, monkeypatch):
    """May to July published, in July 28 of the target and 30 of the other."""
    monkeypatch.setattr(publication, "checks_of", lambda *_: [])  # April is not published
    for month in range(5, 8):
        factories.figure(target, month, str(4 * month))
        factories.figure(other, month, "30")
        published = publish(plan, month, by=office, on=date(2024, month + 1, 10))
    return published


def proposed(target, by, month=7, **values):
    told = {"typed": "36", "cause": "unit_error", "reason": "漏计八家", **values}
    period = factories.period_of(target.plan, month)
    return correcting.propose(target, period, by=by, **told)


def test_an_approved_correction_is_the_next_edition_with_the_hash_of_the_one_before(
    plan, target, july, reporter, office
):
    body = july.body
    second = correct(proposed(target, reporter), by=office)
    assert (second.edition, second.previous_sha256) == (2, july.sha256)
    assert second.sha256 == publication.seal(second.body) != july.sha256
    july.refresh_from_db()
    assert (july.body, july.edition) == (body, 1)
    found = publication.read_month(plan, 7)
    assert found.edition is not None
    assert (found.edition.number, found.targets[0].now.value) == (2, Decimal(36))
    first = publication.edition_of(plan, 7, 1)
    assert first is not None
    assert publication.read(first).targets[0].now.value == Decimal(28)
    assert publication.edition_of(plan, 7, 3) is None


def test_no_live_change_reaches_the_next_edition(plan, target, other, july, reporter, office):
    """Goal, names, cut points, lead, other figures, last year: whatever changes, July stays July."""
    before = publication.read(july)
    row = proposed(target, reporter)
    new_lead = factories.UnitFactory.create(district=plan.district)
    Target.objects.filter(plan=plan).update(
        goal=Decimal(1), goal_text="1家", name="改名", measure="个", decimals=2, lead_unit=new_lead
    )
    Plan.objects.filter(pk=plan.pk).update(
        title="改名", lights={"ahead": "9", "on_pace": "8", "behind": "7", "in_points": True}
    )
    factories.PastFigureFactory.create(target=target, month=7)
    factories.ScheduleFactory.create(target=target)
    other.measurements.update(value=Decimal(1))
    target.measurements.filter(period__month__lt=7).update(value=Decimal(1))
    after = publication.read(correct(row, by=office))
    say = Mended(
        "x",
        Decimal(36),
        Cause.UNIT_ERROR,
        "漏计八家",
        str(reporter),
        str(office),
        after.targets[0].corrections[0].day,
    )
    assert to_json(after) == to_json(mend(before, replace(say, code=target.code), edition=2))
    assert after.targets[1] == before.targets[1]
    assert after.plan == before.plan


def test_later_months_keep_their_editions_and_the_next_uses_the_new_value(
    plan, target, july, reporter, office
):
    may = publication.newest(plan, 5)
    june = publication.newest(plan, 6)
    correct(proposed(target, reporter, month=5), by=office)
    assert publication.newest(plan, 6) == june
    assert publication.newest(plan, 5) != may
    factories.figure(target, 8, "40")
    factories.figure(Target.objects.get(name="别的指标"), 8, "30")
    august = publication.read(publish(plan, 8, by=office, on=date(2024, 9, 10)))
    assert august.targets[0].figures[4].value == Decimal(36)


def test_a_late_figure_turns_the_light_that_was_overdue(plan, target, other, office, reporter):
    factories.figure(other, 1, "30")
    factories.period_of(plan, 1)
    first = publication.read(publish(plan, 1, by=office, on=date(2024, 2, 20)))
    assert first.targets[0].now.light == Light.OVERDUE
    correct(proposed(target, reporter, month=1, cause="", typed="6"), by=office)
    [row, _] = publication.read_month(plan, 1).targets
    [told] = row.corrections
    assert (row.now.light, told.old, told.old_light, told.cause_label) == (
        Light.AHEAD,
        None,
        Light.OVERDUE,
        "补报",
    )
    assert row.reported_by == str(reporter)


def test_who_proposed_does_not_approve_and_nobody_but_the_office_does(
    plan, target, july, reporter, office
):
    row = proposed(target, office)
    with pytest.raises(RefusedError, match="由本人提出，须由专班另一人办理。"):
        correct(row, by=office)
    putuo = factories.DistrictFactory.create(code="putuo")
    for by in (reporter, factories.leader_of(plan.district), factories.office_of(putuo)):
        with pytest.raises(PermissionDenied):
            correct(row, by=by)
    assert Publication.objects.filter(period__month=7).count() == 1
    assert target.measurements.get(period__month=7).value == Decimal(28)


def test_approving_twice_approves_once_and_a_second_person_is_told(
    plan, target, july, reporter, office
):
    row = proposed(target, reporter)
    second = correct(row, by=office)
    assert correct(row, by=office).pk == second.pk
    with pytest.raises(RefusedError, match=f"已由{office}办理（已批准），不能再办。"):
        correct(row, by=factories.office_of(plan.district))
    assert Publication.objects.filter(period__month=7).count() == 2
    version = target.measurements.get(period__month=7).versions.get()
    assert (version.act, version.state, version.by) == ("correct", State.APPROVED, office)


def test_a_withdrawn_proposal_makes_no_edition(target, july, reporter, office):
    row = proposed(target, reporter)
    correcting.withdraw(row, by=reporter)
    with pytest.raises(RefusedError, match="不能再办"):
        correct(row, by=office)


def test_a_target_that_the_month_did_not_have_is_not_corrected_in_it(plan, july, office):
    later = factories.TargetFactory.create(plan=plan, name="新增指标")
    row = proposed(later, factories.office_of(plan.district), cause="")
    with pytest.raises(RefusedError, match="7月发布的数据里没有新增指标，不能更正。"):
        correct(row, by=office)
    row.refresh_from_db()
    assert row.stage == "pending"
