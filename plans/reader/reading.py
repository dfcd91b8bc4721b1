"""An official text read: head, headings, tasks with their units, targets, deadlines, notices. Pure.

Rules only: no network, no model, nothing guessed without saying so. Linear in the text's length.
"""

from __future__ import annotations

import bisect
from decimal import Decimal

from plans.reader import tables
from plans.reader.commitments import Found, View, commitments
from plans.reader.draft import Draft, Group, Heading, Meta, MilestoneDraft, TaskDraft
from plans.reader.heading import meta_of
from plans.reader.marking import cover, mask, narrow
from plans.reader.merging import merged
from plans.reader.milestones import milestones
from plans.reader.outline import Block, Kind, outline
from plans.reader.quantities import unread
from plans.reader.responsible import looks_like_unit
from plans.reader.structure import Span, Structure, structure

CAREFUL = Decimal("0.5")  # what a safeguard or a letter promises is seldom a target
_SILENT = {Kind.META, Kind.TITLE, Kind.DOC_NO, Kind.ADDRESS, Kind.SIGNATURE, Kind.RESIDUE}
MOST_NOTICES = 60


def read(text: str) -> Draft:
    """What a text says, for a person to confirm. Errors: none raised, whatever the text."""
    blocks = outline(text)
    meta = meta_of(text, blocks)
    parts = structure(text, blocks)
    tabled = tables.read(text, blocks, meta.year)
    tasks = [*_tasks(text, parts), *tables.tasks(tabled, text, parts.tasks)]
    view = _view(text, blocks, parts, meta)
    placed = _placed(view, blocks, parts, tabled)
    targets, notices = merged(placed, text)
    due = _milestones(view, parts, meta) + list(tables.milestones(tabled))
    units = tuple(dict.fromkeys(name for task in tasks for name in task.units))
    return Draft(
        meta,
        tuple(Heading(each.number, each.title) for each in parts.themes),
        _groups(parts) + tables.groups(tabled),
        tuple(tasks),
        tuple(targets),
        tuple(due),
        units,
        tuple(Heading(each.number, each.title) for each in parts.safeguards),
        _notices(view, meta, tasks, parts, units, notices),
    )


def _tasks(text: str, parts: Structure) -> list[TaskDraft]:
    return [_task(text, each) for each in parts.tasks]


def _task(text: str, span: Span) -> TaskDraft:
    units = tuple(dict.fromkeys(name for each in span.lists for name in each.units))
    lead = span.lists[0].lead if span.lists else ""
    rules = sorted({each.rule for each in span.lists})
    sure = (
        Decimal("0.7") if not units else Decimal("0.8") if "no-left" in rules else Decimal("0.95")
    )
    rule = f"level-{span.level}" + (f"；units-{'+'.join(rules)}" if rules else "")
    return TaskDraft(
        span.number,
        span.title,
        text[span.start : span.end],
        units,
        lead,
        span.start,
        span.end,
        rule,
        sure,
    )


def _groups(parts: Structure) -> tuple[Group, ...]:
    starts = [each.start for each in parts.groups]
    own: dict[int, list[int]] = {}
    for task in parts.tasks:
        place = bisect.bisect_right(starts, task.start) - 1
        if place >= 0:
            own.setdefault(place, []).append(task.number)
    return tuple(
        Group(each.number, each.title, tuple(own.get(place, ())))
        for place, each in enumerate(parts.groups)
    )


def _view(text: str, blocks: tuple[Block, ...], parts: Structure, meta: Meta) -> View:
    """The text with blanks over what is never a quantity: its head, lists of units, item numbers."""
    narrowed = narrow(text)
    hidden: list[tuple[int, int]] = []
    for block in blocks:
        if "\t" in text[block.start : block.end]:
            continue
        if block.kind in _SILENT:
            hidden.append((block.start, block.end))
        elif block.number:
            hidden.append((block.start, _number_end(narrowed, block)))
    hidden += [(each.start, each.end) for task in parts.tasks for each in task.lists]
    return View(text, narrowed, cover(mask(narrowed), _apart(hidden)), meta.year)


