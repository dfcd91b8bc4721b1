"""A plan copied forward: what comes along, which baselines, what is said not to; who may, and once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from dashboard import copying, newplan
from dashboard.models import PlanDraft
from plans.models import Plan
from targets.choices import State
from targets.models import PastFigure, Schedule
from targets.rounds import RefusedError
from tests import factories
from tests.factories import figure, moment, period_of, task_of

pytestmark = pytest.mark.django_db
ISSUED = date(2025, 1, 10)
ALL = list(copying.PARTS)
MAY = {"office", "administrator"}


@pytest.fixture
def year(plan, unit):
    """A plan at its year's end: a flow, a stock, a ratio reported quarterly, a growth, a stock without."""
    theme = factories.ThemeFactory.create(plan=plan, title="聚焦产业", short_title="产业")
    make = {"plan": plan, "lead_unit": unit}
    targets = {
        "flow": factories.TargetFactory.create(code="T01", name="新增企业", theme=theme, **make),
        "stock": factories.TargetFactory.create(code="T02", name="有效专利", kind="stock", measure="件", **make),
        "ratio": factories.TargetFactory.create(
            code="T03", name="研发占比", kind="ratio", measure="%", decimals=2,
            reporting_months=[3, 6, 9], inferred=["lead_unit"], **make
        ),
        "growth": factories.TargetFactory.create(code="T04", name="产值增速", kind="growth", measure="%", **make),
        "lacking": factories.TargetFactory.create(code="T05", name="高企总数", kind="stock", **make),
    }  # fmt: skip
    for month in (9, 11, 12):
        period_of(plan, month, published_at=moment(2025, 1, 8) if month < 12 else None)
    figure(targets["flow"], 12, "62")
    figure(targets["stock"], 12, "556")
    figure(targets["ratio"], 9, "2.31")
    figure(targets["growth"], 11, "7.9")
    figure(targets["lacking"], 12, "88", state=State.SUBMITTED)
    factories.ScheduleFactory.create(target=targets["flow"])
    task = task_of(plan, unit, number=1, targets=(targets["flow"],))
    return SimpleNamespace(plan=plan, unit=unit, task=task, **targets)


def copied(year, by, parts=ALL):
    return copying.copy(year.plan, title="2025年工作计划", issue_date=ISSUED, parts=parts, by=by)


def test_levels_take_the_years_last_approved_report_for_their_baseline(year, office):
    found = {close.target.name: close for close in copying.closes(year.plan, by=office)}
    told = {name: (close.value, close.source, close.told) for name, close in found.items()}
    assert told == {
        "新增企业": (None, "", "累计量不用基期值"),
        "有效专利": (Decimal(556), "2024年12月已审数，尚未发布", ""),
        "研发占比": (Decimal("2.31"), "2024年9月发布数（全年最后一次报送）", ""),
        "产值增速": (None, "", "增速不用基期值"),
        "高企总数": (None, "", "没有2024年12月的已审数，基期值请另行填报"),
    }


def test_the_administrator_is_shown_no_unpublished_figure(year):
    by = factories.administrator_of(year.plan.district)
    found = {close.target.name: close.value for close in copying.closes(year.plan, by=by)}
    assert (found["有效专利"], found["研发占比"]) == (None, Decimal("2.31"))
    client = Client()
    client.force_login(by)
    html = client.get(reverse("newplan_copy", args=[year.plan.slug])).content.decode()
    assert "556" not in html


