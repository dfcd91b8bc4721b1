"""A milestone's round: every role × state × act, as domain.md has it and not as the code does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from accounts.models import User
from plans.models import Evidence
from targets.rounds import EditConflictError, RefusedError
from tasks import milestones
from tasks.choices import LoopAct, MilestoneState
from tasks.milestones import Wanted
from tasks.models import Milestone, Step
from tests import factories
from tests.looped import milestone_of, step_of

pytestmark = pytest.mark.django_db
DAY, DUE, LATER = date(2024, 3, 12), date(2024, 3, 29), date(2024, 4, 30)
UNIT = "reporter, head, author, claimant"
OFFICE = "office, office author"
STATES = ("none", "proposed", "open", "asked", "claimed", "done", "dropped")
# done, same (that act was done already), refused; – where there is nothing to act on.
# Whoever is not named is denied, in every state.
TABLE: dict[str, dict[str, str]] = {
    # none proposed open asked claimed done dropped
    "raise_": {f"{UNIT}, {OFFICE}": "done – – – – – –"},
    "change": {f"{UNIT}, {OFFICE}": "– done refused refused refused refused refused"},
    "accept": {"office": "– done refused refused refused refused refused"},
    "withdraw": {UNIT: "– done refused refused refused refused refused"},
    "drop": {OFFICE: "– done done done refused refused refused"},
    "claim": {f"{UNIT}, joint reporter": "– refused done done refused refused refused"},
    "confirm": {"office": "– refused refused refused done refused refused"},
    "send_back": {"office": "– refused refused refused done refused refused"},
    "ask_longer": {f"{UNIT}, joint reporter": "– refused done refused refused refused refused"},
    "grant": {"office": "– refused refused done refused refused refused"},
    "refuse": {"office": "– refused refused done refused refused refused"},
}
ROLES = (
    "no role",
    "leader",
    "reporter",
    "head",
    "author",  # of the lead unit, who put it forward
    "claimant",  # of the lead unit, who said it was reached
    "joint reporter",  # of the unit that answers for it, which joins in
    "other reporter",  # of another unit that joins in
    "office",
    "office author",  # of the office, who worded it anew
    "office elsewhere",
    "administrator",
)
number = count(1)


def pdf(name: str = "榜单.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%%PDF-1.7 %d" % next(number))


class World:
    """A task with its lead, the joint unit that answers for the milestone, and another; everybody."""

    def __init__(self, plan: Any) -> None:
        district = plan.district
        elsewhere = factories.DistrictFactory.create(code="putuo", name="普陀区")
        self.lead, self.joint, other = (
            factories.UnitFactory.create(district=district) for _ in range(3)
        )
        self.task = factories.task_of(plan, self.lead, self.joint, other)
        self.people: dict[str, User] = {
            "no role": factories.UserFactory.create(),
            "leader": factories.leader_of(district),
            "reporter": factories.reporter_of(self.lead),
            "head": factories.head_of(self.lead),
            "author": factories.reporter_of(self.lead),
            "claimant": factories.reporter_of(self.lead),
            "joint reporter": factories.reporter_of(self.joint),
            "other reporter": factories.reporter_of(other),
            "office": factories.office_of(district),
            "office author": factories.office_of(district),
            "office elsewhere": factories.office_of(elsewhere),
            "administrator": factories.administrator_of(district),
        }

    def milestone(self, state: str) -> Milestone:
        """One in this state, put forward by the author, worded anew at the office."""
        columns: dict[str, Any] = {"state": "open" if state == "asked" else state}
        if state == "asked":
            asked = {"asked_until": LATER, "asked_why": "评审推迟"}
            columns |= {**asked, "asked_by": self.people["claimant"]}
        if state in {"claimed", "done"}:
            columns |= {"claimed_by": self.people["claimant"], "done_on": DAY}
        if state == "done":
            last = factories.office_of(self.task.plan.district)
            columns |= {"confirmed_by": last, "confirmed_on": DAY}
        row = milestone_of(self.task, self.joint, **columns)
        step_of(milestone=row, act=LoopAct.RAISE, by=self.people["author"])
        step_of(milestone=row, act=LoopAct.CHANGE, by=self.people["office author"])
        if state in {"claimed", "done"}:
            step_of(milestone=row, act=LoopAct.CLAIM, by=self.people["claimant"])
        return row

    def wanted(self, **more: Any) -> Wanted:
        given: dict[str, Any] = {
            "title": "发布榜单",
            "deliverable": "文件",
            "unit": self.lead,
            "due_on": DUE,
        }
        return Wanted(**(given | more))

    def act(self, name: str, row: Milestone | None, by: User, seen: int = 1) -> Milestone:
        """The act with all it asks for."""
        if row is None:
            return milestones.raise_(self.task, self.wanted(), by=by, on=DAY)
        more: dict[str, dict[str, Any]] = {
            "claim": {"done_on": DAY, "text": "已发布", "files": [pdf()], "on": DAY},
            "ask_longer": {"until": LATER, "text": "评审推迟", "on": DAY},
            "confirm": {"on": DAY},
            **{key: {"text": "材料不全"} for key in ("drop", "send_back", "refuse")},
        }
        service: Callable[..., Milestone] = getattr(milestones, name)
        about = (row, self.wanted(title="另拟")) if name == "change" else (row,)
        return service(*about, seen_version=seen, by=by, **more.get(name, {}))


@pytest.fixture(autouse=True)
def evidence_root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path


@pytest.fixture
def world(plan):
    return World(plan)


def expected(act: str, role: str, state: str) -> str:
    """What the table says of it."""
    for roles, outcomes in TABLE[act].items():
        if role in roles.split(", "):
            return outcomes.split()[STATES.index(state)]
    return "denied"


def standing(row: Milestone | None) -> tuple[object, ...]:
    """All that an act could have changed."""
    rows = Milestone.objects.order_by("pk").values_list()
    return tuple(rows), Step.objects.count(), Evidence.objects.count(), row and row.history.count()


def outcome(world: World, act: str, role: str, row: Milestone | None) -> str:
    """What comes of the act, undone again."""
    with transaction.atomic():
        try:
            world.act(act, row, world.people[role])
        except PermissionDenied:
            return "denied"
        except RefusedError:
            return "refused"
        finally:
            transaction.set_rollback(True)
    return "done"


@pytest.mark.parametrize("act", TABLE)
def test_every_role_in_every_state(world, act):
    found, wanted = {}, {}
    for state in ("none",) if act == "raise_" else STATES[1:]:
        row = None if state == "none" else world.milestone(state)
        before = standing(row)
        for role in ROLES:
            found[role, state] = outcome(world, act, role, row)
            wanted[role, state] = expected(act, role, state)
        assert standing(row) == before
    assert found == wanted
    assert len(found) == len(ROLES) * (1 if act == "raise_" else len(STATES) - 1)


@pytest.mark.parametrize("act", [name for name in TABLE if name != "raise_"])
def test_the_same_form_twice_is_one_act_and_an_old_page_a_conflict(world, act):
    outcomes = [roles.split(", ")[0] for roles in TABLE[act]]
    person = world.people[outcomes[0]]
    state = {"change": "proposed", "accept": "proposed", "withdraw": "proposed"}.get(act, "open")
    state = {"confirm": "claimed", "send_back": "claimed"}.get(act, state)
    state = {"grant": "asked", "refuse": "asked"}.get(act, state)
    row = world.milestone(state)
    world.act(act, row, person)
    again = world.act(act, row, person)
    assert (again.version, again.steps.filter(act=again.steps.last().act).count()) in {
        (2, 1),
        (2, 2),  # the change that made the row, and this one
    }
    with pytest.raises(EditConflictError):
        world.act(act, row, person, seen=7)


def test_another_wording_is_not_taken_for_the_same_form(world):
    row, by = world.milestone("proposed"), world.people["reporter"]
    changed = milestones.change(row, world.wanted(title="另拟"), seen_version=1, by=by)
    with pytest.raises(EditConflictError):
        milestones.change(row, world.wanted(title="再拟"), seen_version=1, by=by)
    changed.refresh_from_db()
    assert (changed.title, changed.version) == ("另拟", 2)


def test_the_same_milestone_put_forward_twice_is_one(world):
    by = world.people["reporter"]
    first = world.act("raise_", None, by)
    assert world.act("raise_", None, by) == first
    assert world.act("raise_", None, world.people["head"]) != first
    assert (first.number, first.state, first.version) == (1, MilestoneState.PROPOSED, 1)


def test_nobody_confirms_what_they_claimed_put_forward_or_worded(world):
    for role in ("claimant", "author", "office author", "joint reporter"):
        row = world.milestone("claimed")
        with pytest.raises(PermissionDenied):
            milestones.confirm(row, seen_version=1, by=world.people[role], on=DAY)


def test_the_offices_own_milestone_is_confirmed_by_another_of_its_people(plan):
    one, two = (factories.office_of(plan.district) for _ in range(2))
    task = factories.task_of(plan, factories.office_unit(plan.district))
    row = milestone_of(task, factories.office_unit(plan.district))
    row = milestones.claim(row, done_on=DAY, files=[pdf()], seen_version=1, by=one, on=DAY)
    with pytest.raises(PermissionDenied):
        milestones.confirm(row, seen_version=2, by=one, on=DAY)
    assert milestones.confirm(row, seen_version=2, by=two, on=DAY).state == "done"


def test_without_evidence_nothing_is_claimed_and_what_was_sent_back_keeps_its_own(world):
    row, by = world.milestone("open"), world.people["joint reporter"]
    with pytest.raises(RefusedError, match="没有依据不能报完成"):
        milestones.claim(row, done_on=DAY, seen_version=1, by=by, on=DAY)
    row = milestones.claim(row, done_on=DAY, files=[pdf()], seen_version=1, by=by, on=DAY)
    assert [each.name for each in row.steps.latest("pk").evidence.all()] == ["榜单.pdf"]
    office = world.people["office"]
    row = milestones.send_back(row, text="看不清", seen_version=2, by=office)
    assert (row.state, row.done_on, row.claimed_by) == ("open", None, None)
    row = milestones.claim(row, done_on=DAY, seen_version=3, by=by, on=DAY)
    assert row.state == "claimed"


def test_the_lead_proves_what_a_joint_unit_answers_for(world):
    row = world.act("claim", world.milestone("open"), world.people["reporter"])
    assert row.steps.last().evidence.get().unit == world.lead


@pytest.mark.parametrize(
    ("done_on", "refusal"),
    [
        (None, "请填完成日"),
        (date(2024, 3, 13), "不晚于今天"),
        (date(2023, 12, 31), "须在2024年内"),
    ],
)
def test_a_day_that_cannot_be_is_refused(world, done_on, refusal):
    row, by = world.milestone("open"), world.people["reporter"]
    with pytest.raises(RefusedError, match=refusal):
        milestones.claim(row, done_on=done_on, files=[pdf()], seen_version=1, by=by, on=DAY)


@pytest.mark.parametrize(
    ("on", "until", "refusal"),
    [
        (date(2024, 3, 29), LATER, None),
        (date(2024, 3, 30), LATER, "延期须在时限前申请"),
        (DAY, DUE, "要晚于现在的时限3月29日"),
        (DAY, date(2025, 1, 1), "2024年以内"),
        (DAY, None, "请填延期至"),
    ],
)
def test_more_time_is_asked_for_before_the_day(world, on, until, refusal):
    row, by = world.milestone("open"), world.people["reporter"]
    more = {"text": "评审推迟", "seen_version": 1, "by": by, "on": on}
    if refusal:
        with pytest.raises(RefusedError, match=refusal):
            milestones.ask_longer(row, until=until, **more)
        return
    row = milestones.ask_longer(row, until=until, **more)
    assert (row.due_on, row.asked_until) == (DUE, LATER)
    row = milestones.grant(row, seen_version=2, by=world.people["office"])
    assert (row.due_on, row.asked_until, row.steps.latest("pk").until) == (LATER, None, LATER)


def test_time_refused_leaves_the_day(world):
    row = world.milestone("asked")
    row = milestones.refuse(row, text="不宜再拖", seen_version=1, by=world.people["office"])
    assert (row.due_on, row.asked_until, row.asked_why) == (DUE, None, "")


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"title": " "}, "请写明里程碑"),
        ({"title": "长" * 101}, "里程碑最多100字，现有101字"),
        ({"deliverable": "长" * 101}, "完成标志最多100字"),
        ({"unit": None}, "请从本任务的牵头、配合单位中选择"),
        ({"due_on": None}, "请填2024年内的时限"),
        ({"due_on": date(2025, 1, 1)}, "请填2024年内的时限"),
    ],
)
def test_what_cannot_be_put_forward_is_said(world, more, refusal):
    with pytest.raises(RefusedError, match=refusal):
        milestones.raise_(world.task, world.wanted(**more), by=world.people["reporter"], on=DAY)
    stranger = factories.UnitFactory.create(district=world.task.plan.district)
    wanted = world.wanted(unit=stranger)
    with pytest.raises(RefusedError, match="责任单位"):
        milestones.raise_(world.task, wanted, by=world.people["reporter"], on=DAY)


def test_a_task_nobody_leads_yet_takes_the_offices_milestones_alone(world):
    world.task.responsibilities.filter(part="lead").update(part="join")
    assert world.act("raise_", None, world.people["office"]).state == "proposed"
    with pytest.raises(PermissionDenied):
        world.act("raise_", None, world.people["reporter"])
