"""去年同期: the rows of last year's figures, month by month."""

from __future__ import annotations

from dashboard.setup_forms import BETWEEN, MonthsTyped
from dashboard.setup_pages import Cell, MonthsRow, is_bad, page_of
from targets import recalling
from targets.arithmetic import MONTHS
from targets.models import PastFigure, Target
from targets.rounds import RefusedError


def past_row(
    target: Target, typed: MonthsTyped | None = None, refused: RefusedError | None = None
) -> MonthsRow:
    """Last year's figures of a target, month by month; what was typed stays, the rest is as it is."""
    by_month = {each.month: each for each in target.past_figures.all()}
    standing = [_shown(by_month.get(month)) for month in range(1, MONTHS + 1)]
    texts = list(standing)
    if typed:
        rows = zip(typed.texts, typed.seen, standing, strict=True)
        texts = [now if text == seen else text for text, seen, now in rows]
    sources = dict.fromkeys(each.source for each in by_month.values() if each.source)
    return MonthsRow(
        code=target.code,
        name=target.short_name,
        url=page_of(target),
        about=target.measure,
        basis="、".join(sources),
        cells=tuple(Cell(at, text, is_bad=is_bad(refused, at)) for at, text in enumerate(texts, 1)),
        seen=BETWEEN.join(standing),
        is_changed=bool(typed and typed.is_changed),
        error=refused.message if refused else "",
    )


def _shown(figure: PastFigure | None) -> str:
    return recalling.shown(figure.value if figure else None)
