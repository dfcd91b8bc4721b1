"""An official text read: head, headings, tasks with their units, targets, deadlines, notices. Pure.

Rules only: no network, no model, nothing guessed without saying so. Linear in the text's length.
"""

from __future__ import annotations

import bisect
from decimal import Decimal

from plans.reader import tables
from plans.reader.commitments import Found, commitments
from plans.reader.draft import Draft, Group, Heading, Meta, MilestoneDraft, TaskDraft
from plans.reader.heading import meta_of
from plans.reader.marking import cover, mask, narrow
from plans.reader.merging import merged
from plans.reader.milestones import milestones
from plans.reader.notices import notices_of
from plans.reader.outline import Block, Kind, outline
from plans.reader.pieces import View
from plans.reader.squeezing import moved, squeezed
from plans.reader.structure import NUMBER, Span, Structure, structure

_SILENT = {Kind.META, Kind.TITLE, Kind.DOC_NO, Kind.ADDRESS, Kind.SIGNATURE, Kind.RESIDUE}


def read(text: str) -> Draft:
    """What a text says, for a person to confirm. Errors: none raised, whatever the text."""
    shorter = squeezed(text)
    return moved(_read(shorter.text), shorter, text)


def _read(text: str) -> Draft:
    blocks = outline(text)
    meta = meta_of(text, blocks)
    tabled = tables.read(text, blocks, meta.year)
    parts = structure(text, _outside(blocks, tabled.spans))
    tasks = [*_tasks(text, parts), *tables.tasks(tabled, text, parts.tasks)]
    view = _view(text, blocks, parts, meta)
    placed = _placed(view, blocks, parts, tabled)
    targets, differing = merged(placed, text)
    due = _milestones(view, parts, meta) + list(tables.milestones(tabled))
    listed = [*(each.units for each in tasks), *(each.units for each in targets)]
    notices = notices_of(view.masked, meta, tasks, parts.tasks, differing)
    return Draft(
        meta,
        tuple(_heading(each) for each in parts.themes),
        _groups(parts) + tables.groups(tabled),
        tuple(tasks),
        tuple(targets),
        tuple(due),
        tuple(dict.fromkeys(name for units in listed for name in units)),
        tuple(_heading(each) for each in parts.safeguards),
        tuple(each.sentence for each in notices),
        tuple((each.start, each.end) if each.end else None for each in notices),
    )


def _outside(blocks: tuple[Block, ...], spans: list[tuple[int, int]]) -> tuple[Block, ...]:
    """The blocks that are no row of a table; 一、经济发展 in a cell heads rows, not sections."""
    apart = _apart(spans)
    starts = [start for start, _ in apart]
    kept = []
    for block in blocks:
        place = bisect.bisect_right(starts, block.start) - 1
        if place < 0 or block.start >= apart[place][1]:
            kept.append(block)
    return tuple(kept)


def _heading(span: Span) -> Heading:
    return Heading(span.number, span.title, span.start, span.end)


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
        tuple((each.start, each.end) for each in span.lists),
    )


def _groups(parts: Structure) -> tuple[Group, ...]:
    starts = [each.start for each in parts.groups]
    own: dict[int, list[int]] = {}
    for task in parts.tasks:
        place = bisect.bisect_right(starts, task.start) - 1
        if place >= 0:
            own.setdefault(place, []).append(task.number)
    return tuple(
        Group(each.number, each.title, tuple(own.get(place, ())), each.start, each.end)
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
    number = NUMBER.match(narrowed[block.start : block.end])
    return block.start + (number.end() if number else 0)


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
    for start, end in _stretches(blocks, parts, tabled):
        place = bisect.bisect_right(starts, start) - 1
        where = places[place][2] if place >= 0 and start < places[place][1] else "headline"
        found += [(where, each) for each in commitments(view, start, end)]
    found += tables.commitments_of(tabled, view)
    return sorted(found, key=lambda each: each[1].start)


def _stretches(
    blocks: tuple[Block, ...], parts: Structure, tabled: tables.Read
) -> list[tuple[int, int]]:
    """The lines in which commitments are looked for: those of prose that speak of what will be."""
    headings = {each.start for each in parts.groups}
    out = [*parts.skipped, *parts.careful, *tabled.spans]
    return [
        (block.start, block.end)
        for block in _outside(blocks, out)
        if block.kind not in _SILENT and block.start not in headings
    ]


def _milestones(view: View, parts: Structure, meta: Meta) -> list[MilestoneDraft]:
    return [
        found
        for each in parts.tasks
        for found in milestones(
            view.text, view.narrowed, each.start, each.end, task=each.number, year=meta.year
        )
    ]
