"""A report's figures by the names that stand in the bulletin's sentences: ［列入评判数］. Pure.

Whoever edits a sentence keeps or moves the bracket; what stands in its place is always the
report's. `phrases` says how each target's figure is told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from django.utils import timezone

from dashboard.meeting import phrases
from dashboard.report import MonthlyReport, TargetRow, shown
from dashboard.report.words import Words
from targets.choices import LATE, ON_COURSE, Light, Place
from targets.numbers import show

OBJECTION_DAYS = 7  # after publication (domain.md, "The month's round", 4)
TOKEN = re.compile(r"［([^［］]*)］")
BRACKETS = re.compile(r"[［］]")
OTHER_BRACKETS = str.maketrans("［］", "〔〕")


def plain(name: str) -> str:
    """A name as it may stand in a sentence: brackets of its own are no token's."""
    return name.translate(OTHER_BRACKETS)


def words_of(report: MonthlyReport) -> Words:
    """What the plan calls a light, fit for a sentence and for a token's name."""
    return lambda light: plain(report.plan.word(light))


def token(name: str) -> str:
    """How a figure of this name stands in a sentence."""
    return f"［{name}］"


def of(row: TargetRow, part: str, names: Mapping[str, str]) -> str:
    """The token of one part of a target's figure: ［规上工业研发费用·实绩］."""
    return token(f"{names[row.code]}·{part}")


def names_of(report: MonthlyReport) -> dict[str, str]:
    """What each target is called in tokens, by its code; two of one name are told apart."""
    own = {row.code: plain(row.short_name) for row in report.targets}
    number = Counter(own.values())
    return {code: name if number[name] == 1 else f"{name}（{code}）" for code, name in own.items()}


def figures(report: MonthlyReport) -> dict[str, str]:
    """Every token's name with what is shown in its place, the whole month's first."""
    return dict(
        (
            *_of_month(report),
            *_of_targets(report),
            *_of_tasks(report),
            *_of_reporting(report),
            *_of_league(report),
            *_of_days(report),
        )
    )


def late_first(report: MonthlyReport) -> list[TargetRow]:
    """Behind and missing: 严重滞后, 滞后, 逾期未报; of one light the lowest index first."""
    order = (Light.FAR_BEHIND, Light.BEHIND, Light.OVERDUE)

    def place(row: TargetRow) -> tuple[int, bool, object, int]:
        index = row.now.index
        return order.index(row.now.light), index is None, index or 0, row.order

    return sorted(report.late_targets(), key=place)


def late_units(report: MonthlyReport) -> list[str]:
    """Who leads what is behind or missing, by short name, each once, in that order."""
    leads = (plain(row.lead.short_name) for row in late_first(report) if row.lead)
    return list(dict.fromkeys(leads))


def main_targets(report: MonthlyReport) -> list[TargetRow]:
    """主要目标: what the plan states as its headline targets, else all there are."""
    headline = [row for row in report.targets if row.place == Place.HEADLINE]
    return headline or list(report.targets)


def corrected(report: MonthlyReport) -> list[TargetRow]:
    """Targets whose figure of this month was corrected after publication."""
    return [row for row in report.targets if row.corrections]


def _of_month(report: MonthlyReport) -> Iterator[tuple[str, str]]:
    counts, late = report.counts, late_first(report)
    numbers = {
        "指标总数": counts.total,
        "列入评判数": counts.judged,
        "不评判数": counts.not_judged,
        "在轨数": counts.on_course,
        "滞后合计": counts.late,
        "滞后未报数": len(late),
        "滞后单位数": len(late_units(report)),
        "主要指标数": len(main_targets(report)),
        "变好数": sum(each.is_better is True for each in report.changes),
        "变差数": sum(each.is_better is False for each in report.changes),
        "更正项数": len(corrected(report)),
    }
    yield "序时进度", f"{show(report.share, 1)}%"
    yield from ((name, str(number)) for name, number in numbers.items())
    for light in Light:
        yield f"{words_of(report)(light)}数", str(counts.of(light))


