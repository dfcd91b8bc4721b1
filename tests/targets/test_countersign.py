"""The unit's head stands between the unit and the office, where the plan demands it; and 代填."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from plans.models import Evidence
from targets import reporting, rounds
from targets.models import Measurement
from tasks import following
from tests.factories import (
    MeasurementFactory,
    ProgressNoteFactory,
    TargetFactory,
    UnitFactory,
    figure,
    head_of,
    office_of,
    period_of,
    reporter_of,
    task_of,
)

DAY = date(2024, 10, 8)  # September is open, due on the 5th in these tests
WORDS = {"problem": "项目集中在下半年", "next_step": "11月底前完成"}
NAME = "技术交易总额9月"


@pytest.fixture
def target(plan, unit):
    return TargetFactory.create(plan=plan, lead_unit=unit, name="技术交易总额", measure="家")


@pytest.fixture
def september(plan):
    return period_of(plan, 9)


@pytest.fixture
def head(unit):
    return head_of(unit)


@pytest.fixture
def countersigned(plan):
    """The plan demands that each unit's head releases what the unit submits."""
    plan.countersign = True
    plan.save()


@pytest.fixture
def submitted(countersigned, target, september, reporter):
    return reporting.submit(target, september, typed="46", seen_version=0, by=reporter, on=DAY)


def stored(row):
    fresh = type(row).objects.get(pk=row.pk)
    return fresh.state, fresh.version


# The table of domain.md, "The month's round": what each state answers to each act

SIGNED = "单位已审核，待专班审核。要修改的，请单位审核人先撤回审核。"
NOT_SIGNED = "还没有经单位审核，等单位审核后再办。"
MENDED_FIRST = "已经退回，等重新提交后再审核。"
TABLE = [  # countersign, state, act, by: what becomes of it, or why it is refused
    (True, "submitted", "countersign", "head", "countersigned"),
    (True, "submitted", "return", "head", "returned"),
    (True, "submitted", "return", "office", NOT_SIGNED),
    (True, "submitted", "approve", "office", NOT_SIGNED),
    (True, "submitted", "withdraw", "reporter", "draft"),
    (True, "countersigned", "save", "reporter", SIGNED),
    (True, "countersigned", "submit", "reporter", SIGNED),
    (True, "countersigned", "withdraw", "reporter", SIGNED),
    (True, "countersigned", "unsign", "head", "submitted"),
    (True, "countersigned", "return", "head", SIGNED),
    (True, "countersigned", "return", "office", "returned"),
    (True, "countersigned", "approve", "office", "approved"),
    (True, "draft", "countersign", "head", "已由填报人撤回，等重新提交后再审核。"),
    (True, "returned", "countersign", "head", MENDED_FIRST),
    (True, "approved", "countersign", "head", "专班已审核通过，不用再审核。"),
    (
        True,
        "approved",
        "unsign",
        "head",
        "专班已审核通过，不能撤回。确需更改的，请联系专班退回。",
    ),
    (False, "submitted", "countersign", "head", "不须单位审核，由专班直接审核。"),
    (False, "submitted", "approve", "office", "approved"),
    (False, "submitted", "return", "office", "returned"),
    (False, "countersigned", "approve", "office", "approved"),  # the office has turned it off since
    (False, "countersigned", "unsign", "head", "submitted"),
]


@pytest.mark.parametrize("what", ["figure", "note"])
@pytest.mark.parametrize(("demanded", "state", "act", "who", "becomes"), TABLE)
def test_each_state_answers_each_act_as_the_round_says(
    plan, unit, target, september, demanded, state, act, who, becomes, what
):
    plan.countersign = demanded
    plan.save()
    by = {"head": head_of, "reporter": reporter_of}.get(who, lambda _: office_of(plan.district))(
        unit
    )
    if what == "figure":
        row: Any = MeasurementFactory.create(
            target=target, period=september, value=Decimal(46), state=state
        )
        do = _figure_act(act, row, by)
    else:
        task = task_of(plan, unit, number=3)
        row = ProgressNoteFactory.create(task=task, period=september, unit=unit, state=state)
        do = _note_act(act, row, by)
    if becomes in {"draft", "submitted", "countersigned", "returned", "approved"}:
        do()
        assert stored(row) == (becomes, 2)
        assert row.versions.get().act == act
        return
    with pytest.raises(rounds.RefusedError) as refused:
        do()
    assert refused.value.message.endswith(becomes)
    assert stored(row) == (state, 1)
    assert not row.versions.exists()


def _figure_act(act, row, by):
    new = {"typed": "47", "seen_version": 1, "by": by, "on": DAY}
    return {
        "save": lambda: reporting.save(row.target, row.period, **new),
        "submit": lambda: reporting.submit(row.target, row.period, **new),
        "withdraw": lambda: reporting.withdraw(row, seen_version=1, by=by),
        "countersign": lambda: reporting.countersign(row, seen_version=1, by=by),
        "unsign": lambda: reporting.unsign(row, seen_version=1, by=by),
        "return": lambda: reporting.return_(row, reason="请核对", seen_version=1, by=by),
        "approve": lambda: reporting.approve(row, seen_version=1, by=by),
    }[act]


