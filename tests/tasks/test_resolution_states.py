"""What a meeting resolved: every role × state × act, as domain.md has it and not as the code does."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from plans.models import Evidence
from targets.rounds import EditConflictError, RefusedError
from tasks import resolutions
from tasks.models import Resolution, Step
from tests import factories
from tests.looped import meeting_of, resolution_of, step_of

pytestmark = pytest.mark.django_db
DAY, DUE, LATER = date(2024, 3, 18), date(2024, 3, 29), date(2024, 4, 30)
STATES = ("none", "open", "asked", "claimed", "done", "dropped")
UNIT = "reporter, head, claimant"
# done, refused; – where there is nothing to act on. Whoever is not named is denied, in every state.
TABLE = {
    "resolve": {"office": "done – – – – –"},
    "change": {"office": "– done done refused refused refused"},
    "drop": {"office": "– done done refused refused refused"},
    "progress": {UNIT: "– done done refused refused refused"},
    "claim": {UNIT: "– done done refused refused refused"},
    "confirm": {"office": "– refused refused done refused refused"},
    "send_back": {"office": "– refused refused done refused refused"},
    "ask_longer": {UNIT: "– done refused refused refused refused"},
    "grant": {"office": "– refused done refused refused refused"},
    "refuse": {"office": "– refused done refused refused refused"},
}
ROLES = (
    "no role",
    "leader",
    "reporter",
    "head",
    "claimant",
    "other reporter",
    "office",
    "office elsewhere",
    "administrator",
)
AFTER = dict.fromkeys(TABLE, "open") | {"claim": "claimed", "confirm": "done", "drop": "dropped"}


class World:
    """A meeting that was held, a unit that has something to do, and everybody around."""

    def __init__(self, plan, unit):
        self.plan, self.unit = plan, unit
        self.other = factories.UnitFactory.create(district=plan.district)
        elsewhere = factories.DistrictFactory.create(code="putuo", name="普陀区")
        self.people = {
            "no role": factories.UserFactory.create(),
            "leader": factories.leader_of(plan.district),
            "reporter": factories.reporter_of(unit),
            "head": factories.head_of(unit),
            "claimant": factories.reporter_of(unit),
            "other reporter": factories.reporter_of(self.other),
            "office": factories.office_of(plan.district),
            "office elsewhere": factories.office_of(elsewhere),
            "administrator": factories.administrator_of(plan.district),
        }
        self.meeting = meeting_of(plan, factories.office_of(plan.district), state="held")

    def resolution(self, state="open", **more):
        columns = {"state": "open" if state == "asked" else state}
        if state == "asked":
            columns |= {"asked_until": LATER, "asked_why": "会签", "asked_by": self.people["head"]}
        if state in {"claimed", "done"}:
            columns["claimed_by"] = self.people["claimant"]
        if state == "done":
            another = factories.office_of(self.plan.district)
            columns |= {"confirmed_by": another, "confirmed_on": DAY}
        row = resolution_of(self.meeting, more.pop("unit", self.unit), **(columns | more))
        step_of(resolution=row)
        return row

    def act(self, name, row, by, seen=1, **more):
        if name == "resolve":
            words = {"text": "月底前清零", "unit": self.unit, "due_on": DUE}
            return resolutions.resolve(self.meeting, by=by, on=DAY, **(words | more))
        words = {"text": "改由他局办", "unit": self.other, "due_on": LATER, "on": DAY}
        reason = {"reason": "理由"}
        given = {
            "change": words,
            "progress": {"text": "已会签"},
            "claim": {"text": "已清零", "files": [SimpleUploadedFile("单.pdf", b"%PDF-1.7")]},
            "confirm": {"on": DAY},
            "ask_longer": {"until": LATER, "on": DAY, **reason},
            "grant": {},
        }.get(name, reason)
        return getattr(resolutions, name)(row, by=by, seen_version=seen, **(given | more))


@pytest.fixture
def world(plan, unit, settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path
    return World(plan, unit)


def what_comes(world, name, role, row):
    with transaction.atomic():
        try:
            done = world.act(name, row, world.people[role])
        except PermissionDenied:
            return "denied"
        except (RefusedError, EditConflictError):
            return "refused"
        finally:
            transaction.set_rollback(True)
    assert done.state == AFTER[name]
    return "done"


def expected(name, role, state):
    for names, line in TABLE[name].items():
        if role in names.split(", "):
            return line.split()[STATES.index(state)]
    return "denied"


@pytest.mark.parametrize("name", TABLE)
def test_every_role_in_every_state_does_what_it_may_and_nothing_else(world, name):
    wrong = []
    for state in ("none",) if name == "resolve" else STATES[1:]:
        row = None if state == "none" else world.resolution(state)
        for role in ROLES:
            came = what_comes(world, name, role, row)
            if came != expected(name, role, state):
                wrong.append((role, state, came))
    assert wrong == []


@pytest.mark.parametrize("act", ["progress", "claim", "ask_longer"])
def test_whoever_of_the_office_worked_on_the_offices_own_does_not_confirm_it(world, plan, act):
    office, unit = world.people["office"], factories.office_unit(plan.district)
    claimant = factories.office_of(plan.district)
    row = world.resolution("claimed", unit=unit, claimed_by=claimant)
    step_of(resolution=row, act=act, by=office)
    for who in (office, claimant):
        with pytest.raises(PermissionDenied):
            world.act("confirm", row, who)
    another = factories.office_of(plan.district)
    assert world.act("confirm", row, another).confirmed_by == another


def test_whoever_asked_for_more_time_does_not_grant_it(world, plan):
    office, unit = world.people["office"], factories.office_unit(plan.district)
    row = world.resolution("asked", unit=unit, asked_by=office)
    for name in ("grant", "refuse"):
        with pytest.raises(PermissionDenied):
            world.act(name, row, office)


def test_the_database_itself_refuses_one_confirmed_by_its_claimant(world):
    row = world.resolution("claimed")
    own = {"state": "done", "confirmed_by": row.claimed_by, "confirmed_on": DAY}
    match = "resolution_confirmed_by_another"
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        Resolution.objects.filter(pk=row.pk).update(**own)


@pytest.mark.parametrize(
    ("name", "role", "state"),
    [
        ("change", "office", "open"),
        ("drop", "office", "open"),
        ("progress", "reporter", "open"),
        ("claim", "claimant", "open"),
        ("confirm", "office", "claimed"),
        ("send_back", "office", "claimed"),
        ("ask_longer", "reporter", "open"),
        ("grant", "office", "asked"),
        ("refuse", "office", "asked"),
    ],
)
def test_the_same_form_sent_twice_is_one_act(world, name, role, state):
    row = world.resolution(state)
    world.act(name, row, world.people[role])
    again = world.act(name, row, world.people[role])
    files = 1 if name == "claim" else 0
    assert (again.version, again.steps.count(), Evidence.objects.count()) == (2, 2, files)


def test_resolving_the_same_twice_is_one_item_and_numbers_go_on(world):
    first, again = (world.act("resolve", None, world.people["office"]) for _ in range(2))
    other = world.act("resolve", None, world.people["office"], text="另一件")
    assert (first.pk, first.number, other.number) == (again.pk, 1, 2)
    first.refresh_from_db()
    assert (first.text, first.unit, first.due_on) == ("月底前清零", world.unit, DUE)


def test_changed_it_says_the_new_and_its_history_what_it_was(world):
    row = world.act("change", world.resolution(), world.people["office"])
    row.refresh_from_db()
    assert (row.text, row.unit, row.due_on) == ("改由他局办", world.other, LATER)
    was = row.history.last()
    assert (was.text, was.unit, was.due_on) == ("月底前清零", world.unit, DUE)


def test_a_form_seen_before_somebody_elses_act_meets_that_act(world):
    row = world.resolution()
    world.act("progress", row, world.people["head"])
    with pytest.raises(EditConflictError) as conflict:
        world.act("claim", row, world.people["reporter"])
    assert (conflict.value.current.version, row.steps.count()) == (2, 2)


def test_granted_the_day_moves_and_refused_it_stays(world):
    granted = world.act("grant", world.resolution("asked"), world.people["office"])
    refused = world.act("refuse", world.resolution("asked"), world.people["office"])
    assert (granted.due_on, granted.asked_until) == (LATER, None)
    assert (refused.due_on, refused.asked_until) == (DUE, None)


def test_a_resolution_is_put_down_only_for_a_meeting_that_was_held(world, plan):
    for state in ("planned", "cancelled"):
        world.meeting = meeting_of(plan, world.people["office"], state=state)
        with pytest.raises(RefusedError, match="还没有召开"):
            world.act("resolve", None, world.people["office"])


@pytest.mark.parametrize(
    ("name", "state", "role", "more", "field", "message"),
    [
        ("resolve", "none", "office", {"text": ""}, "text", "请写明议定事项"),
        ("resolve", "none", "office", {"text": "字" * 301}, "text", "最多300字，现有301字"),
        ("resolve", "none", "office", {"unit": None}, "unit", "请选责任单位"),
        ("resolve", "none", "office", {"due_on": None}, "due_on", "请填时限"),
        ("resolve", "none", "office", {"due_on": date(2024, 3, 1)}, "due_on", "已经过去"),
        ("progress", "open", "reporter", {"text": " "}, "text", "请写明进展情况"),
        ("claim", "open", "reporter", {"text": ""}, "text", "请写明完成情况"),
        ("send_back", "claimed", "office", {"reason": ""}, "text", "请写明退回的理由"),
        ("drop", "open", "office", {"reason": ""}, "text", "请写明取消的理由"),
        ("refuse", "asked", "office", {"reason": ""}, "text", "请写明不同意延期的理由"),
        ("ask_longer", "open", "reporter", {"until": None}, "until", "请填延期至"),
        ("ask_longer", "open", "reporter", {"until": DUE}, "until", "要晚于现在的时限"),
        ("ask_longer", "open", "reporter", {"on": LATER}, "", "已过，延期须在时限前申请"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_its_field(
    world, name, state, role, more, field, message
):
    row = None if state == "none" else world.resolution(state)
    steps = Step.objects.count()
    with pytest.raises(RefusedError) as refused:
        world.act(name, row, world.people[role], **more)
    assert (refused.value.field, message in refused.value.message) == (field, True)
    assert Step.objects.count() == steps
