"""The meeting's last slides: tasks, what the late ones say, problems and orders, the league. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dashboard import matter_lines, milestone_lines
from dashboard.cockpit import paging
from dashboard.cockpit.slide import Slide, chunks, packed, paged, whose
from dashboard.league import BANDS, NOT_KEPT, RANKS, League, Part, Score
from dashboard.league_sums import LEFT_OUT
from dashboard.matter_lines import Panel
from dashboard.report import MonthlyReport, TaskRow, shown
from dashboard.report.named import NOBODY
from dashboard.report.words import task_verdict
from targets.choices import LATE, Light
from targets.numbers import NOTHING

ROOM, ROW, LINE, AIR = 780, 81, 36, 12  # px of a column of tasks, of a row at least, of a line
COLUMNS = {"title": 14, "lead": 6}  # characters of a line
SCORES = 11  # units of a board on one slide
WHOLE = paging.Room(54, 15)
LARGE = paging.Room(38, 9)  # the same slide in the larger type of few words
PROBLEMS = f"问题销号清单{NOT_KEPT}，本次略过。"
NO_PROBLEMS = "本年还没有登记问题，问题销号清单略过。"
NO_NOTE = "牵头单位没有填报本月进展。"


@dataclass(frozen=True)
class TaskLine:
    """One task of the list."""

    number: int
    title: str
    light: Light
    lead: str


@dataclass(frozen=True)
class ScoreLine:
    """One unit on a board, its parts in the board's order."""

    place: str
    unit: str
    total: str
    parts: tuple[str, ...]
    moved: str


def tasks(report: MonthlyReport) -> Iterator[Slide]:
    """All tasks with their lights; then each late one with what its lead says."""
    columns = packed([_task_line(task) for task in report.tasks], _height, ROOM)
    pages = [columns[at : at + 2] for at in range(0, len(columns), 2)]
    for place, page in enumerate(pages, start=1):
        content = {"columns": page, "remark": _remark(report) if place == len(pages) else ""}
        said = task_verdict(report.task_counts, report.plan.word)
        yield Slide("tasks", paged(said, place, len(pages)), content, "重点任务")
    late = [task for task in report.tasks if task.light in LATE | {Light.OVERDUE}]
    for place, task in enumerate(late, start=1):
        yield from _late_task(report, task, f"滞后与未报的任务 {place}/{len(late)}")


def problems(report: MonthlyReport) -> Iterator[Slide]:
    """问题销号清单 and 督办单: what is still open, with whose it is and until when."""
    if not report.keeps_loop:
        return
    if report.problems:
        panel = matter_lines.problem_panel(report, report.problems, "")
        yield from _open(matter_lines.problems_told(report), panel, "问题销号清单")
    if report.orders:
        panel = matter_lines.order_panel(report, report.orders, "")
        yield from _open(matter_lines.orders_told(report), panel, "督办单")


def _open(said: str, panel: Panel, section: str) -> Iterator[Slide]:
    """The sentence of the list, then its open lines, as many slides as they take."""
    left = [line for line in panel.lines if not line.is_done]
    parts = [(line.name, " · ".join(filter(None, (line.over, line.told)))) for line in left]
    parts = parts or [(section, "没有未办结的。")]
    pages = paging.flow(parts, WHOLE, WHOLE)
    for place, page in enumerate(pages, start=1):
        content = {"words": page, "is_brief": paging.holds(LARGE, page)}
        yield Slide("words", paged(said.rstrip("。"), place, len(pages)), content, section)


def _remark(report: MonthlyReport) -> str:
    if not report.keeps_loop:
        return PROBLEMS
    return "" if report.problems else NO_PROBLEMS


def boards(report: MonthlyReport) -> Iterator[Slide]:
    """The league as the plan shows it: with ranks, in bands, or not at all."""
    league = report.league
    if league is None:
        return
    if league.rules.show == RANKS:
        for name, scores in league.boards:
            yield from _ranked(report, name, scores)
    elif league.rules.show == BANDS:
        yield from _banded(report, league)


def _task_line(task: TaskRow) -> TaskLine:
    return TaskLine(task.number, task.title, task.light, task.lead.short_name)


def _height(line: TaskLine) -> int:
    """How high its row becomes, in px on 1920×1080."""
    texts = {"title": line.title, "lead": line.lead}
    most = max(paging.lines(texts[name], width) for name, width in COLUMNS.items())
    return max(ROW, AIR + LINE * most)