def test_the_draft_holds_everything_but_the_goals(year, office):
    draft = copied(year, office)
    content = draft.content
    assert content["previous"] == year.plan.slug
    assert (content["head"]["title"], content["head"]["year"]) == ("2025年工作计划", 2025)
    told = ("name", "state", "goal", "stretch", "goal_text", "kind", "measure", "baseline")
    assert [tuple(target[each] for each in told) for target in content["targets"]] == [
        ("新增企业", "open", "", "", "", "flow", "家", ""),
        ("有效专利", "open", "", "", "", "stock", "件", "556"),
        ("研发占比", "open", "", "", "", "ratio", "%", "2.31"),
        ("产值增速", "open", "", "", "", "growth", "%", ""),
        ("高企总数", "open", "", "", "", "stock", "家", ""),
    ]
    first, ratio = content["targets"][0], content["targets"][2]
    assert (first["tasks"], first["theme"], first["lead"]) == ([1], 1, year.unit.name)
    assert ratio["months"] == [3, 6, 9]
    assert ("lead" in first["set"], "lead" in ratio["set"]) == (True, False)  # 推定 stays 推定
    [task] = content["tasks"]
    assert (task["number"], task["title"], task["state"]) == (1, year.task.title, "accepted")
    assert {unit["known"] for unit in content["units"]} == {year.unit.code}
    for target in content["targets"]:
        [quote] = target["quotes"]
        assert draft.text[quote["start"] : quote["end"]] == quote["text"] == target["name"]
    assert draft.text[task["start"] : task["end"]] == task["text"]


def test_tasks_come_along_only_where_they_are_chosen(year, office):
    content = copied(year, office, parts=["past"]).content
    assert (content["tasks"], content["targets"][0]["tasks"]) == ([], [])


def test_the_same_copy_asked_for_twice_is_one_draft(year, office):
    assert copied(year, office) == copied(year, office)
    assert copied(year, office, parts=[]) != copied(year, office)
    assert PlanDraft.objects.count() == 2


def test_a_plan_is_copied_into_one_plan_alone(year, office):
    factories.PlanFactory.create(
        district=year.plan.district, previous=year.plan, year=2025, title="2025年计划"
    )
    with pytest.raises(RefusedError, match="已由本计划结转出“2025年计划”"):
        copied(year, office)


def made(year, draft):
    """Next year's plan as it is made of the draft, its targets by their keys."""
    plan = factories.PlanFactory.create(
        district=year.plan.district, slug="dinghai-2025", year=2025, due_day=5
    )
    targets = {
        each["key"]: factories.TargetFactory.create(
            plan=plan, name=each["name"], kind=each["kind"], measure=each["measure"]
        )
        for each in draft.content["targets"][:4]  # one was dropped
    }
    return plan, targets


def test_a_made_plan_takes_over_schedules_last_years_figures_and_settings(year, office):
    Plan.objects.filter(pk=year.plan.pk).update(due_day=8, countersign=True)
    draft = copied(year, office)
    plan, targets = made(year, draft)
    copying.carry(draft, plan, targets, by=office)
    plan.refresh_from_db()
    assert (plan.previous, plan.due_day, plan.countersign) == (year.plan, 8, True)
    past = PastFigure.objects.filter(target__plan=plan).order_by("target__order", "month")
    assert [(row.target.name, row.month, row.value, row.source) for row in past] == [
        ("新增企业", 12, 62, "由2024年计划带入"),
        ("有效专利", 12, 556, "由2024年计划带入"),
        ("研发占比", 9, Decimal("2.31"), "由2024年计划带入"),
        ("产值增速", 11, Decimal("7.9"), "由2024年计划带入"),
    ]
    [schedule] = Schedule.objects.filter(target__plan=plan)
    assert schedule.shares == year.flow.schedule.shares
    change = plan.history.latest()
    assert (change.history_user, change.history_change_reason) == (office, "由2024年计划结转")


def test_a_copy_becomes_next_years_plan_once_its_goals_are_filled_in(year, office):
    draft = copied(year, office)
    with pytest.raises(RefusedError, match="指标“新增企业”还没有确认"):
        newplan.create(draft, by=office)
    for target in draft.content["targets"]:
        target |= {"goal": "100", "state": "accepted"}
    draft.save()
    made = newplan.create(draft, by=office)
    assert (made.previous, made.year, made.slug) == (year.plan, 2025, "dinghai-2025")
    assert list(made.targets.order_by("order").values_list("name", "goal", "baseline")) == [
        ("新增企业", Decimal(100), None),
        ("有效专利", Decimal(100), Decimal(556)),
        ("研发占比", Decimal(100), Decimal("2.31")),
        ("产值增速", Decimal(100), None),
        ("高企总数", Decimal(100), None),
    ]
    assert "lead_unit" in made.targets.get(name="研发占比").inferred
    assert "lead_unit" not in made.targets.get(name="新增企业").inferred
    assert PastFigure.objects.filter(target__plan=made).count() == 4
    assert Schedule.objects.filter(target__plan=made).count() == 1
    assert newplan.create(draft, by=office) == made
    assert PastFigure.objects.filter(target__plan=made).count() == 4


