"""The parts of an official text: its head, goals, groups, tasks, safeguards, from its outline. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise, takewhile

from plans.reader.outline import Block, Kind
from plans.reader.responsible import Listed, listed_in


class Part(StrEnum):
    """What a section of the first level is about."""

    GOALS = "goals"
    TASKS = "tasks"
    SAFEGUARDS = "safeguards"
    PAST = "past"
    STEPS = "steps"  # in which order the work is done: no task, and its figures are said elsewhere
    LETTER = (
        "letter"  # what the letter in front says of its own: how to hand things in, whom to ask
    )


_GOALS = re.compile("目标|总体要求|总体思路|指导思想|主要指标|基本原则|总体安排|工作思路")
_SAFEGUARDS = re.compile(
    "保障|组织实施|工作要求|组织领导|有关要求|相关要求|推进机制|保障机制|考核评价|督导考核"
)
_PAST = re.compile(
    "回顾|总结|完成情况|存在(?:的)?(?:主要)?问题|背景|现状|形势|取得的?成效|执行情况"
)
_STEPS = re.compile("步骤|(?:时间|进度|阶段)安排|实施阶段|推进阶段")
_LETTER = re.compile("(?:通知|函)$")
_TABLE = "\t"
_LEAF = {Kind.HEADING, Kind.ITEM}
MOST_LABEL, MOST_TITLE = 25, 40  # characters
TASK_LEVELS = (3, 2, 1, 4)  # which of them holds the tasks where units do not tell


@dataclass(slots=True)
class Node:
    """A numbered block with what follows it up to the next numbered one."""

    block: Block
    end: int
    lists: list[Listed] = field(default_factory=list)


@dataclass(slots=True)
class Section:
    """A heading of the first level (None: what stands before the first) and its numbered blocks."""

    heading: Block | None
    part: Part
    start: int
    end: int
    nodes: list[Node] = field(default_factory=list)
    dashes: list[Block] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text with what stands there: a task, a group, a theme, a safeguard."""

    number: int
    title: str
    start: int
    end: int
    level: int = 0
    lists: tuple[Listed, ...] = ()


@dataclass(slots=True)
class Structure:
    """The parts of a text, in order."""

    themes: list[Span] = field(default_factory=list)
    groups: list[Span] = field(default_factory=list)
    tasks: list[Span] = field(default_factory=list)
    safeguards: list[Span] = field(default_factory=list)
    skipped: list[tuple[int, int]] = field(default_factory=list)  # what was, not what will be
    careful: list[tuple[int, int]] = field(default_factory=list)  # safeguards: rarely targets


def structure(text: str, blocks: tuple[Block, ...]) -> Structure:
    """Sort the outline's blocks into goals, groups, tasks and safeguards.

    The level of the tasks is the one at which most blocks list responsible units; where none
    do, the numbered items, else the deepest headings.
    """
    sections = _sections(text, blocks)
    _lift(sections)
    bearing = Counter(
        node.block.level
        for section in sections
        if section.part is Part.TASKS
        for node in section.nodes
        if node.lists
    )
    common = min(bearing, key=lambda level: (-bearing[level], level)) if bearing else 0
    found = Structure()
    letter = _mark_letter(text, blocks, sections)
    if letter:
        found.careful.append((0, letter))
    for section in sections:
        _sort(text, section, common, found)
    _renumber(found)
    return found


def _lift(sections: list[Section]) -> None:
    """Units listed below the last of several steps are those of the task the steps are of.

    Told by the whole text: at a level where, time and again, only the last of its siblings lists units.
    """
    of_tasks = [section for section in sections if section.part is Part.TASKS]
    for level in (4, 3, 2):
        runs = [run for section in of_tasks for run in _runs(section, level)]
        several = [own for _, own in runs if len(own) > 1]
        if len(several) < 2 or any(node.lists for own in several for node in own[:-1]):
            continue
        for parent, own in runs:
            parent.lists += own[-1].lists
            own[-1].lists = []


