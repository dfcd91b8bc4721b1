"""Search over targets, tasks, units and the plan's text of one report. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dashboard import addresses, listing
from dashboard.report import MonthlyReport, TargetRow, TaskRow, UnitRef, shown
from dashboard.templatetags import look
from dashboard.typesetting import full_width, sentence_of

LONGEST = 40  # characters of a search
MOST = 20  # hits shown of each kind
AROUND = 60  # characters of a long sentence shown before a hit


@dataclass(frozen=True)
class Hit:
    """One thing found: its name and address, and the words in which it was found."""

    name: SafeString | str
    url: str
    beside: SafeString | str
    said: SafeString | str = ""


@dataclass(frozen=True)
class Found:
    """What was found of one kind; `more` is how many hits are not shown."""

    title: str
    hits: tuple[Hit, ...]
    more: int = 0


def context(report: MonthlyReport, query: QueryDict) -> dict[str, Any]:
    """What the search page needs; nothing is looked for before anything is typed."""
    asked = " ".join(query.get("q", "").split())[:LONGEST]
    words = [listing.folded(word) for word in asked.split()]
    found = list(_found(report, words)) if words else []
    return {
        "asked": asked,
        "found": found,
        "count": sum(len(each.hits) + each.more for each in found),
        "actions": (),
    }


def _found(report: MonthlyReport, words: list[str]) -> Iterator[Found]:
    """Each kind that has hits, in the order a reader looks for them."""
    kinds = (
        ("指标", _targets(report, words)),
        ("重点任务", _tasks(report, words)),
        ("单位", _units(report, words)),
        ("计划原文", _sentences(report, words)),
    )
    for title, hits in kinds:
        listed = list(hits)
        if listed:
            yield Found(title, tuple(listed[:MOST]), max(0, len(listed) - MOST))


def _targets(report: MonthlyReport, words: list[str]) -> Iterator[Hit]:
    """By name before by what else is said of them."""
    rows = [(row, _told_of(row)) for row in report.targets]
    for row, told in _named_first(rows, words, lambda row: f"{row.code} {row.name}"):
        now = row.now
        yield Hit(
            name=_marked(row.name, words),
            url=addresses.target(report, row.code),
            beside=format_html(
                "{} {} / {}",
                look.light(now.light, word=report.plan.word(now.light)),
                shown.value(now),
                shown.goal(row),
            ),
            said=_snippet(told, words, row.name),
        )


def _tasks(report: MonthlyReport, words: list[str]) -> Iterator[Hit]:
    rows = [(task, _told_in(task)) for task in report.tasks]
    for task, told in _named_first(rows, words, lambda task: f"{task.number} {task.title}"):
        yield Hit(
            name=_marked(f"{task.number}. {task.title}", words),
            url=addresses.task(report, task.number),
            beside=look.light(task.light, word=report.plan.word(task.light)),
            said=_snippet(told, words, task.title),
        )


def _units(report: MonthlyReport, words: list[str]) -> Iterator[Hit]:
    aliases: dict[str, list[str]] = {}
    for alias, code in report.aliases:
        aliases.setdefault(code, []).append(alias)
    for unit in report.units:
        names = [unit.name, unit.short_name, *aliases.get(unit.code, ())]
        if _holds(" ".join(names), words):
            also = [name for name in names[2:] if _holds(name, words)]
            yield Hit(
                name=_marked(unit.name, words),
                url="" if unit.is_group else addresses.unit(report, unit.code),
                beside=_parts(report, unit),
                said=format_html("又称{}", _marked("、".join(also), words)) if also else "",
            )


def _parts(report: MonthlyReport, unit: UnitRef) -> str:
    """牵头指标3项，牵头任务1项，配合任务5项."""
    counted = (
        ("牵头指标", sum(row.lead == unit for row in report.targets)),
        ("牵头任务", sum(task.lead == unit for task in report.tasks)),
        ("配合任务", sum(unit in task.joint for task in report.tasks)),
    )
    return "，".join(f"{name}{number}项" for name, number in counted if number) or "没有事项"


def _sentences(report: MonthlyReport, words: list[str]) -> Iterator[Hit]:
    """The sentences of the official text, in its order."""
    text, seen = report.text, 0
    folded = _same_length(text)
    place = folded.find(words[0]) if text else -1
    while place >= 0:
        sentence = sentence_of(text, place, place + len(words[0]))
        seen = place - sentence.offset + len(sentence.text)
        if _holds(sentence.text, words):
            task = next((each for each in report.tasks if each.start <= place < each.end), None)
            where = addresses.page(report, "plan_text")
            yield Hit(
                name=_snippet(full_width(sentence.text), words),
                url=addresses.task(report, task.number) if task else where,
                beside=f"任务{task.number}" if task else "原文对照",
            )
        place = folded.find(words[0], max(seen, place + 1))


def _named_first(rows: Iterable[tuple[Any, str]], words: list[str], name: Any) -> list[Any]:
    """The rows that hold every word in their name, then those that hold them anywhere."""
    kept = [(row, told) for row, told in rows if _holds(f"{name(row)} {told}", words)]
    return sorted(kept, key=lambda pair: not _holds(name(pair[0]), words))


def _told_of(row: TargetRow) -> str:
    """What a target is, and what its unit said of it this month."""
    lead = (row.lead.name, row.lead.short_name) if row.lead else ()
    quotes = (full_width(quote.sentence) for quote in row.quotes)
    said = (row.short_name, row.goal_text, row.definition, row.problem, row.next_step)
    return "\n".join(each for each in (*said, *lead, *quotes) if each)


def _told_in(task: TaskRow) -> str:
    units = (unit.name for unit in (task.lead, *task.joint))
    note = task.note.text if task.note else ""
    return "\n".join((note, full_width(task.text), *units))


def _holds(text: str, words: Iterable[str]) -> bool:
    folded = listing.folded(text)
    return all(word in folded for word in words)


def _snippet(text: str, words: list[str], but: str = "") -> SafeString | str:
    """The first line that holds one of the words, cut before a late hit; none where `but` says it."""
    if but and _holds(but, words):
        return ""
    for line in text.splitlines():
        folded = _same_length(line)
        places = [place for word in words if (place := folded.find(word)) >= 0]
        if places:
            first = max(0, min(places) - AROUND)
            cut = line[first : first + 3 * AROUND]
            ends = first + len(cut) < len(line)
            return format_html(
                "{}{}{}", "…" if first else "", _marked(cut, words), "…" if ends else ""
            )
    return ""


def _marked(text: str, words: list[str]) -> SafeString:
    """The text with every word marked; a later word never splits an earlier mark."""
    folded = _same_length(text)
    ends: dict[int, int] = {}  # by where a mark begins
    for word in words:
        place = folded.find(word)
        while place >= 0:
            ends[place] = max(ends.get(place, 0), place + len(word))
            place = folded.find(word, place + 1)
    parts, done = [], 0
    for start, end in sorted(ends.items()):
        begin = max(start, done)
        if end > begin:
            parts.append(("", text[done:begin], text[begin:end]))
            done = end
    marked = format_html_join("", "{}{}<mark>{}</mark>", parts)
    return format_html("{}{}", marked, text[done:])


def _same_length(text: str) -> str:
    """Folded letter by letter, so that places in it are places in the text."""
    return "".join(each if len(each := listing.folded(letter)) == 1 else letter for letter in text)
