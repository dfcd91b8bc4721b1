"""What a person should look at in a text that was read, with the place it is about where it has one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plans.reader.draft import Meta, TaskDraft
from plans.reader.marking import narrow
from plans.reader.quantities import unread
from plans.reader.responsible import looks_like_unit
from plans.reader.structure import Span

MOST_NOTICES = 60
_SHORTER = (
    ("经济和信息化局", "经信局"),
    ("市区", "区"),
    ("发展和改革", "发改"),
    ("发展改革", "发改"),
)


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence for a person; text[start:end] is what it is about, 0 to 0 where it is the whole."""

    sentence: str
    start: int = 0
    end: int = 0


def notices_of(
    masked: str, meta: Meta, tasks: list[TaskDraft], spans: list[Span], found: list[Notice]
) -> list[Notice]:
    """Every notice once, most telling first: the head, faulty lists, `found`, units, unread numbers."""
    notices = [
        *_of_head(meta, tasks),
        *_of_lists(spans),
        *found,
        *_of_units(tasks),
        *_of_numbers(masked),
    ]
    once = {each.sentence: each for each in reversed(notices)}
    order = dict.fromkeys(each.sentence for each in notices)
    return [once[sentence] for sentence in order][:MOST_NOTICES]


def _of_head(meta: Meta, tasks: list[TaskDraft]) -> Iterator[Notice]:
    """What is missing as a whole."""
    missing = (
        (meta.title, "没有认出标题，请补填计划名称。"),
        (meta.year, "没有认出年份，请补填计划所属年份。"),
        (tasks, "没有认出重点任务，请检查文件是否完整。"),
    )
    return (Notice(sentence) for there, sentence in missing if not there)


def _of_lists(spans: list[Span]) -> Iterator[Notice]:
    """Lists of units with half a bracket."""
    for each in spans:
        for one in each.lists:
            if one.fault:
                said = f"任务{each.number}的责任单位{one.fault}，已按“{'、'.join(one.units)}”读取，请核对。"
                yield Notice(said, one.start, one.end)


def _of_units(tasks: list[TaskDraft]) -> Iterator[Notice]:
    """Tasks of nobody, names that are hardly units', and names that may be one unit."""
    bare = [task for task in tasks if not task.units]
    if bare:
        numbers = "、".join(str(task.number) for task in bare)
        whose = f"任务{numbers}" if len(bare) < len(tasks) else "各项任务都"
        yield Notice(f"{whose}没有写责任单位，请补填。", bare[0].start, bare[0].end)
    stands: dict[str, tuple[int, int]] = {}
    for task in tasks:
        for name in task.units:
            stands.setdefault(name, task.lists[0] if task.lists else (task.start, task.end))
    for name, place in stands.items():
        if not looks_like_unit(name):
            yield Notice(f"“{name}”不像单位名称，请核对。", *place)
    yield from _alike(stands)


def _alike(stands: dict[str, tuple[int, int]]) -> Iterator[Notice]:
    """Names that may be one unit: 区府办〔金融办〕 and 区府办〔区金融办〕, 市区财政局 and 区财政局."""
    first: dict[str, str] = {}
    for name, place in stands.items():
        other = first.setdefault(_key(name), name)
        if other != name:
            yield Notice(f"“{name}”与“{other}”可能是同一单位，请核对。", *place)


def _key(name: str) -> str:
    bare = narrow(name).partition("〔")[0].partition("(")[0]
    for long, short in _SHORTER:
        bare = bare.replace(long, short)
    return bare


def _of_numbers(masked: str) -> Iterator[Notice]:
    """Numbers behind a comparing word whose unit of measure is not known."""
    place = 0
    for line in re.split("(?<=\n)", masked):
        if "\t" not in line:
            for start, end in unread(line):
                words = line[max(start - 8, 0) : end + 4].strip().replace("\ue000", "□")
                said = f"“{words}”中的数字没有认出计量单位，未作为指标，请核对。"
                yield Notice(said, place + start, place + end)
        place += len(line)
