"""What the pages of lights, days, rules and scores post, given its shape; the services judge it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django.http import QueryDict

from plans.configuring import PARTS, SAME_NAME, WAYS, SettingRefusedError
from plans.models import Plan, default_league
from targets.choices import Light

CUTS = {"ahead": Light.AHEAD, "on_pace": Light.ON_PACE, "behind": Light.BEHIND}
NAMED = (Light.ACHIEVED_STRETCH, Light.ACHIEVED, *CUTS.values(), Light.FAR_BEHIND)
SPARE = 3  # empty rows for further days
NUMBER = 12  # characters a number of these pages may have


class Cuts(NamedTuple):
    """Where each class begins, from the best downwards."""

    ahead: Decimal
    on_pace: Decimal
    behind: Decimal


@dataclass(frozen=True)
class LightsTyped:
    """Cut points and names as they stand in their fields."""

    cuts: dict[str, str]
    names: dict[str, str]
    in_points: bool

    def numbers(self) -> Cuts:
        """The cut points as numbers. Raises SettingRefusedError beside the one that is none."""
        return Cuts(*(_decimal(self.cuts[field], field) for field in Cuts._fields))


def lights_of(plan: Plan) -> LightsTyped:
    """What stands in the fields before anybody types."""
    lights = plan.lights
    names = lights.get("names", {})
    return LightsTyped(
        cuts={field: lights[field] for field in CUTS},
        names={light.value: names.get(light.value, light.label) for light in NAMED},
        in_points=lights["in_points"],
    )


def typed_lights(posted: QueryDict) -> LightsTyped:
    """What was typed; a class called by its usual name has no name of its own."""
    return LightsTyped(
        cuts={field: posted.get(field, "").strip() for field in CUTS},
        names={light.value: posted.get(f"name-{light.value}", "").strip() for light in NAMED},
        in_points=posted.get("scale") == "points",
    )


def own_names(typed: LightsTyped) -> dict[str, str]:
    """Only the names that differ from the usual ones.

    Raises SettingRefusedError where two classes would be called alike, by a usual name too.
    """
    said = {typed.names.get(light.value) or light.label for light in Light}
    if len(said) < len(Light):
        raise SettingRefusedError(SAME_NAME, "names")
    return {
        light: name for light, name in typed.names.items() if name and name != Light(light).label
    }


@dataclass(frozen=True)
class DayTyped:
    """One exception to the working calendar as it stands in its fields."""

    day: str
    works: bool


@dataclass(frozen=True)
class CalendarTyped:
    """The due day and the exceptions as they stand in their fields."""

    due_day: str
    days: tuple[DayTyped, ...]

    def number(self) -> int:
        """The due day. Raises SettingRefusedError."""
        return _whole(self.due_day, "due_day")

    def exceptions(self) -> dict[date, bool]:
        """The days, True where people work. Raises SettingRefusedError beside a row that is none."""
        return {
            _day(each.day, f"day-{row}"): each.works
            for row, each in enumerate(self.days)
            if each.day
        }

    @property
    def rows(self) -> tuple[DayTyped, ...]:
        """The days, and empty rows for more."""
        return (*(each for each in self.days if each.day), *(DayTyped("", works=False),) * SPARE)


def calendar_of(plan: Plan) -> CalendarTyped:
    """What stands in the fields before anybody types."""
    days = (DayTyped(day, works) for day, works in sorted(plan.calendar_exceptions.items()))
    return CalendarTyped(str(plan.due_day), tuple(days))


def typed_calendar(posted: QueryDict) -> CalendarTyped:
    """What was typed."""
    days = zip(posted.getlist("day"), posted.getlist("works"), strict=False)
    rows = tuple(DayTyped(day.strip(), works == "1") for day, works in days)
    return CalendarTyped(posted.get("due_day", "").strip(), rows)


def typed_period(posted: QueryDict, month: int) -> tuple[date, date]:
    """Opening and due day of one month. Raises SettingRefusedError beside a day that is none."""
    opens = _day(posted.get(f"opens-{month}", "").strip(), f"opens-{month}")
    return opens, _day(posted.get(f"due-{month}", "").strip(), f"due-{month}")


@dataclass(frozen=True)
class RulesTyped:
    """Countersign and reminders as they stand in their fields."""

    countersign: bool
    before: str
    on_day: bool
    overdue: str
    hour: str
    gap_hours: str
    ways: tuple[str, ...]

    def rule(self) -> dict[str, Any]:
        """The reminders as numbers. Raises SettingRefusedError beside what is none."""
        return {
            "before": _days(self.before, "before"),
            "on_day": self.on_day,
            "overdue": _days(self.overdue, "overdue"),
            "hour": _whole(self.hour, "hour"),
            "gap_hours": _whole(self.gap_hours, "gap_hours"),
            "ways": list(self.ways),
        }


def rules_of(plan: Plan) -> RulesTyped:
    """What stands in the fields before anybody types."""
    rule = plan.reminders
    return RulesTyped(
        countersign=plan.countersign,
        before="、".join(map(str, rule["before"])),
        on_day=rule["on_day"],
        overdue="、".join(map(str, rule["overdue"])),
        hour=str(rule["hour"]),
        gap_hours=str(rule["gap_hours"]),
        ways=tuple(rule["ways"]),
    )


def typed_rules(posted: QueryDict) -> RulesTyped:
    """What was typed."""
    return RulesTyped(
        countersign="countersign" in posted,
        before=posted.get("before", "").strip(),
        on_day="on_day" in posted,
        overdue=posted.get("overdue", "").strip(),
        hour=posted.get("hour", "").strip(),
        gap_hours=posted.get("gap_hours", "").strip(),
        ways=tuple(way for way in WAYS if way in posted.getlist("ways")),
    )


OTHERS = ("joined", "band_a", "band_b")  # numbers beside the weights of the parts


@dataclass(frozen=True)
class LeagueTyped:
    """How units are scored, as it stands in the fields."""

    numbers: dict[str, str]
    show: str

    def rule(self) -> dict[str, Any]:
        """The same as numbers. Raises SettingRefusedError beside what is none."""
        usual = default_league()
        found = {field: _decimal(text, field, usual[field]) for field, text in self.numbers.items()}
        weights = {field: found[field] for field in PARTS}
        return {"weights": weights, "show": self.show, **{name: found[name] for name in OTHERS}}


def league_of(plan: Plan) -> LeagueTyped:
    """What stands in the fields before anybody types."""
    held = {**default_league(), **plan.league}
    return LeagueTyped({field: held[field] for field in (*PARTS, *OTHERS)}, held["show"])


def typed_league(posted: QueryDict) -> LeagueTyped:
    """What was typed."""
    numbers = {field: posted.get(field, "").strip() for field in (*PARTS, *OTHERS)}
    return LeagueTyped(numbers, posted.get("show", ""))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-").strip()


def _decimal(text: str, field: str, example: str = "1.10") -> Decimal:
    plain = _plain(text)
    told = f"“{text}”不是数字，请填阿拉伯数字，如{example}。"
    if not plain or len(plain) > NUMBER or not plain.isascii():
        raise SettingRefusedError(told, field)
    try:
        value = Decimal(plain)
    except InvalidOperation as error:
        raise SettingRefusedError(told, field) from error
    if not value.is_finite():
        raise SettingRefusedError(told, field)
    return value


def _whole(text: str, field: str) -> int:
    plain = _plain(text)
    if not (plain.isascii() and plain.isdigit() and len(plain) <= NUMBER):
        raise SettingRefusedError(f"“{text}”不是整数，请填阿拉伯数字，如5。", field)
    return int(plain)


def _days(text: str, field: str) -> list[int]:
    parts = _plain(text).replace("、", " ").replace(",", " ").split()
    return [_whole(part, field) for part in parts]


def _day(text: str, field: str) -> date:
    try:
        return date.fromisoformat(_plain(text))
    except ValueError as error:
        raise SettingRefusedError(f"“{text}”不是日期，请按2024-10-08的样子填写。", field) from error