def _of_targets(report: MonthlyReport) -> Iterator[tuple[str, str]]:
    names = names_of(report)
    for row in report.targets:
        for part, text in phrases.parts(row, report.plan.word):
            yield f"{names[row.code]}·{part}", text


def _of_tasks(report: MonthlyReport) -> Iterator[tuple[str, str]]:
    counts = report.task_counts
    yield "任务总数", str(counts.total)
    yield "任务在轨数", str(counts.of(*ON_COURSE))
    yield "任务滞后合计", str(counts.of(*LATE, Light.OVERDUE))
    for light in Light:
        yield f"任务{words_of(report)(light)}数", str(counts.of(light))
    for task in report.tasks:
        yield f"任务{task.number}·亮灯", report.plan.word(task.light)


def _of_reporting(report: MonthlyReport) -> Iterator[tuple[str, str]]:
    owing = [each for each in report.reporting if each.due]
    yield "应报单位数", str(len(owing))
    yield "应报件数", str(sum(each.due for each in owing))
    yield "按时件数", str(sum(each.on_time for each in owing))
    yield "迟报件数", str(sum(each.late for each in owing))
    yield "未报件数", str(sum(len(each.missing) for each in owing))
    for each in owing:
        name = plain(each.unit.short_name)
        yield f"{name}·迟报", str(each.late)
        yield f"{name}·未报", str(len(each.missing))
        yield f"{name}·退回", str(each.returned)


def _of_league(report: MonthlyReport) -> Iterator[tuple[str, str]]:
    if report.league is None:
        return
    bands: Counter[str] = Counter()
    for score in (*report.league.leading, *report.league.joining):
        name = plain(report.unit(score.unit).short_name)
        yield f"{name}·得分", shown.number(score.total)
        if score.rank is not None:
            yield f"{name}·名次", str(score.rank)
    for score in report.league.leading:
        bands[score.band] += bool(score.band)
    for band in sorted(filter(None, bands)):
        yield f"{band}档单位数", str(bands[band])


def _of_days(report: MonthlyReport) -> Iterator[tuple[str, str]]:
    if report.next_due_on:
        yield "下期截止", _day(report.next_due_on)
    if report.edition:
        published = timezone.localdate(report.edition.published_at)
        yield "异议截止", _day(published + timedelta(days=OBJECTION_DAYS))


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def filled(text: str, known: Mapping[str, str]) -> str:
    """The text with each known token replaced; an unknown one stays as it stands."""
    return TOKEN.sub(lambda found: known.get(found[1].strip(), found[0]), text)