def _runs(section: Section, level: int) -> Iterator[tuple[Node, list[Node]]]:
    """The blocks of a level that stand below one block of a higher one, where the last lists units."""
    parent: Node | None = None
    own: list[Node] = []
    for node in section.nodes:
        if node.block.level < level:
            if parent and own:
                yield parent, own
            parent, own = node, []
        elif node.block.level == level:
            own.append(node)
    if parent and own:
        yield parent, own


def title_of(text: str, block: Block) -> str:
    """A numbered or dashed line's title without its number and full stop."""
    said = text[block.start : max(block.title_end, block.start)] or text[block.start : block.end]
    if block.kind is Kind.DASH:
        said = text[block.start : block.end].lstrip("—-─ ")
        return re.split("[,，。:：]", said, maxsplit=1)[0].strip()
    said = NUMBER.sub("", said, count=1)
    cut = re.search("[(（【\\[〔](?:责任|牵头|主办|配合)", said)
    said = (said[: cut.start()] if cut else said).strip()
    return _short(said).rstrip("。：:")


def _short(said: str) -> str:
    """A title without the sentence that runs on behind it: 抓招商：…, 抓招商　…, or a sentence's first part."""
    colon = re.search("[:：\u3000]", said)
    if colon and 0 < colon.start() <= MOST_LABEL and len(said) > colon.end():
        return said[: colon.start()]
    if len(said) <= MOST_TITLE:
        return said
    return re.split("[,，;；:：]", said, maxsplit=1)[0]


NUMBER = re.compile(
    r"^(?:第[一二三四五六七八九十百零〇]{1,5}[章节部条]\s*|[一二三四五六七八九十百零〇]{1,5}、\s*"
    r"|[(（](?:[一二三四五六七八九十百零〇]{1,5}|\d{1,3})[)）]\s*[、.]?|\d{1,2}[)）]\s*|[①-⑳]\s*|\d{1,3}\s*[.\uff0e、]\s*)"
)


def _sections(text: str, blocks: tuple[Block, ...]) -> list[Section]:
    body = [block for block in blocks if block.kind is not Kind.META]
    first = Section(None, Part.GOALS, 0, len(text))
    sections = [first]
    for place, block in enumerate(body):
        if block.kind is Kind.HEADING and block.level == 1:
            sections[-1].end = block.start
            sections.append(Section(block, Part.TASKS, block.start, len(text)))
        section = sections[-1]
        if block.kind is Kind.DASH:
            section.dashes.append(block)
        is_numbered = block.kind in _LEAF
        if is_numbered:
            section.nodes.append(Node(block, block.end))
        if _TABLE in text[block.start : block.end]:
            continue
        if block.kind in {Kind.TITLE, Kind.SIGNATURE, Kind.RESIDUE, Kind.ADDRESS}:
            if section.nodes and block.kind is not Kind.ADDRESS and place:
                section.end = min(section.end, block.start)
            continue
        if section.nodes and block.start < section.end:
            node = section.nodes[-1]
            node.end = block.end
            node.lists += listed_in(text, block.start, block.end)
    for section in sections:
        section.part = _part(text, section)
    return sections


def _mark_letter(text: str, blocks: tuple[Block, ...], sections: list[Section]) -> int:
    """Where the letter in front ends, 0 for none. A 通知 that ends with a sign-off, before the plan it sends, orders nothing by itself.

    A plan that is signed and has an annex looks much the same: it is no 通知, or its tasks have units.
    """
    signed = next(
        (
            one.start
            for one, two in pairwise(blocks)
            if one.kind is Kind.SIGNATURE and two.kind is Kind.TITLE
        ),
        -1,
    )
    before = [each for each in sections if each.heading and each.start < signed]
    bears = any(node.lists for section in before for node in section.nodes)
    if bears or (before and len(before) == sum(bool(each.heading) for each in sections)):
        return 0
    titles = [each for each in blocks if each.kind is Kind.TITLE and each.start < signed]
    if any(_LETTER.search(text[each.start : each.end]) for each in titles):
        for section in before:
            section.part = Part.LETTER
        return signed
    return 0


