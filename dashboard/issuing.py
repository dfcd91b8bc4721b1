"""The 通报 of a month is edited, and issued; figures in it stay bound to its edition.

What is kept are sentences with names of figures in brackets (meeting/sentences.py), never the
figures themselves. Once issued a bulletin is never changed: a correction makes a further edition,
whose bulletin begins with the earlier one's sentences and is issued on its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import rules
from accounts.models import User
from accounts.texts import tidy
from accounts.tracing import trace
from dashboard import publication
from dashboard.meeting import sentences, tokens
from dashboard.meeting.redrafting import carried
from dashboard.meeting.sentences import Line
from dashboard.models import Bulletin
from dashboard.report import MonthlyReport
from plans.models import Plan, ReportingPeriod
from plans.today import now
from targets import rounds
from targets.rounds import EditConflictError, RefusedError

MOST_LINES, MORE_LINES = 60, 10  # or so many more than the rules make
MOST_LETTERS, MORE_LETTERS = 1000, 200  # of one paragraph; or more than the rules make it
MOST_FAULTS = 8  # told of one paragraph; the next ones once these are mended
LONGEST_KEY = 40


class Fault(NamedTuple):
    """What is wrong with a paragraph: its place (from 0), and the sentence that says it."""

    place: int
    text: str


class LinesRefusedError(RefusedError):
    """The sentences cannot be kept as they are; `faults` are all that is wrong with them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults[0].text, f"text-{faults[0].place}")
        self.faults = tuple(faults)


class Room(NamedTuple):
    """How much a bulletin may hold: whatever the rules make of its report fits, and some more."""

    lines: int
    letters: Mapping[str, int]  # of the paragraphs by key that the rules make long

    @property
    def widest(self) -> int:
        """The most letters that any of its paragraphs may have."""
        return max((MOST_LETTERS, *self.letters.values()))


class Text(NamedTuple):
    """The bulletin of an edition as it stands: its sentences, and where they come from."""

    lines: tuple[Line, ...]
    row: Bulletin | None  # None while nobody has saved it
    earlier: Bulletin | None = None  # the edition before, whose sentences these are

    @property
    def version(self) -> int:
        """What a page shows as seen; 0 while nobody has saved it."""
        return self.row.version if self.row else 0

    @property
    def is_issued(self) -> bool:
        """Whether it has been issued, and so stands for ever."""
        return self.row is not None and self.row.issued_at is not None


# Reading


def text_of(plan: Plan, report: MonthlyReport, by: User) -> Text:
    """The bulletin of a published edition: as issued for everybody, as last saved for the office.

    Whoever is not of the office sees the generated sentences until it is issued.
    """
    rows = _rows(plan, report)
    may_edit = rules.may_issue(by, plan.district_id)
    own = next((row for row in rows if row.edition == _edition(report)), None)
    if own is not None and (may_edit or own.issued_at is not None):
        return Text(_lines(own), own)
    earlier = next((row for row in rows if row.edition < _edition(report)), None)
    if may_edit and earlier is not None:
        before = publication.read_edition(plan, report.month, earlier.edition)
        again = carried(_lines(earlier), sentences.lines(before), sentences.lines(report))
        return Text(again, None, earlier)
    return Text(sentences.lines(report), None)


def lines_of(plan: Plan, report: MonthlyReport, by: User) -> tuple[Line, ...] | None:
    """The sentences that a paper of this edition is written with; None: as they are generated."""
    if report.edition is None:
        return None
    found = text_of(plan, report, by)
    return found.lines if found.row or found.earlier else None


def issued_lines(plan: Plan, report: MonthlyReport) -> tuple[Line, ...] | None:
    """The sentences as they were issued, where nobody is signed in; None before that."""
    rows = (row for row in _rows(plan, report) if row.edition == _edition(report))
    own = next((row for row in rows if row.issued_at is not None), None)
    return None if own is None else _lines(own)


def room_of(report: MonthlyReport) -> Room:
    """How much the bulletin of this report may hold."""
    return _room(sentences.lines(report))


def faults_of(lines: Iterable[Line], report: MonthlyReport) -> list[Fault]:
    """All that keeps these sentences from being kept: too many, too long, or a figure typed in.

    A sentence as the rules make it holds nothing but the report's own words and figures. What is
    too long is not read, so that nobody's paste of a whole document keeps the server busy.
    """
    listed, known = list(lines), sentences.figures(report)
    generated = sentences.lines(report)
    untouched, room = set(generated), _room(generated)
    found = []
    if not listed:
        found.append(Fault(0, "通报至少要有一段正文，请写一段或恢复原句。"))
    if len(listed) > room.lines:
        told = f"通报最多{room.lines}段，现有{len(listed)}段，请合并或删去几段。"
        found.append(Fault(0, told))
    for place, line in enumerate(listed[: room.lines]):
        where, most = f"第{place + 1}段", room.letters.get(line.key, MOST_LETTERS)
        if line in untouched:
            continue
        if len(line.text) > most:
            told = f"{where}最多{most}字，现有{len(line.text)}字，请删减或分成两段。"
            found.append(Fault(place, told))
        else:
            found += [Fault(place, each) for each in _told(line, report, known, where)]
    return found


def _room(generated: Sequence[Line]) -> Room:
    long = {each.key: len(each.text) + MORE_LETTERS for each in generated}
    return Room(
        lines=max(MOST_LINES, len(generated) + MORE_LINES),
        letters={key: most for key, most in long.items() if most > MOST_LETTERS},
    )


