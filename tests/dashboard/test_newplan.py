"""A confirmed text becomes a plan: the real one, the same as the one written by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from accounts.choices import Role
from accounts.models import District
from dashboard import drafting, newplan
from dashboard.models import PlanDraft
from plans.models import Plan
from targets.models import Quotation, Target
from targets.rounds import EditConflictError, RefusedError
from tasks import milestones
from tasks.choices import LoopAct, MilestoneState
from tasks.models import Milestone, Responsibility, Task
from tests import factories

REAL = (Path(settings.BASE_DIR) / "fixtures" / "dinghai_2024.txt").read_text(encoding="utf-8")
SHORT = """海州区2025年商贸工作计划

一、主要目标
2025年，社会消费品零售总额达到120亿元，网络零售额增长12%以上。

二、重点任务
1.做强商圈。新引进品牌首店8家以上，6月底前建成中山路步行街。（责任单位：区商务局、区住建局）
2.搞活夜市。举办促消费活动20场。（责任单位：区文旅局）

海州区商务工作领导小组办公室
2025年3月18日
"""


@pytest.fixture
def office(db):
    return factories.office_of(factories.DistrictFactory.create(code="haizhou"))


def confirmed(draft, by, **head):
    """Everything accepted as it was read; units that may be another are that other."""
    for name in ("notices", "units", "targets", "tasks", "milestones"):
        for each in list(draft.content[name]):
            if each["state"] == "open":
                fields = {}
                if name == "units":
                    twin = each["note"].partition("“")[2].partition("”")[0]
                    same = next(u["key"] for u in draft.content["units"] if u["printed"] == twin)
                    fields = {"unit": f"same:{same}"}
                draft = drafting.settle(
                    draft, "accept", each["key"], fields, seen=each["rev"], by=by
                )
    return drafting.set_head(draft, head, by=by) if head else draft


def promised(plan):
    return [
        (
            *(t.goal, t.stretch, t.measure, t.comparator, t.kind, t.place, t.goal_text),
            t.theme.number if t.theme else None,
            *((q.text, q.start, q.end, q.where) for q in t.quotations.all()),
        )
        for t in plan.targets.order_by("order")
    ]


def responsible(plan):
    rows = Responsibility.objects.filter(task__plan=plan).select_related("task", "unit")
    return [(r.task.number, r.printed, r.part, r.order) for r in rows.order_by("task", "order")]


def test_real_plan_read_and_accepted_is_the_plan_written_by_hand(office):
    call_command("loaddata", "dinghai_2024", verbosity=0)
    by_hand = Plan.objects.get(slug="dinghai-2024")
    draft = confirmed(drafting.start(REAL, district=office.member.district, by=office), office)
    plan = newplan.create(draft, by=office)

    assert plan.slug == "haizhou-2024"
    assert (plan.title, plan.issuer, plan.issue_date, plan.year, plan.text) == (
        by_hand.title,
        by_hand.issuer,
        by_hand.issue_date,
        by_hand.year,
        by_hand.text,
    )
    ours, theirs = promised(plan), promised(by_hand)
    assert len(ours) == 25
    differing = [a[6] for a, b in zip(ours, theirs, strict=True) if a != b]
    assert differing == ["70亿元"]  # by hand the goal's own words: 力争突破70亿元
    without = [(*row[:6], *row[7:]) for row in ours]
    assert without == [(*row[:6], *row[7:]) for row in theirs]
    tasks = [
        list(p.tasks.values_list("number", "title", "text", "start", "end", "theme__number"))
        for p in (plan, by_hand)
    ]
    assert tasks[0] == tasks[1]
    assert len(tasks[0]) == 17
    assert responsible(plan) == responsible(by_hand)
    assert len({r.unit_id for r in Responsibility.objects.filter(task__plan=plan)}) == 24
    every_lead_in_a_task_is_the_one_written_by_hand_and_a_guess_says_so(plan, by_hand)


def every_lead_in_a_task_is_the_one_written_by_hand_and_a_guess_says_so(plan, by_hand):
    by_order = [each.targets.select_related("lead_unit") for each in (plan, by_hand)]
    for ours, theirs in zip(*by_order, strict=True):
        assert {"kind", "reporting_months", "decimals"} <= set(ours.inferred)
        assert ours.baseline is None
        if ours.lead_unit is not None:
            assert theirs.lead_unit is not None
            assert ours.lead_unit.name == theirs.lead_unit.name
        if "lead_unit" not in theirs.inferred and theirs.lead_unit:
            assert ours.lead_unit is not None
            assert "lead_unit" not in ours.inferred
            assert ours.lead_basis == theirs.lead_basis


def test_same_draft_is_one_plan_with_its_periods_and_duties(office):
    draft = confirmed(drafting.start(SHORT, district=office.member.district, by=office), office)
    plan = newplan.create(draft, by=office)
    assert newplan.create(draft, by=office) == plan
    assert Plan.objects.count() == 1
    assert plan.periods.count() == 12
    assert plan.periods.filter(is_backfill=True).count() == 2  # issued in March
    assert [t.code for t in plan.targets.all()] == ["T01", "T02", "T03", "T04"]
    assert [t.short_name for t in plan.targets.filter(lead_unit__name="区商务局")][-1:] == [
        "新引进品牌首店"
    ]
    assert plan.tasks.get(number=1).targets.get().goal == 8
    stone = Milestone.objects.get()
    assert (stone.task.number, stone.due_on.isoformat(), stone.state) == (
        1,
        "2025-06-30",
        "proposed",
    )
    assert stone.unit.name == "区商务局"
    assert plan.history.get().history_user == office
    assert {row.history_change_reason for row in Target.history.all()} == {"新建计划"}


def test_deadlines_are_put_forward_by_who_made_the_plan_and_agreed_to_by_another(office):
    draft = confirmed(drafting.start(SHORT, district=office.member.district, by=office), office)
    plan = newplan.create(draft, by=office)
    row = Milestone.objects.get(task__plan=plan)
    step = row.steps.get()
    assert (step.act, step.state, step.by) == (LoopAct.RAISE, MilestoneState.PROPOSED, office)
    with pytest.raises(PermissionDenied):
        milestones.accept(row, seen_version=1, by=office)
    other = factories.office_of(office.member.district)
    assert milestones.accept(row, seen_version=1, by=other).state == MilestoneState.OPEN


def test_second_plan_of_a_year_has_an_address_of_its_own(office):
    district = office.member.district
    first = newplan.create(
        confirmed(drafting.start(SHORT, district=district, by=office), office), by=office
    )
    again = drafting.start(SHORT, district=district, by=office)
    second = newplan.create(confirmed(again, office), by=office)
    assert (first.slug, second.slug) == ("haizhou-2025", "haizhou-2025-2")
    assert set(first.tasks.get(number=1).responsibilities.values_list("unit", flat=True)) == set(
        second.tasks.get(number=1).responsibilities.values_list("unit", flat=True)
    )


def test_nothing_is_made_while_something_is_open(office):
    draft = drafting.start(SHORT, district=office.member.district, by=office)
    with pytest.raises(
        RefusedError, match="指标“社会消费品零售总额”还没有确认。（另有3处）"
    ) as refused:
        newplan.create(draft, by=office)
    assert refused.value.field == draft.content["targets"][0]["key"]
    assert (Plan.objects.count(), Task.objects.count(), Quotation.objects.count()) == (0, 0, 0)


def test_who_confirms_an_item_another_changed_meanwhile_is_told(office):
    draft = drafting.start(SHORT, district=office.member.district, by=office)
    other = factories.office_of(office.member.district)
    item = draft.content["targets"][0]
    drafting.settle(draft, "change", item["key"], {"goal": "130"}, seen=item["rev"], by=other)
    with pytest.raises(EditConflictError) as conflict:
        drafting.settle(draft, "accept", item["key"], {}, seen=item["rev"], by=office)
    assert conflict.value.current.content["targets"][0]["goal"] == "130"
    another = draft.content["targets"][1]
    done = drafting.settle(draft, "accept", another["key"], {}, seen=another["rev"], by=office)
    assert [t["state"] for t in done.content["targets"]] == ["open", "accepted", "open", "open"]


def test_same_form_twice_is_one_act(office):
    draft = drafting.start(SHORT, district=office.member.district, by=office)
    item = draft.content["targets"][0]
    once = drafting.settle(draft, "accept", item["key"], {}, seen=item["rev"], by=office)
    twice = drafting.settle(draft, "accept", item["key"], {}, seen=item["rev"], by=office)
    assert once.version == twice.version == 2
    assert drafting.start(SHORT, district=office.member.district, by=office).pk == draft.pk


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("where", ["here", "elsewhere"])
@pytest.mark.parametrize("stage", ["open", "made", "dropped"])
def test_who_may_confirm_a_plan(office, role, where, stage):
    """domain.md: the office confirms new plans, the administrator manages plans; nobody else."""
    district = office.member.district
    draft = confirmed(drafting.start(SHORT, district=district, by=office), office)
    if stage == "made":
        newplan.create(draft, by=office)
    elif stage == "dropped":
        drafting.drop(draft, by=office)
    person = factories.MembershipFactory.create(
        role=role,
        district=district if where == "here" else factories.DistrictFactory.create(code="else"),
    ).user
    may = where == "here" and role in {"office", "administrator"}
    item = draft.content["targets"][0]
    acts = {
        "hold": lambda: drafting.hold(draft, by=person),
        "start": lambda: drafting.start("另一份计划", district=district, by=person),
        "begin": lambda: drafting.begin(
            district, name="x", text="x", found={}, content=draft.content, by=person
        ),
        "settle": lambda: drafting.settle(
            draft, "change", item["key"], {"name": "新名"}, seen=item["rev"], by=person
        ),
        "add": lambda: drafting.add(draft, "target", 3, 9, by=person),
        "add_phrase": lambda: drafting.add_phrase(draft, "target", "做强商圈", by=person),
        "accept_sure": lambda: drafting.accept_sure(draft, by=person),
        "set_head": lambda: drafting.set_head(draft, {"title": "新题"}, by=person),
        "drop": lambda: drafting.drop(draft, by=person),
        "create": lambda: newplan.create(PlanDraft.objects.get(pk=draft.pk), by=person),
    }
    expected = {
        "open": dict.fromkeys(acts, "done") | {"create": "refused"},  # what was added is open
        "made": dict.fromkeys(acts, "refused")
        | {"hold": "done", "start": "done", "begin": "done", "create": "done"},
        "dropped": dict.fromkeys(acts, "refused")
        | {"hold": "done", "start": "done", "begin": "done", "drop": "done"},
    }[stage]
    if stage == "open":
        expected["create"] = "refused"
    for name, act in acts.items():
        if stage == "open" and name == "drop":
            continue  # in the table of dropped drafts
        assert outcome(act) == (expected[name] if may else "denied"), name


def outcome(act):
    try:
        act()
    except PermissionDenied:
        return "denied"
    except RefusedError:
        return "refused"
    return "done"


def test_nothing_is_left_of_a_plan_whose_making_fails(office, monkeypatch):
    draft = confirmed(drafting.start(SHORT, district=office.member.district, by=office), office)

    def broken(*_):
        raise OSError("no room")

    monkeypatch.setattr("dashboard.newplan.periods.ensure", broken)
    with pytest.raises(OSError, match="no room"):
        newplan.create(draft, by=office)
    assert (Plan.objects.count(), Target.objects.count(), District.objects.count()) == (0, 0, 1)
    assert PlanDraft.objects.get(pk=draft.pk).stage == "open"
