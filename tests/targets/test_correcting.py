"""A correction is proposed by the unit or the office, decided by another at the office, and traced."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from plans.models import ReportingPeriod
from targets import correcting
from targets.choices import Cause, Stage, State
from targets.models import Correction, Measurement
from targets.published import doubts_of
from targets.rounds import RefusedError
from tests import factories

pytestmark = pytest.mark.django_db
PUBLISHED_AT = factories.moment(2024, 9, 10)


@pytest.fixture
def target(plan, unit):
    return factories.TargetFactory.create(plan=plan, lead_unit=unit, name="新培育企业")


@pytest.fixture
def august(plan):
    return factories.period_of(plan, 8, published_at=PUBLISHED_AT)


@pytest.fixture
def figure(target, august):
    return factories.figure(target, 8, "40")


def propose(target, period, by, **values):
    told = {"typed": "42", "cause": "unit_error", "reason": "漏计两家", **values}
    return correcting.propose(target, period, by=by, **told)


def person(role, plan, unit):
    """Someone in this role; the unit is the one that leads the target."""
    elsewhere = "putuo" if role == "office elsewhere" else plan.district.code
    district = factories.DistrictFactory.create(code=elsewhere)
    other = factories.UnitFactory.create(district=plan.district)
    people = {
        "reporter": lambda: factories.reporter_of(unit),
        "head": lambda: factories.head_of(unit),
        "office": lambda: factories.office_of(plan.district),
        "reporter of another unit": lambda: factories.reporter_of(other),
        "head of another unit": lambda: factories.head_of(other),
        "leader": lambda: factories.leader_of(plan.district),
        "administrator": lambda: factories.administrator_of(plan.district),
        "office elsewhere": lambda: factories.office_of(district),
        "no role": factories.UserFactory.create,
    }
    return people[role]()


ROLES = (
    "reporter",
    "head",
    "office",
    "reporter of another unit",
    "head of another unit",
    "leader",
    "administrator",
    "office elsewhere",
    "no role",
)
PROPOSERS = {"reporter", "head", "office"}


# Who


@pytest.mark.parametrize("role", ROLES)
def test_the_unit_and_the_office_propose_and_nobody_else(plan, unit, target, august, figure, role):
    by = person(role, plan, unit)
    if role in PROPOSERS:
        row = propose(target, august, by)
        assert (row.stage, row.old_value, row.new_value) == ("pending", Decimal(40), Decimal(42))
        assert (row.history.get().history_user, row.reason) == (by, "漏计两家")
    else:
        with pytest.raises(PermissionDenied):
            propose(target, august, by)
        assert not Correction.objects.exists()


@pytest.mark.parametrize("stage", ["pending", "approved", "refused", "withdrawn"])
@pytest.mark.parametrize("role", [*ROLES, "its proposer"])
def test_who_may_withdraw_refuse_and_approve_in_which_state(
    plan, unit, target, august, figure, role, stage
):
    proposer = factories.office_of(plan.district)
    decided = factories.office_of(plan.district)
    row = propose(target, august, proposer)
    if stage != "pending":
        given = {"stage": stage, "decided_by": decided, "decided_at": PUBLISHED_AT}
        Correction.objects.filter(pk=row.pk).update(**given, edition=2)
    by = proposer if role == "its proposer" else person(role, plan, unit)
    is_office = role in {"office", "its proposer"}
    acts = {
        "withdraw": lambda: correcting.withdraw(row, by=by),
        "refuse": lambda: correcting.refuse(row, answer="与报表一致", by=by),
        "approve": lambda: correcting.approve(row, edition=2, by=by),
    }
    for name, act in acts.items():
        may = role == "its proposer" if name == "withdraw" else is_office
        open_to = {"office"} if name != "withdraw" else {"its proposer"}
        before = list(Correction.objects.values())
        if not may:
            with pytest.raises(PermissionDenied):
                act()
        elif role not in open_to or stage != "pending":
            if name == "withdraw" and stage == "withdrawn":
                act()  # done already
            else:
                with pytest.raises(RefusedError):
                    act()
        else:
            act()
            Correction.objects.filter(pk=row.pk).update(**before[0])
        assert list(Correction.objects.values()) == before


# What is refused


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"typed": ""}, "typed", "请填写更正后的数值。"),
        ({"typed": "4 2家多"}, "typed", "不是数字"),
        ({"typed": "42.5"}, "typed", "整数"),
        ({"typed": "40"}, "typed", "与已发布的数值相同（40家），没有可更正的。"),
        ({"reason": " "}, "reason", "请写明理由，专班据此办理。"),
        ({"reason": "长" * 301}, "reason", "理由最多300字，现有301字。"),
        ({"cause": ""}, "cause", "请选择更正原因：单位差错，还是来源修订。"),
        ({"cause": "late"}, "cause", "请选择更正原因：单位差错，还是来源修订。"),
        ({"cause": "mischief"}, "cause", "请选择更正原因：单位差错，还是来源修订。"),
    ],
)
def test_a_proposal_that_says_too_little_is_refused_beside_its_field(
    target, august, figure, reporter, values, field, sentence
):
    with pytest.raises(RefusedError) as refused:
        propose(target, august, reporter, **values)
    assert sentence in refused.value.message
    assert refused.value.field == field
    assert not Correction.objects.exists()


def test_a_month_not_published_is_mended_in_the_entry_page(plan, target, reporter):
    period = factories.period_of(plan, 9)
    with pytest.raises(RefusedError, match="9月还没有发布，不用更正：请单位直接在填报表里改。"):
        propose(target, period, reporter)


def test_a_month_that_asks_for_no_figure_has_none_to_correct(plan, unit, august, reporter):
    quarterly = factories.TargetFactory.create(
        plan=plan, lead_unit=unit, name="研发占比", reporting_months=[3, 6, 9, 12]
    )
    with pytest.raises(
        RefusedError, match="研发占比8月不用报（季报，9月应报），没有可更正的数据。"
    ):
        propose(quarterly, august, reporter)


def test_a_month_without_a_figure_can_only_be_reported_late(target, august, reporter):
    with pytest.raises(RefusedError, match="新培育企业8月没有报过，只能办理补报。"):
        propose(target, august, reporter)
    row = propose(target, august, reporter, cause="")
    assert (row.cause, row.old_value) == ("late", None)


def test_a_proposal_sent_twice_is_one_and_a_second_one_waits(target, august, figure, reporter):
    first = propose(target, august, reporter)
    assert propose(target, august, reporter).pk == first.pk
    for by, values in ((reporter, {"typed": "43"}), (factories.reporter_of(target.lead_unit), {})):
        with pytest.raises(RefusedError, match=r"这一项已有待批准的更正（.*提出，40改为42）"):
            propose(target, august, by, **values)
    assert Correction.objects.count() == 1
    correcting.withdraw(first, by=reporter)
    assert propose(target, august, reporter, typed="43").pk != first.pk


def test_a_refusal_needs_a_reason_and_is_safe_to_repeat(target, august, figure, reporter, office):
    row = propose(target, august, reporter)
    with pytest.raises(RefusedError, match="请写明不批准的理由"):
        correcting.refuse(row, answer="", by=office)
    for _ in range(2):
        refused = correcting.refuse(row, answer="与统计局报表一致", by=office)
        assert (refused.stage, refused.answer) == ("refused", "与统计局报表一致")
    assert refused.history.first().history_user == office
    with pytest.raises(RefusedError, match=f"已由{office}办理（未批准），不能再办。"):
        correcting.withdraw(row, by=reporter)


# What comes of it


def test_an_approved_correction_leaves_the_row_with_a_version(target, figure, august, reporter):
    office = factories.office_of(target.plan.district)
    proof = {"name": "函.pdf", "sha256": "0" * 64}
    figure.evidence.create(
        plan=target.plan, unit=target.lead_unit, size=9, uploaded_by=reporter, **proof
    )
    correcting.approve(propose(target, august, reporter), edition=2, by=office)
    figure.refresh_from_db()
    assert (figure.value, figure.state, figure.version) == (Decimal(42), "approved", 2)
    [version] = figure.versions.all()
    assert (version.act, version.value, version.reason) == ("correct", Decimal(42), "漏计两家")
    assert version.evidence == [proof]
    assert (version.by, figure.reviewed_by) == (office, office)
    row = Correction.objects.get()
    assert (row.stage, row.edition, row.decided_by) == (Stage.APPROVED, 2, office)


@pytest.mark.parametrize("kept", [None, "draft", "returned"])
def test_a_late_figure_takes_the_place_of_what_was_never_approved(
    target, august, reporter, office, kept
):
    if kept:
        factories.figure(target, 8, "39", state=kept)
    at = factories.moment(2024, 9, 12)
    row = correcting.propose(target, august, by=reporter, typed="41", reason="漏报", at=at)
    assert (row.cause, row.old_value) == (Cause.LATE, None)
    correcting.approve(row, edition=2, by=office)
    found = Measurement.objects.get(target=target, period=august)
    assert (found.value, found.state, found.is_nil) == (Decimal(41), State.APPROVED, False)
    assert (found.submitted_by, found.reviewed_by) == (reporter, office)
    assert found.on_behalf is False
    if not kept:
        assert (found.entered_by, found.first_submitted_on) == (reporter, date(2024, 9, 12))


def test_a_late_figure_proposed_by_the_office_is_marked_so(target, august, office):
    row = correcting.propose(target, august, by=office, typed="41", reason="电话补报")
    correcting.approve(row, edition=2, by=factories.office_of(target.plan.district))
    assert Measurement.objects.get().on_behalf is True


def test_what_is_odd_about_the_new_value_is_told(plan, unit, reporter):
    money = factories.TargetFactory.create(
        plan=plan, lead_unit=unit, measure="亿元", decimals=2, goal=Decimal("17.5")
    )
    for month, value in ((7, "9.30"), (8, "10.78")):
        factories.figure(money, month, value)
    ReportingPeriod.objects.filter(month=8).update(published_at=PUBLISHED_AT)
    period = ReportingPeriod.objects.get(month=8)
    row = propose(money, period, reporter, typed="107800")
    [[doubt]] = doubts_of([row])
    assert "是7月的" in doubt.text
    assert "万元" in doubt.text
