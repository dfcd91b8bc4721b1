"""会议模式: the slides of a meeting, made from one report. Pure.

总览 → every 聚焦 → a slide for each target behind or missing → 重点任务 → 问题和督办单 → 晾晒榜. All slides are
one page, so that a meeting goes on when the network drops; what is long goes on to further slides.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, QueryDict

from dashboard import addresses
from dashboard.cockpit import closing, late, opening
from dashboard.cockpit.slide import Slide
from dashboard.heading import as_of
from dashboard.report import MonthlyReport

FASTEST, SLOWEST, USUAL = 5, 600, 20  # seconds a slide stays when they turn by themselves
LONGEST_NUMBER = 4


def context(report: MonthlyReport, query: QueryDict, number: int = 1) -> dict[str, Any]:
    """What the deck's template needs, open at one slide; Http404 where there is no such slide."""
    kept = f"?edition={report.edition.number}" if report.edition and "edition" in query else ""
    slides = deck(report, kept)
    if not 1 <= number <= len(slides):
        raise Http404("没有这一页")
    return {
        "title": "会议模式",
        "slides": slides,
        "number": number,
        "here": slides[number - 1],
        "before": _address(report, number - 1, kept) if number > 1 else "",
        "after": _address(report, number + 1, kept) if number < len(slides) else "",
        "play": playing(query),
        "usual": USUAL,
        "leave": addresses.page(report, "overview") + kept,
        "as_of": as_of(report),
    }


def deck(report: MonthlyReport, kept: str = "") -> list[Slide]:
    """All slides in their order, numbered; `kept` is the query that their links carry on."""
    late_slides = list(late.targets(report))
    turned = opening.count(opening.late_pages(report, lambda _: ""))
    turned += len(list(opening.themes(report, lambda _: "")))
    numbers = {slide.key: turned + place for place, slide in enumerate(late_slides, 1) if slide.key}

    def where(code: str) -> str:
        return _address(report, numbers[code], kept) if code in numbers else ""

    slides = [
        *opening.overview(report, opening.late_pages(report, where)),
        *opening.themes(report, where),
        *late_slides,
        *closing.tasks(report),
        *closing.problems(report),
        *closing.boards(report),
    ]
    return [replace(slide, number=number) for number, slide in enumerate(slides, start=1)]


def playing(query: QueryDict) -> int:
    """The seconds asked for by ?play=; 0 where none or nonsense was asked for."""
    asked = query.get("play", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < LONGEST_NUMBER):
        return 0
    return min(max(int(asked), FASTEST), SLOWEST)


def _address(report: MonthlyReport, number: int, kept: str) -> str:
    return addresses.page(report, "meeting_item", number=number) + kept
