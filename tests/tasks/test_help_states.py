"""A request for help goes round the other way: every role × state × act, as domain.md has it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from targets.rounds import EditConflictError, RefusedError
from tasks import orders
from tasks.choices import LoopAct, OrderKind
from tasks.models import SupervisionOrder
from tasks.orders import Wanted
from tests import factories
from tests.looped import order_of, step_of

pytestmark = pytest.mark.django_db
DAY, DUE = date(2024, 3, 12), date(2024, 3, 29)
ASKING, GIVEN = "asker, asker's head", "reporter, answerer"
STATES = ("none", "issued", "signed", "answered", "closed", "withdrawn")
# done, refused; – where there is nothing to act on. Whoever is not named is denied, in every state.
TABLE: dict[str, dict[str, str]] = {
    # none issued signed answered closed withdrawn
    "ask": {f"{ASKING}, {GIVEN}, other reporter": "done – – – – –"},
    "hand_on": {"office": "– done done refused refused refused"},
    "sign": {GIVEN: "– done refused refused refused refused"},
    "answer": {GIVEN: "– done done refused refused refused"},
    "close": {ASKING: "– refused refused done refused refused"},
    "send_back": {ASKING: "– refused refused done refused refused"},
    "withdraw": {ASKING: "– done done refused refused refused"},
    "escalate": {"office": "– done done refused refused refused"},
    "ask_longer": {},
    "grant": {},
    "refuse": {},
}
ROLES = (
    *("no role", "leader", "asker", "asker's head", "reporter", "answerer", "other reporter"),
    *("office", "office elsewhere", "administrator"),
)
AFTER = {  # the state a done act leads to; – the state it stood in
    "ask": "issued",
    "hand_on": "issued",
    "sign": "signed",
    "answer": "answered",
    "close": "closed",
    "send_back": "signed",
    "withdraw": "withdrawn",
    "escalate": "–",
}


class World:
    """A unit that asks, one the office handed it to, a third, and everybody around."""

    def __init__(self, plan: Any) -> None:
        self.plan, district = plan, plan.district
        elsewhere = factories.DistrictFactory.create(code="putuo", name="普陀区")
        self.office_unit = factories.office_unit(district)
        self.asking, self.unit, self.third = (
            factories.UnitFactory.create(district=district) for _ in range(3)
        )
        self.people: dict[str, User] = {
            "no role": factories.UserFactory.create(),
            "leader": factories.leader_of(district),
            "asker": factories.reporter_of(self.asking),
            "asker's head": factories.head_of(self.asking),
            "reporter": factories.reporter_of(self.unit),
            "answerer": factories.head_of(self.unit),
            "other reporter": factories.reporter_of(self.third),
            "office": factories.office_of(district),
            "office elsewhere": factories.office_of(elsewhere),
            "administrator": factories.administrator_of(district),
        }

    def request(self, state: str = "issued", **more: Any) -> SupervisionOrder:
        """One in this state, asked by the asker, with the unit it was handed on to."""
        columns: dict[str, Any] = {"state": state, "kind": "help", "asking_unit": self.asking}
        if state in {"answered", "closed"}:
            columns |= {"answered_by": self.people["answerer"], "answered_on": DAY}
        if state == "closed":
            columns |= {"closed_by": self.people["asker"], "closed_on": DAY}
        by = self.people["asker"]
        row = order_of(self.plan, more.pop("unit", self.unit), by, **(columns | more))
        step_of(order=row, act=LoopAct.RAISE, by=by, state="issued")
        return row

    def act(
        self, name: str, row: SupervisionOrder | None, by: User, seen: int = 1, **more: Any
    ) -> Any:
        """The act with all it asks for."""
        if row is None:
            given: dict[str, Any] = {
                "title": "审批缓慢",
                "facts": "环评未批。",
                "demands": "请协调生态环境局",
            }
            wanted = Wanted(**(given | {"due_on": DUE} | more))
            return orders.ask(self.plan, wanted, by=by, on=DAY)
        told: dict[str, dict[str, Any]] = {
            "hand_on": {"unit": self.third},
            "sign": {"on": DAY},
            "answer": {"process": "已会商", "situation": "本月批复", "on": DAY},
            "close": {"on": DAY},
            "ask_longer": {"until": DUE, "text": "慢", "on": DAY},
            **{each: {"text": "理由"} for each in ("send_back", "withdraw", "escalate", "refuse")},
        }
        given = {**told.get(name, {}), **more}
        return getattr(orders, name)(row, by=by, seen_version=seen, **given)


@pytest.fixture
def world(plan: Any, settings: Any, tmp_path: Any) -> World:
    settings.EVIDENCE_ROOT = tmp_path
    return World(plan)


def what_comes(world: World, name: str, role: str, row: SupervisionOrder | None) -> str:
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
    assert row is None or AFTER[name] != "–" or done.state == row.state
    assert AFTER[name] in {"–", done.state}
    return "done"


def expected(name: str, role: str, state: str) -> str:
    for names, line in TABLE[name].items():
        if role in names.split(", "):
            return line.split()[STATES.index(state)]
    return "denied"


@pytest.mark.parametrize("name", TABLE)
def test_every_role_in_every_state_does_what_it_may_and_nothing_else(world, name):
    wrong = []
    for state in ("none",) if name == "ask" else STATES[1:]:
        row = None if state == "none" else world.request(state)
        for role in ROLES:
            came = what_comes(world, name, role, row)
            if came != expected(name, role, state):
                wrong.append((role, state, came))
        assert [each.steps.count() for each in (row,) if each] == ([1] if row else [])
    assert wrong == []


def test_a_request_begins_with_the_office_which_keeps_it_and_answers_itself(world):
    row = world.act("ask", None, world.people["asker"])
    assert (row.unit, row.asking_unit, row.number) == (world.office_unit, world.asking, 1)
    row = world.act("sign", row, world.people["office"])
    row = world.act("answer", row, world.people["office"], seen=2)
    assert world.act("close", row, world.people["asker"], seen=3).state == "closed"


def test_handing_on_gives_it_to_another_unit_to_sign_for(world):
    row = world.request("signed", unit=world.office_unit, signed_on=DAY)
    row = world.act("hand_on", row, world.people["office"])
    assert (row.unit, row.state, row.signed_on, row.steps.last().text) == (
        world.third,
        "issued",
        None,
        f"转{world.third.short_name}",
    )


@pytest.mark.parametrize(("name", "message"), [("asking", "是提出单位"), ("unit", "已由")])
def test_it_is_not_handed_to_who_asks_nor_to_who_has_it(world, name, message):
    with pytest.raises(RefusedError, match=message):
        world.act("hand_on", world.request(), world.people["office"], unit=getattr(world, name))


@pytest.mark.parametrize("name", ["close", "send_back"])
def test_one_person_in_two_units_does_not_judge_the_answer_they_gave(world, name):
    row = world.request("answered", answered_by=world.people["asker"])
    with pytest.raises(PermissionDenied):
        world.act(name, row, world.people["asker"])
    assert world.act(name, row, world.people["asker's head"]).state == AFTER[name]


def test_asking_the_same_twice_is_one_request(world):
    first = world.act("ask", None, world.people["asker"])
    again = world.act("ask", None, world.people["asker"])
    assert (first.pk, again.steps.count()) == (again.pk, 1)


def test_the_office_leaders_and_both_units_read_it(world):
    row = world.request()
    read = {
        role
        for role, by in world.people.items()
        if orders.visible_to(by, world.plan, OrderKind.HELP).filter(pk=row.pk).exists()
    }
    assert read == {"leader", "asker", "asker's head", "reporter", "answerer", "office"}
