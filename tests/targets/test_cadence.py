"""How often a target is reported, in words."""

from __future__ import annotations

import pytest

from targets.cadence import name_of, why_not_asked

QUARTERS = [3, 6, 9, 12]


@pytest.mark.parametrize(
    ("months", "name"),
    [
        (range(1, 13), "月报"),
        (range(2, 13), "月报"),  # 1–2月 published as one figure
        (QUARTERS, "季报"),
        ([12], "年报"),
        ([11, 5, 8], "5、8、11月报"),
        ([6, 12], "6、12月报"),
    ],
)
def test_how_often(months, name):
    assert name_of(list(months)) == name


@pytest.mark.parametrize(
    ("months", "month", "why"),
    [
        (QUARTERS, 9, ""),
        (QUARTERS, 8, "季报，9月应报"),
        (QUARTERS, 10, "季报，12月应报"),
        (list(range(2, 13)), 1, "月报，2月应报"),
        ([12], 9, "年报，12月报一次"),
        ([6], 9, "年报，今年不再报"),
        ([5, 8], 9, "5、8月报，今年不再报"),
    ],
)
def test_why_a_month_does_not_ask(months, month, why):
    assert why_not_asked(months, month) == why
