"""A month is frozen for everybody (发布), and read back as it then stood.

The stored body is the report's canonical JSON; its SHA-256 is the file's, so that anybody can
check an exported file with any tool. A first edition also keeps the hash of the month before, a
corrected one the hash of the edition it corrects.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone

from accounts import rules
from accounts.models import User
from accounts.tracing import trace
from dashboard import report
from dashboard.models import Publication
from dashboard.readiness import BLOCK, OK, WARN, Check
from dashboard.readiness import readiness as checks_of
from dashboard.report import Edition, MonthlyReport
from dashboard.report.mending import Mended, mend
from dashboard.report.rows import SCHEMA
from plans.models import Plan, ReportingPeriod
from plans.today import now
from targets import correcting
from targets.choices import Cause, Stage
from targets.models import Correction
from targets.rounds import RefusedError

__all__ = [
    "BLOCK",
    "OK",
    "WARN",
    "Check",
    "DamagedPublicationError",
    "PublicationRefusedError",
    "bodies",
    "correct",
    "current",
    "edition_of",
    "editions_of",
    "every",
    "latest",
    "newest",
    "opened",
    "publish",
    "read",
    "read_edition",
    "read_month",
    "readiness",
]
KEPT_IN_PROCESS = 64  # reports; a year's months of a few plans


class PublicationRefusedError(Exception):
    """The month cannot be published yet; `reasons` are sentences for the office."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("；".join(reasons))
        self.reasons = reasons


class DamagedPublicationError(Exception):
    """A stored body no longer matches its SHA-256: it was changed behind our back."""


# Reading


def latest(plan: Plan) -> Publication | None:
    """The newest edition of the last month published; None before the first."""
    return _editions(plan).order_by("-period__month", "-edition").first()


def known_on(plan: Plan, on: date) -> Publication | None:
    """The newest edition of the last month that was published by the end of that day."""
    published = _editions(plan).filter(published_at__date__lte=on)
    return published.order_by("-period__month", "-edition").first()


def newest(plan: Plan, month: int) -> Publication | None:
    """The newest edition of this month; None while it is not published."""
    return _editions(plan).filter(period__month=month).order_by("-edition").first()


def every(plan: Plan) -> models.QuerySet[Publication]:
    """Every edition of every month, without bodies, oldest month and edition first."""
    rows = _editions(plan).select_related("period")
    return rows.order_by("period__month", "edition")


def editions_of(plan: Plan, month: int) -> list[Publication]:
    """Every edition of one month with its body, oldest first, in one question."""
    rows = Publication.objects.filter(period__plan=plan, period__month=month)
    return list(rows.select_related("period").order_by("edition"))


def bodies(publications: Iterable[Publication]) -> Iterator[Publication]:
    """The same with their bodies, in one question and one after the other."""
    wanted = [publication.pk for publication in publications]
    if wanted:
        rows = Publication.objects.filter(pk__in=wanted).select_related("period")
        yield from rows.order_by("period__month", "edition").iterator(chunk_size=1)


def edition_of(plan: Plan, month: int, number: int) -> Publication | None:
    """One edition of a published month; None where there is no such edition."""
    return _editions(plan).filter(period__month=month, edition=number).first()


def read_month(plan: Plan, month: int) -> MonthlyReport:
    """The month as last published. Errors: Publication.DoesNotExist while it is not."""
    found = newest(plan, month)
    if found is None:
        raise Publication.DoesNotExist(f"{plan.slug} {month}")
    return read(found)


def read_edition(plan: Plan, month: int, number: int) -> MonthlyReport:
    """One edition of a month. Errors: Publication.DoesNotExist where there is none."""
    found = edition_of(plan, month, number)
    if found is None:
        raise Publication.DoesNotExist(f"{plan.slug} {month} {number}")
    return read(found)


def read(publication: Publication) -> MonthlyReport:
    """The report as it stood when it was published, with its edition; kept in the process."""
    edition = Edition(
        number=publication.edition,
        published_at=publication.published_at,
        published_by=publication.publisher,
        sha256=publication.sha256,
        previous_sha256=publication.previous_sha256,
    )
    return replace(_body(publication.sha256), edition=edition)


def stands_for(sha256: str) -> MonthlyReport:
    """The report that a hash stands for, without its signature; asks once a process."""
    return _body(sha256)


def current(plan: Plan, month: int, *, on: date, before: str = "") -> MonthlyReport:
    """The month as it stands now, its ranks beside those of the month before.

    `before` is the SHA-256 of that month's newest edition; empty where it is not published.
    """
    return report.live(plan, month, on=on, before=_body(before) if before else None)


def opened(publication: Publication) -> MonthlyReport:
    """The report of a publication whose body is at hand, without its edition; not kept.

    Errors: DamagedPublicationError, UnreadableReportError.
    """
    return report.from_json(body_of(publication))


def body_of(publication: Publication) -> str:
    """The stored JSON, checked against its hash. Errors: DamagedPublicationError."""
    body = publication.body
    if seal(body) != publication.sha256:
        raise DamagedPublicationError(f"publication {publication.pk} does not match its SHA-256")
    return body