def _number_end(narrowed: str, block: Block) -> int:
    """Where the number of a heading or item ends: 1. or （一）."""
    place = block.start
    while place < min(block.end, block.start + 12) and narrowed[place] not in "、.)":
        place += 1
    return min(place + 1, block.end)


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _placed(
    view: View, blocks: tuple[Block, ...], parts: Structure, tabled: tables.Read
) -> list[tuple[str, Found]]:
    """Every commitment with where it stands, in the text's order."""
    places = sorted(
        [(each.start, each.end, f"theme:{each.number}") for each in parts.themes]
        + [(each.start, each.end, f"task:{each.number}") for each in parts.tasks]
    )
    starts = [each[0] for each in places]
    found: list[tuple[str, Found]] = []
    for start, end in _stretches(view, blocks, parts, tabled):
        place = bisect.bisect_right(starts, start) - 1
        where = places[place][2] if place >= 0 and start < places[place][1] else "headline"
        found += [(where, each) for each in commitments(view, start, end)]
    found += tables.commitments_of(tabled, view, parts.tasks)
    return sorted(found, key=lambda each: each[1].start)


def _stretches(
    view: View, blocks: tuple[Block, ...], parts: Structure, tabled: tables.Read
) -> list[tuple[int, int]]:
    """The lines in which commitments are looked for: those of prose that speak of what will be."""
    del view
    out = _apart([*parts.skipped, *parts.careful, *tabled.spans])
    starts = [start for start, _ in out]
    headings = {each.start for each in parts.groups}
    lines = []
    for block in blocks:
        place = bisect.bisect_right(starts, block.start) - 1
        is_out = place >= 0 and block.start < out[place][1]
        if not is_out and block.kind not in _SILENT and block.start not in headings:
            lines.append((block.start, block.end))
    return lines


def _milestones(view: View, parts: Structure, meta: Meta) -> list[MilestoneDraft]:
    return [
        found
        for each in parts.tasks
        for found in milestones(
            view.text, view.narrowed, each.start, each.end, task=each.number, year=meta.year
        )
    ]


def _notices(
    view: View,
    meta: Meta,
    tasks: list[TaskDraft],
    parts: Structure,
    units: tuple[str, ...],
    found: list[str],
) -> tuple[str, ...]:
    """What a person should look at, most telling first."""
    notices = _of_head(meta, tasks)
    notices += [
        f"任务{each.number}的责任单位{one.fault}，已按“{'、'.join(one.units)}”读取，请核对。"
        for each in parts.tasks
        for one in each.lists
        if one.fault
    ]
    notices += found + _of_units(tasks, units)
    for line in view.masked.split("\n"):
        if "\t" not in line:
            notices += [
                f"“{words}”中的数字没有认出计量单位，未作为指标，请核对。" for words in unread(line)
            ]
    return tuple(dict.fromkeys(notices))[:MOST_NOTICES]


def _of_head(meta: Meta, tasks: list[TaskDraft]) -> list[str]:
    """What is missing as a whole."""
    missing = (
        (meta.title, "没有认出标题，请补填计划名称。"),
        (meta.year, "没有认出年份，请补填计划所属年份。"),
        (tasks, "没有认出重点任务，请检查文件是否完整。"),
    )
    return [sentence for there, sentence in missing if not there]


def _of_units(tasks: list[TaskDraft], units: tuple[str, ...]) -> list[str]:
    """Tasks of nobody, names that are hardly units', and names that may be one unit."""
    bare = [str(task.number) for task in tasks if not task.units]
    notices = []
    if bare:
        whose = f"任务{'、'.join(bare)}" if len(bare) < len(tasks) else "各项任务都"
        notices.append(f"{whose}没有写责任单位，请补填。")
    notices += [f"“{name}”不像单位名称，请核对。" for name in units if not looks_like_unit(name)]
    return notices + _alike(units)


def _alike(units: tuple[str, ...]) -> list[str]:
    """Names that may be one unit: 区府办〔金融办〕 and 区府办〔区金融办〕, 市区财政局 and 区财政局."""
    first: dict[str, str] = {}
    notices = []
    for name in units:
        key = _key(name)
        other = first.setdefault(key, name)
        if other != name:
            notices.append(f"“{name}”与“{other}”可能是同一单位，请核对。")
    return notices


def _key(name: str) -> str:
    bare = narrow(name).partition("〔")[0].partition("(")[0]
    for long, short in (
        ("经济和信息化局", "经信局"),
        ("市区", "区"),
        ("发展和改革", "发改"),
        ("发展改革", "发改"),
    ):
        bare = bare.replace(long, short)
    return bare
