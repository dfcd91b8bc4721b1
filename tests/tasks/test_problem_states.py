"""A problem's round: every role × state × act, as domain.md has it and not as the code does."""

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
from tasks import problems
from tasks.choices import LoopAct
from tasks.models import Problem, Step
from tasks.problems import Wanted
from tests import factories
from tests.looped import problem_of, step_of

pytestmark = pytest.mark.django_db
DAY, DUE, LATER = date(2024, 3, 12), date(2024, 3, 29), date(2024, 4, 30)
OWNER, RAISER = "reporter, head, claimant", "raiser, raiser's colleague"
STATES = (
    *("none", "raised", "solving", "asked", "claimed"),
    *("struck_off", "declined", "merged", "withdrawn"),
)
GONE = "refused refused refused refused"  # struck off, declined, merged, withdrawn
# done, refused; – where there is nothing to act on. Whoever is not named is denied, in every state.
TABLE: dict[str, dict[str, str]] = {
    # none raised solving asked claimed, then GONE
    "raise_": {f"{OWNER}, {RAISER}, office": "done – – – – – – – –"},
    "withdraw": {RAISER: f"– done refused refused refused {GONE}"},
    "accept": {"office": f"– done refused refused refused {GONE}"},
    "decline": {"office": f"– done refused refused refused {GONE}"},
    "merge": {"office": f"– done done done refused {GONE}"},
    "progress": {OWNER: f"– refused done done refused {GONE}"},
    "claim": {OWNER: f"– refused done done refused {GONE}"},
    "strike_off": {"office": f"– refused refused refused done {GONE}"},
    "send_back": {"office": f"– refused refused refused done {GONE}"},
    "ask_longer": {OWNER: f"– refused done refused refused {GONE}"},
    "grant": {"office": f"– refused refused done refused {GONE}"},
    "refuse": {"office": f"– refused refused done refused {GONE}"},
    "escalate": {"office": f"– refused done done refused {GONE}"},
}
ROLES = (
    "no role",
    "leader",
    "reporter",  # of the unit that must solve it
    "head",
    "claimant",
    "raiser",  # of the unit that raised it
    "raiser's colleague",
    "other reporter",
    "office",
    "office elsewhere",
    "administrator",
)
AFTER = {  # the state a done act leads to
    **dict.fromkeys(("progress", "ask_longer", "grant", "refuse", "escalate"), "solving"),
    **dict.fromkeys(("accept", "send_back"), "solving"),
    "raise_": "raised",
    "withdraw": "withdrawn",
    "decline": "declined",
    "merge": "merged",
    "claim": "claimed",
    "strike_off": "struck_off",
}
number = count(1)


def pdf(name: str = "凭证.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%%PDF-1.7 %d" % next(number))