def _note_act(act, row, by):
    new = {"word": "done", "text": "另", "seen_version": 1, "by": by, "on": DAY}
    where = (row.task, row.period, row.unit)
    return {
        "save": lambda: following.save_note(*where, **new),
        "submit": lambda: following.submit_note(*where, **new),
        "withdraw": lambda: following.withdraw_note(row, seen_version=1, by=by),
        "countersign": lambda: following.countersign_note(row, seen_version=1, by=by),
        "unsign": lambda: following.unsign_note(row, seen_version=1, by=by),
        "return": lambda: following.return_note(row, reason="请核对", seen_version=1, by=by),
        "approve": lambda: following.approve_note(row, seen_version=1, by=by),
    }[act]


# The head


def test_a_release_keeps_who_and_when_and_is_done_once(submitted, head):
    for seen in (1, 1, 2):
        reporting.countersign(submitted, seen_version=seen, by=head)
    row = Measurement.objects.get()
    assert (row.state, row.version, row.countersigned_by) == ("countersigned", 2, head)
    assert list(row.versions.values_list("act", flat=True)) == ["submit", "countersign"]


def test_nobody_releases_or_returns_their_own_work(countersigned, target, september, unit, head):
    row = reporting.submit(target, september, typed="46", seen_version=0, by=head, on=DAY)
    told = "由本人填报，须由本单位另一位审核人审核。"
    with pytest.raises(rounds.RefusedError, match=told):
        reporting.countersign(row, seen_version=1, by=head)
    with pytest.raises(rounds.RefusedError, match=told):
        reporting.return_(row, reason="请核对", seen_version=1, by=head)
    assert reporting.countersign(row, seen_version=1, by=head_of(unit)).state == "countersigned"


def test_who_only_drafted_it_does_not_release_it(countersigned, target, september, reporter, head):
    reporting.save(target, september, typed="46", seen_version=0, by=head, on=DAY)
    row = reporting.submit(target, september, typed="46", seen_version=1, by=reporter, on=DAY)
    with pytest.raises(rounds.RefusedError, match="由本人填报"):
        reporting.countersign(row, seen_version=2, by=head)


def test_another_units_head_may_not(plan, submitted):
    stranger = head_of(UnitFactory.create(district=plan.district))
    for act in (reporting.countersign, reporting.unsign):
        with pytest.raises(PermissionDenied):
            act(submitted, seen_version=1, by=stranger)
    assert stored(submitted) == ("submitted", 1)


def test_a_figure_changed_meanwhile_is_not_released_unseen(submitted, target, september, head):
    reporting.withdraw(submitted, seen_version=1, by=submitted.submitted_by)
    reporting.submit(
        target, september, typed="47", seen_version=2, by=submitted.submitted_by, on=DAY
    )
    with pytest.raises(rounds.EditConflictError):
        reporting.countersign(submitted, seen_version=1, by=head)


def test_what_is_handed_in_again_waits_for_the_head_again(
    submitted, target, september, reporter, office, head
):
    reporting.countersign(submitted, seen_version=1, by=head)
    reporting.return_(submitted, reason="请核对", seen_version=2, by=office)
    row = reporting.submit(target, september, typed="47", seen_version=3, by=reporter, on=DAY)
    assert (row.state, row.countersigned_by, row.countersigned_at) == ("submitted", None, None)


def test_the_office_waits_for_the_head_only_where_the_plan_demands_it(plan):
    assert rounds.waiting_states(plan) == {"submitted", "countersigned"}
    plan.countersign = True
    assert rounds.waiting_states(plan) == {"countersigned"}


# 代填


def test_what_the_office_fills_in_is_marked_and_approved_by_another(
    target, september, office, plan
):
    row = reporting.submit(target, september, typed="46", seen_version=0, by=office, on=DAY)
    assert (row.on_behalf, row.versions.get().on_behalf) == (True, True)
    with pytest.raises(rounds.RefusedError, match="须由专班另一人审核"):
        reporting.approve(row, seen_version=1, by=office)
    assert reporting.approve(row, seen_version=1, by=office_of(plan.district)).state == "approved"


def test_the_units_own_word_takes_the_mark_away(target, september, office, reporter):
    row = reporting.save(target, september, typed="46", seen_version=0, by=office, on=DAY)
    assert row.on_behalf
    mine = reporting.submit(target, september, typed="46", seen_version=1, by=reporter, on=DAY)
    assert not mine.on_behalf