def seal(body: str) -> str:
    """The SHA-256 of a body, as `sha256sum` prints it of the exported file."""
    return hashlib.sha256(body.encode()).hexdigest()


@lru_cache(maxsize=KEPT_IN_PROCESS)
def _body(sha256: str) -> MonthlyReport:
    """What a hash stands for never changes, so it is parsed once a process."""
    found = Publication.objects.only("body", "sha256").filter(sha256=sha256).first()
    if found is None:
        raise Publication.DoesNotExist(sha256)
    return opened(found)


def _editions(plan: Plan) -> models.QuerySet[Publication]:
    return Publication.objects.filter(period__plan=plan).defer("body")


# Publishing


def readiness(plan: Plan, month: int, on: date) -> list[Check]:
    """What stands between the month and its publication (发布前检查)."""
    before = newest(plan, month - 1) if month > 1 else None
    return checks_of(plan, month, on, read(before) if before else None)


@transaction.atomic
def publish(
    plan: Plan, month: int, *, by: User, on: date, at: datetime | None = None
) -> Publication:
    """Freeze the month (1-12) as approved until now; what is not approved is frozen as missing.

    `on` is the day it is judged on, `at` the moment it is marked with (now). The same person
    publishing twice publishes once. Raises PermissionDenied for anybody but the office,
    PublicationRefusedError with every reason that `readiness` names as blocking.
    """
    if not rules.may_publish(by, plan.district_id):
        raise PermissionDenied
    # The row lock lets a second publisher wait here, and then find the first one's edition.
    period = ReportingPeriod.objects.select_for_update().filter(plan=plan, month=month).first()
    already = newest(plan, month)
    if already is not None and already.published_by_id == by.pk:
        return already
    reasons = [check.text for check in readiness(plan, month, on) if check.level == BLOCK]
    if reasons or period is None:
        raise PublicationRefusedError(reasons)
    at = at or now()
    published = _first_edition(plan, period, by=by, on=on, at=at)
    period.published_at = at
    period._history_date = at  # type: ignore[attr-defined]  # django-simple-history's way
    trace(period, by=by, why=f"发布第{month}期").save(update_fields=["published_at"])
    return published


def _first_edition(
    plan: Plan, period: ReportingPeriod, *, by: User, on: date, at: datetime
) -> Publication:
    before = newest(plan, period.month - 1) if period.month > 1 else None
    found = report.live(plan, period.month, on=on, before=read(before) if before else None)
    return _edition(period, found, 1, before=before, by=by, at=at)


def _edition(
    period: ReportingPeriod,
    found: MonthlyReport,
    number: int,
    *,
    before: Publication | None,
    by: User,
    at: datetime,
) -> Publication:
    body = report.to_json(found)
    return Publication.objects.create(
        period=period,
        edition=number,
        schema=SCHEMA,
        body=body,
        sha256=seal(body),
        previous_sha256=before.sha256 if before else "",
        published_at=at,
        published_by=by,
        publisher=str(by),
    )


# Correcting


@transaction.atomic
def correct(
    correction: Correction, *, by: User, answer: str = "", at: datetime | None = None
) -> Publication:
    """Approve a proposed correction: the month's next edition, made from the one before it alone.

    Only the target's own row is judged again. The same person approving twice approves once.
    Raises PermissionDenied for anybody but the office, RefusedError for whoever proposed it and
    where it is decided already.
    """
    done = _approved_by(correction, by)
    if done is not None:
        return done
    row = correcting.require_decidable(correction, by=by)
    period, at = row.period, at or now()
    last = newest(period.plan, period.month)
    if last is None:
        raise RefusedError(f"{period.month}月还没有发布，不用更正。")
    number = last.edition + 1
    before = _required(read(last), row)
    mended = Mended(
        code=row.target.code,
        value=row.new_value,
        cause=Cause(row.cause),
        reason=row.reason,
        proposed_by=str(row.proposed_by),
        approved_by=str(by),
        day=timezone.localdate(at),
    )
    published = _edition(
        period, mend(before, mended, edition=number), number, before=last, by=by, at=at
    )
    correcting.approve(row, edition=number, by=by, answer=answer, at=at)
    return published


def _approved_by(correction: Correction, by: User) -> Publication | None:
    """The edition that this person's approval made already."""
    kept = Correction.objects.filter(pk=correction.pk, stage=Stage.APPROVED, decided_by=by).first()
    if kept is None or kept.edition is None:
        return None
    return Publication.objects.get(period_id=kept.period_id, edition=kept.edition)


def _required(before: MonthlyReport, row: Correction) -> MonthlyReport:
    """The edition to be corrected, where it still says what the proposal says it does."""
    found = before.target(row.target.code)
    if found is None:
        raise RefusedError(f"{before.month}月发布的数据里没有{row.target}，不能更正。")
    if found.now.value != row.old_value:
        raise RefusedError(f"{row.target}{before.month}月的数值已经变了，请撤回后按现值重新提出。")
    return before
