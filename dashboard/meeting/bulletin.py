"""The month's 通报 as a Word document: red head, sentences, late list, and three 附件 with charts.

Everything in it is the report's own shown string, as on the pages; `lines` may be those that the
office edited. Where the plan keeps no problems, the third 附件 says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO

from dashboard import amended
from dashboard.heading import published_day
from dashboard.league import NOT_KEPT, PART_NAMES, RANKS, Score
from dashboard.matter_lines import day, kinds_told, orders_told, over, problems_told
from dashboard.meeting import dated, phrases, pictures, sentences, tokens, wording
from dashboard.meeting.letter import Cell, Letter, Table
from dashboard.meeting.sentences import Line
from dashboard.report import MonthlyReport, TargetRow, TaskRow, shown
from targets.numbers import NOTHING

PER_LINE = 16  # characters of the title that fit one line at 二号 and look well
TARGET_HEADS = ("序号", "指标", "年度目标", "实绩", "完成率", "与序时差", "亮灯", "牵头单位")
TARGET_WIDTHS = (9, 30, 18, 22, 13, 16, 19, 29)
TASK_HEADS = ("序号", "重点任务", "亮灯", "牵头单位", "配合单位", "本月进展")
TASK_WIDTHS = (9, 30, 16, 20, 38, 43)
PROBLEM_HEADS = ("编号", "问题", "责任单位", "提出", "时限", "最新进展", "状态")
PROBLEM_WIDTHS = (17, 38, 22, 17, 17, 30, 15)
ORDER_HEADS = ("文号", "事项", "办理单位", "签发", "回复时限", "办理情况")
ORDER_WIDTHS = (38, 50, 22, 16, 16, 14)
BOARD_WIDTHS = (12, 60, 16, 16, 16, 16, 20)
UNIT = "与序时差单位：百分点，另注单位的除外"
Add = Callable[[Letter, MonthlyReport], None]


def write(
    report: MonthlyReport,
    file: IO[bytes],
    lines: Iterable[Line | Mapping[str, str]] | None = None,
) -> None:
    """Write the notice; `lines` are its paragraphs as edited, else those the rules make."""
    chosen = sentences.lines(report) if lines is None else tuple(map(_line, lines))
    lines_of_title, day = title_lines(report), published_day(report)
    letter = Letter(dated.described(report, "".join(lines_of_title)), mark=wording.mark(report))
    letter.red_head(serial(report), issue(report), report.plan.issuer, day or "尚未发布")
    letter.title(*lines_of_title)
    _body(letter, report, chosen)
    appendices = _appendices(report)
    _announce(letter, [title for title, _ in appendices])
    for number, (title, add) in enumerate(appendices, 1):
        letter.appendix(number, title)
        add(letter, report)
    letter.imprint(report.plan.issuer, f"{day}印发" if day else "尚未印发")
    letter.save(file)


def serial(report: MonthlyReport) -> str:
    """The serial's name in red: 定海区创新深化工作通报."""
    return f"{wording.brand(report.plan)}工作通报"


def issue(report: MonthlyReport) -> str:
    """第8期; a back-filled one says so, and a corrected one which edition it is."""
    edition = report.edition
    late = "（补录）" if report.is_backfill else ""
    again = f"（第{edition.number}版）" if edition and edition.number > 1 else ""
    return f"第{report.month}期{late}{again}"


def title_lines(report: MonthlyReport) -> tuple[str, ...]:
    """关于定海区创新深化2024年工作计划 / 1—8月进展情况的通报: two lines, one where it is short."""
    plan, months = report.plan, f"1—{report.month}月" if report.month > 1 else "1月"
    first = f"关于{wording.brand(plan)}{plan.year}年工作计划"
    second = f"{months}进展情况的通报"
    whole = first + second
    return (whole,) if len(whole) <= PER_LINE else (first, second)


def attachments(report: MonthlyReport) -> list[str]:
    """What stands behind the notice, by title."""
    return [title for title, _ in _appendices(report)]


def late_table(report: MonthlyReport) -> Table:
    """Behind and missing, worst first."""
    return _target_table(report, tokens.late_first(report), "滞后和未报指标")


