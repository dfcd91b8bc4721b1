"""A figure's round: who may do what to it, in which state, twice, late, and at the same time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections

from targets import numbers, reporting
from targets.choices import Way
from targets.filling import MOST
from targets.models import Measurement, MeasurementVersion
from tests.factories import (
    MeasurementFactory,
    PastFigureFactory,
    PlanFactory,
    TargetFactory,
    figure,
    head_of,
    moment,
    office_of,
    period_of,
    reporter_of,
)

DAY = date(2024, 10, 8)  # September is open, due on the 5th in these tests
LATER = date(2024, 10, 9)
BEHIND: Any = {"problem": "项目集中在下半年", "next_step": "11月底前完成"}


@pytest.fixture
def target(plan, unit):
    return TargetFactory.create(plan=plan, lead_unit=unit, name="技术交易总额", measure="家")


@pytest.fixture
def september(plan):
    return period_of(plan, 9)


@pytest.fixture
def submitted(target, september, reporter):
    """A figure of September that waits for the office, at version 1."""
    return reporting.submit(target, september, typed="46", seen_version=0, by=reporter, on=DAY)


def stored(row):
    """State, value and version as the database has them."""
    fresh = Measurement.objects.get(pk=row.pk)
    return fresh.state, fresh.value, fresh.version


def the_row():
    """The one figure there is, read anew."""
    return Measurement.objects.get()


def trail(row):
    """Every act on a figure: number, act, state, value."""
    return list(row.versions.values_list("number", "act", "state", "value"))


# Saving


def test_a_figure_is_kept_as_a_draft(target, september, reporter):
    row = reporting.save(
        target,
        september,
        typed="46",
        explanation="说明",
        problem="问题",
        next_step="措施",
        seen_version=0,
        by=reporter,
        on=DAY,
        at=moment(2024, 10, 8, 10, 42),
    )
    fresh = the_row()
    assert fresh == row
    assert (fresh.state, fresh.value, fresh.version, fresh.typed) == ("draft", 46, 1, "46")
    assert (fresh.explanation, fresh.problem, fresh.next_step) == ("说明", "问题", "措施")
    assert fresh.entered_by == reporter
    assert (fresh.submitted_at, fresh.submitted_by, fresh.first_submitted_on) == (None, None, None)
    version = fresh.versions.get()
    assert (version.number, version.act, version.way, version.state) == (1, "save", "form", "draft")
    assert (version.value, version.explanation, version.by) == (46, "说明", reporter)
    assert (version.problem, version.next_step) == ("问题", "措施")
    assert version.at == moment(2024, 10, 8, 10, 42)


@pytest.mark.parametrize("typed", ["6..1", "四十六", "-3", "46.5", "1e999"])
def test_what_is_no_figure_is_kept_as_it_was_typed(target, september, reporter, typed):
    row = reporting.save(target, september, typed=typed, seen_version=0, by=reporter, on=DAY)
    assert stored(row) == ("draft", None, 1)
    assert Measurement.objects.get().typed == typed


def test_a_figure_read_already_is_held_to_the_same_rules(target, september, reporter):
    row = reporting.save(
        target, september, value=Decimal("46.5"), seen_version=0, by=reporter, on=DAY
    )
    assert stored(row) == ("draft", None, 1)
    assert row.typed == "46.5"
    with pytest.raises(reporting.RefusedError, match="家数须为整数，不能有小数"):
        reporting.submit(
            target, september, value=Decimal("46.5"), seen_version=1, by=reporter, on=DAY
        )


def test_nothing_filled_in_makes_no_row(target, september, reporter):
    row = reporting.save(target, september, typed=" ", seen_version=0, by=reporter, on=DAY)
    assert (row._state.adding, row.version) == (True, 0)
    assert Measurement.objects.count() == 0
    assert MeasurementVersion.objects.count() == 0


def test_a_draft_can_be_emptied_again(target, september, reporter):
    reporting.save(target, september, typed="46", seen_version=0, by=reporter, on=DAY)
    row = reporting.save(target, september, typed="", seen_version=1, by=reporter, on=DAY)
    assert stored(row) == ("draft", None, 2)
    assert row.typed == ""


def test_a_person_s_next_draft_takes_the_place_of_their_last(target, september, unit, reporter):
    reporting.save(target, september, typed="4", seen_version=0, by=reporter, on=DAY)
    row = reporting.save(target, september, typed="46", seen_version=1, by=reporter, on=DAY)
    assert trail(row) == [(2, "save", "draft", 46)]
    row = reporting.save(target, september, typed="47", seen_version=2, by=head_of(unit), on=DAY)
    assert trail(row) == [(2, "save", "draft", 46), (3, "save", "draft", 47)]


def test_saving_the_same_again_changes_nothing(target, september, reporter):
    reporting.save(target, september, typed="46", seen_version=0, by=reporter, on=DAY)
    again = reporting.save(target, september, typed="46.0", seen_version=0, by=reporter, on=DAY)
    assert stored(again) == ("draft", 46, 1)
    assert trail(again) == [(1, "save", "draft", 46)]


def test_a_returned_figure_stays_returned_while_it_is_mended(target, september, reporter, office):
    row = reporting.submit(target, september, typed="46", seen_version=0, by=reporter, on=DAY)
    reporting.return_(row, reason="请核对", seen_version=1, by=office)
    row = reporting.save(target, september, typed="45", seen_version=2, by=reporter, on=DAY)
    assert stored(row) == ("returned", 45, 3)
    assert Measurement.objects.get().reason == "请核对"


@pytest.mark.parametrize(
    ("column", "most", "told"),
    [
        ("typed", 60, "数值最多60字，现有61字。"),
        ("explanation", 300, "说明最多300字，现有301字。"),
        ("problem", 500, "存在问题最多500字，现有501字。"),
        ("next_step", 500, "下步措施最多500字，现有501字。"),
    ],
)
def test_a_text_longer_than_its_field_is_refused(target, september, reporter, column, most, told):
    with pytest.raises(reporting.RefusedError, match=told) as refused:
        reporting.save(
            target, september, seen_version=0, by=reporter, on=DAY, **{column: "长" * (most + 1)}
        )
    assert refused.value.field == column
    row = reporting.save(
        target, september, seen_version=0, by=reporter, on=DAY, **{column: "长" * most}
    )
    assert row.version == 1


def test_the_longest_texts_are_those_the_database_holds():
    columns = {field.name: getattr(field, "max_length", None) for field in Measurement._meta.fields}
    assert MOST == {"explanation": 300, "problem": 500, "next_step": 500, "source": 100}
    assert {name: columns[name] for name in MOST} == MOST
    assert columns["typed"] == numbers.MOST_CHARACTERS == 60


def test_line_ends_and_what_no_database_takes_are_tidied(target, september, reporter):
    row = reporting.save(
        target, september, typed="46", problem=" 一\r\n二\0 ", seen_version=0, by=reporter, on=DAY
    )
    assert row.problem == "一\n二"


# Submitting


def test_a_figure_is_submitted_straight_from_the_form(target, september, reporter):
    row = reporting.submit(
        target,
        september,
        typed="４６",
        seen_version=0,
        by=reporter,
        on=DAY,
        way=Way.EXCEL,
        at=moment(2024, 10, 8, 11),
    )
    fresh = the_row()
    assert fresh == row
    assert (fresh.state, fresh.value, fresh.version) == ("submitted", 46, 1)
    assert (fresh.entered_by, fresh.submitted_by) == (reporter, reporter)
    assert fresh.submitted_at == moment(2024, 10, 8, 11)
    assert fresh.first_submitted_on == DAY
    version = fresh.versions.get()
    assert (version.act, version.way, version.state) == ("submit", "excel", "submitted")
    assert version.at == moment(2024, 10, 8, 11)


def test_money_typed_in_another_unit_is_converted(plan, unit, september, reporter):
    target = TargetFactory.create(
        plan=plan, lead_unit=unit, measure="亿元", decimals=2, goal=Decimal("17.5")
    )
    row = reporting.submit(
        target, september, typed="131300万元", seen_version=0, by=reporter, on=DAY
    )
    assert stored(row) == ("submitted", Decimal("13.1300"), 1)


def test_a_reported_zero_is_a_figure(target, september, reporter):
    row = reporting.submit(
        target, september, typed="0", seen_version=0, by=reporter, on=DAY, **BEHIND
    )
    assert stored(row) == ("submitted", 0, 1)


def test_a_draft_is_submitted_and_both_acts_leave_their_trace(target, september, reporter):
    reporting.save(target, september, typed="45", seen_version=0, by=reporter, on=DAY)
    row = reporting.submit(target, september, typed="46", seen_version=1, by=reporter, on=DAY)
    assert trail(row) == [(1, "save", "draft", 45), (2, "submit", "submitted", 46)]


def test_a_head_submits_what_the_clerk_drafted(target, september, unit, reporter):
    head = head_of(unit)
    reporting.save(target, september, typed="46", seen_version=0, by=reporter, on=DAY)
    row = reporting.submit(target, september, typed="46", seen_version=1, by=head, on=DAY)
    assert (row.entered_by, row.submitted_by) == (head, head)


def test_a_form_sent_twice_is_one_submission(target, september, reporter, submitted):
    again = reporting.submit(target, september, typed="46", seen_version=0, by=reporter, on=DAY)
    assert stored(again) == ("submitted", 46, 1)
    assert trail(again) == [(1, "submit", "submitted", 46)]


def test_the_day_of_the_first_submission_stays(target, september, reporter, office, submitted):
    reporting.return_(submitted, reason="请核对", seen_version=1, by=office)
    row = reporting.submit(target, september, typed="45", seen_version=2, by=reporter, on=LATER)
    fresh = the_row()
    assert fresh == row
    assert fresh.first_submitted_on == DAY
    assert (fresh.reviewed_by, fresh.reviewed_at) == (None, None)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "技术交易总额：请填写截至本月的数值；没有新进展的，照填上月数。"),
        ("6..1", "技术交易总额：“6..1”不是数字。请填阿拉伯数字，如6"),
        ("-3", "技术交易总额：家数不能小于0：-3"),
        ("1.5", "技术交易总额：家数须为整数，不能有小数：1.5"),
        ("99%", "技术交易总额：“99%”是百分数，这里的单位是家，请只填数字。"),
        ("1e999", "技术交易总额：“1e999”是科学计数法，超出可填的写法。"),
    ],
)
def test_what_is_no_figure_is_not_submitted(target, september, reporter, typed, told):
    with pytest.raises(reporting.RefusedError) as refused:
        reporting.submit(target, september, typed=typed, seen_version=0, by=reporter, on=DAY)
    assert refused.value.message.startswith(told)
    assert refused.value.field == "typed"
    assert Measurement.objects.count() == 0


def test_a_doubtful_figure_asks_for_one_line_of_explanation(target, september, reporter):
    figure(target, 8, "50")
    with pytest.raises(reporting.RefusedError) as refused:
        reporting.submit(target, september, typed="46", seen_version=0, by=reporter, on=DAY)
    assert refused.value.message == (
        "技术交易总额：比8月减少4家。累计量一般不减少，请说明原因。数值无误的，请写一行说明。"
    )
    assert refused.value.field == "explanation"
    assert Measurement.objects.filter(period=september).count() == 0
    row = reporting.submit(
        target,
        september,
        typed="46",
        explanation="核减4家",
        seen_version=0,
        by=reporter,
        on=DAY,
    )
    assert stored(row) == ("submitted", 46, 1)


def test_doubts_look_at_last_year_and_at_what_waits_but_not_at_drafts(
    target, september, unit, reporter
):
    figure(target, 7, "60", state="draft")
    row = reporting.submit(target, september, typed="46", seen_version=0, by=reporter, on=DAY)
    reporting.withdraw(row, seen_version=1, by=reporter)
    figure(target, 8, "47", state="submitted")
    with pytest.raises(reporting.RefusedError, match="比8月减少1家"):
        reporting.submit(target, september, typed="46", seen_version=2, by=reporter, on=DAY)
    PastFigureFactory.create(target=target, month=9, value=Decimal(4800))
    with pytest.raises(reporting.RefusedError, match="只有去年同期的1/100"):
        reporting.submit(target, september, typed="48", seen_version=2, by=reporter, on=DAY)


# When


def test_a_month_not_begun_takes_nothing(target, plan, reporter):
    october = period_of(plan, 10)
    with pytest.raises(reporting.RefusedError) as refused:
        reporting.save(target, october, typed="46", seen_version=0, by=reporter, on=DAY)
    assert refused.value.message == "2024年10月尚未开放填报，11月1日起可填。"
    december = period_of(plan, 12)
    with pytest.raises(
        reporting.RefusedError, match="2024年12月尚未开放填报，2025年1月1日起可填。"
    ):
        reporting.submit(target, december, typed="46", seen_version=0, by=reporter, on=DAY)


def test_a_published_month_takes_nothing_and_gives_nothing_back(
    target, september, reporter, office, submitted
):
    september.published_at = moment(2024, 10, 9)
    september.save()
    told = "^9月已发布，更改须走更正。$"
    with pytest.raises(reporting.RefusedError, match=told):
        reporting.save(target, september, typed="47", seen_version=1, by=reporter, on=DAY)
    with pytest.raises(reporting.RefusedError, match=told):
        reporting.submit(target, september, typed="47", seen_version=1, by=reporter, on=DAY)
    with pytest.raises(reporting.RefusedError, match=told):
        reporting.withdraw(submitted, seen_version=1, by=reporter)
    with pytest.raises(reporting.RefusedError, match=told):
        reporting.return_(submitted, reason="请核对", seen_version=1, by=office)
    with pytest.raises(reporting.RefusedError, match=told):
        reporting.approve(submitted, seen_version=1, by=office)
    assert stored(submitted) == ("submitted", 46, 1)
    assert trail(submitted) == [(1, "submit", "submitted", 46)]


def test_the_period_is_read_anew_not_believed(target, september, reporter):
    stale = period_of(target.plan, 9)
    september.published_at = moment(2024, 10, 9)
    september.save()
    assert stale.published_at is None
    with pytest.raises(reporting.RefusedError, match="9月已发布"):
        reporting.save(target, stale, typed="46", seen_version=0, by=reporter, on=DAY)


def test_a_back_filled_month_is_filled_in_while_it_is_not_published(target, plan, reporter):
    january = period_of(plan, 1, is_backfill=True)
    row = reporting.submit(target, january, typed="5", seen_version=0, by=reporter, on=DAY)
    assert stored(row) == ("submitted", 5, 1)


@pytest.mark.parametrize(
    ("months", "told"),
    [
        ([12], "9月不用报（年报，12月报一次）。"),
        ([3, 6], "9月不用报（3、6月报，今年不再报）。"),
        ([5, 8, 11], "9月不用报（5、8、11月报，11月应报）。"),
    ],
)
def test_a_month_that_does_not_ask_takes_nothing(plan, unit, september, reporter, months, told):
    target = TargetFactory.create(
        plan=plan, lead_unit=unit, name="科技投入", reporting_months=months
    )
    with pytest.raises(reporting.RefusedError) as refused:
        reporting.save(target, september, typed="46", seen_version=0, by=reporter, on=DAY)
    assert refused.value.message == f"科技投入{told}"


def test_a_period_of_another_plan_is_a_mistake_of_the_caller(target, reporter):
    other = period_of(PlanFactory.create(district=target.plan.district), 9)
    with pytest.raises(ValueError, match="belong to different plans"):
        reporting.save(target, other, typed="46", seen_version=0, by=reporter, on=DAY)


# Withdrawing


def test_a_figure_is_withdrawn_until_it_is_reviewed(submitted, reporter):
    row = reporting.withdraw(submitted, seen_version=1, by=reporter)
    fresh = the_row()
    assert fresh == row
    assert (fresh.state, fresh.value, fresh.version) == ("draft", 46, 2)
    assert (fresh.submitted_at, fresh.submitted_by) == (None, None)
    assert fresh.first_submitted_on == DAY
    assert trail(fresh) == [(1, "submit", "submitted", 46), (2, "withdraw", "draft", 46)]


def test_withdrawing_twice_is_withdrawing_once(submitted, reporter):
    reporting.withdraw(submitted, seen_version=1, by=reporter)
    again = reporting.withdraw(submitted, seen_version=1, by=reporter)
    assert stored(again) == ("draft", 46, 2)
    assert len(trail(again)) == 2


def test_a_colleague_may_withdraw(submitted, unit):
    row = reporting.withdraw(submitted, seen_version=1, by=head_of(unit))
    assert stored(row) == ("draft", 46, 2)


# Reviewing


def test_a_figure_is_returned_with_its_reason(submitted, office):
    row = reporting.return_(
        submitted,
        reason=" 请附名单。 ",
        seen_version=1,
        by=office,
        at=moment(2024, 10, 8, 11, 5),
    )
    fresh = the_row()
    assert fresh == row
    assert (fresh.state, fresh.reason, fresh.version) == ("returned", "请附名单。", 2)
    assert (fresh.reviewed_by, fresh.reviewed_at) == (office, moment(2024, 10, 8, 11, 5))
    version = fresh.versions.get(number=2)
    assert (version.act, version.reason, version.by) == ("return", "请附名单。", office)
    assert version.at == moment(2024, 10, 8, 11, 5)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("", "请写明退回理由，单位据此修改。"),
        (" \n", "请写明退回理由，单位据此修改。"),
        ("长" * 301, "退回理由最多300字，现有301字。"),
    ],
)
def test_returning_needs_a_reason(submitted, office, reason, told):
    with pytest.raises(reporting.RefusedError) as refused:
        reporting.return_(submitted, reason=reason, seen_version=1, by=office)
    assert (refused.value.message, refused.value.field) == (told, "reason")
    assert stored(submitted) == ("submitted", 46, 1)


def test_returning_twice_with_the_same_reason_is_returning_once(submitted, office):
    reporting.return_(submitted, reason="请核对", seen_version=1, by=office)
    again = reporting.return_(submitted, reason="请核对", seen_version=1, by=office)
    assert stored(again) == ("returned", 46, 2)
    assert len(trail(again)) == 2


def test_an_approved_figure_can_be_returned_before_publication(submitted, office):
    reporting.approve(submitted, seen_version=1, by=office)
    row = reporting.return_(submitted, reason="附件不符", seen_version=2, by=office)
    assert stored(row) == ("returned", 46, 3)
    assert trail(row) == [
        (1, "submit", "submitted", 46),
        (2, "approve", "approved", 46),
        (3, "return", "returned", 46),
    ]


def test_a_figure_is_approved_and_its_reason_is_done_with(
    target, september, reporter, office, submitted
):
    reporting.return_(submitted, reason="请核对", seen_version=1, by=office)
    row = reporting.submit(target, september, typed="46", seen_version=2, by=reporter, on=DAY)
    assert row.reason == "请核对"  # the office still sees why it was sent back
    reporting.approve(row, seen_version=3, by=office, at=moment(2024, 10, 8, 15))
    fresh = the_row()
    assert (fresh.state, fresh.reason, fresh.version) == ("approved", "", 4)
    assert (fresh.reviewed_by, fresh.reviewed_at) == (office, moment(2024, 10, 8, 15))
    assert fresh.versions.get(number=4).at == moment(2024, 10, 8, 15)


@pytest.mark.parametrize("seen_version", [1, 2])
def test_approving_what_is_approved_is_done_already(submitted, office, seen_version):
    reporting.approve(submitted, seen_version=1, by=office)
    other = office_of(submitted.target.plan.district)
    again = reporting.approve(submitted, seen_version=seen_version, by=other)
    assert stored(again) == ("approved", 46, 2)
    assert Measurement.objects.get().reviewed_by == office
    assert len(trail(again)) == 2


def test_nobody_approves_what_they_filled_in_themselves(submitted, office):
    Measurement.objects.update(entered_by=office)
    with pytest.raises(reporting.RefusedError, match="由本人填报，须由专班另一人审核。"):
        reporting.approve(submitted, seen_version=1, by=office)
    assert stored(submitted) == ("submitted", 46, 1)
    row = reporting.approve(submitted, seen_version=1, by=office_of(submitted.target.plan.district))
    assert row.state == "approved"


# Wrong state

WAITING = "技术交易总额9月已提交待审，要修改请先撤回。"
APPROVED = "技术交易总额9月已审核通过，不能再改。确需更改的，请联系专班退回。"
AGAIN = "等单位重新提交后再审核。"


@pytest.mark.parametrize(
    ("state", "act", "told"),
    [
        ("submitted", "save", WAITING),
        ("submitted", "submit", WAITING),
        ("approved", "save", APPROVED),
        ("approved", "submit", APPROVED),
        ("returned", "withdraw", "技术交易总额9月已被退回，直接修改后重新提交即可。"),
        (
            "approved",
            "withdraw",
            "技术交易总额9月已审核通过，不能撤回。确需更改的，请联系专班退回。",
        ),
        ("draft", "return", "技术交易总额9月已由单位撤回，等重新提交后再审核。"),
        ("draft", "approve", "技术交易总额9月已由单位撤回，等重新提交后再审核。"),
        ("returned", "return", f"技术交易总额9月已经退回，{AGAIN}"),
        ("returned", "approve", f"技术交易总额9月已经退回，{AGAIN}"),
    ],
)
def test_an_act_out_of_turn_is_refused(target, september, unit, reporter, office, state, act, told):
    row = MeasurementFactory.create(
        target=target, period=september, value=Decimal(46), state=state, entered_by=reporter
    )
    acts = {
        "save": lambda: reporting.save(
            target, september, typed="47", seen_version=1, by=reporter, on=DAY
        ),
        "submit": lambda: reporting.submit(
            target, september, typed="47", seen_version=1, by=reporter, on=DAY
        ),
        "withdraw": lambda: reporting.withdraw(row, seen_version=1, by=reporter),
        "return": lambda: reporting.return_(row, reason="另一理由", seen_version=1, by=office),
        "approve": lambda: reporting.approve(row, seen_version=1, by=office),
    }
    with pytest.raises(reporting.RefusedError) as refused:
        acts[act]()
    assert refused.value.message == told
    assert stored(row) == (state, 46, 1)
    assert trail(row) == []


# Somebody was quicker


def test_the_second_editor_meets_the_first_ones_change(target, september, unit, reporter):
    head = head_of(unit)
    reporting.save(target, september, typed="46", seen_version=0, by=reporter, on=DAY)
    reporting.save(target, september, typed="47", seen_version=1, by=reporter, on=DAY)
    with pytest.raises(reporting.EditConflictError) as conflict:
        reporting.save(target, september, typed="48", seen_version=1, by=head, on=DAY)
    current = conflict.value.current
    assert (current.value, current.version, current.entered_by) == (47, 2, reporter)
    assert stored(current) == ("draft", 47, 2)


def test_a_stale_form_is_not_submitted_over_a_colleagues_draft(target, september, unit, reporter):
    reporting.save(target, september, typed="46", seen_version=0, by=reporter, on=DAY)
    with pytest.raises(reporting.EditConflictError) as conflict:
        reporting.submit(target, september, typed="48", seen_version=0, by=head_of(unit), on=DAY)
    assert stored(conflict.value.current) == ("draft", 46, 1)


def test_the_same_figure_submitted_by_a_colleague_is_told_not_doubled(
    target, september, unit, submitted
):
    with pytest.raises(reporting.EditConflictError):
        reporting.submit(target, september, typed="46", seen_version=0, by=head_of(unit), on=DAY)
    assert trail(submitted) == [(1, "submit", "submitted", 46)]


def test_a_figure_that_was_resubmitted_is_not_approved_unseen(
    target, september, reporter, office, submitted
):
    reporting.withdraw(submitted, seen_version=1, by=reporter)
    reporting.submit(target, september, typed="48", seen_version=2, by=reporter, on=DAY)
    with pytest.raises(reporting.EditConflictError) as conflict:
        reporting.approve(submitted, seen_version=1, by=office)
    assert conflict.value.current.value == 48
    with pytest.raises(reporting.EditConflictError):
        reporting.return_(submitted, reason="请核对", seen_version=1, by=office)
    assert stored(submitted) == ("submitted", 48, 3)


def test_an_approval_of_another_figure_is_not_taken_for_ones_own(
    target, september, reporter, office, submitted
):
    reporting.withdraw(submitted, seen_version=1, by=reporter)
    row = reporting.submit(target, september, typed="48", seen_version=2, by=reporter, on=DAY)
    reporting.approve(row, seen_version=3, by=office)
    with pytest.raises(reporting.EditConflictError):
        reporting.approve(submitted, seen_version=1, by=office_of(target.plan.district))


def test_a_withdrawn_figure_is_not_shown_to_the_office(submitted, reporter, office):
    reporting.withdraw(submitted, seen_version=1, by=reporter)
    with pytest.raises(reporting.RefusedError, match="已由单位撤回"):
        reporting.approve(submitted, seen_version=1, by=office)


def test_a_figure_returned_meanwhile_is_not_withdrawn(submitted, reporter, office):
    reporting.return_(submitted, reason="请核对", seen_version=1, by=office)
    with pytest.raises(reporting.EditConflictError) as conflict:
        reporting.withdraw(submitted, seen_version=1, by=reporter)
    assert conflict.value.current.state == "returned"


# Nothing half done


@pytest.fixture
def no_trace(monkeypatch):
    """From here on no version row can be written: it breaks where the database would."""

    def refuse(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(MeasurementVersion, "save", refuse)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["save", "submit"])
def test_no_figure_is_kept_without_its_trace(target, september, reporter, no_trace, act):
    with pytest.raises(OSError, match="disk full"):
        getattr(reporting, act)(target, september, typed="46", seen_version=0, by=reporter, on=DAY)
    assert Measurement.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["save", "submit", "withdraw", "return", "approve"])
def test_no_figure_moves_without_its_trace(target, september, reporter, office, no_trace, act):
    state = "draft" if act in {"save", "submit"} else "submitted"
    row = MeasurementFactory.create(
        target=target, period=september, value=Decimal(46), state=state, entered_by=reporter
    )
    acts = {
        "save": lambda: reporting.save(
            target, september, typed="47", seen_version=1, by=reporter, on=DAY
        ),
        "submit": lambda: reporting.submit(
            target, september, typed="47", seen_version=1, by=reporter, on=DAY
        ),
        "withdraw": lambda: reporting.withdraw(row, seen_version=1, by=reporter),
        "return": lambda: reporting.return_(row, reason="请核对", seen_version=1, by=office),
        "approve": lambda: reporting.approve(row, seen_version=1, by=office),
    }
    with pytest.raises(OSError, match="disk full"):
        acts[act]()
    assert stored(row) == (state, 46, 1)


# At the same time


def race(*acts):
    """Run the acts at the same moment, each in a thread of its own; what each answered, sorted."""
    barrier, answers = Barrier(len(acts)), []

    def run(act):
        barrier.wait()
        try:
            answers.append(f"version {act().version}")
        except (reporting.EditConflictError, reporting.RefusedError) as error:
            answers.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_submit_at_once_one_wins_and_the_other_is_told(
    target, september, unit, reporter
):
    people = [reporter, head_of(unit), reporter_of(unit)]
    answers = race(
        *(
            lambda by=by, typed=typed: reporting.submit(
                target, september, typed=typed, seen_version=0, by=by, on=DAY
            )
            for by, typed in zip(people, ["46", "47", "48"], strict=True)
        )
    )
    assert answers == ["EditConflictError", "EditConflictError", "version 1"]
    row = the_row()
    assert trail(row) == [(1, "submit", "submitted", row.value)]


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_twice_at_once_is_one_submission(target, september, reporter):
    def submit():
        return reporting.submit(target, september, typed="46", seen_version=0, by=reporter, on=DAY)

    assert race(submit, submit, submit) == ["version 1", "version 1", "version 1"]
    assert trail(Measurement.objects.get()) == [(1, "submit", "submitted", 46)]


@pytest.mark.django_db(transaction=True)
def test_a_draft_submitted_twice_at_once_moves_once(target, september, unit, reporter):
    head = head_of(unit)
    reporting.save(target, september, typed="45", seen_version=0, by=reporter, on=DAY)
    answers = race(
        lambda: reporting.submit(target, september, typed="46", seen_version=1, by=head, on=DAY),
        lambda: reporting.save(target, september, typed="47", seen_version=1, by=reporter, on=DAY),
    )
    assert answers == ["EditConflictError", "version 2"]
    assert Measurement.objects.get().version == 2


@pytest.mark.django_db(transaction=True)
def test_withdrawing_and_approving_at_once_one_of_them_happens(
    target, september, reporter, office, submitted
):
    answers = race(
        lambda: reporting.withdraw(submitted, seen_version=1, by=reporter),
        lambda: reporting.approve(submitted, seen_version=1, by=office),
    )
    assert answers in (["EditConflictError", "version 2"], ["RefusedError", "version 2"])
    row = the_row()
    assert (row.version, row.versions.count()) == (2, 2)


def test_an_act_costs_the_same_queries_whatever_else_there_is(
    plan, unit, target, september, reporter, django_assert_num_queries
):
    for month in range(1, 9):
        figure(target, month, str(40 + month))
    for _ in range(3):
        figure(TargetFactory.create(plan=plan, lead_unit=unit), 9, "4")
    assert reporter.member is not None
    with django_assert_num_queries(10):
        # savepoint, period, row, this year, last year, pace, insert, evidence, trace, released
        reporting.submit(target, september, typed="50", seen_version=0, by=reporter, on=DAY)
    assert connection.in_atomic_block