def test_of_two_drafts_copied_from_one_plan_the_second_makes_none(year, office):
    drafts = [copied(year, by) for by in (office, factories.office_of(year.plan.district))]
    for draft in drafts:
        for target in draft.content["targets"]:
            target |= {"goal": "100", "state": "accepted"}
        draft.save()
    first = newplan.create(drafts[0], by=office)
    with pytest.raises(RefusedError, match=f"已由本计划结转出“{first.title}”"):
        newplan.create(drafts[1], by=office)
    assert list(year.plan.following.all()) == [first]


def test_parts_not_chosen_stay_behind(year, office):
    Plan.objects.filter(pk=year.plan.pk).update(due_day=8)
    draft = copied(year, office, parts=[])
    plan, targets = made(year, draft)
    copying.carry(draft, plan, targets, by=office)
    assert (plan.previous, plan.due_day) == (year.plan, 5)
    assert not PastFigure.objects.filter(target__plan=plan).exists()
    assert not Schedule.objects.filter(target__plan=plan).exists()


def test_nothing_is_carried_from_a_plan_of_another_district(year, office):
    draft = copied(year, office)
    other = factories.DistrictFactory.create(code="putuo", name="普陀区")
    Plan.objects.filter(pk=year.plan.pk).update(district=other)
    plan, targets = made(year, draft)
    copying.carry(draft, plan, targets, by=office)
    assert plan.previous is None


def person(role, year):
    other = factories.DistrictFactory.create(code="putuo", name="普陀区")
    makes = {
        "leader": lambda: factories.leader_of(year.plan.district),
        "reporter": lambda: factories.reporter_of(year.unit),
        "head": lambda: factories.head_of(year.unit),
        "office": lambda: factories.office_of(year.plan.district),
        "administrator": lambda: factories.administrator_of(year.plan.district),
        "elsewhere": lambda: factories.office_of(other),
    }
    return makes[role]()


@pytest.mark.parametrize(
    "role", ["leader", "reporter", "head", "office", "administrator", "elsewhere"]
)
def test_who_copies_a_plan_forward(year, office, role):
    by = person(role, year)
    plan, targets = made(year, copied(year, office))
    acts = (
        lambda: copying.closes(year.plan, by=by),
        lambda: copied(year, by, parts=[]),
        lambda: copying.carry(PlanDraft.objects.latest("pk"), plan, targets, by=by),
    )
    for act in acts:
        if role in MAY:
            act()
        else:
            with pytest.raises(PermissionDenied):
                act()


@pytest.mark.parametrize(
    ("form", "status", "told"),
    [
        ({}, 422, "请填写新计划的标题。"),
        ({"title": "长" * 201, "issue_date": "2025-01-10"}, 422, "标题最多200字"),
        ({"title": "新", "issue_date": "明天"}, 422, "成文日期写成2025-01-10。"),
        ({"title": "新", "issue_date": "2019-01-10"}, 422, "与2025年相差太远"),
        ({"title": "新", "issue_date": "2025-01-10", "parts": "x"}, 422, "所选的内容不在列表里"),
    ],
)
def test_what_is_typed_wrong_is_told_and_kept(year, office, form, status, told):
    client = Client()
    client.force_login(office)
    answer = client.post(reverse("newplan_copy", args=[year.plan.slug]), form)
    assert answer.status_code == status
    html = answer.content.decode()
    assert told in html
    assert form.get("title", "") in html
    assert PlanDraft.objects.count() == 0


def test_the_page_says_what_comes_along_and_what_does_not(year, office):
    client = Client()
    client.force_login(office)
    path = reverse("newplan_copy", args=[year.plan.slug])
    html = client.get(path).content.decode()
    for word in ("556件", "2.31%", "高企总数", *copying.NOT_CARRIED):
        assert word in html
    answer = client.post(path, {"title": "2025年计划", "issue_date": "2025-01-10", "parts": ALL})
    assert answer.status_code == 302
    assert PlanDraft.objects.get().content["head"]["title"] == "2025年计划"