def target_table(report: MonthlyReport) -> Table:
    """Every target in the plan's order, under its 聚焦."""
    return _target_table(report, report.targets, "全部指标进展", with_headings=True)


def _line(line: Line | Mapping[str, str]) -> Line:
    return line if isinstance(line, Line) else Line(line["key"], line["text"])


def _body(letter: Letter, report: MonthlyReport, lines: Sequence[Line]) -> None:
    """The paragraphs, with the late list's table under its own."""
    table = late_table(report)
    for line, text in zip(lines, sentences.rendered(lines, report), strict=True):
        for part in filter(None, text.split("\n")):
            letter.paragraph(part)
        if line.key == sentences.LATE and table.rows:
            letter.table(table)
            letter.gap()


def _announce(letter: Letter, titles: Sequence[str]) -> None:
    """附件：1.… and the others under it."""
    for number, title in enumerate(titles, 1):
        first, stays = ("附件：", 2) if number == 1 else ("", 5), number < len(titles)
        letter.indented(f"{first[0]}{number}.{title}", first[1], stays=stays)


def _appendices(report: MonthlyReport) -> list[tuple[str, Add]]:
    made: list[tuple[str, Add]] = []
    if report.targets:
        made.append((f"全部指标进展表（{len(report.targets)}项）", _add_targets))
    if report.tasks:
        made.append((f"重点任务进展表（{len(report.tasks)}项）", _add_tasks))
    if report.keeps_loop and report.problems:
        made.append((f"问题销号清单（{len(report.problems)}项）", _add_problems))
    if report.keeps_loop and report.orders:
        made.append((f"督办事项办理情况（{kinds_told(report.orders)}）", _add_orders))
    if report.league is None or report.league.rules.show == RANKS:
        made.append(("牵头单位和配合单位晾晒榜", _add_league))
    else:
        made.append(("牵头单位和配合单位得分情况", _add_league))
    return made


def _add_targets(letter: Letter, report: MonthlyReport) -> None:
    letter.table(target_table(report))
    for text in wording.pace_rule(report):
        letter.note(text)
    corrected = [row for row in report.targets if row.corrections]
    for row in corrected:
        letter.note(f"{row.short_name}{amended.told(row)}")
    letter.gap()
    for each in pictures.charts(report):
        if each.png is None:
            letter.note(f"{each.title}：{pictures.MISSING}")
        else:
            letter.picture(each.png, each.width, title=each.title, alt=each.alt)


def _target_table(
    report: MonthlyReport, rows: Sequence[TargetRow], about: str, *, with_headings: bool = False
) -> Table:
    names = {group.number: group.title for group in report.themes}
    made: list[list[str | Cell]] = []
    last = ""
    for number, row in enumerate(rows, 1):
        heading = names.get(row.group, "") if row.place == "headline" else "任务内指标"
        if with_headings and heading != last:
            made.append([Cell(heading, is_bold=True, span=len(TARGET_HEADS))])
            last = heading
        made.append([str(number), row.short_name, *_figures(report, row)])
    return Table(
        TARGET_HEADS,
        made,
        TARGET_WIDTHS,
        middle={0, 2, 3, 4, 5, 6, 7},
        about=about,
        measure=UNIT,
        size=19,
    )


def _figures(report: MonthlyReport, row: TargetRow) -> list[str]:
    """目标, 实绩, 完成率, 与序时差, 亮灯, 牵头单位: the pages' own strings."""
    now = row.now
    carried = f"（{now.figure_month}月）" if now.is_carried and now.value is not None else ""
    return [
        row.goal_text,
        phrases.measured(row, now) + carried,
        phrases.completion(now),
        shown.gap(row, now),
        report.plan.word(now.light),
        wording.lead(row),
    ]


def _add_tasks(letter: Letter, report: MonthlyReport) -> None:
    groups = {group.number: group.title for group in report.groups}
    rows: list[list[str | Cell]] = []
    last = -1
    for task in report.tasks:
        if task.group != last and groups.get(task.group):
            rows.append([Cell(groups[task.group], is_bold=True, span=len(TASK_HEADS))])
            last = task.group
        rows.append(_task_cells(report, task))
    letter.table(
        Table(TASK_HEADS, rows, TASK_WIDTHS, middle={0, 2, 3}, about="重点任务进展", size=19)
    )


