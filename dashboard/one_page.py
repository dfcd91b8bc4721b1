"""一页纸: the month on one sheet of A4. Pure."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from dashboard import addresses
from dashboard.meeting.gist import BARS, SCALE, gist
from dashboard.report import MonthlyReport

LONGEST_HEADING = 5  # characters that fit one line of the narrow first column


def context(report: MonthlyReport, query: QueryDict) -> dict[str, Any]:
    """What the sheet's template needs, and where its Word file is."""
    said = gist(report)
    word = addresses.page(report, "paper", key="onepage")
    papers = ("会议材料", addresses.page(report, "papers"))
    overview = addresses.page(report, "overview")
    return {
        "gist": said,
        "sections": [(_heading(each.title), each.lines) for each in said.sections],
        "note": SCALE + BARS,
        "crumbs": (("总览", overview), ("一页纸", "")),
        "actions": (("下载Word", word), papers) if word else (),
    }


def _heading(title: str) -> list[str]:
    """A long heading in two lines; such titles are built of words of two characters."""
    return [title] if len(title) <= LONGEST_HEADING else [title[:4], title[4:]]
