"""What a new plan's content says by itself: what a unit is called in short."""

from __future__ import annotations

import pytest

from dashboard.plan_content import short_name


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("区府办〔区金融办〕", "区府办"),
        ("县委组织部（人才办）", "县委组织部"),
        ("各县（区）人民政府", "各县（区）人民政府"),
        ("各有关镇（街）", "各有关镇（街）"),
        ("县委办(督查室)机关", "县委办(督查室)机关"),
        ("（筹）", "（筹）"),
    ],
)
def test_only_what_ends_a_name_in_brackets_is_left_out(name, short):
    assert short_name(name) == short
