"""What of a bulletin's edited sentences goes on into the next edition's. Pure.

A sentence nobody touched is made anew by the rules, so that it tells the corrected figures; an
edited one stays as it was edited; one that was left out stays out; what is new comes in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dashboard.meeting.sentences import Line


def carried(
    edited: Iterable[Line], before: Iterable[Line], after: Sequence[Line]
) -> tuple[Line, ...]:
    """The edited sentences of one edition as those of the next.

    `before` and `after` are the sentences that the rules make of either edition.
    """
    old = {line.key: line.text for line in before}
    new = {line.key: line.text for line in after}
    kept = []
    for line in edited:
        is_untouched = old.get(line.key) == line.text
        if not is_untouched:
            kept.append(line)
        elif line.key in new:
            kept.append(Line(line.key, new[line.key]))
    return _with_new(kept, after, known=set(old) | {line.key for line in kept})


def _with_new(kept: list[Line], after: Sequence[Line], known: set[str]) -> tuple[Line, ...]:
    """Each sentence that the earlier edition did not have behind the one it follows by the rules."""
    place, lines = 0, list(kept)
    for line in after:
        if line.key in known:
            place = next((at for at, each in enumerate(lines, 1) if each.key == line.key), place)
        else:
            lines.insert(place, line)
            place += 1
    return tuple(lines)