class World:
    """A target two units work on, a third that does not, and everybody around."""

    def __init__(self, plan: Any) -> None:
        self.plan, district = plan, plan.district
        elsewhere = factories.DistrictFactory.create(code="putuo", name="普陀区")
        self.unit, self.raising, other = (
            factories.UnitFactory.create(district=district) for _ in range(3)
        )
        self.target = factories.TargetFactory.create(plan=plan, lead_unit=self.unit)
        self.task = factories.task_of(plan, self.unit, self.raising, targets=(self.target,))
        self.people: dict[str, User] = {
            "no role": factories.UserFactory.create(),
            "leader": factories.leader_of(district),
            "reporter": factories.reporter_of(self.unit),
            "head": factories.head_of(self.unit),
            "claimant": factories.reporter_of(self.unit),
            "raiser": factories.reporter_of(self.raising),
            "raiser's colleague": factories.head_of(self.raising),
            "other reporter": factories.reporter_of(other),
            "office": factories.office_of(district),
            "office elsewhere": factories.office_of(elsewhere),
            "administrator": factories.administrator_of(district),
        }
        self.last = factories.office_of(district)
        self.twin = problem_of(self.target, self.unit, self.people["raiser"], title="同一件事")

    def problem(self, state: str = "solving", **more: Any) -> Problem:
        """One in this state, raised by the raiser, to be solved by the unit."""
        columns: dict[str, Any] = {"state": "solving" if state == "asked" else state}
        columns["raised_unit"] = self.raising
        if state == "asked":
            columns |= {"asked_until": LATER, "asked_why": "会签", "asked_by": self.people["head"]}
        if state in {"claimed", "struck_off"}:
            columns["claimed_by"] = self.people["claimant"]
        if state == "struck_off":
            columns |= {"struck_off_by": self.last, "struck_off_on": DAY}
        if state == "merged":
            columns["merged_into"] = self.twin
        by, unit = more.pop("by", self.people["raiser"]), more.pop("unit", self.unit)
        row = problem_of(self.target, unit, by, **(columns | more))
        step_of(problem=row, act=LoopAct.RAISE, by=by, state="raised")
        return row

    def wanted(self, **more: Any) -> Wanted:
        given: dict[str, Any] = {
            "title": "泊位未落实",
            "text": "没有泊位。",
            "kind": "resources",
            "task": self.task,
        }
        return Wanted(**(given | {"unit": self.unit, "due_on": DUE} | more))

    def act(self, name: str, row: Problem | None, by: User, seen: int = 1, **more: Any) -> Problem:
        """The act with all it asks for."""
        if row is None:
            return problems.raise_(self.plan, self.wanted(**more), by=by, on=DAY)
        told: dict[str, dict[str, Any]] = {
            "accept": {"unit": self.unit, "due_on": DUE, "level": "unit", "on": DAY},
            "merge": {"into": self.twin},
            "claim": {"text": "已到账", "files": [pdf()]},
            "strike_off": {"on": DAY},
            "ask_longer": {"until": LATER, "text": "会签慢", "on": DAY},
            **{each: {"text": "理由"} for each in ("decline", "progress", "send_back")},
            **{each: {"text": "理由"} for each in ("refuse", "escalate")},
        }
        given = {**told.get(name, {}), **more}
        done: Problem = getattr(problems, name)(row, by=by, seen_version=seen, **given)
        return done


