"""What the acts of the loop share: a day that must be there, today or within a year."""

from __future__ import annotations

from datetime import date

import pytest

from targets.rounds import RefusedError
from tasks import loops

TODAY = date(2024, 10, 8)


@pytest.mark.parametrize("day", [TODAY, date(2025, 1, 31), date(2025, 10, 8)])
def test_a_day_within_a_year_may_be_set(day):
    assert loops.due(day, on=TODAY) == day


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (None, "请填时限，如2024-10-08。"),
        (date(2024, 10, 7), "时限10月7日已经过去，请改为今天或以后的日期。"),
        (date(2023, 10, 31), "时限2023年10月31日已经过去，请改为今天或以后的日期。"),
        (date(2029, 10, 31), "时限2029年10月31日在一年以后，请核对年份。"),
        (date(9999, 12, 31), "时限9999年12月31日在一年以后，请核对年份。"),
    ],
)
def test_a_day_of_a_mistyped_year_is_told_with_its_year(day, told):
    with pytest.raises(RefusedError) as refused:
        loops.due(day, on=TODAY)
    assert (refused.value.message, refused.value.field) == (told, "due_on")