def _told(line: Line, report: MonthlyReport, known: Mapping[str, str], where: str) -> Iterator[str]:
    """What is wrong with one paragraph: the first few, and how many more there are."""
    faults = tokens.faults(line.text, report, known, where)
    yield from faults[:MOST_FAULTS]
    if len(faults) > MOST_FAULTS:
        yield f"{where}还有{len(faults) - MOST_FAULTS}处这样的问题，改好以上各处后再核对。"


# Acts


@transaction.atomic
def save(
    plan: Plan,
    month: int,
    *,
    edition: int,
    lines: Iterable[Line],
    seen_version: int,
    by: User,
    at: datetime | None = None,
) -> Bulletin:
    """Keep the sentences as edited (保存); sent twice they are saved once.

    Raises PermissionDenied for anybody but the office, RefusedError once it is issued or a newer
    edition stands, LinesRefusedError, EditConflictError where somebody else was quicker.
    """
    period, report = _held(plan, month, edition, by)
    kept = _tidied(lines)
    row = _row(period, edition)
    _require_unissued(row)
    stored = [_plain(line) for line in kept]
    if row is not None and row.lines == stored and row.version - seen_version in {0, 1}:
        return row
    _require_seen(row, seen_version)
    faults = faults_of(kept, report)
    if faults:
        raise LinesRefusedError(faults)
    return _written(row, period, edition, stored, by=by, at=at or now())


@transaction.atomic
def issue(
    plan: Plan,
    month: int,
    *,
    edition: int,
    seen_version: int,
    by: User,
    at: datetime | None = None,
) -> Bulletin:
    """Issue the bulletin as it was seen (印发): from then on it is never changed.

    The same person issuing twice issues once. Raises as `save` does.
    """
    period, report = _held(plan, month, edition, by)
    row = _row(period, edition)
    if row is not None and row.issued_by_id == by.pk and row.version - seen_version in {0, 1}:
        return row
    _require_unissued(row)
    _require_seen(row, seen_version)
    text = text_of(plan, report, by)
    faults = faults_of(text.lines, report)
    if faults:
        raise LinesRefusedError(faults)
    at = at or now()
    if row is None:
        row = _written(None, period, edition, [_plain(each) for each in text.lines], by=by, at=at)
    row.version += 1
    row.issued_by, row.issued_at = by, at
    trace(row, by=by, why=f"印发第{month}期通报").save()
    return row


# How


def _held(plan: Plan, month: int, edition: int, by: User) -> tuple[ReportingPeriod, MonthlyReport]:
    """The month, held until the transaction ends, and the report of its newest edition."""
    if not rules.may_issue(by, plan.district_id):
        raise PermissionDenied
    found = ReportingPeriod.objects.filter(plan=plan, month=month).first()
    newest = publication.newest(plan, month) if found else None
    if found is None or newest is None:
        raise RefusedError(f"{month}月还没有发布，发布后才有通报。")
    period = rounds.lock(found)
    newest = publication.newest(plan, month) or newest  # a correction may have come meanwhile
    if newest.edition != edition:
        raise RefusedError(
            f"{month}月已有第{newest.edition}版（更正后），请在第{newest.edition}版上编辑、印发。"
        )
    return period, publication.read(newest)


def _require_unissued(row: Bulletin | None) -> None:
    if row is not None and row.issued_at is not None:
        raise RefusedError(
            f"这一版通报已由{row.issued_by}印发，不能再改。数据有更正的，出新的一版后另行印发。"
        )


def _require_seen(row: Bulletin | None, seen_version: int) -> None:
    """Compare: nobody else saved since the page was opened."""
    if row is not None and row.version != seen_version:
        raise EditConflictError(row)


def _written(
    row: Bulletin | None,
    period: ReportingPeriod,
    edition: int,
    lines: list[dict[str, str]],
    *,
    by: User,
    at: datetime,
) -> Bulletin:
    """The next version, with its trace; the period is held, so nobody comes between."""
    if row is None:
        row = Bulletin(period=period, edition=edition)
    else:
        row.version += 1
    row.lines, row.saved_by, row.saved_at = lines, by, at
    trace(row, by=by, why=f"编辑第{period.month}期通报").save()
    return row


def _tidied(lines: Iterable[Line]) -> list[Line]:
    """Each paragraph on one line, without what no file can hold; empty ones are left out."""
    told = [
        Line(tidy(line.key)[:LONGEST_KEY], "".join(tidy(line.text).splitlines())) for line in lines
    ]
    return [line for line in told if line.text]


def _row(period: ReportingPeriod, edition: int) -> Bulletin | None:
    rows = Bulletin.objects.select_related("period", "saved_by", "issued_by")
    return rows.filter(period=period, edition=edition).first()


def _rows(plan: Plan, report: MonthlyReport) -> list[Bulletin]:
    """The bulletins of the month up to this edition, newest first."""
    rows = Bulletin.objects.select_related("period", "saved_by", "issued_by")
    about = {"period__plan": plan, "period__month": report.month}
    return list(rows.filter(**about, edition__lte=_edition(report)).order_by("-edition"))


def _edition(report: MonthlyReport) -> int:
    return report.edition.number if report.edition else 0


def _lines(row: Bulletin) -> tuple[Line, ...]:
    return tuple(Line(each["key"], each["text"]) for each in row.lines)


def _plain(line: Line) -> dict[str, str]:
    return {"key": line.key, "text": line.text}
