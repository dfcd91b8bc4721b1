"""What headline and task state twice becomes one commitment with both quotations. Pure.

The headline's comparator holds; where the task words it otherwise, a notice says so (domain.md,
"The plan as data").
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from plans.reader.commitments import Found
from plans.reader.draft import Compared, Quote, TargetDraft
from plans.reader.notices import Notice

SAME_MEASURE = (frozenset({"名", "人", "位"}), frozenset({"个", "家", "项"}))
MOST_TWINS = 20  # compared of one value and one end of a name; more are no plan
SHORTEST = 4  # characters two names share at their end
_WORDS = {
    Compared.AT_LEAST: "不低于",
    Compared.ABOUT: "左右",
    Compared.AT_MOST: "不超过",
    Compared.RANGE: "区间",
    Compared.RANK: "名次",
}


def merged(placed: list[tuple[str, Found]], text: str) -> tuple[list[TargetDraft], list[Notice]]:
    """(where, found) in the text's order → targets, and what a person should look at."""
    kept: list[tuple[str, Found, list[Quote]]] = []
    by_end: dict[tuple[Decimal, str], list[int]] = defaultdict(list)
    notices: list[Notice] = []
    for where, found in placed:
        quote = Quote(text[found.start : found.end], where, found.start)
        alike = by_end[found.value, found.core[-SHORTEST:]]
        twin = _twin(kept, alike, where, found)
        if twin is None:
            alike.append(len(kept))
            kept.append((where, found, [quote]))
            continue
        first = kept[twin][1]
        kept[twin][2].append(quote)
        if first.comparator is not found.comparator or _worded(first) != _worded(found):
            said = (
                f"“{first.name}”两处表述不一致：“{kept[twin][2][0].sentence}”与“{quote.sentence}”，"
                f"按前一处（{_WORDS[first.comparator]}）计，请核对。"
            )
            notices.append(Notice(said, found.start, found.end))
    notices += _differing(kept)
    return [_target(found, quotes) for _, found, quotes in kept], notices


def _worded(found: Found) -> tuple[str, Decimal | None]:
    return found.unit, found.stretch


def _twin(
    kept: list[tuple[str, Found, list[Quote]]], places: list[int], where: str, found: Found
) -> int | None:
    """The earlier commitment that a later one restates, elsewhere in the text."""
    best, most = None, 0
    for place in places[:MOST_TWINS]:
        there, other, quotes = kept[place]
        if there == where or any(quote.where == where for quote in quotes):
            continue
        if not _is_headline(there) and not _is_headline(where):
            continue
        if not _is_same_unit(found.unit, other.unit) or found.kind != other.kind:
            continue
        shared = _likeness(found.core, other.core)
        if shared > most:
            best, most = place, shared
    return best


def _is_headline(where: str) -> bool:
    return not where.startswith("task:")


def _is_same_unit(one: str, two: str) -> bool:
    return one == two or any({one, two} <= group for group in SAME_MEASURE)


def _likeness(one: str, two: str) -> int:
    """How long the end is that two names share, if it is the whole of the shorter; 0 otherwise."""
    short, long = sorted((one, two), key=len)
    if len(short) >= SHORTEST and long.endswith(short):
        return len(short)
    return len(short) if short and short == long else 0


def _differing(kept: list[tuple[str, Found, list[Quote]]]) -> list[Notice]:
    """The same name with different values in headline and task."""
    first: dict[tuple[str, str], tuple[str, Found]] = {}
    notices = []
    for where, found, _ in kept:
        key = (found.core, found.unit)
        other = first.setdefault(key, (where, found))
        if other[0] == where or len(found.core) < SHORTEST or not _is_headline(other[0]):
            continue
        if other[1].value != found.value:
            said = (
                f"“{found.name}”前后数值不同：{other[1].value}{found.unit}与{found.value}{found.unit}，"
                "请核对是否同一指标。"
            )
            notices.append(Notice(said, found.start, found.end))
    return notices


def _target(found: Found, quotes: list[Quote]) -> TargetDraft:
    return TargetDraft(
        found.name,
        found.value,
        found.stretch,
        found.unit,
        found.comparator,
        found.kind,
        tuple(quotes),
        f"{found.rule}；{found.reason}",
        found.confidence,
        found.units,
        found.lead,
    )
