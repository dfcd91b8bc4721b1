"""The text as the rules read it, without what is only set between its characters, and the way back. Pure.

Texts pasted from a web page or typed with care set spaces round every figure (完成投资 8.6 亿元, 6 月底前).
They are left out for the rules; every offset found is then moved back to the text as it was read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate

from plans.reader.draft import Draft, Group, Heading, MilestoneDraft, Quote, TargetDraft, TaskDraft
from plans.reader.wrapping import wraps

_WRITTEN = "[\u4e00-\u9fff\uff00-\uffef\u3001-\u3015\u2014\u201c\u201d%‰.,:;()/~+-]"
# no-break and thin spaces as code points, since such characters must not slip in elsewhere
_GAP = "[ \u00a0\u2002-\u200a\u202f]{1,4}"
_SET = re.compile(
    rf"(?<=\d){_GAP}(?={_WRITTEN})|(?<=[\u4e00-\u9fff\uff00-\uffef～—-]){_GAP}(?=\d)|[\u200b\u200c\u200d\ufeff]"
)
_ITEM = re.compile(r"^[ \u00a0\u3000]*\d{1,3}$")


@dataclass(frozen=True, slots=True)
class Squeezed:
    """The shorter text, and where characters were left out of it: at each place, how many so far."""

    text: str
    places: tuple[int, ...]
    shifts: tuple[int, ...]

    def back(self, offset: int) -> int:
        """Where the character at an offset stands in the text as it was read."""
        place = bisect_right(self.places, offset)
        return offset + (self.shifts[place - 1] if place else 0)

    def end(self, offset: int) -> int:
        """Where a stretch ends that ends at an offset: right behind its last character."""
        return self.back(offset - 1) + 1 if offset else 0


def squeezed(text: str) -> Squeezed:
    """The text without spaces between figures and the words beside them. Linear in its length."""
    spaces = [each.span() for each in _SET.finditer(text) if not _is_number(text, each)]
    gaps = _apart(sorted([*spaces, *wraps(text)]))
    if not gaps:
        return Squeezed(text, (), ())
    pieces, place = [], 0
    for start, end in gaps:
        pieces.append(text[place:start])
        place = end
    lengths = [end - start for start, end in gaps]
    shifts = tuple(accumulate(lengths))
    places = tuple(
        start - shift + length
        for (start, _), shift, length in zip(gaps, shifts, lengths, strict=True)
    )
    return Squeezed("".join([*pieces, text[place:]]), places, shifts)


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that touch made one."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _is_number(text: str, gap: re.Match[str]) -> bool:
    """Whether a gap stands behind the number of a line (1 抓招商), where it parts number and title."""
    begun = text.rfind("\n", max(gap.start() - 12, 0), gap.start()) + 1
    if not begun and gap.start() > 12:
        return False
    return bool(_ITEM.match(text[begun : gap.start()]))


def moved(draft: Draft, shorter: Squeezed, text: str) -> Draft:
    """A draft of the shorter text with every offset and every quotation taken from the text as it was."""
    if not shorter.places:
        return draft
    return replace(
        draft,
        themes=tuple(_heading(each, shorter) for each in draft.themes),
        groups=tuple(_group(each, shorter) for each in draft.groups),
        tasks=tuple(_task(each, shorter, text) for each in draft.tasks),
        targets=tuple(_target(each, shorter, text) for each in draft.targets),
        milestones=tuple(_milestone(each, shorter, text) for each in draft.milestones),
        safeguards=tuple(_heading(each, shorter) for each in draft.safeguards),
        places=tuple(
            each and (shorter.back(each[0]), shorter.end(each[1])) for each in draft.places
        ),
    )


def _heading(heading: Heading, shorter: Squeezed) -> Heading:
    return replace(heading, start=shorter.back(heading.start), end=shorter.end(heading.end))


def _group(group: Group, shorter: Squeezed) -> Group:
    return replace(group, start=shorter.back(group.start), end=shorter.end(group.end))


def _task(task: TaskDraft, shorter: Squeezed, text: str) -> TaskDraft:
    start, end = shorter.back(task.start), shorter.end(task.end)
    lists = tuple((shorter.back(one), shorter.end(two)) for one, two in task.lists)
    return replace(task, text=text[start:end], start=start, end=end, lists=lists)


def _target(target: TargetDraft, shorter: Squeezed, text: str) -> TargetDraft:
    quotes = []
    for quote in target.quotes:
        start, end = shorter.back(quote.offset), shorter.end(quote.offset + len(quote.sentence))
        quotes.append(Quote(text[start:end], quote.where, start))
    return replace(target, quotes=tuple(quotes))


def _milestone(milestone: MilestoneDraft, shorter: Squeezed, text: str) -> MilestoneDraft:
    start = shorter.back(milestone.offset)
    end = shorter.end(milestone.offset + len(milestone.sentence))
    return replace(milestone, sentence=text[start:end], offset=start)
