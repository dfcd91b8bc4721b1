"""What is typed of a meeting: when and where, what is ticked for its agenda, its minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.dateparse import parse_time

from accounts.models import Unit
from accounts.texts import tidy
from dashboard.loop import matter_forms as typed
from dashboard.loop.agenda_items import key_of
from dashboard.loop.matter_forms import ActForm, Sent, offer
from targets.rounds import RefusedError
from tasks.meetings import KINDS, MOST_MINUTES, Called, Item
from tasks.models import Meeting


class Press(TextChoices):
    """What may be done with a meeting."""

    CALL = "call", "召集例会"
    CHANGE = "change", "改议程"
    HOLD = "hold", "记为已召开"
    MINUTE = "minute", "改纪要"
    RESOLVE = "resolve", "记议定事项"
    CANCEL = "cancel", "取消例会"


@dataclass(frozen=True)
class Pick:
    """One item that may be ticked for the agenda."""

    key: str
    item: Item
    kind: str
    unit: str
    is_chosen: bool


def picks(items: Sequence[Item], chosen: set[str], units: dict[str, str]) -> list[Pick]:
    """The items as they are ticked; `units` names each code."""
    return [
        Pick(key_of(item), item, KINDS[item.kind], units.get(item.unit, ""), key_of(item) in chosen)
        for item in items
    ]


def form(press: Press, seen: int, posted: Sent | None = None, **more: Any) -> ActForm:
    """The form of one act; its fields are those of the act."""
    act: Any = press  # a meeting's acts are its own, and not the loop's
    return offer(act, press.label, FIELDS[press](), seen=seen, posted=posted, **more)


def _called() -> dict[str, forms.Field]:
    clock = forms.TimeInput(attrs={"type": "time"})
    return {
        "title": typed.line("会议名称", most=60, hint="如：10月例会。"),
        "held_on": typed.day("日期"),
        "begins_at": forms.CharField(label="开始时间（可不填）", required=False, widget=clock),
        "place": typed.line("地点（可不填）", most=60),
        "own": typed.words("另加议题（可不填）", rows=3, hint="一行一题，排在勾选的后面。"),
    }


def _resolved() -> dict[str, forms.Field]:
    return {
        "text": typed.words("议定事项", rows=2, most=300, hint="一事一条：做什么、做到什么程度。"),
        "unit": typed.choice("责任单位", []),
        "due_on": typed.day("时限"),
    }


def _minuted() -> dict[str, forms.Field]:
    return {"minutes": typed.words("纪要（可先不填）", rows=8, most=MOST_MINUTES)}


def _reason() -> dict[str, forms.Field]:
    return {"text": typed.words("理由", rows=2, most=300)}


FIELDS = {
    Press.CALL: _called,
    Press.CHANGE: _called,
    Press.HOLD: _minuted,
    Press.MINUTE: _minuted,
    Press.RESOLVE: _resolved,
    Press.CANCEL: _reason,
}


def with_units(made: ActForm, units: Sequence[Unit]) -> ActForm:
    """The same with the units there are to choose from."""
    options = [("", "请选"), *((unit.code, unit.short_name) for unit in units)]
    made.fields["unit"].widget.choices = options
    return made


def initial_of(meeting: Meeting) -> dict[str, Any]:
    """What stands in the form of a meeting that was called."""
    own = [item["title"] for item in meeting.agenda if item["kind"] == "other"]
    return {
        "title": meeting.title,
        "held_on": meeting.held_on.isoformat(),
        "begins_at": f"{meeting.begins_at:%H:%M}" if meeting.begins_at else "",
        "place": meeting.place,
        "own": "\n".join(own),
    }


def called(sent: Sent, posted: QueryDict, known: Sequence[Item]) -> Called:
    """What was typed and ticked as a meeting to call. Raises RefusedError."""
    chosen = set(posted.getlist("pick"))
    own = [line.strip() for line in sent.text("own").split("\n")]
    ticked = [item for item in known if key_of(item) in chosen]
    return Called(
        title=sent.text("title"),
        held_on=sent.day("held_on"),
        begins_at=_clock(sent.text("begins_at")),
        place=sent.text("place"),
        agenda=(*ticked, *(Item(line) for line in own if tidy(line))),
    )


def _clock(text: str) -> time | None:
    """The time typed; None where there is none. Raises RefusedError for what is not a time."""
    if not text:
        return None
    try:
        found = parse_time(text.replace("：", ":"))
    except ValueError:
        found = None
    if found is None or found.tzinfo is not None:
        raise RefusedError(f"“{text[:20]}”不是时间，请按09:30的样子填写。", "begins_at")
    return found.replace(second=0, microsecond=0)
