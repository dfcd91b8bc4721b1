"""An order's round: every role × state × act, as domain.md has it and not as the code does."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from accounts.models import User
from plans.models import Evidence
from targets.rounds import EditConflictError, RefusedError
from tasks import orders
from tasks.choices import LoopAct, OrderKind
from tasks.models import Step, SupervisionOrder
from tasks.orders import Wanted
from tests import factories
from tests.looped import order_of, step_of

pytestmark = pytest.mark.django_db
DAY, DUE, LATER = date(2024, 3, 12), date(2024, 3, 29), date(2024, 4, 30)
OWNER = "reporter, head, answerer"
OFFICE = "office, issuer"
STATES = ("none", "issued", "signed", "asked", "answered", "closed", "withdrawn")
# done, refused; – where there is nothing to act on. Whoever is not named is denied, in every state.
TABLE: dict[str, dict[str, str]] = {
    # none issued signed asked answered closed withdrawn
    "issue": {OFFICE: "done – – – – – –"},
    "sign": {OWNER: "– done refused refused refused refused refused"},
    "answer": {OWNER: "– done done done refused refused refused"},
    "close": {OFFICE: "– refused refused refused done refused refused"},
    "send_back": {OFFICE: "– refused refused refused done refused refused"},
    "withdraw": {OFFICE: "– done done done refused refused refused"},
    "ask_longer": {OWNER: "– done done refused refused refused refused"},
    "grant": {OFFICE: "– refused refused done refused refused refused"},
    "refuse": {OFFICE: "– refused refused done refused refused refused"},
    "escalate": {OFFICE: "– done done done refused refused refused"},
    "hand_on": {},
}
ROLES = (
    *("no role", "leader", "reporter", "head", "answerer", "other reporter"),
    *("issuer", "office", "office elsewhere", "administrator"),
)
AFTER = {  # the state a done act leads to; – the state it stood in
    "issue": "issued",
    "sign": "signed",
    "answer": "answered",
    "close": "closed",
    "send_back": "signed",
    "withdraw": "withdrawn",
    **dict.fromkeys(("ask_longer", "grant", "refuse", "escalate"), "–"),
}
number = count(1)


def pdf(name: str = "验收意见.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%%PDF-1.7 order %d" % next(number))


class World:
    """A unit that must answer, another that has nothing to do with it, and everybody around."""

    def __init__(self, plan: Any) -> None:
        self.plan, district = plan, plan.district
        elsewhere = factories.DistrictFactory.create(code="putuo", name="普陀区")
        self.unit, other = (factories.UnitFactory.create(district=district) for _ in range(2))
        self.target = factories.TargetFactory.create(plan=plan, lead_unit=self.unit)
        self.people: dict[str, User] = {
            "no role": factories.UserFactory.create(),
            "leader": factories.leader_of(district),
            "reporter": factories.reporter_of(self.unit),
            "head": factories.head_of(self.unit),
            "answerer": factories.reporter_of(self.unit),
            "other reporter": factories.reporter_of(other),
            "issuer": factories.office_of(district),
            "office": factories.office_of(district),
            "office elsewhere": factories.office_of(elsewhere),
            "administrator": factories.administrator_of(district),
        }

    def order(self, state: str = "signed", **more: Any) -> SupervisionOrder:
        """One in this state, issued by the issuer, to be answered by the unit."""
        columns: dict[str, Any] = {"state": "signed" if state == "asked" else state}
        if state == "asked":
            columns |= {
                "asked_until": LATER,
                "asked_why": "验收慢",
                "asked_by": self.people["head"],
            }
        if state not in {"issued", "withdrawn"}:
            columns |= {"signed_by": self.people["reporter"], "signed_on": DAY}
        if state in {"answered", "closed"}:
            columns |= {"answered_by": self.people["answerer"], "answered_on": DAY}
            columns["first_answered_on"] = DAY
        if state == "closed":
            columns |= {"closed_by": self.people["office"], "closed_on": DAY}
        by = self.people["issuer"]
        row = order_of(self.plan, more.pop("unit", self.unit), by, **(columns | more))
        step_of(order=row, act=LoopAct.RAISE, by=by, state="issued")
        return row

    def wanted(self, **more: Any) -> Wanted:
        given: dict[str, Any] = {
            "title": "研发费用滞后",
            "facts": "慢于序时进度。",
            "demands": "滞后的原因",
        }
        return Wanted(**(given | {"unit": self.unit, "due_on": DUE, "target": self.target} | more))

    def act(
        self, name: str, row: SupervisionOrder | None, by: User, seen: int = 1, **more: Any
    ) -> Any:
        """The act with all it asks for."""
        if row is None:
            return orders.issue(self.plan, self.wanted(**more), by=by, on=DAY)
        told: dict[str, dict[str, Any]] = {
            "sign": {"on": DAY},
            "answer": {"process": "已约验收专家", "situation": "完成1项", "on": DAY},
            "close": {"on": DAY},
            "ask_longer": {"until": LATER, "text": "验收慢", "on": DAY},
            "hand_on": {"unit": factories.office_unit(self.plan.district)},
            **{each: {"text": "理由"} for each in ("send_back", "withdraw", "refuse", "escalate")},
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
    for state in ("none",) if name == "issue" else STATES[1:]:
        row = None if state == "none" else world.order(state)
        for role in ROLES:
            came = what_comes(world, name, role, row)
            if came != expected(name, role, state):
                wrong.append((role, state, came))
        assert [each.steps.count() for each in (row,) if each] == ([1] if row else [])
    assert wrong == []


# Nobody their own


@pytest.mark.parametrize("name", ["close", "send_back"])
@pytest.mark.parametrize("act", [LoopAct.ANSWER, LoopAct.ASK_LONGER])
def test_whoever_of_the_office_answered_its_own_order_does_not_judge_the_answer(world, name, act):
    office, unit = world.people["office"], factories.office_unit(world.plan.district)
    row = world.order("answered", unit=unit, answered_by=world.people["issuer"])
    step_of(order=row, act=act, by=office)
    for who in (office, world.people["issuer"]):
        with pytest.raises(PermissionDenied):
            world.act(name, row, who)
    another = factories.office_of(world.plan.district)
    assert world.act(name, row, another).state == AFTER[name]


def test_the_only_person_of_the_office_closes_what_they_issued_themselves(world):
    issuer = world.people["issuer"]
    row = world.act("issue", None, issuer)
    row = world.act("answer", row, world.people["reporter"])
    assert world.act("close", row, issuer, seen=2).closed_by == issuer


def test_a_reporter_who_joins_the_office_does_not_close_the_answer_they_gave(world):
    answerer = world.people["answerer"]
    row = world.act("answer", world.order(), answerer)
    row = world.act("send_back", row, world.people["office"], seen=2)
    row = world.act("answer", row, world.people["head"], seen=3)
    answerer.member.delete()
    unit = factories.office_unit(world.plan.district)
    factories.MembershipFactory.create(
        user=answerer, district=world.plan.district, unit=unit, role="office"
    )
    answerer.refresh_from_db()
    with pytest.raises(PermissionDenied):
        world.act("close", row, answerer, seen=4)


def test_the_database_itself_refuses_an_order_closed_by_who_answered(world):
    row = world.order("answered")
    rows = SupervisionOrder.objects.filter(pk=row.pk)
    with pytest.raises(IntegrityError, match="order_closed_by_another"), transaction.atomic():
        rows.update(state="closed", closed_by=row.answered_by, closed_on=DAY)


# Once, and numbered


@pytest.mark.parametrize(
    ("name", "role", "state"),
    [
        ("sign", "reporter", "issued"),
        ("answer", "answerer", "signed"),
        ("close", "office", "answered"),
        ("send_back", "office", "answered"),
        ("withdraw", "issuer", "signed"),
        ("ask_longer", "reporter", "signed"),
        ("grant", "office", "asked"),
        ("refuse", "office", "asked"),
        ("escalate", "office", "signed"),
    ],
)
def test_the_same_form_sent_twice_is_one_act(world, name, role, state):
    row = world.order(state)
    world.act(name, row, world.people[role])
    again = world.act(name, row, world.people[role])
    assert (again.version, again.steps.count()) == (2, 2)


@pytest.mark.parametrize(
    ("name", "role", "state", "more"),
    [
        ("answer", "answerer", "signed", {"situation": "完成2项"}),
        ("escalate", "office", "signed", {"text": "另一个理由"}),
        ("ask_longer", "reporter", "signed", {"until": date(2024, 5, 31)}),
    ],
)
def test_other_words_for_the_same_act_are_not_taken_for_the_same_form(
    world, name, role, state, more
):
    row = world.order(state)
    done = world.act(name, row, world.people[role])
    with pytest.raises(EditConflictError):
        world.act(name, row, world.people[role], **more)
    assert done.steps.count() == 2


def test_issuing_the_same_twice_is_one_order_and_the_next_has_the_next_number(world):
    first = world.act("issue", None, world.people["issuer"])
    again = world.act("issue", None, world.people["issuer"])
    other = world.act("issue", None, world.people["issuer"], title="另一事项")
    asked = orders.ask(world.plan, world.wanted(), by=world.people["reporter"], on=DAY)
    assert (first.pk, first.number, first.steps.count()) == (again.pk, 1, 1)
    assert (other.number, asked.number, asked.kind) == (2, 1, "help")


def test_a_withdrawn_orders_number_is_never_given_again(world):
    first = world.act("issue", None, world.people["issuer"])
    world.act("withdraw", first, world.people["office"])
    assert world.act("issue", None, world.people["issuer"]).number == 2


def test_a_form_seen_before_somebody_elses_act_meets_that_act(world):
    row = world.order("issued")
    world.act("sign", row, world.people["head"])
    with pytest.raises(EditConflictError) as conflict:
        world.act("sign", row, world.people["reporter"])
    assert (conflict.value.current.version, row.steps.count()) == (2, 2)


# What each act leaves


def test_answering_what_was_not_signed_for_signs_it_and_keeps_the_words_as_a_step(world):
    row = world.act("answer", world.order("issued"), world.people["reporter"], files=[pdf()])
    step = row.steps.last()
    assert (row.signed_by, row.signed_on) == (world.people["reporter"], DAY)
    assert step.text == "落实过程：已约验收专家\n基本情况：完成1项"
    assert list(step.evidence.values_list("name", "unit")) == [("验收意见.pdf", world.unit.pk)]


def test_the_first_answers_day_stays_when_it_is_sent_back_and_answered_again(world):
    row = world.act("answer", world.order(), world.people["reporter"])
    row = world.act("send_back", row, world.people["office"], seen=2)
    row = world.act("answer", row, world.people["reporter"], seen=3, on=LATER)
    assert (row.first_answered_on, row.answered_on) == (DAY, LATER)


def test_granting_moves_the_day_and_refusing_leaves_it(world):
    granted = world.act("grant", world.order("asked"), world.people["office"])
    refused = world.act("refuse", world.order("asked"), world.people["office"])
    assert [(row.due_on, row.asked_until, row.asked_by) for row in (granted, refused)] == [
        (LATER, None, None),
        (DUE, None, None),
    ]


def test_an_order_presses_harder_step_by_step_until_it_is_red(world):
    office, row, seen = world.people["office"], world.order("issued"), 1
    urgencies = [row.urgency]
    for _ in range(2):
        row = world.act("escalate", row, office, seen=seen)
        seen += 1
        urgencies.append(row.urgency)
    with pytest.raises(RefusedError, match="已是最高层级“红色”"):
        world.act("escalate", row, office, seen=seen)
    assert urgencies == ["remind", "limit", "red"]


@pytest.mark.parametrize(
    ("name", "state", "role", "more", "field", "message"),
    [
        ("issue", "none", "issuer", {"title": " "}, "title", "请写明事项"),
        ("issue", "none", "issuer", {"title": "字" * 61}, "title", "最多60字，现有61字"),
        ("issue", "none", "issuer", {"facts": ""}, "facts", "请写明事由"),
        ("issue", "none", "issuer", {"demands": ""}, "demands", "请写明办理要求"),
        ("issue", "none", "issuer", {"unit": None}, "unit", "请选办理单位"),
        ("issue", "none", "issuer", {"due_on": None}, "due_on", "请填回复时限"),
        ("issue", "none", "issuer", {"due_on": date(2024, 3, 11)}, "due_on", "已经过去"),
        ("answer", "signed", "reporter", {"process": ""}, "process", "请写明落实过程"),
        ("answer", "signed", "reporter", {"situation": ""}, "situation", "请写明基本情况"),
        ("answer", "signed", "reporter", {"contact": "字" * 61}, "contact", "最多60字"),
        ("send_back", "answered", "office", {"text": ""}, "text", "请写明退回理由"),
        ("withdraw", "issued", "office", {"text": ""}, "text", "请写明撤回理由"),
        ("refuse", "asked", "office", {"text": ""}, "text", "请写明不同意延期的理由"),
        ("escalate", "signed", "office", {"text": ""}, "text", "请写明升级的理由"),
        ("ask_longer", "signed", "reporter", {"until": None}, "until", "请填延期至"),
        ("ask_longer", "signed", "reporter", {"until": DUE}, "until", "要晚于现在的时限3月29日"),
        ("ask_longer", "signed", "reporter", {"on": LATER}, "", "时限3月29日已过"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_its_field(
    world, name, state, role, more, field, message
):
    row = None if state == "none" else world.order(state)
    steps = Step.objects.count()
    with pytest.raises(RefusedError) as refused, transaction.atomic():
        world.act(name, row, world.people[role], **more)
    assert (refused.value.field, message in refused.value.message) == (field, True)
    assert (Step.objects.count(), Evidence.objects.count()) == (steps, 0)


def test_an_order_is_about_its_own_plan_alone(world):
    elsewhere = factories.TargetFactory.create(code="T99")
    with pytest.raises(PermissionDenied):
        world.act("issue", None, world.people["issuer"], target=elsewhere)


# Who reads


def test_the_office_and_leaders_read_every_order_and_units_their_own(world):
    row = world.order()
    read = {
        role: orders.visible_to(by, world.plan, OrderKind.ORDER).filter(pk=row.pk).exists()
        for role, by in world.people.items()
    }
    assert {role for role, may in read.items() if may} == {
        *("leader", "reporter", "head", "answerer", "issuer", "office"),
    }
