"""What day is it: the one clock of the product. Only the demonstration stands on another day."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from accounts.tracing import usual_moment


def today() -> date:
    """The day on which duties are judged; versions, sessions and throttling use the real clock."""
    demo_day: date | None = settings.DEMO_DAY
    return demo_day if settings.DEMO and demo_day else timezone.localdate()


def now() -> datetime:
    """The moment an act is marked with (提交, 通过, 发布): that day, at the hour it really is.

    What is brought in as of another moment (`by_way`, the demonstration's past) says that one.
    """
    said = usual_moment()
    if said is not None:
        return said
    hour = timezone.localtime().timetz()
    return datetime.combine(today(), hour) if settings.DEMO else timezone.now()