def test_the_office_takes_back_only_what_it_filled_in(target, september, office, reporter):
    theirs = reporting.submit(target, september, typed="46", seen_version=0, by=reporter, on=DAY)
    with pytest.raises(PermissionDenied):
        reporting.withdraw(theirs, seen_version=1, by=office)
    reporting.withdraw(theirs, seen_version=1, by=reporter)
    own = reporting.submit(target, september, typed="47", seen_version=2, by=office, on=DAY)
    assert reporting.withdraw(own, seen_version=3, by=office).state == "draft"


# What a figure says of itself


def test_nature_expectation_and_source_are_kept_beside_the_figure(target, september, reporter):
    said: Any = {"nature": "preliminary", "expectation": "５０", "source": "统计局"}
    row = reporting.submit(
        target, september, typed="46", seen_version=0, by=reporter, on=DAY, **said
    )
    row.refresh_from_db()
    kept = [(row.value, row.nature, row.expectation, row.source)]
    kept += row.versions.values_list("value", "nature", "expectation", "source")
    assert kept == [(Decimal(46), "preliminary", Decimal(50), "统计局")] * 2


@pytest.mark.parametrize(
    ("said", "field", "told"),
    [
        ({"nature": "guess"}, "nature", "技术交易总额：请从快报、初步、最终中选择数据性质。"),
        ({"source": "局" * 101}, "source", "来源最多100字，现有101字。"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(
    target, september, reporter, said, field, told
):
    with pytest.raises(rounds.RefusedError) as refused:
        reporting.save(target, september, typed="46", seen_version=0, by=reporter, on=DAY, **said)
    assert (refused.value.field, refused.value.message) == (field, told)
    assert not Measurement.objects.exists()


def test_an_expectation_that_is_no_figure_is_refused_at_its_field(target, september, reporter):
    with pytest.raises(rounds.RefusedError) as refused:
        reporting.save(
            target, september, typed="46", expectation="约50", seen_version=0, by=reporter, on=DAY
        )
    assert refused.value.field == "expectation"
    assert refused.value.message.startswith("技术交易总额的预计：")


@pytest.mark.parametrize(("typed", "is_nil"), [("45", True), ("46", False)])
def test_a_nil_report_repeats_the_last_figure(target, september, reporter, typed, is_nil):
    figure(target, 8, "45")
    row = reporting.submit(
        target,
        september,
        typed=typed,
        is_nil=True,
        explanation="零报告：本月无新增",
        seen_version=0,
        by=reporter,
        on=DAY,
    )
    assert (row.is_nil, row.versions.get().is_nil) == (is_nil, is_nil)


# A target behind


@pytest.mark.parametrize(
    ("typed", "words", "told"),
    [
        ("30", {}, "请写存在问题和下步措施"),
        ("30", {"problem": "项目集中在下半年"}, "请写下步措施"),
        ("30", {"next_step": "11月底前完成"}, "请写存在问题"),
        ("44", {}, "请写存在问题和下步措施"),
    ],
)
def test_a_figure_behind_its_pace_asks_for_problem_and_next_step(
    target, september, reporter, typed, words, told
):
    with pytest.raises(rounds.RefusedError) as refused:
        reporting.submit(
            target, september, typed=typed, seen_version=0, by=reporter, on=DAY, **words
        )
    assert refused.value.message == f"技术交易总额：进度滞后，{told}。"
    assert refused.value.field in {"problem", "next_step"}
    assert not Measurement.objects.exists()


@pytest.mark.parametrize(("typed", "words"), [("45", {}), ("59", {}), ("30", WORDS)])
def test_one_on_course_is_asked_for_nothing_but_the_figure(
    target, september, reporter, typed, words
):
    row = reporting.submit(
        target, september, typed=typed, seen_version=0, by=reporter, on=DAY, **words
    )
    assert row.state == "submitted"


# Evidence


def test_where_a_target_asks_for_evidence_none_is_handed_in_without(
    plan, unit, target, september, reporter
):
    target.needs_evidence = True
    target.save()
    row = reporting.save(target, september, typed="46", seen_version=0, by=reporter, on=DAY)
    with pytest.raises(rounds.RefusedError, match="须附依据") as refused:
        reporting.submit(target, september, typed="46", seen_version=1, by=reporter, on=DAY)
    assert refused.value.field == "evidence"
    file = Evidence.objects.create(
        plan=plan,
        unit=unit,
        name="名单.pdf",
        content_type="application/pdf",
        size=9,
        sha256="a" * 64,
        uploaded_by=reporter,
    )
    row.evidence.add(file)
    done = reporting.submit(target, september, typed="46", seen_version=1, by=reporter, on=DAY)
    assert done.versions.get(number=2).evidence == [{"name": "名单.pdf", "sha256": "a" * 64}]


# Publishing


def test_what_only_the_unit_has_released_still_blocks_publication(
    plan, unit, target, september, countersigned
):
    from dashboard.readiness import BLOCK, readiness

    figure(target, 9, "46", state="countersigned")
    checks = readiness(plan, 9, date(2024, 10, 9))
    assert "1条待审" in [check.text for check in checks if check.level == BLOCK]
