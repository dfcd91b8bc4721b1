"""One figure's own trail: now, as published, then each step with what it did to the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone

from dashboard import publication
from dashboard.history.kept_words import BORN
from dashboard.history.searching import Wanted, newest
from dashboard.history.sources import BY_NAME
from dashboard.history.wording import SYSTEM, Line
from dashboard.models import Publication
from dashboard.report import Figure, shown
from dashboard.report.figures import Ground, figure_of
from dashboard.report.words import Words, called
from plans.models import Plan, ReportingPeriod
from targets.arithmetic import judge
from targets.choices import Act, Stage
from targets.models import Target, light_names_of
from targets.numbers import NOTHING, show_exactly
from targets.standing import standings

MOST = 400  # steps of a figure and changes of its target together
OF_A_FIGURE = tuple(
    BY_NAME[name] for name in ("figure", "correction", "objection_raised", "objection_answered")
)
OF_THE_TARGET = tuple(
    BY_NAME[name] for name in ("target", "schedule", "pastfigure", "goalchange", "proposal")
)


@dataclass(frozen=True)
class Published:
    """The figure as one edition of its month holds it."""

    label: str  # 第8期发布时, 第2版
    value: str
    light: str
    at: datetime
    by: str
    figure: Figure
    words: Words  # what its plan called the lights then


@dataclass(frozen=True)
class Step:
    """One step of the trail; `effects` say what it did to completion, index and light."""

    title: str
    at: datetime
    who: str
    way: str
    texts: tuple[str, ...] = ()
    old: str = ""
    new: str = ""
    effects: tuple[str, ...] = ()


@dataclass(frozen=True)
class FigureTrail:
    """Everything the page of one figure tells."""

    now: str
    is_corrected: bool
    published: tuple[Published, ...]
    steps: tuple[Step, ...]
    settings: tuple[Line, ...]  # what changed of the target itself


def trail_of(
    plan: Plan, target: Target, period: ReportingPeriod, *, on: date, shows_drafts: bool
) -> FigureTrail:
    """The trail of one target's figure of one month, newest first."""
    wanted = Wanted(target=target.pk, month=period.month, shows_drafts=shows_drafts)
    found = newest(plan, wanted, MOST, OF_A_FIGURE + OF_THE_TARGET)
    settings = {source.name for source in OF_THE_TARGET}
    lines = [line for line in found if line.source not in settings]
    published = tuple(_published(plan, target, period))
    steps = [*_steps(lines, _Verdicts(plan, target, period.month, on)), *_editions(published)]
    if period.opens_on <= on:
        steps.append(_opening(period))
    values = [line.value for line in lines if line.act in Act.values]
    if published:
        now = shown.number(published[-1].figure.value)
    else:
        now = _number(values[0]) if values else NOTHING
    return FigureTrail(
        now=now,
        is_corrected=len({each.value for each in published}) > 1,
        published=published,
        steps=tuple(sorted(steps, key=lambda step: step.at, reverse=True)),
        settings=tuple(line for line in found if line.source in settings),
    )


def _number(text: str | None) -> str:
    return NOTHING if text is None else show_exactly(Decimal(text))


# As published


def _published(plan: Plan, target: Target, period: ReportingPeriod) -> Iterator[Published]:
    """The figure in each edition of its month, the first one first."""
    rows = Publication.objects.filter(period=period).defer("body").order_by("edition")
    for each in rows:
        report = publication.read(each)
        row = report.target(target.code)
        if row is not None:
            label = f"第{period.month}期" if each.edition == 1 else f"第{each.edition}版"
            yield Published(
                label=label,
                value=shown.value(row.now),
                light=report.plan.word(row.now.light),
                at=each.published_at,
                by=each.publisher,
                figure=row.now,
                words=report.plan.word,
            )


