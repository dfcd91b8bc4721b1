"""The year to come, target by target: forecast, band, whether it will do, need and best month. Pure."""

from __future__ import annotations

from django.utils.html import format_html

from dashboard import addresses, outlook
from dashboard.comparing import table
from dashboard.comparing.table import Cell, Line, Table
from dashboard.listing import Column
from dashboard.outlook import Outlook, Pace, Verdict
from dashboard.report import MonthlyReport, shown
from targets.numbers import NOTHING

VERDICTS = {each.value: each.word for each in Verdict}
ORDER = {verdict: place for place, verdict in enumerate(Verdict)}
COLUMNS = (
    Column("name", "指标", "nm"),
    Column("lead", "牵头单位", "sm w", sorts=True),
    Column("light", "亮灯", "nb", sorts=True),
    Column("value", "实绩", "num"),
    Column("goal", "目标", "sm"),
    Column("forecast", "预计年末", "num"),
    Column("band", "80%区间", "num nb"),
    Column("beside", "与目标相差", "num"),
    Column("verdict", "能否完成", "vd", sorts=True),
    Column("needed", "后续月均需完成", "num"),
    Column("best", "最好单月", "num"),
    Column("note", "说明", "sm ch"),
)
FOOT = (
    f"预测是{outlook.EXTRAPOLATED}：已完成数加近期月均增量乘剩余月数，有去年各月数的按季节折算。"
    "区间的两头都达到目标为能，都达不到为不能，一头达到为临界。增速和比重不外推。公式和代入的数见各指标页。"
)


def outlooks(report: MonthlyReport) -> Table:
    """Every target's year to come, in the plan's order."""
    lines = [_line(report, each) for each in outlook.rows(report)]
    return Table("年终预测", COLUMNS, tuple(lines), FOOT)


def _line(report: MonthlyReport, each: Outlook) -> Line:
    row = each.row
    url = addresses.target(report, row.code)
    cells = (
        table.name(url, row.short_name),
        table.lead(row),
        table.light(report, row.now.light),
        table.figure(row),
        Cell(shown.goal(row), shown.goal(row)),
        table.number(row.forecast),
        Cell(each.band or NOTHING, each.band),
        table.signed(each.beside_goal),
        verdict(each),
        _needed(each),
        _best(each),
        _note(each),
    )
    return Line(url, cells, table.lead_code(row), frozenset({each.verdict.value}))


def verdict(each: Outlook) -> Cell:
    """能, 临界, 不能, or 不预测; the worst sorts first, what is not foreseen last."""
    word, place = each.verdict.word, ORDER[each.verdict]
    if each.verdict is Verdict.NONE:
        return Cell(format_html('<span class="mut">{}</span>', word), word)
    if each.is_done and each.verdict is Verdict.ABLE:
        return Cell(
            format_html('{} <span class="sm mut">已完成</span>', word), f"{word}（已完成）", place
        )
    css = "down b" if each.verdict is Verdict.UNABLE else "b"
    return Cell(format_html('<span class="{}">{}</span>', css, word), word, place)


def _needed(each: Outlook) -> Cell:
    now = each.row.now
    return Cell(now.needed_note, now.needed_note) if now.needed_note else table.number(now.needed)


def _best(each: Outlook) -> Cell:
    best = each.best
    if best is None:
        return Cell(NOTHING, "")
    amount = shown.number(best.amount)
    return Cell(format_html('{} <span class="sm mut">{}</span>', amount, best.when), best.amount)


def _note(each: Outlook) -> Cell:
    """Why nothing is foreseen, else how the need stands to the best month."""
    if each.why:
        return Cell(format_html('<span class="mut">{}</span>', each.why), each.why)
    words = each.pace.value if each.pace else ""
    if each.pace is Pace.ABOVE:
        return Cell(format_html("<b>{}</b>", words), words)
    return table.text(words)