def _late_task(report: MonthlyReport, task: TaskRow, section: str) -> Iterator[Slide]:
    title = f"{task.number}. {task.title}"
    lead = "牵头单位待确认" if task.lead == NOBODY else f"{task.lead.short_name}牵头"
    aside, names = whose(title, lead, task.joint)
    said = list(_said(report, task))
    pages = paging.flow([*said, ("配合单位", names)], WHOLE, WHOLE)
    alone = paging.flow(said, WHOLE, WHOLE)
    if len(pages) > len(alone):  # no slide for the names of who joins: they are counted above
        pages = alone
    for place, page in enumerate(pages, start=1):
        name = title if place == 1 else f"{title}（续）"
        content = {"words": page, "is_brief": paging.holds(LARGE, page)}
        yield Slide("words", name, content, section, task.light, aside)


def _said(report: MonthlyReport, task: TaskRow) -> Iterator[tuple[str, str]]:
    """The lead's note, and what was said with linked targets that are behind."""
    note = task.note
    if note is None:
        yield "本月进展", task.remark or NO_NOTE
    else:
        yield f"本月进展（{note.word_label}）", note.text or NO_NOTE
        said = (
            ("存在问题", note.problem),
            ("应对措施", note.measures),
            ("后期打算", note.next_step),
        )
        yield from ((head, text) for head, text in said if text)
    yield from _milestones(report, task)
    for row in (report.target(code) for code in task.targets):
        if row is None or row.now.light not in LATE | {Light.OVERDUE}:
            continue
        stands = f"{report.plan.word(row.now.light)}：{shown.value(row.now)} / {shown.goal(row)}"
        yield f"所含指标：{row.short_name}", stands


def _milestones(report: MonthlyReport, task: TaskRow) -> Iterator[tuple[str, str]]:
    """How many milestones stand where, then those past their day."""
    found = milestone_lines.panel(report, task)
    late = [each for each in found.lines if each.light == Light.FAR_BEHIND] if found else []
    if found and late:
        told = "；".join(f"{each.row.title}（{each.word}）" for each in late)
        yield f"里程碑：{found.aside}", told


def _ranked(report: MonthlyReport, name: str, scores: Sequence[Score]) -> Iterator[Slide]:
    pages = chunks(scores, SCORES)
    for place, page in enumerate(pages, start=1):
        kept = [part for part in scores[0].parts if part.why != NOT_KEPT]
        content = {
            "heads": [(part.name, shown.number(part.weight)) for part in kept],
            "lines": [_score_line(report, score) for score in page],
            "remark": _left_out(scores),
        }
        title = paged(f"{name}（{len(scores)}家）", place, len(pages))
        yield Slide("board", title, content, "晾晒榜")


def _score_line(report: MonthlyReport, score: Score) -> ScoreLine:
    return ScoreLine(
        place=NOTHING if score.rank is None else str(score.rank),
        unit=_unit(report, score),
        total=shown.number(score.total),
        parts=tuple(_points(part) for part in score.parts if part.why != NOT_KEPT),
        moved=_moved(score),
    )


def _points(part: Part) -> str:
    return shown.number(part.points) if part.points is not None else LEFT_OUT


def _moved(score: Score) -> str:
    """升2, 降1, 持平 against the month before; nothing where one of both has no rank."""
    moved = score.moved
    if moved is None:
        return NOTHING
    return f"升{moved}" if moved > 0 else f"降{-moved}" if moved else "持平"


def _left_out(scores: Sequence[Score]) -> str:
    """Which parts no unit of the board has: 销号、督办与亮点未启用，不计分."""
    parts = [part.name for part in scores[0].parts if part.why == NOT_KEPT]
    return f"{'、'.join(parts)}{NOT_KEPT}，不计分，其余各项按100分折算。" if parts else ""


def _banded(report: MonthlyReport, league: League) -> Iterator[Slide]:
    """A, B and C with the units of each in the plan's order; no scores, which would rank them."""
    for name, scores in league.boards:
        bands = [
            (f"{band}档", [_unit(report, score) for score in scores if score.band == band])
            for band in "ABC"
        ]
        parts = [(head, "、".join(units)) for head, units in bands if units]
        pages = paging.flow(parts, WHOLE, WHOLE) if parts else []
        for place, page in enumerate(pages, start=1):
            content = {"words": page}
            title = paged(f"{name}（{len(scores)}家）", place, len(pages))
            yield Slide("words", title, content, "晾晒榜")


def _unit(report: MonthlyReport, score: Score) -> str:
    return report.unit(score.unit).short_name
