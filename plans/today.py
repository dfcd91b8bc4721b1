"""What day is it: the one clock of the product. Only the demonstration stands on another day."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The day on which duties are judged; audit, sessions and throttling use the real clock."""
    demo_day: date | None = settings.DEMO_DAY
    return demo_day if settings.DEMO and demo_day else timezone.localdate()
