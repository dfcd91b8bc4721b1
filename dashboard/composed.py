"""An official text for a plan that has none (from the template, copied forward), places and all. Pure.

Every target is named once under its heading and every task stands in a paragraph of its own, so
that the plan's pages find words to lay their marks on, as they do in a text that was read.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dashboard.plan_content import LENGTHS, Content

NUMERALS = "〇一二三四五六七八九"
OTHERS = "其他任务"


def compose(content: Content) -> str:
    """The text; each target's quote and each task's text and place are set to lie in it.

    A target whose goal is not known yet is named without one, so that the text holds whatever the
    goal will be.
    """
    page = _Page()
    page.line(content["head"]["title"])
    page.line("一、主要目标")
    _targets(page, _of(content["targets"], "theme", 0), "headline")
    for theme in _themes(content, "focus"):
        page.line(f"（{numeral(theme['number'])}）{theme['title']}")
        _targets(
            page, _of(content["targets"], "theme", theme["number"]), f"theme:{theme['number']}"
        )
    page.line("二、重点任务")
    for group in _themes(content, "group"):
        page.line(f"（{numeral(group['number'])}）{group['title']}")
        _tasks(page, _of(content["tasks"], "group", group["number"]))
    _tasks(page, _of(content["tasks"], "group", 0))
    places = {task["number"]: (task["start"], task["end"]) for task in content["tasks"]}
    for milestone in content["milestones"]:
        milestone["start"], milestone["end"] = places[milestone["task"]]
    return page.text


def numeral(number: int) -> str:
    """一, 十, 十二, 二十一: 1–99 as headings count; others in digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    told = ("" if tens == 1 else NUMERALS[tens]) + "十" if tens else ""
    return told + (NUMERALS[ones] if ones else "")


class _Page:
    """A text that grows line by line and knows where it stands."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.end = 0

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def line(self, text: str) -> int:
        """Write a line; returns where it begins."""
        begins = self.end
        self._parts.append(f"{text}\n")
        self.end += len(text) + 1
        return begins


def _of(items: Iterable[Content], field: str, number: int) -> list[Content]:
    return [each for each in items if each[field] == number]


def _themes(content: Content, kind: str) -> list[Any]:
    return [each for each in content["themes"] if each["kind"] == kind]


def _targets(page: _Page, targets: Iterable[Content], where: str) -> None:
    for number, target in enumerate(targets, start=1):
        phrase = f"{target['name']}{target['goal_text'] if target['goal'] else ''}"
        phrase = phrase[: LENGTHS["quote"]]
        start = page.line(f"{number}. {phrase}。") + len(f"{number}. ")
        quote = {"text": phrase, "start": start, "end": start + len(phrase), "where": where}
        target["quotes"] = [quote]


def _tasks(page: _Page, tasks: Iterable[Content]) -> None:
    for task in tasks:
        told = " ".join(task["text"].split())
        sentence = f"{task['number']}. {task['title']}。{told}"
        if task["units"]:
            sentence += f"（责任单位：{'、'.join(task['units'])}）"
        task["start"] = page.line(sentence)
        task["end"] = task["start"] + len(sentence)
        task["text"] = sentence
