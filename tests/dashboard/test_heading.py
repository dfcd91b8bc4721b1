"""Which issue a page is, published when, as of when; months filled in afterwards carry their mark."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dashboard.heading import as_of, issue, numbered
from dashboard.meeting import wording
from targets.choices import Comparator, Kind
from tests.dashboard.reports import report, target

AUGUST = report(target(values="5 10 15 20 25 30 35 40"))
JANUARY = report(target(values="5", month=1, backfilled=range(1, 5)), month=1)
RANK = target(
    values="4", kind=Kind.RATIO, goal="3", measure="位", month=1, comparator=Comparator.AT_MOST
)
OPEN = report(target(values="5"), is_published=False)


@pytest.mark.parametrize(
    ("made", "number", "head", "foot"),
    [
        (
            AUGUST,
            "第8期",
            "第8期 · 9月10日发布 · 序时进度66.7%",
            "数据截至2024年8月31日 · 第8期，9月10日发布",
        ),
        (
            JANUARY,
            "第1期（补录）",
            "第1期（补录） · 9月10日发布 · 序时进度8.3%",
            "数据截至2024年1月31日 · 第1期（补录），9月10日发布",
        ),
        (OPEN, "填报中", "填报中，未发布 · 序时进度66.7%", "数据截至2024年8月31日 · 未发布"),
    ],
)
def test_a_month_says_which_issue_it_is_and_as_of_when(made, number, head, foot):
    assert (numbered(made), issue(made), as_of(made)) == (number, head, foot)


def test_the_meetings_file_marks_a_month_filled_in_afterwards():
    assert wording.as_of(JANUARY).startswith(
        "截至2024年1月31日 · 第1期（补录） · 2024年9月10日发布"
    )


def test_a_corrected_month_names_its_edition():
    assert AUGUST.edition is not None
    made = replace(AUGUST, edition=replace(AUGUST.edition, number=2))
    assert issue(made) == "第8期 · 9月10日发布 · 第2版 · 序时进度66.7%"
    assert as_of(made) == "数据截至2024年8月31日 · 第8期，9月10日发布，第2版"


def test_a_month_published_the_year_after_says_which_year():
    assert AUGUST.edition is not None
    later = replace(AUGUST.edition, published_at=datetime(2025, 1, 10, 12, tzinfo=UTC))
    made = replace(AUGUST, edition=later)
    assert issue(made) == "第8期 · 2025年1月10日发布 · 序时进度66.7%"
    assert as_of(made) == "数据截至2024年8月31日 · 第8期，2025年1月10日发布"


@pytest.mark.parametrize(
    ("standing", "remark"),
    [
        (RANK, "未达标；超/慢序时以位计"),
        (target(values="64.5", kind=Kind.RATIO, goal="65", measure="%", month=1), ""),
    ],
)
def test_a_gap_that_is_not_in_points_says_so_beside_its_column(standing, remark):
    [row] = report(standing, month=1).targets
    assert wording.remark(row) == remark
