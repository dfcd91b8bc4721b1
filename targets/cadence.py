"""How often a target is reported, in words (报送周期), and why a month does not ask. Pure."""

from __future__ import annotations

from collections.abc import Collection

NEARLY_ALL = 11  # 1–2月 published as one figure is still reported monthly
QUARTER_ENDS = (3, 6, 9, 12)


def name_of(months: Collection[int]) -> str:
    """月报, 季报, 年报, else its months: 5、8、11月报."""
    asked = tuple(sorted(months))
    if len(asked) >= NEARLY_ALL:
        return "月报"
    if asked == QUARTER_ENDS:
        return "季报"
    if len(asked) == 1:
        return "年报"
    return "、".join(map(str, asked)) + "月报"


def why_not_asked(months: Collection[int], month: int) -> str:
    """Why a month (1-12) asks for no figure: 季报，9月应报; 年报，12月报一次. Empty where it asks."""
    if month in months:
        return ""
    name = name_of(months)
    coming = min((each for each in months if each > month), default=None)
    if coming is None:
        return f"{name}，今年不再报"
    if len(months) == 1:
        return f"{name}，{coming}月报一次"
    return f"{name}，{coming}月应报"
