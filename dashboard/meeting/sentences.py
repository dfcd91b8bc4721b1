"""The 通报's sentences, made from the report by rules; figures stand in them as tokens. Pure.

`lines` gives the paragraphs in order; each may be edited before it is issued. `render` puts the
report's figures in; `check` refuses what is not bound to them. Order of a notice: practice.md and
design.md ("通报"): counts, main figures, late and missing worst first, what is not judged, tasks,
reporting, league, corrections, what comes next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dashboard.league import BANDS, RANKS, Score
from dashboard.meeting import tokens
from dashboard.meeting.tokens import figures, of, token
from dashboard.report import MonthlyReport, Reporting, TargetRow, TaskRow
from targets.choices import BEST_FIRST, NOT_JUDGED, ON_COURSE, Light
from targets.choices import LATE as BEHIND

__all__ = ["Line", "check", "check_all", "figures", "lines", "numeral", "render", "rendered"]

COUNTS, MAIN, LATE, IDLE, TASKS = "counts", "main", "late", "idle", "tasks"
REPORTING, LEAGUE, CORRECTIONS, NEXT = "reporting", "league", "corrections", "next"
FIRST_AND_LAST = 3  # of the league that a notice names
DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Line:
    """One paragraph: its key, which stays the same from month to month, and its text with tokens."""

    key: str
    text: str


def lines(report: MonthlyReport) -> tuple[Line, ...]:
    """The notice's paragraphs as the rules make them; numbered sections, none of them empty."""
    made = [Line(COUNTS, _counts(report))]
    for number, (key, title, paragraphs) in enumerate(_sections(report), 1):
        first, *more = paragraphs
        made.append(Line(key, f"{numeral(number)}、{title}。{first[1]}"))
        made += [Line(own_key, text) for own_key, text in more]
    return tuple(made)


def render(line: Line, report: MonthlyReport) -> str:
    """The paragraph as it is printed, with the report's figures in place of its tokens."""
    return tokens.filled(line.text, figures(report))


def rendered(some: Iterable[Line], report: MonthlyReport) -> list[str]:
    """The same for many paragraphs, gathering the figures once."""
    known = figures(report)
    return [tokens.filled(line.text, known) for line in some]


def check(text: str, report: MonthlyReport, paragraph: int | None = None) -> list[str]:
    """What keeps a text from being issued, one Chinese sentence each; empty when all is bound.

    `paragraph` is its number, 1 the first, so that the sentence can say where.
    """
    where = "" if paragraph is None else f"第{paragraph}段"
    return tokens.faults(text, report, figures(report), where)


def check_all(some: Iterable[Line], report: MonthlyReport) -> list[str]:
    """The same for every paragraph of a notice."""
    known = figures(report)
    return [
        fault
        for number, line in enumerate(some, 1)
        for fault in tokens.faults(line.text, report, known, f"第{number}段")
    ]


def numeral(number: int) -> str:
    """1 to 99 as a Chinese numeral: 一, 十, 十二, 二十, 二十三. Errors: ValueError outside."""
    if not 1 <= number <= 99:
        raise ValueError(f"number must be 1 to 99, not {number}")
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return head + (DIGITS[ones] if ones else "")


Paragraph = tuple[str, str]  # key, text
Section = tuple[str, str, Sequence[Paragraph]]


def _sections(report: MonthlyReport) -> Iterator[Section]:
    names = tokens.names_of(report)
    made: tuple[tuple[str, str, list[Paragraph]], ...] = (
        (MAIN, "主要指标", _main(report, names)),
        (LATE, "滞后和未报指标", _late(report, names)),
        (IDLE, "不列入评判的指标", _idle(report, names)),
        (TASKS, "重点任务", _tasks(report)),
        (REPORTING, "报送情况", _reporting(report)),
        (LEAGUE, "晾晒情况", _league(report)),
        (CORRECTIONS, "更正情况", _corrections(report, names)),
        (NEXT, "有关事项", _next(report)),
    )
    return (section for section in made if section[2])


def _counts(report: MonthlyReport) -> str:
    """The opening: how many are judged, and how they stand."""
    counts = report.counts
    opening = f"截至{report.month}月底，序时进度为［序时进度］。"
    if not counts.total:
        return f"{opening}本计划没有量化指标。"
    word = tokens.words_of(report)
    idle = "，".join(
        f"{word(light)}{token(word(light) + '数')}项"
        for light in (Light.NO_PACE, Light.NOT_DUE)
        if counts.of(light)
    )
    if not counts.judged:
        return f"{opening}［指标总数］项指标均不评判（{idle}）。"
    told = _listed(report)
    if not counts.not_judged:
        return f"{opening}［指标总数］项指标均列入评判，{told}。{_compared(report)}"
    return (
        f"{opening}［指标总数］项指标中列入评判［列入评判数］项，{told}；"
        f"不评判［不评判数］项（{idle}）。{_compared(report)}"
    )


