"""What every test may ask for: a plan and the people around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import caches
from django.test import TransactionTestCase

from accounts.models import Unit, User
from plans.models import Plan
from tests import factories
from tests.guards import unguarded

# Files that take longest begin first, so that no worker is left alone with one at the end.
LONGEST = ("test_every_page", "browser/", "test_every_", "test_budgets")
TEARDOWN = "_fixture_teardown"  # Django's own, which its types do not name


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order in which files are handed to the workers; within a file nothing moves."""

    def place(item: pytest.Item) -> int:
        file = item.nodeid.partition("::")[0]  # a test's own name would tear its file apart
        marks = (at for at, part in enumerate(LONGEST) if part in file)
        return next(marks, len(LONGEST))

    items.sort(key=place)


@pytest.fixture(scope="session", autouse=True)
def _only_a_test_empties_append_only_tables() -> Iterator[None]:
    """Tests with transactions of their own empty the database behind them; the product never may."""
    empty: Callable[[TransactionTestCase], None] = getattr(TransactionTestCase, TEARDOWN)

    def teardown(self: TransactionTestCase) -> None:
        with unguarded():
            empty(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, TEARDOWN, teardown)
        yield


@pytest.fixture(autouse=True)
def _no_page_is_kept_from_another_test() -> None:
    caches["pages"].clear()


@pytest.fixture
def plan(db: None) -> Plan:
    """A plan of 2024 without targets, tasks or periods."""
    return factories.PlanFactory.create(slug="dinghai-2024")


@pytest.fixture
def unit(plan: Plan) -> Unit:
    """A unit of the plan's district."""
    return factories.UnitFactory.create(district=plan.district)


@pytest.fixture
def reporter(unit: Unit) -> User:
    """Who fills in for `unit`."""
    return factories.reporter_of(unit)


@pytest.fixture
def office(plan: Plan) -> User:
    """A person of the plan's office (专班)."""
    return factories.office_of(plan.district)


@pytest.fixture
def leader(plan: Plan) -> User:
    """A leader of the plan's district."""
    return factories.leader_of(plan.district)
