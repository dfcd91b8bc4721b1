"""What was read from an official text, for a person to confirm: values only, and their JSON. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from plans.reader.numerals import plain


class Compared(StrEnum):
    """How a figure meets a commitment, as the text words it."""

    AT_LEAST = "at_least"
    ABOUT = "about"
    AT_MOST = "at_most"
    RANGE = "range"  # from value to stretch
    RANK = "rank"  # a position: 前三位


@dataclass(frozen=True, slots=True)
class Meta:
    """The head of a document; what it does not say is empty, a year it does not say is 0."""

    title: str = ""
    doc_no: str = ""
    issuer: str = ""
    issue_date: str = ""  # ISO
    year: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its number: a 聚焦 or a safeguard; text[start:end] is what stands there."""

    number: int
    title: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """A heading over tasks; one that only a table's column gives stands at its first row."""

    number: int
    title: str
    tasks: tuple[int, ...]
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """One task: its units in the order printed; the lead is one of them, or empty."""

    number: int
    title: str
    text: str
    units: tuple[str, ...]
    lead: str
    start: int
    end: int
    rule: str
    confidence: Decimal
    lists: tuple[tuple[int, int], ...] = ()  # where its units are listed, as (start, end)


@dataclass(frozen=True, slots=True)
class Quote:
    """The words a finding stands in: text[offset : offset + len(sentence)]."""

    sentence: str
    where: str  # headline, theme:N or task:N
    offset: int


@dataclass(frozen=True, slots=True)
class TargetDraft:
    """One quantitative commitment."""

    name: str
    value: Decimal
    stretch: Decimal | None
    unit: str
    comparator: Compared
    kind: str
    quotes: tuple[Quote, ...]
    rule: str  # what found it, and why it is taken for this kind
    confidence: Decimal
    units: tuple[str, ...] = ()  # of a row of indicators that names its own
    lead: str = ""


@dataclass(frozen=True, slots=True)
class MilestoneDraft:
    """What a task says is done by a day."""

    task: int
    due: str  # ISO
    sentence: str
    offset: int
    rule: str
    confidence: Decimal


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything read from one text."""

    meta: Meta
    themes: tuple[Heading, ...]
    groups: tuple[Group, ...]
    tasks: tuple[TaskDraft, ...]
    targets: tuple[TargetDraft, ...]
    milestones: tuple[MilestoneDraft, ...]
    units: tuple[str, ...]
    safeguards: tuple[Heading, ...]
    notices: tuple[str, ...]
    places: tuple[tuple[int, int] | None, ...] = ()  # of each notice, where it is about one place

    def as_json(self) -> dict[str, Any]:
        """Plain values for json.dumps; figures are decimal strings, confidences too."""
        meta = self.meta
        return {
            "meta": {
                "title": meta.title,
                "doc_no": meta.doc_no,
                "issuer": meta.issuer,
                "issue_date": meta.issue_date,
                "year": meta.year,
            },
            "themes": [
                {"index": each.number, "title": each.title, "offset": each.start}
                for each in self.themes
            ],
            "groups": [_group(each) for each in self.groups],
            "tasks": [_task(each) for each in self.tasks],
            "targets": [_target(each) for each in self.targets],
            "milestones": [_milestone(each) for each in self.milestones],
            "units": list(self.units),
            "safeguards": [
                {"no": each.number, "title": each.title, "offset": each.start}
                for each in self.safeguards
            ],
            "notices": list(self.notices),
            "places": [None if each is None else list(each) for each in self.places],
        }


def _group(group: Group) -> dict[str, Any]:
    return {
        "no": group.number,
        "title": group.title,
        "tasks": list(group.tasks),
        "offset": group.start,
    }


def _task(task: TaskDraft) -> dict[str, Any]:
    return {
        "no": task.number,
        "title": task.title,
        "text": task.text,
        "units": list(task.units),
        "lead": task.lead,
        "offset": task.start,
        "lists": [list(each) for each in task.lists],
        "rule": task.rule,
        "confidence": plain(task.confidence),
    }


def _target(target: TargetDraft) -> dict[str, Any]:
    return {
        "name": target.name,
        "value": plain(target.value),
        "stretch": None if target.stretch is None else plain(target.stretch),
        "unit": target.unit,
        "comparator": target.comparator.value,
        "kind": target.kind,
        "quotes": [
            {"sentence": each.sentence, "where": each.where, "offset": each.offset}
            for each in target.quotes
        ],
        "rule": target.rule,
        "confidence": plain(target.confidence),
        "units": list(target.units),
        "lead": target.lead,
    }


def _milestone(milestone: MilestoneDraft) -> dict[str, Any]:
    return {
        "task": milestone.task,
        "due": milestone.due,
        "sentence": milestone.sentence,
        "offset": milestone.offset,
        "rule": milestone.rule,
        "confidence": plain(milestone.confidence),
    }
