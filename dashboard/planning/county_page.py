"""各县汇总, the page and its file: what the counties' plans are together in one month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboard.counties import County, Part, Row, Total, together, usual_month
from dashboard.list_files import Cell, Sheet
from dashboard.report import shown
from dashboard.templatetags import look
from targets.arithmetic import MONTHS
from targets.choices import LATE, Kind
from targets.numbers import MINUS, half_up, show, show_exactly

MOST_SAID = 3  # targets named in the page's sentence
HEADS = (
    "指标",
    "类型",
    "县（市、区）",
    "计量单位",
    "年度目标",
    "累计完成",
    "完成率（%）",
    "亮灯",
    "说明",
)


@dataclass(frozen=True)
class Chosen:
    """Which year and month are read, and which others could be."""

    year: int
    month: int  # 0 where nothing is published
    years: tuple[int, ...]
    months: tuple[int, ...]


def chosen(asked: Mapping[str, str], by_year: Mapping[int, Sequence[County]]) -> Chosen | None:
    """The year and month that the address asks for; None for one that cannot be read."""
    years = tuple(sorted(by_year, reverse=True))
    year = _number(asked.get("year", ""), years[0] if years else 0)
    if year not in (years or (0,)):
        return None
    counties = by_year.get(year, ())
    last = max((each.published.month for each in counties if each.published), default=0)
    months = tuple(range(1, last + 1))
    month = _number(asked.get("month", ""), usual_month(counties))
    if month not in (months or (0,)):
        return None
    return Chosen(year, month, years, months)


def _number(text: str, usual: int) -> int:
    """A small number as an address has it; -1 for anything else."""
    if not text:
        return usual
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else -1


def context(counties: Sequence[County], what: Chosen) -> dict[str, object]:
    """What the page shows."""
    found = together(counties, what.month)
    return {
        "chosen": what,
        "counties": counties,
        "together": found,
        "rows": [_shown(row) for row in found.rows],
        "said": said(counties, found.rows, what.month),
        "pace": shown.percent(half_up(Decimal(100 * what.month) / MONTHS, 1)),
        "year": f"{what.year}年",
        "switcher": [
            {
                "label": f"{month}月",
                "url": f"?year={what.year}&month={month}",
                "state": "current" if month == what.month else "published",
                "title": "",
            }
            for month in what.months
        ],
        "is_demo": any(each.published and each.published.is_demo for each in counties),
    }


def said(counties: Sequence[County], rows: Sequence[Row], month: int) -> str:
    """The page in a sentence: who published the month, and which targets most counties are behind in."""
    have = sum(each.reaches(month) for each in counties)
    told = f"{len(counties)}个县（市、区）中{have}个发布了{month}月"
    behind = sorted(((_behind(row), row.name) for row in rows), key=lambda pair: -pair[0])
    most = [f"{name}（{number}个县）" for number, name in behind[:MOST_SAID] if number]
    if most:
        return f"{told}；滞后最多的同名指标：{'、'.join(most)}。"
    return f"{told}；同名指标没有滞后的。" if rows else f"{told}。"


def _behind(row: Row) -> int:
    return sum(part.kind_of_light in LATE for part in row.parts)


def _lights(row: Row) -> str:
    """滞后3、严重滞后2: how many of its counties stand at which light, in the counties' own words."""
    words = Counter(part.light for part in row.parts if part.light)
    return "、".join(f"{word}{number}" for word, number in words.most_common())


def _shown(row: Row) -> dict[str, object]:
    total = row.total
    return {
        "row": row,
        "kind": Kind(row.kind).label,
        "total": _total(total) if total else None,
        "parts": [_part(part) for part in row.parts],
        "told": _told(row),
        "lights": _lights(row),
    }


def _total(total: Total) -> dict[str, str]:
    return {
        "value": show(total.value, total.decimals),
        "goal": show_exactly(total.goal),
        "share": shown.percent(total.share),
        "measure": total.measure,
    }


def _part(part: Part) -> dict[str, object]:
    return {
        "part": part,
        "light": look.light(part.kind_of_light, word=part.light) if part.kind_of_light else "",
        "value": show(part.value, part.decimals),
        "goal": show_exactly(part.goal),
        "share": shown.percent(part.share),
    }


def _told(row: Row) -> str:
    """Who is in the total and who is not, or why there is none."""
    if row.why_not:
        return f"不汇总：{row.why_not}。"
    if row.total is None:
        return f"不汇总：各县都没有可计入的数（{'、'.join(row.missing)}）。"
    of = f"{len(row.parts)}县设此项，计入{row.total.counted}县{row.total.month}月数"
    left = f"；未计入：{'、'.join(row.missing)}" if row.missing else ""
    return f"{of}{left}。"


def sheet(district: str, counties: Sequence[County], what: Chosen) -> Sheet:
    """The same as lines: each county's figure, then the total or why there is none."""
    found = together(counties, what.month)
    lines = [line for row in found.rows for line in _lines(row)]
    demo = "（演示数据，不作依据）" if context(counties, what)["is_demo"] else ""
    note = f"{district}所辖各县{what.year}年{what.month}月，按各县最近一期发布{demo}"
    note += f"；没有这个月的：{'、'.join(found.behind)}" if found.behind else ""
    return Sheet(f"各县汇总{what.year}年{what.month}月", note, HEADS, lines)


def _lines(row: Row) -> list[tuple[Cell, ...]]:
    kind = str(Kind(row.kind).label)
    lines: list[tuple[Cell, ...]] = [
        (
            row.name,
            kind,
            part.county,
            part.measure,
            None if part.goal is None else _as_held(part.goal),
            None if part.value is None else half_up(part.value, part.decimals),
            part.share,
            part.light,
            f"{part.note}，未计入合计" if part.note and row.total else part.note,
        )
        for part in row.parts
    ]
    total = row.total
    if total is None:
        lines.append((row.name, kind, "合计", "", None, None, None, "", _told(row)))
        return lines
    value, goal = half_up(total.value, total.decimals), _as_held(total.goal)
    lines.append((row.name, kind, "合计", total.measure, goal, value, total.share, "", _told(row)))
    return lines


def _as_held(goal: Decimal) -> Decimal:
    """A goal with the decimals it has: 59, 17.5."""
    return Decimal(show_exactly(goal).replace(",", "").replace(MINUS, "-"))
