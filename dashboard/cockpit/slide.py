"""A slide: one page of the deck, its template and what the template needs. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from dashboard.cockpit import paging
from dashboard.report import UnitRef
from targets.choices import Light

HEAD_ROOM = 48  # characters beside the section and the light in the head of a slide
Row = TypeVar("Row")


@dataclass(frozen=True)
class Slide:
    """One page of the deck. `key` names what others may lead to: a target's code."""

    kind: str  # the template, dashboard/meeting/<kind>.html
    title: str
    content: Any
    section: str = ""  # 滞后与未报 3/8
    light: Light | None = None
    aside: str = ""  # at the right of the title: whose it is, in what the figures are counted
    key: str = ""
    number: int = 0

    @property
    def template(self) -> str:
        """The template of its content."""
        return f"dashboard/meeting/{self.kind}.html"


def chunks(rows: Sequence[Row], most: int) -> list[Sequence[Row]]:
    """The rows in pages of at most so many, as even as can be."""
    pages = -(-len(rows) // most)
    return [
        rows[len(rows) * page // pages : len(rows) * (page + 1) // pages] for page in range(pages)
    ]


def packed(rows: Sequence[Row], height: Callable[[Row], int], room: int) -> list[Sequence[Row]]:
    """The rows in pages or columns no higher than `room`, as even as can be where all are alike."""
    pages: list[list[Row]] = []
    left = 0
    for row in rows:
        left -= height(row)
        if left < 0 or not pages:
            pages.append([])
            left = room - height(row)
        pages[-1].append(row)
    even = chunks(rows, -(-len(rows) // len(pages))) if pages else []
    is_lower = all(sum(map(height, page)) <= room for page in even)
    return even if is_lower and len(even) == len(pages) else list(pages)


def paged(title: str, place: int, of: int) -> str:
    """A title that says which of several pages it is: 重点任务（2/3）; alone where there is one."""
    return f"{title}（{place}/{of}）" if of > 1 else title


def whose(title: str, lead: str, joint: Sequence[UnitRef]) -> tuple[str, str]:
    """Who leads and who joins, as fits beside a title; and the names of who joins, where they do not.

    区经信局牵头，区发改局配合; else 区经信局牵头，7家配合 with all seven apart.
    """
    if not joint:
        return lead, ""
    names = joined(joint)
    told = f"{lead}，{names}配合"
    room = (
        HEAD_ROOM - paging.lines(title, 1) * 3 // 2
    )  # a title's characters are half as wide again
    return (
        (told, "")
        if paging.lines(told, max(1, room)) == 1
        else (f"{lead}，{len(joint)}家配合", names)
    )


def joined(units: Iterable[UnitRef]) -> str:
    """Units in one line: 区发改局、区财政局."""
    return "、".join(unit.short_name for unit in units)