# Numbers that are no figures: dates, ordinals, numbering, document numbers, names with letters.
# Every repetition is bounded: a text of thousands of digits is read in no time either.
_DIGITS = r"[0-9]"
_MONTH = r"(?:1[0-2]|[1-9])"
_DAY = r"(?:[12][0-9]|3[01]|[1-9])"
_TO = r"\s?[—–~～至到-]\s?"
_NO_FIGURES = re.compile(
    "|".join(
        (
            rf"〔{_DIGITS}{{4}}〕第?{_DIGITS}{{1,6}}号",
            rf"(?<![0-9.])(?:19|20){_DIGITS}{{2}}(?:{_TO}(?:19|20){_DIGITS}{{2}})?年",
            rf"(?<![0-9.]){_MONTH}(?:、{_MONTH}){{0,11}}(?:月?{_TO}{_MONTH})?月(?:{_DAY}(?:{_TO}{_DAY})?日)?",
            rf"(?<![0-9.]){_DAY}(?:{_TO}{_DAY})?[日号]",
            r"(?<![0-9.])(?:[01]?[0-9]|2[0-4])(?:[:：][0-5][0-9]|时)",
            rf"第{_DIGITS}{{1,4}}(?:{_TO}{_DIGITS}{{1,4}})?",
            rf"(?:附件|任务|表|图){_DIGITS}{{1,3}}(?:[—–~～至、-]{_DIGITS}{{1,3}}){{0,9}}",
            rf"(?m:^)[ \u3000]{{0,9}}{_DIGITS}{{1,2}}[.、](?!{_DIGITS})",
            rf"（{_DIGITS}{{1,2}}）",
            rf"电话[:：]?\s?{_DIGITS}[0-9—-]{{2,20}}",
            rf"[A-Za-z]-?{_DIGITS}{{1,9}}|(?<![0-9.]){_DIGITS}{{1,9}}[A-Za-z]",
        )
    )
)
_NUMBER = re.compile(r"[0-9](?:[0-9,.]*[0-9])?%?")
# The same in words: 百分之七十, 二十三项, 十余家. A single 一项 or 两个 is everyday speech, and
# 十件实事 a name.
_ONES = "零〇一二两三四五六七八九"
_SPELT = re.compile(
    rf"百分之[{_ONES}十百点]{{1,12}}|(?<![第几数{_ONES}十百千])(?:"
    rf"(?:[{_ONES}]百[{_ONES}十]{{0,4}}|[{_ONES}]十[{_ONES}]?|十[{_ONES}])"
    r"[多余]?(?:个百分点|项|家|个|名|件|人|位|亿|万)|十[多余]?(?:个百分点|项|家|名|亿|万))"
)
_QUOTED = re.compile(r"“([^“”]+)”")
_HALF_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF05: "%", 0xFF0E: "."}


def faults(text: str, report: MonthlyReport, known: Mapping[str, str], where: str) -> list[str]:
    """What is wrong with a text, in sentences: unknown tokens, odd brackets, numbers typed by hand.

    `where` begins each sentence (第3段); empty for a text that stands alone.
    """
    found = [
        f"{where}“{each[0]}”不在数据清单里，请从清单中选取，或改成不带方括号的文字。"
        for each in TOKEN.finditer(text)
        if each[1].strip() not in known
    ]
    rest = TOKEN.sub("□", text)
    if BRACKETS.search(rest):
        found.append(f"{where}方括号没有成对，请补全“［”和“］”，或删去。")
    found += [
        f"{where}“{number}”是手写的数，请改用方括号里的数据。" for number in _typed(rest, report)
    ]
    return list(dict.fromkeys(found))


def _typed(text: str, report: MonthlyReport) -> Iterator[str]:
    """Numbers that are no date, ordinal, numbering or part of what the plan says."""
    plain_text = text.translate(_HALF_WIDTH)
    names = sorted(_names_with_digits(report), key=len, reverse=True)
    if names:
        plain_text = re.sub("|".join(map(_whole, names)), "□", plain_text)
    plain_text = _QUOTED.sub(lambda each: "□" if each[1] in report.text else each[0], plain_text)
    yield from (each[0] for each in _NUMBER.finditer(_NO_FIGURES.sub("□", plain_text)))
    spelt = (each[0] for each in _SPELT.finditer(plain_text))
    yield from (each for each in spelt if each not in report.text)


def _whole(name: str) -> str:
    """A pattern for this name, not for digits of a longer number."""
    before = "(?<![0-9.])" if name[0].isdigit() else ""
    after = "(?![0-9])" if name[-1].isdigit() else ""
    return f"{before}{re.escape(name)}{after}"


def _names_with_digits(report: MonthlyReport) -> Iterable[str]:
    plan = report.plan
    names = {plan.title, plan.short_title, plan.issuer, plan.doc_no}
    for row in report.targets:
        names |= {row.name, row.short_name}
    names |= {task.title for task in report.tasks}
    names |= {each.title for each in (*report.themes, *report.groups)}
    for unit in report.units:
        names |= {unit.name, unit.short_name}
    names |= {plan.word(light) for light in Light}
    shown_as = {plain(name).translate(_HALF_WIDTH) for name in names}
    return (
        name for name in shown_as if any(letter.isdigit() for letter in name) or _SPELT.search(name)
    )