def _editions(published: tuple[Published, ...]) -> Iterator[Step]:
    before: Figure | None = None
    for each in published:
        effects = () if before is None else tuple(_effects(before, each.figure, each.words))
        told = (f"{each.value}，{each.light}",) if before is None else ()
        yield Step(f"随{each.label}发布", each.at, each.by, "", told, effects=effects)
        before = each.figure


def _opening(period: ReportingPeriod) -> Step:
    at = timezone.make_aware(datetime.combine(period.opens_on, time()))
    return Step("填报期打开", at, SYSTEM, "")


# Step by step


class _Verdicts:
    """What a value of this figure would be judged, by the promise in force in its month."""

    def __init__(self, plan: Plan, target: Target, month: int, on: date) -> None:
        rows = standings(plan, month, on=on, led_by=target.lead_unit)
        self.row = next(row for row in rows if row.facts.pk == target.pk)
        self.month = month
        self.words = called(dict(light_names_of(plan)))

    def of(self, value: str | None) -> Figure:
        """The figure as it would be shown with this value."""
        figures = {m: v for m, v in self.row.figures.items() if m != self.month}
        if value is not None:
            figures[self.month] = Decimal(value)
        row = self.row
        standing = judge(row.promise, figures, self.month, row.calendar, row.scale)
        return figure_of(replace(Ground.of(row), figures=figures), standing)


def _steps(lines: list[Line], verdicts: _Verdicts) -> Iterator[Step]:
    """A step for each line; one that changed the value tells what that did."""
    handed_in = 0
    for line in reversed(lines):
        if line.act == "correction" and _stage(line) == Stage.APPROVED.label:
            continue  # the figure's own step tells it
        title = _title(line, handed_in)
        handed_in += line.act == Act.SUBMIT
        is_moved = line.act in Act.values and line.value != line.before
        yield Step(
            title=title,
            at=line.at,
            who=line.who,
            way=line.way,
            texts=tuple(_texts(line)),
            old=_number(line.before) if is_moved and line.before is not None else "",
            new=_number(line.value) if is_moved else "",
            effects=_told(verdicts, line) if is_moved else (),
        )


def _title(line: Line, handed_in: int) -> str:
    if line.act == Act.CORRECT:
        return "批准更正"
    if line.act == Act.SUBMIT and handed_in:
        return "重新提交"
    if line.act == "correction":
        is_new = line.changes[0].new == BORN["+"]
        return "申请更正" if is_new else f"更正{_stage(line)}"
    return line.act_label


def _stage(line: Line) -> str:
    return next((each.new for each in line.changes if each.label == "状态"), "")


def _texts(line: Line) -> Iterator[str]:
    """What else the step said: reason, explanation, evidence …"""
    if line.act in Act.values:
        yield from (str(each) for each in line.changes if each.label)
    else:
        yield from (str(each) for each in line.changes if each.new != BORN["+"])
    if line.why:
        yield f"理由：{line.why}"


def _told(verdicts: _Verdicts, line: Line) -> tuple[str, ...]:
    new = verdicts.of(line.value)
    if line.before is not None:
        return tuple(_effects(verdicts.of(line.before), new, verdicts.words))
    first = (("完成率", shown.percent(new.completion)), ("序时比", new.index_text))
    told = [f"{name}{text}" for name, text in first if text != NOTHING]
    return (*told, f"亮灯{verdicts.words(new.light)}")


def _effects(old: Figure, new: Figure, words: Words) -> Iterator[str]:
    """完成率43.4% → 45.4%, 序时比0.87 → 0.91, 亮灯仍为滞后."""
    pairs = (
        ("完成率", shown.percent(old.completion), shown.percent(new.completion)),
        ("序时比", old.index_text, new.index_text),
    )
    for name, was, now in pairs:
        if was != now:
            yield f"{name}{was} → {now}"
    was, now = words(old.light), words(new.light)
    yield f"亮灯仍为{now}" if old.light == new.light else f"亮灯{was} → {now}"
