"""Does every stored publication match its hash, and every hash the one before it?

Told for each edition by itself, so that a break names the one edition that was touched: a body is
held against its own hash, a hash also against what later publications recorded of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboard import report
from dashboard.models import Publication
from dashboard.publication import seal
from dashboard.report.frozen import UnreadableReportError, schema_of
from plans.models import Plan, ReportingPeriod
from targets.choices import Stage
from targets.models import Correction

SHORT = 12  # characters of a hash that are shown


@dataclass(frozen=True)
class Finding:
    """One edition of one month, and what is wrong with it; nothing where `wrong` is empty."""

    month: int
    edition: int
    sha256: str  # as it is recorded; empty where the edition itself is missing
    wrong: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not self.wrong

    @property
    def line(self) -> str:
        """The finding as the command prints it."""
        name = f"{self.month}月第{self.edition}版"
        if self.is_sound:
            return f"{name} 完好 {self.sha256[:SHORT]}"
        return f"{name} 有问题：{'；'.join(self.wrong)}"


@dataclass(frozen=True)
class Link:
    """One publication without its body: the link of the chain, and the digest of what is stored."""

    month: int
    edition: int
    sha256: str
    previous: str
    at: datetime
    digest: str
    unreadable: str = ""  # why the body cannot be read as the report it is said to be

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands: month and edition."""
        return self.month, self.edition

    @property
    def name(self) -> str:
        """How a sentence calls it: 8月第1版."""
        return f"{self.month}月第{self.edition}版"


def verify(plan: Plan) -> list[Finding]:
    """Every edition of the plan, and every one that should be there, in order.

    Bodies are read one after the other, so that a long year needs no more memory than a month.
    """
    rows = Publication.objects.filter(period__plan=plan).select_related("period")
    links = [
        _link(plan, row) for row in rows.order_by("period__month", "edition").iterator(chunk_size=1)
    ]
    found = [Finding(*link.place, link.sha256, tuple(_wrong(link, links))) for link in links]
    lost = [Finding(*place, "", (told,)) for place, told in _missing(plan, links).items()]
    return sorted([*found, *lost], key=lambda each: (each.month, each.edition))


def is_intact(publication: Publication) -> bool:
    """Whether the stored body still is what its hash was taken of."""
    return seal(publication.body) == publication.sha256


def _link(plan: Plan, row: Publication) -> Link:
    return Link(
        month=row.period.month,
        edition=row.edition,
        sha256=row.sha256,
        previous=row.previous_sha256,
        at=row.published_at,
        digest=seal(row.body),
        unreadable=_unreadable(plan, row),
    )


def _unreadable(plan: Plan, row: Publication) -> str:
    """Why the body is not the report of this plan and month, in the schema recorded beside it."""
    try:
        found = report.from_json(row.body)
    except UnreadableReportError as error:
        return f"内容读不出（格式{row.schema}）：{error}"
    if (found.plan.slug, found.month) != (plan.slug, row.period.month):
        return f"内容是{found.plan.slug}的{found.month}月，不是这一期"
    if schema_of(row.body) != row.schema:
        return f"登记的格式是{row.schema}，内容是{schema_of(row.body)}"
    return ""


def _wrong(link: Link, links: Sequence[Link]) -> Iterator[str]:
    if link.digest != link.sha256:
        yield _told_of_hash(link, links)
    if link.unreadable:
        yield link.unreadable
    yield from _told_of_previous(link, links)
    yield from _told_of_time(link, links)


def _told_of_hash(link: Link, links: Sequence[Link]) -> str:
    """Which of the two was touched: a later publication recorded what the hash once was."""
    later = {each.previous for each in links if each.place > link.place}
    if link.digest in later:
        return f"登记的指纹被改动：登记{link.sha256[:SHORT]}，内容和后一期所记都是{link.digest[:SHORT]}"
    return f"内容与登记的指纹不符：登记{link.sha256[:SHORT]}，现有内容{link.digest[:SHORT]}"


def _told_of_previous(link: Link, links: Sequence[Link]) -> Iterator[str]:
    expected = _before(link, links)
    if not expected:
        if link.previous and link.edition == 1 and link.month == 1:
            yield f"第一期不应有上一期指纹，却记着{link.previous[:SHORT]}"
        return  # the one before is missing: told of that one
    if link.previous in {each.sha256 for each in expected}:
        return
    if link.previous in {each.digest for each in expected}:
        return  # the hash of the one before was changed: told of that one
    told = link.previous[:SHORT] or "空"
    one = expected[-1]
    yield f"所记的上一期指纹是{told}，{one.name}登记的是{one.sha256[:SHORT]}"


def _before(link: Link, links: Sequence[Link]) -> list[Link]:
    """What it may follow: the edition corrected, else the month before's newest at that time.

    Where one of the month before came at the very same moment, either may have been the newest.
    """
    if link.edition > 1:
        return [each for each in links if each.place == (link.month, link.edition - 1)]
    months = [each for each in links if each.month == link.month - 1 and each.at <= link.at]
    return [each for each in months if each.at == link.at] + [
        each for each in months if each.at < link.at
    ][-1:]


def _told_of_time(link: Link, links: Sequence[Link]) -> Iterator[str]:
    """A correction comes after what it corrects, a month after the month before."""
    before = (link.month, link.edition - 1) if link.edition > 1 else (link.month - 1, 1)
    earlier = next((each for each in links if each.place == before), None)
    if earlier is not None and earlier.at > link.at:
        yield f"发布时间早于{earlier.name}"


def _missing(plan: Plan, links: Sequence[Link]) -> Mapping[tuple[int, int], str]:
    """Editions that must have been there: before others, of a published month, of a correction."""
    there = {link.place for link in links}
    last = max((link.month for link in links), default=0)
    periods = ReportingPeriod.objects.filter(plan=plan, published_at__isnull=False)
    published = set(periods.values_list("month", flat=True)) | set(range(1, last + 1))
    wanted = {(month, 1): "这一期缺失：本月或后面的月份已发布" for month in published}
    approved = Correction.objects.filter(period__plan=plan, stage=Stage.APPROVED)
    made = set(approved.values_list("period__month", "edition")) | there
    for month, edition in made:
        for number in range(1, (edition or 0) + 1):
            wanted.setdefault((month, number), "这一版缺失：后面的版次或批准的更正还在")
    return {place: told for place, told in wanted.items() if place not in there}