def _listed(report: MonthlyReport) -> str:
    """其中已完成5项，超序时4项，…; all alike: 均为达序时."""
    word, counts = tokens.words_of(report), report.counts
    present = [light for light in BEST_FIRST if light not in NOT_JUDGED and counts.of(light)]
    if len(present) == 1:
        return "" if counts.judged == 0 else f"均为{word(present[0])}"
    told = "，".join(f"{word(light)}{token(word(light) + '数')}项" for light in present)
    return f"其中{told}"


def _compared(report: MonthlyReport) -> str:
    """Against the month before: who crossed a light for better or worse; empty in January."""
    if report.before is None or not report.before.judged:
        return ""
    turns = [change.is_better for change in report.changes]
    told = []
    if True in turns:
        told.append("变好［变好数］项")
    if False in turns:
        told.append("变差［变差数］项")
    month = report.month - 1
    return (
        f"与{month}月相比，亮灯{'，'.join(told)}。"
        if told
        else f"与{month}月相比，亮灯没有变好或变差。"
    )


def _main(report: MonthlyReport, names: Mapping[str, str]) -> list[Paragraph]:
    """Main figures by 聚焦, every target of each in the plan's order."""
    rows = tokens.main_targets(report)
    if not rows:
        return []
    made: list[Paragraph] = [(MAIN, "［主要指标数］项主要指标进展如下。")]
    number = 0
    for group in report.themes:
        told = [_figure(row, names) for row in rows if row.group == group.number]
        told = [each for each in told if each]
        if told:
            number += 1
            text = f"（{numeral(number)}）{tokens.plain(group.short_title)}。{'；'.join(told)}。"
            made.append((f"{MAIN}-{group.number}", text))
    return made if len(made) > 1 else []


def _figure(row: TargetRow, names: Mapping[str, str]) -> str:
    """One target's clause; what is not due yet is told among what is not judged."""
    if row.now.light == Light.NOT_DUE:
        return ""
    actual = f"{tokens.plain(row.short_name)}{of(row, '实绩', names)}"
    return actual if row.now.value is None else f"{actual}，{of(row, '进度', names)}"


def _late(report: MonthlyReport, names: Mapping[str, str]) -> list[Paragraph]:
    """How many are behind or missing and whose, then each with threshold, cause and next step."""
    rows = tokens.late_first(report)
    if not report.counts.judged:
        return []
    if not rows:
        return [(LATE, "没有滞后和未报的指标。")]
    units = tokens.late_units(report)
    if len(rows) == 1:
        whose = f"，由{units[0]}牵头" if units else ""
        first = f"共［滞后未报数］项{whose}，见下表。"
    elif len(units) == 1:
        first = f"共［滞后未报数］项，均由{units[0]}牵头，见下表。"
    elif units:
        first = "共［滞后未报数］项，涉及［滞后单位数］家牵头单位，见下表。"
    else:
        first = "共［滞后未报数］项，见下表。"
    return [
        (LATE, first),
        *((f"{LATE}-{row.code}", _late_one(n, row, names)) for n, row in enumerate(rows, 1)),
    ]


def _late_one(number: int, row: TargetRow, names: Mapping[str, str]) -> str:
    lead = tokens.plain(row.lead.short_name) if row.lead else "牵头单位待确认"
    name = tokens.plain(row.short_name)
    apart = " " if name[:1].isdigit() else ""  # 1. 5G基站, which 1.5G would not be
    head = f"{number}.{apart}{name}（{lead}）{of(row, '实绩', names)}"
    if row.now.value is None:
        told = f"{head}，年度目标{of(row, '目标', names)}。"
    else:
        told = f"{head}，{of(row, '进度', names)}（{of(row, '门槛', names)}）。"
    if row.problem:
        told += f"原因：{of(row, '原因', names)}。"
    if row.next_step:
        told += f"下步措施：{of(row, '下步措施', names)}。"
    if row.now.value is not None and not (row.problem or row.next_step):
        told += "原因和下步措施未填写。"
    return told


def _idle(report: MonthlyReport, names: Mapping[str, str]) -> list[Paragraph]:
    """What is not judged, and why; it counts neither as behind nor in a score."""
    rows = [row for row in report.targets if row.now.light in NOT_JUDGED]
    if not rows:
        return []
    told = "；".join(
        f"{tokens.plain(row.short_name)}（{of(row, '不评判原因', names)}）" for row in rows
    )
    return [(IDLE, f"共［不评判数］项，不计为滞后，也不计分：{told}。")]


def _tasks(report: MonthlyReport) -> list[Paragraph]:
    counts, word = report.task_counts, tokens.words_of(report)
    if not counts.total:
        return []
    late = [task for task in report.tasks if task.light in {*BEHIND, Light.OVERDUE}]
    if counts.of(*ON_COURSE) == counts.total:
        return [(TASKS, "［任务总数］项重点任务均在轨。")]
    parts = ["在轨［任务在轨数］项"] if counts.of(*ON_COURSE) else []
    parts += [
        f"{word(light)}{token(f'任务{word(light)}数')}项"
        for light in (Light.BEHIND, Light.FAR_BEHIND, Light.OVERDUE, *sorted(NOT_JUDGED))
        if counts.of(light)
    ]
    text = f"［任务总数］项重点任务中，{'，'.join(parts)}。"
    if late:
        text += f"滞后和未报的是：{'；'.join(map(_task, _worst_first(late)))}。"
    return [(TASKS, text)]


