"""The one clock: today, and the moment an act is marked with."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from plans.today import now, today


@pytest.fixture
def clock(monkeypatch):
    """It is 23:30 in Shanghai on the 25th of November 2026."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 25, 15, 30, tzinfo=UTC))


def test_acts_are_marked_with_the_real_moment(settings, clock):
    settings.DEMO, settings.DEMO_DAY = False, date(2024, 10, 8)
    assert today() == date(2026, 11, 25)
    assert now() == datetime(2026, 11, 25, 15, 30, tzinfo=UTC)


def test_demonstration_marks_them_with_its_own_day_at_the_real_hour(settings, clock):
    settings.DEMO, settings.DEMO_DAY = True, date(2024, 10, 8)
    assert today() == date(2024, 10, 8)
    assert now() == datetime(2024, 10, 8, 15, 30, tzinfo=UTC)


def test_demonstration_without_a_day_of_its_own_stands_on_the_real_one(settings, clock):
    settings.DEMO, settings.DEMO_DAY = True, None
    assert now() == datetime(2026, 11, 25, 15, 30, tzinfo=UTC)
