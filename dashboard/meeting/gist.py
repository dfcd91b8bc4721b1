"""What the one-page summary (一页纸) says, for its page and for its Word file alike. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from dashboard import drawing
from dashboard.drawing import Bar
from dashboard.heading import DEMO, numbered, published_day
from dashboard.meeting import phrases, wording
from dashboard.report import MonthlyReport, TargetRow, shown
from dashboard.report.words import compared, counts_sentence, verdict
from targets.choices import BEST_FIRST, LATE, Light, Place

WITHIN = "任务内指标"
LIT = LATE | {Light.OVERDUE}
SCALE = "差距单位为百分点，另注单位的除外。"
BARS = "▼细线为序时进度，粗线为目标值，虚线为力争值，斜纹为沿用上期数据。"


@dataclass(frozen=True)
class Line:
    """One target."""

    name: str
    light: Light
    word: str
    value: str
    goal: str
    bar: Bar
    gap: str
    lead: str
    is_late: bool
    completion: str = ""
    carried: str = ""  # 沿用6月


@dataclass(frozen=True)
class Section:
    """The targets of one heading."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Lamp:
    """A name with its light: a task's number, or a target of a unit."""

    name: str
    light: Light
    word: str


@dataclass(frozen=True)
class Cause:
    """Why a target is late, and what comes next; both in the unit's own words."""

    name: str
    lead: str
    problem: str
    next_step: str


@dataclass(frozen=True)
class Gist:
    """The whole sheet."""

    title: str
    number: str  # 2024年8月 · 第8期
    issued: str  # 领导小组办公室　2024年9月10日
    verdict: str
    pace: str
    strip: tuple[tuple[Light, str, int], ...]
    sections: tuple[Section, ...]
    tasks: tuple[tuple[str, tuple[Lamp, ...]], ...]
    late_tasks: str
    units: tuple[tuple[str, tuple[Lamp, ...]], ...]
    causes: tuple[Cause, ...]
    foot: str

    @property
    def lines(self) -> int:
        """How many targets stand on it."""
        return sum(len(section.lines) for section in self.sections)


def gist(report: MonthlyReport) -> Gist:
    """Everything the sheet says of a month: every target, every task, whose, why and what next."""
    late = sorted(report.late_targets(), key=lambda row: -_badness(row))
    return Gist(
        title=f"{wording.brand(report.plan)}{report.plan.year}年工作计划月度进展",
        number=f"{report.plan.year}年{report.month}月 · {_edition(report)}",
        issued=f"{report.plan.issuer}　{published_day(report) or '尚未发布'}",
        verdict=f"{verdict(report.counts)}。",
        pace=_pace(report),
        strip=tuple((each, report.plan.word(each), report.counts.of(each)) for each in BEST_FIRST),
        sections=tuple(_sections(report)),
        tasks=tuple(_tasks(report)),
        late_tasks=_late_tasks(report),
        units=tuple(_units(report)),
        causes=tuple(_cause(report, row) for row in late),
        foot=_foot(report),
    )


def _edition(report: MonthlyReport) -> str:
    if report.edition is None:
        return "未发布"
    again = f" · 第{report.edition.number}版（更正后）" if report.edition.number > 1 else ""
    return numbered(report) + again


def _pace(report: MonthlyReport) -> str:
    """序时进度66.7%。较7月：6项变好，3项变差。演示数据，不作依据。"""
    said = (
        counts_sentence(report.counts, report.plan.word)
        if report.before is None
        else compared(report.month - 1, report.changes, 0)  # who is not judged stands in the strip
    )
    demo = f"{DEMO}。" if report.plan.is_demo else ""
    return f"序时进度{shown.percent(report.share)}。{said}。{demo}"


def _sections(report: MonthlyReport) -> Iterator[Section]:
    by_theme = defaultdict(list)
    for row in report.targets:
        by_theme[None if row.place == Place.TASK else row.group].append(_line(report, row))
    for theme in report.themes:
        if by_theme[theme.number]:
            yield Section(theme.short_title, tuple(by_theme[theme.number]))
    if by_theme[None]:
        yield Section(WITHIN, tuple(by_theme[None]))


def _line(report: MonthlyReport, row: TargetRow) -> Line:
    now = row.now
    return Line(
        name=row.short_name,
        light=now.light,
        word=report.plan.word(now.light),
        value=shown.value(now),
        goal=shown.goal(row),
        bar=drawing.bar(shown.standing_of(now, row.promise), row.promise),
        gap=shown.gap(row, now),
        lead=row.leader.short_name,
        is_late=now.light in LIT,
        completion=phrases.completion(now),
        carried=f"沿用{now.figure_month}月" if now.is_carried else "",
    )


def _tasks(report: MonthlyReport) -> Iterator[tuple[str, tuple[Lamp, ...]]]:
    for group in report.groups:
        own = [task for task in report.tasks if task.group == group.number]
        if own:
            lamps = (Lamp(str(t.number), t.light, report.plan.word(t.light)) for t in own)
            yield group.short_title, tuple(lamps)


def _late_tasks(report: MonthlyReport) -> str:
    """严重滞后：3、6；滞后：9、17；未报：7。 Empty where every task is on course."""
    words = (
        (Light.FAR_BEHIND, report.plan.word(Light.FAR_BEHIND)),
        (Light.BEHIND, report.plan.word(Light.BEHIND)),
        (Light.OVERDUE, shown.MISSING),
    )
    told = [
        f"{word}：{'、'.join(numbers)}"
        for light, word in words
        if (numbers := [str(task.number) for task in report.tasks if task.light == light])
    ]
    return f"{'；'.join(told)}。" if told else ""


def _units(report: MonthlyReport) -> Iterator[tuple[str, tuple[Lamp, ...]]]:
    """Whose targets are late or missing: most first, of each unit the worst first."""
    for unit, rows in report.late_by_unit():
        slow_first = sorted(rows, key=_badness, reverse=True)
        lamps = (Lamp(r.short_name, r.now.light, report.plan.word(r.now.light)) for r in slow_first)
        yield unit.short_name, tuple(lamps)


def _badness(row: TargetRow) -> int:
    """严重滞后 before 滞后; what is missing has no cause yet and comes last."""
    return (Light.OVERDUE, Light.BEHIND, Light.FAR_BEHIND).index(row.now.light)


def _cause(report: MonthlyReport, row: TargetRow) -> Cause:
    """The unit's words; where it has said nothing, that it has not."""
    is_missing = row.now.light == Light.OVERDUE
    silent = f"{report.month}月数据未报" if is_missing else "单位未填原因"
    return Cause(
        name=row.short_name,
        lead=row.leader.short_name,
        problem=_one_line(row.problem) or silent,
        next_step=_one_line(row.next_step) or ("补报后评判" if is_missing else "单位未填措施"),
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _foot(report: MonthlyReport) -> str:
    said = "指标数据由牵头单位填报、领导小组办公室审核。"
    if report.edition is None:
        return f"{said}本月尚未发布，以发布的数据为准。"
    return f"{said}取自{numbered(report)}发布件，生成后不变（SHA-256前12位：{report.edition.sha256[:12]}）。"