def _worst_first(tasks: Iterable[TaskRow]) -> list[TaskRow]:
    order = (Light.FAR_BEHIND, Light.BEHIND, Light.OVERDUE)
    return sorted(tasks, key=lambda task: (order.index(task.light), task.number))


def _task(task: TaskRow) -> str:
    light = token(f"任务{task.number}·亮灯")
    return tokens.plain(f"任务{task.number}{task.title}（{task.lead.short_name}，") + f"{light}）"


def _reporting(report: MonthlyReport) -> list[Paragraph]:
    """Who was late or has not reported; months before the plan was issued are outside discipline."""
    if report.is_backfill:
        return [(REPORTING, "本月在计划印发之前，数据为补录，不计报送纪律。")]
    owing = [each for each in report.reporting if each.due]
    if not owing:
        return []
    opening = "［应报单位数］家单位应报指标数据和任务进展［应报件数］件，"
    late = [each for each in owing if each.late]
    missing = [each for each in owing if each.missing]
    if not late and not missing:
        text = f"{opening}全部按时报送。"
    else:
        counted = ["按时报送［按时件数］件"]
        counted += ["迟报［迟报件数］件"] if late else []
        counted += ["未报［未报件数］件"] if missing else []
        text = f"{opening}{'，'.join(counted)}。{_who(late, missing)}"
    returned = [each for each in owing if each.returned]
    if returned:
        told = "、".join(f"{_short(each)}{token(_short(each) + '·退回')}次" for each in returned)
        text += f"因差错被退回的有{told}。"
    return [(REPORTING, text)]


def _who(late: Sequence[Reporting], missing: Sequence[Reporting]) -> str:
    told = []
    if late:
        listed = "、".join(f"{_short(each)}{token(_short(each) + '·迟报')}件" for each in late)
        told.append(f"迟报的有{listed}")
    if missing:
        listed = "、".join(
            f"{_short(each)}（{tokens.plain('、'.join(each.missing))}）" for each in missing
        )
        told.append(f"未报的有{listed}")
    return f"{'；'.join(told)}。"


def _short(each: Reporting) -> str:
    return tokens.plain(each.unit.short_name)


def _league(report: MonthlyReport) -> list[Paragraph]:
    """First three and last three where ranks are shown; so many in each band where bands are."""
    league = report.league
    if league is None:
        return []
    scored = [score for score in league.leading if score.exact is not None]
    if league.rules.show == BANDS and any(score.band for score in scored):
        bands = sorted({score.band for score in scored if score.band})
        told = "，".join(f"{band}档{token(f'{band}档单位数')}家" for band in bands)
        return [(LEAGUE, f"牵头单位按得分分档：{told}，名单见附件。")]
    ranked = [score for score in scored if score.rank is not None]
    if league.rules.show != RANKS or not ranked:
        return []
    return [(LEAGUE, _ranked(report, ranked))]


def _ranked(report: MonthlyReport, ranked: Sequence[Score]) -> str:
    """Six and fewer are all named; equal scores at the edge are named together."""
    if len(ranked) <= 2 * FIRST_AND_LAST:
        return f"牵头单位得分依次为{_scores(report, ranked)}。"
    edge = ranked[-FIRST_AND_LAST].exact or 0
    first = [score for score in ranked if (score.rank or 0) <= FIRST_AND_LAST]
    last = [
        score
        for score in ranked
        if (score.exact or 0) <= edge and (score.rank or 0) > FIRST_AND_LAST
    ]
    text = f"牵头单位得分前三位的是{_scores(report, first)}"
    return f"{text}；后三位的是{_scores(report, last)}。" if last else f"{text}。"


def _scores(report: MonthlyReport, scores: Iterable[Score]) -> str:
    told = []
    for score in scores:
        name = tokens.plain(report.unit(score.unit).short_name)
        told.append(f"{name}（{token(f'{name}·得分')}分）")
    return "、".join(told)


def _corrections(report: MonthlyReport, names: Mapping[str, str]) -> list[Paragraph]:
    """What was corrected after this month's first publication; ranks stay as they were."""
    rows = tokens.corrected(report)
    if not rows:
        return []
    told = "；".join(f"{tokens.plain(row.short_name)}{of(row, '更正', names)}" for row in rows)
    edition = f"本期为第{report.edition.number}版，" if report.edition else ""
    ranks = "名次不重新计算。" if report.league else ""
    return [(CORRECTIONS, f"{edition}更正［更正项数］项：{told}。{ranks}")]


def _next(report: MonthlyReport) -> list[Paragraph]:
    """The next due day, and until when a unit may object."""
    told = []
    if report.next_due_on:
        told.append(f"{report.month + 1}月数据和任务进展请于［下期截止］前（含当日）报送")
    if report.edition:
        told.append("对本期数据有异议的，请于［异议截止］前（含当日）提出")
    return [(NEXT, f"{'；'.join(told)}。")] if told else []
