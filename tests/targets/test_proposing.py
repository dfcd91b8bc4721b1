"""Baselines, schedules and goals: proposed by one person, decided by another, written with a trace."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from targets import proposing, recalling
from targets.choices import Comparator, Kind, Stage, Subject
from targets.contents import Goal
from targets.models import GoalChange, PastFigure, Proposal, Schedule
from targets.recalling import Typed
from targets.rounds import RefusedError
from targets.schedules import Entered
from tests import factories
from tests.factories import figure, period_of

pytestmark = pytest.mark.django_db
QUARTERS = ["0", "0", "25"] * 4


@pytest.fixture
def stock(plan, unit):
    """Patents in force: a stock whose baseline the plan does not give."""
    return factories.TargetFactory.create(
        plan=plan, lead_unit=unit, kind=Kind.STOCK, measure="件", goal=Decimal(552), code="T02"
    )


@pytest.fixture
def flow(plan, unit):
    """59 firms."""
    return factories.TargetFactory.create(plan=plan, lead_unit=unit, code="T06", name="新培育高企")


@pytest.fixture
def colleague(plan):
    """Another person of the office."""
    return factories.office_of(plan.district)


def propose_goal(target, by, **changes):
    asked: dict[str, Any] = {
        "from_month": 9,
        "reason": "上级加码",
        "document": "区委办9号",
    } | changes
    goal = asked.pop("goal", Goal("65", "65家以上"))
    return proposing.propose_goal(target, typed=goal, by=by, **asked)


def propose_schedule(target, by, typed=QUARTERS, reason="季末集中结算", **rest):
    return proposing.propose_schedule(
        target, typed=typed, entered=Entered.MONTHLY, reason=reason, by=by, **rest
    )


def propose_baseline(target, by, typed="480", source="2023年年报"):
    return proposing.propose_baseline(target, typed=typed, source=source, by=by)


# Put forward, approved, written


def test_a_units_baseline_counts_once_the_office_approves_it(stock, reporter, office):
    row = propose_baseline(stock, reporter, typed="４８０件")
    stock.refresh_from_db()
    assert (row.stage, row.content, row.before) == (
        Stage.PENDING,
        {"baseline": "480"},
        {"baseline": None},
    )
    assert stock.baseline is None
    proposing.approve(row, by=office)
    stock.refresh_from_db()
    assert f"{stock.baseline:f} {stock.baseline_source}" == "480.0000 2023年年报"
    kept = stock.history.first()
    assert (kept.history_user, kept.history_change_reason) == (
        office,
        f"{reporter}提出，补录基期值",
    )
    row.refresh_from_db()
    assert (row.stage, row.decided_by) == (Stage.APPROVED, office)
    assert [each.stage for each in row.history.all()] == [Stage.APPROVED, Stage.PENDING]


def test_a_schedule_is_written_and_can_go_back_to_twelfths(flow, reporter, office):
    proposing.approve(propose_schedule(flow, reporter, document="单位报告"), by=office)
    filed = Schedule.objects.get()
    assert filed.shares == [*["0"] * 2, *["0.25"] * 3, *["0.5"] * 3, *["0.75"] * 3, "1"]
    assert filed.source == "单位报告"
    assert filed.history.get().history_user == office
    back = propose_schedule(flow, reporter, typed=[""] * 12, reason="恢复均分")
    assert back.before == {"shares": filed.shares}
    proposing.approve(back, by=office)
    assert not Schedule.objects.exists()
    assert Schedule.history.count() == 2


def test_a_goal_change_is_written_with_reason_and_document(flow, office, colleague):
    row = propose_goal(flow, office, goal=Goal("65", "65家以上", "70"))
    assert row.before == {"goal": "59", "goal_text": "59家以上", "stretch": None}
    proposing.approve(row, by=colleague)
    change = GoalChange.objects.get()
    assert (change.from_month, change.goal, change.stretch) == (9, Decimal(65), Decimal(70))
    assert (change.goal_text, change.reason, change.document) == (
        "65家以上",
        "上级加码",
        "区委办9号",
    )
    assert change.approved_by == colleague
    flow.refresh_from_db()
    assert flow.goal == 59
    later = propose_goal(flow, office, goal=Goal("60", "60家以上"), from_month=11)
    assert later.before == {"goal": "65", "goal_text": "65家以上", "stretch": "70"}


# Twice, and who


def test_the_same_form_twice_is_one_proposal_and_another_one_waits(flow, reporter, office):
    first = propose_schedule(flow, reporter)
    assert propose_schedule(flow, reporter) == first
    with pytest.raises(RefusedError, match=f"已有{reporter}提出的申请待批准"):
        propose_schedule(flow, reporter, typed=["100", *["0"] * 11])
    with pytest.raises(RefusedError, match="待批准"):
        propose_schedule(flow, office)
    assert Proposal.objects.count() == 1
    proposing.approve(first, by=office)
    proposing.approve(first, by=office)
    assert Schedule.history.count() == 1


def test_nobody_decides_what_they_proposed(flow, office, colleague):
    row = propose_schedule(flow, office)
    for act in (proposing.approve, proposing.refuse):
        with pytest.raises(RefusedError, match="由本人提出，须由专班另一人批准"):
            act(row, by=office, answer="同意")
    assert not Schedule.objects.exists()
    proposing.approve(row, by=colleague)
    assert Schedule.objects.exists()


WHO = {
    "reporter": {"baseline", "schedule", "withdraw"},
    "head": {"baseline", "schedule", "withdraw"},
    "other unit": set(),
    "leader": set(),
    "administrator": set(),
    "office": {"baseline", "schedule", "goal", "approve", "refuse"},
    "other office": set(),
}


@pytest.mark.parametrize("role", WHO)
def test_who_may_propose_and_who_may_decide(plan, unit, stock, flow, role):
    people = {
        "reporter": lambda: factories.reporter_of(unit),
        "head": lambda: factories.head_of(unit),
        "other unit": lambda: factories.reporter_of(factories.UnitFactory.create()),
        "leader": lambda: factories.leader_of(plan.district),
        "administrator": lambda: factories.administrator_of(plan.district),
        "office": lambda: factories.office_of(plan.district),
        "other office": lambda: factories.office_of(
            factories.DistrictFactory.create(code="putuo", name="普陀区")
        ),
    }
    by = people[role]()
    own = factories.TargetFactory.create(plan=plan, lead_unit=unit)
    others = [
        propose_schedule(
            factories.TargetFactory.create(plan=plan, lead_unit=unit), factories.head_of(unit)
        )
        for _ in range(2)
    ]
    acts = {
        "baseline": lambda: propose_baseline(stock, by),
        "schedule": lambda: propose_schedule(flow, by),
        "goal": lambda: propose_goal(flow, by),
        "withdraw": lambda: proposing.withdraw(propose_schedule(own, by), by=by),
        "approve": lambda: proposing.approve(others[0], by=by),
        "refuse": lambda: proposing.refuse(others[1], answer="依据不足", by=by),
    }
    if role == "office":
        acts.pop("withdraw")
    for name, act in acts.items():
        if name in WHO[role]:
            act()
        else:
            before = list(Proposal.objects.values())
            with pytest.raises(PermissionDenied):
                act()
            assert list(Proposal.objects.values()) == before


def test_only_the_proposer_withdraws_and_only_what_is_open(flow, unit, reporter, office):
    row = propose_schedule(flow, reporter)
    with pytest.raises(PermissionDenied):
        proposing.withdraw(row, by=factories.head_of(unit))
    assert proposing.withdraw(row, by=reporter).stage == Stage.WITHDRAWN
    assert proposing.withdraw(row, by=reporter).stage == Stage.WITHDRAWN
    with pytest.raises(RefusedError, match="已撤回"):
        proposing.approve(row, by=office)
    assert propose_schedule(flow, reporter) != row


def test_a_refusal_says_why_and_changes_nothing(stock, reporter, office):
    row = propose_baseline(stock, reporter)
    with pytest.raises(RefusedError, match="请写明不批准的理由"):
        proposing.refuse(row, answer=" ", by=office)
    proposing.refuse(row, answer="年报还没有公布", by=office)
    row.refresh_from_db()
    stock.refresh_from_db()
    assert (row.stage, row.answer, stock.baseline) == (Stage.REFUSED, "年报还没有公布", None)
    with pytest.raises(RefusedError, match=r"已由.*办理（未批准），不能再办"):
        proposing.approve(row, by=office)


# Refused in a sentence, at its field


@pytest.mark.parametrize(
    ("goal", "changes", "field", "words"),
    [
        (Goal("六十五", "65家"), {}, "value", "不是数字"),
        (Goal("65.5", "65家"), {}, "value", "家数须为整数"),
        (Goal("", "65家"), {}, "value", "请填新的目标值"),
        (Goal("65", " "), {}, "text", "请写目标表述"),
        (Goal("65", "65家", "60"), {}, "stretch", "力争值须比目标值更进一步"),
        (Goal("65", "65家"), {"reason": ""}, "reason", "请写理由"),
        (Goal("65", "65家"), {"reason": "长" * 301}, "reason", "理由最多300字，现有301字"),
        (Goal("65", "65家"), {"document": ""}, "document", "请写依据文件"),
        (Goal("65", "65家"), {"from_month": 0}, "from_month", "请选择从几月起调整"),
        (Goal("65", "65家"), {"from_month": 8}, "from_month", "8月已发布，保留原目标"),
        (Goal("65", "65家"), {"from_month": 10}, "from_month", "10月起已有一次目标调整"),
        (Goal("59", "59家以上"), {}, "value", "与现行的目标相同，没有改动"),
    ],
)
def test_a_goal_that_cannot_stand_is_refused(plan, flow, office, goal, changes, field, words):
    period_of(plan, 8, published_at=factories.moment(2024, 9, 10))
    factories.GoalChangeFactory.create(target=flow, from_month=10, goal=Decimal(64))
    with pytest.raises(RefusedError, match=words) as refused:
        propose_goal(flow, office, goal=goal, **changes)
    assert refused.value.field == field
    assert not Proposal.objects.exists()


def test_a_stretch_of_a_ceiling_lies_below_it(plan, office):
    most = factories.TargetFactory.create(plan=plan, comparator=Comparator.AT_MOST, goal=Decimal(9))
    with pytest.raises(RefusedError, match="更进一步"):
        propose_goal(most, office, goal=Goal("8", "8起以内", "10"))
    assert propose_goal(most, office, goal=Goal("8", "8起以内", "7")).content["stretch"] == "7"


@pytest.mark.parametrize(
    ("typed", "source", "field", "words"),
    [
        ("", "年报", "value", "请填基期值"),
        ("四百", "年报", "value", "不是数字"),
        ("480", "", "source", "请写基期值的依据"),
        ("480", "年" * 201, "source", "依据最多200字，现有201字"),
    ],
)
def test_a_baseline_that_cannot_stand_is_refused(stock, reporter, typed, source, field, words):
    with pytest.raises(RefusedError, match=words) as refused:
        propose_baseline(stock, reporter, typed, source)
    assert refused.value.field == field


def test_flows_have_no_baseline_and_stocks_no_schedule(stock, flow, reporter):
    with pytest.raises(RefusedError, match="不用基期值"):
        propose_baseline(flow, reporter)
    with pytest.raises(RefusedError, match="不设分月计划"):
        propose_schedule(stock, reporter)


def test_a_schedule_is_refused_at_its_month(flow, reporter):
    with pytest.raises(RefusedError, match="合计75%，还差25%") as refused:
        propose_schedule(flow, reporter, typed=[*QUARTERS[:11], "0"])
    assert refused.value.field == "month-12"


def test_what_has_moved_since_is_not_overwritten(stock, reporter, office):
    row = propose_baseline(stock, reporter)
    stock.baseline = Decimal(500)
    stock.save()
    with pytest.raises(RefusedError, match="在提出之后有过变动"):
        proposing.approve(row, by=office)
    stock.refresh_from_db()
    assert stock.baseline == 500


def test_a_month_published_since_keeps_its_goal(plan, flow, office, colleague):
    row = propose_goal(flow, office)
    period_of(plan, 9, published_at=factories.moment(2024, 10, 9))
    with pytest.raises(RefusedError, match="9月已发布，保留原目标"):
        proposing.approve(row, by=colleague)
    assert not GoalChange.objects.exists()


# Last year's figures


def test_last_years_figures_are_kept_changed_and_taken_away(flow, office):
    typed = {1: Typed("３"), 2: Typed("8"), 3: Typed("")}
    assert recalling.record(flow, typed=typed, source="2023年报", by=office) == (1, 2)
    later = {1: Typed("", "3"), 2: Typed("9", "8"), 4: Typed("11")}
    assert recalling.record(flow, typed=later, source="", by=office) == (1, 2, 4)
    kept = PastFigure.objects.values_list("month", "value", "source")
    assert list(kept) == [(2, Decimal(9), "2023年报"), (4, Decimal(11), "")]
    assert {each.history_user for each in PastFigure.history.all()} == {office}


def test_a_month_that_somebody_else_changed_is_not_overwritten(flow, office):
    recalling.record(flow, typed={1: Typed("3")}, source="年报", by=office)
    with pytest.raises(RefusedError, match="去年1月刚由别人改为3") as refused:
        recalling.record(flow, typed={2: Typed("7"), 1: Typed("5")}, source="", by=office)
    assert refused.value.field == "month-1"
    assert PastFigure.objects.count() == 1
    assert recalling.record(flow, typed={1: Typed("3")}, source="", by=office) == ()


def test_last_year_is_the_offices_to_enter(flow, reporter):
    with pytest.raises(PermissionDenied):
        recalling.record(flow, typed={1: Typed("3")}, source="", by=reporter)
    with pytest.raises(PermissionDenied):
        recalling.copy_from_earlier(flow.plan, by=reporter)


def test_an_earlier_plan_fills_in_what_lacks(plan, flow, office):
    with pytest.raises(RefusedError, match="没有2023年的计划"):
        recalling.copy_from_earlier(plan, by=office)
    earlier = factories.PlanFactory.create(district=plan.district, year=2023)
    same = factories.TargetFactory.create(plan=earlier, code="T06")
    for month, value in ((1, "3"), (2, "7"), (3, "9")):
        figure(same, month, value, state="draft" if month == 3 else "approved")
    figure(factories.TargetFactory.create(plan=earlier, code="T06X"), 1, "1")
    factories.PastFigureFactory.create(target=flow, month=2, value=Decimal(6), source="年报")
    assert recalling.copy_from_earlier(plan, by=office) == 1
    assert recalling.copy_from_earlier(plan, by=office) == 0
    kept = PastFigure.objects.values_list("month", "value", "source")
    assert list(kept) == [(1, Decimal(3), "由2023年计划带入"), (2, Decimal(6), "年报")]


def test_each_subject_has_its_own_pending_proposal(flow, office):
    propose_schedule(flow, office)
    propose_goal(flow, office)
    assert {each.subject for each in Proposal.objects.all()} == {Subject.SCHEDULE, Subject.GOAL}
