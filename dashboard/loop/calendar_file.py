"""What is due as an iCalendar file: all-day events in Chinese, each with a reminder a day before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from tasks.calendars import Due

NAME = "序时待办"
ZONE = "Asia/Shanghai"


def ics(dues: Iterable[Due], *, at: datetime) -> bytes:
    """The file; `at` is the moment it was made."""
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    for name, value in (
        ("prodid", "-//xushi//calendar//ZH"),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("x-wr-calname", NAME),
        ("x-wr-timezone", ZONE),
    ):
        calendar.add(name, value)
    for due in dues:
        event, alarm = Event(), Alarm()
        event.add("uid", due.uid)
        event.add("dtstamp", at)
        event.add("dtstart", due.day)
        event.add("dtend", due.day + timedelta(days=1))
        event.add("summary", due.title)
        event.add("transp", "TRANSPARENT")
        alarm.add("action", "DISPLAY")
        alarm.add("description", due.title)
        alarm.add("trigger", timedelta(days=-1))
        event.add_component(alarm)
        calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made
