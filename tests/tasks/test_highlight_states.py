"""A highlight's round: every role × state × act, as domain.md has it and not as the code does."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from targets.rounds import EditConflictError, RefusedError
from tasks import highlights
from tasks.models import Highlight, Step
from tests import factories
from tests.looped import highlight_of, step_of

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 4)
STATES = ("none", "submitted", "adopted", "declined", "withdrawn")
UNIT = "reporter, head, author"
# done, refused; – where there is nothing to act on. Whoever is not named is denied, in every state.
TABLE = {
    "submit": {UNIT: "done – – – –"},
    "change": {UNIT: "– done refused refused refused"},
    "withdraw": {UNIT: "– done refused refused refused"},
    "adopt": {"office": "– done refused refused refused"},
    "decline": {"office": "– done refused refused refused"},
}
ROLES = (
    "no role",
    "leader",
    "reporter",
    "head",
    "author",
    "other reporter",
    "office",
    "office elsewhere",
    "administrator",
)
AFTER = {
    "submit": "submitted",
    "change": "submitted",
    "withdraw": "withdrawn",
    "adopt": "adopted",
    "decline": "declined",
}


class World:
    """A unit with a target and a task, another unit, and everybody around."""

    def __init__(self, plan, unit):
        self.plan, self.unit = plan, unit
        other = factories.UnitFactory.create(district=plan.district)
        elsewhere = factories.DistrictFactory.create(code="putuo", name="普陀区")
        self.target = factories.TargetFactory.create(plan=plan, lead_unit=unit)
        self.task = factories.task_of(plan, other, unit)
        self.others = factories.TargetFactory.create(plan=plan, lead_unit=other)
        factories.period_of(plan, 1, published_at=factories.moment(2024, 2, 10))
        for month in (2, 3, 4):
            factories.period_of(plan, month)
        self.people = {
            "no role": factories.UserFactory.create(),
            "leader": factories.leader_of(plan.district),
            "reporter": factories.reporter_of(unit),
            "head": factories.head_of(unit),
            "author": factories.reporter_of(unit),
            "other reporter": factories.reporter_of(other),
            "office": factories.office_of(plan.district),
            "office elsewhere": factories.office_of(elsewhere),
            "administrator": factories.administrator_of(plan.district),
        }

    def highlight(self, state="submitted", by=None, unit=None):
        by = by or self.people["author"]
        decided = {}
        if state in {"adopted", "declined"}:
            another = factories.office_of(self.plan.district)
            decided = {"decided_by": another, "decided_on": DAY}
        row = highlight_of(self.plan, unit or self.unit, by, state=state, month=2, **decided)
        step_of(highlight=row, by=by, state="submitted")
        return row

    def act(self, name, row, by, seen=1, **more):
        if name == "submit":
            words: dict[str, Any] = {
                "title": "首家揭榜",
                "text": "全省首家。",
                "target": self.target,
            }
            return highlights.submit(self.plan, self.unit, by=by, on=DAY, **(words | more))
        given = {
            "change": {"title": "揭榜两家", "text": "全省首家。", "task": self.task},
            "withdraw": {},
            "adopt": {"month": 2, "on": DAY},
            "decline": {"reason": "与8月重复", "on": DAY},
        }[name]
        return getattr(highlights, name)(row, by=by, seen_version=seen, **(given | more))


@pytest.fixture
def world(plan, unit):
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
    for state in ("none",) if name == "submit" else STATES[1:]:
        row = None if state == "none" else world.highlight(state)
        for role in ROLES:
            came = what_comes(world, name, role, row)
            if came != expected(name, role, state):
                wrong.append((role, state, came))
    assert wrong == []


def test_the_office_never_judges_its_own(world, plan):
    office, unit = world.people["office"], factories.office_unit(plan.district)
    row = world.highlight(by=office, unit=unit)
    for name in ("adopt", "decline"):
        with pytest.raises(PermissionDenied):
            world.act(name, row, office)
    another = factories.office_of(plan.district)
    assert world.act("adopt", row, another).decided_by == another


def test_the_database_itself_refuses_one_adopted_by_its_author(world):
    row = world.highlight()
    own = {"state": "adopted", "decided_by": row.submitted_by, "decided_on": DAY}
    with pytest.raises(IntegrityError, match="highlight_adopted_by_another"), transaction.atomic():
        Highlight.objects.filter(pk=row.pk).update(**own)


@pytest.mark.parametrize(
    ("name", "role"),
    [("change", "author"), ("withdraw", "author"), ("adopt", "office"), ("decline", "office")],
)
def test_the_same_form_sent_twice_is_one_act(world, name, role):
    row = world.highlight()
    world.act(name, row, world.people[role])
    again = world.act(name, row, world.people[role])
    assert (again.version, again.steps.count()) == (2, 2)


def test_submitting_the_same_twice_is_one_highlight(world):
    first, again = (world.act("submit", None, world.people["author"]) for _ in range(2))
    assert (first.pk, again.steps.count(), first.month) == (again.pk, 1, 2)
    first.refresh_from_db()
    assert (first.title, first.text, first.target) == ("首家揭榜", "全省首家。", world.target)


def test_changed_it_says_the_new(world):
    row = world.act("change", world.highlight(), world.people["author"], text="两家。")
    row.refresh_from_db()
    assert (row.title, row.text, row.task, row.target) == ("揭榜两家", "两家。", world.task, None)


def test_a_form_seen_before_somebody_elses_act_meets_that_act(world):
    row = world.highlight()
    world.act("change", row, world.people["head"])
    with pytest.raises(EditConflictError):
        world.act("adopt", row, world.people["office"])


@pytest.mark.parametrize(
    ("name", "role", "more", "field", "message"),
    [
        ("submit", "author", {"title": " "}, "title", "请写明标题"),
        ("submit", "author", {"title": "字" * 41}, "title", "标题最多40字，现有41字"),
        ("submit", "author", {"text": ""}, "text", "请写明内容"),
        ("submit", "author", {"text": "字" * 501}, "text", "内容最多500字，现有501字"),
        ("submit", "author", {"target": "others"}, "about", "不归本单位牵头或配合"),
        ("adopt", "office", {"month": 1}, "month", "1月已发布，不能再加亮点"),
        ("adopt", "office", {"month": 4}, "month", "4月还没有到"),
        ("adopt", "office", {"month": 13}, "month", "13月还没有到或不在计划内"),
        ("adopt", "office", {"month": 0}, "month", "0月还没有到或不在计划内"),
        ("decline", "office", {"reason": ""}, "text", "请写明不采用的理由"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_its_field(world, name, role, more, field, message):
    row = None if name == "submit" else world.highlight()
    more = {"target": world.others} if more.get("target") == "others" else more
    steps = Step.objects.count()
    with pytest.raises(RefusedError) as refused:
        world.act(name, row, world.people[role], **more)
    assert (refused.value.field, message in refused.value.message) == (field, True)
    assert Step.objects.count() == steps


def test_adopted_it_counts_for_the_month_that_was_chosen(world):
    row = world.act("adopt", world.highlight(), world.people["office"], month=3)
    assert (row.month, row.state, row.steps.last().act) == (3, "adopted", "adopt")
