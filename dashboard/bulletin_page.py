"""通报 as a page: its sentences, their figures, and what may be edited before it is issued. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dashboard.heading import published_day
from dashboard.meeting import bulletin, sentences, tokens, wording
from dashboard.meeting.sentences import Line
from dashboard.report import MonthlyReport

OWN = "own"  # the key of a paragraph that no rule makes
MOST_READ = 500  # paragraphs of a form; more are not looked at
LETTERS_A_ROW = 36
WHOLE_MONTH = "全月"
# 一、主要指标。 and （一）总体目标。 are headings that their paragraph runs on from (GB/T 9704).
FIRST = re.compile(r"^[一二三四五六七八九十]{1,3}、[^。；，]{1,30}。")
SECOND = re.compile(r"^（[一二三四五六七八九十]{1,3}）[^。；，]{1,30}。")


@dataclass(frozen=True)
class Printed:
    """A paragraph as it is printed: a heading that it begins with, and the rest."""

    key: str
    text: str
    heading: str = ""
    level: int = 0  # 1 一、黑体; 2 （一）楷体


@dataclass(frozen=True)
class Editable:
    """A paragraph as it is edited: with names of figures, and what they are at present."""

    place: int  # from 0
    line: Line
    printed: Printed
    figures: tuple[tuple[str, str], ...]
    original: str  # as the rules make it; empty where no rule does
    faults: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """第3段."""
        return self.place + 1

    @property
    def is_edited(self) -> bool:
        """Whether it says something else than the rules make it say."""
        return self.original != self.line.text

    @property
    def rows(self) -> int:
        """How high the field is."""
        return min(12, 1 + -(-len(self.line.text) // LETTERS_A_ROW))


@dataclass(frozen=True)
class Paper:
    """The whole notice as it is printed."""

    masthead: str  # the red title
    number: str
    issuer: str
    day: str
    subject: tuple[str, ...]  # the title's lines
    before: tuple[Printed, ...]  # the paragraphs down to the table
    heads: tuple[str, ...]
    late: tuple[tuple[str, ...], ...]  # the table of what is behind and missing
    after: tuple[Printed, ...]
    scale: str
    attachments: tuple[str, ...]
    mark: str  # 演示数据，不作依据
    foot: str


def paper(report: MonthlyReport, lines: Iterable[Line], *, is_issued: bool) -> Paper:
    """The notice of these sentences; its table stands under the one that tells of it."""
    told = printed(lines, report)
    place = next((at for at, each in enumerate(told, 1) if each.key == sentences.LATE), None)
    table = bulletin.late_table(report)
    has_table = place is not None and bool(table.rows)
    day = published_day(report)
    return Paper(
        masthead=bulletin.serial(report),
        number=bulletin.issue(report),
        issuer=report.plan.issuer,
        day=day or "尚未发布",
        subject=bulletin.title_lines(report),
        before=tuple(told[:place]),
        heads=tuple(table.heads),
        late=tuple(tuple(map(str, row)) for row in table.rows) if has_table else (),
        after=() if place is None else tuple(told[place:]),
        scale=table.measure,
        attachments=tuple(bulletin.attachments(report)),
        mark=wording.mark(report),
        foot=f"{day}印发" if is_issued else "尚未印发",
    )


def printed(lines: Iterable[Line], report: MonthlyReport) -> list[Printed]:
    """Every paragraph with the report's figures in it."""
    listed = list(lines)
    return [
        _printed(line.key, text)
        for line, text in zip(listed, sentences.rendered(listed, report), strict=True)
    ]


def editable(
    lines: Iterable[Line], report: MonthlyReport, faults: Iterable[tuple[int, str]] = ()
) -> list[Editable]:
    """Every paragraph with what is to be known while it is edited."""
    known = sentences.figures(report)
    originals = {line.key: line.text for line in sentences.lines(report)}
    wrong = defaultdict(list)
    for place, text in faults:
        wrong[place].append(text)
    return [
        Editable(
            place=place,
            line=line,
            printed=_printed(line.key, tokens.filled(line.text, known)),
            figures=tuple(_used(line.text, known)),
            original=originals.get(line.key, ""),
            faults=tuple(wrong[place]),
        )
        for place, line in enumerate(lines)
    ]


def figure_groups(report: MonthlyReport) -> list[tuple[str, list[tuple[str, str]]]]:
    """数据清单: every figure that a sentence may name, by what it belongs to."""
    groups: dict[str, list[tuple[str, str]]] = {WHOLE_MONTH: []}
    for name, text in sentences.figures(report).items():
        whose = name.rpartition("·")[0] or WHOLE_MONTH
        groups.setdefault(whose, []).append((tokens.token(name), text))
    return list(groups.items())


def posted(data: Mapping[str, str]) -> list[Line]:
    """The paragraphs of a form, in the order they stand in it."""
    found = []
    for place in range(MOST_READ):
        text = data.get(f"text-{place}")
        if text is None:
            break
        found.append(Line(data.get(f"key-{place}") or OWN, text))
    return found


def arranged(lines: Sequence[Line], press: str, report: MonthlyReport) -> list[Line] | None:
    """The paragraphs after a button: up-3, down-3, drop-3, add-3, reset-3, or reset for all.

    None where the press is another one; a place that there is not changes nothing.
    """
    if press == "reset":
        return list(sentences.lines(report))
    act, _, number = press.partition("-")
    if act not in ARRANGING:
        return None
    is_place = number.isascii() and number.isdecimal() and len(number) < 4
    if not is_place or int(number) >= max(len(lines), 1):
        return list(lines)
    return ARRANGING[act](list(lines), int(number), report)


def _up(lines: list[Line], place: int, _: MonthlyReport) -> list[Line]:
    if place:
        lines[place - 1], lines[place] = lines[place], lines[place - 1]
    return lines


def _down(lines: list[Line], place: int, report: MonthlyReport) -> list[Line]:
    return _up(lines, place + 1, report) if place + 1 < len(lines) else lines


def _drop(lines: list[Line], place: int, _: MonthlyReport) -> list[Line]:
    return lines[:place] + lines[place + 1 :]


def _add(lines: list[Line], place: int, _: MonthlyReport) -> list[Line]:
    return [*lines[: place + 1], Line(OWN, ""), *lines[place + 1 :]]


def _reset(lines: list[Line], place: int, report: MonthlyReport) -> list[Line]:
    originals = {line.key: line.text for line in sentences.lines(report)}
    if lines:
        line = lines[place]
        lines[place] = replace(line, text=originals.get(line.key, line.text))
    return lines


ARRANGING = {"up": _up, "down": _down, "drop": _drop, "add": _add, "reset": _reset}


def _printed(key: str, text: str) -> Printed:
    for level, pattern in ((1, FIRST), (2, SECOND)):
        found = pattern.match(text)
        if found:
            return Printed(key, text[found.end() :], found[0], level)
    return Printed(key, text)


def _used(text: str, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each figure that the text names, once, with what it is; an unknown one is not told."""
    names = dict.fromkeys(found[1].strip() for found in tokens.TOKEN.finditer(text))
    return ((tokens.token(name), known[name]) for name in names if name in known)
