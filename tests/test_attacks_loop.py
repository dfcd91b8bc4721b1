"""What was tried against the closed loop, new plans and calendars: no failure, no leak, nobody their own."""

from __future__ import annotations

from functools import partial

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import Membership
from dashboard import drafting
from dashboard.models import PlanDraft
from plans.models import Plan
from targets.rounds import RefusedError
from tasks import calendars, highlights, milestones, orders, problems, resolutions
from tasks.models import CalendarKey
from tests import factories
from tests.accounts.test_people_race import at_once
from tests.dashboard.test_newplan import SHORT, confirmed
from tests.looped import (
    DAY,
    highlight_of,
    meeting_of,
    milestone_of,
    order_of,
    problem_of,
    resolution_of,
)

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


# A plan being confirmed


@pytest.fixture
def planner(db):
    return factories.office_of(factories.DistrictFactory.create(code="haizhou"))


@pytest.fixture
def draft(planner):
    return drafting.start(SHORT, district=planner.member.district, by=planner)


def press(client, draft, do, **fields):
    draft.refresh_from_db()
    rows = [each for name in ("targets", "tasks", "units") for each in draft.content[name]]
    act, _, key = do.partition(":")
    rev = next((each["rev"] for each in rows if each["key"] == key), 1)
    choice = fields.pop("choice", "")
    told = {"do": f"{act}:{key}:{rev}:{choice}", "card": key, **fields}
    return client.post(f"/plans/new/{draft.pk}/", told).status_code


@pytest.mark.parametrize(
    ("do", "fields"),
    [
        ("split:k1", {}),
        ("split:u1", {}),
        ("split:m1", {}),
        ("merge:k1", {"other": "t1"}),
        ("merge:u1", {"other": "t1"}),
        ("merge:t1", {"other": "k1"}),
        ("accept:u1", {"choice": "same:t1"}),
        ("change:u1", {"choice": "same:k1"}),
    ],
)
def test_an_act_on_what_it_is_not_for_is_refused(planner, draft, do, fields):
    key = do.partition(":")[2]
    sort = {"k": "tasks", "u": "units", "m": "milestones", "t": "targets"}[key[0]]
    there = draft.content[sort][0]["key"]
    assert press(signed_in(planner), draft, f"{do.partition(':')[0]}:{there}", **fields) == 422
    was = draft.content
    draft.refresh_from_db()
    assert draft.content == was


@pytest.mark.parametrize(
    ("sort", "fields"),
    [
        ("tasks", {"lead": ""}),
        ("tasks", {"units": "", "lead": ""}),
        ("targets", {"goal": ""}),
        ("targets", {"name": ""}),
        ("targets", {"measure": ""}),
    ],
)
def test_what_is_confirmed_stays_whole_and_the_plan_can_be_made(planner, draft, sort, fields):
    client = signed_in(planner)
    draft = confirmed(draft, planner)
    key = draft.content[sort][0]["key"]
    assert press(client, draft, f"change:{key}", **fields) == 422
    assert client.post(f"/plans/new/{draft.pk}/", {"do": "create"}).status_code == 302
    assert PlanDraft.objects.get(pk=draft.pk).plan == Plan.objects.get()


def test_a_choice_about_a_target_that_is_gone_does_no_harm(planner, draft):
    notice = {"key": "n90", "rev": 1, "state": "open", "text": "措辞不同", "about": "t99"}
    content = draft.content | {"notices": [{**notice, "answer": ""}]}
    PlanDraft.objects.filter(pk=draft.pk).update(content=content)
    assert press(signed_in(planner), draft, "accept:n90", choice="about") == 302


# Nobody their own, in whichever role, nor by way of another matter


