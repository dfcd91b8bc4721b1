"""A month being filed: September, due on the 8th of October, which is today."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plans.models import Plan, ReportingPeriod
from tests import factories


@pytest.fixture
def today(settings: Any) -> date:
    """The day these pages stand on."""
    settings.DEMO, settings.DEMO_DAY = True, date(2024, 10, 8)
    return date(2024, 10, 8)


@pytest.fixture
def september(plan: Plan, today: date) -> ReportingPeriod:
    """The month being filed."""
    return factories.period_of(plan, 9, opens_on=date(2024, 10, 1), due_on=today)
