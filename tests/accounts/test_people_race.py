"""Two presses at once on accounts and roles: one waits for the other, none fails."""

from __future__ import annotations

from functools import partial
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from accounts import people
from accounts.choices import Role
from accounts.models import Membership, User
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Do all of them at once; the classes of what was raised."""
    barrier, raised = Barrier(len(acts)), []

    def run(act):
        barrier.wait()
        try:
            act()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            raised.append(type(error))
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.fixture
def administrator(plan):
    return factories.administrator_of(plan.district)


@pytest.fixture
def person(reporter):
    """A reporter who is a leader too."""
    Membership.objects.create(
        user=reporter, district=reporter.member.district, role=Role.LEADER, is_current=False
    )
    reporter.refresh_from_db()
    return reporter


def test_a_name_asked_for_twice_at_once_is_one_account(plan, administrator):
    add = partial(people.add, username="twin", full_name="双", phone="", password="Tiger-Lake-88")
    raised = at_once(*[partial(add, district=plan.district, by=administrator)] * 4)
    assert raised == [people.RefusedError] * 3
    assert User.objects.filter(username="twin").count() == 1


def test_first_roles_given_at_once_leave_one_current(plan, unit, administrator):
    user = factories.UserFactory.create()
    give = {"district": plan.district, "by": administrator}
    raised = at_once(
        *(partial(people.grant, user, role=role, unit=unit, **give) for role in Role),
        partial(people.grant, user, role=Role.LEADER, unit=None, **give),
    )
    assert raised == []
    assert user.memberships.filter(is_current=True).count() == 1


def test_roles_changed_to_at_once_leave_one_current(person):
    switches = [
        partial(people.switch, User.objects.get(pk=person.pk), role) for role in person.roles
    ]
    assert at_once(*switches * 3) == []
    assert person.memberships.filter(is_current=True).count() == 1


def test_a_role_taken_away_while_its_person_changes_to_it_leaves_one_current(person, administrator):
    second = person.roles[1]
    raised = at_once(
        *[partial(people.revoke, second, by=administrator)] * 2,
        partial(people.switch, User.objects.get(pk=person.pk), second),
    )
    assert set(raised) <= {PermissionDenied}
    assert [role.is_current for role in person.memberships.all()] == [True]