@pytest.fixture
def matters(plan, unit, office):
    """One matter of each kind that the unit answers for, waiting for the office."""
    clerk = factories.reporter_of(unit)
    target = factories.TargetFactory.create(plan=plan, lead_unit=unit)
    claimed = {"claimed_by": clerk, "state": "claimed"}
    day = {"done_on": DAY}
    other = factories.office_of(plan.district)
    return {
        "problem": problem_of(target, unit, clerk, **claimed),
        "order": order_of(plan, unit, other, state="answered", answered_by=clerk),
        "milestone": milestone_of(factories.task_of(plan, unit), unit, **claimed, **day),
        "resolution": resolution_of(meeting_of(plan, other), unit, **claimed),
        "highlight": highlight_of(plan, unit, clerk),
    }


def judged(matters, name, by):
    row, seen = matters[name], {"by": by, "on": DAY, "seen_version": 1}
    if name == "problem":
        return problems.strike_off(row, **seen)
    if name == "order":
        return orders.close(row, **seen)
    if name == "milestone":
        return milestones.confirm(row, **seen)
    if name == "resolution":
        return resolutions.confirm(row, **seen)
    return highlights.adopt(row, month=1, **seen)


@pytest.mark.parametrize("name", ["problem", "order", "milestone", "resolution", "highlight"])
@pytest.mark.parametrize("role", ["reporter", "head"])
def test_who_also_fills_in_for_the_unit_does_not_judge_its_matters(
    plan, unit, office, matters, name, role
):
    factories.period_of(plan, 1)
    more = {"user": office, "district": plan.district, "unit": unit, "role": role}
    other = Membership.objects.create(**more, is_current=False)
    office.refresh_from_db()
    with pytest.raises(PermissionDenied):
        judged(matters, name, office)
    other.delete()
    office.refresh_from_db()
    assert judged(matters, name, office).version == 2


def test_a_text_of_thousands_of_findings_is_refused_before_a_page_is_made_of_it(planner):
    text = "一、主要目标\n新增企业1家" + "、1家" * (drafting.MOST_FOUND + 200)
    answer = signed_in(planner).post("/plans/new/", {"text": text})
    assert answer.status_code == 422
    assert "不像一份计划" in answer.content.decode()
    assert not PlanDraft.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_for_a_calendar_both_get_an_address(reporter):
    assert at_once(*[partial(calendars.make, reporter, by=reporter)] * 4) == []
    assert CalendarKey.objects.filter(user=reporter).count() == 1


def test_the_secret_address_of_a_calendar_stands_in_no_access_log():
    conf = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    own = conf.partition("location /calendar/ {")[2].partition("}")[0]
    assert "access_log off;" in own


def test_who_raised_what_was_merged_into_it_does_not_strike_it_off(plan, unit, office, matters):
    kept, third = matters["problem"], factories.office_of(plan.district)
    wanted = {"kind": "other", "unit": unit, "due_on": DAY, "target": kept.target}
    asked = problems.Wanted(title="同一件事", text="另一说法。", **wanted)
    twin = problems.raise_(plan, asked, by=office, on=DAY)
    problems.merge(twin, into=kept, seen_version=1, by=third)
    with pytest.raises(RefusedError, match="请专班另一人核验销号"):
        judged(matters, "problem", office)
    assert judged(matters, "problem", third).state == "struck_off"


def test_nor_does_who_raised_what_was_merged_into_that(plan, unit, office, matters):
    kept, third = matters["problem"], factories.office_of(plan.district)
    wanted = {"kind": "other", "unit": unit, "due_on": DAY, "target": kept.target}
    first, second = (
        problems.raise_(plan, problems.Wanted(title=title, text=title, **wanted), by=by, on=DAY)
        for title, by in (("甲说法", office), ("乙说法", factories.office_of(plan.district)))
    )
    problems.merge(first, into=second, seen_version=1, by=third)
    second.refresh_from_db()
    problems.merge(second, into=kept, seen_version=1, by=third)
    with pytest.raises(RefusedError, match="请专班另一人核验销号"):
        judged(matters, "problem", office)
