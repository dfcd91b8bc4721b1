"""A meeting's round: every role × state × act; all of them the office's alone."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from targets.rounds import EditConflictError, RefusedError
from tasks import meetings
from tasks.meetings import Called, Item
from tasks.models import Meeting
from tests import factories
from tests.looped import meeting_of

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 15)
STATES = ("none", "planned", "held", "cancelled")
TABLE = {
    "call": "done – – –",
    "change": "– done refused refused",
    "hold": "– done refused refused",
    "minute": "– refused done refused",
    "cancel": "– done refused refused",
}
AFTER = {
    "call": "planned",
    "change": "planned",
    "hold": "held",
    "minute": "held",
    "cancel": "cancelled",
}


@pytest.fixture
def people(plan, unit):
    """Somebody in every role."""
    elsewhere = factories.DistrictFactory.create(code="putuo", name="普陀区")
    return {
        "no role": factories.UserFactory.create(),
        "leader": factories.leader_of(plan.district),
        "reporter": factories.reporter_of(unit),
        "head": factories.head_of(unit),
        "office": factories.office_of(plan.district),
        "office elsewhere": factories.office_of(elsewhere),
        "administrator": factories.administrator_of(plan.district),
    }


def wanted(**more: Any) -> Called:
    agenda = (Item("研发费用滞后", kind="target", key="T02", note="2月滞后"), Item("其他"))
    given: dict[str, Any] = {
        "title": "3月例会",
        "held_on": DAY,
        "begins_at": time(9),
        "agenda": agenda,
    }
    return Called(**(given | more))


def act(plan, name, row, by, seen=1, **more):
    if name == "call":
        return meetings.call(plan, more.get("called") or wanted(), by=by, on=DAY)
    known: dict[str, dict[str, Any]] = {
        "change": {"called": wanted(place="301室"), "on": DAY},
        "hold": {"minutes": "到会10人。", "on": DAY},
        "minute": {"minutes": "到会11人。"},
        "cancel": {"reason": "并入4月例会"},
    }
    given = known[name] | more
    if name == "change":
        return meetings.change(row, given.pop("called"), by=by, seen_version=seen, **given)
    return getattr(meetings, name)(row, by=by, seen_version=seen, **given)


@pytest.mark.parametrize("name", TABLE)
def test_the_office_alone_does_it_and_only_in_its_state(plan, people, name):
    wrong = []
    for state in ("none",) if name == "call" else STATES[1:]:
        row = None if state == "none" else meeting_of(plan, people["office"], state=state)
        for role, person in people.items():
            with transaction.atomic():
                try:
                    done = act(plan, name, row, person)
                    came = "done" if done.state == AFTER[name] else done.state
                except PermissionDenied:
                    came = "denied"
                except RefusedError:
                    came = "refused"
                transaction.set_rollback(True)
            right = TABLE[name].split()[STATES.index(state)] if role == "office" else "denied"
            if came != right:
                wrong.append((role, state, came))
    assert wrong == []


@pytest.mark.parametrize("name", ["change", "hold", "cancel"])
def test_the_same_form_sent_twice_is_one_act(plan, office, name):
    row = meeting_of(plan, office)
    act(plan, name, row, office)
    again = act(plan, name, row, office)
    assert again.version == 2


def test_calling_the_same_twice_is_one_meeting_and_numbers_go_on(plan, office):
    first, again = (act(plan, "call", None, office) for _ in range(2))
    other = act(plan, "call", None, office, called=wanted(title="专题会"))
    assert (first.pk, first.number, other.number) == (again.pk, 1, 2)
    assert first.agenda[0] == {
        "title": "研发费用滞后",
        "unit": "",
        "kind": "target",
        "key": "T02",
        "note": "2月滞后",
    }


def test_a_form_seen_before_somebody_elses_act_meets_that_act(plan, office):
    row = meeting_of(plan, office)
    act(plan, "hold", row, factories.office_of(plan.district))
    with pytest.raises(EditConflictError):
        act(plan, "change", row, office)


def test_what_it_was_stands_in_the_history(plan, office):
    row = act(plan, "cancel", meeting_of(plan, office), office)
    last = row.history.first()
    assert (last.history_user_id, last.history_change_reason) == (office.pk, "并入4月例会")


@pytest.mark.parametrize(
    ("more", "field", "message"),
    [
        ({"title": " "}, "title", "请写明会议名称"),
        ({"title": "字" * 61}, "title", "最多60字"),
        ({"held_on": None}, "held_on", "请填日期"),
        ({"held_on": date(2024, 3, 14)}, "held_on", "已经过去"),
        ({"place": "字" * 61}, "place", "最多60字"),
        ({"agenda": (Item("题"),) * 61}, "agenda", "议程最多60项，现有61项"),
        ({"agenda": (Item("字" * 101),)}, "agenda", "最多100字"),
        ({"agenda": (Item("题", unit="nobody"),)}, "agenda", "单位不在本计划内"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_its_field(plan, office, more, field, message):
    with pytest.raises(RefusedError) as refused:
        act(plan, "call", None, office, called=wanted(**more))
    assert (refused.value.field, message in refused.value.message) == (field, True)
    assert not Meeting.objects.exists()


def test_a_meeting_is_not_held_before_its_day(plan, office):
    row = meeting_of(plan, office)
    with pytest.raises(RefusedError, match="会议定在3月15日，还没有到"):
        act(plan, "hold", row, office, on=date(2024, 3, 14))