def _task_cells(report: MonthlyReport, task: TaskRow) -> list[str | Cell]:
    note = task.note.text if task.note else task.remark
    return [
        str(task.number),
        task.title,
        report.plan.word(task.light),
        task.lead.short_name,
        "、".join(unit.short_name for unit in task.joint) or NOTHING,
        note or NOTHING,
    ]


def _add_problems(letter: Letter, report: MonthlyReport) -> None:
    rows: list[list[str | Cell]] = [
        [
            row.label,
            row.title,
            row.unit.short_name,
            day(row.raised_on),
            day(row.due_on),
            row.latest or NOTHING,
            over(row.days_over) or row.state_label,
        ]
        for row in report.problems
    ]
    about = Table(
        PROBLEM_HEADS, rows, PROBLEM_WIDTHS, middle={0, 2, 3, 4, 6}, about="问题销号清单", size=19
    )
    letter.table(about)
    letter.note(problems_told(report))


def _add_orders(letter: Letter, report: MonthlyReport) -> None:
    rows: list[list[str | Cell]] = [
        [
            row.label,
            row.title,
            row.unit.short_name,
            day(row.issued_on),
            day(row.due_on),
            over(row.days_over) or row.state_label,
        ]
        for row in report.orders
    ]
    about = Table(
        ORDER_HEADS, rows, ORDER_WIDTHS, middle={2, 3, 4, 5}, about="督办事项办理情况", size=19
    )
    letter.table(about)
    letter.note(orders_told(report))


def _add_league(letter: Letter, report: MonthlyReport) -> None:
    league = report.league
    if league is None:
        letter.paragraph("本期发布时还没有计分，晾晒榜从下一次发布起提供。")
        letter.note(f"问题销号清单：{NOT_KEPT}。")
        return
    for name, scores in league.boards:
        if scores:
            letter.table(_board(report, name, scores))
            letter.gap()
    for text in _rules(report):
        letter.note(text)


def _board(report: MonthlyReport, name: str, scores: Sequence[Score]) -> Table:
    place = {"ranks": "名次", "bands": "档次"}.get(
        report.league.rules.show if report.league else ""
    )
    parts = [key for key in PART_NAMES if any(score.part(key) for score in scores)]
    heads = [place or "序号", name, "得分"]
    heads += [part.name for key in parts if (part := scores[0].part(key))]
    rows = []
    for number, score in enumerate(scores, 1):
        cells = [_place(score, place, number), report.unit(score.unit).name]
        cells += [shown.number(score.total), *(_points(score, key) for key in parts)]
        rows.append(cells)
    widths = BOARD_WIDTHS[: 3 + len(parts)]
    spare = sum(BOARD_WIDTHS) - sum(widths)
    widths = (widths[0], widths[1] + spare, *widths[2:])
    return Table(
        heads, rows, widths, middle=set(range(len(heads))) - {1}, title=f"{name}得分", size=19
    )


def _place(score: Score, place: str | None, number: int) -> str:
    if place == "名次":
        return NOTHING if score.rank is None else str(score.rank)
    return (score.band or NOTHING) if place else str(number)


def _points(score: Score, key: str) -> str:
    """A part's points; 未启用 or — where it is left out."""
    part = score.part(key)
    if part is None:
        return NOTHING
    if part.points is not None:
        return shown.number(part.points)
    return NOT_KEPT if part.why == NOT_KEPT else NOTHING


def _rules(report: MonthlyReport) -> list[str]:
    """How the score is made, and what does not count in it yet."""
    if report.league is None:
        return []
    rules = report.league.rules
    told = [
        (
            f"满分100分：成效{shown.number(rules.results)}、报送{shown.number(rules.discipline)}、"
            f"销号{shown.number(rules.closing)}、督办与亮点{shown.number(rules.support)}；"
            "没有可评判内容或本月没有应报事项的部分记“—”，不计分，其余部分按比例折算为100分。"
        ),
    ]
    if not report.keeps_loop:
        told.append(f"问题销号清单、督办与亮点：{NOT_KEPT}，不计分。")
    if any(row.corrections for row in report.targets):
        told.append("发布后更正的数据不重新计分、不重排名次。")
    return told
