"""A target in a nutshell, for the small card beside a phrase of the plan. Pure.

The markup is built here and not by a template: a plan of a hundred pages has three hundred cards,
and a page carries them all as text that the browser reads only when one is opened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.html import escape

from dashboard import addresses, amended, drawing
from dashboard.drawing import TONES
from dashboard.report import MonthlyReport, TargetRow, TaskRow, shown
from dashboard.report.named import NOBODY
from dashboard.target_detail import due_words, said_words
from dashboard.task_list import month_says
from dashboard.templatetags import look


def card(report: MonthlyReport, row: TargetRow, tasks: Mapping[int, TaskRow]) -> str:
    """The target's card as HTML: value, goal, bar, pace, whose, last words.

    `tasks` are the report's by number.
    """
    light = row.now.light
    name, code = escape(row.short_name), escape(row.code)
    parts = [
        f'<header><h3 id="name-{code}">{name}</h3>',
        f'<span class="lt lt-{TONES[light]} lt-box">{look.glyph(light)}',
        f"{escape(report.plan.word(light))}</span>",
        '<button class="shut" type="button" aria-label="关闭">×</button></header>',
        f'<p class="fig">{_tagged(row)}<b>{escape(value(row))}</b> / {escape(shown.goal(row))}</p>',
        look.bullet(drawing.bar(shown.standing_of(row.now, row.promise), row.promise)),
        "<dl>",
        *(f"<dt>{label}</dt><dd>{escape(text)}</dd>" for label, text in _lines(row)),
        f"<dt>牵头单位</dt><dd>{_lead(report, row)}</dd></dl>",
        *(
            f'<p class="say"><span class="mut">{label}</span>{escape(text)}</p>'
            for label, text in _words(row, tasks)
        ),
        f'<p class="to"><a href="{escape(addresses.target(report, row.code))}">指标详情</a></p>',
    ]
    return "".join(parts)


def tag(row: TargetRow) -> str:
    """Where the figure comes from, when that is not simply this month's report."""
    if row.corrections:
        return amended.TAG
    return f"沿用{row.now.figure_month}月" if row.now.is_carried else ""


def value(row: TargetRow) -> str:
    """The figure with its measure, 10.78亿元; or the word in its place."""
    text = shown.value(row.now)
    return text if row.now.value is None else f"{text}{row.measure}"


def _tagged(row: TargetRow) -> str:
    words = tag(row)
    return f'<span class="tag">{words}</span> ' if words else ""


def _lines(row: TargetRow) -> Iterator[tuple[str, str]]:
    """Pace, completion, gap to pace and still needed, as far as the month has them."""
    now = row.now
    if due_words(row):
        yield "序时", due_words(row)
    if now.value is None:
        if now.remark:
            yield "数据", now.remark
        return
    completed = [shown.percent(now.completion)] if now.completion is not None else []
    completed += [now.completion_note] if now.completion_note else []
    if now.increment is not None:
        completed.append(f"增量完成率{shown.percent(now.increment)}")
    if completed:
        yield "完成率", "，".join(completed)
    if now.gap is not None:
        unit = shown.gap_unit(row, now)
        gap = f"{shown.signed(now.gap)}{'个' if unit == shown.POINTS else ''}{unit}"
        yield "与序时相差", gap + (f"，序时比{now.index_text}" if now.index is not None else "")
    if now.needed is not None:
        yield "后续月均需完成", f"{shown.number(now.needed)}{row.measure}"
    elif now.needed_note:
        yield "后续月均需完成", now.needed_note


def _lead(report: MonthlyReport, row: TargetRow) -> str:
    """Whose it is, and whether that is only inferred (推定)."""
    if row.lead is None or row.lead == NOBODY:
        return NOBODY.short_name
    url = escape(addresses.unit(report, row.lead.code))
    link = f'<a href="{url}">{escape(row.lead.short_name)}</a>'
    return f"{link} {look.inferred()}" if "lead_unit" in row.inferred else link


def _words(row: TargetRow, tasks: Mapping[int, TaskRow]) -> Iterator[tuple[str, str]]:
    """What its unit said last: with the figure itself, else in the note of the task that bears it."""
    said = said_words(row)
    if said:
        yield from said
        return
    notes = ((number, tasks[number]) for number in row.tasks if number in tasks)
    for number, task in notes:
        if task.note is not None:
            yield f"任务{number}进展：", month_says(task)
            return
