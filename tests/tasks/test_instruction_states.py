"""A leader's remark (批示): every role × state × act, as domain.md has it and not as the code does."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from targets.rounds import EditConflictError, RefusedError
from tasks import instructions, orders
from tasks.models import Instruction, SupervisionOrder
from tasks.orders import Wanted
from tests import factories
from tests.looped import instruction_of, order_of

pytestmark = pytest.mark.django_db
DAY, DUE = date(2024, 3, 12), date(2024, 3, 29)
STATES = ("none", "waiting", "ordered", "noted")
TABLE: dict[str, dict[str, str]] = {
    # none waiting ordered noted
    "give": {"leader, other leader": "done – – –"},
    "order": {"office, other office": "– done refused refused"},
    "note": {"office, other office": "– done refused refused"},
}
ROLES = (
    *("no role", "leader", "other leader", "leader elsewhere", "reporter", "head"),
    *("office", "other office", "office elsewhere", "administrator"),
)
AFTER = {"give": "waiting", "order": "ordered", "note": "noted"}


class World:
    """A target with January published, a leader who remarks on it, and everybody around."""

    def __init__(self, plan: Any) -> None:
        self.plan, district = plan, plan.district
        elsewhere = factories.DistrictFactory.create(code="putuo", name="普陀区")
        self.unit = factories.UnitFactory.create(district=district)
        self.target = factories.TargetFactory.create(plan=plan, lead_unit=self.unit)
        factories.period_of(plan, 1, published_at=factories.moment(2024, 2, 10))
        factories.period_of(plan, 2)
        self.people: dict[str, User] = {
            "no role": factories.UserFactory.create(),
            "leader": factories.leader_of(district),
            "other leader": factories.leader_of(district),
            "leader elsewhere": factories.leader_of(elsewhere),
            "reporter": factories.reporter_of(self.unit),
            "head": factories.head_of(self.unit),
            "office": factories.office_of(district),
            "other office": factories.office_of(district),
            "office elsewhere": factories.office_of(elsewhere),
            "administrator": factories.administrator_of(district),
        }

    def remark(self, state: str) -> Instruction:
        row = instruction_of(self.target, self.people["leader"], state=state)
        if state == "ordered":
            order_of(self.plan, self.unit, self.people["office"], instruction=row)
        return row

    def act(self, name: str, row: Instruction | None, by: User, seen: int = 1, **more: Any) -> Any:
        """The act with all it asks for; the remark as it stands after it."""
        if name == "give":
            given: dict[str, Any] = {"month": 1, "text": "请专班督办。", "target": self.target}
            return instructions.give(self.plan, by=by, **(given | more))
        assert row is not None
        if name == "note":
            told = {"text": "已电话催办"} | more
            return instructions.note(row, seen_version=seen, by=by, **told)
        wanted = Wanted("滞后", "慢。", "原因", DUE, unit=self.unit, instruction=row)
        orders.issue(self.plan, wanted, by=by, on=DAY)
        row.refresh_from_db()
        return row


@pytest.fixture
def world(plan: Any) -> World:
    return World(plan)


def what_comes(world: World, name: str, role: str, row: Instruction | None) -> str:
    """What comes of the act, undone again."""
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


@pytest.mark.parametrize("name", TABLE)
def test_every_role_in_every_state_does_what_it_may_and_nothing_else(world, name):
    wrong = []
    for place, state in enumerate(STATES):
        if (state == "none") != (name == "give"):
            continue
        for role in ROLES:
            row = world.remark(state) if state != "none" else None
            came = what_comes(world, name, role, row)
            lines = [line for names, line in TABLE[name].items() if role in names.split(", ")]
            if came != (lines[0].split()[place] if lines else "denied"):
                wrong.append((role, state, came))
    assert wrong == []


def test_giving_the_same_remark_twice_is_one(world):
    first = world.act("give", None, world.people["leader"])
    again = world.act("give", None, world.people["leader"])
    other = world.act("give", None, world.people["leader"], text="再报一次。")
    assert (first.pk == again.pk, first.pk == other.pk) == (True, False)


def test_making_an_order_of_a_remark_twice_is_one_order(world):
    row = world.remark("waiting")
    world.act("order", row, world.people["office"])
    world.act("order", row, world.people["office"])
    assert (SupervisionOrder.objects.count(), row.version, row.handled_by) == (
        1,
        2,
        world.people["office"],
    )


def test_noting_twice_is_once_and_another_meets_it(world):
    row = world.remark("waiting")
    world.act("note", row, world.people["office"])
    again = world.act("note", row, world.people["office"])
    with pytest.raises(EditConflictError):
        world.act("note", row, world.people["other office"])
    assert (again.version, again.answer, again.history.count()) == (2, "已电话催办", 2)


@pytest.mark.parametrize(
    ("more", "field", "message"),
    [
        ({"text": " "}, "text", "请写明批示"),
        ({"text": "字" * 501}, "text", "最多500字，现有501字"),
        ({"month": 2}, "", "2月还没有发布"),
        ({"target": None}, "about", "请选批示的指标或任务"),
    ],
)
def test_what_is_missing_or_wrong_in_a_remark_is_said(world, more, field, message):
    with pytest.raises(RefusedError) as refused:
        world.act("give", None, world.people["leader"], **more)
    assert (refused.value.field, message in refused.value.message) == (field, True)
    assert Instruction.objects.count() == 0


def test_noting_asks_for_what_was_done(world):
    with pytest.raises(RefusedError, match="请写明办理情况"):
        world.act("note", world.remark("waiting"), world.people["office"], text="")


def test_an_order_that_cannot_be_issued_leaves_the_remark_waiting(world):
    row = world.remark("waiting")
    wanted = Wanted("", "慢。", "原因", DUE, unit=world.unit, instruction=row)
    with pytest.raises(RefusedError):
        orders.issue(world.plan, wanted, by=world.people["office"], on=DAY)
    row.refresh_from_db()
    assert (row.state, SupervisionOrder.objects.count()) == ("waiting", 0)