@pytest.fixture
def world(plan, settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path
    return World(plan)


def what_comes(world: World, name: str, role: str, row: Problem | None) -> str:
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


def expected(name: str, role: str, state: str) -> str:
    for names, line in TABLE[name].items():
        if role in names.split(", "):
            return line.split()[STATES.index(state)]
    return "denied"


@pytest.mark.parametrize("name", TABLE)
def test_every_role_in_every_state_does_what_it_may_and_nothing_else(world, name):
    wrong = []
    for state in ("none",) if name == "raise_" else STATES[1:]:
        row = None if state == "none" else world.problem(state)
        for role in ROLES:
            came = what_comes(world, name, role, row)
            if came != expected(name, role, state):
                wrong.append((role, state, came))
        steps = [1] if row else []
        assert [each.steps.count() for each in (row,) if each] == steps
    assert wrong == []


def test_every_act_on_a_problem_has_its_line():
    acts = {"raise_", "withdraw", "accept", "decline", "merge", "progress", "claim", "strike_off"}
    acts |= {"send_back", "ask_longer", "grant", "refuse", "escalate"}
    assert set(TABLE) == set(AFTER) == acts


# Nobody their own


@pytest.mark.parametrize("name", ["accept", "decline", "merge"])
def test_whoever_of_the_office_raised_it_does_not_take_it_up_or_away(world, name):
    row = world.problem("raised", by=world.people["office"])
    with pytest.raises(PermissionDenied):
        world.act(name, row, world.people["office"])
    assert world.act(name, row, world.last).state == AFTER[name]


def test_whoever_of_the_office_raised_it_does_not_strike_it_off(world):
    row = world.problem("claimed", by=world.people["office"])
    with pytest.raises(PermissionDenied):
        world.act("strike_off", row, world.people["office"])
    assert world.act("strike_off", row, world.last).struck_off_by == world.last


@pytest.mark.parametrize("act", [LoopAct.PROGRESS, LoopAct.CLAIM, LoopAct.ASK_LONGER])
def test_whoever_of_the_office_worked_on_its_own_problem_does_not_strike_it_off(world, act):
    office, unit = world.people["office"], factories.office_unit(world.plan.district)
    row = world.problem("claimed", unit=unit, claimed_by=world.last)
    step_of(problem=row, act=act, by=office)
    for who in (office, world.last):
        with pytest.raises(PermissionDenied):
            world.act("strike_off", row, who)
    another = factories.office_of(world.plan.district)
    assert world.act("strike_off", row, another).state == "struck_off"


def test_whoever_claimed_it_an_earlier_time_does_not_strike_it_off_later(world):
    office, unit = world.people["office"], factories.office_unit(world.plan.district)
    row = world.problem("solving", unit=unit)
    row = world.act("claim", row, office)
    row = world.act("send_back", row, world.last, seen=2)
    row = world.act("claim", row, factories.office_of(world.plan.district), seen=3)
    with pytest.raises(PermissionDenied):
        world.act("strike_off", row, office, seen=4)


@pytest.mark.parametrize("column", ["raised_by", "claimed_by"])
def test_the_database_itself_refuses_a_problem_struck_off_by_its_own(world, column):
    row = world.problem("claimed")
    own = getattr(row, column)
    rows = Problem.objects.filter(pk=row.pk)
    with pytest.raises(IntegrityError, match="problem_struck_off_by_another"), transaction.atomic():
        rows.update(state="struck_off", struck_off_by=own, struck_off_on=DAY)


# Once


@pytest.mark.parametrize(
    ("name", "role", "state"),
    [
        ("accept", "office", "raised"),
        ("progress", "reporter", "solving"),
        ("claim", "claimant", "solving"),
        ("strike_off", "office", "claimed"),
        ("send_back", "office", "claimed"),
        ("ask_longer", "reporter", "solving"),
        ("grant", "office", "asked"),
        ("escalate", "office", "solving"),
        ("merge", "office", "raised"),
    ],
)
def test_the_same_form_sent_twice_is_one_act(world, name, role, state):
    row = world.problem(state)
    world.act(name, row, world.people[role])
    again = world.act(name, row, world.people[role])
    assert (again.version, again.steps.count(), Evidence.objects.count()) == (
        2,
        2,
        1 if name == "claim" else 0,
    )


@pytest.mark.parametrize("more", [{"text": "已会签"}, {"text": "理由", "measures": "改租泊位"}])
def test_other_words_for_the_same_act_are_not_taken_for_the_same_form(world, more):
    row, by = world.problem("solving"), world.people["head"]
    done = world.act("progress", row, by)
    with pytest.raises(EditConflictError):  # gone back, and written anew
        world.act("progress", row, by, **more)
    assert done.steps.count() == 2


def test_raising_the_same_twice_is_one_problem(world):
    first = world.act("raise_", None, world.people["raiser"])
    again = world.act("raise_", None, world.people["raiser"])
    assert (first.pk, first.number, first.steps.count()) == (again.pk, 2, 1)


def test_a_form_seen_before_somebody_elses_act_meets_that_act(world):
    row = world.problem("solving")
    world.act("progress", row, world.people["head"])
    with pytest.raises(EditConflictError) as conflict:
        world.act("progress", row, world.people["reporter"])
    assert (conflict.value.current.version, row.steps.count()) == (2, 2)


# What each act asks for


def told(world: World, name: str, state: str, role: str, **more: Any) -> tuple[str, str]:
    row = None if state == "none" else world.problem(state)
    steps = Step.objects.count()
    with pytest.raises(RefusedError) as refused, transaction.atomic():
        world.act(name, row, world.people[role], **more)
    assert Step.objects.count() == steps
    return refused.value.field, refused.value.message


@pytest.mark.parametrize(
    ("name", "state", "role", "more", "field", "message"),
    [
        ("claim", "solving", "reporter", {"files": []}, "file", "请至少上传1个依据"),
        ("claim", "solving", "reporter", {"text": " "}, "text", "请写明怎样解决的"),
        ("claim", "solving", "reporter", {"files": "11"}, "file", "一次最多10个依据"),
        ("decline", "raised", "office", {"text": ""}, "text", "请写明不予受理的理由"),
        ("send_back", "claimed", "office", {"text": ""}, "text", "请写明退回理由"),
        ("send_back", "claimed", "office", {"text": "字" * 301}, "text", "最多300字，现有301字"),
        ("refuse", "asked", "office", {"text": ""}, "text", "请写明不同意延期的理由"),
        ("ask_longer", "solving", "reporter", {"until": None}, "until", "请填延期至"),
        ("ask_longer", "solving", "reporter", {"until": DUE}, "until", "要晚于现在的时限3月29日"),
        ("ask_longer", "solving", "reporter", {"on": LATER}, "", "时限3月29日已过"),
        ("accept", "raised", "office", {"due_on": date(2024, 3, 11)}, "due_on", "已经过去"),
        ("accept", "raised", "office", {"unit": None}, "unit", "请选责任单位"),
        ("accept", "raised", "office", {"level": "moon"}, "level", "请选解决层级"),
        ("merge", "raised", "office", {"into": None}, "into", "请选合并到的问题"),
        ("raise_", "none", "raiser", {"title": ""}, "title", "请写明问题"),
        ("raise_", "none", "raiser", {"title": "字" * 61}, "title", "最多60字"),
        ("raise_", "none", "raiser", {"kind": "x"}, "kind", "请选问题的类别"),
        ("raise_", "none", "raiser", {"task": None}, "about", "请选问题涉及的指标或任务"),
        ("raise_", "none", "raiser", {"due_on": None}, "due_on", "请填时限"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_its_field(
    world, name, state, role, more, field, message
):
    more = {"files": [pdf() for _ in range(11)]} if more.get("files") == "11" else more
    said = told(world, name, state, role, **more)
    assert (said[0], message in said[1]) == (field, True)


def test_a_problem_is_not_merged_into_itself_or_what_is_settled(world):
    row, settled = world.problem("raised"), world.problem("struck_off")
    for into in (row, settled):
        with pytest.raises(RefusedError):
            world.act("merge", row, world.people["office"], into=into)
    row.refresh_from_db()
    assert row.state == "raised"


@pytest.mark.parametrize(
    ("level", "after"), [("unit", "office"), ("office", "leader"), ("leader", "above")]
)
def test_a_level_is_raised_one_at_a_time(world, level, after):
    row = world.act("escalate", world.problem("solving", level=level), world.people["office"])
    assert (row.level, row.steps.last().by) == (after, world.people["office"])


def test_the_highest_level_is_not_raised(world):
    row = world.problem("solving", level="above")
    with pytest.raises(RefusedError, match="已是最高层级"):
        world.act("escalate", row, world.people["office"])


def test_time_granted_moves_the_day_and_time_refused_does_not(world):
    office = world.people["office"]
    granted = world.act("grant", world.problem("asked"), office)
    refused = world.act("refuse", world.problem("asked"), office)
    assert [(row.due_on, row.asks_longer) for row in (granted, refused)] == [
        (LATER, False),
        (DUE, False),
    ]


def test_a_file_of_another_sort_leaves_nothing_behind(world):
    row, file = world.problem("solving"), SimpleUploadedFile("病毒.exe", b"MZ\x00")
    with pytest.raises(RefusedError) as refused, transaction.atomic():
        world.act("claim", row, world.people["reporter"], files=[pdf(), file])
    row.refresh_from_db()
    assert (refused.value.field, row.state, Evidence.objects.count()) == ("file", "solving", 0)


def test_a_unit_raises_nothing_about_what_it_takes_no_part_in(world):
    other = factories.TargetFactory.create(plan=world.plan)
    with pytest.raises(PermissionDenied):
        world.act("raise_", None, world.people["raiser"], task=None, target=other)
    elsewhere = factories.TargetFactory.create(plan=factories.PlanFactory.create())
    with pytest.raises(PermissionDenied):
        world.act("raise_", None, world.people["office"], task=None, target=elsewhere)


def test_likely_doubles_are_the_open_ones_about_the_same(world):
    by = world.people["raiser"]
    row = world.problem("raised")
    on_task = problem_of(world.target, world.unit, by)
    Problem.objects.filter(pk=on_task.pk).update(target=None, task=world.task)
    struck = world.problem("struck_off")
    other = factories.TargetFactory.create(plan=world.plan)
    problem_of(other, world.unit, by)
    assert set(problems.alike(row)) == {world.twin}
    row.task = world.task
    assert set(problems.alike(row)) == {world.twin, on_task}
    assert struck not in problems.alike(row)