def _part(text: str, section: Section) -> Part:
    if section.heading is None:
        return Part.TASKS if any(node.lists for node in section.nodes) else Part.GOALS
    title = title_of(text, section.heading)
    bears = any(node.lists for node in section.nodes)
    if len(title) <= 30 and not bears:
        for part, form in (
            (Part.PAST, _PAST),
            (Part.STEPS, _STEPS),
            (Part.GOALS, _GOALS),
            (Part.SAFEGUARDS, _SAFEGUARDS),
        ):
            if form.search(title):
                return part
    return Part.TASKS


def _sort(text: str, section: Section, common: int, found: Structure) -> None:
    """Add what one section holds to what was found."""
    span = (section.start, section.end)
    if section.part is Part.PAST:
        found.skipped.append(span)
    elif section.part in {Part.LETTER, Part.STEPS}:
        found.careful.append(span)
    elif section.part is Part.SAFEGUARDS:
        found.careful.append(span)
        inner = [node for node in section.nodes if node.block is not section.heading]
        top = min((node.block.level for node in inner), default=0)
        found.safeguards += [
            Span(node.block.number, title_of(text, node.block), node.block.start, node.end)
            for node in inner
            if node.block.level == top
        ]
    elif section.part is Part.GOALS:
        for block in section.dashes:
            number = len(found.themes) + 1
            found.themes.append(Span(number, title_of(text, block), block.start, block.end))
    else:
        _sort_tasks(text, section, common, found)


def _sort_tasks(text: str, section: Section, common: int, found: Structure) -> None:
    level = _task_level(section, common)
    nodes = section.nodes
    for place, node in enumerate(nodes):
        if node.block.level == level:
            below = takewhile(lambda one: one.block.level > level, _from(nodes, place + 1))
            own = [node, *below]
            lists = tuple(each for one in own for each in one.lists)
            title = title_of(text, node.block)
            end = min(max(one.end for one in own), section.end)
            found.tasks.append(Span(node.block.number, title, node.block.start, end, level, lists))
        elif node.block.level < level and _holds_tasks(nodes[place + 1 : place + 2], node, level):
            title = title_of(text, node.block)
            found.groups.append(
                Span(node.block.number, title, node.block.start, node.block.end, node.block.level)
            )


def _from(nodes: list[Node], place: int) -> Iterator[Node]:
    """The nodes from a place on, without a copy of the list."""
    return (nodes[each] for each in range(place, len(nodes)))


def _holds_tasks(rest: list[Node], node: Node, level: int) -> bool:
    """Whether tasks stand right under a heading, not under a deeper one."""
    return bool(rest) and rest[0].block.level == level > node.block.level


def _task_level(section: Section, common: int) -> int:
    levels = {node.block.level for node in section.nodes}
    bearing = Counter(node.block.level for node in section.nodes if node.lists)
    if bearing:
        return min(bearing, key=lambda level: (-bearing[level], level))
    if common in levels:
        return common
    deep = [level for level in TASK_LEVELS if level in levels]
    return deep[0] if deep else 1


def _renumber(found: Structure) -> None:
    """Numbers that repeat (each group begins anew) become the running ones."""
    for name in ("groups", "tasks", "safeguards"):
        spans: list[Span] = getattr(found, name)
        spans.sort(key=lambda each: each.start)
        numbers = [each.number for each in spans]
        if len(set(numbers)) < len(numbers) or 0 in numbers:
            setattr(
                found,
                name,
                [
                    Span(place, each.title, each.start, each.end, each.level, each.lists)
                    for place, each in enumerate(spans, start=1)
                ],
            )
